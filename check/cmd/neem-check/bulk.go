package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"neem/check/bulk"
	"neem/check/detail"
	"neem/locale"
)

// columnFlag collects --columns, which may be given several times.
type columnFlag map[detail.Kind]string

func (c columnFlag) String() string { return "" }

// Set reads KIND=NAME,KIND=NAME. A comma belongs to a name unless a kind and "="
// follow it.
func (c columnFlag) Set(s string) error {
	var last detail.Kind
	for part := range strings.SplitSeq(s, ",") {
		kind, name, ok := kindOf(part)
		switch {
		case !ok && last == "":
			return fmt.Errorf("write KIND=NAME, such as mobile=\"Mobile No\"; the kinds are %v", detail.Kinds())
		case !ok:
			c[last] += "," + part
			continue
		}
		if _, twice := c[kind]; twice {
			return fmt.Errorf("the column of %s is given twice", kind)
		}
		c[kind], last = name, kind
	}
	return nil
}

func kindOf(part string) (kind detail.Kind, name string, ok bool) {
	before, name, ok := strings.Cut(part, "=")
	if !ok {
		return "", "", false
	}
	for _, k := range detail.Kinds() {
		if string(k) == strings.ToLower(strings.TrimSpace(before)) {
			return k, name, true
		}
	}
	return "", "", false
}

// bulk asks about all rows of a table.
func (p *program) bulk(ctx context.Context, args []string, packs packFlags, help string) (code int) {
	set := flag.NewFlagSet("bulk", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	in, out := set.String("in", "", ""), set.String("out", "", "")
	columns := columnFlag{}
	set.Var(columns, "columns", "")
	set.Var(&packs, "pack", "")
	set.BoolVar(&p.json, "json", p.json, "")
	language := set.String("lang", "", "")
	o := bulk.Options{Columns: columns}
	set.StringVar(&o.Reference, "reference", "", "")
	set.StringVar(&o.Domain, "domain", "", "")
	err := set.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		_, _ = io.WriteString(p.out, help)
		return 0
	case err == nil && set.NArg() > 0:
		// What stands there may be a detail: it is not repeated.
		err = errors.New("details are not given on the command line, where others can see them; name the table with --in")
	case err == nil && (*in == "" || *out == ""):
		err = errors.New("--in and --out are both needed")
	}
	if err != nil {
		_, _ = fmt.Fprintf(p.err, "neem-check bulk: %v\n%s", err, help)
		return exitBad
	}
	if *language != "" && !p.speak(*language) {
		return exitBad
	}
	a, err := p.open(ctx, packs)
	if err != nil {
		return p.fail(err)
	}
	defer func() {
		if err := a.Close(); err != nil && code == exitNotFound {
			code = p.fail(err)
		}
	}()
	if o.Reference != "" {
		_, _ = fmt.Fprintln(p.err, p.words.Text("bulk.reference"))
	}
	o.Words = p.words
	shown := p.progress()
	o.Progress = shown.show
	s, err := bulk.CheckFile(ctx, a, *in, *out, o)
	shown.clear()
	if err != nil {
		return p.failBulk(ctx, err)
	}
	if err := p.printSummary(s, *out); err != nil {
		return p.fail(fmt.Errorf("printing what came out: %w", err))
	}
	switch {
	case s.FaultyRows > 0:
		return exitBad
	case s.Found+s.Possible > 0:
		return exitFound
	case s.CannotTell > 0:
		return exitCannotTell
	}
	return exitNotFound
}

func (p *program) failBulk(ctx context.Context, err error) int {
	_, input := errors.AsType[*bulk.InputError](err)
	switch {
	case ctx.Err() != nil:
		_, _ = fmt.Fprintf(p.err, "neem-check: %s\n", p.words.Text("bulk.stopped"))
		return exitFailed
	case input:
		_, _ = fmt.Fprintf(p.err, "neem-check bulk: %v\n", err)
		return exitBad
	}
	return p.fail(err)
}

func (p *program) printSummary(s bulk.Summary, path string) error {
	if p.json {
		e := json.NewEncoder(p.out)
		e.SetEscapeHTML(false)
		return e.Encode(s)
	}
	lines := append(s.Words(p.words), p.words.Text("bulk.saved", locale.Args{"path": path}), p.words.Text("bulk.keep"))
	_, err := fmt.Fprintln(p.out, strings.Join(lines, "\n"))
	return err
}

// A bulkMeter shows on standard error how far the table is read: on a terminal
// in one line that is rewritten five times a second, elsewhere a line for each
// tenth.
type bulkMeter struct {
	*program
	terminal bool
	last     time.Time
	tenth    int64
}

func (p *program) progress() *bulkMeter {
	f, ok := p.err.(*os.File)
	return &bulkMeter{program: p, terminal: ok && term.IsTerminal(int(f.Fd()))}
}

func (m *bulkMeter) show(done, total int64) {
	if total <= 0 {
		return
	}
	text := m.words.Text("bulk.progress", locale.Args{"percent": min(100, 100*done/total)})
	switch {
	case m.terminal && time.Since(m.last) >= time.Second/5:
		m.last = time.Now()
		_, _ = fmt.Fprintf(m.err, "\r\x1b[K%s", text)
	case !m.terminal && 10*done/total > m.tenth:
		m.tenth = 10 * done / total
		_, _ = fmt.Fprintln(m.err, text)
	}
}

func (m *bulkMeter) clear() {
	if m.terminal {
		_, _ = fmt.Fprint(m.err, "\r\x1b[K")
	}
}
