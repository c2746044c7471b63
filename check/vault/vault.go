// Package vault keeps people whom somebody chose to save, so that they can be
// checked again when a new list arrives. Nothing is kept unless somebody turns
// it on.
//
// Who is saved (a nickname and details, never passwords) and what the lists
// last said of them stand in one file in the data folder, sealed as a whole
// with XChaCha20-Poly1305 and padded, so that neither names nor answers, nor
// within wide steps how many there are, can be read without the key. The key
// is kept by the system's keychain or, where there is none, made from a
// passphrase; see docs/threat-model.md for who can read what.
//
// One sealed file that is replaced as a whole was chosen over a database with
// sealed rows: nothing in it can be exchanged, left out, or put into another
// order; there are no journals and free pages to clean; and whatever kills the
// program, the file is the old or the new one. It is small: tens of people.
package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"neem/check/lock"
)

// Protection says what keeps the key.
type Protection byte

// The protections; the numbers are those of the file format.
const (
	Off          Protection = 0 // nothing is saved
	ByKeychain   Protection = 1
	ByPassphrase Protection = 2
)

// Reason says why something about saved people did not work, for a program to
// choose words by.
type Reason string

// The reasons.
const (
	// The keychain's. A person may then be offered a passphrase, or to save
	// nothing.
	NoKeychain      Reason = "no-keychain"      // there is none, or none that works
	KeychainLocked  Reason = "keychain-locked"  // nobody unlocked it, or there was no screen to ask on
	KeychainSilent  Reason = "keychain-silent"  // no answer in time; perhaps its question is still on screen
	KeychainRefused Reason = "keychain-refused" // it said no, or did not do what it said
	Portable        Reason = "portable"         // a keychain stays behind on a computer that is not the person's

	// Of the file, where the person can start anew.
	KeyLost         Reason = "key-lost"         // the keychain works and does not have the key: who was saved is gone
	WrongPassphrase Reason = "wrong-passphrase" // or the file is damaged: the two cannot be told apart
	Damaged         Reason = "damaged"          // the file is not what was written
	Newer           Reason = "newer"            // a newer version of the program wrote it; this one leaves it alone

	// Of the moment.
	NothingSaved  Reason = "nothing-saved"  // it is off, or somebody has just forgotten everything
	AlreadySaving Reason = "already-saving" // it is on already
	Locked        Reason = "locked"         // the key is not at hand: unlock first
	OlderCopy     Reason = "older-copy"     // the file is older than what this program wrote or read before
	Full          Reason = "full"           // more than the file may hold
	Storage       Reason = "storage"        // the data folder cannot be read or written
)

var explanations = map[Reason]string{
	NoKeychain:      "the system has no keychain that works",
	KeychainLocked:  "the system's keychain is locked",
	KeychainSilent:  "the system's keychain did not answer in time",
	KeychainRefused: "the system's keychain refused",
	Portable:        "the program is portable, and a keychain is not",
	KeyLost:         "the system's keychain does not have the key",
	WrongPassphrase: "the passphrase is not the one, or the file is damaged",
	Damaged:         "the file is damaged",
	Newer:           "a newer version of this program wrote the file",
	NothingSaved:    "nothing is saved",
	AlreadySaving:   "people are saved already",
	Locked:          "the key is not at hand",
	OlderCopy:       "the file is an older copy",
	Full:            "no more can be saved",
	Storage:         "the data folder cannot be used",
}

// An Error says why something about saved people did not work. It never holds
// what was saved.
type Error struct {
	Reason Reason
	Err    error // what the system said, or nil
}

func (e *Error) Error() string {
	s := "saved people: " + explanations[e.Reason]
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is an Error of the same reason.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason && t.Err == nil
}

// Options say where and how people are saved.
type Options struct {
	Folder   string   // the data folder; it is made when something is saved
	Service  string   // what the keychain calls this program
	Keychain Keychain // [System], or a test's; nil: there is none
	Portable bool     // the program runs from a stick: no key is left on the computer
}

// A Vault is the saved people of one data folder. It is safe for concurrent
// use, also by several programs; what another one changed is seen at the next
// call. Its errors are [*Error], [*PersonError] or those of a context.
type Vault struct {
	folder   string
	portable bool
	keys     *keys

	mu      sync.Mutex
	key     *[keySize]byte // nil: locked
	header  header         // of the file that key opened
	counter uint64         // the highest that was seen under key
}

// New returns the vault of a data folder. It touches neither the folder nor
// the keychain.
func New(o Options) *Vault {
	v := &Vault{folder: o.Folder, portable: o.Portable}
	if o.Keychain != nil {
		v.keys = newKeys(o.Keychain, o.Service)
	}
	return v
}

// Status says whether people are saved and what keeps the key, and whether the
// key is at hand. It does not ask the keychain.
func (v *Vault) Status() (by Protection, unlocked bool, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	h, _, err := v.read()
	switch {
	case errors.Is(err, &Error{Reason: NothingSaved}):
		return Off, false, nil
	case err != nil:
		return Off, false, err
	}
	return h.protection, v.key != nil && h == v.header, nil
}

// Create turns saving on with a new key in the system's keychain. A keychain
// may ask the person and wait for ever, so that the call belongs in the
// background; it ends with ctx, and after [KeychainLimit]. If the keychain does
// not take the key, nothing is saved.
func (v *Vault) Create(ctx context.Context) error {
	if v.portable {
		return &Error{Reason: Portable}
	}
	if v.keys == nil {
		return &Error{Reason: NoKeychain}
	}
	h := header{protection: ByKeychain, id: newID()}
	// The file says first that there will be a key of this name, so that a
	// program that is killed now leaves no key that nobody knows of.
	if err := v.reserve(ctx, h); err != nil {
		return err
	}
	key := newKey()
	defer clear(key[:])
	if err := v.keys.set(ctx, h.id, key); err != nil {
		if errors.Is(err, &Error{Reason: KeychainSilent}) || ctx.Err() != nil {
			return err // the call is still under way: its name is kept, for Forget
		}
		return errors.Join(err, v.unreserve(ctx, h.id))
	}
	err := v.settle(ctx, h, key)
	if errors.Is(err, &Error{Reason: AlreadySaving}) {
		tidy, cancel := context.WithTimeout(ctx, tidyLimit)
		defer cancel()
		_ = v.keys.remove(tidy, h.id) // this key opens nothing
	}
	return err
}

// CreateWithPassphrase turns saving on with a key that is made from a
// passphrase. Whether the passphrase is good is for the caller to ask, of
// [Weigh]; it is taken as it is, in Unicode's NFC. Making the key takes 64 MiB
// and a good part of a second.
func (v *Vault) CreateWithPassphrase(ctx context.Context, passphrase string) error {
	h := header{protection: ByPassphrase, id: newID(), cost: newCost()}
	if _, _, err := v.read(); err == nil {
		return &Error{Reason: AlreadySaving} // before the work is done
	}
	key := h.cost.key(passphrase)
	defer clear(key[:])
	if err := v.reserve(ctx, h); err != nil {
		return err
	}
	return v.settle(ctx, h, key)
}

// reserve writes a file that says only which key there will be.
func (v *Vault) reserve(ctx context.Context, h header) error {
	if err := os.MkdirAll(v.folder, 0o700); err != nil {
		return &Error{Reason: Storage, Err: err}
	}
	old, err := func() (id, error) {
		unlock, err := v.lock(ctx)
		if err != nil {
			return id{}, err
		}
		defer unlock()
		_, _, err = v.read()
		if err == nil {
			return id{}, &Error{Reason: AlreadySaving}
		}
		if !errors.Is(err, &Error{Reason: NothingSaved}) {
			return id{}, err // something is there: it is not for this call to remove
		}
		old, err := v.reserved()
		if err != nil {
			return id{}, err
		}
		h.pending = true
		return old, v.write(h.encode())
	}()
	if err != nil {
		return err
	}
	if old != (id{}) && v.keys != nil {
		// An attempt that was cut off may have left a key.
		ctx, cancel := context.WithTimeout(ctx, tidyLimit)
		defer cancel()
		_ = v.keys.remove(ctx, old)
	}
	return nil
}

// tidyLimit is how long removing a key that may not even be there may take.
const tidyLimit = 3 * time.Second

// unreserve takes back what reserve wrote.
func (v *Vault) unreserve(ctx context.Context, name id) error {
	tidy, cancel := context.WithTimeout(ctx, tidyLimit)
	defer cancel()
	_ = v.keys.remove(tidy, name) // it was refused, so that mostly there is none
	unlock, err := v.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if now, err := v.reserved(); err != nil || now != name {
		return err
	}
	return v.delete()
}

// settle writes the first, empty, content in the place of what was reserved.
func (v *Vault) settle(ctx context.Context, h header, key *[keySize]byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	unlock, err := v.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if now, err := v.reserved(); err != nil || now != h.id {
		// Somebody else turned it on meanwhile, or off.
		return &Error{Reason: AlreadySaving, Err: err}
	}
	if err := v.seal(h, key, &body{Counter: 1}); err != nil {
		return err
	}
	kept := *key
	v.key, v.header, v.counter = &kept, h, 1
	return nil
}

// Unlock gets the key from the keychain; see [Vault.Create] for how long that
// may take. Unlocking what is unlocked reads the key again.
func (v *Vault) Unlock(ctx context.Context) error {
	h, _, err := v.read()
	if err != nil {
		return err
	}
	if h.protection != ByKeychain {
		return &Error{Reason: Locked, Err: errors.New("it wants a passphrase")}
	}
	if v.keys == nil {
		if v.portable {
			return &Error{Reason: Portable}
		}
		return &Error{Reason: NoKeychain}
	}
	key, err := v.keys.get(ctx, h.id)
	if err != nil {
		return err
	}
	defer clear(key[:])
	return v.accept(h, key)
}

// UnlockUnasked gets the key from the keychain if that asks the person nothing,
// so that it can be done at the start of a program. Otherwise the error is of
// reason KeychainLocked, and the keychain was left alone.
func (v *Vault) UnlockUnasked(ctx context.Context) error {
	if by, _, err := v.Status(); err != nil {
		return err
	} else if by == ByKeychain && (v.keys == nil || !v.keys.discreet(ctx)) {
		return &Error{Reason: KeychainLocked}
	}
	return v.Unlock(ctx)
}

// UnlockWithPassphrase makes the key from the passphrase.
func (v *Vault) UnlockWithPassphrase(passphrase string) error {
	h, _, err := v.read()
	if err != nil {
		return err
	}
	if h.protection != ByPassphrase {
		return &Error{Reason: Locked, Err: errors.New("its key is in the keychain")}
	}
	key := h.cost.key(passphrase)
	defer clear(key[:])
	err = v.accept(h, key)
	if errors.Is(err, &Error{Reason: Damaged}) {
		return &Error{Reason: WrongPassphrase}
	}
	return err
}

// accept keeps a key if it opens the file.
func (v *Vault) accept(h header, key *[keySize]byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	now, sealed, err := v.read()
	if err != nil {
		return err
	}
	if now != h {
		return &Error{Reason: Locked, Err: errors.New("somebody started anew meanwhile")}
	}
	b, err := now.open(key, sealed)
	if err != nil {
		return &Error{Reason: Damaged, Err: err}
	}
	kept := *key
	v.key, v.header, v.counter = &kept, h, b.Counter
	return nil
}

// Lock forgets the key until the next Unlock, so far as Go lets a program
// forget.
func (v *Vault) Lock() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.drop()
}

func (v *Vault) drop() {
	if v.key != nil {
		clear(v.key[:])
	}
	v.key, v.header, v.counter = nil, header{}, 0
}

// People returns who is saved, in the order in which they were added.
func (v *Vault) People() ([]Person, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	b, err := v.load()
	if err != nil {
		return nil, err
	}
	people := make([]Person, len(b.People))
	for i, s := range b.People {
		if people[i], err = s.person(); err != nil {
			return nil, &Error{Reason: Damaged, Err: err}
		}
	}
	return people, nil
}

// Save adds a person, whose ID is then zero, or replaces the one with the same
// ID; it returns them as saved. What lists said of details that stay is kept.
// The error may be a [*PersonError].
func (v *Vault) Save(ctx context.Context, p Person) (Person, error) {
	p, err := p.valid()
	if err != nil {
		return Person{}, err
	}
	err = v.change(ctx, func(b *body) error {
		at := slices.IndexFunc(b.People, func(s savedPerson) bool { return s.ID == p.ID })
		for i, s := range b.People {
			if i != at && sameNickname(s.Nickname, p.Nickname) {
				return &PersonError{Fault: NicknameTaken}
			}
		}
		switch {
		case at >= 0:
			b.People[at] = b.People[at].updated(p)
		case p.ID != ID{}:
			return &PersonError{Fault: NoSuchPerson} // removed meanwhile
		case len(b.People) >= MaxPeople:
			return &Error{Reason: Full}
		default:
			p.ID = newID()
			b.People = append(b.People, savedPerson{}.updated(p))
		}
		return nil
	})
	if err != nil {
		return Person{}, err
	}
	return p, nil
}

// Remove removes a person. Removing one who is not there is no error.
func (v *Vault) Remove(ctx context.Context, who ID) error {
	return v.change(ctx, func(b *body) error {
		b.People = slices.DeleteFunc(b.People, func(s savedPerson) bool { return s.ID == who })
		return nil
	})
}

// change reads what is there now, lets f change it, and writes it.
func (v *Vault) change(ctx context.Context, f func(*body) error) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	unlock, err := v.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	b, err := v.load()
	if err != nil {
		return err
	}
	if err := f(b); err != nil {
		return err
	}
	b.Counter++
	if err := v.seal(v.header, v.key, b); err != nil {
		return err
	}
	v.counter = b.Counter
	return nil
}

// load opens the file with the key at hand. The caller holds mu.
func (v *Vault) load() (*body, error) {
	h, sealed, err := v.read()
	if errors.Is(err, &Error{Reason: NothingSaved}) {
		v.drop() // its key opens nothing any more
	}
	if err != nil {
		return nil, err
	}
	if v.key == nil {
		return nil, &Error{Reason: Locked}
	}
	if h != v.header {
		v.drop()
		return nil, &Error{Reason: Locked, Err: errors.New("somebody started anew meanwhile")}
	}
	b, err := h.open(v.key, sealed)
	if err != nil {
		return nil, &Error{Reason: Damaged, Err: err}
	}
	if b.Counter < v.counter {
		return nil, &Error{Reason: OlderCopy}
	}
	v.counter = b.Counter
	return b, nil
}

// lockFile stays in the folder, with nothing in it; lockWait is how long a
// program waits for another one.
const (
	lockFile = ".vault-lock"
	lockWait = 5 * time.Second
)

// lock keeps other programs from changing the file.
func (v *Vault) lock(ctx context.Context) (unlock func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	unlock, err = lock.Acquire(ctx, filepath.Join(v.folder, lockFile), lockWait)
	if err != nil {
		if os.IsNotExist(statError(v.folder)) {
			return nil, &Error{Reason: NothingSaved}
		}
		return nil, &Error{Reason: Storage, Err: err}
	}
	return unlock, nil
}

func statError(path string) error {
	_, err := os.Stat(path)
	return err
}

func newKey() *[keySize]byte {
	key := new([keySize]byte)
	_, _ = rand.Read(key[:]) // it never fails: see crypto/rand
	return key
}
