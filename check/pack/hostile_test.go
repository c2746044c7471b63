package pack_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"neem/check/bucket"
	"neem/check/pack"
)

// Files that somebody made on purpose, with all hashes right: they may be
// refused or answer as what they are, but may not keep the program busy or
// fill the memory.

// smallPack writes a pack whose one list is one leaf.
func smallPack(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "small.neem")
	if err := writePack(t.Context(), path, 0, inventedHeader(1, 1, 1), makeList(t, bucket.Email, bucket.Internal, 50)); err != nil {
		t.Fatal(err)
	}
	return path
}

// onHeader gives the header's row and its seal to f, which returns a new one.
func onHeader(t *testing.T, path string, f func(header []byte) []byte) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	var header []byte
	if err := c.QueryRowContext(t.Context(), "SELECT data FROM header WHERE id = 0").Scan(&header); err != nil {
		t.Fatal(err)
	}
	header = f(header)
	if _, err := c.ExecContext(t.Context(), "UPDATE header SET data = ? WHERE id = 0", header); err != nil {
		t.Fatal(err)
	}
	if err := reseal(t.Context(), c, header); err != nil {
		t.Fatal(err)
	}
}

// member returns a change that sets a member of the first list, or of the
// header itself.
func member(ofList bool, name string, value any) func([]byte) []byte {
	return func(header []byte) []byte {
		d := json.NewDecoder(bytes.NewReader(header))
		d.UseNumber()
		var h map[string]any
		if err := d.Decode(&h); err != nil {
			panic(err)
		}
		at := h
		if ofList {
			at = h["lists"].([]any)[0].(map[string]any)
		}
		at[name] = value
		b, err := json.Marshal(h)
		if err != nil {
			panic(err)
		}
		return b
	}
}

func repeated[T any](v T, n int) []T {
	return slices.Repeat([]T{v}, n)
}

func TestHostileHeaders(t *testing.T) {
	const most = 1 << 20 // bytes of a header
	type object = map[string]any
	leak := object{"id": "invented-2026", "title": "Invented leak", "date": "2026-01-31", "status": "alleged"}
	exposed := object{"exposed": repeated("", 100_000)}
	for k, v := range leak {
		exposed[k] = v
	}
	root := object{"node": 1, "levels": 1, "divisor": 1, "hash": strings.Repeat("0", 64)}
	// The characters differ, which is what takes a normaliser of addresses long.
	var long strings.Builder
	for r := rune(0x4e00); long.Len() < most/2; r++ {
		long.WriteRune(0x4e00 + r%20_000)
	}
	tests := []struct {
		name   string
		change func([]byte) []byte
	}{
		{"lists of nothing", member(false, "lists", repeated(object{}, most/4))},
		{"leaks of nothing", member(false, "leaks", repeated(object{}, most/4))},
		{"many lists", member(false, "lists", repeated(object{}, 1000))},
		{"vectors of nothing", member(true, "vectors", repeated(object{}, most/4))},
		{"many vectors", member(true, "vectors", repeated(object{"typed": []string{"a@example.org"}, "bucket": 1}, 1000))},
		{"vector of many parts", member(true, "vectors", []any{object{"typed": repeated("", most/4), "bucket": 1}})},
		{"long vector", member(true, "vectors", []any{object{"typed": []string{"a@" + long.String() + ".example"}, "bucket": 1}})},
		{"much exposed", member(false, "leaks", []any{exposed})},
		{"groups where none are", member(true, "group_occupied", repeated(0, most/4))},
		{"deep arrays", member(false, "more", json.RawMessage(strings.Repeat("[", 5000)+strings.Repeat("]", 5000)))},
		{"very deep arrays", func([]byte) []byte { return bytes.Repeat([]byte("["), most) }},
		{"very deep objects", func([]byte) []byte { return bytes.Repeat([]byte(`{"a":`), most/5) }},
		{"longer than may be", func([]byte) []byte { return bytes.Repeat([]byte(" "), most+1) }},
		{"long publisher", member(false, "publisher", strings.Repeat("x", most-5000))},
		{"long date", member(false, "leaks", []any{object{"id": "a", "title": "A", "date": strings.Repeat("1", most/2), "status": "alleged"}})},
		{"deep tree", member(true, "root", object{"node": 1, "levels": 1 << 30, "divisor": 1, "hash": root["hash"]})},
		{"negative levels", member(true, "root", object{"node": 1, "levels": -1, "divisor": 1, "hash": root["hash"]})},
		{"span of 2^60", member(true, "to", uint64(1)<<60)},
		{"span of 2^64", member(true, "to", ^uint64(0))},
		{"bits", member(true, "bits", 64)},
		{"more bits than a number has", member(true, "bits", 1<<40)},
		{"occupied", member(true, "occupied", uint64(1)<<60)},
		{"a name twice", func(b []byte) []byte { return bytes.Replace(b, []byte(`"from":0`), []byte(`"from":5,"from":0`), 1) }},
		{"a name in other letters", func(b []byte) []byte { return bytes.Replace(b, []byte(`"from"`), []byte(`"From"`), 1) }},
		{"a name in letters like others", func(b []byte) []byte { return bytes.Replace(b, []byte(`"shards"`), []byte(`"ſhards"`), 1) }},
		{"a second header", func(b []byte) []byte { return append(b, b...) }},
		{"shards", member(false, "shards", -1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := smallPack(t)
			onHeader(t, path, tt.change)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			p, err := pack.Open(t.Context(), path)
			runtime.ReadMemStats(&after)
			if pe, ok := errors.AsType[*pack.Error](err); !ok || pe.Reason != pack.Damaged {
				t.Errorf("%v", err)
				if err == nil {
					_ = p.Close()
				}
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
				t.Errorf("%d MB were used to read a header of at most 1 MB", used>>20)
			}
		})
	}
}

// What the header promises of a leaf is compared with the leaf.
func TestHostileLeaves(t *testing.T) {
	for name, leaf := range map[string]struct {
		count, divisor uint64
		data           []byte
	}{
		"huge divisor":    {1, 1 << 63, []byte{0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
		"largest divisor": {2, ^uint64(0), bytes.Repeat([]byte{0xff, 0}, 20)},
		"no divisor":      {1, 0, []byte{0}},
		"only ones":       {3, 1, bytes.Repeat([]byte{0xff}, 1<<16)},
		"long ones":       {1, 1 << 50, append(bytes.Repeat([]byte{0xff}, 1<<15), 0, 0, 0, 0, 0, 0, 0)},
		"too many":        {1 << 17, 1, bytes.Repeat([]byte{0}, 1<<14)},
		"fewer than said": {1 << 16, 1, nil},
		"larger row":      {1, 1, make([]byte, 1<<16+1)},
		"very large row":  {1, 1, make([]byte, 8<<20)},
	} {
		t.Run(name, func(t *testing.T) {
			path := smallPack(t)
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			if leaf.data == nil {
				leaf.data = []byte{}
			}
			_, err = db.Exec("UPDATE node SET data = ? WHERE id = 1", leaf.data)
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			hash := sha256.Sum256(leaf.data)
			onHeader(t, path, func(b []byte) []byte {
				b = member(true, "root", pack.Root{Node: 1, Levels: 1, Divisor: leaf.divisor, Hash: hash})(b)
				b = member(true, "total", leaf.count)(b)
				return member(true, "occupied", leaf.count)(b)
			})
			p, err := pack.Open(t.Context(), path)
			if err == nil {
				defer func() { _ = p.Close() }()
				_, err = p.Has(t.Context(), 0, 7)
			}
			if pe, ok := errors.AsType[*pack.Error](err); !ok || pe.Reason != pack.Damaged {
				t.Errorf("%v", err)
			}
		})
	}
}

// endlessPages returns a file in whose tree of pages at root every page names
// the next one a hundred times, so that a walk over it never ends.
func endlessPages(t *testing.T, b []byte, root int) []byte {
	t.Helper()
	const depth, fan = 15, 100
	page := pageSize(b)
	if b[(root-1)*page] != 0x0d {
		t.Fatal("the table is not one page")
	}
	pages := len(b) / page
	interior := func(next int) []byte {
		p := make([]byte, page)
		p[0] = 5
		binary.BigEndian.PutUint16(p[3:], fan)
		binary.BigEndian.PutUint32(p[8:], uint32(next))
		at := page
		for i := range fan {
			at -= 5
			binary.BigEndian.PutUint32(p[at:], uint32(next))
			p[at+4] = byte(i + 1)
			binary.BigEndian.PutUint16(p[12+2*i:], uint16(at))
		}
		binary.BigEndian.PutUint16(p[5:], uint16(at))
		return p
	}
	b = append(b, b[(root-1)*page:root*page]...)
	copy(b[(root-1)*page:], interior(pages+2))
	for i := range depth {
		next := pages + 3 + i
		if i == depth-1 {
			next = pages + 1
		}
		b = append(b, interior(next)...)
	}
	binary.BigEndian.PutUint32(b[28:], uint32(len(b)/page))
	return b
}

// SQLite follows a tree of pages wherever it leads. It is asked for single
// rows, and to count no further than there may be rows.
func TestEndlessPages(t *testing.T) {
	for _, table := range []string{"node", "header"} {
		path := smallPack(t)
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		var root int
		err = db.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = ?", table).Scan(&root)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, endlessPages(t, b, root), 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		p, err := pack.Open(ctx, path)
		if err == nil {
			err = errors.Join(p.Verify(ctx, nil), p.Close())
		}
		if pe, ok := errors.AsType[*pack.Error](err); !ok || pe.Reason != pack.Damaged {
			t.Errorf("%s: %v", table, err)
		}
	}
}

// The list of tables may not be a tree either.
func TestTreeOfTables(t *testing.T) {
	path := smallPack(t)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[100] = 5
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = pack.Open(t.Context(), path)
	if pe, ok := errors.AsType[*pack.Error](err); !ok || pe.Reason != pack.Damaged || !strings.Contains(pe.Why(), "tables") {
		t.Errorf("%v", err)
	}
}

// A node whose id is 0 or that two lists name is counted once or refused.
func TestSharedNodes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "two.neem")
	list := makeList(t, bucket.Email, bucket.Internal, 50)
	if err := writePack(t.Context(), path, 0, inventedHeader(1, 1, 1), list, list); err != nil {
		t.Fatal(err)
	}
	onHeader(t, path, func(header []byte) []byte {
		return bytes.Replace(header, []byte(`"node":2`), []byte(`"node":1`), 1)
	})
	p, err := pack.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	var pe *pack.Error
	if err := p.Verify(t.Context(), nil); !errors.As(err, &pe) || !strings.Contains(pe.Why(), "belongs to several others") {
		t.Errorf("%v", err)
	}
}

// A reader that is told to stop does so.
func TestCancelled(t *testing.T) {
	path := smallPack(t)
	ctx, cancel := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer cancel()
	if _, err := pack.Open(ctx, path); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}
