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

	o, err := tryBuilder(ctx)
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
			Attacker: "a publisher who asks the builder for two lists of one leak in one pack, each of which it accepts alone; all shapes",
			Figure:   "specs that the builder accepts", Measured: o.together, Computed: 0, Promise: &none, Whole: true,
			Words: fmt.Sprintf("the builder refused %d of %d", o.together.Of-o.together.Hits, o.together.Of),
		},
		{
			Attacker: "the same lists, each in a pack of its own, of a leak for which the catalogue says another shape or policy",
			Figure:   "specs that the builder accepts", Measured: o.catalogued, Computed: 0, Promise: &none, Whole: true,
			Words: fmt.Sprintf("the builder refused %d of %d: a leak of the catalogue has one shape for all publishers", o.catalogued.Of-o.catalogued.Hits, o.catalogued.Of),
			Model: "an invented entry of the catalogue",
		},
		{
			Attacker: "the same lists, each in a pack of its own, of a leak that is not in the catalogue",
			Figure:   "specs that the builder accepts", Measured: o.alone, Computed: 1, Whole: true,
			Words: "the builder sees one pack at a time: nothing keeps two publishers, or one with two packs, from doing this",
		},
	}, nil
}

// offers is how often the real builder accepted what.
type offers struct {
	alone      Share // one list of a leak
	together   Share // two lists of a leak, each of which it accepts alone
	catalogued Share // one list, of a leak that the catalogue has otherwise
}

// tryBuilder offers the real builder lists of one leak of all shapes under all
// policies that are for people.
func tryBuilder(ctx context.Context) (o offers, err error) {
	dir, err := os.MkdirTemp("", "neem-attack-*")
	if err != nil {
		return o, fmt.Errorf("making a work folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "pack.toml")
	type list struct {
		shape  bucket.Shape
		policy bucket.Policy
		spec   *publish.Spec
	}
	var lists []list
	for _, s := range bucket.Shapes() {
		if !s.Personal() {
			continue
		}
		for _, p := range []bucket.Policy{bucket.Deniable, bucket.Confirmable} {
			var accepted Share
			spec, err := offer(file, &accepted, listSpec(s, p))
			if err != nil {
				return o, err
			}
			if accepted.Hits == 0 {
				continue // refused whatever stands beside it
			}
			lists = append(lists, list{s, p, spec})
			o.alone.Of++
			o.alone.Hits++
		}
	}
	for _, a := range lists {
		for _, b := range lists {
			if a.shape != b.shape {
				if _, err := offer(file, &o.together, listSpec(a.shape, a.policy), listSpec(b.shape, b.policy)); err != nil {
					return o, err
				}
			}
			if a == b {
				continue
			}
			if err := ctx.Err(); err != nil {
				return o, err
			}
			settled := &catalog.ListOf{Shape: b.shape, Policy: b.policy, Population: bucket.DefaultPopulation(b.shape.Direct())}
			// There is no source to read: what is not refused before fails then.
			_, err := publish.Build(ctx, a.spec, filepath.Join(dir, "x"+pack.Extension), publish.Options{
				Known: func(string) (*catalog.ListOf, bool) { return settled, true },
			})
			o.catalogued.Of++
			if !refused(err) {
				o.catalogued.Hits++
			}
		}
	}
	return o, ctx.Err()
}

func refused(err error) bool {
	_, ok := errors.AsType[*publish.RefusedError](err)
	return ok
}

// count counts a spec as accepted or, if err says so, as refused. Any other
// error is returned.
func (s *Share) count(err error) error {
	if err != nil && !refused(err) {
		return fmt.Errorf("an invented spec: %w", err)
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
