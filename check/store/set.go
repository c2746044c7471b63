package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"neem/check/pack"
)

// A Set is an edition of a pack, all of its shards, as a publisher signed it.
type Set struct {
	ID      string
	Edition uint64
	// Signer is the fingerprint of the publisher. From then on only they can
	// replace the pack.
	Signer string
	// Roots are the pack roots of the shards, the first shard's first.
	Roots []pack.Digest
	// Files are where the shards lie, in the same order, in the file system of
	// the data folder; "" for one that is installed already. They are moved away.
	Files []string
}

// InstallSet reads the shards of a set whole and installs them together: after
// it, all of them are installed and no older edition is; or, after an error or a
// kill, everything is as before, but that files may be gone that were offered.
// What is signed takes the place of what nobody
// vouches for, whatever edition that claims to be. progress, which may be nil, is told how many occupied buckets
// have been counted in the shard that is being read. The error wraps one of the
// refusals of an import, is an [*pack.Error], or is the system's.
func (s *Store) InstallSet(ctx context.Context, set Set, progress func(shard int, done, total uint64)) error {
	if len(set.Roots) == 0 || len(set.Files) != len(set.Roots) || set.Signer == "" {
		return errors.New("installing a pack: the shards or their publisher are missing")
	}
	unlock, err := s.lockImports(ctx, busyTimeout)
	if err != nil {
		return err
	}
	defer unlock()
	have, err := s.Installed(ctx)
	if err != nil {
		return err
	}
	same, err := set.compare(have)
	if err != nil {
		return err
	}
	fresh, err := set.read(ctx, have, progress)
	if err != nil {
		return err
	}
	var added []string
	for i, f := range set.Files {
		if f == "" || find(have, set.Roots[i]) >= 0 {
			continue
		}
		to := s.file(set.Roots[i])
		if err := os.Rename(f, to); err != nil {
			return errors.Join(fmt.Errorf("installing the pack: %w", err), discard(added))
		}
		added = append(added, to)
	}
	syncFolder(filepath.Join(s.dir, packsFolder))
	if err := s.record(ctx, fresh, same); err != nil {
		return errors.Join(err, discard(added))
	}
	for _, o := range same {
		if find(fresh, o.Root) < 0 {
			_ = os.Remove(s.file(o.Root)) // the next start removes it otherwise
		}
	}
	return nil
}

// compare returns what is installed of the same pack, all of which the set
// replaces, or why it may not.
func (set Set) compare(have []Installed) (same []Installed, err error) {
	there := 0
	for _, h := range have {
		if h.ID != set.ID {
			continue
		}
		offered := slices.Contains(set.Roots, h.Root)
		switch {
		case h.Signer != "" && h.Signer != set.Signer:
			return nil, ErrSigned
		case h.Signer == set.Signer && h.Edition > set.Edition:
			return nil, ErrOlder
		case h.Signer == set.Signer && h.Edition == set.Edition && !offered:
			return nil, ErrOther
		case h.Signer == set.Signer && offered:
			there++
		}
		same = append(same, h)
	}
	if there == len(set.Roots) && there == len(same) {
		return nil, ErrInstalled
	}
	return same, nil
}

// read verifies every file of the set and returns the rows of all shards.
func (set Set) read(ctx context.Context, have []Installed, progress func(shard int, done, total uint64)) ([]Installed, error) {
	now := time.Now().UTC().Truncate(time.Second)
	var fresh []Installed
	for i, root := range set.Roots {
		var got Installed
		switch at := find(have, root); {
		case at >= 0:
			got = have[at]
		case set.Files[i] == "":
			return nil, fmt.Errorf("installing the pack: shard %d is not there", i+1)
		default:
			var err error
			got, err = verified(ctx, set.ID, set.Files[i], func(done, total uint64) {
				if progress != nil {
					progress(i+1, done, total)
				}
			})
			if err != nil {
				return nil, err
			}
			got.Imported = now
		}
		got.Signer = set.Signer
		if got.Root != root || got.ID != set.ID || got.Edition != set.Edition || got.Shard != i+1 || got.Shards != len(set.Roots) {
			return nil, fmt.Errorf("installing the pack: %w", &pack.Error{
				Reason: pack.Damaged, Path: set.ID, Err: fmt.Errorf("shard %d is not the one that the publisher signed", i+1),
			})
		}
		fresh = append(fresh, got)
	}
	return fresh, nil
}

func find(all []Installed, root pack.Digest) int {
	for i, a := range all {
		if a.Root == root {
			return i
		}
	}
	return -1
}

func discard(files []string) error {
	var errs []error
	for _, f := range files {
		errs = append(errs, os.Remove(f))
	}
	return errors.Join(errs...)
}

// syncFolder makes sure that names are on the disk, before a row relies on them
// for example. Where a system cannot do it, what was there before may be there
// again after a crash, and is whole.
func syncFolder(dir string) {
	if f, err := os.Open(dir); err == nil {
		_ = f.Sync() // where it fails, a start finds the file missing and says so
		_ = f.Close()
	}
}
