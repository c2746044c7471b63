package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"neem/check/bench"
	"neem/check/publish"
)

// sizeRates are the rates of --sizes, unless others are asked for.
const sizeRates = "0.02,0.0074,1e-4,1e-6,1e-9"

func runBench(ctx context.Context, t tool, args []string) error {
	set := flag.NewFlagSet("bench", flag.ContinueOnError)
	keys := set.String("keys", "", "")
	fp := set.String("fp", "", "")
	probes := set.Int("probes", 1_000_000, "")
	rounds := set.Int("rounds", 5, "")
	dir := set.String("dir", "", "")
	sizes := set.Bool("sizes", false, "")
	asJSON := set.Bool("json", false, "")
	markdown := set.Bool("markdown", false, "")
	child := set.Bool("child", false, "") // one measurement, for a run of this program
	rest, err := flags(set, args)
	if err != nil {
		return err
	}
	if *child {
		return bench.Child(ctx, t.in, t.out)
	}
	if len(rest) > 0 {
		return fmt.Errorf("%w: nothing can be made of %q", errUsage, rest[0])
	}
	if *asJSON && *markdown {
		return fmt.Errorf("%w: choose one of --json and --markdown", errUsage)
	}
	defaultKeys, defaultRates := "1000000", "0.02,1e-4,1e-9"
	if *sizes {
		defaultKeys, defaultRates = "10000,100000,1000000", sizeRates
	}
	counts, err := numbers("--keys", *keys, defaultKeys)
	if err != nil {
		return err
	}
	rates, err := numbers("--fp", *fp, defaultRates)
	if err != nil {
		return err
	}
	if len(counts) > 1 && !*sizes {
		return fmt.Errorf("%w: --keys takes one number, or with --sizes several", errUsage)
	}
	whole := make([]int, len(counts))
	for i, c := range counts {
		if whole[i] = int(c); float64(whole[i]) != c {
			return fmt.Errorf("%w: --keys %g is not a whole number", errUsage, c)
		}
	}
	meter := newMeter(t.err)
	defer meter.clear()
	progress := func(stage string) { meter.show(publish.Progress{Stage: stage}) }
	if *sizes {
		rows, err := bench.Sizes(ctx, bench.SizeOptions{Keys: whole, Rates: rates, Dir: *dir, Progress: progress})
		meter.clear()
		if err != nil {
			return benchFault(err)
		}
		if *asJSON {
			return benchJSON(t, struct {
				Sizes []bench.SizeRow `json:"sizes"`
				Goals []bench.Goal    `json:"goals"`
			}{rows, bench.SizeGoals(rows)})
		}
		return bench.SizesMarkdown(t.out, rows)
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program's file: %w", err)
	}
	report, err := bench.Run(ctx, bench.Options{
		Keys: whole[0], Rates: rates, Probes: *probes, Rounds: *rounds, Dir: *dir, Progress: progress,
		Child: func(ctx context.Context) *exec.Cmd { return exec.CommandContext(ctx, self, "bench", "--child") },
	})
	meter.clear()
	if err != nil {
		return benchFault(err)
	}
	if *asJSON {
		return benchJSON(t, struct {
			bench.Report
			Goals []bench.Goal `json:"goals"`
		}{report, report.Goals()})
	}
	return report.Markdown(t.out)
}

// benchFault takes what cannot be measured for a wrong call.
func benchFault(err error) error {
	if errors.Is(err, bench.ErrOptions) {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	return err
}

func benchJSON(t tool, v any) error {
	if err := json.NewEncoder(t.out).Encode(v); err != nil {
		return fmt.Errorf("printing the figures: %w", err)
	}
	return nil
}

// numbers reads numbers with commas between them.
func numbers(name, given, otherwise string) ([]float64, error) {
	if given == "" {
		given = otherwise
	}
	var list []float64
	for word := range strings.SplitSeq(given, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
		if err != nil {
			return nil, fmt.Errorf("%w: %s takes numbers with commas between them, and %q is none", errUsage, name, word)
		}
		list = append(list, v)
	}
	return list, nil
}
