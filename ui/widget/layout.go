package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"neem/ui/text"
	neemtheme "neem/ui/theme"
)

// stackLayout puts objects one under another. Fyne's labels keep room around
// themselves; between two texts that is too much, so their room overlaps.
type stackLayout struct{}

// gap returns the room between two neighbours.
func (stackLayout) gap(above, below fyne.CanvasObject) float32 {
	_, boxAbove := above.(*Check)
	_, boxBelow := below.(*Check)
	if boxAbove && boxBelow {
		return -theme.Size(theme.SizeNameInnerPadding) * 0.8
	}
	if textual(above) && textual(below) {
		return theme.Size(theme.SizeNamePadding) - theme.Size(theme.SizeNameInnerPadding)*1.4
	}
	return theme.Size(theme.SizeNamePadding)
}

// textual reports whether an object is text with room around it.
func textual(o fyne.CanvasObject) bool {
	switch o := o.(type) {
	case *text.Paragraph:
		return true
	case *fyne.Container:
		switch o.Layout.(type) {
		case *besideLayout, stackLayout, headedLayout:
			return true
		}
	}
	return false
}

func (l stackLayout) each(objects []fyne.CanvasObject, do func(o fyne.CanvasObject, y, height float32)) (end float32) {
	var last fyne.CanvasObject
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if last != nil {
			y += l.gap(last, o)
		}
		h := o.MinSize().Height
		do(o, y, h)
		y += h
		last = o
	}
	return y
}

// Layout implements fyne.Layout.
func (l stackLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.each(objects, func(o fyne.CanvasObject, y, h float32) {
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
	})
}

// MinSize implements fyne.Layout.
func (l stackLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var width float32
	end := l.each(objects, func(o fyne.CanvasObject, _, _ float32) { width = max(width, o.MinSize().Width) })
	return fyne.NewSize(width, end)
}

// besideLayout puts a small object before a text, at the height of the text's
// first line.
type besideLayout struct {
	lead  float32 // width of the small object
	inset float32 // room before it
}

// Layout implements fyne.Layout.
func (l *besideLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	mark, words := objects[0], objects[1]
	least := mark.MinSize()
	y := float32(0)
	if !textual(mark) {
		line := firstLine(words) + 2*theme.Size(theme.SizeNameInnerPadding)
		y = max(0, (line-least.Height)/2)
	}
	mark.Resize(fyne.NewSize(l.lead, least.Height))
	mark.Move(fyne.NewPos(l.inset, y))
	words.Resize(fyne.NewSize(size.Width-l.inset-l.lead, size.Height))
	words.Move(fyne.NewPos(l.inset+l.lead, 0))
	mirror(objects, size)
}

// MinSize implements fyne.Layout.
func (l *besideLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	mark, words := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(l.inset+l.lead+words.Width, max(mark.Height, words.Height))
}

// firstLine is the height of the first line of text in an object.
func firstLine(o fyne.CanvasObject) float32 {
	switch o := o.(type) {
	case *text.Paragraph:
		return o.LineHeight()
	case *fyne.Container:
		if len(o.Objects) > 0 {
			return firstLine(o.Objects[0])
		}
	}
	return theme.Size(theme.SizeNameText) * 1.5
}

// mirror turns what was laid out from the left around, where the language runs
// from right to left.
func mirror(objects []fyne.CanvasObject, size fyne.Size) {
	if !neemtheme.RTL() {
		return
	}
	for _, o := range objects {
		o.Move(fyne.NewPos(size.Width-o.Position().X-o.Size().Width, o.Position().Y))
	}
}

// Line puts objects one behind the other, as small as they are, from the side
// where lines begin.
func Line(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(lineLayout{}, objects...)
}

type lineLayout struct{}

// Layout implements fyne.Layout.
func (lineLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	layout.NewHBoxLayout().Layout(objects, size)
	mirror(objects, size)
}

// MinSize implements fyne.Layout.
func (lineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return layout.NewHBoxLayout().MinSize(objects)
}

// Pairs puts objects in two columns of the same width, line by line.
func Pairs(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(pairsLayout{layout.NewGridLayoutWithColumns(2)}, objects...)
}

type pairsLayout struct{ grid fyne.Layout }

// Layout implements fyne.Layout.
func (l pairsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.grid.Layout(objects, size)
	mirror(objects, size)
}

// MinSize implements fyne.Layout.
func (l pairsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return l.grid.MinSize(objects) }

// sides puts objects at the side where lines begin and at that where they end,
// and another one between them; nil is none.
func sides(start, between, end fyne.CanvasObject) *fyne.Container {
	if neemtheme.RTL() {
		start, end = end, start
	}
	return container.NewBorder(nil, nil, start, end, between)
}

// insetLayout keeps room between an edge and what stands inside it.
type insetLayout struct{ x, y float32 }

// Layout implements fyne.Layout.
func (l insetLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size.SubtractWidthHeight(2*l.x, 2*l.y))
		o.Move(fyne.NewPos(l.x, l.y))
	}
}

// MinSize implements fyne.Layout.
func (l insetLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var least fyne.Size
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	return least.AddWidthHeight(2*l.x, 2*l.y)
}

// middle puts an object at half the height that there is, in the full width.
func middle(o fyne.CanvasObject) fyne.CanvasObject { return container.New(middleLayout{}, o) }

type middleLayout struct{}

// Layout implements fyne.Layout.
func (middleLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		h := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, h))
		o.Move(fyne.NewPos(0, max(0, (size.Height-h)/2)))
	}
}

// MinSize implements fyne.Layout.
func (middleLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var least fyne.Size
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	return least
}

// Flow puts objects one beside another, and on another line where there is no
// room. It is as high as the width that it was last given makes it.
func Flow(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{}, objects...)
}

// FlowEnd is Flow with every line at the side where lines end.
func FlowEnd(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{end: true}, objects...)
}

type flowLayout struct {
	end   bool
	width float32 // last given
}

// lines cuts the visible objects into lines no wider than width.
func (l *flowLayout) lines(objects []fyne.CanvasObject, width float32) [][]fyne.CanvasObject {
	gap := theme.Size(theme.SizeNamePadding)
	var lines [][]fyne.CanvasObject
	var line []fyne.CanvasObject
	x := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		w := o.MinSize().Width
		if len(line) > 0 && x+gap+w > width {
			lines, line, x = append(lines, line), nil, 0
		}
		if len(line) > 0 {
			x += gap
		}
		line, x = append(line, o), x+w
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

// natural is the width of all objects on one line.
func (l *flowLayout) natural(objects []fyne.CanvasObject) float32 {
	width := -theme.Size(theme.SizeNamePadding)
	for _, o := range objects {
		if o.Visible() {
			width += o.MinSize().Width + theme.Size(theme.SizeNamePadding)
		}
	}
	return max(0, width)
}

// Layout implements fyne.Layout.
func (l *flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	gap := theme.Size(theme.SizeNamePadding)
	y := float32(0)
	for _, line := range l.lines(objects, size.Width) {
		var width, height float32
		for _, o := range line {
			width += o.MinSize().Width + gap
			height = max(height, o.MinSize().Height)
		}
		x := float32(0)
		if l.end {
			x = max(0, size.Width-width+gap)
		}
		for _, o := range line {
			least := o.MinSize()
			w := min(least.Width, size.Width)
			o.Resize(fyne.NewSize(w, least.Height))
			o.Move(fyne.NewPos(x, y+(height-least.Height)/2))
			x += w + gap
		}
		y += height + gap
	}
	mirror(objects, size)
}

// MinSize implements fyne.Layout.
func (l *flowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	gap := theme.Size(theme.SizeNamePadding)
	var least fyne.Size
	for _, o := range objects {
		if o.Visible() {
			least.Width = max(least.Width, o.MinSize().Width)
		}
	}
	for i, line := range l.lines(objects, max(l.width, least.Width)) {
		var height float32
		for _, o := range line {
			height = max(height, o.MinSize().Height)
		}
		if i > 0 {
			height += gap
		}
		least.Height += height
	}
	return least
}

// Beside puts an object at each end of a line, and one under the other where
// there is no room for both.
func Beside(start, end fyne.CanvasObject) *fyne.Container {
	return container.New(&besidesLayout{}, start, end)
}

type besidesLayout struct{ width float32 } // last given

// natural is how wide an object is on one line.
func natural(o fyne.CanvasObject) float32 {
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(*flowLayout); ok {
			return l.natural(c.Objects)
		}
	}
	return o.MinSize().Width
}

// fits reports whether both fit on a line; text may become narrow, but not too
// narrow to read.
func (l *besidesLayout) fits(objects []fyne.CanvasObject, width float32) bool {
	const readable = 9 // letters
	return max(objects[0].MinSize().Width, readable*theme.Size(theme.SizeNameText))+natural(objects[1]) <= width
}

// Layout implements fyne.Layout.
func (l *besidesLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	defer mirror(objects, size)
	start, end := objects[0], objects[1]
	if !l.fits(objects, size.Width) {
		start.Resize(fyne.NewSize(size.Width, start.MinSize().Height))
		start.Move(fyne.NewPos(0, 0))
		end.Resize(fyne.NewSize(min(natural(end), size.Width), end.MinSize().Height))
		end.Resize(fyne.NewSize(min(natural(end), size.Width), end.MinSize().Height)) // now it knows its width
		end.Move(fyne.NewPos(0, start.MinSize().Height))
		return
	}
	end.Resize(fyne.NewSize(natural(end), end.MinSize().Height))
	least := fyne.NewSize(natural(end), end.MinSize().Height)
	start.Resize(fyne.NewSize(size.Width-least.Width, start.MinSize().Height))
	height := max(start.MinSize().Height, least.Height)
	start.Move(fyne.NewPos(0, (height-start.MinSize().Height)/2))
	end.Resize(least)
	end.Move(fyne.NewPos(size.Width-least.Width, (height-least.Height)/2))
}

// MinSize implements fyne.Layout.
func (l *besidesLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	start, end := objects[0].MinSize(), objects[1].MinSize()
	width := max(start.Width, end.Width)
	if l.fits(objects, max(l.width, width)) {
		return fyne.NewSize(width, max(start.Height, end.Height))
	}
	return fyne.NewSize(width, start.Height+end.Height)
}

// Column puts objects one under another, with the room between cards.
func Column(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&gapLayout{}, objects...)
}
