package locale

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
)

// A Pair is one text of a language beside its English, for somebody who reviews
// it. Of a plural message each form is a pair of its own.
type Pair struct {
	Key         string // of the message; of a plural form with its category: "handout.saved.one"
	Message     string // key of the message
	File        string // in which the text of the language stands
	Line        int
	English     string // of a category that English does not have: its "other"
	Translation string
}

// Pairs lists the texts of a translated language beside their English, in the
// order of the English files. Texts that the language lacks are left out.
//
// The error is [ErrUnknown] if there is no such language; any other means that
// a file cannot be read.
func (s *Survey) Pairs(tag string) ([]Pair, error) {
	p, ref := s.Language(tag), s.Language(reference)
	if p == nil || p == ref {
		return nil, fmt.Errorf("%w: there is no language %q that is translated from %q", ErrUnknown, tag, reference)
	}
	for _, read := range []*Progress{ref, p} {
		if err := read.readable(); err != nil {
			return nil, fmt.Errorf("listing %q beside English: %w", tag, err)
		}
	}
	sources := make([]rawMessage, 0, len(ref.texts))
	for _, m := range ref.texts {
		sources = append(sources, m)
	}
	slices.SortFunc(sources, func(a, b rawMessage) int {
		if a.at.file != b.at.file {
			return strings.Compare(a.at.file, b.at.file)
		}
		return a.at.line - b.at.line
	})
	var pairs []Pair
	for _, source := range sources {
		mine, ok := p.texts[source.key]
		if !ok {
			continue
		}
		for _, form := range formsOf(mine) {
			english, ok := source.forms[form]
			if !ok {
				english = source.forms[plural.Other]
			}
			key := mine.key
			if mine.plural {
				key += "." + nameOf(form)
			}
			pairs = append(pairs, Pair{
				Key: key, Message: mine.key, File: mine.at.file, Line: mine.at.line, English: english, Translation: mine.forms[form],
			})
		}
	}
	return pairs, nil
}

// formsOf lists the forms of a message in the order of CLDR.
func formsOf(m rawMessage) []plural.Form {
	var forms []plural.Form
	for _, f := range []plural.Form{plural.Zero, plural.One, plural.Two, plural.Few, plural.Many, plural.Other} {
		if _, ok := m.forms[f]; ok {
			forms = append(forms, f)
		}
	}
	return forms
}

// nameOf is the name of a category in files.
func nameOf(form plural.Form) string {
	for name, f := range categories {
		if f == form {
			return name
		}
	}
	return "other"
}

// A Correction is what a reviewer made of one text.
type Correction struct {
	Key     string // as in [Pair]
	English string // the English that the reviewer saw
	Before  string // the translation that the reviewer saw
	After   string
}

// Errors of corrections that are not taken over.
var (
	ErrNoText   = errors.New("there is no such text any more")
	ErrChanged  = errors.New("the text has been changed since it was given to the reviewer")
	ErrEnglish  = errors.New("the English has been changed since it was given to the reviewer")
	ErrHoles    = errors.New("the holes are not those of the English")
	ErrNotPlain = errors.New("the text is empty, or has a line break or a sign that cannot be shown")
)

// Correct says what the files of a language become when a reviewer's
// corrections are taken over: by name in fsys, everything else in them as it
// was. faults has an error for each correction that is not taken over, by its
// place in corrections.
func (s *Survey) Correct(fsys fs.FS, tag string, corrections []Correction) (files map[string][]byte, faults map[int]error, err error) {
	pairs, err := s.Pairs(tag)
	if err != nil {
		return nil, nil, err
	}
	byKey := make(map[string]Pair, len(pairs))
	for _, p := range pairs {
		byKey[p.Key] = p
	}
	files, faults = make(map[string][]byte), make(map[int]error)
	for i, c := range corrections {
		p, ok := byKey[c.Key]
		if !ok {
			faults[i] = ErrNoText
			continue
		}
		if faults[i] = fits(p, c); faults[i] != nil {
			continue
		}
		delete(faults, i)
		data, ok := files[p.File]
		if !ok {
			if data, err = fs.ReadFile(fsys, p.File); err != nil {
				return nil, nil, fmt.Errorf("correcting %q: %w", tag, err)
			}
		}
		if data, err = replaceText(p.File, data, p.Key, c.After); err != nil {
			return nil, nil, err
		}
		files[p.File] = data
	}
	return files, faults, nil
}

// fits says why a correction cannot be taken over.
func fits(p Pair, c Correction) error {
	switch {
	case c.English != p.English:
		return ErrEnglish
	case c.Before != p.Translation:
		return ErrChanged
	case !plain(c.After):
		return ErrNotPlain
	}
	before, err := holesOf(c.Before)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrHoles, err)
	}
	after, err := holesOf(c.After)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrHoles, err)
	}
	if !slices.Equal(before, after) {
		return fmt.Errorf("%w: it has %v, and needs %v", ErrHoles, after, before)
	}
	return nil
}

// plain reports whether a text can stand in a file: one line of letters, signs
// and marks.
func plain(s string) bool {
	return s != "" && s == strings.TrimSpace(s) && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
	})
}

// holesOf lists the holes of a text, sorted.
func holesOf(s string) ([]string, error) {
	t, err := parseText(s)
	if err != nil {
		return nil, err
	}
	var holes []string
	for _, piece := range t {
		if piece.kind != literal {
			holes = append(holes, piece.s)
		}
	}
	slices.Sort(holes)
	return holes, nil
}

// replaceText puts a text in the place of the one that has a key, and leaves all
// else to the letter.
func replaceText(name string, data []byte, key, text string) ([]byte, error) {
	leaves, err := readLeaves(name, data)
	if err != nil {
		return nil, err
	}
	for _, l := range leaves {
		if joinKey(l.table, l.name) != key {
			continue
		}
		next := slices.Concat(data[:l.start], []byte(quoted(text)), data[l.end:])
		again, err := readLeaves(name, next)
		if err != nil {
			return nil, fmt.Errorf("putting a text into %s: %w", l.at, err)
		}
		for i, a := range again { // nothing else may have changed
			want := leaves[i].text
			if joinKey(leaves[i].table, leaves[i].name) == key {
				want = text
			}
			if len(again) != len(leaves) || a.text != want {
				return nil, fmt.Errorf("putting a text into %s: %s would change too", l.at, joinKey(a.table, a.name))
			}
		}
		return next, nil
	}
	return nil, fmt.Errorf("%s has no text %q", name, key)
}

// quoted writes a text as a string of TOML.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
