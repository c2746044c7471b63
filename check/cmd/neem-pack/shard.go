package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"neem/check/publish"
)

// cutFlags say into which files a pack is cut, and which of them to build.
type cutFlags struct {
	shards *int
	shard  *string
	totals *string
	part   publish.Part
}

func addCutFlags(set *flag.FlagSet) *cutFlags {
	return &cutFlags{
		shards: set.Int("shards", 0, ""),
		shard:  set.String("shard", "", ""),
		totals: set.String("totals", "", ""),
	}
}

func (c *cutFlags) check(shardBytes int64) (err error) {
	ways := 0
	for _, given := range []bool{*c.shards != 0, *c.shard != "", shardBytes != 0} {
		if given {
			ways++
		}
	}
	switch {
	case ways > 1:
		return fmt.Errorf("%w: --shards, --shard and --shard-bytes each say how the pack is cut; give one", errUsage)
	case *c.totals != "" && *c.shard == "":
		return fmt.Errorf("%w: --totals goes with --shard K/N", errUsage)
	}
	if *c.shard != "" {
		if c.part, err = publish.ParsePart(*c.shard); err != nil {
			return fmt.Errorf("%w: --shard: %v", errUsage, err)
		}
	}
	return nil
}

func (c *cutFlags) build(ctx context.Context, s *publish.Spec, out string, opts publish.Options) (publish.Report, error) {
	if *c.shard == "" {
		opts.Shards = *c.shards
		return publish.Build(ctx, s, out, opts)
	}
	if *c.totals == "" {
		return publish.BuildShard(ctx, s, c.part, nil, out, opts)
	}
	totals, err := readTotals(*c.totals)
	if err != nil {
		return publish.Report{}, err
	}
	return publish.BuildShard(ctx, s, c.part, &totals, out, opts)
}

func readTotals(path string) (publish.Totals, error) {
	f, err := os.Open(path)
	if err != nil {
		return publish.Totals{}, fmt.Errorf("the totals %s cannot be read: %w", path, pathless(err))
	}
	defer func() { _ = f.Close() }() // read-only
	t, err := publish.ReadTotals(f)
	if err != nil {
		return t, fmt.Errorf("the totals %s cannot be used: %w", path, err)
	}
	return t, nil
}

func count(ctx context.Context, t tool, args []string) error {
	set := flag.NewFlagSet("count", flag.ContinueOnError)
	spec := set.String("spec", "", "")
	out := set.String("out", "", "")
	shards := set.Int("shards", 0, "")
	skipBad := set.Bool("skip-bad", false, "")
	rest, err := flags(set, args)
	if err != nil {
		return err
	}
	switch {
	case *spec == "" || *out == "" || *shards == 0:
		return fmt.Errorf("%w: --spec, --shards and --out are all needed", errUsage)
	case len(rest) > 0:
		return fmt.Errorf("%w: nothing can be made of %q", errUsage, rest[0])
	}
	s, err := publish.LoadSpec(*spec)
	if err != nil {
		return err
	}
	meter := newMeter(t.err)
	totals, err := publish.Count(ctx, s, *shards, filepath.Dir(*out), publish.Options{SkipBad: *skipBad, Progress: meter.show})
	meter.clear()
	if err != nil {
		return err
	}
	data, err := json.Marshal(totals)
	if err != nil {
		return fmt.Errorf("writing the totals: %w", err)
	}
	if err := replaceFile(*out, ".json", append(data, '\n')); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(t.err, "wrote %s\n", *out)
	return nil
}
