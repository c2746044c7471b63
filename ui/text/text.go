// Package text sets the text of the window.
//
// The toolkit shapes every script of India rightly, but it knows nothing of
// lines: it breaks a long word inside a syllable, and paints the pieces of a
// line that runs from right to left in the order in which they are read, from
// the left. This package breaks text into lines (UAX 14, and between syllables
// where a word is too long), puts the pieces of each line in the order in which
// they are seen (UAX 9), and shows them: [Paragraph] for text that wraps,
// [Visual] for the controls of the toolkit that take one line.
//
// What is shown is never what is kept: a paragraph's text stays in the order in
// which it is read, for copying and for reading aloud.
//
// Limits: the toolkit's fields are the toolkit's. Digits, Latin letters and one
// stretch of Urdu are shown rightly in them; where Urdu and numbers mix, the
// stretches stand in the order in which they were typed, from the left, and the
// caret goes by characters.
package text

import (
	"strings"
	"unicode"

	"neem/locale/bidi"
)

// A Direction is the side from which lines run.
type Direction bool

// The directions.
const (
	LeftToRight Direction = false
	RightToLeft Direction = true
)

// Of returns the direction of a text on its own among texts that run in the
// given one: a text without a letter that runs from right to left runs from the
// left, one whose first letter does, from the right.
func Of(s string, among Direction) Direction {
	if !strings.ContainsFunc(s, fromRight) {
		return LeftToRight
	}
	if among == RightToLeft {
		return RightToLeft
	}
	for _, r := range s {
		if unicode.IsLetter(r) {
			return Direction(fromRight(r))
		}
	}
	return among
}

func fromRight(r rune) bool { return bidi.FromRight(r) }
