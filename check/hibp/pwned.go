// Package hibp reads and writes what Have I Been Pwned publishes.
//
// Pwned Passwords comes as lines of HASH:COUNT, the hash SHA-1 or NTLM in
// hexadecimal, as the official downloader writes them into one file.
//
// Breaches come as JSON, in the breach model of version 3 of the API: what is
// known about a leak, never what was in it.
package hibp

import (
	"bufio"
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

// A LineError says which line of a source is wrong, and how. It never holds
// the line.
type LineError struct {
	Line int64
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap returns the fault.
func (e *LineError) Unwrap() error { return e.Err }

// Faults of a line.
var (
	ErrLength = errors.New("not a hash of the expected length")
	ErrHex    = errors.New("not hexadecimal")
	ErrCount  = errors.New("no count after the hash")
	ErrOther  = errors.New("a hash of the other kind (SHA-1 has 40 characters, NTLM 32)")
	ErrLong   = errors.New("the line is too long")
)

// maxLine bounds a line; a good one has less than 64 bytes.
const maxLine = 64 << 10

// Scan reads HASH:COUNT lines and calls each with the leading 64 bits of every
// hash. A faulty line ends the scan with a [*LineError], unless bad returns
// true for it, which skips it. It returns the number of lines read.
func Scan(r io.Reader, hash Hash, each func(prefix uint64) error, bad func(*LineError) bool) (lines int64, err error) {
	// Not a bufio.Scanner: when reading fails it passes the part of a line that
	// it has as a line.
	br := bufio.NewReaderSize(r, maxLine)
	for {
		line, err := br.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return lines, &LineError{Line: lines + 1, Err: ErrLong}
		case err != nil && !errors.Is(err, io.EOF):
			return lines, fmt.Errorf("reading line %d: %w", lines+1, err)
		case len(line) == 0:
			return lines, nil
		}
		lines++
		prefix, err := parseLine(bytes.TrimSuffix(line, []byte("\n")), hash)
		if err != nil {
			le := &LineError{Line: lines, Err: err}
			if bad != nil && bad(le) {
				continue
			}
			return lines, le
		}
		if err := each(prefix); err != nil {
			return lines, err
		}
	}
}

func parseLine(line []byte, hash Hash) (uint64, error) {
	line = bytes.TrimSuffix(line, []byte("\r"))
	h, count, ok := bytes.Cut(line, []byte(":"))
	switch {
	case len(h) != int(hash) && (len(h) == int(SHA1) || len(h) == int(NTLM)):
		return 0, ErrOther
	case len(h) != int(hash):
		return 0, ErrLength
	case !ok || len(count) == 0 || len(bytes.Trim(count, "0123456789")) != 0:
		return 0, ErrCount
	}
	var raw [SHA1 / 2]byte
	if _, err := hex.Decode(raw[:], h); err != nil {
		return 0, ErrHex
	}
	return binary.BigEndian.Uint64(raw[:8]), nil
}
