package publish

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"neem/check/bucket"
	"neem/check/pack"
)

// someone returns the rows of a CSV of invented people for which want holds,
// of n; see people.
func someone(n int, want func(i int) bool) string {
	lines := strings.SplitAfter(people(n), "\n")
	kept := []string{lines[0]}
	for i, l := range lines[1:] {
		if l != "" && want(i) {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "")
}

// buildFile builds a pack in a folder of its own and returns its path.
func buildFile(t *testing.T, spec, people string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "x.neem")
	if _, err := Build(t.Context(), load(t, spec, map[string]string{"people.csv": people}), out, Options{}); err != nil {
		t.Fatal(err)
	}
	return out
}

func mustRead(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Merging packs of parts gives, to the byte, the pack of the whole; in any
// order, in one go or in steps, and once more.
func TestMergeIsBuildOfUnion(t *testing.T) {
	for _, list := range []string{goodList, listBoth} {
		spec := goodHead + goodLeak + list
		third := func(k int) string {
			return buildFile(t, spec, someone(3600, func(i int) bool { return i%3 == k || i%5 == 0 }))
		}
		a, b, c := third(0), third(1), third(2)
		want := mustRead(t, buildFile(t, spec, people(3600)))
		merge := func(paths ...string) string {
			t.Helper()
			out := filepath.Join(t.TempDir(), "m.neem")
			if _, err := Merge(t.Context(), paths, out, MergeOptions{}); err != nil {
				t.Fatal(err)
			}
			verify(t, out)
			return out
		}
		for _, got := range []string{
			merge(a, b, c), merge(c, a, b), merge(merge(a, b), c), merge(a, merge(c, b)), merge(merge(a, b), merge(b, c)),
		} {
			if mustRead(t, got) != want {
				t.Error("the merged pack is not the one built of all entries")
			}
		}
	}
}

// A publicPack writes a pack of one public list of fixed bits.
func publicPack(t *rapid.T, dir, name string, edition uint64, set []uint64) string {
	t.Helper()
	const bits = 18
	ctx := context.Background()
	path := filepath.Join(dir, name+".neem")
	w, err := pack.Create(ctx, path, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	l := pack.List{Leak: "invented-2026", Shape: bucket.PasswordSHA1, Policy: bucket.Public, Bits: bits, Coverage: "Invented", Total: uint64(len(set))}
	l.To = l.Buckets()
	if _, err := w.AddList(ctx, l, walk(set, nil)); err != nil {
		t.Fatal(err)
	}
	h := pack.Header{
		ID: "test/list", Edition: edition, Publisher: "Invented Publisher", Shard: 1, Shards: 1,
		Leaks: []pack.Leak{{ID: "invented-2026", Title: "Invented leak", Date: "2026-01-31", Status: "alleged"}},
	}
	if _, err := w.Commit(ctx, h); err != nil {
		t.Fatal(err)
	}
	return path
}

func randomSet(seed uint64, n int) []uint64 {
	r := rand.New(rand.NewPCG(seed, 1))
	var set []uint64
	for range n {
		set = append(set, r.Uint64N(1<<18))
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// The algebra of sets, through files: commutative, associative, idempotent,
// and the counts of Merge and Diff fit together.
func TestAlgebra(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "neem-merge-test-*")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		n := rapid.SampledFrom([]int{1, 3, 500, 5000})
		var paths []string
		var sets [][]uint64
		for i := range 3 {
			set := randomSet(rapid.Uint64().Draw(t, "seed"), n.Draw(t, "n"))
			if i == 1 && rapid.Bool().Draw(t, "overlap") {
				set = slices.Concat(set, sets[0][:(len(sets[0])+1)/2])
				slices.Sort(set)
				set = slices.Compact(set)
			}
			sets = append(sets, set)
			paths = append(paths, publicPack(t, dir, fmt.Sprint("in", i), uint64(i+1), set))
		}
		made := 0
		merge := func(paths ...string) (string, ListReport) {
			made++
			out := filepath.Join(dir, fmt.Sprintf("m%d.neem", made))
			r, err := Merge(context.Background(), paths, out, MergeOptions{Edition: uint64(9 + made)})
			if err != nil {
				t.Fatal(err)
			}
			return out, r.Lists[0]
		}
		content := func(path string) pack.Root {
			p, err := pack.Open(context.Background(), path)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = p.Close() }()
			return p.Header().Lists[0].Root
		}
		diff := func(a, b string) ListDiff {
			r, err := Diff(context.Background(), a, b, nil)
			if err != nil {
				t.Fatal(err)
			}
			return r.Lists[0]
		}
		ab, rab := merge(paths[0], paths[1])
		ba, _ := merge(paths[1], paths[0])
		if content(ab) != content(ba) {
			t.Fatal("merging is not commutative")
		}
		bc, _ := merge(paths[1], paths[2])
		abc1, _ := merge(ab, paths[2])
		abc2, _ := merge(paths[0], bc)
		if content(abc1) != content(abc2) {
			t.Fatal("merging is not associative")
		}
		again, _ := merge(ab, ba) // other editions, the same buckets
		if content(again) != content(ab) {
			t.Fatal("merging is not idempotent")
		}
		a, b := uint64(len(sets[0])), uint64(len(sets[1]))
		d := diff(paths[0], paths[1])
		back := diff(paths[1], paths[0])
		if d.Removed+d.Kept != a || d.Added+d.Kept != b || d.Added+d.Removed+d.Kept != rab.Occupied || rab.Occupied != a+b-d.Kept {
			t.Fatalf("%+v of %d and %d; merged %d", d, a, b, rab.Occupied)
		}
		if back.Added != d.Removed || back.Removed != d.Added || back.Kept != d.Kept {
			t.Fatalf("%+v and back %+v", d, back)
		}
		if to := diff(paths[0], ab); to.Removed != 0 || to.Kept != a || to.Added != d.Added {
			t.Fatalf("a part of the union: %+v", to)
		}
		if self, err := Diff(context.Background(), ab, ab, nil); err != nil || !self.Same || self.Lists[0].Added+self.Lists[0].Removed != 0 {
			t.Fatalf("%+v, %v", self, err)
		}
	})
}

// The shards of a pack become one file, that which one build would have made;
// and one merge can cut its result.
func TestMergeShards(t *testing.T) {
	spec := goodHead + goodLeak + listBoth
	s := load(t, spec, map[string]string{"people.csv": people(3000)})
	dir := t.TempDir()
	cut, err := Build(t.Context(), s, dir, Options{Shards: 4})
	if err != nil || len(cut.Files) != 4 {
		t.Fatalf("%q, %v", cut.Files, err)
	}
	want := mustRead(t, buildFile(t, spec, people(3000)))
	slices.Reverse(cut.Files)
	for _, paths := range [][]string{{dir}, cut.Files} {
		out := filepath.Join(t.TempDir(), "m.neem")
		r, err := Merge(t.Context(), paths, out, MergeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Inputs) != 1 || r.Inputs[0].Files != 4 || mustRead(t, out) != want {
			t.Errorf("%+v", r)
		}
	}
	// Shards of one and a whole other, into shards.
	other := buildFile(t, spec, someone(4000, func(i int) bool { return i >= 2500 }))
	all := load(t, spec, map[string]string{"people.csv": people(4000)})
	whole, merged := t.TempDir(), t.TempDir()
	if _, err := Build(t.Context(), all, whole, Options{Shards: 2}); err != nil {
		t.Fatal(err)
	}
	if _, err := Merge(t.Context(), []string{other, dir}, merged, MergeOptions{Shards: 2}); err != nil {
		t.Fatal(err)
	}
	same(t, snapshot(t, whole), snapshot(t, merged))
}

func TestMergeHeader(t *testing.T) {
	spec := goodHead + goodLeak + goodList
	a := buildFile(t, spec, people(1500))
	b := buildFile(t, replace(t, replace(t, spec, "edition = 1", "edition = 2"), "Invented people", "Others"), people(1600))
	out := filepath.Join(t.TempDir(), "m.neem")
	_, err := Merge(t.Context(), []string{a, b}, out, MergeOptions{})
	for _, want := range []string{`the edition is "1" in `, `"2" in `, "--edition"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err = Merge(t.Context(), []string{a, b}, out, MergeOptions{Edition: 3}); err == nil || !strings.Contains(err.Error(), `the coverage is "Invented people" in `) {
		t.Errorf("%v", err)
	}
	for _, bad := range []MergeOptions{
		{Edition: 3, Coverage: []string{"call 60000 00001"}},
		{Edition: 3, Coverage: []string{""}},
		{Edition: 3, Coverage: []string{"All", "All"}},
		{Edition: 3, Coverage: []string{"All"}, ID: "No Such Form"},
		{Edition: 3, Coverage: []string{"All"}, Publisher: "see www.example.org"},
		{Edition: 1 << 60, Coverage: []string{"All"}},
	} {
		if _, err := Merge(t.Context(), []string{a, b}, out, bad); err == nil {
			t.Errorf("%+v: no error", bad)
		}
	}
	opts := MergeOptions{Edition: 3, Coverage: []string{"All"}, ID: "other/name", Publisher: "Both"}
	if _, err := Merge(t.Context(), []string{a, b}, out, opts); err != nil {
		t.Fatal(err)
	}
	if h := verify(t, out); h.ID != "other/name" || h.Edition != 3 || h.Publisher != "Both" || h.Lists[0].Coverage != "All" || h.Lists[0].Total < 1590 {
		t.Errorf("%+v", h)
	}
}

// What does not belong together is told apart in words, and nothing changes.
func TestMergeRefusals(t *testing.T) {
	spec := goodHead + goodLeak + goodList
	a := buildFile(t, spec, people(1500))
	b := buildFile(t, spec, people(1600))
	small := replace(t, spec, "population = 1000000000", "population = 750000") // 65536 buckets
	internal := replace(t, replace(t, spec, "deniable", "internal"), "population", "false_positive = 1e-6\npopulation")
	full := replace(t, replace(t, spec, "deniable", "internal"), "population = 1000000000", "false_positive = 0.5\npopulation = 2000")
	shards := func(n int) []string {
		r, err := Build(t.Context(), load(t, spec, map[string]string{"people.csv": people(n)}), t.TempDir(), Options{Shards: 4})
		if err != nil {
			t.Fatal(err)
		}
		return r.Files
	}
	four, others := shards(1500), shards(1600)
	copied := filepath.Join(t.TempDir(), "copy.neem")
	damaged := filepath.Join(t.TempDir(), "damaged.neem")
	bytes := []byte(mustRead(t, a))
	if err := os.WriteFile(copied, bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	bytes[len(bytes)/2] ^= 1
	if err := os.WriteFile(damaged, bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	none := t.TempDir()
	tests := []struct {
		name  string
		paths []string
		want  string
	}{
		{"one", []string{a}, "there is one file only"},
		{"nothing", nil, "there is one file only"},
		{"empty folder", []string{a, none}, "holds no pack"},
		{"missing", []string{a, filepath.Join(none, "b.neem")}, "the file is not there"},
		{"damaged", []string{a, damaged}, "the file is damaged"},
		{"twice", []string{a, b, a}, "are the same pack; name each pack once"},
		{"a copy", []string{a, copied}, "are the same pack"},
		{"another shape", []string{a, buildFile(t, goodHead+goodLeak+listBoth, people(1500))}, "only the first has a list mobile of invented-2026; only the second has a list mobile+id4 of invented-2026"},
		{"another policy", []string{a, buildFile(t, internal, people(1500))}, `the policy of list mobile of invented-2026 is "deniable" in the first and "internal" in the second`},
		{"another population", []string{a, buildFile(t, small, people(1100))}, `the population of list mobile of invented-2026 is "1000000000" in the first and "750000" in the second; the number of bits`},
		{"another leak", []string{a, buildFile(t, strings.ReplaceAll(spec, "invented-2026", "invented-2025"), people(1500))}, "only the second has a list mobile of invented-2025"},
		{"another title", []string{a, buildFile(t, replace(t, spec, "Invented leak", "Other leak"), people(1500))}, `the title of leak invented-2026 is "Invented leak" in the first and "Other leak"`},
		{"more lists", []string{a, buildFile(t, internal+strings.ReplaceAll(replace(t, listBoth, "confirmable", "internal"), "population", "false_positive = 1e-6\npopulation"), people(1500))}, "only the second has a list mobile+id4"},
		{"a shard is missing", []string{a, four[0], four[1], four[3]}, "missing are those with the numbers 3 "},
		{"a shard alone", []string{a, four[0]}, "missing are those with the numbers 2, 3, 4 "},
		{"a shard of another build", []string{four[0], others[1], four[2], four[3]}, "missing are those with the numbers 2 (or they were built from another list)"},
		{"too many together", []string{buildFile(t, small, people(1200)), buildFile(t, small, someone(2400, func(i int) bool { return i >= 1200 }))}, "the list is too long for its population"},
		{"no longer exact", []string{buildFile(t, full, people(2000)), buildFile(t, full, someone(4000, func(i int) bool { return i >= 2000 }))}, "refused: together they "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "m.neem"), []byte("older"), 0o600); err != nil {
				t.Fatal(err)
			}
			before := snapshot(t, dir)
			for _, out := range []string{filepath.Join(dir, "m.neem"), filepath.Join(dir, "new", "folder")} {
				if _, err := Merge(t.Context(), tt.paths, out, MergeOptions{}); err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%v, want %q", err, tt.want)
				}
				same(t, before, snapshot(t, dir))
			}
		})
	}
}

// The result is never put where an input is.
func TestMergeOutput(t *testing.T) {
	spec := goodHead + goodLeak + goodList
	a, b := buildFile(t, spec, people(1500)), buildFile(t, spec, people(1600))
	for _, out := range []string{a, filepath.Join(filepath.Dir(b), ".", "x.neem"), filepath.Dir(a)} {
		before := snapshot(t, filepath.Dir(a))
		if _, err := Merge(t.Context(), []string{a, b}, out, MergeOptions{}); err == nil || !strings.Contains(err.Error(), "for the result") {
			t.Errorf("%v", err)
		}
		same(t, before, snapshot(t, filepath.Dir(a)))
	}
	for _, out := range []string{"", filepath.Join(t.TempDir(), "none", "x.neem")} {
		if _, err := Merge(t.Context(), []string{a, b}, out, MergeOptions{}); err == nil {
			t.Errorf("%q: no error", out)
		}
	}
	if _, err := Merge(t.Context(), []string{a, b}, filepath.Join(t.TempDir(), "x.neem"), MergeOptions{Shards: 2}); err == nil || !strings.Contains(err.Error(), "name a folder") {
		t.Errorf("%v", err)
	}
}

// Whatever the moment of an interrupt, an older pack stays and nothing else.
func TestMergeInterrupt(t *testing.T) {
	spec := goodHead + goodLeak + goodList
	a, b := buildFile(t, spec, people(1500)), buildFile(t, spec, people(1600))
	dir := t.TempDir()
	out := filepath.Join(dir, "m.neem")
	if err := os.WriteFile(out, []byte("older"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	for _, stage := range []string{"verifying", "counting", "writing"} {
		ctx, cancel := context.WithCancel(t.Context())
		seen := false
		_, err := Merge(ctx, []string{a, b}, out, MergeOptions{Progress: func(p Progress) {
			if strings.HasPrefix(p.Stage, stage) {
				seen = true
				cancel()
			}
		}})
		cancel()
		if !seen || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: seen %v, %v", stage, seen, err)
		}
		same(t, before, snapshot(t, dir))
	}
}

// An input that changes while it is merged is noticed.
func TestMergeChangedMeanwhile(t *testing.T) {
	spec := goodHead + goodLeak + goodList
	a, b := buildFile(t, spec, people(1500)), buildFile(t, spec, people(1600))
	c := mustRead(t, buildFile(t, spec, people(1700)))
	out := filepath.Join(t.TempDir(), "m.neem")
	_, err := Merge(t.Context(), []string{a, b}, out, MergeOptions{Progress: func(p Progress) {
		if p.Stage == "counting" {
			if err := os.WriteFile(b, []byte(c), 0o600); err != nil {
				t.Error(err)
			}
		}
	}})
	if err == nil || !strings.Contains(err.Error(), "changed meanwhile") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a pack was written")
	}
}

// Packs made with other rules are neither merged nor compared.
func TestCheckRules(t *testing.T) {
	good := pack.Header{Format: pack.Format, Table: bucket.Version}
	h := verify(t, buildFile(t, goodSpec, people(1500)))
	good.Normaliser = h.Normaliser
	if err := checkRules(good); err != nil {
		t.Error(err)
	}
	for _, change := range []func(*pack.Header){
		func(h *pack.Header) { h.Format-- },
		func(h *pack.Header) { h.Table-- },
		func(h *pack.Header) { h.Normaliser-- },
	} {
		other := good
		change(&other)
		if err := checkRules(other); err == nil || !strings.Contains(err.Error(), "build it again from its source") {
			t.Errorf("%+v: %v", other, err)
		}
	}
}

// Lists and leaks that stand in another order are put in one that does not
// depend on the order of the packs.
func TestMergeOrder(t *testing.T) {
	second := strings.ReplaceAll(goodLeak, "invented-2026", "invented-2025")
	list := strings.ReplaceAll(goodList, "invented-2026", "invented-2025")
	a := buildFile(t, goodHead+goodLeak+second+goodList+list, people(1500))
	b := buildFile(t, goodHead+second+goodLeak+list+goodList, people(1600))
	var first string
	for _, paths := range [][]string{{a, b}, {b, a}} {
		out := filepath.Join(t.TempDir(), "m.neem")
		if _, err := Merge(t.Context(), paths, out, MergeOptions{}); err != nil {
			t.Fatal(err)
		}
		if h := verify(t, out); h.Lists[0].Leak != "invented-2025" || h.Leaks[0].ID != "invented-2025" {
			t.Errorf("%+v", h.Leaks)
		}
		if first == "" {
			first = mustRead(t, out)
		}
		if mustRead(t, out) != first {
			t.Error("the order of the packs matters")
		}
	}
}

// Files that each verify, and do not add up to what their headers count, are
// not one pack: a part that somebody lies in is missing, or counted twice.
func TestShardsThatDoNotFit(t *testing.T) {
	const bits, all = 18, 1 << 18
	ctx := t.Context()
	write := func(dir string, shard int, from, to, total uint64, set []uint64) {
		w, err := pack.Create(ctx, filepath.Join(dir, fmt.Sprintf("%d.neem", shard)), 0)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Abort()
		l := pack.List{
			Leak: "invented-2026", Shape: bucket.PasswordSHA1, Policy: bucket.Public, Bits: bits, Coverage: "Invented",
			From: from, To: to, Total: total,
		}
		if _, err := w.AddList(ctx, l, walk(set, nil)); err != nil {
			t.Fatal(err)
		}
		h := pack.Header{
			ID: "test/list", Edition: 1, Publisher: "Invented Publisher", Shard: shard, Shards: 2,
			Leaks: []pack.Leak{{ID: "invented-2026", Title: "Invented leak", Date: "2026-01-31", Status: "alleged"}},
		}
		if _, err := w.Commit(ctx, h); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name              string
		end, begin, total uint64
		last              uint64
		ok                bool
	}{
		{"good", all / 2, all / 2, 4, all, true},
		{"a bucket is missing", all / 2, all / 2, 5, all, false},
		{"a gap", all / 2, all/2 + 1, 4, all, false},
		{"an overlap", all/2 + 1, all / 2, 4, all, false},
		{"the end is missing", all / 2, all / 2, 4, all - 1, false},
	}
	for _, tt := range tests {
		dir := t.TempDir()
		write(dir, 1, 0, tt.end, tt.total, []uint64{1, all / 4})
		write(dir, 2, tt.begin, tt.last, tt.total, []uint64{all/2 + 7, all - 9})
		for _, f := range []string{"1.neem", "2.neem"} {
			verify(t, filepath.Join(dir, f))
		}
		out := filepath.Join(t.TempDir(), "m.neem")
		if _, err := Merge(ctx, []string{dir}, out, MergeOptions{}); (err == nil) != tt.ok || err != nil && !errors.Is(err, errSum) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if _, err := Diff(ctx, dir, dir, nil); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// Two lists of one shape and leak cannot be told apart.
func TestMergeTwins(t *testing.T) {
	list := replace(t, replace(t, goodList, "deniable", "internal"), "population = 1000000000", "false_positive = 1e-6")
	a := buildFile(t, goodHead+goodLeak+list+list, people(1500))
	b := buildFile(t, goodHead+goodLeak+list, people(1500))
	_, err := Merge(t.Context(), []string{b, a}, filepath.Join(t.TempDir(), "m.neem"), MergeOptions{})
	if err == nil || !strings.Contains(err.Error(), "two lists mobile of invented-2026") {
		t.Errorf("%v", err)
	}
	if _, err := Diff(t.Context(), a, b, nil); err == nil || !strings.Contains(err.Error(), "two lists") {
		t.Errorf("%v", err)
	}
}

// A pack in which two lists of one leak tell people apart, made by another
// program, is not carried on by merging.
func TestMergeJointBound(t *testing.T) {
	ctx := t.Context()
	write := func(edition uint64) string {
		path := filepath.Join(t.TempDir(), "x.neem")
		w, err := pack.Create(ctx, path, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Abort()
		for _, shape := range []bucket.Shape{bucket.Mobile, bucket.Email} {
			l := pack.List{Leak: "invented-2026", Shape: shape, Policy: bucket.Deniable, Population: 1_000_000_000, Coverage: "Invented", Total: 1200}
			if l.Bits, err = bucket.Bits(shape, l.Policy, 0, l.Population, 0); err != nil {
				t.Fatal(err)
			}
			l.To = l.Buckets()
			var set []uint64
			for i := range l.Total {
				set = append(set, i*1000+edition)
			}
			if _, err := w.AddList(ctx, l, walk(set, nil)); err != nil {
				t.Fatal(err)
			}
		}
		h := pack.Header{
			ID: "test/list", Edition: edition, Publisher: "Invented Publisher", Shard: 1, Shards: 1,
			Leaks: []pack.Leak{{ID: "invented-2026", Title: "Invented leak", Date: "2026-01-31", Status: "alleged"}},
		}
		if _, err := w.Commit(ctx, h); err != nil {
			t.Fatal(err)
		}
		return path
	}
	_, err := Merge(ctx, []string{write(1), write(2)}, filepath.Join(t.TempDir(), "m.neem"), MergeOptions{Edition: 3})
	if _, ok := errors.AsType[*RefusedError](err); !ok || !strings.Contains(err.Error(), "second list of the people of leak") {
		t.Errorf("%v", err)
	}
}

// Input is verified and not only read: figures that the header makes up are
// found before anything is made of them.
func TestMergeVerifies(t *testing.T) {
	spec := goodHead + goodLeak + listBoth
	a, b := buildFile(t, spec, people(1500)), buildFile(t, spec, people(1600))
	p, err := pack.Open(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	h := p.Header()
	l := h.Lists[0]
	l.GroupOccupied = slices.Clone(l.GroupOccupied)
	slices.Reverse(l.GroupOccupied) // adds up, and is not so
	if slices.Equal(l.GroupOccupied, h.Lists[0].GroupOccupied) {
		t.Fatal("the test needs groups that differ")
	}
	lying := filepath.Join(t.TempDir(), "lying.neem")
	w, err := pack.Create(t.Context(), lying, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	if _, err := w.AddList(t.Context(), l, p.Buckets(t.Context(), 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	if _, err := Merge(t.Context(), []string{a, lying}, filepath.Join(t.TempDir(), "m.neem"), MergeOptions{}); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("%v", err)
	}
	if _, err := Diff(t.Context(), a, lying, nil); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("%v", err)
	}
}
