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
	Ways       []string         // in which ways money went, if it did and that is known
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
	var then []string
	var topics []guide.Topic
	due := map[string]guide.When{}
	sooner := func(more map[string]guide.When) {
		for id, when := range more {
			if now, ok := due[id]; !ok || when.Compare(now) < 0 {
				due[id] = when
			}
		}
	}
	for _, s := range g.Situations() {
		if !i.Has(s.ID) {
			continue
		}
		r.Steps = appendSteps(r.Steps, g, s.Steps, nil)
		sooner(s.Due)
		for _, w := range s.Ways {
			if slices.Contains(i.Ways, w.ID) {
				r.Steps = appendSteps(r.Steps, g, w.Steps, nil)
				sooner(w.Due)
			}
		}
		then, topics = append(then, s.Then...), union(topics, s.Rules)
	}
	r.Steps = appendSteps(r.Steps, g, then, nil)
	isFor := func(a guide.Audience) bool { return slices.Contains(i.For, a) }
	r.Steps = slices.DeleteFunc(r.Steps, func(s Step) bool {
		return s.Audience != guide.Everybody && !isFor(s.Audience) || slices.ContainsFunc(s.NotFor, isFor) || slices.ContainsFunc(s.NotWith, i.Has)
	})
	for n, s := range r.Steps {
		if when, ok := due[s.ID]; ok && when.Compare(s.When) < 0 {
			r.Steps[n].When = when
		}
		r.Steps[n].dates(g, i.On, today)
	}
	slices.SortStableFunc(r.Steps, func(a, b Step) int { return a.When.Compare(b.When) })
	for _, topic := range topics {
		rule, ok := ruleFor(g, topic, i.On, today)
		if !ok {
			continue
		}
		r.Rules = append(r.Rules, rule)
		if rule.Until.IsZero() {
			continue
		}
		// The limit stands where it can be kept: on the call to the bank.
		if n := slices.IndexFunc(r.Steps, func(s Step) bool { return slices.Contains(s.Channels, "bank") }); n >= 0 {
			r.Steps[n].Limit = &rule
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

// ruleFor finds the rule on a topic: of the day of the payment or the call, or of
// today if that day was not said or is not what counts. If the day is known,
// it computes the last day on which telling the bank is surely in time. Working
// days are counted as if every day were one: which days are holidays differs by
// state and bank, and a date that is too late would do harm.
func ruleFor(g *guide.Guide, topic guide.Topic, on, today locale.Date) (Rule, bool) {
	if topic == guide.Ombudsman {
		on = today // the day of the complaint counts
	}
	rule, ok := g.Rule(topic, cmp.Or(on, today))
	r := Rule{Rule: rule}
	if topic == guide.Liability && on.Day != 0 {
		for _, name := range []string{"free_days", "report_days"} {
			if p, ok := g.Period("rule." + rule.ID + "." + name); ok {
				r.Until = plus(on, p.Number)
				r.Past = today.First().After(r.Until.First())
			}
		}
	}
	return r, ok
}

func plus(d locale.Date, days int64) locale.Date { return DateOf(d.First().AddDate(0, 0, int(days))) }
