package detail

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/rangetable"
)

// assigned are the code points of Unicode 15.0. What is newer is refused: a later
// version of the tables might normalise it otherwise, and a detail that one
// program places where another does not look would be a person missed.
var assigned = sync.OnceValue(func() *unicode.RangeTable { return rangetable.Assigned("15.0.0") })

// readable reports whether s is valid UTF-8 in characters that have been fixed.
func readable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxLatin1 && !unicode.Is(assigned(), r) })
}

// narrow writes the full-width forms of ASCII (U+FF01 to U+FF5E), which some
// keyboards give, as ASCII.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xFF01 && r <= 0xFF5E {
			return r - 0xFF01 + '!'
		}
		return r
	}, s)
}

// zeros are the digit zeros of the scripts in which Indian people write, and
// of full-width keyboards. The list is fixed rather than taken from package
// unicode so that a newer Unicode version cannot change what a number
// normalises to.
var zeros = [...]rune{
	'0',
	0x0660, // Arabic-Indic
	0x06F0, // Extended Arabic-Indic (Urdu, Kashmiri, Sindhi)
	0x0966, // Devanagari
	0x09E6, // Bengali, Assamese
	0x0A66, // Gurmukhi
	0x0AE6, // Gujarati
	0x0B66, // Odia
	0x0BE6, // Tamil
	0x0C66, // Telugu
	0x0CE6, // Kannada
	0x0D66, // Malayalam
	0x1C50, // Ol Chiki (Santali)
	0xABF0, // Meetei Mayek
	0xFF10, // full-width
}

// digit returns the value of a digit of any script in zeros.
func digit(r rune) (value byte, ok bool) {
	for _, z := range zeros {
		if r >= z && r <= z+9 {
			return byte(r - z), true
		}
	}
	return 0, false
}

// invisible reports characters that come along when text is copied from a
// page or a chat and that nobody means: zero-width characters, direction
// marks, soft hyphens, byte order marks.
func invisible(r rune) bool { return unicode.Is(unicode.Cf, r) || r == 0x034F }

// spacing reports white space of every width.
func spacing(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Zs, r) }

// dash reports hyphens and dashes, which people put into numbers.
func dash(r rune) bool { return unicode.Is(unicode.Pd, r) || r == 0x2212 }

// visible returns s without invisible characters and without white space at
// its ends.
func visible(s string) string {
	s = strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, s)
	return strings.TrimFunc(s, spacing)
}

// LatinDigits writes the digits of every script of India as Latin ones and
// leaves out invisible characters and white space at the ends.
func LatinDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if v, ok := digit(r); ok {
			return rune('0' + v)
		}
		return r
	}, visible(s))
}
