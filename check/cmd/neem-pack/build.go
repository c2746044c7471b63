package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"

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
	meter := newMeter(t.err)
	report, err := cut.build(ctx, s, *out, publish.Options{SkipBad: *skipBad, ShardBytes: *shardBytes, Progress: meter.show})
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
	Keys            uint64        `json:"keys"`
	Occupied        uint64        `json:"occupied"`
	Written         uint64        `json:"written"` // occupied buckets in the files made
	Buckets         uint64        `json:"buckets"`
	Bits            int           `json:"bits"`
	FalsePositive   float64       `json:"false_positive"`
	Anonymity       *float64      `json:"anonymity"`
	ListedShare     float64       `json:"listed_share"`
	BitsPerKey      float64       `json:"bits_per_key"`
	BitsPerKeyBound float64       `json:"bits_per_key_bound"`
	Bytes           int64         `json:"bytes"`
	Seconds         float64       `json:"seconds"`
	PeakRSS         int64         `json:"peak_rss_bytes"`
}

func printJSON(w io.Writer, l publish.ListReport, r publish.Report, peak int64) error {
	f := figures{
		Leak: l.Leak, Shape: l.Shape, Policy: l.Policy, Rows: l.Rows, Bad: l.Bad, Keys: l.Keys,
		Occupied: l.Occupied, Written: l.Written, Buckets: l.Buckets, Bits: l.Bits, FalsePositive: l.FalsePositive,
		ListedShare: l.ListedShare, BitsPerKey: l.BitsPerKey(), BitsPerKeyBound: l.BitsPerKeyBound(),
		Bytes: r.Bytes, Seconds: r.Elapsed.Seconds(), PeakRSS: peak,
	}
	if l.Population > 0 {
		f.Anonymity = &l.Anonymity
	}
	return json.NewEncoder(w).Encode(f)
}

// explain prints the figures in words.
func explain(w io.Writer, l publish.ListReport, r publish.Report) error {
	_, err := fmt.Fprintf(w, `%s of %s, policy %s
  entries         %d different, from %d lines
  buckets         %d of %d are occupied (%d bits)
  false alarms    %s of the people who are not in the list would be told that they are or may be
  truly listed    %s of those who get such an answer
`, l.Shape, l.Leak, l.Policy, l.Keys, l.Rows, l.Occupied, l.Buckets, l.Bits, oneIn(l.FalsePositive), percent(l.ListedShare))
	if err == nil && l.Written != l.Occupied {
		_, err = fmt.Fprintf(w, "  in this file    %d of the occupied buckets\n", l.Written)
	}
	if err == nil && l.Policy.Bounded() {
		_, err = fmt.Fprintf(w, "  hidden among    %.1f possible people in a bucket, on average\n", l.Anonymity)
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

func oneIn(f float64) string {
	if f <= 0 {
		return "none"
	}
	return fmt.Sprintf("1 in %.0f", math.Round(1/f))
}

func percent(f float64) string { return fmt.Sprintf("%.3g %%", 100*f) }
