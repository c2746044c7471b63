// Package attack tries on invented people what attackers do with a published
// list, and sets what it measured beside what the formulas of the project say.
//
// Every case makes invented people, puts some of them in a list, and then uses
// the list as an attacker would: try everybody, narrow down who is possible,
// know one part of a detail and seek the other, hold the leaked details
// themselves, compare editions and publishers, chain several lists. The people
// are normalised by package detail and placed by package bucket, with the
// number of bits that package bucket chooses; a list is the set of its occupied
// buckets. Where a row uses something else, its Model says what.
//
// People are scaled down: what counts is how many of them share a bucket, and
// package bucket keeps that about the same for any number of them. Rows about
// all of India use the number of bits that a list of all India has.
//
// A run with the same options gives the same figures. No invented detail is
// ever part of a report.
package attack

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"neem/check/bucket"
)

// How many people a run may invent.
const (
	// DefaultPeople is the number of the simulation that decided how the index
	// is made.
	DefaultPeople = 1_150_000
	// MinPeople is the fewest among whom the deniable policy can hide anybody
	// in the groups of the last four of an ID, and a few more.
	MinPeople = 20_000
	// MaxPeople keeps a run below about 1 GB of memory.
	MaxPeople = 10_000_000
)

// Options of a run.
type Options struct {
	People int    // 0 for DefaultPeople
	Seed   uint64 // for who is invented and who is in the lists
	// Progress, if not nil, is told what is being done, and how much of it of
	// how much. It is called from several goroutines, one at a time.
	Progress func(stage string, done, total int)
}

// A Report is the outcome of a run.
type Report struct {
	People int
	Seed   uint64
	Table  int // version of package bucket's table
	Rows   []Row
}

// Run invents people and carries out all attacks. The error is that of ctx, or
// says what could not be simulated; figures that do not fit together are no
// error here: see [Row.Verdict].
func Run(ctx context.Context, o Options) (Report, error) {
	if o.People == 0 {
		o.People = DefaultPeople
	}
	if o.People < MinPeople || o.People > MaxPeople {
		return Report{}, fmt.Errorf("the number of people has to be from %d to %d, not %d", MinPeople, MaxPeople, o.People)
	}
	l, err := newLab(ctx, o)
	if err != nil {
		return Report{}, err
	}
	report := Report{People: o.People, Seed: o.Seed, Table: bucket.Version}
	for i, c := range cases() {
		l.rng = rand.New(rand.NewPCG(o.Seed, uint64(i+1)))
		if o.Progress != nil {
			o.Progress("trying: "+c.name, 0, 0)
		}
		rows, err := c.run(ctx, l)
		if err != nil {
			return Report{}, fmt.Errorf("trying %s: %w", c.name, err)
		}
		for j := range rows {
			rows[j].Case, rows[j].Name = i+1, c.name
		}
		report.Rows = append(report.Rows, rows...)
	}
	return report, nil
}

// A simulation is one case; it may give several rows.
type simulation struct {
	name string
	run  func(ctx context.Context, l *lab) ([]Row, error)
}

func cases() []simulation {
	return []simulation{
		{"everybody is tried", everybody},
		{"fewer people are possible", narrowed},
		{"one part is known", knownPart},
		{"all details are held", tupleHolder},
		{"known to be listed", knownListed},
		{"editions and publishers, fixed buckets", fixedEditions},
		{"editions, lossy filter", filterEditions},
		{"several lists of one leak", chained},
		{"uneven groups", uneven},
	}
}

// A lab is what the cases share: the people, and chance.
type lab struct {
	people *crowd
	rng    *rand.Rand
	each   eacher
}

// bits returns how many bits a list about that many possible people has.
func (l *lab) bits(s bucket.Shape, p bucket.Policy, population uint64) (int, error) {
	b, err := bucket.Bits(s, p, 0, population, 0)
	if err != nil {
		return 0, fmt.Errorf("choosing the bits of a %s list: %w", p, err)
	}
	return b, nil
}

// capacity is how many people a simulated list of so many buckets holds: a
// little less than what the bound on false positives allows.
func capacity(buckets uint64) int {
	return int(0.95 * bucket.MaxFalsePositive * float64(buckets))
}

// rate is the expected false-positive rate: the share of buckets that n
// entries occupy.
func rate(n, buckets float64) float64 { return -math.Expm1(-n / buckets) }

// truly is the expected share truly listed among those with a hit, if n of
// that many tried are listed and the others hit at rate f.
func truly(n, f, tried float64) float64 { return n / (n + f*(tried-n)) }

// promised is the most that the deniable policy lets a hit prove, on average.
func promised() *float64 {
	p := 1.0 / bucket.MinAnonymity
	return &p
}
