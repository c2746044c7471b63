package widget

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"neem/locale"
	"neem/ui/theme"
)

// What a page has just got can be shown before it was ever drawn.
func TestRevealBeforeDrawing(t *testing.T) {
	// Without a window, so that no object is on a canvas.
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Look: theme.Light, Scale: 100}, locale.Language{Tag: "en"}))
	target := canvas.NewRectangle(color.Black)
	target.SetMinSize(fyne.NewSize(20, 20))
	p := NewPage(nil, Space(900), container.NewStack(Stack(Space(300), target)), Space(900))
	p.Object().Resize(fyne.NewSize(400, 300))
	p.Reveal(target)
	if y := p.Scroll(); y < 900 || y > 1300 {
		t.Errorf("the page is scrolled to %v", y)
	}
}
