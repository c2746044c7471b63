// Package lock keeps programs apart that would change the same files.
//
// A lock is an open transaction on an SQLite database of its own: the system
// frees it when a process dies, on every platform and file system that SQLite
// locks on, so that a killed program locks nobody out.
package lock

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"time"

	"modernc.org/sqlite" // the "sqlite" driver
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrBusy is returned when somebody else has the lock for longer than the caller
// would wait.
var ErrBusy = errors.New("another program is at it")

// Acquire takes the lock that is the file at path, which is made if need be and
// never removed. It waits at most so long for another holder, in steps of
// milliseconds; then the error is [ErrBusy]. Where the file cannot be written it is
// [fs.ErrPermission].
func Acquire(ctx context.Context, path string, wait time.Duration) (release func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("locking: %w", err)
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}
	if u.Path[0] != '/' { // C:/…
		u.Path = "/" + u.Path
	}
	u.RawQuery = url.Values{
		"_pragma": {fmt.Sprintf("busy_timeout(%d)", wait.Milliseconds()), "journal_mode(MEMORY)", "trusted_schema(0)"},
		"_txlock": {"immediate"},
	}.Encode()
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, fmt.Errorf("locking: %w", err)
	}
	db.SetMaxOpenConns(1)
	// The end of ctx would end the transaction, and with it the lock under whoever
	// believes to hold it.
	tx, err := db.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		if e, ok := errors.AsType[*sqlite.Error](err); ok {
			switch e.Code() & 0xff {
			case sqlite3.SQLITE_BUSY:
				err = ErrBusy
			case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
				err = fmt.Errorf("%w (%w)", fs.ErrPermission, err)
			}
		}
		return nil, errors.Join(fmt.Errorf("locking: %w", err), db.Close())
	}
	return func() { _ = tx.Rollback(); _ = db.Close() }, nil
}
