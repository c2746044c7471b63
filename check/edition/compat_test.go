package edition

import (
	"slices"
	"strings"
	"testing"

	"neem/locale"
)

// languages lists the tags of an edition.
func languages(e *Edition) []string {
	var tags []string
	for _, l := range e.Locales.Languages() {
		tags = append(tags, l.Tag)
	}
	return tags
}

// What editions are for: what changed reaches people.
func TestNewsReachPeople(t *testing.T) {
	f := sources(t)
	replace(t, f, "facts/leaks.toml", "[[leak]]\n", `[[leak]]
id = "invented2026"
service = "Invented"
date = "2026-11-20"
date_is = "reported"
status = "alleged"
exposed = ["email"]
sources = ["S01"]
grade = "A"
checked = "2026-11-24"
as_of = "2025-03-11"
expires = "2027-03-01"

[[leak]]
`)
	inEvery(f, "leaks.toml", func(s string) string {
		return s + "\n[leak.invented2026]\nname = \"Invented service\"\ntext = \"x\"\nquestion = \"x\"\n"
	})
	replace(t, f, "facts/channels.toml", `phones = ["1098"]`, `phones = ["1099"]`)
	replace(t, f, "locale/hi/interface.toml", "title = \"इस कंप्यूटर की लिस्टें\"", "title = \"बेहतर\"")
	e := mustRead(t, f)
	hi := e.Locales.Messages("hi")
	if got := hi.Text("leak.invented2026.name"); got != "Invented service" {
		t.Errorf("the new leak is called %q", got)
	}
	if got := hi.Text("index.title"); got != "बेहतर" {
		t.Errorf("the corrected translation is %q", got)
	}
	if c, _ := e.Guide.Channel("child"); !slices.Equal(c.Phones, []string{"1099"}) {
		t.Errorf("the changed number is %v", c.Phones)
	}
}

// An edition of a program with other texts: what this program asks for is
// always there, in every language, with the holes that it fills.
func TestOtherPrograms(t *testing.T) {
	own, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	f := sources(t)
	// It lacks a text of the screens, and one for what facts can say.
	inEvery(f, "interface.toml", cut("help", "title"))
	inEvery(f, "status.toml", cut("status.denied", "word"))
	inEvery(f, "interface.toml", cut("urgent", "text"))
	// Its screens fill a hole of another name.
	inEvery(f, "interface.toml", func(s string) string {
		return strings.Replace(s, "{publisher}", "{maker}", 1)
	})
	// One text of ours is a plural message there.
	inEvery(f, "interface.toml", cut("index", "import"))
	inEvery(f, "interface.toml", func(s string) string { return s + "\n[index.import]\none = \"a\"\nother = \"b\"\n" })
	// It has texts that this program never asks for.
	inEvery(f, "interface.toml", func(s string) string {
		return s + "\n[newer]\nscreen = \"See {thing}\"\n[status.sealed]\nword = \"x\"\n[want.moon]\nx = \"y\"\n"
	})
	e := mustRead(t, f)
	if got, want := languages(e), languages(own); !slices.Equal(got, want) || len(e.LeftOut) > 0 {
		t.Fatalf("the languages are %v without %v", got, e.LeftOut)
	}
	for _, tag := range languages(own) {
		got, want := e.Locales.Messages(tag), own.Locales.Messages(tag)
		if !slices.Equal(got.Keys(), want.Keys()) {
			t.Errorf("%s has other texts than the program", tag)
		}
		for _, key := range []string{"help.title", "status.denied.word", "urgent.text", "index.import"} {
			if got.Text(key) != want.Text(key) {
				t.Errorf("%s: %s is %q, not the program's own", tag, key, got.Text(key))
			}
		}
		args := locale.Args{"publisher": "Example"}
		if got.Text("index.publisher", args) != want.Text("index.publisher", args) {
			t.Errorf("%s: %q", tag, got.Text("index.publisher", args))
		}
	}
}

// The program's own words refer to facts of the edition, or the edition is
// refused.
func TestOwnWordsTakeFactsOfTheEdition(t *testing.T) {
	f := sources(t)
	replace(t, f, "facts/channels.toml", `"https://sancharsaathi.gov.in/sfc/"`, `"https://chakshu.example.gov.in"`)
	inEvery(f, "interface.toml", func(s string) string {
		var b strings.Builder
		for line := range strings.Lines(s) {
			if !strings.HasPrefix(line, "not_lost = ") {
				b.WriteString(line)
			}
		}
		return b.String()
	})
	e := mustRead(t, f)
	for _, tag := range languages(e) {
		if got := e.Locales.Messages(tag).Text("card.not_lost"); !strings.Contains(got, "chakshu.example.gov.in") {
			t.Errorf("%s: %q", tag, got)
		}
	}
}

// addLanguage copies English as another language.
func addLanguage(f map[string][]byte, tag, name string) {
	for file, data := range f {
		if rest, ok := strings.CutPrefix(file, "locale/en/"); ok {
			f["locale/"+tag+"/"+rest] = []byte(strings.Replace(string(data), `"English"`, `"`+name+`"`, 1))
		}
	}
}

func TestLanguageThatTheProgramLacks(t *testing.T) {
	t.Run("whole", func(t *testing.T) {
		f := sources(t)
		addLanguage(f, "ne", "नेपाली")
		e := mustRead(t, f)
		if got := languages(e); !slices.Contains(got, "ne") || len(e.LeftOut) > 0 {
			t.Errorf("%v without %v", got, e.LeftOut)
		}
		if got := e.Locales.Match("ne-IN"); got != "ne" {
			t.Errorf("who reads Nepali gets %s", got)
		}
		if got := e.Locales.Messages("ne").Language().Name; got != "नेपाली" {
			t.Errorf("it is called %s", got)
		}
	})
	t.Run("no typeface", func(t *testing.T) {
		f := sources(t)
		addLanguage(f, "el", "Ελληνικά")
		e := mustRead(t, f)
		if got := languages(e); slices.Contains(got, "el") || !slices.Equal(e.LeftOut, []string{"el"}) {
			t.Errorf("%v without %v", got, e.LeftOut)
		}
	})
	t.Run("not whole for this program", func(t *testing.T) {
		f := sources(t)
		addLanguage(f, "ne", "नेपाली")
		inEvery(f, "interface.toml", cut("help", "title"))
		e := mustRead(t, f)
		if got := languages(e); slices.Contains(got, "ne") || !slices.Equal(e.LeftOut, []string{"ne"}) {
			t.Errorf("%v without %v", got, e.LeftOut)
		}
		if got := e.Locales.Match("ne-IN", "hi"); got != "hi" {
			t.Errorf("who reads Nepali, then Hindi, gets %s", got)
		}
	})
	t.Run("faulty", func(t *testing.T) {
		f := sources(t)
		addLanguage(f, "ne", "नेपाली")
		f["locale/ne/steps.toml"] = nil
		if _, err := read(t, f); err == nil {
			t.Error("an edition that is not whole was read")
		}
	})
}

// Numbers and dates decide which edition is used; a date that goes back is a
// mistake.
func TestSupersedes(t *testing.T) {
	day := func(n int) locale.Date { return locale.Date{Year: 2026, Month: 12, Day: n} }
	held := Imprint{Number: 5, Date: day(5)}
	for _, tt := range []struct {
		fresh Imprint
		want  bool
	}{
		{Imprint{Number: 6, Date: day(6)}, true},
		{Imprint{Number: 6, Date: day(5)}, true},
		{Imprint{Number: 6, Date: day(4)}, false},
		{Imprint{Number: 5, Date: day(6)}, false},
		{Imprint{Number: 4, Date: day(6)}, false},
	} {
		if got := tt.fresh.Supersedes(held); got != tt.want {
			t.Errorf("%+v supersedes %+v: %v", tt.fresh, held, got)
		}
	}
}

// The built-in edition keeps the rules that others have to keep.
func TestBuiltInKeepsTheFloor(t *testing.T) {
	e, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	if err := e.floor(e.Guide); err != nil {
		t.Error(err)
	}
	if e.Format != Format || e.Number == 0 {
		t.Errorf("%+v", e.Imprint)
	}
	if n := len(e.Guide.First()); n < 4 {
		t.Errorf("%d channels are needed first", n)
	}
}
