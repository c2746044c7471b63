package tally

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"neem/check/edition"
)

func days(counts map[string]map[string]int) map[string]day {
	all := map[string]day{}
	for name, languages := range counts {
		all[name] = day{Languages: languages, Kinds: map[string]int{}, Leaks: map[string]int{}}
	}
	return all
}

func lines(figures []Figure) string {
	var b strings.Builder
	for _, f := range figures {
		fmt.Fprintf(&b, "%s %s %s %d\n", f.Period, f.Table, f.Word, f.Count)
	}
	return b.String()
}

func TestFigures(t *testing.T) {
	for name, tt := range map[string]struct {
		days  map[string]map[string]int
		today string
		want  string
	}{
		"nothing": {nil, "2026-11-29", ""},
		"small counts are not told": {
			map[string]map[string]int{"2026-10-01": {"ta": 5, "ur": 4}}, "2026-11-29",
			"2026-10-01 language ta 5\n",
		},
		"a month less its day would leave two": {
			map[string]map[string]int{"2026-10-01": {"ta": 5}, "2026-10-02": {"ta": 2}}, "2026-11-29",
			"2026-10-01 language ta 5\n",
		},
		"a month of small days": {
			map[string]map[string]int{"2026-10-01": {"ta": 4}, "2026-10-02": {"ta": 3}}, "2026-11-29",
			"2026-10 language ta 7\n",
		},
		"people, where all languages are told": {
			map[string]map[string]int{"2026-10-01": {"ta": 4, "ur": 3}, "2026-10-02": {"ta": 3, "ur": 3}}, "2026-11-29",
			"2026-10 people  13\n2026-10 language ta 7\n2026-10 language ur 6\n",
		},
		"people less languages would leave one": {
			map[string]map[string]int{"2026-10-01": {"ta": 4}, "2026-10-02": {"ta": 3, "ur": 1}}, "2026-11-29",
			"2026-10 language ta 7\n",
		},
		"today is not told, and its month not as a whole": {
			map[string]map[string]int{"2026-11-01": {"ta": 9}, "2026-11-28": {"ta": 4}, "2026-11-29": {"ta": 9}}, "2026-11-29",
			"2026-11-01 language ta 9\n",
		},
		"the day after": {
			map[string]map[string]int{"2026-11-29": {"ta": 9}}, "2026-11-30",
			"2026-11-29 language ta 9\n",
		},
		"a clock that was ahead": {
			map[string]map[string]int{"2040-01-01": {"ta": 9}}, "2026-11-29", "",
		},
	} {
		if got := lines(figures(days(tt.days), tt.today, []string{"ta", "ur"}, length)); got != tt.want {
			t.Errorf("%s:\n%swant\n%s", name, got, tt.want)
		}
	}
}

// Everybody who knows the rules and all that is told finds for each count that is
// not told that it may have been zero, one, two or three: all months there can be are
// tried, of three days with two languages of up to six people.
func TestNothingFollows(t *testing.T) {
	const length, most = 3, 6
	names := []string{"2026-10-01", "2026-10-02", "2026-10-03"}
	type seen struct {
		told   map[string]bool
		values [2 * length][most + 1]bool
	}
	outcomes := map[string]*seen{}
	var counts [2 * length]int
	for {
		all := map[string]map[string]int{}
		for i, n := range counts {
			if name := names[i%length]; n > 0 {
				if all[name] == nil {
					all[name] = map[string]int{}
				}
				all[name][[]string{"ta", "ur"}[i/length]] = n
			}
		}
		told := figures(days(all), "2026-11-01", []string{"ta", "ur"}, func(string) int { return length })
		key := lines(told)
		o := outcomes[key]
		if o == nil {
			o = &seen{told: map[string]bool{}}
			for _, f := range told {
				o.told[f.Period+f.Word] = true
			}
			outcomes[key] = o
		}
		for i, n := range counts {
			o.values[i][n] = true
		}
		i := 0
		for ; i < len(counts); i++ {
			if counts[i]++; counts[i] <= most {
				break
			}
			counts[i] = 0
		}
		if i == len(counts) {
			break
		}
	}
	if len(outcomes) < 100 {
		t.Fatalf("only %d outcomes: nothing is told", len(outcomes))
	}
	sums := 0
	for key, o := range outcomes {
		if strings.Contains(key, "2026-10 ") {
			sums++
		}
		for i, values := range o.values {
			if o.told[names[i%length]+[]string{"ta", "ur"}[i/length]] {
				continue
			}
			for n := range Smallest - 1 {
				if !values[n] {
					t.Errorf("count %d cannot have been %d after\n%s", i, n, key)
				}
			}
		}
	}
	if sums == 0 {
		t.Error("no sum is ever told")
	}
}

func TestCSV(t *testing.T) {
	e, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	told := []Figure{
		{"2026-10", People, "", 12}, {"2026-10", Languages, "ta", 12}, {"2026-10", Kinds, "money", 7},
		{"2026-10", Kinds, KindCaller, 5}, {"2026-10", Leaks, "cowin2023", 6}, {"2026-10", Leaks, "gone", 6},
	}
	for _, l := range e.Locales.Languages() {
		data, err := CSV(e.Locales.Messages(l.Tag), e.Locales, told)
		if err != nil {
			t.Fatal(err)
		}
		rows := strings.Split(strings.TrimSpace(string(data)), "\n")
		if len(rows) != 7 || rows[0] != "period,table,id,name,count" || rows[2] != "2026-10,language,ta,தமிழ்,12" || rows[6] != "2026-10,leak,gone,gone,6" || strings.ContainsAny(string(data), "⟦\u2068") {
			t.Errorf("%s: %q", l.Tag, rows)
		}
		if slices.ContainsFunc(rows, func(r string) bool { return strings.Contains(r, ",,1") && !strings.Contains(r, "people") }) {
			t.Errorf("%s: a name is missing: %q", l.Tag, rows)
		}
	}
}
