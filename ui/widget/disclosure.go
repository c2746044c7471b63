package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	neemtheme "neem/ui/theme"
)

// A Disclosure is a heading that opens and closes what stands below it.
type Disclosure struct {
	widget.BaseWidget
	head *Button
	body *fyne.Container
	make func() []fyne.CanvasObject
	open bool
	told func(open bool)
}

// NewDisclosure makes a closed heading. content is made when it is first
// opened; told, which may be nil, hears of every change.
func NewDisclosure(title string, open bool, content func() []fyne.CanvasObject, told func(open bool)) *Disclosure {
	d := &Disclosure{body: container.New(&gapLayout{}), make: content, told: told}
	d.head = NewButton(title, nil, func() { d.set(!d.open) })
	d.head.heading = true
	d.ExtendBaseWidget(d)
	d.show(open)
	return d
}

func (d *Disclosure) set(open bool) {
	d.show(open)
	d.Refresh()
	if d.told != nil {
		d.told(open)
	}
}

func (d *Disclosure) show(open bool) {
	d.open = open
	if open && len(d.body.Objects) == 0 {
		d.body.Objects = d.make()
		if d.head.host != nil {
			Host(d.body, d.head.host)
		}
	}
	d.head.icon = neemtheme.Closed()
	if open {
		d.head.icon = theme.MenuDropDownIcon()
	}
	d.body.Hidden = !open
	d.head.Refresh()
}

// Quiet makes the heading stand back, and returns it.
func (d *Disclosure) Quiet() *Disclosure {
	d.head.weight = quiet
	d.head.Refresh()
	return d
}

// Title returns the heading.
func (d *Disclosure) Title() string { return d.head.label }

// SetOpen opens or closes it.
func (d *Disclosure) SetOpen(open bool) { d.set(open) }

func (d *Disclosure) children() []fyne.CanvasObject { return []fyne.CanvasObject{d.head, d.body} }

// CreateRenderer implements fyne.Widget.
func (d *Disclosure) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(&gapLayout{}, d.head, d.body))
}
