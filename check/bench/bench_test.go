package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// childVariable makes the test program one that carries out an order.
const childVariable = "NEEM_BENCH_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		if err := Child(context.Background(), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func child(ctx context.Context) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"=1")
	return cmd
}

// A whole run at a small size: every peer is there, answers rightly, and has
// figures that can be.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	const keys, probes = 20_000, 30_000
	r, err := Run(t.Context(), Options{Keys: keys, Rates: []float64{0.02, 1e-4}, Probes: probes, Rounds: 1, Dir: dir, Child: child})
	if err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	count := map[string]int{}
	for _, x := range r.Rows {
		count[x.Peer]++
		if x.Peer == selectID {
			if x.Lookup == nil || x.Lookup.MedianNs <= 0 || x.Size != nil {
				t.Errorf("%s: %+v", x.Name, x)
			}
			continue
		}
		if x.Build == nil || x.Build.Seconds <= 0 || x.Build.KeysPerSec <= 0 {
			t.Errorf("%s: build %+v", x.Name, x.Build)
		}
		if x.Peer == parseID {
			continue
		}
		s := x.Size
		if s == nil || s.FilterRatio < 1 || s.BucketRatio < 1 || s.Rate <= 0 || math.Abs(s.BitsPerKey*keys/8-float64(s.Bytes)) > 1 {
			t.Errorf("%s: size %+v", x.Name, s)
			continue
		}
		if x.Rate != nil && s.Rate > *x.Rate {
			t.Errorf("%s: a rate of %g where %g was asked for", x.Name, s.Rate, *x.Rate)
		}
		if x.Peer == unsortedID {
			continue
		}
		tr := x.Truth
		if tr == nil || tr.Missed != 0 || tr.Present != keys || tr.Absent != probes {
			t.Errorf("%s: answers %+v", x.Name, tr)
			continue
		}
		// Five standard deviations: the keys are always the same, so this does
		// not fail by chance once it has passed.
		if d := math.Abs(float64(tr.FalsePositive) - tr.Expected); d > 5*math.Sqrt(tr.Expected)+1 {
			t.Errorf("%s: %d false positives where %g are expected", x.Name, tr.FalsePositive, tr.Expected)
		}
		if l := x.Lookup; l == nil || l.MedianNs <= 0 || l.P99Ns < l.MedianNs || l.MeanNs <= 0 {
			t.Errorf("%s: lookup %+v", x.Name, l)
		}
		if c := x.Cold; c != nil && (c.LookupBytes < 0 || c.MostBytes < c.LookupBytes || c.OpenBytes+c.MostBytes > 2*s.Bytes) {
			t.Errorf("%s: cold %+v", x.Name, c)
		}
	}
	for _, p := range peers() {
		if want := 2; p.fixedRate && count[p.id] != 1 || !p.fixedRate && count[p.id] != want {
			t.Errorf("%s is there %d times", p.id, count[p.id])
		}
	}
	if count[selectID] != 2 {
		t.Errorf("the SELECT is there %d times", count[selectID])
	}
	var out bytes.Buffer
	if err := r.Markdown(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# 20,000 keys", "| Neem pack (rate 0.0001) ", "binary fuse 16, shards of 16,384", "keys not found", " met |"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the tables do not say %q:\n%s", want, &out)
		}
	}
}

// On Linux, what is read of a file and the memory of a process are counted.
func TestCounters(t *testing.T) {
	if _, err := os.Stat("/proc/self/io"); err != nil {
		t.Skip("the system does not count")
	}
	path := t.TempDir() + "/x"
	if err := os.WriteFile(path, make([]byte, 300_000), 0o600); err != nil {
		t.Fatal(err)
	}
	own := selfCost()
	before, ok := bytesRead()
	if _, err := os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	after, _ := bytesRead()
	if got := after - before - own; !ok || got < 300_000 || got > 300_100 {
		t.Errorf("%d bytes counted, %v", got, ok)
	}
	if m := peakMemory(); m < 1<<20 || m > 1<<34 {
		t.Errorf("peak memory %d", m)
	}
}

func TestSizes(t *testing.T) {
	rows, err := Sizes(t.Context(), SizeOptions{Keys: []int{1000, 20_000}, Rates: []float64{0.02, 1e-6}, Dir: t.TempDir()})
	if err != nil || len(rows) != 4 {
		t.Fatal(rows, err)
	}
	for _, r := range rows {
		if r.IndexRatio < 1 || r.IndexRatio > goalIndexSmall || r.FileRatio < r.IndexRatio || r.Fixed <= 0 || r.Fixed > goalFixedSmall {
			t.Errorf("%+v", r)
		}
		if q := r.Rate / r.Asked; q < 0.7 || q > 1.5 {
			t.Errorf("a rate of %g where %g was asked for", r.Rate, r.Asked)
		}
	}
	var out bytes.Buffer
	if err := SizesMarkdown(&out, rows); err != nil || !strings.Contains(out.String(), "index data ÷ least possible") {
		t.Errorf("%v\n%s", err, &out)
	}
}

func TestOptions(t *testing.T) {
	good := Options{Keys: 10, Rates: []float64{0.1}, Probes: 1, Rounds: 1, Dir: t.TempDir(), Child: child}
	for name, change := range map[string]func(*Options){
		"no keys":      func(o *Options) { o.Keys = 0 },
		"many keys":    func(o *Options) { o.Keys = maxKeys + 1 },
		"no rates":     func(o *Options) { o.Rates = nil },
		"rate of 0":    func(o *Options) { o.Rates = []float64{0} },
		"rate of 1":    func(o *Options) { o.Rates = []float64{0.5, 1} },
		"no number":    func(o *Options) { o.Rates = []float64{math.NaN()} },
		"no such bits": func(o *Options) { o.Rates = []float64{1e-30} },
		"no probes":    func(o *Options) { o.Probes = 0 },
		"no rounds":    func(o *Options) { o.Rounds = 0 },
	} {
		o := good
		change(&o)
		if _, err := Run(t.Context(), o); !errors.Is(err, ErrOptions) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Sizes(t.Context(), SizeOptions{Keys: []int{0}, Rates: []float64{0.1}, Dir: good.Dir}); !errors.Is(err, ErrOptions) {
		t.Errorf("%v", err)
	}
}

// What goes wrong in a child is told, and nothing is left behind.
func TestChildFails(t *testing.T) {
	dir := t.TempDir()
	o := Options{Keys: 10, Rates: []float64{0.1}, Probes: 1, Rounds: 1, Dir: dir}
	o.Child = func(ctx context.Context) *exec.Cmd {
		cmd := child(ctx)
		cmd.Env = append(cmd.Env, childVariable+"=") // runs the tests instead
		cmd.Args = append(cmd.Args, "-no-such-flag")
		return cmd
	}
	if _, err := Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "no-such-flag") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	o.Child = func(ctx context.Context) *exec.Cmd { cancel(); return child(ctx) }
	if _, err := Run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for _, in := range []string{"", "{}", `{"Build":{"Peer":"none"}}`, `{"Cold":{"Peer":"none"}}`, `{"Truth":{"Peer":"none","Keys":1}}`} {
		var out bytes.Buffer
		if err := Child(t.Context(), strings.NewReader(in), &out); err != nil || !strings.HasPrefix(out.String(), `{"Fault":"`) {
			t.Errorf("%q: %v, %q", in, err, &out)
		}
	}
}

func TestKeys(t *testing.T) {
	a := keySet(5000)
	if !slices.Equal(a, keySet(5000)) || !slices.Equal(a[:100], keySet(100)) {
		t.Error("the keys are not the same each time")
	}
	slices.Sort(a)
	if len(slices.Compact(slices.Clone(a))) != len(a) {
		t.Error("a key is there twice")
	}
	for _, k := range absentKeys(5000, a) {
		if _, ok := slices.BinarySearch(a, k); ok {
			t.Fatal("a key of the set counts as absent")
		}
	}
}

func TestMedian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SliceOfN(rapid.Float64Range(-1e9, 1e9), 1, 20).Draw(t, "values")
		m, below, above := median(v), 0, 0
		for _, x := range v {
			if x < m {
				below++
			}
			if x > m {
				above++
			}
		}
		if below > len(v)/2 || above > len(v)/2 {
			t.Fatalf("%g has %d below and %d above", m, below, above)
		}
	})
	if median(nil) != 0 {
		t.Error("the median of nothing is not 0")
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -999: "-999"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
