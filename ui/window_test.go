package ui

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"

	"neem/assets/starter"
	"neem/check"
	"neem/check/detail"
	"neem/check/edition"
	"neem/check/library"
	"neem/check/store"
	"neem/ui/screen"
	"neem/ui/widget"
)

func newWindow(t *testing.T) *Window {
	t.Helper()
	content, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	lib, err := library.Open(t.Context(), starter.FS, starter.Name, st, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(lib.Close(), st.Close()) })
	w := New(Config{
		App: test.NewTempApp(t), Edition: content, Library: lib, Language: "en",
		Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
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

// texts collects what stands on the screen.
func texts(o fyne.CanvasObject) []string {
	var all []string
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			all = append(all, texts(c)...)
		}
	case *fynewidget.Label:
		all = append(all, o.Text)
	case *widget.Button:
		all = append(all, o.Text)
	case *widget.Check:
		all = append(all, o.Text)
	case *widget.Choice:
		all = append(all, o.Title())
	case *widget.Disclosure:
		all = append(all, o.Title())
	}
	return all
}

func shown(w *Window) string {
	var all []string
	for _, o := range screen.Build(w.desk, w.at) {
		all = append(all, texts(o)...)
	}
	return strings.Join(all, "\n")
}

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
	for _, l := range w.cfg.Edition.Leaks.Leaks() {
		w.desk.Session.Asked.Used = append(w.desk.Session.Asked.Used, l.ID)
	}
	w.desk.Session.All = true
	for _, l := range w.cfg.Edition.Locales.Languages() {
		w.SwitchLanguage(l.Tag)
		for _, n := range screen.Names() {
			w.Show(screen.Home)
			w.Show(n)
			if s := shown(w); strings.Contains(s, "⟦") || len(s) < 50 {
				at := max(0, strings.Index(s, "⟦"))
				t.Errorf("%s in %s: …%s", n, l.Tag, s[at:min(len(s), at+80)])
			}
		}
	}
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
	w.ChooseFile(func(string) {})
	if w.window.Canvas().Overlays().Top() == nil {
		t.Error("no chooser opened")
	}
}
