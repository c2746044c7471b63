package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"neem/assets/icons"
	neemtheme "neem/ui/theme"
)

// A Choice is a line or a large card to press that leads on: a tile with an
// icon, a title, a line of explanation.
type Choice struct {
	widget.BaseWidget
	pressable
	icon   icons.Name
	role   fyne.ThemeColorName
	title  string
	about  string
	large  bool
	quiet  bool // the title has what somebody typed
	ground *canvas.Rectangle
	ring   *canvas.Rectangle
}

var _ fyne.Accessible = (*Choice)(nil)

// NewChoice makes a large card in the colour of a role.
func NewChoice(icon icons.Name, role fyne.ThemeColorName, title, about string, pressed func()) *Choice {
	return newChoice(icon, role, title, about, true, pressed)
}

// NewRow makes a line of a list; about may be empty.
func NewRow(icon icons.Name, role fyne.ThemeColorName, title, about string, pressed func()) *Choice {
	return newChoice(icon, role, title, about, false, pressed)
}

func newChoice(icon icons.Name, role fyne.ThemeColorName, title, about string, large bool, pressed func()) *Choice {
	c := &Choice{icon: icon, role: role, title: title, about: about, large: large}
	c.pressable = pressable{self: c, press: pressed, restyle: c.draw}
	c.ExtendBaseWidget(c)
	return c
}

// Private marks a title that has what a person has typed: it is not read aloud.
func (c *Choice) Private() *Choice {
	c.quiet = true
	return c
}

// Title returns the title.
func (c *Choice) Title() string { return c.title }

// AccessibilityLabel implements fyne.Accessible.
func (c *Choice) AccessibilityLabel() string { return c.title + " " + c.about }

// AccessibilityRole implements fyne.Accessible.
func (c *Choice) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer implements fyne.Widget.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	c.ground = canvas.NewRectangle(themeColor(neemtheme.ColorCard))
	c.ground.CornerRadius = theme.Size(neemtheme.SizeRadius)
	c.ring = ring()
	title := Text(c.title)
	if c.large {
		title = Lead(c.title)
		c.ground.StrokeWidth = 1
	}
	words := Stack(title)
	if c.about != "" {
		words.Add(Muted(c.about))
	}
	chevron := IconSized(neemtheme.Onward(), theme.Size(theme.SizeNameInlineIcon))
	tile := theme.Size(neemtheme.SizeTile)
	if !c.large {
		tile = theme.Size(theme.SizeNameInlineIcon) * 1.4
	}
	pad := theme.Size(theme.SizeNamePadding)
	body := sides(container.NewCenter(Tile(c.icon, c.role, tile)), middle(words), container.NewCenter(chevron))
	c.draw()
	return widget.NewSimpleRenderer(container.NewStack(c.ground, c.ring, container.New(insetLayout{2 * pad, pad}, body)))
}

// draw shows the card as it is now.
func (c *Choice) draw() {
	if c.ground == nil {
		return
	}
	c.ground.FillColor = transparent
	if c.large {
		c.ground.FillColor = themeColor(neemtheme.ColorCard)
		c.ground.StrokeColor = themeColor(neemtheme.ColorCardLine)
	}
	if c.hovered || c.hasFocus {
		c.ground.FillColor = themeColor(neemtheme.ColorCardHover)
	}
	c.ring.Hidden = !c.hasFocus
	c.ground.Refresh()
	c.ring.Refresh()
}

// Refresh implements fyne.Widget.
func (c *Choice) Refresh() { c.draw(); c.BaseWidget.Refresh() }
