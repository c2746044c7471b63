package pack

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"neem/check/bucket"
)

// collect walks a list to its end or to an error.
func collect(ctx context.Context, p *Pack, list int) (got []uint64, err error) {
	for b, err := range p.Buckets(ctx, list) {
		if err != nil {
			return got, err
		}
		got = append(got, b)
	}
	return got, nil
}

func openPack(t *testing.T, path string) *Pack {
	t.Helper()
	p, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// What was written is what a walk yields, at every size and density.
func TestBucketsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := rapid.IntRange(1, 52).Draw(t, "bits")
		most := 20_000
		if bits < 15 {
			most = 1 << (bits - 1)
		}
		n := rapid.IntRange(1, most).Draw(t, "n")
		r := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
		want := randomPositions(r, bits, n)
		dir, err := os.MkdirTemp("", "neem-pack-test-*")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		p, err := Open(context.Background(), write(t, dir, bits, want))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = p.Close() }()
		got, err := collect(context.Background(), p, 0)
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%d buckets, %v; want %d", len(got), err, len(want))
		}
	})
}

// Each list of a pack is walked for itself, and those of a part of the range
// with it.
func TestBucketsOfSeveralLists(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "x.neem")
	w, err := Create(ctx, path, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	sets := [][]uint64{{1, 5, 1<<19 - 1}, {}, {0}}
	for i, set := range sets {
		l := publicList(20+i, 3)
		l.To /= 2
		if _, err := w.AddList(ctx, l, seq(set)); err != nil {
			t.Fatal(err)
		}
	}
	h := header()
	h.Shards = 2
	if _, err := w.Commit(ctx, h); err != nil {
		t.Fatal(err)
	}
	p := openPack(t, path)
	for i, want := range sets {
		if got, err := collect(ctx, p, i); err != nil || !slices.Equal(got, want) {
			t.Errorf("list %d: %v, %v; want %v", i, got, err, want)
		}
	}
	for _, i := range []int{-1, len(sets)} {
		if got, err := collect(ctx, p, i); !errors.Is(err, ErrNoList) || got != nil {
			t.Errorf("list %d: %v, %v", i, got, err)
		}
	}
}

// A walk leaves nothing in the cache, can be left at any point, and lets
// others ask the pack meanwhile.
func TestBucketsBesideOthers(t *testing.T) {
	want := randomPositions(rand.New(rand.NewPCG(9, 1)), 40, 30_000)
	p := openPack(t, write(t, t.TempDir(), 40, want))
	before := p.cache.order.Len()
	if _, err := collect(t.Context(), p, 0); err != nil {
		t.Fatal(err)
	}
	if now := p.cache.order.Len(); now != before {
		t.Errorf("%d nodes are kept, %d before the walk", now, before)
	}
	n := 0
	for b, err := range p.Buckets(t.Context(), 0) {
		if err != nil || b != want[n] {
			t.Fatalf("%d, %v; want %d", b, err, want[n])
		}
		if n%1000 == 0 {
			if ok, err := p.Has(t.Context(), 0, want[len(want)-1-n]); !ok || err != nil {
				t.Fatalf("%v, %v", ok, err)
			}
			for first, err := range p.Buckets(t.Context(), 0) {
				if err != nil || first != want[0] {
					t.Fatalf("a walk inside a walk: %d, %v", first, err)
				}
				break
			}
		}
		if n++; n == 20_000 {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n = 0
	var last error
	for _, err := range p.Buckets(ctx, 0) {
		if n++; n == 5000 {
			cancel()
		}
		last = err
	}
	if !errors.Is(last, context.Canceled) || n >= len(want) {
		t.Errorf("%v after %d", last, n)
	}
}

// No changed byte makes a walk yield something else and end well.
func TestBucketsOfEveryByteFlipped(t *testing.T) {
	want := randomPositions(rand.New(rand.NewPCG(7, 8)), 28, 9000)
	good, err := os.ReadFile(write(t, t.TempDir(), 28, want))
	if err != nil {
		t.Fatal(err)
	}
	step := 3
	if testing.Short() {
		step = 53
	}
	path := filepath.Join(t.TempDir(), "p.neem")
	caught := 0
	for i := 0; i < len(good); i += step {
		b := slices.Clone(good)
		b[i] ^= 1 << (i % 8)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := Open(t.Context(), path)
		if err != nil {
			continue
		}
		got, err := collect(t.Context(), p, 0)
		switch {
		case err == nil && !slices.Equal(got, want):
			t.Errorf("byte %d flipped: %d other buckets and no error", i, len(got))
		case err != nil && !slices.Equal(got, want[:len(got)]):
			t.Errorf("byte %d flipped: wrong buckets before the error", i)
		case err != nil:
			caught++
		}
		_ = p.Close()
	}
	if caught == 0 {
		t.Error("no flip came as far as a walk")
	}
}

// A tree in which one node hangs below many is not walked for ever: here four
// levels of eighty children each, all the same empty leaf.
func TestBucketsOfSharedNodes(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "x.neem")
	w, err := Create(ctx, path, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	l := List{Leak: "invented-2026", Shape: bucket.PasswordSHA1, Policy: bucket.Public, Bits: 40, Coverage: "Invented"}
	l.To, l.Total = l.Buckets(), 1
	tw := treeWriter{w: w, ctx: ctx, list: l}
	leaf := child{divisor: 1}
	if err := tw.writeNode(&leaf, nil); err != nil {
		t.Fatal(err)
	}
	// Eighty rows with the same bytes for each level, since children follow one another.
	for range 79 {
		same := leaf
		if err := tw.writeNode(&same, nil); err != nil {
			t.Fatal(err)
		}
	}
	at, step := leaf, uint64(1)
	for range 4 {
		var children []child
		for i := range 80 {
			c := at
			c.start = uint64(i) * step
			children = append(children, c)
		}
		data := encodeInner(0, children)
		next := child{}
		for i := range 80 {
			c := child{}
			if err := tw.writeNode(&c, data); err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				next = c
			}
		}
		at, step = next, step*80
	}
	vectors, err := makeVectors(l.Shape, l.Bits)
	if err != nil {
		t.Fatal(err)
	}
	l.Vectors, l.Root = vectors, Root{Node: at.id, Levels: 5, Hash: at.hash}
	w.lists = append(w.lists, l)
	h := header()
	h.Shards = 2 // so that none of the buckets in this file is nothing strange
	if _, err := w.Commit(ctx, h); err != nil {
		t.Fatal(err)
	}
	got, err := collect(ctx, openPack(t, path), 0)
	if reasonOf(err) != Damaged || len(got) != 0 {
		t.Errorf("%d buckets, %v", len(got), err)
	}
}

// What is wrong with one part comes out as damage, behind all that stands
// before it.
func TestBucketsOfDamage(t *testing.T) {
	want := randomPositions(rand.New(rand.NewPCG(5, 6)), 30, 30_000)
	good, err := os.ReadFile(write(t, t.TempDir(), 30, want))
	if err != nil {
		t.Fatal(err)
	}
	for _, stmt := range []string{
		"DELETE FROM node WHERE id = 3",
		"UPDATE node SET data = x'' WHERE id = 3",
		"UPDATE node SET data = (SELECT data FROM node WHERE id = 2) WHERE id = 3",
		"UPDATE node SET data = zeroblob(1000000) WHERE id = 3",
	} {
		t.Run(stmt, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "p.neem")
			if err := os.WriteFile(path, good, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := sql.Open("sqlite", fileURL(path, nil))
			if err != nil {
				t.Fatal(err)
			}
			_, err = db.Exec(stmt)
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			got, err := collect(t.Context(), openPack(t, path), 0)
			if reasonOf(err) != Damaged || len(got) == 0 || len(got) >= len(want) || !slices.Equal(got, want[:len(got)]) {
				t.Errorf("%d of %d, %v", len(got), len(want), err)
			}
		})
	}
}

func BenchmarkBuckets(b *testing.B) {
	const n = 1_000_000
	p, err := Open(b.Context(), write(b, b.TempDir(), 40, randomPositions(rand.New(rand.NewPCG(1, 1)), 40, n)))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	for b.Loop() {
		got := 0
		for _, err := range p.Buckets(b.Context(), 0) {
			if err != nil {
				b.Fatal(err)
			}
			got++
		}
		if got != n {
			b.Fatal(got)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/bucket")
}
