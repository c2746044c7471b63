package vault_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"neem/check/detail"
	"neem/check/vault"
	"neem/check/vault/vaulttest"
)

const phrase = "seven invented kites over no town"

func parse(t testing.TB, kind detail.Kind, typed string) detail.Detail {
	t.Helper()
	d, err := detail.Parse(kind, typed)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// somebody returns the n-th invented person.
func somebody(t testing.TB, n int) vault.Person {
	t.Helper()
	return vault.Person{Nickname: fmt.Sprintf("Invented %d", n), Details: []detail.Detail{
		parse(t, detail.Mobile, fmt.Sprintf("6%09d", n)),
		parse(t, detail.ID4, fmt.Sprintf("%04d", n%10000)),
	}}
}

func newVault(dir string, chain vault.Keychain) *vault.Vault {
	return vault.New(vault.Options{Folder: dir, Service: "neem-test", Keychain: chain})
}

// created returns a vault that is on, with its key in a keychain.
func created(t testing.TB) (dir string, chain *vaulttest.Keychain, v *vault.Vault) {
	t.Helper()
	dir, chain = filepath.Join(vault.TempDir(t), "data"), &vaulttest.Keychain{}
	v = newVault(dir, chain)
	if err := v.Create(context.Background()); err != nil {
		t.Fatal(err)
	}
	return dir, chain, v
}

func save(t testing.TB, v *vault.Vault, p vault.Person) vault.Person {
	t.Helper()
	p, err := v.Save(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func nicknames(t testing.TB, v *vault.Vault) []string {
	t.Helper()
	people, err := v.People()
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, p := range people {
		names = append(names, p.Nickname)
	}
	return names
}

// wantReason fails unless err says what is wanted, "" being no error.
func wantReason(t testing.TB, err error, want vault.Reason) {
	t.Helper()
	var got vault.Reason
	if e, ok := errors.AsType[*vault.Error](err); ok {
		got = e.Reason
	}
	if got != want || want == "" && err != nil {
		t.Errorf("%v, want reason %q", err, want)
	}
}

func file(dir string) string { return filepath.Join(dir, "saved-people.sealed") }

// Nothing is written, and no keychain asked, before somebody turns it on.
func TestOffByDefault(t *testing.T) {
	dir, chain := filepath.Join(vault.TempDir(t), "data"), &vaulttest.Keychain{}
	chain.Fail(func(call string) error { t.Error(call); return nil })
	v := newVault(dir, chain)
	if by, unlocked, err := v.Status(); by != vault.Off || unlocked || err != nil {
		t.Error(by, unlocked, err)
	}
	_, err := v.People()
	wantReason(t, err, vault.NothingSaved)
	_, err = v.Save(t.Context(), somebody(t, 1))
	wantReason(t, err, vault.NothingSaved)
	wantReason(t, v.Unlock(t.Context()), vault.NothingSaved)
	if r := v.Forget(t.Context()); !r.Complete() || r.Steps[0].Outcome != vault.Nothing || r.Steps[1].Outcome != vault.Nothing {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("the folder was made")
	}
}

func TestSavedAndReadAgain(t *testing.T) {
	for _, by := range []vault.Protection{vault.ByKeychain, vault.ByPassphrase} {
		t.Run(fmt.Sprint(by), func(t *testing.T) {
			dir, chain := filepath.Join(vault.TempDir(t), "data"), &vaulttest.Keychain{}
			unlock := func(v *vault.Vault) error { return v.Unlock(t.Context()) }
			v := newVault(dir, chain)
			var err error
			if by == vault.ByKeychain {
				err = v.Create(t.Context())
			} else {
				err = v.CreateWithPassphrase(t.Context(), phrase)
				unlock = func(v *vault.Vault) error { return v.UnlockWithPassphrase(phrase) }
			}
			if err != nil {
				t.Fatal(err)
			}
			one := save(t, v, vault.Person{Nickname: "  அம்மா ", Details: []detail.Detail{
				parse(t, detail.Mobile, "60000 00001"), parse(t, detail.Mobile, "60000 00002"), parse(t, detail.Email, "Invented@भारत.in"),
				parse(t, detail.ID4, "12ab"), parse(t, detail.BirthYear, "1950"), parse(t, detail.PIN3, "600"),
			}})
			two := save(t, v, somebody(t, 2))
			two.Nickname = "Renamed"
			save(t, v, two)

			other := newVault(dir, chain)
			if got, unlocked, err := other.Status(); got != by || unlocked || err != nil {
				t.Error(got, unlocked, err)
			}
			_, err = other.People()
			wantReason(t, err, vault.Locked)
			if err := unlock(other); err != nil {
				t.Fatal(err)
			}
			people, err := other.People()
			if err != nil || len(people) != 2 {
				t.Fatal(people, err)
			}
			if people[0].Nickname != "அம்மா" || people[0].ID != one.ID || !slices.Equal(people[0].Details, one.Details) || people[1].Nickname != "Renamed" {
				t.Errorf("%q %q", people[0].Nickname, people[1].Nickname)
			}
			queries, err := people[0].Queries()
			if err != nil || len(queries) != 3 || queries[2].Shape() != "email+id4+birthyear+pin3" {
				t.Errorf("%v %v", queries, err)
			}
			// What one program changes, the other sees.
			if err := other.Remove(t.Context(), one.ID); err != nil {
				t.Fatal(err)
			}
			if got := nicknames(t, v); !slices.Equal(got, []string{"Renamed"}) {
				t.Errorf("%q", got)
			}
			_, err = v.Save(t.Context(), one)
			if pe, ok := errors.AsType[*vault.PersonError](err); !ok || pe.Fault != vault.NoSuchPerson {
				t.Error(err)
			}
			v.Lock()
			_, err = v.People()
			wantReason(t, err, vault.Locked)
			wantReason(t, v.Create(t.Context()), vault.AlreadySaving)
			wantReason(t, v.CreateWithPassphrase(t.Context(), phrase), vault.AlreadySaving)
			if by == vault.ByPassphrase {
				wantReason(t, v.UnlockWithPassphrase("another"), vault.WrongPassphrase)
				wantReason(t, v.Unlock(t.Context()), vault.Locked)
				if chain.Len() != 0 {
					t.Error("something is in the keychain")
				}
			}
			if info, err := os.Stat(file(dir)); err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
				t.Errorf("others may read it: %v %v", info.Mode(), err)
			}
		})
	}
}

func TestWhoCanBeSaved(t *testing.T) {
	_, _, v := created(t)
	save(t, v, somebody(t, 1))
	mobile, id4 := parse(t, detail.Mobile, "6000000009"), parse(t, detail.ID4, "1234")
	many := []detail.Detail{}
	for n := range vault.MaxDetails + 1 {
		many = append(many, parse(t, detail.Mobile, fmt.Sprintf("6%09d", n)))
	}
	for _, c := range []struct {
		name     string
		nickname string
		details  []detail.Detail
		want     vault.Fault
	}{
		{"fine", "Two", []detail.Detail{mobile, id4}, ""},
		{"joiners", "ක\u0dca\u200dෂ न\u094d\u200dय", []detail.Detail{mobile}, ""},
		{"no name", " \t", []detail.Detail{mobile}, vault.NoNickname},
		{"long name", strings.Repeat("அ", vault.MaxNickname+1), []detail.Detail{mobile}, vault.LongNickname},
		{"turned name", "a\u202eb", []detail.Detail{mobile}, vault.BadNickname},
		{"lines", "a\nb", []detail.Detail{mobile}, vault.BadNickname},
		{"only joiners", "\u200d\u200d", []detail.Detail{mobile}, vault.BadNickname},
		{"not text", "a\xff", []detail.Detail{mobile}, vault.BadNickname},
		{"same name", "INVENTED 1", []detail.Detail{mobile}, vault.NicknameTaken},
		{"nothing", "Three", nil, vault.NothingToAsk},
		{"only beside", "Three", []detail.Detail{id4}, vault.NothingToAsk},
		{"password", "Three", []detail.Detail{mobile, parse(t, detail.Password, "invented-secret")}, vault.NeverPasswords},
		{"twice", "Three", []detail.Detail{mobile, mobile}, vault.DetailTwice},
		{"two beside", "Three", []detail.Detail{mobile, id4, parse(t, detail.ID4, "5678")}, vault.DetailTwice},
		{"many", "Three", many, vault.ManyDetails},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := v.Save(t.Context(), vault.Person{Nickname: c.nickname, Details: c.details})
			var got vault.Fault
			if pe, ok := errors.AsType[*vault.PersonError](err); ok {
				got = pe.Fault
			}
			if got != c.want || c.want == "" && err != nil {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// A person prints as nothing.
func TestPersonIsNotPrinted(t *testing.T) {
	p := somebody(t, 1)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if s := fmt.Sprintf(verb, p); !strings.HasPrefix(s, "[person ") || strings.Contains(s, "Invented") {
			t.Errorf("%s: %s", verb, s)
		}
	}
	if s := p.LogValue().String(); strings.Contains(s, "Invented") {
		t.Error(s)
	}
}

// Without a keychain that works nothing is saved, and there is a reason; with a
// passphrase it goes on.
func TestNoKeychain(t *testing.T) {
	broken := errors.New("invented failure")
	for _, c := range []struct {
		name string
		opt  func(*vault.Options, *vaulttest.Keychain)
		want vault.Reason
	}{
		{"none", func(o *vault.Options, _ *vaulttest.Keychain) { o.Keychain = nil }, vault.NoKeychain},
		{"portable", func(o *vault.Options, _ *vaulttest.Keychain) { o.Portable = true }, vault.Portable},
		{"refuses", func(_ *vault.Options, k *vaulttest.Keychain) { k.Fail(func(string) error { return broken }) }, vault.KeychainRefused},
		{"forgets", func(_ *vault.Options, k *vaulttest.Keychain) {
			k.Fail(func(call string) error {
				if call == "Get" {
					k.Clear()
				}
				return nil
			})
		}, vault.KeychainRefused},
		{"cannot be read", func(_ *vault.Options, k *vaulttest.Keychain) {
			k.Fail(func(call string) error {
				if call == "Get" {
					return broken
				}
				return nil
			})
		}, vault.KeychainRefused},
	} {
		t.Run(c.name, func(t *testing.T) {
			chain := &vaulttest.Keychain{}
			o := vault.Options{Folder: filepath.Join(vault.TempDir(t), "data"), Service: "neem-test", Keychain: chain}
			c.opt(&o, chain)
			v := vault.New(o)
			wantReason(t, v.Create(t.Context()), c.want)
			if by, _, err := v.Status(); by != vault.Off || err != nil {
				t.Error(by, err)
			}
			if _, err := os.Stat(file(o.Folder)); !os.IsNotExist(err) {
				t.Error("a file was left")
			}
			if err := v.CreateWithPassphrase(t.Context(), phrase); err != nil {
				t.Fatal(err)
			}
			save(t, v, somebody(t, 1))
		})
	}
}

// A keychain that never answers holds nobody up, is not asked twice, and leaves
// no key behind that Forget or a later attempt would not remove.
func TestSilentKeychain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, chain := vault.TempDir(t), &vaulttest.Keychain{}
		answer := make(chan struct{})
		var calls atomic.Int32
		chain.Fail(func(string) error { calls.Add(1); <-answer; return nil })
		v := newVault(dir, chain)
		start := time.Now()
		wantReason(t, v.Create(t.Context()), vault.KeychainSilent)
		if waited := time.Since(start); waited != vault.KeychainLimit {
			t.Errorf("waited %v", waited)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start = time.Now()
		wantReason(t, v.Create(ctx), vault.KeychainSilent)
		if waited := time.Since(start); waited != 3*time.Second || calls.Load() != 1 {
			t.Errorf("waited %v, %d calls", waited, calls.Load())
		}
		close(answer) // the person answers in the end, and the first key arrives
		synctest.Wait()
		chain.Fail(nil)
		if r := v.Forget(t.Context()); !r.Complete() {
			t.Errorf("%+v", r)
		}
	})
}

// A key that arrives when nobody waits any more is removed again.
func TestLateKeyIsRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, chain := vault.TempDir(t), &vaulttest.Keychain{}
		answer := make(chan struct{})
		chain.Fail(func(string) error { <-answer; return nil })
		v := newVault(dir, chain)
		wantReason(t, v.Create(t.Context()), vault.KeychainSilent)
		if err := v.CreateWithPassphrase(t.Context(), phrase); err != nil { // the person chose that instead
			t.Fatal(err)
		}
		close(answer)
		synctest.Wait()
		if n := chain.Len(); n != 0 {
			t.Errorf("%d keys", n)
		}
	})
}

// A program that is killed between storing the key and writing the file leaves
// a key that the next attempt removes, and Forget too.
func TestKilledWhileTurningOn(t *testing.T) {
	for name, next := range map[string]func(*vault.Vault) error{
		"again":      func(v *vault.Vault) error { return v.Create(context.Background()) },
		"passphrase": func(v *vault.Vault) error { return v.CreateWithPassphrase(context.Background(), phrase) },
		"forget":     func(v *vault.Vault) error { return v.Forget(context.Background()).Steps[0].Err },
	} {
		t.Run(name, func(t *testing.T) {
			dir, chain := vault.TempDir(t), &vaulttest.Keychain{}
			var cut []byte
			chain.Fail(func(call string) error {
				if call == "Get" && cut == nil { // the key is stored, and this is what stands in the folder
					cut, _ = os.ReadFile(file(dir))
				}
				return nil
			})
			if err := newVault(dir, chain).Create(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file(dir), cut, 0o600); err != nil {
				t.Fatal(err)
			}
			v := newVault(dir, chain)
			if by, _, err := v.Status(); by != vault.Off || err != nil {
				t.Error(by, err)
			}
			if err := next(v); err != nil {
				t.Fatal(err)
			}
			want := 0
			if name == "again" {
				want = 1
			}
			if n := chain.Len(); n != want {
				t.Errorf("%d keys, want %d", n, want)
			}
		})
	}
}

// A lost key, a foreign one, one that is none: it is said, nothing else breaks,
// and the person can start anew.
func TestLostKey(t *testing.T) {
	for _, c := range []struct {
		name string
		lose func(*vaulttest.Keychain)
		want vault.Reason
	}{
		{"removed", func(k *vaulttest.Keychain) { k.Clear() }, vault.KeyLost},
		{"not a key", func(k *vaulttest.Keychain) { k.Change(func(string) string { return "hello" }) }, vault.KeyLost},
		{"short", func(k *vaulttest.Keychain) { k.Change(func(s string) string { return s[:40] }) }, vault.KeyLost},
		{"another", func(k *vaulttest.Keychain) { k.Change(func(s string) string { return "AAAA" + s[4:] }) }, vault.Damaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, chain, v := created(t)
			save(t, v, somebody(t, 1))
			c.lose(chain)
			v = newVault(dir, chain)
			wantReason(t, v.Unlock(t.Context()), c.want)
			if by, _, err := v.Status(); by != vault.ByKeychain || err != nil {
				t.Error(by, err)
			}
			if r := v.Forget(t.Context()); !r.Complete() {
				t.Errorf("%+v", r)
			}
			if err := v.Create(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := nicknames(t, v); len(got) != 0 {
				t.Errorf("%q", got)
			}
		})
	}
}

// Another program that starts anew, or forgets, is noticed; what it wrote is
// not written over.
func TestStartedAnewElsewhere(t *testing.T) {
	dir, chain, one := created(t)
	save(t, one, somebody(t, 1))
	two := newVault(dir, chain)
	if r := two.Forget(t.Context()); !r.Complete() {
		t.Fatalf("%+v", r)
	}
	_, err := one.Save(t.Context(), somebody(t, 2))
	wantReason(t, err, vault.NothingSaved)
	if err := two.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	save(t, two, somebody(t, 3))
	_, err = one.Save(t.Context(), somebody(t, 4))
	wantReason(t, err, vault.Locked)
	if err := one.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := nicknames(t, one); !slices.Equal(got, []string{"Invented 3"}) {
		t.Errorf("%q", got)
	}
}

// Programs that turn it on at the same moment: one does, its key is the only
// one, and what it saves is read again.
func TestTurnedOnByManyAtOnce(t *testing.T) {
	for range 10 {
		dir, chain := vault.TempDir(t), &vaulttest.Keychain{}
		errs := make(chan error)
		for n := range 4 {
			go func() {
				v := newVault(dir, chain)
				err := v.Create(context.Background())
				if err == nil {
					_, err = v.Save(context.Background(), somebody(t, n))
				}
				errs <- err
			}()
		}
		on := 0
		for range 4 {
			switch err := <-errs; {
			case err == nil:
				on++
			case !errors.Is(err, &vault.Error{Reason: vault.AlreadySaving}) && !errors.Is(err, &vault.Error{Reason: vault.KeychainRefused}):
				t.Error(err)
			}
		}
		v := newVault(dir, chain)
		if err := v.Unlock(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := nicknames(t, v); on != 1 || len(got) != 1 || chain.Len() != 1 {
			t.Errorf("%d turned it on, %q are saved, %d keys", on, got, chain.Len())
		}
	}
}
