//go:build unix

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"neem/check/pack"
)

func init() { childTasks["read-only"] = openReadOnly }

// openReadOnly uses a folder that may not be written to. Root may write
// everywhere, so it becomes somebody else first.
func openReadOnly(folder string, packs []string) error {
	if os.Getuid() == 0 {
		if err := syscall.Setuid(65534); err != nil {
			return err
		}
	}
	ctx := context.Background()
	s, err := Open(ctx, folder)
	if err != nil {
		fmt.Println("refused")
		return err
	}
	defer func() { _ = s.Close() }()
	language, err := s.Setting(ctx, "language")
	if err != nil {
		return err
	}
	opened, err := s.OpenPacks(ctx)
	if err != nil || len(opened) != 1 || opened[0].Err != nil {
		return fmt.Errorf("%+v, %w", opened, err)
	}
	if s.SetSetting(ctx, "language", "en") == nil {
		return errors.New("a setting was changed")
	}
	if _, err := s.Import(ctx, packs[0], nil); err == nil {
		return errors.New("a pack was imported")
	}
	if s.Remove(ctx, opened[0].Root) == nil {
		return errors.New("a pack was removed")
	}
	fmt.Println("read", language)
	return opened[0].Pack.Close()
}

// A data folder on a write-protected stick can be read, and nothing in it can
// be changed; one that would have to be made is an error.
func TestReadOnlyFolder(t *testing.T) {
	used := t.TempDir()
	s := open(t, used)
	mustImport(t, s, testPack(t, packSpec{}))
	if err := errors.Join(s.SetSetting(t.Context(), "language", "hi"), s.Close()); err != nil {
		t.Fatal(err)
	}
	other := testPack(t, packSpec{id: "test/other"})
	for dir, want := range map[string]string{used: "read hi", filepath.Join(t.TempDir(), "new"): "refused"} {
		parent := filepath.Dir(dir)
		chmod := func(folder, file os.FileMode) {
			err := filepath.WalkDir(parent, func(path string, e os.DirEntry, err error) error {
				if err != nil {
					return err
				}
				if e.IsDir() {
					return os.Chmod(path, folder)
				}
				return os.Chmod(path, file)
			})
			if err != nil {
				t.Error(err)
			}
		}
		chmod(0o555, 0o444)
		defer chmod(0o755, 0o644)
		cmd := startChild(t, "read-only", dir, want, other)
		if err := cmd.Wait(); (err == nil) != (want == "read hi") {
			t.Errorf("%s: %v", want, err)
		}
	}
	s = open(t, used)
	if got := consistent(t, s); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

// A pipe has no length and no end; importing one does not hang.
func TestImportOfAPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.neem")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	s := open(t, t.TempDir())
	_, err := s.Import(t.Context(), path, nil)
	if pe, ok := errors.AsType[*pack.Error](err); !ok || pe.Reason != pack.Foreign {
		t.Errorf("%v", err)
	}
}
