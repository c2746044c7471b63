// Package table reads CSV and TSV as people have them: with a line of column
// names, a byte order mark or none, quotation marks where a spreadsheet program
// puts them. Other encodings are refused, and no error shows anything of a row.
package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"neem/check/hibp"
)

// A Rows function returns the next row of a table and the line that it begins
// on. The error is io.EOF at the end, a [*hibp.LineError] for a row that can
// be skipped, or another one for a row behind which nothing is certain.
type Rows func() (fields []string, line int64, err error)

// MaxRow bounds a row of a table.
const MaxRow = 1 << 20

var errLongRow = &FormError{Quotes, "the row is too long; is a quotation mark missing at its end?"}

// CSV reads CSV (RFC 4180).
func CSV(br *bufio.Reader) Rows {
	// The limit stands between the bytes and a buffer, so it is coarse: some
	// rows that are a little shorter are refused too.
	in := &limited{r: br}
	cr := csv.NewReader(bufio.NewReaderSize(in, 1<<16))
	cr.ReuseRecord = true
	cr.TrimLeadingSpace = true
	last := int64(0)
	return func() ([]string, int64, error) {
		in.left = MaxRow
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
		// would all be missing, and nobody would know.
		several := func(s string) bool { return strings.Contains(s, "\n") }
		if pe.Line != pe.StartLine || slices.ContainsFunc(record, several) {
			return nil, 0, fmt.Errorf("line %d: %w", pe.StartLine, &FormError{Quotes, "a quotation mark makes one row of several lines, and it does not fit; is one missing or too many?"})
		}
		return nil, last, &hibp.LineError{Line: last, Err: csvFault(pe)}
	}
}

// csvFault keeps the fault and drops what csv says of the text around it.
func csvFault(pe *csv.ParseError) error {
	switch {
	case errors.Is(pe.Err, csv.ErrFieldCount):
		return ErrFieldCount
	case errors.Is(pe.Err, csv.ErrQuote), errors.Is(pe.Err, csv.ErrBareQuote):
		return ErrQuote
	}
	return pe.Err
}

// Faults of a row, which may be skipped.
var (
	ErrFieldCount = errors.New("another number of fields than the header line")
	ErrQuote      = errors.New("a quotation mark stands where none may")
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

// TSV reads lines of fields with tabs between them. A row is always one
// line; quotation marks around a whole field are taken off, as spreadsheet
// programs put them there.
func TSV(br *bufio.Reader) Rows {
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
				return nil, line, &hibp.LineError{Line: line, Err: ErrFieldCount}
			}
			return fields, line, nil
		}
	}
}

// Guess reads rows with commas between the fields, or tabs if the first
// line has some and no comma.
func Guess(br *bufio.Reader) Rows {
	start, _ := br.Peek(LookedAt) // what fails here fails again in reading
	first, _, _ := bytes.Cut(start, []byte("\n"))
	if bytes.ContainsRune(first, '\t') && !bytes.ContainsRune(first, ',') {
		return TSV(br)
	}
	return CSV(br)
}

// LookedAt is how much of a file is looked at for its encoding.
const LookedAt = 4096

// SkipBOM drops a UTF-8 byte order mark and refuses other encodings, whose
// letters would be hashed as something else.
func SkipBOM(br *bufio.Reader) error {
	start, err := br.Peek(LookedAt)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading: %w", err)
	}
	whole := len(start) == LookedAt
	if text, ok := bytes.CutPrefix(start, []byte{0xef, 0xbb, 0xbf}); ok {
		if _, err := br.Discard(3); err != nil {
			return fmt.Errorf("reading: %w", err)
		}
		start = text
	}
	const save = `save it as text in UTF-8 (a spreadsheet program calls it "CSV UTF-8") and try again`
	switch {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return &FormError{Workbook, "the file is a workbook or a packed file and is no text; " + save}
	case bytes.HasPrefix(start, []byte{0x1f, 0x8b}), bytes.HasPrefix(start, []byte("7z\xbc\xaf")), bytes.HasPrefix(start, []byte("BZh")):
		return &FormError{Packed, "the file is a packed file and is no text; unpack it and try again"}
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}), bytes.HasPrefix(start, []byte{0xfe, 0xff}), bytes.IndexByte(start, 0) >= 0:
		return &FormError{Encoding, "the file is in UTF-16 or is no text; " + save}
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
		return &FormError{Encoding, "the file is not in UTF-8; " + save + ". Older spreadsheet programs save in Windows-1252 or Latin-1"}
	}
	if cr := bytes.IndexByte(start, '\r'); cr >= 0 && cr < len(start)-1 && bytes.IndexByte(start, '\n') < 0 {
		return &FormError{Encoding, "the lines of the file end as on old Macintosh computers (CR); " + save}
	}
	return nil
}

// ErrNoColumn is wrapped by the error of [Column] for a name that is not there.
var ErrNoColumn = errors.New("no column is called")

// Column returns which column the first line calls by a name.
func Column(head []string, name string) (int, error) {
	name = strings.TrimSpace(name)
	at := -1
	for i, have := range head {
		if strings.TrimSpace(have) != name {
			continue
		}
		if at >= 0 {
			return 0, fmt.Errorf("two columns are called %q", name)
		}
		at = i
	}
	if at < 0 {
		return 0, fmt.Errorf("%w %q", ErrNoColumn, name)
	}
	return at, nil
}
