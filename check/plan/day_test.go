package plan_test

import (
	"errors"
	"testing"

	"neem/check/plan"
)

func TestParseDay(t *testing.T) {
	today := day(t, "2026-11-24")
	for typed, want := range map[string]string{
		"24.11.2026": "2026-11-24", "5/11/26": "2026-11-05", "05-11-2026": "2026-11-05", "2026-11-05": "2026-11-05",
		"२४.११.२०२६": "2026-11-24", "௨௪-௧௧-௨௦௨௬": "2026-11-24", " 1 . 1 . 2026 ": "2026-01-01", "29.2.2024": "2024-02-29",
		"۲۴/۱۱/۲۰۲۶": "2026-11-24", "31.12.2000": "2000-12-31",
	} {
		if got, err := plan.ParseDay(typed, today); err != nil || got != day(t, want) {
			t.Errorf("%q is %s, %v", typed, got, err)
		}
	}
	for typed, want := range map[string]error{
		"": plan.ErrNoDay, "yesterday": plan.ErrNoDay, "24.11": plan.ErrNoDay, "31.2.2026": plan.ErrNoDay, "0.1.2026": plan.ErrNoDay,
		"1.0.2026": plan.ErrNoDay, "1.13.2026": plan.ErrNoDay, "-1.1.2026.": nil, "1.1.20266": plan.ErrNoDay, "1.1.2026.1": plan.ErrNoDay,
		"25.11.2026": plan.ErrFuture, "1.1.27": plan.ErrFuture, "1.1.1926": plan.ErrLongAgo, "1.1.202": plan.ErrLongAgo,
	} {
		if got, err := plan.ParseDay(typed, today); !errors.Is(err, want) {
			t.Errorf("%q is %s, %v; want %v", typed, got, err, want)
		}
	}
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"24.11.2026", "२४/११/२६", "2026-11-05", "....", "1.1.1"} {
		f.Add(s)
	}
	today := day(f, "2026-11-24")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := plan.ParseDay(s, today)
		if err != nil {
			return
		}
		if d.First().After(today.First()) || d.Year < 2000 {
			t.Errorf("%q is %s", s, d)
		}
		if again, err := plan.ParseDay(d.String(), today); err != nil || again != d {
			t.Errorf("%q is %s, which is %s, %v", s, d, again, err)
		}
	})
}
