package handout

import (
	"strings"
	"testing"
	"time"

	"neem/check/edition"
	"neem/check/guide"
	"neem/check/plan"
	"neem/locale"
)

// realSheets are the program's own, by name: for everything that can have
// happened, for what often comes together, and for a caller who knows
// everything.
func realSheets(t *testing.T) map[string]*Sheet {
	t.Helper()
	e, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)
	today := locale.Date{Year: 2026, Month: time.November, Day: 24}
	sheets := map[string]*Sheet{}
	for _, language := range e.Locales.Languages() {
		words := e.Locales.Messages(language.Tag)
		var classes []string
		for _, c := range e.Guide.Classes() {
			classes = append(classes, c.ID)
		}
		p := plan.For(e.Guide, []plan.Exposure{plan.OfCaller(classes)})
		sheets["real-"+language.Tag+"-leak"] = Plan(e, words, p.Steps, nil, now)
		for _, s := range e.Guide.Situations() {
			r := plan.After(e.Guide, plan.Incident{Situations: []string{s.ID}, On: today}, today)
			sheets["real-"+language.Tag+"-"+s.ID] = Plan(e, words, r.Steps, nil, now)
		}
		for _, of := range []guide.Audience{guide.Women, guide.Children, guide.Elders} {
			for _, mixture := range []string{"money pressed", "money app pressed", "money no_signal told", "money photos", "danger posted", "loan sim"} {
				i := plan.Incident{Situations: strings.Fields(mixture), Ways: []string{"aeps"}, On: today, For: []guide.Audience{of}}
				name := "real-" + language.Tag + "-" + strings.ReplaceAll(mixture, " ", "-") + "-" + string(of)
				sheets[name] = Plan(e, words, plan.After(e.Guide, i, today).Steps, i.For, now)
			}
		}
	}
	return sheets
}

// What the program writes itself fits on one page in large type, and its fonts
// have all of it.
func TestRealSheets(t *testing.T) {
	for name, s := range realSheets(t) {
		p, err := newPainter(s)
		if err != nil {
			t.Fatal(err)
		}
		size := paper(p).size(s)
		t.Logf("%s: %d steps, %d contacts, %g points", name, len(s.Steps), len(s.Contacts), size)
		least := float64(readablePrint)
		if len(s.Steps) > fullSteps {
			least = smallestPrint
		}
		if size < least || paper(p).height(s, printWidth/size)*size > printHeight {
			t.Errorf("%s is too long: it is printed in %g points", name, size)
		}
		if missing, err := s.Missing(); err != nil || len(missing) > 0 {
			t.Errorf("%s: the fonts lack %q, error %v", name, string(missing), err)
		}
	}
}
