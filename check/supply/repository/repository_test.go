package repository

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"neem/check/pack"
	"neem/check/publish"
	"neem/check/supply/keyfile"
	"neem/check/supply/trust"
)

func today() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// build makes a pack of n invented passwords, of one file or of several.
func build(t testing.TB, id string, edition, n int, shardBytes int64) (folder string) {
	t.Helper()
	dir := t.TempDir()
	spec := fmt.Sprintf(`id = %q
edition = %d
publisher = "Example NGO"
[[leak]]
id = "invented-2026"
title = "Invented leak"
date = 2026-01-31
status = "alleged"
[[list]]
leak = "invented-2026"
shape = "password-sha1"
policy = "public"
false_positive = 1e-6
coverage = "Invented passwords"
source = { format = "pwned-passwords", file = "pwned.txt" }
`, id, edition)
	var lines strings.Builder
	for i := range n {
		fmt.Fprintf(&lines, "%064X:1\n", sha256.Sum256(fmt.Appendf(nil, "invented %d", i)))
	}
	text := regexp.MustCompile(`(?m)^(.{40}).*:1$`).ReplaceAllString(lines.String(), "$1:1")
	check(t, os.WriteFile(filepath.Join(dir, "pack.toml"), []byte(spec), 0o600))
	check(t, os.WriteFile(filepath.Join(dir, "pwned.txt"), []byte(text), 0o600))
	s, err := publish.LoadSpec(filepath.Join(dir, "pack.toml"))
	check(t, err)
	out := filepath.Join(dir, "out")
	check(t, os.Mkdir(out, 0o700))
	_, err = publish.Build(t.Context(), s, out, publish.Options{ShardBytes: shardBytes})
	check(t, err)
	return out
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// key makes a key that is the same in every run.
func key(t testing.TB, role keyfile.Role, seed byte) keyfile.Key {
	t.Helper()
	k, err := keyfile.New(role, bytes.NewReader(bytes.Repeat([]byte{seed}, 32)), today())
	check(t, err)
	return k
}

// A quick folder does not wait for the disk: tests pull no real plug.
type quick struct{ *Folder }

func openQuick(dir string) (*quick, error) {
	f, err := OpenFolder(dir)
	return &quick{f}, err
}

func (q *quick) Create(name string) (File, error) {
	f, err := q.Folder.Create(name)
	return quickFile{f}, err
}

func (q *quick) Sync(string) error { return nil }

type quickFile struct{ File }

func (quickFile) Sync() error { return nil }

func folder(t testing.TB) *quick {
	t.Helper()
	f, err := openQuick(t.TempDir())
	check(t, err)
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func find(t testing.TB, paths ...string) []Pack {
	t.Helper()
	packs, err := Find(t.Context(), paths)
	check(t, err)
	return packs
}

func state(t testing.TB, fsys fs.FS) *State {
	t.Helper()
	s, err := Read(t.Context(), fsys)
	if errors.Is(err, ErrNone) {
		return &State{}
	}
	check(t, err)
	return s
}

// prepare does all up to signing.
func prepare(ctx context.Context, d Disk, s *State, c Changes, founders *Keys, now time.Time) (*Draft, error) {
	plan, err := NewPlan(s, c)
	if err != nil {
		return nil, err
	}
	contents, err := Stage(ctx, d, plan, now, nil)
	if err != nil {
		return nil, err
	}
	draft, err := Compose(s, contents)
	if err == nil && founders != nil {
		err = draft.Found(*founders, now)
	}
	return draft, err
}

func commit(ctx context.Context, d Disk, draft *Draft, keys ...keyfile.Key) error {
	if err := draft.Sign(keys...); err != nil {
		return err
	}
	_, err := draft.Commit(ctx, d, nil)
	return err
}

// founded is a repository with one pack, edition 1, one root key and an online key.
func founded(t testing.TB, roots ...keyfile.Key) (d *quick, online keyfile.Key) {
	t.Helper()
	if len(roots) == 0 {
		roots = []keyfile.Key{key(t, keyfile.Root, 1)}
	}
	d, online = folder(t), key(t, keyfile.Online, 100)
	founders := &Keys{Threshold: len(roots)/2 + 1, Online: online.Public}
	for _, r := range roots {
		founders.Root = append(founders.Root, r.Public)
	}
	draft, err := prepare(t.Context(), d, &State{}, Changes{Packs: find(t, build(t, "example/a", 1, 50, 0))}, founders, today())
	check(t, err)
	check(t, commit(t.Context(), d, draft, append(roots, online)...))
	return d, online
}

// publishPack publishes one more pack or edition.
func publishPack(t testing.TB, d Disk, path string, keys ...keyfile.Key) {
	t.Helper()
	draft, err := prepare(t.Context(), d, state(t, d), Changes{Packs: find(t, path)}, nil, today())
	check(t, err)
	check(t, commit(t.Context(), d, draft, keys...))
}

// A person holds what they have and follows the publisher.
type person struct{ held trust.Held }

func meet(t testing.TB, fsys fs.FS) *person {
	t.Helper()
	root, err := fs.ReadFile(fsys, "metadata/1.root.json")
	check(t, err)
	return &person{trust.Held{Roots: [][]byte{root}}}
}

// update follows the publisher and checks that every file is there and whole. It
// returns the editions of the packs and, as guidanceName, of the guidance.
func (p *person) update(t testing.TB, fsys fs.FS) (map[string]uint64, error) {
	t.Helper()
	s, err := read(context.Background(), p.held, get(fsys))
	if err != nil {
		return nil, err
	}
	editions := map[string]uint64{}
	for _, m := range s.Packs {
		for _, shard := range m.Shards {
			if err := holds(context.Background(), fsys, shardFile(shard)); err != nil {
				t.Errorf("edition %d of %s is published and not whole: %v", m.Edition, m.ID, err)
			}
			o, err := pack.OpenFS(context.Background(), fsys, shard.Path())
			if err != nil {
				t.Errorf("%v", err)
				continue
			}
			if h := o.Header(); o.Root() != shard.Root || h.ID != m.ID || h.Edition != m.Edition || h.Shard != shard.Shard {
				t.Errorf("%+v is not what the manifest says: %+v", h, shard)
			}
			_ = o.Close()
		}
		editions[m.ID] = m.Edition
	}
	if g := s.Guidance; g != nil {
		if err := holds(context.Background(), fsys, guidanceFile(*g)); err != nil {
			t.Errorf("edition %d of the guidance is published and not whole: %v", g.Edition, err)
		}
		editions[guidanceName] = g.Edition
	}
	p.held = s.Held
	return editions, nil
}

func (p *person) mustUpdate(t testing.TB, fsys fs.FS, want map[string]uint64) {
	t.Helper()
	got, err := p.update(t, fsys)
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got %v, %v; want %v", got, err, want)
	}
}

type editions = map[string]uint64

const guidanceName = "the guidance"

func TestPublish(t *testing.T) {
	d, online := founded(t)
	p := meet(t, d)
	p.mustUpdate(t, d, editions{"example/a": 1})
	s := state(t, d)
	if s.Publisher.Name != "Example NGO" || s.Fingerprint() != trust.Fingerprint(p.held.Roots[0]) || s.Packs[0].Published != "2026-11-24" {
		t.Errorf("%+v", s)
	}
	if want := today().AddDate(0, 0, 30); !s.Promised.Equal(want) {
		t.Errorf("promised until %v, want %v", s.Promised, want)
	}
	if a, err := s.Authority(); err != nil || !a.Expires.Equal(today().AddDate(3, 0, 0)) || a.Threshold != 1 {
		t.Errorf("%+v, %v", a, err)
	}
	// A second pack of several files, and a second edition of the first.
	several := build(t, "example/b", 1, 3000, 2000)
	if n := find(t, several)[0].Files(); n < 2 {
		t.Fatalf("%d files", n)
	}
	publishPack(t, d, several, online)
	p.mustUpdate(t, d, editions{"example/a": 1, "example/b": 1})
	publishPack(t, d, build(t, "example/a", 7, 51, 0), online)
	p.mustUpdate(t, d, editions{"example/a": 7, "example/b": 1})
	// A new person sees the same.
	meet(t, d).mustUpdate(t, d, editions{"example/a": 7, "example/b": 1})
	// Withdrawn.
	draft, err := prepare(t.Context(), d, state(t, d), Changes{Withdraw: []string{"example/b"}, Name: "Example NGO, Chennai"}, nil, today())
	check(t, err)
	check(t, commit(t.Context(), d, draft, online))
	p.mustUpdate(t, d, editions{"example/a": 7})
	if s := state(t, d); s.Publisher.Name != "Example NGO, Chennai" {
		t.Errorf("%+v", s.Publisher)
	}
	fatSafe(t, d)
}

// fatSafe checks the names of everything that is published.
func fatSafe(t testing.TB, fsys fs.FS) {
	t.Helper()
	name := regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$`)
	check(t, fs.WalkDir(fsys, ".", func(p string, e fs.DirEntry, err error) error {
		if p == "." || strings.HasPrefix(p, work) {
			return err
		}
		if !name.MatchString(e.Name()) || len(p) > 200 {
			t.Errorf("%s is not the same on every file system", p)
		}
		return err
	}))
}

// The same packs, keys and day give the same bytes.
func TestDeterministic(t *testing.T) {
	a, _ := founded(t)
	b, _ := founded(t)
	names := func(d *quick) map[string]string {
		m := map[string]string{}
		check(t, fs.WalkDir(d, ".", func(p string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				data, err := fs.ReadFile(d, p)
				check(t, err)
				m[p] = string(data)
			}
			return err
		}))
		return m
	}
	if x, y := names(a), names(b); fmt.Sprint(x) != fmt.Sprint(y) || len(x) < 7 {
		t.Errorf("%d and %d files differ", len(x), len(y))
	}
}

func TestPlan(t *testing.T) {
	d, online := founded(t)
	publishPack(t, d, build(t, "example/b", 3, 50, 0), online)
	s := state(t, d)
	a1, a2, b2, b3 := build(t, "example/a", 1, 50, 0), build(t, "example/a", 2, 60, 0), build(t, "example/b", 2, 50, 0), build(t, "example/b", 3, 51, 0)
	// Nothing new is no fault.
	p, err := NewPlan(s, Changes{Packs: find(t, a1)})
	if err != nil || p.Changed() || p.Steps[0].Kind != Unchanged || p.Steps[1].Kind != Kept || p.Bytes() != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	p, err = NewPlan(s, Changes{Packs: find(t, a2, build(t, "example/c", 1, 50, 0)), Withdraw: []string{"example/b"}})
	check(t, err)
	var kinds []string
	for _, step := range p.Steps {
		kinds = append(kinds, fmt.Sprint(step.ID, step.Kind, step.Old, step.New))
	}
	if got := strings.Join(kinds, "; "); got != "example/a"+"replaced1 2; example/b"+"withdrawn3 0; example/c"+"added0 1" || !p.Changed() || p.Bytes() == 0 {
		t.Errorf("%s", got)
	}
	check(t, p.Check(t.Context(), nil))
	for name, test := range map[string]struct {
		c    Changes
		want string
	}{
		"older":                {Changes{Packs: find(t, b2)}, "older than edition 3"},
		"same, other content":  {Changes{Packs: find(t, b3)}, "give the new one a higher edition"},
		"another's pack":       {Changes{Packs: find(t, build(t, "other/c", 1, 50, 0))}, "one name before the slash"},
		"one name twice":       {Changes{Packs: find(t, build(t, "other/a", 1, 50, 0))}, "called the same behind the slash"},
		"withdrawn, not there": {Changes{Withdraw: []string{"example/x"}}, "is not published"},
		"both":                 {Changes{Packs: find(t, a2), Withdraw: []string{"example/a"}}, "say one of the two"},
		"a link for a name":    {Changes{Name: "See example.com"}, "link"},
	} {
		if p, err := NewPlan(s, test.c); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

func TestFindRefuses(t *testing.T) {
	several := build(t, "example/b", 1, 3000, 2000)
	entries, err := os.ReadDir(several)
	check(t, err)
	first, last := filepath.Join(several, entries[0].Name()), filepath.Join(several, entries[len(entries)-1].Name())
	other := build(t, "example/b", 1, 3001, 2000)
	mixed := t.TempDir()
	for i, e := range entries {
		from := several
		if i == 1 {
			from = other
		}
		data, err := os.ReadFile(filepath.Join(from, e.Name()))
		check(t, err)
		check(t, os.WriteFile(filepath.Join(mixed, e.Name()), data, 0o600))
	}
	for name, test := range map[string]struct {
		paths []string
		want  string
	}{
		"a file is missing": {[]string{first}, "missing: file 2"},
		"the last only":     {[]string{last}, "missing: file 1"},
		"two builds mixed":  {[]string{mixed}, "not of the same pack"},
		"two builds":        {[]string{several, other}, "both say that they are file"},
		"two editions":      {[]string{several, build(t, "example/b", 2, 50, 0)}, "editions 1 and 2"},
		"no pack":           {[]string{t.TempDir()}, "there is no pack"},
		"nothing":           {[]string{filepath.Join(several, "x.neem")}, "no such file"},
		"something foreign": {[]string{filepath.Join(filepath.Dir(several), "pack.toml")}, "not a Neem pack"},
	} {
		if got, err := Find(t.Context(), test.paths); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	// Named twice is named once.
	if got := find(t, several, first); len(got) != 1 || got[0].Files() != len(entries) {
		t.Errorf("%+v", got)
	}
}

// A damaged pack is not published, however it was damaged, and nothing is left of it.
func TestDamagedPack(t *testing.T) {
	d, _ := founded(t)
	before := state(t, d)
	path := filepath.Join(build(t, "example/a", 2, 3000, 0), "a-e2-0001-of-0001.neem")
	data, err := os.ReadFile(path)
	check(t, err)
	for at := len(data) / 3; at < len(data); at += len(data) / 5 {
		bad := bytes.Clone(data)
		bad[at] ^= 1
		check(t, os.WriteFile(path, bad, 0o600))
		packs, err := Find(t.Context(), []string{path})
		if err == nil {
			var plan Plan
			plan, err = NewPlan(before, Changes{Packs: packs})
			check(t, err)
			if plan.Check(t.Context(), nil) == nil {
				t.Errorf("byte %d: a dry run finds it good", at)
			}
			_, err = Stage(t.Context(), d, plan, today(), nil)
		}
		if pe, ok := errors.AsType[*pack.Error](err); !ok || pe.Path != path {
			t.Errorf("byte %d: %v", at, err)
		}
	}
	if old, err := Unneeded(t.Context(), d, before); err != nil || len(old) != 0 {
		t.Errorf("left: %v, %v", old, err)
	}
	if left, _ := fs.ReadDir(d, work); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

func TestPrune(t *testing.T) {
	d, online := founded(t)
	publishPack(t, d, build(t, "example/a", 2, 3000, 2000), online)
	check(t, put(d, "targets/readme.txt", []byte("the publisher's own")))
	check(t, put(d, "index.html", []byte("the publisher's own")))
	s := state(t, d)
	old, err := Unneeded(t.Context(), d, s)
	check(t, err)
	var names []string
	for _, o := range old {
		names = append(names, regexp.MustCompile(`[0-9a-f]{64}`).ReplaceAllString(o.Name, "H"))
	}
	if got := strings.Join(names, " "); got != "metadata/1.snapshot.json metadata/1.targets.json targets/pack/H.a.json targets/shard/H.neem" {
		t.Errorf("%s", got)
	}
	check(t, Prune(t.Context(), d, old))
	meet(t, d).mustUpdate(t, d, editions{"example/a": 2})
	if old, err := Unneeded(t.Context(), d, s); err != nil || len(old) != 0 {
		t.Errorf("%v, %v", old, err)
	}
	for _, name := range []string{"targets/readme.txt", "index.html", "metadata/1.root.json"} {
		if _, err := fs.Stat(d, name); err != nil {
			t.Errorf("%v", err)
		}
	}
}

// A target that this program does not know stays.
func TestOtherTargetsStay(t *testing.T) {
	d, online := founded(t)
	s := state(t, d)
	later := []byte("of a later version")
	f := trust.File{Length: int64(len(later)), SHA256: sha256.Sum256(later)}
	s.Files["later.bin"] = f
	draft, err := Compose(s, Contents{Name: s.Publisher.Name, Packs: s.Packs, Now: today()})
	check(t, err)
	// Not before the file is there.
	check(t, draft.Sign(online))
	if _, err := draft.Commit(t.Context(), d, nil); err == nil || !strings.Contains(err.Error(), "later.bin") {
		t.Errorf("%v", err)
	}
	check(t, put(d, f.Path("later.bin"), later))
	_, err = draft.Commit(t.Context(), d, nil)
	check(t, err)
	publishPack(t, d, build(t, "example/a", 2, 50, 0), online)
	after := state(t, d)
	if after.Files["later.bin"] != f {
		t.Errorf("%+v", after.Files)
	}
	if old, err := Unneeded(t.Context(), d, after); err != nil || len(old) != 6 {
		t.Errorf("%v, %v", old, err)
	}
}

// A shard that a disk has damaged is replaced when the pack is published again, and
// noticed when another is.
func TestDamagedFolder(t *testing.T) {
	d, online := founded(t)
	name := state(t, d).Packs[0].Shards[0].Path()
	data, err := fs.ReadFile(d, name)
	check(t, err)
	check(t, put(d, name, data[:len(data)-1]))
	draft, err := prepare(t.Context(), d, state(t, d), Changes{Packs: find(t, build(t, "example/b", 1, 50, 0))}, nil, today())
	check(t, err)
	if err := commit(t.Context(), d, draft, online); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("%v", err)
	}
	check(t, put(d, "metadata/timestamp.json", []byte("<html>")))
	if _, err := Read(t.Context(), d); err == nil {
		t.Error("it was read")
	}
}

func TestMoved(t *testing.T) {
	d, online := founded(t)
	s := state(t, d)
	mine, err := prepare(t.Context(), d, s, Changes{Packs: find(t, build(t, "example/b", 1, 50, 0))}, nil, today())
	check(t, err)
	publishPack(t, d, build(t, "example/a", 2, 50, 0), online)
	if err := commit(t.Context(), d, mine, online); !errors.Is(err, ErrMoved) {
		t.Errorf("%v", err)
	}
	meet(t, d).mustUpdate(t, d, editions{"example/a": 2})
}

// A folder restored from an older copy: readers hold something newer, and the next
// edition must come after it.
func TestRestored(t *testing.T) {
	d, online := founded(t)
	backup := t.TempDir()
	check(t, os.CopyFS(backup, d))
	publishPack(t, d, build(t, "example/b", 1, 50, 0), online)
	publishPack(t, d, build(t, "example/b", 2, 50, 0), online)
	p := meet(t, d)
	p.mustUpdate(t, d, editions{"example/a": 1, "example/b": 2})
	restored, err := openQuick(backup)
	check(t, err)
	defer func() { _ = restored.Close() }()
	if _, err := p.update(t, restored); !errors.Is(err, trust.ErrOlder) {
		t.Errorf("%v", err)
	}
	s := state(t, restored)
	draft, err := Compose(s, Contents{Name: s.Publisher.Name, Packs: s.Packs, Now: today(), After: 3})
	check(t, err)
	check(t, commit(t.Context(), restored, draft, online))
	p.mustUpdate(t, restored, editions{"example/a": 1})
}

func TestLock(t *testing.T) {
	d := folder(t)
	unlock, err := d.Lock(t.Context())
	check(t, err)
	if _, err := d.Lock(t.Context()); !errors.Is(err, ErrBusy) {
		t.Errorf("%v", err)
	}
	unlock()
	unlock, err = d.Lock(t.Context())
	check(t, err)
	unlock()
}

// Neither a symbolic link nor a name leads out of the folder.
func TestNoWayOut(t *testing.T) {
	outside := t.TempDir()
	d, err := openQuick(t.TempDir())
	check(t, err)
	defer func() { _ = d.Close() }()
	if err := os.Symlink(outside, filepath.Join(d.root.Name(), "targets")); err != nil {
		t.Skip(err)
	}
	if err := put(d, "targets/x.json", nil); err == nil {
		t.Error("written through a link")
	}
	if err := put(d, "../x.json", nil); err == nil {
		t.Error("written upwards")
	}
	if entries, _ := os.ReadDir(outside); len(entries) != 0 {
		t.Errorf("%v", entries)
	}
}

func TestCancelled(t *testing.T) {
	d, _ := founded(t)
	ctx, cancel := context.WithCancel(t.Context())
	packs := find(t, build(t, "example/b", 1, 50, 0))
	plan, err := NewPlan(state(t, d), Changes{Packs: packs})
	check(t, err)
	cancel()
	if _, err := Stage(ctx, d, plan, today(), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := plan.Check(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, err := Find(ctx, []string{build(t, "example/c", 1, 50, 0)}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	meet(t, d).mustUpdate(t, d, editions{"example/a": 1})
}

// The folder that programs use waits for the disk.
func TestFolderSyncs(t *testing.T) {
	f, err := MakeFolder(filepath.Join(t.TempDir(), "a", "b"))
	check(t, err)
	defer func() { _ = f.Close() }()
	check(t, put(f, "x/y/z.json", []byte("text")))
	check(t, f.Sync("x/y"))
	if data, err := fs.ReadFile(f, "x/y/z.json"); err != nil || string(data) != "text" {
		t.Errorf("%q, %v", data, err)
	}
	if f.Sync("none") == nil {
		t.Error("a folder that is not there was synced")
	}
}
