package bench

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// label names the row, with the rate asked if it has one.
func (r Row) label() string {
	if r.Rate == nil {
		return r.Name
	}
	return fmt.Sprintf("%s (rate %g)", r.Name, *r.Rate)
}

// Markdown writes the report as tables with what they mean.
func (r Report) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s keys\n\n", thousands(int64(r.Keys)))
	b.WriteString(`All ways of keeping the same hashes, measured in one run. The rate is the share of
hashes not in the list that are taken for listed. "÷ filter bound" compares with
log2(1/rate) bits a key, the least that any filter takes; "÷ bucket bound" with
log2(1/rate) + 1.44, the least that a list takes which can be merged and compared.

## Size

`)
	t := newTable("", "rate", "bytes", "bits a key", "÷ filter bound", "÷ bucket bound")
	for _, x := range r.Rows {
		if s := x.Size; s != nil && x.Peer != unsortedID {
			t.row(x.label(), fmt.Sprintf("%.3g", s.Rate), thousands(s.Bytes), fmt.Sprintf("%.2f", s.BitsPerKey), fmt.Sprintf("%.3f", s.FilterRatio), fmt.Sprintf("%.3f", s.BucketRatio))
		}
	}
	t.write(&b)
	b.WriteString("\n## Wrong answers\n\n\"Missed\" counts listed keys that were not found.\n\n")
	t = newTable("", "listed asked", "missed", "others asked", "false positives", "expected")
	for _, x := range r.Rows {
		if s := x.Truth; s != nil {
			t.row(x.label(), thousands(int64(s.Present)), strconv.Itoa(s.Missed), thousands(int64(s.Absent)), thousands(int64(s.FalsePositive)), fmt.Sprintf("%.4g", s.Expected))
		}
	}
	t.write(&b)
	fmt.Fprintf(&b, "\n## Building\n\nFrom lines of text to a finished file, flushed to the disk; median of %d, each in\na process of its own. Memory is the most that the process held.\n\n", r.Rounds)
	t = newTable("", "seconds", "keys a second", "memory MiB")
	for _, x := range r.Rows {
		if s := x.Build; s != nil {
			t.row(x.label(), fmt.Sprintf("%.3f", s.Seconds), thousands(int64(s.KeysPerSec)), known(s.PeakBytes, 1<<20))
		}
	}
	t.write(&b)
	b.WriteString("\n## Asking\n\nOne question to an open file that the system has in memory, in random order, half\nfor listed keys; nanoseconds. Median and slowest hundredth are of single questions\nand include reading the clock; the mean is of a loop. The pack keeps what it read\nlast, 32 MiB of it. \"SELECT of a row\" only fetches from the pack what a question\nneeds to fetch if nothing is kept. Bytes are those that\nthe program has the system read, in files just opened: to open one, and for one\nquestion then (median and most). Whole filters are loaded when opened.\n\n")
	t = newTable("", "median", "slowest 1 %", "mean", "bytes to open", "bytes for one", "at most")
	for _, x := range r.Rows {
		if x.Lookup == nil && x.Cold == nil {
			continue
		}
		cells := []string{x.label(), "", "", "", "", "", ""}
		if s := x.Lookup; s != nil {
			cells[1], cells[2], cells[3] = thousands(int64(s.MedianNs)), thousands(int64(s.P99Ns)), thousands(int64(s.MeanNs))
		}
		if s := x.Cold; s != nil {
			cells[4], cells[5], cells[6] = thousands(s.OpenBytes), thousands(s.LookupBytes), thousands(s.MostBytes)
		}
		t.row(cells...)
	}
	t.write(&b)
	writeGoals(&b, r.Goals())
	_, err := io.WriteString(w, b.String())
	return err
}

// SizesMarkdown writes sizes as a table.
func SizesMarkdown(w io.Writer, rows []SizeRow) error {
	var b strings.Builder
	b.WriteString(`# Sizes of packs

A pack's bits are whole, so its rate is the one nearest to the one asked. The least
possible is log2(1/rate) + 1.44 bits for each occupied bucket; "index data" leaves
out what every pack has once (the header, the database's own pages).

`)
	t := newTable("buckets", "rate asked", "rate", "file bytes", "file ÷ least", "index ÷ least", "all the rest, bytes")
	for _, r := range rows {
		t.row(thousands(int64(r.Keys)), fmt.Sprintf("%g", r.Asked), fmt.Sprintf("%.3g", r.Rate), thousands(r.Bytes), fmt.Sprintf("%.4f", r.FileRatio), fmt.Sprintf("%.4f", r.IndexRatio), thousands(r.Fixed))
	}
	t.write(&b)
	writeGoals(&b, SizeGoals(rows))
	_, err := io.WriteString(w, b.String())
	return err
}

func writeGoals(b *strings.Builder, goals []Goal) {
	if len(goals) == 0 {
		return
	}
	b.WriteString("\n## Goals\n\n")
	t := newTable("", "at most", "measured", "")
	for _, g := range goals {
		verdict := "met"
		if !g.Met() {
			verdict = "**missed**"
		}
		t.row(g.About, strings.TrimSpace(fmt.Sprintf("%g %s", g.Want, g.Unit)), fmt.Sprintf("%.5g", g.Got), verdict)
	}
	t.write(b)
}

// A table is written in columns that also line up as plain text.
type table struct{ rows [][]string }

func newTable(head ...string) *table { return &table{rows: [][]string{head}} }

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) write(b *strings.Builder) {
	widths := make([]int, len(t.rows[0]))
	for _, r := range t.rows {
		for i, c := range r {
			widths[i] = max(widths[i], len([]rune(c)))
		}
	}
	for n, r := range t.rows {
		for i, c := range r {
			if i == 0 {
				fmt.Fprintf(b, "| %-*s ", widths[i], c)
			} else {
				fmt.Fprintf(b, "| %*s ", widths[i], c)
			}
		}
		b.WriteString("|\n")
		if n == 0 {
			for i, w := range widths {
				if i == 0 {
					fmt.Fprintf(b, "|%s", strings.Repeat("-", w+2))
				} else {
					fmt.Fprintf(b, "|%s:", strings.Repeat("-", w+1))
				}
			}
			b.WriteString("|\n")
		}
	}
}

// known writes a number of bytes in units, or that the system does not tell.
func known(bytes, unit int64) string {
	if bytes <= 0 {
		return "not known"
	}
	return thousands(bytes / unit)
}

// thousands writes a number with commas.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
