package guide

import (
	"io/fs"
	"slices"
	"strings"
	"time"

	"neem/check/guide/factfile"
	"neem/locale"
)

// A Topic is what a rule is about. Rules of one topic follow each other in
// time.
type Topic string

// The topics.
const (
	Liability    Topic = "liability"     // who bears the loss of a payment that was a fraud; by the day of the payment
	Ombudsman    Topic = "ombudsman"     // complaints about banks; by the day of the complaint
	BreachNotice Topic = "breach_notice" // whether people must be told that their details leaked; by the day on which it became known
	BankCalls    Topic = "bank_calls"    // from which numbers banks call; by the day of the call
)

// Topics lists the topics.
func Topics() []Topic { return []Topic{Liability, Ombudsman, BreachNotice, BankCalls} }

// A Rule is what a law or a regulator says, for as long as it is in force. Its
// words are messages "rule.<id>.title" and ".text".
type Rule struct {
	ID    string      `toml:"id"`
	Topic Topic       `toml:"topic"`
	From  locale.Date `toml:"effective_from"` // first day
	To    locale.Date `toml:"effective_to"`   // last day; none: until further notice
	Values
	Provenance
}

// Holds reports whether the rule is in force on a day.
func (r Rule) Holds(day locale.Date) bool {
	return !day.First().Before(r.From.First()) && (r.To.IsZero() || !day.First().After(r.To.First()))
}

func (r Rule) field(name string) locale.Value {
	switch {
	case name == "from":
		return r.From
	case name == "from_month": // where sources differ by a day
		return locale.Date{Year: r.From.Year, Month: r.From.Month}
	case name == "to" && !r.To.IsZero():
		return r.To
	}
	return nil
}

func (g *Guide) readRules(fsys fs.FS) (*factfile.File, error) {
	var data struct {
		Rule []Rule `toml:"rule"`
	}
	f, err := factfile.Read(fsys, "rules.toml", &data)
	if err != nil {
		return nil, err
	}
	g.rules = data.Rule
	ids := newIDs(f)
	last := make(map[Topic]Rule)
	for i, r := range data.Rule {
		at := factfile.At("rule", i)
		ids.check(at, r.ID)
		g.CheckProvenance(f, at, r.Provenance)
		r.Values.check(f, at, func(name string) bool { return strings.HasPrefix(name, "from") || name == "to" }, r.Checked)
		if !slices.Contains(Topics(), r.Topic) {
			f.Unknown(at+".topic", "unknown topic %q", r.Topic)
		}
		for field, d := range map[string]locale.Date{"effective_from": r.From, "effective_to": r.To} {
			if d.Day == 0 && (field == "effective_from" || !d.IsZero()) {
				f.Fault(at+"."+field, "%s should be a day", field)
			}
		}
		if !r.To.IsZero() && r.To.First().Before(r.From.First()) {
			f.Fault(at+".effective_to", "the rule ends before it begins")
		}
		// A day without a rule, or with two, would get the wrong answer.
		if before, ok := last[r.Topic]; ok && (before.To.IsZero() || !r.From.First().Equal(before.To.First().Add(24*time.Hour))) {
			f.Fault(at+".effective_from", "%q should begin on the day after %q ends", r.ID, before.ID)
		}
		last[r.Topic] = r
	}
	return f, nil
}

// Rule finds the rule on a topic that holds on a day.
func (g *Guide) Rule(topic Topic, day locale.Date) (Rule, bool) {
	return find(g.rules, func(r Rule) bool { return r.Topic == topic && r.Holds(day) })
}

// Rules lists the rules in the order of the file.
func (g *Guide) Rules() []Rule { return slices.Clone(g.rules) }
