package guide

import (
	"time"

	"neem/check/guide/factfile"
	"neem/locale"
)

// A Grade says how well a fact is founded.
type Grade string

// The grades of facts that may ship. What nobody could verify has no grade
// here and is refused.
const (
	GradeA Grade = "A" // an official page or statement was seen
	GradeB Grade = "B" // two or more independent pages agree
	GradeC Grade = "C" // one secondary page
)

// A Provenance says where a fact comes from and how long it may be relied on.
type Provenance struct {
	Sources   []string    `toml:"sources"`   // ids of sources
	Grade     Grade       `toml:"grade"`     // how well founded
	Checked   locale.Date `toml:"checked"`   // the day on which somebody last looked
	AsOf      locale.Date `toml:"as_of"`     // the date of the source; none if it has no date
	Expires   locale.Date `toml:"expires"`   // the last day on which to rely on it
	Permanent bool        `toml:"permanent"` // never expires: 1930 and 112 only
}

// Expired reports whether the fact should be checked again before anybody
// relies on it. A permanent fact never expires. The day is that of now in its
// own time zone.
func (p Provenance) Expired(now time.Time) bool {
	if p.Permanent {
		return false
	}
	year, month, day := now.Date()
	today := locale.Date{Year: year, Month: month, Day: day}
	return today.First().After(p.Expires.Last())
}

// How long facts may be relied on after they were checked.
const (
	phoneDays = 90
	otherDays = 365
)

// Check notes the faults of a provenance in file f. The longest time until it
// expires is given in days.
func (p Provenance) check(f *factfile.File, at string, knows func(string) bool, days int) {
	if len(p.Sources) == 0 {
		f.Fault(at, "there is no source")
	}
	seen := make(map[string]bool)
	for _, id := range p.Sources {
		if !knows(id) {
			f.Fault(at+".sources", "unknown source %q", id)
		}
		if seen[id] {
			f.Fault(at+".sources", "source %q stands twice", id)
		}
		seen[id] = true
	}
	switch p.Grade {
	case GradeA, GradeB, GradeC:
	case "U":
		f.Fault(at+".grade", "grade U is not verified and must not ship")
	default:
		f.Unknown(at+".grade", "unknown grade %q", p.Grade)
	}
	if p.Checked.Day == 0 {
		f.Fault(at+".checked", "checked should be a day")
	}
	if !p.AsOf.IsZero() && p.AsOf.First().After(p.Checked.First()) {
		f.Fault(at+".as_of", "as_of is later than checked")
	}
	switch {
	case p.Permanent && !p.Expires.IsZero():
		f.Fault(at+".expires", "what is permanent does not expire")
	case p.Permanent:
	case p.Expires.Day == 0:
		f.Fault(at+".expires", "expires should be a day")
	case !p.Expires.First().After(p.Checked.First()):
		f.Fault(at+".expires", "expires should be after checked")
	case p.Expires.First().After(p.Checked.First().AddDate(0, 0, days)):
		f.Fault(at+".expires", "expires should be at most %d days after checked", days)
	}
}
