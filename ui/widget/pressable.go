package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// A pressable is what all controls share that are pressed as a whole: with the
// mouse, with Space and Enter.
type pressable struct {
	focus
	hovered  bool
	hasFocus bool

	self    fyne.CanvasObject // the control
	press   func()
	restyle func() // draws it as it is now
}

var (
	_ fyne.Focusable     = (*pressableControl)(nil)
	_ fyne.Tappable      = (*pressableControl)(nil)
	_ desktop.Hoverable  = (*pressableControl)(nil)
	_ desktop.Cursorable = (*pressableControl)(nil)
)

// pressableControl shows that the methods below make a control.
type pressableControl struct {
	fyne.CanvasObject
	pressable
}

// Tapped implements fyne.Tappable.
func (p *pressable) Tapped(*fyne.PointEvent) { p.press() }

// FocusGained implements fyne.Focusable.
func (p *pressable) FocusGained() { p.hasFocus = true; p.restyle(); p.reveal(p.self) }

// FocusLost implements fyne.Focusable.
func (p *pressable) FocusLost() { p.hasFocus = false; p.restyle() }

// TypedRune implements fyne.Focusable.
func (p *pressable) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (p *pressable) TypedKey(e *fyne.KeyEvent) {
	if isPress(e) {
		p.press()
		return
	}
	p.key(e)
}

// MouseIn implements desktop.Hoverable.
func (p *pressable) MouseIn(*desktop.MouseEvent) { p.hovered = true; p.restyle() }

// MouseMoved implements desktop.Hoverable.
func (p *pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *pressable) MouseOut() { p.hovered = false; p.restyle() }

// Cursor implements desktop.Cursorable.
func (p *pressable) Cursor() desktop.Cursor { return desktop.PointerCursor }
