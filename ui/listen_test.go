package ui

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"neem/check/complaint"
	"neem/check/detail"
	"neem/ui/screen"
)

// A listener keeps what is read aloud, and reads until it is let go on.
type listener struct {
	mu      sync.Mutex
	heard   []string
	goOn    chan struct{}
	stopped int
	fails   error
}

func (l *listener) Has(tag string) bool { return tag != "ur" }

func (l *listener) Read(ctx context.Context, tag, text string) error {
	l.mu.Lock()
	l.heard = append(l.heard, tag+": "+text)
	l.mu.Unlock()
	select {
	case <-l.goOn:
		return l.fails
	case <-ctx.Done():
		l.mu.Lock()
		l.stopped++
		l.mu.Unlock()
		return ctx.Err()
	}
}

func (l *listener) times() (heard, stopped int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.heard), l.stopped
}

func listening(t *testing.T) (*Window, *listener) {
	w, l := newWindow(t), &listener{goOn: make(chan struct{})}
	w.cfg.FindSpeaker = func(context.Context) Speaker { return l }
	w.findSpeaker()
	wait(t, w, "voices", func() bool { return w.speaker != nil })
	return w, l
}

// A screen is read aloud in the language that it is in, from its title on, and
// falls silent when somebody stops it, leaves the screen or changes the language.
func TestListen(t *testing.T) {
	w, l := listening(t)
	until := func(what string, ok func() bool) {
		t.Helper()
		for range 1000 {
			if ok() {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatalf("waited in vain for %s", what)
	}
	heard := func(n int) { t.Helper(); until("reading", func() bool { h, _ := l.times(); return h == n }) }
	stopped := func(n int) { t.Helper(); until("silence", func() bool { _, s := l.times(); return s == n }) }
	w.SwitchLanguage("ta")
	w.Show(screen.Urgent)
	words := w.desk.Words
	press(t, w, words.Text("listen.start"))
	heard(1)
	if !strings.HasPrefix(l.heard[0], "ta: "+words.Text("urgent.title")) || !strings.Contains(l.heard[0], "1930") {
		t.Errorf("heard %s", l.heard[0])
	}
	press(t, w, words.Text("listen.stop"))
	stopped(1)
	press(t, w, words.Text("listen.start"))
	heard(2)
	w.Back()
	stopped(2)
	press(t, w, words.Text("listen.start"))
	heard(3)
	w.SwitchLanguage("hi")
	stopped(3)
	press(t, w, w.desk.Words.Text("listen.start"))
	heard(4)
	l.goOn <- struct{}{}
	wait(t, w, "the end", func() bool { return w.hush == nil })
	press(t, w, w.desk.Words.Text("listen.start"))
	heard(5)
	l.fails = fmt.Errorf("no sound")
	l.goOn <- struct{}{}
	wait(t, w, "the end", func() bool { return w.hush == nil })
	if o := w.window.Canvas().Overlays().Top(); o == nil || !strings.Contains(strings.Join(texts(o), "\n"), w.desk.Words.Text("listen.failed")) {
		t.Error("nobody says that it could not be heard")
	}
	w.window.Canvas().Overlays().Top().Hide()
	// Where there is no voice there is no button.
	w.SwitchLanguage("ur")
	if s := strings.Join(texts(w.window.Content()), "\n"); strings.Contains(s, w.desk.Words.Text("listen.start")) {
		t.Error("a button that can read nothing")
	}
}

// Whatever a person has typed, on every screen, is never read aloud, nor is any
// mark that is not for ears.
func TestWhatIsTypedIsNeverReadAloud(t *testing.T) {
	w := newWindow(t)
	const mark = "zqxtyped"
	for _, l := range w.cfg.Guidance.Edition.Locales.Languages() {
		w.SwitchLanguage(l.Tag)
		for _, n := range screen.Names() {
			fill(w.desk)
			s := w.desk.Session
			for _, k := range detail.Kinds() {
				s.Typed[k] = mark
			}
			for _, f := range complaint.Fields(true) {
				s.Entries[f] = mark
			}
			s.Search, s.Happened.Typed, s.Happened.Day, s.Written = mark, mark, screen.OtherDay, true
			w.at = n
			w.rebuild()
			spoken := strings.Join(w.page.Spoken(), "\n")
			if strings.Contains(spoken, mark) || strings.ContainsAny(spoken, "\u2066\u2067\u2068\u2069\u202d\u202e") || len(spoken) < 40 {
				t.Errorf("%s in %s is read as %s", n, l.Tag, spoken)
			}
			if n == screen.Complaint && !strings.Contains(strings.Join(texts(w.page.Object()), ""), mark) {
				t.Fatal("the complaint does not show what was typed: the test tests nothing")
			}
		}
	}
}
