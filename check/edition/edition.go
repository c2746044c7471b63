// Package edition brings the guidance together: facts, catalogue and words,
// which are checked against each other and belong together as one edition.
//
// One edition is built into the program. Others come as a file, so that a new
// leak, a changed number or a corrected translation reaches people without a
// new program.
//
// # The file
//
// An edition is a ZIP file of edition.toml (its [Imprint]), the files of facts
// in facts/, and those of words in locale/<language>/, as they stand in the
// source. Files are sorted by name and dated like the edition, so that the same
// source gives the same bytes. A reader refuses files of other names, links,
// names that stand twice, and more than a fixed number of bytes. Who made the
// file is not asked here: that is for whoever fetches it.
//
// # Programs and editions of different age
//
// Facts, and the words about them, come from the edition. They are read as
// strictly as the built-in ones. What this program does not know (a new field,
// a new kind of step) refuses the whole edition with [Newer], since nobody can
// say what it would mean to leave it out; so does a higher [Format], which is
// raised when an older program would misread an edition instead of refusing it.
// A program that cannot use an edition keeps what it has.
//
// The words that the program's own code asks for belong to the program: those
// of the screens, and those for what facts can say (when a step is due). An
// edition may correct them. One that it lacks, or whose holes are not those
// that the program fills, comes from the words built in, in every language at
// once; one that the program does not ask for is dropped. A text that gets
// another meaning therefore gets another key.
//
// Every language of the program must be in the edition, or it is refused: no
// fact may be without words, and no screen mixes languages. A language that the
// program lacks is used if nothing of it is missing and there is a typeface for
// it; else it is left out, and the rest is used.
//
// # What is always there
//
// People act on what they read here, so some faults refuse an edition whoever
// signed it. 1930 and 112 are there, reached as the program knows them and in
// no other way, among what people need first, with the same place to go when
// nobody answers. What happened to people leads to the bank, to 1930 and to 112
// wherever it does in the built-in edition, in the same order. No fact has
// expired on the edition's own date or was checked after it. No text has a
// longer number typed into it.
//
// An edition is used only if it supersedes the built-in one: when a new program
// brings newer guidance, that wins.
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
	Imprint
	Guide   *guide.Guide     // channels, data classes, risks, steps, scams, rules, sources
	Leaks   *catalog.Catalog // known leaks
	Locales *locale.Catalog  // words by language
	LeftOut []string         // languages that it has and this program cannot show
}

// BuiltIn loads the edition that is built into the program. An error is a
// fault of the program itself; a test keeps it from happening.
func BuiltIn() (*Edition, error) {
	imprint, err := BuiltInImprint()
	if err != nil {
		return nil, err
	}
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
	e := &Edition{Imprint: imprint, Guide: g, Leaks: leaks, Locales: words}
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

// ownedByProgram reports whether a text belongs to the program: it is about no
// fact.
func ownedByProgram(key string) bool {
	begins := func(kind string) bool { return strings.HasPrefix(key, kind) }
	return slices.ContainsFunc(slices.Concat(guide.VocabularyKinds(), catalog.VocabularyKinds()), begins) ||
		!slices.ContainsFunc(slices.Concat(guide.MessageKinds(), catalog.MessageKinds()), begins)
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
