package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"neem/ui/text"
)

// weight is how much a button stands out.
type weight uint8

const (
	plain   weight = iota
	quiet          // text and icon without a ground
	primary        // what a screen is there for
)

// A Button is a button. Unlike the toolkit's, its text wraps where it is long,
// and it runs from the side where lines begin.
type Button struct {
	widget.BaseWidget
	pressable
	label   string
	icon    fyne.Resource
	weight  weight
	heading bool    // the text begins where lines do, and has all the width
	most    float32 // how wide the text may be; 0: as wide as that of any button
	words   *text.Paragraph
	sign    *canvas.Image
	ground  *canvas.Rectangle
	veil    *canvas.Rectangle // over the ground when the mouse is on it
	ring    *canvas.Rectangle
}

var _ fyne.Accessible = (*Button)(nil)

// NewButton makes a button; icon may be nil.
func NewButton(label string, icon fyne.Resource, pressed func()) *Button {
	b := &Button{label: label, icon: icon}
	b.pressable = pressable{self: b, press: pressed, restyle: b.draw}
	b.ExtendBaseWidget(b)
	return b
}

// NewQuiet makes a button that stands back.
func NewQuiet(label string, icon fyne.Resource, pressed func()) *Button {
	b := NewButton(label, icon, pressed)
	b.weight = quiet
	return b
}

// NewPrimary makes the button that a screen is there for.
func NewPrimary(label string, icon fyne.Resource, pressed func()) *Button {
	b := NewButton(label, icon, pressed)
	b.weight = primary
	return b
}

// Label returns what the button says.
func (b *Button) Label() string { return b.label }

// AccessibilityLabel implements fyne.Accessible.
func (b *Button) AccessibilityLabel() string { return b.label }

// AccessibilityRole implements fyne.Accessible.
func (b *Button) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.ground, b.veil, b.ring = canvas.NewRectangle(transparent), canvas.NewRectangle(themeColor(theme.ColorNameHover)), ring()
	for _, r := range []*canvas.Rectangle{b.ground, b.veil, b.ring} {
		r.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	}
	b.words = Strong(b.label)
	b.words.Tight, b.words.Snug, b.words.Most = true, !b.heading, b.most
	objects := []fyne.CanvasObject{b.words}
	if b.icon != nil {
		b.sign = canvas.NewImageFromResource(b.icon)
		objects = append(objects, kept(b.sign, fyne.NewSquareSize(theme.Size(theme.SizeNameInlineIcon))))
	}
	b.draw()
	return widget.NewSimpleRenderer(container.NewStack(b.ground, b.veil, b.ring, container.New(buttonLayout{heading: b.heading}, objects...)))
}

// draw shows the button as it is now.
func (b *Button) draw() {
	if b.ground == nil {
		return
	}
	ink := theme.ColorNameForeground
	b.ground.FillColor = themeColor(theme.ColorNameButton)
	switch b.weight {
	case quiet:
		b.ground.FillColor = transparent
	case primary:
		b.ground.FillColor, ink = themeColor(theme.ColorNamePrimary), theme.ColorNameForegroundOnPrimary
	}
	if b.words.ColorName != ink {
		b.words.ColorName = ink
		b.words.Refresh()
	}
	if b.sign != nil && b.sign.Resource != b.icon {
		b.sign.Resource = b.icon
		b.sign.Refresh()
	}
	b.veil.Hidden, b.ring.Hidden = !b.hovered, !b.hasFocus
	b.ground.Refresh()
	b.veil.Refresh()
	b.ring.Refresh()
}

// Refresh implements fyne.Widget.
func (b *Button) Refresh() { b.draw(); b.BaseWidget.Refresh() }

// buttonLayout puts an icon before the words of a button, both in the middle, or
// where lines begin for a heading.
type buttonLayout struct{ heading bool }

// Layout implements fyne.Layout.
func (l buttonLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	inner, gap := theme.Size(theme.SizeNameInnerPadding), theme.Size(theme.SizeNamePadding)
	words, x, lead := objects[0], inner, float32(0)
	if len(objects) > 1 {
		lead = objects[1].MinSize().Width + gap
	}
	width := size.Width - 2*inner - lead
	if l.heading {
		words.Resize(fyne.NewSize(width, words.MinSize().Height))
	} else {
		words.Resize(fyne.NewSize(min(width, words.MinSize().Width), words.MinSize().Height))
		width = min(width, words.MinSize().Width)
		words.Resize(fyne.NewSize(width, words.MinSize().Height))
		x += (size.Width - 2*inner - lead - width) / 2
	}
	if len(objects) > 1 {
		icon := objects[1].MinSize()
		objects[1].Resize(icon)
		objects[1].Move(fyne.NewPos(x, (size.Height-icon.Height)/2))
	}
	words.Move(fyne.NewPos(x+lead, (size.Height-words.MinSize().Height)/2))
	mirror(objects, size)
}

// MinSize implements fyne.Layout.
func (buttonLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	inner, gap := theme.Size(theme.SizeNameInnerPadding), theme.Size(theme.SizeNamePadding)
	least := objects[0].MinSize()
	if len(objects) > 1 {
		icon := objects[1].MinSize()
		least = fyne.NewSize(least.Width+gap+icon.Width, max(least.Height, icon.Height))
	}
	return least.AddWidthHeight(2*inner, 2*inner)
}
