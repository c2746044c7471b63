package locale

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"
)

// Files are the languages built into the program, as [LoadFS] reads them.
func Files() fs.FS { return embedded }

// A Program is what words from elsewhere have to fit.
type Program struct {
	Words fs.FS                      // its own, as LoadFS reads them
	Owns  func(key string) bool      // whether a text belongs to the program and not to the facts
	Shows func(language string) bool // whether it has the letters of a language
}

// LoadOver reads the languages in fsys as [LoadFS] does, and fits them to a
// program that may be older or newer than they are. Of the texts that the
// program owns
//
//   - one that the program does not have is dropped;
//   - one that is missing, or has other holes than the program fills, comes
//     from the program's words, in all languages, so that none is ever mixed.
//
// Every language of the program must be there. One that the program lacks is
// kept if nothing of it is missing and the program has its letters, else left
// out and named in leftOut.
//
// Numbers of three digits and more are refused in the texts: telephone numbers
// and the like come from the facts.
func LoadOver(fsys fs.FS, facts Facts, p Program) (c *Catalog, leftOut []string, err error) {
	c, err = LoadFS(fsys, facts)
	if err != nil {
		return nil, nil, err
	}
	program, err := readLanguage(p.Words, reference, everyFact{}) // its keys and holes are those of all its languages
	if err != nil {
		return nil, nil, err
	}
	needed := c.fit(program, p.Owns)
	tags, err := folders(p.Words)
	if err != nil {
		return nil, nil, err
	}
	faults := c.typedNumbers()
	for _, tag := range tags {
		m := c.heads[tag]
		if m == nil {
			faults = append(faults, fmt.Errorf("the language %q is missing", tag))
			continue
		}
		if len(needed) > 0 {
			faults = append(faults, m.take(p.Words, needed, facts))
		}
	}
	for _, tag := range c.order {
		if !slices.Contains(tags, tag) && (len(needed) > 0 || !p.Shows(tag)) {
			leftOut = append(leftOut, tag)
			delete(c.heads, tag)
			delete(c.messages, tag)
		}
	}
	c.sort()
	return c, leftOut, errors.Join(faults...)
}

// fit drops from all languages the texts that belong to the program and that
// it does not have or would fill otherwise, and returns the keys of those that
// must then come from the program.
func (c *Catalog) fit(program *Messages, own func(key string) bool) (needed map[string]bool) {
	needed = make(map[string]bool)
	drop := func(key string) {
		for _, m := range c.heads {
			delete(m.entries, key)
		}
	}
	ref := c.heads[reference]
	for key, want := range program.entries {
		if !own(key) {
			continue
		}
		if got, ok := ref.entries[key]; !ok || got.plural() != want.plural() || !slices.Equal(got.holes, want.holes) {
			needed[key] = true
			drop(key)
		}
	}
	for key := range ref.entries {
		if _, ok := program.entries[key]; !ok && own(key) {
			drop(key)
		}
	}
	return needed
}

// take adds the texts with the keys named, from the folder of the language in
// fsys.
func (m *Messages) take(fsys fs.FS, keys map[string]bool, facts Facts) error {
	names, err := fs.Glob(fsys, path.Join(m.lang.Tag, "*.toml"))
	if err != nil {
		return fmt.Errorf("reading the language %q: %w", m.lang.Tag, err)
	}
	var faults []error
	for _, name := range names {
		if path.Base(name) == grammarFile {
			continue
		}
		messages, err := readMessages(fsys, name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		for _, r := range messages {
			if !keys[r.key] {
				continue
			}
			if err := m.add(r, facts); err != nil {
				faults = append(faults, fmt.Errorf("the program's own text: %w", err))
			}
		}
	}
	return errors.Join(faults...)
}

// typedNumbers lists the texts with a number that no fact stands behind.
func (c *Catalog) typedNumbers() []error {
	var faults []error
	for _, tag := range c.order {
		m := c.heads[tag]
		for _, key := range m.Keys() {
			if e := m.entries[key]; e.typed {
				faults = append(faults, fmt.Errorf("%s: %s has a number typed into it that should be a fact", e.at, key))
			}
		}
	}
	return faults
}

// mostDigits is how many digits in a row may be typed into a text: enough for
// what is counted, too few for a telephone number.
const mostDigits = 2

// typesNumber reports whether a text has a longer number in it.
func (t text) typesNumber() bool {
	for _, p := range t {
		run := 0
		for _, r := range p.s {
			if run++; p.kind != literal || !unicode.IsDigit(r) {
				run = 0
			}
			if run > mostDigits {
				return true
			}
		}
	}
	return false
}

// folders lists the languages of a file system by their folders.
func folders(fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("reading the languages: %w", err)
	}
	var tags []string
	for _, entry := range entries {
		if entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") && entry.Name() != "testdata" {
			tags = append(tags, entry.Name())
		}
	}
	return tags, nil
}
