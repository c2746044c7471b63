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
	"slices"
	"strings"
	"unicode/utf8"

	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/hibp"
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
	if err := skipBOM(br); err != nil {
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
	next := csvRows(br)
	if src.Format == "tsv" {
		next = tsvRows(br)
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

// A rows function returns the next row of a table and the line that it begins
// on. The error is io.EOF at the end, a [*hibp.LineError] for a row that can
// be skipped, or another one for a row behind which nothing is certain.
type rows func() (fields []string, line int64, err error)

// maxRow bounds a row of a table.
const maxRow = 1 << 20

var errLongRow = errors.New("the row is too long; is a quotation mark missing at its end?")

// csvRows reads CSV (RFC 4180).
func csvRows(br *bufio.Reader) rows {
	// The limit stands between the bytes and a buffer, so it is coarse: some
	// rows that are a little shorter are refused too.
	in := &limited{r: br}
	cr := csv.NewReader(bufio.NewReaderSize(in, 1<<16))
	cr.ReuseRecord = true
	cr.TrimLeadingSpace = true
	last := int64(0)
	return func() ([]string, int64, error) {
		in.left = maxRow
		record, err := cr.Read()
		pe, ok := errors.AsType[*csv.ParseError](err)
		switch {
		case err == nil:
			line, _ := cr.FieldPos(0)
			last = int64(line)
			return record, last, nil
		case !ok && errors.Is(err, io.EOF):
			return nil, 0, err
		case !ok:
			return nil, 0, fmt.Errorf("reading behind line %d: %w", last, err)
		}
		last = int64(pe.StartLine)
		// A quotation mark too many makes one row of many. Skipped as one, they
		// would all be missing from the pack, and nobody would know.
		several := func(s string) bool { return strings.Contains(s, "\n") }
		if pe.Line != pe.StartLine || slices.ContainsFunc(record, several) {
			return nil, 0, fmt.Errorf("line %d: a quotation mark makes one row of several lines, and it does not fit; is one missing or too many?", pe.StartLine)
		}
		return nil, last, &hibp.LineError{Line: last, Err: csvFault(pe)}
	}
}

// csvFault keeps the fault and drops what csv says of the text around it.
func csvFault(pe *csv.ParseError) error {
	switch {
	case errors.Is(pe.Err, csv.ErrFieldCount):
		return errFieldCount
	case errors.Is(pe.Err, csv.ErrQuote), errors.Is(pe.Err, csv.ErrBareQuote):
		return errQuote
	}
	return pe.Err
}

// Faults of a row, which may be skipped.
var (
	errFieldCount = errors.New("another number of fields than the header line")
	errQuote      = errors.New("a quotation mark stands where none may")
)

// A limited reader gives up when so much is read that a row must be endless.
type limited struct {
	r    io.Reader
	left int
}

func (l *limited) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, errLongRow
	}
	n, err := l.r.Read(b)
	l.left -= n
	return n, err
}

// tsvRows reads lines of fields with tabs between them. A row is always one
// line; quotation marks around a whole field are taken off, as spreadsheet
// programs put them there.
func tsvRows(br *bufio.Reader) rows {
	var line int64
	want := 0
	return func() ([]string, int64, error) {
		for {
			text, err := br.ReadSlice('\n')
			switch {
			case errors.Is(err, bufio.ErrBufferFull):
				return nil, 0, fmt.Errorf("line %d: %w", line+1, errLongRow)
			case err != nil && !errors.Is(err, io.EOF):
				return nil, 0, fmt.Errorf("reading behind line %d: %w", line, err)
			case len(text) == 0:
				return nil, 0, io.EOF
			}
			line++
			row := strings.TrimRight(string(text), "\r\n")
			if row == "" {
				continue
			}
			fields := strings.Split(row, "\t")
			for i, f := range fields {
				if len(f) > 1 && f[0] == '"' && f[len(f)-1] == '"' {
					fields[i] = strings.ReplaceAll(f[1:len(f)-1], `""`, `"`)
				}
			}
			if want == 0 {
				want = len(fields)
			}
			if len(fields) != want {
				return nil, line, &hibp.LineError{Line: line, Err: errFieldCount}
			}
			return fields, line, nil
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
		want := strings.TrimSpace(src.Columns[k])
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
			return nil, fmt.Errorf("no column is called %q%s", want, separatorHint(head, src.Format))
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

// lookedAt is how much of a source is looked at for its encoding.
const lookedAt = 4096

// skipBOM drops a UTF-8 byte order mark and refuses other encodings, whose
// letters would be hashed as something else.
func skipBOM(br *bufio.Reader) error {
	start, err := br.Peek(lookedAt)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading: %w", err)
	}
	whole := len(start) == lookedAt
	if text, ok := bytes.CutPrefix(start, []byte{0xef, 0xbb, 0xbf}); ok {
		if _, err := br.Discard(3); err != nil {
			return fmt.Errorf("reading: %w", err)
		}
		start = text
	}
	const save = `save it as text in UTF-8 (a spreadsheet program calls it "CSV UTF-8") and try again`
	switch {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return errors.New("the source is a workbook or a packed file and is no text; " + save)
	case bytes.HasPrefix(start, []byte{0x1f, 0x8b}), bytes.HasPrefix(start, []byte("7z\xbc\xaf")), bytes.HasPrefix(start, []byte("BZh")):
		return errors.New("the source is a packed file and is no text; unpack it and try again")
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}), bytes.HasPrefix(start, []byte{0xfe, 0xff}), bytes.IndexByte(start, 0) >= 0:
		return errors.New("the source is in UTF-16 or is no text; " + save)
	}
	// The last character of a full buffer may be cut.
	if whole {
		for range utf8.UTFMax - 1 {
			if !utf8.Valid(start) {
				start = start[:len(start)-1]
			}
		}
	}
	if !utf8.Valid(start) {
		return errors.New("the source is not in UTF-8; " + save + ". Older spreadsheet programs save in Windows-1252 or Latin-1")
	}
	if cr := bytes.IndexByte(start, '\r'); cr >= 0 && cr < len(start)-1 && bytes.IndexByte(start, '\n') < 0 {
		return errors.New("the lines of the source end as on old Macintosh computers (CR); " + save)
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

func (m *meter) tell() { tell(m.report, m.stage, m.done, m.total) }

func (m *meter) finish() { m.done = m.total; m.tell() }
