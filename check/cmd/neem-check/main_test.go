package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"neem/assets/facts"
	"neem/check/detail"
	"neem/check/edition"
	"neem/check/publish"
	"neem/check/supply/testrepo"
	"neem/check/tally"
	"neem/check/vault"
	"neem/check/vault/vaulttest"
	"neem/locale"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"neem-check": func() { execute(clock) }})
}

// clock is the time of the variable TODAY, such as 2026-11-24, where a script
// sets it: what the guidance says depends on the day.
func clock() time.Time {
	day, err := time.ParseInLocation(time.DateOnly, os.Getenv("TODAY"), time.Local)
	if err != nil {
		return time.Now()
	}
	return day.Add(12 * time.Hour)
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
			// publisher FOLDER EDITION SEED writes the files of an invented publisher, with
			// one pack; the variable FINGERPRINT names it.
			"publisher": func(ts *testscript.TestScript, _ bool, args []string) {
				edition, err := strconv.ParseUint(args[1], 10, 64)
				ts.Check(err)
				seed, err := strconv.ParseUint(args[2], 10, 8)
				ts.Check(err)
				p, err := testrepo.New("Example NGO", byte(seed))
				ts.Check(err)
				for e := range edition {
					files, err := testrepo.Pack(context.Background(), ts.MkAbs("."), testrepo.Spec{ID: "example-ngo/members", Edition: e + 1, Shards: 2, Keys: 500})
					ts.Check(err)
					ts.Check(p.Add(context.Background(), "2026-11-2"+strconv.FormatUint(e, 10), files...))
					ts.Check(p.Publish())
				}
				ts.Check(p.Write(ts.MkAbs(args[0])))
				ts.Setenv("FINGERPRINT", p.Fingerprint())
			},
			// guidance FOLDER SEED N DATE writes the files of the publisher of a seed, with an
			// edition of the guidance and no pack, as a version after those of "publisher".
			"guidance": func(ts *testscript.TestScript, _ bool, args []string) {
				seed, err := strconv.ParseUint(args[1], 10, 8)
				ts.Check(err)
				number, err := strconv.ParseUint(args[2], 10, 64)
				ts.Check(err)
				p, err := testrepo.New("Example NGO", byte(seed))
				ts.Check(err)
				data, err := testrepo.Guidance(number, args[3])
				ts.Check(err)
				ts.Check(p.SetGuidance(data))
				for range 10 {
					ts.Check(p.Publish())
				}
				ts.Check(p.Write(ts.MkAbs(args[0])))
			},
			// edition N DATE FILE writes an edition of the built-in guidance.
			"edition": func(ts *testscript.TestScript, _ bool, args []string) {
				number, err := strconv.ParseUint(args[0], 10, 64)
				ts.Check(err)
				date, err := locale.ParseDate(args[1])
				ts.Check(err)
				data, err := edition.Make(number, date, facts.FS, locale.Files())
				ts.Check(err)
				file := ts.MkAbs(args[2])
				ts.Check(os.MkdirAll(filepath.Dir(file), 0o700))
				ts.Check(os.WriteFile(file, data, 0o600))
			},
			// save saves an invented person, with a passphrase.
			"save": func(ts *testscript.TestScript, _ bool, _ []string) {
				v := vault.New(vault.Options{Folder: ts.Getenv("NEEM_DATA")})
				mobile, err := detail.Parse(detail.Mobile, "6000000001")
				ts.Check(err)
				ts.Check(v.CreateWithPassphrase(context.Background(), "seven invented kites"))
				_, err = v.Save(context.Background(), vault.Person{Nickname: "Invented", Details: []detail.Detail{mobile}})
				ts.Check(err)
			},
			// tally DAY LANGUAGE N counts invented people who lost money.
			"tally": func(ts *testscript.TestScript, _ bool, args []string) {
				e, err := edition.BuiltIn()
				ts.Check(err)
				day, err := locale.ParseDate(args[0])
				ts.Check(err)
				n, err := strconv.Atoi(args[2])
				ts.Check(err)
				t := tally.Open(ts.Getenv("NEEM_DATA"), tally.KnownOf(e))
				for range n {
					ts.Check(t.Add(context.Background(), tally.Entry{Day: day, Language: args[1], Kinds: []string{"money"}}))
				}
			},
			// stick FOLDER puts a copy of the program there.
			"stick": func(ts *testscript.TestScript, _ bool, args []string) {
				program, err := os.ReadFile(filepath.Join(strings.Split(ts.Getenv("PATH"), string(filepath.ListSeparator))[0], "neem-check"))
				ts.Check(err)
				ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[0]), "neem-check"), program, 0o700))
			},
			// unfinished DATABASE leaves it as a program that was killed would.
			"unfinished": func(ts *testscript.TestScript, _ bool, args []string) {
				db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
				ts.Check(err)
				db.SetMaxOpenConns(1)
				for _, do := range []string{"BEGIN", "CREATE TABLE large (x)", "INSERT INTO large VALUES (zeroblob(16000000))"} {
					_, err := db.Exec(do)
					ts.Check(err)
				}
				saved := map[string][]byte{ts.MkAbs(args[0]): nil, ts.MkAbs(args[0]) + "-journal": nil}
				for path := range saved {
					saved[path], err = os.ReadFile(path)
					ts.Check(err)
				}
				_, err = db.Exec("ROLLBACK")
				ts.Check(err)
				ts.Check(db.Close())
				for path, data := range saved {
					ts.Check(os.WriteFile(path, data, 0o600))
				}
			},
			// locked FOLDER makes it a medium that cannot be written to; unlocked ends that.
			"locked": func(ts *testscript.TestScript, _ bool, args []string) {
				dir := ts.MkAbs(args[0])
				ts.Check(lockFolder(dir))
				ts.Defer(func() { _ = unlockFolder(dir) }) // where the script failed
			},
			"unlocked": func(ts *testscript.TestScript, _ bool, args []string) { ts.Check(unlockFolder(ts.MkAbs(args[0]))) },
			// build SPEC FILE builds a pack.
			"build": func(ts *testscript.TestScript, _ bool, args []string) {
				spec, err := publish.LoadSpec(ts.MkAbs(args[0]))
				ts.Check(err)
				_, err = publish.Build(context.Background(), spec, ts.MkAbs(args[1]), publish.Options{})
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
