package handout

import (
	"image"

	"neem/check/handout/typeset"
)

// A box is a part of the picture: it knows how high it is before it is drawn,
// so that what is around it can be drawn first. A box with no height is not
// there: it takes no gap either.
type box struct {
	height int
	draw   func(c *typeset.Canvas, at image.Point) // with its upper left corner at a point
}

// A part is a box with the gap above it, unless nothing is above it.
type part struct {
	box
	gap int
}

// column puts parts below each other.
func column(parts []part) box {
	var height int
	tops := make([]int, len(parts))
	for i, p := range parts {
		if p.height > 0 && height > 0 {
			height += p.gap
		}
		tops[i] = height
		height += p.height
	}
	return box{height, func(c *typeset.Canvas, at image.Point) {
		for i, p := range parts {
			if p.height > 0 {
				p.draw(c, at.Add(image.Pt(0, tops[i])))
			}
		}
	}}
}

// stack puts boxes below each other with the same gap between all.
func stack(gap int, boxes ...box) box {
	parts := make([]part, len(boxes))
	for i, b := range boxes {
		parts[i] = part{b, gap}
	}
	return column(parts)
}

// A frame is what a card looks like around its content.
type frame struct {
	padding, border, radius int
	line, fill              colour
}

// inside returns how wide the content of a card may be.
func (f frame) inside(width int) int { return width - 2*(f.padding+f.border) }

// around draws the card around its content. No content, no card.
func (f frame) around(width int, content box) box {
	if content.height == 0 {
		return box{}
	}
	edge := f.padding + f.border
	height := content.height + 2*edge
	return box{height, func(c *typeset.Canvas, at image.Point) {
		outer := image.Rect(0, 0, width, height).Add(at)
		c.Rounded(outer, f.radius, f.line.rgba())
		c.Rounded(outer.Inset(f.border), f.radius-f.border, f.fill.rgba())
		content.draw(c, at.Add(image.Pt(edge, edge)))
	}}
}

// row puts one box at the side where lines begin, and another at the side where
// they end. The widths are theirs; what is left is between them.
func row(rtl bool, width int, first box, firstWidth int, last box, lastWidth int) box {
	return box{max(first.height, last.height), func(c *typeset.Canvas, at image.Point) {
		firstAt, lastAt := at, at.Add(image.Pt(width-lastWidth, 0))
		if rtl {
			firstAt, lastAt = at.Add(image.Pt(width-firstWidth, 0)), at
		}
		first.draw(c, firstAt)
		last.draw(c, lastAt)
	}}
}
