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
	// MinPeople leaves lists long enough for every figure to have some hits:
	// among 20,000 people a deniable list has 19.
	MinPeople = 50_000
	// MaxPeople keeps a run below about 1.2 GB of memory.
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
	// Short says that among so few people the deniable lists are shorter than
	// those that package publish takes. It changes none of the shares.
	Short bool
	Cases []Case
}

// A Case is one kind of attack.
type Case struct {
	Name  string
	About string // what is tried and what it means, in two sentences
	Rows  []Row
}

// Wrong returns how many figures break a promise or do not fit together, of
// how many.
func (r Report) Wrong() (wrong, of int) {
	for _, c := range r.Cases {
		for _, row := range c.Rows {
			of++
			if v := row.Verdict(); v == Broken || v == Disagrees {
				wrong++
			}
		}
	}
	return wrong, of
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
	b, err := l.bits(bucket.Mobile, bucket.Deniable, uint64(o.People))
	if err != nil {
		return Report{}, err
	}
	report.Short = capacity(bucket.Mobile.Count(b)) < bucket.MinOccupied
	for i, c := range simulations() {
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
		l.rng = rand.New(rand.NewPCG(o.Seed, uint64(i+1)))
		if o.Progress != nil {
			o.Progress("trying: "+c.name, 0, 0)
		}
		rows, err := c.run(ctx, l)
		if err != nil {
			return Report{}, fmt.Errorf("trying %s: %w", c.name, err)
		}
		report.Cases = append(report.Cases, Case{Name: c.name, About: c.about, Rows: rows})
	}
	return report, nil
}

// A simulation carries out one case.
type simulation struct {
	name, about string
	run         func(ctx context.Context, l *lab) ([]Row, error)
}

func simulations() []simulation {
	return []simulation{
		{
			"everybody is tried",
			"Somebody has the list and tries every number that there is. A hit is true about as often as one person is picked out of those who share a bucket, on average: a few share it with much fewer.",
			everybody,
		},
		{
			"fewer people are possible",
			"What hides people is how many others could be meant, not how many live in the country. So the buckets have to be chosen for the people whom the list is known to be about, and whoever can rule out more of them learns more.",
			narrowed,
		},
		{
			"one part is known",
			"Somebody knows everybody's mobile number and seeks the last four of the ID, or whether the person is listed. Other people's entries answer just as well, so that neither is given away.",
			knownPart,
		},
		{
			"all details are held",
			"Somebody already holds everybody's number with the last four of the ID, from another leak. A confirmable list then tells who is in it, a deniable one does not.",
			tupleHolder,
		},
		{
			"known to be listed",
			"Somebody knows for certain that a person is in the list and seeks the last four of the ID. A confirmable list leaves a group of values, of which a check digit often leaves one; a deniable list leaves many groups.",
			knownListed,
		},
		{
			"editions and publishers, fixed buckets",
			"Somebody compares editions of a list, or the lists of two publishers, and keeps who has a hit in all. Because the same person falls into the same bucket every time, so do the people who hide them, and next to nothing is gained.",
			fixedEditions,
		},
		{
			"editions, lossy filter",
			"The same with the kind of index that other programs use, made anew with each edition. Other people are hits each time, so that those who are a hit every time are the listed ones.",
			filterEditions,
		},
		{
			"several lists of one leak",
			"Somebody holds numbers together with addresses and asks a list of each. Two lists that hide people each by itself do not hide them together, so that the builder refuses a second one where it can see it.",
			chained,
		},
		{
			"uneven groups",
			"Years of birth are not spread evenly: many people share some, few share others. So false alarms are counted in the group of the person who asks, and no deniable list can have such a part.",
			uneven,
		},
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
