package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"neem/assets/icons"
	"neem/ui/text"
	neemtheme "neem/ui/theme"
)

// Card puts objects on a card.
func Card(objects ...fyne.CanvasObject) *fyne.Container {
	return ground(neemtheme.ColorCard, neemtheme.ColorCardLine, objects...)
}

// Banner puts objects on the soft ground of a role, with a bar of its colour at
// the side where lines begin and its icon before them: an answer, a warning.
func Banner(icon icons.Name, role fyne.ThemeColorName, objects ...fyne.CanvasObject) *fyne.Container {
	tile := theme.Size(neemtheme.SizeTile)
	bar := canvas.NewRectangle(themeColor(role))
	bar.SetMinSize(fyne.NewSize(6, 0))
	body := sides(top(Tile(icon, role, tile)), Stack(objects...), nil)
	r := canvas.NewRectangle(themeColor(neemtheme.Soft(role)))
	r.StrokeColor, r.StrokeWidth = themeColor(role), 1
	inset := theme.Size(neemtheme.SizeInset)
	return container.NewStack(r, sides(bar, container.New(insetLayout{inset, inset / 2}, body), nil))
}

// Note is a banner of one line.
func Note(icon icons.Name, role fyne.ThemeColorName, words string) *fyne.Container {
	r := canvas.NewRectangle(themeColor(neemtheme.Soft(role)))
	r.CornerRadius = theme.Size(neemtheme.SizeRadius)
	r.StrokeColor, r.StrokeWidth = themeColor(role), 1
	pad := theme.Size(theme.SizeNamePadding)
	return container.NewStack(r, container.New(insetLayout{2 * pad, 0}, WithIcon(neemtheme.Icon(icon, role), Text(words))))
}

func ground(fill, line fyne.ThemeColorName, objects ...fyne.CanvasObject) *fyne.Container {
	r := canvas.NewRectangle(themeColor(fill))
	r.CornerRadius = theme.Size(neemtheme.SizeRadius)
	r.StrokeColor, r.StrokeWidth = themeColor(line), 1
	inset := theme.Size(neemtheme.SizeInset)
	return container.NewStack(r, container.New(insetLayout{inset, inset / 2}, Stack(objects...)))
}

// Tile is an icon on a square of the soft ground of its role.
func Tile(icon icons.Name, role fyne.ThemeColorName, size float32) fyne.CanvasObject {
	r := canvas.NewRectangle(themeColor(neemtheme.Soft(role)))
	r.CornerRadius = size / 4
	r.SetMinSize(fyne.NewSquareSize(size))
	return container.NewStack(r, container.NewCenter(IconSized(neemtheme.Icon(icon, role), size*0.58)))
}

// Chip is a few words on a rounded ground of a role: how long something takes.
func Chip(icon icons.Name, role fyne.ThemeColorName, words string) fyne.CanvasObject {
	label := Colored(words, role, neemtheme.SizeSmall)
	label.Snug, label.Tight = true, true
	r := canvas.NewRectangle(themeColor(neemtheme.Soft(role)))
	r.StrokeColor, r.StrokeWidth = themeColor(role), 1
	r.CornerRadius = theme.Size(neemtheme.SizeRadius)
	pad := theme.Size(theme.SizeNamePadding)
	small := theme.Size(neemtheme.SizeSmall) * 1.2
	return container.NewStack(r, container.New(insetLayout{2 * pad, pad},
		sides(container.NewCenter(IconSized(neemtheme.Icon(icon, role), small)), label, nil)))
}

// Badge is the number of a step in a circle, or a tick once it is done.
func Badge(number string, done bool) fyne.CanvasObject {
	size := theme.Size(neemtheme.SizeTile) * 0.72
	r := canvas.NewRectangle(themeColor(theme.ColorNamePrimary))
	r.CornerRadius = size / 2
	r.SetMinSize(fyne.NewSquareSize(size))
	if done {
		return container.NewStack(r, container.NewCenter(IconSized(neemtheme.Icon(icons.Check, neemtheme.ColorOnPrimary), size*0.62)))
	}
	label := canvas.NewText(number, themeColor(theme.ColorNameForegroundOnPrimary))
	label.TextSize, label.TextStyle.Bold = theme.Size(neemtheme.SizeLead)*0.9, true
	return container.NewStack(r, container.NewCenter(label))
}

// top puts an object at the top of the height that there is.
func top(o fyne.CanvasObject) fyne.CanvasObject { return container.NewVBox(Space(4), o) }

// Illustration is a picture that says nothing that the words beside it do not
// say too.
func Illustration(r fyne.Resource, width, height float32) fyne.CanvasObject {
	return kept(canvas.NewImageFromResource(r), fyne.NewSize(width, height))
}

// Panel puts an object on the soft ground of a role.
func Panel(role fyne.ThemeColorName, o fyne.CanvasObject) fyne.CanvasObject {
	r := canvas.NewRectangle(themeColor(neemtheme.Soft(role)))
	r.CornerRadius = theme.Size(neemtheme.SizeRadius)
	r.StrokeColor, r.StrokeWidth = themeColor(role), 1
	pad := theme.Size(theme.SizeNamePadding)
	return container.NewStack(r, container.New(insetLayout{2 * pad, 0}, o))
}

// Headed puts a tile with an icon before a heading.
func Headed(icon icons.Name, role fyne.ThemeColorName, heading fyne.CanvasObject) fyne.CanvasObject {
	return container.New(headedLayout{}, Tile(icon, role, theme.Size(neemtheme.SizeTile)*0.72), heading)
}

// Numbered puts the badge of a step before a heading.
func Numbered(number string, done bool, heading fyne.CanvasObject) fyne.CanvasObject {
	return container.New(headedLayout{}, Badge(number, done), heading)
}

// headedLayout puts a mark before a heading, both at the middle of the height.
type headedLayout struct{}

// Layout implements fyne.Layout.
func (headedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	mark, heading := objects[0], objects[1]
	least := mark.MinSize()
	mark.Resize(least)
	mark.Move(fyne.NewPos(0, (size.Height-least.Height)/2))
	heading.Resize(fyne.NewSize(size.Width-least.Width, heading.MinSize().Height))
	heading.Move(fyne.NewPos(least.Width, (size.Height-heading.MinSize().Height)/2))
	mirror(objects, size)
}

// MinSize implements fyne.Layout.
func (headedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	mark, heading := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(mark.Width+heading.Width, max(mark.Height, heading.Height))
}

// Keycap is a key of the keyboard.
func Keycap(name string) fyne.CanvasObject {
	r := canvas.NewRectangle(themeColor(theme.ColorNameButton))
	r.CornerRadius = 6
	r.StrokeColor, r.StrokeWidth = themeColor(theme.ColorNameInputBorder), 1
	return container.NewStack(r, Fit(Strong(name)))
}

// Fit keeps a text on one line.
func Fit(p *text.Paragraph) *text.Paragraph {
	p.OneLine = true
	return p
}

// Middle puts an object at half the height that there is, as wide as it is.
func Middle(o fyne.CanvasObject) fyne.CanvasObject { return container.NewCenter(o) }

// ActionBar is the bar with the button that a screen is there for.
func ActionBar(b *Button) fyne.CanvasObject {
	pad := theme.Size(theme.SizeNamePadding)
	b.most = theme.Size(neemtheme.SizeColumn)
	return container.NewStack(canvas.NewRectangle(themeColor(neemtheme.ColorHeader)),
		container.New(insetLayout{0, pad}, container.New(besideColumn{}, b)))
}

// besideColumn makes an object as wide as the column of the page.
type besideColumn struct{}

// Layout implements fyne.Layout.
func (besideColumn) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := columnWidth(size.Width)
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, size.Height))
		o.Move(fyne.NewPos((size.Width-width)/2, 0))
	}
}

// MinSize implements fyne.Layout.
func (besideColumn) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return insetLayout{theme.Size(neemtheme.SizeGap), 0}.MinSize(objects)
}
