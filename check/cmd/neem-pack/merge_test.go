package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Merging, comparing and counting stop when they are asked to, and say so.
func TestSetsInterrupted(t *testing.T) {
	dir := t.TempDir()
	spec := filepath.Join(dir, "pack.toml")
	a, b := filepath.Join(dir, "a.neem"), filepath.Join(dir, "b.neem")
	for out, n := range map[string]string{a: "A", b: "B"} {
		err := errors.Join(
			os.WriteFile(spec, []byte(passwordSpec("pwned.txt")), 0o600),
			os.WriteFile(filepath.Join(dir, "pwned.txt"), []byte(strings.Repeat(n, 40)+":1\n"), 0o600))
		if err != nil {
			t.Fatal(err)
		}
		if code := run(t.Context(), []string{"build", "--spec", spec, "--out", out}, tool{out: io.Discard, err: io.Discard}); code != 0 {
			t.Fatal(code)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range [][]string{
		{"merge", a, b, "--out", filepath.Join(dir, "m.neem")},
		{"merge", a, b, "--out", filepath.Join(dir, "folder")},
		{"diff", a, b},
		{"count", "--spec", spec, "--shards", "1", "--out", filepath.Join(dir, "t.json")},
		{"build", "--spec", spec, "--shard", "1/1", "--out", filepath.Join(dir, "m.neem")},
	} {
		var stdout, stderr bytes.Buffer
		code := run(ctx, args, tool{out: &stdout, err: &stderr})
		if code != 1 || !strings.HasSuffix(stderr.String(), "neem-pack: stopped; nothing was left behind\n") || stdout.Len() != 0 {
			t.Errorf("%s: %d, %q, %q", args, code, &stdout, &stderr)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 4 {
		t.Errorf("%v, %v", entries, err)
	}
	// A closed pipe behind standard output is a failure.
	r, w := io.Pipe()
	_ = r.Close()
	for _, args := range [][]string{{"diff", a, b}, {"diff", a, a}, {"merge", a, b, "--out", filepath.Join(dir, "m.neem")}} {
		if code := run(t.Context(), args, tool{out: w, err: io.Discard}); code != 1 {
			t.Errorf("%s: %d", args, code)
		}
	}
}
