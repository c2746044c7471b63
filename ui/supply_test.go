package ui

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"neem/check/supply"
	"neem/check/supply/testrepo"
	"neem/ui/screen"
	"neem/ui/theme"
	"neem/ui/widget"
)

// site is a publisher's folder behind a web server.
type site struct {
	*testrepo.Publisher
	dir, url string
}

func newSite(t *testing.T) *site {
	t.Helper()
	p, err := testrepo.New("Example NGO (invented)", 1)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{Publisher: p, dir: t.TempDir()}
	server := httptest.NewServer(http.FileServer(http.Dir(s.dir)))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// publish hands out an edition and returns its file.
func (s *site) publish(t *testing.T, edition uint64) string {
	t.Helper()
	files, err := testrepo.Pack(t.Context(), t.TempDir(), testrepo.Spec{ID: "example/members", Edition: edition, Shards: 1, Keys: 2000})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Add(t.Context(), "2026-11-20", files...); err != nil {
		t.Fatal(err)
	}
	if err := s.Publish(); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(s.dir); err != nil {
		t.Fatal(err)
	}
	return files[0]
}

// enter types into the field with a name, and presses Enter.
func enter(t *testing.T, w *Window, name, typed string) {
	t.Helper()
	f, ok := find(w.window.Content(), func(f *widget.Field) bool { return f.AccessibilityLabel() == name })
	if !ok {
		t.Fatalf("no field %q in\n%s", name, shown(w))
	}
	f.SetText(typed)
	f.OnSubmitted(typed)
}

// expect waits until a text stands on the screen.
func expect(t *testing.T, w *Window, text string) {
	t.Helper()
	wait(t, w, text, func() bool { return strings.Contains(shown(w), text) })
}

// meet leads to the question for the fingerprint.
func meet(t *testing.T, w *Window, s *site) {
	t.Helper()
	w.Show(screen.Index)
	press(t, w, "Get lists from a publisher")
	enter(t, w, "From a web address", s.url)
	expect(t, w, "You have not added this publisher yet")
}

const fingerprintField = "The fingerprint that the publisher told you"

// add makes the publisher known, which leads to what it has.
func add(t *testing.T, w *Window, s *site) {
	t.Helper()
	meet(t, w, s)
	enter(t, w, fingerprintField, strings.ToLower(s.Fingerprint()))
	expect(t, w, "To fetch: ")
}

// install presses what fetches and installs.
func install(t *testing.T, w *Window) {
	t.Helper()
	b, ok := find(w.window.Content(), func(b *widget.Button) bool { return strings.HasPrefix(b.Label(), "Fetch and install: ") })
	if !ok {
		t.Fatalf("nothing installs on\n%s", shown(w))
	}
	b.Tapped(nil)
}

// tell waits for a message and closes it.
func tell(t *testing.T, w *Window, text string) {
	t.Helper()
	overlays := w.window.Canvas().Overlays()
	wait(t, w, text, func() bool {
		return overlays.Top() != nil && strings.Contains(strings.Join(texts(overlays.Top()), "\n"), text)
	})
	b, ok := find(overlays.Top(), func(b *widget.Button) bool { return b.Label() == "Close" })
	if !ok {
		t.Fatal("the message cannot be closed")
	}
	b.Tapped(nil)
}

// From an address to lists that answer, and on to the next edition.
func TestListsFromPublisher(t *testing.T) {
	w, s := newWindow(t), newSite(t)
	s.publish(t, 1)
	meet(t, w, s)
	if strings.Contains(shown(w), s.Fingerprint()) {
		t.Error("the fingerprint that is to be compared stands on the screen")
	}
	enter(t, w, fingerprintField, "abc")
	expect(t, w, "in four groups")
	enter(t, w, fingerprintField, "0000-0000-0000-0000")
	expect(t, w, "do not use them")
	if known, _, _ := w.desk.Book.All(t.Context()); len(known) != 0 {
		t.Fatal("the publisher was added with a wrong fingerprint")
	}
	enter(t, w, fingerprintField, s.Fingerprint())
	expect(t, w, "The fingerprint is right.")
	expect(t, w, "Edition 1 of 20 November 2026")
	install(t, w)
	expect(t, w, "The list is installed.")
	if got := shown(w); !strings.Contains(got, "Signed by Example NGO (invented), whom you added") || strings.Contains(got, "No publisher that you added") {
		t.Errorf("%s", got)
	}
	press(t, w, "Look for something newer")
	expect(t, w, "You have everything that is there.")

	s.publish(t, 2)
	w.Show(screen.Index)
	press(t, w, "Look for something newer")
	expect(t, w, "You have edition 1.")
	install(t, w)
	expect(t, w, "The list is installed.")
	if e := w.desk.Library.Entries(); len(e) != 2 || e[1].Header.Edition != 2 || e[1].Signer != s.Fingerprint() {
		t.Errorf("%+v", e)
	}
}

func TestFaultsOfPublishersAreSaid(t *testing.T) {
	w, s := newWindow(t), newSite(t)
	s.publish(t, 1)
	w.Show(screen.Supply)
	for typed, says := range map[string]string{
		"example":                     "That is not a publisher's web address.",
		"http://example.invalid":      "This address has no encryption",
		"https://a:b@example.invalid": "That is not a publisher's web address.",
	} {
		enter(t, w, "From a web address", typed)
		expect(t, w, says)
	}
	enter(t, w, "From a web address", s.url+"/nowhere")
	tell(t, w, "There are no publisher's files at this place.")
	add(t, w, s)

	first := t.TempDir()
	if err := os.CopyFS(first, os.DirFS(s.dir)); err != nil {
		t.Fatal(err)
	}
	s.publish(t, 2)
	press(t, w, "Look somewhere else")
	enter(t, w, "From a web address", s.url)
	expect(t, w, "Edition 2")
	for _, dir := range []string{"metadata", "targets"} {
		if err := os.RemoveAll(filepath.Join(s.dir, dir)); err != nil {
			t.Fatal(err)
		}
	}
	install(t, w)
	tell(t, w, "What was fetched stays for the next time.")
	if n := len(w.desk.Library.Entries()); n != 1 {
		t.Errorf("%d packs", n)
	}
	if err := os.CopyFS(s.dir, os.DirFS(first)); err != nil {
		t.Fatal(err)
	}
	press(t, w, "Look somewhere else")
	enter(t, w, "From a web address", s.url)
	tell(t, w, "older than what you have")
}

// Age and clocks inform: the lists go on answering.
func TestStandingOfPublishers(t *testing.T) {
	w, s := newWindow(t), newSite(t)
	s.publish(t, 1)
	add(t, w, s)
	install(t, w)
	expect(t, w, "The list is installed.")
	for year, says := range map[int]string{
		2026: "nothing newer was due yet",
		2010: "The clock is wrong.",
		2040: "something newer was due by",
	} {
		w.desk.Now = func() time.Time { return time.Date(year, 11, 24, 12, 0, 0, 0, time.UTC) }
		w.Refresh()
		if got := shown(w); strings.Count(got, says) != 2 {
			t.Errorf("in %d: %s", year, got)
		}
	}
	press(t, w, "Forget this publisher")
	b, _ := find(w.window.Canvas().Overlays().Top(), func(b *widget.Button) bool { return b.Label() == "Forget this publisher" })
	b.Tapped(nil)
	expect(t, w, "Signed by a publisher that is not among yours any more. Its fingerprint: "+s.Fingerprint())
}

// A file from anywhere is a publisher's if the publisher signed it; of any other
// the person hears that nobody did, before and after.
func TestSingleFile(t *testing.T) {
	w, s := newWindow(t), newSite(t)
	file := s.publish(t, 1)
	add(t, w, s)
	w.Import(file)
	expect(t, w, "Signed by Example NGO (invented), whom you added")

	foreign, err := testrepo.Pack(t.Context(), t.TempDir(), testrepo.Spec{ID: "other/list", Edition: 1, Shards: 1, Keys: 10})
	if err != nil {
		t.Fatal(err)
	}
	overlays := w.window.Canvas().Overlays()
	answer := func(label string) {
		t.Helper()
		w.Import(foreign[0])
		wait(t, w, "the warning", func() bool {
			return overlays.Top() != nil && strings.Contains(strings.Join(texts(overlays.Top()), "\n"), "no publisher that you added has signed")
		})
		b, _ := find(overlays.Top(), func(b *widget.Button) bool { return b.Label() == label })
		b.Tapped(nil)
	}
	answer("Cancel")
	if n := len(w.desk.Library.Entries()); n != 2 {
		t.Errorf("%d packs after no", n)
	}
	answer("Import all the same")
	expect(t, w, "No publisher that you added has signed this list.")
}

func TestStick(t *testing.T) {
	w, s := newWindow(t), newSite(t)
	s.publish(t, 1)
	add(t, w, s)
	w.Show(screen.Index)
	press(t, w, "Make a stick")
	stick := filepath.Join(t.TempDir(), "stick")
	w.desk.Stick.Folder = stick
	w.Refresh()
	press(t, w, "Copy")
	expect(t, w, "Everything is copied")
	if page, err := os.ReadFile(filepath.Join(stick, "neem-help.html")); err != nil || !strings.Contains(string(page), "1930") {
		t.Errorf("the stick has no page to read where the program does not run: %v", err)
	}

	other := newWindow(t)
	other.Show(screen.Supply)
	screen.LookIn(other.desk, stick)
	expect(t, other, "You have not added this publisher yet")
	enter(t, other, fingerprintField, s.Fingerprint())
	expect(t, other, "To fetch: ")
	install(t, other)
	expect(t, other, "The list is installed.")
}

// A window of a program that has the project's first list of keys built in: this
// site's.
func newProject(t *testing.T, s *site) *Window {
	t.Helper()
	w := newWindow(t)
	w.desk.Book = supply.OpenBook(t.TempDir(), s.Root())
	return w
}

// guidance hands out an edition of the guidance.
func (s *site) guidance(t *testing.T, number uint64, date string) {
	t.Helper()
	data, err := testrepo.Guidance(number, date)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.SetGuidance(data), s.Publisher.Publish(), s.Write(s.dir)); err != nil {
		t.Fatal(err)
	}
}

// look looks what the site has.
func look(t *testing.T, w *Window, s *site) {
	t.Helper()
	w.Show(screen.Supply)
	w.desk.Supply = screen.Supplying{}
	w.Refresh()
	enter(t, w, "From a web address", s.url)
}

// The guidance comes from the project without anybody comparing a fingerprint, and
// is used from the next start on.
func TestGuidanceFromProject(t *testing.T) {
	s := newSite(t)
	s.guidance(t, 2, "2026-11-25")
	s.publish(t, 1)
	w := newProject(t, s)
	w.Show(screen.Index)
	got := shown(w)
	if !strings.Contains(got, "The makers of this program") || !strings.Contains(got, "Nothing was fetched from it yet.") ||
		strings.Contains(got, "Forget this publisher") || strings.Contains(got, "no web address") {
		t.Errorf("%s", got)
	}
	look(t, w, s)
	expect(t, w, "What to do and whom to call")
	if got := shown(w); !strings.Contains(got, "Edition 2 of 25 November 2026") || !strings.Contains(got, "You have edition 1 of 24 November 2026.") || strings.Count(got, "To fetch: ") != 2 {
		t.Errorf("%s", got)
	}
	install(t, w)
	expect(t, w, "The list is installed. Edition 2 of 25 November 2026 is installed. It is used from the next start of the program.")
	if got := shown(w); !strings.Contains(got, "Signed by the makers of this program") || !strings.Contains(got, "Edition 1 of 24 November 2026") || strings.Contains(got, "Forget this publisher") {
		t.Errorf("%s", got)
	}
	if held, err := w.desk.Library.HeldGuidance(); err != nil || held.Number != 2 {
		t.Errorf("%+v, %v", held, err)
	}
	press(t, w, "Look for something newer")
	expect(t, w, "You have everything that is there.")
	if got := shown(w); !strings.Contains(got, "It is used from the next start of the program.") {
		t.Errorf("%s", got)
	}
	// An older edition, well signed, and one that is no edition.
	s.guidance(t, 1, "2026-11-24")
	look(t, w, s)
	expect(t, w, "You have edition 2 of 25 November 2026.")
	if got := shown(w); !strings.Contains(got, "What is there is older than what you have.") || strings.Contains(got, "Fetch and install") {
		t.Errorf("%s", got)
	}
	s.guidance(t, 3, "2026-11-26")
	s.Guidance.Edition = 4
	if err := errors.Join(s.Publisher.Publish(), s.Write(s.dir)); err != nil {
		t.Fatal(err)
	}
	look(t, w, s)
	expect(t, w, "Edition 4 of 26 November 2026")
	install(t, w)
	tell(t, w, "cannot be used. Its file is damaged.")
	if held, err := w.desk.Library.HeldGuidance(); err != nil || held.Number != 2 {
		t.Errorf("%+v, %v", held, err)
	}
}

// Nobody else's guidance is shown, and without a project that is said.
func TestForeignGuidance(t *testing.T) {
	w, s := newWindow(t), newSite(t)
	s.guidance(t, 2, "2026-11-25")
	s.publish(t, 1)
	w.Show(screen.Index)
	if got := shown(w); !strings.Contains(got, "Its makers have no web address and no fingerprint for them yet.") {
		t.Errorf("%s", got)
	}
	add(t, w, s)
	if got := shown(w); strings.Contains(got, "What to do and whom to call") {
		t.Errorf("%s", got)
	}
	install(t, w)
	expect(t, w, "The list is installed.")
	if held, err := w.desk.Library.HeldGuidance(); err != nil || held.Number != 1 {
		t.Errorf("%+v, %v", held, err)
	}
}

// The screens fit with what only comes up on the way, too.
func TestPublishersFit(t *testing.T) {
	w, s := newWindow(t), newSite(t)
	s.publish(t, 1)
	size := fyne.NewSize(1024, 600)
	everywhere := func(n screen.Name, what string) { everywhereFits(t, w, n, what, size) }
	meet(t, w, s)
	enter(t, w, fingerprintField, "abc")
	everywhere(screen.Supply, "meeting")
	enter(t, w, fingerprintField, s.Fingerprint())
	expect(t, w, "To fetch: ")
	everywhere(screen.Supply, "offers")
	install(t, w)
	expect(t, w, "The list is installed.")
	everywhere(screen.Index, "publishers")
	press(t, w, "Make a stick")
	everywhere(screen.Stick, "stick")

	s.guidance(t, 2, "2026-11-25")
	w = newProject(t, s)
	look(t, w, s)
	expect(t, w, "You have edition 1 of")
	everywhere(screen.Supply, "guidance")
	install(t, w)
	expect(t, w, "It is used from the next start")
	everywhere(screen.Index, "guidance")
}

// everywhereFits shows a screen in all languages and sizes.
func everywhereFits(t *testing.T, w *Window, n screen.Name, what string, size fyne.Size) {
	t.Helper()
	for _, scale := range []theme.Scale{100, 200} {
		w.SetOptions(theme.Options{Look: theme.Light, Scale: scale})
		for _, l := range w.cfg.Guidance.Edition.Locales.Languages() {
			w.SwitchLanguage(l.Tag)
			w.Show(screen.Home)
			w.Show(n)
			fits(t, w, fmt.Sprintf("%s in %s at %d %%", what, l.Tag, scale), size)
			if got := shown(w); strings.Contains(got, "⟦") {
				t.Errorf("%s in %s: %s", what, l.Tag, got)
			}
		}
	}
	w.SetOptions(theme.Options{Look: theme.Light, Scale: 100})
	w.SwitchLanguage("en")
	w.Show(screen.Home)
	w.Show(n)
}
