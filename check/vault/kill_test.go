package vault_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"neem/check/detail"
	"neem/check/vault"
)

// The test binary is also the programs that save at once, get killed, or meet a
// real keychain: with childTask set, TestMain does that task instead of testing.
const (
	childTask   = "NEEM_TEST_CHILD"
	childFolder = "NEEM_TEST_FOLDER"
	childNumber = "NEEM_TEST_NUMBER"
)

func TestMain(m *testing.M) {
	task := os.Getenv(childTask)
	if task == "" {
		os.Exit(m.Run())
	}
	n, _ := strconv.Atoi(os.Getenv(childNumber))
	err := map[string]func(dir string, n int) error{"forever": saveForever, "twenty": saveTwenty, "keychain": useKeychain}[task](os.Getenv(childFolder), n)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

func childPerson(n int) (vault.Person, error) {
	d, err := detail.Parse(detail.Mobile, fmt.Sprintf("6%09d", n))
	return vault.Person{Nickname: fmt.Sprintf("Invented %d", n), Details: []detail.Detail{d}}, err
}

// saveForever adds and removes one person until it is killed.
func saveForever(dir string, n int) error {
	ctx := context.Background()
	v := newVault(dir, nil)
	if err := v.UnlockWithPassphrase(phrase); err != nil {
		return err
	}
	fmt.Println("under way")
	for {
		p, err := childPerson(n)
		if err != nil {
			return err
		}
		if p, err = v.Save(ctx, p); err != nil {
			return err
		}
		if err := v.Remove(ctx, p.ID); err != nil {
			return err
		}
	}
}

// saveTwenty adds people while others do.
func saveTwenty(dir string, n int) error {
	v := newVault(dir, nil)
	if err := v.UnlockWithPassphrase(phrase); err != nil {
		return err
	}
	fmt.Println("under way")
	for i := range 20 {
		p, err := childPerson(n*1000 + i)
		if err != nil {
			return err
		}
		if _, err := v.Save(context.Background(), p); err != nil {
			return err
		}
	}
	return nil
}

func child(t *testing.T, task, dir string, n int) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childTask+"="+task, childFolder+"="+dir, childNumber+"="+strconv.Itoa(n))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || strings.TrimSpace(line) != "under way" {
		t.Fatalf("the child says %q, %v", line, err)
	}
	return cmd
}

// Several programs that save at once lose nobody.
func TestProgramsAtOnce(t *testing.T) {
	dir := vault.TempDir(t)
	v := newVault(dir, nil)
	if err := v.CreateWithPassphrase(t.Context(), phrase); err != nil {
		t.Fatal(err)
	}
	var children []*exec.Cmd
	for n := range 3 {
		children = append(children, child(t, "twenty", dir, n))
	}
	for _, c := range children {
		if err := c.Wait(); err != nil {
			t.Error(err)
		}
	}
	if got := nicknames(t, v); len(got) != 60 {
		t.Errorf("%d people, want 60", len(got))
	}
}

// Kills at random moments: the file is the old one or the new one, and the next
// change removes what was left beside it.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds := 25
	if testing.Short() {
		rounds = 5
	}
	dir := vault.TempDir(t)
	v := newVault(dir, nil)
	if err := v.CreateWithPassphrase(t.Context(), phrase); err != nil {
		t.Fatal(err)
	}
	kept := save(t, v, somebody(t, 1))
	left, seen := 0, map[int]int{}
	for n := range rounds {
		cmd := child(t, "forever", dir, 100+n)
		time.Sleep(time.Duration(rand.IntN(40_000)) * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil {
			t.Error("the child ended by itself")
		}
		people, err := v.People()
		if err != nil {
			t.Fatal(err)
		}
		seen[len(people)]++
		if people[0].ID != kept.ID || len(people) > 2 {
			t.Fatalf("%d people", len(people))
		}
		left += passing(t, dir)
		for _, p := range people[1:] {
			if err := v.Remove(t.Context(), p.ID); err != nil {
				t.Fatal(err)
			}
		}
		if err := v.Remove(t.Context(), vault.ID{}); err != nil {
			t.Fatal(err)
		}
		if n := passing(t, dir); n != 0 {
			t.Errorf("%d files were left", n)
		}
	}
	t.Logf("people after a kill: %v; files left: %d", seen, left)
}

// passing counts the files that a kill left.
func passing(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(slices.DeleteFunc(entries, func(e os.DirEntry) bool { return !strings.HasPrefix(e.Name(), ".saved-people-") }))
}

const stepMark = "step "

// useKeychain turns saving on with the system's keychain, finds what it saved
// with a second look, and forgets it. It says how each step ended and how long
// it took.
func useKeychain(dir string, _ int) error {
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	start := time.Now()
	step := func(name string, err error) {
		reason := "ok"
		if e, ok := errors.AsType[*vault.Error](err); ok {
			reason = string(e.Reason)
		} else if err != nil {
			reason = err.Error()
		}
		fmt.Printf("%s%s: %s\n", stepMark, name, reason)
		fmt.Fprintf(os.Stderr, "%s: %s %v: %v\n", name, reason, time.Since(start).Round(time.Millisecond), err)
		start = time.Now()
	}
	v := newVault(dir, vault.System())
	err := v.Create(ctx)
	step("create", err)
	if err == nil {
		p, err := childPerson(1)
		if err != nil {
			return err
		}
		_, err = v.Save(ctx, p)
		step("save", err)
		v = newVault(dir, vault.System())
		step("unlock", v.Unlock(ctx))
		step("unlock unasked", newVault(dir, vault.System()).UnlockUnasked(ctx))
		people, err := v.People()
		if len(people) != 1 {
			err = errors.Join(err, errors.New("nobody is there"))
		}
		step("people", err)
	} else {
		// The keychain may run by now, and be locked.
		ctx, cancel := context.WithTimeout(context.Background(), 4*time.Second)
		defer cancel()
		var err error
		if vault.System().(vault.Discreet).Discreet(ctx) {
			err = errors.New("no, it says")
		}
		step("would ask", err)
	}
	ctx, cancel = context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	for _, s := range v.Forget(ctx).Steps {
		step("forget "+string(s.Stage)+" "+string(s.Outcome), s.Err)
	}
	return nil
}
