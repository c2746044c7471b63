package attack

import (
	"math/bits"
	"slices"
	"sort"
)

// occupied is the set of occupied buckets of a list, in memory.
type occupied struct {
	places []uint64 // sorted, each once
	start  []uint32 // where in places the parts of 2^shift buckets begin
	shift  int
}

// newOccupied takes ownership of places, which lie below all.
func newOccupied(places []uint64, all uint64) *occupied {
	slices.Sort(places)
	places = slices.Compact(places)
	o := &occupied{places: places, shift: max(0, bits.Len64(all)-bits.Len(uint(len(places))))}
	parts := (all-1)>>o.shift + 1
	o.start = make([]uint32, parts+1)
	for _, p := range places {
		o.start[p>>o.shift+1]++
	}
	for i := range parts {
		o.start[i+1] += o.start[i]
	}
	return o
}

// rank returns how many occupied buckets lie below b.
func (o *occupied) rank(b uint64) int {
	part := b >> o.shift
	if part >= uint64(len(o.start)-1) {
		return len(o.places)
	}
	from, to := int(o.start[part]), int(o.start[part+1])
	return from + sort.Search(to-from, func(i int) bool { return o.places[from+i] >= b })
}

// has reports whether a bucket is occupied.
func (o *occupied) has(b uint64) bool {
	at := o.rank(b)
	return at < len(o.places) && o.places[at] == b
}

// between returns how many buckets from ≤ b < to are occupied.
func (o *occupied) between(from, to uint64) int { return o.rank(to) - o.rank(from) }

// len returns how many buckets are occupied.
func (o *occupied) len() int { return len(o.places) }
