package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"neem-pack": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			source, err := filepath.Abs(filepath.Join("..", "..", ".."))
			e.Setenv("SOURCE", source)
			return err
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":    exits,
			"figures":  checkFigures,
			"people":   writePeople,
			"patch":    patch,
			"shorten":  shorten,
			"sql":      runSQL,
			"encode":   encode,
			"listing":  listing,
			"reseal":   reseal,
			"samefile": sameFile,
			"swap":     swap,
			"keys":     makeKeyFiles,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Getuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
	})
}

// exits N command args…: the command must end with that exit status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits status command args…")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if ee, ok := errors.AsType[*exec.ExitError](err); ok {
		code = ee.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit status %d, want %s\n%s%s", code, args[0], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
	for _, sign := range []string{"panic:", "goroutine ", "%!"} {
		if strings.Contains(ts.ReadFile("stderr")+ts.ReadFile("stdout"), sign) {
			ts.Fatalf("%s", ts.ReadFile("stderr"))
		}
	}
}

// figures N key=pattern…: the N-th line of standard output is one compact
// JSON object whose values match.
func checkFigures(ts *testscript.TestScript, neg bool, args []string) {
	lines := strings.Split(strings.TrimSuffix(ts.ReadFile("stdout"), "\n"), "\n")
	n, err := strconv.Atoi(args[0])
	if neg || err != nil || n < 1 || n > len(lines) {
		ts.Fatalf("figures: there are %d lines", len(lines))
	}
	var compact bytes.Buffer
	ts.Check(json.Compact(&compact, []byte(lines[n-1])))
	if compact.String() != lines[n-1] {
		ts.Fatalf("not compact: %s", lines[n-1])
	}
	var values map[string]json.RawMessage
	ts.Check(json.Unmarshal(compact.Bytes(), &values))
	for _, a := range args[1:] {
		key, pattern, _ := strings.Cut(a, "=")
		value, ok := values[key]
		if !ok || !regexp.MustCompile("^(?:"+pattern+")$").Match(value) {
			ts.Fatalf("%s is %s, want %s", key, value, pattern)
		}
	}
}

// people FILE N: a CSV of N invented people.
func writePeople(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	var b strings.Builder
	b.WriteString("Mobile No,ID last four,E-mail\n")
	for i := range n {
		fmt.Fprintf(&b, "60000%05d,%04d,asha%d@example.org\n", i, i*7%10000, i)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
}

// patch FILE OFFSET HEX: bytes of a file are replaced.
func patch(ts *testscript.TestScript, neg bool, args []string) {
	at, err := strconv.Atoi(args[1])
	ts.Check(err)
	by, err := hex.DecodeString(args[2])
	ts.Check(err)
	b := []byte(ts.ReadFile(args[0]))
	copy(b[at:], by)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// shorten FILE N: N bytes are cut off its end.
func shorten(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	b := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b[:len(b)-n]), 0o600))
}

// sql FILE STATEMENT: the statement is run in a database.
func runSQL(ts *testscript.TestScript, neg bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(args[1])
	ts.Check(errors.Join(err, db.Close()))
}

// encode utf-16|latin-1|bom FROM TO: a text in another encoding.
func encode(ts *testscript.TestScript, neg bool, args []string) {
	text := ts.ReadFile(args[1])
	var b []byte
	switch args[0] {
	case "utf-16":
		for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
			b = append(b, byte(u), byte(u>>8))
		}
	case "latin-1":
		for _, r := range text {
			b = append(b, byte(r))
		}
	case "bom":
		b = []byte("\ufeff" + text)
	default:
		ts.Fatalf("unknown encoding %q", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), b, 0o600))
}

// listing FOLDER NAME…: exactly these names are in the folder, hidden ones
// too, but for the one that testscript makes.
func listing(ts *testscript.TestScript, neg bool, args []string) {
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	var names []string
	for _, e := range entries {
		if e.Name() != ".tmp" {
			names = append(names, e.Name())
		}
	}
	if got, want := strings.Join(names, " "), strings.Join(args[1:], " "); got != want {
		ts.Fatalf("%s holds %q, want %q", args[0], got, want)
	}
}

// samefile A B: the two have the same bytes.
func sameFile(ts *testscript.TestScript, neg bool, args []string) {
	if same := ts.ReadFile(args[0]) == ts.ReadFile(args[1]); same == neg {
		ts.Fatalf("%s and %s: same %v", args[0], args[1], same)
	}
}

// swap FILE OLD NEW: a text is replaced wherever it stands.
func swap(ts *testscript.TestScript, neg bool, args []string) {
	before := ts.ReadFile(args[0])
	after := strings.ReplaceAll(before, args[1], args[2])
	if neg || after == before {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(after), 0o600))
}

// An interrupt, wherever it comes, is told as such.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	spec := filepath.Join(dir, "pack.toml")
	if err := os.WriteFile(spec, []byte(passwordSpec("pwned.txt")), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "pwned.txt"), []byte(strings.Repeat("A", 40)+":1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "x.neem")
	if code := run(t.Context(), []string{"build", "--spec", spec, "--out", out}, tool{out: io.Discard, err: io.Discard}); code != 0 {
		t.Fatal(code)
	}
	breaches := filepath.Join(t.TempDir(), "breaches.json")
	if code := run(t.Context(), []string{"catalog", "export", "--out", breaches}, tool{out: io.Discard, err: io.Discard}); code != 0 {
		t.Fatal(code)
	}
	for _, args := range [][]string{
		{"build", "--spec", spec, "--out", filepath.Join(dir, "y.neem")},
		{"catalog", "export"},
		{"catalog", "export", "--out", filepath.Join(dir, "y.json")},
		{"catalog", "compare", breaches},
		{"catalog", "propose", breaches, "cowin2023"},
		{"inspect", out},
		{"verify", out},
		{"hash-passwords"},
	} {
		var stdout, stderr bytes.Buffer
		code := run(ctx, args, tool{in: strings.NewReader("letmein\n"), out: &stdout, err: &stderr})
		if code != 1 || !strings.HasSuffix(stderr.String(), "neem-pack: stopped; nothing was left behind\n") || stdout.Len() != 0 {
			t.Errorf("%s: %d, %q, %q", args, code, &stdout, &stderr)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("%v, %v", entries, err)
	}
}

// A full disk or a closed pipe behind standard output is a failure.
func TestOutputFails(t *testing.T) {
	var stderr bytes.Buffer
	r, w := io.Pipe()
	_ = r.Close()
	for _, args := range [][]string{{"hash-passwords"}, {"catalog", "export"}} {
		stderr.Reset()
		if code := run(t.Context(), args, tool{in: strings.NewReader("letmein\n"), out: w, err: &stderr}); code != 1 || stderr.Len() == 0 {
			t.Errorf("%s: %d, %q", args, code, &stderr)
		}
	}
}

// passwordSpec is the spec of a list of invented passwords in a source file.
func passwordSpec(source string) string {
	return `id = "test/passwords"
edition = 1
publisher = "Invented Publisher"
[[leak]]
id = "invented-2026"
title = "Invented leak"
date = 2026-01-31
status = "alleged"
[[list]]
leak = "invented-2026"
shape = "password-sha1"
policy = "public"
false_positive = 1e-6
coverage = "Invented passwords"
source = { format = "pwned-passwords", file = "` + source + `" }
`
}
