package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	neemtheme "neem/ui/theme"
)

// A Page is the scrolling middle of the window. Its content is one column, no
// wider than lines can comfortably be read.
type Page struct {
	scroll *container.Scroll
	keys   Keys
}

// NewPage makes a page of objects, one under another. keys are those that work
// everywhere on it, beside those that scroll.
func NewPage(keys Keys, objects ...fyne.CanvasObject) *Page {
	column := container.New(&columnLayout{}, container.New(&gapLayout{}, objects...))
	p := &Page{scroll: container.NewVScroll(column), keys: keys}
	Host(column, p)
	return p
}

// Adopt makes controls that were added later part of the page.
func (p *Page) Adopt(o fyne.CanvasObject) { Host(o, p) }

// Spoken lists what there is on the page to read aloud.
func (p *Page) Spoken() []string { return Spoken(p.scroll.Content) }

// Object returns what to put into the window.
func (p *Page) Object() fyne.CanvasObject { return p.scroll }

// Scroll returns how far the page is scrolled; ScrollTo scrolls it.
func (p *Page) Scroll() float32 { return p.scroll.Offset.Y }

// ScrollTo scrolls the page.
func (p *Page) ScrollTo(y float32) { p.scroll.ScrollToOffset(fyne.NewPos(0, y)) }

// Height returns how high the page is, and how much of it shows.
func (p *Page) Height() (whole, shown float32) {
	return p.scroll.Content.MinSize().Height, p.scroll.Size().Height
}

// Wheel implements Keeper.
func (p *Page) Wheel(e *fyne.ScrollEvent) { p.scroll.Scrolled(e) }

// topOf is how far below the top of the page an object stands.
func (p *Page) topOf(o fyne.CanvasObject) (float32, bool) {
	// The driver knows an object only once it has been drawn, and what has just
	// been added to the page has not.
	if top, ok := topWithin(p.scroll.Content, o); ok {
		return top, true
	}
	driver := fyne.CurrentApp().Driver()
	if driver.CanvasForObject(o) == nil {
		return 0, false
	}
	return driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(p.scroll.Content).Y, true
}

func topWithin(root, o fyne.CanvasObject) (float32, bool) {
	if root == o {
		return 0, true
	}
	if c, ok := root.(*fyne.Container); ok {
		for _, child := range c.Objects {
			if top, ok := topWithin(child, o); ok {
				return top + child.Position().Y, true
			}
		}
	}
	return 0, false
}

// Reveal implements Keeper.
func (p *Page) Reveal(o fyne.CanvasObject) {
	top, ok := p.topOf(o)
	if !ok {
		return
	}
	bottom := top + o.Size().Height
	gap := theme.Size(neemtheme.SizeGap)
	shown := p.scroll.Size().Height
	y := p.scroll.Offset.Y
	switch {
	case top-gap < y:
		y = max(0, top-gap)
	case bottom+gap > y+shown:
		y = min(bottom+gap-shown, max(0, top-gap))
	default:
		return
	}
	p.ScrollTo(y)
}

// Key implements Keeper.
func (p *Page) Key(e *fyne.KeyEvent) bool {
	most := max(0, p.scroll.Content.MinSize().Height-p.scroll.Size().Height)
	step := p.scroll.Size().Height * 0.85
	to := func(y float32) { p.ScrollTo(min(most, max(0, y))) }
	switch e.Name {
	case fyne.KeyPageDown:
		to(p.scroll.Offset.Y + step)
	case fyne.KeyPageUp:
		to(p.scroll.Offset.Y - step)
	default:
		return p.keys.Key(e)
	}
	return true
}

// LooseKey handles keys that are pressed while nothing has the focus: the
// arrows scroll too.
func (p *Page) LooseKey(e *fyne.KeyEvent) {
	line := 2.5 * theme.Size(theme.SizeNameText)
	most := max(0, p.scroll.Content.MinSize().Height-p.scroll.Size().Height)
	switch e.Name {
	case fyne.KeyDown:
		p.ScrollTo(min(most, p.scroll.Offset.Y+line))
	case fyne.KeyUp:
		p.ScrollTo(max(0, p.scroll.Offset.Y-line))
	case fyne.KeyHome:
		p.ScrollTo(0)
	case fyne.KeyEnd:
		p.ScrollTo(most)
	default:
		p.Key(e)
	}
}

// isWindowShortcut tells the window's shortcuts (Alt and a key) from those of text.
func isWindowShortcut(s fyne.Shortcut) bool {
	c, ok := s.(*desktop.CustomShortcut)
	return ok && c.Modifier&fyne.KeyModifierAlt != 0
}

// columnLayout centres its only object and keeps it from growing wider than
// lines can be read.
type columnLayout struct{}

func (columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	pad := theme.Size(neemtheme.SizeGap)
	width := columnWidth(size.Width)
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, size.Height-2*pad))
		o.Move(fyne.NewPos((size.Width-width)/2, pad))
	}
}

// columnWidth is the width of the column in a window of a width.
func columnWidth(window float32) float32 {
	return min(window-2*theme.Size(neemtheme.SizeGap), theme.Size(neemtheme.SizeColumn))
}

func (columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	pad := theme.Size(neemtheme.SizeGap)
	var least fyne.Size
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	return least.Add(fyne.NewSize(2*pad, 2*pad))
}

// gapLayout stacks objects with the theme's gap between them.
type gapLayout struct{}

func (gapLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap := theme.Size(neemtheme.SizeGap)
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, h))
		o.Move(fyne.NewPos(0, y))
		y += h + gap
	}
}

func (gapLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	gap := theme.Size(neemtheme.SizeGap)
	var least fyne.Size
	shown := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		least.Width = max(least.Width, m.Width)
		least.Height += m.Height
		shown++
	}
	if shown > 1 {
		least.Height += gap * float32(shown-1)
	}
	return least
}
