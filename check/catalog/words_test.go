package catalog_test

import (
	"regexp"
	"strings"
	"testing"

	"neem/assets/facts"
	"neem/check/catalog"
	"neem/check/guide"
	"neem/locale"
)

// load reads everything that is built in.
func load(t *testing.T) (*guide.Guide, *catalog.Catalog, *locale.Catalog) {
	t.Helper()
	g := realGuide(t)
	c, err := catalog.Load(facts.FS, g)
	if err != nil {
		t.Fatal(err)
	}
	words, err := locale.Load(locale.JoinFacts(g, c))
	if err != nil {
		t.Fatal(err)
	}
	return g, c, words
}

// TestEverythingHasWords wants a text in every language for all data, and no
// text about things that are not in the data.
func TestEverythingHasWords(t *testing.T) {
	g, c, words := load(t)
	var keys []string
	add := func(prefix string, names ...string) {
		for _, name := range names {
			keys = append(keys, prefix+"."+name)
		}
	}
	for _, channel := range g.Channels() {
		add("channel."+channel.ID, "title", "use", "not", "ready", "note")
	}
	for _, leak := range c.Leaks() {
		add("leak."+leak.ID, "name", "text", "question")
	}
	for _, class := range g.Classes() {
		add("class."+class.ID, "name", "means")
	}
	for _, extra := range g.Extras() {
		add("extra", extra.ID)
	}
	for _, status := range catalog.Statuses() {
		add("status."+string(status), "word", "means")
	}
	for _, group := range guide.Groups() {
		add("channels.group", string(group))
	}
	add("channels.hours", "always", string(guide.Daily), string(guide.MonSat), "not_holidays", "recorded", "more")
	add("channels.cost", string(guide.Free), string(guide.TollFree))
	add("channels.audience", string(guide.Women), string(guide.Children), string(guide.Elders))
	add("channels", "fallback")
	for _, of := range []catalog.Of{catalog.Emails, catalog.People, catalog.Records, catalog.Cards, catalog.Documents} {
		add("leaks.count", string(of))
	}
	add("leaks.count", "range")
	for _, by := range []catalog.Witness{catalog.ByCompany, catalog.ByGovernment, catalog.ByHIBP, catalog.ByPress, catalog.BySeller} {
		add("leaks.said_by", string(by))
	}
	add("leaks.confirmed_by", string(catalog.ByCompany), string(catalog.ByGovernment), string(catalog.ByHIBP))
	add("leaks.date", string(catalog.Happened), string(catalog.Reported))
	add("leaks", "hibp", "scope_disputed", "exposed_unknown", "exposed_some")

	known := make(map[string]bool)
	for _, key := range keys {
		known[key] = true
	}
	for _, lang := range words.Languages() {
		m := words.Messages(lang.Tag)
		for _, key := range keys {
			if !m.Has(key) {
				t.Errorf("%s: %s is missing", lang.Tag, key)
			}
		}
	}
	ours := regexp.MustCompile(`^(channels?|leaks?|class|extra|status)\.`)
	for _, key := range words.Messages("en").Keys() {
		if ours.MatchString(key) && !known[key] {
			t.Errorf("%s is about nothing in the data", key)
		}
	}
}

// TestCoWINIsNeutral wants what both sides say, nobody named, and the date.
func TestCoWINIsNeutral(t *testing.T) {
	_, _, words := load(t)
	for tag, all := range map[string][]string{
		"en": {"June 2023", "Telegram", "The government said", "not directly", "Police arrested a man in Bihar", "not settled"},
		"hi": {"जून 2023", "टेलीग्राम", "सरकार ने कहा", "सीधे सेंध नहीं", "पुलिस ने बिहार में एक आदमी को पकड़ा", "साफ़ नहीं हुआ"},
	} {
		text := words.Messages(tag).Text("leak.cowin2023.text")
		for _, want := range all {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q does not say %q", tag, text, want)
			}
		}
	}
}

// TestQuestionsAsk wants a question to be one.
func TestQuestionsAsk(t *testing.T) {
	_, c, words := load(t)
	for _, lang := range words.Languages() {
		m := words.Messages(lang.Tag)
		for _, leak := range c.Leaks() {
			if q := m.Text("leak." + leak.ID + ".question"); !strings.HasSuffix(q, "?") || strings.Count(q, "?") != 1 {
				t.Errorf("%s: %s is no single question: %q", lang.Tag, leak.ID, q)
			}
		}
	}
}

// TestFactsAreWhole reads some texts as people see them.
func TestFactsAreWhole(t *testing.T) {
	_, c, words := load(t)
	en, hi := words.Messages("en"), words.Messages("hi")
	tests := []struct{ got, want string }{
		{en.Text("channels.fallback"), "No answer? cybercrime.gov.in"},
		{hi.Text("channels.fallback"), "जवाब नहीं मिला? cybercrime.gov.in"},
		{en.Text("channel.chakshu.note"), "Report a fraud attempt within 30 days. Report plain advertising within 7 days."},
		{hi.Text("leak.dominos2021.question"), "क्या आपने 24 मार्च 2021 तक कभी Domino's से ऑर्डर किया था?"},
		{en.Text("leak.hub4tech2017.question"), "Did you have an account with Hub4Tech at any time up to 2017?"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
	icmr, _ := c.Leak("icmr2023")
	if got, want := icmr.Counts[0].In(en), "about 81.5 crore records (not the number of people), a claim that nobody has confirmed"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	mobikwik, _ := c.Leak("mobikwik2021")
	if got, want := mobikwik.Counts[0].In(hi), "करीब 10 करोड़ से 11 करोड़ रिकॉर्ड (यह लोगों की संख्या नहीं है), ऐसा दावा जिसकी पुष्टि नहीं हुई"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, lang := range words.Languages() {
		m := words.Messages(lang.Tag)
		for _, key := range m.Keys() {
			if strings.HasPrefix(key, "leak.") || strings.HasPrefix(key, "channel.") {
				if text := m.Text(key); strings.ContainsAny(text, "⟦{}") || strings.Contains(text, "  ") || strings.Contains(text, "..") {
					t.Errorf("%s: %s reads %q", lang.Tag, key, text)
				}
			}
		}
	}
}
