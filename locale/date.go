package locale

import (
	"fmt"
	"strconv"
	"time"
)

// A Date is a calendar date known to the day, the month or only the year. A
// zero Day means that the day is not known, a zero Month that neither is the
// month; the zero Date is no date at all.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads "2023-06-12", "2023-06" or "2023".
func ParseDate(s string) (Date, error) {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 {
			d := Date{Year: t.Year()}
			if len(layout) > len("2006") {
				d.Month = t.Month()
			}
			if len(layout) > len("2006-01") {
				d.Day = t.Day()
			}
			return d, nil
		}
	}
	return Date{}, fmt.Errorf("%q is no date like 2023-06-12, 2023-06 or 2023", s)
}

// UnmarshalText reads a date as [ParseDate] does.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MarshalText writes the date as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// String writes "2023-06-12", "2023-06" or "2023", and nothing for no date.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

func (d Date) in(m *Messages) string { return m.When(d) }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// First is the first day that the date may mean, Last the last, both at
// midnight UTC.
func (d Date) First() time.Time {
	return time.Date(d.Year, max(d.Month, 1), max(d.Day, 1), 0, 0, 0, 0, time.UTC)
}

// Last is the last day that the date may mean, at midnight UTC.
func (d Date) Last() time.Time {
	switch {
	case d.Month == 0:
		return time.Date(d.Year+1, 1, 0, 0, 0, 0, 0, time.UTC)
	case d.Day == 0:
		return time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return d.First()
}

// When writes a date as exactly as it is known: "12 June 2023", "June 2023" or
// "2023".
func (m *Messages) When(d Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return strconv.Itoa(d.Year)
	case d.Day == 0:
		return m.Month(d.Year, d.Month)
	}
	return m.grammar.date.pattern(m, Args{
		"day":   Plain(strconv.Itoa(d.Day)),
		"month": Plain(m.monthName(d.Month)),
		"year":  Plain(strconv.Itoa(d.Year)),
	})
}

// Date writes the day that t has in its own time zone: "12 June 2023".
func (m *Messages) Date(t time.Time) string {
	year, month, day := t.Date()
	return m.When(Date{year, month, day})
}

// Month writes a month of a year: "June 2023".
func (m *Messages) Month(year int, month time.Month) string {
	return m.grammar.monthYear.pattern(m, Args{
		"month": Plain(m.monthName(month)),
		"year":  Plain(strconv.Itoa(year)),
	})
}

// monthName is the name of a month, or its number if there is no such month.
func (m *Messages) monthName(month time.Month) string {
	if month < time.January || month > time.December {
		return strconv.Itoa(int(month))
	}
	return m.grammar.Months[month-1]
}

// Clock writes a time of day as people say it: "8 am", "10:30 pm".
func (m *Messages) Clock(hour, minute int) string {
	time := strconv.Itoa((hour+11)%12 + 1)
	if minute != 0 {
		time += fmt.Sprintf(":%02d", minute)
	}
	part := m.grammar.Clock[0]
	for _, p := range m.grammar.Clock {
		if p.From <= hour {
			part = p
		}
	}
	return part.text.pattern(m, Args{"time": Plain(time)})
}
