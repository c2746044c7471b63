package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"neem/ui/screen"
	"neem/ui/theme"
)

// Nothing is cut off or lost: every screen in every language fits into windows
// from 1024 by 600 to 4K, with text of the normal and of the largest size, and
// no text stands outside the box that it is in.
func TestEverythingFits(t *testing.T) {
	w := newWindow(t)
	sizes := []fyne.Size{{Width: 1024, Height: 600}, {Width: 1366, Height: 768}, {Width: 3840, Height: 2160}}
	scales := []theme.Scale{100, 150, 200}
	if testing.Short() {
		sizes, scales = sizes[:1], []theme.Scale{100, 200}
	}
	for _, scale := range scales {
		w.SetOptions(theme.Options{Look: theme.Light, Scale: scale})
		for _, l := range w.cfg.Guidance.Edition.Locales.Languages() {
			if testing.Short() && scale == 100 && !slices.Contains([]string{"en", "ta", "ml", "ur"}, l.Tag) {
				continue // the longest words, and those from right to left
			}
			w.SwitchLanguage(l.Tag)
			for _, size := range sizes {
				for _, n := range screen.Names() {
					fill(w.desk)
					w.Show(screen.Home)
					bring(w, n)
					fits(t, w, fmt.Sprintf("%s in %s at %d %%", n, l.Tag, scale), size)
				}
				// While a client is served, a bar stands over every screen.
				w.desk.Helpdesk = true
				w.Begin(l.Tag)
				w.desk.Client.Agreed = true
				w.desk.Client.Worker = "en"
				fill(w.desk)
				for _, n := range []screen.Name{screen.Home, screen.Leaked, screen.Complaint} {
					w.Show(n)
					w.watch.left.SetText(w.leftText(10 * time.Minute))
					fits(t, w, fmt.Sprintf("%s for a client in %s at %d %%", n, l.Tag, scale), size)
				}
				w.desk.Session.Saved = nil // the files are invented
				w.end()
				w.desk.Helpdesk = false
			}
		}
	}
}

// fits reports what of the present screen does not fit into a window.
func fits(t *testing.T, w *Window, name string, size fyne.Size) {
	t.Helper()
	// A window comes to its size in steps; text that wraps learns its height from
	// its width.
	for _, short := range []float32{1, 0, 1, 0} {
		w.window.Resize(size.SubtractWidthHeight(short, 0))
	}
	name = fmt.Sprintf("%s in %v", name, size)
	if least := w.window.Content().MinSize(); least.Width > size.Width || least.Height > size.Height {
		t.Errorf("%s needs %v", name, least)
	}
	least := size.Height / 4
	if w.desk.Client != nil {
		least = size.Height / 5 // the session has its own buttons
	}
	if shown := w.page.Object().Size().Height; shown < least {
		t.Errorf("%s has only %v for the screen itself", name, shown)
	}
	outside(t, name, w.window.Content(), fyne.Position{}, size.Width)
}

// outside reports text beyond the box that it is in, or beyond the window's
// sides.
func outside(t *testing.T, name string, o fyne.CanvasObject, at fyne.Position, width float32) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	if s, ok := o.(*container.Scroll); ok {
		outside(t, name, s.Content, at, width)
		return
	}
	const rounding = 1
	for _, child := range children(o) {
		text, ok := child.(*canvas.Text)
		if !ok || text.Text == "" || !text.Visible() {
			continue
		}
		least := text.MinSize()
		if strings.HasSuffix(text.Text, "\u00a0") { // room for what hangs over
			least.Width -= fyne.MeasureText("\u00a0", text.TextSize, text.TextStyle).Width
		}
		right, bottom := text.Position().X+least.Width, text.Position().Y+least.Height
		if text.Alignment != fyne.TextAlignLeading {
			right = text.Position().X + text.Size().Width // it is placed in its box
		}
		if right > o.Size().Width+rounding || bottom > o.Size().Height+rounding || at.X+right > width+rounding || at.X < -rounding {
			t.Errorf("%s: %q needs %v and stands at %v in a box of %v", name, text.Text, least, text.Position(), o.Size())
		}
	}
	for _, child := range children(o) {
		outside(t, name, child, at, width)
	}
}
