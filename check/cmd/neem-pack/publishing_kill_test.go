package main

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"neem/check/supply/repository"
)

// The program is killed at any moment while it publishes, again and again: what is in
// the folder can always be read, never goes back, and the last run succeeds.
func TestPublishKilled(t *testing.T) {
	kills := 60
	if testing.Short() {
		kills = 8
	}
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Mkdir(filepath.Join(dir, "keys"), 0o700))
	for _, name := range []string{"root-1", "online-1"} {
		must(makeKeyFile(filepath.Join(dir, "keys", name), testWords))
	}
	for name, text := range map[string]string{"pass": testWords, "pack.toml": passwordSpec("pwned.txt"), "pwned.txt": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA:1\n"} {
		must(os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	command := func(args ...string) *exec.Cmd {
		c := exec.Command("neem-pack", args...)
		c.Dir = dir
		return c
	}
	for _, args := range [][]string{
		{"build", "--spec", "pack.toml", "--out", "x.neem"},
		{"publish", "--new", "--keys", "keys", "--passphrase-file", "pass", "--repo", "site", "x.neem"},
	} {
		if out, err := command(args...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	version := int64(1)
	refresh := func() *exec.Cmd {
		return command("publish", "--keys", "keys", "--passphrase-file", "pass", "--repo", "site", "--refresh", "--name", fmt.Sprintf("Example NGO %d", rand.IntN(1000)))
	}
	started := time.Now()
	if out, err := refresh().CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	usual := time.Since(started)
	killed := 0
	for range kills {
		c := refresh()
		must(c.Start())
		time.Sleep(rand.N(2 * usual))
		_ = c.Process.Kill()
		if err := c.Wait(); err != nil {
			killed++
		}
		s, err := repository.Read(t.Context(), os.DirFS(filepath.Join(dir, "site")))
		if err != nil || s.Version < version || len(s.Packs) != 1 {
			t.Fatalf("after version %d: %+v, %v", version, s, err)
		}
		version = s.Version
	}
	t.Logf("%d of %d were killed while at work; version %d", killed, kills, version)
	if out, err := refresh().CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	left, err := fs.Glob(os.DirFS(filepath.Join(dir, "site", ".neem-publish")), "*.part")
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
