package ui

import (
	"os"
	"path/filepath"
	"testing"

	"neem/check/publish"
)

// packOf builds the list that a spec describes, of a table that the spec calls
// people.csv, and returns its path.
func packOf(t *testing.T, path, spec, people string) string {
	t.Helper()
	dir := filepath.Dir(path)
	write(t, filepath.Join(dir, "pack.toml"), spec)
	write(t, filepath.Join(dir, "people.csv"), people)
	s, err := publish.LoadSpec(filepath.Join(dir, "pack.toml"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := publish.Build(t.Context(), s, path, publish.Options{}); err != nil {
		t.Fatal(err)
	}
	return path
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
