package handout

import (
	"strings"
	"testing"
	"time"

	"neem/check/edition"
)

// workerPages are the page for workers in every language, by tag.
func workerPages(t *testing.T) map[string]*WorkerPage {
	t.Helper()
	e, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]*WorkerPage{}
	for _, l := range e.Locales.Languages() {
		pages[l.Tag] = Worker(e, e.Locales.Messages(l.Tag), time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC))
	}
	return pages
}

// The page for workers is one side of A4 in letters that can be read, has what a
// worker must not look for, and all of its letters.
func TestWorkerPage(t *testing.T) {
	for tag, w := range workerPages(t) {
		page, err := w.HTML()
		if err != nil {
			t.Fatal(err)
		}
		d := parse(t, page)
		for _, want := range []string{"1930", "112", "cybercrime.gov.in", "181", "1098", "14567", "OTP", EndKey} {
			if !strings.Contains(d.text, want) {
				t.Errorf("%s: %q is missing", tag, want)
			}
		}
		if strings.Contains(d.text, "⟦") {
			t.Errorf("%s: a word is missing: %s", tag, d.text)
		}
		for _, text := range w.texts() {
			if text == "" {
				continue
			}
			if !strings.Contains(d.text, text) {
				t.Errorf("%s: %q is not on the page", tag, text)
			}
		}
		p, err := newPainter(&Sheet{Language: w.Language})
		if err != nil {
			t.Fatal(err)
		}
		size := paper(p).workerSize(w)
		t.Logf("%s: %g points", tag, size)
		if size < smallestPrint || paper(p).worker(w, printWidth/size)*size > printHeight {
			t.Errorf("%s is too long: it is printed in %g points", tag, size)
		}
		for _, text := range w.texts() {
			if missing := p.Missing(text); len(missing) > 0 {
				t.Errorf("%s: the fonts lack %q", tag, string(missing))
			}
		}
	}
}

// More on the page is printed smaller, and nothing that a text holds becomes
// part of the page itself.
func TestWorkerPageHoldsItsTexts(t *testing.T) {
	w := workerPages(t)["en"]
	p, err := newPainter(&Sheet{Language: w.Language})
	if err != nil {
		t.Fatal(err)
	}
	usual := paper(p).workerSize(w)
	w.Columns[0][0].Lines = append(w.Columns[0][0].Lines, w.Columns[0][0].Lines...)
	if more := paper(p).workerSize(w); more >= usual {
		t.Errorf("%g points as usual, %g with more", usual, more)
	}
	w.Columns[1][0].Lines[0].Text = `</li><script>alert(1)</script>`
	page, err := w.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range parse(t, page).tags {
		if tag.Data == "script" {
			t.Error("the page has a script")
		}
	}
}
