// Package fonts holds the typefaces that Neem brings along, so that what a
// person reads never depends on the fonts of their computer.
//
// Each face holds Latin letters, signs, one script of India and the own names
// of all languages, merged from Google's Noto fonts (see README.md, which also
// says how to remake them). The faces are licensed under the SIL Open Font
// License 1.1; [Licence] is the text that has to go with them wherever they go.
package fonts

import (
	_ "embed"
	"slices"
	"unicode"

	"golang.org/x/text/language"
)

//go:embed OFL.txt
var licence string

// A Face is a typeface in two weights.
type Face struct {
	Family string // the family name inside the font files
	// Enlarge is by how much text is made larger, so that it reads as well as
	// other scripts of the same size: the letters of Naskh are small.
	Enlarge float32

	file          string // first part of the file names
	script        string // ISO 15924
	letters       *unicode.RangeTable
	only          string // the only language it is for; empty: any of its script
	regular, bold []byte
}

// RegularName returns the file name of the regular weight. Toolkits that cache
// glyphs by the name of a font resource (Fyne does) need a name that no other
// font has: this is one.
func (f Face) RegularName() string { return f.file + "-Regular.ttf" }

// BoldName returns the file name of the bold weight.
func (f Face) BoldName() string { return f.file + "-Bold.ttf" }

// Regular returns the regular weight, a TrueType font. The bytes are shared
// with every other caller and must not be changed.
func (f Face) Regular() []byte { return f.regular }

// Bold returns the bold weight, a TrueType font. The bytes are shared with
// every other caller and must not be changed.
func (f Face) Bold() []byte { return f.bold }

// Has reports whether a letter is of the script that the face is for. Latin
// letters, digits and signs are in every face.
func (f Face) Has(letter rune) bool { return unicode.Is(f.letters, letter) }

// All returns every face.
func All() []Face { return faces() }

// For returns the face for a language, given as BCP 47 tag. A language of a
// script that no face is for, such as English, gets the first face.
func For(tag string) Face {
	all := faces()
	t := language.Make(tag)
	base, _ := t.Base()
	script, _ := t.Script()
	chosen := all[0]
	for _, f := range all {
		switch {
		case f.only == base.String():
			return f
		case f.only == "" && f.script == script.String():
			chosen = f
		}
	}
	return chosen
}

// Covers reports whether there is a face with the letters of a language, given
// as BCP 47 tag.
func Covers(tag string) bool {
	script, _ := language.Make(tag).Script()
	return script.String() == "Latn" || slices.Contains(scripts(), script.String())
}

// A Stretch is a part of a text, and the face that has its letters.
type Stretch struct {
	Text string
	Face Face
}

// Split cuts a text into stretches, each with a face that has its letters: the
// given one where it can be. The own names of languages are in every face.
func Split(text string, among Face) []Stretch {
	if slices.Contains(ownNames(), text) {
		return []Stretch{{text, among}}
	}
	start, last := 0, among
	var all []Stretch
	for i, r := range text {
		f, ok := faceOf(r, last, among)
		if !ok || f.Family == last.Family {
			continue
		}
		if i > start {
			all = append(all, Stretch{text[start:i], last})
		}
		start, last = i, f
	}
	return append(all, Stretch{text[start:], last})
}

// faceOf returns the face for a character after one of another face, and
// whether it matters which.
func faceOf(r rune, last, among Face) (Face, bool) {
	const latin = 0x250 // every face has what stands below
	switch {
	case r < latin || unicode.IsSpace(r) || !unicode.In(r, unicode.L, unicode.M, unicode.Nd):
		return last, false // signs go with what stands before them
	case among.Has(r):
		return among, true
	case last.Has(r):
		return last, true
	}
	for _, f := range faces() {
		if f.Has(r) {
			return f, true
		}
	}
	return among, true
}

// Licence returns the copyright lines and the SIL Open Font License 1.1, under
// which the faces, and only they, are licensed.
func Licence() string { return licence }
