package locale

import (
	"testing"
	"time"
)

func TestDate(t *testing.T) {
	c := small(t)
	tests := []struct {
		in     string
		en, hi string
		last   string
	}{
		{"2023-06-12", "12 June 2023", "12 जून 2023", "2023-06-12"},
		{"2023-06", "June 2023", "जून 2023", "2023-06-30"},
		{"2024-02", "February 2024", "फरवरी 2024", "2024-02-29"},
		{"2023", "2023", "2023", "2023-12-31"},
	}
	for _, tt := range tests {
		d, err := ParseDate(tt.in)
		if err != nil {
			t.Errorf("ParseDate(%q): %v", tt.in, err)
			continue
		}
		if d.String() != tt.in {
			t.Errorf("ParseDate(%q).String() = %q", tt.in, d.String())
		}
		if got := c.Messages("en").When(d); got != tt.en {
			t.Errorf("in English %s is %q, want %q", tt.in, got, tt.en)
		}
		if got := c.Messages("hi").When(d); got != tt.hi {
			t.Errorf("in Hindi %s is %q, want %q", tt.in, got, tt.hi)
		}
		if got := d.Last().Format(time.DateOnly); got != tt.last {
			t.Errorf("the last day of %s is %s, want %s", tt.in, got, tt.last)
		}
		if d.First().After(d.Last()) {
			t.Errorf("%s ends before it begins", tt.in)
		}
	}
	for _, bad := range []string{"", "23", "2023-6", "2023-13", "2023-02-30", "0000", "12-06-2023", "June 2023", "२०२३"} {
		if d, err := ParseDate(bad); err == nil {
			t.Errorf("ParseDate(%q) = %v", bad, d)
		}
	}
	if got := c.Messages("en").When(Date{}); got != "" {
		t.Errorf("no date is %q", got)
	}
}

func TestDateOfTime(t *testing.T) {
	m := small(t).Messages("en")
	india := time.FixedZone("IST", 5*3600+1800)
	late := time.Date(2026, 12, 31, 20, 0, 0, 0, time.UTC)
	if got := m.Date(late); got != "31 December 2026" {
		t.Errorf("Date = %q", got)
	}
	if got := m.Date(late.In(india)); got != "1 January 2027" {
		t.Errorf("Date in India = %q", got)
	}
	if got := m.Month(2023, time.June); got != "June 2023" {
		t.Errorf("Month = %q", got)
	}
}

func TestClock(t *testing.T) {
	c := small(t)
	tests := []struct {
		hour, minute int
		en, hi       string
	}{
		{0, 0, "12 am", "रात 12 बजे"},
		{8, 0, "8 am", "सुबह 8 बजे"},
		{12, 30, "12:30 pm", "दोपहर 12:30 बजे"},
		{20, 0, "8 pm", "दोपहर 8 बजे"}, // the small grammar has no evening
	}
	for _, tt := range tests {
		if en, hi := c.Messages("en").Clock(tt.hour, tt.minute), c.Messages("hi").Clock(tt.hour, tt.minute); en != tt.en || hi != tt.hi {
			t.Errorf("Clock(%d, %d) = %q, %q; want %q, %q", tt.hour, tt.minute, en, hi, tt.en, tt.hi)
		}
	}
}
