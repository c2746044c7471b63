package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	neemtheme "neem/ui/theme"
)

// A Choice is a large card to press: an icon, a title, a line of explanation.
type Choice struct {
	widget.BaseWidget
	focus
	icon     fyne.Resource
	title    string
	about    string
	pressed  func()
	hovered  bool
	hasFocus bool
	ground   *canvas.Rectangle
	ring     *canvas.Rectangle
}

var (
	_ fyne.Focusable     = (*Choice)(nil)
	_ fyne.Tappable      = (*Choice)(nil)
	_ desktop.Hoverable  = (*Choice)(nil)
	_ desktop.Cursorable = (*Choice)(nil)
)

// NewChoice makes a card that calls pressed.
func NewChoice(icon fyne.Resource, title, about string, pressed func()) *Choice {
	c := &Choice{icon: icon, title: title, about: about, pressed: pressed}
	c.ExtendBaseWidget(c)
	return c
}

// Title returns the card's title.
func (c *Choice) Title() string { return c.title }

// CreateRenderer implements fyne.Widget.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	c.ground = canvas.NewRectangle(themeColor(neemtheme.ColorCard))
	c.ground.CornerRadius = theme.Size(neemtheme.SizeRadius)
	c.ground.StrokeWidth = 1
	c.ring = ring()
	icon := canvas.NewImageFromResource(c.icon)
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(44))
	title := widget.NewLabel(c.title)
	title.SizeName, title.TextStyle, title.Wrapping = neemtheme.SizeLead, fyne.TextStyle{Bold: true}, fyne.TextWrapWord
	about := widget.NewLabel(c.about)
	about.Wrapping = fyne.TextWrapWord
	text := Stack(title, about)
	body := container.NewBorder(nil, nil, container.NewPadded(container.NewCenter(icon)), nil, text)
	c.restyle()
	return widget.NewSimpleRenderer(container.NewStack(c.ground, c.ring, container.NewPadded(body)))
}

func (c *Choice) restyle() {
	if c.ground == nil {
		return
	}
	c.ground.FillColor = themeColor(neemtheme.ColorCard)
	if c.hovered || c.hasFocus {
		c.ground.FillColor = themeColor(neemtheme.ColorCardHover)
	}
	c.ground.StrokeColor = themeColor(neemtheme.ColorCardLine)
	c.ring.StrokeColor = themeColor(neemtheme.ColorRing)
	c.ring.FillColor = transparent
	c.ring.Hidden = !c.hasFocus
	c.ground.Refresh()
	c.ring.Refresh()
}

// Refresh implements fyne.Widget.
func (c *Choice) Refresh() { c.restyle(); c.BaseWidget.Refresh() }

// Tapped implements fyne.Tappable.
func (c *Choice) Tapped(*fyne.PointEvent) { c.pressed() }

// FocusGained implements fyne.Focusable.
func (c *Choice) FocusGained() { c.hasFocus = true; c.restyle(); c.reveal(c) }

// FocusLost implements fyne.Focusable.
func (c *Choice) FocusLost() { c.hasFocus = false; c.restyle() }

// TypedRune implements fyne.Focusable.
func (c *Choice) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (c *Choice) TypedKey(e *fyne.KeyEvent) {
	if isPress(e) {
		c.pressed()
		return
	}
	c.key(e)
}

// MouseIn implements desktop.Hoverable.
func (c *Choice) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.restyle() }

// MouseMoved implements desktop.Hoverable.
func (c *Choice) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *Choice) MouseOut() { c.hovered = false; c.restyle() }

// Cursor implements desktop.Cursorable.
func (c *Choice) Cursor() desktop.Cursor { return desktop.PointerCursor }
