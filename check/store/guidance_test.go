package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"neem/assets/facts"
	"neem/check/edition"
	"neem/locale"
)

func init() { childTasks["guidance"] = installForever }

// installForever installs editions in turn.
func installForever(folder string, files []string) error {
	s, err := Open(context.Background(), folder)
	if err != nil {
		return err
	}
	fmt.Println("under way")
	for _, path := range files {
		if err := s.InstallGuidance(context.Background(), path); err != nil {
			return err
		}
	}
	time.Sleep(time.Hour) // not for ever: a program whose goroutines all do that is ended by Go
	return nil
}

// guidanceOf makes the file of an edition; change, which may be nil, changes
// the facts.
func guidanceOf(t *testing.T, number uint64, date string, change func(fstest.MapFS)) string {
	t.Helper()
	day, err := locale.ParseDate(date)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	names, err := fs.Glob(facts.FS, "*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := facts.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	if change != nil {
		change(files)
	}
	data, err := edition.Make(number, day, files, locale.Files())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "edition.zip")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// guidanceFiles lists what stands in the folder of the guidance.
func guidanceFiles(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, guidanceFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// held is the number of the edition that is installed and used; 0 for none.
func held(t *testing.T, dir string) uint64 {
	t.Helper()
	e, err := Guidance(dir)
	if err != nil {
		t.Fatal(err)
	}
	if e == nil {
		return 0
	}
	return e.Number
}

func wantReason(t *testing.T, err error, want edition.Reason) {
	t.Helper()
	if refused, ok := errors.AsType[*edition.Error](err); !ok || refused.Reason != want {
		t.Errorf("%v, want it %s", err, want)
	}
}

func TestInstallGuidance(t *testing.T) {
	s := open(t, t.TempDir())
	if got := held(t, s.dir); got != 0 {
		t.Errorf("a new folder holds edition %d", got)
	}
	two := guidanceOf(t, 2, "2026-11-25", func(files fstest.MapFS) {
		files["channels.toml"].Data = bytes.Replace(files["channels.toml"].Data, []byte(`phones = ["1098"]`), []byte(`phones = ["1099"]`), 1)
	})
	if err := s.InstallGuidance(t.Context(), two); err != nil {
		t.Fatal(err)
	}
	e, err := Guidance(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	if c, _ := e.Guide.Channel("child"); e.Number != 2 || !slices.Equal(c.Phones, []string{"1099"}) {
		t.Errorf("edition %d has %v", e.Number, c.Phones)
	}

	// The same, another one of its number, an older one, one that goes back in time.
	if err := s.InstallGuidance(t.Context(), two); !errors.Is(err, ErrInstalled) {
		t.Errorf("%v", err)
	}
	for _, path := range []string{guidanceOf(t, 2, "2026-11-26", nil), guidanceOf(t, 1, "2026-11-26", nil), guidanceOf(t, 3, "2026-11-24", nil)} {
		err := s.InstallGuidance(t.Context(), path)
		wantReason(t, err, edition.Older)
		if !strings.HasPrefix(err.Error(), path+": ") {
			t.Errorf("%v does not name %s", err, path)
		}
	}
	// What is no edition, or none any more.
	whole, err := os.ReadFile(guidanceOf(t, 9, "2026-11-26", nil))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"half": whole[:len(whole)/2], "empty": nil, "large": make([]byte, 5<<20)} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		wantReason(t, s.InstallGuidance(t.Context(), path), edition.Damaged)
	}
	wantReason(t, s.InstallGuidance(t.Context(), filepath.Join(t.TempDir(), "none")), edition.Unreadable)
	wantReason(t, s.InstallGuidance(t.Context(), t.TempDir()), edition.Unreadable)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.InstallGuidance(ctx, guidanceOf(t, 3, "2026-11-26", nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if got := held(t, s.dir); got != 2 {
		t.Errorf("after refusals there is edition %d", got)
	}

	if err := s.InstallGuidance(t.Context(), guidanceOf(t, 3, "2026-11-26", nil)); err != nil {
		t.Error(err)
	}
	if got := held(t, s.dir); got != 3 {
		t.Errorf("there is edition %d", got)
	}
	if got := guidanceFiles(t, s.dir); !slices.Equal(got, []string{edition.FileName}) {
		t.Errorf("the folder has %q", got)
	}
}

// An installed edition that cannot be used says why, and a good one can take
// its place whatever its number is.
func TestGuidanceThatCannotBeUsed(t *testing.T) {
	s := open(t, t.TempDir())
	if err := s.InstallGuidance(t.Context(), guidanceOf(t, 9, "2026-11-25", nil)); err != nil {
		t.Fatal(err)
	}
	path := guidanceFile(s.dir)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	one, err := os.ReadFile(guidanceOf(t, 1, "2026-11-24", nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		data   []byte
		reason edition.Reason
	}{
		{"cut off", whole[:len(whole)-1], edition.Damaged},
		{"empty", nil, edition.Damaged},
		{"what a newer program has built in too", one, edition.Older},
	} {
		if err := os.WriteFile(path, tt.data, 0o600); err != nil {
			t.Fatal(err)
		}
		e, err := Guidance(s.dir)
		if e != nil {
			t.Errorf("%s: it is used", tt.name)
		}
		wantReason(t, err, tt.reason)
	}
	if err := s.InstallGuidance(t.Context(), guidanceOf(t, 2, "2026-11-25", nil)); err != nil {
		t.Error(err)
	}
	if got := held(t, s.dir); got != 2 {
		t.Errorf("there is edition %d", got)
	}
	// A folder in its place is passed over too.
	if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
		t.Fatal(err)
	}
	_, err = Guidance(s.dir)
	wantReason(t, err, edition.Unreadable)
	if err := s.InstallGuidance(t.Context(), guidanceOf(t, 3, "2026-11-25", nil)); err == nil {
		t.Error("it took the place of a folder")
	}
	if got := guidanceFiles(t, s.dir); !slices.Equal(got, []string{edition.FileName}) {
		t.Errorf("the folder has %q", got)
	}
}

// A start removes what an interrupted install left, and nothing else.
func TestCleanGuidance(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if err := s.InstallGuidance(t.Context(), guidanceOf(t, 2, "2026-11-25", nil)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{incoming + "1", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, guidanceFolder, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open(t, dir)
	if got := guidanceFiles(t, dir); !slices.Equal(got, []string{edition.FileName, "notes.txt"}) {
		t.Errorf("the folder has %q", got)
	}
	if got := held(t, dir); got != 2 {
		t.Errorf("there is edition %d", got)
	}
}

// Kills at random moments: the edition there is always a whole one.
func TestGuidanceKilledAtAnyMoment(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	var files []string
	for n := range uint64(6) {
		files = append(files, guidanceOf(t, n+2, "2026-11-25", nil))
	}
	found := map[uint64]int{}
	for range rounds {
		dir := t.TempDir()
		cmd := startChild(t, "guidance", dir, "under way", files...)
		time.Sleep(time.Duration(rand.IntN(1500)) * time.Millisecond)
		kill(t, cmd)
		found[held(t, dir)]++
		s := open(t, dir)
		if got := guidanceFiles(t, dir); len(got) > 1 || len(got) == 1 && got[0] != edition.FileName {
			t.Errorf("the folder has %q", got)
		}
		if n := held(t, dir); n < 7 {
			if err := s.InstallGuidance(t.Context(), files[5]); err != nil {
				t.Error(err) // the lock died with the child
			}
		}
	}
	t.Logf("editions after a kill: %v", found)
}
