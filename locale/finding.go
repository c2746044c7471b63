package locale

import (
	"cmp"
	"fmt"
	"slices"
)

// A Kind is what a [Finding] is about.
type Kind string

// The kinds of findings, in the order in which they should be mended.
const (
	Faulty    Kind = "faulty"    // a file or text that cannot be used
	Missing   Kind = "missing"   // English has it, the language does not
	Extra     Kind = "extra"     // the language has it, English does not
	Different Kind = "different" // other holes than in English, or a plural message in one of them only
	Stale     Kind = "stale"     // the English has changed since it was translated, or that is not recorded
)

// Kinds lists all kinds, in the order in which they should be mended.
func Kinds() []Kind { return []Kind{Faulty, Missing, Extra, Different, Stale} }

// A Finding is one thing that has to be done in a language.
type Finding struct {
	Kind   Kind
	Key    string // of the text; empty when a whole file is faulty
	File   string // where to look: in English for what is missing, else in the language
	Line   int    // 0 when a whole file is meant
	Detail string // what is wrong, in words, with file and line
}

// String returns the detail.
func (f Finding) String() string { return f.Detail }

// find makes a finding about the text with that key at a place.
func find(kind Kind, key string, at place, format string, args ...any) Finding {
	return Finding{
		Kind: kind, Key: key, File: at.file, Line: at.line,
		Detail: fmt.Sprintf("%s: %s ", at, key) + fmt.Sprintf(format, args...),
	}
}

// sortFindings sorts by kind, then by place.
func sortFindings(all []Finding) {
	kinds := Kinds()
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)),
			cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Key, b.Key),
		)
	})
}
