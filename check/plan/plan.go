// Package plan says what a person should do: after details of theirs leaked,
// when a caller knew things about them, and when something has happened.
//
// # Words used here
//
//   - An exposure is one reason to believe that details of a person are known
//     to criminals: a leak that they are in or may be in, or what a caller knew.
//   - A cause is the exposure that brought a step or a risk into a plan.
//   - A plan is the risks of all exposures together, and one list of steps
//     without repetition, the most urgent first, each with its causes.
//   - An incident is what has happened, as the person ticked it.
//
// Everything here is a pure function of the facts and of what it is given: the
// same input always makes the same plan, and nothing is stored.
package plan

import (
	"cmp"
	"slices"

	"neem/check/guide"
	"neem/locale"
)

// How says why an exposure is believed. The words are messages
// "plan.cause.<how>".
type How string

// The ways to know, the surest first.
const (
	Found    How = "found"    // a list says so
	Known    How = "known"    // a caller knew it
	Wanted   How = "wanted"   // a caller wants something
	Used     How = "used"     // the person used the service
	Doubted  How = "doubted"  // the person used the service, and the leak is only claimed or denied
	Possible How = "possible" // a list says "perhaps"
)

func hows() []How { return []How{Found, Wanted, Known, Used, Doubted, Possible} }

// An Exposure is one reason to believe that details are known.
type Exposure struct {
	Leak    string // id in the catalogue; "" if it is not there
	Title   string // what the publisher calls a leak that is not in the catalogue
	How     How
	Classes []string // data classes exposed
	Some    []string // exposed for some of the people only
	Unknown bool     // nobody has said what was exposed
}

// A Cause is an exposure behind a risk or a step.
type Cause struct {
	Leak, Title string
	How         How
}

// A Risk is something that criminals can do with what is known.
type Risk struct {
	guide.Risk
	Classes []string // that make it possible
	OnlyIf  []string // the same, if all of them leaked for some people only
	Causes  []Cause
}

// A Step is a step of a plan.
type Step struct {
	guide.Step
	OnlyIf []string    // only for a person of whom one of these classes leaked
	Causes []Cause     // the exposures because of which it stands here
	Until  locale.Date // the last day; none if there is no limit that can be computed
	Limit  *Rule       // the rule that makes it matter when it is done; nil if there is none
	From   locale.Date // the first day on which it makes sense; none if at once
}

// A Plan is what to do after a leak.
type Plan struct {
	Risks []Risk // the gravest first
	Steps []Step // the most urgent first
	Avoid []guide.Avoid
}

// For makes the plan for exposures.
func For(g *guide.Guide, exposures []Exposure) Plan {
	sure, some := map[string]bool{}, map[string]bool{}
	for _, e := range exposures {
		for _, class := range e.Classes {
			sure[class] = true
		}
		for _, class := range e.Some {
			some[class] = true
		}
	}
	isSure := func(class string) bool { return sure[class] }
	mayBe := func(class string) bool { return sure[class] || some[class] }

	var p Plan
	for _, r := range g.Risks() {
		risk := Risk{Risk: r, Classes: those(r.Needs, isSure)}
		if len(risk.Classes) == 0 {
			if risk.Classes = those(r.Needs, mayBe); len(risk.Classes) == 0 {
				continue
			}
			risk.OnlyIf = risk.Classes
		}
		for _, e := range exposures {
			if e.exposes(risk.Classes) {
				risk.Causes = union(risk.Causes, []Cause{e.cause()})
			}
		}
		p.Risks = append(p.Risks, risk)
	}
	slices.SortStableFunc(p.Risks, func(a, b Risk) int {
		return cmp.Or(later(a.OnlyIf, b.OnlyIf), b.Severity.Compare(a.Severity), surest(a.Causes)-surest(b.Causes))
	})
	for _, r := range p.Risks {
		p.Steps = appendSteps(p.Steps, g, r.Steps, r.OnlyIf, r.Causes...)
	}
	for _, e := range exposures {
		if e.Unknown || len(e.Classes)+len(e.Some) == 0 { // or nothing that there is guidance for
			p.Steps = appendSteps(p.Steps, g, g.Baseline(), nil, e.cause())
		}
	}
	p.sort()
	for _, a := range g.Avoids() {
		if slices.ContainsFunc(a.Classes, mayBe) {
			p.Avoid = append(p.Avoid, a)
		}
	}
	return p
}

// sort brings the steps into the order in which to do them; those due at the
// same time keep the order of what asks for them.
func (p *Plan) sort() {
	slices.SortStableFunc(p.Steps, func(a, b Step) int {
		return cmp.Or(a.When.Compare(b.When), later(a.OnlyIf, b.OnlyIf), surest(a.Causes)-surest(b.Causes))
	})
}

// those lists the classes that are so.
func those(classes []string, are func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(classes), func(class string) bool { return !are(class) })
}

// exposes reports whether an exposure has one of the classes.
func (e Exposure) exposes(classes []string) bool {
	return slices.ContainsFunc(classes, func(class string) bool {
		return slices.Contains(e.Classes, class) || slices.Contains(e.Some, class)
	})
}

func (e Exposure) cause() Cause { return Cause{e.Leak, e.Title, e.How} }

// later orders what is for everybody before what is for some people only.
func later(a, b []string) int {
	return min(len(a), 1) - min(len(b), 1)
}

// surest is the rank of the surest cause.
func surest(causes []Cause) int {
	best := len(hows())
	for _, c := range causes {
		best = min(best, slices.Index(hows(), c.How))
	}
	return best
}

// appendSteps adds steps that are not there yet, and to those that are, what
// else they are for.
func appendSteps(steps []Step, g *guide.Guide, ids, onlyIf []string, causes ...Cause) []Step {
	for _, id := range ids {
		i := slices.IndexFunc(steps, func(s Step) bool { return s.ID == id })
		if i < 0 {
			step, ok := g.Step(id)
			if !ok {
				continue // loading the guide has checked it
			}
			steps = append(steps, Step{Step: step, OnlyIf: slices.Clone(onlyIf), Causes: slices.Clone(causes)})
			continue
		}
		s := &steps[i]
		if len(onlyIf) == 0 {
			s.OnlyIf = nil
		} else if len(s.OnlyIf) > 0 {
			s.OnlyIf = union(s.OnlyIf, onlyIf)
		}
		s.Causes = union(s.Causes, causes)
	}
	return steps
}

// union appends to a what it does not have yet.
func union[T comparable](a, b []T) []T {
	for _, v := range b {
		if !slices.Contains(a, v) {
			a = append(a, v)
		}
	}
	return a
}

// Due lists the steps that are due at one of the times.
func Due(steps []Step, when ...guide.When) []Step {
	return slices.DeleteFunc(slices.Clone(steps), func(s Step) bool { return !slices.Contains(when, s.When) })
}
