package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"time"
)

// An order is what a child process is told to do: one of the four.
type order struct {
	Build  *job  `json:",omitempty"`
	Truth  *job  `json:",omitempty"`
	Cold   *job  `json:",omitempty"`
	Lookup []job `json:",omitempty"`

	Probes int `json:",omitempty"` // of Truth
	Rounds int `json:",omitempty"` // of Lookup
}

// child has an order carried out in a process of its own.
func (r *runner) child(ctx context.Context, o order, result any) error {
	in, err := json.Marshal(o)
	if err != nil {
		return err
	}
	cmd := r.o.Child(ctx)
	var out, fault bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &out, &fault
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if why := strings.TrimSpace(fault.String()); why != "" {
			return errors.New(why)
		}
		return fmt.Errorf("the process that was to do it: %w", err)
	}
	var got reply
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		return fmt.Errorf("reading what the process found: %w", err)
	}
	if got.Fault != "" {
		return errors.New(got.Fault)
	}
	if err := json.Unmarshal(got.Found, result); err != nil {
		return fmt.Errorf("reading what the process found: %w", err)
	}
	return nil
}

// A reply is what a child process writes: what it found, or why it could not.
type reply struct {
	Found json.RawMessage `json:",omitempty"`
	Fault string          `json:",omitempty"`
}

// Child carries out one order of [Run], which it reads from in, and writes
// what it found, or why it could not, to out. It is what a process does that
// [Options.Child] starts. The error is only ever one of writing.
func Child(ctx context.Context, in io.Reader, out io.Writer) error {
	var r reply
	found, err := carryOut(ctx, in)
	if err == nil {
		r.Found, err = json.Marshal(found)
	}
	if err != nil {
		r.Fault = err.Error()
	}
	return json.NewEncoder(out).Encode(r)
}

func carryOut(ctx context.Context, in io.Reader) (found any, err error) {
	var o order
	if err := json.NewDecoder(in).Decode(&o); err != nil {
		return nil, fmt.Errorf("reading what to measure: %w", err)
	}
	switch {
	case o.Build != nil:
		return build(ctx, *o.Build)
	case o.Truth != nil:
		return countErrors(ctx, *o.Truth, o.Probes)
	case o.Cold != nil:
		return countReads(ctx, *o.Cold)
	case len(o.Lookup) > 0:
		return timeLookups(ctx, o.Lookup, o.Rounds)
	}
	return nil, errors.New("there is nothing to measure")
}

// built is what a build tells.
type built struct {
	Seconds   float64
	PeakBytes int64
	Bytes     int64
	Rate      float64
}

func build(ctx context.Context, j job) (built, error) {
	p := peerOf(j.Peer)
	if err := os.Remove(j.File); err != nil && !errors.Is(err, os.ErrNotExist) {
		return built{}, err
	}
	start := time.Now()
	rate, err := p.build(ctx, j)
	if err != nil {
		return built{}, err
	}
	b := built{Seconds: time.Since(start).Seconds(), PeakBytes: peakMemory(), Rate: rate}
	if info, err := os.Stat(j.File); err == nil {
		b.Bytes = info.Size()
	}
	return b, nil
}

// countErrors asks for keys that are in the set and for keys that are not. It
// asks in ascending order, so that it ends soon.
func countErrors(ctx context.Context, j job, probes int) (Truth, error) {
	present := keySet(j.Keys)
	slices.Sort(present)
	absent := absentKeys(probes, present)
	l, err := peerOf(j.Peer).open(ctx, j)
	if err != nil {
		return Truth{}, err
	}
	defer l.close()
	t := Truth{Absent: len(absent)}
	step := 1
	if peerOf(j.Peer).slow {
		step = (len(present) + probes - 1) / probes
	}
	for i := 0; i < len(present); i += step {
		ok, err := l.has(ctx, present[i])
		if err != nil {
			return t, err
		}
		t.Present++
		if !ok {
			t.Missed++
		}
	}
	for _, k := range absent {
		ok, err := l.has(ctx, k)
		if err != nil {
			return t, err
		}
		if ok {
			t.FalsePositive++
		}
	}
	return t, nil
}

// coldOpens is how many questions the bytes are counted of, each asked of a
// file just opened.
const coldOpens = 33

// countReads counts the bytes that the process asks the system for, whether
// they come from the disk or from the system's memory: [Cold.LookupBytes] is
// −1 where the system does not tell.
func countReads(ctx context.Context, j job) (Cold, error) {
	r := rand.New(stream(streamProbes))
	var open, lookups []float64
	own := selfCost()
	for range coldOpens {
		before, ok := bytesRead()
		if !ok {
			return Cold{LookupBytes: -1}, nil
		}
		l, err := peerOf(j.Peer).open(ctx, j)
		if err != nil {
			return Cold{}, err
		}
		opened, _ := bytesRead()
		_, err = l.has(ctx, r.Uint64())
		asked, _ := bytesRead()
		l.close()
		if err != nil {
			return Cold{}, err
		}
		open = append(open, float64(opened-before-own))
		lookups = append(lookups, float64(asked-opened-own))
	}
	return Cold{OpenBytes: int64(median(open)), LookupBytes: int64(median(lookups)), MostBytes: int64(slices.Max(lookups))}, nil
}

// selfCost is what looking at the counter adds to it.
func selfCost() int64 {
	a, _ := bytesRead()
	b, _ := bytesRead()
	return b - a
}

// lookupProbes is how many questions a round asks of each peer.
const lookupProbes = 2000

// timeLookups asks all peers the same questions, in random order, half of
// them for keys in the set: a round of each, in turns.
func timeLookups(ctx context.Context, jobs []job, rounds int) ([]Lookup, error) {
	keys := keySet(jobs[0].Keys)
	r := rand.New(stream(streamProbes))
	draw := func() []uint64 {
		probes := make([]uint64, lookupProbes)
		for i := range probes {
			probes[i] = r.Uint64()
			if i%2 == 0 {
				probes[i] = keys[r.IntN(len(keys))]
			}
		}
		return probes
	}
	open := make([]lookup, len(jobs))
	for i, j := range jobs {
		l, err := peerOf(j.Peer).open(ctx, j)
		if err != nil {
			return nil, err
		}
		defer l.close()
		open[i] = l
	}
	medians, p99s, means := make([][]float64, len(jobs)), make([][]float64, len(jobs)), make([][]float64, len(jobs))
	for round := range rounds + 1 { // the first one warms up
		timed, looped := draw(), draw()
		for i, l := range open {
			took := make([]float64, len(timed))
			for k, p := range timed {
				start := time.Now()
				_, err := l.has(ctx, p)
				took[k] = float64(time.Since(start).Nanoseconds())
				if err != nil {
					return nil, err
				}
			}
			start := time.Now()
			for _, p := range looped {
				if _, err := l.has(ctx, p); err != nil {
					return nil, err
				}
			}
			mean := float64(time.Since(start).Nanoseconds()) / float64(len(looped))
			if round == 0 {
				continue
			}
			slices.Sort(took)
			medians[i] = append(medians[i], median(took))
			p99s[i] = append(p99s[i], took[len(took)*99/100])
			means[i] = append(means[i], mean)
		}
	}
	found := make([]Lookup, len(jobs))
	for i := range found {
		found[i] = Lookup{MedianNs: median(medians[i]), P99Ns: median(p99s[i]), MeanNs: median(means[i])}
	}
	return found, nil
}
