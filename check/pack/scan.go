package pack

import (
	"context"
	"errors"
	"iter"
)

// ErrNoList is yielded when a pack has no list of that number.
var ErrNoList = errors.New("the pack has no such list")

// Buckets yields the occupied buckets of the list with that index, ascending,
// none twice, as far as this file covers them (List.From ≤ b < List.To).
//
// Every node is checked against its parent before anything of it is yielded,
// so that what comes before an error can be relied on, and a walk to the end
// has yielded exactly as many as the header says. An error is yielded last; it
// is an [*Error], [ErrNoList], or that of ctx. The counts of groups and the
// bounds of the policy are left to [Pack.Verify].
//
// One node of each level is in memory at a time. Several walks may go on at
// once, beside other questions to the pack.
func (p *Pack) Buckets(ctx context.Context, list int) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		if list < 0 || list >= len(p.header.Lists) {
			yield(0, ErrNoList)
			return
		}
		l := p.header.Lists[list]
		s := scan{p: p, ctx: ctx, last: make([]uint64, l.Root.Levels), yield: yield}
		if _, err := s.walk(l.top(), l.Root.Levels); err != nil {
			yield(0, err)
		}
	}
}

type scan struct {
	p     *Pack
	ctx   context.Context
	last  []uint64 // the id of the last node visited of each level, leaves first
	yield func(uint64, error) bool
}

// walk yields what is below a node; more is false if that was enough.
func (s *scan) walk(at child, levels int) (more bool, err error) {
	if err := s.ctx.Err(); err != nil {
		return false, err
	}
	// Nodes that several parents share would make a small file an endless tree.
	// They break the order in which nodes are written.
	if at.id <= s.last[levels-1] {
		return false, errShared(s.p.path)
	}
	s.last[levels-1] = at.id
	// Held for the reading alone: whoever takes the buckets may ask for more.
	s.p.mu.Lock()
	n, err := s.p.fetch(s.ctx, at)
	s.p.mu.Unlock()
	if err != nil {
		return false, err
	}
	if levels == 1 {
		positions, err := n.leaf(s.p, at)
		if err != nil {
			return false, err
		}
		for _, b := range positions {
			if !s.yield(b, nil) {
				return false, nil
			}
		}
		return true, nil
	}
	children, err := n.inner(s.p, at, levels == 2)
	if err != nil {
		return false, err
	}
	for _, c := range children {
		if more, err := s.walk(c, levels-1); err != nil || !more {
			return false, err
		}
	}
	return true, nil
}
