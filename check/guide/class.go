package guide

import (
	"io/fs"
	"slices"

	"neem/check/guide/factfile"
)

// Changeable says whether a detail can be exchanged for a new one after it
// leaked. It decides whether advice is to change it or to watch it.
type Changeable string

// How easily a detail is changed.
const (
	ChangeableYes     Changeable = "yes"
	ChangeableHard    Changeable = "hard"    // possible, at a price
	ChangeableReissue Changeable = "reissue" // only with a new document
	ChangeableNo      Changeable = "no"
	ChangeableNever   Changeable = "never"   // part of the body
	ChangeableNoNeed  Changeable = "no_need" // useless on its own
)

// Severity says how much harm a leaked detail can do. It is a judgement, not a
// measurement.
type Severity string

// The severities.
const (
	Low    Severity = "L"
	Medium Severity = "M"
	High   Severity = "H"
)

// rank orders severities; an unknown one is 0.
func (s Severity) rank() int { return slices.Index([]Severity{Low, Medium, High}, s) + 1 }

// Compare is negative if s is less severe than other, positive if it is more.
func (s Severity) Compare(other Severity) int { return s.rank() - other.rank() }

// A Class is a kind of detail that leaks expose.
type Class struct {
	ID           string     `toml:"id"`
	Changeable   Changeable `toml:"changeable"`
	Severity     Severity   `toml:"severity"`
	SeverityMost Severity   `toml:"severity_most"` // for people at risk or in bad combinations; may be empty
	HIBP         []string   `toml:"hibp"`          // names of the class in Have I Been Pwned's breach data
	Provenance
}

// An Extra is a kind of detail for which there is no guidance of its own. It
// is named so that a leak is described in full.
type Extra struct {
	ID   string   `toml:"id"`
	HIBP []string `toml:"hibp"`
}

func (g *Guide) readClasses(fsys fs.FS) (*factfile.File, error) {
	var data struct {
		Class []Class `toml:"class"`
		Extra []Extra `toml:"extra"`
	}
	f, err := factfile.Read(fsys, "classes.toml", &data)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]bool)
	checkID := func(at, id string) {
		if !entryID.MatchString(id) {
			f.Fault(at+".id", "id %q should be small letters, digits and _", id)
		}
		if ids[id] {
			f.Fault(at+".id", "%q stands twice", id)
		}
		ids[id] = true
	}
	for i, c := range data.Class {
		at := factfile.At("class", i)
		checkID(at, c.ID)
		switch c.Changeable {
		case ChangeableYes, ChangeableHard, ChangeableReissue, ChangeableNo, ChangeableNever, ChangeableNoNeed:
		default:
			f.Unknown(at+".changeable", "unknown changeable %q", c.Changeable)
		}
		if c.Severity.rank() == 0 {
			f.Unknown(at+".severity", "unknown severity %q", c.Severity)
		}
		if c.SeverityMost != "" && c.SeverityMost.Compare(c.Severity) <= 0 {
			f.Fault(at+".severity_most", "severity_most should be more than severity")
		}
		c.Provenance.check(f, at, g.knowsSource, otherDays)
		if c.Permanent {
			f.Fault(at+".permanent", "only the lines 1930 and 112 are permanent")
		}
	}
	for i, e := range data.Extra {
		checkID(factfile.At("extra", i), e.ID)
	}
	g.classes, g.extras = data.Class, data.Extra
	return f, nil
}
