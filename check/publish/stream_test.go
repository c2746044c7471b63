package publish

import (
	"slices"
	"testing"

	"neem/check/bucket"
)

// Keys that come in order go to one file as they come, and need no merging; a
// tail that does not continue them is merged in.
func TestSorterStreams(t *testing.T) {
	const n = 3*streamKeys + 7
	s := newSorter(t.TempDir(), chunkKeys, nil)
	var want []bucket.Key
	for i := range n {
		k := bucket.Key{Prefix: uint64(2 * i)}
		want = append(want, k)
		if err := s.add(k); err != nil {
			t.Fatal(err)
		}
	}
	if s.made != 1 || len(s.runs) != 0 || cap(s.chunk) > 4*streamKeys {
		t.Errorf("%d files, %d of them ended, room for %d keys", s.made, len(s.runs), cap(s.chunk))
	}
	for _, p := range []uint64{0, 2*n - 2, 5, 3, 5, 2 * n} {
		if err := s.add(bucket.Key{Prefix: p}); err != nil {
			t.Fatal(err)
		}
	}
	want = append(want, bucket.Key{Prefix: 3}, bucket.Key{Prefix: 5}, bucket.Key{Prefix: 2 * n})
	slices.SortFunc(want, compareKeys)
	distinct, err := s.finish(t.Context())
	if err != nil || distinct != n+3 {
		t.Fatalf("%d distinct, %v", distinct, err)
	}
	got, err := sorted(s)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%d keys of %d, %v", len(got), len(want), err)
	}
}

// A sorter that is given up leaves no file open.
func TestSorterDiscard(t *testing.T) {
	s := newSorter(t.TempDir(), 1, nil)
	for p := range uint64(3) {
		if err := s.add(bucket.Key{Prefix: p}); err != nil {
			t.Fatal(err)
		}
	}
	w := s.open
	s.discard()
	s.discard()
	if w == nil || w.f.Close() == nil {
		t.Error("the run was not open, or is still")
	}
}
