package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"neem/check/edition"
)

const guidanceFolder = "guidance"

func guidanceFile(dir string) string { return filepath.Join(dir, guidanceFolder, edition.FileName) }

// Guidance opens the edition of the guidance that is installed in a data
// folder; nil if there is none. The error, an [*edition.Error], says why the
// one there is not used; then the built-in edition is. It needs no open store:
// the guidance must be there whatever else is wrong with the folder.
func Guidance(dir string) (*edition.Edition, error) {
	path := guidanceFile(dir)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	own, err := edition.BuiltInImprint()
	if err != nil {
		return nil, err
	}
	return edition.OpenNewer(path, own)
}

// InstallGuidance copies the file of an edition into the data folder, in the
// place of the one there. It is used from the next start on: what is on screen
// now goes on meaning what it meant. The edition is checked as [edition.Read]
// does, and must supersede both the built-in one and the one installed.
//
// The caller knows who signed it; nothing is asked about that here.
//
// After an error everything is as before. The error is an [*edition.Error],
// [ErrInstalled], [ErrBusy], or the system's.
func (s *Store) InstallGuidance(ctx context.Context, path string) error {
	return s.installGuidance(ctx, path, s.HeldGuidance)
}

// ReplaceGuidance is like [Store.InstallGuidance], but the edition has to supersede
// the built-in one only. It is for when whoever signed the installed one is not
// trusted any more: that one may have any number.
func (s *Store) ReplaceGuidance(ctx context.Context, path string) error {
	return s.installGuidance(ctx, path, edition.BuiltInImprint)
}

func (s *Store) installGuidance(ctx context.Context, path string, floor func() (edition.Imprint, error)) error {
	unlock, err := s.lockImports(ctx, busyTimeout)
	if err != nil {
		return err
	}
	defer unlock()
	held, err := floor()
	if err != nil {
		return err
	}
	// A first look refuses what is too large to be copied.
	if _, err := edition.OpenNewer(path, held); err != nil {
		if refused, ok := errors.AsType[*edition.Error](err); ok && refused.Reason == edition.Older && s.isInstalled(path) {
			return ErrInstalled
		}
		return err
	}
	if err := os.MkdirAll(filepath.Join(s.dir, guidanceFolder), 0o700); err != nil {
		return fmt.Errorf("installing the guidance: %w", err)
	}
	temp, _, err := s.copyIn(ctx, path, guidanceFolder, func(int64, int64) {})
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp) }() // gone already when all went well
	if _, err := edition.OpenNewer(temp, held); err != nil {
		if refused, ok := errors.AsType[*edition.Error](err); ok {
			return &edition.Error{Reason: refused.Reason, Path: path, Err: refused.Err}
		}
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("installing the guidance: %w", err)
	}
	if err := os.Rename(temp, guidanceFile(s.dir)); err != nil {
		return fmt.Errorf("installing the guidance: %w", err)
	}
	syncFolder(filepath.Join(s.dir, guidanceFolder))
	return nil
}

// isInstalled reports whether a file is the edition that is installed, to the byte.
func (s *Store) isInstalled(path string) bool {
	offered, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	have, err := os.ReadFile(guidanceFile(s.dir))
	return err == nil && bytes.Equal(offered, have)
}

// HeldGuidance says which edition is used from the next start on, and a new one
// has to supersede: the one installed if it can be used, else the built-in one.
func (s *Store) HeldGuidance() (edition.Imprint, error) {
	held, err := Guidance(s.dir)
	if _, refused := errors.AsType[*edition.Error](err); err != nil && !refused {
		return edition.Imprint{}, err
	}
	if held != nil {
		return held.Imprint, nil
	}
	return edition.BuiltInImprint()
}
