package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"

	"neem/check/attack"
	"neem/check/bucket"
	"neem/check/publish"
)

// errNotKept is the outcome of attacks that learned more than is promised, or
// whose figures do not fit together.
var errNotKept = errors.New("not every figure is as it should be")

// tryAttacks tries attacks on invented people and prints what they gain.
func tryAttacks(ctx context.Context, t tool, args []string) error {
	set := flag.NewFlagSet("attack", flag.ContinueOnError)
	people := set.Int("people", attack.DefaultPeople, "")
	seed := set.Uint64("seed", 1, "")
	asJSON := set.Bool("json", false, "")
	rest, err := flags(set, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%w: nothing can be made of %q; the people are invented, no list is read", errUsage, rest[0])
	case *people < attack.MinPeople || *people > attack.MaxPeople:
		return fmt.Errorf("%w: --people has to be from %d to %d", errUsage, attack.MinPeople, attack.MaxPeople)
	}
	m := newMeter(t.err)
	report, err := attack.Run(ctx, attack.Options{
		People: *people, Seed: *seed,
		Progress: func(stage string, done, total int) {
			m.show(publish.Progress{Stage: stage, Done: int64(done), Total: int64(total)})
		},
	})
	m.clear()
	if err != nil {
		return err
	}
	print := printAttacks
	if *asJSON {
		print = printAttacksJSON
	}
	if err := print(t.out, report); err != nil {
		return fmt.Errorf("printing the figures: %w", err)
	}
	if wrong, of := report.Wrong(); wrong > 0 {
		return fmt.Errorf("%w: see the verdict in %d of %d rows", errNotKept, wrong, of)
	}
	return nil
}

// printAttacks writes tables in Markdown, one for each case.
func printAttacks(w io.Writer, report attack.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, `%d invented people, seed %d, version %d of the table of buckets.

- *measured*: what the attack gave, with the range in which 95 of 100 such
  runs have the true figure; *computed*: what the formula says
- *kept*: nothing more was learned than is promised; *not promised*: the project
  promises nothing about this; *broken*: more was learned; *disagrees*: measured
  and computed do not fit together
- *bits*: how much of a hash names a bucket (one more halves the people in it);
  fewer people than in India have fewer bits, so that as many share a bucket
- *model*: what was used in place of the program's own code
`, report.People, report.Seed, report.Table)
	if report.Short {
		fmt.Fprintf(&b, "\nAmong so few people the deniable lists have fewer than %d entries; neem-pack build\nwould refuse them for that. The shares are the same.\n", bucket.MinOccupied)
	}
	for i, c := range report.Cases {
		fmt.Fprintf(&b, "\n## %d. %s\n\n%s\n\n", i+1, strings.ToUpper(c.Name[:1])+c.Name[1:], c.About)
		fmt.Fprint(&b, "| what the attacker has and does | figure | measured | computed | verdict | in words |\n|---|---|---|---|---|---|\n")
		for _, r := range c.Rows {
			fmt.Fprintf(&b, "| %s | %s | %s | %s %% | %s | %s |\n", r.Attacker, r.Figure, measured(r), hundredths(r.Computed), verdict(r), words(r))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func measured(r attack.Row) string {
	v, ok := r.Measured.Value()
	if !ok {
		return "nobody was tried"
	}
	counts := fmt.Sprintf("%d of %d", r.Measured.Hits, r.Measured.Of)
	if r.Whole {
		return fmt.Sprintf("%s %%; %s", hundredths(v), counts)
	}
	low, high := r.Interval(attack.Sigma95)
	return fmt.Sprintf("%s %% (%s–%s); %s", hundredths(v), hundredths(low), hundredths(high), counts)
}

func verdict(r attack.Row) string {
	if r.Promise == nil {
		return string(r.Verdict())
	}
	return fmt.Sprintf("%s (at most %s %%)", r.Verdict(), hundredths(*r.Promise))
}

func words(r attack.Row) string {
	if r.Model == "" {
		return r.Words
	}
	return r.Words + " (model: " + r.Model + ")"
}

// hundredths writes a share as a number of hundredths; one that is nearly 1 is
// not rounded to it.
func hundredths(share float64) string {
	digits := 3
	if share > 0.98 {
		digits = 4
	}
	return strconv.FormatFloat(100*share, 'g', digits, 64)
}

// attackFigures is the line that --json prints for a row. Names may be added
// to, not changed.
type attackFigures struct {
	People   int            `json:"people"`
	Seed     uint64         `json:"seed"`
	Table    int            `json:"table"`
	Case     int            `json:"case"`
	Name     string         `json:"name"`
	Attacker string         `json:"attacker"`
	Figure   string         `json:"figure"`
	Hits     uint64         `json:"hits"`
	Of       uint64         `json:"of"`
	Measured *float64       `json:"measured"` // null if nothing was tried
	Low      float64        `json:"low"`
	High     float64        `json:"high"`
	Computed float64        `json:"computed"`
	Promise  *float64       `json:"promise"` // null if there is none
	Verdict  attack.Verdict `json:"verdict"`
	Words    string         `json:"words"`
	Model    string         `json:"model,omitempty"`
}

func printAttacksJSON(w io.Writer, report attack.Report) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i, c := range report.Cases {
		for _, r := range c.Rows {
			f := attackFigures{
				People: report.People, Seed: report.Seed, Table: report.Table, Case: i + 1, Name: c.Name, Attacker: r.Attacker,
				Figure: r.Figure, Hits: r.Measured.Hits, Of: r.Measured.Of, Computed: r.Computed, Promise: r.Promise,
				Verdict: r.Verdict(), Words: r.Words, Model: r.Model,
			}
			if v, ok := r.Measured.Value(); ok {
				f.Measured = &v
			}
			f.Low, f.High = r.Interval(attack.Sigma95)
			if err := e.Encode(f); err != nil {
				return err
			}
		}
	}
	return nil
}
