package bucket

import (
	"errors"
	"fmt"
	"math"

	"neem/check/detail"
)

// A Policy says how much an answer from a list may prove.
type Policy string

// The policies.
const (
	// Deniable: being in a bucket proves little. At least [MinAnonymity]
	// people of the list's population share a bucket on average, even for
	// somebody who knows every part of the entry.
	Deniable Policy = "deniable"
	// Confirmable: the publisher declares that being in the list is not
	// sensitive. The bound holds for the direct identifier alone; who already
	// holds all parts can confirm them.
	Confirmable Policy = "confirmable"
	// Public: leaked passwords, which are public anyway.
	Public Policy = "public"
	// Internal: an organisation's list of its own people for its own desk, as
	// exact as wanted. It must not be published.
	Internal Policy = "internal"
)

// ErrUnknownPolicy is returned for a policy that this table does not have.
var ErrUnknownPolicy = errors.New("unknown policy")

// ParsePolicy returns the policy of that name.
func ParsePolicy(name string) (Policy, error) {
	switch p := Policy(name); p {
	case Deniable, Confirmable, Public, Internal:
		return p, nil
	}
	return "", fmt.Errorf("%w %q", ErrUnknownPolicy, name)
}

// Bounded reports whether the policy bounds what a list gives away about the
// people in it.
func (p Policy) Bounded() bool { return p == Deniable || p == Confirmable }

// The bounds of the deniable and confirmable policies.
const (
	// MinAnonymity is the least mean number of people of the population that
	// share a bucket. 11 answers to the risk threshold of 0.09 that the
	// European Medicines Agency and Health Canada use for publishing clinical
	// data.
	MinAnonymity = 11
	// MinOccupied is the least number of occupied buckets of a list.
	MinOccupied = 1000
	// MaxFalsePositive is the highest false-positive rate in any group.
	MaxFalsePositive = 0.02
)

// Bits returns the number of prefix bits of a list.
//
// For the public and internal policies it is the fewest with keys ÷ buckets ≤
// falsePositive. For deniable, the most with population ÷ buckets ≥
// [MinAnonymity]; for confirmable the same over the buckets of the direct
// identifier alone. The number of keys does not enter the last two, so that
// every publisher and edition arrives at the same buckets.
func Bits(s Shape, p Policy, keys, population uint64, falsePositive float64) (int, error) {
	switch p {
	case Public, Internal:
		for b := 0; b <= s.MaxBits(); b++ {
			if float64(keys)/float64(s.Count(b)) <= falsePositive {
				return b, nil
			}
		}
		return 0, fmt.Errorf("a false-positive rate of %g for %d keys needs more than %d bits", falsePositive, keys, s.MaxBits())
	case Deniable, Confirmable:
		if p == Deniable && !s.Even() {
			return 0, fmt.Errorf("how many people share a %s is not known, so that no list of shape %q can promise to hide them; leave that part out, or use policy confirmable", map[detail.Kind]string{
				detail.BirthYear: "group of years of birth", detail.PIN3: "sorting district"}[s.Quasi()], s)
		}
		groups := float64(1)
		if p == Deniable {
			groups = float64(s.Groups())
		}
		for b := s.MaxBits(); b >= 0; b-- {
			if float64(population)/(groups*math.Exp2(float64(b))) >= MinAnonymity {
				return b, nil
			}
		}
		return 0, fmt.Errorf("a population of %d is too small to hide anybody in %g groups", population, groups)
	}
	return 0, fmt.Errorf("%w %q", ErrUnknownPolicy, string(p))
}

// Anonymity says among how many people of the population a listed person hides:
// those who share the bucket. Who they are is as good as random, so that their
// number follows the Poisson distribution.
type Anonymity struct {
	Mean float64 // population ÷ buckets
	// FirstPercentile is how many people share the bucket of one listed person
	// in a hundred or fewer, that person included.
	FirstPercentile int
	// Alone is the share of listed people who have their bucket to themselves.
	Alone float64
}

// AnonymityOf returns the figures for a mean.
func AnonymityOf(mean float64) Anonymity {
	a := Anonymity{Mean: mean, Alone: math.Exp(-mean), FirstPercentile: 1}
	// In logarithms, because e^-mean is 0 for a large mean.
	log, below := -mean, math.Exp(-mean)
	for others := 0; below < 0.01; others++ {
		log += math.Log(mean / float64(others+1))
		below += math.Exp(log)
		a.FirstPercentile = others + 2
	}
	return a
}

// DefaultPopulation is the number of possible details of a direct kind where
// a publisher of an internal list states none.
//
// Mobiles: active Indian mobile connections, TRAI through the Press
// Information Bureau, release 2095198, November 2024. E-mail addresses: our
// own estimate of those in circulation.
func DefaultPopulation(k detail.Kind) uint64 {
	switch k {
	case detail.Mobile:
		return 1_060_630_000
	case detail.Email:
		return 5_000_000_000
	}
	return 0
}

// ListedShare returns the share of people truly in the list among the people
// who see this answer: N ÷ (N + f·(P − N)), with N the listed, estimated from
// the occupied among all buckets, P the population and f the false-positive
// rate of the person's group. For a list that says nothing about people (the
// public policy, or no population), one password in a hundred is taken to be leaked.
func ListedShare(p Policy, occupied, buckets, population uint64, f float64) float64 {
	if p == Public || population == 0 {
		return 0.01 / (0.01 + 0.99*f)
	}
	n := EstimateListed(occupied, buckets)
	rest := math.Max(0, float64(population)-n)
	if n <= 0 {
		return 0
	}
	return n / (n + f*rest)
}

// EstimateListed returns the expected number of keys that occupy that many of
// all buckets: −M·ln(1 − D/M), since several keys can share a bucket.
func EstimateListed(occupied, buckets uint64) float64 {
	if buckets == 0 || occupied >= buckets {
		return float64(occupied)
	}
	m := float64(buckets)
	return -m * math.Log1p(-float64(occupied)/m)
}

// BoundPerKey returns the least number of bits per occupied bucket that a
// random set of that many occupied among all buckets can be stored in:
// log2(M/D) + log2(e), to within a term that vanishes as D/M does.
func BoundPerKey(occupied, buckets uint64) float64 {
	if occupied == 0 {
		return 0
	}
	return math.Log2(float64(buckets)/float64(occupied)) + math.Log2E
}
