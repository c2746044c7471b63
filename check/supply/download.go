package supply

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"

	"neem/check/supply/trust"
)

func sha(data []byte) [sha256.Size]byte { return sha256.Sum256(data) }

// partEnding marks a file that is not complete, or not known to be.
const partEnding = ".part"

// A download brings one file of a repository into a folder. The file has its name
// once it is complete, verified and on the disk; before, there is a part of it
// that a later download goes on with.
type download struct {
	from   *Source
	path   string // below the repository
	length int64
	sum    [sha256.Size]byte
	into   *os.Root
	name   string            // below the folder
	report func(there int64) // how many bytes are there; may be nil
	file   *os.File          // the part
	hash   hash.Hash         // of the bytes of the part
	there  int64             // bytes of the part
	old    bool              // some of them are from an earlier time
}

// run downloads what is missing. The part stays after an error that may pass, and
// when ctx ends.
func (d *download) run(ctx context.Context) error {
	if ok, err := d.complete(ctx); ok || err != nil {
		return err
	}
	err := d.fill(ctx)
	if errors.Is(err, trust.ErrDamaged) && d.old {
		// What was there from earlier may have been spoilt, when the power failed.
		d.old = false
		err = d.fill(ctx)
	}
	if err == nil {
		return nil
	}
	if errors.Is(err, trust.ErrDamaged) || errors.Is(err, ErrFull) {
		_ = d.into.Remove(d.name + partEnding) // worth nothing, or in the way
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = trust.ErrMissing
	}
	return err // whoever asks says which file
}

// complete looks whether the file is there already, and removes a false one.
func (d *download) complete(ctx context.Context) (bool, error) {
	f, err := d.into.Open(d.name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading what is there: %w", onDisk(err))
	}
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(&stoppable{ctx, f}, d.length+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return false, fmt.Errorf("reading what is there: %w", err)
	}
	if n == d.length && [sha256.Size]byte(h.Sum(nil)) == d.sum {
		d.tell(n)
		return true, nil
	}
	if err := d.into.Remove(d.name); err != nil {
		return false, fmt.Errorf("removing a damaged file: %w", onDisk(err))
	}
	return false, nil
}

// fill completes the part, verifies it and gives it its name.
func (d *download) fill(ctx context.Context) (err error) {
	flags := os.O_RDWR | os.O_CREATE
	if d.file, err = d.into.OpenFile(d.name+partEnding, flags, 0o600); err != nil {
		return fmt.Errorf("writing: %w", onDisk(err))
	}
	defer func() {
		if d.file != nil {
			err = errors.Join(err, d.file.Close())
		}
	}()
	if err := d.resume(ctx); err != nil {
		return err
	}
	if err := d.from.patience.try(ctx, func() (int64, error) {
		err := d.stream(ctx)
		return d.there, err
	}); err != nil {
		return err
	}
	if [sha256.Size]byte(d.hash.Sum(nil)) != d.sum {
		// Begun anew next time, by whoever tries.
		return errors.Join(trust.ErrDamaged, d.restart())
	}
	err = errors.Join(onDisk(d.file.Sync()), onDisk(d.file.Close()))
	d.file = nil
	if err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	if err := d.into.Rename(d.name+partEnding, d.name); err != nil {
		return fmt.Errorf("writing: %w", onDisk(err))
	}
	return nil
}

// resume reads what is there of the part.
func (d *download) resume(ctx context.Context) error {
	d.hash = sha256.New()
	info, err := d.file.Stat()
	if err != nil {
		return fmt.Errorf("reading what is there: %w", err)
	}
	if info.Size() > d.length {
		return d.restart()
	}
	d.there, err = io.Copy(d.hash, &stoppable{ctx, d.file})
	if err != nil {
		return fmt.Errorf("reading what is there: %w", err)
	}
	d.old = d.there > 0
	d.tell(d.there)
	return nil
}

func (d *download) restart() error {
	d.hash, d.there = sha256.New(), 0
	_, err := d.file.Seek(0, io.SeekStart)
	if err = errors.Join(err, d.file.Truncate(0)); err != nil {
		return fmt.Errorf("writing: %w", onDisk(err))
	}
	d.tell(0)
	return nil
}

// stream copies what the source sends to the end of the part.
func (d *download) stream(ctx context.Context) (err error) {
	if d.there == d.length {
		return nil
	}
	body, at, err := d.from.open(ctx, d.path, d.there, d.length)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }() // only read from
	if at != d.there {
		if err := d.restart(); err != nil {
			return err
		}
		d.old = false
	}
	buf := make([]byte, 64<<10)
	for {
		n, err := body.Read(buf)
		if d.there+int64(n) > d.length {
			return fmt.Errorf("%w: more comes than was signed", trust.ErrDamaged)
		}
		if n > 0 {
			if _, err := d.file.Write(buf[:n]); err != nil {
				return fmt.Errorf("writing: %w", onDisk(err))
			}
			d.hash.Write(buf[:n])
			d.there += int64(n)
			d.tell(d.there)
		}
		switch {
		case d.there == d.length:
			return nil // the hash decides; a server that goes on is not listened to
		case errors.Is(err, io.EOF):
			return passing{ErrCut}
		case err != nil:
			return err
		}
	}
}

func (d *download) tell(there int64) {
	if d.report != nil {
		d.report(there)
	}
}

// onDisk says in words what often is wrong with a folder.
func onDisk(err error) error {
	switch {
	case err == nil:
		return nil
	case isFull(err), errors.Is(err, ErrFull):
		return ErrFull
	case isReadOnly(err), errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w (%w)", ErrReadOnly, reason(err))
	}
	return err
}
