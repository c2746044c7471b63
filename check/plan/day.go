package plan

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"neem/check/detail"
	"neem/locale"
)

// What is wrong with a day that somebody typed.
var (
	ErrNoDay   = errors.New("not a day")
	ErrFuture  = errors.New("the day is still to come")
	ErrLongAgo = errors.New("the day is too long ago")
)

// firstYear is before everything that anybody will report here.
const firstYear = 2000

// ParseDay reads a day as people write it in India, day before month:
// "5.11.2026", "05/11/26", "5-11-2026", "2026-11-05", in the digits of any
// script. A day after today cannot be one on which something happened.
func ParseDay(s string, today locale.Date) (locale.Date, error) {
	parts := strings.FieldsFunc(detail.LatinDigits(s), func(r rune) bool { return strings.ContainsRune(" .-/,", r) })
	if len(parts) != 3 {
		return locale.Date{}, ErrNoDay
	}
	if len(parts[0]) == 4 { // the year stands first
		parts[0], parts[2] = parts[2], parts[0]
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || len(p) > 4 {
			return locale.Date{}, ErrNoDay
		}
		n[i] = v
	}
	if len(parts[2]) <= 2 {
		n[2] += 2000
	}
	d := locale.Date{Year: n[2], Month: time.Month(n[1]), Day: n[0]}
	if n[0] == 0 || n[1] == 0 || DateOf(d.First()) != d { // such as 31 February
		return locale.Date{}, ErrNoDay
	}
	switch {
	case d.First().After(today.First()):
		return locale.Date{}, ErrFuture
	case d.Year < firstYear:
		return locale.Date{}, ErrLongAgo
	}
	return d, nil
}

// DateOf is the day that t has in its own time zone.
func DateOf(t time.Time) locale.Date {
	year, month, day := t.Date()
	return locale.Date{Year: year, Month: month, Day: day}
}

// DaysBefore is the day so many days before d.
func DaysBefore(d locale.Date, days int) locale.Date { return DateOf(d.First().AddDate(0, 0, -days)) }
