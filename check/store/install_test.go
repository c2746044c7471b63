package store

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"neem/check/bucket"
	"neem/check/pack"
)

// A packSpec says what an invented pack is to hold; zero values stand for
// usual ones.
type packSpec struct {
	id            string
	edition       uint64
	keys          int
	shard, shards int
	coverage      string
}

// testPack writes an invented pack of passwords and returns its path. Its
// occupied buckets follow from the spec.
func testPack(t *testing.T, s packSpec) string {
	t.Helper()
	s.edition, s.keys, s.shards, s.shard = max(1, s.edition), max(s.keys, 100), max(1, s.shards), max(1, s.shard)
	if s.id == "" {
		s.id = "test/invented"
	}
	if s.coverage == "" {
		s.coverage = "Invented"
	}
	path := filepath.Join(t.TempDir(), "list.neem")
	w, err := pack.Create(t.Context(), path, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	const bits = 32
	l := pack.List{Leak: "invented-2026", Shape: bucket.PasswordSHA1, Policy: bucket.Public, Bits: bits, Coverage: s.coverage}
	step := l.Buckets() / uint64(s.shards)
	l.From, l.To, l.Total = uint64(s.shard-1)*step, uint64(s.shard)*step, uint64(s.keys*s.shards)
	if _, err := w.AddList(t.Context(), l, func(yield func(uint64, error) bool) {
		for _, b := range occupied(s) {
			if !yield(l.From+b, nil) {
				return
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(t.Context(), pack.Header{
		ID: s.id, Edition: s.edition, Publisher: "Invented Publisher", Shard: s.shard, Shards: s.shards,
		Leaks: []pack.Leak{{ID: "invented-2026", Title: "Invented leak", Date: "2026-01-31", Status: "alleged"}},
	}); err != nil {
		t.Fatal(err)
	}
	return path
}

// occupied returns the buckets of a pack's list, counted from its first one.
func occupied(s packSpec) []uint64 {
	h := fnv.New64a()
	_, _ = fmt.Fprint(h, s)
	r := rand.New(rand.NewPCG(1, h.Sum64()))
	set := map[uint64]bool{}
	for len(set) < s.keys {
		set[r.Uint64N(1<<24)] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// editions returns what is installed as "id edition shard/shards".
func editions(t *testing.T, s *Store) []string {
	t.Helper()
	all, err := s.Installed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, i := range all {
		names = append(names, fmt.Sprintf("%s %d %d/%d", i.ID, i.Edition, i.Shard, i.Shards))
	}
	return names
}

// openPacks opens what is installed: what can be used, and why the rest cannot.
func openPacks(t *testing.T, s *Store) (packs []*pack.Pack, broken []*pack.Error) {
	t.Helper()
	opened, err := s.OpenPacks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range opened {
		if o.Err != nil {
			broken = append(broken, o.Err)
		} else {
			packs = append(packs, o.Pack)
		}
	}
	return packs, broken
}

// consistent makes sure that what is installed can be used and that nothing
// else lies in the folder, and returns what editions returns.
func consistent(t *testing.T, s *Store) []string {
	t.Helper()
	packs, broken := openPacks(t, s)
	if len(broken) > 0 {
		t.Fatalf("broken: %v", broken)
	}
	want := []string{}
	for _, p := range packs {
		if err := p.Verify(t.Context(), nil); err != nil {
			t.Error(err)
		}
		want = append(want, p.Root().String()+pack.Extension)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	slices.Sort(want)
	if got := packFiles(t, s.Folder()); !slices.Equal(got, want) {
		t.Errorf("packs/ holds %q, installed are %q", got, want)
	}
	return editions(t, s)
}

// packFiles lists packs/ but for the lock.
func packFiles(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, packsFolder))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".lock") {
			names = append(names, e.Name())
		}
	}
	return names
}

func mustImport(t *testing.T, s *Store, path string) Installed {
	t.Helper()
	i, err := s.Import(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestImport(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	source := testPack(t, packSpec{})
	stages := map[Stage]bool{}
	got, err := s.Import(t.Context(), source, func(stage Stage, done, total int64) {
		stages[stage] = true
		if done < 0 || done > total {
			t.Errorf("stage %d: %d of %d", stage, done, total)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(source)
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != "test/invented" || got.Edition != 1 || got.Shards != 1 || got.Publisher != "Invented Publisher" || got.Bytes != info.Size() || got.Imported.IsZero() {
		t.Errorf("%+v", got)
	}
	if !stages[Copying] || !stages[Verifying] {
		t.Errorf("stages reported: %v", stages)
	}
	// The chosen file is a copy's source and not needed any more.
	if err := os.Remove(source); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	consistent(t, s)
	all, err := s.Installed(t.Context())
	if err != nil || len(all) != 1 || all[0] != got {
		t.Errorf("after reopening: %+v, %v; want %+v", all, err, got)
	}
}

func TestEditions(t *testing.T) {
	s := open(t, t.TempDir())
	one, two, three := testPack(t, packSpec{}), testPack(t, packSpec{edition: 2}), testPack(t, packSpec{edition: 3})
	other := testPack(t, packSpec{id: "test/other"})
	mustImport(t, s, other)
	mustImport(t, s, two)
	both := []string{"test/invented 2 1/1", "test/other 1 1/1"}
	for _, tt := range []struct {
		path string
		want error
	}{
		{two, ErrInstalled},
		{one, ErrOlder},
		{testPack(t, packSpec{edition: 2, coverage: "Somebody else's"}), ErrOther},
		{testPack(t, packSpec{edition: 2, shards: 2}), ErrOther},
	} {
		if _, err := s.Import(t.Context(), tt.path, nil); !errors.Is(err, tt.want) {
			t.Errorf("%v, want %v", err, tt.want)
		}
		if got := consistent(t, s); !slices.Equal(got, both) {
			t.Errorf("%q", got)
		}
	}
	mustImport(t, s, three)
	if got := consistent(t, s); !slices.Equal(got, []string{"test/invented 3 1/1", "test/other 1 1/1"}) {
		t.Errorf("%q", got)
	}
}

// Shards of one edition stand beside each other; the first shard of a newer
// edition replaces all older ones.
func TestShards(t *testing.T) {
	s := open(t, t.TempDir())
	for shard := 1; shard <= 3; shard++ {
		mustImport(t, s, testPack(t, packSpec{shard: shard, shards: 3}))
	}
	if got := consistent(t, s); len(got) != 3 {
		t.Errorf("%q", got)
	}
	if _, err := s.Import(t.Context(), testPack(t, packSpec{shard: 2, shards: 3, coverage: "Changed"}), nil); !errors.Is(err, ErrOther) {
		t.Errorf("%v", err)
	}
	mustImport(t, s, testPack(t, packSpec{edition: 2, shard: 2, shards: 2}))
	if got := consistent(t, s); !slices.Equal(got, []string{"test/invented 2 2/2"}) {
		t.Errorf("%q", got)
	}
}

func TestRemove(t *testing.T) {
	s := open(t, t.TempDir())
	kept := mustImport(t, s, testPack(t, packSpec{id: "test/kept"}))
	gone := mustImport(t, s, testPack(t, packSpec{}))
	for range 2 { // the second time nothing is there
		if err := s.Remove(t.Context(), gone.Root); err != nil {
			t.Fatal(err)
		}
		if got := consistent(t, s); !slices.Equal(got, []string{"test/kept 1 1/1"}) {
			t.Errorf("%q", got)
		}
	}
	// What was removed can come back, in an older edition too.
	mustImport(t, s, testPack(t, packSpec{}))
	if err := s.Remove(t.Context(), kept.Root); err != nil {
		t.Fatal(err)
	}
	if got := consistent(t, s); !slices.Equal(got, []string{"test/invented 1 1/1"}) {
		t.Errorf("%q", got)
	}
}

// The ways in which a pack can be broken, and the reason that is given.
func brokenPacks() map[string]struct {
	do   func(t *testing.T, path string)
	want pack.Reason
} {
	change := func(f func(b []byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			t.Helper()
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f(b), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	exec := func(stmt string) func(*testing.T, string) {
		return func(t *testing.T, path string) { t.Helper(); alter(t, path, stmt) }
	}
	header := func(old, by string) func(*testing.T, string) {
		return exec(fmt.Sprintf("UPDATE header SET data = CAST(replace(CAST(data AS TEXT), '%s', '%s') AS BLOB)", old, by))
	}
	return map[string]struct {
		do   func(t *testing.T, path string)
		want pack.Reason
	}{
		"missing": {func(t *testing.T, path string) { _ = os.Remove(path) }, pack.Missing},
		"a folder": {func(t *testing.T, path string) {
			_ = os.Remove(path)
			_ = os.Mkdir(path, 0o700)
		}, pack.Foreign},
		"empty":                 {change(func([]byte) []byte { return nil }), pack.EmptyFile},
		"a text":                {change(func([]byte) []byte { return []byte("hello, this is no pack") }), pack.Foreign},
		"cut":                   {change(func(b []byte) []byte { return b[:len(b)/2] }), pack.Truncated},
		"cut by one byte":       {change(func(b []byte) []byte { return b[:len(b)-1] }), pack.Truncated},
		"longer":                {change(func(b []byte) []byte { return append(b, 0) }), pack.Damaged},
		"zeros at the end":      {change(func(b []byte) []byte { clear(b[len(b)-1024:]); return b }), pack.Damaged},
		"another database":      {exec("PRAGMA application_id = 7"), pack.Foreign},
		"newer format":          {exec("PRAGMA user_version = 99"), pack.Newer},
		"newer table":           {header(`"table":1`, `"table":9`), pack.Newer},
		"newer shape":           {exec(`UPDATE header SET data = CAST(replace(replace(CAST(data AS TEXT), '"table":1', '"table":9'), '"shape":"password-sha1"', '"shape":"mobile+year","eras":8') AS BLOB)`), pack.Newer},
		"leaf deleted":          {exec("DELETE FROM node WHERE id = 2"), pack.Damaged},
		"leaf changed":          {exec("UPDATE node SET data = zeroblob(length(data)) WHERE id = 2"), pack.Damaged},
		"no nodes":              {exec("DELETE FROM node"), pack.Damaged},
		"no header":             {exec("DELETE FROM header"), pack.Damaged},
		"row added":             {exec("INSERT INTO node VALUES (999, x'00')"), pack.Damaged},
		"table added":           {exec("CREATE TABLE more (x)"), pack.Damaged},
		"unknown key":           {header(`"edition":1`, `"edition":1,"more":1`), pack.Damaged},
		"other name for shape":  {header(`"shape":"password-sha1"`, `"shape":"password-sha1 "`), pack.Damaged},
		"edition out of bounds": {header(`"edition":1`, `"edition":18446744073709551615`), pack.Damaged},
		"other vector":          {header("correct horse", "correct horsf"), pack.Damaged},
		"link in a text":        {header("Invented leak", "go to example.org"), pack.Damaged},
		"negative version":      {header(`"table":1`, `"table":-1`), pack.Damaged},
	}
}

// A broken pack is refused with the reason and the name of the chosen file,
// and leaves nothing.
func TestBrokenImport(t *testing.T) {
	for name, b := range brokenPacks() {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			mustImport(t, s, testPack(t, packSpec{id: "test/kept"}))
			path := testPack(t, packSpec{keys: 20_000})
			b.do(t, path)
			_, err := s.Import(t.Context(), path, nil)
			pe, ok := errors.AsType[*pack.Error](err)
			if !ok || pe.Reason != b.want || pe.Path != path {
				t.Errorf("%v, want %s", err, b.want)
			}
			if got := consistent(t, s); !slices.Equal(got, []string{"test/kept 1 1/1"}) {
				t.Errorf("%q", got)
			}
		})
	}
}

// A pack that is broken after it was installed is reported with the reason,
// beside the others.
func TestBrokenInstalled(t *testing.T) {
	for name, b := range brokenPacks() {
		if name == "leaf deleted" || name == "leaf changed" || name == "row added" {
			continue // found when the leaf is read; package pack tests it
		}
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			mustImport(t, s, testPack(t, packSpec{id: "test/kept"}))
			i := mustImport(t, s, testPack(t, packSpec{keys: 20_000}))
			b.do(t, s.file(i.Root))
			reopened := open(t, s.Folder()) // a start cleans nothing away
			packs, broken := openPacks(t, reopened)
			for _, p := range packs {
				defer func() { _ = p.Close() }()
			}
			if len(packs) != 1 || packs[0].Header().ID != "test/kept" || len(broken) != 1 || broken[0].Reason != b.want || broken[0].Path != "test/invented" {
				t.Errorf("%d good, broken %v; want %s", len(packs), broken, b.want)
			}
			if strings.Contains(broken[0].Error(), s.Folder()) {
				t.Errorf("the person is shown a path that they never chose: %v", broken[0])
			}
			// It can be removed, and imported again.
			if err := reopened.Remove(t.Context(), i.Root); err != nil {
				t.Error(err)
			}
			mustImport(t, reopened, testPack(t, packSpec{keys: 20_000}))
			if got := consistent(t, reopened); len(got) != 2 {
				t.Errorf("%q", got)
			}
		})
	}
}

// A good pack that is not the one that was installed is not used.
func TestExchanged(t *testing.T) {
	s := open(t, t.TempDir())
	i := mustImport(t, s, testPack(t, packSpec{}))
	b, err := os.ReadFile(testPack(t, packSpec{coverage: "Others"}))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.file(i.Root), b, 0o600); err != nil {
		t.Fatal(err)
	}
	packs, broken := openPacks(t, s)
	if len(packs) != 0 || len(broken) != 1 || broken[0].Reason != pack.Damaged || !strings.Contains(broken[0].Why(), "not the pack that was installed") {
		t.Errorf("%v, %v", packs, broken)
	}
}

// An import that is stopped, at every step that is reported, leaves
// everything as it was.
func TestImportStops(t *testing.T) {
	s := open(t, t.TempDir())
	mustImport(t, s, testPack(t, packSpec{}))
	newer := testPack(t, packSpec{edition: 2, keys: 60_000})
	steps := 0
	for stop := 0; ; stop++ {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		_, err := s.Import(ctx, newer, func(Stage, int64, int64) {
			if n == stop {
				cancel()
			}
			n++
		})
		cancel()
		if n <= stop {
			if err != nil {
				t.Error(err)
			}
			break
		}
		steps++
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped at step %d: %v", stop, err)
		}
		if got := consistent(t, s); !slices.Equal(got, []string{"test/invented 1 1/1"}) {
			t.Fatalf("stopped at step %d: %q", stop, got)
		}
	}
	if steps < 4 {
		t.Errorf("only %d steps", steps)
	}
	if got := consistent(t, s); !slices.Equal(got, []string{"test/invented 2 1/1"}) {
		t.Errorf("%q", got)
	}
}

// When the last step fails, the file that is in its place already goes again.
func TestRecordFails(t *testing.T) {
	s := open(t, t.TempDir())
	mustImport(t, s, testPack(t, packSpec{}))
	state := filepath.Join(s.Folder(), "state.db")
	alter(t, state, "CREATE TRIGGER full BEFORE INSERT ON pack BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
	if _, err := s.Import(t.Context(), testPack(t, packSpec{edition: 2}), nil); err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("%v", err)
	}
	if got := consistent(t, s); !slices.Equal(got, []string{"test/invented 1 1/1"}) {
		t.Errorf("%q", got)
	}
}

// A file that changes between the first look and the copy is read again.
func TestImportOfAChangingFile(t *testing.T) {
	s := open(t, t.TempDir())
	path := testPack(t, packSpec{keys: 20_000})
	changed := false
	_, err := s.Import(t.Context(), path, func(stage Stage, done, total int64) {
		if !changed { // the end has not been copied yet
			changed = true
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err == nil {
				_, err = f.WriteAt(make([]byte, 1024), total-1024)
				err = errors.Join(err, f.Close())
			}
			if err != nil {
				t.Error(err)
			}
		}
	})
	if pe, ok := errors.AsType[*pack.Error](err); !ok || pe.Reason != pack.Damaged {
		t.Errorf("%v", err)
	}
	if got := consistent(t, s); len(got) != 0 {
		t.Errorf("%q", got)
	}
}

// Two programs on one folder: one imports while the other starts, reads and
// tries to import too.
func TestTwoPrograms(t *testing.T) {
	dir := t.TempDir()
	one := open(t, dir)
	mustImport(t, one, testPack(t, packSpec{id: "test/kept"}))
	path := testPack(t, packSpec{keys: 20_000})
	seen := false
	_, err := one.Import(t.Context(), path, func(stage Stage, done, total int64) {
		if stage != Verifying || seen {
			return
		}
		seen = true
		two := open(t, dir)
		if got := editions(t, two); !slices.Equal(got, []string{"test/kept 1 1/1"}) {
			t.Errorf("the other program sees %q", got)
		}
		if err := two.SetSetting(t.Context(), "language", "hi"); err != nil {
			t.Error(err)
		}
		unlock, err := two.lockImports(t.Context(), 0)
		if !errors.Is(err, ErrBusy) {
			t.Errorf("%v", err)
		}
		if err == nil {
			unlock()
		}
	})
	if err != nil || !seen {
		t.Fatalf("seen %v, %v", seen, err)
	}
	two := open(t, dir)
	if got := consistent(t, two); len(got) != 2 {
		t.Errorf("%q", got)
	}
	if v, err := one.Setting(t.Context(), "language"); v != "hi" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
	// What one removes, the other does not have either.
	i := mustImport(t, two, testPack(t, packSpec{id: "test/third"}))
	if err := one.Remove(t.Context(), i.Root); err != nil {
		t.Fatal(err)
	}
	if got := consistent(t, two); len(got) != 2 {
		t.Errorf("%q", got)
	}
}

// Two imports of the same pack at once: one wins, and the other says why not.
func TestImportTwiceAtOnce(t *testing.T) {
	dir := t.TempDir()
	path := testPack(t, packSpec{keys: 20_000})
	results := make(chan error, 2)
	for range 2 {
		s := open(t, dir)
		go func() {
			_, err := s.Import(t.Context(), path, nil)
			results <- err
		}()
	}
	a, b := <-results, <-results
	if (a == nil) == (b == nil) || !errors.Is(errors.Join(a, b), ErrInstalled) {
		t.Errorf("%v, %v", a, b)
	}
	consistent(t, open(t, dir))
}

// A start removes what an interrupted import can leave, and nothing else.
func TestClean(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	mustImport(t, s, testPack(t, packSpec{}))
	left := mustImport(t, s, testPack(t, packSpec{id: "test/left"}))
	// As if killed between the file and its row, or between the row and the
	// old file.
	alter(t, filepath.Join(dir, "state.db"), fmt.Sprintf("DELETE FROM pack WHERE root = '%s'", left.Root))
	half := filepath.Join(dir, packsFolder, incoming+"123")
	if err := os.WriteFile(half, []byte("SQLite format 3\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(dir, packsFolder, "notes.txt")
	if err := os.WriteFile(mine, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if _, err := os.Stat(mine); err != nil {
		t.Errorf("a file that is not ours: %v", err)
	}
	if err := os.Remove(mine); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(half); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a file: %v", err)
	}
	if got := consistent(t, s); !slices.Equal(got, []string{"test/invented 1 1/1"}) {
		t.Errorf("%q", got)
	}
	mustImport(t, s, testPack(t, packSpec{id: "test/left"}))
}
