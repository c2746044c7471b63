package typeset

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// leftToRightMark is seen by nobody and runs from left to right.
const leftToRightMark = '\u200e'

// clean returns the characters to set. Line breaks and controls have no glyph
// and would be drawn as the box of a missing character.
func (s *Setter) clean(text string, style Style) []rune {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
	runes := []rune(strings.Join(words, " "))
	// The segmenter takes the direction of a paragraph from its first letter
	// unless it is told "right to left". A paragraph that is to run from left
	// to right, yet begins with an Arabic letter, has to be told too.
	if (!s.rtl || style.LTR) && slices.ContainsFunc(runes, fromRight) {
		runes = slices.Insert(runes, 0, leftToRightMark)
	}
	return runes
}

func fromRight(r rune) bool {
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}
