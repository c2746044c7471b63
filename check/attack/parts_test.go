package attack

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestInterval(t *testing.T) {
	for _, tt := range []struct {
		s         Share
		low, high float64
	}{
		// From Wilson's formula by hand; 81 of 263 is an example of R. G. Newcombe,
		// Statistics in Medicine 17 (1998), 857–872: 0.2553 to 0.3662.
		{Share{81, 263}, 0.2553, 0.3662},
		{Share{0, 20}, 0, 0.1611},
		{Share{1, 29}, 0.0061, 0.1718},
		{Share{29, 29}, 0.8830, 1},
		{Share{0, 0}, 0, 1},
	} {
		if low, high := tt.s.Interval(Sigma95); math.Abs(low-tt.low) > 1e-4 || math.Abs(high-tt.high) > 1e-4 {
			t.Errorf("%v: %.4f to %.4f, want %.4f to %.4f", tt.s, low, high, tt.low, tt.high)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.Uint64Range(1, 1<<40).Draw(t, "of")
		s := Share{rapid.Uint64Range(0, of).Draw(t, "hits"), of}
		low, high := s.Interval(Sigma95)
		wideLow, wideHigh := s.Interval(widest)
		if v, _ := s.Value(); low > v || v > high || wideLow > low || high > wideHigh || wideLow < 0 || wideHigh > 1 {
			t.Errorf("%v: %g to %g, wide %g to %g", s, low, high, wideLow, wideHigh)
		}
	})
}

// From the binomial distribution by hand.
func TestTail(t *testing.T) {
	for _, tt := range []struct {
		s       Share
		p, want float64
	}{
		{Share{0, 10}, 0.5, 1.0 / 1024},
		{Share{10, 10}, 0.5, 1.0 / 1024},
		{Share{1, 10}, 0.5, 11.0 / 1024},
		{Share{2, 2}, 0.1, 0.01},
		{Share{1, 2}, 0.1, 0.19},
		{Share{0, 3}, 0, 0},
		{Share{500_000, 1_000_000}, 0.5, 0.5004},
		{Share{499_000, 1_000_000}, 0.5, 0.02282}, // two standard deviations
	} {
		if got := tt.s.tail(tt.p); math.Abs(got-tt.want) > 2e-5 {
			t.Errorf("%v at %g: %g, want %g", tt.s, tt.p, got, tt.want)
		}
	}
	// Two false alarms where 0.07 are expected happen in one of 500 runs.
	if r := (Row{Measured: Share{77, 79}, Computed: 0.9991}); !r.Agrees(widest) || r.Agrees(Sigma95) {
		t.Error("two rare events are taken for a contradiction, or for usual")
	}
}

func TestVerdict(t *testing.T) {
	promise := 0.1
	for _, tt := range []struct {
		name string
		row  Row
		want Verdict
	}{
		{"as computed, below", Row{Measured: Share{80, 1000}, Computed: 0.081, Promise: &promise}, Kept},
		{"by chance above", Row{Measured: Share{104, 1000}, Computed: 0.099, Promise: &promise}, Kept},
		{"above", Row{Measured: Share{300, 1000}, Computed: 0.3, Promise: &promise}, Broken},
		{"computed above", Row{Measured: Share{10, 100}, Computed: 0.11, Promise: &promise}, Broken},
		{"nothing promised", Row{Measured: Share{300, 1000}, Computed: 0.3}, NotPromised},
		{"too few", Row{Measured: Share{100, 1000}, Computed: 0.3}, Disagrees},
		{"too many", Row{Measured: Share{300, 1000}, Computed: 0.08, Promise: &promise}, Disagrees},
		{"nobody tried", Row{Computed: 0.08, Promise: &promise}, Disagrees},
		{"whole", Row{Measured: Share{4, 4}, Computed: 1, Whole: true}, NotPromised},
		{"whole and otherwise", Row{Measured: Share{3, 4}, Computed: 1, Whole: true}, Disagrees},
		{"nobody tried of a whole", Row{Computed: 0, Whole: true}, Disagrees},
	} {
		if got := tt.row.Verdict(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestHitInWords(t *testing.T) {
	for s, want := range map[Share]string{
		{0, 0}:       "nobody had a hit",
		{0, 9}:       "no hit was true",
		{1, 16}:      "a hit proves little: 1 in 16 of those with one is truly listed",
		{1, 3}:       "a hit is a hint: 1 in 3 of those with one is truly listed",
		{6, 10}:      "a hit is strong evidence: 60 % of those with one are truly listed",
		{9999, 1e4}:  "a hit is nearly proof: 99.99 % of those with one are truly listed",
		{100, 100}:   "a hit is nearly proof: 100 % of those with one are truly listed",
		{1, 1234567}: "a hit proves little: 1 in 1234567 of those with one is truly listed",
	} {
		if got := s.hit(); got != want {
			t.Errorf("%v: %q, want %q", s, got, want)
		}
	}
}

func TestOccupied(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.Uint64Range(1, 1<<37).Draw(t, "all")
		places := rapid.SliceOfN(rapid.Uint64Range(0, all-1), 0, 200).Draw(t, "places")
		is := map[uint64]bool{}
		for _, p := range places {
			is[p] = true
		}
		o := newOccupied(slices.Clone(places), all)
		if o.len() != len(is) {
			t.Fatalf("%d buckets, want %d", o.len(), len(is))
		}
		probes := append(places, 0, all-1)
		for range 20 {
			probes = append(probes, rapid.Uint64Range(0, all-1).Draw(t, "probe"))
		}
		for _, p := range probes {
			if o.has(p) != is[p] {
				t.Errorf("%d of %d: %t", p, all, o.has(p))
			}
			below := 0
			for q := range is {
				if q < p {
					below++
				}
			}
			if o.rank(p) != below || o.between(0, p) != below || o.between(p, all) != len(is)-below {
				t.Errorf("%d of %d: rank %d, want %d", p, all, o.rank(p), below)
			}
		}
	})
}

func TestBloom(t *testing.T) {
	const n, tries = 20_000, 500_000
	rng := rand.New(rand.NewPCG(1, 2))
	for _, f := range []float64{0.3, 0.15, 0.02, 0.001} {
		b := newBloom(n, f, rng.Uint64(), rng.Uint64())
		keys := make([]uint64, n)
		for i := range keys {
			keys[i] = rng.Uint64()
			b.add(keys[i])
		}
		for _, k := range keys {
			if !b.has(k) {
				t.Fatalf("rate %g: a key is missing", f)
			}
		}
		s := Share{Of: tries}
		for range tries {
			if b.has(rng.Uint64()) {
				s.Hits++
			}
		}
		// How full a filter gets is by chance too, so that the range is wider.
		if v, _ := s.Value(); math.Abs(v-f) > 4*math.Sqrt(f/tries)+0.03*f {
			t.Errorf("rate %g, wanted %g", v, f)
		}
	}
}

// Filters with other seeds have other false positives.
func TestBloomSeeds(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	a, b := newBloom(1000, 0.1, 1, 2), newBloom(1000, 0.1, 3, 4)
	for range 1000 {
		k := rng.Uint64()
		a.add(k)
		b.add(k)
	}
	both := 0
	const tries = 100_000
	for range tries {
		if k := rng.Uint64(); a.has(k) && b.has(k) {
			both++
		}
	}
	if both > tries*2/100 {
		t.Errorf("%d of %d hit both, expected about one in a hundred", both, tries)
	}
}

// The table that the method is published with.
func TestTimes(t *testing.T) {
	for a, row := range []string{
		"0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
		"5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
	} {
		for b, want := range row {
			if got := times(a, b); got != int(want-'0') {
				t.Errorf("%d times %d is %d, want %c", a, b, got, want)
			}
		}
	}
}

// 236 has check digit 3: the example of many descriptions of the method.
func TestCheckDigit(t *testing.T) {
	for n := range uint64(10) {
		if got := product(2360+n, 4, 0) == 0; got != (n == 3) {
			t.Errorf("236%d: %t", n, got)
		}
	}
	// It is made to catch every single wrong digit, and every two neighbours
	// that changed places.
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Range(0, 99_999_999_999).Draw(t, "number") * 10
		for !validNumber(n) {
			n++
		}
		place := uint64(math.Pow10(rapid.IntRange(0, numberDigits-2).Draw(t, "place")))
		digit, next := n/place%10, n/(10*place)%10
		if other := rapid.Uint64Range(0, 9).Draw(t, "other"); other != digit && validNumber(n-digit*place+other*place) {
			t.Errorf("%d stays valid with another digit", n)
		}
		if swapped := n - digit*place - next*10*place + next*place + digit*10*place; digit != next && validNumber(swapped) {
			t.Errorf("%d stays valid with neighbours swapped", n)
		}
	})
}

func TestChoose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 300).Draw(t, "n")
		k := rapid.IntRange(0, n).Draw(t, "k")
		got := choose(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)), n, k)
		slices.Sort(got)
		if len(got) != k || len(slices.Compact(got)) != k || k > 0 && (got[0] < 0 || got[k-1] >= n) {
			t.Errorf("%d of %d: %v", k, n, got)
		}
	})
}
