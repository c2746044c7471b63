// Package place finds out where a program keeps what it must remember.
//
// Usually that is the person's data folder. A program on a stick is a guest on
// the computer: where a file called [Marker] lies beside it, everything is kept
// beside it too, in [Folder], or nowhere if nothing can be written there. A
// guest writes nothing to the computer itself, whatever goes wrong: where it
// cannot be told whether the marker is there, the program is one.
package place

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"neem/check/pack"
	"neem/check/store"
)

// Marker is the file that makes the program beside it portable. What is in it
// does not matter.
const Marker = "neem-portable.txt"

// Folder is the data folder of a portable program, beside it.
const Folder = "neem-data"

// SavedFolder is where a portable program puts the files that people ask for,
// beside it.
const SavedFolder = "neem-saved"

// Kind says where things are kept. The words are messages "place.<kind>".
type Kind string

// The kinds.
const (
	Installed Kind = "installed" // in the person's data folder
	Portable  Kind = "portable"  // beside the program
	ReadOnly  Kind = "readonly"  // beside the program, where nothing can be written: what is there is used, and nothing is kept
)

// A Place is where a program keeps things.
type Place struct {
	Kind Kind
	// Data is the data folder; it need not be there.
	Data string
	// Beside is the folder that the program lies in; "" if it is installed.
	Beside string
}

// Guest reports whether the program must leave nothing on the computer: it then
// uses neither the computer's folders nor its keychain.
func (p Place) Guest() bool { return p.Kind == Portable || p.Kind == ReadOnly }

// Saved is where files go that people ask for: "" where the person has to say
// it, or where they have a folder for documents.
func (p Place) Saved() string {
	if p.Kind == Portable {
		return filepath.Join(p.Beside, SavedFolder)
	}
	return ""
}

// Find finds the place of the program that runs, which is called name. Of an
// installed one it is what [store.DefaultFolder] says; the variable that names
// another folder has no say over a guest.
func Find(name string) (Place, error) {
	program, err := os.Executable()
	if err != nil {
		return Place{Kind: ReadOnly}, fmt.Errorf("finding the program's own folder: %w", err)
	}
	if real, err := filepath.EvalSymlinks(program); err == nil {
		program = real // a link to a program on a stick starts that program
	}
	if p, ok := Beside(filepath.Dir(program)); ok {
		return p, nil
	}
	data, err := store.DefaultFolder(name)
	return Place{Kind: Installed, Data: data}, err
}

// Beside returns the place of a portable program in a folder, and whether a
// program there is one.
func Beside(folder string) (Place, bool) {
	if _, err := os.Stat(filepath.Join(folder, Marker)); errors.Is(err, fs.ErrNotExist) {
		return Place{}, false
	}
	p := Place{Kind: ReadOnly, Data: filepath.Join(folder, Folder), Beside: folder}
	if writable(p.Data) {
		p.Kind = Portable
	}
	return p, true
}

// writable reports whether files can be made in a folder, or beside it if it is
// not there. Looking at permissions would not tell: a medium may be locked by a
// switch.
func writable(folder string) bool {
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		folder = filepath.Dir(folder)
	}
	f, err := os.CreateTemp(folder, ".neem-*")
	if err != nil {
		return false
	}
	return errors.Join(f.Close(), os.Remove(f.Name())) == nil
}

// Files lists where a file that somebody put there by hand is looked for, the
// first place first.
func (p Place) Files(name string) []string {
	var files []string
	for _, dir := range []string{p.Beside, p.Data} {
		if dir != "" {
			files = append(files, filepath.Join(dir, name))
		}
	}
	return files
}

// Open opens the data folder. Where nothing can be written, what is there can
// be read; if nothing is, the store is nil and there is no error.
func (p Place) Open(ctx context.Context) (*store.Store, error) {
	if p.Kind != ReadOnly {
		return store.Open(ctx, p.Data)
	}
	s, err := store.OpenReadOnly(ctx, p.Data)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return s, err
}

// Packs lists the packs that lie beside a program that can install nothing.
// They are used as they lie there, and nobody vouches for them.
func (p Place) Packs() []string {
	if p.Kind != ReadOnly {
		return nil
	}
	entries, _ := os.ReadDir(p.Beside) // the program was found there
	var files []string
	for _, e := range entries {
		// Some systems put files called "._…" beside others on sticks.
		if strings.EqualFold(filepath.Ext(e.Name()), pack.Extension) && !strings.HasPrefix(e.Name(), ".") {
			files = append(files, filepath.Join(p.Beside, e.Name()))
		}
	}
	return files
}
