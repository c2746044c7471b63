// Package hibp reads and writes what Have I Been Pwned publishes.
//
// Pwned Passwords comes as lines of HASH:COUNT, the hash SHA-1 or NTLM in
// hexadecimal, in the two layouts that the official downloader
// (https://github.com/HaveIBeenPwned/PwnedPasswordsDownloader) writes: one
// file, or a folder of 1,048,576 files, each named by the first five digits of
// its hashes and holding the rest of them.
//
// A download that is not whole is the worst that can happen to such a list:
// every password that is missing would be called safe. So everything by which
// a cut can be told is looked at, see [Reader].
//
// A domain search (https://haveibeenpwned.com/DomainSearch) names the
// addresses of one organisation and the breaches that each is in.
//
// Breaches come as JSON, in the breach model of version 3 of the API: what is
// known about a leak, never what was in it.
package hibp

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// Hash says with which hash passwords are published.
type Hash int

// The hashes and the length of their hexadecimal form.
const (
	SHA1 Hash = 40
	NTLM Hash = 32
)

// String returns the name of the hash.
func (h Hash) String() string {
	if h == NTLM {
		return "NTLM"
	}
	return "SHA-1"
}

// other returns the other hash.
func (h Hash) other() Hash { return SHA1 + NTLM - h }

// A LineError says which line of a source is wrong, and how. It never holds
// the line.
type LineError struct {
	Line  int64  // counted from 1
	Place string // what Line counts; empty for lines
	Err   error
}

func (e *LineError) Error() string {
	place := e.Place
	if place == "" {
		place = "line"
	}
	return fmt.Sprintf("%s %d: %v", place, e.Line, e.Err)
}

// Unwrap returns the fault.
func (e *LineError) Unwrap() error { return e.Err }

// Faults of a line, which may be skipped.
var (
	ErrLength = errors.New("not a hash of the expected length")
	ErrHex    = errors.New("not hexadecimal")
	ErrCount  = errors.New("no count after the hash")
)

// Faults of a line after which nothing can be believed of the rest.
var (
	ErrOther = errors.New("a hash of the other kind (SHA-1 has 40 characters, NTLM 32)")
	ErrLong  = errors.New("the line is too long")
	ErrCut   = errors.New("the file may be cut off")
	ErrOrder = errors.New("the hashes are not in order here, as they are in every file that Have I Been Pwned gives out: something was changed or lost")
)

var (
	errNoEnd  = fmt.Errorf("the last line has no line end, so that %w; get it again or, if you are sure that it is whole, add a line end to it", ErrCut)
	errBroken = fmt.Errorf("the last line is not whole, so that %w; get it again", ErrCut)
)

// maxLine bounds a line; a good one has less than 64 bytes.
const maxLine = 64 << 10

// Scan reads HASH:COUNT lines and calls each with the leading 64 bits of every
// hash. A faulty line ends the scan with a [*LineError], unless bad returns
// true for it, which skips it; a line of the other kind of hash, or one that
// does not end, always ends it. It returns the number of lines read. Padding,
// lines with a count of 0, is passed over.
//
// It takes what it gets for all there is; see [Reader] for downloads.
func Scan(r io.Reader, hash Hash, each func(prefix uint64) error, bad func(*LineError) bool) (lines int64, err error) {
	t, err := Reader{Hash: hash, Each: each, Bad: bad, Extent: Part}.File(r)
	return t.Lines, err
}

// bom is what the official downloader writes before every prefix of a single
// file since its version of July 2026, which makes a new UTF-8 writer for each.
var bom = []byte("\xef\xbb\xbf")

// parseLine reads a line without its end. digits are missing at the front of
// its hash; the prefix then holds what the others say, as far as 64 bits go.
func parseLine(line []byte, hash Hash, digits int) (prefix uint64, padding bool, err error) {
	line = bytes.TrimPrefix(line, bom)
	line = bytes.TrimSuffix(line, []byte("\r"))
	h, count, ok := bytes.Cut(line, []byte(":"))
	switch {
	case len(h) == int(hash.other())-digits:
		return 0, false, ErrOther
	case len(h) != int(hash)-digits:
		return 0, false, ErrLength
	case !ok || len(count) == 0:
		return 0, false, ErrCount
	}
	padding = true
	for _, c := range count {
		if c < '0' || c > '9' {
			return 0, false, ErrCount
		}
		padding = padding && c == '0'
	}
	// An odd number of digits gets a 0 before it, so that they make bytes.
	var buf [SHA1]byte
	odd := len(h) % 2
	buf[0] = '0'
	n := odd + copy(buf[odd:], h)
	var raw [SHA1 / 2]byte
	if _, err := hex.Decode(raw[:], buf[:n]); err != nil {
		return 0, false, ErrHex
	}
	return binary.BigEndian.Uint64(raw[:8]) >> (4 * (digits - odd)), padding, nil
}
