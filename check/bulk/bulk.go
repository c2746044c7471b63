// Package bulk asks the lists about many people at once: the members of an
// organisation, from a table or from a domain search of Have I Been Pwned.
//
// The input is read once, from beginning to end, and is never copied: what is
// held in memory is one batch of questions. The answers are written as CSV in
// the order of the input, with the details masked. No error, answer or summary
// holds anything of a row but its number and, if asked for, its reference.
package bulk

import (
	"context"
	"fmt"
	"io"

	"neem/check"
	"neem/check/detail"
	"neem/locale"
)

// An Asker answers questions: a checker or a library.
type Asker interface {
	Kinds() []detail.Kind
	CheckAll(context.Context, []check.Query) ([][]check.Result, error)
}

// Options say what is asked, and how the answers are written.
type Options struct {
	// Columns names the column of each kind as the first line does. If it is
	// empty, the columns of [Suggest] are taken.
	Columns map[detail.Kind]string
	// Reference names a column that is copied to the answers, so that a member
	// is known by their number; "" is none. It may say who people are.
	Reference string
	// Domain stands behind the @ of addresses in the answer of HIBP's API, which
	// does not say it.
	Domain string
	// Words are those of the column "meaning".
	Words *locale.Messages
	// Progress, if not nil, is told how many bytes of the input are read; total
	// is 0 where it is not known.
	Progress func(done, total int64)
}

// The bounds of a batch. A larger one reads each list in fewer rounds; the
// number of results is what takes memory.
const (
	firstBatch = 1 << 8
	maxBatch   = 1 << 14 // questions, or rows without any
	maxResults = 1 << 16
	maxBytes   = 4 << 20 // of references
)

// Check reads an input of size bytes (0: not known), asks about every row, and
// writes the answers. What was written is of use only if there is no error.
func Check(ctx context.Context, a Asker, in io.Reader, size int64, out io.Writer, o Options) (Summary, error) {
	meter := &meter{r: in, ctx: ctx, total: size, report: o.Progress}
	src, err := open(meter)
	if err == nil {
		err = src.choose(o, a.Kinds())
	}
	if err != nil {
		return Summary{}, first(ctx.Err(), asInput(err))
	}
	b := &batch{asker: a, out: newWriter(out, o.Words), size: firstBatch, tally: newTally(src.chosen)}
	if err := b.out.head(); err != nil {
		return Summary{}, err
	}
	var failure error // of what follows reading
	err = src.each(func(r row) error {
		if b.add(r); !b.full() {
			return nil
		}
		failure = b.flush(ctx)
		return failure
	})
	if err == nil && failure == nil {
		failure = b.flush(ctx)
	}
	switch {
	case ctx.Err() != nil:
		return Summary{}, ctx.Err()
	case failure != nil:
		return Summary{}, failure
	case err != nil:
		return Summary{}, asInput(err)
	case b.tally.rows == 0:
		return Summary{}, unusable(NoRows, "there is nothing to check: no row stands behind the first line")
	}
	meter.finish()
	return b.tally.summary(src.passed), b.out.flush()
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// A batch is what is asked together: each list is gone through once for it.
type batch struct {
	asker Asker
	out   *writer
	tally *tally
	size  int // questions

	rows    []row
	queries []check.Query
	bytes   int
}

func (b *batch) add(r row) {
	b.rows = append(b.rows, r)
	b.queries = append(b.queries, r.queries...)
	b.bytes += len(r.reference)
}

func (b *batch) full() bool {
	return len(b.queries) >= b.size || len(b.rows) >= b.size || b.bytes >= maxBytes
}

// flush asks, writes the answers and forgets the questions.
func (b *batch) flush(ctx context.Context) error {
	answers, err := b.asker.CheckAll(ctx, b.queries)
	if err != nil {
		return fmt.Errorf("asking the lists: %w", err)
	}
	results := 0
	for _, r := range b.rows {
		b.tally.row(r)
		for _, f := range r.faults {
			if err := b.out.fault(r, f); err != nil {
				return err
			}
		}
		for _, q := range r.queries {
			got := answers[0]
			answers = answers[1:]
			results += len(got)
			b.tally.answers(got)
			if err := b.out.answers(r, q, got); err != nil {
				return err
			}
		}
	}
	if n := len(b.queries); n > 0 {
		b.size = max(1, min(maxBatch, maxResults/max(1, results/n)))
	}
	clear(b.rows) // so that nothing of a person stays behind the slices' ends
	clear(b.queries)
	b.rows, b.queries, b.bytes = b.rows[:0], b.queries[:0], 0
	return nil
}

// A meter reports how far the input is read, and stops when its context ends.
type meter struct {
	r      io.Reader
	ctx    context.Context
	done   int64
	total  int64
	report func(done, total int64)
}

func (m *meter) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(b)
	m.done += int64(n)
	m.tell()
	return n, err
}

func (m *meter) tell() {
	if m.report != nil {
		m.report(m.done, m.total)
	}
}

func (m *meter) finish() {
	if m.total > 0 {
		m.done = m.total
	}
	m.tell()
}
