// Package testrepo makes invented packs and the repository of an invented
// publisher, for tests of what follows publishers. Its keys are known to
// everybody.
package testrepo

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/theupdateframework/go-tuf/v2/metadata"

	"neem/assets/facts"
	"neem/check/bucket"
	"neem/check/edition"
	"neem/check/pack"
	"neem/check/supply/manifest"
	"neem/check/supply/trust"
	"neem/locale"
)

// A Publisher publishes invented packs.
type Publisher struct {
	Name    string
	Expires time.Time         // of all that is signed from now on
	Files   map[string][]byte // the repository, by path
	Packs   map[string]manifest.Manifest
	// Guidance is the edition of the guidance, nil for none.
	Guidance *manifest.Guidance

	key     ed25519.PrivateKey
	roots   int64
	version int64
}

// New makes a publisher, the same for the same seed.
func New(name string, seed byte) (*Publisher, error) {
	p := &Publisher{
		Name: name, Expires: time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC),
		Files: map[string][]byte{}, Packs: map[string]manifest.Manifest{}, key: keyOf(seed),
	}
	return p, p.Rotate(seed)
}

func keyOf(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+seed)), ed25519.SeedSize)))
}

func sign[T metadata.Roles](m *metadata.Metadata[T], keys ...ed25519.PrivateKey) ([]byte, error) {
	for _, k := range keys {
		s, err := signature.LoadSigner(k, crypto.Hash(0))
		if err != nil {
			return nil, fmt.Errorf("loading a key: %w", err)
		}
		if _, err := m.Sign(s); err != nil {
			return nil, fmt.Errorf("signing: %w", err)
		}
	}
	return m.ToBytes(false)
}

// Rotate gives the publisher the key of a seed for everything.
func (p *Publisher) Rotate(seed byte) error {
	next := keyOf(seed)
	m := metadata.Root(p.Expires)
	m.Signed.Version, m.Signed.ConsistentSnapshot = p.roots+1, true
	pub, err := metadata.KeyFromPublicKey(next.Public())
	if err != nil {
		return fmt.Errorf("making a root: %w", err)
	}
	for _, role := range []string{"root", "timestamp", "snapshot", "targets"} {
		if err := m.Signed.AddKey(pub, role); err != nil {
			return fmt.Errorf("making a root: %w", err)
		}
	}
	keys := []ed25519.PrivateKey{p.key}
	if !next.Equal(p.key) {
		keys = append(keys, next)
	}
	data, err := sign(m, keys...)
	if err != nil {
		return err
	}
	p.roots++
	p.Files[fmt.Sprintf("metadata/%d.root.json", p.roots)], p.key = data, next
	return nil
}

// Fingerprint is that of the first root.
func (p *Publisher) Fingerprint() string { return trust.Fingerprint(p.Files["metadata/1.root.json"]) }

// Add names the files of a pack in the next [Publisher.Publish], in the place of
// an earlier edition.
func (p *Publisher) Add(ctx context.Context, published string, files ...string) error {
	m := manifest.Manifest{Format: manifest.Format, Published: published}
	for i, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("reading a pack: %w", err)
		}
		o, err := pack.Open(ctx, name)
		if err != nil {
			return err
		}
		m.ID, m.Edition = o.Header().ID, o.Header().Edition
		s := manifest.Shard{Shard: i + 1, Length: int64(len(data)), SHA256: sha256.Sum256(data), Root: o.Root()}
		if err := o.Close(); err != nil {
			return fmt.Errorf("closing a pack: %w", err)
		}
		m.Shards = append(m.Shards, s)
		p.Files[s.Path()] = data
	}
	p.Packs[m.ID] = m
	return nil
}

// Root is the first root, as the project's own would be built into a program.
func (p *Publisher) Root() []byte { return p.Files["metadata/1.root.json"] }

// SetGuidance names the file of an edition of the guidance in the next
// [Publisher.Publish].
func (p *Publisher) SetGuidance(data []byte) error {
	i, err := edition.ImprintOf(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	p.Guidance = &manifest.Guidance{
		Format: manifest.Format, Edition: i.Number, Date: i.Date.String(), Length: int64(len(data)), SHA256: sha256.Sum256(data),
	}
	p.Files[p.Guidance.Path()] = data
	return nil
}

// Guidance makes an edition of the guidance out of what is built in.
func Guidance(number uint64, date string) ([]byte, error) {
	day, err := locale.ParseDate(date)
	if err != nil {
		return nil, fmt.Errorf("making an edition: %w", err)
	}
	return edition.Make(number, day, facts.FS, locale.Files())
}

// Publish signs the next version of the repository.
func (p *Publisher) Publish() error {
	targets := map[string][]byte{}
	var err error
	if targets[manifest.PublisherTarget], err = (manifest.Publisher{Format: manifest.Format, Name: p.Name}).Encode(); err != nil {
		return err
	}
	for _, m := range p.Packs {
		if targets[m.Target()], err = m.Encode(); err != nil {
			return err
		}
	}
	if p.Guidance != nil {
		if targets[manifest.GuidanceTarget], err = p.Guidance.Encode(); err != nil {
			return err
		}
	}
	return p.Sign(targets)
}

// Sign signs any targets as the next version of the repository.
func (p *Publisher) Sign(targets map[string][]byte) error {
	p.version++
	t := metadata.Targets(p.Expires)
	t.Signed.Version = p.version
	for name, data := range targets {
		f, err := metadata.TargetFile().FromBytes(name, data, "sha256")
		if err != nil {
			return fmt.Errorf("describing a file: %w", err)
		}
		t.Signed.Targets[name] = f
		p.Files[trust.File{SHA256: sha256.Sum256(data)}.Path(name)] = data
	}
	signedTargets, err := sign(t, p.key)
	if err != nil {
		return err
	}
	s := metadata.Snapshot(p.Expires)
	s.Signed.Version = p.version
	s.Signed.Meta["targets.json"] = p.describe(signedTargets)
	snapshot, err := sign(s, p.key)
	if err != nil {
		return err
	}
	ts := metadata.Timestamp(p.Expires)
	ts.Signed.Version = p.version
	ts.Signed.Meta["snapshot.json"] = p.describe(snapshot)
	timestamp, err := sign(ts, p.key)
	if err != nil {
		return err
	}
	p.Files[fmt.Sprintf("metadata/%d.targets.json", p.version)] = signedTargets
	p.Files[fmt.Sprintf("metadata/%d.snapshot.json", p.version)] = snapshot
	p.Files["metadata/timestamp.json"] = timestamp
	return nil
}

func (p *Publisher) describe(data []byte) *metadata.MetaFiles {
	m, sum := metadata.MetaFile(p.version), sha256.Sum256(data)
	m.Length, m.Hashes = int64(len(data)), metadata.Hashes{"sha256": sum[:]}
	return m
}

// Write writes the repository into a folder.
func (p *Publisher) Write(dir string) error {
	for name, data := range p.Files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, data, 0o644)); err != nil {
			return fmt.Errorf("writing the repository: %w", err)
		}
	}
	return nil
}

// A Spec says what an invented pack is to be.
type Spec struct {
	ID      string
	Edition uint64
	Shards  int
	Keys    int // occupied buckets in each shard
}

// Pack writes an invented pack of passwords into a folder and returns its files.
// Every edition has other buckets.
func Pack(ctx context.Context, dir string, s Spec) ([]string, error) {
	const bits = 32
	l := pack.List{Leak: "invented-2026", Shape: bucket.PasswordSHA1, Policy: bucket.Public, Bits: bits, Coverage: "Invented"}
	step := l.Buckets() / uint64(s.Shards)
	l.Total = uint64(s.Keys * s.Shards)
	var files []string
	for n := range s.Shards {
		r := rand.New(rand.NewPCG(s.Edition, uint64(n)))
		set := map[uint64]bool{}
		for len(set) < s.Keys {
			set[r.Uint64N(step)] = true
		}
		var buckets []uint64
		for b := range set {
			buckets = append(buckets, uint64(n)*step+b)
		}
		slices.Sort(buckets)
		l.From, l.To = uint64(n)*step, uint64(n+1)*step
		if n == s.Shards-1 {
			l.To = l.Buckets()
		}
		path := filepath.Join(dir, fmt.Sprintf("%s-%d-%d%s", strings.ReplaceAll(s.ID, "/", "-"), s.Edition, n+1, pack.Extension))
		w, err := pack.Create(ctx, path, 0)
		if err != nil {
			return nil, err
		}
		if _, err := w.AddList(ctx, l, func(yield func(uint64, error) bool) {
			for _, b := range buckets {
				if !yield(b, nil) {
					return
				}
			}
		}); err != nil {
			w.Abort()
			return nil, err
		}
		if _, err := w.Commit(ctx, pack.Header{
			ID: s.ID, Edition: s.Edition, Publisher: "Invented Publisher", Shard: n + 1, Shards: s.Shards,
			Leaks: []pack.Leak{{ID: "invented-2026", Title: "Invented leak", Date: "2026-01-31", Status: "alleged"}},
		}); err != nil {
			return nil, err
		}
		files = append(files, path)
	}
	return files, nil
}
