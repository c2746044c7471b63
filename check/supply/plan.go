package supply

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"neem/check/edition"
	"neem/check/pack"
	"neem/check/store"
	"neem/check/supply/manifest"
	"neem/check/supply/trust"
)

// A Plan says what a source has of a publisher's, held against what is installed.
type Plan struct {
	Publisher  Publisher // as of now
	FormerName string    // what the publisher was called before, if that changed
	Offers     []Offer   // by id
	// Guidance is what the project has; nil if it has none, or the publisher is
	// another.
	Guidance *GuidanceOffer
	// ForeignGuidance says that another publisher than the project has guidance. It
	// is not even looked at: whoever could bring it could change whom people call.
	ForeignGuidance bool
	// Withdrawn are the ids of packs that are installed and that the publisher
	// does not name any more. They stay installed.
	Withdrawn []string
}

// An Offer is a pack that a publisher has.
type Offer struct {
	Manifest manifest.Manifest
	Held     uint64           // the edition that is installed from this publisher; 0 if none
	Fetch    []manifest.Shard // what is not installed
	Bytes    int64            // of it, what is still to be fetched
	Install  bool             // whether there is anything to do
	Refused  error            // why it is not installed: trust.ErrOlder or one of package store
}

// Bytes returns how much is still to be fetched.
func (p *Plan) Bytes() int64 {
	var n int64
	for _, o := range p.Offers {
		if o.Install {
			n += o.Bytes
		}
	}
	if p.InstallsGuidance() {
		n += p.Guidance.Bytes
	}
	return n
}

// InstallsGuidance reports whether there is guidance to install.
func (p *Plan) InstallsGuidance() bool { return p.Guidance != nil && p.Guidance.Install }

// Todo returns how much there is to install: packs, and the guidance.
func (p *Plan) Todo() int {
	n := p.Packs()
	if p.InstallsGuidance() {
		n++
	}
	return n
}

// Refused reports whether something is not installed that the publisher has.
func (p *Plan) Refused() bool {
	return p.Guidance != nil && p.Guidance.Refused != nil ||
		slices.ContainsFunc(p.Offers, func(o Offer) bool { return o.Refused != nil })
}

// Packs returns how many packs there are to install.
func (p *Plan) Packs() int {
	n := 0
	for _, o := range p.Offers {
		if o.Install {
			n++
		}
	}
	return n
}

// Holdings are what a plan is held against.
type Holdings struct {
	Packs    []store.Installed
	Guidance edition.Imprint // the edition that is used from the next start on
}

// Plan looks what a source has of a publisher's. What is verified is kept as the
// newest, so that nothing older is taken from then on; nothing else changes. A
// source that is older than what is held is [trust.ErrOlder].
func (b *Book) Plan(ctx context.Context, fp string, from *Source, have Holdings) (*Plan, error) {
	release, err := b.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	known, err := b.Publisher(fp)
	if err != nil {
		return nil, err
	}
	repo, err := trust.Update(ctx, known.held, from.Get)
	if err != nil {
		return nil, err
	}
	now := known
	now.held, now.Version, now.Promised = repo.Held, repo.Version, repo.Promised
	if now.Name, err = publisherName(ctx, repo, from); err != nil {
		return nil, err
	}
	manifests, raw, err := manifests(ctx, repo, from)
	if err != nil {
		return nil, err
	}
	now.manifests, now.From = raw, from.String()
	now.anew = known.Project && (known.anew || repo.Anew)
	plan := &Plan{}
	if known.Project {
		if plan.Guidance, err = b.offerGuidance(ctx, now, repo, from, have.Guidance); err != nil {
			return nil, err
		}
	} else {
		_, plan.ForeignGuidance = repo.Files[manifest.GuidanceTarget]
	}
	newest := func(day string) {
		if day, err := time.Parse(time.DateOnly, day); err == nil && day.After(now.Newest) {
			now.Newest = day
		}
	}
	if plan.Guidance != nil {
		newest(plan.Guidance.Manifest.Date)
	}
	offered := map[string]bool{}
	for _, m := range manifests {
		newest(m.Published)
		offered[m.ID] = true
		o := offer(m, known.Fingerprint, have.Packs)
		for _, s := range o.Fetch {
			o.Bytes += s.Length - b.staged(known.Fingerprint, stagedName(s), s.Length)
		}
		plan.Offers = append(plan.Offers, o)
	}
	for _, i := range have.Packs {
		if i.Signer == known.Fingerprint && !offered[i.ID] && !slices.Contains(plan.Withdrawn, i.ID) {
			plan.Withdrawn = append(plan.Withdrawn, i.ID)
		}
	}
	if known.Name != now.Name && known.Version > 0 {
		plan.FormerName = known.Name
	}
	plan.Publisher = now
	return plan, b.save(now)
}

// manifests gets all manifests of a repository, by id, also as they were signed.
func manifests(ctx context.Context, repo *trust.Repository, from *Source) (all []manifest.Manifest, raw [][]byte, err error) {
	for _, target := range slices.Sorted(maps.Keys(repo.Files)) {
		if !manifest.IsTarget(target) {
			continue
		}
		data, err := from.signed(ctx, target, repo.Files[target], manifest.MaxBytes)
		if err != nil {
			return nil, nil, err
		}
		m, err := manifest.Decode(data)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", target, err)
		}
		if m.Target() != target {
			return nil, nil, fmt.Errorf("%s: %w: it is of another pack", target, trust.ErrDamaged)
		}
		all, raw = append(all, m), append(raw, data)
	}
	return all, raw, nil
}

// offer holds a manifest against what is installed.
func offer(m manifest.Manifest, signer string, installed []store.Installed) Offer {
	o := Offer{Manifest: m}
	have := map[pack.Digest]bool{}
	mine := 0
	for _, i := range installed {
		if i.ID != m.ID {
			continue
		}
		have[i.Root] = true
		wanted := slices.ContainsFunc(m.Shards, func(s manifest.Shard) bool { return s.Root == i.Root })
		switch {
		case i.Signer != "" && i.Signer != signer:
			o.Refused = store.ErrSigned
		case i.Signer != signer:
			o.Install = true // nobody vouched for it
		case i.Edition > m.Edition:
			o.Held, o.Refused = i.Edition, trust.ErrOlder
		case i.Edition == m.Edition && !wanted:
			o.Held, o.Refused = i.Edition, store.ErrOther
		default:
			o.Held = i.Edition
			if wanted {
				mine++
			}
		}
	}
	for _, s := range m.Shards {
		if !have[s.Root] {
			o.Fetch = append(o.Fetch, s)
		}
	}
	o.Install = o.Refused == nil && (o.Install || mine < len(m.Shards) || o.Held != m.Edition)
	return o
}

// staged returns how many bytes of a file are there from an earlier time.
func (b *Book) staged(fp, name string, length int64) int64 {
	base := filepath.Join(b.folder(fp), stagingFolder, name)
	if info, err := os.Stat(base); err == nil && info.Size() == length {
		return length
	}
	if info, err := os.Stat(base + partEnding); err == nil && info.Size() <= length {
		return info.Size()
	}
	return 0
}

func stagedName(s manifest.Shard) string { return s.SHA256.String() + pack.Extension }

// A Step is what a fetch is doing.
type Step int

// The steps.
const (
	Fetching   Step = iota // in bytes, of all that is to be fetched
	Installing             // the shard of a pack that is being read, of how many
)

// Progress says how far a fetch is.
type Progress struct {
	Step        Step
	Pack        string // its id; "" for the guidance
	Done, Total int64
}

// An Install installs what was fetched, each all of it or nothing.
type Install struct {
	// Pack installs a pack. files are where the shards of the manifest lie, in its
	// order; "" is one that is installed already. It moves them away, having read
	// each whole (see [store.Store.InstallSet]).
	Pack func(ctx context.Context, m manifest.Manifest, files []string) error
	// Guidance copies an edition of the guidance, having read it whole (see
	// [store.Store.InstallGuidance]); anew if the one that is installed need not be
	// older (see [store.Store.ReplaceGuidance]).
	Guidance func(ctx context.Context, path string, anew bool) error
}

// Fetch gets what a plan names and installs it: the guidance, then pack after pack.
// After an error, and when ctx ends, each is as before or as the plan has it, and
// what was fetched stays for the next time. Guidance that this program cannot use
// does not keep the packs away. progress may be nil.
func (b *Book) Fetch(ctx context.Context, plan *Plan, from *Source, install Install, progress func(Progress)) (err error) {
	release, err := b.lock(ctx)
	if err != nil {
		return err
	}
	defer release()
	if progress == nil {
		progress = func(Progress) {}
	}
	fp := plan.Publisher.Fingerprint
	known, err := b.Publisher(fp)
	if err != nil {
		return err // forgotten in the meantime
	}
	staging, err := b.openStaging(fp, plan)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, staging.Close(), b.removeEmpty(fp)) }()
	f := &fetching{from: from, staging: staging, install: install, progress: progress}
	for _, o := range plan.Offers {
		if o.Install {
			f.total += sizeOf(o.Fetch)
		}
	}
	var refused error
	if plan.InstallsGuidance() && known.Project {
		f.total += plan.Guidance.Manifest.Length
		refused = f.fetchGuidance(ctx, plan.Guidance.Manifest, known.anew)
		if refused != nil && !finalGuidance(refused) {
			return refused
		}
		if refused == nil && known.anew {
			known.anew = false
			if err := b.save(known); err != nil {
				return err
			}
		}
	}
	for _, o := range plan.Offers {
		if !o.Install {
			continue
		}
		files := map[pack.Digest]string{}
		for _, s := range o.Fetch {
			if err := f.file(ctx, o.Manifest.ID, s.Path(), stagedName(s), s.Length, s.SHA256); err != nil {
				return errors.Join(refused, fmt.Errorf("%s, file %d of %d: %w", o.Manifest.ID, s.Shard, len(o.Manifest.Shards), err))
			}
			files[s.Root] = filepath.Join(staging.Name(), stagedName(s))
		}
		if err := f.handOver(ctx, o.Manifest, files); err != nil {
			return errors.Join(refused, fmt.Errorf("%s: %w", o.Manifest.ID, err))
		}
	}
	return refused
}

func sizeOf(shards []manifest.Shard) int64 { return manifest.Manifest{Shards: shards}.Bytes() }

// handOver looks whether files are the shards that a manifest names, and has them
// installed.
func (f *fetching) handOver(ctx context.Context, m manifest.Manifest, files map[pack.Digest]string) error {
	paths := make([]string, len(m.Shards))
	for i, s := range m.Shards {
		f.progress(Progress{Installing, m.ID, int64(i), int64(len(m.Shards))})
		path, ok := files[s.Root]
		if !ok {
			continue // installed already
		}
		p, err := pack.Open(ctx, path)
		if err != nil {
			return named(err, m, s)
		}
		h, root := p.Header(), p.Root()
		if err := p.Close(); err != nil {
			return fmt.Errorf("closing shard %d: %w", s.Shard, err)
		}
		if root != s.Root || h.ID != m.ID || h.Edition != m.Edition || h.Shard != s.Shard || h.Shards != len(m.Shards) {
			return named(&pack.Error{Reason: pack.Damaged, Path: path, Err: errors.New("it is not what the publisher's list of files says")}, m, s)
		}
		paths[i] = path
	}
	err := f.install.Pack(ctx, m, paths)
	if final(err) { // what was fetched is of no use to anybody
		for _, path := range files {
			_ = os.Remove(path) // the next fetch removes it otherwise
		}
	}
	if err != nil && !errors.Is(err, store.ErrInstalled) { // by another program, in the meantime
		return onDisk(err)
	}
	f.progress(Progress{Installing, m.ID, int64(len(m.Shards)), int64(len(m.Shards))})
	return nil
}

// final reports whether the same files would be refused again.
func final(err error) bool {
	_, unusable := errors.AsType[*pack.Error](err)
	return unusable || errors.Is(err, store.ErrInstalled) || errors.Is(err, store.ErrOlder) ||
		errors.Is(err, store.ErrOther) || errors.Is(err, store.ErrSigned)
}

// named says which shard of a pack an error is about, instead of a path that says
// nothing to anybody.
func named(err error, m manifest.Manifest, s manifest.Shard) error {
	if pe, ok := errors.AsType[*pack.Error](err); ok {
		return &pack.Error{Reason: pe.Reason, Path: fmt.Sprintf("file %d of %d", s.Shard, len(m.Shards)), Err: pe.Err}
	}
	return err
}

// openStaging makes the folder for what is being fetched, and removes what the
// plan does not need.
func (b *Book) openStaging(fp string, plan *Plan) (*os.Root, error) {
	dir := filepath.Join(b.folder(fp), stagingFolder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making room for what is fetched: %w", onDisk(err))
	}
	wanted := map[string]bool{}
	if plan.InstallsGuidance() {
		name := stagedGuidance(plan.Guidance.Manifest)
		wanted[name], wanted[name+partEnding] = true, true
	}
	for _, o := range plan.Offers {
		if o.Install {
			for _, s := range o.Fetch {
				wanted[stagedName(s)], wanted[stagedName(s)+partEnding] = true, true
			}
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("reading what was fetched: %w", err)
	}
	for _, e := range entries {
		if !wanted[e.Name()] {
			if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
				return nil, fmt.Errorf("removing what nobody needs any more: %w", onDisk(err))
			}
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the folder of what is fetched: %w", err)
	}
	return root, nil
}

// removeEmpty removes the folder of what is being fetched once nothing is in it.
func (b *Book) removeEmpty(fp string) error {
	dir := filepath.Join(b.folder(fp), stagingFolder)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) > 0 {
		return err
	}
	return os.Remove(dir)
}
