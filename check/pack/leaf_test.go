package pack

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Reading a leaf as far as a question needs gives what decoding all of it
// gives, in whatever order questions come.
func TestLeafHas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.Uint64Range(1, 1<<62).Draw(t, "end")
		if rapid.Bool().Draw(t, "small") {
			end = end%5000 + 1
		}
		positions := drawPositions(t, end)
		n := uint64(len(positions))
		m := divisor(end, n) + rapid.Uint64Range(0, 9).Draw(t, "more")
		node := cached{data: encodeLeaf(0, positions, m)}
		at := child{end: end, count: n, divisor: m}
		ask := rapid.Custom(func(t *rapid.T) uint64 {
			b := rapid.Uint64Range(0, end-1).Draw(t, "bucket")
			if n > 0 && rapid.Bool().Draw(t, "listed") {
				b = positions[b%n]
			}
			return b
		})
		for _, b := range rapid.SliceOfN(ask, 1, 50).Draw(t, "questions") {
			_, want := slices.BinarySearch(positions, b)
			if got, err := node.has(at, b); got != want || err != nil {
				t.Fatalf("bucket %d: %v, %v; want %v", b, got, err, want)
			}
		}
	})
}

// Whatever the bytes, a question ends. Where a leaf can be decoded the answer
// is the right one, and where it cannot, a "no" means that the positions
// before and behind the bucket were read.
func FuzzLeafHas(f *testing.F) {
	f.Add([]byte{0x5a, 0x01}, uint64(0), uint64(1000), uint64(2), uint64(77), uint64(5))
	f.Add([]byte{0xff, 0xff, 0xff}, uint64(5), uint64(1<<62), uint64(3), uint64(1)<<61, uint64(9))
	f.Add([]byte{}, uint64(0), uint64(10), uint64(0), uint64(1), uint64(3))
	f.Fuzz(func(t *testing.T, data []byte, start, end, count, m, b uint64) {
		if start > end || len(data) > maxNode || b < start || b >= end {
			t.Skip()
		}
		all, bad := decodeLeaf(data, start, end, count, m)
		node := cached{data: data}
		at := child{start: start, end: end, count: count, divisor: m}
		got, err := node.has(at, b)
		_, want := slices.BinarySearch(all, b)
		switch {
		case bad == nil && (err != nil || got != want):
			t.Fatalf("bucket %d: %v, %v; want %v", b, got, err, want)
		case bad != nil && err == nil && !got && node.marks[0].left == 0:
			t.Fatalf("a leaf that says it is empty and cannot be decoded (%v) proved absence", bad)
		}
		if again, err2 := node.has(at, b); again != got || (err2 == nil) != (err == nil) {
			t.Fatalf("asked again: %v, %v; before: %v, %v", again, err2, got, err)
		}
	})
}
