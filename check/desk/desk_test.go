package desk_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"neem/check/desk"
	"neem/check/edition"
)

func rules(t *testing.T) desk.Rules {
	t.Helper()
	e, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	r := desk.RulesOf(e)
	if !slices.Equal(r.Reserved, []string{"1930", "112"}) {
		t.Fatalf("reserved are %q", r.Reserved)
	}
	return r
}

// The example that organisations begin with is good, in each of its languages.
func TestExample(t *testing.T) {
	r := rules(t)
	p, err := desk.Load(r, filepath.Join(t.TempDir(), "none.toml"), filepath.Join("..", "..", "docs", "desk.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"en", "hi", "ta", "ur", "bn", "mr", "te", "gu", "kn", "ml", "pa", "or", "as"} { // that the example is written in
		w := p.In(tag)
		if w.Name == "" || len(w.Address) != 2 || w.Hours == "" || len(w.Numbers) != 2 || !slices.Equal(w.Phones, []string{"60000 00001"}) {
			t.Errorf("%s: %+v", tag, w)
		}
		if english := p.In("en"); tag != "en" && (w.Name == english.Name || w.Numbers[0].Label == english.Numbers[0].Label || w.Numbers[0].Phone != english.Numbers[0].Phone) {
			t.Errorf("%s: %+v", tag, w)
		}
	}
	if w := p.In("ne"); w.Name != p.In("en").Name {
		t.Errorf("a language that the example lacks: %+v", w)
	}
	// What is not written in a language stands as it is.
	if w := p.In("hi"); w.Numbers[1].Label != "Legal aid (invented)" || w.Address[0] != "12 Invented Road" {
		t.Errorf("%+v", w)
	}
	if p, err := desk.Load(r, filepath.Join(t.TempDir(), "none.toml")); p != nil || err != nil {
		t.Errorf("without a file: %v, %v", p, err)
	}
}

func TestFaults(t *testing.T) {
	const good = "name = \"Invented\"\n"
	r := rules(t)
	for name, tt := range map[string]struct {
		text   string
		reason desk.Reason
		line   int
		field  string
	}{
		"empty":                  {"", desk.Missing, 1, "name"},
		"blank name":             {"name = \" \"", desk.Missing, 1, "name"},
		"no TOML":                {good + "address = [", desk.Syntax, 2, "desk.toml"},
		"wrong kind":             {good + "\nphones = 5", desk.Syntax, 3, "desk.toml"},
		"unknown field":          {good + "fax = \"1\"", desk.Unknown, 2, "desk.toml"},
		"unknown inside":         {good + "[[number]]\nlabel = \"A\"\nphone = \"60000 1\"\nfax = \"1\"", desk.Unknown, 5, "desk.toml"},
		"long name":              {"name = \"" + strings.Repeat("அ", 61) + "\"", desk.Long, 1, "name"},
		"long hours":             {good + "hours = \"" + strings.Repeat("a", 51) + "\"", desk.Long, 2, "hours"},
		"long address":           {good + "address = [\"1\", \"2\", \"3\", \"4\"]", desk.Many, 2, "address"},
		"many phones":            {good + "phones = [\"6000001\", \"6000002\", \"6000003\"]", desk.Many, 2, "phones"},
		"many numbers":           {good + strings.Repeat("[[number]]\nlabel = \"A\"\nphone = \"6000001\"\n", 5), desk.Many, 14, "number[5]"},
		"no phone":               {good + "[[number]]\nlabel = \"A\"", desk.Missing, 2, "number[1].phone"},
		"no label":               {good + "[[number]]\nphone = \"6000001\"", desk.Missing, 2, "number[1].label"},
		"line end":               {"name = \"a\\nb\"", desk.Character, 1, "name"},
		"tab":                    {"name = \"a\\tb\"", desk.Character, 1, "name"},
		"override":               {"name = \"a\\u202Eb\"", desk.Character, 1, "name"},
		"isolate":                {good + "hours = \"\\u2067a\"", desk.Character, 2, "hours"},
		"mark of direction":      {good + "address = [\"a\\u200fb\"]", desk.Character, 2, "address"},
		"zero width":             {"name = \"a\\u200bb\"", desk.Character, 1, "name"},
		"soft hyphen":            {"name = \"a\\u00adb\"", desk.Character, 1, "name"},
		"no-break space":         {"name = \"a\\u00a0b\"", desk.Character, 1, "name"},
		"line separator":         {"name = \"a\\u2028b\"", desk.Character, 1, "name"},
		"private use":            {"name = \"a\\ue000b\"", desk.Character, 1, "name"},
		"not assigned":           {"name = \"a\\u0378b\"", desk.Character, 1, "name"},
		"space at the end":       {"name = \"a \"", desk.Character, 1, "name"},
		"not UTF-8":              {good + "hours = \"\xff\"", desk.Character, 2, "desk.toml"},
		"words for a phone":      {good + "phones = [\"call us\"]", desk.Phone, 2, "phones"},
		"letters in a phone":     {good + "phones = [\"60000x1\"]", desk.Phone, 2, "phones"},
		"Hindi digits":           {good + "phones = [\"६००००१\"]", desk.Phone, 2, "phones"},
		"long phone":             {good + "phones = [\"6000000000000001\"]", desk.Phone, 2, "phones"},
		"short phone":            {good + "phones = [\"12\"]", desk.Phone, 2, "phones"},
		"code of a phone":        {good + "phones = [\"*401*6000000001\"]", desk.Phone, 2, "phones"},
		"scheme":                 {good + "web = \"https://example.org\"", desk.Web, 2, "web"},
		"other letters":          {good + "web = \"exаmple.org\"", desk.Web, 2, "web"}, // a Cyrillic a
		"port":                   {good + "web = \"example.org:80\"", desk.Web, 2, "web"},
		"user":                   {good + "web = \"bank@example.org\"", desk.Web, 2, "web"},
		"query":                  {good + "web = \"example.org/?a=b\"", desk.Web, 2, "web"},
		"language":               {good + "[in.xx]\nname = \"A\"", desk.Language, 2, "in.xx"},
		"language of a number":   {good + "[[number]]\nlabel = \"A\"\nphone = \"6000001\"\nin.xx.label = \"A\"", desk.Language, 5, "number[1].in.xx"},
		"character in Hindi":     {good + "[in.hi]\nhours = \"a\\u202eb\"", desk.Character, 3, "in.hi.hours"},
		"1930 in a name":         {"name = \"The 1930 helpline\"", desk.Reserved, 1, "name"},
		"1930 in Hindi digits":   {"name = \"हेल्पलाइन १९३०\"", desk.Reserved, 1, "name"},
		"1930 in Urdu digits":    {good + "[in.ur]\nname = \"۱۹۳۰\"", desk.Reserved, 3, "in.ur.name"},
		"112 in a label":         {good + "[[number]]\nlabel = \"Instead of 112\"\nphone = \"6000001\"", desk.Reserved, 3, "number[1].label"},
		"1930 in a note":         {good + "[[number]]\nlabel = \"A\"\nphone = \"6000001\"\nnote = \"not 1930\"", desk.Reserved, 5, "number[1].note"},
		"1930 as a phone":        {good + "[[number]]\nlabel = \"Bank\"\nphone = \"1930\"", desk.Reserved, 4, "number[1].phone"},
		"the first one is told":  {good + "hours = \"a\\tb\"\nweb = \"x\"\n[in.xx]\n", desk.Character, 2, "hours"},
		"more than a file holds": {good + "# " + strings.Repeat("x", 70_000), desk.Large, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := desk.Parse([]byte(tt.text), r)
			f, ok := errors.AsType[*desk.Fault](err)
			if p != nil || !ok || f.Reason != tt.reason || f.Line != tt.line || f.Field != tt.field {
				t.Errorf("%+v, %v; want %s, line %d, %s", f, err, tt.reason, tt.line, tt.field)
			}
		})
	}
}

func TestGood(t *testing.T) {
	r := rules(t)
	for name, text := range map[string]string{
		"only a name":       "name = \"A\"",
		"with a mark first": "\ufeffname = \"A\"",
		"Windows lines":     "name = \"A\"\r\nhours = \"9 to 5\"\r\n",
		"joiners":           "name = \"क्\u200dष می\u200cکنم\"",
		"phones":            "name = \"A\"\nphones = [\"(044) 6000-0001\", \"+91 60000 00001\"]",
		"toll-free":         "name = \"A\"\nphones = [\"1800 600 0001\"]",
		"a house number":    "name = \"A\"\naddress = [\"112 Invented Road\"]",
		"as much as may be": most(),
	} {
		if _, err := desk.Parse([]byte(text), r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// most is a page as long as may be.
func most() string {
	long := strings.Repeat("Invented ", 5) + "words"
	text := "name = \"" + long + "\"\nhours = \"" + long + "\"\naddress = [\"" + long + "\", \"" + long + "\", \"" + long + "\"]\nphones = [\"60000 00001\", \"60000 00002\"]\n"
	return text + strings.Repeat("[[number]]\nlabel = \""+long+"\"\nphone = \"60000 00003\"\nnote = \""+long+"\"\n", 4)
}

func TestUnreadable(t *testing.T) {
	_, err := desk.Load(rules(t), t.TempDir()) // a folder
	if f, ok := errors.AsType[*desk.Fault](err); !ok || f.Reason != desk.Unreadable {
		t.Errorf("%v", err)
	}
	path := filepath.Join(t.TempDir(), "desk.toml")
	if err := os.WriteFile(path, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = desk.Load(rules(t), path)
	if f, ok := errors.AsType[*desk.Fault](err); !ok || f.Reason != desk.Large {
		t.Errorf("%v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(most()))
	f.Add([]byte("name = \"A\"\n[in.hi]\nname = \"अ\""))
	r := desk.Rules{Languages: []string{"en", "hi"}, Reserved: []string{"1930"}}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := desk.Parse(data, r)
		if err != nil {
			if _, ok := errors.AsType[*desk.Fault](err); !ok {
				t.Errorf("%v", err)
			}
			return
		}
		for _, tag := range r.Languages {
			w := p.In(tag)
			if w.Name == "" || strings.ContainsAny(w.Name+w.Hours, "\n\t\u202e\u2066") || len(w.Numbers) > desk.MaxNumbers {
				t.Errorf("%+v", w)
			}
		}
	})
}
