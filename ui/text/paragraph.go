package text

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	neemtheme "neem/ui/theme"
)

// Among is the direction of the language that the window speaks.
func Among() Direction { return Direction(neemtheme.RTL()) }

// Shown returns a text as a control of the toolkit has to get it that shows one
// line among texts in the window's language.
func Shown(s string) string { return Visual(s, Among()) }

// A Paragraph shows text over as many lines as it needs. Like the toolkit's
// labels it keeps room around itself, and is as high as the width that it was
// last given makes it.
type Paragraph struct {
	widget.BaseWidget
	Text      string // in the order in which it is read
	SizeName  fyne.ThemeSizeName
	ColorName fyne.ThemeColorName
	Bold      bool
	// OneLine keeps it on one line.
	OneLine bool
	// Snug makes it as wide as its text, but no wider than Most; where that is 0,
	// no wider than a button may be.
	Snug bool
	Most float32
	// Tight leaves the room around it away.
	Tight bool
	// FromLeft keeps it at the left whatever the language of the window: a
	// letter in English.
	FromLeft bool
	// Private says that it has what a person has typed: it is not read aloud.
	Private bool

	broken []Line  // at the width
	width  float32 // last broken for
	least  fyne.Size
}

var _ fyne.Accessible = (*Paragraph)(nil)

// NewParagraph makes a paragraph.
func NewParagraph(s string) *Paragraph {
	p := &Paragraph{Text: s, SizeName: theme.SizeNameText, ColorName: theme.ColorNameForeground}
	p.ExtendBaseWidget(p)
	return p
}

// SetText changes the text.
func (p *Paragraph) SetText(s string) {
	p.Text = s
	p.Refresh()
}

// AccessibilityLabel implements fyne.Accessible.
func (p *Paragraph) AccessibilityLabel() string { return withoutMarks(p.Text) }

// AccessibilityRole implements fyne.Accessible.
func (p *Paragraph) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// LineHeight is how high one line is.
func (p *Paragraph) LineHeight() float32 { return p.measure(" ").Height }

func (p *Paragraph) measure(s string) fyne.Size {
	return fyne.MeasureText(s, theme.Size(p.SizeName), fyne.TextStyle{Bold: p.Bold})
}

// Resize implements fyne.Widget: another width breaks other lines.
func (p *Paragraph) Resize(size fyne.Size) {
	if size.Width != p.width && !p.OneLine {
		p.width = size.Width
		p.broken, p.least = nil, fyne.Size{}
		p.BaseWidget.Resize(size)
		p.BaseWidget.Refresh()
		return
	}
	p.BaseWidget.Resize(size)
}

// Refresh implements fyne.Widget.
func (p *Paragraph) Refresh() {
	p.broken, p.least = nil, fyne.Size{}
	p.BaseWidget.Refresh()
}

// lines breaks the text for the width that there is.
func (p *Paragraph) lines() []Line {
	if p.broken == nil {
		width := p.width - 2*p.inset()
		switch {
		case p.OneLine:
			width = 1e6
		case !p.Snug && width < narrowest/4:
			width = 1e6 // not laid out yet: a letter on each line would make the window grow
		case p.Snug && (width < narrowest || width > p.most()):
			width = p.most()
		}
		p.broken = p.breakAt(width)
	}
	return p.broken
}

func (p *Paragraph) breakAt(width float32) []Line {
	return Lines(p.Text, Among(), width, func(s string) float32 { return p.wide(s) })
}

// widest is how wide snug text may be at most: half of the smallest window, and
// not wider than a card that asks something. Below narrowest it is not given room
// but not laid out yet.
const (
	widest    = 480
	narrowest = 120
)

func (p *Paragraph) most() float32 {
	if p.Most > 0 {
		return p.Most
	}
	return widest
}

// inset is the room around the text.
func (p *Paragraph) inset() float32 {
	if p.Tight {
		return 0
	}
	return theme.Size(theme.SizeNameInnerPadding)
}

// wide is how wide a stretch of text is, in all the fonts that it needs.
func (p *Paragraph) wide(s string) float32 {
	var wide float32
	for _, f := range neemtheme.Fragments(s, p.Bold) {
		if f.Font == nil {
			wide += p.measure(f.Text).Width
			continue
		}
		size, _ := p.rendered(f)
		wide += size.Width
	}
	return wide
}

// rendered is how large a fragment is, and how far its baseline is from its top.
func (p *Paragraph) rendered(f neemtheme.Fragment) (fyne.Size, float32) {
	return fyne.CurrentApp().Driver().RenderedTextSize(f.Text, theme.Size(p.SizeName), fyne.TextStyle{Bold: p.Bold}, f.Font)
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	r := &paragraphRenderer{p: p}
	r.Refresh()
	return r
}

type paragraphRenderer struct {
	p       *Paragraph
	rows    [][]*canvas.Text
	objects []fyne.CanvasObject
}

// Destroy implements fyne.WidgetRenderer.
func (r *paragraphRenderer) Destroy() {}

// Objects implements fyne.WidgetRenderer.
func (r *paragraphRenderer) Objects() []fyne.CanvasObject { return r.objects }

// MinSize implements fyne.WidgetRenderer. Text that wraps may become as narrow
// as one letter.
func (r *paragraphRenderer) MinSize() fyne.Size {
	p := r.p
	if !p.least.IsZero() {
		return p.least
	}
	lines := p.lines()
	inner := p.inset()
	height := p.LineHeight()*float32(len(lines)) + theme.Size(theme.SizeNameLineSpacing)*float32(len(lines)-1)
	width := p.measure("M").Width
	if p.OneLine || p.Snug {
		if p.Snug { // what it asks for does not hang on what it was given
			lines = p.breakAt(p.most())
		}
		for _, l := range lines {
			width = max(width, p.wide(l.Text))
		}
		width = float32(math.Ceil(float64(width))) // so that it fits into what it asks for
	}
	p.least = fyne.NewSize(width+2*inner, height+2*inner)
	return p.least
}

// Refresh implements fyne.WidgetRenderer.
func (r *paragraphRenderer) Refresh() {
	p := r.p
	r.rows, r.objects = nil, nil
	for _, l := range p.lines() {
		var row []*canvas.Text
		for _, f := range p.fragments(l) {
			t := canvas.NewText(f.Text, theme.Color(p.ColorName))
			t.TextSize, t.TextStyle.Bold, t.FontSource = theme.Size(p.SizeName), p.Bold, f.Font
			row = append(row, t)
			r.objects = append(r.objects, t)
		}
		if n := len(row) - 1; n >= 0 && overhangs(row[n].Text) {
			row[n].Text += overhang
		}
		r.rows = append(r.rows, row)
	}
	r.Layout(p.Size())
	canvas.Refresh(p)
}

// overhang is the room that a line gets at its right: the toolkit draws text on a
// ground that is as wide as the pen has moved, and cuts off what reaches further.
const overhang = "\u00a0"

// overhangs reports whether what a line ends with may reach further than the pen: in
// Kannada and Telugu a consonant below another one does.
func overhangs(line string) bool {
	last, _ := utf8.DecodeLastRuneInString(line)
	return unicode.In(last, unicode.Letter, unicode.Mark) && !unicode.Is(unicode.Latin, last) && !fromRight(last)
}

// fragments are what to show of a line, from the left.
func (p *Paragraph) fragments(l Line) []neemtheme.Fragment {
	if all := neemtheme.Fragments(l.Text, p.Bold); len(all) == 1 {
		return []neemtheme.Fragment{{Text: l.Visual(), Font: all[0].Font}}
	}
	var all []neemtheme.Fragment
	for _, s := range l.stretches {
		if s.rtl {
			f := neemtheme.Fragments(s.text, p.Bold) // one: what runs from the right has one script
			all = append(all, neemtheme.Fragment{Text: s.override(), Font: f[0].Font})
			continue
		}
		all = append(all, neemtheme.Fragments(s.text, p.Bold)...)
	}
	return all
}

// Layout implements fyne.WidgetRenderer.
func (r *paragraphRenderer) Layout(size fyne.Size) {
	p := r.p
	inner := p.inset()
	height := p.LineHeight()
	_, baseline := p.rendered(neemtheme.Fragment{Text: " "})
	fromRight := Among() == RightToLeft && !p.FromLeft
	y := inner
	for _, row := range r.rows {
		x := inner
		if fromRight {
			x = size.Width - inner
			for _, t := range row {
				x -= t.MinSize().Width
			}
		}
		for _, t := range row {
			least := t.MinSize()
			top := y
			if t.FontSource != nil {
				_, own := p.rendered(neemtheme.Fragment{Text: t.Text, Font: t.FontSource})
				top += baseline - own
			}
			t.Move(fyne.NewPos(x, top))
			t.Resize(fyne.NewSize(least.Width, max(least.Height, height)))
			x += least.Width
		}
		y += height + theme.Size(theme.SizeNameLineSpacing)
	}
}

// String returns the text, for tests and for what lists a screen's texts.
func (p *Paragraph) String() string { return strings.TrimSpace(p.Text) }
