package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"neem/check/export"
	"neem/check/place"
	"neem/check/plan"
	"neem/check/store"
	"neem/check/tally"
	"neem/locale"
)

// tally shows how many people came to a help desk, and turns counting on and off.
func (p *program) tally(ctx context.Context, args []string, help string) int {
	set := flag.NewFlagSet("tally", flag.ContinueOnError)
	language, out := set.String("lang", "", ""), set.String("out", "", "")
	yes := set.Bool("yes", false, "")
	names, err := parse(set, args)
	if errors.Is(err, flag.ErrHelp) {
		_, _ = io.WriteString(p.out, help)
		return 0
	}
	word := strings.Join(names, " ")
	known := map[string]func(*tally.Tally) error{
		"":       func(t *tally.Tally) error { return p.showTally(ctx, t) },
		"on":     func(t *tally.Tally) error { return p.turnTally(ctx, t, true) },
		"off":    func(t *tally.Tally) error { return p.turnTally(ctx, t, false) },
		"export": func(t *tally.Tally) error { return p.exportTally(ctx, t, *out) },
		"clear":  func(t *tally.Tally) error { return p.clearTally(ctx, t) },
	}[word]
	if err != nil || known == nil || (word == "export") != (*out != "") || *yes && word != "clear" {
		_, _ = fmt.Fprintf(p.err, "neem-check tally: write on, off, export --out FILE, clear, or nothing\n%s", help)
		return exitBad
	}
	if *language != "" && !p.speak(*language) {
		return exitBad
	}
	if p.placeErr != nil {
		return p.fail(p.placeErr)
	}
	if p.place.Kind == place.ReadOnly && (word == "on" || word == "off" || word == "clear") {
		return p.fail(store.ErrReadOnly)
	}
	if word == "clear" && !*yes {
		if code := p.confirm(ctx, "tally.sure"); code != 0 {
			return code
		}
	}
	err = known(tally.Open(p.place.Data, tally.KnownOf(p.content)))
	switch {
	case errors.Is(err, tally.ErrDamaged):
		_, _ = fmt.Fprintln(p.err, p.words.Text("tally.damaged"))
		return exitFailed
	case errors.Is(err, tally.ErrNewer):
		_, _ = fmt.Fprintln(p.err, p.words.Text("tally.newer"))
		return exitFailed
	case err != nil:
		return p.fail(err)
	}
	return 0
}

// printLines prints lines of words.
func (p *program) printLines(lines ...string) error {
	if _, err := fmt.Fprintln(p.out, locale.StripIsolates(strings.Join(lines, "\n"))); err != nil {
		return fmt.Errorf("writing the tally: %w", err)
	}
	return nil
}

func (p *program) turnTally(ctx context.Context, t *tally.Tally, on bool) error {
	if err := t.Turn(ctx, on); err != nil {
		return err
	}
	return p.printLines(p.tallyState(on))
}

func (p *program) tallyState(on bool) string {
	if on {
		return p.words.Text("tally.is_on")
	}
	return p.words.Text("tally.is_off")
}

func (p *program) showTally(ctx context.Context, t *tally.Tally) error {
	on, err := t.On(ctx)
	if err != nil {
		return err
	}
	figures, err := t.Figures(ctx, plan.DateOf(p.now()))
	if err != nil {
		return err
	}
	lines := []string{p.tallyState(on)}
	if len(figures) == 0 {
		lines = append(lines, p.words.Text("tally.none"))
	}
	for i, f := range figures {
		if i == 0 || f.Period != figures[i-1].Period {
			lines = append(lines, "", tally.Period(p.words, f))
		}
		lines = append(lines, "  "+p.words.Text("tally.line", locale.Args{"name": tally.Name(p.words, p.content.Locales, f), "count": f.Count}))
	}
	return p.printLines(append(lines, "", p.words.Text("tally.rules", locale.Args{"n": tally.Smallest}))...)
}

func (p *program) exportTally(ctx context.Context, t *tally.Tally, path string) error {
	figures, err := t.Figures(ctx, plan.DateOf(p.now()))
	if err != nil {
		return err
	}
	data, err := tally.CSV(p.words, p.content.Locales, figures)
	if err != nil {
		return err
	}
	if err := export.Replace(path, ".csv", data); err != nil {
		return err
	}
	return p.printLines(p.words.Text("tally.saved", locale.Args{"path": path}))
}

func (p *program) clearTally(ctx context.Context, t *tally.Tally) error {
	if err := t.Clear(ctx); err != nil {
		return err
	}
	return p.printLines(p.words.Text("tally.cleared"))
}
