package publish

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"neem/check/bucket"
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

	chunk int // keys sorted in memory at a time; 0 for chunkKeys
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
	Keys          uint64  // distinct entries
	Bits          int     // of the prefix
	Buckets       uint64  // all of them
	Occupied      uint64  // buckets with an entry
	Population    uint64  // possible details; 0 for public lists
	FalsePositive float64 // in the worst group
	Anonymity     float64 // population ÷ buckets, as the policy counts them; 0 for public lists
	ListedShare   float64 // of those who see a hit, in the worst group
	IndexBytes    int64   // of the list's nodes
}

// BitsPerKey returns the size of the index per occupied bucket.
func (r ListReport) BitsPerKey() float64 {
	if r.Occupied == 0 {
		return 0
	}
	return float64(8*r.IndexBytes) / float64(r.Occupied)
}

// BitsPerKeyBound returns the least that BitsPerKey could be.
func (r ListReport) BitsPerKeyBound() float64 { return bucket.BoundPerKey(r.Occupied, r.Buckets) }

// source is a list whose entries are read and sorted.
type source struct {
	list   pack.List
	keys   *sorter
	report ListReport
}

// Build makes the pack that a spec describes. out is a file, which is
// replaced in one step, or a folder, which gets one file for each shard.
// After an error nothing new stands there.
func Build(ctx context.Context, s *Spec, out string, opts Options) (Report, error) {
	start := time.Now()
	folder := isFolder(out)
	beside := filepath.Dir(out)
	if folder {
		beside = out
		if err := os.MkdirAll(out, 0o755); err != nil {
			return Report{}, fmt.Errorf("making the output folder: %w", err)
		}
	}
	work, err := os.MkdirTemp(beside, ".neem-build-*")
	if err != nil {
		return Report{}, fmt.Errorf("making a work folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }()

	var sources []*source
	var expected int64
	for i, l := range s.Lists {
		src, err := s.prepare(ctx, l, filepath.Join(work, fmt.Sprintf("list-%d", i)), opts)
		if err != nil {
			return Report{}, fmt.Errorf("list %d (%s of %s): %w", i+1, l.Shape, l.Leak, err)
		}
		sources = append(sources, src)
		r := src.report
		expected += int64(float64(r.Occupied) * r.BitsPerKeyBound() / 8)
	}
	shards := 1
	if folder {
		limit := opts.ShardBytes
		if limit <= 0 {
			limit = DefaultShardBytes
		}
		for expected/int64(shards) > limit && shards < 1<<12 {
			shards *= 2
		}
	}
	report := Report{}
	for shard := 1; shard <= shards; shard++ {
		name := filepath.Base(out)
		if folder {
			name = shardName(s.ID, s.Edition, shard, shards)
		}
		built := filepath.Join(work, name)
		if err := s.write(ctx, built, sources, shard, shards, expected/int64(shards), opts); err != nil {
			return Report{}, err
		}
		report.Files = append(report.Files, name)
	}
	for i, name := range report.Files {
		final := out
		if folder {
			final = filepath.Join(out, name)
		}
		info, err := os.Stat(filepath.Join(work, name))
		if err != nil {
			return Report{}, fmt.Errorf("finishing: %w", err)
		}
		if err := os.Rename(filepath.Join(work, name), final); err != nil {
			return Report{}, fmt.Errorf("finishing: %w", err)
		}
		report.Bytes += info.Size()
		report.Files[i] = final
	}
	for _, src := range sources {
		report.Lists = append(report.Lists, src.report)
	}
	report.Elapsed = time.Since(start)
	return report, nil
}

// isFolder takes an output for a folder if it is one, or is written like one.
func isFolder(out string) bool {
	if info, err := os.Stat(out); err == nil {
		return info.IsDir()
	}
	return os.IsPathSeparator(out[len(out)-1]) || !strings.EqualFold(filepath.Ext(out), pack.Extension)
}

func shardName(id string, edition uint64, shard, shards int) string {
	_, name, _ := strings.Cut(id, "/")
	return fmt.Sprintf("%s-e%d-%04d-of-%04d%s", name, edition, shard, shards, pack.Extension)
}

// prepare reads and sorts a source, settles the bits, and refuses what the
// policy refuses.
func (s *Spec) prepare(ctx context.Context, l ListSpec, dir string, opts Options) (*source, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making a work folder: %w", err)
	}
	chunk := opts.chunk
	if chunk == 0 {
		chunk = chunkKeys
	}
	keys := newSorter(dir, chunk)
	n, err := s.scan(ctx, l, opts, keys.add)
	if err != nil {
		return nil, err
	}
	shape, policy := bucket.Shape(l.Shape), bucket.Policy(l.Policy)
	r := ListReport{Leak: l.Leak, Shape: shape, Policy: policy, Rows: n.read, Bad: n.bad}
	for _, err := range keys.all() {
		if err != nil {
			return nil, err
		}
		r.Keys++
	}
	if r.Keys == 0 {
		return nil, errors.New("the source has no entries")
	}
	if policy != bucket.Public {
		r.Population = l.Population
		if r.Keys > l.Population {
			return nil, refuse("it has %d different entries, but population says that only %d are possible", r.Keys, l.Population)
		}
	}
	if r.Bits, err = bucket.Bits(shape, policy, r.Keys, l.Population, l.FalsePositive); err != nil {
		return nil, refuse("%v", err)
	}
	src := &source{keys: keys, list: pack.List{
		Leak: l.Leak, Shape: shape, Policy: policy, Population: r.Population, Bits: r.Bits, Coverage: l.Coverage,
	}}
	if err := src.count(); err != nil {
		return nil, err
	}
	list := src.list
	r.Buckets, r.Occupied = list.Buckets(), list.Total
	r.FalsePositive = list.WorstFalsePositive()
	r.ListedShare = bucket.ListedShare(policy, r.Occupied, r.Buckets, r.Population, r.FalsePositive)
	switch policy {
	case bucket.Public:
	case bucket.Confirmable:
		r.Anonymity = float64(r.Population) / float64(uint64(1)<<r.Bits)
	default:
		r.Anonymity = float64(r.Population) / float64(r.Buckets)
	}
	if err := list.CheckBounds(); err != nil {
		return nil, refuse("%s", explainBounds(err, r))
	}
	src.report = r
	return src, nil
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
func (src *source) count() error {
	l := &src.list
	if l.Shape.Quasi() != "" {
		l.GroupOccupied = make([]uint64, l.Shape.Groups())
	}
	for b, err := range src.buckets(0, l.Buckets()) {
		if err != nil {
			return err
		}
		l.Total++
		if l.GroupOccupied != nil {
			l.GroupOccupied[b>>l.Bits]++
		}
	}
	return nil
}

// buckets yields the occupied buckets from ≤ b < to in order.
func (src *source) buckets(from, to uint64) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		var last uint64
		any := false
		for k, err := range src.keys.all() {
			if err != nil {
				yield(0, err)
				return
			}
			b := k.Bucket(src.list.Bits)
			if b < from || any && b == last {
				continue
			}
			if b >= to {
				return
			}
			last, any = b, true
			if !yield(b, nil) {
				return
			}
		}
	}
}

// write writes one shard.
func (s *Spec) write(ctx context.Context, path string, sources []*source, shard, shards int, expected int64, opts Options) error {
	w, err := pack.Create(ctx, path, expected)
	if err != nil {
		return err
	}
	defer w.Abort()
	for _, src := range sources {
		l := src.list
		all := l.Buckets()
		step := all / uint64(shards)
		if step == 0 {
			return fmt.Errorf("list %s of %s is too small for %d shards", l.Shape, l.Leak, shards)
		}
		l.From, l.To = uint64(shard-1)*step, uint64(shard)*step
		if shard == shards {
			l.To = all
		}
		n, err := w.AddList(ctx, l, reported(src.buckets(l.From, l.To), filepath.Base(path), int64(l.Total)/int64(shards), opts.Progress))
		if err != nil {
			return err
		}
		src.report.IndexBytes += n
	}
	h := s.header()
	h.Shard, h.Shards = shard, shards
	_, err = w.Commit(ctx, h)
	return err
}

func reported(seq iter.Seq2[uint64, error], name string, total int64, report func(Progress)) iter.Seq2[uint64, error] {
	if report == nil {
		return seq
	}
	return func(yield func(uint64, error) bool) {
		var done int64
		for b, err := range seq {
			if done++; done%65536 == 0 {
				report(Progress{Stage: "writing " + name, Done: done, Total: total})
			}
			if !yield(b, err) {
				return
			}
		}
		report(Progress{Stage: "writing " + name, Done: total, Total: total})
	}
}
