package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"neem/check/bucket"
	"neem/check/pack"
)

// people returns a CSV of n invented people: mobiles +91 6000000000 and on,
// with the last four of an ID beside each.
func people(n int) string {
	var b strings.Builder
	b.WriteString("Mobile No,ID last four\n")
	for i := range n {
		fmt.Fprintf(&b, "60000%05d,%04d\n", i, i*7%10000)
	}
	return b.String()
}

// shuffle puts the lines of a CSV in another order, every third one twice.
func shuffle(csv string, seed uint64) string {
	head, rest, _ := strings.Cut(csv, "\n")
	lines := strings.SplitAfter(strings.TrimSuffix(rest, "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\n") + "\n"
	}
	for i := 0; i < len(lines)*3/4; i += 3 {
		lines = append(lines, lines[i])
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	return head + "\n" + strings.Join(lines, "")
}

const listBoth = `[[list]]
leak = "invented-2026"
shape = "mobile+id4"
policy = "confirmable"
population = 1400000000
coverage = "Invented people"
source = { format = "csv", file = "people.csv", columns = { mobile = "Mobile No", id4 = "ID last four" } }
`

func load(t *testing.T, spec string, sources map[string]string) *Spec {
	t.Helper()
	s, err := LoadSpec(writeSpec(t, spec, sources))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// snapshot returns the files below a folder and what is in them; folders end
// in a slash.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil || e.IsDir() {
			all[name+"/"] = ""
			return err
		}
		b, err := os.ReadFile(path)
		all[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func same(t *testing.T, before, after map[string]string) {
	t.Helper()
	if !maps.Equal(before, after) {
		t.Errorf("the folder was changed: it had %q and has %q", slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(after)))
	}
}

func verify(t *testing.T, path string) pack.Header {
	t.Helper()
	p, err := pack.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	if err := p.Verify(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return p.Header()
}

func TestBuild(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "x.neem")
	r, err := Build(t.Context(), load(t, goodHead+goodLeak+listBoth, map[string]string{"people.csv": people(3000)}), out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(out)
	if err != nil {
		t.Fatal(err)
	}
	l := r.Lists[0]
	if len(r.Files) != 1 || r.Files[0] != out || r.Bytes != info.Size() || len(r.Lists) != 1 ||
		l.Rows != 3000 || l.Bad != 0 || l.Keys != 3000 || l.Bits != 26 || l.Buckets != 1250<<26 || l.Occupied < 2990 ||
		l.Anonymity < 11 || l.Anonymity >= 22 || l.FalsePositive <= 0 || l.ListedShare < 0.95 || l.BitsPerKey() < l.BitsPerKeyBound() {
		t.Errorf("%+v", r)
	}
	h := verify(t, out)
	if h.ID != "test/invented" || h.Lists[0].Occupied != l.Occupied || h.Lists[0].Policy != bucket.Confirmable {
		t.Errorf("%+v", h)
	}
	if left := snapshot(t, dir); len(left) != 2 {
		t.Errorf("left behind: %q", slices.Sorted(maps.Keys(left)))
	}
}

// The same entries in another order, some twice, in memory or not, give the
// same bytes.
func TestDeterministic(t *testing.T) {
	spec := goodHead + goodLeak + listBoth
	for _, folder := range []bool{false, true} {
		var first map[string]string
		for i, opts := range []Options{{}, {chunk: 7}, {chunk: 1000}} {
			source := people(3000)
			if i > 0 {
				source = shuffle(source, uint64(i))
			}
			dir := t.TempDir()
			out := dir
			if !folder {
				out = filepath.Join(dir, "x.neem")
			}
			opts.ShardBytes = 2000
			r, err := Build(t.Context(), load(t, spec, map[string]string{"people.csv": source}), out, opts)
			if err != nil {
				t.Fatal(err)
			}
			if l := r.Lists[0]; l.Keys != 3000 || i > 0 && l.Rows != 4000 {
				t.Errorf("%d rows, %d keys", l.Rows, l.Keys)
			}
			if first == nil {
				first = snapshot(t, dir)
			}
			same(t, first, snapshot(t, dir))
		}
	}
}

// An output folder gets shards that touch, hold every occupied bucket once,
// and keep the bound on their size; some may be empty.
func TestShards(t *testing.T) {
	// All hashes are in the first hundredth of the range.
	var pwned strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&pwned, "%04X%036X:1\n", i*7%600, i)
	}
	public := `[[list]]
leak = "invented-2026"
shape = "password-sha1"
policy = "public"
false_positive = 1e-6
coverage = "Invented passwords"
source = { format = "pwned-passwords", file = "pwned.txt" }
`
	s := load(t, goodHead+goodLeak+listBoth+public, map[string]string{"people.csv": people(3000), "pwned.txt": pwned.String()})
	dir := filepath.Join(t.TempDir(), "new", "folder")
	r, err := Build(t.Context(), s, dir, Options{ShardBytes: 2000, chunk: 100})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Files) < 4 || filepath.Base(r.Files[1]) != fmt.Sprintf("invented-e1-0002-of-%04d.neem", len(r.Files)) {
		t.Fatalf("%q", r.Files)
	}
	if got := len(snapshot(t, dir)); got != len(r.Files)+1 {
		t.Errorf("%d files in the folder, %d made", got-1, len(r.Files))
	}
	next := make([]uint64, 2)
	occupied := make([]uint64, 2)
	empty := 0
	for i, path := range r.Files {
		h := verify(t, path)
		if h.Shard != i+1 || h.Shards != len(r.Files) {
			t.Errorf("%s is shard %d of %d", path, h.Shard, h.Shards)
		}
		for j, l := range h.Lists {
			if l.From != next[j] {
				t.Errorf("%s: list %d begins at %d, and %d is the next bucket", path, j, l.From, next[j])
			}
			next[j] = l.To
			occupied[j] += l.Occupied
			if l.Occupied == 0 {
				empty++
			}
		}
	}
	for j, l := range r.Lists {
		if next[j] != l.Buckets || occupied[j] != l.Occupied {
			t.Errorf("list %d: shards end at %d of %d and hold %d of %d", j, next[j], l.Buckets, occupied[j], l.Occupied)
		}
	}
	if empty == 0 {
		t.Error("the test has no empty shard")
	}
}

// A small list beside a large one does not stop shards from being made.
func TestShardsOfATinyList(t *testing.T) {
	tiny := `[[list]]
leak = "invented-2026"
shape = "password-sha1"
policy = "internal"
false_positive = 0.25
coverage = "Invented passwords"
source = { format = "pwned-passwords", file = "pwned.txt" }
`
	s := load(t, goodHead+goodLeak+listBoth+tiny, map[string]string{
		"people.csv": people(3000), "pwned.txt": strings.Repeat("A", 40) + ":1\n",
	})
	r, err := Build(t.Context(), s, t.TempDir(), Options{ShardBytes: 1000})
	if err != nil || len(r.Files) != 4 || r.Lists[1].Buckets != 4 {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, path := range r.Files {
		verify(t, path)
	}
}

// A second build replaces the first one's files and no others.
func TestRebuild(t *testing.T) {
	dir := t.TempDir()
	build := func(edition int, people string, limit int64) Report {
		spec := replace(t, goodHead+goodLeak+listBoth, "edition = 1", fmt.Sprint("edition = ", edition))
		r, err := Build(t.Context(), load(t, spec, map[string]string{"people.csv": people}), dir, Options{ShardBytes: limit})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	first := build(1, people(3000), 2000)
	second := build(2, people(3100), 4000)
	again := build(2, people(3200), 2000)
	if len(second.Files) == len(again.Files) {
		t.Fatal("the test needs another number of shards")
	}
	want := []string{"./", "notes.txt"}
	for _, f := range slices.Concat(first.Files, again.Files) {
		want = append(want, filepath.Base(f))
		verify(t, f)
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(snapshot(t, dir))); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestRefusals(t *testing.T) {
	var oneGroup strings.Builder
	oneGroup.WriteString("Mobile No,ID last four\n")
	for i := range 2000 {
		fmt.Fprintf(&oneGroup, "60000%05d,1234\n", i)
	}
	tests := []struct {
		name, spec, source, want string
	}{
		{"more entries than possible", replace(t, goodSpec, "population = 1000000000", "population = 1999"), people(2000), "2000 different entries, but population says that only 1999 are possible"},
		{"few people", goodSpec, people(900), "only 900 buckets would be occupied, and at least 1000 are needed"},
		{"the same person often", goodSpec, "Mobile No\n" + strings.Repeat("6000000001\n", 2000), "only 1 buckets would be occupied"},
		{"too many for the population", replace(t, goodSpec, "population = 1000000000", "population = 500000"), people(2000), "the list is too long for its population"},
		{"one crowded group", replace(t, goodHead+goodLeak+listBoth, "population = 1400000000", "population = 1000000"), oneGroup.String(), "in one group 3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			before := snapshot(t, dir)
			_, err := Build(t.Context(), load(t, tt.spec, map[string]string{"people.csv": tt.source}), filepath.Join(dir, "x.neem"), Options{})
			if _, ok := errors.AsType[*RefusedError](err); !ok || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			same(t, before, snapshot(t, dir))
		})
	}
}

// The same number of people spread over the groups is fine.
func TestNoCrowdedGroup(t *testing.T) {
	spec := replace(t, goodHead+goodLeak+listBoth, "population = 1400000000", "population = 1000000")
	if _, err := Build(t.Context(), load(t, spec, map[string]string{"people.csv": people(2000)}), filepath.Join(t.TempDir(), "x.neem"), Options{}); err != nil {
		t.Error(err)
	}
}

func TestSkipBad(t *testing.T) {
	source := people(2000) + "not a number,1234\n6000000001\n6000000001,12345678\n"
	spec := goodHead + goodLeak + listBoth
	out := filepath.Join(t.TempDir(), "x.neem")
	if _, err := Build(t.Context(), load(t, spec, map[string]string{"people.csv": source}), out, Options{}); err == nil || !strings.Contains(err.Error(), "line 2002") {
		t.Errorf("%v", err)
	}
	r, err := Build(t.Context(), load(t, spec, map[string]string{"people.csv": source}), out, Options{SkipBad: true})
	if err != nil || r.Lists[0].Bad != 3 || r.Lists[0].Rows != 2003 || r.Lists[0].Keys != 2000 {
		t.Errorf("%+v, %v", r, err)
	}
	// Skipping everything is no list.
	if _, err := Build(t.Context(), load(t, goodSpec, map[string]string{"people.csv": "Mobile No\nx\n"}), out, Options{SkipBad: true}); err == nil || !strings.Contains(err.Error(), "no entries") {
		t.Errorf("%v", err)
	}
}

// Whatever the moment of an interrupt, the output is as it was: the folder,
// and an older pack in it.
func TestInterrupt(t *testing.T) {
	sources := map[string]string{"people.csv": shuffle(people(3000), 1)}
	spec := goodHead + goodLeak + listBoth
	goroutines := runtime.NumGoroutine()
	for _, folder := range []bool{false, true} {
		for _, stage := range []string{"reading people.csv", "sorting", "counting", "writing x.neem", "writing invented-e1-0001", "writing invented-e1-0003"} {
			if strings.HasPrefix(stage, "writing") && strings.Contains(stage, "invented") != folder {
				continue
			}
			t.Run(fmt.Sprintf("%s, folder %v", stage, folder), func(t *testing.T) {
				dir := t.TempDir()
				out := dir
				if !folder {
					out = filepath.Join(dir, "x.neem")
				}
				opts := Options{ShardBytes: 2000, chunk: 100}
				older := load(t, spec, map[string]string{"people.csv": people(2500)})
				if _, err := Build(t.Context(), older, out, opts); err != nil {
					t.Fatal(err)
				}
				before := snapshot(t, dir)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				seen := false
				opts.Progress = func(p Progress) {
					if strings.HasPrefix(p.Stage, stage) && !seen {
						seen = true
						if now := snapshot(t, dir); len(now) <= len(before) {
							t.Error("nothing is under way")
						}
						cancel()
					}
				}
				_, err := Build(ctx, load(t, spec, sources), out, opts)
				if !seen || !errors.Is(err, context.Canceled) {
					t.Errorf("seen %v, %v", seen, err)
				}
				same(t, before, snapshot(t, dir))
			})
		}
	}
	for range 1000 { // database/sql ends its goroutines a little later
		if runtime.NumGoroutine() <= goroutines+2 {
			return
		}
		runtime.Gosched()
		runtime.GC()
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), goroutines)
}

// An interrupt in the last moment still leaves everything as it was.
func TestInterruptAtTheEnd(t *testing.T) {
	dir := t.TempDir()
	before := snapshot(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	opts := Options{Progress: func(p Progress) {
		if strings.HasPrefix(p.Stage, "writing") && p.Done == p.Total {
			cancel()
		}
	}}
	if _, err := Build(ctx, load(t, goodSpec, map[string]string{"people.csv": people(2000)}), filepath.Join(dir, "x.neem"), opts); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	same(t, before, snapshot(t, dir))
}

// A failure at any point leaves an older pack as it was, and no folder that
// was not there.
func TestFailure(t *testing.T) {
	spec := goodHead + goodLeak + listBoth
	dir := t.TempDir()
	out := filepath.Join(dir, "x.neem")
	if _, err := Build(t.Context(), load(t, spec, map[string]string{"people.csv": people(2000)}), out, Options{}); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	for name, s := range map[string]*Spec{
		"bad last line":    load(t, spec, map[string]string{"people.csv": people(3000) + "x,y\n"}),
		"no source":        load(t, spec, nil),
		"source is folder": load(t, replace(t, spec, "people.csv", "."), nil),
		"nobody":           load(t, spec, map[string]string{"people.csv": "Mobile No,ID last four\n"}),
		"second list bad": load(t, spec+replace(t, replace(t, replace(t, goodList, "deniable", "internal"), "population = 1000000000", "false_positive = 1e-6"), "people.csv", "none.csv"),
			map[string]string{"people.csv": people(3000)}),
	} {
		if _, err := Build(t.Context(), s, out, Options{chunk: 100}); err == nil {
			t.Errorf("%s: no error", name)
		}
		same(t, before, snapshot(t, dir))
		if _, err := Build(t.Context(), s, filepath.Join(dir, "new", "folder"), Options{chunk: 100}); err == nil {
			t.Errorf("%s: no error", name)
		}
		same(t, before, snapshot(t, dir))
	}
}

// One shard that cannot be put in its place leaves all as they were.
func TestFailureOfOneShard(t *testing.T) {
	spec := goodHead + goodLeak + listBoth
	dir := t.TempDir()
	opts := Options{ShardBytes: 2000}
	r, err := Build(t.Context(), load(t, spec, map[string]string{"people.csv": people(3000)}), dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	last := r.Files[len(r.Files)-1]
	if err := errors.Join(os.Remove(last), os.Mkdir(last, 0o700), os.WriteFile(filepath.Join(last, "mine"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	if _, err := Build(t.Context(), load(t, spec, map[string]string{"people.csv": people(3010)}), dir, opts); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("%v", err)
	}
	same(t, before, snapshot(t, dir))
}

// An output that is no pack is not overwritten, least of all the source.
func TestOutput(t *testing.T) {
	path := writeSpec(t, goodSpec, map[string]string{"people.csv": people(2000)})
	s, err := LoadSpec(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	before := snapshot(t, dir)
	for _, out := range []string{"", path, filepath.Join(dir, "people.csv"), filepath.Join(dir, "people.csv", "x.neem"), filepath.Join(dir, "none", "x.neem"), filepath.Join(dir, "people.csv", "folder")} {
		if _, err := Build(t.Context(), s, out, Options{}); err == nil {
			t.Errorf("%q: no error", out)
		}
		same(t, before, snapshot(t, dir))
	}
	// Names with signs that a database URI has a use for.
	for _, name := range []string{"a b#c%41?d=e&f.neem", "पत्ते.NEEM", "x.neem"} {
		if runtime.GOOS == "windows" && strings.Contains(name, "?") {
			continue
		}
		out := filepath.Join(t.TempDir(), name)
		if _, err := Build(t.Context(), s, out, Options{}); err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		verify(t, out)
	}
}

// What waits in temporary files while a build runs is for its owner only; the
// pack is for everybody.
func TestPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other permissions")
	}
	dir := t.TempDir()
	out := filepath.Join(dir, "x.neem")
	looked := 0
	opts := Options{chunk: 100, Progress: func(Progress) {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || path == dir {
				return err
			}
			info, err := e.Info()
			if err != nil {
				return err
			}
			looked++
			if info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: %v", path, info.Mode())
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}}
	if _, err := Build(t.Context(), load(t, goodHead+goodLeak+listBoth, map[string]string{"people.csv": people(3000)}), out, opts); err != nil {
		t.Fatal(err)
	}
	if looked < 10 {
		t.Errorf("only %d files were looked at", looked)
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// Several entries in one bucket occupy it once.
func TestSharedBuckets(t *testing.T) {
	list := replace(t, replace(t, goodList, "deniable", "internal"), "population = 1000000000", "false_positive = 0.5")
	out := filepath.Join(t.TempDir(), "x.neem")
	r, err := Build(t.Context(), load(t, goodHead+goodLeak+list, map[string]string{"people.csv": people(2000)}), out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	// 2000 in 4096 buckets occupy 4096·(1 − e^(−2000/4096)) = 1582 or so.
	if l := r.Lists[0]; l.Keys != 2000 || l.Buckets != 4096 || l.Occupied < 1500 || l.Occupied > 1660 || l.FalsePositive != float64(l.Occupied)/4096 {
		t.Errorf("%+v", l)
	}
	verify(t, out)
}

// An internal list is as exact as was asked for, and no more; without a
// population it gets the usual one.
func TestInternal(t *testing.T) {
	list := replace(t, replace(t, goodList, "deniable", "internal"), "population = 1000000000", "false_positive = 1e-6")
	out := filepath.Join(t.TempDir(), "x.neem")
	r, err := Build(t.Context(), load(t, goodHead+goodLeak+list, map[string]string{"people.csv": people(10)}), out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := r.Lists[0]
	if l.FalsePositive > 1e-6 || 2*l.FalsePositive < 1e-6 || l.Population != bucket.DefaultPopulation("mobile") {
		t.Errorf("%+v", l)
	}
	if h := verify(t, out); h.Lists[0].Policy != bucket.Internal {
		t.Errorf("%+v", h)
	}
}
