// Package theme is the program's look: colours by role, sizes, the bundled
// fonts, and the icons. docs/design.md has it in words and pictures.
//
// The fonts are the program's own, so that no screen depends on what is
// installed on the machine. There is one face for all text, set for the whole
// app: Fyne measures text with the app's theme only.
package theme

import (
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"neem/assets/fonts"
	"neem/assets/icons"
)

// Names of colours by role, beside Fyne's own. The four answers differ in
// shape of icon and in words too, never in colour alone. Each role has a soft
// ground of its own, on which its colour can be read.
const (
	ColorFound    fyne.ThemeColorName = "neem-found"
	ColorPossible fyne.ThemeColorName = "neem-possible"
	ColorNotFound fyne.ThemeColorName = "neem-not-found"
	ColorUnknown  fyne.ThemeColorName = "neem-unknown"
	ColorInfo     fyne.ThemeColorName = "neem-info"
	ColorDanger   fyne.ThemeColorName = "neem-danger" // what never to do, what is wrong; never an answer

	ColorCard      fyne.ThemeColorName = "neem-card"
	ColorCardLine  fyne.ThemeColorName = "neem-card-line"
	ColorCardHover fyne.ThemeColorName = "neem-card-hover"
	ColorUrgent    fyne.ThemeColorName = "neem-urgent"    // ground of the emergency line
	ColorOnUrgent  fyne.ThemeColorName = "neem-on-urgent" // text on it
	ColorMuted     fyne.ThemeColorName = "neem-muted"     // less important text
	ColorRing      fyne.ThemeColorName = "neem-ring"      // around what has the focus
)

// Soft returns the name of the soft ground of a role, or of the primary colour.
func Soft(role fyne.ThemeColorName) fyne.ThemeColorName { return role + "-soft" }

// Fyne's names for the colours that icons are drawn in.
const (
	ColorForeground = theme.ColorNameForeground
	ColorPrimary    = theme.ColorNamePrimary
	ColorOnPrimary  = theme.ColorNameForegroundOnPrimary
	ColorHeader     = theme.ColorNameHeaderBackground
	ColorBackground = theme.ColorNameBackground
)

// Names of sizes beside Fyne's own.
const (
	SizeDisplay fyne.ThemeSizeName = "neem-display" // a telephone number, the name of the first screen
	SizeTitle   fyne.ThemeSizeName = "neem-title"   // the name of a screen
	SizeLead    fyne.ThemeSizeName = "neem-lead"    // the name of a card
	SizeSmall   fyne.ThemeSizeName = "neem-small"   // sources and dates
	SizeRadius  fyne.ThemeSizeName = "neem-radius"  // corners of cards
	SizeGap     fyne.ThemeSizeName = "neem-gap"     // between cards
	SizeInset   fyne.ThemeSizeName = "neem-inset"   // between the edge of a card and what stands on it
	SizeTile    fyne.ThemeSizeName = "neem-tile"    // a coloured square with an icon
	SizeColumn  fyne.ThemeSizeName = "neem-column"  // the width of the column of text
)

// Options are what a person can choose of the look.
type Options struct {
	Look  Look
	Scale Scale
}

// Theme is the program's Fyne theme.
type Theme struct {
	regular, bold fyne.Resource
	options       Options
}

// faces are made once: Fyne caches glyphs by resource.
var faces = sync.OnceValues(func() (regular, bold fyne.Resource) {
	return fyne.NewStaticResource(fonts.RegularName, fonts.Regular()), fyne.NewStaticResource(fonts.BoldName, fonts.Bold())
})

// New returns the theme with a look and a size of text.
func New(o Options) *Theme {
	regular, bold := faces()
	return &Theme{regular: regular, bold: bold, options: o}
}

// Options returns what the theme was made with.
func (t *Theme) Options() Options { return t.options }

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if shades, ok := palette[name]; ok {
		return rgb(shades.in(t.options.Look))
	}
	if shades, ok := translucent[name]; ok {
		c := rgb(shades.in(t.options.Look))
		c.A = veil
		return c
	}
	variant := theme.VariantLight
	if t.options.Look == Dark {
		variant = theme.VariantDark
	}
	return theme.DefaultTheme().Color(name, variant)
}

// Font implements fyne.Theme. There is no italic: most scripts of India have
// none.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol:
		return theme.DefaultTheme().Font(style)
	case style.Bold:
		return t.bold
	}
	return t.regular
}

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// sizes are those of the program's own and of Fyne's that differ from its
// defaults, at 100 %. The steps of text are about a sixth apart.
var sizes = map[fyne.ThemeSizeName]float32{
	SizeDisplay:                  34,
	SizeTitle:                    27,
	theme.SizeNameHeadingText:    27,
	SizeLead:                     20,
	theme.SizeNameSubHeadingText: 20,
	theme.SizeNameText:           16,
	SizeSmall:                    14,
	theme.SizeNameCaptionText:    14,
	theme.SizeNameInlineIcon:     24,
	SizeTile:                     52,
	SizeColumn:                   880,
}

// rooms are sizes of what is not text. They grow less than text does, so that
// large text leaves room for itself.
var rooms = map[fyne.ThemeSizeName]float32{
	theme.SizeNamePadding:        5,
	theme.SizeNameInnerPadding:   9,
	theme.SizeNameLineSpacing:    5,
	theme.SizeNameScrollBar:      14,
	theme.SizeNameScrollBarSmall: 6,
	SizeGap:                      14,
	SizeInset:                    12,
}

// corners do not grow.
var corners = map[fyne.ThemeSizeName]float32{
	theme.SizeNameInputRadius:     8,
	theme.SizeNameSelectionRadius: 8,
	SizeRadius:                    14,
}

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	scale := t.options.Scale.factor()
	if size, ok := sizes[name]; ok {
		return size * scale
	}
	if size, ok := rooms[name]; ok {
		return size * (1 + (scale-1)/2)
	}
	if size, ok := corners[name]; ok {
		return size
	}
	return theme.DefaultTheme().Size(name)
}

// Icon returns one of the program's icons in a colour of the theme.
func Icon(name icons.Name, in fyne.ThemeColorName) fyne.Resource {
	data, err := icons.SVG(name)
	if err != nil {
		return theme.BrokenImageIcon() // a test opens every icon
	}
	r := theme.NewThemedResource(fyne.NewStaticResource(name.File(), data))
	r.ColorName = in
	return r
}

// AppIcon returns the program's own icon.
func AppIcon() fyne.Resource {
	const size = 256
	data, err := icons.AppPNG(size)
	if err != nil {
		return theme.BrokenImageIcon()
	}
	return fyne.NewStaticResource("neem-256.png", data)
}

// Illustration returns one of the program's pictures.
func Illustration(p icons.Picture) fyne.Resource {
	data, err := icons.PictureSVG(p)
	if err != nil {
		return theme.BrokenImageIcon() // a test opens every picture
	}
	return fyne.NewStaticResource(string(p)+".svg", data)
}
