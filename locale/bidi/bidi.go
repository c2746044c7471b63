// Package bidi finds out in which direction the parts of a text run: the Unicode
// Bidirectional Algorithm, UAX 9, https://www.unicode.org/reports/tr9.
//
// The algorithm is that of golang.org/x/text/unicode/bidi, which everything else
// that draws text here is built on too. As of its version 0.43 it never pairs
// brackets (rule N0), since it gives opening and closing ones different names:
// "کوڈ (OTP)، PIN" comes out as "PIN )OTP)، (کوڈ". [Brackets] does that step, and
// leaves its result as marks that the library heeds.
package bidi

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// Marks that no one sees (UAX 9, 2).
const (
	LeftToRightMark = '\u200e'
	RightToLeftMark = '\u200f'
	ArabicMark      = '\u061c'

	leftToRightIsolate = '\u2066'
	rightToLeftIsolate = '\u2067'
	firstStrongIsolate = '\u2068'
	popIsolate         = '\u2069'
)

// FromRight reports letters that run from right to left.
func FromRight(r rune) bool {
	if r < 0x590 {
		return false
	}
	c := classOf(r)
	return c == bidi.R || c == bidi.AL
}

func classOf(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

// Run is a part of a text that runs in one direction.
type Run struct {
	Start, End int // runes
	RTL        bool
}

// Runs returns the parts of a paragraph in the order in which it is read. The
// paragraph runs from right to left or, whatever its first letter, from left to
// right. Parts of several levels of embedding with the same direction are one.
func Runs(paragraph []rune, rtl bool) []Run {
	if len(paragraph) == 0 {
		return nil
	}
	settled, origin := settle(paragraph, rtl)
	option := bidi.DefaultDirection(bidi.RightToLeft)
	if !rtl {
		// From the left is not an option that the library heeds: it would take
		// the direction of the first letter.
		settled, origin = slices.Insert(settled, 0, LeftToRightMark), slices.Insert(origin, 0, -1)
		option = bidi.DefaultDirection(bidi.LeftToRight)
	}
	whole := []Run{{0, len(paragraph), rtl}}
	var p bidi.Paragraph
	if _, err := p.SetString(string(settled), option); err != nil {
		return whole
	}
	order, err := p.Order()
	if err != nil {
		return whole
	}
	var all []Run
	for i := range order.NumRuns() {
		part := order.Run(i)
		start, end := part.Pos()
		run := Run{Start: -1, RTL: part.Direction() == bidi.RightToLeft}
		for _, at := range origin[start : end+1] {
			if at >= 0 {
				if run.Start < 0 {
					run.Start = at
				}
				run.End = at + 1
			}
		}
		switch n := len(all); {
		case run.Start < 0: // only marks of ours
		case n > 0 && all[n-1].RTL == run.RTL:
			all[n-1].End = run.End
		default:
			all = append(all, run)
		}
	}
	return all
}

// Brackets puts marks of direction around brackets so that the library, which
// does not pair them, gives them the direction that UAX 9 does.
func Brackets(paragraph []rune, rtl bool) []rune {
	settled, _ := settle(paragraph, rtl)
	return settled
}

// settle is Brackets with where each character was; -1 for marks put in.
func settle(paragraph []rune, rtl bool) (settled []rune, origin []int) {
	marks := make(map[int]rune)
	resolve(paragraph, 0, len(paragraph), rtl, marks)
	for i, r := range paragraph {
		mark, ok := marks[i]
		if ok {
			settled, origin = append(settled, mark), append(origin, -1)
		}
		settled, origin = append(settled, r), append(origin, i)
		if ok {
			settled, origin = append(settled, mark), append(origin, -1)
		}
	}
	return settled, origin
}

// A strength is what a character does to the direction of others.
type strength uint8

const (
	neutral strength = iota
	left
	right
)

// resolve does rule N0 for the characters from one to another, which are in an
// embedding of a direction, and for the isolates among them.
func resolve(text []rune, from, to int, rtl bool, marks map[int]rune) {
	embedding := left
	if rtl {
		embedding = right
	}
	strengths := make([]strength, to-from)
	var openers []int
	var pairs [][2]int
	last := embedding // strong one before, for numbers (W7)
	for i := from; i < to; i++ {
		r := text[i]
		if r == leftToRightIsolate || r == rightToLeftIsolate || r == firstStrongIsolate {
			end := isolateEnd(text, i+1, to)
			inner := r == rightToLeftIsolate
			if r == firstStrongIsolate {
				inner = firstStrong(text[i+1 : end])
			}
			resolve(text, i+1, end, inner, marks)
			i = end // what is inside is neutral outside
			continue
		}
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.L:
			last = left
			strengths[i-from] = left
		case bidi.R, bidi.AL:
			last = right
			strengths[i-from] = right
		case bidi.EN:
			strengths[i-from] = right // N0: as if from the right
			if last == left {
				strengths[i-from] = left
			}
		case bidi.AN:
			strengths[i-from] = right
		case bidi.ON:
			switch {
			case p.IsOpeningBracket():
				openers = append(openers, i)
			case p.IsBracket():
				for n := len(openers) - 1; n >= 0; n-- {
					if pairOf(text[openers[n]]) == r {
						pairs = append(pairs, [2]int{openers[n], i})
						openers = openers[:n]
						break
					}
				}
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return a[0] - b[0] })
	for _, pair := range pairs {
		opener, closer := pair[0]-from, pair[1]-from
		var same, other bool
		for _, s := range strengths[opener+1 : closer] {
			same = same || s == embedding
			other = other || s != neutral && s != embedding
		}
		to := embedding
		if !same {
			if !other {
				continue // the sides decide
			}
			before := embedding
			for i := opener - 1; i >= 0; i-- {
				if strengths[i] != neutral {
					before = strengths[i]
					break
				}
			}
			if before != embedding {
				to = before
			}
		}
		strengths[opener], strengths[closer] = to, to
		mark := LeftToRightMark
		if to == right {
			mark = RightToLeftMark
		}
		marks[pair[0]], marks[pair[1]] = mark, mark
	}
}

// isolateEnd is where the isolate ends whose inside begins at a place.
func isolateEnd(text []rune, from, to int) int {
	depth := 0
	for i := from; i < to; i++ {
		switch text[i] {
		case leftToRightIsolate, rightToLeftIsolate, firstStrongIsolate:
			depth++
		case popIsolate:
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return to
}

// firstStrong reports whether the first letter runs from right to left (P2).
func firstStrong(text []rune) bool {
	depth := 0
	for _, r := range text {
		switch c := classOf(r); {
		case r == leftToRightIsolate || r == rightToLeftIsolate || r == firstStrongIsolate:
			depth++
		case r == popIsolate:
			depth = max(0, depth-1)
		case depth > 0:
		case c == bidi.L:
			return false
		case c == bidi.R || c == bidi.AL:
			return true
		}
	}
	return false
}

// pairOf is the bracket that closes an opening one.
func pairOf(open rune) rune {
	closed := []rune(bidi.ReverseString(string(open)))
	if len(closed) != 1 || unicode.IsSpace(closed[0]) {
		return -1
	}
	return closed[0]
}
