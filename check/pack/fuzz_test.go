package pack

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"testing/fstest"

	"neem/check/bucket"
)

// Seeds come from real packs. Found inputs belong into testdata/fuzz, which
// every run of the tests repeats. Real nodes and headers are long, and Go would
// spend a minute on shortening each input that finds a new path:
//
//	go test -fuzz FuzzHeader -fuzzminimizetime 20x ./check/pack

// A realNode is a node of a pack with what its parent says of it.
type realNode struct {
	data  []byte
	at    child
	level int
}

// realNodes reads all nodes of a pack of one list.
func realNodes(f *testing.F, path string) []realNode {
	f.Helper()
	ctx := context.Background()
	p, err := Open(ctx, path)
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	var nodes []realNode
	var walk func(at child, level int)
	walk = func(at child, level int) {
		var data []byte
		if err := p.node.QueryRowContext(ctx, int64(at.id), maxNode).Scan(&data); err != nil {
			f.Fatal(err)
		}
		nodes = append(nodes, realNode{data, at, level})
		if level == 1 {
			return
		}
		children, err := decodeInner(data, at.start, at.end, at.count, level == 2)
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range children {
			walk(c, level-1)
		}
	}
	walk(p.header.Lists[0].top(), p.header.Lists[0].Root.Levels)
	return nodes
}

// realPack writes a pack with leaves and an inner node.
func realPack(f *testing.F, bits, n int) string {
	f.Helper()
	return write(f, f.TempDir(), bits, randomPositions(rand.New(rand.NewPCG(9, uint64(n))), bits, n))
}

// Whatever the bytes, decoding ends, and what it returns lies in range and
// codes back to the same bytes.
func FuzzDecodeLeaf(f *testing.F) {
	f.Add([]byte{0x5a, 0x01}, uint64(0), uint64(1000), uint64(2), uint64(77))
	f.Add([]byte{0xff, 0xff, 0xff}, uint64(5), uint64(1<<62), uint64(3), uint64(1)<<61)
	for _, pack := range []string{realPack(f, 40, 30), realPack(f, 20, 9000)} {
		for _, n := range realNodes(f, pack) {
			if n.level == 1 {
				f.Add(n.data, n.at.start, n.at.end, n.at.count, n.at.divisor)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, start, end, count, m uint64) {
		if start > end || len(data) > maxNode {
			t.Skip()
		}
		got, err := decodeLeaf(data, start, end, count, m)
		if err != nil {
			return
		}
		next := start
		for _, p := range got {
			if p < next || p >= end {
				t.Fatalf("%d outside %d…%d", p, next, end)
			}
			next = p + 1
		}
		if again := encodeLeaf(start, got, m); !slices.Equal(again, data) {
			t.Fatalf("%x decodes to what codes as %x", data, again)
		}
	})
}

// Whatever the bytes, the children of an inner node cover its range without a
// gap and have its buckets.
func FuzzDecodeInner(f *testing.F) {
	f.Add(encodeInner(0, []child{{id: 1, count: 2, divisor: 3}, {id: 2, start: 9, count: 1, divisor: 3}}), uint64(0), uint64(100), uint64(3), true)
	for _, n := range realNodes(f, realPack(f, 60, 9000)) {
		if n.level > 1 {
			f.Add(n.data, n.at.start, n.at.end, n.at.count, n.level == 2)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, start, end, count uint64, above bool) {
		if start >= end {
			t.Skip()
		}
		children, err := decodeInner(data, start, end, count, above)
		if err != nil {
			return
		}
		at, sum := start, uint64(0)
		for _, c := range children {
			if c.start != at || c.end <= c.start || (c.divisor != 0) != above {
				t.Fatalf("gap before %d", c.start)
			}
			at, sum = c.end, sum+c.count
		}
		if at != end || sum != count {
			t.Fatalf("the parts end at %d of %d and have %d buckets of %d", at, end, sum, count)
		}
		again, err := decodeInner(encodeInner(start, children), start, end, count, above)
		if err != nil || !slices.Equal(again, children) {
			t.Fatalf("coded again they are others: %v", err)
		}
	})
}

// A gap comes back as it was written, in as many bits as were promised, and
// any bits are a gap or an error.
func FuzzGap(f *testing.F) {
	f.Add(uint64(0), uint64(1), []byte{0})
	f.Add(uint64(694), uint64(237), []byte{0xdd, 0xe0})
	f.Add(uint64(1)<<63, uint64(1)<<62, []byte{0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Add(^uint64(0), ^uint64(0), []byte{0x80, 0xff})
	f.Fuzz(func(t *testing.T, g, m uint64, data []byte) {
		if m == 0 {
			t.Skip()
		}
		c := codeOf(m)
		r := bitReader{buf: data}
		if v, err := r.gap(&c); err == nil {
			var w bitWriter
			w.gap(v, m)
			if used := 8*len(w.buf) + w.n; used != r.pos {
				t.Fatalf("%d was read from %d bits and takes %d", v, r.pos, used)
			}
		}
		if g/m > 1<<16 {
			return
		}
		var w bitWriter
		w.gap(g, m)
		if used := uint64(8*len(w.buf) + w.n); used != gapBits(g, m) {
			t.Fatalf("%d bits, and %d were promised", used, gapBits(g, m))
		}
		r = bitReader{buf: w.bytes()}
		if v, err := r.gap(&c); v != g || err != nil {
			t.Fatalf("%d came back as %d, %v", g, v, err)
		}
	})
}

// A header that is let through keeps the limits, and means the same when it is
// written again.
func FuzzHeader(f *testing.F) {
	ctx := context.Background()
	dir := f.TempDir()
	for i, s := range bucket.Shapes() {
		path := filepath.Join(dir, "x.neem")
		w, err := Create(ctx, path, 0)
		if err != nil {
			f.Fatal(err)
		}
		l := List{Leak: "invented-2026", Shape: s, Policy: bucket.Internal, Bits: 10 + i, Coverage: "Invented", Total: 1, Population: 1000}
		l.To = l.Buckets()
		if s.Quasi() != "" {
			l.GroupOccupied = make([]uint64, s.Groups())
			l.GroupOccupied[0] = 1
		}
		if _, err := w.AddList(ctx, l, seq([]uint64{5})); err != nil {
			f.Fatal(err)
		}
		if _, err := w.Commit(ctx, header()); err != nil {
			f.Fatal(err)
		}
		p, err := Open(ctx, path)
		if err != nil {
			f.Fatal(err)
		}
		data, err := json.Marshal(p.Header())
		if err := errors.Join(err, p.Close()); err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"lists":[{},{}],"leaks":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > maxHeader {
			t.Skip()
		}
		h, err := decodeHeader(data)
		if err != nil {
			return
		}
		if len(h.Lists) == 0 || len(h.Lists) > maxLists || len(h.Leaks) > maxLeaks {
			t.Fatalf("%d lists, %d leaks", len(h.Lists), len(h.Leaks))
		}
		for _, l := range h.Lists {
			if l.From >= l.To || l.To > l.Buckets() || l.Bits < 0 || l.Bits > l.Shape.MaxBits() || l.Root.Levels < 1 || l.Root.Levels > maxLevels {
				t.Fatalf("a list that cannot be: %+v", l)
			}
		}
		again, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		h2, err := decodeHeader(again)
		if err != nil {
			t.Fatalf("written again it is refused: %v", err)
		}
		third, err := json.Marshal(h2)
		if err != nil || !reflect.DeepEqual(third, again) {
			t.Fatalf("written again it is another: %v", err)
		}
	})
}

// Whatever a file begins with, the first look ends with its length or with a
// reason.
func FuzzPreflight(f *testing.F) {
	b, err := os.ReadFile(realPack(f, 30, 20))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:110])
	f.Add(b[:60])
	f.Add([]byte("SQLite format 3\x00"))
	f.Add([]byte("hello"))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := fstest.MapFS{"x": {Data: b}}.Open("x")
		if err != nil {
			t.Fatal(err)
		}
		size, err := preflight("x", file)
		switch {
		case err == nil && (size != int64(len(b)) || size < 512):
			t.Fatalf("%d of %d bytes", size, len(b))
		case err != nil && reasonOf(err) == "":
			t.Fatalf("no reason: %v", err)
		}
	})
}

// Whatever a file holds, a listed bucket is never answered with no.
func FuzzOpen(f *testing.F) {
	positions := randomPositions(rand.New(rand.NewPCG(9, 20)), 30, 20)
	b, err := os.ReadFile(realPack(f, 30, 20))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		ctx := context.Background()
		p, err := OpenFS(ctx, fstest.MapFS{"x.neem": {Data: b}}, "x.neem")
		if err != nil {
			if reasonOf(err) == "" {
				t.Fatalf("no reason: %v", err)
			}
			return
		}
		defer func() { _ = p.Close() }()
		for _, at := range positions {
			l := p.header.Lists[0]
			if l.Shape != bucket.PasswordSHA1 || l.Bits != 30 {
				continue // sealed anew: another list
			}
			if found, err := p.Has(ctx, 0, at); err == nil && !found {
				t.Fatalf("bucket %d was answered with no", at)
			}
		}
	})
}
