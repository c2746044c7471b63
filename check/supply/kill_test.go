package supply

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"neem/check/store"
	"neem/check/supply/testrepo"
)

// The test binary is also the program that gets killed: with childFolder set,
// TestMain updates instead of testing.
const (
	childFolder  = "NEEM_TEST_SUPPLY"
	childSources = "NEEM_TEST_SOURCES" // separated by "|"
	childRoot    = "NEEM_TEST_ROOT"    // of the project, whose guidance is updated then
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childFolder); dir != "" {
		if root := os.Getenv(childRoot); root != "" {
			data, err := os.ReadFile(root)
			if err == nil {
				err = updateGuidance(dir, strings.Split(os.Getenv(childSources), "|"), data)
			}
			fmt.Println("ended:", err)
			os.Exit(1)
		}
		fmt.Println("ended:", updateInTurn(dir, strings.Split(os.Getenv(childSources), "|")))
		os.Exit(1)
	}
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "neem-supply-*")
	if err == nil {
		defer func() { _ = os.RemoveAll(dir) }()
		invented.one, err = testrepo.Pack(context.Background(), dir, testrepo.Spec{ID: members, Edition: 1, Shards: 2, Keys: 8000})
	}
	if err == nil {
		invented.two, err = testrepo.Pack(context.Background(), dir, testrepo.Spec{ID: members, Edition: 2, Shards: 3, Keys: 8000})
	}
	invented.guidance = map[uint64][]byte{}
	for number, date := range map[uint64]string{2: "2026-11-25", 3: "2026-11-26"} {
		if err == nil {
			invented.guidance[number], err = testrepo.Guidance(number, date)
		}
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	return m.Run()
}

// updateInTurn updates from each source in turn, and in the end removes what was
// installed and forgets the publisher, to begin again.
func updateInTurn(dir string, sources []string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dir)
	if err != nil {
		return err
	}
	b := OpenBook(filepath.Join(dir, FolderName), nil)
	fmt.Println("under way")
	for {
		for _, where := range sources {
			from, err := Folder(where)
			if err != nil {
				return err
			}
			fp, err := Identify(ctx, from)
			if err != nil {
				return err
			}
			if _, err := b.Publisher(fp); errors.Is(err, ErrUnknown) {
				i, err := Meet(ctx, from)
				if err == nil {
					_, err = b.Accept(ctx, i)
				}
				if err != nil {
					return err
				}
			} else if err != nil {
				return err
			}
			have, err := HoldingsOf(ctx, s)
			if err != nil {
				return err
			}
			plan, err := b.Plan(ctx, fp, from, have)
			if err != nil {
				return err
			}
			if err := b.Fetch(ctx, plan, from, InstallOn(s, fp), nil); err != nil {
				return err
			}
			if where != sources[len(sources)-1] {
				continue
			}
			installed, err := s.Installed(ctx)
			if err != nil {
				return err
			}
			for _, i := range installed {
				if err := s.Remove(ctx, i.Root); err != nil {
					return err
				}
			}
			if err := b.Forget(ctx, fp); err != nil {
				return err
			}
		}
	}
}

// Kills at random moments: an edition is there with all of its files, or (while
// the child itself removes the second) part of that one; and the next update goes
// through.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds := 500
	if testing.Short() {
		rounds = 20
	}
	d := &desk{t: t, pub: newPublisher(t)}
	one := d.folder().String()
	publish(t, d.pub, "2026-11-24", invented.two)
	newest := d.folder()
	d.fp = d.pub.Fingerprint()
	dir := t.TempDir()
	states := map[string]int{}
	for round := range rounds {
		exe, err := os.Executable()
		must(t, err)
		cmd := exec.Command(exe)
		cmd.Env = append(os.Environ(), childFolder+"="+dir, childSources+"="+one+"|"+newest.String())
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines := bufio.NewReader(out)
		if line, err := lines.ReadString('\n'); line != "under way\n" {
			t.Fatalf("the child says %q, %v", line, err)
		}
		time.Sleep(time.Duration(rand.IntN(150_000)) * time.Microsecond)
		must(t, cmd.Process.Kill())
		if rest, _ := lines.ReadString('\n'); rest != "" {
			t.Fatalf("round %d: the child says %q", round, rest)
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}

		d.open(dir)
		all, err := d.store.Installed(t.Context())
		must(t, err)
		count := map[uint64]int{}
		for _, i := range all {
			count[i.Edition]++
		}
		if len(count) > 1 || count[1] != 0 && count[1] != len(invented.one) {
			t.Fatalf("round %d: %v", round, count)
		}
		left := "nothing left"
		if len(d.staged()) > 0 {
			left = "parts left"
		}
		states[fmt.Sprintf("%v, %s", count, left)]++
		d.littleLeft()
		// The next update: known or not, whole or not.
		if _, err := d.book.Publisher(d.fp); errors.Is(err, ErrUnknown) {
			d.add()
		} else {
			must(t, err)
		}
		must(t, d.update(newest))
		d.holds(2)
		if got := d.staged(); len(got) != 0 {
			t.Fatalf("round %d: %q is left", round, got)
		}
		if round%2 == 0 { // else the child begins with what is there
			for _, i := range must2(d.store.Installed(t.Context()))(t) {
				must(t, d.store.Remove(t.Context(), i.Root))
			}
			must(t, d.book.Forget(t.Context(), d.fp))
		} else {
			// It has the newest already: only that one source is not refused.
			must(t, os.RemoveAll(filepath.Join(d.book.folder(d.fp))))
			for _, i := range must2(d.store.Installed(t.Context()))(t) {
				must(t, d.store.Remove(t.Context(), i.Root))
			}
		}
		must(t, d.store.Close())
	}
	t.Logf("after a kill: %v", states)
}

func must2[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		must(t, err)
		return v
	}
}
