package vault_test

import (
	"context"
	"testing"

	"neem/check"
	"neem/check/vault"
	"neem/check/vault/vaulttest"
)

// blunt is a keychain that cannot tell whether it would ask.
type blunt struct{ vault.Keychain }

// A keychain that would ask, or that does not know, is left alone.
func TestUnlockUnasked(t *testing.T) {
	dir, chain, _ := created(t)
	asked := 0
	chain.Fail(func(string) error { asked++; return nil })
	chain.Ask(true)
	wantReason(t, newVault(dir, chain).UnlockUnasked(t.Context()), vault.KeychainLocked)
	chain.Ask(false)
	wantReason(t, newVault(dir, blunt{chain}).UnlockUnasked(t.Context()), vault.KeychainLocked)
	wantReason(t, newVault(dir, nil).UnlockUnasked(t.Context()), vault.KeychainLocked)
	if asked != 0 {
		t.Errorf("asked %d times", asked)
	}
	v := newVault(dir, chain)
	if err := v.UnlockUnasked(t.Context()); err != nil || asked != 1 {
		t.Errorf("%v, asked %d times", err, asked)
	}
	if _, err := v.People(); err != nil {
		t.Error(err)
	}
	wantReason(t, newVault(vault.TempDir(t), chain).UnlockUnasked(t.Context()), vault.NothingSaved)

	dir, chain = vault.TempDir(t), &vaulttest.Keychain{}
	chain.Fail(func(call string) error { t.Error(call); return nil })
	if err := newVault(dir, chain).CreateWithPassphrase(t.Context(), phrase); err != nil {
		t.Fatal(err)
	}
	wantReason(t, newVault(dir, chain).UnlockUnasked(t.Context()), vault.Locked)
}

// What a look found about one person can be taken for itself: the others are
// told later.
func TestLookOfOne(t *testing.T) {
	_, _, v := created(t)
	one, two := save(t, v, somebody(t, 1)), save(t, v, somebody(t, 2))
	says := lists(func(check.Query) []check.Result { return []check.Result{result("a/a", 1, check.Found)} })
	look := func() vault.Look {
		t.Helper()
		l, err := v.Look(context.Background(), says)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	all := look()
	of := all.Of(two.ID)
	if len(all.All) != 2 || len(of.All) != 1 || len(of.News) != 1 || of.News[0].Person.ID != two.ID || of.All[0].Person != two.ID ||
		len(of.All[0].Results) != 1 || of.All[0].Query.Shape() != "mobile+id4" {
		t.Fatalf("%+v %+v", all, of)
	}
	if err := v.Seen(t.Context(), of); err != nil {
		t.Fatal(err)
	}
	if left := look(); len(left.News) != 1 || left.News[0].Person.ID != one.ID || len(left.All) != 2 {
		t.Errorf("%+v", left)
	}
}
