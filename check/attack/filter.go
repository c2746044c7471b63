package attack

import "math"

// A bloom is a Bloom filter with a seed of its own: the kind of index that the
// project does not use, to compare with. Source: B. H. Bloom, Communications of
// the ACM 13 (1970), 422–426.
type bloom struct {
	words  []uint64
	bits   uint64
	hashes int
	seed   [2]uint64
}

// newBloom makes a filter that has false-positive rate f with n keys in it:
// f = (1 − e^(−hashes·n/bits))^hashes.
func newBloom(n int, f float64, seed, seed2 uint64) *bloom {
	k := max(1, int(math.Round(-math.Log2(f))))
	size := uint64(math.Ceil(-float64(k*n) / math.Log1p(-math.Pow(f, 1/float64(k)))))
	return &bloom{words: make([]uint64, size/64+1), bits: size, hashes: k, seed: [2]uint64{seed, seed2}}
}

// at returns the i-th place of a key.
func (b *bloom) at(key uint64, i int) uint64 {
	h := mix(mix(key^b.seed[0]) + b.seed[1] + uint64(i)*0x9e3779b97f4a7c15)
	return h % b.bits
}

// mix is the finaliser of SplitMix64.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (b *bloom) add(key uint64) {
	for i := range b.hashes {
		p := b.at(key, i)
		b.words[p/64] |= 1 << (p % 64)
	}
}

func (b *bloom) has(key uint64) bool {
	for i := range b.hashes {
		p := b.at(key, i)
		if b.words[p/64]>>(p%64)&1 == 0 {
			return false
		}
	}
	return true
}
