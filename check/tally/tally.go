// Package tally counts at a help desk how many people came, by day: which
// language they spoke, what had happened, which leaks it was about. Nothing is
// counted unless the worker turned it on.
//
// It keeps nothing about a person: no time, no order, no name, number or text.
// The counts of a day are kept for each language, kind and leak by itself, so
// that nowhere it says which language went with which incident; and only words
// that the program itself has are ever written, whatever a caller passes. The
// time of the file is put to the day.
//
// What leaves the desk is [Tally.Figures]: see there how small counts are kept
// out of it.
package tally

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"neem/check/edition"
	"neem/check/lock"
	"neem/locale"
)

// FileName is how the file is called in the data folder. It is there only while
// the tally is on, or has counts.
const FileName = "tally.json"

const (
	lockFile = "tally.lock"
	fresh    = ".new" // behind the name of a file that is being written
	format   = 1
	maxBytes = 16 << 20
	patience = 5 * time.Second
)

// Kinds that are no situations of the guidance.
const (
	KindLeak   = "leak"   // the person asked whether their details leaked
	KindCaller = "caller" // somebody called who knew things
)

// Known are the words that may be counted.
type Known struct {
	Languages, Kinds, Leaks []string
}

// KnownOf are the words of an edition.
func KnownOf(e *edition.Edition) Known {
	k := Known{Kinds: []string{KindLeak, KindCaller}}
	for _, l := range e.Locales.Languages() {
		k.Languages = append(k.Languages, l.Tag)
	}
	for _, s := range e.Guide.Situations() {
		k.Kinds = append(k.Kinds, s.ID)
	}
	for _, l := range e.Leaks.Leaks() {
		k.Leaks = append(k.Leaks, l.ID)
	}
	return k
}

// An Entry is one person who came.
type Entry struct {
	Day      locale.Date
	Language string
	Kinds    []string // situations by id, [KindLeak], [KindCaller]
	Leaks    []string // by id
}

// Refusals.
var (
	// ErrDamaged: the file is not what was written. Clearing removes it.
	ErrDamaged = errors.New("the tally is damaged")
	// ErrNewer: a newer version of the program wrote the file.
	ErrNewer = errors.New("the tally was made by a newer version of this program")
	// ErrWord: an entry has a word that the program does not have.
	ErrWord = errors.New("the entry has a word that is not counted")
)

// A Tally is the counts in one data folder. It is safe for concurrent use, also by
// several programs.
type Tally struct {
	dir   string
	known Known
}

// Open returns the tally of a data folder. It touches nothing.
func Open(dir string, known Known) *Tally { return &Tally{dir, known} }

// The file as it is written. Maps are written in the order of their keys, so that
// nothing shows what came first.
type (
	file struct {
		Format int            `json:"format"`
		On     bool           `json:"on"`
		Days   map[string]day `json:"days"`
	}
	day struct {
		Languages map[string]int `json:"languages"`
		Kinds     map[string]int `json:"kinds"`
		Leaks     map[string]int `json:"leaks"`
	}
)

// On reports whether people are counted.
func (t *Tally) On(ctx context.Context) (bool, error) {
	f, err := t.read(ctx)
	return f.On, err
}

// Turn turns counting on or off. What was counted stays; where nothing was, turning
// it off leaves no file.
func (t *Tally) Turn(ctx context.Context, on bool) error {
	if on {
		if err := os.MkdirAll(t.dir, 0o700); err != nil {
			return fmt.Errorf("turning the tally on: %w", err)
		}
	}
	return t.change(ctx, time.Time{}, func(f *file) error { f.On = on; return nil })
}

// Add counts a person; while the tally is off, it does nothing.
func (t *Tally) Add(ctx context.Context, e Entry) error {
	for _, w := range []struct{ words, known []string }{
		{[]string{e.Language}, t.known.Languages}, {e.Kinds, t.known.Kinds}, {e.Leaks, t.known.Leaks},
	} {
		for _, word := range w.words {
			if !slices.Contains(w.known, word) {
				return ErrWord // it may be a detail, and is not repeated
			}
		}
	}
	name := e.Day.String()
	at, err := time.ParseInLocation(time.DateOnly, name, time.Local)
	if err != nil {
		return fmt.Errorf("counting a person: %w", ErrWord)
	}
	// Looking first touches nothing where nobody ever turned it on.
	if on, err := t.On(ctx); err != nil || !on {
		return err
	}
	return t.change(ctx, at, func(f *file) error {
		if !f.On {
			return nil
		}
		d, ok := f.Days[name]
		if !ok {
			d = day{map[string]int{}, map[string]int{}, map[string]int{}}
		}
		d.Languages[e.Language]++
		for _, k := range distinct(e.Kinds) {
			d.Kinds[k]++
		}
		for _, l := range distinct(e.Leaks) {
			d.Leaks[l]++
		}
		f.Days[name] = d
		return nil
	})
}

func distinct(words []string) []string {
	words = slices.Clone(words)
	slices.Sort(words)
	return slices.Compact(words)
}

// Clear removes all counts, also those of a file that cannot be read. Whether
// people are counted from now on stays as it was, if that can be told.
func (t *Tally) Clear(ctx context.Context) error {
	if _, err := os.Stat(t.path()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	unlock, err := t.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	f, err := t.load()
	if err != nil {
		f = file{}
	}
	f.Days = nil
	return t.store(f, time.Time{})
}

func (t *Tally) path() string { return filepath.Join(t.dir, FileName) }

func (t *Tally) lock(ctx context.Context) (func(), error) {
	unlock, err := lock.Acquire(ctx, filepath.Join(t.dir, lockFile), patience)
	if err != nil {
		return nil, fmt.Errorf("changing the tally: %w", err)
	}
	return unlock, nil
}

// read returns what is counted; a file that is not there has nothing and is off. It
// needs no lock, because the file is only ever replaced whole.
func (t *Tally) read(ctx context.Context) (file, error) {
	if err := ctx.Err(); err != nil {
		return file{}, err
	}
	return t.load()
}

func (t *Tally) load() (file, error) {
	f := file{Format: format, Days: map[string]day{}}
	info, err := os.Stat(t.path())
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return file{}, fmt.Errorf("reading the tally: %w", err)
	}
	if info.Size() > maxBytes {
		return file{}, ErrDamaged
	}
	data, err := os.ReadFile(t.path())
	if err != nil {
		return file{}, fmt.Errorf("reading the tally: %w", err)
	}
	f = file{}
	if err := json.Unmarshal(data, &f); err != nil {
		return file{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	switch {
	case f.Format > format:
		return file{}, ErrNewer
	case f.Format < 1:
		return file{}, ErrDamaged
	}
	for name, d := range f.Days {
		if _, err := time.Parse(time.DateOnly, name); err != nil {
			return file{}, ErrDamaged
		}
		for _, counts := range []*map[string]int{&d.Languages, &d.Kinds, &d.Leaks} {
			if *counts == nil {
				*counts = map[string]int{}
			}
			for _, n := range *counts {
				if n < 1 {
					return file{}, ErrDamaged
				}
			}
		}
		f.Days[name] = d
	}
	if f.Days == nil {
		f.Days = map[string]day{}
	}
	return f, nil
}

// change reads, changes and replaces the file as one step. at is the time that the
// file is to have, zero for any.
func (t *Tally) change(ctx context.Context, at time.Time, do func(*file) error) error {
	if _, err := os.Stat(t.dir); errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was ever kept, and nothing is to be
	}
	unlock, err := t.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	f, err := t.load()
	if err != nil {
		return err
	}
	if err := do(&f); err != nil {
		return err
	}
	return t.store(f, at)
}

// store puts the file in the place of the one before, or takes it away if there is
// nothing to keep. Whatever kills the program, the old file is there or the new one;
// what it left of the new one is written over the next time.
func (t *Tally) store(f file, at time.Time) error {
	temp := t.path() + fresh
	if !f.On && len(f.Days) == 0 {
		for _, path := range []string{temp, t.path()} {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("removing the tally: %w", err)
			}
		}
		return nil
	}
	f.Format = format
	data, err := json.MarshalIndent(f, "", "\t")
	if err != nil {
		return fmt.Errorf("writing the tally: %w", err)
	}
	if err := write(temp, append(data, '\n')); err != nil {
		return errors.Join(fmt.Errorf("writing the tally: %w", err), os.Remove(temp))
	}
	if !at.IsZero() {
		_ = os.Chtimes(temp, at, at) // where a system cannot, the time says when somebody came last
	}
	if err := os.Rename(temp, t.path()); err != nil {
		return errors.Join(fmt.Errorf("writing the tally: %w", err), os.Remove(temp))
	}
	return nil
}

func write(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
