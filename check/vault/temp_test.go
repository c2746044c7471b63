package vault

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TempDir is T.TempDir, removed with os.Remove: os.RemoveAll asks Windows for
// something that Wine 8 does not know.
func TempDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "vault-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		var paths []string
		_ = filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
			if err == nil {
				paths = append(paths, path)
			}
			return nil
		})
		for _, path := range slices.Backward(paths) {
			_ = os.Remove(path) // what is left is in the folder of temporary files
		}
	})
	return dir
}
