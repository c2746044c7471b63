// Package theme is the program's look: colours by role, sizes, the bundled
// fonts, and the icons.
//
// The fonts are the program's own, so that no screen depends on what is
// installed on the machine. There is one face for all text, set for the whole
// app: Fyne measures text with the app's theme only.
package theme

import (
	"image/color"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"neem/assets/fonts"
	"neem/assets/icons"
)

// Names of colours by role, beside Fyne's own. The four answers differ in
// shape of icon and in words too, never in colour alone.
const (
	ColorFound     fyne.ThemeColorName = "neem-found"
	ColorPossible  fyne.ThemeColorName = "neem-possible"
	ColorNotFound  fyne.ThemeColorName = "neem-not-found"
	ColorUnknown   fyne.ThemeColorName = "neem-unknown"
	ColorInfo      fyne.ThemeColorName = "neem-info"
	ColorDanger    fyne.ThemeColorName = "neem-danger" // what never to do, what is wrong; never an answer
	ColorCard      fyne.ThemeColorName = "neem-card"
	ColorCardLine  fyne.ThemeColorName = "neem-card-line"
	ColorCardHover fyne.ThemeColorName = "neem-card-hover"
	ColorUrgent    fyne.ThemeColorName = "neem-urgent"    // ground of the emergency line
	ColorOnUrgent  fyne.ThemeColorName = "neem-on-urgent" // text on it
	ColorMuted     fyne.ThemeColorName = "neem-muted"     // less important text
	ColorRing      fyne.ThemeColorName = "neem-ring"      // around what has the focus
)

// Fyne's names for the colours that icons are drawn in.
const (
	ColorForeground = theme.ColorNameForeground
	ColorPrimary    = theme.ColorNamePrimary
	ColorOnPrimary  = theme.ColorNameForegroundOnPrimary
	ColorHeader     = theme.ColorNameHeaderBackground
)

// Names of sizes beside Fyne's own.
const (
	SizeTitle  fyne.ThemeSizeName = "neem-title"  // the name of a screen
	SizeLead   fyne.ThemeSizeName = "neem-lead"   // the name of a card, a phone number
	SizeSmall  fyne.ThemeSizeName = "neem-small"  // sources and dates
	SizeRadius fyne.ThemeSizeName = "neem-radius" // corners of cards
	SizeGap    fyne.ThemeSizeName = "neem-gap"    // between cards
)

// Theme is the program's Fyne theme.
type Theme struct {
	regular, bold fyne.Resource
	dark          bool
}

// New returns the theme. It is light unless Fyne's own variable, FYNE_THEME,
// asks for dark: where a system does not say what it prefers, Fyne would take
// dark. The font resources are made once and kept: Fyne
// caches glyphs by resource.
func New() *Theme {
	return &Theme{
		regular: fyne.NewStaticResource(fonts.RegularName, fonts.Regular()),
		bold:    fyne.NewStaticResource(fonts.BoldName, fonts.Bold()),
		dark:    os.Getenv("FYNE_THEME") == "dark",
	}
}

// rgb makes an opaque colour of 0xRRGGBB.
func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

type pair struct{ light, dark uint32 }

// palette has every colour that is the program's own. All text reaches a
// contrast of at least 4.5 to 1 on its ground; a test computes it.
var palette = map[fyne.ThemeColorName]pair{
	theme.ColorNameBackground:          {0xf6f4ee, 0x1b1f1c},
	theme.ColorNameForeground:          {0x22302a, 0xeef2ec},
	theme.ColorNamePrimary:             {0x1f6b4a, 0x7cc9a0},
	theme.ColorNameForegroundOnPrimary: {0xffffff, 0x10231a},
	theme.ColorNameButton:              {0xe6e9df, 0x2e3530},
	theme.ColorNameDisabled:            {0x6a746e, 0x98a29b},
	theme.ColorNameDisabledButton:      {0xeceee7, 0x262b28},
	theme.ColorNameInputBackground:     {0xffffff, 0x262b28},
	theme.ColorNameInputBorder:         {0x7d8a82, 0x7f8c85},
	theme.ColorNamePlaceHolder:         {0x66716a, 0x9aa59e},
	theme.ColorNameHyperlink:           {0x1a5f8a, 0x8cc4ea},
	theme.ColorNameSeparator:           {0xd9dccf, 0x3a423c},
	theme.ColorNameScrollBar:           {0x8d978f, 0x7f8c85},
	theme.ColorNameHeaderBackground:    {0xffffff, 0x222723},
	theme.ColorNameMenuBackground:      {0xffffff, 0x262b28},
	theme.ColorNameOverlayBackground:   {0xffffff, 0x222723},
	theme.ColorNameError:               {0xb01e46, 0xff9db0},
	ColorFound:                         {0xa3281e, 0xf0968c},
	ColorPossible:                      {0x8a5200, 0xf0bd6c},
	ColorNotFound:                      {0x33566b, 0xa3c7dc},
	ColorUnknown:                       {0x5b4a82, 0xc3b4e8},
	ColorInfo:                          {0x1a5f8a, 0x8cc4ea},
	ColorDanger:                        {0xb01e46, 0xff9db0},
	ColorCard:                          {0xffffff, 0x262b28},
	ColorCardLine:                      {0xd9dccf, 0x3f4842},
	ColorCardHover:                     {0xf0f5ee, 0x2f3732},
	ColorUrgent:                        {0xfbe9d8, 0x43301c},
	ColorOnUrgent:                      {0x5a2a05, 0xffdcb8},
	ColorMuted:                         {0x55605a, 0xa9b4ad},
	ColorRing:                          {0x1f6b4a, 0x7cc9a0},
}

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	p, ok := palette[name]
	if !ok {
		variant := theme.VariantLight
		if t.dark {
			variant = theme.VariantDark
		}
		return theme.DefaultTheme().Color(name, variant)
	}
	if t.dark {
		return rgb(p.dark)
	}
	return rgb(p.light)
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

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 16
	case theme.SizeNameCaptionText, SizeSmall:
		return 13.5
	case theme.SizeNameSubHeadingText, SizeLead:
		return 19
	case theme.SizeNameHeadingText, SizeTitle:
		return 27
	case theme.SizeNameInlineIcon:
		return 24
	case theme.SizeNamePadding:
		return 5
	case theme.SizeNameInnerPadding:
		return 9
	case theme.SizeNameLineSpacing:
		return 5
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return 6
	case theme.SizeNameScrollBar:
		return 14
	case theme.SizeNameScrollBarSmall:
		return 5
	case SizeRadius:
		return 10
	case SizeGap:
		return 12
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
