package vault

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"
)

// A Keychain keeps small secrets by the name of a service and of a user. Get
// and Delete return an error that wraps [ErrNoEntry] if there is none. Calls
// may block for as long as a question to the person is on screen; they are made
// one at a time.
type Keychain interface {
	Set(service, user, secret string) error
	Get(service, user string) (string, error)
	Delete(service, user string) error
}

// ErrNoEntry is wrapped by what a Keychain returns if it does not have an
// entry.
var ErrNoEntry = keyring.ErrNotFound

// KeychainLimit is how long the vault waits for a keychain at most. A keychain
// that asks the person needs time; for a look without being asked, a context of
// a few seconds is better.
const KeychainLimit = 90 * time.Second

// Discreet is a Keychain that can tell whether Get would ask the person
// something. Looking asks nothing, and starts no program.
type Discreet interface {
	Keychain
	Discreet(ctx context.Context) bool
}

// System returns the system's keychain: Secret Service on Linux, the keychain
// of macOS, Credential Manager on Windows.
func System() Keychain { return system{} }

type system struct{}

func (system) Set(service, user, secret string) error   { return keyring.Set(service, user, secret) }
func (system) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (system) Delete(service, user string) error        { return keyring.Delete(service, user) }

// Discreet implements the interface of that name.
func (system) Discreet(ctx context.Context) bool { return asksNothing(ctx) }

// keys are the keys of vaults in a keychain.
type keys struct {
	chain   Keychain
	service string
	free    chan struct{} // holds one token while no call is under way
}

func newKeys(chain Keychain, service string) *keys {
	k := &keys{chain: chain, service: service, free: make(chan struct{}, 1)}
	k.free <- struct{}{}
	return k
}

// user is what the keychain calls the key of a vault.
func user(vault id) string { return "saved people " + vault.String() }

// set stores a key and reads it back: a question that was dismissed looks to
// go-keyring like success. A key that is stored after nobody waits for it any
// more is removed again.
func (k *keys) set(ctx context.Context, vault id, key *[keySize]byte) error {
	text := base64.StdEncoding.EncodeToString(key[:])
	return k.do(ctx, func(ctx context.Context) error {
		if err := k.chain.Set(k.service, user(vault), text); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return errors.Join(ctx.Err(), k.chain.Delete(k.service, user(vault)))
		}
		switch got, err := k.chain.Get(k.service, user(vault)); {
		case errors.Is(err, ErrNoEntry), err == nil && got != text:
			return errors.New("it did not keep the key")
		default:
			return err
		}
	})
}

// discreet reports whether getting a key surely asks the person nothing.
func (k *keys) discreet(ctx context.Context) bool {
	chain, ok := k.chain.(Discreet)
	return ok && chain.Discreet(ctx)
}

// get returns a key.
func (k *keys) get(ctx context.Context, vault id) (*[keySize]byte, error) {
	found := make(chan string, 1) // the call may outlive its caller
	err := k.do(ctx, func(context.Context) error {
		text, err := k.chain.Get(k.service, user(vault))
		found <- text
		return err
	})
	if err != nil {
		return nil, err
	}
	data, err := base64.StdEncoding.DecodeString(<-found)
	defer clear(data)
	if err != nil || len(data) != keySize {
		return nil, &Error{Reason: KeyLost, Err: errors.New("what the keychain has is no key")}
	}
	return (*[keySize]byte)(append([]byte(nil), data...)), nil
}

// remove removes a key and looks whether it is gone. The error is of reason
// KeyLost if there was none.
func (k *keys) remove(ctx context.Context, vault id) error {
	return k.do(ctx, func(context.Context) error {
		if err := k.chain.Delete(k.service, user(vault)); err != nil {
			return err
		}
		switch _, err := k.chain.Get(k.service, user(vault)); {
		case errors.Is(err, ErrNoEntry):
			return nil
		case err == nil:
			return errors.New("the key is still there")
		default:
			return fmt.Errorf("looking whether the key is gone: %w", err)
		}
	})
}

// do calls the keychain, in a goroutine of its own because a call may never
// return. While one has not, no other is made: nobody needs a second question
// on screen.
func (k *keys) do(ctx context.Context, call func(ctx context.Context) error) error {
	limit, cancel := context.WithTimeout(ctx, KeychainLimit)
	defer cancel()
	silent := func() error {
		if errors.Is(ctx.Err(), context.Canceled) {
			return ctx.Err() // whoever asked has given up, and knows
		}
		return &Error{Reason: KeychainSilent}
	}
	select {
	case <-k.free:
	case <-limit.Done():
		return silent()
	}
	done := make(chan error, 1)
	go func() {
		defer func() { k.free <- struct{}{} }()
		done <- call(limit)
	}()
	select {
	case err := <-done:
		if limit.Err() != nil && err != nil {
			return silent()
		}
		if err == nil {
			return nil
		}
		return &Error{Reason: reasonOf(err), Err: err}
	case <-limit.Done():
		return silent()
	}
}

// reasonOf says what an error of a keychain means. go-keyring has few errors of
// its own; what else the systems say is in reason_*.go.
func reasonOf(err error) Reason {
	switch {
	case errors.Is(err, ErrNoEntry):
		return KeyLost
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return NoKeychain
	}
	return systemReason(err)
}
