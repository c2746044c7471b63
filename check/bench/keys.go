package bench

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
)

// The streams of random numbers. The same numbers come out in every process
// and every run.
const (
	streamKeys = iota
	streamAbsent
	streamLines
	streamProbes
)

func stream(n byte) *rand.ChaCha8 {
	return rand.NewChaCha8([32]byte{'n', 'e', 'e', 'm', ' ', 'b', 'e', 'n', 'c', 'h', n})
}

// keySet returns n different keys in the order in which they were drawn: the
// leading 64 bits of hashes of passwords that nobody has.
func keySet(n int) []uint64 {
	r := stream(streamKeys)
	keys := make([]uint64, n)
	for i := range keys {
		keys[i] = r.Uint64()
	}
	// Two equal ones among a thousand million are less likely than a wrong bit
	// of memory; few enough that drawing again ends.
	for {
		sorted := slices.Sorted(slices.Values(keys))
		if len(slices.Compact(sorted)) == n {
			return keys
		}
		seen := make(map[uint64]bool, n)
		for i, k := range keys {
			for seen[k] {
				k = r.Uint64()
			}
			seen[k] = true
			keys[i] = k
		}
	}
}

// absentKeys returns n keys in ascending order that are not in a sorted set.
func absentKeys(n int, sorted []uint64) []uint64 {
	r := stream(streamAbsent)
	keys := make([]uint64, 0, n)
	for len(keys) < n {
		k := r.Uint64()
		if _, ok := slices.BinarySearch(sorted, k); !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// writeLines writes n lines of HASH:COUNT in ascending order to one file and
// in the order in which they were drawn to another.
func writeLines(ctx context.Context, sorted, unsorted string, n int) error {
	keys := keySet(n)
	if err := writeFile(ctx, unsorted, keys); err != nil {
		return err
	}
	slices.Sort(keys)
	return writeFile(ctx, sorted, keys)
}

// reportEvery is how many keys pass between two looks at whether to stop.
const reportEvery = 1 << 16

func writeFile(ctx context.Context, path string, keys []uint64) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<18)
	r := stream(streamLines)
	var hash [20]byte
	var line []byte
	for i, k := range keys {
		if i%reportEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		binary.BigEndian.PutUint64(hash[:], k)
		binary.BigEndian.PutUint64(hash[8:], r.Uint64())
		binary.BigEndian.PutUint32(hash[16:], uint32(r.Uint64()))
		line = appendUpperHex(line[:0], hash[:])
		line = append(line, ':')
		line = strconv.AppendInt(line, 1+int64(i%9), 10)
		line = append(line, '\n')
		if _, err := w.Write(line); err != nil {
			return fmt.Errorf("writing %s: %w", path, err)
		}
	}
	return w.Flush()
}

// appendUpperHex writes hexadecimal with capital letters, as the source does.
func appendUpperHex(b, raw []byte) []byte {
	at := len(b)
	b = hex.AppendEncode(b, raw)
	for i := at; i < len(b); i++ {
		if b[i] >= 'a' {
			b[i] -= 'a' - 'A'
		}
	}
	return b
}
