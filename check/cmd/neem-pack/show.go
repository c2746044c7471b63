package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"strings"

	"neem/check/bucket"
	"neem/check/pack"
)

func inspect(ctx context.Context, t tool, args []string) (err error) {
	set := flag.NewFlagSet("inspect", flag.ContinueOnError)
	asJSON := set.Bool("json", false, "")
	rest, err := flags(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return fmt.Errorf("%w: one pack is needed", errUsage)
	}
	p, err := pack.Open(ctx, rest[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	if *asJSON {
		return json.NewEncoder(t.out).Encode(struct {
			Root  pack.Digest `json:"root"`
			Bytes int64       `json:"bytes"`
			pack.Header
		}{p.Root(), p.Size(), p.Header()})
	}
	h := p.Header()
	var b strings.Builder
	fmt.Fprintf(&b, "%s, edition %d, by %s\nformat %d, file %d of %d, %d bytes\nroot %s\n",
		h.ID, h.Edition, h.Publisher, h.Format, h.Shard, h.Shards, p.Size(), p.Root())
	for _, l := range h.Leaks {
		fmt.Fprintf(&b, "\nleak %s (%s, %s)\n  %s\n", l.ID, l.Date, l.Status, l.Title)
		if len(l.Exposed) > 0 {
			fmt.Fprintf(&b, "  exposed: %s\n", strings.Join(l.Exposed, ", "))
		}
	}
	for _, l := range h.Lists {
		fmt.Fprintf(&b, "\nlist %s of %s, policy %s\n  %s\n  %d of %d buckets occupied (%d bits)", l.Shape, l.Leak, l.Policy, l.Coverage, l.Total, l.Buckets(), l.Bits)
		if h.Shards > 1 {
			fmt.Fprintf(&b, ", %d in this file", l.Occupied)
		}
		f := l.WorstFalsePositive()
		fmt.Fprintf(&b, "\n  false alarms: %s; truly listed among hits: %s\n", oneIn(f),
			percent(bucket.ListedShare(l.Policy, l.Total, l.Buckets(), l.Population, f)))
		if l.Policy == bucket.Internal {
			fmt.Fprintln(&b, "  INTERNAL: must not be given away")
		}
	}
	fmt.Fprintln(&b, "\nThese are the publisher's own statements; neem-pack verify recounts them.")
	_, err = fmt.Fprint(t.out, b.String())
	return err
}

func verify(ctx context.Context, t tool, args []string) error {
	rest, err := flags(flag.NewFlagSet("verify", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return fmt.Errorf("%w: name at least one pack", errUsage)
	}
	var failed error
	for _, path := range rest {
		if err := verifyOne(ctx, t, path); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			_, _ = fmt.Fprintf(t.err, "neem-pack verify: %v\n", err)
			failed = errors.New("not every pack can be used")
		}
	}
	return failed
}

func verifyOne(ctx context.Context, t tool, path string) (err error) {
	p, err := pack.Open(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	if err := p.Verify(ctx, nil); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "%s: good; root %s\n", path, p.Root())
	return err
}
