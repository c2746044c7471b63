package publish

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"neem/check/bucket"
	"neem/check/hibp"
	"neem/check/table"
)

// A Fault says how often entries of a source were faulty in one way. It holds
// nothing of them.
type Fault struct {
	Code  string // for programs, such as "mobile/too-short"
	Words string // for people, such as "not a valid mobile number: it has fewer than ten digits"
	Lines int64
}

// A tally counts what a source held.
type tally struct {
	skipBad bool
	each    func(bucket.Key) error

	read    int64 // entries, also those that are counted below
	bad     int64
	padding int64
	passed  int64 // that the list is not about
	sorted  bool
	last    bucket.Key
	faults  map[string]Fault
}

func newTally(skipBad bool, each func(bucket.Key) error) *tally {
	return &tally{skipBad: skipBad, each: each, sorted: true, faults: map[string]Fault{}}
}

// add takes the key of an entry.
func (n *tally) add(k bucket.Key) error {
	if k.Less(n.last) {
		n.sorted = false
	}
	n.last = k
	return n.each(k)
}

// skip takes a faulty entry and says whether it may be skipped.
func (n *tally) skip(le *hibp.LineError) bool {
	n.bad++
	f := faultOf(le.Err)
	f.Lines += n.faults[f.Code].Lines
	n.faults[f.Code] = f
	return n.skipBad
}

// pwned takes what a reader of Pwned Passwords counted.
func (n *tally) pwned(t hibp.Tally) {
	n.read, n.padding = t.Lines, t.Padding
}

// report puts the figures into the report of a list whose different entries
// are counted.
func (n *tally) report(r *ListReport) {
	r.Bad, r.Padding, r.PassedOver, r.Sorted = n.bad, n.padding, n.passed, n.sorted
	r.Duplicates = n.read - n.bad - n.padding - n.passed - int64(r.Keys)
	r.Faults = slices.SortedFunc(maps.Values(n.faults), func(a, b Fault) int {
		return cmp.Or(cmp.Compare(b.Lines, a.Lines), cmp.Compare(a.Code, b.Code))
	})
}

// instead says what a source without entries had instead.
func (n *tally) instead() string {
	switch {
	case n.bad > 0:
		return fmt.Sprintf(" that can be used: %d of %d are faulty", n.bad, n.read)
	case n.padding > 0:
		return ", only placeholders (a count of 0)"
	case n.passed > 0:
		return " that this list is about"
	}
	return ""
}

// faultOf sorts a fault in.
func faultOf(err error) Fault {
	code, words := table.FaultOf(err)
	return Fault{Code: code, Words: words, Lines: 1}
}
