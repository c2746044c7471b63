package text

import (
	"slices"
	"strings"
	"unicode"

	"neem/locale/bidi"
)

// Marks of the Unicode Bidirectional Algorithm (UAX 9, 2). The toolkit's own
// shaper obeys the overrides, so that a line put in order stays so.
const (
	leftToRightOverride = '\u202d'
	rightToLeftOverride = '\u202e'
	popDirection        = '\u202c'
)

// isMark reports the marks of direction, which have done their work once a line
// is in order.
func isMark(r rune) bool {
	return r == bidi.LeftToRightMark || r == bidi.RightToLeftMark || r == bidi.ArabicMark || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// A run is a stretch of a paragraph that runs in one direction.
type run struct {
	start, end int // runes
	level      int // of embedding, as far as the order of runs depends on it
}

// runs returns the stretches of a paragraph, in the order in which it is read.
//
// Of the levels of embedding only their parity is known. What is lost are
// stretches from right to left inside those from left to right inside a
// paragraph from right to left: they stand where the level below would put
// them. No text of the program is that deep.
func runs(paragraph []rune, d Direction) []run {
	var all []run
	for _, r := range bidi.Runs(paragraph, bool(d)) {
		level := 1
		if !r.RTL {
			level = 2
			// A number after Urdu in an English line belongs to the Urdu; English
			// words do not.
			if d == LeftToRight && (len(all) == 0 || slices.ContainsFunc(paragraph[r.Start:r.End], isLeftLetter)) {
				level = 0
			}
		}
		all = append(all, run{r.Start, r.End, level})
	}
	return all
}

func isLeftLetter(r rune) bool { return unicode.IsLetter(r) && !fromRight(r) }

// A stretch is a part of a line that is shown in one go.
type stretch struct {
	text string // in the order in which it is read, without marks
	rtl  bool
}

// override is the stretch as the toolkit has to get it beside others.
func (s stretch) override() string {
	mark := leftToRightOverride
	if s.rtl {
		mark = rightToLeftOverride
	}
	// The mark at the end keeps a space before it where it is: at the end of a
	// line it would be taken for one behind the text (L1).
	return string(mark) + s.text + string(popDirection) + string(bidi.LeftToRightMark)
}

// stretches puts the part of a paragraph from one rune to another in the order
// in which it is seen from the left (UAX 9, L2).
func stretches(paragraph []rune, all []run, from, to int) []stretch {
	var line []run
	for _, r := range all {
		if r.start, r.end = max(r.start, from), min(r.end, to); r.start < r.end {
			line = append(line, r)
		}
	}
	for level := 2; level > 0; level-- {
		for i := 0; i < len(line); i++ {
			end := i
			for end < len(line) && line[end].level >= level {
				end++
			}
			if end > i {
				slices.Reverse(line[i:end])
				i = end
			}
		}
	}
	var shown []stretch
	for i := 0; i < len(line); {
		// Neighbours from right to left are one stretch again, in the order in
		// which they are read, so that letters join across them.
		end := i + 1
		for end < len(line) && line[end].level%2 == line[i].level%2 {
			end++
		}
		s := stretch{rtl: line[i].level%2 == 1}
		if s.rtl {
			slices.Reverse(line[i:end])
		}
		for _, r := range line[i:end] {
			s.text += withoutMarks(string(paragraph[r.start:r.end]))
		}
		if s.text != "" {
			shown = append(shown, s)
		}
		i = end
	}
	return shown
}

// Visual returns a text of one line as the toolkit has to get it, so that its
// pieces are seen in the right order. It is for showing only.
func Visual(s string, among Direction) string {
	if !strings.ContainsFunc(s, fromRight) {
		return withoutMarks(s)
	}
	paragraph := []rune(s)
	return Line{stretches: stretches(paragraph, runs(paragraph, Of(s, among)), 0, len(paragraph))}.Visual()
}

// withoutMarks leaves the marks of direction out.
func withoutMarks(s string) string {
	if !strings.ContainsFunc(s, isMark) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isMark(r) {
			return -1
		}
		return r
	}, s)
}
