package bench

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"

	"neem/check/bucket"
	"neem/check/pack"
)

// SizeOptions say which packs [Sizes] makes: one for each number of keys and
// rate. Dir and Progress are as in [Options].
type SizeOptions struct {
	Keys     []int
	Rates    []float64
	Dir      string
	Progress func(stage string)
}

// A SizeRow says how large a pack is.
type SizeRow struct {
	Keys       int     `json:"keys"` // occupied buckets
	Asked      float64 `json:"rate_asked"`
	Rate       float64 `json:"rate"` // with whole bits, the nearest to it
	Bits       int     `json:"bits"`
	Bytes      int64   `json:"bytes"`       // of the whole file
	IndexBytes int64   `json:"index_bytes"` // of the list's tree in it
	BoundBytes float64 `json:"bound_bytes"` // the least that such a set can take
	FileRatio  float64 `json:"file_ratio"`
	IndexRatio float64 `json:"index_ratio"`
	Fixed      int64   `json:"fixed_bytes"` // the file without the list's tree
}

// Sizes makes a pack of random buckets for each number of keys and rate, and
// holds its size against the least possible.
func Sizes(ctx context.Context, o SizeOptions) (_ []SizeRow, err error) {
	dir, err := os.MkdirTemp(o.Dir, "neem-bench-*")
	if err != nil {
		return nil, fmt.Errorf("making a folder for the files: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "size"+pack.Extension)
	var rows []SizeRow
	for _, n := range o.Keys {
		if n < 1 || n > maxKeys {
			return nil, fmt.Errorf("%w: %d keys (1 to %d can be)", ErrOptions, n, maxKeys)
		}
		keys := keySet(n)
		slices.Sort(keys)
		for _, rate := range o.Rates {
			if o.Progress != nil {
				o.Progress(fmt.Sprintf("making a pack of %d at a rate of %g", n, rate))
			}
			row, err := sizeRow(ctx, path, keys, rate)
			if err != nil {
				return nil, fmt.Errorf("%d keys at a rate of %g: %w", n, rate, err)
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

func sizeRow(ctx context.Context, path string, keys []uint64, rate float64) (SizeRow, error) {
	if !(rate > 0 && rate < 1) {
		return SizeRow{}, fmt.Errorf("%w: the rate lies between 0 and 1", ErrOptions)
	}
	bits := int(math.Round(math.Log2(float64(len(keys)) / rate)))
	if bits > bucket.PasswordSHA1.MaxBits() {
		return SizeRow{}, fmt.Errorf("%w: it needs more than %d bits", ErrOptions, bucket.PasswordSHA1.MaxBits())
	}
	l := pack.List{Leak: "invented-2026", Shape: bucket.PasswordSHA1, Policy: bucket.Public, Bits: bits, Coverage: "Invented hashes"}
	l.To = l.Buckets()
	for range occupied(keys, bits) {
		l.Total++
	}
	r := SizeRow{Keys: int(l.Total), Asked: rate, Bits: bits, Rate: float64(l.Total) / float64(l.To)}
	r.BoundBytes = bucket.BoundPerKey(l.Total, l.To) * float64(l.Total) / 8
	w, err := pack.Create(ctx, path, int64(r.BoundBytes))
	if err != nil {
		return SizeRow{}, err
	}
	defer w.Abort()
	if r.IndexBytes, err = w.AddList(ctx, l, occupied(keys, bits)); err != nil {
		return SizeRow{}, err
	}
	h := pack.Header{
		ID: "bench/invented", Edition: 1, Publisher: "Invented Publisher", Shard: 1, Shards: 1,
		Leaks: []pack.Leak{{ID: l.Leak, Title: "Invented leak", Date: "2026-01-31", Status: "fabricated"}},
	}
	if _, err := w.Commit(ctx, h); err != nil {
		return SizeRow{}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return SizeRow{}, err
	}
	r.Bytes = info.Size()
	r.Fixed = r.Bytes - r.IndexBytes
	r.FileRatio = float64(r.Bytes) / r.BoundBytes
	r.IndexRatio = float64(r.IndexBytes) / r.BoundBytes
	return r, nil
}

// occupied yields the buckets of sorted keys, each once.
func occupied(keys []uint64, bits int) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		for i, k := range keys {
			b := bucket.Key{Prefix: k}.Bucket(bits)
			if i > 0 && b == (bucket.Key{Prefix: keys[i-1]}).Bucket(bits) {
				continue
			}
			if !yield(b, nil) {
				return
			}
		}
	}
}
