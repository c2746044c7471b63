package pack

import (
	"errors"
	"math/bits"
)

// Golomb coding (S. W. Golomb, Run-length encodings, 1966) writes a gap g as
// g div m in unary (ones, then a zero) and g mod m in truncated binary. For
// the gaps of a random set it stays within 0.3 % of the entropy when m is
// near ln 2 times the mean gap.

// divisor returns the Golomb parameter for n keys in a range of span places:
// round(ln 2 · span/n), at least 1. Integer arithmetic, so that every
// machine writes the same bytes.
func divisor(span, n uint64) uint64 {
	const ln2 = 693_147 // millionths
	if n == 0 {
		return max(1, span)
	}
	hi, lo := bits.Mul64(span, ln2)
	d := n * 1_000_000 // n ≤ maxLeafKeys
	if hi >= d {
		return 1 << 62
	}
	q, r := bits.Div64(hi, lo, d)
	if r >= d-r {
		q++
	}
	return max(1, q)
}

// bitWriter appends bits, the highest of a byte first.
type bitWriter struct {
	buf  []byte
	free int // unused low bits of the last byte
}

func (w *bitWriter) bit(b bool) {
	if w.free == 0 {
		w.buf = append(w.buf, 0)
		w.free = 8
	}
	w.free--
	if b {
		w.buf[len(w.buf)-1] |= 1 << w.free
	}
}

func (w *bitWriter) bits(v uint64, n int) {
	for n > 0 {
		if w.free == 0 {
			w.buf = append(w.buf, 0)
			w.free = 8
		}
		take := min(n, w.free)
		part := byte(v>>(n-take)) & (1<<take - 1)
		w.free -= take
		w.buf[len(w.buf)-1] |= part << w.free
		n -= take
	}
}

// gap appends g coded with divisor m.
func (w *bitWriter) gap(g, m uint64) {
	for range g / m {
		w.bit(true)
	}
	w.bit(false)
	v, n := truncatedBinary(g%m, m)
	w.bits(v, n)
}

// gapBits returns how many bits gap would append.
func gapBits(g, m uint64) uint64 {
	_, n := truncatedBinary(g%m, m)
	return g/m + 1 + uint64(n)
}

// truncatedBinary returns the code word of r among m values and its length.
func truncatedBinary(r, m uint64) (word uint64, n int) {
	k := bits.Len64(m - 1) // ceil(log2 m), 0 for m = 1
	if k == 0 {
		return 0, 0
	}
	short := uint64(1)<<k - m // so many values have the shorter words
	if r < short {
		return r, k - 1
	}
	return r + short, k
}

var errCode = errors.New("the coded gaps end too early")

type bitReader struct {
	buf []byte
	pos int // in bits
}

func (r *bitReader) bit() (uint64, error) {
	if r.pos >= 8*len(r.buf) {
		return 0, errCode
	}
	b := r.buf[r.pos/8] >> (7 - r.pos%8) & 1
	r.pos++
	return uint64(b), nil
}

func (r *bitReader) bits(n int) (uint64, error) {
	if r.pos+n > 8*len(r.buf) {
		return 0, errCode
	}
	var v uint64
	for n > 0 {
		have := 8 - r.pos%8
		take := min(n, have)
		part := r.buf[r.pos/8] >> (have - take) & byte(1<<take-1)
		v = v<<take | uint64(part)
		r.pos += take
		n -= take
	}
	return v, nil
}

// gap reads a gap coded with divisor m. The unary part is bounded by the
// length of the buffer.
func (r *bitReader) gap(m uint64) (uint64, error) {
	var q uint64
	for {
		// Whole bytes of ones at a time.
		if r.pos%8 == 0 && r.pos/8 < len(r.buf) && r.buf[r.pos/8] == 0xff {
			q += 8
			r.pos += 8
			continue
		}
		b, err := r.bit()
		if err != nil {
			return 0, err
		}
		if b == 0 {
			break
		}
		q++
	}
	hi, base := bits.Mul64(q, m)
	if hi != 0 {
		return 0, errCode
	}
	k := bits.Len64(m - 1)
	if k == 0 {
		return base, nil
	}
	short := uint64(1)<<k - m
	v, err := r.bits(k - 1)
	if err != nil {
		return 0, err
	}
	if v >= short {
		low, err := r.bits(1)
		if err != nil {
			return 0, err
		}
		v = v<<1 | low
		v -= short
	}
	if base+v < base {
		return 0, errCode
	}
	return base + v, nil
}

// encodeLeaf codes ascending positions, the first counted from start, each
// later one from the place after its predecessor.
func encodeLeaf(start uint64, positions []uint64, m uint64) []byte {
	var w bitWriter
	next := start
	for _, p := range positions {
		w.gap(p-next, m)
		next = p + 1
	}
	return w.buf
}

// decodeLeaf is the inverse of encodeLeaf. Positions at or past end, bytes
// left over and set padding bits are errors.
func decodeLeaf(data []byte, start, end, count, m uint64) ([]uint64, error) {
	if count > maxLeafKeys || count > end-start || m == 0 {
		return nil, errors.New("impossible number of buckets")
	}
	r := bitReader{buf: data}
	positions := make([]uint64, 0, count)
	next := start
	for range count {
		g, err := r.gap(m)
		if err != nil {
			return nil, err
		}
		if g >= end-next {
			return nil, errors.New("a bucket lies outside its range")
		}
		p := next + g
		positions = append(positions, p)
		next = p + 1
	}
	if (r.pos+7)/8 != len(data) {
		return nil, errors.New("bytes are left over")
	}
	for r.pos%8 != 0 {
		if b, _ := r.bit(); b != 0 {
			return nil, errors.New("padding is not zero")
		}
	}
	return positions, nil
}
