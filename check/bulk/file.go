package bulk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"neem/check/detail"
	"neem/check/export"
)

// A Preview says what an input is, so that columns can be chosen. The names of
// the columns may be shown; they belong into no file.
type Preview struct {
	Search    bool                   // a domain search: there is nothing to choose
	Names     []string               // of the columns
	Suggested map[detail.Kind]string // the columns of [Suggest]
}

// Look reads the beginning of an input. The error is an [*InputError].
func Look(path string) (p Preview, err error) {
	in, _, err := openInput(path)
	if err != nil {
		return p, err
	}
	defer func() { _ = in.Close() }() // read-only
	src, err := open(in)
	if err != nil {
		return p, named(path, err)
	}
	p = Preview{Search: src.search, Suggested: Suggest(src.head)}
	for _, name := range src.head {
		p.Names = append(p.Names, strings.TrimSpace(name))
	}
	return p, nil
}

// CheckFile is like [Check] for files. The answers may be read by their owner
// only, and are whole or not there at all. They take the place of earlier
// answers, and of nothing else.
func CheckFile(ctx context.Context, a Asker, inPath, outPath string, o Options) (s Summary, err error) {
	in, info, err := openInput(inPath)
	if err != nil {
		return s, err
	}
	defer func() { _ = in.Close() }() // read-only
	if err := replaceable(outPath, info); err != nil {
		return s, err
	}
	out, err := export.Create(outPath)
	if err != nil {
		return s, fmt.Errorf("%w: %w", ErrWriting, err)
	}
	size := int64(0)
	if info.Mode().IsRegular() {
		size = info.Size()
	}
	s, err = Check(ctx, a, in, size, out, o)
	if err != nil {
		if _, ok := errors.AsType[*InputError](err); ok {
			err = named(inPath, err)
		}
		return Summary{}, errors.Join(err, out.Discard())
	}
	if err := out.Keep(); err != nil {
		return Summary{}, fmt.Errorf("%w: %w", ErrWriting, err)
	}
	return s, nil
}

func openInput(path string) (*os.File, fs.FileInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, unusable(Unreadable, "the file cannot be read: %w", err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder; a file is needed", path)
	}
	if err != nil {
		_ = f.Close() // it is not read
		return nil, nil, unusable(Unreadable, "the file cannot be read: %w", err)
	}
	return f, info, nil
}

// Beside returns the path of a new file for the answers, in a folder: called like
// the input, then a word, then a number if there is such a file already.
func Beside(folder, input, word string) (string, error) {
	name := filepath.Base(input)
	name = strings.TrimSuffix(name, filepath.Ext(name)) + "-" + word
	for n := 1; ; n++ {
		path := filepath.Join(folder, name+".csv")
		if n > 1 {
			path = filepath.Join(folder, name+"-"+strconv.Itoa(n)+".csv")
		}
		_, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return path, nil
		case err != nil:
			return "", fmt.Errorf("%w: %w", ErrWriting, err)
		}
	}
}

// replaceable makes sure that nothing is lost by writing answers to a path: not
// the input, by whatever name, and no file but earlier answers.
func replaceable(path string, input fs.FileInfo) error {
	if there, err := os.Stat(path); err == nil && os.SameFile(there, input) {
		return unusable(Occupied, "the answers would overwrite the table that is checked; name another file for them")
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%w: %w", ErrWriting, err)
	case !info.Mode().IsRegular():
		return unusable(Occupied, "%s is there already and is no file; name another file for the answers", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrWriting, err)
	}
	defer func() { _ = f.Close() }() // read-only
	// The first names are enough: more columns may be added at the end.
	mark := []byte(bom + strings.Join(header(), ","))
	start := make([]byte, len(mark))
	if _, err := io.ReadFull(f, start); err != nil || !slices.Equal(start, mark) {
		return unusable(Occupied, "%s is there already and does not hold earlier answers; name another file for them", path)
	}
	return nil
}
