package pack_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"neem/check"
	"neem/check/bucket"
	"neem/check/pack"
)

// Real packs are changed in every way that damage or a meddler may change
// them, and are then asked about people whose answer is known. The right
// answer may come, or "cannot tell"; nothing else may: no "not in this list"
// for a listed person, no other answer, no panic, no hanging, no write.
//
// Out of scope, because no format can help: somebody who builds the whole file
// anew, hashes and seal and all, has made an honest pack of another list. Such
// files are made here too ("header, sealed again"), and held only to the rest.
// Who made a pack is for signatures and for the root that is pinned at import.

// A sample is a pack in one or several files, of which the first is changed.
type sample struct {
	name    string
	data    []byte            // of the file that is changed
	others  []string          // paths of the other shards
	newer   string            // path of a later edition of the first file
	queries []check.Query     // about listed and other people
	answers [][]answerOf      // of the whole pack, to each query
	size    map[string]uint64 // rows by table
}

// An answerOf is what has to stay the same of a result.
type answerOf struct {
	pack   string
	list   bucket.Shape
	leak   string
	policy bucket.Policy
	answer check.Answer
	rate   float64
	share  float64
}

func summary(r check.Result) answerOf {
	a := answerOf{pack: r.Pack, list: r.List, leak: r.Leak, policy: r.About.Policy, answer: r.Answer, rate: -1, share: -1}
	if r.FalsePositive != nil {
		a.rate = *r.FalsePositive
	}
	if r.ListedShare != nil {
		a.share = *r.ListedShare
	}
	return a
}

// makeSample writes a pack with the given lists and asks it about 100 listed
// and 40 other people for each.
func makeSample(t *testing.T, dir, name string, expected int64, shards int, lists []made, people []int) *sample {
	t.Helper()
	ctx := t.Context()
	s := &sample{name: name}
	var paths []string
	for shard := 1; shard <= shards; shard++ {
		path := filepath.Join(dir, fmt.Sprintf("%s-%d.neem", name, shard))
		if err := writePack(ctx, path, expected, inventedHeader(1, shard, shards), lists...); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	var later []made
	for _, m := range lists {
		// The later edition drops every tenth bucket, so that its nodes would
		// deny people.
		fewer := slices.Clone(m.positions)
		for i := range len(fewer) / 10 {
			fewer = slices.Delete(fewer, i*9, i*9+1)
		}
		later = append(later, makeListOf(m.list.Shape, m.list.Policy, m.list.Bits, fewer))
	}
	s.newer = filepath.Join(dir, name+"-newer.neem")
	if err := writePack(ctx, s.newer, expected, inventedHeader(2, 1, shards), later...); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.data, err = os.ReadFile(paths[0]); err != nil {
		t.Fatal(err)
	}
	s.others = paths[1:]
	whole, err := openAll(ctx, paths)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = whole.Close() }()
	for i, m := range lists {
		listed, other := 0, 0
		for person := 0; listed < min(100, people[i]) || other < 40; person++ {
			isListed := person < people[i]
			if isListed && listed == 100 {
				person = people[i]
				isListed = false
			}
			q := queryOf(t, m.list.Shape, person)
			results, err := whole.Check(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			var want []answerOf
			for _, r := range results {
				if r.List == m.list.Shape && r.About.Policy == m.list.Policy && isListed == (r.Answer == check.NotFound) && isListed {
					t.Fatalf("%s: listed person %d: %+v", name, person, r)
				}
				want = append(want, summary(r))
			}
			s.queries, s.answers = append(s.queries, q), append(s.answers, want)
			if isListed {
				listed++
			} else {
				other++
			}
		}
	}
	return s
}

// openAll opens files as a program does: what cannot be opened is told to the
// checker.
func openAll(ctx context.Context, paths []string) (*check.Checker, error) {
	var packs []*pack.Pack
	var broken []*pack.Error
	for _, path := range paths {
		p, err := pack.Open(ctx, path)
		if pe, ok := errors.AsType[*pack.Error](err); ok {
			broken = append(broken, pe)
			continue
		}
		if err != nil {
			return nil, err
		}
		packs = append(packs, p)
	}
	return check.New(packs, broken), nil
}

func makeSamples(t *testing.T) []*sample {
	t.Helper()
	const people = 6000 // more than a leaf of 1 KiB pages takes
	dir := t.TempDir()
	var samples []*sample
	var all []made
	var sizes []int
	for _, s := range bucket.Shapes() {
		for _, p := range policies(s) {
			m := makeList(t, s, p, people)
			name := strings.ReplaceAll(string(s), "+", "-") + "-" + string(p)
			samples = append(samples, makeSample(t, dir, name, 0, 1, []made{m}, []int{people}))
		}
		// Many lists of few people: each is one leaf.
		all, sizes = append(all, makeList(t, s, bucket.Internal, 9)), append(sizes, 9)
	}
	one := makeList(t, bucket.Mobile, bucket.Internal, 1)
	large := makeList(t, bucket.PasswordSHA1, bucket.Public, 30_000)
	group := makeList(t, bucket.MobileID4, bucket.Confirmable, 6000)
	return append(samples,
		makeSample(t, dir, "all", 0, 1, all, sizes),
		makeSample(t, dir, "one", 0, 1, []made{one}, []int{1}),
		makeSample(t, dir, "large", 0, 1, []made{large}, []int{30_000}),
		makeSample(t, dir, "large-pages", 5<<20, 1, []made{large}, []int{30_000}),
		makeSample(t, dir, "shards", 0, 3, []made{group}, []int{6000}),
		makeSample(t, dir, "small-shards", 0, 4, []made{makeList(t, bucket.Email, bucket.Internal, 40)}, []int{40}),
	)
}

// A mutation changes the file at path, which is a copy of the sample's.
type mutation struct {
	name string
	// another: what comes out may be a pack of another list, and only the rest
	// is promised.
	another bool
	do      func(r *rand.Rand, s *sample, path string) error
}

// onBytes makes a mutation of the bytes.
func onBytes(f func(r *rand.Rand, b []byte) []byte) func(*rand.Rand, *sample, string) error {
	return func(r *rand.Rand, s *sample, path string) error {
		return os.WriteFile(path, f(r, slices.Clone(s.data)), 0o600)
	}
}

// onTables makes a mutation by SQL, in one transaction if it can be.
func onTables(f func(r *rand.Rand, s *sample, c *sql.Conn) error) func(*rand.Rand, *sample, string) error {
	return func(r *rand.Rand, s *sample, path string) error {
		if err := os.WriteFile(path, s.data, 0o600); err != nil {
			return err
		}
		u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: "_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)"}
		db, err := sql.Open("sqlite", u.String())
		if err != nil {
			return err
		}
		defer func() { _ = db.Close() }()
		c, err := db.Conn(context.Background())
		if err != nil {
			return err
		}
		err = f(r, s, c)
		return errors.Join(err, c.Close(), db.Close())
	}
}

func statements(of func(r *rand.Rand, s *sample) []string) func(*rand.Rand, *sample, string) error {
	return onTables(func(r *rand.Rand, s *sample, c *sql.Conn) error {
		for _, stmt := range of(r, s) {
			if _, err := c.ExecContext(context.Background(), stmt); err != nil {
				return fmt.Errorf("%s: %w", stmt, err)
			}
		}
		return nil
	})
}

func mutations() []mutation {
	return []mutation{
		{name: "bit flipped", do: onBytes(func(r *rand.Rand, b []byte) []byte {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			return b
		})},
		{name: "bits flipped", do: onBytes(func(r *rand.Rand, b []byte) []byte {
			for range 2 + r.IntN(20) {
				b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			}
			return b
		})},
		{name: "bit flipped in the header", do: onBytes(func(r *rand.Rand, b []byte) []byte {
			// In the JSON's last part or its first, where they lie in one piece.
			at := strings.Index(string(b), `"leak":`)
			if at < 0 {
				at = 0
			}
			b[at+r.IntN(min(400, len(b)-at))] ^= 1 << r.IntN(8)
			return b
		})},
		{name: "digit changed in the header", do: onBytes(digitChanged)},
		{name: "run of bytes", do: onBytes(func(r *rand.Rand, b []byte) []byte {
			from := r.IntN(len(b))
			part := b[from:min(len(b), from+1+r.IntN(2000))]
			switch r.IntN(3) {
			case 0:
				clear(part)
			case 1:
				for i := range part {
					part[i] = 0xff
				}
			case 2:
				for i := range part {
					part[i] = byte(r.Uint32())
				}
			}
			return b
		})},
		{name: "bytes moved", do: onBytes(func(r *rand.Rand, b []byte) []byte {
			n := 1 + r.IntN(2000)
			copy(b[r.IntN(len(b)):], slices.Clone(b[r.IntN(len(b)-1):][:min(n, 1)]))
			from, to := r.IntN(len(b)), r.IntN(len(b))
			copy(b[to:], slices.Clone(b[from:min(len(b), from+n)]))
			return b
		})},
		{name: "pages swapped", do: onBytes(func(r *rand.Rand, b []byte) []byte {
			page := pageSize(b)
			i, j := r.IntN(len(b)/page)*page, r.IntN(len(b)/page)*page
			first := slices.Clone(b[i : i+page])
			copy(b[i:i+page], b[j:j+page])
			copy(b[j:j+page], first)
			return b
		})},
		{name: "cut", do: onBytes(func(r *rand.Rand, b []byte) []byte { return b[:r.IntN(len(b))] })},
		{name: "cut, length put right", do: onBytes(func(r *rand.Rand, b []byte) []byte {
			page := pageSize(b)
			n := 1 + r.IntN(len(b)/page)
			binary.BigEndian.PutUint32(b[28:], uint32(n))
			return b[:n*page]
		})},
		{name: "lengthened", do: onBytes(func(r *rand.Rand, b []byte) []byte {
			return append(b, make([]byte, 1+r.IntN(5000))...)
		})},
		{name: "lengthened, length put right", do: onBytes(func(r *rand.Rand, b []byte) []byte {
			page, n := pageSize(b), 1+r.IntN(4)
			b = append(b, make([]byte, n*page)...)
			binary.BigEndian.PutUint32(b[28:], uint32(len(b)/page))
			return b
		})},
		{name: "SQLite header", do: onBytes(func(r *rand.Rand, b []byte) []byte {
			switch at := 16 + r.IntN(84); r.IntN(3) {
			case 0:
				b[at] = byte(r.Uint32())
			case 1:
				b[at] = []byte{0, 1, 2, 255}[r.IntN(4)]
			case 2:
				at = 16 + 4*r.IntN(21)
				binary.BigEndian.PutUint32(b[at:], []uint32{0, 1, 2, 1 << 31, 1<<32 - 1, r.Uint32N(100)}[r.IntN(6)])
			}
			return b
		})},
		{name: "free list named", do: onBytes(func(r *rand.Rand, b []byte) []byte {
			pages := uint32(len(b) / pageSize(b))
			binary.BigEndian.PutUint32(b[32:], 1+r.Uint32N(pages)) // a page in use
			binary.BigEndian.PutUint32(b[36:], r.Uint32N(2*pages))
			return b
		})},
		{name: "page header", do: onBytes(func(r *rand.Rand, b []byte) []byte {
			page := pageSize(b)
			at := r.IntN(len(b)/page) * page
			if at == 0 {
				at = 100
			}
			b[at+r.IntN(12)] = byte(r.Uint32())
			return b
		})},
		{name: "rows deleted", do: statements(func(r *rand.Rand, s *sample) []string {
			return []string{fmt.Sprintf("DELETE FROM node WHERE id IN (%d, %d)", s.row(r), s.row(r))}
		})},
		{name: "all rows deleted", do: statements(func(r *rand.Rand, s *sample) []string {
			return []string{"DELETE FROM " + []string{"node", "header", "node WHERE id > 1", "node WHERE id < (SELECT max(id) FROM node)"}[r.IntN(4)]}
		})},
		{name: "rows deleted, free pages filled", do: func(r *rand.Rand, s *sample, path string) error {
			if err := statements(func(r *rand.Rand, s *sample) []string {
				return []string{fmt.Sprintf("DELETE FROM node WHERE id = %d", s.row(r))}
			})(r, s, path); err != nil {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if trunk := int(binary.BigEndian.Uint32(b[32:])); trunk > 0 && trunk*pageSize(b) <= len(b) {
				at := (trunk - 1) * pageSize(b)
				for i := range pageSize(b) {
					b[at+i] = byte(r.Uint32())
				}
			}
			return os.WriteFile(path, b, 0o600)
		}},
		{name: "rows swapped", do: statements(func(r *rand.Rand, s *sample) []string {
			i, j := s.row(r), s.row(r)
			return []string{
				fmt.Sprintf("UPDATE node SET id = -1 WHERE id = %d", i),
				fmt.Sprintf("UPDATE node SET id = %d WHERE id = %d AND id != %d", i, j, i),
				fmt.Sprintf("UPDATE node SET id = %d WHERE id = -1 AND NOT EXISTS (SELECT 1 FROM node WHERE id = %d)", j, j),
			}
		})},
		{name: "rows doubled", do: statements(func(r *rand.Rand, s *sample) []string {
			i, j := s.row(r), s.row(r)
			return []string{
				fmt.Sprintf("UPDATE node SET data = (SELECT data FROM node WHERE id = %d) WHERE id = %d", i, j),
				fmt.Sprintf("INSERT INTO node SELECT id + 100000, data FROM node WHERE id = %d", i),
			}
		})},
		{name: "rows changed", do: statements(func(r *rand.Rand, s *sample) []string {
			return []string{fmt.Sprintf("UPDATE node SET data = %s WHERE id = %d", []string{
				"x''", "zeroblob(length(data))", "CAST(data || x'00' AS BLOB)", "substr(data, 2)", "substr(data, 1, length(data) - 1)",
				"zeroblob(70000)", "zeroblob(3000000)", "randomblob(length(data))", "CAST(x'00' || data AS BLOB)",
			}[r.IntN(9)], s.row(r))}
		})},
		{name: "nodes of the newer edition", do: onTables(func(r *rand.Rand, s *sample, c *sql.Conn) error {
			where := []string{"", fmt.Sprintf(" WHERE id = %d", s.row(r))}[r.IntN(2)]
			return exec(c, "ATTACH '"+s.newer+"' AS newer", "REPLACE INTO main.node SELECT id, data FROM newer.node"+where, "DETACH newer")
		})},
		{name: "header of the newer edition", do: onTables(func(r *rand.Rand, s *sample, c *sql.Conn) error {
			where := []string{"", " WHERE id = 0"}[r.IntN(2)]
			return exec(c, "ATTACH '"+s.newer+"' AS newer", "REPLACE INTO main.header SELECT id, data FROM newer.header"+where, "DETACH newer")
		})},
		{name: "other objects", do: statements(func(r *rand.Rand, _ *sample) []string {
			return [][]string{
				{"CREATE VIEW v AS SELECT * FROM node"},
				{"CREATE TRIGGER node AFTER INSERT ON node BEGIN DELETE FROM node; END"},
				{"CREATE INDEX i ON node (data)"},
				{"CREATE TABLE other (id INTEGER PRIMARY KEY)"},
				{"ALTER TABLE node RENAME TO old", "CREATE VIEW node AS SELECT id, data FROM old WHERE id > 1"},
				{"ALTER TABLE node RENAME TO old", "CREATE TABLE node (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT"},
				{"DROP TABLE node"},
				{"DROP TABLE header"},
				{"DROP TABLE node", "CREATE VIEW node AS SELECT 1 AS id, x'' AS data"},
				{"DROP TABLE node", "CREATE TABLE node (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT"},
				{"ALTER TABLE node ADD COLUMN more BLOB"},
				{"ANALYZE"},
				{"PRAGMA writable_schema = 1", "UPDATE sqlite_schema SET sql = replace(sql, ' STRICT', '')"},
				{"PRAGMA writable_schema = 1", "UPDATE sqlite_schema SET rootpage = 5 - rootpage"},
				{"PRAGMA writable_schema = 1", "UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'node'"},
				{"PRAGMA writable_schema = 1", "UPDATE sqlite_schema SET name = 'nude', tbl_name = 'nude' WHERE name = 'node'"},
				{"PRAGMA writable_schema = 1", "DELETE FROM sqlite_schema WHERE name = 'node'"},
				{"PRAGMA writable_schema = 1", "UPDATE sqlite_schema SET type = 'view' WHERE name = 'node'"},
			}[r.IntN(18)]
		})},
		{name: "written anew by SQLite", do: statements(func(r *rand.Rand, _ *sample) []string {
			return [][]string{
				{"VACUUM"},
				{"PRAGMA page_size = 512", "VACUUM"},
				{"PRAGMA page_size = 65536", "VACUUM"},
				{"PRAGMA auto_vacuum = 1", "VACUUM"},
				{"PRAGMA user_version = 1000"},
				{"PRAGMA application_id = 1"},
				{"PRAGMA encoding = 'UTF-16'", "VACUUM"},
				{"INSERT INTO node VALUES (1000000, x'00')"},
				{"INSERT INTO header VALUES (77, x'7b7d')"},
				{"UPDATE header SET id = 5 WHERE id = 0"},
			}[r.IntN(10)]
		})},
		{name: "header, a value", do: onTables(func(r *rand.Rand, _ *sample, c *sql.Conn) error { return alterHeader(r, c, false) })},
		{name: "header, sealed again", another: true, do: onTables(func(r *rand.Rand, _ *sample, c *sql.Conn) error { return alterHeader(r, c, true) })},
		{name: "journal beside it", do: journalBeside},
		{name: "WAL beside it", do: walBeside},
	}
}

// row draws the id of a node.
func (s *sample) row(r *rand.Rand) uint64 { return 1 + r.Uint64N(max(1, s.size["node"])) }

func exec(c *sql.Conn, statements ...string) error {
	for _, stmt := range statements {
		if _, err := c.ExecContext(context.Background(), stmt); err != nil {
			return fmt.Errorf("%s: %w", stmt, err)
		}
	}
	return nil
}

func pageSize(b []byte) int {
	if n := int(binary.BigEndian.Uint16(b[16:])); n > 1 {
		return n
	}
	return 65536
}

// digitChanged replaces a digit of a number of the header by another one, as
// a single bit in the file can.
func digitChanged(r *rand.Rand, b []byte) []byte {
	var digits []int
	for _, name := range []string{`"from":`, `"to":`, `"bits":`, `"occupied":`, `"total":`, `"divisor":`, `"levels":`, `"shard":`, `"shards":`, `"population":`} {
		for at := 0; ; {
			i := strings.Index(string(b[at:]), name)
			if i < 0 {
				break
			}
			at += i + len(name)
			for j := at; j < len(b) && b[j] >= '0' && b[j] <= '9'; j++ {
				digits = append(digits, j)
			}
		}
	}
	if len(digits) > 0 {
		at := digits[r.IntN(len(digits))]
		b[at] = '0' + (b[at]-'0'+1+byte(r.IntN(9)))%10
	}
	return b
}

// alterHeader changes one value somewhere in the header's JSON.
func alterHeader(r *rand.Rand, c *sql.Conn, seal bool) error {
	ctx := context.Background()
	var data []byte
	if err := c.QueryRowContext(ctx, "SELECT data FROM header WHERE id = 0").Scan(&data); err != nil {
		return err
	}
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	var header map[string]any
	if err := d.Decode(&header); err != nil {
		return err
	}
	alterValue(r, header)
	data, err := json.Marshal(header)
	if err != nil {
		return err
	}
	if _, err := c.ExecContext(ctx, "UPDATE header SET data = ? WHERE id = 0", data); err != nil {
		return err
	}
	if seal {
		return reseal(ctx, c, data)
	}
	return nil
}

// alterValue changes, takes away or doubles a value below v, which is an
// object or an array that is not empty.
func alterValue(r *rand.Rand, v any) {
	switch v := v.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		k := keys[r.IntN(len(keys))]
		switch n := r.IntN(20); {
		case descends(v[k]) && n > 0:
			alterValue(r, v[k])
		case n == 1:
			delete(v, k)
		case n == 2:
			v["more"] = v[k]
		default:
			v[k] = otherValue(r, v[k])
		}
	case []any:
		i := r.IntN(len(v))
		if descends(v[i]) && r.IntN(20) > 0 {
			alterValue(r, v[i])
			return
		}
		v[i] = otherValue(r, v[i])
	}
}

func descends(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return len(v) > 0
	case []any:
		return len(v) > 0
	}
	return false
}

func otherValue(r *rand.Rand, v any) any {
	switch v := v.(type) {
	case json.Number:
		n, _ := strconv.ParseUint(string(v), 10, 64)
		return []any{n + 1, n - 1, 2 * n, n / 2, 0, 1, uint64(1) << 60, ^uint64(0), json.Number("1e400"), json.Number("-1"), "1", nil, r.Uint64()}[r.IntN(13)]
	case string:
		digits := []byte(v)
		if len(digits) > 0 {
			digits[r.IntN(len(digits))] ^= byte(1 << r.IntN(5))
		}
		return []any{string(digits), "", v + "0", strings.ToUpper(v), "mobile", "password-sha1", "deniable", 7, nil, strings.Repeat("क", 50_000)}[r.IntN(10)]
	}
	return []any{nil, 0, []any{}, map[string]any{}, "x", true}[r.IntN(6)]
}

// journalBeside puts a rollback journal beside the file that would turn a page
// into zeros (SQLite file format, section 3).
func journalBeside(r *rand.Rand, s *sample, path string) error {
	if err := os.WriteFile(path, s.data, 0o600); err != nil {
		return err
	}
	page := pageSize(s.data)
	j := append([]byte{}, 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7)
	const nonce = 12345
	for _, v := range []uint32{1, nonce, uint32(len(s.data) / page), 512, uint32(page)} {
		j = binary.BigEndian.AppendUint32(j, v)
	}
	j = append(j, make([]byte, 512-len(j))...)
	j = binary.BigEndian.AppendUint32(j, 1+r.Uint32N(uint32(len(s.data)/page)))
	j = append(j, make([]byte, page)...)
	j = binary.BigEndian.AppendUint32(j, nonce) // the sum of a page of zeros
	return os.WriteFile(path+"-journal", j, 0o600)
}

// walBeside puts a write-ahead log beside the file in which rows are deleted.
func walBeside(r *rand.Rand, s *sample, path string) error {
	work := path + ".work"
	if err := os.WriteFile(work, s.data, 0o600); err != nil {
		return err
	}
	defer func() {
		for _, end := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(work + end)
		}
	}()
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(work)}).String())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	c, err := db.Conn(context.Background())
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	if err := exec(c, "PRAGMA journal_mode = WAL", "PRAGMA wal_autocheckpoint = 0", fmt.Sprintf("DELETE FROM node WHERE id = %d", s.row(r))); err != nil {
		return err
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		b, err := os.ReadFile(work + end)
		if err != nil {
			return err
		}
		if err := os.WriteFile(path+end, b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// folder reads all files of a folder.
func folder(dir string) (map[string]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		all[e.Name()] = string(b)
	}
	return all, nil
}

// A tally counts the outcomes of one kind of mutation.
type tally struct{ all, right, cannotTell, another int }

// patience is far more than any pack here needs: whatever takes longer hangs.
const patience = 20 * time.Second

// try changes a copy of a sample, asks it, and says what is wrong.
func try(ctx context.Context, r *rand.Rand, s *sample, m mutation, dir string, count *tally) error {
	path := filepath.Join(dir, "changed.neem")
	if err := m.do(r, s, path); err != nil {
		return fmt.Errorf("could not be done: %w", err)
	}
	before, err := folder(dir)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	p, err := pack.Open(ctx, path)
	pe, isPackError := errors.AsType[*pack.Error](err)
	if err != nil && !isPackError {
		return fmt.Errorf("opening: an error of another type: %w", err)
	}
	var packs []*pack.Pack
	var broken []*pack.Error
	if err != nil {
		broken = append(broken, pe)
	} else {
		packs = append(packs, p)
	}
	for _, other := range s.others {
		o, err := pack.Open(ctx, other)
		if err != nil {
			return err
		}
		packs = append(packs, o)
	}
	c := check.New(packs, broken)
	defer func() { _ = c.Close() }()
	unsure := false
	for range 30 {
		i := r.IntN(len(s.queries))
		results, err := c.Check(ctx, s.queries[i])
		if err != nil {
			return fmt.Errorf("asking: %w", err)
		}
		unsure = unsure || len(results) == 0
		for _, result := range results {
			if result.Answer == check.CannotTell {
				if result.Reason != check.PartMissing {
					unsure = true
				}
				continue
			}
			if !m.another && !slices.Contains(s.answers[i], summary(result)) {
				return fmt.Errorf("question %d: %+v is not among %+v", i, summary(result), s.answers[i])
			}
		}
	}
	if p != nil {
		if nodes, bytes := pack.Kept(p); nodes > len(p.Header().Lists)*(1+30*pack.MaxLevels) || bytes > pack.CacheBytes {
			return fmt.Errorf("%d nodes of %d bytes are kept in memory", nodes, bytes)
		}
		if r.IntN(4) == 0 {
			if _, ok := errors.AsType[*pack.Error](p.Verify(ctx, nil)); !ok && ctx.Err() != nil {
				return errors.New("verifying took too long")
			}
		}
	}
	if err := c.Close(); err != nil {
		return fmt.Errorf("closing: %w", err)
	}
	after, err := folder(dir)
	if err != nil {
		return err
	}
	if !maps.Equal(before, after) {
		return errors.New("something was written")
	}
	for name := range after {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	count.all++
	switch {
	case m.another:
		count.another++
	case unsure:
		count.cannotTell++
	default:
		count.right++
	}
	return nil
}

// TestMutations does 2,000 mutations; NEEM_MUTATIONS says how many others.
func TestMutations(t *testing.T) {
	n := 2000
	if v := os.Getenv("NEEM_MUTATIONS"); v != "" && !testing.Short() {
		var err error
		if n, err = strconv.Atoi(v); err != nil {
			t.Fatal(err)
		}
	}
	samples := makeSamples(t)
	for _, s := range samples {
		s.size = rowsOf(t, s)
	}
	kinds := mutations()
	counts := make([]tally, len(kinds))
	dir := t.TempDir()
	for i := range n {
		r := rand.New(rand.NewPCG(2026, uint64(i)))
		k := i % len(kinds)
		s := samples[r.IntN(len(samples))]
		if err := try(t.Context(), r, s, kinds[k], dir, &counts[k]); err != nil {
			t.Errorf("mutation %d, %s of %s: %v", i, kinds[k].name, s.name, err)
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b strings.Builder
	var sum tally
	row := func(name string, c tally) {
		fmt.Fprintf(&b, "%-34s %7d %7d %11d %12d\n", name, c.all, c.right, c.cannotTell, c.another)
	}
	fmt.Fprintf(&b, "%-34s %7s %7s %11s %12s\n", "kind", "all", "right", "cannot tell", "another list")
	for k, c := range counts {
		row(kinds[k].name, c)
		sum.all, sum.right, sum.cannotTell, sum.another = sum.all+c.all, sum.right+c.right, sum.cannotTell+c.cannotTell, sum.another+c.another
	}
	row("sum", sum)
	t.Logf("%d packs\n%s", len(samples), b.String())
}

// rowsOf counts the rows of a sample's tables.
func rowsOf(t *testing.T, s *sample) map[string]uint64 {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.neem")
	if err := os.WriteFile(path, s.data, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows := map[string]uint64{}
	for _, table := range []string{"node", "header"} {
		var n uint64
		if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		rows[table] = n
	}
	return rows
}

// reseal writes the seal that goes with a header.
func reseal(ctx context.Context, c *sql.Conn, header []byte) error {
	seal := sha256.Sum256(append([]byte("neem-pack root\n"), header...))
	_, err := c.ExecContext(ctx, "UPDATE header SET data = ? WHERE id = 1", seal[:])
	return err
}
