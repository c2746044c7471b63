// Package theme is the program's look: colours by role, sizes, the bundled
// fonts, and the icons. docs/design.md has it in words and pictures.
//
// The fonts are the program's own, so that no screen depends on what is
// installed on the machine. Each language has one face, set for the whole app:
// Fyne measures text with the app's theme only. The theme knows the language,
// and with it the side from which lines run.
package theme

import (
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"neem/assets/fonts"
	"neem/assets/icons"
	"neem/locale"
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
	face    fonts.Face
	rtl     bool
	options Options
}

// New returns the theme with a look and a size of text, for texts of a
// language.
func New(o Options, l locale.Language) *Theme {
	return &Theme{face: fonts.For(l.Tag), rtl: l.RTL, options: o}
}

// resources are the font files, made once: Fyne caches glyphs by resource.
var resources = sync.OnceValue(func() map[string]fyne.Resource {
	files := map[string]fyne.Resource{}
	for _, f := range fonts.All() {
		files[f.RegularName()] = fyne.NewStaticResource(f.RegularName(), f.Regular())
		files[f.BoldName()] = fyne.NewStaticResource(f.BoldName(), f.Bold())
	}
	return files
})

func resource(f fonts.Face, bold bool) fyne.Resource {
	if bold {
		return resources()[f.BoldName()]
	}
	return resources()[f.RegularName()]
}

// current is the theme of the app; nil if it has another one.
func current() *Theme {
	t, _ := fyne.CurrentApp().Settings().Theme().(*Theme)
	return t
}

// RTL reports whether the app's language runs from right to left.
func RTL() bool {
	t := current()
	return t != nil && t.rtl
}

// A Fragment is a stretch of text that one font has all letters of.
type Fragment struct {
	Text string
	Font fyne.Resource // nil: the app's own
}

// Fragments cuts a text where it needs another font than the app's own: what
// publishers write may be in another script than the app's language.
func Fragments(text string, bold bool) []Fragment {
	t := current()
	if t == nil {
		return []Fragment{{Text: text}}
	}
	var all []Fragment
	for _, s := range fonts.Split(text, t.face) {
		f := Fragment{Text: s.Text}
		if s.Face.Family != t.face.Family {
			f.Font = resource(s.Face, bold)
		}
		all = append(all, f)
	}
	return all
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
	if style.Symbol {
		return theme.DefaultTheme().Font(style)
	}
	return resource(t.face, style.Bold)
}

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// letters are the sizes of text at 100 %, the program's own and those of Fyne's
// that differ from its defaults. The steps are about a sixth apart.
var letters = map[fyne.ThemeSizeName]float32{
	SizeDisplay:                  34,
	SizeTitle:                    27,
	theme.SizeNameHeadingText:    27,
	SizeLead:                     20,
	theme.SizeNameSubHeadingText: 20,
	theme.SizeNameText:           16,
	SizeSmall:                    14,
	theme.SizeNameCaptionText:    14,
}

// sizes are what grows with text.
var sizes = map[fyne.ThemeSizeName]float32{
	theme.SizeNameInlineIcon: 24,
	SizeTile:                 52,
	SizeColumn:               880,
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
	if size, ok := letters[name]; ok {
		return size * scale * t.face.Enlarge
	}
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
