package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"neem/check/bucket"
	"neem/check/catalog"
	"neem/check/pack"
)

// Options of a build.
type Options struct {
	// SkipBad counts faulty lines of a source instead of stopping at one.
	SkipBad bool
	// Progress, if not nil, is told how far the build is. It is called often.
	Progress func(Progress)
	// ShardBytes is the size that shards are to stay below, 0 for
	// [DefaultShardBytes]. Only an output folder gets shards.
	ShardBytes int64
	// Shards is how many shards there are to be, a power of two; 0 to go by
	// ShardBytes. Only an output folder gets several.
	Shards int

	// Known says what lists of a leak are made of that the catalogue knows: ok
	// says whether it does, and settled, nil if nobody has settled it. May be nil.
	Known func(leak string) (settled *catalog.ListOf, ok bool)

	chunk int // keys sorted in memory at a time; 0 for chunkKeys
}

// reportEvery is how many entries pass between two reports of progress, and
// between two looks at whether the build is to stop.
const reportEvery = 1 << 16

func tell(report func(Progress), stage string, done, total int64) {
	if report != nil {
		report(Progress{Stage: stage, Done: done, Total: total})
	}
}

// DefaultShardBytes is the size that shards of a pack stay below.
const DefaultShardBytes = 32 << 20

// Progress says how far a build is; Total is 0 where it is not known.
type Progress struct {
	Stage       string
	Done, Total int64
}

// A Report says what a build made.
type Report struct {
	Files   []string
	Bytes   int64 // of all files
	Elapsed time.Duration
	Lists   []ListReport
}

// A ListReport has the figures of one list.
type ListReport struct {
	Leak          string
	Shape         bucket.Shape
	Policy        bucket.Policy
	Rows          int64   // entries read
	Bad           int64   // of them faulty and skipped
	Faults        []Fault // of the skipped, the commonest first
	Padding       int64   // of the entries, placeholders for no password (see [hibp.Tally])
	PassedOver    int64   // of the entries, those that the list is not about
	Duplicates    int64   // of the entries, those that another one says already
	Sorted        bool    // whether the entries came in the order of their keys
	Keys          uint64  // distinct entries
	Bits          int     // of the prefix
	Buckets       uint64  // all of them
	Occupied      uint64  // buckets with an entry
	Population    uint64  // possible details; 0 for passwords
	FalsePositive float64 // in the worst group
	Anonymity     float64 // population ÷ buckets, as the policy counts them; 0 for passwords
	ListedShare   float64 // of those who see a hit, in the worst group
	Written       uint64  // occupied buckets in the files made: all, or those of one shard
	IndexBytes    int64   // of the nodes that hold them
}

// BitsPerKey returns the size of the index per occupied bucket.
func (r ListReport) BitsPerKey() float64 {
	if r.Written == 0 {
		return 0
	}
	return float64(8*r.IndexBytes) / float64(r.Written)
}

// BitsPerKeyBound returns the least that BitsPerKey could be.
func (r ListReport) BitsPerKeyBound() float64 { return bucket.BoundPerKey(r.Occupied, r.Buckets) }

// source is a list whose occupied buckets are known.
type source struct {
	list     pack.List
	occupied func(context.Context) iter.Seq2[uint64, error] // in order, none twice
	report   ListReport
	shards   *cursor // for writing
}

// A draft is a pack that is ready to be written: its header, without lists,
// and the lists.
type draft struct {
	header  pack.Header
	sources []*source
	shards  int // 0: as many as the size asks for
	only    int // the one shard to write; 0: all
}

// expected returns about how many bytes the lists will take.
func (d draft) expected() int64 {
	var n int64
	for _, src := range d.sources {
		n += int64(float64(src.report.Occupied) * src.report.BitsPerKeyBound() / 8)
	}
	return n
}

// Build makes the pack that a spec describes. out is a file, which is
// replaced in one step, or a folder, which gets one file for each shard.
// After an error everything is as before.
func Build(ctx context.Context, s *Spec, out string, opts Options) (Report, error) {
	if err := checkShards(opts.Shards); err != nil {
		return Report{}, err
	}
	if err := s.checkKnown(opts.Known); err != nil {
		return Report{}, err
	}
	return produce(ctx, out, opts, func(work string) (draft, error) {
		sources, err := s.prepareAll(ctx, work, opts)
		return draft{header: s.header(), sources: sources, shards: opts.Shards}, err
	})
}

// prepareAll prepares every list of a spec.
func (s *Spec) prepareAll(ctx context.Context, work string, opts Options) ([]*source, error) {
	var sources []*source
	for i, l := range s.Lists {
		src, err := s.prepare(ctx, l, filepath.Join(work, fmt.Sprintf("list-%d", i)), opts)
		if err != nil {
			return nil, listError(i, l, err)
		}
		sources = append(sources, src)
	}
	return sources, nil
}

func listError(i int, l ListSpec, err error) error {
	return fmt.Errorf("list %d (%s of %s): %w", i+1, l.Shape, l.Leak, err)
}

// produce makes a draft and writes it to out, a file or a folder. plan gets a
// folder for its temporary files. After an error everything is as before.
func produce(ctx context.Context, out string, opts Options, plan func(work string) (draft, error)) (Report, error) {
	folder, err := isFolder(out)
	if err != nil {
		return Report{}, err
	}
	if !folder {
		return produceIn(ctx, filepath.Dir(out), filepath.Base(out), opts, plan)
	}
	undo, err := makeFolder(out)
	if err != nil {
		return Report{}, fmt.Errorf("making the output folder: %w", err)
	}
	report, err := produceIn(ctx, out, "", opts, plan)
	if err != nil {
		undo()
	}
	return report, err
}

// produceIn makes the file called name in a folder or, without a name, shards.
func produceIn(ctx context.Context, beside, name string, opts Options, plan func(work string) (draft, error)) (Report, error) {
	start := time.Now()
	work, err := os.MkdirTemp(beside, ".neem-build-*")
	if err != nil {
		return Report{}, fmt.Errorf("cannot write in the folder %s: %w", beside, pathless(err))
	}
	defer func() { _ = os.RemoveAll(work) }()
	d, err := plan(work)
	if err != nil {
		return Report{}, err
	}
	expected := d.expected()
	shards := max(1, d.shards)
	if name == "" && d.shards == 0 {
		limit := opts.ShardBytes
		if limit <= 0 {
			limit = DefaultShardBytes
		}
		for expected/int64(shards) > limit && shards < maxShards && eachHas(d.sources, 2*shards) {
			shards *= 2
		}
	}
	switch {
	case name != "" && d.only == 0 && shards > 1:
		return Report{}, fmt.Errorf("%d shards do not fit into one file; name a folder", shards)
	case !eachHas(d.sources, shards):
		return Report{}, fmt.Errorf("a list has fewer buckets than the %d shards that it is to be cut into", shards)
	}
	for _, src := range d.sources {
		src.shards = newCursor(src.occupied(ctx))
		defer src.shards.stop()
	}
	first, last := 1, shards
	if d.only > 0 {
		first, last = d.only, d.only
	}
	report := Report{}
	for shard := first; shard <= last; shard++ {
		file := name
		if file == "" {
			file = shardName(d.header.ID, d.header.Edition, shard, shards)
		}
		built := filepath.Join(work, file)
		if err := d.write(ctx, built, shard, shards, expected/int64(shards), opts); err != nil {
			return Report{}, err
		}
		info, err := os.Stat(built)
		if err != nil {
			return Report{}, fmt.Errorf("finishing: %w", err)
		}
		report.Bytes += info.Size()
		report.Files = append(report.Files, filepath.Join(beside, file))
	}
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	var stale []string
	if name == "" && d.only == 0 {
		if stale, err = otherShards(beside, d.header.ID, d.header.Edition, report.Files); err != nil {
			return Report{}, fmt.Errorf("finishing: %w", err)
		}
	}
	if err := place(work, report.Files, stale); err != nil {
		return Report{}, fmt.Errorf("finishing: %w", err)
	}
	for _, src := range d.sources {
		report.Lists = append(report.Lists, src.report)
	}
	report.Elapsed = time.Since(start)
	return report, nil
}

// isFolder takes an output for a folder if it is one, or is written like one.
// A file that is not called like a pack is not overwritten: it may be the
// source.
func isFolder(out string) (bool, error) {
	if out == "" {
		return false, errors.New("the output has no name")
	}
	named := strings.EqualFold(filepath.Ext(out), pack.Extension)
	if info, err := os.Stat(out); err == nil {
		if !info.IsDir() && !named {
			return false, fmt.Errorf("%s is there already and is not called like a pack; name a file that ends in %s, or a folder", out, pack.Extension)
		}
		return info.IsDir(), nil
	}
	return !named || os.IsPathSeparator(out[len(out)-1]), nil
}

// makeFolder makes a folder and those above it that are missing. undo removes
// again what it made, as far as it is empty.
func makeFolder(path string) (undo func(), err error) {
	var made []string
	for dir := filepath.Clean(path); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		made = append(made, dir)
	}
	undo = func() {
		for _, dir := range made {
			_ = os.Remove(dir)
		}
	}
	if err := os.MkdirAll(path, 0o755); err != nil {
		undo()
		return nil, err
	}
	return undo, nil
}

// otherShards returns the files that an earlier build of the same edition cut
// into another number of shards: beside the new ones they would be taken for
// a second pack of that name.
func otherShards(folder, id string, edition uint64, files []string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var stale []string
	for _, e := range entries {
		numbers, ok := strings.CutPrefix(e.Name(), shardPrefix(id, edition))
		path := filepath.Join(folder, e.Name())
		if ok && shardNumbers.MatchString(numbers) && !slices.Contains(files, path) {
			stale = append(stale, path)
		}
	}
	return stale, nil
}

// place moves the built files, which lie in work under the same names, to
// where they belong, and takes stale ones away: all of them, or, after an
// error, none. A single file replaces an older one in one step; of several
// the older ones are set aside first, and put back if one cannot be placed.
func place(work string, files, stale []string) (err error) {
	if len(files) == 1 && len(stale) == 0 {
		return os.Rename(filepath.Join(work, filepath.Base(files[0])), files[0])
	}
	var undo []func()
	defer func() {
		if err != nil {
			for _, u := range slices.Backward(undo) {
				u()
			}
		}
	}()
	for i, old := range slices.Concat(files, stale) {
		info, err := os.Lstat(old)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return err
		case info.IsDir():
			return fmt.Errorf("%s is a folder", old)
		}
		aside := filepath.Join(work, fmt.Sprintf("old-%d", i))
		if err := os.Rename(old, aside); err != nil {
			return err
		}
		undo = append(undo, func() { _ = os.Rename(aside, old) })
	}
	for _, final := range files {
		if err := os.Rename(filepath.Join(work, filepath.Base(final)), final); err != nil {
			return err
		}
		undo = append(undo, func() { _ = os.Remove(final) })
	}
	return nil
}

// eachHas reports whether every list has at least n buckets.
func eachHas(sources []*source, n int) bool {
	return !slices.ContainsFunc(sources, func(s *source) bool { return s.list.Buckets() < uint64(n) })
}

// pathless drops the path that os errors repeat.
func pathless(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

func shardName(id string, edition uint64, shard, shards int) string {
	return fmt.Sprintf("%s%04d-of-%04d%s", shardPrefix(id, edition), shard, shards, pack.Extension)
}

func shardPrefix(id string, edition uint64) string {
	_, name, _ := strings.Cut(id, "/")
	return fmt.Sprintf("%s-e%d-", name, edition)
}

// shardNumbers matches what follows shardPrefix.
var shardNumbers = regexp.MustCompile(`^\d{4}-of-\d{4}\.neem$`)

// prepare reads and sorts a source, settles the bits, and refuses what the
// policy refuses.
func (s *Spec) prepare(ctx context.Context, l ListSpec, dir string, opts Options) (*source, error) {
	keys, n, err := s.sort(ctx, l, dir, opts, nil)
	if err != nil {
		return nil, err
	}
	r := ListReport{Rows: n.read}
	if r.Keys, err = keys.finish(ctx); err != nil {
		return nil, err
	}
	n.report(&r)
	if r.Keys == 0 {
		return nil, errors.New("the source has no entries" + n.instead())
	}
	list, err := l.list(r.Keys)
	if err != nil {
		return nil, err
	}
	src := &source{list: list, occupied: occupied(keys, list.Bits)}
	if err := src.count(ctx, int64(r.Keys), opts.Progress); err != nil {
		return nil, err
	}
	r.measure(src.list)
	if err := src.list.CheckBounds(); err != nil {
		return nil, refuse("%s", explainBounds(err, r))
	}
	src.report = r
	return src, nil
}

// sort reads a source and sorts the keys that want wants; nil wants all.
func (s *Spec) sort(ctx context.Context, l ListSpec, dir string, opts Options, want func(bucket.Key) bool) (*sorter, tally, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, tally{}, fmt.Errorf("making a work folder: %w", err)
	}
	chunk := opts.chunk
	if chunk == 0 {
		chunk = chunkKeys
	}
	keys := newSorter(dir, chunk, opts.Progress)
	add := keys.add
	if want != nil {
		add = func(k bucket.Key) error {
			if !want(k) {
				return nil
			}
			return keys.add(k)
		}
	}
	r := newRelay(add)
	n, err := s.scan(ctx, l, opts, r.add)
	if taken := r.close(); err == nil {
		err = taken
	}
	if err != nil {
		keys.discard()
	}
	return keys, n, err
}

// list returns the list that a spec describes, with the bits that so many
// different entries get, and refuses more of them than there can be.
func (l ListSpec) list(keys uint64) (pack.List, error) {
	shape, policy := bucket.Shape(l.Shape), bucket.Policy(l.Policy)
	list := pack.List{Leak: l.Leak, Shape: shape, Policy: policy, Coverage: l.Coverage}
	if policy != bucket.Public {
		list.Population = l.Population
		if l.Population > 0 && keys > l.Population { // passwords have none
			return list, refuse("it has %d different entries, but population says that only %d are possible", keys, l.Population)
		}
	}
	var err error
	if list.Bits, err = bucket.Bits(shape, policy, keys, l.Population, l.FalsePositive); err != nil {
		return list, refuse("%v", err)
	}
	return list, nil
}

// measure fills in what follows from a list whose occupied buckets are
// counted.
func (r *ListReport) measure(l pack.List) {
	r.Leak, r.Shape, r.Policy, r.Bits = l.Leak, l.Shape, l.Policy, l.Bits
	r.Buckets, r.Occupied, r.Population = l.Buckets(), l.Total, l.Population
	r.FalsePositive = l.WorstFalsePositive()
	r.ListedShare = bucket.ListedShare(l.Policy, r.Occupied, r.Buckets, r.Population, r.FalsePositive)
	switch l.Policy {
	case bucket.Public:
	case bucket.Confirmable:
		r.Anonymity = float64(r.Population) / float64(uint64(1)<<r.Bits)
	default:
		r.Anonymity = float64(r.Population) / float64(r.Buckets)
	}
}

func explainBounds(err error, r ListReport) string {
	var why []string
	if errors.Is(err, pack.ErrFewOccupied) {
		why = append(why, fmt.Sprintf("only %d buckets would be occupied, and at least %d are needed so that one person cannot be told from the list's own description; tell so few people directly", r.Occupied, bucket.MinOccupied))
	}
	if errors.Is(err, pack.ErrManyFalse) {
		why = append(why, fmt.Sprintf("in one group %.2g %% of people who are not in the list would be told that they may be, and at most %g %% may; the list is too long for its population", 100*r.FalsePositive, 100*bucket.MaxFalsePositive))
	}
	if errors.Is(err, pack.ErrLessHidden) {
		why = append(why, "it would hide fewer people in a bucket than the policy promises")
	}
	return strings.Join(why, "; ")
}

// count fills in how many buckets are occupied.
func (src *source) count(ctx context.Context, keys int64, report func(Progress)) error {
	l := &src.list
	if l.Shape.Quasi() != "" {
		l.GroupOccupied = make([]uint64, l.Shape.Groups())
	}
	for b, err := range src.occupied(ctx) {
		if err != nil {
			return err
		}
		if l.Total%reportEvery == 0 {
			tell(report, "counting", int64(l.Total), keys)
		}
		l.Total++
		if l.GroupOccupied != nil {
			l.GroupOccupied[b>>l.Bits]++
		}
	}
	return nil
}

// occupied returns the walk over the buckets that sorted keys occupy.
func occupied(keys *sorter, bits int) func(context.Context) iter.Seq2[uint64, error] {
	return func(ctx context.Context) iter.Seq2[uint64, error] {
		return func(yield func(uint64, error) bool) {
			var last uint64
			any := false
			for k, err := range keys.all(ctx) {
				if err != nil {
					yield(0, err)
					return
				}
				b := k.Bucket(bits)
				if any && b == last {
					continue
				}
				last, any = b, true
				if !yield(b, nil) {
					return
				}
			}
		}
	}
}

// A cursor walks over the occupied buckets of a list once, shard by shard.
type cursor struct {
	next func() ([]uint64, error, bool)
	stop func()
	held []uint64 // read and not yet yielded
}

func newCursor(seq iter.Seq2[uint64, error]) *cursor {
	next, stop := iter.Pull2(func(yield func([]uint64, error) bool) {
		held := make([]uint64, 0, batch)
		for b, err := range seq {
			if err != nil {
				yield(nil, err)
				return
			}
			if held = append(held, b); len(held) == batch {
				if !yield(held, nil) {
					return
				}
				held = held[:0]
			}
		}
		if len(held) > 0 {
			yield(held, nil)
		}
	})
	return &cursor{next: next, stop: stop}
}

// until yields the buckets below to that were not yielded yet.
func (c *cursor) until(to uint64) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		for {
			if len(c.held) == 0 {
				held, err, ok := c.next()
				if err != nil {
					yield(0, err)
				}
				if err != nil || !ok {
					return
				}
				c.held = held
			}
			for len(c.held) > 0 {
				b := c.held[0]
				if b >= to {
					return
				}
				c.held = c.held[1:]
				if !yield(b, nil) {
					return
				}
			}
		}
	}
}

// write writes one shard. The shards are written in order.
func (d draft) write(ctx context.Context, path string, shard, shards int, expected int64, opts Options) error {
	w, err := pack.Create(ctx, path, expected)
	if err != nil {
		return err
	}
	defer w.Abort()
	for _, src := range d.sources {
		l := src.list
		l.From, l.To = shardRange(l, shard, shards)
		for _, err := range src.shards.until(l.From) { // of shards that are not written
			if err != nil {
				return err
			}
		}
		buckets := counted(src.shards.until(l.To), &src.report.Written)
		n, err := w.AddList(ctx, l, reported(buckets, filepath.Base(path), int64(l.Total)/int64(shards), opts.Progress))
		if err != nil {
			return err
		}
		src.report.IndexBytes += n
	}
	h := d.header
	h.Shard, h.Shards = shard, shards
	_, err = w.Commit(ctx, h)
	return err
}

// shardRange returns which buckets of a list are in a shard: equal parts of
// all, from ≤ bucket < to.
func shardRange(l pack.List, shard, shards int) (from, to uint64) {
	all := l.Buckets()
	step := all / uint64(shards)
	from, to = uint64(shard-1)*step, uint64(shard)*step
	if shard == shards {
		to = all
	}
	return from, to
}

// counted adds to n how many buckets were taken.
func counted(seq iter.Seq2[uint64, error], n *uint64) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		for b, err := range seq {
			if err == nil {
				*n++
			}
			if !yield(b, err) {
				return
			}
		}
	}
}

func reported(seq iter.Seq2[uint64, error], name string, total int64, report func(Progress)) iter.Seq2[uint64, error] {
	if report == nil {
		return seq
	}
	return func(yield func(uint64, error) bool) {
		var done int64
		for b, err := range seq {
			if done%reportEvery == 0 {
				tell(report, "writing "+name, done, total)
			}
			done++
			if !yield(b, err) {
				return
			}
		}
		report(Progress{Stage: "writing " + name, Done: total, Total: total})
	}
}
