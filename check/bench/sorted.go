package bench

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"os"
)

// A sorted file has the leading bits of every hash, in as many whole bytes as
// they need, in ascending order.

func width(j job) int { return max(1, (j.Bits+7)/8) }

func buildSorted(ctx context.Context, j job) (float64, error) {
	n := width(j)
	var last uint64
	return truncatedRate(j.Keys, j.Bits), create(j.File, func(w *bufio.Writer) error {
		var b [8]byte
		first := true
		return scan(ctx, j.Lines, func(key uint64) error {
			v := key >> (64 - j.Bits)
			if v == last && !first {
				return nil
			}
			last, first = v, false
			binary.BigEndian.PutUint64(b[:], v)
			_, err := w.Write(b[8-n:])
			return err
		})
	})
}

type sortedLookup struct {
	f     *os.File
	width int64
	bits  int
	keys  int64
}

func openSorted(_ context.Context, j job) (lookup, error) {
	f, err := os.Open(j.File)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close() // read-only
		return nil, err
	}
	n := int64(width(j))
	return &sortedLookup{f: f, width: n, bits: j.Bits, keys: info.Size() / n}, nil
}

// has searches by halves, a read for each.
func (l *sortedLookup) has(_ context.Context, key uint64) (bool, error) {
	want := key >> (64 - l.bits)
	var b [8]byte
	low, high := int64(0), l.keys
	for low < high {
		mid := (low + high) / 2
		if _, err := l.f.ReadAt(b[8-l.width:], mid*l.width); err != nil {
			return false, fmt.Errorf("reading the sorted file: %w", err)
		}
		switch got := binary.BigEndian.Uint64(b[:]); {
		case got == want:
			return true, nil
		case got < want:
			low = mid + 1
		default:
			high = mid
		}
	}
	return false, nil
}

func (l *sortedLookup) close() { _ = l.f.Close() } // read-only
