// Package vaulttest has a keychain for tests, which does what a test wants.
package vaulttest

import (
	"context"
	"sync"

	"neem/check/vault"
)

// A Keychain keeps secrets in memory. It is safe for concurrent use; the zero
// Keychain is empty.
type Keychain struct {
	mu      sync.Mutex
	entries map[[2]string]string
	fail    func(call string) error
	asks    bool
}

var _ vault.Discreet = (*Keychain)(nil)

// Ask makes it a keychain that would ask the person something, or not.
func (k *Keychain) Ask(would bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.asks = would
}

// Discreet implements vault.Discreet.
func (k *Keychain) Discreet(context.Context) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return !k.asks
}

// Fail makes calls fail: before each, f is asked, with "Set", "Get" or
// "Delete"; it may also block. nil makes them work again.
func (k *Keychain) Fail(f func(call string) error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fail = f
}

// Len returns how many entries there are.
func (k *Keychain) Len() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.entries)
}

// Change lets f change what each entry holds.
func (k *Keychain) Change(f func(secret string) string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for name, secret := range k.entries {
		k.entries[name] = f(secret)
	}
}

// Clear removes all entries.
func (k *Keychain) Clear() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.entries)
}

// before asks without the lock, because it may block.
func (k *Keychain) before(call string) error {
	k.mu.Lock()
	fail := k.fail
	k.mu.Unlock()
	if fail == nil {
		return nil
	}
	return fail(call)
}

// Set implements vault.Keychain.
func (k *Keychain) Set(service, user, secret string) error {
	if err := k.before("Set"); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.entries == nil {
		k.entries = map[[2]string]string{}
	}
	k.entries[[2]string{service, user}] = secret
	return nil
}

// Get implements vault.Keychain.
func (k *Keychain) Get(service, user string) (string, error) {
	if err := k.before("Get"); err != nil {
		return "", err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	secret, ok := k.entries[[2]string{service, user}]
	if !ok {
		return "", vault.ErrNoEntry
	}
	return secret, nil
}

// Delete implements vault.Keychain.
func (k *Keychain) Delete(service, user string) error {
	if err := k.before("Delete"); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	name := [2]string{service, user}
	if _, ok := k.entries[name]; !ok {
		return vault.ErrNoEntry
	}
	delete(k.entries, name)
	return nil
}
