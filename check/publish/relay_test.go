package publish

import (
	"errors"
	"testing"

	"neem/check/bucket"
)

// Every key arrives once and in its order, or the error of taking one comes back.
func TestRelay(t *testing.T) {
	failure := errors.New("full")
	for _, n := range []uint64{0, 1, relayKeys - 1, relayKeys, relayKeys + 1, 10*relayKeys + 7} {
		for _, last := range []uint64{n, n / 2, 0} { // where taking fails, if below n
			var taken uint64
			r := newRelay(func(k bucket.Key) error {
				if k.Prefix != taken {
					t.Errorf("%d came as the %d-th", k.Prefix, taken)
				}
				if taken == last {
					return failure
				}
				taken++
				return nil
			})
			var err error
			for i := uint64(0); i < n && err == nil; i++ {
				err = r.add(bucket.Key{Prefix: i})
			}
			if closing := r.close(); err == nil {
				err = closing
			}
			if want := last < n; taken != min(last, n) || errors.Is(err, failure) != want {
				t.Errorf("%d keys, the %d-th fails: %d taken, %v", n, last, taken, err)
			}
		}
	}
}
