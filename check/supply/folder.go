package supply

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"neem/check/supply/trust"
)

// Folder is a repository in a folder, on a stick for example. Links that lead
// out of the folder are refused. A missing folder is an error at once.
func Folder(dir string) (*Source, error) {
	dir, err := filepath.Abs(dir) // its name is kept for the next time
	if err != nil {
		return nil, fmt.Errorf("opening the folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the folder: %w", err)
	}
	if err := root.Close(); err != nil {
		return nil, fmt.Errorf("opening the folder: %w", err)
	}
	// The folder is opened anew for each file, so that a stick that was pulled out
	// and put back is found again.
	return &Source{name: dir, open: func(ctx context.Context, name string, from, length int64) (io.ReadCloser, int64, error) {
		return openIn(ctx, dir, name, from, length)
	}, patience: patience{tries: 1}}, nil
}

func openIn(ctx context.Context, dir, name string, from, length int64) (_ io.ReadCloser, _ int64, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		// The folder itself has gone: that says nothing of a file in it.
		return nil, 0, fmt.Errorf("the folder cannot be opened any more: %s", reason(err))
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	// Looked at before it is opened: opening a pipe would wait for a writer.
	info, err := root.Stat(filepath.FromSlash(name))
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("%w: it is no ordinary file", trust.ErrDamaged)
	}
	if length >= 0 && info.Size() != length {
		return nil, 0, fmt.Errorf("%w: it has %d bytes where %d were signed", trust.ErrDamaged, info.Size(), length)
	}
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, 0, err
	}
	if from > 0 {
		if _, err := f.Seek(from, io.SeekStart); err != nil {
			return nil, 0, errors.Join(err, f.Close())
		}
	}
	return &stoppable{ctx, f}, from, nil
}

// stoppable is a file whose reading ends with a context.
type stoppable struct {
	ctx context.Context
	*os.File
}

func (s *stoppable) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.File.Read(b)
}

// reason is what the system says, without the path.
func reason(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}
