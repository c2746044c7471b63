package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"neem/check/desk"
	"neem/check/place"
	"neem/check/store"
	"neem/check/tally"
	"neem/locale"
	"neem/ui/screen"
	"neem/ui/widget"
)

// A guest says on the first screen and with the lists that it keeps nothing on this
// computer, and offers only what it can do.
func TestPlaceIsSaid(t *testing.T) {
	w := newWindow(t)
	for _, kind := range []place.Kind{place.Installed, place.Portable, place.ReadOnly} {
		w.desk.Place = place.Place{Kind: kind, Data: "/stick/neem-data", Beside: "/stick"}
		for _, l := range w.desk.Edition.Locales.Languages() {
			w.SwitchLanguage(l.Tag)
			words := w.desk.Words
			title := words.Text("place." + string(kind) + ".title")
			w.Show(screen.Home)
			if got := strings.Contains(shown(w), title); got != (kind != place.Installed) {
				t.Errorf("%s in %s: the first screen says so: %v", kind, l.Tag, got)
			}
			w.Show(screen.Index)
			s := locale.StripIsolates(shown(w))
			if !strings.Contains(s, title) || !strings.Contains(s, "/stick/neem-data") || strings.Contains(s, "⟦") {
				t.Errorf("%s in %s: the lists say\n%s", kind, l.Tag, s)
			}
			if got := strings.Contains(s, words.Text("index.import")); got != (kind != place.ReadOnly) {
				t.Errorf("%s in %s: a list can be imported: %v", kind, l.Tag, got)
			}
		}
	}
	w.desk.FolderErr = store.ErrUnfinished
	w.Refresh()
	if s := shown(w); !strings.Contains(s, w.desk.Words.Text("place.lost")) {
		t.Errorf("what is lost is not told:\n%s", s)
	}
	w.desk.FolderErr = nil
	// A list that is given all the same is refused, and why is said.
	w.SwitchLanguage("en")
	w.desk.Place.Kind = place.ReadOnly
	w.desk.Book = nil
	w.Import(filepath.Join(t.TempDir(), "none.neem"))
	wait(t, w, "the import to fail", func() bool { return w.window.Canvas().Overlays().Top() != nil })
	if got := texts(w.window.Canvas().Overlays().Top()); !strings.Contains(strings.Join(got, " "), "not installed") {
		t.Errorf("%q", got)
	}
	w.desk.Tally = nil
	w.Show(screen.Settings)
	if s := shown(w); strings.Contains(s, w.desk.Words.Text("tally.title")) {
		t.Errorf("people can be counted:\n%s", s)
	}
}

// What a guest saves goes beside the program; where nothing can be written the
// person says where to.
func TestGuestSaves(t *testing.T) {
	home, stick := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	w := newWindow(t)
	w.desk.Place = place.Place{Kind: place.Portable, Data: filepath.Join(stick, place.Folder), Beside: stick}
	w.desk.Session.Happened.Ticked["money"] = true
	w.Show(screen.Respond)
	press(t, w, "Save as a page to print")
	wait(t, w, "the sheet", func() bool { return len(w.desk.Session.Saved) == 1 })
	if got := filepath.Dir(w.desk.Session.Saved[0].Paths[0]); got != filepath.Join(stick, place.SavedFolder) {
		t.Errorf("saved in %s", got)
	}
	w.desk.Place.Kind = place.ReadOnly
	press(t, w, "Save as a page to print")
	if w.window.Canvas().Overlays().Top() == nil || len(w.desk.Session.Saved) != 1 {
		t.Error("nobody asks where to")
	}
	// The toolkit's list of fonts is not made by the program (see ui/guest).
	if left, err := filepath.Glob(filepath.Join(home, "[^.]*")); err != nil || len(left) > 0 {
		t.Errorf("the home folder has %v, %v", left, err)
	}
}

// What the organisation says stands under Get help, marked as its own and behind the
// numbers that cannot wait, and on the sheets; a file with a fault is told of and
// changes nothing else.
func TestOrganisationIsShown(t *testing.T) {
	w := newWindow(t)
	page, err := desk.Load(desk.RulesOf(w.desk.Edition), filepath.Join("..", "docs", "desk.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range w.desk.Edition.Locales.Languages() {
		w.SwitchLanguage(l.Tag)
		words := w.desk.Words
		w.desk.Organisation, w.desk.OrganisationFault = page, nil
		w.Show(screen.Home)
		w.Show(screen.Help)
		s := locale.StripIsolates(shown(w))
		urgent, marked, own := strings.Index(s, "1930"), strings.Index(s, words.Text("desk.own")), strings.Index(s, page.In(l.Tag).Name)
		if urgent < 0 || marked < urgent || own < marked || !strings.Contains(s, "60000 00001") || !strings.Contains(s, "+91 44 6000 0002") {
			t.Errorf("%s: 1930 at %d, the mark at %d, the name at %d", l.Tag, urgent, marked, own)
		}
		w.desk.Organisation, w.desk.OrganisationFault = nil, &desk.Fault{Reason: desk.Long, Line: 7, Field: "hours", Limit: desk.MaxLine}
		w.Show(screen.Home)
		w.Show(screen.Help)
		s = locale.StripIsolates(shown(w))
		if !strings.Contains(s, words.Text("desk.wrong")) || !strings.Contains(s, "7") || !strings.Contains(s, "50") || !strings.Contains(s, "1930") || strings.Contains(s, "⟦") {
			t.Errorf("%s: %s", l.Tag, s)
		}
	}
	for _, reason := range []desk.Reason{desk.Unreadable, desk.Large, desk.Syntax, desk.Unknown, desk.Missing, desk.Many, desk.Character, desk.Phone, desk.Web, desk.Language, desk.Reserved} {
		if !w.desk.Words.Has("desk.fault." + string(reason)) {
			t.Errorf("%s has no words", reason)
		}
	}

	t.Setenv("HOME", t.TempDir())
	w.SwitchLanguage("en")
	w.desk.Organisation, w.desk.OrganisationFault = page, nil
	w.desk.Session.Happened.Ticked["money"] = true
	w.Show(screen.Respond)
	press(t, w, "Save as a page to print")
	wait(t, w, "the sheet", func() bool { return len(w.desk.Session.Saved) == 1 })
	data, err := os.ReadFile(w.desk.Session.Saved[0].Paths[0])
	if err != nil || !strings.Contains(string(data), "60000 00001") || !strings.Contains(string(data), "in its own words") {
		t.Errorf("the sheet lacks it: %v", err)
	}
}

// The tally is off until somebody turns it on; small counts do not show; the table
// is saved where people look; clearing asks.
func TestTally(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	w := newWindow(t)
	folder := t.TempDir()
	w.desk.Tally = tally.Open(folder, tally.KnownOf(w.desk.Edition))
	on := func() bool {
		on, err := w.desk.Tally.On(t.Context())
		return on && err == nil
	}
	w.desk.Helpdesk = true
	w.Show(screen.Settings)
	press(t, w, "How many people came")
	expect(t, w, "nothing to show yet")
	if on() {
		t.Error("it is on")
	}
	tick(t, w, "Count the people who agree to it")
	wait(t, w, "the tally to be on", on)
	for language, n := range map[string]int{"ta": 7, "ur": 3} {
		for range n {
			if err := w.desk.Tally.Add(t.Context(), tally.Entry{Day: locale.Date{Year: 2026, Month: 11, Day: 20}, Language: language, Kinds: []string{"money"}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Refresh()
	expect(t, w, "20 November 2026")
	expect(t, w, "தமிழ்: 7")
	expect(t, w, "Money has gone: 10")
	if s := shown(w); strings.Contains(s, ": 3") {
		t.Errorf("a small count shows:\n%s", s)
	}
	press(t, w, "Save as a table (CSV)")
	wait(t, w, "the table", func() bool { return len(w.desk.Session.Saved) == 1 })
	data, err := os.ReadFile(w.desk.Session.Saved[0].Paths[0])
	if want := "period,table,id,name,count\n2026-11-20,language,ta,தமிழ்,7\n2026-11-20,kind,money,Money has gone,10\n"; err != nil || string(data) != want {
		t.Errorf("%q, %v", data, err)
	}

	answer := func(label string) {
		t.Helper()
		overlay := w.window.Canvas().Overlays().Top()
		if overlay == nil {
			t.Fatal("nothing asks")
		}
		b, ok := find(overlay, func(b *widget.Button) bool { return b.Label() == label })
		if !ok {
			t.Fatalf("no %s in %q", label, texts(overlay))
		}
		test.Tap(b)
	}
	press(t, w, "Remove all counts")
	answer("Cancel")
	expect(t, w, "தமிழ்: 7")
	press(t, w, "Remove all counts")
	answer("Remove all counts")
	wait(t, w, "the counts to go", func() bool { return strings.Contains(shown(w), "All counts were removed") })
	if s := shown(w); strings.Contains(s, "தமிழ்: 7") || !on() {
		t.Errorf("still there, or off:\n%s", s)
	}

	// What cannot be read is said, and can be removed.
	if err := os.WriteFile(filepath.Join(folder, tally.FileName), []byte("no table"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.Refresh()
	expect(t, w, "The counts cannot be read")
	press(t, w, "Remove all counts")
	answer("Remove all counts")
	wait(t, w, "the file to go", func() bool { return strings.Contains(shown(w), "nothing to show yet") })
}

// All of it fits, with as much as there may be.
func TestDeskFits(t *testing.T) {
	w := newWindow(t)
	long := strings.Repeat("Invented ", 5) + "words"
	text := "name = \"" + long + "\"\nhours = \"" + long + "\"\naddress = [\"" + long + "\", \"" + long + "\"]\nphones = [\"+91 60000 00001\", \"60000 00002\"]\nweb = \"example.org/help\"\n" +
		strings.Repeat("[[number]]\nlabel = \""+long+"\"\nphone = \"+91 6000 000 003\"\nnote = \""+long+"\"\n", 4)
	page, err := desk.Parse([]byte(text), desk.RulesOf(w.desk.Edition))
	if err != nil {
		t.Fatal(err)
	}
	w.desk.Organisation = page
	w.desk.Place = place.Place{Kind: place.ReadOnly, Data: "/media/somebody/A STICK/neem-data", Beside: "/media/somebody/A STICK"}
	if err := w.desk.Tally.Turn(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		e := tally.Entry{Day: locale.Date{Year: 2026, Month: 11, Day: 20}, Language: "ta", Kinds: []string{"money", tally.KindCaller}, Leaks: []string{"cowin2023"}}
		if err := w.desk.Tally.Add(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []screen.Name{screen.Home, screen.Help, screen.Index, screen.Tally} {
		everywhereFits(t, w, n, "at a desk", fyne.NewSize(1024, 600))
	}
}
