package locale

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNumber(t *testing.T) {
	m := small(t).Messages("hi")
	tests := map[int64]string{
		0: "0", 7: "7", 999: "999", 1000: "1,000", 12345: "12,345", 123456: "1,23,456",
		1234567: "12,34,567", 815000000: "81,50,00,000", -1234567: "-12,34,567",
		math.MinInt64: "-92,23,37,20,36,85,47,75,808",
	}
	for n, want := range tests {
		if got := m.Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestNumberKeepsDigits(t *testing.T) {
	m := small(t).Messages("en")
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		if got := strings.ReplaceAll(m.Number(n), ",", ""); got != strconv.FormatInt(n, 10) {
			t.Fatalf("Number(%d) = %q", n, m.Number(n))
		}
	})
}

func TestLarge(t *testing.T) {
	m := small(t)
	tests := []struct {
		n      int64
		en, hi string
	}{
		{99_999, "99,999", "99,999"},
		{100_000, "1 lakh", "1 लाख"},
		{110_355, "1.1 lakh", "1.1 लाख"},
		{111_002, "1.11 lakh", "1.11 लाख"},
		{1_500_000, "15 lakh", "15 लाख"},
		{2_500_000, "25 lakh", "25 लाख"},
		{5_033_997, "50.3 lakh", "50.3 लाख"},
		{9_994_000, "99.9 lakh", "99.9 लाख"},
		{9_999_000, "1 crore", "1 करोड़"},
		{10_000_000, "1 crore", "1 करोड़"},
		{16_472_873, "1.65 crore", "1.65 करोड़"},
		{815_000_000, "81.5 crore", "81.5 करोड़"},
		{1_400_000_000, "140 crore", "140 करोड़"},
		{123_456_789_000, "12,346 crore", "12,346 करोड़"},
		{-2_500_000, "-25 lakh", "-25 लाख"},
	}
	for _, tt := range tests {
		if en, hi := m.Messages("en").Large(tt.n), m.Messages("hi").Large(tt.n); en != tt.en || hi != tt.hi {
			t.Errorf("Large(%d) = %q, %q; want %q, %q", tt.n, en, hi, tt.en, tt.hi)
		}
	}
}

func TestList(t *testing.T) {
	m := small(t).Messages("hi")
	tests := []struct {
		items []string
		want  string
	}{
		{nil, ""},
		{[]string{"क"}, "क"},
		{[]string{"क", "ख"}, "क और ख"},
		{[]string{"क", "ख", "ग"}, "क, ख और ग"},
	}
	for _, tt := range tests {
		if got := m.List(tt.items); got != tt.want {
			t.Errorf("List(%q) = %q, want %q", tt.items, got, tt.want)
		}
	}
	if got := (Names{"a", "b", "c"}).String(); got != "a, b, c" {
		t.Errorf("Names.String() = %q", got)
	}
}
