package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"

	"neem/locale"
)

// A choice is one line that can be given: a key and one of its values.
type choice struct {
	key, value string
	label      string // what it means, in the person's language
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

// maxInput bounds what is read.
const maxInput = 1 << 20

// read asks for the form on a terminal, else reads it from standard input, up
// to its end or to an empty line. The values of each key are in the order in
// which they came.
func (g *guideRun) read(f form) (map[string][]string, error) {
	if in, ok := g.in.(*os.File); ok && term.IsTerminal(int(in.Fd())) {
		for i, c := range f.choices {
			_, _ = fmt.Fprintf(g.err, "%3d  %s: %s   %s\n", i+1, c.key, c.value, c.label)
		}
		for _, c := range f.free {
			_, _ = fmt.Fprintf(g.err, "     %s: …   %s\n", c.key, c.label)
		}
		_, _ = fmt.Fprintln(g.err, g.words.Text("terminal.form"))
	}
	got := map[string][]string{}
	in := bufio.NewScanner(io.LimitReader(g.in, maxInput))
	in.Buffer(nil, maxInput)
	for n := 1; in.Scan(); n++ {
		text := strings.TrimSpace(in.Text())
		if text == "" {
			break
		}
		key, value, fault := f.parse(text)
		if fault != "" {
			return nil, &inputError{n, fault}
		}
		if !slices.Contains(got[key], value) {
			got[key] = append(got[key], value)
		}
	}
	if err := in.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, &inputError{1, "terminal.form_bad"}
	} else if err != nil {
		return nil, fmt.Errorf("reading standard input: %w", err)
	}
	return got, nil
}

// parse reads one line.
func (f form) parse(text string) (key, value, fault string) {
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(f.choices) {
		return f.choices[n-1].key, f.choices[n-1].value, ""
	}
	key, value, ok := strings.Cut(text, ":")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !ok {
		return "", "", "terminal.form_bad"
	}
	if slices.ContainsFunc(f.free, func(c choice) bool { return c.key == key }) {
		return key, value, ""
	}
	if slices.ContainsFunc(f.choices, func(c choice) bool { return c.key == key && c.value == value }) {
		return key, value, ""
	}
	return "", "", "terminal.form_bad"
}
