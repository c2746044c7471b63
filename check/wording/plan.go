package wording

import (
	"errors"
	"slices"
	"time"

	"neem/check/guide"
	"neem/check/plan"
	"neem/locale"
)

// Checked says when somebody last looked at a fact, and whether that is too
// long ago.
func Checked(m *locale.Messages, p guide.Provenance, now time.Time) string {
	key := "help.checked"
	if p.Expired(now) {
		key = "help.expired"
	}
	return m.Text(key, locale.Args{"date": p.Checked})
}

// Standing says when a channel answers, what it costs, and how fresh the fact
// is.
func Standing(m *locale.Messages, c guide.Channel, now time.Time) string {
	var s string
	if c.Hours != nil {
		s += c.Hours.In(m) + " · "
	}
	if c.Cost != guide.CostUnknown {
		s += m.Text("channels.cost."+string(c.Cost)) + " · "
	}
	return s + Checked(m, c.Provenance, now)
}

// StepNotes says for whom a step is, how long it takes and until when it should
// be done, as far as that is known.
func StepNotes(m *locale.Messages, s plan.Step) []string {
	var notes []string
	if len(s.OnlyIf) > 0 {
		notes = append(notes, m.Plural("plan.only_if", len(s.OnlyIf), locale.Args{"classes": m.Enumerate(classNames(m, s.OnlyIf))}))
	}
	if !s.Until.IsZero() {
		notes = append(notes, m.Text("plan.until", locale.Args{"date": s.Until}))
	}
	if !s.From.IsZero() {
		notes = append(notes, m.Text("plan.from", locale.Args{"date": s.From}))
	}
	if s.Minutes > 0 {
		notes = append(notes, m.Plural("plan.minutes", s.Minutes))
	}
	return notes
}

// Classes joins the names of data classes.
func Classes(m *locale.Messages, ids []string) string { return m.List(classNames(m, ids)) }

func classNames(m *locale.Messages, ids []string) []string {
	var names []string
	for _, id := range ids {
		names = append(names, m.Text("class."+id+".name"))
	}
	return names
}

// Because says which leaks brought something into a plan; "" if none did.
func Because(m *locale.Messages, causes []plan.Cause) string {
	var names []string
	for _, c := range causes {
		leak := c.Title
		switch {
		case c.Leak != "":
			leak = m.Text("leak." + c.Leak + ".name")
		case leak == "":
			leak = m.Text("plan.cause.list")
		}
		names = append(names, m.Text("plan.cause."+string(c.How), locale.Args{"leak": leak}))
	}
	if len(names) == 0 {
		return ""
	}
	return m.Text("plan.because", locale.Args{"causes": names})
}

// Limit says until when somebody is surely in time, or that this day has
// passed; "" if there is no such day.
func Limit(m *locale.Messages, r plan.Rule) string {
	switch {
	case r.Until.IsZero():
		return ""
	case r.Past:
		return m.Text("rules.past", locale.Args{"date": r.Until})
	}
	return m.Text("rules.until", locale.Args{"date": r.Until})
}

// A CardCall is whom a scam's card says to call or write to.
type CardCall struct {
	Key    string // of the words
	Online bool   // at a web address, not a telephone
}

// CardCalls lists whom a scam's card says to call: one for when money has gone, one
// for when none has, as far as the scam has them.
func CardCalls(s guide.Scam) []CardCall {
	var calls []CardCall
	if slices.Contains(s.Calls, "ncrp_1930") {
		calls = append(calls, CardCall{Key: "card.lost"})
	}
	if slices.Contains(s.Calls, "chakshu") {
		calls = append(calls, CardCall{Key: "card.not_lost", Online: true})
	}
	return calls
}

// DayFault is the key of what to say about a day that [plan.ParseDay] refused.
func DayFault(err error) string {
	switch {
	case errors.Is(err, plan.ErrFuture):
		return "happened.future_date"
	case errors.Is(err, plan.ErrLongAgo):
		return "happened.old_date"
	}
	return "happened.bad_date"
}

// Fallback says where to go when nobody answers a channel's telephone.
func Fallback(m *locale.Messages, c guide.Channel) string {
	if key := "channel." + c.ID + ".fallback"; m.Has(key) {
		return m.Text(key)
	}
	return m.Text("channels.fallback")
}
