package bucket

import (
	"errors"
	"math"
	"testing"

	"neem/check/detail"
)

func parse(t *testing.T, k detail.Kind, typed string) detail.Detail {
	t.Helper()
	d, err := detail.Parse(k, typed)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Known answers. The SHA-1 is that of "123456" as Pwned Passwords lists it,
// the NT hash the one of [MS-NLMP] 4.2.2.1.2 for "Password"
// ("a4f49c406510bdca…"); the rest was computed with sha256sum, for example
// printf 'neem/1/mobile\0+916000000000' | sha256sum.
func TestKey(t *testing.T) {
	tests := []struct {
		shape Shape
		typed []string
		want  Key
	}{
		{PasswordSHA1, []string{"123456"}, Key{0, 0x7c4a8d09ca3762af}},
		{PasswordNTLM, []string{"Password"}, Key{0, 0xa4f49c406510bdca}},
		{Mobile, []string{"6000000000"}, Key{0, 0x14c6f7bf96291e75}},
		{MobileID4, []string{"6000000000", "0007"}, Key{0, 0x14c6f7bf96291e75}},
		{MobileID4, []string{"6000000000", "0008"}, Key{1, 0x14c6f7bf96291e75}},
		{MobileID4, []string{"6000000000", "9999"}, Key{1249, 0x14c6f7bf96291e75}},
		{Email, []string{"A@example.org"}, Key{0, 0x57de0161cc2d1e84}},
		{EmailID4, []string{"a@example.org", "123F"}, Key{1067, 0x57de0161cc2d1e84}},
		{MobileBirthYear, []string{"6000000000", "1900"}, Key{0, 0x14c6f7bf96291e75}},
		{MobileBirthYear, []string{"6000000000", "1935"}, Key{0, 0x14c6f7bf96291e75}},
		{MobileBirthYear, []string{"6000000000", "1936"}, Key{1, 0x14c6f7bf96291e75}},
		{MobileBirthYear, []string{"6000000000", "1943"}, Key{1, 0x14c6f7bf96291e75}},
		{MobileBirthYear, []string{"6000000000", "1944"}, Key{2, 0x14c6f7bf96291e75}},
		{MobileBirthYear, []string{"6000000000", "2015"}, Key{10, 0x14c6f7bf96291e75}},
		{MobileBirthYear, []string{"6000000000", "2016"}, Key{11, 0x14c6f7bf96291e75}},
		{EmailBirthYear, []string{"a@example.org", "2099"}, Key{11, 0x57de0161cc2d1e84}},
		{MobilePIN3, []string{"6000000000", "100"}, Key{0, 0x14c6f7bf96291e75}},
		{EmailPIN3, []string{"a@example.org", "999"}, Key{899, 0x57de0161cc2d1e84}},
	}
	for _, tt := range tests {
		var details []detail.Detail
		for i, k := range tt.shape.Kinds() {
			details = append(details, parse(t, k, tt.typed[i]))
		}
		got, err := tt.shape.Key(details...)
		if err != nil || got != tt.want {
			t.Errorf("%s %v: %x, %v; want %x", tt.shape, tt.typed, got, err, tt.want)
		}
	}
}

func TestKeyRefusesOtherShapes(t *testing.T) {
	mobile, id := parse(t, detail.Mobile, "6000000000"), parse(t, detail.ID4, "1234")
	for _, details := range [][]detail.Detail{{}, {mobile}, {id, mobile}, {mobile, mobile}, {mobile, id, id}} {
		if _, err := MobileID4.Key(details...); !errors.Is(err, ErrShape) {
			t.Errorf("%d details: %v", len(details), err)
		}
	}
}

func TestBucket(t *testing.T) {
	tests := []struct {
		key  Key
		bits int
		want uint64
	}{
		{Key{0, 1 << 63}, 1, 1},
		{Key{0, 1<<63 - 1}, 1, 0},
		{Key{3, math.MaxUint64}, 4, 3<<4 | 15},
		{Key{3, math.MaxUint64}, 0, 3},
		{Key{0, math.MaxUint64}, 63, math.MaxUint64 >> 1},
	}
	for _, tt := range tests {
		if got := tt.key.Bucket(tt.bits); got != tt.want {
			t.Errorf("%x at %d bits: %d, want %d", tt.key, tt.bits, got, tt.want)
		}
	}
	for _, s := range Shapes() {
		if n := s.Count(s.MaxBits()); n == 0 || n > 1<<63 {
			t.Errorf("%s: %d buckets at most bits", s, n)
		}
	}
}

// The parameters of the design: what populations of India come to.
func TestBits(t *testing.T) {
	tests := []struct {
		shape      Shape
		policy     Policy
		keys, pop  uint64
		fp         float64
		want       int
		impossible bool
	}{
		{Mobile, Deniable, 1, 1_060_630_000, 0, 26, false},
		{Email, Deniable, 1, 5_000_000_000, 0, 28, false},
		{MobileID4, Deniable, 1, 1_060_630_000, 0, 16, false},
		{MobileID4, Confirmable, 1, 1_400_000_000, 0, 26, false},
		{Mobile, Deniable, 1, 6_000_000, 0, 19, false},
		{Mobile, Deniable, 1, 10, 0, 0, true},
		{MobileID4, Deniable, 1, 13_749, 0, 0, true},
		{MobileID4, Deniable, 1, 13_750, 0, 0, false},
		{PasswordSHA1, Public, 1000, 0, 1e-3, 20, false}, // 1000/2^20 < 0.001 < 1000/2^19
		{PasswordSHA1, Public, 1 << 10, 0, 1.0 / (1 << 10), 20, false},
		{PasswordSHA1, Public, 1_000_000_000, 0, 1e-9, 60, false},
		{PasswordSHA1, Public, math.MaxUint64, 0, 1e-9, 0, true},
		{MobileID4, Internal, 1250, 0, 0.5, 1, false},
		// How many people share a year of birth or a place is not known.
		{MobileBirthYear, Deniable, 1, 1_060_630_000, 0, 0, true},
		{EmailPIN3, Deniable, 1, 5_000_000_000, 0, 0, true},
		{MobileBirthYear, Confirmable, 1, 1_400_000_000, 0, 26, false},
	}
	for _, tt := range tests {
		got, err := Bits(tt.shape, tt.policy, tt.keys, tt.pop, tt.fp)
		if (err != nil) != tt.impossible || got != tt.want {
			t.Errorf("%s %s keys %d population %d rate %g: %d bits, %v; want %d", tt.shape, tt.policy, tt.keys, tt.pop, tt.fp, got, err, tt.want)
		}
	}
}

// The tails that the design found: at a mean of 8.57, 1 in 5,261 is alone.
func TestAnonymity(t *testing.T) {
	a := AnonymityOf(8.5681)
	if math.Abs(1/a.Alone-5261) > 5 || a.FirstPercentile != 4 || a.Mean != 8.5681 {
		t.Errorf("%+v", a)
	}
	for mean, want := range map[float64]int{0.001: 1, 11: 5, 20.9: 12, 1000: 928} {
		if got := AnonymityOf(mean).FirstPercentile; got != want {
			t.Errorf("at a mean of %g the first percentile is %d, want %d", mean, got, want)
		}
	}
}

// The figures of the design's tables: a million Indians by mobile, everybody
// tried: 1 truly listed in 16 or so.
func TestListedShare(t *testing.T) {
	occupied := func(n, m float64) uint64 { return uint64(m * (1 - math.Exp(-n/m))) }
	tests := []struct {
		policy    Policy
		n, m, pop float64
		want      float64
	}{
		{Deniable, 1e6, 1 << 26, 1_060_630_000, 0.06},
		{Confirmable, 1e6, 1250 * (1 << 26), 1_060_630_000, 0.99},
		{Public, 1000, 1 << 30, 0, 0.9999},
		{Public, 1 << 29, 1 << 30, 0, 0.025},
		{Internal, 1 << 29, 1 << 30, 0, 0.025}, // passwords have no population
	}
	for _, tt := range tests {
		d := occupied(tt.n, tt.m)
		got := ListedShare(tt.policy, d, uint64(tt.m), uint64(tt.pop), float64(d)/tt.m)
		if math.Abs(got-tt.want) > 0.01 {
			t.Errorf("%s %g of %g: %.4f, want %.4f", tt.policy, tt.n, tt.m, got, tt.want)
		}
	}
	if got := EstimateListed(occupied(1e6, 1<<20), 1<<20); math.Abs(got-1e6) > 10 {
		t.Errorf("a million in 2^20 buckets is estimated as %f", got)
	}
}

func TestParse(t *testing.T) {
	if s, err := ParseShape("mobile + id4"); err != nil || s != MobileID4 {
		t.Errorf("%v, %v", s, err)
	}
	if _, err := ParseShape("id4"); !errors.Is(err, ErrUnknownShape) {
		t.Errorf("%v", err)
	}
	if _, err := ParsePolicy("secret"); !errors.Is(err, ErrUnknownPolicy) {
		t.Errorf("%v", err)
	}
}
