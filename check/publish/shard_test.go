package publish

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/pack"
)

const publicList = `[[list]]
leak = "invented-2026"
shape = "password-sha1"
policy = "public"
false_positive = 1e-4
coverage = "Invented passwords"
source = { format = "pwned-passwords", file = "pwned.txt" }
`

// pwned returns invented hashes: of n, those whose first digit is wanted.
func pwned(n int, digit func(d byte) bool) string {
	var b strings.Builder
	for i := range n {
		line := fmt.Sprintf("%08X%032X:1\n", uint32(i)*2654435761, i)
		if digit(line[0]) {
			b.WriteString(line)
		}
	}
	return b.String()
}

func anyDigit(byte) bool { return true }

// A shard built alone has the bytes of that shard of the whole: counted from
// the whole source, from totals and the whole source, from totals and the part
// of the source that belongs to it.
func TestShardsBuiltAlone(t *testing.T) {
	const n = 4
	spec := goodHead + goodLeak + listBoth + publicList
	s := load(t, spec, map[string]string{"people.csv": people(3000), "pwned.txt": pwned(3000, anyDigit)})
	wholeDir := t.TempDir()
	all, err := Build(t.Context(), s, wholeDir, Options{Shards: n})
	if err != nil || len(all.Files) != n {
		t.Fatalf("%q, %v", all.Files, err)
	}
	want := snapshot(t, wholeDir)
	work := t.TempDir()
	totals, err := Count(t.Context(), s, n, work, Options{chunk: 100})
	if err != nil {
		t.Fatal(err)
	}
	if left := snapshot(t, work); len(left) != 1 {
		t.Errorf("counting left %q behind", slices.Sorted(maps.Keys(left)))
	}
	// Through the file, as the command does.
	data, err := json.Marshal(totals)
	if err != nil {
		t.Fatal(err)
	}
	read, err := ReadTotals(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	cut := func(k int) *Spec { // sources cut where shard k of 4 is
		list := s.Lists[0]
		_, to := shardRange(mustList(t, list), k, n)
		from, _ := shardRange(mustList(t, list), k, n)
		mine := someone(3000, func(i int) bool {
			b := bucketOf(t, i, list)
			return from <= b && b < to
		})
		return load(t, spec, map[string]string{
			"people.csv": mine,
			"pwned.txt":  pwned(3000, func(d byte) bool { return strings.IndexByte("0123456789ABCDEF", d)/4 == k-1 }),
		})
	}
	for name, build := range map[string]func(k int, out string) (Report, error){
		"whole": func(k int, out string) (Report, error) {
			return BuildShard(t.Context(), s, Part{k, n}, nil, out, Options{chunk: 500})
		},
		"totals": func(k int, out string) (Report, error) {
			return BuildShard(t.Context(), s, Part{k, n}, &read, out, Options{chunk: 100})
		},
		"cut": func(k int, out string) (Report, error) {
			return BuildShard(t.Context(), cut(k), Part{k, n}, &read, out, Options{})
		},
	} {
		dir := t.TempDir()
		written := uint64(0)
		for _, k := range []int{3, 1, 4, 2} {
			r, err := build(k, dir)
			if err != nil {
				t.Fatalf("%s: shard %d: %v", name, k, err)
			}
			l := r.Lists[0]
			if len(r.Files) != 1 || l.Occupied != all.Lists[0].Occupied || l.Keys != 3000 || l.Written != totals.Lists[0].Occupied[k-1] {
				t.Errorf("%s: %+v", name, r)
			}
			written += l.Written
		}
		if written != all.Lists[0].Occupied {
			t.Errorf("%s: %d of %d buckets are in the shards", name, written, all.Lists[0].Occupied)
		}
		same(t, want, snapshot(t, dir))
		// A file of any name.
		out := filepath.Join(t.TempDir(), "second.neem")
		if _, err := build(2, out); err != nil || mustRead(t, out) != want["invented-e1-0002-of-0004.neem"] {
			t.Errorf("%s: %v, or other bytes", name, err)
		}
	}
}

func mustList(t *testing.T, l ListSpec) (list pack.List) {
	t.Helper()
	list, err := l.list(3000)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// bucketOf returns into which bucket of a mobile+id4 list the i-th invented
// person falls.
func bucketOf(t *testing.T, i int, l ListSpec) uint64 {
	t.Helper()
	mobile, err1 := detail.Parse(detail.Mobile, fmt.Sprintf("60000%05d", i))
	id, err2 := detail.Parse(detail.ID4, fmt.Sprintf("%04d", i*7%10000))
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	k, err := bucket.Shape(l.Shape).Key(mobile, id)
	if err != nil {
		t.Fatal(err)
	}
	return k.Bucket(mustList(t, l).Bits)
}

// What does not fit the totals is an error, and leaves nothing behind: a part
// of the source that is not whole would make a pack that people are missing
// from.
func TestShardErrors(t *testing.T) {
	spec := goodHead + goodLeak + goodList
	s := load(t, spec, map[string]string{"people.csv": people(2000)})
	totals, err := Count(t.Context(), s, 4, t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	change := func(f func(*Totals)) *Totals {
		other := totals
		other.Lists = slices.Clone(totals.Lists)
		other.Lists[0].Occupied = slices.Clone(totals.Lists[0].Occupied)
		f(&other)
		return &other
	}
	fewer := load(t, spec, map[string]string{"people.csv": people(1900)})
	more := load(t, spec, map[string]string{"people.csv": people(2100)})
	dir := t.TempDir()
	if _, err := Build(t.Context(), s, dir, Options{Shards: 2}); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		s      *Spec
		p      Part
		totals *Totals
		out    string
		want   string
	}{
		{"entries missing", fewer, Part{2, 4}, &totals, "", "when the whole was counted there were"},
		{"entries added", more, Part{2, 4}, &totals, "", "when the whole was counted there were"},
		{"another cut", s, Part{1, 2}, &totals, "", "the totals are those of 4 shards, not of 2"},
		{"another edition", s, Part{1, 4}, change(func(t *Totals) { t.Edition = 2 }), "", "another pack or edition"},
		{"another pack", s, Part{1, 4}, change(func(t *Totals) { t.ID = "test/other" }), "", "another pack or edition"},
		{"another table", s, Part{1, 4}, change(func(t *Totals) { t.Table-- }), "", "build it again from its source"},
		{"another population", s, Part{1, 4}, change(func(t *Totals) { t.Lists[0].Population++ }), "", "those of another list"},
		{"another shape", s, Part{1, 4}, change(func(t *Totals) { t.Lists[0].Shape = bucket.Email }), "", "those of another list"},
		{"other bits", s, Part{1, 4}, change(func(t *Totals) { t.Lists[0].Bits++ }), "", "those of another list"},
		{"no lists", s, Part{1, 4}, change(func(t *Totals) { t.Lists = nil }), "", "another number of lists"},
		{"counts of another cut", s, Part{1, 4}, change(func(t *Totals) { t.Lists[0].Occupied = t.Lists[0].Occupied[:3] }), "", "do not add up"},
		{"a count that cannot be", s, Part{1, 4}, change(func(t *Totals) { t.Lists[0].Occupied[3] = 1 << 40 }), "", "do not add up"},
		{"more buckets than keys", s, Part{1, 4}, change(func(t *Totals) { t.Lists[0].Occupied[3] += 5000 }), "", "do not add up"},
		{"groups of a shape without", s, Part{1, 4}, change(func(t *Totals) { t.Lists[0].Groups = []uint64{2000} }), "", "do not add up"},
		{"few people", s, Part{1, 4}, change(func(t *Totals) { t.Lists[0].Occupied = []uint64{t.Lists[0].Occupied[0], 1, 1, 1} }), "", "at least 1000 are needed"},
		{"beside another cut", s, Part{1, 4}, &totals, dir, "from another cut of the same edition"},
		{"no such shard", s, Part{5, 4}, nil, "", "there is no shard 5 of 4"},
		{"three shards", s, Part{1, 3}, nil, "", "3 shards cannot be"},
		{"too few buckets", load(t, goodHead+goodLeak+replace(t, publicList, "1e-4", "0.5"), map[string]string{"pwned.txt": pwned(3, anyDigit)}), Part{1, 16}, nil, "", "fewer buckets than the 16 shards"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out := tt.out
			if out == "" {
				out = t.TempDir()
			}
			before := snapshot(t, out)
			if _, err := BuildShard(t.Context(), tt.s, tt.p, tt.totals, out, Options{}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			same(t, before, snapshot(t, out))
		})
	}
	for _, n := range []int{-1, 0, 3, 1 << 13} {
		if _, err := Count(t.Context(), s, n, t.TempDir(), Options{}); err == nil {
			t.Errorf("%d shards were counted", n)
		}
	}
	if _, err := Build(t.Context(), s, t.TempDir(), Options{Shards: 3}); err == nil {
		t.Error("3 shards were built")
	}
}

// Counting stops when it is asked to, and takes its work folder away.
func TestCountInterrupt(t *testing.T) {
	s := load(t, goodHead+goodLeak+goodList, map[string]string{"people.csv": people(2000)})
	ctx, cancel := context.WithCancel(t.Context())
	work := t.TempDir()
	_, err := Count(ctx, s, 4, work, Options{Progress: func(Progress) { cancel() }})
	if !errors.Is(err, context.Canceled) || len(snapshot(t, work)) != 1 {
		t.Errorf("%v", err)
	}
	if _, err := Count(t.Context(), s, 4, filepath.Join(work, "none"), Options{}); err == nil || !strings.Contains(err.Error(), "cannot write in the folder") {
		t.Errorf("%v", err)
	}
}

func TestParsePart(t *testing.T) {
	for s, want := range map[string]Part{"1/1": {1, 1}, "2/8": {2, 8}, "4096/4096": {4096, 4096}} {
		if p, err := ParsePart(s); err != nil || p != want || p.String() != s {
			t.Errorf("%q: %v, %v", s, p, err)
		}
	}
	for _, s := range []string{"", "1", "/", "1/", "/4", "0/4", "5/4", "-1/4", "1/0", "1/3", "1/8192", "1/-4", "a/4", "1/4/4", " 1/4", "1/4 "} {
		if p, err := ParsePart(s); err == nil {
			t.Errorf("%q is %v", s, p)
		}
	}
}

func FuzzParsePart(f *testing.F) {
	for _, s := range []string{"1/4", "4096/4096", "0/0", "1/3", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePart(s)
		if err != nil {
			return
		}
		if p.Shard < 1 || p.Shard > p.Of || p.Of > maxShards {
			t.Errorf("%q is %v", s, p)
		}
		if again, err := ParsePart(p.String()); err != nil || again != p {
			t.Errorf("%v comes back as %v, %v", p, again, err)
		}
	})
}

// Whatever stands in a file of totals: it is refused in few words, or the list
// that is made of it can be.
func FuzzReadTotals(f *testing.F) {
	path := filepath.Join(f.TempDir(), "pack.toml")
	if err := os.WriteFile(path, []byte(goodSpec), 0o600); err != nil {
		f.Fatal(err)
	}
	s, err := LoadSpec(path)
	if err != nil {
		f.Fatal(err)
	}
	good := Totals{ID: s.ID, Edition: s.Edition, Shards: 2, Lists: []ListTotals{{
		Leak: "invented-2026", Shape: bucket.Mobile, Policy: bucket.Deniable, Population: 1000000000, Keys: 2000, Bits: 26, Occupied: []uint64{990, 1000},
	}}}
	data, err := json.Marshal(good)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("{}"))
	f.Add([]byte("[1]"))
	f.Add([]byte(`{"lists":[{"occupied":[18446744073709551615,1]}]}`))
	f.Add(append(data, data...))
	f.Fuzz(func(t *testing.T, data []byte) {
		totals, err := ReadTotals(bytes.NewReader(data))
		if err != nil {
			if len(err.Error()) > 80 {
				t.Errorf("%v", err)
			}
			return
		}
		for _, lt := range totals.Lists {
			l, err := lt.list(s.Lists[0], 2)
			if err != nil {
				continue
			}
			if l.Total == 0 || l.Total > l.Buckets() || l.Total > lt.Keys || l.Total != lt.Occupied[0]+lt.Occupied[1] || l.GroupOccupied != nil {
				t.Errorf("%+v", l)
			}
		}
	})
}
