package main

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"neem/check/detail"
	"neem/check/edition"
	"neem/check/vault"
	"neem/check/vault/vaulttest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"neem-check": main})
}

// The scripts of testdata/script run the program as people and other programs
// do.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			e.Setenv("NEEM_DATA", filepath.Join(e.WorkDir, "data"))
			e.Setenv("LANG", "en_IN.UTF-8")
			e.Setenv("LC_ALL", "")
			e.Setenv("LC_MESSAGES", "")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// save saves an invented person, with a passphrase.
			"save": func(ts *testscript.TestScript, _ bool, _ []string) {
				v := vault.New(vault.Options{Folder: ts.Getenv("NEEM_DATA")})
				mobile, err := detail.Parse(detail.Mobile, "6000000001")
				ts.Check(err)
				ts.Check(v.CreateWithPassphrase(context.Background(), "seven invented kites"))
				_, err = v.Save(context.Background(), vault.Person{Nickname: "Invented", Details: []detail.Detail{mobile}})
				ts.Check(err)
			},
			// status N command args… fails unless the command ends with N.
			"status": func(ts *testscript.TestScript, _ bool, args []string) {
				want := args[0]
				err := ts.Exec(args[1], args[2:]...)
				got := "0"
				if err != nil {
					got = err.Error()
				}
				if got != want && got != "exit status "+want {
					ts.Fatalf("%v ended with %s, want %s", args[1:], got, want)
				}
			},
		},
	})
}

// Every exit status that the contract names is a constant; a change would
// break scripts.
func TestStatuses(t *testing.T) {
	if exitNotFound != 0 || exitBad != 2 || exitFound != 10 || exitCannotTell != 20 {
		t.Error("an exit status changed")
	}
}

// What forgetting says when the keychain does not let go of the key.
func TestForgetWithoutTheKeychain(t *testing.T) {
	chain := &vaulttest.Keychain{}
	v := vault.New(vault.Options{Folder: t.TempDir(), Service: "neem-test", Keychain: chain})
	if err := v.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	chain.Fail(func(string) error { return errors.New("invented failure") })
	content, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	var out, errOut bytes.Buffer
	p := &program{out: &out, err: &errOut, content: content, words: content.Locales.Messages("en")}
	if code := p.forgetAll(t.Context(), v); code != exitFailed {
		t.Errorf("ended with %d", code)
	}
	for _, want := range []string{"may still be in this computer's keychain", "called: neem-test, saved people ", "was removed"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in %q", want, out.String())
		}
	}
	if !strings.Contains(errOut.String(), "invented failure") {
		t.Errorf("%q", errOut.String())
	}
}
