package handout

import (
	"fmt"
	"image"
	"strconv"

	"neem/check/handout/typeset"
)

// A painter makes boxes of a sheet's texts.
type painter struct {
	*typeset.Setter
}

// The styles. A phone shows a picture's width on some 65 mm: 38 pixels are
// then as large as the messages around it.
func titleStyle() typeset.Style   { return typeset.Style{Size: 66, Leading: 1.3, Bold: true} }
func headingStyle() typeset.Style { return typeset.Style{Size: 46, Leading: 1.35, Bold: true} }
func bodyStyle() typeset.Style    { return typeset.Style{Size: 38, Leading: 1.42} }
func strongStyle() typeset.Style  { return typeset.Style{Size: 37, Leading: 1.42, Bold: true} }
func smallStyle() typeset.Style   { return typeset.Style{Size: 32, Leading: 1.4} }
func phoneStyle() typeset.Style {
	return typeset.Style{Size: 78, Leading: 1.2, Bold: true, LTR: true}
}

// More measures of pictures, in pixels.
const (
	contentWidth = pictureWidth - 2*margin
	textGap      = 6
	lineGap      = 14
	sideGap      = 28
	discSize     = 76
	crossWidth   = 40
)

func cardFrame() frame {
	return frame{padding: 28, border: 2, radius: 22, line: cardLine, fill: card}
}

func dangerFrame() frame {
	return frame{padding: 26, border: 6, radius: 22, line: danger, fill: card}
}

// parts returns the sheet from top to bottom, in parts that must not be cut.
func (p painter) parts(s *Sheet) []part {
	parts := []part{{p.header(s), 0}}
	gap := partGap
	for i, step := range s.Steps {
		parts = append(parts, part{p.step(i+1, step), gap})
		gap = cardGap
	}
	parts = append(parts, part{p.never(s.Never), partGap})
	parts = append(parts, p.contacts(s.ContactsTitle, s.Contacts)...)
	parts = append(parts, p.contacts(s.OwnTitle, s.Own)...)
	notes := make([]box, len(s.Notes))
	for i, note := range s.Notes {
		notes[i] = p.text(contentWidth, note, smallStyle(), muted)
	}
	return append(parts, part{stack(textGap, notes...), partGap})
}

func (p painter) contacts(title string, contacts []Contact) []part {
	var parts []part
	heading, gap := p.text(contentWidth, title, headingStyle(), ink), partGap
	for _, contact := range contacts {
		parts = append(parts, part{stack(cardGap, heading, p.contact(contact)), gap})
		heading, gap = box{}, cardGap
	}
	return parts
}

func (p painter) header(s *Sheet) box {
	return stack(textGap,
		p.text(contentWidth, s.Program, strongStyle(), primary),
		p.text(contentWidth, s.Title, titleStyle(), ink),
	)
}

func (p painter) step(number int, step SheetStep) box {
	inside := cardFrame().inside(contentWidth)
	width := inside - discSize - sideGap
	return cardFrame().around(contentWidth, row(p.RTL(), inside, p.disc(number), discSize, stack(textGap,
		p.text(width, step.Title, headingStyle(), ink),
		p.text(width, step.Text, bodyStyle(), ink),
		p.text(width, step.Note, strongStyle(), primary),
		p.phones(width, step.Phones),
	), width))
}

func (p painter) never(g Group) box {
	if len(g.Lines) == 0 {
		return box{}
	}
	inside := dangerFrame().inside(contentWidth)
	width := inside - crossWidth - lineGap
	lines := []box{p.text(inside, g.Title, headingStyle(), danger)}
	for _, line := range g.Lines {
		lines = append(lines, row(p.RTL(), inside,
			p.text(crossWidth, "✗", bodyStyle(), danger), crossWidth,
			p.text(width, line, bodyStyle(), ink), width))
	}
	return dangerFrame().around(contentWidth, stack(lineGap, lines...))
}

func (p painter) contact(c Contact) box {
	inside := cardFrame().inside(contentWidth)
	what := func(width int) box {
		boxes := []box{p.text(width, c.Title, headingStyle(), ink)}
		for _, site := range c.Sites {
			style := strongStyle()
			style.LTR = true
			boxes = append(boxes, p.text(width, site, style, primary))
		}
		return stack(textGap, append(boxes, p.text(width, c.Text, bodyStyle(), ink))...)
	}
	var top box
	phonesWidth := 0
	for _, phone := range c.Phones {
		phonesWidth = max(phonesWidth, p.Width(phone, phoneStyle()))
	}
	if phonesWidth <= inside*2/5 {
		width := inside - phonesWidth - sideGap
		top = row(p.RTL(), inside, what(width), width, p.phones(phonesWidth, c.Phones), phonesWidth)
	} else {
		top = stack(textGap, what(inside), p.phones(inside, c.Phones))
	}
	return cardFrame().around(contentWidth, stack(textGap, top,
		p.text(inside, c.Fallback, strongStyle(), ink),
		p.text(inside, c.Standing, smallStyle(), muted),
	))
}

// phones sets each number on a line of its own, never broken.
func (p painter) phones(width int, phones []string) box {
	boxes := make([]box, len(phones))
	for i, phone := range phones {
		boxes[i] = block(p.SetOne(phone, phoneStyle(), bodyStyle().Size, width), primary)
	}
	return stack(0, boxes...)
}

// disc is the number of a step.
func (p painter) disc(number int) box {
	style := typeset.Style{Size: 44, Leading: 1, Bold: true, LTR: true}
	digits := strconv.Itoa(number)
	width := p.Width(digits, style)
	text := p.Set(digits, style, width)
	return box{discSize, func(c *typeset.Canvas, at image.Point) {
		c.Disc(at.Add(image.Pt(discSize/2, discSize/2)), discSize/2, primary.rgba())
		c.Text(text, at.Add(image.Pt((discSize-width)/2, (discSize-text.Height())/2)), card.rgba())
	}}
}

// which says which of how many pictures this is.
func (p painter) which(number, of int) box {
	style := strongStyle()
	style.LTR = true
	return p.text(contentWidth, fmt.Sprintf("%d / %d", number, of), style, primary)
}

func (p painter) text(width int, text string, style typeset.Style, c colour) box {
	return block(p.Set(text, style, width), c)
}

func block(b *typeset.Block, ink colour) box {
	return box{b.Height(), func(c *typeset.Canvas, at image.Point) { c.Text(b, at, ink.rgba()) }}
}
