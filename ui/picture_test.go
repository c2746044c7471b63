package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"neem/check"
	"neem/check/detail"
	"neem/ui/screen"
	"neem/ui/theme"
)

// Screens look as they did when somebody last looked at them. A picture that
// differs is written to testdata/failed: look at it, and if it is better, move
// it over the one in testdata.
func TestPictures(t *testing.T) {
	share, rate := 0.06, 0.001
	kinds := []detail.Kind{detail.Mobile, detail.ID4}
	answers := func(d *screen.Desk) {
		for _, a := range []check.Answer{check.Found, check.Possible, check.NotFound, check.CannotTell} {
			r := check.Result{Pack: "example-ngo/invented", List: "mobile+id4", Answer: a, ListedShare: &share, FalsePositive: &rate}
			r.About.Title = "Invented leak"
			if a == check.CannotTell {
				r.Reason = check.PartMissing
			}
			if d.Session.Asked == nil {
				d.Session.Asked = &screen.Asked{}
			}
			d.Session.Asked.Answers = append(d.Session.Asked.Answers, screen.Answered{Kinds: kinds, Results: []check.Result{r}})
		}
	}
	money := func(d *screen.Desk) {
		d.Session.Happened.Ticked["money"], d.Session.Happened.Day = true, screen.Yesterday
		d.Session.Done["bank_block"] = true
	}
	for _, p := range []struct {
		name, language string
		screen         screen.Name
		look           theme.Look
		scale          theme.Scale
		fill           func(*screen.Desk)
	}{
		{"welcome", "en", screen.Welcome, theme.Light, 100, nil},
		{"home", "hi", screen.Home, theme.Light, 100, nil},
		{"answers", "en", screen.Result, theme.Light, 100, answers},
		{"answers-dark", "en", screen.Result, theme.Dark, 100, answers},
		{"answers-contrast", "hi", screen.Result, theme.Contrast, 100, answers},
		{"respond", "hi", screen.Respond, theme.Light, 100, money},
		{"respond-ta", "ta", screen.Respond, theme.Light, 100, money},
		{"respond-ur", "ur", screen.Respond, theme.Light, 100, money},
		{"answers-ur", "ur", screen.Result, theme.Light, 100, answers},
		{"urgent-large", "en", screen.Urgent, theme.Light, 200, nil},
		{"settings", "en", screen.Settings, theme.Light, 125, nil},
	} {
		t.Run(p.name, func(t *testing.T) {
			tellTime(t)
			w := newWindow(t)
			w.SetOptions(theme.Options{Look: p.look, Scale: p.scale})
			w.SwitchLanguage(p.language)
			if p.fill != nil {
				p.fill(w.desk)
			}
			w.at = p.screen
			w.rebuild()
			for _, short := range []float32{1, 0, 1, 0} {
				w.window.Resize(fyne.NewSize(1024-short, 640))
			}
			test.AssertRendersToImage(t, p.name+".png", w.window.Canvas())
		})
	}
}

// tellTime has the toolkit look at the clock. It does so only when it draws, and
// would throw away what was made a minute or more after that: on a slow machine,
// the picture then lacks parts.
func tellTime(t *testing.T) { test.NewTempApp(t).NewWindow("").Canvas().Capture() }
