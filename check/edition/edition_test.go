package edition

import (
	"strings"
	"testing"
	"testing/fstest"

	"neem/locale"
)

// anyFacts know every fact.
type anyFacts struct{}

func (anyFacts) Fact(string) (string, bool) { return "fact", true }

func TestBuiltIn(t *testing.T) {
	e, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Facts()) != len(e.Guide.Facts())+len(e.Leaks.Leaks()) {
		t.Errorf("%d facts", len(e.Facts()))
	}
}

// A fact without words and words about no fact are both faults: an edition may
// come from elsewhere, and nobody should see a gap or a stray text.
func TestWordsFitTheFacts(t *testing.T) {
	e, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	const grammar = `
name = "English"
english = "English"
months = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
date = "{day} {month} {year}"
month_year = "{month} {year}"
lakh = "{n} lakh"
crore = "{n} crore"
clock = [{ from = 0, text = "{time}" }]
list = { comma = ", ", and = " and " }
`
	e.Locales, err = locale.LoadFS(fstest.MapFS{
		"en/language.toml": {Data: []byte(grammar)},
		"en/words.toml":    {Data: []byte("[step.gone]\ntitle = \"x\"\n[home]\ntitle = \"y\"\n")},
	}, anyFacts{})
	if err != nil {
		t.Fatal(err)
	}
	err = e.checkWords()
	if err == nil {
		t.Fatal("no fault")
	}
	for _, want := range []string{"step.bank_block.title is missing", "leak.cowin2023.name is missing", "step.gone.title is about nothing"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the faults do not say %q", want)
		}
	}
	if strings.Contains(err.Error(), "home.title") || strings.Contains(err.Error(), "step.bank_block.ready") {
		t.Error("a text of the screens, or one that may be left out, is a fault")
	}
}
