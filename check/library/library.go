// Package library keeps the packs at hand: the starter pack that is built in,
// and those that are installed in a store. Both programs ask through it.
package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"time"

	"neem/check"
	"neem/check/detail"
	"neem/check/edition"
	"neem/check/pack"
	"neem/check/store"
)

// A Library is the packs at hand. It is safe for concurrent use.
type Library struct {
	starter     fs.FS
	starterName string
	store       *store.Store // nil: nothing can be installed
	lost        *pack.Error  // why what is installed cannot be asked, or nil
	beside      []string     // files of packs that are used without being installed

	mu      sync.RWMutex
	checker *check.Checker
	entries []Entry
}

// An Entry is one pack of the library.
type Entry struct {
	BuiltIn  bool
	Beside   bool        // a file beside the program, used where it lies
	Root     pack.Digest // names it to Remove
	ID       string
	Bytes    int64
	Imported time.Time   // zero if built in
	Signer   string      // fingerprint of the publisher who signed it, "" if nobody vouches for it
	Header   pack.Header // zero if Err is set
	Err      *pack.Error // why it cannot be used, or nil
}

// Open opens the starter pack, which is the file name in starter, and what is
// installed in st. Where there is no store because its folder could not be
// opened, st is nil and lost says why what is installed there cannot be asked;
// it is nil if nothing was ever installed (see [store.Lost]). beside are files of
// packs that lie beside a program that can install nothing: they are recounted and
// then used as they lie there, as nobody's, unless a pack of the same name is
// installed; of several editions the newest is.
func Open(ctx context.Context, starter fs.FS, name string, st *store.Store, lost *pack.Error, beside ...string) (*Library, error) {
	l := &Library{starter: starter, starterName: name, store: st, lost: lost, beside: beside}
	if err := l.reload(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

// reload opens everything afresh. The caller holds no lock.
func (l *Library) reload(ctx context.Context) error {
	var packs []*pack.Pack
	var broken []*pack.Error
	var entries []Entry
	p, err := pack.OpenFS(ctx, l.starter, l.starterName)
	if err != nil {
		pe, ok := errors.AsType[*pack.Error](err)
		if !ok {
			return fmt.Errorf("opening the starter pack: %w", err)
		}
		broken = append(broken, pe)
		entries = append(entries, Entry{BuiltIn: true, ID: l.starterName, Err: pe})
	} else {
		packs = append(packs, p)
		entries = append(entries, Entry{BuiltIn: true, Root: p.Root(), ID: p.Header().ID, Bytes: p.Size(), Header: p.Header()})
	}
	if l.lost != nil {
		broken = append(broken, l.lost)
	}
	if l.store != nil {
		opened, failed, more, err := l.openInstalled(ctx)
		if err != nil {
			for _, p := range packs {
				_ = p.Close()
			}
			return err
		}
		packs, broken, entries = append(packs, opened...), append(broken, failed...), append(entries, more...)
	}
	if err := l.openBeside(ctx, &packs, &broken, &entries); err != nil {
		for _, p := range packs {
			_ = p.Close()
		}
		return err
	}
	checker := check.New(packs, broken)
	l.mu.Lock()
	old := l.checker
	l.checker, l.entries = checker, entries
	l.mu.Unlock()
	if old != nil {
		return old.Close()
	}
	return nil
}

// openBeside adds the packs that lie beside the program to those that are open.
func (l *Library) openBeside(ctx context.Context, packs *[]*pack.Pack, broken *[]*pack.Error, entries *[]Entry) error {
	taken, newest := map[string]bool{}, map[string]uint64{}
	for _, e := range *entries {
		taken[e.ID] = true
	}
	var found []*pack.Pack
	for _, path := range l.beside {
		p, err := openWhole(ctx, path)
		if pe, ok := errors.AsType[*pack.Error](err); ok {
			named := &pack.Error{Reason: pe.Reason, Path: filepath.Base(path), Err: pe.Err}
			*broken = append(*broken, named)
			*entries = append(*entries, Entry{Beside: true, ID: named.Path, Err: named})
			continue
		}
		if err != nil {
			for _, p := range found {
				_ = p.Close()
			}
			return fmt.Errorf("opening the packs beside the program: %w", err)
		}
		found = append(found, p)
		newest[p.Header().ID] = max(newest[p.Header().ID], p.Header().Edition)
	}
	used := map[pack.Digest]bool{}
	for _, p := range found {
		h := p.Header()
		if taken[h.ID] || h.Edition < newest[h.ID] || used[p.Root()] {
			_ = p.Close() // nothing was asked of it
			continue
		}
		used[p.Root()] = true
		*packs = append(*packs, p)
		*entries = append(*entries, Entry{Beside: true, Root: p.Root(), ID: h.ID, Bytes: p.Size(), Header: h})
	}
	return nil
}

// openWhole opens a pack that was never imported, and recounts it.
func openWhole(ctx context.Context, path string) (*pack.Pack, error) {
	p, err := pack.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := p.Verify(ctx, nil); err != nil {
		_ = p.Close() // it is not used
		return nil, err
	}
	return p, nil
}

func (l *Library) openInstalled(ctx context.Context) (packs []*pack.Pack, broken []*pack.Error, entries []Entry, err error) {
	opened, err := l.store.OpenPacks(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, o := range opened {
		e := Entry{Root: o.Root, ID: o.ID, Bytes: o.Bytes, Imported: o.Imported, Signer: o.Signer, Err: o.Err}
		if o.Err != nil {
			broken = append(broken, o.Err)
		} else {
			e.Header = o.Pack.Header()
			packs = append(packs, o.Pack)
		}
		entries = append(entries, e)
	}
	return packs, broken, entries, nil
}

// Close closes all packs, but not the store.
func (l *Library) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.checker.Close()
}

// Entries lists the packs, the starter first.
func (l *Library) Entries() []Entry {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.entries
}

// Kinds returns the kinds of detail that the packs can use.
func (l *Library) Kinds() []detail.Kind {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.checker.Kinds()
}

// Check asks the packs; see [check.Checker.Check].
func (l *Library) Check(ctx context.Context, q check.Query) ([]check.Result, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.checker.Check(ctx, q)
}

// CheckAll asks the packs many questions; see [check.Checker.CheckAll].
func (l *Library) CheckAll(ctx context.Context, queries []check.Query) ([][]check.Result, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.checker.CheckAll(ctx, queries)
}

// ErrNoStore is returned when nothing can be installed because the data
// folder could not be opened.
var ErrNoStore = errors.New("the data folder cannot be used")

// Import installs a pack; see [store.Store.Import].
func (l *Library) Import(ctx context.Context, path string, progress func(stage store.Stage, done, total int64)) (store.Installed, error) {
	if l.store == nil {
		return store.Installed{}, ErrNoStore
	}
	if err := l.refuseStarter(ctx, path); err != nil {
		return store.Installed{}, err
	}
	got, err := l.store.Import(ctx, path, progress)
	if err != nil {
		return store.Installed{}, err
	}
	// The pack is installed; giving up now would only hide it.
	return got, l.reload(context.WithoutCancel(ctx))
}

// ImportSigned installs a file that a publisher signed; see
// [store.Store.ImportSigned].
func (l *Library) ImportSigned(ctx context.Context, path string, sig store.Signature, progress func(stage store.Stage, done, total int64)) (store.Installed, error) {
	if l.store == nil {
		return store.Installed{}, ErrNoStore
	}
	if err := l.refuseStarter(ctx, path); err != nil {
		return store.Installed{}, err
	}
	got, err := l.store.ImportSigned(ctx, path, sig, progress)
	if err != nil {
		return store.Installed{}, err
	}
	// The pack is installed; giving up now would only hide it.
	return got, l.reload(context.WithoutCancel(ctx))
}

// refuseStarter keeps out packs that call themselves what the built-in one is
// called: its words on screen would vouch for them.
func (l *Library) refuseStarter(ctx context.Context, path string) error {
	p, err := pack.Open(ctx, path)
	if err != nil {
		return err
	}
	id := p.Header().ID
	if err := p.Close(); err != nil {
		return fmt.Errorf("closing the pack: %w", err)
	}
	for _, e := range l.Entries() {
		if e.BuiltIn && e.ID == id {
			return store.ErrOther
		}
	}
	return nil
}

// Installed lists what is installed.
func (l *Library) Installed(ctx context.Context) ([]store.Installed, error) {
	if l.store == nil {
		return nil, ErrNoStore
	}
	return l.store.Installed(ctx)
}

// InstallSet installs all shards of a pack that a publisher signed; see
// [store.Store.InstallSet].
func (l *Library) InstallSet(ctx context.Context, set store.Set, progress func(shard int, done, total uint64)) error {
	if l.store == nil {
		return ErrNoStore
	}
	for _, e := range l.Entries() {
		if e.BuiltIn && e.ID == set.ID {
			return store.ErrOther // the words for the built-in one would vouch for it
		}
	}
	if err := l.store.InstallSet(ctx, set, progress); err != nil {
		return err
	}
	return l.reload(context.WithoutCancel(ctx))
}

// HeldGuidance says which edition of the guidance is used from the next start on.
func (l *Library) HeldGuidance() (edition.Imprint, error) {
	if l.store == nil {
		return edition.Imprint{}, ErrNoStore
	}
	return l.store.HeldGuidance()
}

// InstallGuidance installs an edition of the guidance; see
// [store.Store.InstallGuidance].
func (l *Library) InstallGuidance(ctx context.Context, path string) error {
	if l.store == nil {
		return ErrNoStore
	}
	return l.store.InstallGuidance(ctx, path)
}

// ReplaceGuidance installs an edition of the guidance over any other; see
// [store.Store.ReplaceGuidance].
func (l *Library) ReplaceGuidance(ctx context.Context, path string) error {
	if l.store == nil {
		return ErrNoStore
	}
	return l.store.ReplaceGuidance(ctx, path)
}

// Remove uninstalls a pack.
func (l *Library) Remove(ctx context.Context, root pack.Digest) error {
	if l.store == nil {
		return ErrNoStore
	}
	if err := l.store.Remove(ctx, root); err != nil {
		return err
	}
	return l.reload(ctx)
}
