package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"neem/ui/text"
)

// A Field is a line to type in. It passes shortcuts that are not its own on
// to the window, so that they work while somebody types.
type Field struct {
	widget.Entry
	focus
	name string // what stands above it
	hint string // what stands in it while it is empty
}

var _ fyne.Accessible = (*Field)(nil)

// Name gives the field the name that stands above it, and returns it.
func (f *Field) Name(name string) *Field {
	f.name = name
	return f
}

// AccessibilityLabel implements fyne.Accessible.
func (f *Field) AccessibilityLabel() string {
	if f.name == "" {
		return f.hint
	}
	return f.name
}

// AccessibilityRole implements fyne.Accessible.
func (f *Field) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// NewField makes a field that shows what was typed and tells of every change.
func NewField(placeholder, typed string, changed func(string), submitted func()) *Field {
	f := &Field{}
	f.init(placeholder, typed, changed, submitted)
	return f
}

// NewSecretField makes a field that hides what is typed, with an eye to show
// it.
func NewSecretField(placeholder, typed string, changed func(string), submitted func()) *Field {
	f := &Field{}
	f.Password = true
	f.init(placeholder, typed, changed, submitted)
	return f
}

// NewTextField makes a field of several lines. Tab leaves it.
func NewTextField(placeholder, typed string, changed func(string)) *Field {
	f := &Field{}
	f.MultiLine = true
	f.Wrapping = fyne.TextWrapWord
	f.SetMinRowsVisible(4)
	f.Scroll = fyne.ScrollNone // it grows, so that the wheel scrolls the page
	f.init(placeholder, typed, changed, func() {})
	return f
}

func (f *Field) init(placeholder, typed string, changed func(string), submitted func()) {
	f.ExtendBaseWidget(f)
	f.hint = placeholder
	f.PlaceHolder = text.Shown(placeholder)
	f.Text = typed
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
	shown := map[string]string{}
	for _, o := range options {
		shown[text.Shown(o)] = o
		s.Options = append(s.Options, text.Shown(o))
	}
	s.Selected, s.OnChanged = text.Shown(current), func(o string) { changed(shown[o]) }
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
