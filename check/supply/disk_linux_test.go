package supply

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"neem/check/store"
)

// small mounts a file system of some kilobytes, which needs root.
func small(t *testing.T, kilobytes string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+kilobytes+"k"); err != nil {
		t.Skip("no file system can be mounted here: ", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// The disk fills at every point: the old edition answers, and what is fetched does
// not stay in the way.
func TestDiskFull(t *testing.T) {
	base := newDesk(t)
	must(t, base.update(base.folder()))
	publish(t, base.pub, "2026-11-24", invented.two)
	from := base.folder()
	full, done := 0, 0
	for _, kilobytes := range []string{"100", "108", "116", "124", "132", "140", "148", "156", "180", "400"} {
		dir := small(t, kilobytes)
		if err := os.CopyFS(filepath.Join(dir, "data"), os.DirFS(base.store.Folder())); err != nil {
			continue // not even the first edition
		}
		d := &desk{t: t, pub: base.pub, fp: base.fp}
		s, err := store.Open(t.Context(), filepath.Join(dir, "data"))
		if err != nil {
			continue
		}
		t.Cleanup(func() { _ = s.Close() })
		d.store, d.book = s, OpenBook(filepath.Join(dir, "data", FolderName), nil)
		err = d.update(from)
		switch {
		case err == nil:
			done++
			d.holds(2)
			continue
		case errors.Is(err, ErrFull):
			full++
		default:
			t.Errorf("with %s kB: %v", kilobytes, err)
		}
		d.holds(1)
		// With room, it goes on.
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=1m"); err != nil {
			t.Fatal(err)
		}
		must(t, d.update(from))
		d.holds(2)
	}
	if full == 0 || done == 0 {
		t.Errorf("full %d times, done %d times", full, done)
	}
	// A stick that is too small for a copy, and gets room.
	dir := small(t, "40")
	if err := Mirror(t.Context(), from, filepath.Join(dir, "copy"), nil, nil); !errors.Is(err, ErrFull) {
		t.Errorf("%v", err)
	}
	must(t, syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=1m"))
	must(t, Mirror(t.Context(), from, filepath.Join(dir, "copy"), nil, nil))
}

// The same for the guidance: the edition before stays, and with room it goes on.
func TestDiskFullOfGuidance(t *testing.T) {
	base := newProject(t, 2)
	must(t, base.update(base.folder()))
	base.offer(3)
	from := base.folder()
	full, done := 0, 0
	for kilobytes := 1000; kilobytes <= 4000; kilobytes += 500 {
		dir := small(t, strconv.Itoa(kilobytes))
		if err := os.CopyFS(filepath.Join(dir, "data"), os.DirFS(base.store.Folder())); err != nil {
			continue // not even the edition before
		}
		d := &desk{t: t, pub: base.pub, fp: base.fp, project: base.project}
		s, err := store.Open(t.Context(), filepath.Join(dir, "data"))
		if err != nil {
			continue
		}
		t.Cleanup(func() { _ = s.Close() })
		d.store, d.book = s, OpenBook(filepath.Join(dir, "data", FolderName), d.project)
		switch err := d.update(from); {
		case err == nil:
			done++
			d.guides(3)
			continue
		case errors.Is(err, ErrFull):
			full++
		default:
			t.Errorf("with %d kB: %v", kilobytes, err)
		}
		d.guides(2)
		must(t, syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=8m"))
		must(t, d.update(from))
		d.guides(3)
	}
	if full == 0 || done == 0 {
		t.Errorf("full %d times, done %d times", full, done)
	}
	t.Logf("full %d times, done %d times", full, done)
}

func TestReadOnly(t *testing.T) {
	base := newDesk(t)
	must(t, base.update(base.folder()))
	publish(t, base.pub, "2026-11-24", invented.two)
	from := base.folder()
	dir := small(t, "1000")
	must(t, os.CopyFS(filepath.Join(dir, "data"), os.DirFS(base.store.Folder())))
	d := &desk{t: t, pub: base.pub, fp: base.fp}
	d.open(filepath.Join(dir, "data"))
	plan, err := d.plan(from)
	must(t, err)
	must(t, d.store.Close()) // files that are open for writing keep it writable
	must(t, syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	d.open(filepath.Join(dir, "data"))
	if err := d.book.Fetch(t.Context(), plan, from, InstallOn(d.store, d.fp), nil); !errors.Is(err, ErrReadOnly) {
		t.Errorf("%v", err)
	}
	if err := Mirror(t.Context(), from, filepath.Join(dir, "copy"), nil, nil); !errors.Is(err, ErrReadOnly) {
		t.Errorf("%v", err)
	}
	d.holds(1)
	must(t, d.store.Close())
	must(t, syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, ""))
	d.open(filepath.Join(dir, "data"))
	must(t, d.update(from))
	d.holds(2)
	// A stick that cannot be written to can be read from.
	stick := small(t, "1000")
	must(t, d.pub.Write(stick))
	must(t, syscall.Mount("tmpfs", stick, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	s, err := Folder(stick)
	must(t, err)
	must(t, d.update(s))
	// And one that is pulled out is told.
	must(t, syscall.Unmount(stick, syscall.MNT_DETACH))
	if err := d.update(s); err == nil {
		t.Error("nothing was said of a stick that is gone")
	} else {
		t.Log(err)
	}
	d.holds(2)
}
