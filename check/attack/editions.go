package attack

import (
	"context"
	"fmt"
	"math"
	"math/bits"

	"neem/check/bucket"
)

const (
	editions = 3
	// kept is the share of people who are in the next edition too.
	kept = 0.95
	// known is the share of the same affected people that each of two
	// publishers knows of.
	known = 0.9
)

// A membership says of each person in which editions they are: bit e for
// edition e.
type membership []uint8

// newEditions lists n people and replaces some of them in each later edition.
func (l *lab) newEditions(n int) membership {
	m := make(membership, l.people.size())
	leave := int(math.Round((1 - kept) * float64(n)))
	fresh := choose(l.rng, len(m), n+(editions-1)*leave)
	now := fresh[:n:n]
	fresh = fresh[n:]
	for e := range editions {
		if e > 0 {
			for _, i := range choose(l.rng, len(now), leave) {
				now[i], fresh = fresh[0], fresh[1:]
			}
		}
		for _, i := range now {
			m[i] |= 1 << e
		}
	}
	return m
}

// newPublishers lists n people of whom two publishers each miss some.
func (l *lab) newPublishers(n int) membership {
	m := make(membership, l.people.size())
	affected := choose(l.rng, len(m), n)
	for p := range 2 {
		for _, i := range choose(l.rng, n, int(math.Round(known*float64(n)))) {
			m[affected[i]] |= 1 << p
		}
	}
	return m
}

// counts returns how many people are in exactly which of the first k editions.
func (m membership) counts(k int) []float64 {
	counts := make([]float64, 1<<k)
	for _, in := range m {
		counts[in&(1<<k-1)]++
	}
	return counts
}

// in returns how many people are in edition e.
func (m membership) in(e int) int {
	n := 0
	for _, in := range m {
		n += int(in >> e & 1)
	}
	return n
}

// seen returns in which editions each person has a hit, if the lists are sets
// of buckets.
func (m membership) seen(place func(i int) uint64, buckets uint64) []uint8 {
	seen := make([]uint8, len(m))
	for e := range editions {
		listed := make([]bool, len(m))
		for i, in := range m {
			listed[i] = in>>e&1 == 1
		}
		table := tableOf(listed, place, buckets)
		for i := range m {
			if table.has(place(i)) {
				seen[i] |= 1 << e
			}
		}
	}
	return seen
}

// seenFiltered is seen for filters with a fresh seed for each edition.
func (m membership) seenFiltered(l *lab, f float64) []uint8 {
	seen := make([]uint8, len(m))
	for e := range editions {
		filter := newBloom(m.in(e), f, l.rng.Uint64(), l.rng.Uint64())
		for i, in := range m {
			if in>>e&1 == 1 {
				filter.add(l.people.mobile[i])
			}
		}
		for i := range m {
			if filter.has(l.people.mobile[i]) {
				seen[i] |= 1 << e
			}
		}
	}
	return seen
}

// intersect counts, among people with a hit in all of the first k editions,
// those who are in one at least.
func (m membership) intersect(seen []uint8, k int) Share {
	all := uint8(1<<k - 1)
	return try(len(m), func(i int) bool { return seen[i]&all == all }, func(i int) bool { return m[i]&all != 0 })
}

// fixedShare is what intersect is to give for buckets. Of people in other
// editions than S, each of these has to be occupied by somebody else.
func fixedShare(counts []float64, buckets float64) float64 {
	return sharePositive(counts, func(missing int) float64 {
		// By inclusion and exclusion over the editions that are empty there.
		p := 0.0
		for empty := missing; ; empty = (empty - 1) & missing {
			inSome := 0.0
			for m, n := range counts {
				if m&empty != 0 {
					inSome += n
				}
			}
			sign := 1 - 2*float64(bits.OnesCount(uint(empty))%2)
			p += sign * math.Exp(-inSome/buckets)
			if empty == 0 {
				return p
			}
		}
	})
}

// filterShare is what intersect is to give for filters with fresh seeds.
func filterShare(counts []float64, f float64) float64 {
	return sharePositive(counts, func(missing int) float64 {
		return math.Pow(f, float64(bits.OnesCount(uint(missing))))
	})
}

// sharePositive weighs people by how likely they have a hit in the editions
// that they are not in.
func sharePositive(counts []float64, hit func(missing int) float64) float64 {
	all := len(counts) - 1
	listed := 0.0
	for m := 1; m <= all; m++ {
		listed += counts[m] * hit(all&^m)
	}
	return listed / (listed + counts[0]*hit(all))
}

// A setting is how long the prefix is, and how many people are listed.
type setting struct {
	words   string
	bits    int
	n       int
	promise *float64
	// filter is the false-positive rate of the filters to compare with.
	filter float64
	source string // what that rate is
}

func (s setting) buckets() uint64 { return bucket.Mobile.Count(s.bits) }

// settings returns the one that the policy chooses, and that of the simulation
// which decided that buckets are fixed, with fewer people to a bucket and more
// listed, so that false alarms are many (20,000 of 1,150,000).
func (l *lab) settings() ([]setting, error) {
	b, err := l.bits(bucket.Mobile, bucket.Deniable, uint64(l.people.size()))
	if err != nil {
		return nil, err
	}
	ours := setting{words: "bits by the policy", bits: b, n: capacity(bucket.Mobile.Count(b)), promise: promised(), source: "as the buckets have"}
	ours.filter = rate(float64(ours.n), float64(ours.buckets()))
	first := setting{words: "as in the first simulation: one bit and many people more than the policy allows", bits: b + 1, n: l.people.size() * 20 / 1150, source: "listed ÷ buckets, as then"}
	first.filter = float64(first.n) / float64(first.buckets())
	return []setting{ours, first}, nil
}

func (s setting) describe(k int, kind string) string {
	if k == 1 {
		return fmt.Sprintf("one edition (%s, %d listed; %s); tries everybody", kind, s.n, s.words)
	}
	return fmt.Sprintf("%d editions (%s; %s), each with %.0f %% of the people of the one before; tries everybody in all", k, kind, s.words, 100*kept)
}

// inEach says what is counted in k editions.
func inEach(k int) string {
	if k == 1 {
		return trulyListed
	}
	return "truly listed in one at least, among those with a hit in all"
}

func fixedEditions(ctx context.Context, l *lab) ([]Row, error) {
	settings, err := l.settings()
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, s := range settings {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		place, buckets := placeBy(l.people.mobile, s.bits), s.buckets()
		m := l.newEditions(s.n)
		seen := m.seen(place, buckets)
		for k := 1; k <= editions; k++ {
			got := m.intersect(seen, k)
			rows = append(rows, Row{
				Attacker: s.describe(k, fmt.Sprintf("buckets, %d bits", s.bits)), Figure: inEach(k),
				Measured: got, Computed: fixedShare(m.counts(k), float64(buckets)), Promise: s.promise, Words: got.hit(),
			})
		}
		if s.promise == nil {
			continue
		}
		rows = append(rows, s.added(m, seen), s.twoPublishers(l))
	}
	return rows, nil
}

// added: who is a hit in the second edition only may have been added to it.
func (s setting) added(m membership, seen []uint8) Row {
	got := try(len(m), func(i int) bool { return seen[i]&3 == 2 }, func(i int) bool { return m[i]&3 == 2 })
	counts := m.counts(2)
	fresh := counts[2]
	return Row{
		Attacker: fmt.Sprintf("two editions (%s); looks for who was added: a hit in the second and none in the first", s.words),
		Figure:   "truly added, among those with a hit in the second only", Measured: got,
		Computed: fresh / (fresh + counts[0]*rate(fresh, float64(s.buckets()))), Promise: s.promise, Words: got.hit(),
	}
}

func (s setting) twoPublishers(l *lab) Row {
	place, buckets := placeBy(l.people.mobile, s.bits), s.buckets()
	m := l.newPublishers(s.n)
	got := m.intersect(m.seen(place, buckets), 2)
	return Row{
		Attacker: fmt.Sprintf("two publishers' lists of one leak (%s), each with %.0f %% of the %d affected; tries everybody in both", s.words, 100*known, s.n),
		Figure:   inEach(2), Measured: got, Computed: fixedShare(m.counts(2), float64(buckets)), Promise: s.promise, Words: got.hit(),
	}
}

func filterEditions(ctx context.Context, l *lab) ([]Row, error) {
	settings, err := l.settings()
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, s := range settings {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f := s.filter
		m := l.newEditions(s.n)
		seen := m.seenFiltered(l, f)
		for k := 1; k <= editions; k++ {
			got := m.intersect(seen, k)
			rows = append(rows, Row{
				Attacker: s.describe(k, fmt.Sprintf("a filter with a fresh seed each, false-positive rate %s, %s", percent(f), s.source)),
				Figure:   inEach(k), Measured: got, Computed: filterShare(m.counts(k), f),
				Words: got.hit(), Model: "a Bloom filter over the real hashes; the project has none",
			})
		}
	}
	return rows, nil
}
