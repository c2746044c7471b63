package pack

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"neem/check/bucket"
)

func seq(positions []uint64) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		for _, p := range positions {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func header() Header {
	return Header{
		ID: "test/list", Edition: 1, Publisher: "Invented Publisher", Shard: 1, Shards: 1,
		Leaks: []Leak{{ID: "invented-2026", Title: "Invented leak", Date: "2026-01-31", Status: "alleged"}},
	}
}

func publicList(bits int, n int) List {
	l := List{Leak: "invented-2026", Shape: bucket.PasswordSHA1, Policy: bucket.Public, Bits: bits, Coverage: "Invented"}
	l.To, l.Total = l.Buckets(), uint64(n)
	return l
}

// write makes a pack of one list in a temporary folder.
func write(t interface {
	Helper()
	Fatal(...any)
}, dir string, bits int, positions []uint64) string {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(dir, "test.neem")
	w, err := Create(ctx, path, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	if _, err := w.AddList(ctx, publicList(bits, len(positions)), seq(positions)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(ctx, header()); err != nil {
		t.Fatal(err)
	}
	return path
}

func randomPositions(r *rand.Rand, bits, n int) []uint64 {
	set := map[uint64]bool{}
	for len(set) < n {
		set[r.Uint64N(1<<bits)] = true
	}
	var out []uint64
	for p := range set {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

// Every size around the edges and random larger ones, at several densities:
// what was put in is found, what was not is not, and Verify agrees.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := rapid.IntRange(1, 52).Draw(t, "bits")
		most := 40_000
		if bits < 16 {
			most = 1 << (bits - 1)
		}
		n := rapid.IntRange(1, most).Draw(t, "n")
		r := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
		positions := randomPositions(r, bits, n)
		dir, err := os.MkdirTemp("", "neem-pack-test-*")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		ctx := context.Background()
		p, err := Open(ctx, write(t, dir, bits, positions))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = p.Close() }()
		if err := p.Verify(ctx, nil); err != nil {
			t.Fatal(err)
		}
		for _, i := range []int{0, len(positions) / 2, len(positions) - 1, r.IntN(len(positions))} {
			if ok, err := p.Has(ctx, 0, positions[i]); !ok || err != nil {
				t.Fatalf("bucket %d of %d: %v, %v", positions[i], n, ok, err)
			}
		}
		for range 20 {
			b := r.Uint64N(1 << bits)
			_, want := slices.BinarySearch(positions, b)
			if got, err := p.Has(ctx, 0, b); got != want || err != nil {
				t.Fatalf("bucket %d: %v, %v; want %v", b, got, err, want)
			}
		}
	})
}

func TestDeterministic(t *testing.T) {
	positions := randomPositions(rand.New(rand.NewPCG(1, 2)), 30, 20_000)
	a, err := os.ReadFile(write(t, t.TempDir(), 30, positions))
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(write(t, t.TempDir(), 30, positions))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a, b) {
		t.Error("the same list gave two different files")
	}
}

// The index of a list stays near the bound of log2(M/D) + log2(e) bits.
func TestSize(t *testing.T) {
	const bits, n = 30, 200_000
	positions := randomPositions(rand.New(rand.NewPCG(3, 4)), bits, n)
	info, err := os.Stat(write(t, t.TempDir(), bits, positions))
	if err != nil {
		t.Fatal(err)
	}
	bound := bucket.BoundPerKey(n, 1<<bits) * n / 8
	if ratio := float64(info.Size()) / bound; ratio > 1.05 {
		t.Errorf("%d bytes, %.3f times the bound", info.Size(), ratio)
	}
}

func reasonOf(err error) Reason {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Reason
	}
	return ""
}

// What is done to a file, and what Open or Verify has to say.
func TestBroken(t *testing.T) {
	positions := randomPositions(rand.New(rand.NewPCG(5, 6)), 30, 30_000)
	good, err := os.ReadFile(write(t, t.TempDir(), 30, positions))
	if err != nil {
		t.Fatal(err)
	}
	exec := func(stmt string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			t.Helper()
			db, err := sql.Open("sqlite", fileURL(path, nil))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			if _, err := db.Exec(stmt); err != nil {
				t.Fatal(err)
			}
		}
	}
	bytes := func(f func(b []byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			t.Helper()
			if err := os.WriteFile(path, f(slices.Clone(good)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := []struct {
		name string
		do   func(*testing.T, string)
		want Reason
	}{
		{"missing", func(t *testing.T, path string) { _ = os.Remove(path) }, Missing},
		{"folder", func(t *testing.T, path string) { _ = os.Remove(path); _ = os.Mkdir(path, 0o700) }, Foreign},
		{"empty", bytes(func([]byte) []byte { return nil }), EmptyFile},
		{"text", bytes(func([]byte) []byte { return []byte("not a pack at all") }), Foreign},
		{"zeros", bytes(func(b []byte) []byte { return make([]byte, len(b)) }), Foreign},
		{"first bytes only", bytes(func(b []byte) []byte { return b[:50] }), Truncated},
		{"first page only", bytes(func(b []byte) []byte { return b[:1024] }), Truncated},
		{"half", bytes(func(b []byte) []byte { return b[:len(b)/2] }), Truncated},
		{"last byte", bytes(func(b []byte) []byte { return b[:len(b)-1] }), Truncated},
		{"appended", bytes(func(b []byte) []byte { return append(b, 0) }), Damaged},
		{"end zeroed", bytes(func(b []byte) []byte { clear(b[len(b)-4096:]); return b }), Damaged},
		{"other application", exec("PRAGMA application_id = 7"), Foreign},
		{"newer format", exec("PRAGMA user_version = 99"), Newer},
		{"negative format", exec("PRAGMA user_version = -1"), Damaged},
		{"no rows", exec("DELETE FROM node"), Damaged},
		{"first leaf deleted", exec("DELETE FROM node WHERE id = 1"), Damaged},
		{"middle leaf deleted", exec("DELETE FROM node WHERE id = 5"), Damaged},
		{"root deleted", exec("DELETE FROM node WHERE id = (SELECT max(id) FROM node)"), Damaged},
		{"leaves swapped", exec("UPDATE node SET data = (SELECT data FROM node WHERE id = 3) WHERE id = 2"), Damaged},
		{"leaf emptied", exec("UPDATE node SET data = x'' WHERE id = 2"), Damaged},
		{"leaf longer", exec("UPDATE node SET data = CAST(data || x'00' AS BLOB) WHERE id = 2"), Damaged},
		{"leaf huge", exec("UPDATE node SET data = zeroblob(1000000) WHERE id = 2"), Damaged},
		{"row added", exec("INSERT INTO node VALUES (999, x'00')"), Damaged},
		{"table dropped", exec("DROP TABLE node"), Damaged},
		{"view added", exec("CREATE VIEW v AS SELECT 1"), Damaged},
		{"header deleted", exec("DELETE FROM header"), Damaged},
		{"header not JSON", exec("UPDATE header SET data = x'78'"), Damaged},
		{"header another count", exec(`UPDATE header SET data = CAST(replace(CAST(data AS TEXT), '"total":30000', '"total":29999') AS BLOB)`), Damaged},
		{"header another vector", exec(`UPDATE header SET data = CAST(replace(CAST(data AS TEXT), 'battery', 'batterie') AS BLOB)`), Damaged},
		{"header another range", exec(`UPDATE header SET data = CAST(replace(CAST(data AS TEXT), '"from":0', '"from":1') AS BLOB)`), Damaged},
		{"header newer table", exec(`UPDATE header SET data = CAST(replace(CAST(data AS TEXT), '"table":1', '"table":9') AS BLOB)`), Newer},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "p.neem")
			if err := os.WriteFile(path, good, 0o600); err != nil {
				t.Fatal(err)
			}
			tt.do(t, path)
			ctx := context.Background()
			p, err := Open(ctx, path)
			if err == nil {
				defer func() { _ = p.Close() }()
				// Whatever was done, a listed bucket is never answered "no".
				for _, b := range positions {
					if ok, err := p.Has(ctx, 0, b); err == nil && !ok {
						t.Fatalf("bucket %d is listed and was answered with no", b)
					}
				}
				err = p.Verify(ctx, nil)
			}
			if got := reasonOf(err); got != tt.want {
				t.Errorf("%q, want %q (%v)", got, tt.want, err)
			}
		})
	}
}

func TestUnreadable(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root reads everything")
	}
	path := write(t, t.TempDir(), 20, []uint64{1, 2, 3})
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), path); reasonOf(err) != Unreadable {
		t.Errorf("%v", err)
	}
}

// No single changed byte turns a listed bucket into "not listed".
func TestEveryByteFlipped(t *testing.T) {
	positions := randomPositions(rand.New(rand.NewPCG(7, 8)), 24, 300)
	good, err := os.ReadFile(write(t, t.TempDir(), 24, positions))
	if err != nil {
		t.Fatal(err)
	}
	step := 1
	if testing.Short() {
		step = 37
	}
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "p.neem")
	for i := 0; i < len(good); i += step {
		b := slices.Clone(good)
		b[i] ^= 1 << (i % 8)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := Open(ctx, path)
		if err != nil {
			continue
		}
		for _, pos := range positions {
			if ok, err := p.Has(ctx, 0, pos); err == nil && !ok {
				t.Fatalf("byte %d flipped: bucket %d was answered with no", i, pos)
			}
		}
		_ = p.Close()
	}
}

func TestAbortLeavesNothing(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	boom := errors.New("boom")
	w, err := Create(ctx, filepath.Join(dir, "x.neem"), 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.AddList(ctx, publicList(20, 2), func(yield func(uint64, error) bool) {
		_ = yield(1, nil) && yield(0, boom)
	})
	if !errors.Is(err, boom) {
		t.Errorf("%v", err)
	}
	w.Abort()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestPreflightReadsSQLiteHeader(t *testing.T) {
	b, err := os.ReadFile(write(t, t.TempDir(), 20, []uint64{1}))
	if err != nil {
		t.Fatal(err)
	}
	if got := binary.BigEndian.Uint32(b[68:]); got != ApplicationID {
		t.Errorf("application_id %x", got)
	}
	if got := binary.BigEndian.Uint32(b[60:]); got != Format {
		t.Errorf("user_version %d", got)
	}
}

func TestPlainText(t *testing.T) {
	for _, s := range []string{"Members on 31 January 2026", "Members on 2026-01-31", "CoWIN तक", "मोबाइल नंबर", "12,34,567 people"} {
		if err := PlainText(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{"see https://x", "call 98765 43210", "९८७६५४३२१०", "write a@b", "www.example", "bank-help.in now", "a\u202eb", "line\nbreak", string(make([]byte, 200))} {
		if PlainText(s) == nil {
			t.Errorf("%q was let through", s)
		}
	}
}
