// Package catalog holds the known leaks.
//
// # Words used here
//
//   - A leak is one occasion on which details of many people got out, or were
//     said to have got out. It has a date known to the day, the month or the
//     year, the service from which the details were said to come, and the data
//     classes exposed.
//   - Its status is one of five words:
//     confirmed, the company or the government said so, or Have I Been Pwned
//     (HIBP) marks the data as verified; [Leak.ConfirmedBy] says which;
//     disputed, those responsible deny it or part of it and others say that it
//     is real;
//     denied, those responsible deny it and nobody has shown otherwise;
//     alleged, it was reported or put up for sale, and nobody has confirmed it;
//     a leak that is merely listed somewhere is alleged;
//     fabricated, the data was made up or put together from elsewhere.
//   - A count says how many of what. E-mail addresses are not people: one
//     person may have several, and records without an address are not counted.
//     A count by the seller is a claim.
//
// The package holds no words for people: those are in package locale, found by
// keys like "leak.cowin2023.text", and they name facts by references like
// {@leak.cowin2023.date}, which [Catalog.Fact] answers. Nobody is named in the
// catalogue who is not a company or an office.
package catalog

import (
	"io/fs"
	"slices"
	"strings"
	"time"
	"unicode"

	"neem/check/guide"
	"neem/check/guide/factfile"
	"neem/locale"
)

// A Catalog is the known leaks. It does not change after Load.
type Catalog struct {
	leaks []Leak // newest first
}

// Load reads leaks.toml and checks it against the sources and data classes of
// the guide. All faults are reported together, each with file and line.
func Load(fsys fs.FS, g *guide.Guide) (*Catalog, error) {
	var data struct {
		Leak []Leak `toml:"leak"`
	}
	f, err := factfile.Read(fsys, "leaks.toml", &data)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]bool)
	hibp := make(map[string]bool)
	for i, l := range data.Leak {
		at := factfile.At("leak", i)
		if ids[l.ID] {
			f.Fault(at+".id", "leak %q stands twice", l.ID)
		}
		ids[l.ID] = true
		if name := strings.ToLower(l.HIBP); name != "" && hibp[name] {
			f.Fault(at+".hibp", "HIBP's %q stands twice", l.HIBP)
		} else {
			hibp[name] = true
		}
		l.check(f, at, g)
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(data.Leak, func(a, b Leak) int {
		if d := b.Date.Last().Compare(a.Date.Last()); d != 0 {
			return d
		}
		return strings.Compare(a.ID, b.ID)
	})
	return &Catalog{data.Leak}, nil
}

// Leaks lists all leaks, the newest first.
func (c *Catalog) Leaks() []Leak { return slices.Clone(c.leaks) }

// Leak looks a leak up.
func (c *Catalog) Leak(id string) (Leak, bool) {
	if i := slices.IndexFunc(c.leaks, func(l Leak) bool { return l.ID == id }); i >= 0 {
		return c.leaks[i], true
	}
	return Leak{}, false
}

// ListOf returns what lists of a leak are made of, nil if that is not settled,
// and whether the catalogue has the leak.
func (c *Catalog) ListOf(id string) (settled *ListOf, ok bool) {
	l, ok := c.Leak(id)
	return l.List, ok
}

// Search lists the leaks whose service is called like name: first those whose
// names begin with it, then those that contain it, the newest first in both.
// Capitals, spaces and punctuation do not count. An empty name finds nothing.
// Services are also found by what they are called in the languages of words.
func (c *Catalog) Search(name string, words ...*locale.Messages) []Leak {
	want := fold(name)
	if want == "" {
		return nil
	}
	var begin, contain []Leak
	for _, l := range c.leaks {
		names := l.names()
		for _, m := range words {
			if key := "leak." + l.ID + ".name"; m.Has(key) {
				names = append(names, fold(m.Text(key)))
			}
		}
		switch {
		case slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, want) }):
			begin = append(begin, l)
		case slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, want) }):
			contain = append(contain, l)
		}
	}
	return append(begin, contain...)
}

// names lists what a leak is found by.
func (l Leak) names() []string {
	var names []string
	for _, s := range append([]string{l.Service, l.HIBP, l.Domain, l.ID}, l.Aliases...) {
		names = append(names, fold(s))
	}
	return names
}

// fold keeps letters and digits, in small letters. Vowel signs belong to the
// letters of Indian scripts.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// Expired lists the leaks that should be checked again before anybody relies
// on what is said about them, as "leak.cowin2023".
func (c *Catalog) Expired(now time.Time) []string {
	var expired []string
	for _, l := range c.leaks {
		if l.Expired(now) {
			expired = append(expired, "leak."+l.ID)
		}
	}
	return expired
}

// Fact answers references such as "leak.cowin2023.date"; package locale asks
// for them. See [Catalog.Value] for what there is.
func (c *Catalog) Fact(ref string) (string, bool) {
	v, ok := c.Value(ref)
	if !ok {
		return "", false
	}
	return v.String(), true
}

var _ locale.TypedFacts = (*Catalog)(nil)

// Value answers references to the facts of a leak:
//
//	leak.<id>.service, .domain
//	leak.<id>.date
//	leak.<id>.<name>            one of its other dates
//	leak.<id>.count.<of>        a count, roughly: "2.25 crore"
//	leak.<id>.count.<of>_most   its upper end, if it is a range
func (c *Catalog) Value(ref string) (locale.Value, bool) {
	rest, ok := strings.CutPrefix(ref, "leak.")
	if !ok {
		return nil, false
	}
	id, field, _ := strings.Cut(rest, ".")
	l, ok := c.Leak(id)
	if !ok {
		return nil, false
	}
	switch field {
	case "service":
		return locale.Plain(l.Service), true
	case "domain":
		return locale.Plain(l.Domain), l.Domain != ""
	case "date":
		return l.Date, true
	}
	if d, ok := l.Dates[field]; ok {
		return d, true
	}
	if of, ok := strings.CutPrefix(field, "count."); ok {
		for _, n := range l.Counts {
			switch of {
			case string(n.Of):
				return locale.Large(n.Number), true
			case string(n.Of) + "_most":
				return locale.Large(n.Most), n.Most > 0
			}
		}
	}
	return nil, false
}
