package locale

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

const (
	grammarEN = `
name = "English"
english = "English"
months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
date = "{day} {month} {year}"
month_year = "{month} {year}"
lakh = "{n} lakh"
crore = "{n} crore"
clock = [{ from = 0, text = "{time} am" }, { from = 12, text = "{time} pm" }]
list = { comma = ", ", and = " and " }
`
	grammarHI = `
name = "हिन्दी"
english = "Hindi"
draft = true
order = 1
months = ["जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"]
date = "{day} {month} {year}"
month_year = "{month} {year}"
lakh = "{n} लाख"
crore = "{n} करोड़"
clock = [{ from = 0, text = "रात {time} बजे" }, { from = 4, text = "सुबह {time} बजे" }, { from = 12, text = "दोपहर {time} बजे" }]
list = { comma = ", ", and = " और " }
`
	homeEN = `# a comment

[home]
title = "Data leak help"
call = "Call {@channel.ncrp_1930.phone} before {@leak.cowin2023.date}, {name}"
[home.found]
one = "{n} leak of {who}"
other = "{n} leaks of {who}"
`
	homeHI = `[home]
title = "डेटा लीक में मदद"
call = "{name}, {@leak.cowin2023.date} से पहले {@channel.ncrp_1930.phone} पर कॉल करें"
found = { one = "{who} का {n} लीक", other = "{who} के {n} लीक" }
`
)

// someFacts know two facts, one of them a date.
type someFacts struct{}

func (someFacts) Fact(ref string) (string, bool) {
	return map[string]string{"channel.ncrp_1930.phone": "1930"}[ref], ref == "channel.ncrp_1930.phone"
}

type dates struct{}

func (dates) Fact(ref string) (string, bool) { v, ok := dates{}.Value(ref); return fmt.Sprint(v), ok }
func (dates) Value(ref string) (Value, bool) {
	return Date{2023, 6, 0}, ref == "leak.cowin2023.date"
}

// files makes a file system from pairs of names and contents, over a good one.
func files(t testing.TB, pairs ...string) fstest.MapFS {
	t.Helper()
	all := map[string]string{
		"en/language.toml": grammarEN, "en/home.toml": homeEN,
		"hi/language.toml": grammarHI, "hi/home.toml": homeHI,
	}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	fsys := make(fstest.MapFS)
	for name, content := range maps.All(all) {
		if content != "" {
			fsys[name] = &fstest.MapFile{Data: []byte(content)}
		}
	}
	return fsys
}

// small is a catalogue of two languages and three messages.
func small(t testing.TB) *Catalog {
	t.Helper()
	c, err := LoadFS(files(t), JoinFacts(someFacts{}, dates{}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestText(t *testing.T) {
	c := small(t)
	tests := []struct {
		tag, key string
		args     Args
		want     string
	}{
		{"en", "home.title", nil, "Data leak help"},
		{"hi", "home.title", nil, "डेटा लीक में मदद"},
		{"en", "home.call", Args{"name": "Asha"}, "Call 1930 before June 2023, Asha"},
		{"hi", "home.call", Args{"name": "आशा"}, "आशा, जून 2023 से पहले 1930 पर कॉल करें"},
		{"en", "home.call", nil, "Call 1930 before June 2023, ⟦name⟧"},
		{"en", "home.nothing", nil, "⟦home.nothing⟧"},
		{"en", "home.found", nil, "⟦home.found⟧"},
		{"ta", "home.title", nil, "Data leak help"},
	}
	for _, tt := range tests {
		if got := c.Messages(tt.tag).Text(tt.key, tt.args); got != tt.want {
			t.Errorf("%s %s: got %q, want %q", tt.tag, tt.key, got, tt.want)
		}
	}
	m := c.Messages("hi")
	for key, want := range map[string]bool{"home.title": true, "home.found": true, "home": false, "home.found.one": false} {
		if m.Has(key) != want {
			t.Errorf("Has(%q) = %v", key, !want)
		}
	}
	if got := strings.Join(m.Keys(), " "); got != "home.call home.found home.title" {
		t.Errorf("Keys() = %s", got)
	}
}

func TestPlural(t *testing.T) {
	c := small(t)
	tests := []struct {
		tag  string
		n    int
		want string
	}{
		{"en", 0, "0 leaks of Asha"},
		{"en", 1, "1 leak of Asha"},
		{"en", 2, "2 leaks of Asha"},
		{"en", 123456, "1,23,456 leaks of Asha"},
		{"en", 12345678, "1,23,45,678 leaks of Asha"},
		{"en", -1, "-1 leak of Asha"},
		{"hi", 0, "Asha का 0 लीक"}, // CLDR: in Hindi, nothing is one
		{"hi", 1, "Asha का 1 लीक"},
		{"hi", 2, "Asha के 2 लीक"},
	}
	for _, tt := range tests {
		if got := c.Messages(tt.tag).Plural("home.found", tt.n, Args{"who": "Asha"}); got != tt.want {
			t.Errorf("%s %d: got %q, want %q", tt.tag, tt.n, got, tt.want)
		}
	}
	for _, key := range []string{"home.title", "home.nothing"} {
		if got := c.Messages("en").Plural(key, 1); got != "⟦"+key+"⟧" {
			t.Errorf("Plural(%q) = %q", key, got)
		}
	}
}

func TestLanguages(t *testing.T) {
	c := small(t)
	got := c.Languages()
	want := []Language{
		{Tag: "en", Name: "English", English: "English"},
		{Tag: "hi", Name: "हिन्दी", English: "Hindi", Draft: true},
	}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("Languages() = %v, want %v", got, want)
	}
	if m := c.Messages("hi"); m.Language() != want[1] {
		t.Errorf("Language() = %v", m.Language())
	}
}

func TestMatch(t *testing.T) {
	c := small(t)
	tests := []struct {
		preferred []string
		want      string
	}{
		{nil, "en"},
		{[]string{"hi"}, "hi"},
		{[]string{"hi-IN"}, "hi"},
		{[]string{"hi_IN.UTF-8"}, "hi"},
		{[]string{"hi_IN@collation=x"}, "hi"},
		{[]string{"HI"}, "hi"},
		{[]string{"hi-Deva-IN"}, "hi"},
		{[]string{"en_GB"}, "en"},
		{[]string{"C"}, "en"},
		{[]string{"POSIX", "hi_IN"}, "hi"},
		{[]string{"", "hi"}, "hi"},
		{[]string{"ja"}, "en"},
		{[]string{"ta-IN"}, "en"},
		{[]string{"ta_IN", "hi_IN"}, "hi"},
		{[]string{"en_IN", "hi_IN"}, "en"},
		{[]string{"not a language"}, "en"},
	}
	for _, tt := range tests {
		if got := c.Match(tt.preferred...); got != tt.want {
			t.Errorf("Match(%q) = %q, want %q", tt.preferred, got, tt.want)
		}
	}
}

// TestLoadFaults shows that each fault is found and where it is said to be.
func TestLoadFaults(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		want  []string
	}{
		{"missing in Hindi", []string{"hi/home.toml", "[home]\ntitle = \"x\""}, []string{"en/home.toml:5: home.call is missing in \"hi\""}},
		{"extra in Hindi", []string{"hi/more.toml", "more = \"x\""}, []string{"hi/more.toml:1: more is not in \"en\""}},
		{"other holes", []string{"hi/home.toml", strings.Replace(homeHI, "{name}", "{naam}", 1)}, []string{"hi/home.toml:3: home.call has the holes"}},
		{"other facts", []string{"hi/home.toml", strings.Replace(homeHI, "{@channel.ncrp_1930.phone}", "1930", 1)}, []string{"hi/home.toml:3: home.call has the holes"}},
		{"hole lost in a plural", []string{"hi/home.toml", strings.ReplaceAll(homeHI, "{who}", "x")}, []string{"hi/home.toml:4: home.found has the holes"}},
		{"unknown fact", []string{"hi/home.toml", strings.Replace(homeHI, "1930", "1931", 1)}, []string{"hi/home.toml:3: home.call: unknown fact {@channel.ncrp_1931.phone}"}},
		{"bad hole", []string{"en/home.toml", strings.Replace(homeEN, "{name}", "{name", 1)}, []string{"en/home.toml:5: home.call: bad hole"}},
		{"twice in one table", []string{"en/home.toml", homeEN + "one = \"x\""}, []string{"en/home.toml:9: "}},
		{"twice in two files", []string{"en/more.toml", "[home]\ntitle = \"x\""}, []string{"en/more.toml:2: home.title is already in en/home.toml:4"}},
		{"plural here only", []string{"hi/home.toml", strings.Replace(homeHI, `{ one = "{who} का {n} लीक", other = "{who} के {n} लीक" }`, `"{who}"`, 1)}, []string{"home.found is a plural message in one of"}},
		{"plural form missing", []string{"en/home.toml", strings.Replace(homeEN, "one = \"{n} leak of {who}\"", "", 1)}, []string{"en/home.toml:8: home.found should have exactly the plural categories one, other"}},
		{"plural form too many", []string{"en/home.toml", homeEN + "few = \"{n} {who}\"\n"}, []string{"home.found should have exactly the plural categories one, other"}},
		{"not a text", []string{"en/home.toml", homeEN + "[x]\nnumber = 3"}, []string{"en/home.toml:10: x.number should be a text"}},
		{"list of tables", []string{"en/more.toml", "[[x]]\na = \"b\""}, []string{"en/more.toml:1: messages have no lists of tables"}},
		{"capital key", []string{"en/more.toml", "Title = \"x\""}, []string{"en/more.toml:1: the key part \"Title\""}},
		{"no TOML", []string{"en/more.toml", "x = \"a\"\ny = \"b\nz = \"c\""}, []string{"en/more.toml:2: "}},
		{"no English", []string{"en/language.toml", "", "en/home.toml", ""}, []string{`"en", which all others follow, is missing`}},
		{"no language.toml", []string{"ta/home.toml", homeEN}, []string{`reading the language "ta"`}},
		{"no language", []string{"klingonisch/language.toml", grammarEN, "klingonisch/home.toml", homeEN}, []string{"not named by a BCP 47 tag"}},
		{"unknown field", []string{"hi/language.toml", grammarHI + "\n[colour]\nx = 1"}, []string{"hi/language.toml:14: there is no colour"}},
		{"eleven months", []string{"hi/language.toml", strings.Replace(grammarHI, `"दिसंबर"`, "", 1)}, []string{"hi/language.toml:6: months should be twelve names"}},
		{"date without year", []string{"hi/language.toml", strings.Replace(grammarHI, "{day} {month} {year}", "{day} {month}", 1)}, []string{"hi/language.toml:7: date should have exactly the holes"}},
		{"clock without morning", []string{"hi/language.toml", strings.Replace(grammarHI, "from = 0", "from = 1", 1)}, []string{"hi/language.toml:11: clock should begin with from = 0"}},
		{"clock out of order", []string{"hi/language.toml", strings.Replace(grammarHI, "from = 12", "from = 2", 1)}, []string{"hi/language.toml:11: clock has from = 2 out of order"}},
		{"two faults at once", []string{"hi/more.toml", "more = \"x\"", "en/less.toml", "less = \"x\""}, []string{"hi/more.toml:1", "en/less.toml:1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := LoadFS(files(t, tt.files...), JoinFacts(someFacts{}, dates{}))
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error\n%v\ndoes not say %q", err, want)
				}
			}
		})
	}
	if _, err := LoadFS(files(t), nil); err == nil || !strings.Contains(err.Error(), "unknown fact") {
		t.Errorf("without facts: %v", err)
	}
}

func TestJoinFacts(t *testing.T) {
	facts := JoinFacts(someFacts{}, dates{})
	for ref, want := range map[string]string{"channel.ncrp_1930.phone": "1930", "leak.cowin2023.date": "2023-06"} {
		if got, ok := facts.Fact(ref); !ok || got != want {
			t.Errorf("Fact(%q) = %q, %v", ref, got, ok)
		}
	}
	if got, ok := facts.Fact("channel.x.phone"); ok || got != "" {
		t.Errorf("an unknown fact is %q", got)
	}
}

// TestTogether shows that messages can be read by many at once.
func TestTogether(t *testing.T) {
	m := small(t).Messages("hi")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() { m.Plural("home.found", i, Args{"who": "x"}) })
	}
	all.Wait()
}

// What is read only when it is asked for is what is read at once.
func TestLoad(t *testing.T) {
	lazy, err := Load(anyFacts{})
	if err != nil {
		t.Fatal(err)
	}
	eager, err := LoadFS(embedded, anyFacts{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(lazy.Languages(), eager.Languages()) {
		t.Errorf("the languages are %v, not %v", lazy.Languages(), eager.Languages())
	}
	for _, l := range eager.Languages() {
		a, b := lazy.Messages(l.Tag), eager.Messages(l.Tag)
		if a.Language() != l || !slices.Equal(a.Keys(), b.Keys()) || a.Text("home.title") != b.Text("home.title") {
			t.Errorf("%s: %v", l.Tag, a.Language())
		}
		if l.Tag != "en" && a.Text("home.title") == eager.Messages("en").Text("home.title") {
			t.Errorf("%s speaks English", l.Tag)
		}
	}
	if got := lazy.Messages("xx").Language().Tag; got != "en" {
		t.Errorf("an unknown language is %q", got)
	}
}
