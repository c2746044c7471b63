package plan

import (
	"cmp"
	"slices"

	"neem/check/guide"
	"neem/locale"
)

// An Incident is what has happened to a person.
type Incident struct {
	Situations []string         // ids, in any order
	Way        string           // in which way money went; "" if it did not or nobody knows
	On         locale.Date      // the day on which it happened; none if it was not said
	For        []guide.Audience // women, children, elders: who also has help of their own
}

// Has reports whether a situation was ticked.
func (i Incident) Has(situation string) bool { return slices.Contains(i.Situations, situation) }

// A Response is what to do after an incident.
type Response struct {
	Steps []Step // in the order in which to do them
	Rules []Rule // what laws and regulators say about it
}

// A Rule is a rule that matters for an incident.
type Rule struct {
	guide.Rule
	Until locale.Date // the last day on which what the rule wants is surely in time; none if there is no such limit
	Past  bool        // that day is over
}

// After makes the response to an incident, as of today: danger first, then the
// bank and 1930 where money has gone, then the rest in the order of the
// situations.
func After(g *guide.Guide, i Incident, today locale.Date) Response {
	var r Response
	var then, soon []string
	for _, s := range g.Situations() {
		if !i.Has(s.ID) {
			continue
		}
		r.Steps = appendSteps(r.Steps, g, s.Steps, nil)
		if w, ok := s.Way(i.Way); ok {
			r.Steps = appendSteps(r.Steps, g, w.Steps, nil)
		}
		then, soon = append(then, s.Then...), append(soon, s.Today...)
	}
	r.Steps = appendSteps(r.Steps, g, then, nil)
	for n, s := range r.Steps {
		if slices.Contains(soon, s.ID) && guide.Today.Compare(s.When) < 0 {
			r.Steps[n].When = guide.Today
		}
	}
	isFor := func(a guide.Audience) bool { return slices.Contains(i.For, a) }
	r.Steps = slices.DeleteFunc(r.Steps, func(s Step) bool {
		return s.Audience != guide.Everybody && !isFor(s.Audience) || slices.ContainsFunc(s.NotFor, isFor) || slices.ContainsFunc(s.NotWith, i.Has)
	})
	slices.SortStableFunc(r.Steps, func(a, b Step) int { return cmp.Compare(a.When.Compare(b.When), 0) })
	for n := range r.Steps {
		r.Steps[n].dates(g, i.On, today)
	}
	if i.Has(guide.Money) {
		r.Rules = append(r.Rules, liability(g, i.On, today)...)
		if rule, ok := g.Rule(guide.Ombudsman, today); ok {
			r.Rules = append(r.Rules, Rule{Rule: rule})
		}
	}
	if i.Has("call") || i.Has("pressed") {
		if rule, ok := g.Rule(guide.BankCalls, cmp.Or(i.On, today)); ok {
			r.Rules = append(r.Rules, Rule{Rule: rule})
		}
	}
	return r
}

// dates computes the days of a step. What is to be done within some days of
// the incident has a last day if the incident's is known. What makes sense only
// after some days is counted from today, when the person tells the bank.
func (s *Step) dates(g *guide.Guide, on, today locale.Date) {
	if p, ok := g.Period(s.Within); ok && !p.Hours && on.Day != 0 {
		if until := plus(on, p.Number); !today.First().After(until.First()) {
			s.Until = until // a day that has passed would only discourage
		}
	}
	if p, ok := g.Period(s.After); ok && !p.Hours {
		s.From = plus(today, p.Number)
	}
}

// liability finds the rule of the day of the payment, or of today if that day
// was not said, with the last day on which telling the bank is surely in time.
// Working days are counted as if every day were one: which days are holidays
// differs by state and bank, and a date that is too late would do harm.
func liability(g *guide.Guide, on, today locale.Date) []Rule {
	rule, ok := g.Rule(guide.Liability, cmp.Or(on, today))
	if !ok {
		return nil
	}
	r := Rule{Rule: rule}
	for _, name := range []string{"free_days", "report_days"} {
		if p, ok := g.Period("rule." + rule.ID + "." + name); ok && on.Day != 0 {
			r.Until = plus(on, p.Number)
			r.Past = today.First().After(r.Until.First())
		}
	}
	return []Rule{r}
}

func plus(d locale.Date, days int64) locale.Date { return DateOf(d.First().AddDate(0, 0, int(days))) }
