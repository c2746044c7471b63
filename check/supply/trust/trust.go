// Package trust says which files of a repository are its publisher's, and how
// fresh they are: The Update Framework,
// https://theupdateframework.github.io/specification/latest/, through go-tuf's
// metadata packages.
//
// A publisher is a repository of its own. Its root says which keys may sign
// what; whoever has a root that they trust can follow the publisher to every
// later one. It does not matter where the bytes come from: a web server, a stick,
// a folder. The caller brings a function that gets a named file.
//
// # Where this departs from the specification
//
// Expiry informs and never refuses (5.3.10, 5.4.4, 5.5.6, 5.6.5 are not heeded):
// much of the use is offline, on computers whose clock is wrong, and an old list
// is better than none. Signatures, thresholds, versions and hashes decide. What
// remains is the freeze: who controls the way can keep somebody at an old
// edition. So the date stands beside every answer (docs/threat-model.md).
package trust

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/theupdateframework/go-tuf/v2/metadata"
	"github.com/theupdateframework/go-tuf/v2/metadata/trustedmetadata"
)

// Limits of what is read before it is verified, in bytes. They are those of
// go-tuf's own updater.
const (
	MaxRoot      = 512_000
	MaxTimestamp = 16_384
	MaxSnapshot  = 2_000_000
	MaxTargets   = 5_000_000

	maxRotations = 256
)

// A Get returns a file of a repository by its name below the repository, such as
// "metadata/timestamp.json", or at most limit+1 bytes of a longer one. A file that
// is not there is [fs.ErrNotExist].
type Get func(ctx context.Context, name string, limit int64) ([]byte, error)

// Held is what is known of a repository and kept between updates.
type Held struct {
	// Roots are the root that was trusted first and those that followed it, in
	// order. There is always one.
	Roots [][]byte
	// Timestamp, Snapshot and Targets are the newest that were verified; nil
	// before the first update.
	Timestamp, Snapshot, Targets []byte
}

// A File is what the publisher says of a file.
type File struct {
	Length int64
	SHA256 [sha256.Size]byte
}

// A Repository is what was verified.
type Repository struct {
	Held
	Files   map[string]File // by path below "targets/", without the hash in the name
	Version int64           // of the targets; it only ever grows
	// Promised is the day until which the publisher promised something newer:
	// the earliest expiry of all roles.
	Promised time.Time
	// Anew says that the online keys which signed what was held are not trusted any
	// more. Nothing that they signed is a floor then: a thief may have put it high.
	Anew bool
}

// Why a repository is refused.
var (
	ErrOlder    = errors.New("you already hold something newer")
	ErrUnsigned = errors.New("it is not signed by the publisher's keys")
	ErrDamaged  = errors.New("a file is not the one that the publisher signed")
	ErrMissing  = errors.New("a file of the repository is missing")
	ErrForeign  = errors.New("this is no repository")
)

// Update follows the publisher from what is held to what get has. What get has
// and that is older than what is held is refused with [ErrOlder]; held is never
// changed. A repository that has nothing newer gives what is held.
func Update(ctx context.Context, held Held, get Get) (*Repository, error) {
	r := &updater{ctx: ctx, get: get, now: Held{Roots: append([][]byte(nil), held.Roots...)}}
	if err := r.trustHeld(held); err != nil {
		return nil, fmt.Errorf("reading what is held: %w", err)
	}
	if err := r.roots(); err != nil {
		return nil, explain("root.json", err)
	}
	if err := r.timestamp(held); err != nil {
		return nil, explain("timestamp.json", err)
	}
	if err := r.snapshot(held); err != nil {
		return nil, explain("snapshot.json", err)
	}
	if err := r.targets(held); err != nil {
		return nil, explain("targets.json", err)
	}
	return r.repository()
}

// Open gives what is held, without asking anybody.
func Open(held Held) (*Repository, error) {
	if held.Targets == nil {
		return nil, ErrMissing
	}
	return Update(context.Background(), held, func(_ context.Context, name string, _ int64) ([]byte, error) {
		switch base := path.Base(name); {
		case base == "timestamp.json":
			return held.Timestamp, nil
		case strings.HasSuffix(base, ".snapshot.json"):
			return held.Snapshot, nil
		case strings.HasSuffix(base, ".targets.json"):
			return held.Targets, nil
		}
		return nil, fs.ErrNotExist
	})
}

// Fingerprint is the name of a root that two people can compare, read aloud or on
// paper: 80 bits of its SHA-256 as four groups of five letters and digits that
// cannot be mistaken for one another (Crockford's base 32).
func Fingerprint(root []byte) string {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	sum := sha256.Sum256(append([]byte("neem publisher\n"), root...))
	var b strings.Builder
	for i := range 16 {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		bit := 5 * i
		pair := uint16(sum[bit/8])<<8 | uint16(sum[bit/8+1])
		b.WriteByte(letters[pair>>(11-bit%8)&31])
	}
	return b.String()
}

type updater struct {
	ctx     context.Context
	get     Get
	trusted *trustedmetadata.TrustedMetadata
	now     Held
	anew    bool
}

// trustHeld walks the roots that are held.
func (r *updater) trustHeld(held Held) error {
	if len(held.Roots) == 0 {
		return ErrForeign
	}
	var err error
	if r.trusted, err = trustedmetadata.New(held.Roots[0]); err != nil {
		return explain("root.json", err)
	}
	// No role has expired at the beginning of time.
	r.trusted.RefTime = time.Time{}
	for _, root := range held.Roots[1:] {
		if _, err := r.trusted.UpdateRoot(root); err != nil {
			return explain("root.json", err)
		}
	}
	return nil
}

// roots follows the publisher's rotations (5.3).
func (r *updater) roots() error {
	for range maxRotations {
		name := fmt.Sprintf("metadata/%d.root.json", r.trusted.Root.Signed.Version+1)
		data, err := r.fetch(name, MaxRoot)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := r.trusted.UpdateRoot(data); err != nil {
			return err
		}
		r.now.Roots = append(r.now.Roots, data)
	}
	return errors.New("the publisher has changed keys too often")
}

// timestamp loads the one held, as the floor, then the one there is (5.4).
func (r *updater) timestamp(held Held) error {
	if held.Timestamp != nil {
		// A rotation may have taken the key away that signed it: then it is no
		// floor any more (5.3.11).
		if _, err := r.trusted.UpdateTimestamp(held.Timestamp); err == nil {
			r.now.Timestamp = held.Timestamp
		} else {
			r.anew = true
		}
	}
	data, err := r.fetch("metadata/timestamp.json", MaxTimestamp)
	if err != nil {
		return err
	}
	_, err = r.trusted.UpdateTimestamp(data)
	if errors.Is(err, &metadata.ErrEqualVersionNumber{}) {
		if !bytes.Equal(data, held.Timestamp) {
			return ErrDamaged // two of one version
		}
		return nil
	}
	if err != nil {
		return err
	}
	r.now.Timestamp = data
	return nil
}

func (r *updater) snapshot(held Held) error {
	version := r.trusted.Timestamp.Signed.Meta["snapshot.json"].Version
	if held.Snapshot != nil {
		_, err := r.trusted.UpdateSnapshot(held.Snapshot, true)
		if err == nil && r.trusted.Snapshot.Signed.Version == version {
			r.now.Snapshot = held.Snapshot
			return nil
		}
	}
	data, err := r.fetch(fmt.Sprintf("metadata/%d.snapshot.json", version), MaxSnapshot)
	if err != nil {
		return err
	}
	if _, err := r.trusted.UpdateSnapshot(data, false); err != nil {
		return err
	}
	r.now.Snapshot = data
	return nil
}

func (r *updater) targets(held Held) error {
	meta := r.trusted.Snapshot.Signed.Meta["targets.json"]
	if meta == nil {
		return ErrMissing
	}
	if held.Targets != nil {
		// Refused where the snapshot names another version or another hash.
		if _, err := r.trusted.UpdateTargets(held.Targets); err == nil {
			r.now.Targets = held.Targets
			return nil
		}
	}
	data, err := r.fetch(fmt.Sprintf("metadata/%d.targets.json", meta.Version), MaxTargets)
	if err != nil {
		return err
	}
	if _, err := r.trusted.UpdateTargets(data); err != nil {
		return err
	}
	r.now.Targets = data
	return nil
}

func (r *updater) fetch(name string, limit int64) ([]byte, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	data, err := r.get(r.ctx, name, limit)
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, ErrDamaged
	}
	return data, nil
}

// name is what a target may be called: a path that is the same on every file
// system, FAT among them.
var name = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?(/[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?){0,3}$`)

func (r *updater) repository() (*Repository, error) {
	t := r.trusted
	signed := t.Targets[metadata.TARGETS].Signed
	repo := &Repository{Held: r.now, Files: map[string]File{}, Version: signed.Version, Promised: signed.Expires, Anew: r.anew}
	for _, expires := range []time.Time{t.Root.Signed.Expires, t.Timestamp.Signed.Expires, t.Snapshot.Signed.Expires} {
		if expires.Before(repo.Promised) {
			repo.Promised = expires
		}
	}
	for p, f := range signed.Targets {
		sum := f.Hashes["sha256"]
		if !name.MatchString(p) || strings.Contains(p, "..") || len(sum) != sha256.Size || f.Length < 0 || len(f.Hashes) != 1 {
			return nil, fmt.Errorf("targets.json: %w", ErrDamaged)
		}
		repo.Files[p] = File{Length: f.Length, SHA256: [sha256.Size]byte(sum)}
	}
	return repo, nil
}

// Path is where a file of a repository lies: its name begins with its hash, so
// that what a name stands for never changes.
func (f File) Path(target string) string {
	dir, base := path.Split(target)
	return "targets/" + dir + hex.EncodeToString(f.SHA256[:]) + "." + base
}

// explain puts go-tuf's errors into those of this package.
func explain(file string, err error) error {
	var why error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, ErrDamaged), errors.Is(err, ErrMissing), errors.Is(err, ErrForeign):
		return fmt.Errorf("%s: %w", file, err)
	case errors.Is(err, fs.ErrNotExist):
		why = ErrMissing
	case errors.Is(err, &metadata.ErrUnsignedMetadata{}):
		why = ErrUnsigned
	case errors.Is(err, &metadata.ErrBadVersionNumber{}):
		why = ErrOlder
	case errors.Is(err, &metadata.ErrLengthOrHashMismatch{}):
		why = ErrDamaged
	case errors.Is(err, &metadata.ErrRepository{}), errors.Is(err, &metadata.ErrValue{}), errors.Is(err, &metadata.ErrType{}):
		why = ErrDamaged
	default:
		return fmt.Errorf("%s: %w", file, err) // of get, or of a decoder
	}
	return fmt.Errorf("%s: %w (%w)", file, why, err)
}
