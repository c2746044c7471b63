package plan

import (
	"slices"

	"neem/check/guide"
)

// A Fit is a scam that fits what a stranger knew and wanted.
type Fit struct {
	guide.Scam
	Known  []string     // of what was known, what this scam uses
	Wanted []guide.Want // of what was wanted, what this scam wants
	score  int
}

// Fits lists the scams that fit what a stranger knew and wanted, the best fit
// first. What few scams use says more than what most use, and what a stranger
// wants says more than what they know, because much is known from leaks.
func Fits(g *guide.Guide, known []string, wanted []guide.Want) []Fit {
	scams := g.Scams()
	var fits []Fit
	for _, s := range scams {
		f := Fit{Scam: s}
		for _, class := range known {
			if slices.Contains(s.Uses, class) {
				f.Known = append(f.Known, class)
				f.score += weight / count(scams, func(o guide.Scam) bool { return slices.Contains(o.Uses, class) })
			}
		}
		for _, w := range wanted {
			if slices.Contains(s.Wants, w) {
				f.Wanted = append(f.Wanted, w)
				f.score += 3 * weight / count(scams, func(o guide.Scam) bool { return slices.Contains(o.Wants, w) })
			}
		}
		if f.score > 0 {
			fits = append(fits, f)
		}
	}
	slices.SortStableFunc(fits, func(a, b Fit) int { return b.score - a.score })
	return fits
}

// Caller is the plan for somebody from whom a stranger wants something, and
// about whom the stranger knew something; either may be nothing. What the
// stranger knew will be known to others; what the stranger wants has to be
// answered now.
func Caller(g *guide.Guide, known []string, wanted []guide.Want) Plan {
	var exposures []Exposure
	if len(known) > 0 {
		exposures = append(exposures, OfCaller(known))
	}
	p := For(g, exposures)
	if len(wanted) == 0 {
		return p
	}
	for _, s := range g.Situations() {
		if s.Wants {
			p.Steps = appendSteps(p.Steps, g, s.Steps, nil, Cause{How: Wanted})
			p.Steps = appendSteps(p.Steps, g, s.Then, nil, Cause{How: Wanted})
		}
	}
	p.Steps = slices.DeleteFunc(p.Steps, func(s Step) bool { return s.Audience != guide.Everybody })
	p.sort()
	return p
}

// weight is what a sign counts that only one scam has.
const weight = 1000

func count(scams []guide.Scam, is func(guide.Scam) bool) int {
	n := 0
	for _, s := range scams {
		if is(s) {
			n++
		}
	}
	return n
}
