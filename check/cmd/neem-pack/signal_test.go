//go:build unix

package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A real signal in the middle of a build: exit status 1, a word to the
// person, an older pack untouched, nothing left behind.
func TestSignals(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "pack.toml"), []byte(passwordSpec("pipe")), 0o600); err != nil {
				t.Fatal(err)
			}
			pipe := filepath.Join(dir, "pipe")
			if err := syscall.Mkfifo(pipe, 0o600); err != nil {
				t.Skip(err)
			}
			out := filepath.Join(dir, "out")
			if err := os.Mkdir(out, 0o700); err != nil {
				t.Fatal(err)
			}
			older := filepath.Join(out, "x.neem")
			if err := os.WriteFile(older, []byte("older"), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("neem-pack", "build", "--spec", filepath.Join(dir, "pack.toml"), "--out", older)
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = cmd.Process.Kill() }()
			w, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits for the build to open it
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = w.Close() }()
			lines := []byte(strings.Repeat(strings.Repeat("A", 40)+":1\n", 5000))
			if _, err := w.Write(lines); err != nil {
				t.Fatal(err)
			}
			said := bufio.NewReader(stderr)
			if line, err := said.ReadString('\n'); line != "reading pipe\n" {
				t.Fatalf("%q, %v", line, err)
			}
			if entries, err := os.ReadDir(out); err != nil || len(entries) != 2 {
				t.Fatalf("nothing is under way: %v, %v", entries, err)
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			// Lines go on until the build has stopped reading.
			for {
				if _, err := w.Write(lines); err != nil {
					break
				}
			}
			var rest bytes.Buffer
			if _, err := rest.ReadFrom(said); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 1 || !strings.Contains(rest.String(), "stopped; nothing was left behind") {
				t.Errorf("%v, %q", err, &rest)
			}
			entries, err := os.ReadDir(out)
			if err != nil || len(entries) != 1 {
				t.Errorf("%v, %v", entries, err)
			}
			if b, err := os.ReadFile(older); string(b) != "older" {
				t.Errorf("%q, %v", b, err)
			}
		})
	}
}
