package attack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"neem/check/bucket"
	"neem/check/catalog"
	"neem/check/pack"
	"neem/check/publish"
)

// chained: the attacker holds everybody's mobile with the e-mail address, and
// two lists of one leak.
func chained(ctx context.Context, l *lab) ([]Row, error) {
	c := l.people
	people := c.size()
	mb, err := l.bits(bucket.Mobile, bucket.Deniable, uint64(people))
	if err != nil {
		return nil, err
	}
	// As many more addresses than mobiles as in all of India.
	addresses := uint64(float64(people) / float64(bucket.DefaultPopulation(bucket.Mobile.Direct())) *
		float64(bucket.DefaultPopulation(bucket.Email.Direct())))
	eb, err := l.bits(bucket.Email, bucket.Deniable, addresses)
	if err != nil {
		return nil, err
	}
	mobiles, emails := bucket.Mobile.Count(mb), bucket.Email.Count(eb)
	n := capacity(mobiles)
	listed := chosen(l.rng, people, n)
	m, e := placeBy(c.mobile, mb), placeBy(c.email, eb)
	mt, et := tableOf(listed, m, mobiles), tableOf(listed, e, emails)
	both := try(people, func(i int) bool { return mt.has(m(i)) && et.has(e(i)) }, func(i int) bool { return listed[i] })
	f := rate(float64(n), float64(mobiles)) * rate(float64(n), float64(emails))

	together, alone, catalogued, err := tryBuilder(ctx)
	if err != nil {
		return nil, err
	}
	none := 0.0
	return []Row{
		{
			Attacker: fmt.Sprintf("two lists of the same %d people, mobiles (%d bits) and e-mail addresses (%d bits), each deniable by itself; holds everybody's mobile with the address", n, mb, eb),
			Figure:   "truly listed among those with a hit in both", Measured: both, Computed: truly(float64(n), f, float64(people)),
			Words: both.hit() + "; one list of a leak is all that can be hidden",
		},
		{
			Attacker: "a publisher who asks the builder for two lists of one leak in one pack",
			Figure:   "specs that the builder accepts", Measured: together, Computed: 0, Promise: &none,
			Words: fmt.Sprintf("the builder refused %d of %d", together.Of-together.Hits, together.Of),
		},
		{
			Attacker: "the same, but each list in a pack of its own, by one publisher or by two",
			Figure:   "specs that the builder accepts", Measured: alone, Computed: 1,
			Words: fmt.Sprintf("the builder accepted %d of %d: it sees one spec at a time and knows no other pack, and a leak that no catalogue knows has no shape to be held to", alone.Hits, alone.Of),
		},
		{
			Attacker: "the same, of a leak for which the catalogue says another shape, policy or population",
			Figure:   "specs that the builder accepts", Measured: catalogued, Computed: 0, Promise: &none,
			Words: fmt.Sprintf("the builder refused %d of %d: a leak of the catalogue has one shape for all publishers", catalogued.Of-catalogued.Hits, catalogued.Of),
			Model: "an invented entry of the catalogue",
		},
	}, nil
}

// tryBuilder offers the real builder lists of one leak, under each pair of
// policies: two together, each by itself, and each by itself where the
// catalogue says that lists of the leak are made otherwise. It counts what the
// builder accepts.
func tryBuilder(ctx context.Context) (together, alone, catalogued Share, err error) {
	dir, err := os.MkdirTemp("", "neem-attack-*")
	if err != nil {
		return together, alone, catalogued, fmt.Errorf("making a work folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "pack.toml")
	policies := []bucket.Policy{bucket.Deniable, bucket.Confirmable}
	shapes := []bucket.Shape{bucket.Mobile, bucket.Email}
	for _, s := range shapes {
		for _, p := range policies {
			spec, err := offer(file, &alone, listSpec(s, p))
			if err != nil {
				return together, alone, catalogued, err
			}
			if spec == nil {
				continue
			}
			for _, other := range shapes {
				for _, q := range policies {
					if other == s && q == p {
						continue
					}
					settled := &catalog.ListOf{Shape: other, Policy: q, Population: bucket.DefaultPopulation(other.Direct())}
					_, err := publish.Build(ctx, spec, filepath.Join(dir, "x"+pack.Extension), publish.Options{
						Known: func(string) (*catalog.ListOf, bool) { return settled, true },
					})
					if err := catalogued.count(err); err != nil {
						return together, alone, catalogued, err
					}
				}
			}
		}
	}
	for _, a := range bucket.Shapes() {
		for _, b := range bucket.Shapes() {
			if !a.Personal() || !b.Personal() || a == b {
				continue
			}
			for _, p := range policies {
				for _, q := range policies {
					if _, err := offer(file, &together, listSpec(a, p), listSpec(b, q)); err != nil {
						return together, alone, catalogued, err
					}
				}
			}
		}
	}
	return together, alone, catalogued, ctx.Err()
}

// count counts a spec as accepted or, if err says so, as refused. Any other
// error is returned.
func (s *Share) count(err error) error {
	if _, refused := errors.AsType[*publish.RefusedError](err); err != nil && !refused {
		return err
	}
	s.Of++
	if err == nil {
		s.Hits++
	}
	return nil
}

// offer loads a spec of these lists, and returns it if the builder takes it.
func offer(file string, s *Share, lists ...string) (*publish.Spec, error) {
	const head = `id = "invented/attack"
edition = 1
publisher = "Invented Publisher"
[[leak]]
id = "invented-2026"
title = "Invented leak"
date = 2026-01-31
status = "confirmed"
`
	if err := os.WriteFile(file, []byte(head+strings.Join(lists, "")), 0o600); err != nil {
		return nil, fmt.Errorf("writing a spec: %w", err)
	}
	spec, err := publish.LoadSpec(file)
	return spec, s.count(err)
}

// listSpec is a list of all of India in a spec.
func listSpec(s bucket.Shape, p bucket.Policy) string {
	var columns []string
	for _, k := range s.Kinds() {
		columns = append(columns, fmt.Sprintf("%s = %q", k, k))
	}
	return fmt.Sprintf(`[[list]]
leak = "invented-2026"
shape = %q
policy = %q
population = %d
coverage = "Invented people"
source = { format = "csv", file = "people.csv", columns = { %s } }
`, s, p, bucket.DefaultPopulation(s.Direct()), strings.Join(columns, ", "))
}
