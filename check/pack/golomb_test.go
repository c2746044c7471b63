package pack

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawPositions draws ascending positions below end.
func drawPositions(t *rapid.T, end uint64) []uint64 {
	v := rapid.SliceOfNDistinct(rapid.Uint64Range(0, end-1), 0, min(500, int(end)), rapid.ID[uint64]).Draw(t, "positions")
	slices.Sort(v)
	return v
}

func TestLeafRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.Uint64Range(1, 1<<62).Draw(t, "end")
		if rapid.Bool().Draw(t, "small") {
			end = end%5000 + 1
		}
		positions := drawPositions(t, end)
		// A divisor near the best one, as the writer uses; a far smaller one
		// would write unary codes without end.
		m := divisor(end, uint64(len(positions))) + rapid.Uint64Range(0, 9).Draw(t, "more")
		data := encodeLeaf(0, positions, m)
		got, err := decodeLeaf(data, 0, end, uint64(len(positions)), m)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, positions) {
			t.Fatalf("got %v, want %v", got, positions)
		}
		var used uint64
		next := uint64(0)
		for _, p := range positions {
			used += gapBits(p-next, m)
			next = p + 1
		}
		if want := int(used+7) / 8; len(data) != want {
			t.Fatalf("%d bytes, gapBits promised %d", len(data), want)
		}
	})
}

// The code words of Golomb's paper for m = 5: truncated binary remainders.
func TestGapCode(t *testing.T) {
	tests := []struct {
		gap, m uint64
		want   string
	}{
		{0, 1, "0"}, {3, 1, "1110"},
		{0, 5, "000"}, {1, 5, "001"}, {2, 5, "010"}, {3, 5, "0110"}, {4, 5, "0111"}, {5, 5, "1000"}, {9, 5, "10111"},
		{0, 4, "000"}, {7, 4, "1011"},
	}
	for _, tt := range tests {
		var w bitWriter
		w.gap(tt.gap, tt.m)
		var got []byte
		written := w.bytes()
		for i := range 8*len(w.buf) + w.n {
			got = append(got, '0'+written[i/8]>>(7-i%8)&1)
		}
		if string(got) != tt.want {
			t.Errorf("gap %d, m %d: %s, want %s", tt.gap, tt.m, got, tt.want)
		}
	}
}

func TestDivisor(t *testing.T) {
	tests := []struct{ span, n, want uint64 }{
		{100, 0, 100}, {0, 0, 1}, {1000, 1000, 1}, {1_000_000, 1000, 693}, {1 << 62, 1, 3196576328614888643},
	}
	for _, tt := range tests {
		if got := divisor(tt.span, tt.n); got != tt.want {
			t.Errorf("divisor(%d, %d) = %d, want %d", tt.span, tt.n, got, tt.want)
		}
	}
}
