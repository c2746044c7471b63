package publish

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/hibp"
)

// rows counts what a source held.
type rows struct {
	read int64
	bad  int64
}

// scan streams a source and calls each with the key of every entry.
func (s *Spec) scan(ctx context.Context, l ListSpec, opts Options, each func(bucket.Key) error) (rows, error) {
	path := l.Source.File
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.dir, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return rows{}, fmt.Errorf("opening the source: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return rows{}, fmt.Errorf("opening the source: %w", err)
	}
	if info.IsDir() {
		return rows{}, fmt.Errorf("the source %s is a folder; a file is needed", path)
	}
	in := &meter{r: f, ctx: ctx, total: info.Size(), report: opts.Progress, stage: "reading " + filepath.Base(path)}
	var n rows
	bad := func(*hibp.LineError) bool {
		n.bad++
		return opts.SkipBad
	}
	shape := bucket.Shape(l.Shape)
	if l.Source.Format == "pwned-passwords" {
		hash := hibp.SHA1
		if shape == bucket.PasswordNTLM {
			hash = hibp.NTLM
		}
		n.read, err = hibp.Scan(in, hash, func(p uint64) error { return each(bucket.Key{Prefix: p}) }, bad)
	} else {
		n.read, err = scanTable(in, l.Source, shape, each, bad)
	}
	if err != nil {
		return n, fmt.Errorf("%s: %w", path, err)
	}
	in.finish()
	return n, nil
}

// scanTable reads CSV or TSV with a header line.
func scanTable(r io.Reader, src SourceSpec, shape bucket.Shape, each func(bucket.Key) error, bad func(*hibp.LineError) bool) (int64, error) {
	br := bufio.NewReaderSize(r, 1<<16)
	if err := skipBOM(br); err != nil {
		return 0, err
	}
	cr := csv.NewReader(br)
	cr.ReuseRecord = true
	cr.TrimLeadingSpace = true
	if src.Format == "tsv" {
		cr.Comma = '\t'
		cr.LazyQuotes = true
		cr.TrimLeadingSpace = false // it would eat empty fields
	}
	head, err := cr.Read()
	if errors.Is(err, io.EOF) {
		return 0, errors.New("the source is empty")
	}
	if err != nil {
		return 0, &hibp.LineError{Line: 1, Err: csvFault(err)}
	}
	columns, err := findColumns(head, src, shape)
	if err != nil {
		return 0, err
	}
	var count int64
	for {
		record, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return count, nil
		}
		count++
		if err != nil {
			pe, ok := errors.AsType[*csv.ParseError](err)
			if !ok {
				return count, fmt.Errorf("reading: %w", err)
			}
			if le := (&hibp.LineError{Line: int64(pe.Line), Err: csvFault(err)}); !bad(le) {
				return count, le
			}
			continue
		}
		key, err := keyOf(record, columns, shape)
		if err != nil {
			line, _ := cr.FieldPos(0)
			if le := (&hibp.LineError{Line: int64(line), Err: err}); !bad(le) {
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

// csvFault keeps the fault and drops what csv says of the text around it.
func csvFault(err error) error {
	if pe, ok := errors.AsType[*csv.ParseError](err); ok {
		switch {
		case errors.Is(pe.Err, csv.ErrFieldCount):
			return errors.New("another number of fields than the header line")
		case errors.Is(pe.Err, csv.ErrQuote), errors.Is(pe.Err, csv.ErrBareQuote):
			return errors.New("a quotation mark stands where none may")
		}
		return pe.Err
	}
	return err
}

func findColumns(head []string, src SourceSpec, shape bucket.Shape) ([]int, error) {
	var columns []int
	for _, k := range shape.Kinds() {
		want := src.Columns[k]
		at := -1
		for i, name := range head {
			if strings.TrimSpace(name) != want {
				continue
			}
			if at >= 0 {
				return nil, fmt.Errorf("two columns are called %q", want)
			}
			at = i
		}
		if at < 0 {
			return nil, fmt.Errorf("no column is called %q", want)
		}
		columns = append(columns, at)
	}
	return columns, nil
}

// lookedAt is how much of a source is looked at for its encoding.
const lookedAt = 4096

// skipBOM drops a UTF-8 byte order mark and refuses other encodings, whose
// letters would be hashed as something else.
func skipBOM(br *bufio.Reader) error {
	start, err := br.Peek(lookedAt)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading: %w", err)
	}
	const save = `save it as "CSV UTF-8" and try again`
	switch {
	case bytes.HasPrefix(start, []byte{0xef, 0xbb, 0xbf}):
		_, err := br.Discard(3)
		return err
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}), bytes.HasPrefix(start, []byte{0xfe, 0xff}), bytes.IndexByte(start, 0) >= 0:
		return errors.New("the source is in UTF-16 or is no text; " + save)
	}
	// The last character of a full buffer may be cut.
	if len(start) == lookedAt {
		for range utf8.UTFMax - 1 {
			if !utf8.Valid(start) {
				start = start[:len(start)-1]
			}
		}
	}
	if !utf8.Valid(start) {
		return errors.New("the source is not in UTF-8; " + save)
	}
	return nil
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

func (m *meter) tell() {
	if m.report != nil {
		m.report(Progress{Stage: m.stage, Done: m.done, Total: m.total})
	}
}

func (m *meter) finish() { m.done = m.total; m.tell() }
