package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// A Look is a set of colours. The words are messages "settings.look.<look>".
type Look string

// The looks.
const (
	Light    Look = "light"
	Dark     Look = "dark"
	Contrast Look = "contrast" // black on white, with strong lines
)

// Looks lists the looks; the first one is that of a first start.
func Looks() []Look { return []Look{Light, Dark, Contrast} }

// ParseLook reads a look; what is none is the first one.
func ParseLook(s string) Look {
	for _, l := range Looks() {
		if string(l) == s {
			return l
		}
	}
	return Looks()[0]
}

// A Scale is the size of text in percent.
type Scale int

// Scales lists the sizes of text; the first one is that of a first start.
func Scales() []Scale { return []Scale{100, 125, 150, 175, 200} }

// ParseScale reads a size of text in percent; what is none is the first one.
func ParseScale(percent int) Scale {
	for _, s := range Scales() {
		if int(s) == percent {
			return s
		}
	}
	return Scales()[0]
}

// Large reports whether text is so large that the frame around a screen has to
// make room for it.
func (s Scale) Large() bool { return s >= 150 }

func (s Scale) factor() float32 { return float32(max(s, Scales()[0])) / 100 }

// shades are a colour in each look, as 0xRRGGBB.
type shades struct{ light, dark, contrast uint32 }

func (s shades) in(l Look) uint32 {
	switch l {
	case Dark:
		return s.dark
	case Contrast:
		return s.contrast
	}
	return s.light
}

// rgb makes an opaque colour of 0xRRGGBB.
func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// palette has every colour that is the program's own. All text reaches a
// contrast of at least 4.5 to 1 on every ground it stands on, 7 to 1 in the
// contrast look; a test computes it.
var palette = map[fyne.ThemeColorName]shades{
	theme.ColorNameBackground:          {0xf5f3ec, 0x161a18, 0xffffff},
	theme.ColorNameForeground:          {0x1d2a24, 0xeef2ec, 0x000000},
	theme.ColorNamePrimary:             {0x1b6547, 0x7fd0a6, 0x00391f},
	theme.ColorNameForegroundOnPrimary: {0xffffff, 0x0c2016, 0xffffff},
	theme.ColorNameButton:              {0xe3e8dd, 0x343d37, 0xd6d6d6},
	theme.ColorNameDisabled:            {0x4f5b55, 0xaab5ae, 0x202020},
	theme.ColorNameDisabledButton:      {0xeceee7, 0x262b28, 0xf0f0f0},
	theme.ColorNameInputBackground:     {0xffffff, 0x242a27, 0xffffff},
	theme.ColorNameInputBorder:         {0x6f7d75, 0x86938b, 0x000000},
	theme.ColorNamePlaceHolder:         {0x5f6b64, 0x9fa9a3, 0x303030},
	theme.ColorNameHyperlink:           {0x1a5f8a, 0x8cc4ea, 0x00338a},
	theme.ColorNameSeparator:           {0xd9dccf, 0x3a423c, 0x000000},
	theme.ColorNameScrollBar:           {0x8d978f, 0x7f8c85, 0x000000},
	theme.ColorNameHeaderBackground:    {0xffffff, 0x1f2522, 0xffffff},
	theme.ColorNameMenuBackground:      {0xffffff, 0x262c29, 0xffffff},
	theme.ColorNameOverlayBackground:   {0xffffff, 0x222825, 0xffffff},
	theme.ColorNameError:               {0xb01e46, 0xff9db0, 0x8a0027},

	ColorFound:     {0xa3281e, 0xf5a197, 0x7d0000},
	ColorPossible:  {0x835000, 0xf0bd6c, 0x573300},
	ColorNotFound:  {0x33566b, 0xa3c7dc, 0x0b3a57},
	ColorUnknown:   {0x5b4a82, 0xc9bcec, 0x38226b},
	ColorInfo:      {0x1a5f8a, 0x8cc4ea, 0x00386b},
	ColorDanger:    {0xb01e46, 0xff9db0, 0x8a0027},
	ColorCard:      {0xffffff, 0x222825, 0xffffff},
	ColorCardLine:  {0xdfe2d6, 0x39423c, 0x000000},
	ColorCardHover: {0xf1f6ef, 0x2b332f, 0xe8f0ff},
	ColorUrgent:    {0xfbe6d3, 0x43301c, 0x000000},
	ColorOnUrgent:  {0x5a2a05, 0xffdcb8, 0xffffff},
	ColorMuted:     {0x4f5b55, 0xaab5ae, 0x202020},
	ColorRing:      {0x1b6547, 0x7fd0a6, 0x0047c2},

	Soft(ColorFound):    {0xfbe9e6, 0x3f2422, 0xffffff},
	Soft(ColorPossible): {0xfbf0dc, 0x3b2f1a, 0xffffff},
	Soft(ColorNotFound): {0xe6eef3, 0x22303a, 0xffffff},
	Soft(ColorUnknown):  {0xeeeaf6, 0x2f2a3f, 0xffffff},
	Soft(ColorInfo):     {0xe5eff6, 0x1f303c, 0xffffff},
	Soft(ColorDanger):   {0xfbe8ed, 0x3f232b, 0xffffff},
	Soft(ColorPrimary):  {0xe4f0e9, 0x20342a, 0xffffff},
}

// translucent colours are laid over others: around what has the focus, behind
// text that is selected.
var translucent = map[fyne.ThemeColorName]shades{
	theme.ColorNameFocus:     {0x1b6547, 0x7fd0a6, 0x0047c2},
	theme.ColorNameSelection: {0x1b6547, 0x7fd0a6, 0x0047c2},
}

// veil is how much of what is below a translucent colour hides.
const veil = 0x58
