package locale

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Args fills the holes of a message by name. Strings stand as they are;
// integers, dates, times, lists of strings and every [Value] are written as
// the language writes them.
type Args map[string]any

// A Language is one that the program speaks.
type Language struct {
	Tag     string // BCP 47: "hi"
	Name    string // in its own script: "हिन्दी"
	English string // in English: "Hindi"
	Draft   bool   // not yet reviewed by a native speaker
	RTL     bool   // written from right to left
}

// Messages are the texts of one language. They are safe for concurrent use.
type Messages struct {
	lang    Language
	tag     language.Tag
	grammar grammar
	entries map[string]entry
	seen    func(key string) // nil: nobody watches
}

// An entry is a message with what is needed to compare and to blame it.
type entry struct {
	at    place
	forms map[plural.Form]text // only Other, unless it is a plural message
	many  bool                 // a plural message
	holes []string             // sorted, over all forms; facts begin with @
	typed bool                 // a number is typed into it; see typesNumber
}

func (e entry) plural() bool { return e.many }

// add takes a message over and puts the facts in.
func (m *Messages) add(r rawMessage, facts Facts) error {
	e := entry{at: r.at, forms: make(map[plural.Form]text), many: r.plural}
	if old, ok := m.entries[r.key]; ok {
		return fmt.Errorf("%s: %s is already in %s", r.at, r.key, old.at)
	}
	holes := make(map[string]bool)
	for form, source := range r.forms {
		t, err := parseText(source)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", r.at, r.key, err)
		}
		for _, p := range t {
			switch {
			case p.kind == factRef:
				holes["@"+p.s] = true
			case p.kind == argument && !(r.plural && p.s == "n"): // "one leak" needs no {n}
				holes[p.s] = true
			}
		}
		e.typed = e.typed || t.typesNumber()
		if t, err = t.resolve(m, facts); err != nil {
			return fmt.Errorf("%s: %s: %w", r.at, r.key, err)
		}
		e.forms[form] = t
	}
	if r.plural {
		if want := wholeNumberForms(m.tag); len(want) != len(e.forms) {
			return fmt.Errorf("%s: %s should have exactly the plural categories %s", r.at, r.key, formNames(want))
		} else {
			for _, form := range want {
				if _, ok := e.forms[form]; !ok {
					return fmt.Errorf("%s: %s should have exactly the plural categories %s", r.at, r.key, formNames(want))
				}
			}
		}
	}
	e.holes = slices.Sorted(maps.Keys(holes))
	m.entries[r.key] = e
	return nil
}

// Language says which language the messages are in.
func (m *Messages) Language() Language { return m.lang }

// Has reports whether there is a message with that key, plural or not.
func (m *Messages) Has(key string) bool {
	_, ok := m.entries[key]
	return ok
}

// Keys lists the keys of all messages, sorted.
func (m *Messages) Keys() []string { return slices.Sorted(maps.Keys(m.entries)) }

// Watch has seen called with the key of every message that is asked for from now
// on, also from several goroutines at once; nil ends that. It must not be called
// while others use the messages.
func (m *Messages) Watch(seen func(key string)) { m.seen = seen }

func (m *Messages) see(key string) {
	if m.seen != nil {
		m.seen(key)
	}
}

// Text returns a message with its holes filled. A key that does not exist, or
// is a plural message, shows as ⟦key⟧.
func (m *Messages) Text(key string, args ...Args) string {
	m.see(key)
	e, ok := m.entries[key]
	if !ok || e.plural() {
		return missing(key)
	}
	return e.forms[plural.Other].render(m, args...)
}

// Plural returns the form of a plural message that fits n. The hole {n} is n,
// written as [Messages.Number] writes it. A key that does not exist, or is not
// a plural message, shows as ⟦key⟧.
func (m *Messages) Plural(key string, n int, args ...Args) string {
	m.see(key)
	e, ok := m.entries[key]
	if !ok || !e.plural() {
		return missing(key)
	}
	t, ok := e.forms[formOf(m.tag, n)]
	if !ok {
		t = e.forms[plural.Other]
	}
	return t.render(m, append([]Args{{"n": n}}, args...)...)
}

// categories are the CLDR plural categories by the names used in files.
var categories = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two,
	"few": plural.Few, "many": plural.Many, "other": plural.Other,
}

// formOf is the plural category of a whole number.
func formOf(tag language.Tag, n int) plural.Form {
	if n < 0 {
		n = -n
	}
	// MatchPlural looks at the last digits; it wants numbers below ten million.
	if n >= 1_000_000 {
		n = n%1_000_000 + 1_000_000
	}
	return plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)
}

// wholeNumberForms lists the categories that whole numbers have in a language.
func wholeNumberForms(tag language.Tag) []plural.Form {
	seen := make(map[plural.Form]bool)
	for n := range 1000 {
		seen[formOf(tag, n)] = true
	}
	seen[formOf(tag, 1_000_000)] = true
	return slices.Sorted(maps.Keys(seen))
}

// formNames writes categories as files do.
func formNames(forms []plural.Form) string {
	var names []string
	for name, form := range categories {
		if slices.Contains(forms, form) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
