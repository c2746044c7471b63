// Package edition brings the guidance together: facts, catalogue and words,
// which are checked against each other and belong together as one edition.
//
// For now there is one, built into the program.
package edition

import (
	"fmt"

	"neem/assets/facts"
	"neem/check/catalog"
	"neem/check/guide"
	"neem/locale"
)

// An Edition is facts, catalogue and words that fit each other.
type Edition struct {
	Guide   *guide.Guide     // channels, data classes, sources
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
	return &Edition{Guide: g, Leaks: leaks, Locales: words}, nil
}
