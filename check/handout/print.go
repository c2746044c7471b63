package handout

import "neem/check/handout/typeset"

// Sizes of the printed text, in points: as large as the page holds, so that a
// short sheet is easier to read than a long one. The least is still that of a
// printed book; what does not fit then goes on to a second page.
const (
	largestPrint  = 16
	smallestPrint = 10
	printStep     = 0.25
)

// The part of an A4 page within the margins, in points. A little of the height
// is kept back, because browsers round differently.
const (
	printWidth  = (210-2*10)*72/25.4 - 2
	printHeight = (297 - 2*8) * 72 / 25.4 * 0.99
)

// A paper finds out how much room a sheet needs when it is printed. It knows
// the measures of the style sheet in sheet.html.tmpl, all in ems of the text.
type paper struct {
	*typeset.Setter
}

// size returns the largest size at which the sheet fits on one page.
func (p paper) size(s *Sheet) float64 {
	return largest(func(width float64) float64 { return p.height(s, width) })
}

// largest returns the largest size in points at which something fits on one page;
// height says how high it is on paper of a width, both in ems.
func largest(height func(width float64) float64) float64 {
	size := float64(largestPrint)
	for size > smallestPrint && height(printWidth/size)*size > printHeight {
		size -= printStep
	}
	return size
}

// height returns how high the sheet is on paper of a width.
func (p paper) height(s *Sheet, width float64) float64 {
	const line, gap = 1.3, 0.4
	sum := p.text(s.Title, width, 1.25, 1.5, true) + gap
	if p.wide(s.Title, 1.5)+1+p.wide(s.Program, 1) > width {
		sum += p.text(s.Program, width, line, 1, true)
	}
	for _, step := range s.Steps {
		sum += p.step(step, width) + 0.46
	}
	if len(s.Never.Lines) > 0 {
		const frame, cross = 1.4, 1.2
		column := (width - frame - 0.8) / 2
		var left, all float64
		heights := make([]float64, len(s.Never.Lines))
		for i, l := range s.Never.Lines {
			heights[i] = p.text(l, column-cross, line, 1, false)
			all += heights[i]
		}
		for _, h := range heights { // the left column is at least half
			if left >= all/2 {
				break
			}
			left += h
		}
		sum += p.text(s.Never.Title, width-frame, 1.25, 1.1, true) + left + gap + 1
	}
	sum += p.contacts(s.ContactsTitle, s.Contacts, width)
	if len(s.Own) > 0 {
		sum += p.contacts(s.OwnTitle, s.Own, width)
	}
	for _, note := range s.Notes {
		sum += p.text(note, width, line, 0.78, false)
	}
	return sum + gap
}

func (p paper) contacts(title string, contacts []Contact, width float64) float64 {
	const gap = 0.4
	sum := p.text(title, width, 1.25, 1.1, true) + gap
	for i := 0; i < len(contacts); i += 2 {
		row := p.contact(contacts[i], (width-0.6)/2)
		if i+1 < len(contacts) {
			row = max(row, p.contact(contacts[i+1], (width-0.6)/2))
		}
		sum += row + 0.3
	}
	return sum
}

func (p paper) step(s SheetStep, width float64) float64 {
	width -= 2.9 // the number
	phones, phonesHeight := p.phones(s.Phones, 1.6)
	if phones > 0 {
		width -= phones + 0.8
	}
	top := p.text(s.Title, width, 1.25, 1.1, true)
	if p.wide(s.Title, 1.1)+1+p.wide(s.Note, 1) > width {
		top += p.text(s.Note, width, 1.3, 1, true)
	}
	return max(2.1, phonesHeight, top+p.text(s.Text, width, 1.3, 1, false))
}

func (p paper) contact(c Contact, width float64) float64 {
	const size, small, line = 0.88, 0.757, 1.3
	width -= 1.2 // the frame
	phones, phonesHeight := p.phones(c.Phones, 1.7*size)
	beside := width
	if phones > 0 {
		beside -= phones + 0.5
	}
	var sum float64
	add := func(text string, scale float64, bold bool) {
		w := width
		if sum < phonesHeight {
			w = beside
		}
		sum += p.text(text, w, line, scale, bold)
	}
	add(c.Title, size, true)
	for _, site := range c.Sites {
		if sum < phonesHeight && p.wide(site, size) > beside {
			sum = phonesHeight // rather than break, an address goes below
		}
		add(site, size, true)
	}
	add(c.Text, size, false)
	add(c.Fallback, size, true)
	add(c.Standing, small, false)
	return max(sum, phonesHeight) + 0.56
}

// phones returns how wide and how high phone numbers are, each on its line.
func (p paper) phones(phones []string, scale float64) (width, height float64) {
	for _, phone := range phones {
		width = max(width, p.wide(phone, scale)*1.02)
		height += 1.15 * scale
	}
	return width, height
}

// text returns how high a text is that is set scale times as large as the body.
func (p paper) text(text string, width, leading, scale float64, bold bool) float64 {
	b := p.Set(text, printStyle(bold), int(width/scale*emPixels))
	return float64(b.Lines()) * leading * scale
}

func (p paper) wide(text string, scale float64) float64 {
	return float64(p.Width(text, printStyle(true))) / emPixels * scale
}

// emPixels is the size at which texts are measured: large enough for rounding
// not to matter.
const emPixels = 64

func printStyle(bold bool) typeset.Style {
	return typeset.Style{Size: emPixels, Leading: 1, Bold: bold}
}
