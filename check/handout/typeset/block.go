package typeset

import (
	"math"
	"slices"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// A Block is text that has been set: lines of glyphs at their places. Draw it
// with [Canvas.Text].
type Block struct {
	style           Style
	box             int  // the width that was asked for
	end             bool // lines stand at the right side of the box
	ascent, descent float64
	lines           []line
}

// A line is glyphs from left to right.
type line struct {
	width  float64
	glyphs []glyph
}

// A glyph stands with its origin at x, y from the left end of the line's
// baseline; y grows downwards.
type glyph struct {
	face *font.Face
	id   font.GID
	x, y float64
}

// Lines returns how many lines the block has.
func (b *Block) Lines() int { return len(b.lines) }

// Height returns how high the block is.
func (b *Block) Height() int {
	return int(math.Ceil(float64(len(b.lines)) * b.leading()))
}

// Width returns how wide the widest line is.
func (b *Block) Width() int {
	var widest float64
	for _, l := range b.lines {
		widest = max(widest, l.width)
	}
	return int(math.Ceil(widest))
}

func (b *Block) leading() float64 { return b.style.Leading * float64(b.style.Size) }

// start returns where a line's baseline begins in the block. As in CSS, what
// the leading adds to the font's own height is half above and half below.
func (b *Block) start(i int) (x, y float64) {
	if b.end {
		x = float64(b.box) - b.lines[i].width
	}
	y = float64(i)*b.leading() + (b.leading()-b.ascent-b.descent)/2 + b.ascent
	return x, math.Round(y) // whole pixels: all lines look alike
}

// newLine copies runs, which the wrapper will use again, in the order in which
// they are seen.
func newLine(runs shaping.Line) line {
	runs = slices.Clone(runs)
	slices.SortFunc(runs, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
	var l line
	for _, run := range runs {
		for _, g := range run.Glyphs {
			l.glyphs = append(l.glyphs, glyph{
				face: run.Face, id: g.GlyphID,
				x: l.width + pixels(g.XOffset), y: -pixels(g.YOffset),
			})
			l.width += pixels(g.Advance)
		}
	}
	return l
}

func pixels(v fixed.Int26_6) float64 { return float64(v) / 64 }
