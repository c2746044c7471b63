package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// The test binary is also the program that gets killed: with childTask set,
// TestMain does that task instead of testing.
const (
	childTask   = "NEEM_TEST_CHILD"
	childFolder = "NEEM_TEST_FOLDER"
	childPacks  = "NEEM_TEST_PACKS" // separated by "|"
)

func TestMain(m *testing.M) {
	if task := os.Getenv(childTask); task != "" {
		if err := child(task); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// childTasks are what a child can do; other files add to them.
var childTasks = map[string]func(folder string, packs []string) error{
	"copying":   func(folder string, packs []string) error { return importAndHang(folder, packs[0], Copying) },
	"verifying": func(folder string, packs []string) error { return importAndHang(folder, packs[0], Verifying) },
	"forever":   importForever,
}

func child(task string) error {
	return childTasks[task](os.Getenv(childFolder), strings.Split(os.Getenv(childPacks), "|"))
}

// importAndHang begins an import and, in the middle of a stage, says so and
// waits to be killed.
func importAndHang(folder, path string, at Stage) error {
	s, err := Open(context.Background(), folder)
	if err != nil {
		return err
	}
	_, err = s.Import(context.Background(), path, func(stage Stage, done, total int64) {
		if stage == at && done > 0 && done < total {
			fmt.Println("in the middle")
			time.Sleep(time.Hour) // not for ever: a program whose goroutines all do that is ended by Go
		}
	})
	return fmt.Errorf("the import ended: %w", err)
}

// importForever imports packs in turn and removes them again.
func importForever(folder string, packs []string) error {
	ctx := context.Background()
	s, err := Open(ctx, folder)
	if err != nil {
		return err
	}
	fmt.Println("under way")
	for {
		for _, path := range packs {
			i, err := s.Import(ctx, path, nil)
			if err != nil {
				return err
			}
			if path == packs[len(packs)-1] {
				if err := s.Remove(ctx, i.Root); err != nil {
					return err
				}
			}
		}
	}
}

// startChild starts a child and waits for its first line, which must be the
// one given.
func startChild(t *testing.T, task, folder, line string, packs ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childTask+"="+task, childFolder+"="+folder, childPacks+"="+strings.Join(packs, "|"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	got, err := bufio.NewReader(out).ReadString('\n')
	if err != nil && err != io.EOF || got != line+"\n" {
		t.Fatalf("the child says %q, %v", got, err)
	}
	return cmd
}

func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the child ended by itself")
	}
}

// A kill in the middle of copying or of verifying: the next start finds
// everything as it was before the import, settings too.
func TestKilledInTheMiddle(t *testing.T) {
	newer := testPack(t, packSpec{edition: 2, keys: 60_000})
	for _, task := range []string{"copying", "verifying"} {
		t.Run(task, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			if err := s.SetSetting(t.Context(), "language", "hi"); err != nil {
				t.Fatal(err)
			}
			mustImport(t, s, testPack(t, packSpec{}))
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			cmd := startChild(t, task, dir, "in the middle", newer)
			if got := packFiles(t, dir); len(got) != 2 {
				t.Errorf("the import left no trace to clean: %q", got)
			}
			kill(t, cmd)
			if got := packFiles(t, dir); len(got) != 2 {
				t.Errorf("the kill left no trace to clean: %q", got)
			}
			s = open(t, dir)
			if got := consistent(t, s); !slices.Equal(got, []string{"test/invented 1 1/1"}) {
				t.Errorf("%q", got)
			}
			if v, err := s.Setting(t.Context(), "language"); v != "hi" || err != nil {
				t.Errorf("%q, %v", v, err)
			}
			// The lock died with the child.
			mustImport(t, s, newer)
			if got := consistent(t, s); !slices.Equal(got, []string{"test/invented 2 1/1"}) {
				t.Errorf("%q", got)
			}
		})
	}
}

// While another program imports, a start leaves its half-written file alone.
func TestStartDuringAnImport(t *testing.T) {
	dir := t.TempDir()
	cmd := startChild(t, "copying", dir, "in the middle", testPack(t, packSpec{keys: 60_000}))
	s := open(t, dir)
	if got := packFiles(t, dir); len(got) != 1 {
		t.Errorf("%q", got)
	}
	if got := editions(t, s); len(got) != 0 {
		t.Errorf("%q", got)
	}
	kill(t, cmd)
}

// Kills at random moments of import, replacement and removal: whatever is
// installed afterwards is whole, and nothing else is there.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds := 25
	if testing.Short() {
		rounds = 5
	}
	dir := t.TempDir()
	s := open(t, dir)
	mustImport(t, s, testPack(t, packSpec{id: "test/kept"}))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	one, two := testPack(t, packSpec{keys: 2000}), testPack(t, packSpec{edition: 2, keys: 2000})
	states := map[string]int{}
	for range rounds {
		cmd := startChild(t, "forever", dir, "under way", one, two)
		time.Sleep(time.Duration(rand.IntN(40_000)) * time.Microsecond)
		kill(t, cmd)
		s := open(t, dir)
		got := consistent(t, s)
		states[fmt.Sprint(len(got))]++
		switch {
		case slices.Equal(got, []string{"test/kept 1 1/1"}):
		case slices.Equal(got, []string{"test/invented 1 1/1", "test/kept 1 1/1"}), slices.Equal(got, []string{"test/invented 2 1/1", "test/kept 1 1/1"}):
			// For the next round.
			all, err := s.Installed(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Remove(t.Context(), all[0].Root); err != nil {
				t.Fatal(err)
			}
		default:
			t.Fatalf("%q", got)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("packs after a kill: %v", states)
}
