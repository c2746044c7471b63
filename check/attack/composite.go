package attack

import (
	"context"
	"fmt"
	"math"

	"neem/check/bucket"
)

// A composite is a simulated list of mobiles with the last four of an ID.
type composite struct {
	bits   int
	n      int // listed
	listed []bool
	table  *occupied
	// byMobile has the same buckets by mobile first and group second, so that
	// all groups of one mobile are counted at once.
	byMobile *occupied
	keys     []bucket.Key // of every person
}

// shape is the composite that the cases about known parts use.
const shape = bucket.MobileID4

// keys places every person by mobile and last four.
func (l *lab) keys() ([]bucket.Key, error) {
	groups, err := l.people.idGroups()
	if err != nil {
		return nil, err
	}
	keys := make([]bucket.Key, l.people.size())
	for i := range keys {
		keys[i] = bucket.Key{Group: groups[l.people.id4[i]], Prefix: l.people.mobile[i]}
	}
	return keys, nil
}

// newComposite lists n people who are chosen at random.
func (l *lab) newComposite(keys []bucket.Key, b, n int) *composite {
	c := &composite{bits: b, n: n, listed: chosen(l.rng, len(keys), n), keys: keys}
	var places, turned []uint64
	for i, in := range c.listed {
		if in {
			places = append(places, keys[i].Bucket(b))
			turned = append(turned, c.mobilePart(i)*uint64(shape.Groups())+uint64(keys[i].Group))
		}
	}
	c.table = newOccupied(places, shape.Count(b))
	c.byMobile = newOccupied(turned, shape.Count(b))
	return c
}

func (c *composite) mobilePart(i int) uint64 {
	return bucket.Key{Prefix: c.keys[i].Prefix}.Bucket(c.bits)
}

// groups returns in how many groups the mobile of the i-th person has a hit.
func (c *composite) groups(i int) int {
	g, m := uint64(shape.Groups()), c.mobilePart(i)
	return c.byMobile.between(m*g, (m+1)*g)
}

// rate is the expected false-positive rate over all buckets.
func (c *composite) rate() float64 { return rate(float64(c.n), float64(shape.Count(c.bits))) }

// rateOfMobile is the expected share of the buckets of the mobile alone that
// have a hit in some group.
func (c *composite) rateOfMobile() float64 {
	return rate(float64(c.n), float64(uint64(1)<<c.bits))
}

// composites returns a confirmable list of a tenth of the people, and one as
// short as a deniable list of mobiles, and a deniable one.
func (l *lab) composites() (long, brief, deniable *composite, err error) {
	people := l.people.size()
	keys, err := l.keys()
	if err != nil {
		return nil, nil, nil, err
	}
	open, err := l.bits(shape, bucket.Confirmable, uint64(people))
	if err != nil {
		return nil, nil, nil, err
	}
	shut, err := l.bits(shape, bucket.Deniable, uint64(people))
	if err != nil {
		return nil, nil, nil, err
	}
	return l.newComposite(keys, open, people/10),
		l.newComposite(keys, open, capacity(uint64(1)<<open)),
		l.newComposite(keys, shut, capacity(shape.Count(shut))), nil
}

func (c *composite) describe(policy bucket.Policy) string {
	return fmt.Sprintf("the list of mobile + last four (%s, %d bits and %d groups, %d listed)", policy, c.bits, shape.Groups(), c.n)
}

// knownPart: the attacker knows everybody's mobile and seeks the last four.
func knownPart(_ context.Context, l *lab) ([]Row, error) {
	long, brief, deniable, err := l.composites()
	if err != nil {
		return nil, err
	}
	people := float64(l.people.size())
	groups := float64(shape.Groups())
	seek := func(c *composite) (Share, float64) {
		s := Share{Hits: uint64(c.n)}
		for i := range c.keys {
			s.Of += uint64(c.groups(i))
		}
		return s, truly(float64(c.n), c.rate(), people*groups)
	}
	const figure = "groups of the last four that are truly those of a listed person, among groups with a hit"
	open, openC := seek(long)
	shut, shutC := seek(deniable)
	some := try(l.people.size(), func(i int) bool { return brief.groups(i) > 0 }, func(i int) bool { return brief.listed[i] })
	return []Row{
		{
			Attacker: long.describe(bucket.Confirmable) + "; knows all mobiles, tries all last fours with each",
			Figure:   figure, Measured: open, Computed: openC, Promise: promised(),
			Words: guess(open) + "; the list does not give away the last four",
		},
		{
			Attacker: brief.describe(bucket.Confirmable) + "; knows all mobiles, asks only whether some last four has a hit",
			Figure:   trulyListed, Measured: some, Computed: truly(float64(brief.n), brief.rateOfMobile(), people), Promise: promised(),
			Words: some.hit(),
		},
		{
			Attacker: deniable.describe(bucket.Deniable) + "; knows all mobiles, tries all last fours with each",
			Figure:   figure, Measured: shut, Computed: shutC, Promise: promised(),
			Words: guess(shut) + "; the list does not give away the last four",
		},
	}, nil
}

// guess says what a group with a hit proves about the last four.
func guess(s Share) string {
	v, ok := s.Value()
	if !ok || v == 0 {
		return "no group with a hit was right"
	}
	return fmt.Sprintf("1 in %s groups with a hit is right", short(1/v))
}

// tupleHolder: the attacker holds everybody's mobile with its last four.
func tupleHolder(_ context.Context, l *lab) ([]Row, error) {
	long, _, deniable, err := l.composites()
	if err != nil {
		return nil, err
	}
	row := func(c *composite, policy bucket.Policy) Row {
		s := try(len(c.keys), func(i int) bool { return c.table.has(c.keys[i].Bucket(c.bits)) }, func(i int) bool { return c.listed[i] })
		return Row{
			Attacker: c.describe(policy) + "; holds everybody's mobile with its last four",
			Figure:   trulyListed, Measured: s, Computed: truly(float64(c.n), c.rate(), float64(len(c.keys))), Words: s.hit(),
		}
	}
	open, shut := row(long, bucket.Confirmable), row(deniable, bucket.Deniable)
	open.Words += "; the confirmable policy is only for lists in which being listed is not sensitive"
	shut.Promise = promised()
	return []Row{open, shut}, nil
}

// knownListed: the attacker knows that a target is listed, knows the mobile,
// and seeks the last four.
func knownListed(ctx context.Context, l *lab) ([]Row, error) {
	people := l.people.size()
	keys, err := l.keys()
	if err != nil {
		return nil, err
	}
	india, err := l.bits(shape, bucket.Confirmable, bucket.DefaultPopulation(shape.Direct()))
	if err != nil {
		return nil, err
	}
	ids, err := l.people.idGroups()
	if err != nil {
		return nil, err
	}
	all := l.newComposite(keys, india, people)
	var one Share
	var left int
	values := valuesOf(ids)
	// A tenth of them, because two who share a bucket would count together.
	for _, i := range choose(l.rng, people, people/10) {
		one.Of++
		if all.groups(i) == 1 {
			one.Hits++
			left += len(values[keys[i].Group])
		}
	}
	// Each of the others falls into the same bucket of the mobile and another group.
	other := (1 - 1/float64(shape.Groups())) / math.Exp2(float64(india))
	rows := []Row{{
		Attacker: fmt.Sprintf("the list of mobile + last four for all of India (confirmable, %d bits, %d listed); knows of listed people that they are, and their mobiles", india, people),
		Figure:   "of listed people, those with exactly one group of the last four left", Measured: one,
		Computed: math.Exp(float64(people-1) * math.Log1p(-other)),
		Words: fmt.Sprintf("not the last four but a group is given away: %.3g values of %d are left",
			float64(left)/math.Max(1, float64(one.Hits)), idValues),
	}}
	digits, err := checkDigitRow(ctx, l, ids, values)
	if err != nil {
		return nil, err
	}
	rows = append(rows, digits)

	shut, err := l.bits(shape, bucket.Deniable, uint64(people))
	if err != nil {
		return nil, err
	}
	deniable := l.newComposite(keys, shut, capacity(shape.Count(shut)))
	s := Share{Hits: uint64(deniable.n)}
	for i, in := range deniable.listed {
		if in {
			s.Of += uint64(deniable.groups(i))
		}
	}
	return append(rows, Row{
		Attacker: deniable.describe(bucket.Deniable) + "; knows of listed people that they are, and their mobiles",
		Figure:   "groups of the last four that are the person's, among groups with a hit", Measured: s,
		Computed: truly(1, deniable.rate(), float64(shape.Groups())),
		Words:    guess(s) + "; nothing is promised once it is known who is listed",
	}), nil
}

// valuesOf returns the endings in each group.
func valuesOf(groups []uint32) [][]int {
	values := make([][]int, shape.Groups())
	for v, g := range groups {
		values[g] = append(values[g], v)
	}
	return values
}
