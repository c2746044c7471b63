package publish

import (
	"context"
	"fmt"
	"slices"

	"neem/check/bucket"
	"neem/check/pack"
)

// A DiffReport says how two packs differ: by how much, never by whom.
type DiffReport struct {
	Old    DiffSide   `json:"old"`
	New    DiffSide   `json:"new"`
	Same   bool       `json:"same"`
	Header []Change   `json:"header"` // what the headers say differently
	Lists  []ListDiff `json:"lists"`  // in the order of the new pack, then those that are gone
}

// A DiffSide is one of the two packs.
type DiffSide struct {
	Path    string `json:"path"` // of its first file
	ID      string `json:"id"`
	Edition uint64 `json:"edition"`
	Files   int    `json:"files"`
	Bytes   int64  `json:"bytes"`
}

// A ListDiff compares one list. Old or New is nil if only the other pack has
// the list; then all its buckets are added or removed.
type ListDiff struct {
	Leak  string       `json:"leak"`
	Shape bucket.Shape `json:"shape"`
	// Bits is that of the buckets that are counted: the smaller of the two, if
	// the lists are not cut equally fine.
	Bits    int          `json:"bits"`
	Added   uint64       `json:"added"`   // occupied in the new list only
	Removed uint64       `json:"removed"` // occupied in the old list only
	Kept    uint64       `json:"kept"`    // occupied in both
	Old     *ListFigures `json:"old"`
	New     *ListFigures `json:"new"`
}

// ListFigures are the figures of a list in one pack, all its shards together,
// from counted buckets.
type ListFigures struct {
	Policy        bucket.Policy `json:"policy"`
	Bits          int           `json:"bits"`
	Buckets       uint64        `json:"buckets"`
	Occupied      uint64        `json:"occupied"`
	Population    uint64        `json:"population"`     // 0 for public lists
	FalsePositive float64       `json:"false_positive"` // in the worst group
	Anonymity     *float64      `json:"anonymity"`      // as in ListReport; nil without population
}

func figuresOf(l pack.List) *ListFigures {
	var r ListReport
	r.measure(l)
	f := &ListFigures{
		Policy: r.Policy, Bits: r.Bits, Buckets: r.Buckets, Occupied: r.Occupied,
		Population: r.Population, FalsePositive: r.FalsePositive,
	}
	if r.Population > 0 {
		f.Anonymity = &r.Anonymity
	}
	return f
}

// Diff compares two packs, each a file or a folder with all shards of one
// pack. A file that is one shard of several is compared with the same part of
// the other pack. Both are verified first.
func Diff(ctx context.Context, older, newer string, report func(Progress)) (DiffReport, error) {
	a, err := loadSide(ctx, older, report)
	if err != nil {
		return DiffReport{}, err
	}
	b, err := loadSide(ctx, newer, report)
	if err != nil {
		return DiffReport{}, err
	}
	r := DiffReport{Old: a.side(), New: b.side(), Header: headerChanges(a.header(), b.header())}
	if r.Lists, err = diffLists(ctx, a, b, report); err != nil {
		return DiffReport{}, err
	}
	r.Same = len(r.Header) == 0 && !slices.ContainsFunc(r.Lists, ListDiff.differs)
	return r, nil
}

func (d ListDiff) differs() bool {
	return d.Added != 0 || d.Removed != 0 || d.Old == nil || d.New == nil
}

// loadSide verifies one of the packs to be compared.
func loadSide(ctx context.Context, path string, report func(Progress)) (whole, error) {
	files, err := packFiles([]string{path})
	if err != nil {
		return whole{}, err
	}
	packs, err := gather(ctx, files, report)
	if err != nil {
		return whole{}, err
	}
	if len(packs) > 1 {
		return whole{}, fmt.Errorf("the folder %s holds several packs (%s and %s are not of one); name the file, or a folder with one pack", path, packs[0].files[0].path, packs[1].files[0].path)
	}
	w := packs[0]
	if len(files) == 1 && files[0] == path {
		return w, nil // a shard may stand alone if it is named alone
	}
	return w, w.checkComplete(ctx, report)
}

func (w whole) side() DiffSide {
	h := w.header()
	return DiffSide{Path: w.files[0].path, ID: h.ID, Edition: h.Edition, Files: len(w.files), Bytes: w.size()}
}

// headerChanges says in words what two headers say differently, the counts
// aside.
func headerChanges(a, b pack.Header) []Change {
	c := changes{}
	c.add("the id", a.ID, b.ID)
	c.add("the edition", a.Edition, b.Edition)
	c.add("the publisher", a.Publisher, b.Publisher)
	c.add("the number of files that the pack comes in", a.Shards, b.Shards)
	for _, l := range a.Leaks {
		if j := slices.IndexFunc(b.Leaks, func(o pack.Leak) bool { return o.ID == l.ID }); j >= 0 {
			c.leak(l, b.Leaks[j])
		} else {
			c.add("leak "+l.ID, "described", "not described")
		}
	}
	for _, l := range b.Leaks {
		if !slices.ContainsFunc(a.Leaks, func(o pack.Leak) bool { return o.ID == l.ID }) {
			c.add("leak "+l.ID, "not described", "described")
		}
	}
	for _, l := range a.Lists {
		k := keyOfList(l)
		for _, o := range b.Lists {
			if keyOfList(o) == k {
				c.cut(l, o)
				c.add(fmt.Sprintf("the coverage of list %s", k), l.Coverage, o.Coverage)
			}
		}
	}
	if order := listKeys(a); len(missingFrom(order, listKeys(b))) == 0 && len(order) == len(b.Lists) {
		c.add("the order of the lists", order, listKeys(b))
	}
	return c
}

func diffLists(ctx context.Context, a, b whole, report func(Progress)) ([]ListDiff, error) {
	inA, err := listIndex(a.header())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.name(), err)
	}
	inB, err := listIndex(b.header())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b.name(), err)
	}
	diffs := []ListDiff{}
	for j, l := range b.header().Lists {
		i, ok := inA[keyOfList(l)]
		if !ok {
			diffs = append(diffs, ListDiff{Leak: l.Leak, Shape: l.Shape, Bits: l.Bits, Added: b.held(j), New: figuresOf(l)})
			continue
		}
		d, err := diffList(ctx, a, b, i, j, report)
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", keyOfList(l), err)
		}
		diffs = append(diffs, d)
	}
	for i, l := range a.header().Lists {
		if _, ok := inB[keyOfList(l)]; !ok {
			diffs = append(diffs, ListDiff{Leak: l.Leak, Shape: l.Shape, Bits: l.Bits, Removed: a.held(i), Old: figuresOf(l)})
		}
	}
	return diffs, nil
}

// held returns how many occupied buckets of a list are in the files.
func (w whole) held(list int) (n uint64) {
	for _, f := range w.files {
		n += f.header.Lists[list].Occupied
	}
	return n
}

// covers returns the part of all buckets of a list that the files cover.
func (w whole) covers(list int) (from, to uint64) {
	last := w.files[len(w.files)-1].header.Lists[list]
	return w.header().Lists[list].From, last.To
}

// diffList compares the i-th list of a with the j-th of b.
func diffList(ctx context.Context, a, b whole, i, j int, report func(Progress)) (ListDiff, error) {
	la, lb := a.header().Lists[i], b.header().Lists[j]
	bits := min(la.Bits, lb.Bits)
	d := ListDiff{Leak: lb.Leak, Shape: lb.Shape, Bits: bits, Old: figuresOf(la), New: figuresOf(lb)}
	fromA, toA := a.covers(i)
	fromB, toB := b.covers(j)
	// Of the parts that lists of unequal bits cover, the ends may lie inside a
	// coarser bucket; then they are not the same part.
	if !samePart(fromA, fromB, la.Bits, lb.Bits) || !samePart(toA, toB, la.Bits, lb.Bits) {
		return d, fmt.Errorf("%s and %s cover different parts of the list: one of them is a file of several; name the folder that holds them all", a.name(), b.name())
	}
	c, err := compare(ctx,
		coarser(a.buckets(i)(ctx), la.Bits-bits), coarser(b.buckets(j)(ctx), lb.Bits-bits),
		int64(max(a.held(i), b.held(j))), report)
	if err != nil {
		return d, err
	}
	d.Removed, d.Added, d.Kept = c.first, c.second, c.both
	return d, nil
}

// samePart reports whether two ends of parts are the same place.
func samePart(a, b uint64, bitsA, bitsB int) bool {
	if bitsA > bitsB {
		return samePart(b, a, bitsB, bitsA)
	}
	by := bitsB - bitsA
	return b>>by == a && a<<by == b
}
