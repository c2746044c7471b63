// Package widget has the controls that all screens are made of.
//
// Every control that can have the focus belongs to a [Page], which scrolls it
// into view when the keyboard reaches it, and hands it the keys that work
// everywhere: Escape goes back, Page Up and Page Down scroll.
package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	neemtheme "neem/ui/theme"
)

// A Keeper is what a control needs to know of the page that it stands on.
type Keeper interface {
	// Reveal scrolls a control into view.
	Reveal(fyne.CanvasObject)
	// Wheel turns the mouse wheel.
	Wheel(*fyne.ScrollEvent)
	// Key handles a key that works everywhere, and reports whether it was one.
	Key(*fyne.KeyEvent) bool
}

// A hosted control learns of its host when the page is put together.
type hosted interface{ setHost(Keeper) }

// focus is what all controls of this package share.
type focus struct{ host Keeper }

func (f *focus) setHost(h Keeper) { f.host = h }

func (f *focus) reveal(o fyne.CanvasObject) {
	if f.host != nil {
		f.host.Reveal(o)
	}
}

// key reports whether the host took the key.
func (f *focus) key(e *fyne.KeyEvent) bool { return f.host != nil && f.host.Key(e) }

// isPress reports keys that press what has the focus.
func isPress(e *fyne.KeyEvent) bool {
	return e.Name == fyne.KeySpace || e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter
}

// Host tells every control below o of its keeper.
func Host(o fyne.CanvasObject, h Keeper) {
	if c, ok := o.(hosted); ok {
		c.setHost(h)
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			Host(child, h)
		}
	case interface{ children() []fyne.CanvasObject }:
		for _, child := range o.children() {
			Host(child, h)
		}
	}
}

// ring draws the line around what has the focus.
func ring() *canvas.Rectangle {
	r := canvas.NewRectangle(nil)
	r.StrokeColor, r.StrokeWidth = themeColor(neemtheme.ColorRing), 3
	r.CornerRadius = theme.Size(neemtheme.SizeRadius)
	r.Hide()
	return r
}

// transparent is no colour at all.
var transparent = color.Transparent

// themeColor returns a colour of the app's theme as it is now.
func themeColor(name fyne.ThemeColorName) color.Color { return theme.Color(name) }

// Keys is a host that only knows some keys: a popup's.
type Keys map[fyne.KeyName]func()

// Reveal implements Keeper.
func (Keys) Reveal(fyne.CanvasObject) {}

// Wheel implements Keeper.
func (Keys) Wheel(*fyne.ScrollEvent) {}

// Key implements Keeper.
func (k Keys) Key(e *fyne.KeyEvent) bool {
	do, ok := k[e.Name]
	if ok {
		do()
	}
	return ok
}
