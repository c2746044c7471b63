package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"

	"neem/assets/starter"
	"neem/check"
	"neem/check/complaint"
	"neem/check/detail"
	"neem/check/edition"
	"neem/check/guide"
	"neem/check/library"
	"neem/check/store"
	"neem/check/supply"
	"neem/check/tally"
	"neem/check/vault"
	"neem/check/vault/vaulttest"
	"neem/check/wording"
	"neem/ui/screen"
	"neem/ui/text"
	"neem/ui/widget"
)

func newWindow(t *testing.T) *Window {
	t.Helper()
	content, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	st, err := store.Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	lib, err := library.Open(t.Context(), starter.FS, starter.Name, st, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(lib.Close(), st.Close()) })
	w := New(Config{
		App: test.NewTempApp(t), Guidance: library.Guidance{Edition: content}, Library: lib, Language: "en",
		Book:   supply.OpenBook(filepath.Join(folder, supply.FolderName), nil),
		People: vault.Options{Folder: folder, Service: "neem-test", Keychain: &vaulttest.Keychain{}},
		Tally:  tally.Open(folder, tally.KnownOf(content)),
		Now:    func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
	})
	// Fyne's test driver has no UI goroutine: the test's is it, and runs what
	// was put off while it waits.
	queue := make(chan func(), 1000)
	w.onUI = func(do func()) { queue <- do }
	queues[w] = queue
	return w
}

// queues has what each window put off.
var queues = map[*Window]chan func(){}

// texts collects what can be read on the screen.
func texts(o fyne.CanvasObject) []string {
	if !o.Visible() {
		return nil
	}
	switch o := o.(type) {
	case *text.Paragraph:
		return []string{o.Text}
	case *fynewidget.RichText:
		return []string{o.String()}
	case *widget.Button:
		return []string{o.Label()}
	case *canvas.Text:
		return []string{o.Text}
	case *widget.Field:
		return []string{o.Text}
	}
	var all []string
	for _, child := range children(o) {
		all = append(all, texts(child)...)
	}
	return all
}

// children are the objects inside an object.
func children(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case *container.Scroll:
		return []fyne.CanvasObject{o.Content}
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

// shown is what stands on the page now.
func shown(w *Window) string { return strings.Join(texts(w.page.Object()), "\n") }

// wait runs what jobs put off until something is so.
func wait(t *testing.T, w *Window, what string, ok func() bool) {
	t.Helper()
	timeout := time.After(10 * time.Second)
	for !ok() {
		select {
		case do := <-queues[w]:
			do()
		case <-timeout:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// Every screen in every language has all of its words, with an answer of each
// kind on the result.
func TestNoWordIsMissing(t *testing.T) {
	w := newWindow(t)
	share, rate := 0.06, 0.001
	kinds := []detail.Kind{detail.Mobile, detail.ID4}
	w.desk.Session.Asked = &screen.Asked{Answers: []screen.Answered{{Kinds: kinds, Results: nil}}}
	for _, a := range []check.Answer{check.Found, check.Possible, check.NotFound} {
		w.desk.Session.Asked.Answers = append(w.desk.Session.Asked.Answers, screen.Answered{Kinds: kinds, Results: []check.Result{
			{Pack: "x/y", List: "mobile+id4", Leak: "z", Answer: a, ListedShare: &share, FalsePositive: &rate},
		}})
	}
	for _, r := range []check.Reason{
		"missing", "unreadable", "empty", "foreign", "newer", "truncated", "damaged",
		check.PartMissing, check.ShardMissing, check.Failed,
	} {
		w.desk.Session.Asked.Answers = append(w.desk.Session.Asked.Answers, screen.Answered{Kinds: kinds, Results: []check.Result{
			{Pack: "x/y", List: "mobile+id4", Answer: check.CannotTell, Reason: r},
		}})
	}
	for _, l := range w.cfg.Guidance.Edition.Leaks.Leaks() {
		w.desk.Session.Asked.Used = append(w.desk.Session.Asked.Used, l.ID)
	}
	w.desk.Session.All = true
	fill(w.desk)
	for _, l := range w.cfg.Guidance.Edition.Locales.Languages() {
		w.SwitchLanguage(l.Tag)
		for _, n := range screen.Names() {
			w.Show(screen.Home)
			bring(w, n)
			if s := shown(w); strings.Contains(s, "⟦") || len(s) < 50 {
				at := max(0, strings.Index(s, "⟦"))
				t.Errorf("%s in %s: …%s", n, l.Tag, s[at:min(len(s), at+80)])
			}
		}
	}
}

// A pack that the program was started with waits until somebody can read the
// question about it.
func TestImportWaitsForALanguage(t *testing.T) {
	w := newWindow(t)
	w.at = screen.Welcome
	w.rebuild()
	w.Import(peoplePack(t))
	if w.window.Canvas().Overlays().Top() != nil || len(w.jobs) > 0 {
		t.Fatal("something is asked before there is a language")
	}
	press(t, w, "हिन्दी")
	over := func() string {
		if o := w.window.Canvas().Overlays().Top(); o != nil {
			return strings.Join(texts(o), "\n")
		}
		return ""
	}
	wait(t, w, "the question", func() bool { return strings.Contains(over(), "people.neem") })
	if !strings.Contains(over(), w.desk.Words.Text("index.import_anyway")) || w.desk.Words.Language().Tag != "hi" {
		t.Errorf("the question is %q", over())
	}
}

// bring brings a screen up, those of a help desk too.
func bring(w *Window, n screen.Name) {
	w.end()
	language := w.desk.Words.Language().Tag
	w.desk.Helpdesk = n == screen.Next || n == screen.Consent || n == screen.Wiped
	if n == screen.Consent || n == screen.Wiped {
		w.Begin(language)
	}
	if n == screen.Wiped {
		w.End(screen.EndedByTime)
		w.desk.Wiped.Removed, w.desk.Wiped.Left = 2, []string{"/invented/1.html", "/invented/2.html"}
	}
	if n == w.At() {
		w.Refresh()
		return
	}
	w.Show(n)
}

// fill ticks and opens everything that there is.
func fill(d *screen.Desk) {
	s := d.Session
	for _, x := range d.Edition.Guide.Situations() {
		s.Happened.Ticked[x.ID] = true
	}
	s.Happened.Ways["upi"], s.Happened.Day, s.Happened.Fault = true, screen.Yesterday, "happened.bad_date"
	for _, a := range []guide.Audience{guide.Women, guide.Children, guide.Elders} {
		s.Happened.For[a] = true
	}
	for _, c := range d.Edition.Guide.Classes() {
		s.Knew[c.ID] = true
	}
	for _, want := range guide.Wants() {
		s.Wanted[want] = true
	}
	s.Written = true
	s.Keeping.Form = &screen.Form{}
	s.Scam, s.Step = "vaccine_otp", "check_sims"
	for _, open := range []string{
		"respond.more", "respond.know", "result.more", "result.know", "result.risks", "result.avoid", "trick.more", "trick.know",
		"trick.risks", "trick.avoid", "trick.rest", "help.scams", "help.checks", "rules", "licence.modernc.org/libc",
	} {
		s.Open[open] = true
	}
	for _, g := range guide.Groups() {
		s.Open["help."+string(g)] = true
	}
	for _, class := range d.Edition.Guide.Classes() {
		s.Given[class.ID] = false
	}
	for _, step := range d.Edition.Guide.Steps() {
		s.Open["why."+step.ID] = true
	}
	for n := range 20 {
		s.Open["lists."+strconv.Itoa(n)] = true
	}
	s.Saved = []screen.Saved{
		{Of: screen.Result, Paths: []string{"/invented/Neem-help.html"}},
		{Of: screen.Complaint, Paths: []string{"/invented/1.html", "/invented/2.html"}},
	}
}

// Every scam card and every guided step is whole in every language.
func TestEveryCard(t *testing.T) {
	w := newWindow(t)
	for _, l := range w.cfg.Guidance.Edition.Locales.Languages() {
		w.SwitchLanguage(l.Tag)
		for _, s := range w.cfg.Guidance.Edition.Guide.Scams() {
			w.desk.Session.Scam = s.ID
			w.Show(screen.Scam)
			if s := shown(w); strings.Contains(s, "⟦") || len(s) < 300 {
				t.Errorf("%s: %s", l.Tag, s)
			}
		}
		for _, s := range w.cfg.Guidance.Edition.Guide.SelfChecks() {
			w.desk.Session.Step = s.ID
			w.Show(screen.Guided)
			if s := shown(w); strings.Contains(s, "⟦") || len(s) < 300 {
				t.Errorf("%s: %s", l.Tag, s)
			}
		}
	}
}

// Money that went yesterday leads to the bank and then to 1930, with the rule
// of the day and its limit, and to a complaint in both languages.
func TestSomethingHappened(t *testing.T) {
	w := newWindow(t)
	w.Show(screen.Happened)
	press(t, w, "Show what to do")
	if w.At() != screen.Happened || !strings.Contains(shown(w), "Tick what has happened first.") {
		t.Errorf("without anything ticked: %s", w.At())
	}
	tick(t, w, "Money has gone")
	tick(t, w, "By UPI")
	tick(t, w, "On another day")
	h := &w.desk.Session.Happened
	for typed, want := range map[string]string{
		"99.99.2026": "We cannot read this day.", "24.11.2026": "This day is still to come.", "1.1.1900": "too long ago",
	} {
		h.Typed = typed
		press(t, w, "Show what to do")
		if s := shown(w); w.At() != screen.Happened || !strings.Contains(s, want) {
			t.Errorf("%s: %s", typed, s)
		}
	}
	h.Typed = "22/11/2026"
	press(t, w, "Show what to do")
	s := shown(w)
	bank, police := strings.Index(s, "Call your bank and stop"), strings.Index(s, "Call 1930\n")
	if w.At() != screen.Respond || bank < 0 || police < bank || strings.Contains(s, "Chakshu") || !strings.Contains(s, "No answer? cybercrime.gov.in") {
		t.Errorf("what to do is %s", s)
	}
	press(t, w, "What the rules say")
	if s := shown(w); !strings.Contains(s, "After 25 November 2026 you may get less of the money back.") {
		t.Errorf("the rules are %s", s)
	}
	press(t, w, "Done")
	if s := shown(w); strings.Contains(s, "Have ready: The transaction number, the amount") {
		t.Error("a step that is done still stands there in full")
	}
	w.SwitchLanguage("hi")
	press(t, w, w.desk.Words.Text("complaint.title"))
	field := func(f complaint.Field) *widget.Field {
		name := w.desk.Words.Text("complaint.field." + string(f))
		got, ok := find(w.page.Object(), func(e *widget.Field) bool { return e.AccessibilityLabel() == name })
		if !ok {
			t.Fatalf("there is no field for %s", f)
		}
		return got
	}
	test.Type(field(complaint.Story), "An invented story")
	test.Type(field(complaint.Amount), "125")
	press(t, w, w.desk.Words.Text("complaint.make"))
	if s := shown(w); strings.Count(s, "An invented story") != 3 || !strings.Contains(s, "I ask you:") || !strings.Contains(s, "22 नवंबर 2026") {
		t.Errorf("the complaint is %s", s)
	}
	// What is changed afterwards must not be missing from what is sent.
	test.Type(field(complaint.Amount), "00")
	if s := shown(w); strings.Contains(s, "I ask you:") {
		t.Error("a complaint that is out of date still stands there")
	}
	press(t, w, w.desk.Words.Text("complaint.make"))
	if s := shown(w); !strings.Contains(s, "Amount in rupees: 00125\n") {
		t.Errorf("the amount is not the new one: %s", s)
	}
	// Tab leads out of the story.
	story := field(complaint.Story)
	w.window.Canvas().Focus(story)
	if story.AcceptsTab() {
		t.Error("Tab stays in the story")
	}
	press(t, w, w.desk.Words.Text("complaint.copy"))
	if got := fyne.CurrentApp().Clipboard().Content(); !strings.Contains(got, "An invented story") {
		t.Errorf("copied was %q", got)
	}
}

// "Did you use this?" makes a "perhaps" surer, or says what else it may be; a
// tick in the catalogue answers it too.
func TestUsedService(t *testing.T) {
	w := newWindow(t)
	share, rate, used := 0.06, 0.001, 0.97
	r := check.Result{Pack: "example-ngo/invented", List: "mobile", Leak: "invented-2026", Answer: check.Possible, ListedShare: &share, FalsePositive: &rate, UsedShare: &used}
	r.About.Title = "Invented leak"
	w.desk.Session.Asked = &screen.Asked{Answers: []screen.Answered{{Kinds: []detail.Kind{detail.Mobile}, Results: []check.Result{r}}}}
	w.Show(screen.Result)
	words := w.desk.Words
	if s := shown(w); !strings.Contains(s, "Perhaps in a leaked list") || !strings.Contains(s, "Invented leak") {
		t.Fatalf("%s", s)
	}
	press(t, w, words.Text("answer.used.yes"))
	if s := shown(w); !strings.Contains(s, "Found in a leaked list") || !strings.Contains(s, words.Text("answer.used.sure")) {
		t.Errorf("who used it reads %s", s)
	}
	press(t, w, words.Text("answer.used.no"))
	if s := shown(w); !strings.Contains(s, "Perhaps in a leaked list") || !strings.Contains(s, words.Text("answer.used.not")) {
		t.Errorf("who did not reads %s", s)
	}
	clear(w.desk.Session.Reply)
	w.desk.Session.Used["invented-2026"] = true
	w.Refresh()
	if s := shown(w); !strings.Contains(s, "Found in a leaked list") {
		t.Errorf("who ticked it in the catalogue reads %s", s)
	}
}

// What a caller knew leads to the trick that fits, and to a plan.
func TestCaller(t *testing.T) {
	w := newWindow(t)
	w.Show(screen.Leaked)
	w.Show(screen.Caller)
	press(t, w, "Show what it may be")
	if w.At() != screen.Caller {
		t.Errorf("without anything ticked: %s", w.At())
	}
	tick(t, w, "Vaccination centre")
	tick(t, w, "A code: OTP, PIN or CVV")
	press(t, w, "Show what it may be")
	s := shown(w)
	if first := strings.Index(s, "“health department”"); w.At() != screen.Trick || first < 0 || first > strings.Index(s, "Read more") || !strings.Contains(s, "End the call") {
		t.Errorf("it may be %s", s)
	}
	if strings.Contains(s, "Use another phone.") || !strings.Contains(s, "Other tricks that fit") {
		t.Errorf("tricks that fit less give orders too: %s", s)
	}
	press(t, w, "Read more")
	if s := shown(w); w.At() != screen.Scam || !strings.Contains(s, "How to spot it") {
		t.Errorf("the card is %s", s)
	}
}

// A hand-out is saved where documents are, for its owner only, is listed, and
// is removed on request; wiping the session does not forget it.
func TestHandout(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DOCUMENTS_DIR", home)
	w := newWindow(t)
	w.desk.Session.Used["cowin2023"] = true
	w.Show(screen.Leaked)
	screen.Ask(w.desk)
	wait(t, w, "the answer", func() bool { return w.At() == screen.Result })
	saved := func() []screen.Saved { return w.desk.Session.Saved }
	press(t, w, "Save as a page to print")
	press(t, w, "Save as a page to print") // twice by mistake
	wait(t, w, "the page", func() bool { return len(saved()) == 1 })
	press(t, w, "Save as pictures to send")
	wait(t, w, "the pictures", func() bool { return len(saved()) > 1 })
	files := 0
	for i, s := range saved() {
		for _, path := range s.Paths {
			begin := "\x89PNG"
			if i == 0 {
				begin = "<!DOCTYPE html>"
			}
			data, err := os.ReadFile(path)
			if err != nil || !strings.HasPrefix(string(data), begin) || filepath.Dir(path) != home {
				t.Errorf("%s: %v", path, err)
			}
			files++
		}
	}
	if left, err := os.ReadDir(home); err != nil || len(left) != files {
		t.Errorf("%d files, of which %d are listed, %v", len(left), files, err)
	}
	first := saved()[0].Paths[0]
	w.Show(screen.Home)
	if s := shown(w); !strings.Contains(s, first) {
		t.Errorf("the files are not listed: %s", s)
	}
	press(t, w, "Remove the file")
	if _, err := os.Stat(first); err == nil {
		t.Error("the file was not removed")
	}
	// Another person begins: what was copied is gone, and the rest is asked about.
	w.Copy("An invented story")
	w.Show(screen.Result)
	press(t, w, "Another person")
	if w.desk.Session.Asked == nil {
		t.Error("wiped before it was said whether the files should go")
	}
	overlay := w.window.Canvas().Overlays().Top()
	yes, ok := find(overlay, func(b *widget.Button) bool { return b.Label() == "Remove the file" })
	if !ok {
		t.Fatalf("nothing asks about the files: %q", texts(overlay))
	}
	test.Tap(yes)
	if left, err := os.ReadDir(home); err != nil || len(left) != 0 || len(saved()) != 0 || w.desk.Session.Asked != nil {
		t.Errorf("%v is left, %v", left, err)
	}
	if c := fyne.CurrentApp().Clipboard().Content(); c != "" {
		t.Errorf("on the clipboard is %q", c)
	}
}

// Years later every fact says that it should be checked, but 1930 and 112.
func TestExpiredIsSaid(t *testing.T) {
	w := newWindow(t)
	w.desk.Now = func() time.Time { return time.Date(2036, 11, 23, 12, 0, 0, 0, time.UTC) }
	fill(w.desk)
	for _, n := range []screen.Name{screen.Respond, screen.Trick, screen.Help, screen.Scam} {
		w.Show(screen.Home)
		w.Show(n)
		s := shown(w)
		if !strings.Contains(s, "Checked on 23 November 2026. Check this before you rely on it.") {
			t.Errorf("%s does not say that it is old", n)
		}
		for line, back := range map[string]string{"1930": "No answer? cybercrime.gov.in", "112": "No answer? Call again. Later: cybercrime.gov.in"} {
			if at := strings.Index(s, "\n"+line+"\n"); n == screen.Help && !strings.HasPrefix(s[at:], "\n"+line+"\nCopy\n"+back+"\n") {
				t.Errorf("beside %s stands %q", line, s[at:at+80])
			}
		}
	}
	card := cardWith(w, "1930")
	if !strings.Contains(card, "Checked on 23 November 2026") || strings.Contains(card, "rely") {
		t.Errorf("1930 is said to be old: %s", card)
	}
}

// cardWith is what stands on the first card of the help screen that has a text.
func cardWith(w *Window, text string) string {
	w.Show(screen.Home)
	w.Show(screen.Help)
	all := shown(w)
	at := strings.Index(all, "\n"+text+"\n")
	end := strings.Index(all[at:], "Emergency")
	return all[at : at+end]
}

// CoWIN leads to a plan that the kind of ID sharpens.
func TestCoWINPlan(t *testing.T) {
	w := newWindow(t)
	w.Show(screen.Leaked)
	tick(t, w, "CoWIN vaccine registration")
	press(t, w, "Show my result")
	wait(t, w, "the answer", func() bool { return w.At() == screen.Result })
	press(t, w, "Why?")
	s := shown(w)
	if !strings.Contains(s, "1\nHang up on strangers who ask for codes or money") || !strings.Contains(s, "Only if you gave this: Aadhaar number") || !strings.Contains(s, "Because of: CoWIN vaccine registration") {
		t.Errorf("the plan is %s", s)
	}
	tick(t, w, "Aadhaar number")
	if s := shown(w); !strings.Contains(s, "1\nLock your fingerprint in Aadhaar") {
		t.Errorf("with Aadhaar the plan is %s", s)
	}
}

// find looks for the first control on the screen that fits.
func find[T fyne.CanvasObject](o fyne.CanvasObject, is func(T) bool) (found T, ok bool) {
	if !o.Visible() {
		return found, false
	}
	if o, fits := o.(T); fits && is(o) {
		return o, true
	}
	for _, child := range children(o) {
		if found, ok = find(child, is); ok {
			return found, ok
		}
	}
	return found, false
}

// press presses the first button or card that says something, as a person
// would.
func press(t *testing.T, w *Window, text string) {
	t.Helper()
	b, ok := find(w.window.Content(), func(b *widget.Button) bool { return b.Label() == text })
	if ok {
		test.Tap(b)
		return
	}
	c, ok := find(w.window.Content(), func(c *widget.Choice) bool { return c.Title() == text })
	if !ok {
		t.Fatalf("there is no button %q on %s", text, w.At())
	}
	test.Tap(c)
}

// tick ticks the first empty box that says something.
func tick(t *testing.T, w *Window, text string) {
	t.Helper()
	c, ok := find(w.page.Object(), func(c *widget.Check) bool { return c.Text == text && !c.Checked })
	if !ok {
		t.Fatalf("there is no empty box %q on %s", text, w.At())
	}
	test.Tap(c)
}

func TestPasswordAnswer(t *testing.T) {
	w := newWindow(t)
	for typed, want := range map[string]string{
		"123456":                     "Found in a leaked list: this password",
		"an unlisted one, I believe": "Not found in these lists: this password",
	} {
		w.Show(screen.Leaked)
		w.desk.Session.Typed[detail.Password] = typed
		screen.Ask(w.desk)
		wait(t, w, "the answer", func() bool { return w.At() == screen.Result })
		if s := shown(w); !strings.Contains(s, want) || strings.Contains(s, typed) {
			t.Errorf("%s", s)
		}
	}
	w.SwitchLanguage("hi")
	if w.desk.Session.Typed[detail.Password] == "" || !strings.Contains(shown(w), "मिला: यह पासवर्ड") {
		t.Error("switching the language lost something")
	}
	w.desk.Session.Wipe()
	if len(w.desk.Session.Typed) != 0 || w.desk.Session.Asked != nil {
		t.Error("wiping left something")
	}
}

// What was typed is hidden, so the next password must not be typed behind it.
func TestNextPasswordBeginsEmpty(t *testing.T) {
	w := newWindow(t)
	w.Show(screen.Leaked)
	w.desk.Session.Typed[detail.Password] = "123456"
	tick(t, w, "CoWIN vaccine registration")
	screen.Ask(w.desk)
	wait(t, w, "the answer", func() bool { return w.At() == screen.Result })
	press(t, w, "Check something else")
	field, ok := find(w.page.Object(), func(f *widget.Field) bool { return f.Password })
	if !ok || field.Text != "" || !w.desk.Session.Used["cowin2023"] {
		t.Errorf("the field has %d characters, the ticks are %v", len(field.Text), w.desk.Session.Used)
	}
}

// The wheel scrolls the page over a field too.
func TestWheelOverField(t *testing.T) {
	w := newWindow(t)
	w.window.Resize(fyne.NewSize(1024, 600))
	w.Show(screen.Complaint)
	field, ok := find(w.page.Object(), func(f *widget.Field) bool { return !f.MultiLine })
	if !ok {
		t.Fatal("there is no field")
	}
	objects := test.WidgetRenderer(field).Objects()
	top, ok := objects[len(objects)-1].(fyne.Scrollable) // what lies on top gets the wheel
	if !ok {
		t.Fatalf("%T lies on top", objects[len(objects)-1])
	}
	top.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -50)})
	if w.page.Scroll() <= 0 {
		t.Error("the page stands still")
	}
}

// The next person can be begun with from home, once somebody has entered
// something.
func TestAnotherPersonFromHome(t *testing.T) {
	w := newWindow(t)
	const label = "Another person"
	if strings.Contains(shown(w), label) {
		t.Error("another person is offered before the first")
	}
	entered := map[string]func(s *screen.Session){
		"a tick":    func(s *screen.Session) { s.Happened.Ticked[guide.Money] = true },
		"a name":    func(s *screen.Session) { s.Entries[complaint.Name] = "Asha (invented)" },
		"a want":    func(s *screen.Session) { s.Wanted[guide.Wants()[0]] = true },
		"a done":    func(s *screen.Session) { s.Done["call_1930"] = true },
		"a search":  func(s *screen.Session) { s.Search = "co" },
		"a leak":    func(s *screen.Session) { s.Used["cowin2023"] = true },
		"something": func(s *screen.Session) { s.Typed[detail.Password] = "123456" },
	}
	for name, enter := range entered {
		enter(w.desk.Session)
		w.Show(screen.Help)
		w.Show(screen.Home)
		if !strings.Contains(shown(w), label) {
			t.Errorf("after %s another person is not offered", name)
			continue
		}
		press(t, w, label)
		if s := shown(w); w.At() != screen.Home || !w.desk.Session.Empty() || !strings.Contains(s, "is wiped") {
			t.Errorf("after %s: %s", name, s)
		}
	}
}

func TestBackAndHome(t *testing.T) {
	w := newWindow(t)
	w.Show(screen.Leaked)
	w.Show(screen.Help)
	w.page.LooseKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.At() != screen.Leaked {
		t.Errorf("Escape led to %s", w.At())
	}
	w.Show(screen.Home)
	w.Back()
	if w.At() != screen.Home {
		t.Errorf("back from home led to %s", w.At())
	}
}

func TestImportOfWhatIsNoPackChangesNothing(t *testing.T) {
	w := newWindow(t)
	w.Import(filepath.Join(t.TempDir(), "none.neem"))
	wait(t, w, "the import to fail", func() bool { return w.At() == screen.Index })
	if n := len(w.desk.Library.Entries()); n != 1 {
		t.Errorf("%d packs", n)
	}
	if w.window.Canvas().Overlays().Top() == nil {
		t.Error("nothing says that it failed")
	}
}

// Where lists are listed stands which edition of the guidance is used, and why
// one that came as an update is not.
func TestEditionIsShown(t *testing.T) {
	w := newWindow(t)
	w.Show(screen.Index)
	says := func(want string) {
		t.Helper()
		if s := shown(w); !strings.Contains(s, want) {
			t.Errorf("%q is not in\n%s", want, s)
		}
	}
	words := func(key string) string { return w.desk.Words.Text(key) }
	for _, l := range w.desk.Edition.Locales.Languages() {
		w.SwitchLanguage(l.Tag)
		w.desk.Installed, w.desk.PassedOver = false, nil
		w.Refresh()
		says(wording.Edition(w.desk.Words, w.desk.Edition))
		says(w.desk.Words.When(w.desk.Edition.Date))
		says(words("guidance.builtin"))
		if strings.Contains(shown(w), words("guidance.reason.damaged")) {
			t.Error("nothing was passed over")
		}
		for _, r := range edition.Reasons() {
			w.desk.PassedOver = &edition.Error{Reason: r}
			w.Refresh()
			says(words("guidance.reason." + string(r)))
			if strings.Contains(shown(w), "⟦") {
				t.Errorf("a word is missing:\n%s", shown(w))
			}
		}
		w.desk.Installed = true
		w.Refresh()
		says(words("guidance.installed"))
	}
}

func TestWorkCanBeCancelled(t *testing.T) {
	w := newWindow(t)
	var got error
	ended := false
	w.Work(screen.Job{
		Title: "long",
		Run: func(ctx context.Context, report func(string, int64, int64)) error {
			report("stage", 1, 2)
			<-ctx.Done()
			return ctx.Err()
		},
		Done: func(err error) { got, ended = err, true },
	})
	wait(t, w, "the progress to show", func() bool { return w.window.Canvas().Overlays().Top() != nil })
	w.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	wait(t, w, "the job to end", func() bool { return ended })
	if !errors.Is(got, context.Canceled) {
		t.Errorf("%v", got)
	}
}

func TestChooserOpens(t *testing.T) {
	w := newWindow(t)
	w.ChooseFile("Choose", []string{".csv"}, func(string) {})
	if w.window.Canvas().Overlays().Top() == nil {
		t.Error("no chooser opened")
	}
}
