package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"neem/check/attack"
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
	wrong := 0
	for _, r := range report.Rows {
		if v := r.Verdict(); v == attack.Broken || v == attack.Disagrees {
			wrong++
		}
	}
	if wrong > 0 {
		return fmt.Errorf("%w: %d of %d rows", errNotKept, wrong, len(report.Rows))
	}
	return nil
}

// printAttacks writes a table in Markdown.
func printAttacks(w io.Writer, report attack.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, `%d invented people, seed %d, table version %d. Each figure is a share; behind a
measured one stands the range in which the true one lies in 95 of 100 such runs.
"Kept": nothing more was learned than is promised. "Not promised": the project
promises nothing about this, and says so.

| case | what the attacker has and does | figure | measured (range) | computed | verdict | in words |
|---|---|---|---|---|---|---|
`, report.People, report.Seed, report.Table)
	for _, r := range report.Rows {
		v, _ := r.Measured.Value()
		low, high := r.Measured.Interval95()
		verdict := string(r.Verdict())
		if r.Promise != nil {
			verdict += fmt.Sprintf(" (at most %s)", percent(*r.Promise))
		}
		words := r.Words
		if r.Model != "" {
			words += " (not the program's own: " + r.Model + ")"
		}
		fmt.Fprintf(&b, "| %d %s | %s | %s, %d of %d | %s (%s–%s) | %s | %s | %s |\n", r.Case, r.Name, r.Attacker, r.Figure,
			r.Measured.Hits, r.Measured.Of, percent(v), number(low), number(high), percent(r.Computed), verdict, words)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func number(share float64) string { return fmt.Sprintf("%.3g", 100*share) }

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
	for _, r := range report.Rows {
		f := attackFigures{
			People: report.People, Seed: report.Seed, Table: report.Table, Case: r.Case, Name: r.Name, Attacker: r.Attacker,
			Figure: r.Figure, Hits: r.Measured.Hits, Of: r.Measured.Of, Computed: r.Computed, Promise: r.Promise,
			Verdict: r.Verdict(), Words: r.Words, Model: r.Model,
		}
		if v, ok := r.Measured.Value(); ok {
			f.Measured = &v
		}
		f.Low, f.High = r.Measured.Interval95()
		if err := e.Encode(f); err != nil {
			return err
		}
	}
	return nil
}
