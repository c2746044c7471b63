package vault_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"neem/check/vault"
	"neem/check/vault/vaulttest"
)

// What forgetting does and reports, also when a step fails.
func TestForget(t *testing.T) {
	refused := errors.New("invented failure")
	failing := func(call string) func(string) error {
		return func(c string) error {
			if c == call {
				return refused
			}
			return nil
		}
	}
	for _, c := range []struct {
		name    string
		prepare func(dir string, chain *vaulttest.Keychain)
		want    []vault.Outcome // key, data
		reason  vault.Reason    // of the first that failed
		keys    int             // left in the keychain
		named   bool            // the report names the entry
	}{
		{"all well", func(string, *vaulttest.Keychain) {}, []vault.Outcome{vault.Done, vault.Done}, "", 0, true},
		{"key is lost", func(_ string, k *vaulttest.Keychain) { k.Clear() }, []vault.Outcome{vault.Nothing, vault.Done}, "", 0, true},
		{"key is refused", func(_ string, k *vaulttest.Keychain) { k.Fail(failing("Delete")) }, []vault.Outcome{vault.Failed, vault.Done}, vault.KeychainRefused, 1, true},
		{"key only seems to go", func(_ string, k *vaulttest.Keychain) { k.Fail(failing("Get")) }, []vault.Outcome{vault.Failed, vault.Done}, vault.KeychainRefused, 0, true},
		{"keychain is silent", func(_ string, k *vaulttest.Keychain) {
			k.Fail(func(string) error { select {} })
		}, []vault.Outcome{vault.Failed, vault.Done}, vault.KeychainSilent, 1, true},
		{"file is damaged", func(dir string, _ *vaulttest.Keychain) {
			if err := os.WriteFile(file(dir), []byte("hello"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, []vault.Outcome{vault.Failed, vault.Done}, vault.Damaged, 1, false},
		{"data cannot be removed", func(dir string, _ *vaulttest.Keychain) {
			// A folder that is not empty, in a place that is swept.
			if err := os.MkdirAll(filepath.Join(dir, ".saved-people-1", "x"), 0o700); err != nil {
				t.Fatal(err)
			}
		}, []vault.Outcome{vault.Done, vault.Failed}, vault.Storage, 0, true},
		{"left by a kill", func(dir string, _ *vaulttest.Keychain) {
			if err := os.WriteFile(filepath.Join(dir, ".saved-people-1"), []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, []vault.Outcome{vault.Done, vault.Done}, "", 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, chain, v := created(t)
			save(t, v, somebody(t, 1))
			c.prepare(dir, chain)
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			r := v.Forget(ctx)
			var got []vault.Outcome
			var reason vault.Reason
			for _, s := range r.Steps {
				got = append(got, s.Outcome)
				if e, ok := errors.AsType[*vault.Error](s.Err); ok && reason == "" {
					reason = e.Reason
				}
			}
			if !slices.Equal(got, c.want) || reason != c.reason || r.Complete() != (c.reason == "") || (r.User != "") != c.named || r.Service != "neem-test" {
				t.Errorf("%+v", r)
			}
			if n := chain.Len(); n != c.keys {
				t.Errorf("%d keys, want %d", n, c.keys)
			}
			if _, err := os.Stat(file(dir)); !os.IsNotExist(err) {
				t.Error("the file is there")
			}
			if by, unlocked, err := v.Status(); by != vault.Off || unlocked || err != nil {
				t.Error(by, unlocked, err)
			}
			if c.reason == "" {
				if r := v.Forget(ctx); !r.Complete() || r.Steps[0].Outcome != vault.Nothing || r.Steps[1].Outcome != vault.Nothing {
					t.Errorf("the second time: %+v", r)
				}
			}
		})
	}
}

func TestForgetWithPassphrase(t *testing.T) {
	v := newVault(vault.TempDir(t), nil)
	if err := v.CreateWithPassphrase(t.Context(), phrase); err != nil {
		t.Fatal(err)
	}
	r := v.Forget(t.Context())
	if !r.Complete() || r.Steps[0].Outcome != vault.Nothing || r.Steps[1].Outcome != vault.Done || r.User != "" {
		t.Errorf("%+v", r)
	}
}
