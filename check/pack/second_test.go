package pack_test

import (
	"encoding/hex"
	"fmt"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/pack"
)

// The second reader is only worth something while it stands by itself.
func TestSecondReaderStandsByItself(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "reader_test.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range f.Imports {
		if strings.HasPrefix(i.Path.Value, `"neem/`) {
			t.Errorf("it imports %s", i.Path.Value)
		}
	}
}

// Both readers give the same answers, bucket by bucket, and what was written.
func TestSecondReaderAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	random := func(s bucket.Shape, p bucket.Policy, bits, n int) made {
		positions := make([]uint64, n)
		for i := range positions {
			positions[i] = r.Uint64N(s.Count(bits))
		}
		return makeListOf(s, p, bits, positions)
	}
	type file struct {
		name     string
		expected int64
		shards   int
		lists    []made
	}
	var files []file
	var all []made
	for _, s := range bucket.Shapes() {
		for _, p := range policies(s) {
			files = append(files, file{fmt.Sprintf("%s, %s", s, p), 0, 1, []made{makeList(t, s, p, 3000)}})
		}
		all = append(all, makeList(t, s, policies(s)[0], 20))
		files = append(files,
			file{fmt.Sprintf("%s, one bucket", s), 0, 1, []made{random(s, bucket.Internal, 20, 1)}},
			file{fmt.Sprintf("%s, most bits", s), 0, 1, []made{random(s, bucket.Internal, s.MaxBits(), 2000)}})
	}
	files = append(files,
		file{"all shapes", 0, 1, all},
		file{"few bits", 0, 1, []made{random(bucket.Mobile, bucket.Internal, 3, 4), random(bucket.Mobile, bucket.Internal, 0, 1)}},
		file{"every bucket", 0, 1, []made{makeListOf(bucket.PasswordSHA1, bucket.Public, 12, every(1<<12))}},
		file{"large pages", 5 << 20, 1, []made{random(bucket.Email, bucket.Internal, 40, 30_000)}},
		file{"three levels", 0, 1, []made{random(bucket.PasswordNTLM, bucket.Public, bucket.PasswordNTLM.MaxBits(), 260_000)}},
		file{"shards", 0, 7, []made{random(bucket.Email, bucket.Internal, 30, 20_000), random(bucket.MobileID4, bucket.Internal, 20, 9000)}},
		file{"almost empty shards", 0, 16, []made{random(bucket.Mobile, bucket.Internal, 10, 5)}},
	)
	asked, levels := 0, 0
	for _, f := range files {
		for shard := 1; shard <= f.shards; shard++ {
			path := filepath.Join(t.TempDir(), "x.neem")
			if err := writePack(t.Context(), path, f.expected, inventedHeader(1, shard, f.shards), f.lists...); err != nil {
				t.Fatalf("%s: %v", f.name, err)
			}
			n, deepest := compare(t, f.name, path, f.lists, r)
			asked, levels = asked+n, max(levels, deepest)
		}
	}
	if levels < 3 {
		t.Errorf("the deepest tree has %d levels", levels)
	}
	t.Logf("%d packs, %d questions", len(files), asked)
}

func every(n uint64) []uint64 {
	all := make([]uint64, n)
	for i := range all {
		all[i] = uint64(i)
	}
	return all
}

// compare asks both readers about listed buckets, their neighbours, the ends
// and others.
func compare(t *testing.T, name, path string, lists []made, r *rand.Rand) (asked, levels int) {
	t.Helper()
	ours, err := pack.Open(t.Context(), path)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer func() { _ = ours.Close() }()
	second, err := openSecond(path, pack.Format, bucket.Version)
	if err != nil {
		t.Fatalf("%s: the second reader: %v", name, err)
	}
	defer func() { _ = second.db.Close() }()
	most := 300
	if testing.Short() {
		most = 40
	}
	for i, l := range ours.Header().Lists {
		levels = max(levels, l.Root.Levels)
		listed := map[uint64]bool{}
		for _, b := range lists[i].positions {
			listed[b] = true
		}
		questions := []uint64{0, l.From - 1, l.From, l.To - 1, l.To, l.Buckets() - 1, l.Buckets(), ^uint64(0)}
		for range most {
			b := lists[i].positions[r.IntN(len(lists[i].positions))]
			questions = append(questions, b-1, b, b+1, r.Uint64N(l.Buckets()), l.From+r.Uint64N(l.To-l.From))
		}
		for _, b := range questions {
			a, errA := ours.Has(t.Context(), i, b)
			c, errC := second.has(i, b)
			outside := b < l.From || b >= l.To
			if (errA != nil) != outside || (errC != nil) != outside || a != c || a != (listed[b] && !outside) {
				t.Fatalf("%s, list %d, bucket %d: ours %v, %v; the second %v, %v; listed %v", name, i, b, a, errA, c, errC, listed[b])
			}
			asked++
		}
	}
	return asked, levels
}

const specification = "../../docs/pack-format.md"

// The vectors that the specification shows are what this program computes,
// and the second reader's arithmetic, which follows its text, agrees.
func TestVectorsOfTheSpecification(t *testing.T) {
	const nbits = 26
	var b strings.Builder
	b.WriteString("| shape | typed | normal form | bucket |\n|---|---|---|---|\n")
	for _, s := range bucket.Shapes() {
		for _, v := range vectorsOf(t, s, nbits) {
			var normal []string
			var details []detail.Detail
			for i, k := range s.Kinds() {
				d, err := detail.Parse(k, v.Typed[i])
				if err != nil {
					t.Fatal(err)
				}
				details, normal = append(details, d), append(normal, d.Normal())
			}
			key, err := s.Key(details...)
			if err != nil {
				t.Fatal(err)
			}
			if s.Personal() {
				group := uint64(key.Group)
				if n, err := strconv.ParseUint(normal[len(normal)-1], 10, 64); err == nil && s.Quasi() == detail.ID4 {
					group = n / 8
				}
				if got := secondBucket(bucket.Version, string(s.Direct()), normal[0], group, nbits); got != v.Bucket {
					t.Errorf("%s: %d by the specification, %d here", s, got, v.Bucket)
				}
			}
			fmt.Fprintf(&b, "| %s | `%s` | `%s` | %d |\n", s, strings.Join(v.Typed, "` + `"), strings.Join(normal, "` + `"), v.Bucket)
		}
	}
	text, err := os.ReadFile(specification)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), b.String()) {
		t.Errorf("%s does not have the vectors of today's table:\n%s", specification, b.String())
	}
}

// vectorsOf returns the vectors that a pack of a shape carries.
func vectorsOf(t *testing.T, s bucket.Shape, nbits int) []pack.Vector {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.neem")
	if err := writePack(t.Context(), path, 0, inventedHeader(1, 1, 1), makeListOf(s, bucket.Internal, nbits, []uint64{1})); err != nil {
		t.Fatal(err)
	}
	p, err := pack.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	return p.Header().Lists[0].Vectors
}

// The pack that the specification takes apart is written by this program and
// read by the second reader.
func TestExampleOfTheSpecification(t *testing.T) {
	positions := []uint64{3, 5, 700}
	path := filepath.Join(t.TempDir(), "x.neem")
	if err := writePack(t.Context(), path, 0, inventedHeader(1, 1, 1), makeListOf(bucket.Mobile, bucket.Internal, 10, positions)); err != nil {
		t.Fatal(err)
	}
	second, err := openSecond(path, pack.Format, bucket.Version)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = second.db.Close() }()
	var data []byte
	if err := second.db.QueryRow("SELECT data FROM node WHERE id = 1").Scan(&data); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(specification)
	if err != nil {
		t.Fatal(err)
	}
	root := second.Lists[0].Root
	var header, seal []byte
	if err := second.db.QueryRow("SELECT data, (SELECT data FROM header WHERE id = 1) FROM header WHERE id = 0").Scan(&header, &seal); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"`" + hex.EncodeToString(data) + "`", "`" + root.Hash + "`", fmt.Sprintf("divisor %d", root.Divisor),
		string(header), "`" + hex.EncodeToString(seal) + "`"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s does not say %s", specification, want)
		}
	}
	for b := range uint64(1024) {
		found, err := secondLeaf(data, 0, 1024, 3, root.Divisor, b)
		if want := b == 3 || b == 5 || b == 700; found != want || err != nil {
			t.Fatalf("%d: %v, %v", b, found, err)
		}
	}
}
