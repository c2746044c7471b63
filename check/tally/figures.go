package tally

import (
	"context"
	"encoding/csv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"neem/locale"
)

// Smallest is the smallest count that is ever told.
const Smallest = 5

// Table says what is counted. The words are messages "tally.table.<table>".
type Table string

// The tables.
const (
	People    Table = "people" // all who came in a month
	Languages Table = "language"
	Kinds     Table = "kind"
	Leaks     Table = "leak"
)

// A Figure is a count that may be told.
type Figure struct {
	Period string // a day, 2026-11-24, or a month, 2026-11
	Table  Table
	Word   string // the language, kind or leak, by id; "" of People
	Count  int
}

// Month is the month of a figure, or the one that its day is in.
func (f Figure) Month() string { return f.Period[:len("2026-11")] }

// Figures are the counts that may leave the desk, in order. today is left out, and
// so is the month that it is in as a whole: they still grow, and two exports would
// tell who came in between.
//
// A count below [Smallest] is not told, whether it is zero or not. A sum could give
// it away: of a month, seven, less the one day that is told, five, leaves two. So the
// sum of a month is told only where that leaves every day that is not told open, from
// zero to four. How many people came in a month is told only where all
// languages are that the program has. There are no other sums: the languages of a day, say, are not added
// up. Of kinds and leaks a person may have none or several, so that from one table
// nothing follows for another.
//
// So whatever somebody adds and subtracts, who also knows these rules: a day that is
// not told may have had anybody from zero to three. A test tries all there are.
func (t *Tally) Figures(ctx context.Context, today locale.Date) ([]Figure, error) {
	f, err := t.read(ctx)
	if err != nil {
		return nil, err
	}
	return figures(f.Days, today.String(), t.known.Languages, length), nil
}

// figures works on days by their names, which sort as they follow each other; languages
// are all that there can be, length is how many days a month has.
func figures(all map[string]day, today string, languages []string, length func(month string) int) []Figure {
	months := map[string][]string{}
	for name := range all {
		if name < today {
			months[name[:len("2026-11")]] = append(months[name[:len("2026-11")]], name)
		}
	}
	var told []Figure
	for _, month := range slices.Sorted(maps.Keys(months)) {
		days := months[month]
		slices.Sort(days)
		whole := month < today[:len(month)]
		var sums []Figure
		people, spoken := 0, 0
		for _, table := range []struct {
			name Table
			of   func(day) map[string]int
		}{
			{Languages, func(d day) map[string]int { return d.Languages }},
			{Kinds, func(d day) map[string]int { return d.Kinds }},
			{Leaks, func(d day) map[string]int { return d.Leaks }},
		} {
			words := map[string]bool{}
			for _, d := range days {
				for w := range table.of(all[d]) {
					words[w] = true
				}
			}
			for _, w := range slices.Sorted(maps.Keys(words)) {
				sum, shown, open := 0, 0, length(month)
				for _, d := range days {
					n := table.of(all[d])[w]
					sum += n
					if n >= Smallest {
						told = append(told, Figure{d, table.name, w, n})
						shown += n
						open--
					}
				}
				if sum >= Smallest && covered(sum-shown, open) {
					sums = append(sums, Figure{month, table.name, w, sum})
					if table.name == Languages {
						people, spoken = people+sum, spoken+1
					}
				}
			}
		}
		if whole {
			if spoken == len(languages) {
				told = append(told, Figure{month, People, "", people})
			}
			told = append(told, sums...)
		}
	}
	slices.SortStableFunc(told, func(a, b Figure) int {
		if c := strings.Compare(a.Period, b.Period); c != 0 {
			return c
		}
		if c := slices.Index(order(), a.Table) - slices.Index(order(), b.Table); c != 0 {
			return c
		}
		return strings.Compare(a.Word, b.Word)
	})
	return told
}

func order() []Table { return []Table{People, Languages, Kinds, Leaks} }

// covered reports whether counts below Smallest stay open although their sum is
// known: each of so many may still be zero, and may still be the largest. A rest of
// nobody is no exception: then a sum that is missing would tell of somebody.
func covered(rest, open int) bool {
	const most = Smallest - 1
	return open == 0 || rest >= most && rest <= most*(open-1)
}

// length is how many days a month has.
func length(month string) int {
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return 0 // reading has checked it
	}
	return first.AddDate(0, 1, -1).Day()
}

// Period is the day or the month of a figure, as people write it.
func Period(words *locale.Messages, f Figure) string {
	if d, err := locale.ParseDate(f.Period); err == nil {
		return words.When(d)
	}
	return f.Period
}

// Name is what a figure counts, in words; a language has the name that it gives
// itself.
func Name(words *locale.Messages, locales *locale.Catalog, f Figure) string {
	switch {
	case f.Table == Languages:
		for _, l := range locales.Languages() {
			if l.Tag == f.Word {
				return l.Name
			}
		}
	case f.Table == People:
		return words.Text("tally.table.people")
	case f.Table == Leaks && words.Has("leak."+f.Word+".name"):
		return words.Text("leak." + f.Word + ".name")
	case f.Table == Kinds && (f.Word == KindLeak || f.Word == KindCaller):
		return words.Text("tally.kind." + f.Word)
	case f.Table == Kinds && words.Has("situation."+f.Word+".title"):
		return words.Text("situation." + f.Word + ".title")
	}
	return f.Word // of an edition that this program does not have
}

// CSV is a table of figures. The first line names its columns, always in English;
// names are in the language of the words.
func CSV(words *locale.Messages, locales *locale.Catalog, figures []Figure) ([]byte, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	rows := [][]string{{"period", "table", "id", "name", "count"}}
	for _, f := range figures {
		name := locale.StripIsolates(Name(words, locales, f))
		rows = append(rows, []string{f.Period, string(f.Table), f.Word, name, strconv.Itoa(f.Count)})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}
