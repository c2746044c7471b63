// Package export writes the files that a person asked for, hand-outs and
// complaints, to where people look for files, and removes them on request.
//
// A file may be read by its owner only (on Windows by whom the folder lets), and
// is whole or not there at all.
package export

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/adrg/xdg"

	"neem/check/place"
)

// Folder is where files go: the person's folder of documents, or their home
// folder if there is none.
func Folder() (string, error) {
	xdg.Reload() // the environment may have changed, as in tests
	for _, dir := range []string{xdg.UserDirs.Documents, xdg.Home} {
		if info, err := os.Stat(dir); dir != "" && err == nil && info.IsDir() {
			return dir, nil
		}
	}
	return "", errors.New("finding a folder for the file: there are neither documents nor a home folder")
}

// FolderOf is where files go that a program of a place writes: [Folder], or beside
// a portable program. Where nothing can be written beside it, the person has to say
// where they want the file.
func FolderOf(p place.Place) (string, error) {
	if !p.Guest() {
		return Folder()
	}
	dir := p.Saved()
	if dir == "" {
		return "", errors.New("finding a folder for the file: nothing can be written beside the program")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("making a folder for the file: %w", err)
	}
	return dir, nil
}

// Save writes files into a folder and returns their paths. They are called name
// and ending, several of them with a number between the two; no file that is
// there is replaced. If one cannot be written, or ctx ends, none is left.
func Save(ctx context.Context, dir, name, ending string, files ...[]byte) (paths []string, err error) {
	defer func() {
		if err == nil {
			return
		}
		for _, path := range paths {
			err = errors.Join(err, Remove(path))
		}
		paths, err = nil, fmt.Errorf("saving %s%s: %w", name, ending, err)
	}()
	n := 1
	for _, data := range files {
		if err := ctx.Err(); err != nil {
			return paths, err
		}
		temp, err := write(dir, name, data)
		if err != nil {
			return paths, err
		}
		var path string
		for ; ; n++ {
			path = filepath.Join(dir, name+ending)
			if n > 1 || len(files) > 1 {
				path = filepath.Join(dir, name+"-"+strconv.Itoa(n)+ending)
			}
			// An empty file keeps the name from everybody else.
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			if errors.Is(err, fs.ErrExist) {
				continue
			}
			if err == nil {
				err = f.Close()
			}
			if err != nil {
				return paths, errors.Join(err, os.Remove(temp))
			}
			break
		}
		paths = append(paths, path)
		if err := os.Rename(temp, path); err != nil {
			return paths, errors.Join(err, os.Remove(temp))
		}
		n++
	}
	return paths, nil
}

// Replace writes a file where the person said. It takes the place only of a
// file whose name ends in ending: anything else may be something of theirs.
func Replace(path, ending string, data []byte) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("saving %s: %w", path, err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("saving %s: there is something there that is no file; name another", path)
	case !strings.EqualFold(filepath.Ext(path), ending):
		return fmt.Errorf("saving %s: it is there already and does not end in %s; name another", path, ending)
	}
	temp, err := write(filepath.Dir(path), filepath.Base(path), data)
	if err == nil {
		if err = os.Rename(temp, path); err != nil {
			err = errors.Join(err, os.Remove(temp))
		}
	}
	if err != nil {
		return fmt.Errorf("saving %s: %w", path, err)
	}
	return nil
}

// write writes a whole file that only its owner may read under a passing name,
// or nothing.
func write(dir, name string, data []byte) (temp string, err error) {
	f, err := Create(filepath.Join(dir, name))
	if err != nil {
		return "", err
	}
	if _, err := f.Write(data); err != nil {
		return "", errors.Join(err, f.Discard())
	}
	return f.finish()
}

// A File is written piece by piece under a passing name in the folder where it
// is to be. Either [File.Keep] or [File.Discard] ends it.
type File struct {
	temp *os.File
	path string
}

// Create begins a file that only its owner may read.
func Create(path string) (*File, error) {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return nil, err
	}
	return &File{temp, path}, nil
}

// Write implements [io.Writer].
func (f *File) Write(b []byte) (int, error) { return f.temp.Write(b) }

// Keep gives the file its name, in the place of what had it. If that fails,
// nothing is left of the file.
func (f *File) Keep() error {
	temp, err := f.finish()
	if err != nil {
		return err
	}
	if err := os.Rename(temp, f.path); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return nil
}

// Discard leaves nothing of the file.
func (f *File) Discard() error { return errors.Join(f.temp.Close(), os.Remove(f.temp.Name())) }

// finish brings the file to the disk under its passing name, or leaves nothing.
func (f *File) finish() (temp string, err error) {
	if err := errors.Join(f.temp.Sync(), f.temp.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.temp.Name()))
	}
	return f.temp.Name(), nil
}

// Remove removes a file that was saved. One that is gone already is no error.
func Remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing a saved file: %w", err)
	}
	return nil
}
