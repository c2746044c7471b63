package edition

import (
	"bytes"
	"testing"

	"neem/assets/facts"
	"neem/locale"
)

// What a start costs: with what is built in, and with an installed edition.
func BenchmarkBuiltIn(b *testing.B) {
	for b.Loop() {
		if _, err := BuiltIn(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	data, err := Make(2, locale.Date{Year: 2026, Month: 11, Day: 24}, facts.FS, locale.Files())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(data)), "bytes")
	for b.Loop() {
		if _, err := Read(bytes.NewReader(data), int64(len(data))); err != nil {
			b.Fatal(err)
		}
	}
}
