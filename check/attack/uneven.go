package attack

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"

	"neem/check/bucket"
	"neem/check/pack"
)

// The years of birth of invented people with a mobile.
const (
	firstYear = 1930
	lastYear  = 2013
)

// births is how many of them were born in a year, on no particular scale. The
// curve is invented: few old people, most born from 1985 on, fewer children.
func births(year int) float64 {
	switch {
	case year < 1985:
		return math.Pow(float64(year-firstYear+1)/55, 2)
	case year < 2000:
		return 1
	}
	return float64(lastYear+1-year) / 14
}

const curve = "an invented curve of years of birth"

// uneven: the groups of a quasi-identifier are not equally large.
func uneven(ctx context.Context, l *lab) ([]Row, error) {
	const born = bucket.MobileBirthYear
	c := l.people
	people := c.size()
	groups, weights, err := l.bornIn(born)
	if err != nil {
		return nil, err
	}
	b, err := l.bits(born, bucket.Confirmable, uint64(people))
	if err != nil {
		return nil, err
	}
	buckets := born.Count(b)
	perGroup := float64(buckets) / float64(born.Groups())
	n := min(capacity(buckets), people/2)
	a := attackGroups(l, groups, b, n, born)
	if err := ctx.Err(); err != nil {
		return nil, err
	}

	// What people who are not listed see, all of them and those of the group
	// with the most people.
	rateOf := func(g int) float64 { return rate(a.entries[g], perGroup) }
	biggest := slices.Index(weights, slices.Max(weights))
	mean := 0.0
	for g := range weights {
		mean += (a.people[g] - a.entries[g]) / float64(people-n) * rateOf(g)
	}
	all := a.falseAlarms(func(int) bool { return true })
	worst := a.falseAlarms(func(g int) bool { return g == biggest })
	simple := float64(n) / float64(buckets)
	list := pack.List{Shape: born, Policy: bucket.Confirmable, Population: uint64(people), Bits: b, Total: uint64(a.table.len()), GroupOccupied: a.perGroup()}
	counted := list.WorstFalsePositive()
	worstV, _ := worst.Value()
	allV, _ := all.Value()

	refusedWorst := Share{Of: 1}
	if !errors.Is(list.CheckBounds(), pack.ErrManyFalse) {
		refusedWorst.Hits = 1
	}
	none := 0.0

	// What a deniable list would give away if the groups were taken for even.
	even := evenBits(born, people)
	few := attackGroups(l, groups, even, min(capacity(born.Count(even)), people/2), born)
	rare := func(g int) bool { return weights[g]*float64(people)/math.Exp2(float64(even)) < bucket.MinAnonymity }
	holder := few.listedAmongHits(rare)
	var hits, listed float64
	for g := range weights {
		if rare(g) {
			m := few.entries[g]
			listed += m
			hits += m + rate(m, math.Exp2(float64(even)))*(few.people[g]-m)
		}
	}
	deniable := Share{}
	for _, s := range bucket.Shapes() {
		if s.Personal() && !s.Even() {
			deniable.Of++
			if _, err := bucket.Bits(s, bucket.Deniable, 0, bucket.DefaultPopulation(s.Direct()), 0); err == nil {
				deniable.Hits++
			}
		}
	}
	about := fmt.Sprintf("the list of mobile + year of birth (confirmable, %d bits and %d groups, %d listed)", b, born.Groups(), n)
	return []Row{
		{
			Attacker: about + "; people of every age ask who are not in it",
			Figure:   "false alarms among people not in the list", Measured: all, Computed: mean, Model: curve,
			Words: fmt.Sprintf("%s times what listed ÷ all buckets says (%s): most people are in the large groups", short(allV/simple), percent(simple)),
		},
		{
			Attacker: "the same; only people of the group with the most people ask",
			Figure:   "false alarms among people not in the list", Measured: worst, Computed: rateOf(biggest), Model: curve,
			Words: fmt.Sprintf("%s times what listed ÷ all buckets says; the program counts the occupied buckets of each group and says %s", short(worstV/simple), percent(counted)),
		},
		{
			Attacker: "a publisher who offers that list, whose rate is within bounds on average and not in the worst group",
			Figure:   "lists that the program's bounds let pass", Measured: refusedWorst, Computed: 0, Promise: &none, Whole: true, Model: curve,
			Words: fmt.Sprintf("the bound of %s is held against the worst group", percent(bucket.MaxFalsePositive)),
		},
		{
			Attacker: fmt.Sprintf("a deniable list whose groups are taken for equally large (%d bits, %d listed); holds mobile and year of birth of everybody in groups with fewer than %d people to a bucket", even, few.n, bucket.MinAnonymity),
			Figure:   trulyListed, Measured: holder, Computed: listed / hits, Model: curve + "; bits that the program refuses to choose",
			Words: holder.hit() + "; an average over all groups does not hide people in small ones",
		},
		{
			Attacker: "a publisher who asks for a deniable list of a shape with uneven groups",
			Figure:   "shapes that the program accepts", Measured: deniable, Computed: 0, Promise: &none, Whole: true,
			Words: fmt.Sprintf("refused for %d of %d such shapes", deniable.Of-deniable.Hits, deniable.Of),
		},
	}, nil
}

// evenBits is what the deniable policy would choose if the groups were equal.
func evenBits(s bucket.Shape, people int) int {
	b := 0
	for b < s.MaxBits() && float64(people)/float64(s.Count(b+1)) >= bucket.MinAnonymity {
		b++
	}
	return b
}

// bornIn draws a year of birth for everybody, and returns the group of each
// and what share of people is expected in each group.
func (l *lab) bornIn(s bucket.Shape) (groups []uint32, weights []float64, err error) {
	var years []string
	var upTo []float64
	total := 0.0
	for y := firstYear; y <= lastYear; y++ {
		years = append(years, strconv.Itoa(y))
		total += births(y)
		upTo = append(upTo, total)
	}
	ofYear, err := l.people.groups(s, years)
	if err != nil {
		return nil, nil, err
	}
	weights = make([]float64, s.Groups())
	for i := range years {
		weights[ofYear[i]] += births(firstYear+i) / total
	}
	groups = make([]uint32, l.people.size())
	for i := range groups {
		groups[i] = ofYear[sort.SearchFloat64s(upTo, l.rng.Float64()*total)]
	}
	return groups, weights, nil
}

// A grouped is a list with groups, and whom it is tried on.
type grouped struct {
	groups []uint32 // of everybody
	bits   int
	n      int
	listed []bool
	table  *occupied
	place  func(i int) uint64
	// How many people, and how many of them listed, are in each group.
	people, entries []float64
}

func attackGroups(l *lab, groups []uint32, b, n int, s bucket.Shape) grouped {
	g := grouped{
		groups: groups, bits: b, n: n, listed: chosen(l.rng, len(groups), n),
		people: make([]float64, s.Groups()), entries: make([]float64, s.Groups()),
	}
	for i, in := range g.listed {
		g.people[groups[i]]++
		if in {
			g.entries[groups[i]]++
		}
	}
	g.place = func(i int) uint64 { return bucket.Key{Group: groups[i], Prefix: l.people.mobile[i]}.Bucket(b) }
	g.table = tableOf(g.listed, g.place, s.Count(b))
	return g
}

func (g grouped) falseAlarms(of func(group int) bool) Share {
	var s Share
	for i, in := range g.listed {
		if !in && of(int(g.groups[i])) {
			s.Of++
			if g.table.has(g.place(i)) {
				s.Hits++
			}
		}
	}
	return s
}

func (g grouped) listedAmongHits(of func(group int) bool) Share {
	return try(len(g.listed), func(i int) bool { return of(int(g.groups[i])) && g.table.has(g.place(i)) },
		func(i int) bool { return g.listed[i] })
}

// perGroup returns how many buckets of each group are occupied.
func (g grouped) perGroup() []uint64 {
	per := make([]uint64, len(g.people))
	for i := range per {
		per[i] = uint64(g.table.between(uint64(i)<<g.bits, uint64(i+1)<<g.bits))
	}
	return per
}
