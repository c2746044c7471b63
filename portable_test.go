//go:build linux

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"neem/check/place"
)

// The window of a program on a stick leaves nothing on the computer, also when it is
// closed, and where nothing can be written nothing on the stick either.
func TestPortableLeavesNothing(t *testing.T) {
	for _, kind := range []place.Kind{place.Portable, place.ReadOnly} {
		t.Run(string(kind), func(t *testing.T) {
			stick := t.TempDir()
			program, err := os.ReadFile(dist(t, "neem"))
			if err != nil {
				t.Fatal(err)
			}
			for name, data := range map[string][]byte{"neem": program, place.Marker: nil} {
				if err := os.WriteFile(filepath.Join(stick, name), data, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			if kind == place.ReadOnly {
				if err := syscall.Mount(stick, stick, "", syscall.MS_BIND, ""); err != nil {
					t.Skip("nothing can be mounted here:", err)
				}
				t.Cleanup(func() { _ = syscall.Unmount(stick, syscall.MNT_DETACH) })
				if err := syscall.Mount(stick, stick, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
					t.Fatal(err)
				}
			}
			data := filepath.Join(t.TempDir(), "data")
			// With --stage the window closes, as by hand, when standard input ends.
			pipe := filepath.Join(t.TempDir(), "pipe")
			if err := syscall.Mkfifo(pipe, 0o600); err != nil {
				t.Fatal(err)
			}
			in, err := os.OpenFile(pipe, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			d := start(t, display(t, "+extension"), data, "sh", "-c", `exec "$1" --stage <"$2"`, "sh", filepath.Join(stick, "neem"), pipe)
			d.begin()
			if err := in.Close(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- d.cmd.Wait() }()
			select {
			case err := <-ended:
				if err != nil {
					t.Errorf("it ended with %v\n%s", err, d.log.String())
				}
			case <-time.After(20 * time.Second):
				t.Fatal("it does not end when its window is closed")
			}

			home := ""
			for _, v := range d.env {
				if rest, ok := strings.CutPrefix(v, "HOME="); ok {
					home = rest
				}
			}
			if left := below(t, home); len(left) != 1 || left[0] != ".cache" { // the test made that
				t.Errorf("in the home folder are %q", left)
			}
			if _, err := os.Stat(data); err == nil {
				t.Error("it used the data folder that a variable names")
			}
			kept := below(t, stick)
			if kind == place.ReadOnly && len(kept) != 2 {
				t.Errorf("on the stick are %q", kept)
			}
			if kind == place.Portable {
				if got := setting(t, filepath.Join(stick, place.Folder)); got != "en" {
					t.Errorf("the language is kept as %q", got)
				}
			}
		})
	}
}

// below lists everything below a folder.
func below(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if path != dir {
			rest, _ := filepath.Rel(dir, path) // it is below
			all = append(all, rest)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
