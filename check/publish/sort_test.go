package publish

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"neem/check/bucket"
)

// sorted reads what a finished sorter holds.
func sorted(s *sorter) ([]bucket.Key, error) {
	var keys []bucket.Key
	for k, err := range s.all(context.Background()) {
		if err != nil {
			return keys, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// Whatever the size of a chunk, the sorter gives what a plain sort gives, as
// often as it is read.
func TestSorterAgainstPlainSort(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		// Few values, so that many are there several times.
		keys := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bucket.Key {
			return bucket.Key{Group: rapid.Uint32Range(0, 3).Draw(t, "group"), Prefix: rapid.Uint64Range(0, 40).Draw(t, "prefix")}
		}), 0, 300).Draw(t, "keys")
		n++
		own := filepath.Join(dir, fmt.Sprint(n))
		if err := os.Mkdir(own, 0o700); err != nil {
			t.Fatal(err)
		}
		s := newSorter(own, rapid.IntRange(1, 9).Draw(t, "chunk"), nil)
		for _, k := range keys {
			if err := s.add(k); err != nil {
				t.Fatal(err)
			}
		}
		distinct, err := s.finish(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Clone(keys)
		slices.SortFunc(want, compareKeys)
		want = slices.Compact(want)
		for range 2 {
			got, err := sorted(s)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%v, want %v", got, want)
			}
		}
		if distinct != uint64(len(want)) {
			t.Fatalf("%d keys are said to be distinct, and %d are", distinct, len(want))
		}
		if left, _ := os.ReadDir(own); len(left) > 1 {
			t.Fatalf("%d run files are left", len(left))
		}
	})
}

// More runs than are merged at a time.
func TestSorterManyRuns(t *testing.T) {
	const n = 3*mergeRuns + 5
	s := newSorter(t.TempDir(), 1, nil)
	for _, p := range rand.New(rand.NewPCG(1, 2)).Perm(n) {
		if err := s.add(bucket.Key{Prefix: uint64(p)}); err != nil {
			t.Fatal(err)
		}
	}
	if distinct, err := s.finish(t.Context()); err != nil || distinct != n {
		t.Fatalf("%d distinct, %v", distinct, err)
	}
	keys, err := sorted(s)
	if err != nil {
		t.Fatal(err)
	}
	for i, k := range keys {
		if k.Prefix != uint64(i) {
			t.Fatalf("%d stands at %d", k.Prefix, i)
		}
	}
}

// A run file that lost its end is an error and not a shorter list.
func TestSorterCutRun(t *testing.T) {
	for _, cut := range []int64{keyBytes, 5} {
		s := newSorter(t.TempDir(), 4, nil)
		for i := range 10 {
			if err := s.add(bucket.Key{Prefix: uint64(i)}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.finish(t.Context()); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(s.runs[0].path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(s.runs[0].path, info.Size()-cut); err != nil {
			t.Fatal(err)
		}
		if keys, err := sorted(s); err == nil {
			t.Errorf("%d bytes cut: %d keys and no error", cut, len(keys))
		}
	}
}

func TestSorterStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := newSorter(t.TempDir(), 2, nil)
	for i := range 10 {
		if err := s.add(bucket.Key{Prefix: uint64(i)}); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	if _, err := s.finish(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
