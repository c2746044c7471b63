package theme

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"neem/assets/icons"
	"neem/locale"
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

// inks are the colours of text, grounds those it stands on.
func inksAndGrounds() (inks, grounds []fyne.ThemeColorName) {
	return []fyne.ThemeColorName{
			theme.ColorNameForeground, theme.ColorNamePlaceHolder, theme.ColorNameHyperlink, theme.ColorNameError,
			ColorPrimary, ColorMuted, ColorFound, ColorPossible, ColorNotFound, ColorUnknown, ColorInfo, ColorDanger,
		}, []fyne.ThemeColorName{
			theme.ColorNameBackground, theme.ColorNameInputBackground, theme.ColorNameHeaderBackground,
			theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground, ColorCard, ColorCardHover,
		}
}

// All text reaches WCAG 2.1 AA, 4.5 to 1, on every ground that it stands on,
// and AAA, 7 to 1, in the contrast look.
func TestContrast(t *testing.T) {
	inks, grounds := inksAndGrounds()
	pairs := [][2]fyne.ThemeColorName{
		{ColorOnUrgent, ColorUrgent}, {theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary},
		{theme.ColorNameForeground, theme.ColorNameButton},
	}
	for _, role := range []fyne.ThemeColorName{ColorFound, ColorPossible, ColorNotFound, ColorUnknown, ColorInfo, ColorDanger, ColorPrimary} {
		for _, ink := range []fyne.ThemeColorName{role, theme.ColorNameForeground, ColorMuted} {
			pairs = append(pairs, [2]fyne.ThemeColorName{ink, Soft(role)})
		}
	}
	for _, g := range grounds {
		for _, i := range inks {
			pairs = append(pairs, [2]fyne.ThemeColorName{i, g})
		}
	}
	for _, look := range Looks() {
		least, worst := math.Inf(1), ""
		for _, p := range pairs {
			c := contrast(palette[p[0]].in(look), palette[p[1]].in(look))
			if c < least {
				least, worst = c, string(p[0]+" on "+p[1])
			}
			want := 4.5
			if look == Contrast {
				want = 7
			}
			if c < want {
				t.Errorf("%s: %s on %s is %.2f, less than %.1f", look, p[0], p[1], c, want)
			}
		}
		t.Logf("%s: the least contrast is %.2f, %s", look, least, worst)
	}
}

// What is not text, but must be seen, reaches 3 to 1 (WCAG 2.1, 1.4.11).
func TestContrastOfLines(t *testing.T) {
	for _, look := range Looks() {
		for _, p := range [][2]fyne.ThemeColorName{
			{theme.ColorNameInputBorder, theme.ColorNameInputBackground}, {theme.ColorNameInputBorder, ColorCard},
			{ColorRing, ColorCard}, {ColorRing, theme.ColorNameBackground}, {ColorRing, ColorCardHover},
		} {
			if c := contrast(palette[p[0]].in(look), palette[p[1]].in(look)); c < 3 {
				t.Errorf("%s: %s on %s is %.2f", look, p[0], p[1], c)
			}
		}
	}
}

// No two roles look alike: whoever sees colours can tell them apart.
func TestRolesDiffer(t *testing.T) {
	roles := []fyne.ThemeColorName{ColorFound, ColorPossible, ColorNotFound, ColorUnknown, ColorInfo, ColorDanger}
	for _, look := range Looks() {
		seen := map[uint32]fyne.ThemeColorName{}
		for _, r := range roles {
			c := palette[r].in(look)
			if other, ok := seen[c]; ok {
				t.Errorf("%s: %s and %s are the same", look, r, other)
			}
			seen[c] = r
		}
	}
}

func TestParse(t *testing.T) {
	if ParseLook("dark") != Dark || ParseLook("") != Light || ParseLook("neon") != Light {
		t.Error("looks are read wrongly")
	}
	if ParseScale(150) != 150 || ParseScale(0) != 100 || ParseScale(1000) != 100 {
		t.Error("sizes are read wrongly")
	}
}

// Text grows as it is asked to; corners do not, and room grows less.
func TestSizes(t *testing.T) {
	normal, large := New(Options{Look: Light, Scale: 100}, locale.Language{Tag: "en"}), New(Options{Look: Light, Scale: 200}, locale.Language{Tag: "en"})
	for name := range sizes {
		if large.Size(name) != 2*normal.Size(name) {
			t.Errorf("%s grows from %v to %v", name, normal.Size(name), large.Size(name))
		}
	}
	if large.Size(SizeRadius) != normal.Size(SizeRadius) || large.Size(SizeGap) >= 2*normal.Size(SizeGap) {
		t.Error("corners or room grow wrongly")
	}
	for _, name := range []fyne.ThemeSizeName{SizeSmall, theme.SizeNameText} {
		if normal.Size(name) < 14 {
			t.Errorf("%s is %v: too small to read", name, normal.Size(name))
		}
	}
}

func TestEveryIconIsThere(t *testing.T) {
	test.NewTempApp(t)
	for _, n := range icons.All() {
		if Icon(n, ColorForeground) == theme.BrokenImageIcon() {
			t.Errorf("%s is missing", n)
		}
	}
	if AppIcon() == theme.BrokenImageIcon() {
		t.Error("the app icon is missing")
	}
}
