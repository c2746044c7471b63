package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"neem/check/detail"
	"neem/ui/screen"
	"neem/ui/widget"
)

// A traveller counts the presses of a journey; typing does not count.
type traveller struct {
	t      *testing.T
	w      *Window
	clicks int
}

func (tr *traveller) press(text string) { tr.t.Helper(); press(tr.t, tr.w, text); tr.clicks++ }
func (tr *traveller) tick(text string)  { tr.t.Helper(); tick(tr.t, tr.w, text); tr.clicks++ }

// arrive checks where a journey has led, what is seen there first without
// scrolling in a window of 1366 by 768, and how many presses it took.
func (tr *traveller) arrive(at screen.Name, most int, seen ...string) {
	tr.t.Helper()
	wait(tr.t, tr.w, string(at), func() bool { return tr.w.At() == at })
	if tr.clicks > most {
		tr.t.Errorf("it took %d presses, more than %d", tr.clicks, most)
	}
	for _, short := range []float32{1, 0, 1, 0} {
		tr.w.window.Resize(fyne.NewSize(1366-short, 768))
	}
	view := strings.Join(inView(tr.w), "\n")
	for _, s := range seen {
		if !strings.Contains(view, s) {
			tr.t.Errorf("%q is not seen at once; what is seen is\n%s", s, view)
		}
	}
}

// inView is what can be read without scrolling.
func inView(w *Window) []string {
	page := w.page.Object()
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(page).Y
	bottom := top + page.Size().Height
	var all []string
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		if own := texts(o); len(own) == 1 && len(children(o)) == len(own) || isText(o) {
			y := driver.AbsolutePositionForObject(o).Y
			if y >= top && y+o.Size().Height <= bottom {
				all = append(all, own...)
			}
			return
		}
		for _, child := range children(o) {
			walk(child)
		}
	}
	walk(page)
	return all
}

// isText reports whether an object is a piece of text.
func isText(o fyne.CanvasObject) bool {
	switch o.(type) {
	case *fyne.Container, *widget.Check, *widget.Choice, *widget.Disclosure:
		return false
	}
	return len(texts(o)) == 1
}

// journey begins at a first start, after the language was chosen.
func journey(t *testing.T) *traveller {
	t.Helper()
	w := newWindow(t)
	w.window.Resize(fyne.NewSize(1366, 768))
	w.at = screen.Welcome
	w.rebuild()
	press(t, w, "English")
	if w.At() != screen.Home {
		t.Fatalf("the language leads to %s", w.At())
	}
	return &traveller{t: t, w: w}
}

func TestJourneyFirstPlan(t *testing.T) {
	tr := journey(t)
	tr.press("Was my data leaked?")
	tr.tick("CoWIN vaccine registration")
	tr.press("Show my result")
	tr.arrive(screen.Result, 3, "Your result", "CoWIN vaccine registration: your details may have leaked", "Hang up on strangers who ask for codes or money")
}

func TestJourneyCaller(t *testing.T) {
	tr := journey(t)
	tr.press("Was my data leaked?")
	tr.press("Did somebody call or write who knew things about you?")
	tr.tick("Vaccination centre")
	tr.tick("A code: OTP, PIN or CVV")
	tr.press("Show what it may be")
	tr.arrive(screen.Trick, 5, "It sounds like one of these tricks", "The call from the “health department”", "They used real details. That does not mean that they are real.")
}

func TestJourneyMoneyGone(t *testing.T) {
	tr := journey(t)
	tr.press("Something happened")
	tr.tick("Money has gone")
	tr.press("Show what to do")
	tr.arrive(screen.Respond, 3, "Do this, in this order", "Call your bank and stop further payments", "Call 1930")
	if view := strings.Join(inView(tr.w), "\n"); strings.Contains(view, "Keep everything as proof") {
		t.Errorf("what is further down counts as seen: %s", view)
	}
}

func TestJourneyPassword(t *testing.T) {
	for typed, want := range map[string][]string{
		"123456":               {"Found in a leaked list: this password", "Change the passwords that others may know"},
		"an unlisted one, yes": {"Not found in these lists: this password", "That does not prove that it never leaked. No list knows every leak."},
	} {
		tr := journey(t)
		tr.press("Was my data leaked?")
		field, ok := find(tr.w.page.Object(), func(f *widget.Field) bool { return f.Password })
		if !ok {
			t.Fatal("there is no field for a password")
		}
		test.Type(field, typed)
		if tr.w.desk.Session.Typed[detail.Password] != typed {
			t.Fatal("what was typed did not arrive")
		}
		tr.press("Show my result")
		tr.arrive(screen.Result, 2, append(want, "Your result")...)
	}
}

func TestJourneyHandout(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DOCUMENTS_DIR", home)
	tr := journey(t)
	tr.press("Was my data leaked?")
	tr.tick("CoWIN vaccine registration")
	tr.press("Show my result")
	wait(t, tr.w, "the result", func() bool { return tr.w.At() == screen.Result })
	tr.press("Save as a page to print")
	wait(t, tr.w, "the sheet", func() bool { return len(tr.w.desk.Session.Saved) == 1 })
	tr.arrive(screen.Result, 4)
}

// 1930 is one press away, from every screen in every language.
func TestUrgentFromEverywhere(t *testing.T) {
	w := newWindow(t)
	for _, l := range w.cfg.Guidance.Edition.Locales.Languages() {
		w.SwitchLanguage(l.Tag)
		for _, n := range screen.Names() {
			fill(w.desk)
			w.Show(screen.Home)
			w.Show(n)
			tr := &traveller{t: t, w: w}
			if n != screen.Urgent {
				tr.press(w.desk.Words.Text("urgent.button"))
			}
			tr.arrive(screen.Urgent, 1, "1930", w.desk.Words.Text("channel.bank.title"))
		}
	}
}

// Every control can be reached with Tab, shows that it has the focus, and has a
// name.
func TestKeyboardReachesEverything(t *testing.T) {
	w := newWindow(t)
	for _, n := range screen.Names() {
		fill(w.desk)
		w.Show(screen.Home)
		w.Show(n)
		want := map[fyne.Focusable]bool{}
		collect(w.window.Content(), want)
		got := map[fyne.Focusable]bool{}
		c := w.window.Canvas()
		c.Unfocus()
		for range 2 * len(want) {
			c.FocusNext()
			f := c.Focused()
			if f == nil {
				t.Fatalf("%s: Tab leads nowhere", n)
			}
			got[f] = true
			if name := nameOf(f); strings.TrimSpace(name) == "" {
				t.Errorf("%s: %T has no name", n, f)
			}
		}
		for f := range want {
			if !got[f] {
				t.Errorf("%s: Tab never reaches %q", n, nameOf(f))
			}
		}
	}
}

// collect finds everything that can have the focus and can be seen.
func collect(o fyne.CanvasObject, into map[fyne.Focusable]bool) {
	if !o.Visible() {
		return
	}
	if f, ok := o.(fyne.Focusable); ok {
		into[f] = true
		return
	}
	for _, child := range children(o) {
		collect(child, into)
	}
}

// nameOf is what a control is called.
func nameOf(f fyne.Focusable) string {
	switch f := f.(type) {
	case *widget.Button:
		return f.Label()
	case *widget.Select:
		return f.Selected
	case fyne.Accessible:
		return f.AccessibilityLabel()
	}
	return ""
}
