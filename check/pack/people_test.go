package pack_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"

	"neem/check"
	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/pack"
)

// pins are first digits of PIN codes.
var pins = []string{
	"110", "121", "141", "160", "171", "201", "226", "248", "281", "302", "313", "380", "400", "411", "440", "452",
	"462", "492", "500", "520", "530", "560", "575", "600", "625", "641", "682", "695", "700", "751", "781", "800",
}

// invented returns the i-th invented detail of a kind as somebody may type it.
func invented(t testing.TB, k detail.Kind, i int) string {
	t.Helper()
	switch string(k) {
	case "mobile":
		return fmt.Sprintf("60%08d", i)
	case "email":
		return fmt.Sprintf("person-%d@example.org", i)
	case "password":
		return fmt.Sprintf("invented word %d", i)
	case "id4":
		return fmt.Sprintf("%04d", i*7%10000)
	case "birthyear":
		return fmt.Sprint(1940 + i*7%66)
	case "pin3":
		return pins[i%len(pins)]
	}
	t.Fatalf("there is no invented detail of the kind %q", k)
	return ""
}

// details returns the details of the i-th invented person for a shape.
func details(t testing.TB, s bucket.Shape, i int) []detail.Detail {
	t.Helper()
	var all []detail.Detail
	for _, k := range s.Kinds() {
		d, err := detail.Parse(k, invented(t, k, i))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	return all
}

func keyOf(t testing.TB, s bucket.Shape, i int) bucket.Key {
	t.Helper()
	k, err := s.Key(details(t, s, i)...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func queryOf(t testing.TB, s bucket.Shape, i int) check.Query {
	t.Helper()
	d := details(t, s, i)
	q, err := check.NewQuery(d[0], d[1:]...)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// A made is a list and its occupied buckets.
type made struct {
	list      pack.List
	positions []uint64
}

// makeList makes the list of the first n invented people.
func makeList(t testing.TB, s bucket.Shape, p bucket.Policy, n int) made {
	t.Helper()
	const population, falsePositive = 1_000_000_000, 1e-4
	bits, err := bucket.Bits(s, p, uint64(n), population, falsePositive)
	if err != nil {
		t.Fatal(err)
	}
	positions := make([]uint64, n)
	for i := range positions {
		positions[i] = keyOf(t, s, i).Bucket(bits)
	}
	return makeListOf(s, p, bits, positions)
}

// makeListOf makes a list of occupied buckets.
func makeListOf(s bucket.Shape, p bucket.Policy, bits int, positions []uint64) made {
	slices.Sort(positions)
	positions = slices.Compact(positions)
	l := pack.List{Leak: "invented-2026", Shape: s, Policy: p, Bits: bits, Coverage: "Invented people", Total: uint64(len(positions))}
	if s.Personal() {
		l.Population = 1_000_000_000
	}
	l.To = l.Buckets()
	if s.Quasi() != "" {
		l.GroupOccupied = make([]uint64, s.Groups())
		for _, b := range positions {
			l.GroupOccupied[b>>bits]++
		}
	}
	return made{l, positions}
}

// policies returns the policies that go with a shape.
func policies(s bucket.Shape) []bucket.Policy {
	if s.Personal() && !s.Even() {
		return []bucket.Policy{bucket.Confirmable, bucket.Internal}
	}
	if s.Personal() {
		return []bucket.Policy{bucket.Deniable, bucket.Confirmable, bucket.Internal}
	}
	return []bucket.Policy{bucket.Public, bucket.Internal}
}

func inventedHeader(edition uint64, shard, shards int) pack.Header {
	return pack.Header{
		ID: "test/invented", Edition: edition, Publisher: "Invented Publisher", Shard: shard, Shards: shards,
		Leaks: []pack.Leak{{
			ID: "invented-2026", Title: "Invented leak", Date: "2026-01-31", Status: "alleged", Exposed: []string{"mobile", "name"},
		}},
	}
}

// writePack writes the part of the lists that a shard covers.
func writePack(ctx context.Context, path string, expected int64, h pack.Header, lists ...made) error {
	w, err := pack.Create(ctx, path, expected)
	if err != nil {
		return err
	}
	defer w.Abort()
	for _, m := range lists {
		l := m.list
		step := l.Buckets() / uint64(h.Shards)
		l.From, l.To = uint64(h.Shard-1)*step, uint64(h.Shard)*step
		if h.Shard == h.Shards {
			l.To = l.Buckets()
		}
		from, _ := slices.BinarySearch(m.positions, l.From)
		to, _ := slices.BinarySearch(m.positions, l.To)
		if _, err := w.AddList(ctx, l, withoutError(m.positions[from:to])); err != nil {
			return err
		}
	}
	_, err = w.Commit(ctx, h)
	return err
}

func withoutError(positions []uint64) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		for _, p := range positions {
			if !yield(p, nil) {
				return
			}
		}
	}
}
