package pack

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// How long a leaf takes that is read for the first time.
func BenchmarkLeaf(b *testing.B) {
	for _, mean := range []uint64{60, 1 << 30} {
		b.Run(fmt.Sprintf("gap=%d", mean), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			const n = 2000
			positions := uniform(r, mean*n, n)
			m := divisor(mean*n, n)
			at := child{end: mean * n, count: n, divisor: m}
			data := encodeLeaf(0, positions, m)
			for b.Loop() {
				node := cached{data: data}
				if _, err := node.has(at, at.end-1); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/gap")
		})
	}
}

// uniform returns n ascending positions below end.
func uniform(r *rand.Rand, end uint64, n int) []uint64 {
	var positions []uint64
	next := uint64(0)
	for i := range n {
		step := 2 * (end - next) / uint64(n-i)
		p := next + r.Uint64N(max(1, min(step, end-next-uint64(n-i))))
		positions = append(positions, p)
		next = p + 1
	}
	return positions
}
