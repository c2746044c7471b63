package pack

import (
	"context"
	"errors"
	"fmt"

	"neem/check/bucket"
)

// Verify reads the whole pack: it checks every node against its parent,
// recounts the occupied buckets of every list and group, and holds policy and
// figures against the bounds of package bucket. progress, which may be nil, is
// told after each leaf how many occupied buckets have been counted, of how
// many. The error is an [*Error], or that of ctx.
func (p *Pack) Verify(ctx context.Context, progress func(done, total uint64)) error {
	var total, done, nodes, last uint64
	for _, l := range p.header.Lists {
		total += l.Occupied
	}
	for _, l := range p.header.Lists {
		v := verifier{p: p, ctx: ctx, list: l, last: make([]uint64, l.Root.Levels), first: make([]uint64, l.Root.Levels)}
		if l.GroupOccupied != nil {
			v.groups = make([]uint64, l.Shape.Groups())
		}
		v.report = func(n uint64) {
			done += n
			if progress != nil {
				progress(done, total)
			}
		}
		if err := v.walk(l.top(), l.Root.Levels); err != nil {
			return err
		}
		if err := v.compare(); err != nil {
			return &Error{Reason: Damaged, Path: p.path, Err: fmt.Errorf("list %s of %s: %w", l.Shape, l.Leak, err)}
		}
		nodes += v.nodes
		for level, first := range v.first {
			if first <= last {
				return errShared(p.path)
			}
			last = v.last[level]
		}
	}
	return p.checkRows(ctx, nodes)
}

// errShared tells of a node that several others, or several lists, name.
func errShared(path string) *Error { return fail(path, Damaged, "a part belongs to several others") }

// checkRows says whether the file has as many nodes as belong to its lists.
// It never steps over more rows than that: what a hostile file makes SQLite
// count may have no end.
func (p *Pack) checkRows(ctx context.Context, nodes uint64) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var n, headers uint64
	err := p.db.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM (SELECT 1 FROM node LIMIT ?)), (SELECT count(*) FROM (SELECT 1 FROM header LIMIT ?))",
		int64(nodes+1), headerRows+1).Scan(&n, &headers)
	if err != nil {
		return p.damaged(ctx, err)
	}
	if headers != headerRows {
		return fail(p.path, Damaged, "its header has %d rows or more where %d belong", headers, headerRows)
	}
	if n != nodes {
		return fail(p.path, Damaged, "there are rows that belong to no list")
	}
	return nil
}

type verifier struct {
	p        *Pack
	ctx      context.Context
	list     List
	groups   []uint64
	occupied uint64
	nodes    uint64 // visited in this list
	// The ids of the first and the last node visited of each level, leaves
	// first. Ids ascend in the order in which nodes are written: list by list,
	// level by level from the leaves up, from left to right. A node that several
	// parents share would make a small file an endless tree; it breaks that
	// order.
	first, last []uint64
	report      func(n uint64)
}

func (v *verifier) walk(at child, levels int) error {
	if err := v.ctx.Err(); err != nil {
		return err
	}
	level := levels - 1
	if at.id <= v.last[level] { // so no id is 0
		return errShared(v.p.path)
	}
	if v.first[level] == 0 {
		v.first[level] = at.id
	}
	v.last[level] = at.id
	v.nodes++
	v.p.mu.Lock()
	n, err := v.p.read(v.ctx, at)
	var children []child
	var positions []uint64
	if err == nil && levels > 1 {
		children, err = n.inner(v.p, at, levels == 2)
	} else if err == nil {
		positions, err = n.leaf(v.p, at)
	}
	v.p.mu.Unlock()
	if err != nil {
		return err
	}
	for _, c := range children {
		if err := v.walk(c, levels-1); err != nil {
			return err
		}
	}
	if levels == 1 {
		v.occupied += uint64(len(positions))
		if v.groups != nil {
			for _, b := range positions {
				v.groups[b>>v.list.Bits]++
			}
		}
		v.report(uint64(len(positions)))
	}
	return nil
}

// compare holds the recounted figures against the header's, and the header's
// against the policy.
func (v *verifier) compare() error {
	l := v.list
	if v.occupied != l.Occupied {
		return errors.New("it does not have as many occupied buckets as it says")
	}
	if v.groups != nil {
		whole := l.Occupied == l.Total
		for g, n := range v.groups {
			if n > l.GroupOccupied[g] || whole && n != l.GroupOccupied[g] {
				return errors.New("a group does not have as many occupied buckets as it says")
			}
		}
	}
	return l.CheckBounds()
}

// Bounds that a list breaks.
var (
	ErrFewOccupied = fmt.Errorf("fewer than %d occupied buckets", bucket.MinOccupied)
	ErrManyFalse   = fmt.Errorf("a false-positive rate above %g %%", 100*bucket.MaxFalsePositive)
	ErrLessHidden  = errors.New("more bits than the policy allows for this population")
)

// CheckBounds says whether the list keeps what its policy promises: package
// bucket's bounds on occupied buckets, false positives and anonymity.
func (l List) CheckBounds() error {
	if !l.Policy.Bounded() {
		return nil
	}
	var errs []error
	if l.Total < bucket.MinOccupied {
		errs = append(errs, ErrFewOccupied)
	}
	if l.WorstFalsePositive() > bucket.MaxFalsePositive {
		errs = append(errs, ErrManyFalse)
	}
	want, err := bucket.Bits(l.Shape, l.Policy, 0, l.Population, 0)
	if err != nil || l.Bits != want {
		errs = append(errs, ErrLessHidden)
	}
	return errors.Join(errs...)
}
