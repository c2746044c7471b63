package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"neem/check/bucket"
	"neem/check/pack"
)

// emptyPack writes the first of two shards of a list, without any buckets.
func emptyPack(t *testing.T, l pack.List) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "empty.neem")
	w, err := pack.Create(t.Context(), path, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	l.Leak, l.Coverage, l.To, l.Total = "invented-2026", "Invented", l.Buckets()/2, 1
	if _, err := w.AddList(t.Context(), l, func(func(uint64, error) bool) {}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(t.Context(), pack.Header{
		ID: "test/empty", Edition: 1, Publisher: "Invented Publisher", Shard: 1, Shards: 2,
		Leaks: []pack.Leak{{ID: "invented-2026", Title: "Invented leak", Date: "2026-01-31", Status: "alleged"}},
	}); err != nil {
		t.Fatal(err)
	}
	return path
}

// A shape has one spelling in a header; another one would be compared with as
// if it were some other shape.
func TestSpellingOfShapes(t *testing.T) {
	for _, shape := range []string{"mobile ", " mobile", "mobile + id4", "email "} {
		path := emptyPack(t, pack.List{Shape: bucket.Mobile, Policy: bucket.Internal, Population: 1000, Bits: 20})
		alter(t, path, `UPDATE header SET data = CAST(replace(CAST(data AS TEXT), '"shape":"mobile"', '"shape":"`+shape+`"') AS BLOB)`)
		_, err := open(t, t.TempDir()).Import(t.Context(), path, nil)
		if pe, ok := errors.AsType[*pack.Error](err); !ok || pe.Reason != pack.Damaged {
			t.Errorf("%q: %v", shape, err)
		}
	}
}

// A small file whose nodes have many parents each would take for ever to read
// whole: it is refused, not followed.
func TestEndlessTree(t *testing.T) {
	const width, levels, bits = 64, 8, 60
	path := emptyPack(t, pack.List{Shape: bucket.PasswordSHA1, Policy: bucket.Public, Bits: bits})
	p, err := pack.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	h := p.Header()
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}

	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	exec := func(stmt string, args ...any) {
		t.Helper()
		if _, err := tx.Exec(stmt, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec("DELETE FROM node")
	// Level by level the same node, as often as a parent has children: first
	// empty leaves, then nodes that all name the whole level below.
	id, step := uint64(0), uint64(1)
	node := []byte{}
	for level := range levels {
		copies := width
		if level == levels-1 {
			copies = 1
		}
		for range copies {
			id++
			exec("INSERT INTO node VALUES (?, ?)", int64(id), node)
		}
		hash := sha256.Sum256(node)
		h.Lists[0].Root = pack.Root{Node: id, Levels: level + 1, Hash: hash}
		node = binary.AppendUvarint(nil, id-width+1)
		node = binary.AppendUvarint(node, width)
		for i := range width {
			node = binary.AppendUvarint(node, step*uint64(min(i, 1)))
			node = binary.AppendUvarint(node, 0)                       // none occupied
			node = binary.AppendUvarint(node, uint64(max(0, 1-level))) // the divisor of a leaf
			node = append(node, hash[:]...)
		}
		step *= width
	}
	header, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	exec("UPDATE header SET data = ? WHERE id = 0", header)
	seal := sha256.Sum256(append([]byte("neem-pack root\n"), header...))
	exec("UPDATE header SET data = ? WHERE id = 1", seal[:])
	if err := errors.Join(tx.Commit(), db.Close()); err != nil {
		t.Fatal(err)
	}
	_, err = open(t, t.TempDir()).Import(t.Context(), path, nil)
	if pe, ok := errors.AsType[*pack.Error](err); !ok || pe.Reason != pack.Damaged || !strings.Contains(pe.Why(), "belongs to several others") {
		t.Errorf("%v", err)
	}
}
