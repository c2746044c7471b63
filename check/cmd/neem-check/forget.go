package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"neem/assets"
	"neem/check/vault"
	"neem/locale"
)

// forget forgets everybody who is saved. What stands in the arguments may be a
// detail, so it is never repeated.
func (p *program) forget(ctx context.Context, args []string, help string) int {
	set := flag.NewFlagSet("forget", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	yes := set.Bool("yes", false, "")
	language := set.String("lang", "", "")
	if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
		_, _ = io.WriteString(p.out, help)
		return 0
	} else if err != nil || set.NArg() > 0 {
		_, _ = fmt.Fprintf(p.err, "neem-check forget: there is no such flag, and nothing else is wanted\n%s", help)
		return exitBad
	}
	if *language != "" && !p.speak(*language) {
		return exitBad
	}
	if p.placeErr != nil {
		return p.fail(p.placeErr)
	}
	if !*yes {
		if code := p.confirm(ctx, "forget.sure"); code != 0 {
			return code
		}
	}
	return p.forgetAll(ctx, vault.New(vault.Options{
		Folder: p.place.Data, Service: assets.Name, Keychain: vault.System(), Portable: p.place.Guest(),
	}))
}

// confirmation is what a person types, in every language.
const confirmation = "yes"

// confirm asks a question at a terminal, and returns 0 if the person wants it.
func (p *program) confirm(ctx context.Context, question string) int {
	if f, ok := p.in.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		_, _ = fmt.Fprintln(p.err, p.words.Text("forget.unsure"))
		return exitBad
	}
	_, _ = fmt.Fprint(p.err, strings.TrimSpace(p.words.Text(question, locale.Args{"word": confirmation}))+" ")
	lines, _ := linesOf(ctx, p.in)
	select {
	case line := <-lines: // "" at the end of input
		if strings.EqualFold(strings.TrimSpace(line), confirmation) {
			return 0
		}
	case <-ctx.Done():
	}
	_, _ = fmt.Fprintln(p.err, p.words.Text("forget.stopped"))
	return exitFailed // a script must not take this for forgotten
}

// forgetAll forgets, and says what each step did.
func (p *program) forgetAll(ctx context.Context, v *vault.Vault) int {
	waiting := time.AfterFunc(2*time.Second, func() { _, _ = fmt.Fprintln(p.err, p.words.Text("forget.waiting")) })
	report := v.Forget(ctx)
	waiting.Stop()
	done, nothing := false, true
	var lines []string
	for _, s := range report.Steps {
		lines = append(lines, p.words.Text("forget."+string(s.Stage)+"_"+string(s.Outcome)))
		nothing = nothing && s.Outcome == vault.Nothing
		if s.Stage == vault.ForgetKey && s.Outcome == vault.Failed && report.User != "" {
			lines = append(lines, p.words.Text("forget.key_where", locale.Args{"name": report.Service + ", " + report.User}))
		}
		done = s.Stage == vault.ForgetData && s.Outcome == vault.Done
		if s.Err != nil {
			_, _ = fmt.Fprintf(p.err, "neem-check: %v\n", s.Err)
		}
	}
	switch {
	case nothing:
		lines = []string{p.words.Text("forget.none")}
	case done:
		lines = append(lines, p.words.Text("forget.traces"))
	}
	if _, err := fmt.Fprintln(p.out, strings.Join(lines, "\n")); err != nil {
		return p.fail(fmt.Errorf("writing what was done: %w", err))
	}
	if !report.Complete() {
		return exitFailed
	}
	return 0
}
