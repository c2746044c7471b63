package repository

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"testing"

	"neem/check/supply/keyfile"
)

var errPulled = errors.New("the plug was pulled")

// A brittle disk does a number of operations and then none any more, like a computer
// whose plug is pulled; what is being written in that moment is half written.
type brittle struct {
	Disk
	left, done int
}

func (b *brittle) op() error {
	b.done++
	if b.left--; b.left < 0 {
		return errPulled
	}
	return nil
}

func (b *brittle) Create(name string) (File, error) {
	if err := b.op(); err != nil {
		return nil, err
	}
	f, err := b.Disk.Create(name)
	return &brittleFile{f, b}, err
}

func (b *brittle) Rename(from, to string) error {
	if err := b.op(); err != nil {
		return err
	}
	return b.Disk.Rename(from, to)
}

func (b *brittle) Remove(name string) error {
	if err := b.op(); err != nil {
		return err
	}
	return b.Disk.Remove(name)
}

func (b *brittle) MkdirAll(name string) error {
	if err := b.op(); err != nil {
		return err
	}
	return b.Disk.MkdirAll(name)
}

func (b *brittle) Sync(name string) error {
	if err := b.op(); err != nil {
		return err
	}
	return b.Disk.Sync(name)
}

type brittleFile struct {
	File
	b *brittle
}

func (f *brittleFile) Write(data []byte) (int, error) {
	if err := f.b.op(); err != nil {
		n, _ := f.File.Write(data[:len(data)/2])
		return n, err
	}
	return f.File.Write(data)
}

func (f *brittleFile) Sync() error {
	if err := f.b.op(); err != nil {
		return err
	}
	return f.File.Sync()
}

func (f *brittleFile) Close() error { return errors.Join(f.b.op(), f.File.Close()) }

// copyOf copies a repository, so that it can be broken.
func copyOf(t testing.TB, fsys fs.FS) *quick {
	t.Helper()
	dir := t.TempDir()
	check(t, os.CopyFS(dir, fsys))
	d, err := openQuick(dir)
	check(t, err)
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// breakEverywhere does a change on copies of a repository whose plug is pulled after
// 0, 1, 2 … operations. After each of them those who follow the publisher and those who
// are new see what was there before or what the change makes, whole; and the change,
// done again, succeeds.
func breakEverywhere(t *testing.T, start fs.FS, change func(d Disk) error, before, after editions) {
	t.Helper()
	whole := &brittle{Disk: copyOf(t, start), left: 1 << 30}
	check(t, change(whole))
	var old, fresh int
	for n := range whole.done + 1 {
		if testing.Short() && n%5 != 0 && n < whole.done-10 {
			continue
		}
		d := copyOf(t, start)
		b := &brittle{Disk: d, left: n}
		err := change(b)
		if err != nil && !errors.Is(err, errPulled) {
			t.Fatalf("after %d operations: %v", n, err)
		}
		follower := meet(t, start)
		follower.mustUpdate(t, start, before)
		for who, p := range map[string]*person{"a follower": follower, "a new person": meet(t, d)} {
			got, err := p.update(t, d)
			switch {
			case err != nil:
				t.Errorf("after %d operations %s is refused: %v", n, who, err)
			case fmt.Sprint(got) == fmt.Sprint(after):
				fresh++
			case fmt.Sprint(got) == fmt.Sprint(before):
				old++
			default:
				t.Errorf("after %d operations %s sees %v", n, who, got)
			}
		}
		if err != nil {
			check(t, Recover(t.Context(), d))
			if err := change(d); err != nil && !errors.Is(err, errDone) {
				t.Fatalf("again, after %d operations: %v", n, err)
			}
		}
		follower.mustUpdate(t, d, after)
		if entries, err := fs.ReadDir(d, work); err != nil || len(entries) > 0 {
			t.Errorf("after %d operations and a second run, left: %v, %v", n, entries, err)
		}
		if (err == nil) != (n == whole.done) {
			t.Errorf("after %d of %d operations: %v", n, whole.done, err)
		}
	}
	t.Logf("plug pulled after 0 … %d operations: %d times the old edition was seen, %d times the new one", whole.done, old, fresh)
	if fmt.Sprint(before) != fmt.Sprint(after) && (old < 10 || fresh < 2) {
		t.Errorf("the old edition was seen %d times, the new one %d times", old, fresh)
	}
}

// errDone: the change was complete when the plug was pulled.
var errDone = errors.New("nothing is left to do")

func TestPlugPulledWhilePublishing(t *testing.T) {
	start, online := founded(t)
	fresh := Changes{
		Packs:    find(t, build(t, "example/a", 2, 3000, 4000), build(t, "example/b", 1, 50, 0)),
		Guidance: guidance(t, 2, "2026-11-25"),
	}
	breakEverywhere(t, start, func(d Disk) error {
		s, err := Read(t.Context(), d)
		if err != nil {
			return err
		}
		if plan, err := NewPlan(s, fresh); err == nil && !plan.Changed() {
			return errDone
		}
		draft, err := prepare(t.Context(), d, s, fresh, nil, today())
		if err != nil {
			return err
		}
		return commit(t.Context(), d, draft, online)
	}, editions{"example/a": 1}, editions{"example/a": 2, "example/b": 1, guidanceName: 2})
}

// Keys change, and at every moment people can follow.
func TestPlugPulledWhileRotating(t *testing.T) {
	root := key(t, keyfile.Root, 1)
	start, online := founded(t, root)
	newRoot, newOnline := key(t, keyfile.Root, 2), key(t, keyfile.Online, 101)
	id, err := root.ID()
	check(t, err)
	breakEverywhere(t, start, func(d Disk) error {
		s, err := Read(t.Context(), d)
		if err != nil {
			return err
		}
		if len(s.Roots) == 2 {
			return errDone
		}
		draft, err := Rotate(s, Rotation{Add: []keyfile.Public{newRoot.Public}, Drop: []string{id}, Online: &newOnline.Public}, today())
		if err != nil {
			return err
		}
		return commit(t.Context(), d, draft, root, newRoot, online, newOnline)
	}, editions{"example/a": 1}, editions{"example/a": 1})
}

func TestPlugPulledWhilePruning(t *testing.T) {
	start, online := founded(t)
	publishPack(t, start, build(t, "example/a", 2, 50, 0), online)
	old, err := Unneeded(t.Context(), start, state(t, start))
	check(t, err)
	for n := range len(old) + 1 {
		d := copyOf(t, start)
		if err := Prune(t.Context(), &brittle{Disk: d, left: n}, old); (err == nil) != (n == len(old)) {
			t.Errorf("%d: %v", n, err)
		}
		meet(t, d).mustUpdate(t, d, editions{"example/a": 2})
	}
}

// The first edition: nobody can be refused who knows nothing yet, but a second run
// must succeed.
func TestPlugPulledAtFirst(t *testing.T) {
	root, online := key(t, keyfile.Root, 1), key(t, keyfile.Online, 100)
	packs := find(t, build(t, "example/a", 1, 50, 0))
	change := func(d Disk) error {
		draft, err := prepare(t.Context(), d, &State{}, Changes{Packs: packs}, &Keys{[]keyfile.Public{root.Public}, 1, online.Public}, today())
		if err != nil {
			return err
		}
		return commit(t.Context(), d, draft, root, online)
	}
	whole := &brittle{Disk: folder(t), left: 1 << 30}
	check(t, change(whole))
	for n := range whole.done + 1 {
		d := folder(t)
		err := change(&brittle{Disk: d, left: n})
		if _, there := Read(t.Context(), d); there != nil && !errors.Is(there, ErrNone) {
			t.Errorf("after %d operations: %v", n, there)
		}
		if (err == nil) != (n == whole.done) {
			t.Errorf("after %d of %d operations: %v", n, whole.done, err)
		}
		check(t, Recover(t.Context(), d))
		if s := state(t, d); !s.Exists() {
			check(t, change(d))
		}
		meet(t, d).mustUpdate(t, d, editions{"example/a": 1})
	}
}
