package place_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"neem/check/place"
	"neem/check/store"
)

// stick makes a folder with the marker in it.
func stick(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, place.Marker), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestInstalled(t *testing.T) {
	if p, ok := place.Beside(t.TempDir()); ok {
		t.Errorf("without the marker: %+v", p)
	}
	t.Setenv(store.FolderVariable, t.TempDir())
	p, err := place.Find("Neem")
	if err != nil || p.Kind != place.Installed || p.Guest() || p.Data != os.Getenv(store.FolderVariable) || p.Beside != "" || p.Saved() != "" || p.Packs() != nil {
		t.Errorf("%+v, %v", p, err)
	}
}

// Looking leaves nothing; opening makes the folder beside the program.
func TestPortable(t *testing.T) {
	dir := stick(t)
	p, ok := place.Beside(dir)
	if !ok || p.Kind != place.Portable || !p.Guest() || p.Data != filepath.Join(dir, place.Folder) || p.Saved() != filepath.Join(dir, place.SavedFolder) || p.Packs() != nil {
		t.Fatalf("%+v", p)
	}
	if got := names(t, dir); !slices.Equal(got, []string{place.Marker}) {
		t.Errorf("looking left %q", got)
	}
	s, err := p.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetSetting(t.Context(), "language", "ta"); err != nil || s.ReadOnly() {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{place.Folder, place.Marker}) {
		t.Errorf("%q", got)
	}
	if again, _ := place.Beside(dir); again != p {
		t.Errorf("%+v, want %+v", again, p)
	}
}

// On a medium that cannot be written to, what was kept before is used, packs
// beside the program are, and nothing is written.
func TestReadOnly(t *testing.T) {
	dir := stick(t)
	p, _ := place.Beside(dir)
	s, err := p.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetSetting(t.Context(), "language", "ta"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"b.neem", "A.NEEM", "._a.neem", "list.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	empty := stick(t)
	for _, d := range []string{dir, empty} {
		lock(t, d)
		p, ok := place.Beside(d)
		if !ok || p.Kind != place.ReadOnly || !p.Guest() || p.Data != filepath.Join(d, place.Folder) || p.Saved() != "" {
			t.Fatalf("%+v", p)
		}
		s, err := p.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if d == empty {
			if s != nil || p.Packs() != nil {
				t.Errorf("nothing was kept: %v, %q", s, p.Packs())
			}
			continue
		}
		if v, err := s.Setting(t.Context(), "language"); err != nil || v != "ta" || !s.ReadOnly() {
			t.Errorf("%q, %v", v, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if got, want := p.Packs(), []string{filepath.Join(d, "A.NEEM"), filepath.Join(d, "b.neem")}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
