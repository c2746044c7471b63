package widget

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"neem/ui/text"
	neemtheme "neem/ui/theme"
)

// Text makes a paragraph.
func Text(s string) *text.Paragraph { return text.NewParagraph(s) }

// Strong makes a paragraph in bold.
func Strong(s string) *text.Paragraph {
	p := Text(s)
	p.Bold = true
	return p
}

// Small makes a paragraph of lesser importance: sources, dates.
func Small(s string) *text.Paragraph {
	p := Muted(s)
	p.SizeName = neemtheme.SizeSmall
	return p
}

// Muted makes a paragraph that stands back.
func Muted(s string) *text.Paragraph {
	p := Text(s)
	p.ColorName = neemtheme.ColorMuted
	return p
}

// Title makes the name of a screen.
func Title(s string) *text.Paragraph { return sized(s, neemtheme.SizeTitle) }

// Lead makes the name of a card.
func Lead(s string) *text.Paragraph { return sized(s, neemtheme.SizeLead) }

// Display makes the largest text: a telephone number.
func Display(s string) *text.Paragraph { return sized(s, neemtheme.SizeDisplay) }

func sized(s string, name fyne.ThemeSizeName) *text.Paragraph {
	p := Strong(s)
	p.SizeName = name
	return p
}

// Colored makes a paragraph in bold in the colour of a role.
func Colored(s string, role fyne.ThemeColorName, size fyne.ThemeSizeName) *text.Paragraph {
	p := Strong(s)
	p.ColorName = role
	if size != "" {
		p.SizeName = size
	}
	return p
}

// Private marks a paragraph that has what a person has typed: it is not read
// aloud.
func Private(p *text.Paragraph) *text.Paragraph {
	p.Private = true
	return p
}

// Icon makes an icon of the theme's inline size.
func Icon(r fyne.Resource) fyne.CanvasObject {
	return IconSized(r, theme.Size(theme.SizeNameInlineIcon))
}

// IconSized makes an icon of a given size.
func IconSized(r fyne.Resource, size float32) fyne.CanvasObject {
	return kept(canvas.NewImageFromResource(r), fyne.NewSquareSize(size))
}

// kept shows a picture at a size, or in the middle of more room. The toolkit reads a
// picture whenever it is asked how large that must be, so nothing asks it.
func kept(i *canvas.Image, size fyne.Size) *fyne.Container {
	i.FillMode = canvas.ImageFillContain
	i.SetMinSize(size)
	return container.New(keptLayout(size), i)
}

// keptLayout gives what it lays out all the room, and asks for a size of its own.
type keptLayout fyne.Size

// Layout implements fyne.Layout.
func (keptLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

// MinSize implements fyne.Layout.
func (l keptLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size(l) }

// WithIcon puts an icon before a text, at the height of its first line.
func WithIcon(icon fyne.Resource, words fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&besideLayout{lead: theme.Size(theme.SizeNameInlineIcon)}, Icon(icon), words)
}

// Stack puts objects one under another, texts close together.
func Stack(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(stackLayout{}, objects...)
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

// Item makes a line of a numbered list.
func Item(n int, words string) fyne.CanvasObject {
	number := Fit(Strong(strconv.Itoa(n) + "."))
	return container.New(&besideLayout{lead: number.MinSize().Width}, number, Text(words))
}

// Fault makes the line that says what is wrong with a field.
func Fault(icon fyne.Resource, words string) fyne.CanvasObject {
	l := Strong(words)
	l.ColorName = theme.ColorNameError
	return WithIcon(icon, l)
}

// Bar puts an object on a ground that goes from one side of the window to the
// other. The object stands in line with the page's column.
func Bar(ground fyne.ThemeColorName, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(canvas.NewRectangle(themeColor(ground)), container.New(insetLayout{0, theme.Size(theme.SizeNamePadding)}, container.New(besideColumn{}, o)))
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
func Left(o fyne.CanvasObject) fyne.CanvasObject { return Line(o) }
