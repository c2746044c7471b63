package widget

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	neemtheme "neem/ui/theme"
)

// Text makes a paragraph.
func Text(s string) *widget.Label {
	l := widget.NewLabel(s)
	l.Wrapping = fyne.TextWrapWord
	return l
}

// Strong makes a paragraph in bold.
func Strong(s string) *widget.Label {
	l := Text(s)
	l.TextStyle.Bold = true
	return l
}

// Small makes a paragraph of lesser importance.
func Small(s string) *widget.Label {
	l := Text(s)
	l.SizeName = neemtheme.SizeSmall
	return l
}

// Title makes the name of a screen.
func Title(s string) *widget.Label {
	l := Strong(s)
	l.SizeName = neemtheme.SizeTitle
	return l
}

// Lead makes the name of a card.
func Lead(s string) *widget.Label {
	l := Strong(s)
	l.SizeName = neemtheme.SizeLead
	return l
}

// Icon makes an icon of the theme's inline size.
func Icon(r fyne.Resource) fyne.CanvasObject {
	return IconSized(r, theme.Size(theme.SizeNameInlineIcon))
}

// IconSized makes an icon of a given size.
func IconSized(r fyne.Resource, size float32) fyne.CanvasObject {
	i := canvas.NewImageFromResource(r)
	i.FillMode = canvas.ImageFillContain
	i.SetMinSize(fyne.NewSquareSize(size))
	return i
}

// WithIcon puts an icon before a text, at the height of its first line.
func WithIcon(icon fyne.Resource, text fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&besideLayout{lead: theme.Size(theme.SizeNameInlineIcon)}, Icon(icon), text)
}

// Stack puts objects one under another, texts close together.
func Stack(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(stackLayout{}, objects...)
}

// Card puts objects on a card.
func Card(objects ...fyne.CanvasObject) *fyne.Container {
	return ground(neemtheme.ColorCard, neemtheme.ColorCardLine, 0, objects...)
}

// Marked puts objects on a card with a bar of a role's colour at its side.
func Marked(role fyne.ThemeColorName, objects ...fyne.CanvasObject) *fyne.Container {
	return ground(neemtheme.ColorCard, role, 2, objects...)
}

func ground(fill, line fyne.ThemeColorName, width float32, objects ...fyne.CanvasObject) *fyne.Container {
	r := canvas.NewRectangle(themeColor(fill))
	r.CornerRadius = theme.Size(neemtheme.SizeRadius)
	r.StrokeColor = themeColor(line)
	r.StrokeWidth = max(1, width)
	return container.NewStack(r, container.New(insetLayout{}, Stack(objects...)))
}

// A spacer takes room.
type spacer struct{ size fyne.Size }

// Space makes an empty object of a given height.
func Space(height float32) fyne.CanvasObject { return &spacer{fyne.NewSize(0, height)} }

func (s *spacer) MinSize() fyne.Size      { return s.size }
func (s *spacer) Move(fyne.Position)      {}
func (s *spacer) Position() fyne.Position { return fyne.Position{} }
func (s *spacer) Resize(fyne.Size)        {}
func (s *spacer) Size() fyne.Size         { return s.size }
func (s *spacer) Hide()                   {}
func (s *spacer) Show()                   {}
func (s *spacer) Visible() bool           { return true }
func (s *spacer) Refresh()                {}

// Indented moves an object to where text beside an icon begins.
func Indented(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&besideLayout{lead: theme.Size(theme.SizeNameInlineIcon)}, Space(0), o)
}

// Numbered makes a step of a list of things to do.
func Numbered(n int, text string) fyne.CanvasObject {
	number := Strong(strconv.Itoa(n) + ".")
	number.Wrapping = fyne.TextWrapOff
	return container.New(&besideLayout{lead: number.MinSize().Width}, number, Text(text))
}

// Fault makes the line that says what is wrong with a field.
func Fault(icon fyne.Resource, text string) fyne.CanvasObject {
	l := Strong(text)
	l.Importance = widget.DangerImportance
	return WithIcon(icon, l)
}

// Bar puts an object on a ground that goes from one side of the window to the
// other.
func Bar(ground fyne.ThemeColorName, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(canvas.NewRectangle(themeColor(ground)), container.NewPadded(o))
}

// OnUrgent makes the text of the emergency line.
func OnUrgent(text string) fyne.CanvasObject {
	rich := widget.NewRichText(&widget.TextSegment{Text: text, Style: widget.RichTextStyle{
		ColorName: neemtheme.ColorOnUrgent, TextStyle: fyne.TextStyle{Bold: true}, SizeName: theme.SizeNameText,
	}})
	rich.Wrapping = fyne.TextWrapWord
	return rich
}

// Fixed gives an object a width.
func Fixed(width float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&fixedLayout{width}, o)
}

type fixedLayout struct{ width float32 }

func (l *fixedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

func (l *fixedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := fyne.NewSize(l.width, 0)
	for _, o := range objects {
		o.Resize(fyne.NewSize(l.width, o.Size().Height)) // wrapped text knows its height by its width
		least.Height = max(least.Height, o.MinSize().Height)
	}
	return least
}

// Left keeps an object as small as it is, at the side where lines begin.
func Left(o fyne.CanvasObject) fyne.CanvasObject { return container.NewHBox(o) }
