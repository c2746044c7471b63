package publish

import (
	"context"
	"iter"
)

// Sets of buckets are walks: ascending, none twice, an error last.

// batch is how many buckets pass at a time from a walk to whoever takes it step
// by step: switching between the two for every bucket would take most of the
// time.
const batch = 1024

// A head is a walk that is taken step by step.
type head struct {
	next func() (taken, bool)
	stop func()
	now  taken
	at   int // in now.buckets
}

// taken is a part of a walk; err comes behind its buckets.
type taken struct {
	buckets []uint64
	err     error
}

func newHead(seq iter.Seq2[uint64, error]) *head {
	h := &head{}
	h.next, h.stop = iter.Pull(func(yield func(taken) bool) {
		part := taken{buckets: make([]uint64, 0, batch)}
		for b, err := range seq {
			if err != nil {
				part.err = err
				break
			}
			if part.buckets = append(part.buckets, b); len(part.buckets) < batch {
				continue
			}
			if !yield(part) {
				return
			}
			part.buckets = part.buckets[:0]
		}
		yield(part)
	})
	return h
}

// peek returns the next bucket and leaves it there; ok is false at the end.
func (h *head) peek() (b uint64, ok bool, err error) {
	for h.at == len(h.now.buckets) {
		if h.now.err != nil {
			return 0, false, h.now.err
		}
		part, more := h.next()
		if !more {
			return 0, false, nil
		}
		h.now, h.at = part, 0
	}
	return h.now.buckets[h.at], true, nil
}

func (h *head) skip() { h.at++ }

// union yields what is in any of the sets.
func union(sets ...iter.Seq2[uint64, error]) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		for m, err := range together(sets...) {
			if !yield(m.bucket, err) {
				return
			}
		}
	}
}

// A member is a bucket and how many sets it is in, and whether in the first.
type member struct {
	bucket uint64
	sets   int
	first  bool
}

// together walks over several sets at once.
func together(sets ...iter.Seq2[uint64, error]) iter.Seq2[member, error] {
	return func(yield func(member, error) bool) {
		heads := make([]*head, len(sets))
		for i, s := range sets {
			heads[i] = newHead(s)
			defer heads[i].stop()
		}
		for {
			var least member
			for i, h := range heads {
				b, ok, err := h.peek()
				if err != nil {
					yield(member{}, err)
					return
				}
				switch {
				case !ok:
				case least.sets == 0 || b < least.bucket:
					least = member{bucket: b, sets: 1, first: i == 0}
				case b == least.bucket:
					least.sets++
				}
			}
			if least.sets == 0 {
				return
			}
			for _, h := range heads {
				if b, ok, err := h.peek(); ok && err == nil && b == least.bucket {
					h.skip()
				}
			}
			if !yield(least, nil) {
				return
			}
		}
	}
}

// coarser yields the buckets that a set occupies with so many bits less.
// Shorter prefixes nest in longer ones, group by group.
func coarser(seq iter.Seq2[uint64, error], bits int) iter.Seq2[uint64, error] {
	if bits == 0 {
		return seq
	}
	return func(yield func(uint64, error) bool) {
		var last uint64
		any := false
		for b, err := range seq {
			if err != nil {
				yield(0, err)
				return
			}
			if b >>= bits; any && b == last {
				continue
			}
			last, any = b, true
			if !yield(b, nil) {
				return
			}
		}
	}
}

// A crowd counts what two sets have and have not in common.
type crowd struct{ first, second, both uint64 }

// compare walks over two sets at once.
func compare(ctx context.Context, a, b iter.Seq2[uint64, error], total int64, report func(Progress)) (c crowd, err error) {
	n := int64(0)
	for m, err := range together(a, b) {
		if err != nil {
			return c, err
		}
		if n%reportEvery == 0 {
			if err := ctx.Err(); err != nil {
				return c, err
			}
			tell(report, "comparing", n, total)
		}
		n++
		switch {
		case m.sets == 2:
			c.both++
		case m.first:
			c.first++
		default:
			c.second++
		}
	}
	return c, nil
}
