package library_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"neem/check"
	"neem/check/library"
	"neem/check/store"
	"neem/check/supply/testrepo"
)

// While another program installs one edition after the other, each entry is a
// pack that can be asked: a row of one moment never stands beside the packs of
// another.
func TestEntriesFitTheirPacks(t *testing.T) {
	dir := t.TempDir()
	open := func() *store.Store {
		s, err := store.Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	mine, other := open(), open()
	const editions = 30
	var files []string
	for e := range uint64(editions) {
		made, err := testrepo.Pack(t.Context(), t.TempDir(), testrepo.Spec{ID: "invented/members", Edition: e + 1, Shards: 1, Keys: 50})
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, made...)
	}
	ctx, done := context.WithCancel(t.Context())
	go func() {
		defer done()
		for _, f := range files {
			if _, err := other.Import(t.Context(), f, nil); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	for ctx.Err() == nil {
		lib, err := library.Open(t.Context(), os.DirFS(filepath.Dir(files[0])), filepath.Base(files[0]), mine, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range lib.Entries() {
			if e.Err != nil || e.Header.ID == "" {
				t.Errorf("%+v", e)
			}
		}
		if err := lib.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Packs that lie beside a program are used as they lie there: the newest edition
// of each, unless one of its name is installed or built in; one that is damaged
// is told of.
func TestBeside(t *testing.T) {
	dir := t.TempDir()
	st, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	of := func(id string, edition uint64) string {
		made, err := testrepo.Pack(t.Context(), t.TempDir(), testrepo.Spec{ID: id, Edition: edition, Shards: 1, Keys: 50})
		if err != nil {
			t.Fatal(err)
		}
		return made[0]
	}
	starter := of("invented/starter", 1)
	if _, err := st.Import(t.Context(), of("invented/installed", 1), nil); err != nil {
		t.Fatal(err)
	}
	damaged := of("invented/damaged", 1)
	data, err := os.ReadFile(damaged)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(damaged, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	two := of("invented/members", 2)
	lib, err := library.Open(t.Context(), os.DirFS(filepath.Dir(starter)), filepath.Base(starter), st, nil,
		of("invented/members", 1), two, two, of("invented/installed", 2), of("invented/starter", 2), damaged)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lib.Close() }()
	var got []string
	for _, e := range lib.Entries() {
		got = append(got, fmt.Sprintf("%s %d beside=%v broken=%v", e.ID, e.Header.Edition, e.Beside, e.Err != nil))
	}
	want := []string{
		"invented/starter 1 beside=false broken=false",
		"invented/installed 1 beside=false broken=false",
		filepath.Base(damaged) + " 0 beside=true broken=true",
		"invented/members 2 beside=true broken=false",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	// The damaged one answers that it cannot tell; the others answer.
	q, _, err := check.ParseLine("password: an invented one")
	if err != nil {
		t.Fatal(err)
	}
	results, err := lib.Check(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]check.Answer{}
	for _, r := range results {
		answers[r.Pack] = r.Answer
	}
	if len(answers) != 4 || answers[filepath.Base(damaged)] != check.CannotTell || answers["invented/members"] != check.NotFound {
		t.Errorf("%v", answers)
	}
}
