package bench

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the "sqlite" driver
)

// openDB opens a database for one connection.
func openDB(path string, params url.Values) (*sql.DB, error) {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: params.Encode()}
	if u.Path == "" || u.Path[0] != '/' { // C:/…
		u.Path = "/" + u.Path
	}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// buildTable fills a table of one column with a row for each key, in one
// transaction and without a journal, and flushes the file.
func buildTable(ctx context.Context, j job, column string, value func(key uint64) any) (err error) {
	db, err := openDB(j.File, url.Values{"_pragma": {"page_size(4096)", "journal_mode(OFF)", "synchronous(OFF)", "locking_mode(EXCLUSIVE)"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "CREATE TABLE hash (k "+column+" PRIMARY KEY) WITHOUT ROWID"); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	// Hashes that are the same in what is kept of them are one row.
	insert, err := tx.PrepareContext(ctx, "INSERT OR IGNORE INTO hash VALUES (?)")
	if err != nil {
		return err
	}
	err = scan(ctx, j.Lines, func(key uint64) error {
		// Without the caller's context, which the driver would watch for each row.
		_, err := insert.Exec(value(key))
		return err
	})
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	f, err := os.OpenFile(j.File, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func buildIntegers(ctx context.Context, j job) (float64, error) {
	return truncatedRate(j.Keys, j.Bits), buildTable(ctx, j, "INTEGER", integerOf(j.Bits))
}

func buildBlobs(ctx context.Context, j job) (float64, error) {
	return truncatedRate(j.Keys, 64), buildTable(ctx, j, "BLOB", blobOf)
}

func integerOf(bits int) func(uint64) any {
	return func(key uint64) any { return int64(key >> (64 - bits)) }
}

func blobOf(key uint64) any { return binary.BigEndian.AppendUint64(nil, key) }

// A tableLookup asks a prepared statement, whose rows are keys.
type tableLookup struct {
	db    *sql.DB
	stmt  *sql.Stmt
	value func(uint64) any
}

func openIntegers(ctx context.Context, j job) (lookup, error) {
	return openTable(ctx, j.File, integerOf(j.Bits))
}

func openBlobs(ctx context.Context, j job) (lookup, error) {
	return openTable(ctx, j.File, blobOf)
}

// readOnly is how a pack is opened too.
func readOnly() url.Values {
	return url.Values{"mode": {"ro"}, "immutable": {"1"}, "_pragma": {"query_only(1)", "mmap_size(0)"}}
}

func openTable(ctx context.Context, path string, value func(uint64) any) (lookup, error) {
	db, err := openDB(path, readOnly())
	if err != nil {
		return nil, err
	}
	stmt, err := db.PrepareContext(ctx, "SELECT 1 FROM hash WHERE k = ?")
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &tableLookup{db: db, stmt: stmt, value: value}, nil
}

func (l *tableLookup) has(ctx context.Context, key uint64) (bool, error) {
	var one int
	err := l.stmt.QueryRowContext(ctx, l.value(key)).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (l *tableLookup) close() { _ = errors.Join(l.stmt.Close(), l.db.Close()) } // read-only

// A selectLookup fetches a row of a pack and does nothing with it: the least
// that a lookup costs that has to fetch one.
type selectLookup struct {
	db   *sql.DB
	stmt *sql.Stmt
	rows uint64
}

func openSelect(ctx context.Context, j job) (_ lookup, err error) {
	db, err := openDB(j.File, readOnly())
	if err != nil {
		return nil, err
	}
	l := &selectLookup{db: db}
	defer func() {
		if err != nil {
			_ = db.Close() // read-only
		}
	}()
	// The last rows are those above the leaves, of which there are few.
	var n int64
	if err := db.QueryRowContext(ctx, "SELECT max(1, max(id) - 1) FROM node").Scan(&n); err != nil {
		return nil, fmt.Errorf("counting rows: %w", err)
	}
	l.rows = uint64(n)
	l.stmt, err = db.PrepareContext(ctx, "SELECT data FROM node WHERE id = ?")
	return l, err
}

// has fetches the row at the place of the key among all rows: about the one
// that the pack fetches for it.
func (l *selectLookup) has(ctx context.Context, key uint64) (bool, error) {
	var data []byte
	id := 1 + uint64(float64(key)/math.MaxUint64*float64(l.rows))
	err := l.stmt.QueryRowContext(ctx, int64(min(id, l.rows))).Scan(&data)
	return len(data) > 0, err
}

func (l *selectLookup) close() { _ = errors.Join(l.stmt.Close(), l.db.Close()) } // read-only
