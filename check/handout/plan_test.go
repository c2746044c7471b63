package handout_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"neem/check/edition"
	"neem/check/guide"
	"neem/check/handout"
	"neem/check/plan"
	"neem/locale/linebreak"
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
		text := strings.NewReplacer("\u2060", "", "\u00a0", " ").Replace(string(page)) // what keeps lines together
		for _, want := range []string{"1930", "112", "14567", "cybercrime.gov.in", m.Text("never.codes"), m.Text("step." + p.Steps[0].ID + ".title")} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the sheet does not say %q", l.Tag, want)
			}
		}
		if never := linebreak.Join(m.Text("never.codes")); !strings.Contains(string(page), never) {
			t.Errorf("%s: a browser may break %q", l.Tag, never)
		}
		if strings.Contains(text, "⟦") || strings.Contains(text, m.Text("leak.starhealth2024.name")) || strings.Contains(text, "Star Health") {
			t.Errorf("%s: a word is missing, or the sheet names the leak", l.Tag)
		}
		for _, c := range s.Contacts {
			if c.Standing == "" {
				t.Errorf("%s: %s does not say when it was checked", l.Tag, c.Title)
			}
		}
	}
}

// What is due now or today is on the sheet of every mixture of situations, and
// so is whom to call for it.
func TestNothingUrgentIsLeftOut(t *testing.T) {
	e := builtIn(t)
	en := e.Locales.Messages("en")
	rapid.Check(t, func(t *rapid.T) {
		var i plan.Incident
		for _, s := range e.Guide.Situations() {
			if rapid.Bool().Draw(t, s.ID) {
				i.Situations = append(i.Situations, s.ID)
			}
		}
		i.For = rapid.SampledFrom([][]guide.Audience{nil, {guide.Women}, {guide.Children}, {guide.Elders}}).Draw(t, "for")
		r := plan.After(e.Guide, i, plan.DateOf(now))
		s := handout.Plan(e, en, r.Steps, i.For, now)
		for _, step := range plan.Due(r.Steps, guide.Now, guide.Today) {
			if !slices.ContainsFunc(s.Steps, func(have handout.SheetStep) bool { return have.Title == en.Text("step."+step.ID+".title") }) {
				t.Fatalf("%v: %s is not on the sheet", i.Situations, step.ID)
			}
		}
		for n, step := range s.Steps {
			if n < 2 && step.Text == "" {
				t.Fatalf("%v: %s is not said how", i.Situations, step.Title)
			}
		}
	})
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
