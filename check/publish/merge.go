package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"neem/check/bucket"
	"neem/check/pack"
)

// MergeOptions say what the header of a merged pack holds, and how it is cut.
// What is zero is taken from the packs that are merged, if they all agree.
type MergeOptions struct {
	ID        string
	Edition   uint64
	Publisher string
	// Coverage has one text for each list, in the order of the lists.
	Coverage []string
	// ShardBytes and Shards are those of [Options].
	ShardBytes int64
	Shards     int
	// Progress, if not nil, is told how far the work is. It is called often.
	Progress func(Progress)
}

// A MergeReport says what a merge made.
type MergeReport struct {
	Report              // Rows, Bad and Keys of its lists are 0: a pack does not know them
	Inputs []MergeInput // the packs that were merged
}

// A MergeInput is a pack that was merged.
type MergeInput struct {
	Path     string // of its first file
	Files    int
	ID       string
	Edition  uint64
	Occupied []uint64 // buckets, of each list in the order of the report's
}

// Merge makes one pack of several: a bucket of it is occupied if it is in any
// of them. paths name files, or folders for the packs in them. Files that are
// shards of one pack are put together first, and all of them have to be there.
//
// The packs must have the same lists with the same policy, population and
// bits, say the same of the leaks, and be made with this program's rules; a
// result that breaks the bounds of its policy is refused. Every input is
// verified first. The result does not depend on the order of the paths, and is
// to the byte what building the union of the sources would give (as long as
// that had the same bits: those of public and internal lists follow from the
// number of entries, and stay here what they were).
//
// out is a file, which is replaced in one step, or a folder for shards; it
// cannot be one of the inputs. After an error everything is as before.
func Merge(ctx context.Context, paths []string, out string, opts MergeOptions) (MergeReport, error) {
	if err := checkShards(opts.Shards); err != nil {
		return MergeReport{}, err
	}
	files, err := packFiles(paths)
	if err != nil {
		return MergeReport{}, err
	}
	if len(files) < 2 {
		return MergeReport{}, errors.New("there is one file only; name at least two, or a folder that holds several")
	}
	if err := checkNotInput(out, files); err != nil {
		return MergeReport{}, err
	}
	packs, err := gather(ctx, files, opts.Progress)
	if err != nil {
		return MergeReport{}, err
	}
	for _, w := range packs {
		if err := w.checkComplete(ctx, opts.Progress); err != nil {
			return MergeReport{}, err
		}
	}
	m, err := newMerging(packs, opts)
	if err != nil {
		return MergeReport{}, err
	}
	r, err := produce(ctx, out, Options{ShardBytes: opts.ShardBytes, Progress: opts.Progress}, func(string) (draft, error) {
		sources, err := m.count(ctx, opts.Progress)
		return draft{header: m.header, sources: sources, shards: opts.Shards}, err
	})
	if err != nil {
		return MergeReport{}, err
	}
	return MergeReport{Report: r, Inputs: m.inputs()}, nil
}

// checkNotInput refuses to write where an input is read: it would be gone.
func checkNotInput(out string, files []string) error {
	for _, f := range files {
		for _, in := range []string{f, filepath.Dir(f)} {
			same, err := sameFile(out, in)
			if err != nil {
				return err
			}
			if !same {
				continue
			}
			if in == f {
				return fmt.Errorf("%s is one of the packs to be merged, and would be replaced; name another file for the result", out)
			}
			return fmt.Errorf("the folder %s holds %s, which is to be merged and might be replaced; name another folder for the result", out, filepath.Base(f))
		}
	}
	return nil
}

// A merging is what is known of a merge before any bucket is read.
type merging struct {
	packs  []whole
	header pack.Header       // without lists
	lists  []pack.List       // without counts
	at     []map[listKey]int // of each pack
}

func newMerging(packs []whole, opts MergeOptions) (*merging, error) {
	m := &merging{packs: packs}
	for _, w := range packs {
		at, err := listIndex(w.header())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", w.name(), err)
		}
		m.at = append(m.at, at)
	}
	for i := range packs[1:] {
		if err := m.checkAgree(i + 1); err != nil {
			return nil, err
		}
	}
	m.gatherLists()
	return m, errors.Join(m.title(opts), m.cover(opts.Coverage))
}

// checkAgree says in what the i-th pack cannot be merged with the first.
func (m *merging) checkAgree(i int) error {
	a, b := m.packs[0].header(), m.packs[i].header()
	var why []string
	for _, k := range missingFrom(listKeys(a), listKeys(b)) {
		why = append(why, fmt.Sprintf("only the first has a list %s", k))
	}
	for _, k := range missingFrom(listKeys(b), listKeys(a)) {
		why = append(why, fmt.Sprintf("only the second has a list %s", k))
	}
	var c changes
	for _, l := range a.Lists {
		if j, ok := m.at[i][keyOfList(l)]; ok {
			c.cut(l, b.Lists[j])
		}
	}
	for _, l := range a.Leaks {
		if j := slices.IndexFunc(b.Leaks, func(o pack.Leak) bool { return o.ID == l.ID }); j >= 0 {
			c.leak(l, b.Leaks[j])
		}
	}
	for _, d := range c {
		why = append(why, fmt.Sprintf("%s is %q in the first and %q in the second", d.What, d.Old, d.New))
	}
	if len(why) == 0 {
		return nil
	}
	return fmt.Errorf("%s and %s cannot be merged: %s", m.packs[0].name(), m.packs[i].name(), strings.Join(why, "; "))
}

// gatherLists takes lists and leaks over: in the order that all packs have,
// or else sorted, so that the order of the packs does not matter.
func (m *merging) gatherLists() {
	m.lists = slices.Clone(m.packs[0].header().Lists)
	order := listKeys(m.packs[0].header())
	m.header.Leaks = slices.Clone(m.packs[0].header().Leaks)
	leaks := func(h pack.Header) (ids []string) {
		for _, l := range h.Leaks {
			ids = append(ids, l.ID)
		}
		return ids
	}
	sortLists, sortLeaks := false, false
	for _, w := range m.packs[1:] {
		h := w.header()
		sortLists = sortLists || !slices.Equal(listKeys(h), order)
		sortLeaks = sortLeaks || !slices.Equal(leaks(h), leaks(m.packs[0].header()))
		for _, l := range h.Leaks {
			if !slices.Contains(leaks(m.header), l.ID) {
				m.header.Leaks = append(m.header.Leaks, l)
			}
		}
	}
	if sortLists {
		slices.SortFunc(m.lists, func(a, b pack.List) int {
			return cmp.Or(cmp.Compare(a.Leak, b.Leak), cmp.Compare(a.Shape, b.Shape))
		})
	}
	if sortLeaks {
		slices.SortFunc(m.header.Leaks, func(a, b pack.Leak) int { return cmp.Compare(a.ID, b.ID) })
	}
}

// title settles what the merged pack is called.
func (m *merging) title(opts MergeOptions) error {
	h := &m.header
	var errs []error
	var err error
	h.ID, err = agreed(m.packs, opts.ID, "id", func(h pack.Header) string { return h.ID })
	errs = append(errs, err)
	h.Edition, err = agreed(m.packs, opts.Edition, "edition", func(h pack.Header) uint64 { return h.Edition })
	errs = append(errs, err)
	h.Publisher, err = agreed(m.packs, opts.Publisher, "publisher", func(h pack.Header) string { return h.Publisher })
	errs = append(errs, err)
	if err := errors.Join(errs...); err != nil {
		return err
	}
	h.Shard, h.Shards = 1, 1
	return h.Validate()
}

// cover settles what is said of who is in each list.
func (m *merging) cover(texts []string) error {
	if len(texts) > 0 && len(texts) != len(m.lists) {
		var keys []string
		for _, l := range m.lists {
			keys = append(keys, keyOfList(l).String())
		}
		return fmt.Errorf("--coverage stands there %d times, and there are %d lists: %s. Give it once for each, in this order", len(texts), len(m.lists), strings.Join(keys, ", "))
	}
	var errs []error
	for i := range m.lists {
		l := &m.lists[i]
		k := keyOfList(*l)
		given := ""
		if len(texts) > 0 {
			given = texts[i]
			if given == "" {
				errs = append(errs, fmt.Errorf("the coverage of list %s is empty: say in a few words who is in it", k))
			}
		}
		var err error
		l.Coverage, err = agreed(m.packs, given, "coverage", func(h pack.Header) string {
			j := slices.IndexFunc(h.Lists, func(o pack.List) bool { return keyOfList(o) == k })
			return h.Lists[j].Coverage
		})
		if err == nil {
			err = pack.PlainText(l.Coverage)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("list %s: %w", k, err))
		}
	}
	return errors.Join(errs...)
}

// agreed returns what was given or else what all packs say.
func agreed[T comparable](packs []whole, given T, flag string, of func(pack.Header) T) (T, error) {
	var zero T
	if given != zero {
		return given, nil
	}
	first := of(packs[0].header())
	for _, w := range packs[1:] {
		if v := of(w.header()); v != first {
			return zero, fmt.Errorf("the %s is %q in %s and %q in %s; say with --%s what it is in the result",
				flag, fmt.Sprint(first), packs[0].name(), fmt.Sprint(v), w.name(), flag)
		}
	}
	return first, nil
}

// union yields the occupied buckets of a list in all packs.
func (m *merging) union(list int) func(context.Context) iter.Seq2[uint64, error] {
	return func(ctx context.Context) iter.Seq2[uint64, error] {
		var sets []iter.Seq2[uint64, error]
		for i, w := range m.packs {
			sets = append(sets, w.buckets(m.at[i][keyOfList(m.lists[list])])(ctx))
		}
		if len(sets) == 1 {
			return sets[0]
		}
		return union(sets...)
	}
}

// maxUnbounded is the highest false-positive rate of a list whose policy has
// no bound of its own, as in a spec.
const maxUnbounded = 0.5

// count counts the union of every list and refuses what breaks its policy.
func (m *merging) count(ctx context.Context, report func(Progress)) ([]*source, error) {
	var sources []*source
	var joint Spec
	for i, l := range m.lists {
		l.Total, l.GroupOccupied = 0, nil
		src := &source{list: l, occupied: m.union(i)}
		var most uint64
		for _, in := range m.inputs() {
			most += in.Occupied[i]
		}
		if err := src.count(ctx, int64(most), report); err != nil {
			return nil, err
		}
		src.report.measure(src.list)
		if err := checkMerged(src.list, src.report); err != nil {
			return nil, fmt.Errorf("list %s: %w", keyOfList(l), err)
		}
		sources = append(sources, src)
		joint.Lists = append(joint.Lists, ListSpec{Leak: l.Leak, Shape: string(l.Shape), Policy: string(l.Policy), Population: l.Population})
	}
	return sources, joint.checkJoint()
}

// checkMerged holds a list of the result against what a build would refuse.
func checkMerged(l pack.List, r ListReport) error {
	if l.Policy != bucket.Public && l.Population > 0 && l.Total > l.Population {
		return refuse("together they have entries in %d buckets, but population says that only %d entries are possible", l.Total, l.Population)
	}
	if !l.Policy.Bounded() && r.FalsePositive > maxUnbounded {
		return refuse("together they would tell %.0f %% of all people, or passwords, that are not in the list that they may be; build them anew from their sources, which cuts the list finer", 100*r.FalsePositive)
	}
	if err := l.CheckBounds(); err != nil {
		return refuse("%s", explainBounds(err, r))
	}
	return nil
}

// inputs describes the packs.
func (m *merging) inputs() []MergeInput {
	var all []MergeInput
	for i, w := range m.packs {
		h := w.header()
		in := MergeInput{Path: w.files[0].path, Files: len(w.files), ID: h.ID, Edition: h.Edition}
		for _, l := range m.lists {
			in.Occupied = append(in.Occupied, h.Lists[m.at[i][keyOfList(l)]].Total)
		}
		all = append(all, in)
	}
	return all
}
