package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// replaceFile writes a file in one step: at path stands what stood there
// before, or all of data. A file that is there already is replaced only if
// its name ends in extension, which data of its kind has: it may be a source.
func replaceFile(path, extension string, data []byte) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is a folder; name a file", path)
	case err == nil && !strings.EqualFold(filepath.Ext(path), extension):
		return fmt.Errorf("%s is there already and does not end in %s; name another file", path, extension)
	}
	folder := filepath.Dir(path)
	f, err := os.CreateTemp(folder, ".neem-build-*")
	if err != nil {
		return fmt.Errorf("cannot write in the folder %s: %w", folder, pathless(err))
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("cannot write %s: %w", path, pathless(err))
	}
	return nil
}

// pathless drops the paths that os errors repeat.
func pathless(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
