// Package bench measures packs beside other ways of keeping the same set of
// hashes: binary fuse filters, a table in SQLite, a sorted file.
//
// Everything is measured in one run on the same invented keys. Each way of
// keeping them (a peer) does the whole job that a publisher has: it reads
// sorted lines of HASH:COUNT, as Pwned Passwords has them, and leaves a
// finished file on the disk, flushed. Every build runs in a process of its
// own, which is this program again, so that one peer's memory is not counted
// as another's. Lookups of all peers run in turns in one process.
//
// The figures compare with one another and not with those of another day: a
// busy machine makes all of them slower.
package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"neem/check/bucket"
)

// Options of a run.
type Options struct {
	// Keys is how many different invented keys each peer holds.
	Keys int
	// Rates are the false-positive rates asked for, above 0 and below 1. A peer
	// whose rate is fixed is measured once, whatever they are.
	Rates []float64
	// Probes is how many keys that are not in the set each peer is asked for
	// to count false positives. To count misses they are asked for all that are
	// in it, and slow peers for about as many.
	Probes int
	// Rounds is how often builds and lookups are repeated; medians are
	// reported.
	Rounds int
	// Dir is where files are made, in a folder of their own that is removed at
	// the end.
	Dir string
	// Child returns the command that runs [Child] in a process of its own.
	Child func(ctx context.Context) *exec.Cmd
	// Progress, if not nil, is told what is being done.
	Progress func(stage string)
}

func (o Options) tell(format string, args ...any) {
	if o.Progress != nil {
		o.Progress(fmt.Sprintf(format, args...))
	}
}

// ErrOptions is returned for options that cannot be measured.
var ErrOptions = errors.New("cannot be measured")

// maxKeys bounds a run: a line takes 43 bytes on the disk, and the larger
// filters count in 32 bits.
const maxKeys = 1_000_000_000

func (o Options) validate() error {
	switch {
	case o.Keys < 1 || o.Keys > maxKeys:
		return fmt.Errorf("%w: %d keys (1 to %d can be)", ErrOptions, o.Keys, maxKeys)
	case len(o.Rates) == 0:
		return fmt.Errorf("%w: no false-positive rate is given", ErrOptions)
	case o.Probes < 1 || o.Rounds < 1:
		return fmt.Errorf("%w: at least one probe and one round are needed", ErrOptions)
	}
	for _, r := range o.Rates {
		if !(r > 0 && r < 1) {
			return fmt.Errorf("%w: a false-positive rate of %g (it lies between 0 and 1)", ErrOptions, r)
		}
		if _, err := bitsFor(o.Keys, r); err != nil {
			return fmt.Errorf("%w: %w", ErrOptions, err)
		}
	}
	return nil
}

// bitsFor is how many leading bits of a hash a public list of so many keys
// keeps.
func bitsFor(keys int, rate float64) (int, error) {
	return bucket.Bits(bucket.PasswordSHA1, bucket.Public, uint64(keys), 0, rate)
}

// A Report has all figures of a run.
type Report struct {
	Keys   int   `json:"keys"`
	Rounds int   `json:"rounds"`
	Rows   []Row `json:"rows"`
}

// A Row has the figures of one peer at one rate. What was not measured is
// nil.
type Row struct {
	Peer string   `json:"peer"` // for programs
	Name string   `json:"name"` // for people
	Rate *float64 `json:"rate_asked"`

	Build  *Build  `json:"build"`
	Size   *Size   `json:"size"`
	Truth  *Truth  `json:"truth"`
	Lookup *Lookup `json:"lookup"`
	Cold   *Cold   `json:"cold"`
}

// Build says what making the file took.
type Build struct {
	Seconds    float64 `json:"seconds"` // median of the rounds, from the first line read to the file flushed
	KeysPerSec float64 `json:"keys_per_second"`
	PeakBytes  int64   `json:"peak_rss_bytes"` // most of any round, of the whole process; 0 where the system does not say
}

// Size says how large the file is. The bounds are the least bits a key that
// any filter of the same rate can have (log2 1/rate), and the least bits an
// occupied bucket that any stored set of buckets can have (about 1.44 more).
type Size struct {
	Bytes       int64   `json:"bytes"`
	BitsPerKey  float64 `json:"bits_per_key"`
	Rate        float64 `json:"rate"` // the false-positive rate that it comes to
	FilterRatio float64 `json:"ratio_to_filter_bound"`
	BucketRatio float64 `json:"ratio_to_bucket_bound"`
}

// Truth says how often the peer was wrong.
type Truth struct {
	Present       int     `json:"present_asked"`
	Missed        int     `json:"missed"` // has to be 0
	Absent        int     `json:"absent_asked"`
	FalsePositive int     `json:"false_positives"`
	Expected      float64 `json:"false_positives_expected"`
}

// Lookup has the time of one question to an open file that the system holds
// in memory, half of them for keys that are there: medians over the rounds.
type Lookup struct {
	MedianNs float64 `json:"median_ns"`
	P99Ns    float64 `json:"p99_ns"`
	MeanNs   float64 `json:"mean_ns"` // of a loop without a clock in it
}

// Cold says how many bytes are read from a file by a process that has not
// asked it anything yet.
type Cold struct {
	OpenBytes   int64 `json:"open_bytes"`       // to open it
	LookupBytes int64 `json:"lookup_bytes"`     // for one question after that, median
	MostBytes   int64 `json:"lookup_bytes_max"` // the dearest question
}

// Run measures all peers.
func Run(ctx context.Context, o Options) (_ Report, err error) {
	if err := o.validate(); err != nil {
		return Report{}, err
	}
	dir, err := os.MkdirTemp(o.Dir, "neem-bench-*")
	if err != nil {
		return Report{}, fmt.Errorf("making a folder for the files: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if dir, err = filepath.Abs(dir); err != nil {
		return Report{}, fmt.Errorf("finding the folder for the files: %w", err)
	}
	o.tell("writing %d invented lines", o.Keys)
	sorted, unsorted := filepath.Join(dir, "sorted.txt"), filepath.Join(dir, "unsorted.txt")
	if err := writeLines(ctx, sorted, unsorted, o.Keys); err != nil {
		return Report{}, fmt.Errorf("writing the lines to build from: %w", err)
	}
	var jobs []job
	var rows []Row
	add := func(p peer, rate float64) {
		j := job{
			Peer: p.id, Lines: sorted, Keys: o.Keys, Rate: rate,
			File: filepath.Join(dir, fmt.Sprintf("%d-%s%s", len(jobs), p.id, p.extension)),
		}
		if p.unsorted {
			j.Lines = unsorted
		}
		row := Row{Peer: p.id, Name: p.name}
		if !p.fixedRate {
			j.Bits, err = bitsFor(o.Keys, rate)
			row.Rate = &rate
		}
		jobs, rows = append(jobs, j), append(rows, row)
	}
	for _, rate := range o.Rates {
		for _, p := range peers() {
			if !p.fixedRate {
				add(p, rate)
			}
		}
	}
	for _, p := range peers() {
		if p.fixedRate {
			add(p, 0)
		}
	}
	if err != nil {
		return Report{}, err
	}
	r := runner{o: o, jobs: jobs, rows: rows}
	for _, step := range []func(context.Context) error{r.build, r.truth, r.cold, r.lookup} {
		if err := step(ctx); err != nil {
			return Report{}, err
		}
	}
	return Report{Keys: o.Keys, Rounds: o.Rounds, Rows: r.rows}, nil
}

// A runner fills in the rows of the jobs, each in the row of its number.
type runner struct {
	o    Options
	jobs []job
	rows []Row
}

// slowBuild is how long a build may take to be repeated.
const slowBuild = 20 * time.Second

func (r *runner) build(ctx context.Context) error {
	times := make([][]float64, len(r.jobs))
	for round := range r.o.Rounds {
		for i, j := range r.jobs {
			if round > 0 && times[i][0] > slowBuild.Seconds() {
				continue
			}
			r.o.tell("building, round %d of %d: %s", round+1, r.o.Rounds, r.describe(i))
			var made built
			if err := r.child(ctx, order{Build: &j}, &made); err != nil {
				return fmt.Errorf("building with %s: %w", r.rows[i].Name, err)
			}
			times[i] = append(times[i], made.Seconds)
			b := r.rows[i].Build
			if b == nil {
				b = &Build{}
				r.rows[i].Build = b
			}
			b.PeakBytes = max(b.PeakBytes, made.PeakBytes)
			if made.Bytes > 0 {
				r.rows[i].Size = sizeOf(made.Bytes, made.Rate, j)
			}
		}
	}
	for i := range r.rows {
		b := r.rows[i].Build
		b.Seconds = median(times[i])
		b.KeysPerSec = float64(r.o.Keys) / b.Seconds
	}
	return nil
}

// truth counts errors. Processes are few here: only the answers count.
func (r *runner) truth(ctx context.Context) error {
	for i, j := range r.jobs {
		if r.rows[i].Size == nil || peerOf(j.Peer).unsorted {
			continue
		}
		r.o.tell("counting wrong answers: %s", r.describe(i))
		t := &Truth{}
		if err := r.child(ctx, order{Truth: &j, Probes: r.o.Probes}, t); err != nil {
			return fmt.Errorf("asking %s: %w", r.rows[i].Name, err)
		}
		t.Expected = float64(t.Absent) * r.rows[i].Size.Rate
		r.rows[i].Truth = t
	}
	return nil
}

func (r *runner) cold(ctx context.Context) error {
	for i, j := range r.jobs {
		if r.rows[i].Truth == nil {
			continue
		}
		r.o.tell("counting bytes read: %s", r.describe(i))
		c := &Cold{}
		if err := r.child(ctx, order{Cold: &j}, c); err != nil {
			return fmt.Errorf("asking %s: %w", r.rows[i].Name, err)
		}
		if c.LookupBytes >= 0 {
			r.rows[i].Cold = c
		}
	}
	return nil
}

// lookup times questions, a rate after the other, and those of fixed rate
// beside the first. Beside each of our packs stands a plain SELECT from it.
func (r *runner) lookup(ctx context.Context) error {
	for n, rate := range r.o.Rates {
		r.o.tell("timing lookups at a rate of %g", rate)
		at := order{Lookup: []job{}, Rounds: r.o.Rounds}
		var rows []int
		for i, j := range r.jobs {
			if r.rows[i].Truth != nil && (r.rows[i].Rate != nil && j.Rate == rate || n == 0 && r.rows[i].Rate == nil) {
				at.Lookup, rows = append(at.Lookup, j), append(rows, i)
			}
		}
		ours := slices.IndexFunc(at.Lookup, func(j job) bool { return j.Peer == oursID })
		at.Lookup = append(at.Lookup, job{Peer: selectID, File: at.Lookup[ours].File, Keys: r.o.Keys})
		r.rows = append(r.rows, Row{Peer: selectID, Name: peerOf(selectID).name, Rate: &rate})
		rows = append(rows, len(r.rows)-1)
		var found []Lookup
		if err := r.child(ctx, at, &found); err != nil {
			return fmt.Errorf("timing lookups: %w", err)
		}
		if len(found) != len(rows) {
			return fmt.Errorf("timing lookups: %d answers to %d questions", len(found), len(rows))
		}
		for k, i := range rows {
			r.rows[i].Lookup = &found[k]
		}
	}
	return nil
}

func (r *runner) describe(i int) string {
	if r.rows[i].Rate == nil {
		return r.rows[i].Name
	}
	return fmt.Sprintf("%s, rate %g", r.rows[i].Name, *r.rows[i].Rate)
}

// median returns the middle value, the mean of the two in the middle of an
// even number of them, and 0 of none.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(v))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}
