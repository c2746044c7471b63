package guide

import (
	"strconv"

	"neem/check/guide/factfile"
	"neem/locale"
)

// Hours say when a channel answers.
type Hours struct {
	Always         bool   `toml:"always"` // day and night, every day
	Days           Days   `toml:"days"`
	From           string `toml:"from"` // "08:00"
	To             string `toml:"to"`
	NotHolidays    bool   `toml:"not_national_holidays"` // closed on national holidays
	RecordedAlways bool   `toml:"recorded_always"`       // a recorded voice answers at other times
}

// Days are the days of the week on which people answer.
type Days string

// The weeks. The words are messages "channels.hours.<days>".
const (
	Daily  Days = "daily"
	MonSat Days = "mon_sat"
)

// In writes the hours in the language of m: "8 am to 8 pm, every day".
func (h Hours) In(m *locale.Messages) string {
	if h.Always {
		return m.Text("channels.hours.always")
	}
	hour, minute := clock(h.From)
	toHour, toMinute := clock(h.To)
	s := m.Text("channels.hours."+string(h.Days), locale.Args{
		"from": m.Clock(hour, minute),
		"to":   m.Clock(toHour, toMinute),
	})
	more := func(key string) {
		s = m.Text("channels.hours.more", locale.Args{"hours": s, "more": m.Text(key)})
	}
	if h.NotHolidays {
		more("channels.hours.not_holidays")
	}
	if h.RecordedAlways {
		more("channels.hours.recorded")
	}
	return s
}

// clock reads a time of day that was checked when it was loaded.
func clock(s string) (hour, minute int) {
	if !timeOfDay.MatchString(s) {
		return 0, 0
	}
	hour, _ = strconv.Atoi(s[:2])
	minute, _ = strconv.Atoi(s[3:])
	return hour, minute
}

func (h Hours) check(f *factfile.File, at string) {
	if h.Always {
		if h != (Hours{Always: true}) {
			f.Fault(at, "hours are always, or have days and times, not both")
		}
		return
	}
	if h.Days != Daily && h.Days != MonSat {
		f.Unknown(at, "unknown days %q", h.Days)
	}
	if !timeOfDay.MatchString(h.From) || !timeOfDay.MatchString(h.To) || h.From >= h.To {
		f.Fault(at, "hours from %q to %q should be two times of a day, like 08:00", h.From, h.To)
	}
}
