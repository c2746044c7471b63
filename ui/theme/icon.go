package theme

import (
	"fmt"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"neem/assets/icons"
)

// Icon returns one of the program's icons in a colour of the theme. One that
// points somewhere points the other way where the language runs from right to
// left.
func Icon(name icons.Name, in fyne.ThemeColorName) fyne.Resource {
	if RTL() {
		name = name.Mirrored()
	}
	data, err := icons.SVG(name)
	if err != nil {
		return theme.BrokenImageIcon() // a test opens every icon
	}
	return Tinted(fyne.NewStaticResource(name.File(), data), in)
}

// Onward is the icon of what leads on.
func Onward() fyne.Resource {
	if RTL() {
		return Tinted(theme.NavigateBackIcon(), ColorForeground)
	}
	return Tinted(theme.NavigateNextIcon(), ColorForeground)
}

// Closed is the icon of what can be opened downwards.
func Closed() fyne.Resource {
	if RTL() {
		return Icon(icons.ClosedRTL, ColorForeground)
	}
	return Tinted(theme.MenuExpandIcon(), ColorForeground)
}

// Tinted returns a picture in a colour of the theme that there is now: screens are
// built anew when the theme changes. The toolkit's own themed pictures are coloured
// whenever they are measured, which was a third of the time that a screen took.
func Tinted(picture fyne.Resource, in fyne.ThemeColorName) fyne.Resource {
	r, g, b, a := theme.Color(in).RGBA()
	key := fmt.Sprintf("%02x%02x%02x%02x-%s", r>>8, g>>8, b>>8, a>>8, picture.Name())
	if t, ok := tinted().Load(key); ok {
		return t.(fyne.Resource)
	}
	themed := theme.NewThemedResource(picture)
	themed.ColorName = in
	t := fyne.NewStaticResource(key, themed.Content())
	tinted().Store(key, t)
	return t
}

// tinted are the pictures that were coloured before: some hundred at most.
var tinted = sync.OnceValue(func() *sync.Map { return new(sync.Map) })
