package hibp

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
)

// Extent says how much of Pwned Passwords a source is to hold.
type Extent int

// The extents.
const (
	// Guess takes a folder for a whole download, and a file of at least
	// [WholeLines] hashes in order for one that must have no gap.
	Guess Extent = iota
	// Whole is the whole download: hashes with each of the 1,048,576
	// prefixes, and no gap.
	Whole
	// Part is a part of it, or another list, in which anything may be missing.
	Part
)

// WholeLines is the number of hashes from which on a file in order may not
// have a gap. Lists that people put together by hand are shorter; a download
// of Pwned Passwords is this far after a thousandth of it.
const WholeLines = 1_000_000

const (
	prefixDigits = 5                // in the name of a file
	prefixBits   = 4 * prefixDigits // of a hash
	prefixes     = 1 << prefixBits  // files of a folder
	perPrefix    = 30               // hashes of a prefix, on average, from which on none may be missing: of 2^20 one would be with odds of 2^20·e^-30, one in ten million
	chance       = 27.6             // -ln 1e-12: how unlikely a gap must be to be taken for a fault
	restBits     = 64 - prefixBits  // of a hash's 64, in a file of a folder
	txt          = ".txt"
)

// A Reader reads Pwned Passwords and refuses what is not whole. Besides the
// faults of lines, that is:
//
//   - a file whose last line does not end;
//   - of a folder: a prefix without its file, an empty file, hashes that are
//     not in order, and one file that ends in another way than the others do;
//   - of a whole download: a prefix of which there is no hash;
//   - of one in order: a gap. Hashes fall evenly, so that the longest stretch
//     without one can be told beforehand: of two thousand million, a fortieth
//     of a prefix. A longer one that chance would make once in 10^12 such
//     lists is where something was cut out.
//
// The zero values of Bad, Extent and Progress are good.
type Reader struct {
	Hash Hash
	// Each is called with the leading 64 bits of every hash.
	Each func(prefix uint64) error
	// Bad is asked whether a faulty line may be skipped; nil skips none.
	Bad func(*LineError) bool
	// Extent is how much there must be.
	Extent Extent
	// Progress, if not nil, is told the files of a folder that were read, and
	// how many there are. An error of it ends the reading.
	Progress func(done, all int) error
}

// A Tally counts what was read.
type Tally struct {
	Lines   int64 // all of them, also faulty and padding ones
	Bad     int64 // faulty ones that were skipped
	Padding int64 // with a count of 0: no passwords, put there by the server to hide how many there are
	Sorted  bool  // no hash came before one that is smaller
}

// File reads a single file of HASH:COUNT lines. Errors about a line are
// [*LineError].
func (r Reader) File(in io.Reader) (Tally, error) {
	s := newScan(r)
	_, err := s.lines(bufio.NewReaderSize(in, maxLine), 0, 0)
	if err == nil {
		err = s.whole(s.extentOfFile())
	}
	return s.result(), err
}

// A scan is one reading of a source.
type scan struct {
	Reader
	tally  Tally
	hashes int64
	last   uint64
	sorted bool
	gap    uint64 // the longest between two hashes in order
	before uint64 // where it begins
	seen   []uint64
}

func newScan(r Reader) *scan {
	return &scan{Reader: r, sorted: true, seen: make([]uint64, prefixes/64)}
}

func (s *scan) result() Tally {
	s.tally.Sorted = s.sorted
	return s.tally
}

// lines reads the lines of one file, whose hashes begin with the digits of
// prefix; with no digits, it is a file of whole hashes. ended says whether the
// last line has an end.
func (s *scan) lines(br *bufio.Reader, prefix uint64, digits int) (ended bool, err error) {
	var line int64
	for {
		text, err := br.ReadSlice('\n')
		switch {
		// Not a bufio.Scanner: when reading fails it passes the part of a line
		// that it has as a line.
		case errors.Is(err, bufio.ErrBufferFull):
			return false, &LineError{Line: line + 1, Err: ErrLong}
		case err != nil && !errors.Is(err, io.EOF):
			return false, fmt.Errorf("reading line %d: %w", line+1, err)
		case len(text) == 0:
			return ended || line == 0, nil
		}
		line++
		s.tally.Lines++
		text, ended = bytes.CutSuffix(text, []byte("\n"))
		if !ended && digits == 0 {
			return false, &LineError{Line: line, Err: errNoEnd}
		}
		hash, padding, err := parseLine(text, s.Hash, digits)
		switch {
		case !ended && (err != nil && line > 1 || bytes.HasSuffix(text, []byte("\r"))):
			return false, &LineError{Line: line, Err: errBroken}
		case errors.Is(err, ErrOther):
			return ended, &LineError{Line: line, Err: err}
		case err != nil:
			if le := (&LineError{Line: line, Err: err}); s.Bad == nil || !s.Bad(le) {
				return ended, le
			}
			s.tally.Bad++
			continue
		case padding:
			s.tally.Padding++
			continue
		}
		hash |= prefix
		if hash < s.last && digits > 0 {
			return ended, &LineError{Line: line, Err: ErrOrder}
		}
		s.note(hash)
		if err := s.Each(hash); err != nil {
			return ended, err
		}
	}
}

// note keeps what tells a whole list.
func (s *scan) note(hash uint64) {
	s.hashes++
	p := hash >> restBits
	s.seen[p/64] |= 1 << (p % 64)
	if hash < s.last {
		s.sorted = false
	}
	if gap := hash - s.last; s.sorted && gap > s.gap {
		s.gap, s.before = gap, s.last
	}
	s.last = hash
}

// extentOfFile settles what a single file must hold.
func (s *scan) extentOfFile() Extent {
	if s.Extent == Guess && (!s.sorted || s.hashes < WholeLines) && s.hashes < perPrefix*prefixes {
		return Part
	}
	return s.Extent
}

// A GapError says that a part of a list is missing.
type GapError struct {
	Missing int    // prefixes of which there is no hash; 0 if that is no fault
	First   uint64 // the prefix where the first missing hashes belong
	Hashes  int64  // that there are
}

func (e *GapError) Error() string {
	what := fmt.Sprintf("hashes that begin with %0*X or shortly after it are missing", prefixDigits, e.First)
	if e.Missing > 0 {
		what = fmt.Sprintf("there is no hash for %d of the %d possible beginnings (five hexadecimal digits), %0*X the first of them", e.Missing, prefixes, prefixDigits, e.First)
	}
	return fmt.Sprintf("a part of the list is missing: %s. The download broke off or was cut; Neem would call the passwords in the gap safe. Get it again. If it is meant to be only a part, write complete = false in its source", what)
}

// whole reports what is missing.
func (s *scan) whole(extent Extent) error {
	if extent == Part {
		return nil
	}
	if extent == Whole || s.hashes >= perPrefix*prefixes {
		if missing, first := s.missing(); missing > 0 {
			return &GapError{Missing: missing, First: first, Hashes: s.hashes}
		}
	}
	if !s.sorted || s.hashes == 0 {
		return nil
	}
	if gap := -s.last; gap > s.gap { // to 2^64
		s.gap, s.before = gap, s.last
	}
	n := float64(s.hashes)
	if limit := math.Ldexp((math.Log(n)+chance)/n, 64); float64(s.gap) > limit {
		return &GapError{First: s.before >> restBits, Hashes: s.hashes}
	}
	return nil
}

// missing counts the prefixes of which no hash was seen.
func (s *scan) missing() (n int, first uint64) {
	for i, word := range s.seen {
		if none := ^word; none != 0 {
			if n == 0 {
				first = uint64(64*i + bits.TrailingZeros64(none))
			}
			n += bits.OnesCount64(none)
		}
	}
	return n, first
}
