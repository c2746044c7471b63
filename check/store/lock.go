package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	sqlite3 "modernc.org/sqlite/lib"
)

// Lock keeps other programs, and other parts of this one, from changing what
// is kept in a data folder until unlock is called: settings, the list of
// packs, and files that others of our packages keep beside them. Reading goes
// on. It waits five seconds for whoever holds the lock, and does not return
// earlier when ctx ends; hold it for moments only. The folder must be there.
func Lock(ctx context.Context, dir string) (unlock func(), err error) {
	unlock, err = lock(ctx, filepath.Join(dir, stateFile), busyTimeout)
	if err != nil {
		return nil, fmt.Errorf("locking the data folder: %w", err)
	}
	return unlock, nil
}

var errHeld = errors.New("another program, or another part of this one, is changing it")

// lock is an open transaction on a database, so that the system frees it when
// a process dies, on every platform and file system that SQLite locks on. The
// error wraps errHeld if somebody else holds it for longer than wait.
func lock(ctx context.Context, path string, wait time.Duration) (unlock func(), err error) {
	db, err := openDB(path, wait)
	if err != nil {
		return nil, err
	}
	// The end of ctx would end the transaction, and with it the lock under
	// whoever believes to hold it.
	tx, err := db.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		if code(err) == sqlite3.SQLITE_BUSY {
			err = errHeld
		}
		return nil, errors.Join(err, db.Close())
	}
	return func() { _ = tx.Rollback(); _ = db.Close() }, nil
}
