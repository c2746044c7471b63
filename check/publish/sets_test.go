package publish

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// walk yields a set, and an error behind it if there is one.
func walk(set []uint64, err error) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		for _, b := range set {
			if !yield(b, nil) {
				return
			}
		}
		if err != nil {
			yield(0, err)
		}
	}
}

func taking(seq iter.Seq2[uint64, error]) (got []uint64, err error) {
	for b, err := range seq {
		if err != nil {
			return got, err
		}
		got = append(got, b)
	}
	return got, nil
}

// someSet draws an ascending set; some are longer than what passes at a time.
func someSet(t *rapid.T, name string) []uint64 {
	most := rapid.SampledFrom([]uint64{40, 1 << 40}).Draw(t, name+" most")
	set := rapid.SliceOfN(rapid.Uint64Range(0, most), 0, 60).Draw(t, name)
	for n := rapid.SampledFrom([]uint64{0, 0, batch - 1, batch, 2*batch + 3}).Draw(t, name+" run"); n > 0; n-- {
		set = append(set, 7+3*n)
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// The walks agree with plain sets.
func TestSetsAgainstMaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sets [][]uint64
		var walks []iter.Seq2[uint64, error]
		in := map[uint64]int{}
		for range rapid.IntRange(0, 4).Draw(t, "sets") {
			s := someSet(t, "set")
			sets = append(sets, s)
			walks = append(walks, walk(s, nil))
			for _, b := range s {
				in[b]++
			}
		}
		var want []uint64
		for b := range in {
			want = append(want, b)
		}
		slices.Sort(want)
		if got, err := taking(union(walks...)); err != nil || !slices.Equal(got, want) {
			t.Fatalf("union: %d buckets, want %d, %v", len(got), len(want), err)
		}
		for m, err := range together(walks...) {
			_, first := slices.BinarySearch(sets[0], m.bucket)
			if err != nil || m.sets != in[m.bucket] || m.first != first {
				t.Fatalf("%+v, %v; in %d", m, err, in[m.bucket])
			}
		}
		if len(sets) < 2 {
			return
		}
		c, err := compare(context.Background(), walks[0], walks[1], 0, nil)
		both := uint64(len(slices.DeleteFunc(slices.Clone(sets[0]), func(b uint64) bool { return !slices.Contains(sets[1], b) })))
		if err != nil || c != (crowd{uint64(len(sets[0])) - both, uint64(len(sets[1])) - both, both}) {
			t.Fatalf("%+v, %v", c, err)
		}
		bits := rapid.IntRange(0, 41).Draw(t, "bits")
		var coarse []uint64
		for _, b := range sets[0] {
			coarse = append(coarse, b>>bits)
		}
		if got, err := taking(coarser(walks[0], bits)); err != nil || !slices.Equal(got, slices.Compact(coarse)) {
			t.Fatalf("coarser by %d: %v, %v", bits, got, err)
		}
	})
}

// An error of any walk ends the whole, wherever it comes; what came before
// was right.
func TestSetsErrors(t *testing.T) {
	boom := errors.New("boom")
	rapid.Check(t, func(t *rapid.T) {
		a, b := someSet(t, "good"), someSet(t, "bad")
		for _, walks := range [][]iter.Seq2[uint64, error]{{walk(a, nil), walk(b, boom)}, {walk(b, boom), walk(a, nil)}} {
			got, err := taking(union(walks...))
			if !errors.Is(err, boom) || !slices.IsSorted(got) {
				t.Fatalf("%v", err)
			}
			for _, x := range b {
				if len(got) > 0 && x < got[len(got)-1] && !slices.Contains(got, x) {
					t.Fatalf("bucket %d was left out", x)
				}
			}
			if _, err := compare(context.Background(), walks[0], walks[1], 0, nil); !errors.Is(err, boom) {
				t.Fatalf("%v", err)
			}
		}
		if _, err := taking(coarser(walk(b, boom), 3)); !errors.Is(err, boom) {
			t.Fatalf("%v", err)
		}
	})
}

// Leaving a union early lets go of all walks in it.
func TestUnionLeftEarly(t *testing.T) {
	ended := 0
	long := func(yield func(uint64, error) bool) {
		defer func() { ended++ }()
		for b := uint64(0); yield(b, nil); b++ {
		}
	}
	for range union(long, long, long) {
		break
	}
	if ended != 3 {
		t.Errorf("%d of 3 walks ended", ended)
	}
}
