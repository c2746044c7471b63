package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"neem/check/pack"
)

// listing is every path below a folder, with the content of files.
func listing(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			all[path] = "folder"
			return err
		}
		data, err := os.ReadFile(path)
		all[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A folder that can only be read is read, and every change to it is refused
// before anything is touched, even where writing would work.
func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenReadOnly(t.Context(), dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that was never used: %v", err)
	}
	s := open(t, dir)
	got := mustImport(t, s, testPack(t, packSpec{}))
	if err := s.SetSetting(t.Context(), "language", "ta"); err != nil {
		t.Fatal(err)
	}
	if err := s.InstallGuidance(t.Context(), guidanceOf(t, 2, "2026-11-25", nil)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// What an import that was killed left is not cleaned away either.
	if err := os.WriteFile(filepath.Join(dir, packsFolder, incoming+"left"), []byte("left"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := listing(t, dir)

	s, err := OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if !s.ReadOnly() {
		t.Error("it does not say so")
	}
	if v, err := s.Setting(t.Context(), "language"); err != nil || v != "ta" {
		t.Errorf("%q, %v", v, err)
	}
	packs, broken := openPacks(t, s)
	if len(packs) != 1 || len(broken) != 0 || packs[0].Root() != got.Root {
		t.Errorf("%v, %v", packs, broken)
	}
	for _, p := range packs {
		if err := p.Verify(t.Context(), nil); err != nil {
			t.Error(err)
		}
		_ = p.Close()
	}
	if held(t, dir) != 2 {
		t.Error("the guidance is not read")
	}
	other, set := testPack(t, packSpec{id: "test/other"}), testPack(t, packSpec{id: "test/set"})
	for name, change := range map[string]func() error{
		"setting": func() error { return s.SetSetting(t.Context(), "language", "ur") },
		"import":  func() error { _, err := s.Import(t.Context(), other, nil); return err },
		"set": func() error {
			return s.InstallSet(t.Context(), Set{ID: "test/set", Edition: 1, Signer: "x", Roots: []pack.Digest{{1}}, Files: []string{set}}, nil)
		},
		"guidance": func() error { return s.InstallGuidance(t.Context(), guidanceOf(t, 3, "2026-11-26", nil)) },
		"replace":  func() error { return s.ReplaceGuidance(t.Context(), guidanceOf(t, 3, "2026-11-26", nil)) },
		"remove":   func() error { return s.Remove(t.Context(), got.Root) },
	} {
		if err := change(); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: %v", name, err)
		}
	}
	after := listing(t, dir)
	if len(after) != len(before) {
		t.Errorf("%d files and folders before, %d after", len(before), len(after))
	}
	for path, data := range before {
		if after[path] != data {
			t.Errorf("%s changed", path)
		}
	}
}

// What cannot be told without writing is no answer: the journal of a change
// that was interrupted, an older schema, what is not ours.
func TestReadOnlyRefuses(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	mustImport(t, s, testPack(t, packSpec{}))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(dir, stateFile)
	good, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(name string, want error) {
		t.Helper()
		s, err := OpenReadOnly(t.Context(), dir)
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
		if err == nil {
			_ = s.Close()
		}
		if lost := Lost(dir, err); lost == nil {
			t.Errorf("%s: whoever asks is not told", name)
		}
	}

	// A journal as a kill leaves it: its head names the size of the database.
	db, err := openDB(state, 0)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("UPDATE pack SET edition = edition + 1"); err != nil {
		t.Fatal(err)
	}
	// The cache is too small for the change, so that it goes to the disk.
	if _, err := tx.Exec("CREATE TABLE large (x)"); err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("INSERT INTO large VALUES (zeroblob(16000000))"); err != nil {
		t.Fatal(err)
	}
	journal, err := os.ReadFile(state + "-journal")
	if err != nil {
		t.Fatal(err)
	}
	half, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(half, good) || len(journal) == 0 {
		t.Fatal("the change did not reach the disk; the test proves nothing")
	}
	for path, data := range map[string][]byte{state: half, state + "-journal": journal} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	refused("interrupted", ErrUnfinished)
	// Where it can write, the same folder is whole again.
	s = open(t, dir)
	if got := editions(t, s); len(got) != 1 || got[0] != "test/invented 1 1/1" {
		t.Errorf("%q", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	alter(t, state, "PRAGMA user_version = 1")
	refused("older", ErrUnfinished)
	alter(t, state, "PRAGMA user_version = 99")
	refused("newer", ErrNewer)
	alter(t, state, "PRAGMA application_id = 7")
	refused("another's", ErrForeign)
	if err := os.WriteFile(state, []byte("hello, this is no database, and long enough to be looked at"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused("a text", ErrForeign)
}
