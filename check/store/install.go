package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"neem/check/lock"
	"neem/check/pack"
)

const (
	packsFolder = "packs"
	incoming    = ".incoming-"
)

// Refusals of an import.
var (
	// ErrInstalled: exactly this pack is installed already.
	ErrInstalled = errors.New("this pack is installed already")
	// ErrOlder: a newer edition is installed.
	ErrOlder = errors.New("a newer edition of this pack is installed")
	// ErrOther: another file that calls itself the same edition is installed.
	ErrOther = errors.New("another file with the same name and edition is installed; one of the two is not the publisher's")
	// ErrSigned: the pack that is installed comes from a publisher that signs,
	// and this file does not come from them.
	ErrSigned = errors.New("this pack is installed from a publisher that the person trusts, and what is offered does not come from them")
	// ErrFull: there is no room for what would be written.
	ErrFull = errors.New("there is no room left on the disk")
	// ErrBusy: another program, or another part of this one, is importing.
	ErrBusy = errors.New("another import is under way")
)

// Stage is a step of an import.
type Stage int

// The stages.
const (
	Copying Stage = iota
	Verifying
)

// Import copies a pack into the data folder, reads it whole, and installs it;
// an older edition of the same pack is replaced. progress, which may be nil,
// is told how much of a stage is done. After an error, or when ctx ends,
// everything is as before. The error is an [*pack.Error], wraps one of the
// refusals above, or is the system's.
func (s *Store) Import(ctx context.Context, path string, progress func(stage Stage, done, total int64)) (Installed, error) {
	return s.importFile(ctx, path, nil, progress)
}

// A Signature says that a publisher signed a file.
type Signature struct {
	SHA256 pack.Digest // of the file
	Signer string      // the publisher's fingerprint
}

// ImportSigned is like [Store.Import], for a file that a publisher signed: it is
// installed as theirs, and refused as damaged if it is not that file to the byte.
func (s *Store) ImportSigned(ctx context.Context, path string, sig Signature, progress func(stage Stage, done, total int64)) (Installed, error) {
	return s.importFile(ctx, path, &sig, progress)
}

func (s *Store) importFile(ctx context.Context, path string, sig *Signature, progress func(stage Stage, done, total int64)) (Installed, error) {
	if progress == nil {
		progress = func(Stage, int64, int64) {}
	}
	// A first look costs little and names the file that the person chose.
	p, err := pack.Open(ctx, path)
	if err != nil {
		return Installed{}, err
	}
	chosen := describe(p)
	if sig != nil {
		chosen.Signer = sig.Signer
	}
	if err := p.Close(); err != nil {
		return Installed{}, fmt.Errorf("closing the pack: %w", err)
	}
	if _, err := s.replaced(ctx, chosen); err != nil {
		return Installed{}, err
	}
	unlock, err := s.lockImports(ctx, busyTimeout)
	if err != nil {
		return Installed{}, err
	}
	defer unlock()
	temp, sum, err := s.copyIn(ctx, path, packsFolder, func(done, total int64) { progress(Copying, done, total) })
	if err != nil {
		return Installed{}, err
	}
	defer func() { _ = os.Remove(temp) }() // gone already when all went well
	if sig != nil && sum != sig.SHA256 {
		return Installed{}, &pack.Error{Reason: pack.Damaged, Path: path, Err: errors.New("it is not the file that the publisher signed")}
	}
	got, err := verified(ctx, path, temp, func(done, total uint64) { progress(Verifying, int64(done), int64(total)) })
	if err != nil {
		return Installed{}, err
	}
	got.Signer = chosen.Signer
	got.Imported = time.Now().UTC().Truncate(time.Second)
	old, err := s.replaced(ctx, got)
	if err != nil {
		return Installed{}, err
	}
	if err := os.Rename(temp, s.file(got.Root)); err != nil {
		return Installed{}, fmt.Errorf("installing the pack: %w", err)
	}
	if err := s.record(ctx, []Installed{got}, old); err != nil {
		return Installed{}, errors.Join(err, os.Remove(s.file(got.Root)))
	}
	for _, o := range old {
		_ = os.Remove(s.file(o.Root)) // the next start removes it otherwise
	}
	return got, nil
}

func describe(p *pack.Pack) Installed {
	h := p.Header()
	return Installed{
		Root: p.Root(), ID: h.ID, Edition: h.Edition, Shard: h.Shard, Shards: h.Shards,
		Publisher: h.Publisher, Bytes: p.Size(),
	}
}

// replaced returns the installed packs that a new one takes the place of.
func (s *Store) replaced(ctx context.Context, fresh Installed) ([]Installed, error) {
	installed, err := s.Installed(ctx)
	if err != nil {
		return nil, err
	}
	var old []Installed
	for _, i := range installed {
		switch {
		case i.Root == fresh.Root:
			return nil, ErrInstalled
		case i.ID != fresh.ID:
		case i.Signer != "" && i.Signer != fresh.Signer:
			return nil, ErrSigned
		case i.Signer != fresh.Signer:
			old = append(old, i) // nobody vouched for it, whatever edition it claims
		case i.Edition > fresh.Edition:
			return nil, ErrOlder
		case i.Edition < fresh.Edition:
			old = append(old, i)
		case i.Shards != fresh.Shards || i.Shard == fresh.Shard:
			return nil, ErrOther
		}
	}
	return old, nil
}

// copyIn copies a file into one of the folders, under a name that a later start
// recognises as left over, and returns its SHA-256.
func (s *Store) copyIn(ctx context.Context, path, folder string, progress func(done, total int64)) (temp string, sum pack.Digest, err error) {
	in, err := os.Open(path)
	if err != nil {
		return "", sum, fmt.Errorf("reading the file: %w", err)
	}
	defer func() { _ = in.Close() }()
	info, err := in.Stat()
	if err != nil {
		return "", sum, fmt.Errorf("reading the file: %w", err)
	}
	out, err := os.CreateTemp(filepath.Join(s.dir, folder), incoming+"*")
	if err != nil {
		return "", sum, fmt.Errorf("copying the file: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(out.Name())
		}
	}()
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, hash), &meteredReader{ctx: ctx, r: in, total: info.Size(), report: progress})
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return "", sum, fmt.Errorf("copying the file: %w", err)
	}
	return out.Name(), pack.Digest(hash.Sum(nil)), nil
}

type meteredReader struct {
	ctx         context.Context
	r           io.Reader
	done, total int64
	report      func(done, total int64)
}

func (m *meteredReader) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(b)
	m.done += int64(n)
	m.report(m.done, m.total)
	return n, err
}

// verified reads the copy whole. Errors name the file that was chosen.
func verified(ctx context.Context, chosen, temp string, progress func(done, total uint64)) (Installed, error) {
	named := func(err error) error {
		if pe, ok := errors.AsType[*pack.Error](err); ok {
			return &pack.Error{Reason: pe.Reason, Path: chosen, Err: pe.Err}
		}
		return err
	}
	p, err := pack.Open(ctx, temp)
	if err != nil {
		return Installed{}, named(err)
	}
	err = p.Verify(ctx, progress)
	got := describe(p)
	if err = errors.Join(err, p.Close()); err != nil {
		return Installed{}, named(err)
	}
	return got, nil
}

// record puts rows for fresh in the place of those for old, in one step.
func (s *Store) record(ctx context.Context, fresh, old []Installed) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("installing the pack: %w", onDisk(err))
	}
	defer func() { _ = tx.Rollback() }()
	for _, o := range old {
		if _, err := tx.ExecContext(ctx, "DELETE FROM pack WHERE root = ?", o.Root.String()); err != nil {
			return fmt.Errorf("installing the pack: %w", onDisk(err))
		}
	}
	for _, f := range fresh {
		_, err := tx.ExecContext(ctx, `INSERT INTO pack (root, id, edition, shard, shards, publisher, bytes, imported, signer)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, f.Root.String(), f.ID, int64(f.Edition), f.Shard, f.Shards, f.Publisher,
			f.Bytes, f.Imported.Format(time.RFC3339), f.Signer)
		if err != nil {
			return fmt.Errorf("installing the pack: %w", onDisk(err))
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("installing the pack: %w", onDisk(err))
	}
	return nil
}

// Remove uninstalls a pack. Removing one that is not installed is no error.
func (s *Store) Remove(ctx context.Context, root pack.Digest) error {
	if s.readOnly {
		return ErrReadOnly
	}
	if _, err := s.db.ExecContext(ctx, "DELETE FROM pack WHERE root = ?", root.String()); err != nil {
		return fmt.Errorf("removing the pack: %w", err)
	}
	if err := os.Remove(s.file(root)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the pack's file: %w", err)
	}
	return nil
}

// lockImports keeps imports of several programs apart, and the cleaning of a
// start from an import that is under way.
func (s *Store) lockImports(ctx context.Context, wait time.Duration) (unlock func(), err error) {
	if s.readOnly {
		return nil, ErrReadOnly
	}
	unlock, err = lock.Acquire(ctx, filepath.Join(s.dir, packsFolder, ".lock"), wait)
	if errors.Is(err, lock.ErrBusy) {
		return nil, ErrBusy
	}
	if err != nil {
		return nil, fmt.Errorf("importing: %w", err)
	}
	return unlock, nil
}

// clean removes what an interrupted import left: incoming files, and files
// that no row names. While another program imports, it does nothing.
func (s *Store) clean(ctx context.Context) error {
	var left []string // paths in the data folder
	for _, folder := range []string{packsFolder, guidanceFolder} {
		entries, err := os.ReadDir(filepath.Join(s.dir, folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("cleaning the data folder: %w", err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), incoming) || folder == packsFolder && strings.HasSuffix(e.Name(), pack.Extension) {
				left = append(left, filepath.Join(folder, e.Name()))
			}
		}
	}
	if len(left) == 0 {
		return nil
	}
	unlock, err := s.lockImports(ctx, 0) // a start does not wait
	if err != nil {
		return nil // another program is at it
	}
	defer unlock()
	for _, name := range left {
		if root, ok := strings.CutSuffix(filepath.Base(name), pack.Extension); ok {
			var one int
			err := s.db.QueryRowContext(ctx, "SELECT 1 FROM pack WHERE root = ?", root).Scan(&one)
			if !errors.Is(err, sql.ErrNoRows) {
				continue
			}
		}
		_ = os.RemoveAll(filepath.Join(s.dir, name)) // tried again at the next start
	}
	return nil
}
