package catalog

import (
	"regexp"
	"slices"

	"neem/check/bucket"
	"neem/check/guide"
	"neem/check/guide/factfile"
	"neem/locale"
)

// A Status says how sure it is that a leak happened. The package comment says
// what each means; the words for people are messages "status.<status>.word"
// and "status.<status>.means".
type Status string

// The statuses.
const (
	Confirmed  Status = "confirmed"
	Disputed   Status = "disputed"
	Denied     Status = "denied"
	Alleged    Status = "alleged"
	Fabricated Status = "fabricated"
)

// Statuses lists the statuses, the surest first.
func Statuses() []Status {
	return []Status{Confirmed, Disputed, Denied, Alleged, Fabricated}
}

// A Witness is who says something about a leak.
type Witness string

// The witnesses.
const (
	ByCompany    Witness = "company"    // those from whom the details came
	ByGovernment Witness = "government" // a ministry, a regulator, CERT-In
	ByHIBP       Witness = "hibp"       // Have I Been Pwned
	ByPress      Witness = "press"      // reported, without saying who counted
	BySeller     Witness = "seller"     // who offered the data
)

// An Of says what a count counts. The words are messages
// "leaks.count.<of>".
type Of string

// What is counted.
const (
	Emails    Of = "emails"    // different e-mail addresses
	People    Of = "people"    // customers, passengers, users
	Records   Of = "records"   // rows of a table
	Cards     Of = "cards"     // records of payment cards
	Documents Of = "documents" // files of identity papers
)

// A Count says how many of what, and who says so.
type Count struct {
	Number int64   `toml:"number"`
	Most   int64   `toml:"most"` // upper end of a range, or 0
	Of     Of      `toml:"of"`
	By     Witness `toml:"by"`
}

// Claimed reports whether only the seller says so.
func (c Count) Claimed() bool { return c.By == BySeller }

// In writes the count and who says so in the language of m: "about 2.25 crore
// e-mail addresses (not the number of people), according to Have I Been Pwned".
func (c Count) In(m *locale.Messages) string {
	count := m.Large(c.Number)
	if c.Most > 0 {
		count = m.Text("leaks.count.range", locale.Args{"least": count, "most": m.Large(c.Most)})
	}
	return m.Enumerate([]string{
		m.Text("leaks.count."+string(c.Of), locale.Args{"count": count}),
		m.Text("leaks.said_by." + string(c.By)),
	})
}

// DateIs says what the date of a leak is the date of.
type DateIs string

// What happened on the date.
const (
	Happened DateIs = "happened" // the details were taken or lay open
	Reported DateIs = "reported" // it became known; when it happened is not known
)

// A Leak is one leak of the catalogue.
type Leak struct {
	ID      string   `toml:"id"`
	Service string   `toml:"service"` // from which the details were said to come
	Aliases []string `toml:"aliases"` // other names people search for
	Domain  string   `toml:"domain"`

	HIBP         string   `toml:"hibp"`          // name in Have I Been Pwned, if it is there
	HIBPVerified bool     `toml:"hibp_verified"` // HIBP marks it as verified
	HIBPClasses  []string `toml:"hibp_classes"`  // HIBP's names for what was exposed

	Date   locale.Date            `toml:"date"`
	DateIs DateIs                 `toml:"date_is"`
	Dates  map[string]locale.Date `toml:"dates"` // others that the words refer to

	Status        Status  `toml:"status"`
	ConfirmedBy   Witness `toml:"confirmed_by"`   // of a confirmed leak
	ScopeDisputed bool    `toml:"scope_disputed"` // how much was taken is disputed

	Exposed        []string `toml:"exposed"`         // data classes
	ExposedForSome []string `toml:"exposed_some"`    // data classes, of some of the people
	Also           []string `toml:"also"`            // extras
	ExposedUnknown bool     `toml:"exposed_unknown"` // nobody has said what was exposed

	Counts []Count `toml:"counts"` // none: how many is not known

	// List says what lists of this leak are made of, the same for all
	// publishers and editions; nil: nobody has settled it.
	List *ListOf `toml:"list"`

	guide.Provenance
}

// ListOf is what a list of a leak is made of. It is settled once: two shapes of
// one leak would tell its people apart (docs/threat-model.md).
type ListOf struct {
	Shape      bucket.Shape  `toml:"shape"`
	Policy     bucket.Policy `toml:"policy"`
	Population uint64        `toml:"population"` // how many people could be in it
}

// check notes what is wrong with it.
func (l ListOf) check(f *factfile.File, at string) {
	if s, err := bucket.ParseShape(string(l.Shape)); err != nil || s != l.Shape || !s.Personal() {
		f.Fault(at+".shape", "%q is no shape of a list of people", l.Shape)
		return
	}
	if !l.Policy.Bounded() {
		f.Fault(at+".policy", "policy %q is not one of deniable and confirmable", l.Policy)
		return
	}
	if _, err := bucket.Bits(l.Shape, l.Policy, 0, l.Population, 0); err != nil {
		f.Fault(at+".population", "%v", err)
	}
}

var (
	leakID   = regexp.MustCompile(`^[a-z][a-z0-9]*(19|20)[0-9]{2}$`)
	dateName = regexp.MustCompile(`^[a-z][a-z_]*$`)
	domain   = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)
)

// check notes the faults of a leak in file f.
func (l Leak) check(f *factfile.File, at string, g *guide.Guide) {
	if !leakID.MatchString(l.ID) {
		f.Fault(at+".id", "id %q should be a name and a year, like cowin2023", l.ID)
	}
	if l.Service == "" {
		f.Fault(at, "leak %q has no service", l.ID)
	}
	if l.List != nil {
		l.List.check(f, at+".list")
	}
	if l.Domain != "" && !domain.MatchString(l.Domain) {
		f.Fault(at+".domain", "%q is no domain", l.Domain)
	}
	g.CheckProvenance(f, at, l.Provenance)
	l.checkDates(f, at)
	l.checkStatus(f, at)
	l.checkExposed(f, at, g)
	l.checkCounts(f, at)
}

func (l Leak) checkDates(f *factfile.File, at string) {
	if l.Date.IsZero() {
		f.Fault(at, "leak %q has no date", l.ID)
	}
	if l.Date.First().After(l.Checked.First()) {
		f.Fault(at+".date", "the date is later than checked")
	}
	if l.DateIs != Happened && l.DateIs != Reported {
		f.Unknown(at+".date_is", "unknown date_is %q", l.DateIs)
	}
	for name, d := range l.Dates {
		if !dateName.MatchString(name) || slices.Contains([]string{"service", "domain", "date", "count"}, name) {
			f.Fault(at+".dates", "the name %q is taken or not made of small letters and _", name)
		}
		if d.First().After(l.Checked.First()) {
			f.Fault(at+".dates", "%s is later than checked", name)
		}
	}
}

func (l Leak) checkStatus(f *factfile.File, at string) {
	if !slices.Contains(Statuses(), l.Status) {
		f.Unknown(at+".status", "unknown status %q", l.Status)
	}
	switch by := l.ConfirmedBy; {
	case l.Status == Confirmed && !slices.Contains([]Witness{ByCompany, ByGovernment, ByHIBP}, by):
		f.Fault(at+".confirmed_by", "what is confirmed should be confirmed by company, government or hibp, not %q", by)
	case l.Status != Confirmed && by != "":
		f.Fault(at+".confirmed_by", "what is %s is not confirmed by anybody", l.Status)
	case by == ByHIBP && !l.HIBPVerified:
		f.Fault(at+".confirmed_by", "HIBP confirms only what it marks as verified")
	}
	if l.HIBP == "" && (l.HIBPVerified || len(l.HIBPClasses) > 0) {
		f.Fault(at+".hibp", "leak %q has no name in HIBP", l.ID)
	}
}

func (l Leak) checkExposed(f *factfile.File, at string, g *guide.Guide) {
	seen := make(map[string]bool)
	known := make(map[string]bool) // HIBP's names of what is listed
	check := func(field, id string, ok bool, hibp []string) {
		if !ok {
			f.Fault(at+"."+field, "unknown %q in %s", id, field)
		}
		if seen[id] {
			f.Fault(at+"."+field, "%q stands twice", id)
		}
		seen[id] = true
		for _, name := range hibp {
			known[name] = true
		}
	}
	for _, id := range l.Exposed {
		c, ok := g.Class(id)
		check("exposed", id, ok, c.HIBP)
	}
	for _, id := range l.ExposedForSome {
		c, ok := g.Class(id)
		check("exposed_some", id, ok, c.HIBP)
	}
	for _, id := range l.Also {
		e, ok := g.Extra(id)
		check("also", id, ok, e.HIBP)
	}
	if len(seen) == 0 != l.ExposedUnknown {
		f.Fault(at, "leak %q should say what was exposed, or else that it is unknown", l.ID)
	}
	for _, name := range l.HIBPClasses {
		if !known[name] {
			f.Fault(at+".hibp_classes", "HIBP's %q is neither in exposed nor in also", name)
		}
	}
}

func (l Leak) checkCounts(f *factfile.File, at string) {
	seen := make(map[Of]bool)
	for _, c := range l.Counts {
		if c.Number <= 0 || c.Most != 0 && c.Most <= c.Number {
			f.Fault(at+".counts", "a count should be more than 0, and its most more than its number")
		}
		if !slices.Contains([]Of{Emails, People, Records, Cards, Documents}, c.Of) {
			f.Unknown(at+".counts", "unknown kind of count %q", c.Of)
		}
		if seen[c.Of] {
			f.Fault(at+".counts", "%s are counted twice", c.Of)
		}
		seen[c.Of] = true
		if !slices.Contains([]Witness{ByCompany, ByGovernment, ByHIBP, ByPress, BySeller}, c.By) {
			f.Unknown(at+".counts", "unknown witness %q", c.By)
		}
	}
}
