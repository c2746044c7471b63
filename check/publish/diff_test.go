package publish

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"neem/check/pack"
)

func mustDiff(t *testing.T, older, newer string) DiffReport {
	t.Helper()
	r, err := Diff(t.Context(), older, newer, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestDiff(t *testing.T) {
	spec := goodHead + goodLeak + listBoth
	older := buildFile(t, spec, people(2000))
	// 100 went, 300 came.
	newer := buildFile(t, replace(t, replace(t, spec, "edition = 1", "edition = 2"), `coverage = "Invented people"`, `coverage = "More people"`),
		someone(2300, func(i int) bool { return i >= 100 }))
	r := mustDiff(t, older, newer)
	l := r.Lists[0]
	if r.Same || len(r.Lists) != 1 || l.Added != 300 || l.Removed != 100 || l.Kept != 1900 || l.Bits != 26 ||
		l.Old.Occupied != 2000 || l.New.Occupied != 2200 || l.Old.FalsePositive <= 0 || *l.New.Anonymity < 11 || l.Old.Buckets != 1250<<26 {
		t.Errorf("%+v, %+v, %+v", r, l.Old, l.New)
	}
	want := []Change{{"the edition", "1", "2"}, {"the coverage of list mobile+id4 of invented-2026", "Invented people", "More people"}}
	if len(r.Header) != 2 || r.Header[0] != want[0] || r.Header[1] != want[1] {
		t.Errorf("%+v", r.Header)
	}
	if r.Old.Edition != 1 || r.New.Edition != 2 || r.Old.Files != 1 || r.Old.Bytes == 0 {
		t.Errorf("%+v", r)
	}
	if r := mustDiff(t, older, older); !r.Same || len(r.Header) != 0 || r.Lists[0].Kept != 2000 {
		t.Errorf("%+v", r)
	}
	// It says how many, not which: every number in it is a count or a figure.
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for b, err := range (whole{[]inFile{{path: newer, root: rootOf(t, newer)}}}).buckets(0)(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) > 6 && strings.Contains(string(data), string(text)) {
			t.Fatal("a bucket is shown")
		}
	}
}

func rootOf(t *testing.T, path string) pack.Digest {
	t.Helper()
	p, err := pack.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	return p.Root()
}

// A folder of shards is compared as one pack; a shard with the same shard.
func TestDiffShards(t *testing.T) {
	spec := goodHead + goodLeak + goodList
	one := buildFile(t, spec, people(2000))
	build := func(n, shards int) Report {
		r, err := Build(t.Context(), load(t, spec, map[string]string{"people.csv": people(n)}), t.TempDir(), Options{Shards: shards})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	four, more := build(2000, 4), build(2100, 4)
	folder := filepath.Dir(four.Files[0])
	r := mustDiff(t, one, folder)
	if r.Same || r.Lists[0].Added+r.Lists[0].Removed != 0 || len(r.Header) != 1 || r.Header[0] != (Change{"the number of files that the pack comes in", "1", "4"}) {
		t.Errorf("%+v", r)
	}
	var added uint64
	for i := range four.Files {
		l := mustDiff(t, four.Files[i], more.Files[i]).Lists[0]
		if l.Removed != 0 {
			t.Errorf("%+v", l)
		}
		added += l.Added
	}
	whole := mustDiff(t, folder, filepath.Dir(more.Files[0])).Lists[0]
	if added == 0 || added != whole.Added || whole.Added != whole.New.Occupied-whole.Old.Occupied {
		t.Errorf("%d added in shards, %+v", added, whole)
	}
	for _, other := range []string{one, more.Files[1]} {
		if _, err := Diff(t.Context(), four.Files[0], other, nil); err == nil || !strings.Contains(err.Error(), "cover different parts of the list") {
			t.Errorf("%v", err)
		}
	}
	if err := os.Remove(four.Files[2]); err != nil {
		t.Fatal(err)
	}
	if _, err := Diff(t.Context(), one, folder, nil); err == nil || !strings.Contains(err.Error(), "the numbers 3 ") {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "x.neem"), []byte(mustRead(t, one)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Diff(t.Context(), one, folder, nil); err == nil || !strings.Contains(err.Error(), "holds several packs") {
		t.Errorf("%v", err)
	}
}

// Lists that are not cut equally fine are compared as the coarser one is.
func TestDiffOtherBits(t *testing.T) {
	list := replace(t, replace(t, listBoth, "confirmable", "internal"), "population", "false_positive = 1e-6\npopulation")
	spec := goodHead + goodLeak + list
	older := buildFile(t, spec, people(2000))
	newer := buildFile(t, replace(t, spec, "1e-6", "1e-8"), people(2100))
	r := mustDiff(t, older, newer)
	l := r.Lists[0]
	if l.Old.Bits >= l.New.Bits || l.Bits != l.Old.Bits || l.Removed != 0 || l.Kept != l.Old.Occupied || l.Added < 90 || l.Added > 100 {
		t.Errorf("%+v, %+v, %+v", l, l.Old, l.New)
	}
	if len(r.Header) != 1 || !strings.HasPrefix(r.Header[0].What, "the number of bits") {
		t.Errorf("%+v", r.Header)
	}
	if back := mustDiff(t, newer, older).Lists[0]; back.Removed != l.Added || back.Kept != l.Kept {
		t.Errorf("%+v", back)
	}
}

// A list that only one pack has is added or removed whole.
func TestDiffOtherLists(t *testing.T) {
	both := strings.ReplaceAll(listBoth, "invented-2026", "invented-2025")
	leak := strings.ReplaceAll(goodLeak, "invented-2026", "invented-2025")
	older := buildFile(t, goodHead+goodLeak+goodList, people(2000))
	newer := buildFile(t, goodHead+leak+both, people(1500))
	r := mustDiff(t, older, newer)
	if len(r.Lists) != 2 || r.Lists[0].Old != nil || r.Lists[0].Added != 1500 || r.Lists[1].New != nil || r.Lists[1].Removed != 2000 || r.Lists[0].Kept+r.Lists[1].Kept != 0 {
		t.Errorf("%+v", r.Lists)
	}
	if len(r.Header) != 2 {
		t.Errorf("%+v", r.Header)
	}
}

func TestDiffErrors(t *testing.T) {
	spec := goodHead + goodLeak + goodList
	a := buildFile(t, spec, people(2000))
	b := []byte(mustRead(t, a))
	b[len(b)/2] ^= 1
	damaged := filepath.Join(t.TempDir(), "b.neem")
	if err := os.WriteFile(damaged, b, 0o600); err != nil {
		t.Fatal(err)
	}
	none := t.TempDir()
	for other, want := range map[string]string{
		damaged:                       "the file is damaged",
		filepath.Join(none, "x.neem"): "the file is not there",
		none:                          "holds no pack",
	} {
		for _, pair := range [][2]string{{a, other}, {other, a}} {
			if _, err := Diff(t.Context(), pair[0], pair[1], nil); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
	}
	for _, stage := range []string{"verifying", "comparing"} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := Diff(ctx, a, a, func(p Progress) {
			if strings.HasPrefix(p.Stage, stage) {
				cancel()
			}
		})
		cancel()
		if stage == "verifying" && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", stage, err)
		}
	}
}
