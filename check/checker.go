package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/pack"
)

// A Checker asks the lists of packs. It is safe for concurrent use.
type Checker struct {
	lists  []*list
	packs  []*pack.Pack
	broken []*pack.Error
}

// A list is one list of one pack, with all of its shards that are there.
type list struct {
	packID string
	about  About
	pack.List
	parts  []part
	shards int
}

type part struct {
	pack  *pack.Pack
	index int // among the pack's lists
}

// New makes a checker of open packs, which it closes in the end, and of those
// that could not be opened: each of them adds a "cannot tell" to every
// answer, so that nobody takes silence for safety.
func New(packs []*pack.Pack, broken []*pack.Error) *Checker {
	c := &Checker{broken: slices.Clone(broken)}
	byRoot := map[pack.Digest]bool{}
	for _, p := range packs {
		c.packs = append(c.packs, p)
		if byRoot[p.Root()] {
			continue
		}
		byRoot[p.Root()] = true
		c.add(p)
	}
	return c
}

func (c *Checker) add(p *pack.Pack) {
	h := p.Header()
	for i, l := range h.Lists {
		about := About{Publisher: h.Publisher, Edition: h.Edition, Coverage: l.Coverage, Policy: l.Policy}
		for _, leak := range h.Leaks {
			if leak.ID == l.Leak {
				about.Title, about.Date, about.Exposed, about.Users = leak.Title, leak.Date, leak.Exposed, leak.Users
			}
		}
		at := slices.IndexFunc(c.lists, func(have *list) bool { return have.sameAs(h, about, l) })
		if at < 0 {
			at = len(c.lists)
			c.lists = append(c.lists, &list{packID: h.ID, about: about, List: l, shards: h.Shards})
		}
		c.lists[at].parts = append(c.lists[at].parts, part{p, i})
	}
}

// sameAs reports whether a list of another file is a shard of this one.
func (l *list) sameAs(h pack.Header, about About, o pack.List) bool {
	return h.Shards > 1 && l.shards == h.Shards && l.packID == h.ID && l.about.equal(about) &&
		l.Leak == o.Leak && l.Shape == o.Shape && l.Bits == o.Bits && l.Total == o.Total &&
		l.Population == o.Population && slices.Equal(l.GroupOccupied, o.GroupOccupied)
}

// Close closes the packs.
func (c *Checker) Close() error {
	var errs []error
	for _, p := range c.packs {
		errs = append(errs, p.Close())
	}
	return errors.Join(errs...)
}

// Kinds returns the kinds of detail that the lists can use, in the order in
// which a person is asked.
func (c *Checker) Kinds() []detail.Kind {
	var kinds []detail.Kind
	for _, k := range detail.Kinds() {
		if slices.ContainsFunc(c.lists, func(l *list) bool { return slices.Contains(l.Shape.Kinds(), k) }) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// Broken returns the packs that cannot be used.
func (c *Checker) Broken() []*pack.Error { return c.broken }

// Check asks every list that shares the query's direct identifier. The
// results come in the order of the packs; the error is only ever that of ctx.
func (c *Checker) Check(ctx context.Context, q Query) ([]Result, error) {
	all, err := c.CheckAll(ctx, []Query{q})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// CheckAll is like [Checker.Check] for each of many queries, whose results come
// in their order. Each list is gone through once, from its first bucket to its
// last, so that no part of it is read twice.
func (c *Checker) CheckAll(ctx context.Context, queries []Query) ([][]Result, error) {
	all := make([][]Result, len(queries))
	for i := range all {
		all[i] = []Result{}
	}
	var asked []question
	for _, l := range c.lists {
		asked = asked[:0]
		for i, q := range queries {
			if l.Shape.Direct() != q.direct.Kind() {
				continue
			}
			r, key, ok := l.begin(q)
			all[i] = append(all[i], r)
			if ok {
				asked = append(asked, question{key, key.Bucket(l.Bits), &all[i][len(all[i])-1]})
			}
		}
		slices.SortFunc(asked, func(a, b question) int { return cmp.Compare(a.bucket, b.bucket) })
		for _, a := range asked {
			l.answer(ctx, a)
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
	}
	for _, e := range c.broken {
		for i := range all {
			all[i] = append(all[i], unusable(e))
		}
	}
	return all, nil
}

// A question is what a list is asked, and the result to complete.
type question struct {
	key    bucket.Key
	bucket uint64
	result *Result
}

// begin makes the result for a query, and the key to look up, unless something
// is in the way of asking.
func (l *list) begin(q Query) (r Result, key bucket.Key, ok bool) {
	r = Result{Pack: l.packID, List: l.Shape, Leak: l.Leak, About: l.about, Answer: CannotTell}
	details := []detail.Detail{}
	for _, k := range l.Shape.Kinds() {
		d, ok := q.part(k)
		if !ok {
			r.Reason, r.Why = PartMissing, fmt.Sprintf("this list needs %s too", k)
			return r, key, false
		}
		details = append(details, d)
	}
	key, err := l.Shape.Key(details...)
	if err != nil {
		r.Reason, r.Why = Failed, err.Error()
		return r, key, false
	}
	return r, key, true
}

// answer looks up the key and completes the result, which says until then that
// nobody can tell.
func (l *list) answer(ctx context.Context, q question) {
	r := q.result
	hit, err := l.has(ctx, q.bucket)
	if err != nil {
		r.Reason, r.Why = explain(err)
		return
	}
	f := l.FalsePositive(q.key.Group)
	r.FalsePositive = &f
	if !hit {
		r.Answer = NotFound
		return
	}
	share := bucket.ListedShare(l.Policy, l.Total, l.Buckets(), l.Population, f)
	r.ListedShare, r.Answer = &share, answerFor(share)
	if users := l.about.Users; users > 0 && l.Policy != bucket.Public && users < l.Population {
		used := bucket.ListedShare(l.Policy, l.Total, l.Buckets(), users, f)
		r.UsedShare = &used
	}
}

var errShard = errors.New("the file of the pack that covers this detail is not there")

// has asks every file that covers the bucket. Where two claim the same shard, a
// hit in one outweighs the other's "no", and so does a failure.
func (l *list) has(ctx context.Context, b uint64) (bool, error) {
	failure := errShard
	for _, p := range l.parts {
		hit, err := p.pack.Has(ctx, p.index, b)
		switch {
		case errors.Is(err, pack.ErrOutside):
		case hit:
			return true, nil
		case err != nil:
			return false, err
		default:
			failure = nil
		}
	}
	return false, failure
}

func explain(err error) (Reason, string) {
	if pe, ok := errors.AsType[*pack.Error](err); ok {
		return Reason(pe.Reason), pe.Why()
	}
	if errors.Is(err, errShard) {
		return ShardMissing, err.Error()
	}
	return Failed, err.Error()
}
