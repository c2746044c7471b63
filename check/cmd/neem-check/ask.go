package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"neem/check"
	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/wording"
	"neem/locale"
)

// A session reads questions and keeps what decides the exit status.
type session struct {
	*program
	asker               asker
	now                 func() time.Time
	bad, found, unknown bool
}

func (s *session) status() int {
	switch {
	case s.bad:
		return exitBad
	case s.found:
		return exitFound
	case s.unknown:
		return exitCannotTell
	}
	return exitNotFound
}

// maxLine bounds a line of input.
const maxLine = 1 << 20

// batchLines and batchBytes bound what is read before it is answered together,
// which is much faster than line by line.
const (
	batchLines = 1 << 14
	batchBytes = 4 << 20
)

// batch answers every line of standard input, in order.
func (s *session) batch(ctx context.Context) int {
	in := bufio.NewScanner(s.in)
	in.Buffer(nil, maxLine)
	out := bufio.NewWriter(s.out)
	var held []string
	n, bytes := 0, 0 // lines answered, and bytes held
	for in.Scan() {
		held = append(held, strings.TrimSuffix(in.Text(), "\r"))
		if bytes += len(in.Bytes()); len(held) < batchLines && bytes < batchBytes {
			continue
		}
		if err := s.lines(ctx, out, n, held); err != nil {
			return s.stop(out, err)
		}
		n += len(held)
		held, bytes = held[:0], 0
	}
	if err := s.lines(ctx, out, n, held); err != nil {
		return s.stop(out, err)
	}
	n += len(held)
	if err := in.Err(); err != nil {
		s.bad = true
		if !errors.Is(err, bufio.ErrTooLong) {
			return s.stop(out, fmt.Errorf("reading standard input: %w", err))
		}
		if err := s.show(out, n+1, "", "", nil, errors.New("the line is too long")); err != nil {
			return s.stop(out, err)
		}
	}
	if err := out.Flush(); err != nil {
		return s.fail(fmt.Errorf("writing the answers: %w", err))
	}
	return s.status()
}

func (s *session) stop(out *bufio.Writer, err error) int {
	_ = out.Flush() // the first error is told
	return s.fail(err)
}

// lines answers lines, of which before came earlier.
func (s *session) lines(ctx context.Context, out io.Writer, before int, texts []string) error {
	type parsed struct {
		shape string
		fault error
	}
	lines := make([]parsed, len(texts))
	var queries []check.Query
	for i, text := range texts {
		q, shape, err := check.ParseLine(text)
		lines[i] = parsed{shape, err}
		if err == nil {
			queries = append(queries, q)
		}
	}
	answers, err := s.asker.CheckAll(ctx, queries)
	if err != nil {
		return err
	}
	for i, l := range lines {
		if l.fault != nil {
			s.bad = true
			if err := s.show(out, before+i+1, l.shape, "", nil, l.fault); err != nil {
				return err
			}
			continue
		}
		q, results := queries[0], answers[0]
		queries, answers = queries[1:], answers[1:]
		switch check.Outcome(results) {
		case check.Found, check.Possible:
			s.found = true
		case check.CannotTell:
			s.unknown = true
		}
		if err := s.show(out, before+i+1, q.Shape(), q.Mask(), results, nil); err != nil {
			return err
		}
	}
	return nil
}

// show prints the answer to one line. fault is why there is none.
func (s *session) show(out io.Writer, n int, shape, mask string, results []check.Result, fault error) error {
	var err error
	if s.json {
		err = s.showJSON(out, shape, mask, results, fault)
	} else {
		err = s.showText(out, n, shape, mask, results, fault)
	}
	if err != nil {
		return fmt.Errorf("writing the answers: %w", err)
	}
	return nil
}

// answer is the object that --json prints for a line. Names are a contract:
// they may be added to, not changed.
type answer struct {
	Shape   string   `json:"shape"`
	Masked  string   `json:"masked"`
	Results []result `json:"results"`
	Error   string   `json:"error,omitempty"`
}

type result struct {
	Pack          string       `json:"pack"`
	List          bucket.Shape `json:"list"`
	Leak          string       `json:"leak"`
	Answer        check.Answer `json:"answer"`
	FalsePositive *float64     `json:"false_positive"`
	ListedShare   *float64     `json:"listed_share"`
	Reason        check.Reason `json:"reason,omitempty"`
	Why           string       `json:"why"`
}

func (s *session) showJSON(out io.Writer, shape, mask string, results []check.Result, fault error) error {
	a := answer{Shape: shape, Masked: mask, Results: []result{}}
	if fault != nil {
		a.Error = fault.Error()
	}
	for _, r := range results {
		a.Results = append(a.Results, result{
			Pack: r.Pack, List: r.List, Leak: r.Leak, Answer: r.Answer,
			FalsePositive: r.FalsePositive, ListedShare: r.ListedShare, Reason: r.Reason, Why: r.Why,
		})
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(a)
}

func (s *session) showText(out io.Writer, n int, shape, mask string, results []check.Result, fault error) error {
	if fault != nil {
		_, err := fmt.Fprintln(s.err, s.words.Text("terminal.bad", locale.Args{"n": n, "fault": s.faultText(fault)}))
		return err
	}
	var kinds []detail.Kind
	for k := range strings.SplitSeq(shape, "+") {
		kinds = append(kinds, detail.Kind(k))
	}
	lines := append([]string{wording.Heading(s.words, kinds, results)}, wording.Summary(s.words, kinds, results)...)
	_, own := s.asker.(*ownLibrary)
	for _, r := range results {
		builtIn := own && wording.BuiltIn(r)
		lines = append(lines, wording.ListName(s.words, r, builtIn))
		for _, l := range wording.Lines(s.words, r, builtIn) {
			lines = append(lines, "  "+l.Text)
		}
		if used := wording.IfUsed(s.words, r); used != "" {
			lines = append(lines, "  "+used)
		}
	}
	_, err := fmt.Fprintf(out, "%s: %s\n  %s\n", shape, mask, strings.Join(lines, "\n  "))
	return err
}

// faultText says in the person's language what is wrong with a line.
func (s *session) faultText(err error) string {
	if ie, ok := errors.AsType[*detail.InvalidError](err); ok {
		return wording.Fault(s.words, ie.Kind, ie.Fault)
	}
	return err.Error()
}

// converse asks a person at a terminal: for the kind, then for the value,
// which does not show while it is a password.
func (s *session) converse(ctx context.Context, in *os.File) int {
	var kinds []string
	for _, k := range s.asker.Kinds() {
		kinds = append(kinds, string(k))
	}
	s.say(s.words.Text("app.name") + " · " + s.words.Text("app.descriptor") + " · " + s.words.Text("app.independent"))
	s.say(s.words.Text("app.local"))
	if s.place.Guest() {
		s.say(wording.Place(s.words, s.place)[0])
	}
	if s.words.Language().Draft {
		s.say(s.words.Text("app.draft"))
	}
	s.say(s.words.Text("terminal.kinds", locale.Args{"kinds": kinds}))
	s.say(s.words.Text("terminal.ready"))
	lines := bufio.NewReader(in)
	for n := 1; ; n++ {
		_, _ = fmt.Fprint(s.out, s.words.Text("terminal.prompt"))
		text, err := lines.ReadString('\n')
		text = strings.TrimRight(text, "\r\n")
		if text == "" || err != nil {
			return s.status()
		}
		if strings.TrimSpace(text) == "password" {
			_, _ = fmt.Fprint(s.out, s.words.Text("terminal.hidden", locale.Args{"shape": "password"}))
			secret, err := term.ReadPassword(int(in.Fd()))
			s.say("")
			if err != nil {
				return s.fail(fmt.Errorf("reading the password: %w", err))
			}
			text = "password: " + string(secret)
		}
		if err := s.lines(ctx, s.out, n-1, []string{text}); err != nil {
			return s.fail(err)
		}
	}
}
