package pack

import (
	"encoding/binary"
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

// A code is the Golomb code of one divisor.
type code struct {
	m     uint64
	k     int    // bits of the longer remainders: ceil(log2 m), 0 for m = 1
	short uint64 // so many remainders have k − 1 bits
}

func codeOf(m uint64) code {
	c := code{m: m, k: bits.Len64(m - 1)}
	if c.k > 0 {
		c.short = uint64(1)<<c.k - m
	}
	return c
}

// remainder returns the code word of r among m values and its length:
// truncated binary.
func (c code) remainder(r uint64) (word uint64, n int) {
	switch {
	case c.k == 0:
		return 0, 0
	case r < c.short:
		return r, c.k - 1
	}
	return r + c.short, c.k
}

// bitWriter appends bits, the highest of a byte first.
type bitWriter struct {
	buf  []byte
	held uint64 // bits that do not fill a byte yet, the first one highest
	n    int    // how many: 0 to 7
}

// short appends the low n ≤ 57 bits of v, which has no others.
func (w *bitWriter) short(v uint64, n int) {
	if n == 0 {
		return
	}
	w.held |= v << (64 - w.n - n)
	w.n += n
	if w.n < 8 {
		return
	}
	w.buf = binary.BigEndian.AppendUint64(w.buf, w.held)
	whole := w.n / 8
	w.buf = w.buf[:len(w.buf)-8+whole]
	w.held <<= 8 * whole // by 64 gives 0
	w.n %= 8
}

func (w *bitWriter) bits(v uint64, n int) {
	if n > 32 {
		w.short(v>>32, n-32)
		v, n = v&(1<<32-1), 32
	}
	w.short(v, n)
}

// ones appends q ones and a zero.
func (w *bitWriter) ones(q uint64) {
	for ; q >= 32; q -= 32 {
		w.short(1<<32-1, 32)
	}
	w.short(1<<(q+1)-2, int(q)+1)
}

// gap appends g coded with divisor m.
func (w *bitWriter) gap(g, m uint64) {
	v, n := codeOf(m).remainder(g % m)
	w.ones(g / m)
	w.bits(v, n)
}

// bytes returns what was written, with zeros to the end of the last byte.
func (w *bitWriter) bytes() []byte {
	if w.n == 0 {
		return w.buf
	}
	return append(w.buf, byte(w.held>>56))
}

// gapBits returns how many bits gap would append.
func gapBits(g, m uint64) uint64 {
	_, n := codeOf(m).remainder(g % m)
	return g/m + 1 + uint64(n)
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

// sure is how many bits, from any position on, one word of eight bytes holds.
const sure = 57

// gap reads a gap. The unary part is bounded by the length of the buffer.
func (r *bitReader) gap(c *code) (uint64, error) {
	// Nearly every gap lies within one word.
	if at := r.pos / 8; at+8 <= len(r.buf) {
		word := binary.BigEndian.Uint64(r.buf[at:]) << (r.pos % 8)
		q := bits.LeadingZeros64(^word)
		if q+1+c.k <= sure && q < 32 && c.k <= 32 {
			word <<= q + 1
			v := word >> 1 >> (64 - c.k) // the first k − 1 bits; none for k = 0
			n := q + c.k                 // bits read, but for k = 0
			switch {
			case c.k == 0:
				v, n = 0, q+1
			case v >= c.short:
				v = word>>(64-c.k) - c.short
				n++
			}
			r.pos += n
			return uint64(q)*c.m + v, nil
		}
	}
	return r.longGap(c)
}

// longGap reads a gap of any length.
func (r *bitReader) longGap(c *code) (uint64, error) {
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
	hi, base := bits.Mul64(q, c.m)
	if hi != 0 {
		return 0, errCode
	}
	if c.k == 0 {
		return base, nil
	}
	v, err := r.bits(c.k - 1)
	if err != nil {
		return 0, err
	}
	if v >= c.short {
		low, err := r.bits(1)
		if err != nil {
			return 0, err
		}
		v = v<<1 | low
		v -= c.short
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
	return w.bytes()
}

// A leafReader reads the positions of a leaf one after the other.
type leafReader struct {
	r    bitReader
	c    code
	next uint64 // the least that the next position can be
	end  uint64
	left uint64 // positions not read yet
}

func openLeaf(data []byte, start, end, count, m uint64) (leafReader, error) {
	if count > maxLeafKeys || count > end-start || m == 0 {
		return leafReader{}, errors.New("impossible number of buckets")
	}
	return leafReader{r: bitReader{buf: data}, c: codeOf(m), next: start, end: end, left: count}, nil
}

// position reads one position; there has to be one left. Positions at or past
// the end are errors, and so are bytes left over behind the last one and set
// padding bits.
func (l *leafReader) position() (uint64, error) {
	g, err := l.r.gap(&l.c)
	if err != nil {
		return 0, err
	}
	if g >= l.end-l.next {
		return 0, errors.New("a bucket lies outside its range")
	}
	p := l.next + g
	l.next = p + 1
	if l.left--; l.left == 0 {
		return p, l.finish()
	}
	return p, nil
}

// skim reads up to n positions, but never the last one, for as long as they
// lie below b, and returns how many. It is quick where
// [leafReader.position] is careful, and stops before what that has to judge.
func (l *leafReader) skim(b uint64, n uint64) (read uint64) {
	k := l.c.k
	if n = min(n, l.left-1); k == 0 || k > 32 {
		return 0
	}
	short, m := l.c.short, l.c.m
	buf, pos, next, end := l.r.buf, l.r.pos, l.next, l.end
	var word uint64 // the bits from pos on
	have := 0       // how many of them are real
	for read < n {
		q := bits.LeadingZeros64(^word)
		if q+1+k > have {
			at := pos >> 3
			if at+8 > len(buf) {
				break
			}
			word, have = binary.BigEndian.Uint64(buf[at:])<<(pos&7), 64-pos&7
			if q = bits.LeadingZeros64(^word); q+1+k > have || q > 31 {
				break
			}
		}
		// Without a branch, which could not be foreseen: the remainder has k − 1
		// bits, or k if it is not among the short ones.
		rest := word << ((q + 1) & 63) // the masks spare a check: q < 32, 1 ≤ k ≤ 32
		v, long := rest>>1>>((64-k)&63), rest>>((64-k)&63)-short
		isLong := uint64(int64(short-1-v) >> 63) // all ones or none; both are below 2^32
		v += isLong & (long - v)
		g := uint64(q)*m + v
		if g >= end-next || next+g >= b {
			break
		}
		used := q + k + int(isLong&1)
		next += g + 1
		pos += used
		word <<= used & 63
		have -= used
		read++
	}
	l.r.pos, l.next = pos, next
	l.left -= read
	return read
}

func (l *leafReader) finish() error {
	if (l.r.pos+7)/8 != len(l.r.buf) {
		return errors.New("bytes are left over")
	}
	for l.r.pos%8 != 0 {
		if b, _ := l.r.bit(); b != 0 {
			return errors.New("padding is not zero")
		}
	}
	return nil
}

// decodeLeaf is the inverse of encodeLeaf.
func decodeLeaf(data []byte, start, end, count, m uint64) ([]uint64, error) {
	l, err := openLeaf(data, start, end, count, m)
	if err != nil {
		return nil, err
	}
	if count == 0 {
		return []uint64{}, l.finish()
	}
	positions := make([]uint64, count)
	for i := range positions {
		if positions[i], err = l.position(); err != nil {
			return nil, err
		}
	}
	return positions, nil
}
