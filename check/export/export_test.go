package export_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"neem/check/export"
)

func TestSaveAndRemove(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for _, texts := range [][]string{{"first"}, {"second"}, {"a", "b", "c"}, {"third"}} {
		var files [][]byte
		for _, text := range texts {
			files = append(files, []byte(text))
		}
		paths, err := export.Save(t.Context(), dir, "Neem-help", ".html", files...)
		if err != nil || len(paths) != len(texts) {
			t.Fatalf("%v, %v", paths, err)
		}
		for i, path := range paths {
			names = append(names, filepath.Base(path))
			if got, err := os.ReadFile(path); err != nil || string(got) != texts[i] {
				t.Errorf("%s holds %q, %v", path, got, err)
			}
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode != 0o600 {
				t.Errorf("%s may be used by others: %v", path, mode)
			}
		}
	}
	want := []string{"Neem-help.html", "Neem-help-2.html", "Neem-help-1.html", "Neem-help-3.html", "Neem-help-4.html", "Neem-help-5.html"}
	if !slices.Equal(names, want) {
		t.Errorf("the files are %v", names)
	}
	for range 2 { // the second time it is gone already
		if err := export.Remove(filepath.Join(dir, names[1])); err != nil {
			t.Error(err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != len(names)-1 {
		t.Errorf("%v is left, %v", left, err)
	}
}

func TestReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.html")
	for _, text := range []string{"first", "second"} {
		if err := export.Replace(path, ".html", []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q, %v", got, err)
		}
	}
}

// What is there and may be somebody's own is not touched.
func TestReplaceRefuses(t *testing.T) {
	dir := t.TempDir()
	notes, link := filepath.Join(dir, "notes.txt"), filepath.Join(dir, "link.html")
	if err := os.WriteFile(notes, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	paths := []string{notes}
	if err := os.Symlink(notes, link); err == nil { // not every system lets anybody
		paths = append(paths, link)
	}
	for _, path := range paths {
		if err := export.Replace(path, ".html", []byte("x")); err == nil {
			t.Errorf("%s was replaced", path)
		}
	}
	if got, err := os.ReadFile(notes); err != nil || string(got) != "mine" {
		t.Errorf("%q, %v", got, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != len(paths) {
		t.Errorf("%v is left, %v", left, err)
	}
}

func TestFailureLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	if paths, err := export.Save(t.Context(), filepath.Join(dir, "gone"), "a", ".html", nil); err == nil {
		t.Errorf("saved as %v", paths)
	}
	if err := export.Replace(filepath.Join(dir, "gone", "a.html"), ".html", nil); err == nil {
		t.Error("replaced what cannot be there")
	}
	if err := export.Replace(dir, ".html", nil); err == nil {
		t.Error("replaced a folder")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if paths, err := export.Save(ctx, dir, "a", ".html", nil, nil); !errors.Is(err, context.Canceled) || len(paths) > 0 {
		t.Errorf("after cancelling: %v, %v", paths, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

func TestFolder(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the folders of other systems are not set by the environment")
	}
	home := t.TempDir()
	documents := filepath.Join(home, "दस्तावेज़")
	t.Setenv("HOME", home)
	t.Setenv("XDG_DOCUMENTS_DIR", documents)
	if got, err := export.Folder(); err != nil || got != home {
		t.Errorf("without documents: %s, %v", got, err)
	}
	if err := os.Mkdir(documents, 0o700); err != nil {
		t.Fatal(err)
	}
	if got, err := export.Folder(); err != nil || got != documents {
		t.Errorf("with documents: %s, %v", got, err)
	}
}

// A file that is written piece by piece is not there until it is whole.
func TestCreate(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "results.csv")
	names := func() (names []string) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	for _, keep := range []bool{false, true, true} {
		f, err := export.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := io.WriteString(f, "invented\n"); err != nil {
				t.Fatal(err)
			}
		}
		before := names()
		if !keep {
			if err := f.Discard(); err != nil || len(names()) != 0 || slices.Contains(before, "results.csv") {
				t.Fatalf("%v; %v and then %v", err, before, names())
			}
			continue
		}
		if err := f.Keep(); err != nil || !slices.Equal(names(), []string{"results.csv"}) {
			t.Fatalf("%v; %v", err, names())
		}
		data, err := os.ReadFile(path)
		info, statErr := os.Stat(path)
		if err != nil || statErr != nil || string(data) != "invented\ninvented\n" {
			t.Errorf("%q, %v, %v", data, err, statErr)
		} else if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("it may be read by others: %v", info.Mode())
		}
	}
}
