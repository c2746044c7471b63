package supply

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"neem/check/edition"
	"neem/check/pack"
	"neem/check/store"
	"neem/check/supply/manifest"
	"neem/check/supply/trust"
)

// A GuidanceOffer is an edition of the guidance that the project has.
type GuidanceOffer struct {
	Manifest manifest.Guidance // zero if Refused is manifest.ErrNewer
	Held     edition.Imprint   // what is used from the next start on
	Bytes    int64             // what is still to be fetched
	Install  bool              // whether there is anything to do
	Refused  error             // why it is not installed: trust.ErrOlder or manifest.ErrNewer
}

// guidance returns the guidance.json of a repository; nil if it has none.
func guidance(ctx context.Context, repo *trust.Repository, from *Source) (*manifest.Guidance, error) {
	f, ok := repo.Files[manifest.GuidanceTarget]
	if !ok {
		return nil, nil
	}
	data, err := from.signed(ctx, manifest.GuidanceTarget, f, manifest.MaxBytes)
	if err != nil {
		return nil, err
	}
	g, err := manifest.DecodeGuidance(data)
	if err != nil {
		return nil, err
	}
	return &g, nil
}

// offerGuidance holds what the project has against what is used; nil if it has
// none. What only a newer program can read does not keep its packs from people.
//
// Once the project's online key has changed, what came before is no floor but the
// built-in edition: whoever stole the old key could give an edition the highest number
// there is, which nothing could follow.
func (b *Book) offerGuidance(ctx context.Context, p Publisher, repo *trust.Repository, from *Source, held edition.Imprint) (*GuidanceOffer, error) {
	g, err := guidance(ctx, repo, from)
	switch {
	case errors.Is(err, manifest.ErrNewer):
		return &GuidanceOffer{Held: held, Refused: manifest.ErrNewer}, nil
	case err != nil || g == nil:
		return nil, err
	}
	imprint, err := g.Imprint()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", manifest.GuidanceTarget, err)
	}
	o := &GuidanceOffer{Manifest: *g, Held: held}
	floor := held
	if p.anew {
		if floor, err = edition.BuiltInImprint(); err != nil {
			return nil, err
		}
	}
	switch {
	case imprint.Supersedes(floor):
		o.Install = true
		o.Bytes = g.Length - b.staged(p.Fingerprint, stagedGuidance(*g), g.Length)
	case imprint.Number != held.Number || imprint.Date != held.Date:
		o.Refused = trust.ErrOlder
	}
	return o, nil
}

func stagedGuidance(g manifest.Guidance) string { return g.SHA256.String() + ".zip" }

// fetchGuidance gets the edition that a plan names and has it installed.
func (f *fetching) fetchGuidance(ctx context.Context, g manifest.Guidance, anew bool) error {
	name := stagedGuidance(g)
	if err := f.file(ctx, "", g.Path(), name, g.Length, g.SHA256); err != nil {
		return fmt.Errorf("the guidance: %w", err)
	}
	f.progress(Progress{Installing, "", 0, 1})
	path := filepath.Join(f.staging.Name(), name)
	err := isEdition(path, g)
	if err == nil {
		err = f.install.Guidance(ctx, path, anew)
	}
	if errors.Is(err, store.ErrInstalled) { // by another program, in the meantime
		err = nil
	}
	if err == nil || finalGuidance(err) {
		_ = os.Remove(path) // the next fetch removes it otherwise
	}
	if refused, ok := errors.AsType[*edition.Error](err); ok {
		// The staged file's name means nothing to anybody.
		err = &edition.Error{Reason: refused.Reason, Err: refused.Err}
	}
	if err != nil {
		return fmt.Errorf("the guidance, edition %d: %w", g.Edition, onDisk(err))
	}
	f.progress(Progress{Installing, "", 1, 1})
	return nil
}

// isEdition looks whether a file is the edition that the project's list names.
func isEdition(path string, g manifest.Guidance) (err error) {
	want, err := g.Imprint()
	if err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading what was fetched: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	i, err := edition.ImprintOf(file, g.Length)
	if err != nil {
		return err
	}
	if i.Number != want.Number || i.Date != want.Date {
		return &edition.Error{Reason: edition.Damaged, Err: errors.New("it is not the edition that the project's list of files says")}
	}
	return nil
}

// finalGuidance reports whether the same file would be refused again.
func finalGuidance(err error) bool {
	refused, ok := errors.AsType[*edition.Error](err)
	return ok && refused.Reason != edition.Unreadable
}

// A fetching is a fetch under way.
type fetching struct {
	from     *Source
	staging  *os.Root
	install  Install
	progress func(Progress)

	before, total int64 // bytes: of the files that are there, and of all
}

// file brings one file into the staging folder. id names its pack; it is empty for
// the guidance.
func (f *fetching) file(ctx context.Context, id, path, name string, length int64, sum pack.Digest) error {
	d := &download{from: f.from, path: path, length: length, sum: sum, into: f.staging, name: name, report: func(there int64) {
		f.progress(Progress{Fetching, id, f.before + there, f.total})
	}}
	if err := d.run(ctx); err != nil {
		return err
	}
	f.before += length
	return nil
}
