package vault_test

import (
	"context"
	"testing"

	"neem/assets/starter"
	"neem/check"
	"neem/check/pack"
	"neem/check/vault"
)

// What the built-in list makes of passphrases.
func TestWeigh(t *testing.T) {
	p, err := pack.OpenFS(t.Context(), starter.FS, starter.Name)
	if err != nil {
		t.Fatal(err)
	}
	c := check.New([]*pack.Pack{p}, nil)
	t.Cleanup(func() { _ = c.Close() })
	for _, row := range []struct {
		phrase string
		enough bool
	}{
		{"", false},
		{"password", false},
		{"passwordpassword", false},
		{"Password1234567890", false},
		{"passwordpasswordpasswordpasswordpasswordpassword", false},
		{"abcdefghijklmnopqrstuvwxyz", false},
		{"aaaaaaaaaaaaaaaaaaaaaaaa", false},
		{"abcabcabcabcabcabcabcabc", false},
		{"qwertyuiopasdfghjkl", false},
		{"iloveyouprincess1987", false},
		{"kT9#vq", false},
		{"vqxkfzjtwpmrhnb", true},
		{"seven invented kites over no town", true},
		{"நீல யானை மெல்ல நடக்கும் தெரு", true},
	} {
		w, err := vault.Weigh(t.Context(), c, row.phrase)
		if err != nil {
			t.Fatal(err)
		}
		if (w >= vault.EnoughWeight) != row.enough {
			t.Errorf("%q weighs %d", row.phrase, w)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := vault.Weigh(ctx, c, "password password"); err == nil {
		t.Error("it went on without a context")
	}
}

// The same letters from another keyboard are the same passphrase.
func TestPassphraseIsComposed(t *testing.T) {
	v := newVault(vault.TempDir(t), nil)
	if err := v.CreateWithPassphrase(t.Context(), "caf\u00e9 in Z\u00fcrich"); err != nil {
		t.Fatal(err)
	}
	v.Lock()
	if err := v.UnlockWithPassphrase("cafe\u0301 in Zu\u0308rich"); err != nil {
		t.Error(err)
	}
}

func BenchmarkWeigh(b *testing.B) {
	p, err := pack.OpenFS(b.Context(), starter.FS, starter.Name)
	if err != nil {
		b.Fatal(err)
	}
	c := check.New([]*pack.Pack{p}, nil)
	for b.Loop() {
		if _, err := vault.Weigh(b.Context(), c, "vqxkfzjtwpmrhnb seven invented kites over no town"); err != nil {
			b.Fatal(err)
		}
	}
	_ = c.Close()
}
