package pack_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"neem/check/bucket"
	"neem/check/pack"
)

// Nobody who is listed may be missed, whatever a list's size, width and shape.
// Here every key is asked, and what is beside every key.

// someOf returns n different numbers below all.
func someOf(r *rand.Rand, all uint64, n int) []uint64 {
	if all <= 4*uint64(n) {
		numbers := every(all)
		r.Shuffle(len(numbers), func(i, j int) { numbers[i], numbers[j] = numbers[j], numbers[i] })
		return numbers[:n]
	}
	seen := map[uint64]bool{}
	var numbers []uint64
	for len(numbers) < n {
		if b := r.Uint64N(all); !seen[b] {
			seen[b] = true
			numbers = append(numbers, b)
		}
	}
	return numbers
}

// complete writes a list into shards and says what is wrong with the answers.
func complete(ctx context.Context, dir string, m made, shards int) error {
	listed := map[uint64]bool{}
	for _, b := range m.positions {
		listed[b] = true
	}
	answered := map[uint64]int{}
	for shard := 1; shard <= shards; shard++ {
		path := filepath.Join(dir, "x.neem")
		if err := writePack(ctx, path, 0, inventedHeader(1, shard, shards), m); err != nil {
			return fmt.Errorf("writing: %w", err)
		}
		p, err := pack.Open(ctx, path)
		if err != nil {
			return fmt.Errorf("opening: %w", err)
		}
		err = func() error {
			defer func() { _ = p.Close() }()
			l := p.Header().Lists[0]
			ask := func(b uint64) error {
				if b < l.From || b >= l.To {
					return nil
				}
				got, err := p.Has(ctx, 0, b)
				if err != nil {
					return err
				}
				if got != listed[b] {
					return fmt.Errorf("shard %d of %d, bucket %d: %v, and it is %v", shard, shards, b, got, listed[b])
				}
				if got {
					answered[b]++
				}
				return nil
			}
			for _, b := range m.positions {
				for _, q := range []uint64{b, b - 1, b + 1} {
					if err := ask(q); err != nil {
						return err
					}
				}
			}
			for _, q := range []uint64{l.From, l.To - 1} {
				if err := ask(q); err != nil {
					return err
				}
			}
			return p.Verify(ctx, nil)
		}()
		if err != nil {
			return err
		}
	}
	for _, b := range m.positions {
		if answered[b] == 0 {
			return fmt.Errorf("no shard answers for bucket %d", b)
		}
	}
	return nil
}

// Every size from 1 to 2,000, in shapes and widths by turns.
func TestEverySize(t *testing.T) {
	shapes := bucket.Shapes()
	dir := t.TempDir()
	step := 1
	if testing.Short() {
		step = 83
	}
	for n := 1; n <= 2000; n++ {
		if n > 20 && n%step != 0 {
			continue
		}
		r := rand.New(rand.NewPCG(3, uint64(n)))
		s := shapes[n%len(shapes)]
		bits := n % (s.MaxBits() + 1)
		for s.Count(bits) < uint64(n) {
			bits++
		}
		if err := complete(t.Context(), dir, makeListOf(s, bucket.Internal, bits, someOf(r, s.Count(bits), n)), 1); err != nil {
			t.Fatalf("%d keys, %s, %d bits: %v", n, s, bits, err)
		}
	}
}

// Every width of every shape: nearly empty, half full, full.
func TestEveryWidth(t *testing.T) {
	dir := t.TempDir()
	for _, s := range bucket.Shapes() {
		for bits := range s.MaxBits() + 1 {
			if testing.Short() && bits > 3 && bits%9 != 0 && bits != s.MaxBits() {
				continue
			}
			r := rand.New(rand.NewPCG(4, uint64(bits)))
			most := int(min(s.Count(bits), 1500))
			for _, n := range []int{1, (most + 1) / 2, most} {
				if err := complete(t.Context(), dir, makeListOf(s, bucket.Internal, bits, someOf(r, s.Count(bits), n)), 1); err != nil {
					t.Fatalf("%s, %d bits, %d keys: %v", s, bits, n, err)
				}
			}
		}
	}
}

// Larger lists of any form: crowds, deserts, and both, in several shards.
func TestRandomLists(t *testing.T) {
	shapes := bucket.Shapes()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(shapes).Draw(t, "shape")
		bits := rapid.IntRange(12, s.MaxBits()).Draw(t, "bits")
		r := rand.New(rand.NewPCG(5, rapid.Uint64().Draw(t, "seed")))
		all := s.Count(bits)
		var positions []uint64
		for range rapid.IntRange(1, 6).Draw(t, "parts") {
			from := r.Uint64N(all)
			span := min(all-from, uint64(1)<<rapid.IntRange(0, 62).Draw(t, "span"))
			for range min(span, rapid.Uint64Range(1, 6000).Draw(t, "keys")) {
				positions = append(positions, from+r.Uint64N(span))
			}
		}
		dir, err := os.MkdirTemp("", "neem-pack-test-*")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		shards := rapid.IntRange(1, 5).Draw(t, "shards")
		if err := complete(context.Background(), dir, makeListOf(s, bucket.Internal, bits, positions), shards); err != nil {
			t.Fatal(err)
		}
	})
}

// A list without keys is refused where it would be all of a list, and proves
// absence where it is a shard of one.
func TestNoKeys(t *testing.T) {
	dir := t.TempDir()
	for _, s := range bucket.Shapes() {
		if err := complete(t.Context(), dir, makeListOf(s, bucket.Internal, 10, nil), 1); err == nil {
			t.Errorf("%s: a list without keys was written", s)
		}
		if err := complete(t.Context(), dir, makeListOf(s, bucket.Internal, 10, []uint64{s.Count(10) - 1}), 4); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || slices.ContainsFunc(left, func(e os.DirEntry) bool { return e.Name() != "x.neem" }) {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
