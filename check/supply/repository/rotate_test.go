package repository

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"neem/check/supply/keyfile"
	"neem/check/supply/trust"
)

func keys(t testing.TB, role keyfile.Role, seeds ...byte) []keyfile.Key {
	var list []keyfile.Key
	for _, s := range seeds {
		list = append(list, key(t, role, s))
	}
	return list
}

func id(t testing.TB, k keyfile.Key) string {
	t.Helper()
	id, err := k.ID()
	check(t, err)
	return id
}

// What a publisher does when keys are lost or stolen, as docs/publishing.md tells it.
// Those who follow the publisher and those who are new come along; what the old keys
// sign afterwards is refused.
func TestLostAndStolenKeys(t *testing.T) {
	three := func(t *testing.T) []keyfile.Key { return keys(t, keyfile.Root, 1, 2, 3) }
	for name, test := range map[string]struct {
		rotation func(t *testing.T) Rotation
		sign     func(t *testing.T) []keyfile.Key // beside the online keys
		lostOnly bool                             // the old online key is not there any more
		change   bool                             // of the online key
	}{
		"a root key of three is lost": {
			rotation: func(t *testing.T) Rotation {
				return Rotation{Add: []keyfile.Public{key(t, keyfile.Root, 4).Public}, Drop: []string{id(t, three(t)[0])}}
			},
			sign: func(t *testing.T) []keyfile.Key { return append(three(t)[1:], key(t, keyfile.Root, 4)) },
		},
		"a root key of three is stolen, the new one is far away": {
			rotation: func(t *testing.T) Rotation {
				return Rotation{Add: []keyfile.Public{key(t, keyfile.Root, 4).Public}, Drop: []string{id(t, three(t)[2])[:8]}}
			},
			sign: func(t *testing.T) []keyfile.Key { return three(t)[:2] },
		},
		"the online key is stolen": {
			rotation: func(t *testing.T) Rotation { p := key(t, keyfile.Online, 101).Public; return Rotation{Online: &p} },
			sign:     func(t *testing.T) []keyfile.Key { return three(t)[:2] },
			change:   true,
		},
		"the online key is lost": {
			rotation: func(t *testing.T) Rotation { p := key(t, keyfile.Online, 101).Public; return Rotation{Online: &p} },
			sign:     func(t *testing.T) []keyfile.Key { return three(t)[:2] },
			lostOnly: true,
			change:   true,
		},
		"all three are to sign": {
			rotation: func(t *testing.T) Rotation { return Rotation{Threshold: 3} },
			sign:     three,
		},
		"time passes": {
			rotation: func(t *testing.T) Rotation { return Rotation{} },
			sign:     func(t *testing.T) []keyfile.Key { return three(t)[1:] },
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, oldOnline := founded(t, three(t)...)
			p := meet(t, d)
			p.mustUpdate(t, d, editions{"example/a": 1})
			if test.change && !test.lostOnly {
				// The thief gives somebody a version far ahead.
				p = fastForwarded(t, d, p, oldOnline)
			}
			draft, err := Rotate(state(t, d), test.rotation(t), today().AddDate(1, 0, 0))
			check(t, err)
			signers := test.sign(t)
			if test.change {
				signers = append(signers, key(t, keyfile.Online, 101))
			}
			if !test.lostOnly {
				signers = append(signers, oldOnline)
			}
			check(t, commit(t.Context(), d, draft, signers...))
			p.mustUpdate(t, d, editions{"example/a": 1})
			newcomer := meet(t, d)
			newcomer.mustUpdate(t, d, editions{"example/a": 1})
			if len(p.held.Roots) != 2 || state(t, d).Fingerprint() != trust.Fingerprint(p.held.Roots[0]) {
				t.Errorf("%d lists of keys", len(p.held.Roots))
			}
			a, err := state(t, d).Authority()
			if err != nil || a.Version != 2 || !a.Expires.Equal(today().AddDate(4, 0, 0)) {
				t.Errorf("%+v, %v", a, err)
			}
			// Life goes on with the new key, and only with it.
			online := oldOnline
			if test.change {
				online = key(t, keyfile.Online, 101)
				thief := copyOf(t, d)
				forge(t, thief, oldOnline, 1000)
				if _, err := p.update(t, thief); !errors.Is(err, trust.ErrUnsigned) {
					t.Errorf("what the stolen key signs: %v", err)
				}
			}
			publishPack(t, d, build(t, "example/a", 2, 50, 0), online)
			p.mustUpdate(t, d, editions{"example/a": 2})
			newcomer.mustUpdate(t, d, editions{"example/a": 2})
		})
	}
}

// forge signs an edition of a far version with a key, without asking whether it may.
func forge(t *testing.T, d *quick, k keyfile.Key, version int64) {
	t.Helper()
	s := state(t, d)
	draft, err := Compose(s, Contents{Name: s.Publisher.Name, Now: today(), After: version - 1})
	check(t, err)
	check(t, sign(draft.targets, k))
	check(t, draft.link())
	check(t, sign(draft.snapshot, k))
	check(t, draft.link())
	check(t, sign(draft.timestamp, k))
	writes, err := draft.writes()
	check(t, err)
	for _, w := range writes {
		check(t, put(d, w.name, w.data))
	}
}

// fastForwarded is a person whom a thief of the online key gave version 1000.
func fastForwarded(t *testing.T, d *quick, p *person, k keyfile.Key) *person {
	t.Helper()
	thief := copyOf(t, d)
	forge(t, thief, k, 1000)
	p.mustUpdate(t, thief, editions{})
	if _, err := p.update(t, d); !errors.Is(err, trust.ErrOlder) {
		t.Fatalf("%v", err)
	}
	return p
}

// Where no rotation is possible, the program says so and writes nothing.
func TestTooFewRootKeys(t *testing.T) {
	three := keys(t, keyfile.Root, 1, 2, 3)
	d, online := founded(t, three...)
	fresh := key(t, keyfile.Root, 4)
	for name, test := range map[string]struct {
		r       Rotation
		signers []keyfile.Key
		want    string
	}{
		"one of three":                   {Rotation{Add: []keyfile.Public{fresh.Public}}, three[:1], "signed by 1 root keys, 2 of"},
		"none":                           {Rotation{}, nil, "signed by 0 root keys, 2 of"},
		"a thief's own":                  {Rotation{Add: []keyfile.Public{fresh.Public}}, []keyfile.Key{fresh, online}, "as the root keys now stand: signed by 0"},
		"the new ones have not signed":   {Rotation{Add: []keyfile.Public{fresh.Public}, Threshold: 4}, three, "as the root keys will stand: signed by 3"},
		"the new online key is not here": {Rotation{Online: &key2(t, keyfile.Online, 101).Public}, append(three[:2:2], online), "the packs are not signed"},
	} {
		t.Run(name, func(t *testing.T) {
			draft, err := Rotate(state(t, d), test.r, today())
			check(t, err)
			if err := commit(t.Context(), d, draft, test.signers...); !errors.Is(err, ErrUnfinished) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v", err)
			}
		})
	}
	if s := state(t, d); len(s.Roots) != 1 {
		t.Errorf("%d lists of keys", len(s.Roots))
	}
}

func key2(t *testing.T, role keyfile.Role, seed byte) *keyfile.Key {
	k := key(t, role, seed)
	return &k
}

func TestRotationRefused(t *testing.T) {
	root := key(t, keyfile.Root, 1)
	d, online := founded(t, root)
	other, onlineAsRoot := key(t, keyfile.Root, 2), online.Public
	onlineAsRoot.Role = keyfile.Root
	rootAsOnline := root.Public
	rootAsOnline.Role = keyfile.Online
	for name, test := range map[string]struct {
		r    Rotation
		want string
	}{
		"no root key left":      {Rotation{Drop: []string{id(t, root)}}, "at least one root key"},
		"too many must sign":    {Rotation{Threshold: 2}, "2 of 1 root keys cannot be"},
		"none must sign":        {Rotation{Threshold: -1}, "cannot be"},
		"unknown key":           {Rotation{Drop: []string{id(t, other)}}, "none of the root keys"},
		"too short a name":      {Rotation{Drop: []string{id(t, root)[:4]}}, "none of the root keys"},
		"twice":                 {Rotation{Add: []keyfile.Public{root.Public}}, "already"},
		"the same online key":   {Rotation{Online: &online.Public}, "already"},
		"an online key as root": {Rotation{Add: []keyfile.Public{online.Public}}, "another kind of key"},
		"a root key as online":  {Rotation{Online: &root.Public}, "another kind of key"},
		"both, by another name": {Rotation{Add: []keyfile.Public{onlineAsRoot}}, "both root key and online key"},
		"both, the other way":   {Rotation{Online: &rootAsOnline}, "both root key and online key"},
	} {
		if _, err := Rotate(state(t, d), test.r, today()); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Rotate(&State{}, Rotation{}, today()); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
}

// The way over machines that are never online: everything is prepared without a key,
// the root keys sign one after the other, then the online key, and it is brought back.
func TestSignedElsewhere(t *testing.T) {
	roots, online := keys(t, keyfile.Root, 1, 2, 3), key(t, keyfile.Online, 100)
	founders := &Keys{Threshold: 2, Online: online.Public}
	for _, r := range roots {
		founders.Root = append(founders.Root, r.Public)
	}
	d := folder(t)
	draft, err := prepare(t.Context(), d, &State{}, Changes{Packs: find(t, build(t, "example/a", 1, 50, 0))}, founders, today())
	check(t, err)
	stick := folder(t)
	check(t, draft.Save(stick))
	if err := draft.Save(stick); err == nil {
		t.Error("saved over something older")
	}
	for i, k := range []keyfile.Key{roots[2], online, roots[0]} {
		if back := load(t, stick); back != nil {
			if _, err := back.Commit(t.Context(), d, nil); !errors.Is(err, ErrUnfinished) {
				t.Errorf("after %d signatures: %v", i, err)
			}
		}
		there := load(t, stick)
		check(t, there.Sign(k))
		check(t, there.Update(stick))
	}
	lines, err := load(t, stick).Describe()
	if text := strings.Join(lines, "\n"); err != nil || !strings.Contains(text, "2 of the root keys") || !strings.Contains(text, "example/a, edition 1, of 2026-11-24, 1 files") {
		t.Errorf("%s, %v", text, err)
	}
	_, err = load(t, stick).Commit(t.Context(), d, nil)
	check(t, err)
	p := meet(t, d)
	p.mustUpdate(t, d, editions{"example/a": 1})
	// Brought back twice.
	if _, err := load(t, stick).Commit(t.Context(), d, nil); !errors.Is(err, ErrMoved) {
		t.Errorf("%v", err)
	}
	// The next edition, and then a rotation, the same way.
	draft, err = prepare(t.Context(), d, state(t, d), Changes{Packs: find(t, build(t, "example/a", 2, 50, 0))}, nil, today())
	check(t, err)
	stick = folder(t)
	check(t, draft.Save(stick))
	draft = load(t, stick)
	check(t, commit(t.Context(), d, draft, online))
	draft, err = Rotate(state(t, d), Rotation{Drop: []string{id(t, roots[1])}}, today())
	check(t, err)
	stick = folder(t)
	check(t, draft.Save(stick))
	draft = load(t, stick)
	if lines, err := draft.Describe(); err != nil || !strings.Contains(strings.Join(lines, "\n"), keyfile.Short(id(t, roots[1]))+" is not trusted any more") {
		t.Errorf("%v, %v", lines, err)
	}
	check(t, commit(t.Context(), d, draft, roots[0], roots[2]))
	p.mustUpdate(t, d, editions{"example/a": 2})
}

func load(t testing.TB, fsys fs.FS) *Draft {
	t.Helper()
	d, err := Load(t.Context(), fsys)
	check(t, err)
	return d
}

// What somebody changed on the way is not signed unseen, or is not taken back.
func TestTamperedOnTheWay(t *testing.T) {
	d, online := founded(t)
	draft, err := prepare(t.Context(), d, state(t, d), Changes{Packs: find(t, build(t, "example/b", 1, 50, 0))}, nil, today())
	check(t, err)
	check(t, draft.Sign(online))
	whole := folder(t)
	check(t, draft.Save(whole))
	var names []string
	check(t, fs.WalkDir(whole, ".", func(p string, e fs.DirEntry, err error) error {
		if !e.IsDir() {
			names = append(names, p)
		}
		return err
	}))
	if len(names) != 7 {
		t.Fatalf("%v", names)
	}
	for _, name := range names {
		for how, change := range map[string]func([]byte) []byte{
			"another number": func(b []byte) []byte { return bytes.Replace(b, []byte("2"), []byte("3"), 1) },
			"cut":            func(b []byte) []byte { return b[:len(b)/2] },
			"a page":         func([]byte) []byte { return []byte("<html>") },
			"empty":          func([]byte) []byte { return nil },
			"null":           func([]byte) []byte { return []byte("null") },
			"endless":        func(b []byte) []byte { return append(b, bytes.Repeat([]byte(" "), 6_000_000)...) },
		} {
			stick := copyOf(t, whole)
			data, err := fs.ReadFile(stick, name)
			check(t, err)
			changed := change(bytes.Clone(data))
			if bytes.Equal(changed, data) {
				continue
			}
			check(t, put(stick, name, changed))
			back, err := Load(t.Context(), stick)
			if err == nil {
				_, err = back.Commit(t.Context(), copyOf(t, d), nil)
			}
			if err == nil {
				t.Errorf("%s, %s: taken", name, how)
			}
		}
		stick := copyOf(t, whole)
		check(t, stick.Remove(name))
		if back, err := Load(t.Context(), stick); err == nil {
			if _, err := back.Commit(t.Context(), copyOf(t, d), nil); err == nil {
				t.Errorf("without %s: taken", name)
			}
		}
	}
	_, err = load(t, whole).Commit(t.Context(), d, nil)
	check(t, err)
}

// Expiry informs: the clock of the publisher's own computer does not stop it.
func TestAfterYears(t *testing.T) {
	d, online := founded(t)
	for _, now := range []time.Time{today().AddDate(14, 0, 0), today().AddDate(-16, 0, 0)} {
		s := state(t, d)
		draft, err := Compose(s, Contents{Name: s.Publisher.Name, Packs: s.Packs, Now: now})
		check(t, err)
		check(t, commit(t.Context(), d, draft, online))
	}
	meet(t, d).mustUpdate(t, d, editions{"example/a": 1})
}

func FuzzLoad(f *testing.F) {
	d, online := founded(f)
	s := state(f, d)
	draft, err := Compose(s, Contents{Name: s.Publisher.Name, Packs: s.Packs, Now: today()})
	check(f, err)
	check(f, draft.Sign(online))
	whole := folder(f)
	check(f, draft.Save(whole))
	for i, name := range []string{"root.json", "targets.json", "snapshot.json", "timestamp.json", "keys/1.root.json"} {
		if data, err := fs.ReadFile(whole, name); err == nil {
			f.Add(i, data)
		}
	}
	f.Fuzz(func(t *testing.T, which int, data []byte) {
		dir := t.TempDir()
		check(t, os.CopyFS(dir, whole))
		name := []string{"root.json", "targets.json", "snapshot.json", "timestamp.json", "keys/1.root.json"}[uint(which)%5]
		check(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
		back, err := Load(t.Context(), os.DirFS(dir))
		if err != nil {
			return
		}
		_, _ = back.Describe()
		_, _ = back.Missing()
		_, _ = back.May(online.Public)
		_ = back.Sign(online)
		_, _ = back.Commit(t.Context(), folder(t), nil)
	})
}

// The only root key is stolen: who saw the thief's list of keys first is lost to the
// publisher until they add them anew; who saw the publisher's is lost to the thief.
func TestOnlyRootKeyStolen(t *testing.T) {
	stolen := key(t, keyfile.Root, 1)
	d, online := founded(t, stolen)
	early, late := meet(t, d), meet(t, d)
	early.mustUpdate(t, d, editions{"example/a": 1})
	late.mustUpdate(t, d, editions{"example/a": 1})
	replace := func(d *quick, root, next keyfile.Key) {
		t.Helper()
		draft, err := Rotate(state(t, d), Rotation{Add: []keyfile.Public{root.Public}, Drop: []string{id(t, stolen)}, Online: &next.Public}, today())
		check(t, err)
		check(t, commit(t.Context(), d, draft, stolen, root, online, next))
	}
	thief := copyOf(t, d)
	replace(thief, key(t, keyfile.Root, 66), key(t, keyfile.Online, 166))
	replace(d, key(t, keyfile.Root, 2), key(t, keyfile.Online, 101))
	early.mustUpdate(t, thief, editions{"example/a": 1})
	late.mustUpdate(t, d, editions{"example/a": 1})
	for name, err := range map[string]error{
		"the publisher, to who follows the thief": second(early.update(t, d)),
		"the thief, to who follows the publisher": second(late.update(t, thief)),
	} {
		if !errors.Is(err, trust.ErrUnsigned) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Begun anew, everybody can add the publisher again.
	anew, _ := founded(t, key(t, keyfile.Root, 3))
	if state(t, anew).Fingerprint() == state(t, d).Fingerprint() {
		t.Error("the new publisher has the old fingerprint")
	}
	meet(t, anew).mustUpdate(t, anew, editions{"example/a": 1})
}

func second(_ editions, err error) error { return err }

// The online key is lost: at any moment of the change people are refused and keep what
// they have, or come along; never does anything else reach them.
func TestPlugPulledWhileReplacingALostKey(t *testing.T) {
	root := key(t, keyfile.Root, 1)
	start, _ := founded(t, root)
	next := key(t, keyfile.Online, 101)
	change := func(d Disk) error {
		s, err := Read(t.Context(), d)
		if err != nil {
			return err
		}
		draft, err := Rotate(s, Rotation{Online: &next.Public}, today())
		if err != nil {
			return err
		}
		return commit(t.Context(), d, draft, root, next)
	}
	whole := &brittle{Disk: copyOf(t, start), left: 1 << 30}
	check(t, change(whole))
	refused, newer := 0, build(t, "example/a", 2, 50, 0)
	for n := range whole.done + 1 {
		if testing.Short() && n%4 != 0 {
			continue
		}
		d, p := copyOf(t, start), meet(t, start)
		p.mustUpdate(t, start, editions{"example/a": 1})
		_ = change(&brittle{Disk: d, left: n})
		got, err := p.update(t, d)
		if err != nil {
			refused++
			if !errors.Is(err, trust.ErrUnsigned) {
				t.Errorf("after %d operations: %v", n, err)
			}
		} else if got["example/a"] != 1 {
			t.Errorf("after %d operations: %v", n, got)
		}
		if held, err := trust.Open(p.held); err != nil || len(held.Files) == 0 {
			t.Errorf("after %d operations nothing is held: %v", n, err)
		}
		// The publisher can go on, and takes everybody along.
		check(t, Recover(t.Context(), d))
		if s := state(t, d); len(s.Roots) == 1 {
			check(t, change(d))
		}
		p.mustUpdate(t, d, editions{"example/a": 1})
		publishPack(t, d, newer, next)
		p.mustUpdate(t, d, editions{"example/a": 2})
		if entries, err := fs.ReadDir(d, work); err != nil || len(entries) > 0 {
			t.Errorf("after %d operations, left: %v, %v", n, entries, err)
		}
	}
	t.Logf("refused, and still held: %d of %d", refused, whole.done+1)
}
