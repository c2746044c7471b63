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

func merge(ctx context.Context, t tool, args []string) error {
	set := flag.NewFlagSet("merge", flag.ContinueOnError)
	out := set.String("out", "", "")
	asJSON := set.Bool("json", false, "")
	meter := newMeter(t.err)
	opts := publish.MergeOptions{Progress: meter.show}
	set.StringVar(&opts.ID, "id", "", "")
	set.Uint64Var(&opts.Edition, "edition", 0, "")
	set.StringVar(&opts.Publisher, "publisher", "", "")
	set.Func("coverage", "", func(s string) error {
		opts.Coverage = append(opts.Coverage, s)
		return nil
	})
	set.Int64Var(&opts.ShardBytes, "shard-bytes", 0, "")
	set.IntVar(&opts.Shards, "shards", 0, "")
	rest, err := flags(set, args)
	if err != nil {
		return err
	}
	switch {
	case *out == "":
		return fmt.Errorf("%w: --out is needed", errUsage)
	case len(rest) == 0:
		return fmt.Errorf("%w: name the packs to be merged", errUsage)
	case opts.ShardBytes < 0:
		return fmt.Errorf("%w: --shard-bytes cannot be negative", errUsage)
	}
	report, err := publish.Merge(ctx, rest, *out, opts)
	meter.clear()
	if err != nil {
		return err
	}
	for _, f := range report.Files {
		_, _ = fmt.Fprintf(t.err, "wrote %s\n", f)
	}
	peak := peakRSS()
	for i, l := range report.Lists {
		m := merged{l, nil, report.Bytes}
		for _, in := range report.Inputs {
			m.inputs = append(m.inputs, in.Occupied[i])
		}
		if *asJSON {
			err = m.printJSON(t.out, report.Elapsed.Seconds(), peak)
		} else {
			err = m.explain(t.out)
		}
		if err != nil {
			return fmt.Errorf("printing the figures: %w", err)
		}
	}
	return nil
}

// merged is a list of a merged pack.
type merged struct {
	list   publish.ListReport
	inputs []uint64 // occupied buckets in each pack that was merged
	bytes  int64    // of the whole result
}

// mergedFigures is the line that merge --json prints for a list. Names are a
// contract: they may be added to, not changed.
type mergedFigures struct {
	Leak            string        `json:"leak"`
	Shape           bucket.Shape  `json:"shape"`
	Policy          bucket.Policy `json:"policy"`
	Inputs          []uint64      `json:"inputs"`
	Occupied        uint64        `json:"occupied"`
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

func (m merged) printJSON(w io.Writer, seconds float64, peak int64) error {
	l := m.list
	f := mergedFigures{
		Leak: l.Leak, Shape: l.Shape, Policy: l.Policy, Inputs: m.inputs, Occupied: l.Occupied, Buckets: l.Buckets,
		Bits: l.Bits, FalsePositive: l.FalsePositive, ListedShare: l.ListedShare,
		BitsPerKey: l.BitsPerKey(), BitsPerKeyBound: l.BitsPerKeyBound(),
		Bytes: m.bytes, Seconds: seconds, PeakRSS: peak,
	}
	if l.Population > 0 {
		f.Anonymity = &l.Anonymity
	}
	return json.NewEncoder(w).Encode(f)
}

// explain prints the figures in words.
func (m merged) explain(w io.Writer) error {
	l := m.list
	var b strings.Builder
	var sum uint64
	for _, n := range m.inputs {
		sum += n
	}
	fmt.Fprintf(&b, "%s of %s, policy %s\n", l.Shape, l.Leak, l.Policy)
	if len(m.inputs) == 1 {
		fmt.Fprintf(&b, "  put together    the files of one pack\n")
	} else {
		fmt.Fprintf(&b, "  merged          %d packs with %d occupied buckets, counted one by one; %d of these were there already\n", len(m.inputs), sum, sum-l.Occupied)
	}
	fmt.Fprintf(&b, "  buckets         %d of %d are occupied (%d bits)\n", l.Occupied, l.Buckets, l.Bits)
	fmt.Fprintf(&b, "  false alarms    %s of the people who are not in the list would be told that they are or may be\n", oneIn(l.FalsePositive))
	fmt.Fprintf(&b, "  truly listed    %s of those who get such an answer\n", percent(l.ListedShare))
	if l.Policy.Bounded() {
		fmt.Fprintf(&b, "  hidden among    %.1f possible people in a bucket, on average\n", l.Anonymity)
	}
	if l.Policy == bucket.Internal {
		fmt.Fprintln(&b, "  INTERNAL        for your own desk only: this list tells who is in it, and must not be given away")
	}
	fmt.Fprintf(&b, "  size            %.2f bits a bucket (about %.2f is the least possible); the pack has %d bytes\n", l.BitsPerKey(), l.BitsPerKeyBound(), m.bytes)
	_, err := io.WriteString(w, b.String())
	return err
}

// errPacksDiffer is the outcome of diff for packs that are not the same.
type errPacksDiffer struct{}

func (errPacksDiffer) Error() string { return "the packs differ" }

// Is makes it one of the comparisons that end with exit status 10.
func (errPacksDiffer) Is(target error) bool { return target == errDiffers }

func diff(ctx context.Context, t tool, args []string) error {
	set := flag.NewFlagSet("diff", flag.ContinueOnError)
	asJSON := set.Bool("json", false, "")
	rest, err := flags(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 {
		return fmt.Errorf("%w: two packs are needed, the old one and the new one", errUsage)
	}
	meter := newMeter(t.err)
	show := meter.show
	if !meter.terminal {
		show = nil // a comparison that a script runs says nothing on the way
	}
	r, err := publish.Diff(ctx, rest[0], rest[1], show)
	meter.clear()
	if err != nil {
		return err
	}
	if *asJSON {
		err = json.NewEncoder(t.out).Encode(r)
	} else {
		_, err = io.WriteString(t.out, tellDiff(r))
	}
	switch {
	case err != nil:
		return fmt.Errorf("printing the differences: %w", err)
	case !r.Same:
		return errPacksDiffer{}
	}
	return nil
}

// tellDiff says in words how two packs differ.
func tellDiff(r publish.DiffReport) string {
	if r.Same {
		return "the packs are the same\n"
	}
	var b strings.Builder
	for _, side := range []struct {
		name string
		publish.DiffSide
	}{{"old", r.Old}, {"new", r.New}} {
		fmt.Fprintf(&b, "%s: %s, edition %d, %d bytes (%s)\n", side.name, side.ID, side.Edition, side.Bytes, side.Path)
	}
	for _, c := range r.Header {
		fmt.Fprintf(&b, "%s: was %q, is %q\n", c.What, c.Old, c.New)
	}
	for _, l := range r.Lists {
		fmt.Fprintf(&b, "\nlist %s of %s%s\n", l.Shape, l.Leak, onlyIn(l))
		if l.Old != nil && l.New != nil && l.Old.Bits != l.New.Bits {
			fmt.Fprintf(&b, "  the lists are not cut equally fine; buckets are counted as the coarser one has them (%d bits)\n", l.Bits)
		}
		fmt.Fprintf(&b, "  buckets         %d added, %d removed, %d kept\n", l.Added, l.Removed, l.Kept)
		row := func(name string, of func(*publish.ListFigures) string) {
			fmt.Fprintf(&b, "  %-15s %s\n", name, beforeAfter(l, of))
		}
		row("occupied", func(f *publish.ListFigures) string { return fmt.Sprintf("%d of %d", f.Occupied, f.Buckets) })
		row("false alarms", func(f *publish.ListFigures) string { return oneIn(f.FalsePositive) })
		row("hidden among", func(f *publish.ListFigures) string {
			if f.Anonymity == nil || !f.Policy.Bounded() {
				return "nobody (policy " + string(f.Policy) + ")"
			}
			return fmt.Sprintf("%.1f possible people", math.Round(10**f.Anonymity)/10)
		})
	}
	return b.String()
}

func onlyIn(l publish.ListDiff) string {
	switch {
	case l.Old == nil:
		return " (only in the new pack)"
	case l.New == nil:
		return " (only in the old pack)"
	}
	return ""
}

// beforeAfter shows a figure once if it did not change.
func beforeAfter(l publish.ListDiff, of func(*publish.ListFigures) string) string {
	switch {
	case l.Old == nil:
		return of(l.New)
	case l.New == nil:
		return of(l.Old)
	}
	a, b := of(l.Old), of(l.New)
	if a == b {
		return a
	}
	return a + " before, " + b + " now"
}
