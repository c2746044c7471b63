package repository

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/theupdateframework/go-tuf/v2/metadata"

	"neem/check/supply/keyfile"
)

// Keys are those of a new publisher.
type Keys struct {
	Root      []keyfile.Public
	Threshold int // so many of them must sign a list of keys
	Online    keyfile.Public
}

// Found puts the first list of keys into the draft of a new repository.
func (d *Draft) Found(k Keys, now time.Time) error {
	if len(d.chain) > 0 {
		return errors.New("there is a repository already; its keys are changed with keygen --rotate")
	}
	root := metadata.Root(rootExpiry(now))
	root.Signed.Version, root.Signed.ConsistentSnapshot = 1, true
	for _, p := range k.Root {
		if err := addKey(root, p, keyfile.Root); err != nil {
			return err
		}
	}
	if err := addKey(root, k.Online, keyfile.Online); err != nil {
		return err
	}
	root.Signed.Roles[metadata.ROOT].Threshold = k.Threshold
	d.root = root
	return checkRoot(root)
}

func rootExpiry(now time.Time) time.Time {
	return now.UTC().Truncate(time.Second).AddDate(rootYears, 0, 0)
}

// roles of The Update Framework that a key's role stands for.
func roles(r keyfile.Role) []string {
	if r == keyfile.Root {
		return []string{metadata.ROOT}
	}
	return []string{metadata.TIMESTAMP, metadata.SNAPSHOT, metadata.TARGETS}
}

func addKey(root *metadata.Metadata[metadata.RootType], p keyfile.Public, role keyfile.Role) error {
	if p.Role != role {
		return fmt.Errorf("the %s was made as another kind of key; it cannot become a publisher's %s key", p, role)
	}
	key, err := metadata.KeyFromPublicKey(p.Key)
	if err != nil {
		return fmt.Errorf("adding the %s: %w", p, err)
	}
	for _, r := range roles(role) {
		if err := root.Signed.AddKey(key, r); err != nil {
			return fmt.Errorf("adding the %s: %w", p, err)
		}
	}
	return nil
}

// checkRoot checks that a list of keys can be used: enough keys, and none for both
// purposes.
func checkRoot(root *metadata.Metadata[metadata.RootType]) error {
	r, online := root.Signed.Roles[metadata.ROOT], root.Signed.Roles[metadata.TIMESTAMP]
	switch {
	case len(r.KeyIDs) == 0:
		return errors.New("a publisher has at least one root key")
	case r.Threshold < 1 || r.Threshold > len(r.KeyIDs):
		return fmt.Errorf("%d of %d root keys cannot be; say how many must sign with --threshold", r.Threshold, len(r.KeyIDs))
	case len(online.KeyIDs) != 1:
		return errors.New("a publisher has one online key")
	case slices.Contains(r.KeyIDs, online.KeyIDs[0]):
		return errors.New("one key cannot be both root key and online key")
	}
	return nil
}

// A Rotation is a change of a publisher's keys. The zero Rotation only makes the list
// of keys valid for longer.
type Rotation struct {
	Add       []keyfile.Public // root keys
	Drop      []string         // root keys, by ID or its beginning, at least eight characters
	Threshold int              // 0: as it is
	Online    *keyfile.Public  // takes the place of the online key; nil: it stays
}

// Rotate makes the next list of keys. If the online key changes, what is handed out is
// signed anew with it, and, if it is still there, with the one that goes: then nobody
// who looks in the very moment is refused.
func Rotate(s *State, r Rotation, now time.Time) (*Draft, error) {
	if !s.Exists() {
		return nil, ErrNone
	}
	d := &Draft{chain: s.Roots}
	if r.Online != nil {
		var err error
		if d, err = Compose(s, Contents{Name: s.Publisher.Name, Packs: s.Packs, Guidance: s.Guidance, Now: now}); err != nil {
			return nil, err
		}
	}
	next, err := parseRoot(s.Roots[len(s.Roots)-1])
	if err != nil {
		return nil, err
	}
	next.ClearSignatures()
	next.Signed.Version++
	next.Signed.Expires = rootExpiry(now)
	for _, p := range r.Add {
		id, err := p.ID()
		if err != nil {
			return nil, err
		}
		if slices.Contains(next.Signed.Roles[metadata.ROOT].KeyIDs, id) {
			return nil, fmt.Errorf("the %s is one of the root keys already", p)
		}
		if err := addKey(next, p, keyfile.Root); err != nil {
			return nil, err
		}
	}
	for _, begin := range r.Drop {
		id, err := oneKey(next.Signed.Roles[metadata.ROOT].KeyIDs, begin)
		if err != nil {
			return nil, err
		}
		if err := next.Signed.RevokeKey(id, metadata.ROOT); err != nil {
			return nil, fmt.Errorf("dropping the root key %s: %w", keyfile.Short(id), err)
		}
	}
	if r.Online != nil {
		id, err := r.Online.ID()
		if err != nil {
			return nil, err
		}
		for _, role := range roles(keyfile.Online) {
			for _, old := range slices.Clone(next.Signed.Roles[role].KeyIDs) {
				if old == id {
					return nil, fmt.Errorf("the %s is the online key already", r.Online)
				}
				if err := next.Signed.RevokeKey(old, role); err != nil {
					return nil, fmt.Errorf("dropping the online key: %w", err)
				}
			}
		}
		if err := addKey(next, *r.Online, keyfile.Online); err != nil {
			return nil, err
		}
	}
	if r.Threshold != 0 {
		next.Signed.Roles[metadata.ROOT].Threshold = r.Threshold
	}
	d.root = next
	return d, checkRoot(next)
}

func oneKey(ids []string, begin string) (string, error) {
	var found []string
	for _, id := range ids {
		if len(begin) >= 8 && strings.HasPrefix(id, strings.ToLower(begin)) {
			found = append(found, id)
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%q is none of the root keys %s", begin, keyNames(ids))
	}
	return found[0], nil
}

// Authority says which keys speak for the publisher now.
type Authority struct {
	Version   int64 // of the list of keys
	Root      []string
	Threshold int
	Online    []string
	Expires   time.Time
}

// Authority reads the newest list of keys. IDs are whole.
func (s *State) Authority() (Authority, error) {
	if !s.Exists() {
		return Authority{}, ErrNone
	}
	root, err := parseRoot(s.Roots[len(s.Roots)-1])
	if err != nil {
		return Authority{}, err
	}
	r := root.Signed.Roles[metadata.ROOT]
	return Authority{root.Signed.Version, slices.Sorted(slices.Values(r.KeyIDs)), r.Threshold, root.Signed.Roles[metadata.TIMESTAMP].KeyIDs, root.Signed.Expires}, nil
}
