package locale

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"golang.org/x/text/language"
)

// grammarFile is the file of a language that holds no messages.
const grammarFile = "language.toml"

// A grammar is what language.toml says: what the language is called and how it
// writes dates, numbers and lists.
type grammar struct {
	Name      string   `toml:"name"`    // in its own script
	English   string   `toml:"english"` // in English
	RTL       bool     `toml:"rtl"`
	Draft     bool     `toml:"draft"`
	Order     int      `toml:"order"` // place in the list of languages
	Months    []string `toml:"months"`
	Date      string   `toml:"date"`       // {day} {month} {year}
	MonthYear string   `toml:"month_year"` // {month} {year}
	Lakh      string   `toml:"lakh"`       // {n}
	Crore     string   `toml:"crore"`      // {n}
	List      struct {
		Comma string `toml:"comma"` // between items
		And   string `toml:"and"`   // before the last
	} `toml:"list"`
	Clock []clockPart `toml:"clock"`

	date, monthYear, lakh, crore text // parsed
}

// A clockPart says how times are written from an hour of the day on.
type clockPart struct {
	From int    `toml:"from"`
	Text string `toml:"text"` // {time}
	text text
}

// readGrammar begins the messages of a language with its language.toml.
func readGrammar(fsys fs.FS, dir string) (*Messages, error) {
	name := path.Join(dir, grammarFile)
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("reading the language %q: %w", dir, err)
	}
	tag, err := language.Parse(dir)
	if err != nil || tag.String() != dir {
		return nil, fmt.Errorf("the folder %q is not named by a BCP 47 tag", dir)
	}
	var g grammar
	if err := checkTOML(name, data, &g); err != nil {
		return nil, err
	}
	lines := keyLines(data)
	if err := g.check(func(key string) place { return place{name, max(lines[key], 1)} }); err != nil {
		return nil, err
	}
	return &Messages{
		lang:    Language{Tag: dir, Name: g.Name, English: g.English, Draft: g.Draft, RTL: g.RTL},
		tag:     tag,
		grammar: g,
		entries: make(map[string]entry),
	}, nil
}

// check looks for what is missing and parses the patterns. at tells where a
// key stands.
func (g *grammar) check(at func(key string) place) error {
	var faults []error
	fault := func(key, format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s: %s "+format, append([]any{at(key), key}, args...)...))
	}
	for _, field := range []struct{ key, value string }{
		{"name", g.Name}, {"english", g.English}, {"list.comma", g.List.Comma}, {"list.and", g.List.And},
	} {
		if field.value == "" {
			fault(field.key, "is missing")
		}
	}
	if len(g.Months) != 12 || slices.Contains(g.Months, "") {
		fault("months", "should be twelve names")
	}
	if len(g.Clock) == 0 || g.Clock[0].From != 0 {
		fault("clock", "should begin with from = 0")
	}
	pattern := func(key, source string, into *text, holes ...string) {
		t, err := parseText(source)
		var got []string
		for _, p := range t {
			if p.kind != literal {
				got = append(got, p.s)
			}
		}
		slices.Sort(got)
		if err != nil || !slices.Equal(got, holes) {
			fault(key, "should have exactly the holes %v", holes)
		}
		*into = t
	}
	pattern("date", g.Date, &g.date, "day", "month", "year")
	pattern("month_year", g.MonthYear, &g.monthYear, "month", "year")
	pattern("lakh", g.Lakh, &g.lakh, "n")
	pattern("crore", g.Crore, &g.crore, "n")
	for i := range g.Clock {
		part := &g.Clock[i]
		pattern("clock", part.Text, &part.text, "time")
		if part.From < 0 || part.From > 23 || i > 0 && part.From <= g.Clock[i-1].From {
			fault("clock", "has from = %d out of order", part.From)
		}
	}
	return errors.Join(faults...)
}
