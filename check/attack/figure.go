package attack

import (
	"math"
	"strconv"
)

// A Share is a measured share: how many of those tried had what was looked for.
type Share struct {
	Hits, Of uint64
}

// Value returns the share, and false if nothing was tried.
func (s Share) Value() (float64, bool) {
	if s.Of == 0 {
		return 0, false
	}
	return float64(s.Hits) / float64(s.Of), true
}

// Sigma95 is the number of standard deviations of a 95 % interval.
const Sigma95 = 1.959964

// Interval returns the Wilson score interval for z standard deviations. It
// takes the trials for independent. Those of an attack are not quite: people
// who share a bucket hit together. A test tries how often it holds.
// Source: E. B. Wilson, Journal of the American Statistical Association 22
// (1927), 209–212.
func (s Share) Interval(z float64) (low, high float64) {
	if s.Of == 0 {
		return 0, 1
	}
	n := float64(s.Of)
	p := float64(s.Hits) / n
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	low, high = math.Max(0, middle-half), math.Min(1, middle+half)
	// At the ends the formula gives the end itself, up to rounding.
	if s.Hits == 0 {
		low = 0
	}
	if s.Hits == s.Of {
		high = 1
	}
	return low, high
}

// A Verdict says what a row means for what the project promises.
type Verdict string

// The verdicts.
const (
	Kept        Verdict = "kept"         // what is promised holds
	NotPromised Verdict = "not promised" // nothing is promised about this
	Broken      Verdict = "broken"       // more was learned than is promised
	Disagrees   Verdict = "disagrees"    // measured and computed do not fit together
)

// widest is how many standard deviations measured and computed may be apart.
const widest = 4

// A Row is one figure of one case.
type Row struct {
	Attacker string // what the attacker has and does
	Figure   string // what was measured: a share of what
	Measured Share
	Computed float64  // the same by formula, from the numbers of people and buckets alone
	Promise  *float64 // the most that it may be; nil if nothing is promised
	Words    string   // what it means
	Model    string   // what was used in place of the program's own code; "" if nothing
	Whole    bool     // all that there is was tried, so that no chance is in the figure
}

// Interval returns the range of the measured figure for z standard deviations:
// that of [Share.Interval], or the figure itself if no chance is in it.
func (r Row) Interval(z float64) (low, high float64) {
	if v, ok := r.Measured.Value(); ok && r.Whole {
		return v, v
	}
	return r.Measured.Interval(z)
}

// Agrees reports whether the computed figure lies in the interval of so many
// standard deviations around the measured one, or else is no less likely to
// give what was measured: with a handful of hits, or all but a handful, the
// interval is narrower than it should be.
func (r Row) Agrees(z float64) bool {
	low, high := r.Interval(z)
	switch {
	case r.Measured.Of == 0:
		return false
	case low <= r.Computed && r.Computed <= high:
		return true
	}
	return !r.Whole && r.Measured.tail(r.Computed) >= math.Erfc(z/math.Sqrt2)/2
}

// tail returns how likely a share as far from p as this one, or farther on the
// same side, is if each trial hits with probability p.
func (s Share) tail(p float64) float64 {
	if p <= 0 || p >= 1 {
		return 0
	}
	n, k := float64(s.Of), float64(s.Hits)
	if k > n*p { // the other way round
		return Share{s.Of - s.Hits, s.Of}.tail(1 - p)
	}
	lgamma := func(x float64) float64 { v, _ := math.Lgamma(x + 1); return v }
	term := math.Exp(lgamma(n) - lgamma(k) - lgamma(n-k) + k*math.Log(p) + (n-k)*math.Log1p(-p))
	sum := term
	for ; k > 0 && term > sum*1e-12; k-- {
		term *= k / (n - k + 1) * (1 - p) / p
		sum += term
	}
	return sum
}

// Verdict compares what was measured with what was computed, to within four
// standard deviations, and with what is promised.
func (r Row) Verdict() Verdict {
	low, _ := r.Interval(widest)
	switch {
	case !r.Agrees(widest):
		return Disagrees
	case r.Promise == nil:
		return NotPromised
	case low > *r.Promise || r.Computed > *r.Promise:
		return Broken
	}
	return Kept
}

// hit says what a hit proves, from the measured share truly listed.
func (s Share) hit() string {
	v, ok := s.Value()
	switch {
	case !ok:
		return "nobody had a hit"
	case v >= 0.9:
		return "a hit is nearly proof: " + percent(v) + " of those with one are truly listed"
	case v >= 0.5:
		return "a hit is strong evidence: " + percent(v) + " of those with one are truly listed"
	case v > *promised():
		return "a hit is a hint: 1 in " + short(1/v) + " of those with one is truly listed"
	case v > 0:
		return "a hit proves little: 1 in " + short(1/v) + " of those with one is truly listed"
	}
	return "no hit was true"
}

// short writes a number with three digits that count, large ones whole.
func short(v float64) string {
	if v >= 100 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// percent writes a share per hundred; what is nearly all is not rounded to it.
func percent(v float64) string {
	digits := 3
	if v > 0.99 && v < 1 {
		digits = 4
	}
	return strconv.FormatFloat(100*v, 'g', digits, 64) + " %"
}
