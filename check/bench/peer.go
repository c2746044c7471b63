package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"

	"neem/check/bucket"
	"neem/check/hibp"
	"neem/check/pack"
	"neem/check/publish"
)

// A job is what a peer builds or opens.
type job struct {
	Peer  string
	Lines string // to build from
	File  string // to build
	Keys  int
	Rate  float64 // asked for; 0 for peers of fixed rate
	Bits  int     // of a hash that are kept, likewise
}

// A peer is a way of keeping a set of hashes.
type peer struct {
	id        string
	name      string
	extension string
	fixedRate bool // its false-positive rate is its own
	unsorted  bool // builds from unsorted lines; only the build is measured
	slow      bool // to ask; with many keys only some of them are asked for
	// build makes j.File from j.Lines, and returns the false-positive rate.
	build func(ctx context.Context, j job) (float64, error)
	open  func(ctx context.Context, j job) (lookup, error)
}

// A lookup is an open file that can be asked.
type lookup interface {
	has(ctx context.Context, key uint64) (bool, error)
	close()
}

// The names of peers that others are held against.
const (
	oursID     = "pack"
	unsortedID = "pack-unsorted"
	fuse8ID    = "fuse8"
	fuse16ID   = "fuse16"
	parseID    = "parse"
	selectID   = "select"
)

// peers returns those that are built, in the order of the report.
func peers() []peer {
	return []peer{
		{id: oursID, name: "Neem pack", extension: pack.Extension, build: buildPack, open: openPack},
		{id: unsortedID, name: "Neem pack, from unsorted lines", extension: pack.Extension, unsorted: true, build: buildPack, open: openPack},
		{id: "sqlite-int", name: "SQLite table, numbers of as many bits", slow: true, build: buildIntegers, open: openIntegers},
		{id: "sorted", name: "sorted file, as many bits in whole bytes", slow: true, build: buildSorted, open: openSorted},
		{id: fuse8ID, name: "binary fuse 8, whole", fixedRate: true, build: buildFuse[uint8], open: openFuse[uint8]},
		{id: "fuse8-262144", name: "binary fuse 8, shards of 262,144", fixedRate: true, build: buildShards[uint8](262_144), open: openShards[uint8]},
		{id: "fuse8-16384", name: "binary fuse 8, shards of 16,384", fixedRate: true, build: buildShards[uint8](16_384), open: openShards[uint8]},
		{id: fuse16ID, name: "binary fuse 16, whole", fixedRate: true, build: buildFuse[uint16], open: openFuse[uint16]},
		{id: "fuse16-262144", name: "binary fuse 16, shards of 262,144", fixedRate: true, build: buildShards[uint16](262_144), open: openShards[uint16]},
		{id: "fuse16-16384", name: "binary fuse 16, shards of 16,384", fixedRate: true, build: buildShards[uint16](16_384), open: openShards[uint16]},
		{id: "sqlite-blob", name: "SQLite table, 8 bytes of each hash", fixedRate: true, slow: true, build: buildBlobs, open: openBlobs},
		{id: parseID, name: "reading the lines, nothing else", fixedRate: true, build: parseOnly},
	}
}

// peerOf returns the peer of that id; one that is not known fails at
// everything.
func peerOf(id string) peer {
	if id == selectID {
		return peer{id: selectID, name: "SELECT of a row of the pack", open: openSelect}
	}
	for _, p := range peers() {
		if p.id == id {
			return p
		}
	}
	err := fmt.Errorf("there is no peer %q", id)
	return peer{
		id:    id,
		build: func(context.Context, job) (float64, error) { return 0, err },
		open:  func(context.Context, job) (lookup, error) { return nil, err },
	}
}

// sizeOf works out how near a file is to what is possible. Keys that share a
// bucket count once where buckets are kept.
func sizeOf(bytes int64, rate float64, j job) *Size {
	s := &Size{Bytes: bytes, Rate: rate, BitsPerKey: 8 * float64(bytes) / float64(j.Keys)}
	least := math.Log2(1 / rate)
	s.FilterRatio = s.BitsPerKey / least
	kept := float64(j.Keys)
	if j.Bits > 0 {
		kept = rate * math.Exp2(float64(j.Bits))
	}
	s.BucketRatio = 8 * float64(bytes) / (kept * (least + math.Log2E))
	return s
}

// truncatedRate is the share of all values of so many bits that so many random
// keys take.
func truncatedRate(keys, bits int) float64 {
	return -math.Expm1(-float64(keys) * math.Exp2(-float64(bits)))
}

// scan calls each with every key of the lines, in their order.
func scan(ctx context.Context, path string, each func(key uint64) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // read-only
	n := 0
	_, err = hibp.Scan(bufio.NewReaderSize(f, 1<<16), hibp.SHA1, func(key uint64) error {
		if n++; n%reportEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return each(key)
	}, nil)
	return err
}

func parseOnly(ctx context.Context, j job) (float64, error) {
	var sum uint64
	err := scan(ctx, j.Lines, func(key uint64) error { sum ^= key; return nil })
	if err == nil && sum == 0 {
		err = errors.New("the lines hold no keys")
	}
	return 0, err
}

// buildPack does what neem-pack build does.
func buildPack(ctx context.Context, j job) (float64, error) {
	path := j.File + ".toml"
	spec := fmt.Sprintf(`id = "bench/invented"
edition = 1
publisher = "Invented Publisher"
[[leak]]
id = "invented-2026"
title = "Invented leak"
date = 2026-01-31
status = "fabricated"
[[list]]
leak = "invented-2026"
shape = %q
policy = %q
false_positive = %s
coverage = "Invented hashes"
source = { format = "pwned-passwords", file = %s }
`, bucket.PasswordSHA1, bucket.Public, strconv.FormatFloat(j.Rate, 'f', -1, 64), tomlString(j.Lines))
	if err := os.WriteFile(path, []byte(spec), 0o600); err != nil {
		return 0, err
	}
	s, err := publish.LoadSpec(path)
	if err != nil {
		return 0, err
	}
	report, err := publish.Build(ctx, s, j.File, publish.Options{})
	if err != nil {
		return 0, err
	}
	return report.Lists[0].FalsePositive, nil
}

// tomlString quotes a path; TOML has the escapes that are needed here.
func tomlString(s string) string { return strconv.Quote(s) }

type packLookup struct {
	p    *pack.Pack
	bits int
}

func openPack(ctx context.Context, j job) (lookup, error) {
	p, err := pack.Open(ctx, j.File)
	if err != nil {
		return nil, err
	}
	return packLookup{p: p, bits: p.Header().Lists[0].Bits}, nil
}

func (l packLookup) has(ctx context.Context, key uint64) (bool, error) {
	return l.p.Has(ctx, 0, bucket.Key{Prefix: key}.Bucket(l.bits))
}

func (l packLookup) close() { _ = l.p.Close() } // read-only
