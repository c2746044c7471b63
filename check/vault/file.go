package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"neem/check/detail"
)

// The file, format version 1. Numbers are big-endian.
//
//	 0  8  "NEEMVLT" and a zero byte
//	 8  2  version
//	10  1  protection: 1 keychain, 2 passphrase
//	11  1  1: only the name of the key is settled, and the file ends after
//	       the header; else 0
//	12 16  ID of the vault; the keychain calls the key by it
//	28  4  Argon2id: passes        (all of Argon2id is zero with a keychain)
//	32  4  Argon2id: memory in KiB
//	36  1  Argon2id: lanes
//	37  3  zero
//	40 16  Argon2id: salt
//	56 24  nonce, random at each writing
//	80     sealed: XChaCha20-Poly1305 of the body, with bytes 0–55 as
//	       associated data
//
// The body is the length of a JSON text in four bytes, the text, and zeros up
// to a power of two, at least minBody. The counter in it grows by one at each
// writing.
const (
	fileName   = "saved-people.sealed"
	tempPrefix = ".saved-people-"

	magic      = "NEEMVLT\x00"
	version    = 1
	headerSize = 56
	keySize    = chacha20poly1305.KeySize
	nonceSize  = chacha20poly1305.NonceSizeX
	minBody    = 64 << 10
	maxBody    = 16 << 20
	maxFile    = headerSize + nonceSize + maxBody + chacha20poly1305.Overhead
)

// A header is what stands in the file unsealed. It is compared with ==.
type header struct {
	protection Protection
	pending    bool
	id         id
	cost       cost // zero with a keychain
}

func (h header) encode() []byte {
	b := make([]byte, 0, headerSize)
	b = append(b, magic...)
	b = binary.BigEndian.AppendUint16(b, version)
	b = append(b, byte(h.protection), 0)
	if h.pending {
		b[len(b)-1] = 1
	}
	b = append(b, h.id[:]...)
	b = binary.BigEndian.AppendUint32(b, h.cost.passes)
	b = binary.BigEndian.AppendUint32(b, h.cost.memory)
	b = append(b, h.cost.lanes, 0, 0, 0)
	return append(b, h.cost.salt[:]...)
}

// decode reads a header, and returns what is sealed. The error is an [*Error].
func decode(file []byte) (h header, sealed []byte, err error) {
	damaged := func(what string) (header, []byte, error) {
		return header{}, nil, &Error{Reason: Damaged, Err: errors.New(what)}
	}
	if len(file) < len(magic)+2 || string(file[:len(magic)]) != magic {
		return damaged("it does not begin as such a file does")
	}
	switch v := binary.BigEndian.Uint16(file[len(magic):]); {
	case v > version:
		return header{}, nil, &Error{Reason: Newer}
	case v != version:
		return damaged("there is no such version")
	}
	if len(file) < headerSize {
		return damaged("it ends too early")
	}
	h = header{protection: Protection(file[10]), pending: file[11] == 1, cost: cost{
		passes: binary.BigEndian.Uint32(file[28:]), memory: binary.BigEndian.Uint32(file[32:]), lanes: file[36],
	}}
	copy(h.id[:], file[12:])
	copy(h.cost.salt[:], file[40:])
	switch {
	case !bytes.Equal(h.encode(), file[:headerSize]):
		return damaged("something stands where nothing belongs")
	case h.id == id{}:
		return damaged("it has no ID")
	case h.protection == ByKeychain && h.cost != cost{}:
		return damaged("it has a salt without a passphrase")
	case h.protection == ByPassphrase && !h.cost.bearable():
		return damaged("making its key would cost more or less than is allowed")
	case h.protection != ByKeychain && h.protection != ByPassphrase:
		return damaged("nothing is said to keep its key")
	}
	sealed = file[headerSize:]
	if n := len(sealed) - nonceSize - chacha20poly1305.Overhead; h.pending && len(sealed) != 0 ||
		!h.pending && (n < minBody || n > maxBody || n&(n-1) != 0) {
		return damaged("its length cannot be")
	}
	return h, sealed, nil
}

// A body is what is sealed.
type body struct {
	Counter uint64        `json:"counter"`
	Details int           `json:"details"` // detail.Version
	People  []savedPerson `json:"people"`
}

type savedPerson struct {
	ID       ID            `json:"id"`
	Nickname string        `json:"nickname"`
	Details  []savedDetail `json:"details"`
}

type savedDetail struct {
	Kind   detail.Kind `json:"kind"`
	Normal string      `json:"normal"`
	Looked bool        `json:"looked,omitempty"` // lists were asked about it, and the person told
	Seen   []Record    `json:"seen,omitempty"`   // what they said
}

// person turns what is in the file into a person again, by the rules by which
// they were saved.
func (s savedPerson) person() (Person, error) {
	p := Person{ID: s.ID, Nickname: s.Nickname}
	for _, d := range s.Details {
		parsed, err := detail.Parse(d.Kind, d.Normal)
		if err != nil {
			return Person{}, err
		}
		p.Details = append(p.Details, parsed)
	}
	return p, nil
}

// updated returns the person with what lists said of the details that stay.
func (s savedPerson) updated(p Person) savedPerson {
	fresh := savedPerson{ID: p.ID, Nickname: p.Nickname}
	for _, d := range p.Details {
		next := savedDetail{Kind: d.Kind(), Normal: d.Normal()}
		for _, had := range s.Details {
			if had.Kind == next.Kind && had.Normal == next.Normal {
				next = had
			}
		}
		fresh.Details = append(fresh.Details, next)
	}
	return fresh
}

// sealed returns the file's bytes.
func (h header) sealed(key *[keySize]byte, b *body) ([]byte, error) {
	b.Details = detail.Version
	text, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("encoding saved people: %w", err)
	}
	defer clear(text)
	size := minBody
	for size < 4+len(text) {
		size *= 2
	}
	if size > maxBody {
		return nil, &Error{Reason: Full}
	}
	plain := make([]byte, size)
	defer clear(plain)
	binary.BigEndian.PutUint32(plain, uint32(len(text)))
	copy(plain[4:], text)
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return nil, fmt.Errorf("sealing saved people: %w", err)
	}
	ad := h.encode()
	out := make([]byte, headerSize+nonceSize, headerSize+nonceSize+size+chacha20poly1305.Overhead)
	copy(out, ad)
	nonce := out[headerSize:]
	_, _ = rand.Read(nonce) // it never fails: see crypto/rand
	return aead.Seal(out, nonce, plain, ad), nil
}

// open unseals what stands behind the header.
func (h header) open(key *[keySize]byte, sealed []byte) (*body, error) {
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return nil, fmt.Errorf("opening saved people: %w", err)
	}
	if len(sealed) < nonceSize {
		return nil, errors.New("it ends too early")
	}
	plain, err := aead.Open(nil, sealed[:nonceSize], sealed[nonceSize:], h.encode())
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	if len(plain) < 4 {
		return nil, errors.New("it ends too early")
	}
	text := plain[4:]
	n := binary.BigEndian.Uint32(plain)
	if uint64(n) > uint64(len(text)) {
		return nil, errors.New("its length cannot be")
	}
	return parseBody(text[:n])
}

func parseBody(text []byte) (*body, error) {
	b := new(body)
	if err := json.Unmarshal(text, b); err != nil {
		return nil, errors.New("it is not what was written") // the decoder's error quotes
	}
	if b.Details != detail.Version {
		return nil, fmt.Errorf("its details are of version %d of the rules", b.Details)
	}
	return b, nil
}

// read reads the file. A reserved one is none.
func (v *Vault) read() (header, []byte, error) {
	data, err := v.bytes()
	if err != nil {
		return header{}, nil, err
	}
	h, sealed, err := decode(data)
	if err == nil && h.pending {
		err = &Error{Reason: NothingSaved}
	}
	return h, sealed, err
}

// reserved returns the name of a key that was about to be made, or zero.
func (v *Vault) reserved() (id, error) {
	data, err := v.bytes()
	if errors.Is(err, &Error{Reason: NothingSaved}) {
		return id{}, nil
	}
	if err != nil {
		return id{}, err
	}
	h, _, err := decode(data)
	if err != nil || !h.pending {
		return id{}, err
	}
	return h.id, nil
}

func (v *Vault) path() string { return filepath.Join(v.folder, fileName) }

func (v *Vault) bytes() ([]byte, error) {
	info, err := os.Lstat(v.path())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{Reason: NothingSaved}
	case err != nil:
		return nil, &Error{Reason: Storage, Err: err}
	case !info.Mode().IsRegular(): // a pipe would be waited for
		return nil, &Error{Reason: Damaged, Err: errors.New("it is no file")}
	}
	f, err := os.Open(v.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Error{Reason: NothingSaved}
	}
	if err != nil {
		return nil, &Error{Reason: Storage, Err: err}
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, &Error{Reason: Storage, Err: err}
	}
	return data, nil
}

// seal writes the content. The caller holds the folder's lock.
func (v *Vault) seal(h header, key *[keySize]byte, b *body) error {
	data, err := h.sealed(key, b)
	if err != nil {
		return err
	}
	return v.write(data)
}

// write replaces the file, so that whatever happens it is the old or the new
// one. The caller holds the folder's lock.
func (v *Vault) write(data []byte) error {
	if err := v.replace(data); err != nil {
		return &Error{Reason: Storage, Err: err}
	}
	return nil
}

func (v *Vault) replace(data []byte) (err error) {
	_ = v.sweep()                                     // what a killed program left is sealed; it is tried again
	f, err := os.CreateTemp(v.folder, tempPrefix+"*") // readable by its owner only
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := patiently(func() error { return os.Rename(f.Name(), v.path()) }); err != nil {
		return err
	}
	syncFolder(v.folder)
	return nil
}

// patiently tries again for a while on Windows, where a file that another
// program is just reading can be neither replaced nor removed.
func patiently(f func() error) error {
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		err := f()
		if err == nil || runtime.GOOS != "windows" || errors.Is(err, fs.ErrNotExist) || time.Since(start) > 2*time.Second {
			return err
		}
	}
}

// syncFolder brings a change of names to the disk, where the system can.
func syncFolder(path string) {
	if d, err := os.Open(path); err == nil {
		_ = d.Sync() // not on Windows, and not on every stick
		_ = d.Close()
	}
}

// sweep removes what killed programs left.
func (v *Vault) sweep() error {
	entries, err := os.ReadDir(v.folder)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) {
			errs = append(errs, os.Remove(filepath.Join(v.folder, e.Name())))
		}
	}
	return errors.Join(errs...)
}

// delete removes the file and what killed programs left of it.
func (v *Vault) delete() error {
	err := patiently(func() error { return os.Remove(v.path()) })
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	swept := v.sweep()
	if errors.Is(swept, fs.ErrNotExist) {
		swept = nil
	}
	if err := errors.Join(err, swept); err != nil {
		return &Error{Reason: Storage, Err: err}
	}
	syncFolder(v.folder)
	return nil
}

// present reports whether there is anything to delete.
func (v *Vault) present() bool {
	entries, err := os.ReadDir(v.folder)
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist) // deleting says why not
	}
	for _, e := range entries {
		if e.Name() == fileName || strings.HasPrefix(e.Name(), tempPrefix) {
			return true
		}
	}
	return false
}
