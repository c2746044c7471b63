package locale

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// ErrUnknown means that there is no such language or no such text.
var ErrUnknown = errors.New("nothing has that name")

// An Acceptance is a new lock for a language, still to be written to its
// [LockFile], and what is new in it.
type Acceptance struct {
	Lock     []byte
	Recorded []string // keys whose present English is recorded now, and was not before
	Dropped  []string // keys of texts that are gone
}

// Accept makes the lock of a translated language in which the named texts are
// recorded as made from their present English; "home" names the text home and
// all whose keys begin with "home.". What is recorded of other texts stays,
// unless they are gone from the language or from English.
//
// The error is [ErrUnknown] if there is no such language, or no text of such a
// name in both it and English. Any other error means that a file cannot be
// read, so that it is not known which texts are gone.
func (s *Survey) Accept(tag string, names []string) (Acceptance, error) {
	used := make(map[string]bool)
	a, err := s.accept(tag, func(key string) (named bool) {
		for _, name := range names {
			if key == name || strings.HasPrefix(key, name+".") {
				used[name], named = true, true
			}
		}
		return named
	})
	if err != nil {
		return Acceptance{}, err
	}
	for _, name := range names {
		if !used[name] {
			return Acceptance{}, fmt.Errorf("%w: no text is called %q in both %q and %q", ErrUnknown, name, reference, tag)
		}
	}
	return a, nil
}

// AcceptAll does what [Survey.Accept] does for all texts of a language.
func (s *Survey) AcceptAll(tag string) (Acceptance, error) {
	return s.accept(tag, func(string) bool { return true })
}

// accept makes the lock in which the texts that are named are recorded anew.
func (s *Survey) accept(tag string, named func(key string) bool) (Acceptance, error) {
	p, ref := s.Language(tag), s.Language(reference)
	if p == nil || p == ref {
		return Acceptance{}, fmt.Errorf("%w: there is no language %q that is translated from %q", ErrUnknown, tag, reference)
	}
	for _, read := range []*Progress{ref, p} {
		if err := read.readable(); err != nil {
			return Acceptance{}, fmt.Errorf("nothing is recorded for %q: %w", tag, err)
		}
	}
	var a Acceptance
	next := make(lock)
	for key := range p.texts {
		source, ok := ref.texts[key]
		if !ok {
			continue
		}
		old, known := p.lock[key]
		switch now := hashOf(source); {
		case named(key):
			next[key] = now
			if old != now {
				a.Recorded = append(a.Recorded, key)
			}
		case known:
			next[key] = old
		}
	}
	for key := range p.lock {
		if _, ok := next[key]; !ok {
			a.Dropped = append(a.Dropped, key)
		}
	}
	slices.Sort(a.Recorded)
	slices.Sort(a.Dropped)
	a.Lock = next.bytes()
	return a, nil
}

// readable says which file of texts, or that the lock, cannot be read. Single
// texts that cannot be used do no harm here: it is known that they are there.
func (p *Progress) readable() error {
	for _, f := range p.Findings {
		if f.Kind == Faulty && f.Key == "" && path.Base(f.File) != grammarFile {
			return errors.New(f.Detail)
		}
	}
	return nil
}
