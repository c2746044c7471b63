package library_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

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
