package attack

import (
	"context"
	"fmt"
	"math"

	"neem/check/bucket"
)

const trulyListed = "truly listed among those with a hit"

// everybody: the attacker tries each possible person against a leaked list.
func everybody(ctx context.Context, l *lab) ([]Row, error) {
	c := l.people
	b, err := l.bits(bucket.Mobile, bucket.Deniable, uint64(c.size()))
	if err != nil {
		return nil, err
	}
	buckets := bucket.Mobile.Count(b)
	n := capacity(buckets)
	place := placeBy(c.mobile, b)

	tryOf := func(people int) (Share, float64) {
		listed := chosen(l.rng, people, n)
		table := tableOf(listed, place, buckets)
		return try(people, func(i int) bool { return table.has(place(i)) }, func(i int) bool { return listed[i] }),
			truly(float64(n), rate(float64(n), float64(buckets)), float64(people))
	}
	all, allC := tryOf(c.size())
	// Just as many people as the policy asks for, so that its bound is met and
	// no more; there are at least so many.
	fewest := int(bucket.MinAnonymity * buckets)
	least, leastC := tryOf(fewest)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	tails := tailRows(l, place, buckets, fewest)
	india, err := indiaRow(ctx, l)
	if err != nil {
		return nil, err
	}
	rows := []Row{
		{
			Attacker: fmt.Sprintf("the list of mobiles (deniable, %d bits, %d listed); tries all %d possible people", b, n, c.size()),
			Figure:   trulyListed, Measured: all, Computed: allC, Promise: promised(), Words: all.hit(),
		},
		{
			Attacker: fmt.Sprintf("the same with only %d possible people, exactly %d to a bucket", fewest, bucket.MinAnonymity),
			Figure:   trulyListed, Measured: least, Computed: leastC, Promise: promised(), Words: least.hit(),
		},
	}
	return append(append(rows, tails...), india), nil
}

// placeBy returns the bucket of the i-th person by the leading bits.
func placeBy(prefixes []uint64, b int) func(i int) uint64 {
	return func(i int) uint64 { return bucket.Key{Prefix: prefixes[i]}.Bucket(b) }
}

// tailRows look at listed people in buckets with much fewer people than on
// average, as package bucket announces them.
func tailRows(l *lab, place func(i int) uint64, buckets uint64, people int) []Row {
	sharing := make([]int, buckets)
	for i := range people {
		sharing[place(i)]++
	}
	a := bucket.AnonymityOf(float64(people) / float64(buckets))
	// A twentieth of the people is taken for listed: more than the policy
	// allows, since only how many people share a bucket is looked at.
	sample := choose(l.rng, people, people/20)
	row := func(most int) Row {
		s := Share{Of: uint64(len(sample))}
		for _, i := range sample {
			if sharing[place(i)] <= most {
				s.Hits++
			}
		}
		// The others in the bucket follow the Poisson distribution.
		computed, term := 0.0, math.Exp(-a.Mean)
		for others := range most {
			computed += term
			term *= a.Mean / float64(others+1)
		}
		v, _ := s.Value()
		return Row{
			Attacker: fmt.Sprintf("the same; looks for listed people who share a bucket with %d others or fewer", most-1),
			Figure:   "of listed people", Measured: s, Computed: computed,
			Words: fmt.Sprintf("the average hides a tail: %s of listed people are hidden among no more than %d", percent(v), most),
		}
	}
	below, at := row(a.FirstPercentile-1), row(a.FirstPercentile)
	hundredth := 0.01
	below.Promise = &hundredth
	return []Row{below, at}
}

// indiaRow measures false alarms of a list with as many buckets as one for all
// of India has.
func indiaRow(ctx context.Context, l *lab) (Row, error) {
	c := l.people
	india := bucket.DefaultPopulation(bucket.Mobile.Direct())
	b, err := l.bits(bucket.Mobile, bucket.Deniable, india)
	if err != nil {
		return Row{}, err
	}
	buckets := bucket.Mobile.Count(b)
	n := min(c.size(), capacity(buckets))
	places := make([]uint64, n)
	place := placeBy(c.mobile, b)
	for i := range places {
		places[i] = place(i)
	}
	table := newOccupied(places, buckets)
	strangers := make([]bool, c.size())
	err = l.each.do(ctx, "trying people who are in no list", len(strangers), func(i int) error {
		p, err := c.mobileOf(c.size() + i)
		strangers[i] = table.has(bucket.Key{Prefix: p}.Bucket(b))
		return err
	})
	if err != nil {
		return Row{}, err
	}
	s := Share{Of: uint64(len(strangers))}
	for _, hit := range strangers {
		if hit {
			s.Hits++
		}
	}
	f, _ := s.Value()
	most := bucket.MaxFalsePositive
	return Row{
		Attacker: fmt.Sprintf("the list of mobiles for all of India, real size (%d bits, %d listed); tries %d people who are not in it", b, n, s.Of),
		Figure:   "false alarms among people not in the list", Measured: s, Computed: rate(float64(n), float64(buckets)), Promise: &most,
		Words: fmt.Sprintf("over all %d mobiles 1 in %s of those with a hit would be truly listed (worked out from the measured rate)",
			india, short(1/truly(float64(n), f, float64(india)))),
	}, nil
}

// narrowed: the attacker knows that only few people are possible.
func narrowed(_ context.Context, l *lab) ([]Row, error) {
	c := l.people
	people := c.size()
	own, err := l.bits(bucket.Mobile, bucket.Deniable, uint64(people))
	if err != nil {
		return nil, err
	}
	wide, err := l.bits(bucket.Mobile, bucket.Deniable, bucket.DefaultPopulation(bucket.Mobile.Direct()))
	if err != nil {
		return nil, err
	}
	n := capacity(bucket.Mobile.Count(own))
	customers := max(people/100, 2*n)
	// The first are customers of the service, and the list is of some of them.
	listed := append(chosen(l.rng, customers, n), make([]bool, people-customers)...)
	in := func(i int) bool { return listed[i] }
	attack := func(b, tried int) (Share, float64) {
		place, buckets := placeBy(c.mobile, b), bucket.Mobile.Count(b)
		table := tableOf(listed, place, buckets)
		return try(tried, func(i int) bool { return table.has(place(i)) }, in),
			truly(float64(n), rate(float64(n), float64(buckets)), float64(tried))
	}
	india, indiaC := attack(wide, people)
	city, cityC := attack(own, people)
	few, fewC := attack(own, customers)
	return []Row{
		{
			Attacker: fmt.Sprintf("knows that the list (%d people) is of a city of %d; the publisher chose the buckets for all of India (%d bits)", n, people, wide),
			Figure:   trulyListed, Measured: india, Computed: indiaC,
			Words: india.hit() + "; population has to be the people whom the list is known to be about",
		},
		{
			Attacker: fmt.Sprintf("the same list, buckets chosen for the city (%d bits)", own),
			Figure:   trulyListed, Measured: city, Computed: cityC, Promise: promised(), Words: city.hit(),
		},
		{
			Attacker: fmt.Sprintf("the same list, buckets chosen for the city; knows also that the listed are among %d customers, and who those are", customers),
			Figure:   trulyListed, Measured: few, Computed: fewC,
			Words: few.hit() + "; who knows more about a target than the list's description learns more",
		},
	}, nil
}
