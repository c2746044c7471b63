// Package typeset sets text for pictures: it shapes it as its script wants,
// breaks it into lines, orders what runs from right to left, and draws it. It
// needs no font of the computer, no window and no C.
//
// All measures are in pixels of the picture.
package typeset

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// A Style says how a text looks, but for its colour.
type Style struct {
	Size    int     // of the em
	Leading float64 // from baseline to baseline, in ems
	Bold    bool

	// LTR sets the text from left to right whatever the language: so are
	// phone numbers and addresses read everywhere. It still stands at the side
	// where the language begins.
	LTR bool
}

// A Setter sets text in one language. It keeps what it can use again, so it is
// for one goroutine at a time.
type Setter struct {
	regular, bold faces
	language      language.Language
	rtl           bool

	segmenter shaping.Segmenter
	shaper    shaping.HarfbuzzShaper
	wrapper   shaping.LineWrapper
}

// New returns a setter that uses two TrueType fonts for a language, given as
// BCP 47 tag; rtl says that the language is written from right to left. It
// fails when a font cannot be read.
func New(regular, bold []byte, tag string, rtl bool) (*Setter, error) {
	r, err := font.ParseTTF(bytes.NewReader(regular))
	if err != nil {
		return nil, fmt.Errorf("reading the regular font: %w", err)
	}
	b, err := font.ParseTTF(bytes.NewReader(bold))
	if err != nil {
		return nil, fmt.Errorf("reading the bold font: %w", err)
	}
	return &Setter{
		// What one weight lacks, the other lends.
		regular: faces{r, b}, bold: faces{b, r},
		language: language.NewLanguage(tag), rtl: rtl,
	}, nil
}

// RTL says whether the setter's language is written from right to left.
func (s *Setter) RTL() bool { return s.rtl }

// Set breaks a text into lines no wider than width and returns them. Lines
// break where Unicode's rules allow (UAX 14); a word wider than the box breaks
// between two of its clusters, never inside one. White space is treated as in
// HTML: any amount of it is one space.
//
// A character that the fonts lack becomes the font's empty box; [Setter.Missing]
// finds such characters.
func (s *Setter) Set(text string, style Style, width int) *Block {
	b := &Block{style: style, box: width, end: s.rtl}
	runes := s.clean(text, style)
	if len(runes) == 0 {
		return b
	}
	lines, _ := s.wrapper.WrapParagraph(
		shaping.WrapConfig{Direction: s.direction(style), BreakPolicy: shaping.WhenNecessary},
		width, runes, shaping.NewSliceIterator(s.shape(runes, style)))
	for _, l := range lines {
		b.lines = append(b.lines, newLine(l))
	}
	bounds := lines[0][0].LineBounds
	b.ascent, b.descent = pixels(bounds.Ascent), -pixels(bounds.Descent)
	return b
}

// SetOne sets a text on one line. Where the width is too small for it, the
// size gets smaller, but not below least; a text too long even then is broken.
func (s *Setter) SetOne(text string, style Style, least, width int) *Block {
	for style.Size > least && s.Width(text, style) > width {
		style.Size--
	}
	return s.Set(text, style, width)
}

// Width returns how wide a text is on one line.
func (s *Setter) Width(text string, style Style) int {
	var sum fixed.Int26_6
	for _, run := range s.shape(s.clean(text, style), style) {
		sum += run.Advance
	}
	return sum.Ceil()
}

// Missing returns the characters of a text that neither font has, each once,
// in order. A character that the shaper can make of others, or that is never
// seen, is not missing.
func (s *Setter) Missing(text string) []rune {
	var missing []rune
	for _, style := range []Style{{Size: 16}, {Size: 16, Bold: true}} {
		runes := s.clean(text, style)
		for _, run := range s.shape(runes, style) {
			for _, g := range run.Glyphs {
				if g.GlyphID != 0 {
					continue
				}
				for _, r := range runes[g.TextIndex() : g.TextIndex()+g.RunesCount()] {
					_, regular := s.regular[0].NominalGlyph(r)
					_, bold := s.bold[0].NominalGlyph(r)
					if !regular && !bold && !slices.Contains(missing, r) {
						missing = append(missing, r)
					}
				}
			}
		}
	}
	return missing
}

// shape returns the runs of a text, in the order in which it is read. They
// belong to the caller.
func (s *Setter) shape(runes []rune, style Style) []shaping.Output {
	if len(runes) == 0 {
		return nil
	}
	available := s.regular
	if style.Bold {
		available = s.bold
	}
	inputs := s.segmenter.Split(shaping.Input{
		Text: runes, RunEnd: len(runes),
		Direction: s.direction(style),
		Size:      fixed.I(style.Size),
		Language:  s.language,
	}, available)
	runs := make([]shaping.Output, len(inputs))
	for i, in := range inputs {
		runs[i] = s.shaper.Shape(in)
	}
	return runs
}

func (s *Setter) direction(style Style) di.Direction {
	if s.rtl && !style.LTR {
		return di.DirectionRTL
	}
	return di.DirectionLTR
}

// faces are fonts in the order in which they are asked for a character.
type faces []*font.Face

// ResolveFace implements shaping.Fontmap.
func (f faces) ResolveFace(r rune) *font.Face {
	for _, face := range f {
		if _, ok := face.NominalGlyph(r); ok {
			return face
		}
	}
	return f[0]
}
