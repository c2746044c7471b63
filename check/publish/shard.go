package publish

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/pack"
)

// maxShards bounds into how many files a pack is cut.
const maxShards = 1 << 12

// checkShards says whether a pack may be cut into so many shards; 0 leaves it
// to the size.
func checkShards(n int) error {
	if n < 0 || n > maxShards || n&(n-1) != 0 {
		return fmt.Errorf("%d shards cannot be: the number is 1, 2, 4, 8 and so on up to %d", n, maxShards)
	}
	return nil
}

// A Part names one shard of several.
type Part struct{ Shard, Of int }

// ParsePart reads "K/N": the K-th of N shards, N a power of two.
func ParsePart(s string) (Part, error) {
	a, b, ok := strings.Cut(s, "/")
	k, err1 := strconv.Atoi(a)
	n, err2 := strconv.Atoi(b)
	if !ok || err1 != nil || err2 != nil {
		return Part{}, fmt.Errorf("%q does not name a shard; write 2/8 for the second of eight", s)
	}
	p := Part{k, n}
	return p, p.validate()
}

func (p Part) validate() error {
	if p.Of == 0 {
		return errors.New("a shard of none cannot be")
	}
	if err := checkShards(p.Of); err != nil {
		return err
	}
	if p.Shard < 1 || p.Shard > p.Of {
		return fmt.Errorf("there is no shard %d of %d", p.Shard, p.Of)
	}
	return nil
}

// String returns "K/N".
func (p Part) String() string { return fmt.Sprintf("%d/%d", p.Shard, p.Of) }

// Totals are the counts of a whole pack that stand in the header of each of
// its shards. [Count] makes them from the whole source, so that [BuildShard]
// can then work with the entries of one shard.
type Totals struct {
	Format     int          `json:"format"`     // pack.Format
	Table      int          `json:"table"`      // bucket.Version
	Normaliser int          `json:"normaliser"` // detail.Version
	ID         string       `json:"id"`
	Edition    uint64       `json:"edition"`
	Shards     int          `json:"shards"`
	Lists      []ListTotals `json:"lists"` // in the order of the spec
}

// ListTotals are the counts of one list.
type ListTotals struct {
	Leak       string        `json:"leak"`
	Shape      bucket.Shape  `json:"shape"`
	Policy     bucket.Policy `json:"policy"`
	Population uint64        `json:"population"`
	Keys       uint64        `json:"keys"` // distinct entries
	Bits       int           `json:"bits"`
	Occupied   []uint64      `json:"occupied"`                 // buckets, of each shard
	Groups     []uint64      `json:"group_occupied,omitempty"` // as in pack.List
}

// Count reads the whole sources of a spec and counts what the headers of so
// many shards need. work is a folder for temporary files, which are removed.
// What a build would refuse is refused here.
func Count(ctx context.Context, s *Spec, shards int, work string, opts Options) (t Totals, err error) {
	if err := (Part{1, shards}).validate(); err != nil {
		return t, err
	}
	dir, err := os.MkdirTemp(work, ".neem-build-*")
	if err != nil {
		return t, fmt.Errorf("cannot write in the folder %s: %w", work, pathless(err))
	}
	defer func() { _ = os.RemoveAll(dir) }()
	sources, err := s.prepareAll(ctx, dir, opts)
	if err != nil {
		return t, err
	}
	if !eachHas(sources, shards) {
		return t, fmt.Errorf("a list has fewer buckets than the %d shards that it is to be cut into", shards)
	}
	t = Totals{
		Format: pack.Format, Table: bucket.Version, Normaliser: detail.Version,
		ID: s.ID, Edition: s.Edition, Shards: shards,
	}
	for _, src := range sources {
		l := src.list
		lt := ListTotals{
			Leak: l.Leak, Shape: l.Shape, Policy: l.Policy, Population: l.Population,
			Keys: src.report.Keys, Bits: l.Bits, Occupied: make([]uint64, shards), Groups: l.GroupOccupied,
		}
		shard := 1
		_, to := shardRange(l, shard, shards)
		for b, err := range src.occupied(ctx) {
			if err != nil {
				return t, err
			}
			for b >= to {
				shard++
				_, to = shardRange(l, shard, shards)
			}
			lt.Occupied[shard-1]++
		}
		t.Lists = append(t.Lists, lt)
	}
	return t, nil
}

// maxTotals bounds a file of totals: the most shards, and groups of several
// lists.
const maxTotals = 4 << 20

// ReadTotals reads what [Totals] look like as JSON. Errors show nothing of
// what stands there.
func ReadTotals(r io.Reader) (Totals, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxTotals+1))
	if err != nil {
		return Totals{}, fmt.Errorf("reading: %w", pathless(err))
	}
	if len(data) > maxTotals {
		return Totals{}, errors.New("it is too long for a file of totals")
	}
	var t Totals
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return Totals{}, errors.New("it is not a file of totals")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Totals{}, errors.New("something stands behind the totals")
	}
	return t, nil
}

// check says whether totals were counted for this pack, cut like this.
func (t Totals) check(s *Spec, shards int) error {
	h := pack.Header{Format: t.Format, Table: t.Table, Normaliser: t.Normaliser}
	if err := checkRules(h); err != nil {
		return fmt.Errorf("the totals: %w", err)
	}
	switch {
	case t.ID != s.ID || t.Edition != s.Edition:
		return errors.New("the totals are those of another pack or edition than the spec's")
	case t.Shards != shards:
		return fmt.Errorf("the totals are those of %d shards, not of %d", t.Shards, shards)
	case len(t.Lists) != len(s.Lists):
		return errors.New("the totals are those of another number of lists than the spec has")
	}
	return nil
}

// list returns the list that totals and spec describe, with its counts.
func (t ListTotals) list(l ListSpec, shards int) (pack.List, error) {
	list, err := l.list(t.Keys)
	if err != nil {
		return list, err
	}
	if t.Leak != list.Leak || t.Shape != list.Shape || t.Policy != list.Policy || t.Population != list.Population || t.Bits != list.Bits {
		return list, errors.New("the totals are those of another list than the spec's: its leak, shape, policy, population or bits differ")
	}
	cannot := errors.New("the totals cannot be: they do not add up")
	if len(t.Occupied) != shards {
		return list, cannot
	}
	for i, n := range t.Occupied {
		from, to := shardRange(list, i+1, shards)
		if n > to-from {
			return list, cannot
		}
		list.Total += n
	}
	if list.Total == 0 || list.Total > t.Keys {
		return list, cannot
	}
	if list.Shape.Quasi() != "" {
		var sum uint64
		for _, n := range t.Groups {
			if n > uint64(1)<<list.Bits {
				return list, cannot
			}
			sum += n
		}
		if len(t.Groups) != int(list.Shape.Groups()) || sum != list.Total {
			return list, cannot
		}
		list.GroupOccupied = t.Groups
	} else if t.Groups != nil {
		return list, cannot
	}
	return list, nil
}

// BuildShard makes one of the shards of the pack that a spec describes: to the
// byte what [Build] makes of the whole with as many shards. out is a file, or a
// folder for the shards, in which those that are there already stay.
//
// Without totals, the whole source is read and sorted to count what each
// shard's header says of the whole. With them, only the entries of this shard
// are kept, and the source may be cut already, as long as it holds all of
// them: a shard with another number of occupied buckets than was counted is
// an error.
func BuildShard(ctx context.Context, s *Spec, p Part, totals *Totals, out string, opts Options) (Report, error) {
	if err := p.validate(); err != nil {
		return Report{}, err
	}
	if err := s.checkKnown(opts.Known); err != nil {
		return Report{}, err
	}
	if totals != nil {
		if err := totals.check(s, p.Of); err != nil {
			return Report{}, err
		}
	}
	if err := checkOtherCuts(out, s, p); err != nil {
		return Report{}, err
	}
	return produce(ctx, out, opts, func(work string) (draft, error) {
		d := draft{header: s.header(), shards: p.Of, only: p.Shard}
		var err error
		if totals == nil {
			d.sources, err = s.prepareAll(ctx, work, opts)
			return d, err
		}
		for i, l := range s.Lists {
			src, err := s.preparePart(ctx, l, p, totals.Lists[i], filepath.Join(work, fmt.Sprintf("list-%d", i)), opts)
			if err != nil {
				return d, listError(i, l, err)
			}
			d.sources = append(d.sources, src)
		}
		return d, nil
	})
}

// preparePart prepares the entries of one shard.
func (s *Spec) preparePart(ctx context.Context, l ListSpec, p Part, t ListTotals, dir string, opts Options) (*source, error) {
	list, err := t.list(l, p.Of)
	if err != nil {
		return nil, err
	}
	from, to := shardRange(list, p.Shard, p.Of)
	keys, n, err := s.sort(ctx, l, dir, opts, func(k bucket.Key) bool {
		b := k.Bucket(list.Bits)
		return from <= b && b < to
	})
	if err != nil {
		return nil, err
	}
	if _, err := keys.finish(ctx); err != nil {
		return nil, err
	}
	src := &source{list: list, occupied: occupied(keys, list.Bits)}
	found := source{list: list, occupied: src.occupied}
	found.list.Total, found.list.GroupOccupied = 0, nil
	if err := found.count(ctx, int64(t.Occupied[p.Shard-1]), opts.Progress); err != nil {
		return nil, err
	}
	if want := t.Occupied[p.Shard-1]; found.list.Total != want {
		return nil, fmt.Errorf("shard %s has entries in %d buckets, and when the whole was counted there were %d; the source was changed, or was not cut where the shard is", p, found.list.Total, want)
	}
	for g, n := range found.list.GroupOccupied {
		if n > list.GroupOccupied[g] {
			return nil, fmt.Errorf("shard %s has more occupied buckets in a group than the totals count in all; the source was changed", p)
		}
	}
	src.report = ListReport{Rows: n.read, Bad: n.bad, Keys: t.Keys}
	src.report.measure(list)
	if err := list.CheckBounds(); err != nil {
		return nil, refuse("%s", explainBounds(err, src.report))
	}
	return src, nil
}

// checkOtherCuts refuses a folder in which the same edition is cut into
// another number of shards: the two would be taken for one another.
func checkOtherCuts(out string, s *Spec, p Part) error {
	if info, err := os.Stat(out); err != nil || !info.IsDir() {
		return nil
	}
	var own []string
	for shard := 1; shard <= p.Of; shard++ {
		own = append(own, filepath.Join(out, shardName(s.ID, s.Edition, shard, p.Of)))
	}
	others, err := otherShards(out, s.ID, s.Edition, own)
	if err != nil {
		return fmt.Errorf("the folder %s cannot be read: %w", out, pathless(err))
	}
	if len(others) > 0 {
		return fmt.Errorf("%s is there already, from another cut of the same edition; name another folder, or take it away", others[0])
	}
	return nil
}
