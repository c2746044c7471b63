package vault

import (
	"context"
	"errors"
)

// Stage is a step of forgetting everything.
type Stage string

// The steps, in their order.
const (
	ForgetKey  Stage = "key"  // removing the key from the keychain
	ForgetData Stage = "data" // removing the sealed file, and what killed programs left of it
)

// Outcome says how a step ended.
type Outcome string

// The outcomes.
const (
	Done    Outcome = "done"    // it is gone, and that was looked at
	Nothing Outcome = "nothing" // there was nothing to remove
	Failed  Outcome = "failed"  // it may still be there
)

// A Step is what one step of forgetting did.
type Step struct {
	Stage   Stage
	Outcome Outcome
	Err     error // why it failed: an [*Error] or that of a context
}

// A Report says what forgetting did.
type Report struct {
	Steps []Step
	// Service and User name the entry of the keychain in which the key was, for
	// a person who must remove it by hand; User is "" if no key is there or its
	// name is not known.
	Service, User string
}

// Complete reports whether nothing is left that could be removed.
func (r Report) Complete() bool {
	for _, s := range r.Steps {
		if s.Outcome == Failed {
			return false
		}
	}
	return true
}

// Forget destroys the key, then the sealed file: without the key, what a disk
// still holds of the file cannot be read. (Nothing is overwritten: on flash
// memory that would promise more than it does.) If one step fails the next is
// still done. It needs no key and turns saving off; another program that has
// the vault open notices at its next call. How long the keychain may take is
// said at [Vault.Create].
func (v *Vault) Forget(ctx context.Context) Report {
	v.Lock()
	key, entry := v.forgetKey(ctx)
	report := Report{Steps: []Step{key, v.forgetData(ctx)}, User: entry}
	if v.keys != nil {
		report.Service = v.keys.service
	}
	return report
}

func (v *Vault) forgetKey(ctx context.Context) (step Step, entry string) {
	step = Step{Stage: ForgetKey, Outcome: Nothing}
	data, err := v.bytes()
	if errors.Is(err, &Error{Reason: NothingSaved}) {
		return step, ""
	}
	var h header
	if err == nil {
		h, _, err = decode(data)
	}
	switch {
	case err != nil: // the file does not say which key is its own, if any
		step.Outcome, step.Err = Failed, err
		return step, ""
	case h.protection == ByPassphrase:
		return step, ""
	case v.keys == nil:
		step.Outcome, step.Err = Failed, &Error{Reason: NoKeychain}
		return step, user(h.id)
	}
	switch err := v.keys.remove(ctx, h.id); {
	case err == nil:
		step.Outcome = Done
	case errors.Is(err, &Error{Reason: KeyLost}):
	default:
		step.Outcome, step.Err = Failed, err
	}
	return step, user(h.id)
}

func (v *Vault) forgetData(ctx context.Context) Step {
	step := Step{Stage: ForgetData, Outcome: Nothing}
	if !v.present() {
		return step
	}
	// Who gave up waiting for the keychain still wants the data gone; and where
	// the lock cannot be had, going on is better than leaving it.
	if unlock, err := v.lock(context.WithoutCancel(ctx)); err == nil {
		defer unlock()
	}
	if err := v.delete(); err != nil {
		step.Outcome, step.Err = Failed, err
		return step
	}
	step.Outcome = Done
	return step
}
