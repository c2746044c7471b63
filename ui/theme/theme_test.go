package theme

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"neem/assets/icons"
)

// luminance is the relative luminance of WCAG 2.1.
func luminance(v uint32) float64 {
	part := func(c uint32) float64 {
		s := float64(c&0xff) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(v>>16) + 0.7152*part(v>>8) + 0.0722*part(v)
}

func contrast(a, b uint32) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// All text reaches WCAG AA, 4.5 to 1, on every ground that it stands on.
func TestContrast(t *testing.T) {
	grounds := []fyne.ThemeColorName{theme.ColorNameBackground, ColorCard, ColorCardHover, theme.ColorNameInputBackground, theme.ColorNameHeaderBackground}
	inks := []fyne.ThemeColorName{theme.ColorNameForeground, ColorMuted, ColorFound, ColorPossible, ColorNotFound, ColorUnknown, ColorInfo, ColorDanger, theme.ColorNamePlaceHolder, theme.ColorNameHyperlink, theme.ColorNameError}
	pairs := [][2]fyne.ThemeColorName{{ColorOnUrgent, ColorUrgent}, {theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary}, {theme.ColorNameForeground, theme.ColorNameButton}}
	for _, g := range grounds {
		for _, i := range inks {
			pairs = append(pairs, [2]fyne.ThemeColorName{i, g})
		}
	}
	for _, p := range pairs {
		ink, ground := palette[p[0]], palette[p[1]]
		if c := contrast(ink.light, ground.light); c < 4.5 {
			t.Errorf("light: %s on %s is %.2f", p[0], p[1], c)
		}
		if c := contrast(ink.dark, ground.dark); c < 4.5 {
			t.Errorf("dark: %s on %s is %.2f", p[0], p[1], c)
		}
	}
}

func TestEveryIconIsThere(t *testing.T) {
	for _, n := range icons.All() {
		if Icon(n, ColorForeground) == theme.BrokenImageIcon() {
			t.Errorf("%s is missing", n)
		}
	}
	if AppIcon() == theme.BrokenImageIcon() {
		t.Error("the app icon is missing")
	}
}
