package bulk

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"neem/check"
	"neem/check/detail"
	"neem/check/hibp"
	"neem/check/table"
)

// A source is an input whose beginning was looked at.
type source struct {
	in     *bufio.Reader
	search bool // a domain search
	next   table.Rows
	head   []string

	chosen map[detail.Kind]string
	mapper mapper
	domain string
	passed int64
}

// open says what an input is and reads the first line of a table.
func open(in io.Reader) (*source, error) {
	s := &source{in: bufio.NewReaderSize(in, 1<<16)}
	if err := table.SkipBOM(s.in); err != nil {
		return nil, err
	}
	start, err := s.in.Peek(table.LookedAt)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	start = bytes.TrimSpace(start)
	switch {
	case len(start) == 0:
		return nil, unusable(Empty, "the file is empty")
	case start[0] == '<':
		return nil, unusable(WebPage, "this is a web page, not a table or a domain search; save the export itself")
	case start[0] == '{' || start[0] == '[':
		s.search = true
		return s, nil
	}
	s.next = table.Guess(s.in)
	if s.head, _, err = s.next(); err != nil {
		return nil, err
	}
	s.head = slices.Clone(s.head) // the next row takes its place
	for _, cell := range s.head {
		for _, kind := range []detail.Kind{detail.Mobile, detail.Email} {
			if _, err := detail.Parse(kind, cell); err == nil {
				return nil, unusable(NoNames, "the first line holds somebody's details; a line of column names must stand there")
			}
		}
	}
	if len(s.head) == 1 && strings.Contains(s.head[0], ";") {
		return nil, unusable(Semicolons, "semicolons seem to stand between the columns; save the file with commas")
	}
	return s, nil
}

// choose takes the columns to be read.
func (s *source) choose(o Options, kinds []detail.Kind) (err error) {
	if s.search {
		if len(o.Columns) > 0 || o.Reference != "" {
			return unusable(NoColumn, "this is a domain search, which has no columns to choose")
		}
		s.domain = o.Domain
		return nil
	}
	if o.Domain != "" {
		return unusable(NoDomain, "a domain is needed for the answer of HIBP's API only, and this is a table")
	}
	s.chosen = o.Columns
	if len(s.chosen) == 0 {
		s.chosen = needed(Suggest(s.head), kinds)
	}
	s.mapper, err = newMapper(s.head, s.chosen, o.Reference)
	return err
}

// each reads the input to its end.
func (s *source) each(do func(row) error) error {
	if s.search {
		return s.addresses(do)
	}
	for {
		fields, line, err := s.next()
		le, faulty := errors.AsType[*hibp.LineError](err)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case faulty:
			err = do(row{number: le.Line, faults: []fault{{err: le.Err}}})
		case err == nil:
			err = do(s.mapper.row(line, fields))
		}
		if err != nil {
			return err
		}
	}
}

// addresses reads a domain search. Which breaches it names is not looked at: the
// lists are asked.
func (s *source) addresses(do func(row) error) (err error) {
	var failure error
	s.passed, err = hibp.ReadDomainSearch(s.in, s.domain, func(e hibp.Exposed) error {
		r := row{number: e.Place}
		d, err := detail.Parse(detail.Email, e.Address)
		if err == nil {
			var q check.Query
			if q, err = check.NewQuery(d); err == nil {
				r.queries = []check.Query{q}
			}
		}
		if err != nil {
			r.faults = []fault{{detail.Email, err}}
		}
		return do(r)
	}, func(le *hibp.LineError) bool {
		failure = do(row{number: le.Line, faults: []fault{{err: le.Err}}})
		return failure == nil
	})
	switch {
	case failure != nil:
		return failure
	case errors.Is(err, hibp.ErrNoDomain):
		return unusable(NoDomain, "this is the answer of HIBP's API, which does not say the domain; say what stands behind the @ of its addresses")
	}
	return err
}
