package publish

import (
	"bufio"
	"cmp"
	"container/heap"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"neem/check/bucket"
)

// chunkKeys is how many keys are sorted in memory at a time: 32 MiB.
const chunkKeys = 2 << 20

// mergeRuns is how many runs are merged at a time: it bounds open files and
// their buffers.
const mergeRuns = 64

const keyBytes = 12 // group and prefix in a run file

// streamKeys is how many keys that come in order are kept before they go to
// the run that they continue.
const streamKeys = 1 << 15

// A sorter sorts any number of keys in bounded memory: full chunks go to
// files as sorted runs, and [sorter.finish] merges them into one. Keys that
// come in order, as in Pwned Passwords, all go to the same run.
type sorter struct {
	dir    string // for run files
	limit  int    // keys per chunk
	report func(Progress)
	chunk  []bucket.Key
	mixed  bool // the chunk is not in strictly ascending order
	runs   []run
	open   *runWriter // the run after those, or nil
	made   int        // run files so far
	added  int64      // keys so far
}

// A run is a file of sorted keys, each once.
type run struct {
	path string
	keys uint64
}

func newSorter(dir string, limit int, report func(Progress)) *sorter {
	return &sorter{dir: dir, limit: limit, report: report}
}

func (s *sorter) add(k bucket.Key) error {
	s.added++
	n := len(s.chunk)
	if n == s.limit || n == streamKeys && !s.mixed {
		if err := s.spill(); err != nil {
			return err
		}
		n = 0
	}
	if n > 0 && !s.chunk[n-1].Less(k) {
		s.mixed = true
	}
	if n == cap(s.chunk) { // append would copy large chunks too often
		s.chunk = slices.Grow(s.chunk, min(max(1024, n), s.limit-n))
	}
	s.chunk = append(s.chunk, k)
	return nil
}

func compareKeys(a, b bucket.Key) int {
	if c := cmp.Compare(a.Group, b.Group); c != 0 {
		return c
	}
	return cmp.Compare(a.Prefix, b.Prefix)
}

func (s *sorter) sortChunk() {
	if s.mixed {
		slices.SortFunc(s.chunk, compareKeys)
		s.chunk = slices.Compact(s.chunk)
		s.mixed = false
	}
}

// spill writes the chunk, which is not empty, to the open run if it continues
// it, else to a new one.
func (s *sorter) spill() error {
	s.sortChunk()
	if s.open != nil && !s.open.last.Less(s.chunk[0]) {
		if err := s.closeRun(); err != nil {
			return err
		}
	}
	if s.open == nil {
		w, err := s.newRun()
		if err != nil {
			return err
		}
		s.open = w
	}
	for _, k := range s.chunk {
		s.open.add(k)
	}
	s.chunk = s.chunk[:0]
	return nil
}

func (s *sorter) closeRun() error {
	w := s.open
	s.open = nil
	return w.close(s)
}

// discard closes what is open when the keys are no longer wanted.
func (s *sorter) discard() {
	if s.open != nil {
		_ = s.open.f.Close() // the file is not read
		s.open = nil
	}
}

// finish ends the adding and returns the number of distinct keys. What is
// long goes to one file, so that a list at rest takes little memory.
func (s *sorter) finish(ctx context.Context) (distinct uint64, err error) {
	defer func() {
		if err != nil {
			s.discard()
		}
	}()
	if len(s.runs) == 0 && s.open == nil && len(s.chunk) <= s.limit/8 {
		s.sortChunk()
		return uint64(len(s.chunk)), ctx.Err()
	}
	if len(s.chunk) > 0 {
		if err := s.spill(); err != nil {
			return 0, err
		}
	}
	s.chunk = nil
	if err := s.closeRun(); err != nil {
		return 0, err
	}
	for len(s.runs) > 1 {
		if err := s.merge(ctx, s.runs[:min(mergeRuns, len(s.runs))]); err != nil {
			return 0, err
		}
	}
	return s.runs[0].keys, ctx.Err()
}

// merge replaces the first runs by one.
func (s *sorter) merge(ctx context.Context, first []run) error {
	m, err := openMerger(first)
	defer m.close()
	if err != nil {
		return err
	}
	w, err := s.newRun()
	if err != nil {
		return err
	}
	var done int64
	var last bucket.Key
	for len(m) > 0 {
		if done%reportEvery == 0 {
			if err := ctx.Err(); err != nil {
				return errors.Join(err, w.f.Close())
			}
			tell(s.report, "sorting", done, s.added)
		}
		done++
		k := m[0].key
		if w.keys == 0 || k != last {
			w.add(k)
		}
		last = k
		if err := m.advance(); err != nil {
			return errors.Join(err, w.f.Close())
		}
	}
	s.runs = s.runs[len(first):]
	if err := w.close(s); err != nil {
		return err
	}
	for _, r := range first {
		_ = os.Remove(r.path) // its folder goes in the end
	}
	return nil
}

// all yields the keys in order, each once. It may be called several times,
// once finish was.
func (s *sorter) all(ctx context.Context) iter.Seq2[bucket.Key, error] {
	return func(yield func(bucket.Key, error) bool) {
		for _, k := range s.chunk {
			if !yield(k, nil) {
				return
			}
		}
		if len(s.runs) == 0 {
			return
		}
		r, err := openRun(s.runs[0])
		if err != nil {
			yield(bucket.Key{}, err)
			return
		}
		defer r.close()
		for n := 0; ; n++ {
			if n%reportEvery == 0 && ctx.Err() != nil {
				yield(bucket.Key{}, ctx.Err())
				return
			}
			err := r.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(r.key, err) || err != nil {
				return
			}
		}
	}
}

// A runWriter writes a run file. Errors of add come out of close.
type runWriter struct {
	run
	last bucket.Key
	f    *os.File
	w    *bufio.Writer
}

func (s *sorter) newRun() (*runWriter, error) {
	path := filepath.Join(s.dir, fmt.Sprintf("run-%04d", s.made))
	s.made++
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sorting: %w", err)
	}
	return &runWriter{run: run{path: path}, f: f, w: bufio.NewWriterSize(f, 1<<18)}, nil
}

func (w *runWriter) add(k bucket.Key) {
	b := w.w.AvailableBuffer()
	b = binary.BigEndian.AppendUint32(b, k.Group)
	b = binary.BigEndian.AppendUint64(b, k.Prefix)
	_, _ = w.w.Write(b) // Flush returns the error
	w.last = k
	w.keys++
}

// close ends the file and gives it to the sorter.
func (w *runWriter) close(s *sorter) error {
	if err := errors.Join(w.w.Flush(), w.f.Close()); err != nil {
		return fmt.Errorf("sorting: %w", err)
	}
	s.runs = append(s.runs, w.run)
	return nil
}

// A runReader reads a run file.
type runReader struct {
	key   bucket.Key
	left  uint64 // keys not yet read from the file
	block []byte // read, and not yet given out
	buf   []byte // for blocks
	f     *os.File
}

// blockKeys is how many keys are read from a run file at a time.
const blockKeys = 1 << 14

func openRun(r run) (*runReader, error) {
	f, err := os.Open(r.path)
	if err != nil {
		return nil, fmt.Errorf("merging: %w", err)
	}
	return &runReader{left: r.keys, f: f, buf: make([]byte, keyBytes*min(blockKeys, r.keys))}, nil
}

// next reads the next key; io.EOF is returned only behind the last one.
func (r *runReader) next() error {
	if len(r.block) == 0 {
		if err := r.fill(); err != nil {
			return err
		}
	}
	r.key = bucket.Key{Group: binary.BigEndian.Uint32(r.block), Prefix: binary.BigEndian.Uint64(r.block[4:])}
	r.block = r.block[keyBytes:]
	return nil
}

func (r *runReader) fill() error {
	if r.left == 0 {
		return io.EOF
	}
	n := min(r.left, uint64(len(r.buf)/keyBytes))
	block := r.buf[:keyBytes*n]
	if _, err := io.ReadFull(r.f, block); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("a work file was cut")
		}
		return fmt.Errorf("merging: %w", err)
	}
	r.block, r.left = block, r.left-n
	return nil
}

func (r *runReader) close() { _ = r.f.Close() } // read-only

// A merger is a heap of the runs that it merges, by their next keys.
type merger []*runReader

// Len, Less, Swap, Push and Pop implement heap.Interface.
func (m merger) Len() int           { return len(m) }
func (m merger) Less(i, j int) bool { return m[i].key.Less(m[j].key) }
func (m merger) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }
func (m *merger) Push(x any)        { *m = append(*m, x.(*runReader)) }

func (m *merger) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}

// openMerger opens runs. The merger is to be closed after an error too.
func openMerger(runs []run) (merger, error) {
	var m merger
	for _, r := range runs {
		in, err := openRun(r)
		if err != nil {
			return m, err
		}
		m = append(m, in)
		if err := in.next(); err != nil { // no run is empty
			return m, err
		}
	}
	heap.Init(&m)
	return m, nil
}

// advance goes on to the next key.
func (m *merger) advance() error {
	first := (*m)[0]
	err := first.next()
	if errors.Is(err, io.EOF) {
		first.close()
		heap.Pop(m)
		return nil
	}
	if err != nil {
		return err
	}
	heap.Fix(m, 0)
	return nil
}

func (m *merger) close() {
	for _, r := range *m {
		r.close()
	}
}
