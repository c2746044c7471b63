package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"strings"

	"neem/check/bucket"
	"neem/check/publish"
)

func build(ctx context.Context, t tool, args []string) error {
	set := flag.NewFlagSet("build", flag.ContinueOnError)
	spec := set.String("spec", "", "")
	out := set.String("out", "", "")
	asJSON := set.Bool("json", false, "")
	skipBad := set.Bool("skip-bad", false, "")
	shardBytes := set.Int64("shard-bytes", 0, "")
	cut := addCutFlags(set)
	rest, err := flags(set, args)
	if err != nil {
		return err
	}
	switch {
	case *spec == "" || *out == "":
		return fmt.Errorf("%w: --spec and --out are both needed", errUsage)
	case len(rest) > 0:
		return fmt.Errorf("%w: nothing can be made of %q", errUsage, rest[0])
	case *shardBytes < 0:
		return fmt.Errorf("%w: --shard-bytes cannot be negative", errUsage)
	}
	if err := cut.check(*shardBytes); err != nil {
		return err
	}
	s, err := publish.LoadSpec(*spec)
	if err != nil {
		return err
	}
	_, known, err := builtInCatalog()
	if err != nil {
		return err
	}
	meter := newMeter(t.err)
	report, err := cut.build(ctx, s, *out, publish.Options{SkipBad: *skipBad, ShardBytes: *shardBytes, Progress: meter.show, Known: known.ListOf})
	meter.clear()
	if err != nil {
		return err
	}
	for _, f := range report.Files {
		_, _ = fmt.Fprintf(t.err, "wrote %s\n", f)
	}
	peak := peakRSS()
	for _, l := range report.Lists {
		if l.Bad > 0 {
			_, _ = fmt.Fprintf(t.err, "skipped %d faulty lines of %d\n", l.Bad, l.Rows)
			for _, f := range l.Faults {
				_, _ = fmt.Fprintf(t.err, "  %d: %s\n", f.Lines, f.Words)
			}
		}
		if *asJSON {
			err = printJSON(t.out, l, report, peak)
		} else {
			err = explain(t.out, l, report)
		}
		if err != nil {
			return fmt.Errorf("printing the figures: %w", err)
		}
	}
	return nil
}

// figures is the line that --json prints for a list. Names are a contract:
// they may be added to, not changed.
type figures struct {
	Leak            string        `json:"leak"`
	Shape           bucket.Shape  `json:"shape"`
	Policy          bucket.Policy `json:"policy"`
	Rows            int64         `json:"rows"`
	Bad             int64         `json:"bad"`
	BadByFault      faults        `json:"bad_by_fault"`
	Padding         int64         `json:"padding"`
	PassedOver      int64         `json:"passed_over"`
	Duplicates      int64         `json:"duplicates"`
	Sorted          bool          `json:"sorted"`
	Keys            uint64        `json:"keys"`
	Occupied        uint64        `json:"occupied"`
	Written         uint64        `json:"written"` // occupied buckets in the files made
	Buckets         uint64        `json:"buckets"`
	Bits            int           `json:"bits"`
	FalsePositive   float64       `json:"false_positive"`
	Anonymity       *float64      `json:"anonymity"`
	FirstPercentile *int          `json:"anonymity_first_percentile,omitempty"`
	Alone           *float64      `json:"alone_share,omitempty"`
	ListedShare     float64       `json:"listed_share"`
	BitsPerKey      float64       `json:"bits_per_key"`
	BitsPerKeyBound float64       `json:"bits_per_key_bound"`
	Bytes           int64         `json:"bytes"`
	Seconds         float64       `json:"seconds"`
	PeakRSS         int64         `json:"peak_rss_bytes"`
}

// faults are counts by [publish.Fault.Code].
type faults map[string]int64

func printJSON(w io.Writer, l publish.ListReport, r publish.Report, peak int64) error {
	f := figures{
		Leak: l.Leak, Shape: l.Shape, Policy: l.Policy, Rows: l.Rows, Bad: l.Bad, BadByFault: faults{},
		Padding: l.Padding, PassedOver: l.PassedOver, Duplicates: l.Duplicates, Sorted: l.Sorted, Keys: l.Keys,
		Occupied: l.Occupied, Written: l.Written, Buckets: l.Buckets, Bits: l.Bits, FalsePositive: l.FalsePositive,
		ListedShare: l.ListedShare, BitsPerKey: l.BitsPerKey(), BitsPerKeyBound: l.BitsPerKeyBound(),
		Bytes: r.Bytes, Seconds: r.Elapsed.Seconds(), PeakRSS: peak,
	}
	for _, fault := range l.Faults {
		f.BadByFault[fault.Code] = fault.Lines
	}
	if l.Population > 0 {
		a := bucket.AnonymityOf(l.Anonymity)
		f.Anonymity, f.FirstPercentile, f.Alone = &l.Anonymity, &a.FirstPercentile, &a.Alone
	}
	return json.NewEncoder(w).Encode(f)
}

// explain prints the figures in words.
func explain(w io.Writer, l publish.ListReport, r publish.Report) error {
	_, err := fmt.Fprintf(w, `%s of %s, policy %s
  entries         %d different, from %d lines%s
  buckets         %d of %d are occupied (%d bits)
  false alarms    %s of the people who are not in the list would be told that they are or may be
  truly listed    %s of those who get such an answer
`, l.Shape, l.Leak, l.Policy, l.Keys, l.Rows, rest(l), l.Occupied, l.Buckets, l.Bits, oneIn(l.FalsePositive), percent(l.ListedShare))
	if err == nil && l.Written != l.Occupied {
		_, err = fmt.Fprintf(w, "  in this file    %d of the occupied buckets\n", l.Written)
	}
	if err == nil && l.Policy.Bounded() {
		a := bucket.AnonymityOf(l.Anonymity)
		who := "even for somebody who knows every part"
		if l.Policy == bucket.Confirmable {
			who = fmt.Sprintf("for somebody who knows only the %s; who holds all parts can confirm them", bucket.Shape(l.Shape).Direct())
		}
		_, err = fmt.Fprintf(w, "  hidden among    %.1f possible people in a bucket, on average, %s\n"+
			"                  1 listed person in 100 among %d or fewer; alone in their bucket: %s\n",
			a.Mean, who, a.FirstPercentile, oneIn(a.Alone))
	}
	if err == nil && l.Policy == bucket.Internal {
		_, err = fmt.Fprintln(w, "  INTERNAL        for your own desk only: this list tells who is in it, and must not be given away")
	}
	if err == nil {
		_, err = fmt.Fprintf(w, "  size            %.2f bits a bucket (about %.2f is the least possible); the pack has %d bytes\n",
			l.BitsPerKey(), l.BitsPerKeyBound(), r.Bytes)
	}
	return err
}

// rest says what became of the lines that are no entry of their own.
func rest(l publish.ListReport) string {
	var parts []string
	for _, p := range []struct {
		n     int64
		words string
	}{
		{l.Duplicates, "%d repeated"},
		{l.Bad, "%d skipped as faulty"},
		{l.PassedOver, "%d not about this list"},
		{l.Padding, "%d placeholders for no password (a count of 0)"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(p.words, p.n))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, ", ")
}

func oneIn(f float64) string {
	if f <= 0 {
		return "none"
	}
	return fmt.Sprintf("1 in %.0f", math.Round(1/f))
}

func percent(f float64) string { return fmt.Sprintf("%.3g %%", 100*f) }
