package typeset

import (
	"slices"
	"strings"
	"unicode"

	"neem/locale/bidi"
	"neem/locale/linebreak"
)

// clean returns the characters to set. Line breaks and controls have no glyph
// and would be drawn as the box of a missing character.
func (s *Setter) clean(text string, style Style) []rune {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
	runes := []rune(linebreak.Join(strings.Join(words, " ")))
	// The segmenter takes the direction of a paragraph from its first letter
	// unless it is told "right to left". A paragraph that is to run from left
	// to right, yet begins with an Arabic letter, has to be told too.
	if slices.ContainsFunc(runes, bidi.FromRight) {
		rtl := s.rtl && !style.LTR
		runes = bidi.Brackets(runes, rtl)
		if !rtl {
			runes = slices.Insert(runes, 0, bidi.LeftToRightMark)
		}
	}
	return runes
}
