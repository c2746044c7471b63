package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// A Button is a button that Enter presses too.
type Button struct {
	widget.Button
	focus
}

// NewButton makes a button; icon may be nil.
func NewButton(text string, icon fyne.Resource, pressed func()) *Button {
	b := &Button{}
	b.Text, b.Icon, b.OnTapped = text, icon, pressed
	b.ExtendBaseWidget(b)
	return b
}

// NewQuiet makes a button that stands back: text and icon without a ground.
func NewQuiet(text string, icon fyne.Resource, pressed func()) *Button {
	b := NewButton(text, icon, pressed)
	b.Importance = widget.LowImportance
	return b
}

// NewPrimary makes the button that a screen is there for.
func NewPrimary(text string, icon fyne.Resource, pressed func()) *Button {
	b := NewButton(text, icon, pressed)
	b.Importance = widget.HighImportance
	return b
}

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() { b.Button.FocusGained(); b.reveal(b) }

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch {
	case b.key(e):
	case e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter:
		if !b.Disabled() && b.OnTapped != nil {
			b.OnTapped()
		}
	default:
		b.Button.TypedKey(e)
	}
}

// A Field is a line to type in. It passes shortcuts that are not its own on
// to the window, so that they work while somebody types.
type Field struct {
	widget.Entry
	focus
}

// NewField makes a field that shows text and tells of every change.
func NewField(placeholder, text string, changed func(string), submitted func()) *Field {
	f := &Field{}
	f.init(placeholder, text, changed, submitted)
	return f
}

// NewSecretField makes a field that hides what is typed, with an eye to show
// it.
func NewSecretField(placeholder, text string, changed func(string), submitted func()) *Field {
	f := &Field{}
	f.Password = true
	f.init(placeholder, text, changed, submitted)
	return f
}

// NewTextField makes a field of several lines. Tab leaves it.
func NewTextField(placeholder, text string, changed func(string)) *Field {
	f := &Field{}
	f.MultiLine = true
	f.Wrapping = fyne.TextWrapWord
	f.SetMinRowsVisible(4)
	f.Scroll = fyne.ScrollNone // it grows, so that the wheel scrolls the page
	f.init(placeholder, text, changed, func() {})
	return f
}

func (f *Field) init(placeholder, text string, changed func(string), submitted func()) {
	f.ExtendBaseWidget(f)
	f.PlaceHolder = placeholder
	f.Text = text
	f.OnChanged = changed
	f.OnSubmitted = func(string) { submitted() }
}

// FocusGained implements fyne.Focusable.
func (f *Field) FocusGained() { f.Entry.FocusGained(); f.reveal(f) }

// CreateRenderer implements fyne.Widget. The toolkit's field takes the mouse
// wheel even where it has nothing to scroll, and so holds the page under the
// pointer; a sheet above it hands the wheel to the page.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	return &fieldRenderer{WidgetRenderer: f.Entry.CreateRenderer(), sheet: newWheelSheet(&f.focus)}
}

type fieldRenderer struct {
	fyne.WidgetRenderer
	sheet *wheelSheet
}

func (r *fieldRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.sheet.Resize(size)
}

func (r *fieldRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.WidgetRenderer.Objects()), r.sheet)
}

// A wheelSheet takes nothing but the mouse wheel.
type wheelSheet struct {
	widget.BaseWidget
	focus *focus
}

func newWheelSheet(f *focus) *wheelSheet {
	s := &wheelSheet{focus: f}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *wheelSheet) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

// Scrolled implements fyne.Scrollable.
func (s *wheelSheet) Scrolled(e *fyne.ScrollEvent) {
	if s.focus.host != nil {
		s.focus.host.Wheel(e)
	}
}

// AcceptsTab implements fyne.Tabbable: Tab leaves a field of several lines too,
// because nobody indents here, and nobody may be held in a field.
func (f *Field) AcceptsTab() bool { return false }

// TypedKey implements fyne.Focusable.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	if !f.key(e) {
		f.Entry.TypedKey(e)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	if isWindowShortcut(s) {
		if c := fyne.CurrentApp().Driver().CanvasForObject(f); c != nil {
			if h, ok := c.(fyne.Shortcutable); ok {
				h.TypedShortcut(s)
			}
		}
		return
	}
	f.Entry.TypedShortcut(s)
}

// A Select is a list to choose one of.
type Select struct {
	widget.Select
	focus
}

// NewSelect makes a list that shows the current choice.
func NewSelect(options []string, current string, changed func(string)) *Select {
	s := &Select{}
	s.Options, s.Selected, s.OnChanged = options, current, changed
	s.ExtendBaseWidget(s)
	return s
}

// FocusGained implements fyne.Focusable.
func (s *Select) FocusGained() { s.Select.FocusGained(); s.reveal(s) }

// TypedKey implements fyne.Focusable. Enter opens the list.
func (s *Select) TypedKey(e *fyne.KeyEvent) {
	switch {
	case s.key(e):
	case e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter:
		s.Select.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	default:
		s.Select.TypedKey(e)
	}
}
