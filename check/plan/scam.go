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
