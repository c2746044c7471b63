package ui

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"neem/ui/screen"
)

// A disk that fills up while answers are written is said as such, and what was
// written is gone. It needs root, for a file system of some kilobytes.
func TestManyPeopleFullDisk(t *testing.T) {
	w := newOffice(t)
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("no file system can be mounted here: ", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	path := filepath.Join(dir, "members.csv")
	write(t, path, "Mobile\n"+strings.Repeat("6000000001\n", 2000))
	w.Show(screen.Many)
	screen.LookAtTable(w.desk, path)
	expect(t, w, "Which column holds what?")
	press(t, w, "Check all rows")
	tell(t, w, "Perhaps the disk is full")
	folderHas(t, dir, "members.csv")
}
