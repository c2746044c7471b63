package tally_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"neem/check/edition"
	"neem/check/tally"
	"neem/locale"
)

func known(t testing.TB) tally.Known {
	t.Helper()
	e, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return tally.KnownOf(e)
}

func date(s string) locale.Date {
	d, err := locale.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func entry(day string) tally.Entry {
	return tally.Entry{Day: date(day), Language: "ta", Kinds: []string{"money", tally.KindLeak, "money"}, Leaks: []string{"cowin2023"}}
}

func files(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// While it is off, nothing is kept or made.
func TestOff(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	tl := tally.Open(dir, known(t))
	if on, err := tl.On(t.Context()); on || err != nil {
		t.Error(on, err)
	}
	for _, do := range []func() error{
		func() error { return tl.Add(t.Context(), entry("2026-10-01")) },
		func() error { return tl.Turn(t.Context(), false) },
		func() error { return tl.Clear(t.Context()) },
	} {
		if err := do(); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
}

func TestCounting(t *testing.T) {
	dir := t.TempDir()
	tl := tally.Open(dir, known(t))
	if err := tl.Turn(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if err := tl.Add(t.Context(), entry("2026-10-01")); err != nil {
			t.Fatal(err)
		}
	}
	got, err := tl.Figures(t.Context(), date("2026-10-02"))
	if want := "[{2026-10-01 language ta 5} {2026-10-01 kind leak 5} {2026-10-01 kind money 5} {2026-10-01 leak cowin2023 5}]"; err != nil || fmt.Sprint(got) != want {
		t.Errorf("%v, %v; want %s", got, err, want)
	}
	// Turned off, it keeps what there is and counts nobody.
	if err := tl.Turn(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if err := tl.Add(t.Context(), entry("2026-10-01")); err != nil {
		t.Fatal(err)
	}
	if again, err := tl.Figures(t.Context(), date("2026-10-02")); err != nil || fmt.Sprint(again) != fmt.Sprint(got) {
		t.Errorf("%v, %v", again, err)
	}
	if err := tl.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := files(t, dir); got != "tally.lock" {
		t.Errorf("after clearing, off: %s", got)
	}
	// Cleared while it is on, it goes on from zero.
	for _, err := range []error{tl.Turn(t.Context(), true), tl.Add(t.Context(), entry("2026-10-01")), tl.Clear(t.Context())} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if on, err := tl.On(t.Context()); !on || err != nil {
		t.Error(on, err)
	}
	data, err := os.ReadFile(filepath.Join(dir, tally.FileName))
	if err != nil || strings.Contains(string(data), "2026") {
		t.Errorf("%s, %v", data, err)
	}
}

// The file tells neither the time at which somebody came nor what came first, and
// what nobody should have passed is refused and not repeated.
func TestNothingOfAPerson(t *testing.T) {
	dir := t.TempDir()
	tl := tally.Open(dir, known(t))
	if err := tl.Turn(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	const marked = "60000 12345"
	for _, e := range []tally.Entry{
		{Day: date("2026-10-01"), Language: marked},
		{Day: date("2026-10-01"), Language: "ta", Kinds: []string{marked}},
		{Day: date("2026-10-01"), Language: "ta", Leaks: []string{"cowin2023", marked}},
		{Day: date("2026-10-01")},
		{Language: "ta"},
	} {
		if err := tl.Add(t.Context(), e); !errors.Is(err, tally.ErrWord) || strings.Contains(err.Error(), "12345") {
			t.Errorf("%+v: %v", e, err)
		}
	}
	one, two := entry("2026-10-01"), tally.Entry{Day: date("2026-10-01"), Language: "ur", Kinds: []string{"photos"}}
	var contents []string
	for _, order := range [][]tally.Entry{{one, two}, {two, one}} {
		if err := tl.Clear(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, e := range order {
			if err := tl.Add(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		data, err := os.ReadFile(filepath.Join(dir, tally.FileName))
		if err != nil {
			t.Fatal(err)
		}
		contents = append(contents, string(data))
	}
	if contents[0] != contents[1] {
		t.Errorf("the order shows:\n%s%s", contents[0], contents[1])
	}
	info, err := os.Stat(filepath.Join(dir, tally.FileName))
	if err != nil || !info.ModTime().Equal(time.Date(2026, 10, 1, 0, 0, 0, 0, time.Local)) {
		t.Errorf("the file is of %v, %v", info.ModTime(), err)
	}
	if info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("others may read it: %v", info.Mode())
	}
}

func TestBroken(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want error
	}{
		"empty":     {"", tally.ErrDamaged},
		"half":      {`{"format":1,"on":true,"days":{"2026-`, tally.ErrDamaged},
		"no format": {`{"on":true}`, tally.ErrDamaged},
		"negative":  {`{"format":1,"on":true,"days":{"2026-10-01":{"languages":{"ta":-1}}}}`, tally.ErrDamaged},
		"no day":    {`{"format":1,"on":true,"days":{"x":{}}}`, tally.ErrDamaged},
		"newer":     {`{"format":2,"on":true}`, tally.ErrNewer},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, tally.FileName)
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			tl := tally.Open(dir, known(t))
			_, figures := tl.Figures(t.Context(), date("2026-10-02"))
			for _, err := range []error{figures, tl.Add(t.Context(), entry("2026-10-01"))} {
				if !errors.Is(err, tt.want) {
					t.Errorf("%v, want %v", err, tt.want)
				}
			}
			if data, err := os.ReadFile(path); err != nil || string(data) != tt.text {
				t.Errorf("the file was changed to %q, %v", data, err)
			}
			if err := tl.Clear(t.Context()); err != nil {
				t.Error(err)
			}
			if _, err := tl.Figures(t.Context(), date("2026-10-02")); err != nil {
				t.Error(err)
			}
		})
	}
}

// Two programs that count at once lose nobody.
func TestAtOnce(t *testing.T) {
	dir := t.TempDir()
	k := known(t)
	if err := tally.Open(dir, k).Turn(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			tl := tally.Open(dir, k)
			for range 5 {
				if err := tl.Add(t.Context(), entry("2026-10-01")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	got, err := tally.Open(dir, k).Figures(t.Context(), date("2026-10-02"))
	if err != nil || len(got) == 0 || got[0].Count != 20 {
		t.Errorf("%v, %v", got, err)
	}
}

// However often it is killed, the file is whole, counts only go up, and a next start
// leaves nothing half-written.
func TestKilled(t *testing.T) {
	if dir := os.Getenv("NEEM_TALLY_CHILD"); dir != "" {
		tl := tally.Open(dir, known(t))
		fmt.Println("under way")
		for {
			if err := tl.Add(context.Background(), entry("2026-10-01")); err != nil {
				t.Fatal(err)
			}
		}
	}
	dir := t.TempDir()
	tl := tally.Open(dir, known(t))
	if err := tl.Turn(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	last := 0
	for i := range 12 {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$")
		child.Env = append(os.Environ(), "NEEM_TALLY_CHILD="+dir)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 16)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(5+7*i) * time.Millisecond)
		_ = child.Process.Kill()
		_ = child.Wait() // it was killed
		got, err := tl.Figures(t.Context(), date("2026-10-02"))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		if len(got) > 0 {
			n = got[0].Count
		}
		if n < last {
			t.Errorf("%d people after %d", n, last)
		}
		last = n
	}
	if last == 0 {
		t.Error("nobody was ever counted; the test proves nothing")
	}
	if err := tl.Add(t.Context(), entry("2026-10-01")); err != nil {
		t.Fatal(err)
	}
	if got := files(t, dir); got != "tally.json tally.lock" {
		t.Errorf("left: %s", got)
	}
}
