// Package locale holds the words of the program in every language.
//
// # Words used here
//
//   - A message is one text of the program, found by its key ("home.title").
//   - A hole is a place in a message that is filled when it is shown. {name}
//     is an argument, filled by the caller; {@channel.ncrp_1930.phone} is a
//     reference to a fact, filled once when the catalogue is loaded. A brace
//     meant as a brace is written twice.
//   - A fact is a phone number, an address, a date, an amount or a deadline. It
//     stands once, in data with a source; a translation only names it, so that
//     no translator can mistype it. Facts come in through [Facts].
//   - English is the reference language: every other language has exactly its
//     keys, and in each message exactly its holes. A difference is an error
//     when the catalogue is loaded, never a silent mixture of two languages.
//
// # Files
//
// Each language is a folder named by its BCP 47 tag. The file language.toml
// says how the language writes dates, numbers and lists; all other files hold
// messages as flat TOML, where nested tables are joined with dots:
//
//	[home]
//	title = "Data leak help"      # the message home.title
//
//	[home.found]                  # one plural message, home.found
//	one = "{n} leak"
//	other = "{n} leaks"
//
// A table whose keys are all CLDR plural categories and include "other" is one
// plural message. It must have exactly the categories that whole numbers have
// in its language.
//
// Digits on screen are always Latin: that is how phone numbers are dialled.
package locale

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// reference is the language whose keys and holes all others must have.
const reference = "en"

//go:embed */*.toml
var embedded embed.FS

// A Catalog holds the messages of all languages.
type Catalog struct {
	heads    map[string]*Messages // without texts, of all languages
	messages map[string]func() *Messages
	order    []string // tags, the reference language first
	matcher  language.Matcher
}

// Load reads the languages built into the program. Messages refer to facts;
// facts must know every one of them, also later: only English is read at once, the
// others when they are first asked for, because hardly anybody needs more than one
// or two, and all of them cost a start a sixth of a second on a small computer. That
// each of them can be read is what the tests are for; were one faulty all the same,
// its messages would be the English ones.
func Load(facts Facts) (*Catalog, error) {
	tags, err := folders(embedded)
	if err != nil {
		return nil, err
	}
	english, err := readLanguage(embedded, reference, facts)
	if err != nil {
		return nil, err
	}
	c := newCatalog()
	for _, tag := range tags {
		head, err := readGrammar(embedded, tag)
		if err != nil {
			return nil, err
		}
		c.heads[tag] = head
		c.messages[tag] = sync.OnceValue(func() *Messages {
			if tag == reference {
				return english
			}
			m, err := readLanguage(embedded, tag, facts)
			if err != nil || len(compare(english, m)) > 0 {
				return english
			}
			return m
		})
	}
	c.sort()
	return c, nil
}

func newCatalog() *Catalog {
	return &Catalog{heads: make(map[string]*Messages), messages: make(map[string]func() *Messages)}
}

// add adds a language that has been read.
func (c *Catalog) add(m *Messages) {
	c.heads[m.lang.Tag] = m
	c.messages[m.lang.Tag] = func() *Messages { return m }
}

// LoadFS reads the languages in fsys, one folder each. All faults found are
// reported together, each with its file, line and key.
func LoadFS(fsys fs.FS, facts Facts) (*Catalog, error) {
	tags, err := folders(fsys)
	if err != nil {
		return nil, err
	}
	// Side by side: an installed edition is read whole at every start.
	read, faults := make([]*Messages, len(tags)), make([]error, len(tags))
	var readers sync.WaitGroup
	for i, tag := range tags {
		readers.Go(func() { read[i], faults[i] = readLanguage(fsys, tag, facts) })
	}
	readers.Wait()
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	c := newCatalog()
	for _, m := range read {
		c.add(m)
		c.order = append(c.order, m.lang.Tag)
	}
	ref := c.heads[reference]
	if ref == nil {
		return nil, fmt.Errorf("the language %q, which all others follow, is missing", reference)
	}
	for _, tag := range c.order {
		faults = append(faults, compare(ref, c.heads[tag])...)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	c.sort()
	return c, nil
}

// sort puts the languages into their order, and makes the matcher for them.
func (c *Catalog) sort() {
	c.order = slices.Collect(maps.Keys(c.heads))
	slices.SortFunc(c.order, func(a, b string) int {
		if (a == reference) != (b == reference) {
			if a == reference {
				return -1
			}
			return 1
		}
		if d := c.heads[a].grammar.Order - c.heads[b].grammar.Order; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	tags := make([]language.Tag, len(c.order))
	for i, tag := range c.order {
		tags[i] = c.heads[tag].tag
	}
	c.matcher = language.NewMatcher(tags)
}

// readLanguage reads one folder and fills in the facts.
func readLanguage(fsys fs.FS, tag string, facts Facts) (*Messages, error) {
	m, err := readGrammar(fsys, tag)
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(fsys, path.Join(tag, "*.toml"))
	if err != nil {
		return nil, fmt.Errorf("reading the language %q: %w", tag, err)
	}
	var faults []error
	for _, name := range files {
		if path.Base(name) == grammarFile {
			continue
		}
		entries, err := readMessages(fsys, name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		for _, e := range entries {
			if err := m.add(e, facts); err != nil {
				faults = append(faults, err)
			}
		}
	}
	return m, errors.Join(faults...)
}

// compare lists where m differs from ref in keys, kinds of message or holes.
func compare(ref, m *Messages) []error {
	var faults []error
	for key, want := range ref.entries {
		got, ok := m.entries[key]
		switch {
		case !ok:
			faults = append(faults, fmt.Errorf("%s: %s is missing in %q", want.at, key, m.lang.Tag))
		case got.plural() != want.plural():
			faults = append(faults, fmt.Errorf("%s: %s is a plural message in one of %q and %q only", got.at, key, reference, m.lang.Tag))
		case !slices.Equal(got.holes, want.holes):
			faults = append(faults, fmt.Errorf("%s: %s has the holes %v, but %q has %v", got.at, key, got.holes, reference, want.holes))
		}
	}
	for key, got := range m.entries {
		if _, ok := ref.entries[key]; !ok {
			faults = append(faults, fmt.Errorf("%s: %s is not in %q", got.at, key, reference))
		}
	}
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return faults
}

// Languages lists the languages, English first, then in the order that their
// own files ask for.
func (c *Catalog) Languages() []Language {
	all := make([]Language, len(c.order))
	for i, tag := range c.order {
		all[i] = c.heads[tag].lang
	}
	return all
}

// Messages returns the messages of a language, and the English ones if the
// catalogue does not have that language. It never returns nil.
func (c *Catalog) Messages(tag string) *Messages {
	if m, ok := c.messages[tag]; ok {
		return m()
	}
	return c.messages[reference]()
}

// Match returns the tag of the language in the catalogue that fits best to
// what the person prefers, the first preference counting most. It reads BCP 47
// tags ("hi-IN") and the names of POSIX locales ("hi_IN.UTF-8"), and answers
// "en" when nothing fits.
func (c *Catalog) Match(preferred ...string) string {
	var wanted []language.Tag
	for _, name := range preferred {
		if i := strings.IndexAny(name, ".@"); i >= 0 {
			name = name[:i]
		}
		tag, err := language.Parse(strings.ReplaceAll(strings.TrimSpace(name), "_", "-"))
		if err == nil && tag != language.Und {
			wanted = append(wanted, tag)
		}
	}
	// A close match of a later preference is better than a far one of an
	// earlier: who asks for Tamil, then Hindi, should not get English.
	for _, least := range []language.Confidence{language.High, language.Low} {
		for _, tag := range wanted {
			if _, i, sure := c.matcher.Match(tag); sure >= least {
				return c.order[i]
			}
		}
	}
	return reference
}
