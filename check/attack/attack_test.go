package attack

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"neem/check/bucket"
	"neem/check/catalog"
	"neem/check/detail"
	"neem/check/pack"
	"neem/check/publish"
)

// few is how many people the quick tests invent.
const few = 60_000

func run(t *testing.T, o Options) Report {
	t.Helper()
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func lab4(t *testing.T, people int, seed uint64) *lab {
	t.Helper()
	l, err := newLab(t.Context(), Options{People: people, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	l.rng = rand.New(rand.NewPCG(seed, 99))
	return l
}

// Measured and computed agree to within four standard deviations, and what is
// promised holds.
func TestMeasuredIsComputed(t *testing.T) {
	sizes := []int{few, MinPeople}
	if !testing.Short() {
		sizes = append(sizes, DefaultPeople)
	}
	for _, people := range sizes {
		for seed := range uint64(2) {
			r := run(t, Options{People: people, Seed: seed})
			if len(r.Cases) != len(simulations()) {
				t.Errorf("%d cases", len(r.Cases))
			}
			for _, c := range r.Cases {
				if c.Name == "" || strings.Count(c.About, ". ") != 1 || len(c.Rows) == 0 {
					t.Errorf("case %q: %q, %d rows", c.Name, c.About, len(c.Rows))
				}
				for _, row := range c.Rows {
					v, _ := row.Measured.Value()
					if got := row.Verdict(); got != Kept && got != NotPromised || row.Promise == nil != (got == NotPromised) {
						t.Errorf("%d people, seed %d, %s: %s; %s: measured %g (%d of %d), computed %g: %s", people, seed,
							c.Name, row.Attacker, row.Figure, v, row.Measured.Hits, row.Measured.Of, row.Computed, got)
					}
					if row.Attacker == "" || row.Figure == "" || row.Words == "" {
						t.Errorf("%+v", row)
					}
				}
			}
			if wrong, of := r.Wrong(); wrong != 0 || of < 30 {
				t.Errorf("%d of %d are wrong", wrong, of)
			}
		}
	}
}

// What the threat model leans on, in order of magnitude, so that measured and
// computed cannot both be wrong in the same way.
func TestKnownFigures(t *testing.T) {
	r := run(t, Options{People: few, Seed: 7})
	row := func(c int, part string) float64 {
		for _, row := range r.Cases[c-1].Rows {
			if strings.Contains(row.Attacker, part) {
				v, _ := row.Measured.Value()
				return v
			}
		}
		t.Errorf("case %d has no row about %q", c, part)
		return -1
	}
	for _, tt := range []struct {
		c         int
		part      string
		low, high float64
	}{
		{1, "exactly 11", 0.065, 1.0 / 11 * 1.2},
		{2, "all of India", 0.97, 1},
		{2, "customers, and who", 0.7, 0.99},
		{4, "confirmable", 0.98, 1},
		{4, "deniable", 0.02, 0.1},
		{5, "all of India", 0.98, 1},
		{5, "first eight digits", 0.74, 0.77},
		{6, "3 editions (buckets", 0.03, 0.1},
		{7, "3 editions", 0.9, 1},
		{8, "holds everybody's mobile", 0.85, 1},
	} {
		if v := row(tt.c, tt.part); v < tt.low || v > tt.high {
			t.Errorf("case %d, %q: %g, want %g to %g", tt.c, tt.part, v, tt.low, tt.high)
		}
	}
}

// The intervals are what they say: over many runs about 95 in 100 hold the
// computed figure, and none is far off.
func TestIntervalsHold(t *testing.T) {
	if testing.Short() {
		t.Skip("many runs")
	}
	const runs = 40
	inside, all := map[string]int{}, 0
	for seed := range uint64(runs) {
		for i, c := range run(t, Options{People: few, Seed: 1000 + seed}).Cases {
			for j, row := range c.Rows {
				all++
				name := fmt.Sprintf("case %d, row %d (%s)", i+1, j+1, row.Attacker[:min(40, len(row.Attacker))])
				if row.Agrees(Sigma95) {
					inside[name]++
				} else {
					inside[name] += 0
				}
				if !row.Agrees(widest) {
					v, _ := row.Measured.Value()
					t.Errorf("seed %d, %s: measured %g, computed %g", seed, name, v, row.Computed)
				}
			}
		}
	}
	total := 0
	for name, n := range inside {
		total += n
		// With 95 in 100 expected, fewer than 32 of 40 happen once in 4,000 rows.
		if n < 32 {
			t.Errorf("%s: the computed figure lies in %d of %d intervals", name, n, runs)
		}
	}
	if share := float64(total) / float64(all); share < 0.94 {
		t.Errorf("the computed figures lie in %.3f of all intervals", share)
	}
}

// Chance alone does not make a verdict, even among the fewest people.
func TestVerdictsHold(t *testing.T) {
	if testing.Short() {
		t.Skip("many runs")
	}
	for seed := range uint64(100) {
		for _, c := range run(t, Options{People: MinPeople, Seed: 5000 + seed}).Cases {
			for _, row := range c.Rows {
				if v := row.Verdict(); v == Broken || v == Disagrees {
					t.Errorf("seed %d, %s, %s: %d of %d, computed %g: %s", seed, c.Name, row.Attacker, row.Measured.Hits, row.Measured.Of, row.Computed, v)
				}
			}
		}
	}
}

// A list with more bits than the policy allows breaks the promise, and a wrong
// formula is noticed.
func TestBrokenIsNoticed(t *testing.T) {
	l := lab4(t, few, 3)
	rows, err := narrowed(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	if rows[0].Promise = promised(); rows[0].Verdict() != Broken {
		t.Errorf("buckets of all of India for a city: %s", rows[0].Verdict())
	}
	rows, err = fixedEditions(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	first := rows[0]
	if first.Computed *= 1.5; first.Verdict() != Disagrees {
		t.Errorf("computed half as much again: %s", first.Verdict())
	}
	seen := Report{Cases: []Case{{Rows: []Row{first, rows[1]}}}}
	if wrong, of := seen.Wrong(); wrong != 1 || of != 2 {
		t.Errorf("%d of %d", wrong, of)
	}
}

func TestSameAgain(t *testing.T) {
	first := run(t, Options{People: MinPeople, Seed: 5})
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if again := run(t, Options{People: MinPeople, Seed: 5}); !reflect.DeepEqual(first, again) {
		t.Error("the same options gave other figures")
	}
	if other := run(t, Options{People: MinPeople, Seed: 6}); reflect.DeepEqual(first.Cases, other.Cases) {
		t.Error("another seed gave the same figures")
	}
}

func TestOptions(t *testing.T) {
	for _, people := range []int{-1, 1, MinPeople - 1, MaxPeople + 1} {
		if _, err := Run(t.Context(), Options{People: people}); err == nil {
			t.Errorf("%d people are accepted", people)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	stages := map[string]bool{}
	_, err := Run(ctx, Options{People: few, Progress: func(stage string, done, total int) {
		if stages[stage] = true; done > total || total < 0 {
			t.Errorf("%s: %d of %d", stage, done, total)
		}
		if len(stages) == 3 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || len(stages) < 3 {
		t.Errorf("%v after %v", err, stages)
	}
}

// Nobody's details are in a report.
func TestNoDetails(t *testing.T) {
	text := fmt.Sprintf("%+v", run(t, Options{People: MinPeople, Seed: 4}))
	if m := regexp.MustCompile(`\b[6-9]\d{9}\b|@|example\.org`).FindString(text); m != "" {
		t.Errorf("the report has %q", m)
	}
}

// The shortcuts place people as the whole way through packages detail and
// bucket does.
func TestPlacedAsAnybody(t *testing.T) {
	l := lab4(t, MinPeople, 8)
	c := l.people
	parse := func(k detail.Kind, typed string) detail.Detail {
		d, err := detail.Parse(k, typed)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	keys, err := l.keys()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.groups(bucket.EmailBirthYear, []string{"1985"}); err == nil {
		t.Error("a mobile is taken for an e-mail address")
	}
	years, err := c.groups(bucket.MobileBirthYear, []string{"1985", "2001"})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < c.size(); i += 997 {
		m := parse(detail.Mobile, c.number(i))
		want, err := bucket.MobileID4.Key(m, parse(detail.ID4, fmt.Sprintf("%04d", c.id4[i])))
		if err != nil || keys[i] != want {
			t.Errorf("person %d: %v, want %v (%v)", i, keys[i], want, err)
		}
		want, err = bucket.Mobile.Key(m)
		if err != nil || c.mobile[i] != want.Prefix {
			t.Errorf("person %d: %x, want %v (%v)", i, c.mobile[i], want, err)
		}
		want, err = bucket.Email.Key(parse(detail.Email, c.address(i)))
		if err != nil || c.email[i] != want.Prefix {
			t.Errorf("person %d: %x, want %v (%v)", i, c.email[i], want, err)
		}
		want, err = bucket.MobileBirthYear.Key(m, parse(detail.BirthYear, "2001"))
		if err != nil || (bucket.Key{Group: years[1], Prefix: c.mobile[i]}) != want {
			t.Errorf("person %d: %v (%v)", i, want, err)
		}
	}
	if other := lab4(t, MinPeople, 9); other.people.number(0) == c.number(0) || other.people.address(0) == c.address(0) {
		t.Error("another seed invents the same people")
	}
}

// A simulated list answers as the pack does that the builder makes of the same
// people.
func TestListIsThePack(t *testing.T) {
	l := lab4(t, MinPeople, 10)
	keys, err := l.keys()
	if err != nil {
		t.Fatal(err)
	}
	population := bucket.DefaultPopulation(shape.Direct())
	for _, policy := range []bucket.Policy{bucket.Confirmable, bucket.Deniable} {
		b, err := l.bits(shape, policy, population)
		if err != nil {
			t.Fatal(err)
		}
		list := l.newComposite(keys, b, 3000)
		dir := t.TempDir()
		var csv strings.Builder
		csv.WriteString("mobile,id4\n")
		for i, in := range list.listed {
			if in {
				fmt.Fprintf(&csv, "%s,%04d\n", l.people.number(i), l.people.id4[i])
			}
		}
		if err := os.WriteFile(filepath.Join(dir, "people.csv"), []byte(csv.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		var accepted Share
		spec, err := offer(filepath.Join(dir, "pack.toml"), &accepted, listSpec(shape, policy))
		if err != nil || accepted != (Share{1, 1}) {
			t.Fatalf("%v, %v", accepted, err)
		}
		out := filepath.Join(dir, "x"+pack.Extension)
		if _, err := publish.Build(t.Context(), spec, out, publish.Options{}); err != nil {
			t.Fatal(err)
		}
		p, err := pack.Open(t.Context(), out)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = p.Close() }()
		if got := p.Header().Lists[0]; got.Bits != b || got.Occupied != uint64(list.table.len()) {
			t.Errorf("%s: the pack has %d bits and %d buckets, the simulation %d and %d", policy, got.Bits, got.Occupied, b, list.table.len())
		}
		hits := 0
		for i := range 2000 {
			for _, key := range []bucket.Key{keys[i], {Group: keys[i].Group, Prefix: keys[i].Prefix ^ 1<<63}} {
				want, err := p.Has(t.Context(), 0, key.Bucket(b))
				if err != nil {
					t.Fatal(err)
				}
				if got := list.table.has(key.Bucket(b)); got != want {
					t.Errorf("%s, person %d: %t, the pack says %t", policy, i, got, want)
				}
				if want {
					hits++
				}
			}
		}
		if hits < 100 {
			t.Errorf("%s: only %d hits", policy, hits)
		}
	}
}

// All groups of a mobile counted at once are all groups tried one by one.
func TestGroupsOneByOne(t *testing.T) {
	l := lab4(t, MinPeople, 11)
	long, _, deniable, err := l.composites()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*composite{long, deniable} {
		for i := 0; i < len(c.keys); i += 499 {
			want := 0
			for g := range shape.Groups() {
				if c.table.has(bucket.Key{Group: g, Prefix: c.keys[i].Prefix}.Bucket(c.bits)) {
					want++
				}
			}
			if got := c.groups(i); got != want {
				t.Errorf("%d bits, person %d: %d groups, one by one %d", c.bits, i, got, want)
			}
			if c.listed[i] && want == 0 {
				t.Errorf("%d bits: listed person %d has no hit", c.bits, i)
			}
		}
	}
}

// The table of the simulation that decided how the index is made: 1,150,000
// people, 20,000 listed, 2^17 buckets, 95 % of them in the next edition.
func TestFirstSimulation(t *testing.T) {
	const people, n, buckets = 1_150_000, 20_000, 1 << 17
	// By edition: bit e of the index is edition e.
	two := []float64{people - 21_000, 1000, 1000, 19_000}
	three := []float64{people - 22_000, 1000, 50, 950, 1000, 0, 950, 18_050}
	f := float64(n) / buckets
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"one edition, filter", filterShare([]float64{people - n, n}, f), 0.104},
		{"two, filter", filterShare(two, f), 0.42},
		{"three, filter", filterShare(three, f), 0.822},
		{"one edition, buckets", fixedShare([]float64{people - n, n}, buckets), 0.111},
		{"two, buckets", fixedShare(two, buckets), 0.112},
		{"three, buckets", fixedShare(three, buckets), 0.113},
		{"one edition, as everybody is tried", truly(n, rate(n, buckets), people), 0.111},
	} {
		if math.Abs(tt.got-tt.want) > 0.004 {
			t.Errorf("%s: %.4f, want %.4f", tt.name, tt.got, tt.want)
		}
	}
}

func TestEditions(t *testing.T) {
	l := lab4(t, MinPeople, 12)
	m := l.newEditions(1000)
	for e := range editions {
		if n := m.in(e); n != 1000 {
			t.Errorf("edition %d has %d people", e, n)
		}
	}
	if c := m.counts(2); c[3] != 950 || c[1] != 50 || c[2] != 50 || c[0] != MinPeople-1050 {
		t.Errorf("two editions: %v", c)
	}
	p := l.newPublishers(1000)
	if c := p.counts(2); c[1]+c[3] != 900 || c[2]+c[3] != 900 || c[3] < 750 || c[3] > 860 || c[0] < MinPeople-1000 {
		t.Errorf("two publishers: %v", c)
	}
}

// The catalogue's own shape of a leak is not refused.
func TestCatalogueIsNoWall(t *testing.T) {
	o, err := tryBuilder(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if o.alone.Of < 8 || o.together.Of < 50 || o.catalogued.Of != o.alone.Of*(o.alone.Of-1) {
		t.Errorf("%+v", o)
	}
	dir := t.TempDir()
	var accepted Share
	spec, err := offer(filepath.Join(dir, "pack.toml"), &accepted, listSpec(bucket.Mobile, bucket.Deniable))
	if err != nil || accepted.Hits != 1 {
		t.Fatalf("%v, %v", accepted, err)
	}
	settled := &catalog.ListOf{Shape: bucket.Mobile, Policy: bucket.Deniable, Population: bucket.DefaultPopulation(detail.Mobile)}
	_, err = publish.Build(t.Context(), spec, filepath.Join(dir, "x"+pack.Extension), publish.Options{
		Known: func(string) (*catalog.ListOf, bool) { return settled, true },
	})
	if err == nil || refused(err) {
		t.Errorf("without a source: %v, want an error that is no refusal", err)
	}
}

func TestFewerOldPeople(t *testing.T) {
	l := lab4(t, MinPeople, 13)
	groups, weights, err := l.bornIn(bucket.MobileBirthYear)
	if err != nil {
		t.Fatal(err)
	}
	counts := make([]float64, len(weights))
	for _, g := range groups {
		counts[g]++
	}
	sum := 0.0
	for g, w := range weights {
		sum += w
		if sd := math.Sqrt(MinPeople * w * (1 - w)); math.Abs(counts[g]-w*MinPeople) > 4.5*sd+1e-9 {
			t.Errorf("group %d: %g people, expected %g", g, counts[g], w*MinPeople)
		}
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("the weights sum to %g", sum)
	}
}
