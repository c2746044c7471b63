package attack

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"neem/check/bucket"
	"neem/check/detail"
)

// A crowd is invented people. Of each person only the hashes are kept that
// package bucket makes of the details: a mobile number from 6000000000 on, an
// address at example.org, the last four of an ID, a year of birth.
type crowd struct {
	first  uint64 // mobile number of the first person
	domain string // part of every address, by seed
	mobile []uint64
	email  []uint64
	id4    []uint16 // the last four of an ID, 0 to 9999
}

// seeds is how many different crowds of the largest size there are numbers for.
const seeds = 40

func newLab(ctx context.Context, o Options) (*lab, error) {
	l := &lab{each: eacher{report: o.Progress}}
	rng := rand.New(rand.NewPCG(o.Seed, 0))
	c := &crowd{
		// Twice as many numbers as people, because rows about all of India
		// also try people who are in no list.
		first:  6_000_000_000 + 2*MaxPeople*(o.Seed%seeds),
		domain: strconv.FormatUint(o.Seed, 36) + ".example.org",
		mobile: make([]uint64, o.People),
		email:  make([]uint64, o.People),
		id4:    make([]uint16, o.People),
	}
	for i := range c.id4 {
		c.id4[i] = uint16(rng.IntN(idValues))
	}
	l.people = c
	err := l.each.do(ctx, "inventing people", o.People, func(i int) (err error) {
		if c.mobile[i], err = c.mobileOf(i); err != nil {
			return err
		}
		c.email[i], err = c.emailOf(i)
		return err
	})
	return l, err
}

// size returns how many people there are.
func (c *crowd) size() int { return len(c.mobile) }

// mobileOf hashes the mobile number of the i-th person; numbers from size on
// are those of people who are in no list.
func (c *crowd) mobileOf(i int) (uint64, error) {
	return prefix(bucket.Mobile, detail.Mobile, c.number(i))
}

func (c *crowd) number(i int) string { return strconv.FormatUint(c.first+uint64(i), 10) }

func (c *crowd) address(i int) string { return "p" + strconv.Itoa(i) + "@" + c.domain }

func (c *crowd) emailOf(i int) (uint64, error) {
	return prefix(bucket.Email, detail.Email, c.address(i))
}

func prefix(s bucket.Shape, k detail.Kind, typed string) (uint64, error) {
	d, err := detail.Parse(k, typed)
	if err != nil {
		return 0, fmt.Errorf("an invented %s: %w", k, err)
	}
	key, err := s.Key(d)
	if err != nil {
		return 0, fmt.Errorf("placing an invented %s: %w", k, err)
	}
	return key.Prefix, nil
}

// idValues is how many endings of four digits an ID can have.
const idValues = 10_000

// groups returns the group of each value of the shape's quasi-identifier. The
// group does not depend on the direct identifier beside it.
func (c *crowd) groups(s bucket.Shape, values []string) ([]uint32, error) {
	direct, err := detail.Parse(s.Direct(), c.number(0))
	if err != nil {
		return nil, fmt.Errorf("an invented %s: %w", s.Direct(), err)
	}
	groups := make([]uint32, len(values))
	for i, v := range values {
		d, err := detail.Parse(s.Quasi(), v)
		if err != nil {
			return nil, fmt.Errorf("an invented %s: %w", s.Quasi(), err)
		}
		key, err := s.Key(direct, d)
		if err != nil {
			return nil, fmt.Errorf("placing an invented %s: %w", s.Quasi(), err)
		}
		groups[i] = key.Group
	}
	return groups, nil
}

// idGroups returns the group of each ending from 0000 to 9999.
func (c *crowd) idGroups() ([]uint32, error) {
	values := make([]string, idValues)
	for i := range values {
		values[i] = fmt.Sprintf("%04d", i)
	}
	return c.groups(bucket.MobileID4, values)
}

// choose returns k of the numbers from 0 to n-1 in random order.
func choose(rng *rand.Rand, n, k int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	for i := range k {
		j := i + rng.IntN(n-i)
		all[i], all[j] = all[j], all[i]
	}
	return all[:k:k]
}

// chosen is choose, as a mark for each number.
func chosen(rng *rand.Rand, n, k int) []bool {
	marks := make([]bool, n)
	for _, i := range choose(rng, n, k) {
		marks[i] = true
	}
	return marks
}

// try counts, among the people from 0 to n-1 with a hit, those who are listed.
func try(n int, hit, listed func(i int) bool) Share {
	var s Share
	for i := range n {
		if hit(i) {
			s.Of++
			if listed(i) {
				s.Hits++
			}
		}
	}
	return s
}

// tableOf returns the occupied buckets of the marked people.
func tableOf(listed []bool, place func(i int) uint64, buckets uint64) *occupied {
	var places []uint64
	for i, in := range listed {
		if in {
			places = append(places, place(i))
		}
	}
	return newOccupied(places, buckets)
}

// An eacher does something for many numbers on all processors.
type eacher struct {
	mu     sync.Mutex
	report func(stage string, done, total int)
}

// chunk is how many numbers are done between two looks at ctx.
const chunk = 1 << 14

// do calls f for the numbers from 0 to n-1, in no order, and returns the error
// of ctx or one of those of f.
func (e *eacher) do(ctx context.Context, stage string, n int, f func(i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next, done atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for ctx.Err() == nil {
				from := int(next.Add(chunk)) - chunk
				if from >= n {
					return
				}
				to := min(from+chunk, n)
				for i := from; i < to; i++ {
					if err := f(i); err != nil {
						cancel(err)
						return
					}
				}
				e.tell(stage, int(done.Add(int64(to-from))), n)
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

func (e *eacher) tell(stage string, done, total int) {
	if e.report != nil {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.report(stage, done, total)
	}
}
