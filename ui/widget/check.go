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

// A Check is a box to tick. Unlike Fyne's, its text wraps, and the whole of it
// can be pressed.
type Check struct {
	widget.BaseWidget
	pressable
	Text    string
	About   string // smaller, below the text; may be empty
	Checked bool

	changed func(bool)
	one     bool // one of several: drawn round
	box     *canvas.Image
	ground  *canvas.Rectangle
	ring    *canvas.Rectangle
}

var _ fyne.Accessible = (*Check)(nil)

// NewCheck makes a box.
func NewCheck(text string, ticked bool, changed func(bool)) *Check {
	return NewCheckAbout(text, "", ticked, changed)
}

// NewCheckAbout makes a box with a line of explanation.
func NewCheckAbout(text, about string, ticked bool, changed func(bool)) *Check {
	c := &Check{Text: text, About: about, Checked: ticked, changed: changed}
	c.pressable = pressable{self: c, press: func() { c.SetChecked(!c.Checked) }, restyle: c.draw}
	c.ExtendBaseWidget(c)
	return c
}

// SetChecked ticks or empties the box and tells of it.
func (c *Check) SetChecked(on bool) {
	if c.Checked == on {
		return
	}
	c.Checked = on
	c.draw()
	c.changed(on)
}

// AccessibilityLabel implements fyne.Accessible.
func (c *Check) AccessibilityLabel() string { return c.Text + " " + c.About }

// AccessibilityRole implements fyne.Accessible.
func (c *Check) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer implements fyne.Widget.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	c.ground, c.ring = hoverGround(), ring()
	c.box = canvas.NewImageFromResource(nil)
	box := kept(c.box, fyne.NewSquareSize(theme.Size(theme.SizeNameInlineIcon)))
	words := Stack(Text(c.Text))
	if c.About != "" {
		words.Add(Small(c.About))
	}
	c.draw()
	return widget.NewSimpleRenderer(container.NewStack(c.ground, c.ring,
		container.New(&besideLayout{lead: theme.Size(theme.SizeNameInlineIcon), inset: theme.Size(theme.SizeNamePadding)}, box, words)))
}

// icon is the box as it is drawn now.
func (c *Check) icon() fyne.Resource {
	name := theme.IconNameCheckButton
	switch {
	case c.one && c.Checked:
		name = theme.IconNameRadioButtonChecked
	case c.one:
		name = theme.IconNameRadioButton
	case c.Checked:
		name = theme.IconNameCheckButtonChecked
	}
	in := theme.ColorNameInputBorder
	if c.Checked {
		in = theme.ColorNamePrimary
	}
	return neemtheme.Tinted(theme.DefaultTheme().Icon(name), in)
}

// draw shows the box as it is now.
func (c *Check) draw() {
	if c.box == nil {
		return
	}
	c.box.Resource = c.icon()
	c.box.Refresh()
	c.ground.Hidden = !c.hovered
	c.ground.Refresh()
	c.ring.Hidden = !c.hasFocus
	c.ring.Refresh()
}

// Refresh implements fyne.Widget.
func (c *Check) Refresh() { c.draw(); c.BaseWidget.Refresh() }

// NewOneOf makes boxes of which at most one is ticked. chosen hears the index of
// the box that was ticked, or -1 when it was emptied.
func NewOneOf(names []string, current int, chosen func(int)) fyne.CanvasObject {
	boxes := make([]*Check, len(names))
	stack := Stack()
	changing := false // by the program, not by the person
	for i, name := range names {
		boxes[i] = NewCheck(name, i == current, func(on bool) {
			if changing {
				return // emptied below
			}
			changing = true
			for j, other := range boxes {
				if j != i {
					other.SetChecked(false)
				}
			}
			changing = false
			if on {
				chosen(i)
			} else {
				chosen(-1)
			}
		})
		boxes[i].one = true
		stack.Add(boxes[i])
	}
	return stack
}

// NewSegments makes buttons beside one another of which one is chosen.
func NewSegments(names []string, current int, chosen func(int)) fyne.CanvasObject {
	row := Flow()
	for i, name := range names {
		b := NewButton(name, nil, func() { chosen(i) })
		if i == current {
			b.weight = primary
			b.icon = neemtheme.Icon(icons.Check, neemtheme.ColorOnPrimary)
		}
		row.Add(b)
	}
	return row
}

// hoverGround lies below what the mouse is over.
func hoverGround() *canvas.Rectangle {
	r := canvas.NewRectangle(themeColor(neemtheme.ColorCardHover))
	r.CornerRadius = theme.Size(neemtheme.SizeRadius) / 2
	r.Hide()
	return r
}
