package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"

	"neem/check/detail"
	"neem/locale"
)

// A choice is one line that can be given: a key and one of its values.
type choice struct {
	key, value string
	label      string // what it means, in the person's language
	// check reports the key of what is wrong with a free text; nil: nothing can
	// be.
	check func(text string) (fault string)
}

// A form is what "neem-check guide" asks for: lines "key: value", or the
// number of a choice. Keys of free text have no choices.
type form struct {
	choices []choice
	free    []choice // value is empty
}

// An inputError is a line that means nothing. It does not repeat the line.
type inputError struct {
	line int    // 0 if what is wrong is not in one line
	key  string // of the message that says why
}

func (e *inputError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.key) }

// In says it in the person's language.
func (e *inputError) In(m *locale.Messages) string {
	if e.line == 0 {
		return m.Text(e.key)
	}
	return m.Text("terminal.bad", locale.Args{"n": e.line, "fault": m.Text(e.key)})
}

// read asks for the form on a terminal, up to an empty line, and there says of
// each line at once what is wrong with it; else it reads standard input to its
// end. The values of each key are in the order in which they came. It returns
// when ctx ends, so that nobody is held at a question.
func (g *guideRun) read(ctx context.Context, f form) (map[string][]string, error) {
	in, ok := g.in.(*os.File)
	asking := ok && term.IsTerminal(int(in.Fd()))
	if asking {
		for i, c := range f.choices {
			_, _ = fmt.Fprintf(g.err, "%3d  %s: %s   %s\n", i+1, c.key, c.value, c.label)
		}
		for _, c := range f.free {
			_, _ = fmt.Fprintf(g.err, "     %s: …   %s\n", c.key, c.label)
		}
		_, _ = fmt.Fprintln(g.err, g.words.Text("terminal.form"))
	}
	got := map[string][]string{}
	lines, failed := linesOf(ctx, g.in)
	for n := 1; ; n++ {
		var text string
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case line, more := <-lines:
			if !more {
				return got, <-failed
			}
			text = strings.TrimSpace(line)
		}
		if text == "" {
			if asking {
				return got, nil
			}
			continue
		}
		c, value, fault := f.parse(text)
		if fault != "" {
			e := &inputError{n, fault}
			if !asking {
				return nil, e
			}
			_, _ = fmt.Fprintln(g.err, e.In(g.words))
			continue
		}
		if c.value == "" || !slices.Contains(got[c.key], value) {
			got[c.key] = append(got[c.key], value)
		}
	}
}

// linesOf reads lines in the background. failed gets one error, or nil, when
// the lines have ended.
func linesOf(ctx context.Context, r io.Reader) (lines <-chan string, failed <-chan error) {
	out, end := make(chan string), make(chan error, 1)
	go func() {
		defer close(out)
		in := bufio.NewScanner(r)
		in.Buffer(nil, maxLine)
		for in.Scan() {
			select {
			case out <- in.Text():
			case <-ctx.Done():
				return
			}
		}
		switch err := in.Err(); {
		case errors.Is(err, bufio.ErrTooLong):
			end <- &inputError{key: "terminal.form_bad"}
		case err != nil:
			end <- fmt.Errorf("reading standard input: %w", err)
		default:
			end <- nil
		}
	}()
	return out, end
}

// parse reads one line: what was chosen, and the text of it.
func (f form) parse(text string) (c choice, value, fault string) {
	if n, err := strconv.Atoi(detail.LatinDigits(text)); err == nil && n >= 1 && n <= len(f.choices) {
		return f.choices[n-1], f.choices[n-1].value, ""
	}
	key, value, ok := strings.Cut(text, ":")
	if !ok {
		return choice{}, "", "terminal.form_bad"
	}
	key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
	for _, c := range f.free {
		if c.key != key {
			continue
		}
		if c.check != nil {
			fault = c.check(value)
		}
		return c, value, fault
	}
	for _, c := range f.choices {
		if c.key == key && c.value == strings.ToLower(value) {
			return c, c.value, ""
		}
	}
	return choice{}, "", "terminal.form_bad"
}
