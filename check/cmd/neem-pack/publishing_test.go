package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"neem/check/supply/keyfile"
)

const testWords = "five invented words for tests"

// keys FOLDER NAME…: key files whose role is the beginning of their name, and the file
// "pass" with their passphrase. They are always the same and locked cheaply.
func makeKeyFiles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: keys folder name…")
	}
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o700))
	for _, name := range args[1:] {
		ts.Check(makeKeyFile(filepath.Join(ts.MkAbs(args[0]), name), testWords))
	}
	ts.Check(os.WriteFile(ts.MkAbs("pass"), []byte(testWords+"\n"), 0o600))
}

// makeKeyFile makes a key out of its name.
func makeKeyFile(path, passphrase string) error {
	role, _, _ := strings.Cut(filepath.Base(path), "-")
	seed := strings.NewReader(strings.Repeat(filepath.Base(path), 32))
	k, err := keyfile.New(keyfile.Role(role), seed, time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return err
	}
	sealed, err := k.Seal(passphrase, 2)
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(path+".key", sealed, 0o600), os.WriteFile(path+".pub", k.Bytes(), 0o600))
}

// typist answers prompts at a terminal that there is not.
type typist struct {
	answers []string
	asked   []string
}

func (p *typist) ask(prompt string) (string, error) {
	p.asked = append(p.asked, prompt)
	if len(p.answers) == 0 {
		return "", io.EOF
	}
	a := p.answers[0]
	p.answers = p.answers[1:]
	return a, nil
}

func TestUnlockByHand(t *testing.T) {
	path := filepath.Join(t.TempDir(), "online-1")
	if err := makeKeyFile(path, testWords); err != nil {
		t.Fatal(err)
	}
	k, err := readKeyFile(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		answers []string
		ok      bool
	}{
		"at once":          {[]string{testWords}, true},
		"at the third":     {[]string{"another one", "and another", testWords}, true},
		"not at the third": {[]string{"another one", "and another", "a third"}, false},
		"left out":         {[]string{""}, false},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			who := &typist{answers: test.answers}
			ring := &keyring{t: tool{err: &stderr}, ask: who.ask}
			got, ok, err := ring.unlock(t.Context(), k)
			if err != nil || ok != test.ok || ok && !got.Key.Equal(k.Key) || len(who.answers) > 0 {
				t.Errorf("%v, %v, %v", got, ok, err)
			}
			// What opened one key is tried at the next before anybody is asked again.
			if n := len(who.asked); ok {
				if _, again, err := ring.unlock(t.Context(), k); !again || err != nil || len(who.asked) != n {
					t.Errorf("%v, %v", again, err)
				}
			}
			if strings.Contains(stderr.String()+strings.Join(who.asked, ""), testWords) {
				t.Error("the passphrase is shown")
			}
		})
	}
}

func TestChooseByHand(t *testing.T) {
	for name, test := range map[string]struct {
		known   []string // of keys that were made before
		answers []string
		want    string
	}{
		"twice the same":        {nil, []string{testWords, testWords}, testWords},
		"too short first":       {nil, []string{"short", testWords, testWords}, testWords},
		"different first":       {nil, []string{testWords, testWords + "x", testWords, testWords}, testWords},
		"none":                  {nil, []string{""}, ""},
		"closed":                {nil, nil, ""},
		"as before":             {[]string{"a", testWords}, []string{""}, testWords},
		"another than before":   {[]string{"a"}, []string{testWords, testWords}, testWords},
		"every key has its own": {[]string{"a"}, nil, ""},
	} {
		ring := &keyring{t: tool{err: io.Discard}, passphrases: test.known, ask: (&typist{answers: test.answers}).ask}
		if got, err := ring.choose("online key"); got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestSaveKey(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "root-1")
	if err := makeKeyFile(path, testWords); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	k, err := keyfile.New(keyfile.Root, strings.NewReader(strings.Repeat("x", 32)), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := saveKey(path+".key", k, testWords); err == nil {
		t.Error("a key was written over")
	}
	if after, err := os.ReadFile(path + ".key"); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the key is another one now: %v", err)
	}
	if err := os.Remove(path + ".key"); err != nil {
		t.Fatal(err)
	}
	if _, err := saveKey(path+".key", k, testWords); err == nil { // the public half is there
		t.Error("a public half was written over")
	}
	if testing.Short() {
		return // the real cost
	}
	public, err := saveKey(filepath.Join(dir, "root-2.key"), k, testWords)
	if err != nil || public != filepath.Join(dir, "root-2.pub") {
		t.Fatalf("%s, %v", public, err)
	}
	info, err := os.Stat(filepath.Join(dir, "root-2.key"))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != fs.FileMode(0o600) {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// An interrupt is told as such and publishes nothing.
func TestPublishInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	keys, repo := filepath.Join(dir, "keys"), filepath.Join(dir, "site")
	if err := os.Mkdir(keys, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"root-1", "online-1"} {
		if err := makeKeyFile(filepath.Join(keys, name), testWords); err != nil {
			t.Fatal(err)
		}
	}
	pass, spec, out := filepath.Join(dir, "pass"), filepath.Join(dir, "pack.toml"), filepath.Join(dir, "x.neem")
	for name, text := range map[string]string{pass: testWords, spec: passwordSpec("pwned.txt"), filepath.Join(dir, "pwned.txt"): strings.Repeat("A", 40) + ":1\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	quiet := tool{in: strings.NewReader(""), out: io.Discard, err: io.Discard}
	first := []string{"publish", "--new", "--keys", keys, "--passphrase-file", pass, "--repo", repo, out}
	for _, args := range [][]string{{"build", "--spec", spec, "--out", out}, first} {
		if code := run(t.Context(), args, quiet); code != 0 {
			t.Fatalf("%s: %d", args, code)
		}
	}
	before, err := os.ReadFile(filepath.Join(repo, "metadata", "timestamp.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		first,
		{"publish", "--dry-run", "--repo", repo, out},
		{"publish", "--refresh", "--keys", keys, "--passphrase-file", pass, "--repo", repo},
		{"keygen", "--rotate", "--renew", "--keys", keys, "--passphrase-file", pass, "--repo", repo},
		{"keygen", "--role", "root", "--out", filepath.Join(dir, "r.key"), "--passphrase-file", pass},
		{"fingerprint", repo},
	} {
		var stdout, stderr bytes.Buffer
		code := run(ctx, args, tool{in: strings.NewReader(""), out: &stdout, err: &stderr})
		if code != 1 || !strings.HasSuffix(stderr.String(), "neem-pack: stopped; nothing was left behind\n") {
			t.Errorf("%s: %d, %q, %q", args, code, &stdout, &stderr)
		}
	}
	if after, err := os.ReadFile(filepath.Join(repo, "metadata", "timestamp.json")); err != nil || !bytes.Equal(before, after) {
		t.Errorf("something was published: %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 6 {
		t.Errorf("%v, %v", entries, err)
	}
}
