package repository

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"neem/check/supply/trust"
)

// pending is a list of keys that is about to be written, the last file of its draft. If
// the old online key is lost, what was written before it is signed by the new one
// alone, and cannot be read without it: a program killed in that moment would otherwise
// leave a folder that nobody can go on from.
const pending = work + "/root.json"

// Recover finishes a change of keys in whose last moment a program was killed, or drops
// what is left of one that had not begun for readers. It is called, under the folder's
// lock, before [Read].
func Recover(ctx context.Context, d Disk) error {
	data, err := get(d)(ctx, pending, trust.MaxRoot)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("finishing an earlier change of keys: %w", err)
	}
	if root, err := parseRoot(data); err == nil {
		name := rootName(root.Signed.Version)
		_, err := fs.Stat(d, name)
		if errors.Is(err, fs.ErrNotExist) && readable(ctx, d, name, data) {
			if err := put(d, name, data); err != nil {
				return fmt.Errorf("finishing an earlier change of keys: %w", err)
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return dropPending(d)
}

func dropPending(d Disk) error {
	if err := d.Remove(pending); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("finishing a change of keys: %w", pathless(err))
	}
	return nil
}

// readable reports whether the repository can be read with one file more.
func readable(ctx context.Context, fsys fs.FS, name string, data []byte) bool {
	with := func(ctx context.Context, n string, limit int64) ([]byte, error) {
		if n == name {
			return data, nil
		}
		return get(fsys)(ctx, n, limit)
	}
	first, err := with(ctx, rootName(1), trust.MaxRoot)
	if err != nil {
		return false
	}
	_, err = read(ctx, trust.Held{Roots: [][]byte{first}}, with)
	return err == nil
}
