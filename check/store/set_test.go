package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"neem/check/pack"
)

func init() { childTasks["sets"] = installSetsForever }

const signer = "AAAA-BBBB-CCCC-DDDD"

// set makes an offer of packs, which are copied into folder first.
func setOf(folder string, paths ...string) (Set, error) {
	set := Set{Signer: signer}
	for i, from := range paths {
		p, err := pack.Open(context.Background(), from)
		if err != nil {
			return Set{}, err
		}
		set.ID, set.Edition, set.Roots = p.Header().ID, p.Header().Edition, append(set.Roots, p.Root())
		to := filepath.Join(folder, fmt.Sprintf("offered-%d", i))
		in, err := os.Open(from)
		if err != nil {
			return Set{}, err
		}
		out, err := os.Create(to)
		if err != nil {
			return Set{}, err
		}
		_, err = io.Copy(out, in)
		if err := errors.Join(err, in.Close(), out.Close(), p.Close()); err != nil {
			return Set{}, err
		}
		set.Files = append(set.Files, to)
	}
	return set, nil
}

func testSet(t *testing.T, paths ...string) Set {
	t.Helper()
	set, err := setOf(t.TempDir(), paths...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func shardsOf(t *testing.T, edition uint64, shards int) []string {
	t.Helper()
	var paths []string
	for n := range shards {
		paths = append(paths, testPack(t, packSpec{edition: edition, shard: n + 1, shards: shards}))
	}
	return paths
}

func TestInstallSet(t *testing.T) {
	s := open(t, t.TempDir())
	kept := mustImport(t, s, testPack(t, packSpec{id: "test/kept"}))
	one, two := shardsOf(t, 1, 2), shardsOf(t, 2, 3)
	counted := map[int]bool{}
	if err := s.InstallSet(t.Context(), testSet(t, one...), func(shard int, done, total uint64) { counted[shard] = done > 0 && done <= total }); err != nil {
		t.Fatal(err)
	}
	want := []string{"test/invented 1 1/2", "test/invented 1 2/2", "test/kept 1 1/1"}
	if got := consistent(t, s); !slices.Equal(got, want) || !counted[1] || !counted[2] {
		t.Fatalf("%q, %v", got, counted)
	}
	if err := s.InstallSet(t.Context(), testSet(t, one...), nil); !errors.Is(err, ErrInstalled) {
		t.Errorf("again: %v", err)
	}
	// One shard went missing: the set is made whole by what is there and the rest.
	all, err := s.Installed(t.Context())
	if err != nil || all[0].Signer != signer || all[2].Root != kept.Root || all[2].Signer != "" {
		t.Fatalf("%+v, %v", all, err)
	}
	if err := s.Remove(t.Context(), all[0].Root); err != nil {
		t.Fatal(err)
	}
	rest := testSet(t, one...)
	rest.Files[1] = ""
	if err := s.InstallSet(t.Context(), rest, nil); err != nil {
		t.Fatal(err)
	}
	if got := consistent(t, s); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	// A newer edition replaces all shards of the older.
	if err := s.InstallSet(t.Context(), testSet(t, two...), nil); err != nil {
		t.Fatal(err)
	}
	want = []string{"test/invented 2 1/3", "test/invented 2 2/3", "test/invented 2 3/3", "test/kept 1 1/1"}
	if got := consistent(t, s); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	// And is not replaced by anything but a newer one of the same publisher.
	for name, tt := range map[string]struct {
		set  Set
		want error
	}{
		"older":              {testSet(t, one...), ErrOlder},
		"other shards":       {testSet(t, shardsOf(t, 2, 2)...), ErrOther},
		"another publisher":  {func() Set { set := testSet(t, shardsOf(t, 9, 1)...); set.Signer = "other"; return set }(), ErrSigned},
		"a wrong root":       {func() Set { set := testSet(t, shardsOf(t, 3, 1)...); set.Roots[0] = pack.Digest{1}; return set }(), nil},
		"a wrong edition":    {func() Set { set := testSet(t, shardsOf(t, 3, 1)...); set.Edition = 4; return set }(), nil},
		"shards exchanged":   {func() Set { p := shardsOf(t, 3, 2); return testSet(t, p[1], p[0]) }(), nil},
		"a shard too few":    {testSet(t, shardsOf(t, 3, 2)[:1]...), nil},
		"two of one number":  {func() Set { p := shardsOf(t, 3, 2); return testSet(t, p[0], p[0]) }(), nil},
		"another's files":    {func() Set { set := testSet(t, shardsOf(t, 3, 1)...); set.ID = "test/other"; return set }(), nil},
		"nobody's":           {func() Set { set := testSet(t, shardsOf(t, 3, 1)...); set.Signer = ""; return set }(), nil},
		"nothing":            {Set{ID: "test/invented", Edition: 3, Signer: signer}, nil},
		"a file that is not": {func() Set { set := testSet(t, shardsOf(t, 3, 1)...); set.Files[0] += "x"; return set }(), nil},
	} {
		if err := s.InstallSet(t.Context(), tt.set, nil); err == nil || tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
		if got := consistent(t, s); !slices.Equal(got, want) {
			t.Errorf("after %s: %q", name, got)
		}
	}
	// A file that nobody signed does not take its place either.
	if _, err := s.Import(t.Context(), testPack(t, packSpec{edition: 99}), nil); !errors.Is(err, ErrSigned) {
		t.Errorf("%v", err)
	}
}

// What nobody vouches for gives way to the publisher's, whatever edition it
// claims to be, also where it is the very same file.
func TestSignedReplacesUnsigned(t *testing.T) {
	same := testPack(t, packSpec{edition: 3})
	for _, held := range []string{testPack(t, packSpec{edition: 999}), same} {
		s := open(t, t.TempDir())
		mustImport(t, s, held)
		if err := s.InstallSet(t.Context(), testSet(t, same), nil); err != nil {
			t.Fatal(err)
		}
		if got := consistent(t, s); !slices.Equal(got, []string{"test/invented 3 1/1"}) {
			t.Errorf("%q", got)
		}
		if all, err := s.Installed(t.Context()); err != nil || all[0].Signer != signer {
			t.Errorf("%+v, %v", all, err)
		}
	}
}

// A data folder from before packs could be signed.
func TestSchemaBeforeSigners(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	mustImport(t, s, testPack(t, packSpec{}))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, filepath.Join(dir, "state.db"), "ALTER TABLE pack DROP COLUMN signer", "PRAGMA user_version = 1")
	s = open(t, dir)
	if got := consistent(t, s); !slices.Equal(got, []string{"test/invented 1 1/1"}) {
		t.Errorf("%q", got)
	}
}

// installSetsForever installs two editions in turn and removes them again.
func installSetsForever(folder string, packs []string) error {
	ctx := context.Background()
	s, err := Open(ctx, folder)
	if err != nil {
		return err
	}
	fmt.Println("under way")
	for {
		for _, paths := range [][]string{packs[:2], packs[2:]} {
			set, err := setOf(filepath.Dir(paths[0]), paths...)
			if err != nil {
				return err
			}
			if err := s.InstallSet(ctx, set, nil); err != nil {
				return err
			}
		}
		all, err := s.Installed(ctx)
		if err != nil {
			return err
		}
		for _, i := range all {
			if i.Signer != "" && s.Remove(ctx, i.Root) != nil {
				return errors.New("a pack was not removed")
			}
		}
	}
}

// Kills at random moments: what is installed is an edition with all of its
// shards, or what the test itself was removing.
func TestKilledWhileInstallingASet(t *testing.T) {
	rounds := 100
	if testing.Short() {
		rounds = 8
	}
	dir := t.TempDir()
	s := open(t, dir)
	mustImport(t, s, testPack(t, packSpec{id: "test/kept"}))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	packs := append(shardsOf(t, 1, 2), shardsOf(t, 2, 3)...)
	states := map[string]int{}
	for range rounds {
		cmd := startChild(t, "sets", dir, "under way", packs...)
		time.Sleep(time.Duration(rand.IntN(80_000)) * time.Microsecond)
		kill(t, cmd)
		s := open(t, dir)
		got := consistent(t, s)
		editions := map[uint64]int{}
		all, err := s.Installed(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range all {
			if i.Signer != "" {
				editions[i.Edition]++
			}
		}
		// Two shards of the second edition, or one, are left while they are removed
		// one by one; of the first edition there are two or none, and never both.
		if len(editions) > 1 || editions[1] == 1 || !slices.Contains(got, "test/kept 1 1/1") {
			t.Fatalf("%q", got)
		}
		states[fmt.Sprint(editions)]++
		for _, i := range all { // for the next round
			if i.Signer != "" {
				if err := s.Remove(t.Context(), i.Root); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("after a kill: %v", states)
}
