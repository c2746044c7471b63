package bench

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"unsafe"

	"github.com/FastFilter/xorfilter"
)

// fingerprint is what the filter library keeps of a key.
type fingerprint interface{ uint8 | uint16 }

// fuseRate is the false-positive rate of a filter with such fingerprints.
func fuseRate[T fingerprint]() float64 {
	var f T
	return math.Exp2(-8 * float64(unsafe.Sizeof(f)))
}

// loadKeys reads all keys of the lines into memory, as the library needs
// them.
func loadKeys(ctx context.Context, j job) ([]uint64, error) {
	keys := make([]uint64, 0, j.Keys)
	err := scan(ctx, j.Lines, func(key uint64) error { keys = append(keys, key); return nil })
	return keys, err
}

// create makes a file, has it written, and flushes it to the disk.
func create(path string, write func(w *bufio.Writer) error) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<18)
	if err := write(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Sync()
}

func buildFuse[T fingerprint](ctx context.Context, j job) (float64, error) {
	keys, err := loadKeys(ctx, j)
	if err != nil {
		return 0, err
	}
	filter, err := xorfilter.NewBinaryFuse[T](keys)
	if err != nil {
		return 0, fmt.Errorf("making the filter: %w", err)
	}
	return fuseRate[T](), create(j.File, func(w *bufio.Writer) error { return filter.Save(w) })
}

type fuseLookup[T fingerprint] struct{ filter *xorfilter.BinaryFuse[T] }

// openFuse loads the filter whole, as the library does.
func openFuse[T fingerprint](_ context.Context, j job) (lookup, error) {
	f, err := os.Open(j.File)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // read-only
	filter, err := xorfilter.LoadBinaryFuse[T](bufio.NewReaderSize(f, 1<<18))
	if err != nil {
		return nil, fmt.Errorf("loading the filter: %w", err)
	}
	return fuseLookup[T]{filter}, nil
}

func (l fuseLookup[T]) has(_ context.Context, key uint64) (bool, error) {
	return l.filter.Contains(key), nil
}

func (l fuseLookup[T]) close() {}

// A file of shards is the number of shards, then for each its first key and
// where it ends, then the filters as the library writes them. All numbers
// have eight bytes.

// buildShards cuts the sorted keys into filters of so many keys each.
func buildShards[T fingerprint](size int) func(context.Context, job) (float64, error) {
	return func(ctx context.Context, j job) (float64, error) {
		shards := (j.Keys + size - 1) / size
		index := binary.LittleEndian.AppendUint64(nil, uint64(shards))
		body := make([]byte, 0)
		keys := make([]uint64, 0, size)
		builder := xorfilter.MakeBinaryFuseBuilder[T](min(size, j.Keys))
		out := sliceWriter{&body}
		flush := func() error {
			first := keys[0]
			filter, err := xorfilter.BuildBinaryFuse[T](&builder, keys)
			if err != nil {
				return fmt.Errorf("making a filter: %w", err)
			}
			if err := filter.Save(out); err != nil {
				return err
			}
			index = binary.LittleEndian.AppendUint64(index, first)
			index = binary.LittleEndian.AppendUint64(index, uint64(len(body)))
			keys = keys[:0]
			return ctx.Err()
		}
		err := scan(ctx, j.Lines, func(key uint64) error {
			keys = append(keys, key)
			if len(keys) == size {
				return flush()
			}
			return nil
		})
		if err == nil && len(keys) > 0 {
			err = flush()
		}
		if err != nil {
			return 0, err
		}
		return fuseRate[T](), create(j.File, func(w *bufio.Writer) error {
			if _, err := w.Write(index); err != nil {
				return err
			}
			_, err := w.Write(body)
			return err
		})
	}
}

type sliceWriter struct{ to *[]byte }

func (w sliceWriter) Write(b []byte) (int, error) { *w.to = append(*w.to, b...); return len(b), nil }

// A shardLookup reads the index when it is opened, and each shard when it is
// asked for a key of it the first time.
type shardLookup[T fingerprint] struct {
	f     *os.File
	body  int64 // where it begins
	first []uint64
	end   []int64
	shard []*xorfilter.BinaryFuse[T]
}

func openShards[T fingerprint](_ context.Context, j job) (_ lookup, err error) {
	f, err := os.Open(j.File)
	if err != nil {
		return nil, err
	}
	l := &shardLookup[T]{f: f}
	defer func() {
		if err != nil {
			l.close()
		}
	}()
	var word [8]byte
	if _, err := f.ReadAt(word[:], 0); err != nil {
		return nil, fmt.Errorf("reading the index: %w", err)
	}
	n := binary.LittleEndian.Uint64(word[:])
	if n == 0 || n > maxKeys {
		return nil, errors.New("reading the index: impossible number of shards")
	}
	index := make([]byte, 16*n)
	if _, err := f.ReadAt(index, 8); err != nil {
		return nil, fmt.Errorf("reading the index: %w", err)
	}
	for ; len(index) > 0; index = index[16:] {
		l.first = append(l.first, binary.LittleEndian.Uint64(index))
		l.end = append(l.end, int64(binary.LittleEndian.Uint64(index[8:])))
	}
	l.body = 8 + 16*int64(n)
	l.shard = make([]*xorfilter.BinaryFuse[T], n)
	return l, nil
}

func (l *shardLookup[T]) has(_ context.Context, key uint64) (bool, error) {
	i, ok := slices.BinarySearch(l.first, key)
	if !ok {
		i--
	}
	if i < 0 {
		return false, nil // below every key
	}
	if l.shard[i] == nil {
		var from int64
		if i > 0 {
			from = l.end[i-1]
		}
		in := io.NewSectionReader(l.f, l.body+from, l.end[i]-from)
		filter, err := xorfilter.LoadBinaryFuse[T](bufio.NewReaderSize(in, 1<<16))
		if err != nil {
			return false, fmt.Errorf("loading a shard: %w", err)
		}
		l.shard[i] = filter
	}
	return l.shard[i].Contains(key), nil
}

func (l *shardLookup[T]) close() { _ = l.f.Close() } // read-only
