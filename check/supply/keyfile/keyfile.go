// Package keyfile keeps a publisher's keys in files that a passphrase locks.
//
// There are two roles. A root key says which keys speak for the publisher; it is
// needed seldom and kept away from the network. The online key signs what is
// handed out.
//
// # The file
//
// A key file is a text. It begins with what everybody may know:
//
//	neem key 1
//	role: online
//	public: 64 hexadecimal digits (Ed25519, RFC 8032)
//	made: 2026-11-24
//
// A file that ends there is the public half, to be given to whoever adds the key.
// In a key file an empty line follows, and then the secret half, locked by age
// with a passphrase (https://age-encryption.org/v1, scrypt): the program age opens
// what begins at "-----BEGIN AGE ENCRYPTED FILE-----", should this program ever be
// lost. Inside stand the same four lines, so that nobody gives a key another role
// by editing the file, and "secret:" with the 32 bytes of RFC 8032.
package keyfile

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"
	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/theupdateframework/go-tuf/v2/metadata"
)

// Extension and PublicExtension are the endings of a key file's name and of its
// public half's.
const (
	Extension       = ".key"
	PublicExtension = ".pub"
)

// MaxBytes is the length of the longest key file that is read.
const MaxBytes = 16 << 10

// MinPassphrase is the length, in characters, of the shortest passphrase that a
// key is locked with.
const MinPassphrase = 12

// The cost of trying one passphrase: scrypt's N is two to this power, and it takes
// N KiB. Cost takes about a second and 256 MB.
const (
	Cost    = 18
	minCost = 1
	maxCost = 20
)

// A Role is what a key may sign.
type Role string

// The roles.
const (
	Root   Role = "root"   // which keys speak for the publisher
	Online Role = "online" // what is handed out
)

// ParseRole reads the name of a role.
func ParseRole(s string) (Role, error) {
	if r := Role(s); r == Root || r == Online {
		return r, nil
	}
	return "", fmt.Errorf("there is no kind of key %q; it is %q or %q", s, Root, Online)
}

// Why a key file is not opened.
var (
	ErrForeign    = errors.New("it is no key file of this program")
	ErrDamaged    = errors.New("the key file is damaged or was changed")
	ErrPassphrase = errors.New("the passphrase is another one")
	ErrPublic     = errors.New("it holds only the public half of a key")
)

// Public is what everybody may know of a key.
type Public struct {
	Role Role
	Key  ed25519.PublicKey
	Made string // the day, YYYY-MM-DD
}

// ID is the key's name in The Update Framework: the SHA-256 of what it is, in
// hexadecimal.
func (p Public) ID() (string, error) {
	k, err := metadata.KeyFromPublicKey(p.Key)
	if err != nil {
		return "", fmt.Errorf("naming a key: %w", err)
	}
	id, err := k.ID()
	if err != nil {
		return "", fmt.Errorf("naming a key: %w", err)
	}
	return id, nil
}

// String names the key as it is shown: its role and the beginning of its ID.
func (p Public) String() string {
	id, err := p.ID()
	if err != nil {
		return string(p.Role) + " key"
	}
	return string(p.Role) + " key " + Short(id)
}

// Short is the beginning of an ID, long enough to tell a publisher's keys apart.
func Short(id string) string { return id[:min(8, len(id))] }

const first = "neem key 1\n"

// Bytes is the text of the public half.
func (p Public) Bytes() []byte {
	return fmt.Appendf(nil, "%srole: %s\npublic: %x\nmade: %s\n", first, p.Role, []byte(p.Key), p.Made)
}

// A Key can sign.
type Key struct {
	Public
	private ed25519.PrivateKey
}

// New makes a key out of the next 32 bytes of random.
func New(role Role, random io.Reader, made time.Time) (Key, error) {
	if _, err := ParseRole(string(role)); err != nil {
		return Key{}, err
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return Key{}, fmt.Errorf("making a key: %w", err)
	}
	private := ed25519.NewKeyFromSeed(seed)
	return Key{Public{role, private.Public().(ed25519.PublicKey), made.UTC().Format(time.DateOnly)}, private}, nil
}

// GoString keeps the secret out of what a careless %#v prints.
func (k Key) GoString() string { return k.String() }

// Signer signs with the key.
func (k Key) Signer() (signature.Signer, error) {
	if k.private == nil {
		return nil, ErrPublic
	}
	s, err := signature.LoadSigner(k.private, crypto.Hash(0))
	if err != nil {
		return nil, fmt.Errorf("preparing to sign: %w", err)
	}
	return s, nil
}

// CheckPassphrase says what is wrong with a passphrase that is to lock a key.
func CheckPassphrase(passphrase string) error {
	if len([]rune(passphrase)) < MinPassphrase {
		return fmt.Errorf("a passphrase has at least %d characters; five or six words that have nothing to do with each other are good and can be remembered", MinPassphrase)
	}
	return nil
}

// Seal gives the text of a key file. cost is usually [Cost]; a lower one is for
// tests.
func (k Key) Seal(passphrase string, cost int) ([]byte, error) {
	if k.private == nil {
		return nil, ErrPublic
	}
	if err := CheckPassphrase(passphrase); err != nil {
		return nil, err
	}
	if cost < minCost || cost > maxCost {
		return nil, fmt.Errorf("locking a key: a cost of %d cannot be", cost)
	}
	lock, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, fmt.Errorf("locking a key: %w", err)
	}
	lock.SetWorkFactor(cost)
	public := k.Bytes()
	out := bytes.NewBuffer(append(bytes.Clone(public), '\n'))
	text := armor.NewWriter(out)
	w, err := age.Encrypt(text, lock)
	if err == nil {
		_, err = fmt.Fprintf(w, "%ssecret: %x\n", public, k.private.Seed())
	}
	if err == nil {
		err = errors.Join(w.Close(), text.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("locking a key: %w", err)
	}
	return out.Bytes(), nil
}

// A File is a key file that was read and not yet unlocked.
type File struct {
	Public
	sealed []byte
}

// Locked reports whether the secret half is there.
func (f File) Locked() bool { return len(f.sealed) > 0 }

// Parse reads a key file or a public half. The error is [ErrForeign] or wraps
// [ErrDamaged].
func Parse(data []byte) (File, error) {
	if len(data) > MaxBytes {
		return File{}, ErrForeign
	}
	// Whoever opened it in an editor of Windows, or mailed it, has changed no more
	// than the ends of its lines.
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	if !bytes.HasPrefix(data, []byte(first)) {
		return File{}, ErrForeign
	}
	head, sealed, locked := bytes.Cut(data, []byte("\n\n"))
	if locked {
		head = append(bytes.Clone(head), '\n')
	}
	p, err := parsePublic(head)
	if err != nil {
		return File{}, err
	}
	if locked && !bytes.HasPrefix(sealed, []byte(armor.Header+"\n")) {
		return File{}, fmt.Errorf("%w: what follows its first lines is not locked by a passphrase", ErrDamaged)
	}
	return File{p, sealed}, nil
}

func parsePublic(head []byte) (Public, error) {
	var p Public
	var role, public string
	// A text of the one form is the only one that writes itself again.
	if _, err := fmt.Sscanf(string(head), first+"role: %s\npublic: %s\nmade: %s\n", &role, &public, &p.Made); err != nil {
		return Public{}, fmt.Errorf("%w: its first lines are not those of a key", ErrDamaged)
	}
	var err error
	if p.Role, err = ParseRole(role); err != nil {
		return Public{}, fmt.Errorf("%w: it has no role that this program knows", ErrDamaged)
	}
	key, err := hex.DecodeString(public)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return Public{}, fmt.Errorf("%w: its public half is no key", ErrDamaged)
	}
	p.Key = key
	if _, err := time.Parse(time.DateOnly, p.Made); err != nil || !bytes.Equal(p.Bytes(), head) {
		return Public{}, fmt.Errorf("%w: its first lines are not those of a key", ErrDamaged)
	}
	return p, nil
}

// Open unlocks a key file. The error is [ErrPassphrase], [ErrPublic] or wraps
// [ErrDamaged].
func (f File) Open(passphrase string) (Key, error) {
	if !f.Locked() {
		return Key{}, ErrPublic
	}
	if passphrase == "" {
		return Key{}, ErrPassphrase
	}
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return Key{}, fmt.Errorf("unlocking a key: %w", err)
	}
	id.SetMaxWorkFactor(maxCost)
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(f.sealed)), id)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return Key{}, ErrPassphrase
	}
	if err != nil {
		return Key{}, fmt.Errorf("%w: what the passphrase locks cannot be read", ErrDamaged)
	}
	text, err := io.ReadAll(io.LimitReader(r, MaxBytes))
	if err != nil {
		return Key{}, fmt.Errorf("%w: what the passphrase locks cannot be read", ErrDamaged)
	}
	rest, ok := strings.CutPrefix(string(text), string(f.Bytes())+"secret: ")
	if !ok {
		return Key{}, fmt.Errorf("%w: its first lines do not belong to what the passphrase locks", ErrDamaged)
	}
	seed, err := hex.DecodeString(strings.TrimSuffix(rest, "\n"))
	if err != nil || len(seed) != ed25519.SeedSize {
		return Key{}, fmt.Errorf("%w: there is no key in it", ErrDamaged)
	}
	private := ed25519.NewKeyFromSeed(seed)
	if !f.Key.Equal(private.Public()) {
		return Key{}, fmt.Errorf("%w: its two halves do not belong together", ErrDamaged)
	}
	return Key{f.Public, private}, nil
}
