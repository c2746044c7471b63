package supply

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"

	"neem/check/edition"
	"neem/check/pack"
	"neem/check/store"
	"neem/check/supply/manifest"
	"neem/check/supply/trust"
)

// A Shelf is where packs and guidance are installed: a [store.Store], or a library
// that holds one.
type Shelf interface {
	Installed(ctx context.Context) ([]store.Installed, error)
	HeldGuidance() (edition.Imprint, error)
	InstallSet(ctx context.Context, set store.Set, progress func(shard int, done, total uint64)) error
	InstallGuidance(ctx context.Context, path string) error
	ReplaceGuidance(ctx context.Context, path string) error
}

// HoldingsOf says what a plan is held against.
func HoldingsOf(ctx context.Context, shelf Shelf) (have Holdings, err error) {
	if have.Packs, err = shelf.Installed(ctx); err != nil {
		return Holdings{}, err
	}
	if have.Guidance, err = shelf.HeldGuidance(); err != nil {
		return Holdings{}, err
	}
	return have, nil
}

// InstallOn installs what a publisher signed on a shelf.
func InstallOn(shelf Shelf, signer string) Install {
	return Install{
		Pack: func(ctx context.Context, m manifest.Manifest, files []string) error {
			set := store.Set{ID: m.ID, Edition: m.Edition, Signer: signer, Files: files}
			for _, s := range m.Shards {
				set.Roots = append(set.Roots, s.Root)
			}
			return shelf.InstallSet(ctx, set, nil)
		},
		Guidance: func(ctx context.Context, path string, anew bool) error {
			if anew {
				return shelf.ReplaceGuidance(ctx, path)
			}
			return shelf.InstallGuidance(ctx, path)
		},
	}
}

// Signer looks whether a file, wherever it comes from, is one that a publisher
// whom the person knows had signed when they were last looked at. The file is
// hashed and not parsed. progress may be nil.
func (b *Book) Signer(ctx context.Context, path string, progress func(done, total int64)) (sig store.Signature, ok bool, err error) {
	sum, err := hashFile(ctx, path, progress)
	if err != nil {
		return sig, false, err
	}
	known, _, err := b.All(ctx) // whom nothing usable is kept of vouches for nothing
	if err != nil {
		return sig, false, err
	}
	for _, p := range known {
		for _, m := range p.signed() {
			for _, s := range m.Shards {
				if s.SHA256 == sum {
					return store.Signature{SHA256: sum, Signer: p.Fingerprint}, true, nil
				}
			}
		}
	}
	return sig, false, nil
}

// signed returns the manifests that are kept of a publisher, those that the held
// targets name.
func (p Publisher) signed() []manifest.Manifest {
	repo, err := trust.Open(p.held)
	if err != nil {
		return nil
	}
	named := map[[sha256.Size]byte]bool{}
	for _, f := range repo.Files {
		named[f.SHA256] = true
	}
	var all []manifest.Manifest
	for _, data := range p.manifests {
		if m, err := manifest.Decode(data); err == nil && named[sha256.Sum256(data)] {
			all = append(all, m)
		}
	}
	return all
}

func hashFile(ctx context.Context, path string, progress func(done, total int64)) (sum pack.Digest, err error) {
	f, err := os.Open(path)
	if err != nil {
		return sum, fmt.Errorf("reading the file: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return sum, fmt.Errorf("reading the file: %w", err)
	}
	h := sha256.New()
	buf := make([]byte, 256<<10)
	for done := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return sum, err
		}
		n, err := f.Read(buf)
		h.Write(buf[:n])
		done += int64(n)
		if progress != nil {
			progress(done, info.Size())
		}
		switch {
		case err == io.EOF:
			return pack.Digest(h.Sum(nil)), nil
		case err != nil:
			return sum, fmt.Errorf("reading the file: %w", err)
		}
	}
}
