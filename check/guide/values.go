package guide

import (
	"slices"

	"neem/check/guide/factfile"
	"neem/locale"
)

// Values are what the words about a fact refer to by name, as
// {@channel.chakshu.fraud_days}: limits and counts, amounts, days, and names.
type Values struct {
	Numbers map[string]int64       `toml:"numbers"`
	Amounts map[string]int64       `toml:"amounts"` // whole rupees
	Dates   map[string]locale.Date `toml:"dates"`
	Names   map[string][]string    `toml:"names"`
}

// value finds one of the values; nil if there is none of that name.
func (v Values) value(name string) locale.Value {
	if n, ok := v.Numbers[name]; ok {
		return locale.Count(n)
	}
	if n, ok := v.Amounts[name]; ok {
		return locale.Rupees(n)
	}
	if d, ok := v.Dates[name]; ok {
		return d
	}
	if names, ok := v.Names[name]; ok {
		return locale.Names(names)
	}
	return nil
}

// check notes values without a good name or content. taken reports names that
// mean something else already; dates later than latest are faults.
func (v Values) check(f *factfile.File, at string, taken func(name string) bool, latest locale.Date) {
	seen := make(map[string]bool)
	check := func(field, name string) {
		if !entryID.MatchString(name) || seen[name] || taken(name) {
			f.Fault(at+"."+field, "%s: the name %q is taken or not made of small letters, digits and _", field, name)
		}
		seen[name] = true
	}
	for name, n := range v.Numbers {
		check("numbers", name)
		if n <= 0 {
			f.Fault(at+".numbers", "%s should be more than 0", name)
		}
	}
	for name, n := range v.Amounts {
		check("amounts", name)
		if n <= 0 {
			f.Fault(at+".amounts", "%s should be more than 0", name)
		}
	}
	for name, d := range v.Dates {
		check("dates", name)
		if d.First().After(latest.First()) {
			f.Fault(at+".dates", "%s is later than checked", name)
		}
	}
	for name, list := range v.Names {
		check("names", name)
		if len(list) == 0 || slices.Contains(list, "") {
			f.Fault(at+".names", "%s is empty", name)
		}
	}
}
