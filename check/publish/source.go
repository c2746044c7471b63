package publish

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/hibp"
	"neem/check/table"
)

// The formats of sources that are not tables.
const (
	formatPwned  = "pwned-passwords"
	formatDomain = "hibp-domain"
)

// scan streams a source and calls each with the key of every entry.
func (s *Spec) scan(ctx context.Context, l ListSpec, opts Options, each func(bucket.Key) error) (tally, error) {
	path := l.Source.File
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.dir, path)
	}
	n := newTally(opts.SkipBad, each)
	f, err := os.Open(path)
	if err != nil {
		return *n, fmt.Errorf("the source %s cannot be read: %w", path, pathless(err))
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return *n, fmt.Errorf("the source %s cannot be read: %w", path, pathless(err))
	}
	stage := "reading " + filepath.Base(path)
	if info.IsDir() {
		if l.Source.Format != formatPwned {
			return *n, fmt.Errorf("the source %s is a folder; a file is needed", path)
		}
		err = scanFolder(ctx, path, stage, l, opts.Progress, n)
	} else {
		in := &meter{r: f, ctx: ctx, total: info.Size(), report: opts.Progress, stage: stage}
		if err = scanFile(in, l, n); err == nil {
			in.finish()
		}
	}
	if err != nil {
		return *n, fmt.Errorf("%s: %w", path, err)
	}
	return *n, nil
}

func scanFile(in io.Reader, l ListSpec, n *tally) error {
	br := bufio.NewReaderSize(in, 1<<16)
	if err := table.SkipBOM(br); err != nil {
		return err
	}
	switch l.Source.Format {
	case formatPwned:
		t, err := pwnedReader(l, n).File(br)
		n.pwned(t)
		return err
	case formatDomain:
		return scanDomain(br, l.Source, n)
	}
	read, err := scanTable(br, l.Source, bucket.Shape(l.Shape), n.add, n.skip)
	n.read = read
	return err
}

// scanTable reads CSV or TSV with a header line.
func scanTable(br *bufio.Reader, src SourceSpec, shape bucket.Shape, each func(bucket.Key) error, bad func(*hibp.LineError) bool) (int64, error) {
	next := table.CSV(br)
	if src.Format == "tsv" {
		next = table.TSV(br)
	}
	head, _, err := next()
	if errors.Is(err, io.EOF) {
		return 0, errors.New("the source is empty")
	}
	if err != nil {
		return 0, err
	}
	columns, err := findColumns(head, src, shape)
	if err != nil {
		return 0, err
	}
	var count int64
	for {
		record, line, err := next()
		if errors.Is(err, io.EOF) {
			return count, nil
		}
		count++
		var key bucket.Key
		le, ok := errors.AsType[*hibp.LineError](err)
		switch {
		case err == nil:
			if key, err = keyOf(record, columns, shape); err != nil {
				le = &hibp.LineError{Line: line, Err: err}
			}
		case !ok:
			return count, err
		}
		if le != nil {
			if !bad(le) {
				return count, le
			}
			continue
		}
		if err := each(key); err != nil {
			return count, err
		}
	}
}

func keyOf(record []string, columns []int, shape bucket.Shape) (bucket.Key, error) {
	kinds := shape.Kinds()
	details := make([]detail.Detail, len(kinds))
	for i, k := range kinds {
		d, err := detail.Parse(k, record[columns[i]])
		if err != nil {
			return bucket.Key{}, err
		}
		details[i] = d
	}
	return shape.Key(details...)
}

func findColumns(head []string, src SourceSpec, shape bucket.Shape) ([]int, error) {
	var columns []int
	for _, k := range shape.Kinds() {
		at, err := table.Column(head, src.Columns[k])
		if errors.Is(err, table.ErrNoColumn) {
			return nil, fmt.Errorf("%w%s", err, separatorHint(head, src.Format))
		}
		if err != nil {
			return nil, err
		}
		columns = append(columns, at)
	}
	return columns, nil
}

// separatorHint says what probably stands between the columns instead. It
// shows nothing of the first line, which may be a person's if the header line
// is missing.
func separatorHint(head []string, format string) string {
	if len(head) == 1 {
		switch {
		case strings.Contains(head[0], ";"):
			return ": semicolons seem to stand between the columns; save the file with commas"
		case strings.Contains(head[0], "\t"):
			return `: tabs seem to stand between the columns; write format = "tsv"`
		case format == "tsv" && strings.Contains(head[0], ","):
			return `: commas seem to stand between the columns; write format = "csv"`
		}
	}
	return fmt.Sprintf(" (the first line has %d columns; it must be a line of column names)", len(head))
}

// A meter reports how far a source has been read, and stops when its context
// ends.
type meter struct {
	r      io.Reader
	ctx    context.Context
	done   int64
	total  int64
	stage  string
	report func(Progress)
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

func (m *meter) tell() { tell(m.report, m.stage, m.done, m.total) }

func (m *meter) finish() { m.done = m.total; m.tell() }
