// Package store keeps what the program must remember between starts:
// installed packs, an edition of the guidance, and settings. It never holds
// what a person typed; people whom somebody chose to save are kept, sealed, by
// package vault in the same folder.
//
// The data folder holds state.db, an SQLite database, packs/, the installed
// pack files named by their roots, and guidance/, at most one edition. A pack counts as installed once
// its row is in state.db; its file is complete before that. A start removes
// whatever an interrupted import left.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite" // the "sqlite" driver
	sqlite3 "modernc.org/sqlite/lib"

	"neem/check/pack"
)

//go:embed schema/*.sql
var schemas embed.FS

// stateFile is the database in the data folder.
const stateFile = "state.db"

// applicationID marks state.db as ours: "NeeS" in ASCII.
const applicationID = 0x4e656553

// FolderVariable is the environment variable that names another data folder.
const FolderVariable = "NEEM_DATA"

// DefaultFolder returns the user's data folder for the program called name:
// that of [FolderVariable] if set; else %LOCALAPPDATA% on Windows,
// ~/Library/Application Support on macOS, and $XDG_DATA_HOME or ~/.local/share
// elsewhere (XDG Base Directory Specification 0.8).
func DefaultFolder(name string) (string, error) {
	if dir := os.Getenv(FolderVariable); dir != "" {
		return dir, nil
	}
	switch runtime.GOOS {
	case "windows":
		if dir := os.Getenv("LOCALAPPDATA"); dir != "" {
			return filepath.Join(dir, name), nil
		}
		dir, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("finding the data folder: %w", err)
		}
		return filepath.Join(dir, name), nil
	case "darwin", "ios":
		dir, err := os.UserConfigDir()
		if err != nil {
			return "", fmt.Errorf("finding the data folder: %w", err)
		}
		return filepath.Join(dir, name), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, strings.ToLower(name)), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("finding the data folder: %w", err)
	}
	return filepath.Join(home, ".local", "share", strings.ToLower(name)), nil
}

// A Store is an open data folder. It is safe for concurrent use, by several
// programs too.
type Store struct {
	dir      string
	db       *sql.DB
	readOnly bool
}

// Refusals of a data folder.
var (
	// ErrNewer is returned for a data folder that a newer program has changed.
	ErrNewer = errors.New("the data folder was made by a newer version of this program")
	// ErrForeign is returned for a folder whose state.db is not ours.
	ErrForeign = errors.New("it is not a file of this program")
	// ErrUnfinished is returned for a folder that can only be read and in which
	// a change was interrupted: what holds could be told by writing only.
	ErrUnfinished = errors.New("a change to the data folder was interrupted, or an older version of this program made it; start the program once where it can write to the folder")
)

// ErrReadOnly is returned for a change to a folder that can only be read.
var ErrReadOnly = errors.New("nothing can be written to the data folder")

// code returns SQLite's primary result code of an error, 0 for another's.
func code(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

// onDisk says in words what SQLite has a number for.
func onDisk(err error) error {
	if code(err) == sqlite3.SQLITE_FULL {
		return fmt.Errorf("%w (%w)", ErrFull, err)
	}
	return err
}

// Open opens a data folder, making it if need be.
func Open(ctx context.Context, dir string) (*Store, error) {
	if err := os.MkdirAll(filepath.Join(dir, packsFolder), 0o700); err != nil {
		return nil, fmt.Errorf("opening the data folder: %w", err)
	}
	db, err := openDB(filepath.Join(dir, stateFile), busyTimeout)
	if err != nil {
		return nil, fmt.Errorf("opening the data folder: %w", err)
	}
	s := &Store{dir: dir, db: db}
	if err := s.migrate(ctx); err != nil {
		if code(err) == sqlite3.SQLITE_NOTADB {
			err = ErrForeign
		}
		return nil, errors.Join(fmt.Errorf("opening %s: %w", filepath.Join(dir, stateFile), err), db.Close())
	}
	if err := s.clean(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// OpenReadOnly opens a data folder on a medium that cannot be written to, and
// writes nothing: what is installed can be asked, and whatever would change
// something returns [ErrReadOnly]. If the folder was never used, the error is
// [fs.ErrNotExist].
func OpenReadOnly(ctx context.Context, dir string) (*Store, error) {
	path := filepath.Join(dir, stateFile)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("opening the data folder: %w", err)
	}
	// Not immutable: that would pass over the journal of an interrupted change,
	// and show what was never so.
	db, err := connect(path, url.Values{
		"mode":    {"ro"},
		"_pragma": {fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()), "query_only(1)", "trusted_schema(0)"},
	})
	if err != nil {
		return nil, fmt.Errorf("opening the data folder: %w", err)
	}
	s := &Store{dir: dir, db: db, readOnly: true}
	v, err := version(ctx, db)
	switch c := code(err); {
	case c == sqlite3.SQLITE_NOTADB:
		err = ErrForeign
	case c == sqlite3.SQLITE_READONLY || c == sqlite3.SQLITE_CANTOPEN: // there is a journal to roll back
		err = fmt.Errorf("%w (%w)", ErrUnfinished, err)
	case err == nil && v < newestSchema():
		err = ErrUnfinished
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", path, err), db.Close())
	}
	return s, nil
}

// ReadOnly reports whether nothing can be changed.
func (s *Store) ReadOnly() bool { return s.readOnly }

// busyTimeout is how long a program waits for another one's transaction.
const busyTimeout = 5 * time.Second

// openDB opens a database for writing. A rollback journal and full syncing
// keep it whole through a kill, also on the file systems of USB sticks, where
// write-ahead logging fails.
func openDB(path string, wait time.Duration) (*sql.DB, error) {
	return connect(path, url.Values{
		"_pragma": {fmt.Sprintf("busy_timeout(%d)", wait.Milliseconds()), "journal_mode(TRUNCATE)", "synchronous(FULL)", "trusted_schema(0)"},
		"_txlock": {"immediate"},
	})
}

func connect(path string, how url.Values) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}
	if u.Path[0] != '/' {
		u.Path = "/" + u.Path
	}
	u.RawQuery = how.Encode()
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// newestSchema is the version to which migrate leads.
func newestSchema() int {
	files, _ := fs.Glob(schemas, "schema/*.sql") // the pattern is a good one
	return len(files)
}

// version reads the version of the schema of a database that is ours and not
// newer than this program.
func version(ctx context.Context, db interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}) (version int, err error) {
	var id, tables int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, err
	}
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return 0, err
	}
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return 0, err
	}
	switch {
	case id != applicationID && (id != 0 || version != 0 || tables != 0):
		return 0, ErrForeign
	case version < 0 || version == 0 && tables != 0:
		return 0, errors.New("its schema has no version")
	case version > newestSchema():
		return 0, ErrNewer
	}
	return version, nil
}

// migrate brings the schema up to date: schema/N.sql leads to user_version N.
func (s *Store) migrate(ctx context.Context) error {
	newest := newestSchema()
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	version, err := version(ctx, tx)
	if err != nil || version == newest {
		return err
	}
	for v := version + 1; v <= newest; v++ {
		stmt, err := fs.ReadFile(schemas, "schema/"+strconv.Itoa(v)+".sql")
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(stmt)); err != nil {
			return fmt.Errorf("schema %d: %w", v, err)
		}
	}
	for _, p := range []string{fmt.Sprintf("PRAGMA application_id = %d", applicationID), fmt.Sprintf("PRAGMA user_version = %d", newest)} {
		if _, err := tx.ExecContext(ctx, p); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Lost says that packs may be installed in a folder that could not be opened
// because of err: whoever asks must then be told "cannot tell". It returns nil
// where no program ever kept anything.
func Lost(dir string, err error) *pack.Error {
	if err == nil || dir == "" {
		return nil
	}
	if _, statErr := os.Stat(filepath.Join(dir, stateFile)); errors.Is(statErr, fs.ErrNotExist) {
		return nil
	}
	return &pack.Error{Reason: pack.Unreadable, Path: dir, Err: err}
}

// Close closes the folder.
func (s *Store) Close() error { return s.db.Close() }

// Folder returns the data folder's path.
func (s *Store) Folder() string { return s.dir }

// Setting returns a setting, "" if it was never set.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	var v string
	err := s.db.QueryRowContext(ctx, "SELECT value FROM setting WHERE name = ?", name).Scan(&v)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("reading setting %s: %w", name, err)
	}
	return v, nil
}

// SetSetting remembers a setting.
func (s *Store) SetSetting(ctx context.Context, name, value string) error {
	if s.readOnly {
		return ErrReadOnly
	}
	_, err := s.db.ExecContext(ctx, "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
	if err != nil {
		return fmt.Errorf("saving setting %s: %w", name, err)
	}
	return nil
}

// An Installed is an installed pack.
type Installed struct {
	Root          pack.Digest
	ID            string
	Edition       uint64
	Shard, Shards int
	Publisher     string
	Bytes         int64
	Imported      time.Time
	Signer        string // fingerprint of the publisher who signed it, "" if nobody vouches for it
}

// Installed returns the installed packs by id and shard.
func (s *Store) Installed(ctx context.Context) ([]Installed, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT root, id, edition, shard, shards, publisher, bytes, imported, signer FROM pack ORDER BY id, edition, shard")
	if err != nil {
		return nil, fmt.Errorf("reading what is installed: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []Installed
	for rows.Next() {
		var i Installed
		var root, imported string
		if err := rows.Scan(&root, &i.ID, &i.Edition, &i.Shard, &i.Shards, &i.Publisher, &i.Bytes, &imported, &i.Signer); err != nil {
			return nil, fmt.Errorf("reading what is installed: %w", err)
		}
		if err := i.Root.UnmarshalText([]byte(root)); err != nil {
			return nil, fmt.Errorf("reading what is installed: %w", err)
		}
		if i.Imported, err = time.Parse(time.RFC3339, imported); err != nil {
			return nil, fmt.Errorf("reading what is installed: %w", err)
		}
		all = append(all, i)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading what is installed: %w", err)
	}
	return all, nil
}

// An Opened is an installed pack that can be asked, or why it cannot.
type Opened struct {
	Installed
	Pack *pack.Pack  // nil if Err is set
	Err  *pack.Error // names the pack and not its file, which the person never chose
}

// OpenPacks opens the installed packs. Those that cannot be used, or are no
// longer what was installed, say why. The rows come with the packs, so that what
// another program installs in between cannot put one beside the other's.
func (s *Store) OpenPacks(ctx context.Context) ([]Opened, error) {
	installed, err := s.Installed(ctx)
	if err != nil {
		return nil, err
	}
	for {
		opened, err := s.openAll(ctx, installed)
		if err != nil || !slices.ContainsFunc(opened, func(o Opened) bool { return o.Err != nil }) {
			return opened, err
		}
		// Another program may have installed a newer edition in the meantime,
		// and taken the files away that were to be opened.
		now, err := s.Installed(ctx)
		if err == nil && slices.Equal(now, installed) {
			return opened, nil
		}
		closeAll(opened)
		if err != nil {
			return nil, err
		}
		installed = now
	}
}

func (s *Store) openAll(ctx context.Context, installed []Installed) ([]Opened, error) {
	var opened []Opened
	for _, i := range installed {
		p, err := pack.Open(ctx, s.file(i.Root))
		if err == nil && p.Root() != i.Root {
			_ = p.Close() // nothing was asked of it
			err = &pack.Error{Reason: pack.Damaged, Path: s.file(i.Root), Err: errors.New("it is not the pack that was installed")}
		}
		if err == nil {
			opened = append(opened, Opened{Installed: i, Pack: p})
			continue
		}
		pe, ok := errors.AsType[*pack.Error](err)
		if !ok {
			closeAll(opened)
			return nil, err
		}
		opened = append(opened, Opened{Installed: i, Err: &pack.Error{Reason: pe.Reason, Path: i.ID, Err: pe.Err}})
	}
	return opened, nil
}

// closeAll closes packs of which nothing was asked.
func closeAll(opened []Opened) {
	for _, o := range opened {
		if o.Pack != nil {
			_ = o.Pack.Close()
		}
	}
}

func (s *Store) file(root pack.Digest) string {
	return filepath.Join(s.dir, packsFolder, root.String()+pack.Extension)
}
