package publish

import (
	"bufio"
	"cmp"
	"container/heap"
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

// chunkKeys is how many keys are sorted in memory at a time: 64 MiB.
const chunkKeys = 4 << 20

const keyBytes = 12 // group and prefix in a run file

// A sorter sorts any number of keys in bounded memory: full chunks go to
// files as sorted runs, which are merged when read.
type sorter struct {
	dir   string // for run files
	limit int    // keys per chunk
	chunk []bucket.Key
	runs  []string
}

func newSorter(dir string, limit int) *sorter { return &sorter{dir: dir, limit: limit} }

func (s *sorter) add(k bucket.Key) error {
	if len(s.chunk) == s.limit {
		if err := s.spill(); err != nil {
			return err
		}
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
	if !slices.IsSortedFunc(s.chunk, compareKeys) { // Pwned Passwords comes sorted
		slices.SortFunc(s.chunk, compareKeys)
	}
	s.chunk = slices.Compact(s.chunk)
}

func (s *sorter) spill() error {
	s.sortChunk()
	path := filepath.Join(s.dir, fmt.Sprintf("run-%04d", len(s.runs)))
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("sorting: %w", err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	var b [keyBytes]byte
	for _, k := range s.chunk {
		binary.BigEndian.PutUint32(b[:], k.Group)
		binary.BigEndian.PutUint64(b[4:], k.Prefix)
		_, _ = w.Write(b[:]) // Flush returns the error
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		return fmt.Errorf("sorting: %w", err)
	}
	s.runs = append(s.runs, path)
	s.chunk = s.chunk[:0]
	return nil
}

// all yields the keys in order, each once. It may be called several times,
// once everything was added.
func (s *sorter) all() iter.Seq2[bucket.Key, error] {
	s.sortChunk()
	return func(yield func(bucket.Key, error) bool) {
		m := merger{}
		defer m.close()
		if err := m.open(s); err != nil {
			yield(bucket.Key{}, err)
			return
		}
		last, any := bucket.Key{}, false
		for len(m.heads) > 0 {
			k := m.heads[0].key
			if err := m.advance(); err != nil {
				yield(bucket.Key{}, err)
				return
			}
			if any && k == last {
				continue
			}
			last, any = k, true
			if !yield(k, nil) {
				return
			}
		}
	}
}

// A head is the next key of one run.
type head struct {
	key  bucket.Key
	next func() (bucket.Key, error) // io.EOF at the end
}

// A merger merges sorted runs; it is a heap of their heads.
type merger struct {
	heads []head
	files []*os.File
}

func (m *merger) Len() int           { return len(m.heads) }
func (m *merger) Less(i, j int) bool { return m.heads[i].key.Less(m.heads[j].key) }
func (m *merger) Swap(i, j int)      { m.heads[i], m.heads[j] = m.heads[j], m.heads[i] }
func (m *merger) Push(x any)         { m.heads = append(m.heads, x.(head)) }
func (m *merger) Pop() any {
	last := m.heads[len(m.heads)-1]
	m.heads = m.heads[:len(m.heads)-1]
	return last
}

func (m *merger) open(s *sorter) error {
	for _, path := range s.runs {
		f, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("merging: %w", err)
		}
		m.files = append(m.files, f)
		r := bufio.NewReaderSize(f, 1<<18)
		if err := m.begin(func() (bucket.Key, error) { return readKey(r) }); err != nil {
			return err
		}
	}
	rest := s.chunk
	return m.begin(func() (bucket.Key, error) {
		if len(rest) == 0 {
			return bucket.Key{}, io.EOF
		}
		k := rest[0]
		rest = rest[1:]
		return k, nil
	})
}

func readKey(r io.Reader) (bucket.Key, error) {
	var b [keyBytes]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return bucket.Key{}, err
	}
	return bucket.Key{Group: binary.BigEndian.Uint32(b[:]), Prefix: binary.BigEndian.Uint64(b[4:])}, nil
}

func (m *merger) begin(next func() (bucket.Key, error)) error {
	k, err := next()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("merging: %w", err)
	}
	heap.Push(m, head{key: k, next: next})
	return nil
}

func (m *merger) advance() error {
	k, err := m.heads[0].next()
	if errors.Is(err, io.EOF) {
		heap.Pop(m)
		return nil
	}
	if err != nil {
		return fmt.Errorf("merging: %w", err)
	}
	m.heads[0].key = k
	heap.Fix(m, 0)
	return nil
}

func (m *merger) close() {
	for _, f := range m.files {
		_ = f.Close() // read-only
	}
}
