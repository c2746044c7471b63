package ui

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"neem/check/detail"
	"neem/check/tally"
	"neem/check/vault"
	"neem/locale"
	"neem/ui/screen"
	"neem/ui/widget"
)

// peoplePack makes a pack of invented people. The list that it is made of lies
// where nobody searches for traces.
func peoplePack(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "neem-people")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return packOf(t, filepath.Join(dir, "people.neem"), `id = "test/people"
edition = 1
publisher = "Invented Publisher"
[[leak]]
id = "invented-2026"
title = "Invented leak"
date = 2026-01-31
status = "alleged"
[[list]]
leak = "invented-2026"
shape = "mobile"
policy = "internal"
population = 1000000000
false_positive = 1e-9
coverage = "Invented people"
source = { format = "csv", file = "people.csv", columns = { mobile = "Mobile" } }
[[list]]
leak = "invented-2026"
shape = "email"
policy = "internal"
population = 1000000000
false_positive = 1e-9
coverage = "Invented people"
source = { format = "csv", file = "people.csv", columns = { email = "Mail" } }
`, "Mobile,Mail\n6000054321,zebra54321@example.org\n6000000001,other@example.org\n")
}

// A helpdesk is a window at a help desk, with a clock that a test sets and
// folders of its own for everything that a program may write.
type helpdesk struct {
	*Window
	t    *testing.T
	now  time.Time
	root string // of all that the test lets the program write
}

func newHelpdesk(t *testing.T) *helpdesk {
	t.Helper()
	h := &helpdesk{t: t, now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	pack, home := peoplePack(t), t.TempDir()
	for name, folder := range map[string]string{
		"HOME": "", "USERPROFILE": "", "TMPDIR": "tmp", "TMP": "tmp", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "config",
		"XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_DOCUMENTS_DIR": "Documents",
	} {
		path := filepath.Join(home, folder)
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv(name, path)
	}
	h.Window = newWindow(t)
	h.root = filepath.Dir(home) // the data folder is beside it
	h.cfg.Now = func() time.Time { return h.now }
	if _, err := h.cfg.Library.Import(t.Context(), pack, nil); err != nil {
		t.Fatal(err)
	}
	h.SetHelpdesk(true, 10*time.Minute)
	h.Show(screen.Home)
	return h
}

// marks are what only a client can have entered: numbers and addresses of
// nobody, and words that stand nowhere else.
var marks = []string{"60000 54321", "6000054321", "zebra54321", "quagga story", "okapi search", "TXNMARK77"}

// serve goes through a whole session: consent, a check, something that
// happened, a complaint, a hand-out and a copy.
func (h *helpdesk) serve() {
	t, w := h.t, h.Window
	t.Helper()
	press(t, w, "தமிழ்")
	if w.At() != screen.Consent || w.desk.Words.Language().Tag != "ta" {
		t.Fatalf("a session begins on %s in %s", w.At(), w.desk.Words.Language().Tag)
	}
	press(t, w, w.desk.Words.Text("desk.consent.yes"))
	if w.At() != screen.Home || w.desk.Words.Language().Tag != "en" {
		t.Fatalf("consent leads to %s in %s", w.At(), w.desk.Words.Language().Tag)
	}
	press(t, w, "Was my data leaked?")
	fields := h.fields()
	if len(fields) != 3 { // the search, a mobile, an address
		t.Fatalf("there are %d fields", len(fields))
	}
	for i, typed := range []string{"okapi search", "60000 54321", "zebra54321@example.org"} {
		test.Type(fields[i], typed)
	}
	press(t, w, "Show my result")
	wait(t, w, "the result", func() bool { return w.At() == screen.Result })
	if !strings.Contains(shown(w), "in a leaked list: this mobile number") {
		t.Fatalf("the answer is not shown:\n%s", shown(w))
	}
	w.desk.Session.Happened.Ticked["money"] = true
	w.Show(screen.Happened)
	w.Show(screen.Complaint)
	for i, f := range h.fields() {
		test.Type(f, []string{"quagga story", "TXNMARK77"}[i%2])
	}
	press(t, w, w.desk.Words.Text("complaint.make"))
	if !strings.Contains(shown(w), "quagga story") || !strings.Contains(shown(w), "என்") {
		t.Fatalf("the letter is not shown in the client's language:\n%s", shown(w))
	}
	press(t, w, w.desk.Words.Text("complaint.copy"))
	press(t, w, w.desk.Words.Text("complaint.save"))
	wait(t, w, "the file", func() bool { return len(w.desk.Session.Saved) == 1 })
	w.Show(screen.Result)
	press(t, w, w.desk.Words.Text("handout.page"))
	wait(t, w, "the sheet", func() bool { return len(w.desk.Session.Saved) == 2 })
	sheet, err := os.ReadFile(w.desk.Session.Saved[1].Paths[0])
	if err != nil || !strings.Contains(string(sheet), `lang="ta"`) {
		t.Fatalf("the sheet is not in the client's language: %v", err)
	}
}

func (h *helpdesk) fields() (all []*widget.Field) {
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if f, ok := o.(*widget.Field); ok && f.Visible() {
			all = append(all, f)
			return
		}
		for _, child := range children(o) {
			walk(child)
		}
	}
	walk(h.page.Object())
	return all
}

// traces reports what of a client can be found: in files, in the clipboard, on
// the screen, or in anything that the window still holds.
func (h *helpdesk) traces() (found []string) {
	note := func(where, text string) {
		for _, m := range marks {
			if strings.Contains(text, m) {
				found = append(found, m+" in "+where)
			}
		}
	}
	files := 0
	err := filepath.WalkDir(h.root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		note("the name "+path, path)
		b, err := os.ReadFile(path)
		note(path, string(b))
		if strings.HasSuffix(path, ".html") || strings.HasSuffix(path, ".png") {
			found = append(found, "a file for the client: "+path)
		}
		return err
	})
	if err != nil || files < 2 { // the settings and the pack are there at least
		h.t.Fatalf("%d files were searched: %v", files, err)
	}
	note("the clipboard", h.cfg.App.Clipboard().Content())
	note("the screen", strings.Join(texts(h.window.Content()), "\n"))
	for _, o := range h.window.Canvas().Overlays().List() {
		found = append(found, "something lies over the screen: "+strings.Join(texts(o), " "))
	}
	h.strings(note)
	return found
}

// strings calls note with every text that can be reached from the window's
// session, however deep it lies.
func (h *helpdesk) strings(note func(where, text string)) {
	seen := map[unsafe.Pointer]bool{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			note("memory", v.String())
		case reflect.Pointer:
			if v.IsNil() || seen[v.UnsafePointer()] {
				return
			}
			seen[v.UnsafePointer()] = true
			walk(v.Elem())
		case reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Map:
			for it := v.MapRange(); it.Next(); {
				walk(it.Key())
				walk(it.Value())
			}
		}
	}
	d := h.desk
	for _, part := range []any{d.Session, d.Client, d.Wiped, &d.Supply, &d.Stick, h.watch, h.page, h.trail, h.copied} {
		walk(reflect.ValueOf(part))
	}
}

// pass lets time go by, with a tick every second.
func (h *helpdesk) pass(time_ time.Duration) {
	for end := h.now.Add(time_); h.now.Before(end) && h.desk.Client != nil; {
		h.now = h.now.Add(time.Second)
		h.tick()
	}
}

func (h *helpdesk) key(name fyne.KeyName) { h.page.LooseKey(&fyne.KeyEvent{Name: name}) }

// Nothing of a client is left, however the session ends. That the search finds
// what is there is tried before each end.
func TestNothingOfAClientIsLeft(t *testing.T) {
	endings := map[string]func(h *helpdesk){
		"the key":            func(h *helpdesk) { h.key(fyne.KeyF10) },
		"the key in a field": func(h *helpdesk) { h.Show(screen.Complaint); h.fields()[0].TypedKey(&fyne.KeyEvent{Name: fyne.KeyF10}) },
		"the key over a question": func(h *helpdesk) {
			h.Ask("Remove?", "Yes", "No", func(bool) {})
			h.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyF10})
		},
		"the button":   func(h *helpdesk) { press(h.t, h.Window, h.desk.Words.Text("desk.end")+" (F10)") },
		"the row":      func(h *helpdesk) { h.Show(screen.Home); press(h.t, h.Window, h.desk.Words.Text("desk.end")) },
		"time":         func(h *helpdesk) { h.pass(11 * time.Minute) },
		"sleep":        func(h *helpdesk) { h.pass(3 * time.Second); h.now = h.now.Add(8 * time.Hour); h.tick() },
		"the window":   func(h *helpdesk) { h.window.Close() },
		"the system":   func(h *helpdesk) { h.Close() },
		"the settings": func(h *helpdesk) { h.Show(screen.Settings); h.SetHelpdesk(false, h.desk.Idle) },
	}
	for name, end := range endings {
		t.Run(name, func(t *testing.T) {
			h := newHelpdesk(t)
			h.serve()
			before := strings.Join(h.traces(), "\n")
			for _, where := range []string{"memory", "the clipboard", ".html"} {
				if !strings.Contains(before, where) {
					t.Fatalf("the search finds nothing in %s while it is there:\n%s", where, before)
				}
			}
			end(h)
			if h.desk.Client != nil {
				t.Fatal("the session goes on")
			}
			for _, trace := range h.traces() {
				t.Error(trace)
			}
			if h.desk.Wiped == nil || h.desk.Wiped.Removed != 2 || len(h.desk.Wiped.Left) > 0 {
				t.Errorf("said to be wiped: %+v", h.desk.Wiped)
			}
			if name == "the window" || name == "the system" {
				return
			}
			if h.At() != screen.Wiped || h.desk.Words.Language().Tag != "en" || !strings.Contains(shown(h.Window), "What was wiped") {
				t.Errorf("%s is shown in %s", h.At(), h.desk.Words.Language().Tag)
			}
		})
	}
}

// Who does not agree is not served, and until then nothing of theirs can be
// entered; the numbers that cannot wait are always there.
func TestConsent(t *testing.T) {
	h := newHelpdesk(t)
	if h.At() != screen.Next {
		t.Fatalf("a help desk begins with %s", h.At())
	}
	for _, n := range []screen.Name{screen.Leaked, screen.Happened, screen.Complaint, screen.Caller, screen.Home} {
		if h.Show(n); h.At() != screen.Next {
			t.Errorf("%s opens with nobody there", h.At())
		}
	}
	// Who is saved on this computer is nobody's business at a desk.
	h.desk.Vault = vault.New(vault.Options{Folder: t.TempDir()})
	if h.Show(screen.People); h.At() != screen.Next {
		t.Errorf("%s opens at a help desk", h.At())
	}
	press(t, h.Window, "हिन्दी")
	for _, n := range []screen.Name{screen.Leaked, screen.Happened, screen.Complaint, screen.Caller, screen.Home, screen.Next} {
		if h.Show(n); h.At() != screen.Consent {
			t.Errorf("%s opens before the client agrees", h.At())
		}
	}
	if h.Show(screen.Urgent); h.At() != screen.Urgent {
		t.Error("the numbers that cannot wait have to")
	}
	h.Back()
	press(t, h.Window, h.desk.Words.Text("desk.consent.no"))
	if h.desk.Client != nil || h.At() != screen.Wiped || h.desk.Wiped.How != screen.Refused || h.desk.Words.Language().Tag != "en" {
		t.Errorf("after a no: %s, %+v", h.At(), h.desk.Wiped)
	}
	h.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if h.At() != screen.Next {
		t.Errorf("the next client is asked for on %s", h.At())
	}
}

// A visit is counted if the worker turned that on and the client agreed to it,
// and then only what it was about.
func TestVisitIsCounted(t *testing.T) {
	h, folder := newHelpdesk(t), t.TempDir()
	h.desk.Tally = tally.Open(folder, tally.KnownOf(h.desk.Edition))
	visit := func(agrees bool) {
		t.Helper()
		press(t, h.Window, "English")
		if agrees {
			tick(t, h.Window, "You may count this visit")
		}
		press(t, h.Window, "Yes, begin")
		if h.desk.Client.Counted != agrees {
			t.Fatal("the tick is lost")
		}
		h.desk.Session.Used["cowin2023"], h.desk.Session.Happened.Ticked["money"] = true, true
		h.desk.Session.Typed[detail.Mobile] = "6000054321"
		h.end()
		if h.desk.Wiped.Counted != agrees || h.desk.Wiped.Lost != nil {
			t.Fatalf("the end says %+v", h.desk.Wiped)
		}
		press(t, h.Window, "Next client")
	}
	visits := func() (n int) {
		t.Helper()
		figures, err := h.desk.Tally.Figures(t.Context(), locale.Date{Year: 2027, Month: 3, Day: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range figures {
			if f.Table == tally.Languages && f.Period == "2026-11-23" {
				n += f.Count
			}
		}
		return n
	}
	press(t, h.Window, "English")
	if strings.Contains(shown(h.Window), "count") {
		t.Error("the client is asked about a tally that is off")
	}
	h.end()
	press(t, h.Window, "Next client")
	if err := h.desk.Tally.Turn(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		visit(false)
	}
	if n := visits(); n != 0 {
		t.Errorf("%d visits are counted without consent", n)
	}
	for range tally.Smallest + 1 {
		visit(true)
	}
	if n := visits(); n != tally.Smallest+1 {
		t.Errorf("%d visits are counted", n)
	}
	for _, trace := range h.traces() {
		t.Error(trace)
	}
	// A tally that cannot be written stops nobody, and is said.
	press(t, h.Window, "English")
	tick(t, h.Window, "You may count this visit")
	press(t, h.Window, "Yes, begin")
	if err := os.WriteFile(filepath.Join(folder, tally.FileName), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.end()
	if h.desk.Wiped.Lost == nil || !strings.Contains(shown(h.Window), "could not be counted") {
		t.Errorf("a damaged tally: %+v", h.desk.Wiped)
	}
}

// The worker's language and the client's are two; neither changes the other, and
// the client's is not remembered.
func TestTwoLanguages(t *testing.T) {
	h := newHelpdesk(t)
	kept := &kept{values: map[string]string{}}
	h.cfg.Settings = kept
	press(t, h.Window, "தமிழ்")
	press(t, h.Window, h.desk.Words.Text("desk.consent.yes"))
	press(t, h.Window, "Show in தமிழ்")
	if got := h.desk.Words.Language().Tag; got != "ta" {
		t.Fatalf("the screen is in %s", got)
	}
	press(t, h.Window, h.desk.Words.Text("desk.show_in", map[string]any{"language": "English"}))
	h.SwitchLanguage("ur") // the client prefers another one
	if h.desk.Client.Language != "ur" || h.desk.Client.Worker != "en" {
		t.Errorf("the languages are %+v", h.desk.Client)
	}
	h.end()
	if got := h.desk.Words.Language().Tag; got != "en" {
		t.Errorf("the worker's language became %s", got)
	}
	time.Sleep(10 * time.Millisecond)
	if len(kept.values) > 0 {
		t.Errorf("remembered: %v", kept.values)
	}
}

// kept are settings in memory.
type kept struct{ values map[string]string }

func (k *kept) SetSetting(_ context.Context, name, value string) error {
	k.values[name] = value
	return nil
}

// The countdown shows how much time is left, asks in the last minute, and goes
// back to the start when somebody does something.
func TestCountdown(t *testing.T) {
	h := newHelpdesk(t)
	press(t, h.Window, "English")
	press(t, h.Window, "Yes, begin")
	says := func(want string) {
		t.Helper()
		if got := h.watch.left.Text; got != want {
			t.Errorf("the countdown says %q, not %q", got, want)
		}
	}
	h.pass(time.Second)
	says("Ends by itself in 10 minutes")
	h.pass(3 * time.Minute)
	says("Ends by itself in 7 minutes")
	for i, do := range []func(){
		func() { h.desk.Session.Typed[detail.Mobile] += "6" },
		func() { h.Show(screen.Leaked) },
		func() { h.window.Canvas().FocusNext() },
		func() { h.desk.Session.Used["cowin2023"] = true },
		func() { h.page.ScrollTo(40) },
	} {
		h.pass(5 * time.Minute)
		do()
		h.pass(time.Second)
		if h.watch == nil {
			t.Fatalf("number %d was not noticed", i)
		}
		says("Ends by itself in 10 minutes")
	}
	h.pass(9*time.Minute + 30*time.Second)
	says("This session ends in 30 seconds if nobody presses anything.")
	over := strings.Join(texts(h.window.Canvas().Overlays().Top()), "\n")
	if !strings.Contains(over, "Are you still there?") || !strings.Contains(over, "30 seconds") {
		t.Errorf("the question says %q", over)
	}
	focused, ok := h.window.Canvas().Focused().(*widget.Button)
	if !ok || focused.Label() != "Go on" {
		t.Fatalf("%v has the focus", focused)
	}
	test.Tap(focused)
	h.pass(time.Second)
	says("Ends by itself in 10 minutes")
	if h.window.Canvas().Overlays().Top() != nil {
		t.Error("the question stays")
	}
	// A clock that is set back does not make the session longer.
	h.now = h.now.Add(10*time.Minute + time.Second)
	h.tick()
	if h.desk.Wiped == nil || h.desk.Wiped.How != screen.EndedByTime {
		t.Errorf("ended: %+v", h.desk.Wiped)
	}
}

// What is still being done when a session ends does not come into the next.
func TestLateWork(t *testing.T) {
	h := newHelpdesk(t)
	press(t, h.Window, "English")
	press(t, h.Window, "Yes, begin")
	h.desk.Session.Typed[detail.Mobile] = "6000054321"
	screen.Ask(h.desk)
	h.end()
	press(t, h.Window, "Next client")
	press(t, h.Window, "English")
	settle(t, h.Window)
	if h.desk.Session.Asked != nil || h.At() != screen.Consent {
		t.Errorf("the answer for the client before comes up on %s", h.At())
	}
	for _, trace := range h.traces() {
		t.Error(trace)
	}
}

// settle runs what jobs put off until all of them have ended.
func settle(t *testing.T, w *Window) {
	t.Helper()
	wait(t, w, "jobs to end", func() bool { return len(w.jobs) == 0 })
}

// A file that cannot be removed is named, and can be tried again.
func TestFileThatStays(t *testing.T) {
	h := newHelpdesk(t)
	press(t, h.Window, "English")
	press(t, h.Window, "Yes, begin")
	path := filepath.Join(t.TempDir(), "Neem-help.html")
	if err := os.MkdirAll(filepath.Join(path, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	h.desk.Session.Saved = []screen.Saved{{Of: screen.Result, Paths: []string{path}}}
	h.end()
	if !slices.Contains(h.desk.Wiped.Left, path) || !strings.Contains(shown(h.Window), path) {
		t.Fatalf("left: %+v", h.desk.Wiped)
	}
	press(t, h.Window, "Try again to remove")
	if len(h.desk.Wiped.Left) != 1 {
		t.Error("what is still there is said to be gone")
	}
	h.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // it says why, and is closed
	if err := os.RemoveAll(filepath.Join(path, "in the way")); err != nil {
		t.Fatal(err)
	}
	press(t, h.Window, "Try again to remove")
	if len(h.desk.Wiped.Left) != 0 || strings.Contains(shown(h.Window), path) {
		t.Errorf("left: %+v", h.desk.Wiped)
	}
}

// Nobody types a password at a help desk, also where no list has anything else.
func TestNoPasswordAtADesk(t *testing.T) {
	w := newWindow(t)
	w.SetHelpdesk(true, 10*time.Minute)
	w.Begin("en")
	w.desk.Client.Agreed = true
	w.Show(screen.Leaked)
	if _, ok := find(w.page.Object(), func(f *widget.Field) bool { return f.Password }); ok {
		t.Error("there is a field for a password")
	}
	if !strings.Contains(shown(w), "Passwords are never typed at a help desk") {
		t.Errorf("it is not said:\n%s", shown(w))
	}
	w.end()
}
