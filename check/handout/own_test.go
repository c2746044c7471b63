package handout

import (
	"strings"
	"testing"
	"time"

	"neem/check/desk"
	"neem/check/edition"
	"neem/locale"
)

// organisations are invented pages: a usual one in the languages of the program,
// and one as long as may be.
func organisations(t *testing.T) map[string]*desk.Page {
	t.Helper()
	e, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	usual, err := desk.Load(desk.RulesOf(e), "../../docs/desk.toml")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("Invented ", 5) + "words"
	text := "name = \"" + long + "\"\nhours = \"" + long + "\"\naddress = [\"" + long + "\", \"" + long + "\", \"" + long + "\"]\nphones = [\"60000 00001\", \"60000 00002\"]\nweb = \"example.org/help\"\n"
	text += strings.Repeat("[[number]]\nlabel = \""+long+"\"\nphone = \"60000 00003\"\nnote = \""+long+"\"\n", 4)
	most, err := desk.Parse([]byte(text), desk.RulesOf(e))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*desk.Page{"usual": usual, "most": most}
}

// With what an organisation says the sheets still fit on one page, the numbers of
// the program stand first, and the organisation's phones are there and marked.
func TestSheetsOfAnOrganisation(t *testing.T) {
	e, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	all := realSheets(t)
	for which, page := range organisations(t) {
		shorter := 0
		for name, before := range all {
			if testing.Short() && (before.Language.Tag != "ta" || strings.Count(name, "-") > 2) {
				continue // the longest language, the plainest cases
			}
			words := e.Locales.Messages(before.Language.Tag)
			s := new(*before)
			s.From(words, page)
			p, err := newPainter(s)
			if err != nil {
				t.Fatal(err)
			}
			if size := paper(p).size(s); size < smallestPrint || paper(p).height(s, printWidth/size)*size > printHeight {
				t.Errorf("%s, %s is too long: it is printed in %g points", which, name, size)
			}
			if missing, err := s.Missing(); err != nil || len(missing) > 0 {
				t.Errorf("%s, %s: the fonts lack %q, error %v", which, name, string(missing), err)
			}
			if s.Contacts[1].Phones[0] != "1930" || s.Contacts[2].Phones[0] != "112" || len(s.Contacts) < fewestContacts && len(s.Contacts) < len(before.Contacts) {
				t.Errorf("%s, %s: contacts are %+v", which, name, s.Contacts)
			}
			if s.OwnTitle != words.Text("desk.sheet") || len(s.Own) == 0 || s.Own[0].Phones[0] != "60000 00001" {
				t.Errorf("%s, %s: own are %+v", which, name, s.Own)
			}
			if len(s.Steps) != len(before.Steps) || s.Steps[0].Text == "" || len(s.Steps) > 1 && s.Steps[1].Text == "" {
				t.Errorf("%s, %s: steps are %+v", which, name, s.Steps)
			}
			// Only where very much has happened does a usual page lose something.
			whole := len(s.Own) == 1+len(page.In("en").Numbers) && s.Own[0].Text != ""
			if which == "usual" && !whole && len(s.Steps) <= manySteps {
				t.Errorf("%s, %s, of %d steps, leaves out something: %+v", which, name, len(s.Steps), s.Own)
			}
			if len(s.Own) < 1+len(page.In("en").Numbers) {
				shorter++
			}
			if strings.HasSuffix(name, "ur-leak") {
				data, err := s.HTML()
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(string(data), `<bdi dir="ltr"><a href="tel:6000000001">60000 00001</a></bdi>`) {
					t.Errorf("%s, %s: the phone is not kept in one piece", which, name)
				}
			}
		}
		t.Logf("%s: of %d sheets %d leave out a number", which, len(all), shorter)
	}
}

// The page of channels has it too, behind what people need first.
func TestChannelsOfAnOrganisation(t *testing.T) {
	e, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)
	for _, l := range e.Locales.Languages() {
		words := e.Locales.Messages(l.Tag)
		data, err := Channels(e, words, organisations(t)["usual"], now)
		if err != nil {
			t.Fatal(err)
		}
		text := locale.StripIsolates(string(data))
		urgent, own, marked := strings.Index(text, ">1930<"), strings.Index(text, "60000 00001"), strings.Index(text, words.Text("desk.sheet"))
		if urgent < 0 || marked < urgent || own < marked {
			t.Errorf("%s: 1930 at %d, the mark at %d, the organisation's phone at %d", l.Tag, urgent, marked, own)
		}
		without, err := Channels(e, words, nil, now)
		if err != nil || strings.Contains(string(without), words.Text("desk.sheet")) {
			t.Errorf("%s: without an organisation: %v", l.Tag, err)
		}
	}
}

// ownSheets are some of the program's own with what an organisation says.
func ownSheets(t *testing.T) map[string]*Sheet {
	t.Helper()
	e, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	sheets := map[string]*Sheet{}
	all := realSheets(t)
	for which, page := range organisations(t) {
		for _, l := range e.Locales.Languages() {
			for _, of := range []string{"leak", "money"} {
				s := new(*all["real-"+l.Tag+"-"+of])
				s.From(e.Locales.Messages(l.Tag), page)
				sheets["own-"+l.Tag+"-"+of+"-"+which] = s
			}
		}
	}
	return sheets
}
