package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// stackLayout puts objects one under another. Fyne's labels keep room around
// themselves; between two texts that is too much, so their room overlaps.
type stackLayout struct{}

// gap returns the room between two neighbours.
func (stackLayout) gap(above, below fyne.CanvasObject) float32 {
	if textual(above) && textual(below) {
		return theme.Size(theme.SizeNamePadding) - theme.Size(theme.SizeNameInnerPadding)*1.4
	}
	return theme.Size(theme.SizeNamePadding)
}

// textual reports whether an object is text with room around it.
func textual(o fyne.CanvasObject) bool {
	switch o := o.(type) {
	case *widget.Label, *widget.RichText, *Check:
		return true
	case *fyne.Container:
		switch o.Layout.(type) {
		case *besideLayout, stackLayout:
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
type besideLayout struct{ lead float32 } // width of the small object

// Layout implements fyne.Layout.
func (l *besideLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	mark, text := objects[0], objects[1]
	least := mark.MinSize()
	y := float32(0)
	if !textual(mark) {
		line := theme.Size(theme.SizeNameText)*1.5 + 2*theme.Size(theme.SizeNameInnerPadding)
		y = max(0, (line-least.Height)/2)
	}
	mark.Resize(fyne.NewSize(l.lead, least.Height))
	mark.Move(fyne.NewPos(0, y))
	text.Resize(fyne.NewSize(size.Width-l.lead, size.Height))
	text.Move(fyne.NewPos(l.lead, 0))
}

// MinSize implements fyne.Layout.
func (l *besideLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	mark, text := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(l.lead+text.Width, max(mark.Height, text.Height))
}

// insetLayout keeps room between a card's edge and what stands on it.
type insetLayout struct{}

func (insetLayout) inset() (x, y float32) {
	pad := theme.Size(theme.SizeNamePadding)
	return 2 * pad, pad
}

// Layout implements fyne.Layout.
func (l insetLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, y := l.inset()
	for _, o := range objects {
		o.Resize(size.SubtractWidthHeight(2*x, 2*y))
		o.Move(fyne.NewPos(x, y))
	}
}

// MinSize implements fyne.Layout.
func (l insetLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	x, y := l.inset()
	var least fyne.Size
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	return least.AddWidthHeight(2*x, 2*y)
}
