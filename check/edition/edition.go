// Package edition brings the guidance together: facts, catalogue and words,
// which are checked against each other and belong together as one edition.
//
// For now there is one, built into the program.
package edition

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"neem/assets/facts"
	"neem/check/catalog"
	"neem/check/guide"
	"neem/locale"
)

// An Edition is facts, catalogue and words that fit each other.
type Edition struct {
	Guide   *guide.Guide     // channels, data classes, risks, steps, scams, rules, sources
	Leaks   *catalog.Catalog // known leaks
	Locales *locale.Catalog  // words by language
}

// BuiltIn loads the edition that is built into the program. An error is a
// fault of the program itself; a test keeps it from happening.
func BuiltIn() (*Edition, error) {
	g, err := guide.Load(facts.FS)
	if err != nil {
		return nil, fmt.Errorf("loading the guidance: %w", err)
	}
	leaks, err := catalog.Load(facts.FS, g)
	if err != nil {
		return nil, fmt.Errorf("loading the catalogue: %w", err)
	}
	words, err := locale.Load(locale.JoinFacts(g, leaks))
	if err != nil {
		return nil, fmt.Errorf("loading the words: %w", err)
	}
	e := &Edition{Guide: g, Leaks: leaks, Locales: words}
	if err := e.checkWords(); err != nil {
		return nil, fmt.Errorf("loading the words: %w", err)
	}
	return e, nil
}

// Facts lists everything that has a provenance, the leaks too.
func (e *Edition) Facts() []guide.Fact {
	facts := e.Guide.Facts()
	for _, l := range e.Leaks.Leaks() {
		facts = append(facts, guide.Fact{Name: "leak." + l.ID, Provenance: l.Provenance})
	}
	return facts
}

// checkWords reports facts without words, and words about no fact. All
// languages have the same keys, so one is enough.
func (e *Edition) checkWords() error {
	words := e.Locales.Messages("")
	needed := slices.Concat(e.Guide.Messages(), e.Leaks.Messages())
	about := make(map[string]bool)
	var faults []error
	for _, key := range needed {
		about[key] = true
		if !words.Has(key) {
			faults = append(faults, fmt.Errorf("the text %s is missing", key))
		}
	}
	for _, key := range e.Guide.OptionalMessages() {
		about[key] = true
	}
	kinds := slices.Concat(guide.MessageKinds(), catalog.MessageKinds())
	for _, key := range words.Keys() {
		if !about[key] && slices.ContainsFunc(kinds, func(kind string) bool { return strings.HasPrefix(key, kind) }) {
			faults = append(faults, fmt.Errorf("the text %s is about nothing", key))
		}
	}
	return errors.Join(faults...)
}
