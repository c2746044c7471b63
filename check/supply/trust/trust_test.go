package trust

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/theupdateframework/go-tuf/v2/metadata"
	"pgregory.net/rapid"
)

// A publisher of invented files, with one key for everything or several for the
// root.
type publisher struct {
	t       *testing.T
	root    []ed25519.PrivateKey // sign the root
	online  ed25519.PrivateKey   // signs the rest
	version int64
	roots   int64
	expires time.Time
	files   map[string][]byte // the repository
}

func key(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+seed)), ed25519.SeedSize)))
}

func newPublisher(t *testing.T) *publisher {
	p := &publisher{t: t, root: []ed25519.PrivateKey{key(0), key(1)}, online: key(2), expires: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), files: map[string][]byte{}}
	p.rotate(p.root, p.online)
	return p
}

func (p *publisher) check(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func sign[T metadata.Roles](p *publisher, m *metadata.Metadata[T], keys ...ed25519.PrivateKey) []byte {
	p.t.Helper()
	for _, k := range keys {
		s, err := signature.LoadSigner(k, crypto.Hash(0))
		p.check(err)
		_, err = m.Sign(s)
		p.check(err)
	}
	data, err := m.ToBytes(false)
	p.check(err)
	return data
}

// rotate publishes a root with other keys, signed by the old and the new ones.
func (p *publisher) rotate(root []ed25519.PrivateKey, online ed25519.PrivateKey) {
	p.t.Helper()
	p.roots++
	m := metadata.Root(p.expires)
	m.Signed.Version, m.Signed.ConsistentSnapshot = p.roots, true
	add := func(role string, k ed25519.PrivateKey) {
		pub, err := metadata.KeyFromPublicKey(k.Public())
		p.check(err)
		p.check(m.Signed.AddKey(pub, role))
	}
	for _, k := range root {
		add("root", k)
	}
	m.Signed.Roles["root"].Threshold = len(root)
	for _, role := range []string{"timestamp", "snapshot", "targets"} {
		add(role, online)
	}
	p.files[fmt.Sprintf("metadata/%d.root.json", p.roots)] = sign(p, m, each(p.root, root)...)
	p.root, p.online = root, online
}

// each is the keys of both lists, each once.
func each(a, b []ed25519.PrivateKey) []ed25519.PrivateKey {
	all := append([]ed25519.PrivateKey{}, a...)
	for _, k := range b {
		if !slices.ContainsFunc(all, func(have ed25519.PrivateKey) bool { return have.Equal(k) }) {
			all = append(all, k)
		}
	}
	return all
}

// publish publishes targets as the next version.
func (p *publisher) publish(targets map[string]string) {
	p.t.Helper()
	p.version++
	t := metadata.Targets(p.expires)
	t.Signed.Version = p.version
	for name, text := range targets {
		f, err := metadata.TargetFile().FromBytes(name, []byte(text), "sha256")
		p.check(err)
		t.Signed.Targets[name] = f
		p.files[File{SHA256: sha256.Sum256([]byte(text))}.Path(name)] = []byte(text)
	}
	signed := sign(p, t, p.online)
	p.files[fmt.Sprintf("metadata/%d.targets.json", p.version)] = signed
	s := metadata.Snapshot(p.expires)
	s.Signed.Version = p.version
	tm, targetsSum := metadata.MetaFile(p.version), sha256.Sum256(signed)
	tm.Length, tm.Hashes = int64(len(signed)), metadata.Hashes{"sha256": targetsSum[:]}
	s.Signed.Meta["targets.json"] = tm
	snapshot := sign(p, s, p.online)
	p.files[fmt.Sprintf("metadata/%d.snapshot.json", p.version)] = snapshot
	ts := metadata.Timestamp(p.expires)
	ts.Signed.Version = p.version
	m := metadata.MetaFile(p.version)
	m.Length = int64(len(snapshot))
	sum := sha256.Sum256(snapshot)
	m.Hashes = metadata.Hashes{"sha256": sum[:]}
	ts.Signed.Meta["snapshot.json"] = m
	p.files["metadata/timestamp.json"] = sign(p, ts, p.online)
}

func (p *publisher) get() Get { return getOf(maps.Clone(p.files)) }

func getOf(files map[string][]byte) Get {
	return func(_ context.Context, name string, limit int64) ([]byte, error) {
		data, ok := files[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		if int64(len(data)) > limit+1 {
			data = data[:limit+1]
		}
		return data, nil
	}
}

func (p *publisher) first() Held { return Held{Roots: [][]byte{p.files["metadata/1.root.json"]}} }

func update(t *testing.T, held Held, get Get) *Repository {
	t.Helper()
	r, err := Update(t.Context(), held, get)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestUpdate(t *testing.T) {
	p := newPublisher(t)
	p.publish(map[string]string{"a.json": "one"})
	first := p.get()
	r := update(t, p.first(), first)
	f, ok := r.Files["a.json"]
	if !ok || f.Length != 3 || f.SHA256 != sha256.Sum256([]byte("one")) || r.Version != 1 || !r.Promised.Equal(p.expires) {
		t.Fatalf("%+v", r)
	}
	if _, ok := p.files[f.Path("a.json")]; !ok {
		t.Errorf("nothing lies at %s", f.Path("a.json"))
	}
	// The same again, and from what is held alone.
	if again := update(t, r.Held, first); again.Version != 1 {
		t.Errorf("%+v", again)
	}
	if held, err := Open(r.Held); err != nil || held.Version != 1 || len(held.Files) != 1 {
		t.Errorf("%+v, %v", held, err)
	}
	// Newer, behind two rotations.
	p.rotate([]ed25519.PrivateKey{key(3)}, key(4))
	p.rotate([]ed25519.PrivateKey{key(5), key(6), key(7)}, key(8))
	p.publish(map[string]string{"a.json": "two", "dir/b.neem": "three"})
	newer := update(t, r.Held, p.get())
	if newer.Version != 2 || len(newer.Files) != 2 || len(newer.Roots) != 3 {
		t.Fatalf("%+v", newer)
	}
	// Older than what is held.
	if _, err := Update(t.Context(), newer.Held, first); err == nil {
		t.Error("something older was taken")
	}
	p2 := *p
	p2.files = maps.Clone(p.files)
	p2.publish(nil)
	newest := update(t, newer.Held, p2.get())
	if _, err := Update(t.Context(), newest.Held, p.get()); !errors.Is(err, ErrOlder) {
		t.Errorf("something older: %v", err)
	}
	if held, err := Open(newest.Held); err != nil || held.Version != 3 {
		t.Errorf("after all: %+v, %v", held, err)
	}
}

// What has expired is taken, and says until when something newer was promised.
func TestExpiryInforms(t *testing.T) {
	p := newPublisher(t)
	p.expires = time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC)
	p.publish(map[string]string{"a.json": "one"})
	if r := update(t, p.first(), p.get()); !r.Promised.Equal(p.expires) {
		t.Errorf("promised until %v", r.Promised)
	}
}

func TestRefused(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(p *publisher, held *Held, files map[string][]byte)
		want error
	}{
		"another publisher": {func(p *publisher, held *Held, files map[string][]byte) {
			other := newPublisher(p.t)
			other.rotate([]ed25519.PrivateKey{key(9)}, key(9))
			held.Roots = [][]byte{other.files["metadata/2.root.json"]}
			delete(files, "metadata/3.root.json")
		}, ErrUnsigned},
		"no timestamp": {func(p *publisher, _ *Held, files map[string][]byte) { delete(files, "metadata/timestamp.json") }, ErrMissing},
		"no snapshot":  {func(p *publisher, _ *Held, files map[string][]byte) { delete(files, "metadata/1.snapshot.json") }, ErrMissing},
		"no targets":   {func(p *publisher, _ *Held, files map[string][]byte) { delete(files, "metadata/1.targets.json") }, ErrMissing},
		"a login page": {func(p *publisher, _ *Held, files map[string][]byte) {
			files["metadata/timestamp.json"] = []byte("<html>Please log in</html>")
		}, nil},
		"long timestamp": {func(p *publisher, _ *Held, files map[string][]byte) {
			files["metadata/timestamp.json"] = append(files["metadata/timestamp.json"], make([]byte, MaxTimestamp)...)
		}, ErrDamaged},
		"other snapshot": {func(p *publisher, _ *Held, files map[string][]byte) {
			files["metadata/1.snapshot.json"] = append([]byte(" "), files["metadata/1.snapshot.json"]...)
		}, ErrDamaged},
		"a root too few": {func(p *publisher, _ *Held, files map[string][]byte) {
			p.rotate([]ed25519.PrivateKey{key(3)}, key(4))
			p.rotate([]ed25519.PrivateKey{key(5)}, key(6))
			files["metadata/2.root.json"] = p.files["metadata/3.root.json"]
		}, nil},
		"rotation by one of two": {func(p *publisher, _ *Held, files map[string][]byte) {
			q := *p
			q.files = map[string][]byte{}
			q.root = q.root[:1] // the threshold is two
			q.rotate([]ed25519.PrivateKey{key(9)}, key(9))
			files["metadata/2.root.json"] = q.files["metadata/2.root.json"]
		}, ErrUnsigned},
		"no root": {func(_ *publisher, held *Held, _ map[string][]byte) { held.Roots = nil }, ErrForeign},
		"names for another folder": {func(p *publisher, _ *Held, files map[string][]byte) {
			p.publish(map[string]string{"../../x": "evil"})
			maps.Copy(files, p.files)
		}, ErrDamaged},
		"names that FAT confuses": {func(p *publisher, _ *Held, files map[string][]byte) {
			p.publish(map[string]string{"A.json": "evil"})
			maps.Copy(files, p.files)
		}, ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPublisher(t)
			p.publish(map[string]string{"a.json": "one"})
			files, held := maps.Clone(p.files), p.first()
			test.do(p, &held, files)
			r, err := Update(t.Context(), held, getOf(files))
			if err == nil || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("%+v, %v; want %v", r, err, test.want)
			}
		})
	}
}

// Two different files of one version are never both taken: a timestamp that
// differs from the one held, with the same number, is refused.
func TestEquivocation(t *testing.T) {
	p := newPublisher(t)
	p.publish(map[string]string{"a.json": "one"})
	q := *p
	q.files, q.version = maps.Clone(p.files), 0
	q.publish(map[string]string{"a.json": "other"})
	r := update(t, p.first(), p.get())
	if _, err := Update(t.Context(), r.Held, q.get()); !errors.Is(err, ErrDamaged) {
		t.Errorf("%v", err)
	}
}

// No flipped bit is ever taken for the publisher's word.
func TestBitFlips(t *testing.T) {
	p := newPublisher(t)
	p.publish(map[string]string{"a.json": "one", "b.json": "two"})
	want := update(t, p.first(), p.get())
	var names []string
	for name := range p.files {
		if strings.HasPrefix(name, "metadata/") && !strings.HasSuffix(name, "1.root.json") {
			names = append(names, name)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		files := maps.Clone(p.files)
		name := rapid.SampledFrom(names).Draw(t, "name")
		data := append([]byte(nil), files[name]...)
		data[rapid.IntRange(0, len(data)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		files[name] = data
		r, err := Update(context.Background(), p.first(), getOf(files))
		if err == nil && !maps.Equal(r.Files, want.Files) {
			t.Errorf("%s with a flipped bit gives %+v", name, r.Files)
		}
	})
}

func TestCancelled(t *testing.T) {
	p := newPublisher(t)
	p.publish(nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Update(ctx, p.first(), p.get()); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestFingerprint(t *testing.T) {
	a, b := Fingerprint([]byte("a")), Fingerprint([]byte("b"))
	if len(a) != 19 || a == b || strings.Trim(a, "0123456789ABCDEFGHJKMNPQRSTVWXYZ-") != "" {
		t.Errorf("%s, %s", a, b)
	}
	// SHA-256 of "neem publisher\na" begins 51 4d … (sha256sum).
	sum := sha256.Sum256([]byte("neem publisher\na"))
	if want := "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[sum[0]>>3]; a[0] != want {
		t.Errorf("%s does not begin with %c", a, want)
	}
}
