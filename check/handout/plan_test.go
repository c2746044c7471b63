package handout_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"neem/check/edition"
	"neem/check/guide"
	"neem/check/handout"
	"neem/check/plan"
)

func builtIn(t *testing.T) *edition.Edition {
	t.Helper()
	e, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// TestPlan wants the first steps, the numbers with the day on which they were
// checked, and nothing about the person.
func TestPlan(t *testing.T) {
	e := builtIn(t)
	leak, _ := e.Leaks.Leak("starhealth2024")
	exposure, _ := plan.OfLeak(leak)
	p := plan.For(e.Guide, []plan.Exposure{exposure})
	for _, l := range e.Locales.Languages() {
		m := e.Locales.Messages(l.Tag)
		s := handout.Plan(e, m, p.Steps, []guide.Audience{guide.Elders}, now)
		page, err := s.HTML()
		if err != nil {
			t.Fatal(err)
		}
		text := string(page)
		for _, want := range []string{"1930", "112", "14567", "cybercrime.gov.in", m.Text("never.codes"), m.Text("step." + p.Steps[0].ID + ".title")} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the sheet does not say %q", l.Tag, want)
			}
		}
		if strings.Contains(text, "⟦") || strings.Contains(text, m.Text("leak.starhealth2024.name")) || strings.Contains(text, "Star Health") {
			t.Errorf("%s: a word is missing, or the sheet names the leak", l.Tag)
		}
		if len(s.Steps) > 6 || len(s.Contacts) > 6 {
			t.Errorf("%s: %d steps and %d contacts are too many for a page", l.Tag, len(s.Steps), len(s.Contacts))
		}
		for _, c := range s.Contacts {
			if c.Standing == "" {
				t.Errorf("%s: %s does not say when it was checked", l.Tag, c.Title)
			}
		}
	}
}

func TestLetters(t *testing.T) {
	e := builtIn(t)
	hi, en := e.Locales.Messages("hi").Language(), e.Locales.Messages("en").Language()
	page, err := handout.Letters("शिकायत", handout.Letter{Language: hi, Text: "पहला <b>\n  दूसरा"}, handout.Letter{Language: en, Text: "& second"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<html lang="hi"`, "पहला &lt;b&gt;\n  दूसरा", `lang="en"`, "&amp; second"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if bytes.Contains(page, []byte("http://")) || bytes.Contains(page, []byte("https://")) || bytes.Contains(page, []byte("<script")) {
		t.Error("the page needs something from outside")
	}
}
