package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// alter opens an SQLite file and runs statements in it.
func alter(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, stmt := range statements {
		if _, err := db.Exec(stmt); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSettings(t *testing.T) {
	ctx := t.Context()
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	s := open(t, dir)
	if v, err := s.Setting(ctx, "language"); v != "" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
	for _, v := range []string{"en", "hi", "", "த"} {
		if err := s.SetSetting(ctx, "language", v); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Setting(ctx, "language"); got != v || err != nil {
			t.Errorf("%q, %v; want %q", got, err, v)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if got, err := s.Setting(ctx, "language"); got != "த" || err != nil {
		t.Errorf("after reopening: %q, %v", got, err)
	}
	if s.Folder() != dir {
		t.Error(s.Folder())
	}
}

func TestFolderIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other permissions")
	}
	dir := filepath.Join(t.TempDir(), "data")
	open(t, dir)
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// A folder's name may hold signs that a database URI has a use for.
func TestFolderNames(t *testing.T) {
	for _, name := range []string{"a b#c%41", "दस्तावेज़", "ஆவணங்கள்", "a&b=c;d", "what?"} {
		if runtime.GOOS == "windows" && strings.Contains(name, "?") {
			continue
		}
		dir := filepath.Join(t.TempDir(), name)
		s, err := Open(t.Context(), dir)
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if _, err := s.Import(t.Context(), testPack(t, packSpec{}), nil); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		_ = s.Close()
		if _, err := os.Stat(filepath.Join(dir, "state.db")); err != nil {
			t.Errorf("%q: the state is elsewhere: %v", name, err)
		}
	}
}

// A data folder that is not as this program makes one is refused and left
// alone.
func TestForeignState(t *testing.T) {
	foreign := func(statements ...string) func(*testing.T, string) {
		return func(t *testing.T, path string) { t.Helper(); alter(t, path, statements...) }
	}
	bytes := func(b string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			t.Helper()
			if err := os.WriteFile(path, []byte(b), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	ours := fmt.Sprintf("PRAGMA application_id = %d", applicationID)
	tests := []struct {
		name string
		make func(*testing.T, string)
		want error
	}{
		{"newer schema", foreign(ours, "PRAGMA user_version = 99", "CREATE TABLE x (y)"), ErrNewer},
		{"another program's database", foreign("CREATE TABLE note (text)"), ErrForeign},
		{"another program's database with a version", foreign("PRAGMA user_version = 1", "CREATE TABLE note (text)"), ErrForeign},
		{"another program's database with a high version", foreign("PRAGMA user_version = 99", "CREATE TABLE note (text)"), ErrForeign},
		{"another program's mark", foreign("PRAGMA application_id = 7", "CREATE TABLE note (text)"), ErrForeign},
		{"a text", bytes("this is not a database, but long enough to look at; this is not a database, but long enough to look at"), ErrForeign},
		{"ours, without a version", foreign(ours, "CREATE TABLE note (text)"), nil},
		{"a folder", func(t *testing.T, path string) {
			t.Helper()
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "state.db")
			tt.make(t, path)
			before, _ := os.ReadFile(path)
			_, err := Open(t.Context(), dir)
			if err == nil || tt.want != nil && !errors.Is(err, tt.want) || !strings.Contains(err.Error(), "state.db") {
				t.Errorf("%v, want %v", err, tt.want)
			}
			if after, _ := os.ReadFile(path); string(before) != string(after) {
				t.Error("the file was changed")
			}
		})
	}
}

// Folders that cannot be are errors.
func TestImpossibleFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	packs := filepath.Join(t.TempDir(), packsFolder)
	if err := os.WriteFile(packs, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below"), filepath.Dir(packs)} {
		if s, err := Open(t.Context(), dir); err == nil {
			_ = s.Close()
			t.Errorf("%s was opened", dir)
		}
	}
}

func TestOpenStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s, err := Open(ctx, t.TempDir()); !errors.Is(err, context.Canceled) {
		_ = s.Close()
		t.Errorf("%v", err)
	}
}

// Many programs start at once in a folder that is not there yet, and write.
func TestTogether(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			s, err := Open(t.Context(), dir)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = s.Close() }()
			if err := s.SetSetting(t.Context(), fmt.Sprint(i), "there"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s := open(t, dir)
	for i := range 8 {
		if v, err := s.Setting(t.Context(), fmt.Sprint(i)); v != "there" || err != nil {
			t.Errorf("%d: %q, %v", i, v, err)
		}
	}
}

func TestDefaultFolder(t *testing.T) {
	clear := func(t *testing.T) {
		t.Helper()
		for _, name := range []string{FolderVariable, "XDG_DATA_HOME", "LOCALAPPDATA"} {
			t.Setenv(name, "")
		}
	}
	home := t.TempDir()
	check := func(t *testing.T, want ...string) {
		t.Helper()
		got, err := DefaultFolder("Neem")
		if err != nil || got != filepath.Join(want...) {
			t.Errorf("%q, %v; want %q", got, err, filepath.Join(want...))
		}
	}
	t.Run("named", func(t *testing.T) {
		clear(t)
		t.Setenv("XDG_DATA_HOME", filepath.Join(home, "xdg"))
		t.Setenv("LOCALAPPDATA", filepath.Join(home, "local"))
		t.Setenv(FolderVariable, filepath.Join(home, "stick"))
		check(t, home, "stick")
	})
	switch runtime.GOOS {
	case "windows":
		t.Run("LOCALAPPDATA", func(t *testing.T) {
			clear(t)
			t.Setenv("LOCALAPPDATA", home)
			check(t, home, "Neem")
		})
	case "darwin", "ios":
		t.Run("home", func(t *testing.T) {
			clear(t)
			t.Setenv("HOME", home)
			check(t, home, "Library", "Application Support", "Neem")
		})
	default:
		t.Run("XDG_DATA_HOME", func(t *testing.T) {
			clear(t)
			t.Setenv("XDG_DATA_HOME", filepath.Join(home, "xdg"))
			check(t, home, "xdg", "neem")
		})
		t.Run("XDG_DATA_HOME must be absolute", func(t *testing.T) {
			clear(t)
			t.Setenv("XDG_DATA_HOME", "xdg")
			t.Setenv("HOME", home)
			check(t, home, ".local", "share", "neem")
		})
		t.Run("home", func(t *testing.T) {
			clear(t)
			t.Setenv("HOME", home)
			check(t, home, ".local", "share", "neem")
		})
		t.Run("no home", func(t *testing.T) {
			clear(t)
			t.Setenv("HOME", "")
			if dir, err := DefaultFolder("Neem"); err == nil {
				t.Errorf("%q", dir)
			}
		})
	}
}

// What keeps state.db whole when the power fails: no test can cut it.
func TestDurability(t *testing.T) {
	s := open(t, t.TempDir())
	for pragma, want := range map[string]string{"journal_mode": "truncate", "synchronous": "2"} {
		var got string
		if err := s.db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", pragma, got, err, want)
		}
	}
}
