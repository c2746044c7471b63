package repository

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"

	_ "modernc.org/sqlite" // the "sqlite" driver, for locking
)

// A Disk is the folder that a repository is written into. Names are slash-separated
// and below the folder, as in package fs.
type Disk interface {
	fs.FS
	// Create begins a file; one that is there is emptied.
	Create(name string) (File, error)
	// Rename gives a file another name. A file that has it is replaced in one step.
	Rename(from, to string) error
	// Remove removes a file or an empty folder.
	Remove(name string) error
	// MkdirAll makes a folder and those above it; one that is there is no error.
	MkdirAll(name string) error
	// Sync makes the names in a folder last through a power cut.
	Sync(folder string) error
}

// A File is a file that is being written.
type File interface {
	io.Writer
	// Sync makes what was written last through a power cut.
	Sync() error
	Close() error
}

// A Folder is a folder of this computer or of a stick. Nothing outside it is
// reached, whatever symbolic links lie in it.
type Folder struct {
	root *os.Root
	fs.FS
}

// OpenFolder opens a folder, which must be there.
func OpenFolder(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the folder %s: %w", dir, pathless(err))
	}
	return &Folder{root, root.FS()}, nil
}

// MakeFolder opens a folder, and makes it if it is not there.
func MakeFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the folder %s: %w", dir, pathless(err))
	}
	return OpenFolder(dir)
}

// Close lets go of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Create is [Disk].
func (f *Folder) Create(name string) (File, error) {
	return f.root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
}

// Rename is [Disk].
func (f *Folder) Rename(from, to string) error {
	return f.root.Rename(filepath.FromSlash(from), filepath.FromSlash(to))
}

// Remove is [Disk].
func (f *Folder) Remove(name string) error { return f.root.Remove(filepath.FromSlash(name)) }

// MkdirAll is [Disk].
func (f *Folder) MkdirAll(name string) error {
	return f.root.MkdirAll(filepath.FromSlash(name), 0o755)
}

// Sync is [Disk].
func (f *Folder) Sync(folder string) error {
	if runtime.GOOS == "windows" {
		return nil // it has no such thing; names are written through
	}
	d, err := f.root.Open(filepath.FromSlash(folder))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// work is where files are while they are being written. What a killed program left
// there goes with the next one.
const work = ".neem-publish"

// ErrBusy: another program writes into the same repository.
var ErrBusy = errors.New("another program is publishing into this folder")

// Lock keeps two programs from writing into one folder. The lock is an open
// transaction on a small database, so that the system frees it when a process dies,
// on every platform and file system that SQLite locks on.
func (f *Folder) Lock(ctx context.Context) (unlock func(), err error) {
	if err := f.MkdirAll(work); err != nil {
		return nil, fmt.Errorf("writing into the folder: %w", pathless(err))
	}
	name := filepath.Join(f.root.Name(), work, "lock")
	if name, err = filepath.Abs(name); err != nil {
		return nil, fmt.Errorf("locking the folder: %w", err)
	}
	name = filepath.ToSlash(name)
	if !strings.HasPrefix(name, "/") {
		name = "/" + name // C:/…
	}
	u := url.URL{Scheme: "file", Path: name, RawQuery: "_txlock=exclusive&_pragma=journal_mode(MEMORY)"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, fmt.Errorf("locking the folder: %w", err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		_ = db.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if strings.Contains(err.Error(), "locked") {
			return nil, ErrBusy
		}
		return nil, fmt.Errorf("locking the folder: %w", err)
	}
	return func() {
		// The empty file stays: who removed it could take it away from under the
		// next program.
		_ = tx.Rollback()
		_ = db.Close()
	}, nil
}

// clean removes what a killed program left.
func clean(d Disk) error {
	entries, err := fs.ReadDir(d, work)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), part) && err == nil {
			err = d.Remove(work + "/" + e.Name())
		}
	}
	if err != nil {
		return fmt.Errorf("removing what an earlier run left: %w", pathless(err))
	}
	return nil
}

// part is how the names of unfinished files end.
const part = ".part"

// put writes a small file in one step: under name stands what stood there before, or
// all of data.
func put(d Disk, name string, data []byte) error {
	temp := work + "/file" + part
	if err := d.MkdirAll(work); err != nil {
		return fmt.Errorf("writing %s: %w", name, pathless(err))
	}
	f, err := d.Create(temp)
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, pathless(err))
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = move(d, temp, name)
	}
	if err != nil {
		_ = d.Remove(temp)
		return fmt.Errorf("writing %s: %w", name, pathless(err))
	}
	return nil
}

// move gives a finished file its name, for good.
func move(d Disk, temp, name string) error {
	folder := path.Dir(name)
	if err := d.MkdirAll(folder); err != nil {
		return err
	}
	if err := d.Rename(temp, name); err != nil {
		return err
	}
	return d.Sync(folder)
}

// get reads a file, at most limit+1 bytes of it: it is a trust.Get.
func get(fsys fs.FS) func(context.Context, string, int64) ([]byte, error) {
	return func(_ context.Context, name string, limit int64) ([]byte, error) {
		f, err := fsys.Open(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, pathless(err))
		}
		data, err := io.ReadAll(io.LimitReader(f, limit+1))
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, pathless(err))
		}
		return data, nil
	}
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
