package repository

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"neem/check/pack"
	"neem/check/supply/manifest"
)

// A Kind is what happens to a pack.
type Kind string

// The kinds.
const (
	Added     Kind = "added"
	Replaced  Kind = "replaced"
	Unchanged Kind = "unchanged" // named, and published already
	Kept      Kind = "kept"      // published, and not named
	Withdrawn Kind = "withdrawn"
)

// A Step is what happens to one pack.
type Step struct {
	ID       string
	Kind     Kind
	Old, New uint64 // editions; 0 for none
	Files    int    // of the new edition, or of the one that stays
	Bytes    int64  // the same
}

// A Plan is what publishing would change.
type Plan struct {
	Name    string // of the publisher, afterwards
	OldName string // empty if it stays
	Steps   []Step // by id
	// Guidance is what happens to the guidance, without an id; nil if there is none.
	Guidance *Step

	packs         []Pack // to be written
	kept          []manifest.Manifest
	freshGuidance *Guidance // to be written, or nil
	keptGuidance  *manifest.Guidance
}

// Changes is what is asked of a plan.
type Changes struct {
	Packs    []Pack
	Guidance *Guidance // nil to keep the one that is published
	Withdraw []string  // ids of published packs
	Name     string    // of the publisher; empty to keep it, or to take the first pack's
}

// NewPlan says what publishing would change, and refuses what must not be published
// beside what the state holds.
func NewPlan(s *State, c Changes) (Plan, error) {
	p := Plan{Name: c.Name}
	switch {
	case s.Exists() && (p.Name == "" || p.Name == s.Publisher.Name):
		p.Name = s.Publisher.Name
	case s.Exists():
		p.OldName = s.Publisher.Name
	case p.Name == "" && len(c.Packs) > 0:
		p.Name = c.Packs[0].Publisher
	}
	if err := (manifest.Publisher{Format: manifest.Format, Name: p.Name}).Validate(); err != nil {
		return Plan{}, err
	}
	for _, fresh := range c.Packs {
		step := Step{ID: fresh.ID, Kind: Added, New: fresh.Edition, Files: len(fresh.files), Bytes: fresh.Bytes}
		if slices.Contains(c.Withdraw, fresh.ID) {
			return Plan{}, fmt.Errorf("%s is to be published and to be withdrawn; say one of the two", fresh.ID)
		}
		if i := slices.IndexFunc(s.Packs, func(m manifest.Manifest) bool { return m.ID == fresh.ID }); i >= 0 {
			old := s.Packs[i]
			step.Kind, step.Old = Replaced, old.Edition
			switch {
			case fresh.is(old):
				step.Kind = Unchanged
				p.kept = append(p.kept, old)
			case fresh.Edition == old.Edition:
				return Plan{}, fmt.Errorf("%s: edition %d is published already, with other content; give the new one a higher edition in its spec and build it again", fresh.ID, old.Edition)
			case fresh.Edition < old.Edition:
				return Plan{}, fmt.Errorf("%s: edition %d is older than edition %d, which is published; people's programs would refuse it", fresh.ID, fresh.Edition, old.Edition)
			}
		}
		if step.Kind != Unchanged {
			p.packs = append(p.packs, fresh)
		}
		p.Steps = append(p.Steps, step)
	}
	for _, id := range c.Withdraw {
		if !slices.ContainsFunc(s.Packs, func(m manifest.Manifest) bool { return m.ID == id }) {
			return Plan{}, fmt.Errorf("%s is to be withdrawn, and is not published", id)
		}
	}
	for _, old := range s.Packs {
		switch {
		case slices.ContainsFunc(c.Packs, func(p Pack) bool { return p.ID == old.ID }):
		case slices.Contains(c.Withdraw, old.ID):
			p.Steps = append(p.Steps, Step{ID: old.ID, Kind: Withdrawn, Old: old.Edition, Files: len(old.Shards), Bytes: old.Bytes()})
		default:
			p.Steps = append(p.Steps, Step{ID: old.ID, Kind: Kept, Old: old.Edition, New: old.Edition, Files: len(old.Shards), Bytes: old.Bytes()})
			p.kept = append(p.kept, old)
		}
	}
	slices.SortFunc(p.Steps, func(a, b Step) int { return strings.Compare(a.ID, b.ID) })
	if err := p.guidance(s, c.Guidance); err != nil {
		return Plan{}, err
	}
	return p, p.names()
}

// names checks that all packs are one publisher's and can be told apart by the name
// behind the slash, which is what their files are called by.
func (p Plan) names() error {
	targets := map[string]string{}
	var owner string
	for _, s := range p.Steps {
		if s.Kind == Withdrawn {
			continue
		}
		m := manifest.Manifest{ID: s.ID}
		if other, taken := targets[m.Target()]; taken {
			return fmt.Errorf("%s and %s are called the same behind the slash; give one of them another id", other, s.ID)
		}
		targets[m.Target()] = s.ID
		before, _, _ := strings.Cut(s.ID, "/")
		if owner != "" && before != owner {
			return fmt.Errorf("%s: the other packs of this publisher begin with %q; a publisher has one name before the slash", s.ID, owner+"/")
		}
		owner = before
	}
	return nil
}

// is reports whether a published manifest is of exactly this pack.
func (p Pack) is(m manifest.Manifest) bool {
	return m.Edition == p.Edition && slices.EqualFunc(p.files, m.Shards, func(f file, s manifest.Shard) bool { return f.root == s.Root && f.size == s.Length })
}

// Changed reports whether the plan changes anything.
func (p Plan) Changed() bool {
	return p.OldName != "" || p.freshGuidance != nil || slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Kind != Kept && s.Kind != Unchanged })
}

// Bytes is how much the plan writes.
func (p Plan) Bytes() int64 {
	var n int64
	for _, f := range p.packs {
		n += f.Bytes
	}
	if p.freshGuidance != nil {
		n += int64(len(p.freshGuidance.data))
	}
	return n
}

// Progress is told what is done and how far it is, in bytes or in entries. It may be
// nil.
type Progress func(stage string, done, total int64)

func (p Progress) tell(stage string, done, total int64) {
	if p != nil {
		p(stage, done, total)
	}
}

// Check reads the packs of a plan whole, as [Stage] does, and writes nothing.
func (p Plan) Check(ctx context.Context, progress Progress) error {
	for _, one := range p.packs {
		for _, f := range one.files {
			err := verify(ctx, f, progress, func() (*pack.Pack, error) { return pack.Open(ctx, f.path) })
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// verify reads a pack's file whole and checks that it is still the one that was looked
// at.
func verify(ctx context.Context, f file, progress Progress, open func() (*pack.Pack, error)) (err error) {
	p, err := open()
	if err == nil {
		defer func() { err = errors.Join(err, p.Close()) }()
		if p.Root() != f.root {
			return fmt.Errorf("%s was changed while it was being read", f.path)
		}
		err = p.Verify(ctx, func(done, total uint64) { progress.tell("checking "+f.path, int64(done), int64(total)) })
	}
	if pe, ok := errors.AsType[*pack.Error](err); ok {
		return &pack.Error{Reason: pe.Reason, Path: f.path, Err: pe.Err} // the copy's name means nothing to anybody
	}
	return err
}

// Stage puts the files of the plan's packs and guidance into their places, where
// nothing names them yet. Each is copied, read whole and checked; none gets its name
// before all are good. It returns what the next edition is made of, but for its date.
func Stage(ctx context.Context, d Disk, p Plan, now time.Time, progress Progress) (Contents, error) {
	packs, err := stagePacks(ctx, d, p, now, progress)
	if err != nil {
		return Contents{}, err
	}
	guidance, err := p.stageGuidance(d)
	if err != nil {
		return Contents{}, err
	}
	return Contents{Name: p.Name, Packs: packs, Guidance: guidance, Now: now}, nil
}

func stagePacks(ctx context.Context, d Disk, p Plan, now time.Time, progress Progress) ([]manifest.Manifest, error) {
	if err := clean(d); err != nil {
		return nil, err
	}
	manifests := slices.Clone(p.kept)
	var moves []func() error
	n := 0
	defer func() {
		for i := range n {
			_ = d.Remove(staged(i)) // gone if all went well
		}
	}()
	for _, one := range p.packs {
		m := manifest.Manifest{Format: manifest.Format, ID: one.ID, Edition: one.Edition, Published: now.UTC().Format(time.DateOnly)}
		for _, f := range one.files {
			temp := staged(n)
			n++
			shard, err := copyIn(ctx, d, temp, f, progress)
			if err != nil {
				return nil, err
			}
			if err := verify(ctx, f, progress, func() (*pack.Pack, error) { return pack.OpenFS(ctx, d, temp) }); err != nil {
				return nil, err
			}
			m.Shards = append(m.Shards, shard)
			moves = append(moves, func() error {
				if holds(ctx, d, shardFile(shard)) == nil {
					return nil // whole already; a web server's copy of it stays good
				}
				return move(d, temp, shard.Path())
			})
		}
		if err := m.Validate(); err != nil {
			return nil, fmt.Errorf("%s: %w", one.ID, err)
		}
		manifests = append(manifests, m)
	}
	for _, move := range moves {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := move(); err != nil {
			return nil, fmt.Errorf("writing the packs: %w", pathless(err))
		}
	}
	sortPacks(manifests)
	return manifests, nil
}

func staged(n int) string { return fmt.Sprintf("%s/%04d%s", work, n, part) }

// copyIn copies a pack's file under a passing name and takes its hash on the way.
func copyIn(ctx context.Context, d Disk, temp string, f file, progress Progress) (s manifest.Shard, err error) {
	in, err := os.Open(f.path)
	if err != nil {
		return s, fmt.Errorf("reading %s: %w", f.path, pathless(err))
	}
	defer func() { _ = in.Close() }()
	if err := d.MkdirAll(work); err != nil {
		return s, fmt.Errorf("writing the packs: %w", pathless(err))
	}
	out, err := d.Create(temp)
	if err != nil {
		return s, fmt.Errorf("writing the packs: %w", pathless(err))
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, sum), &meteredReader{ctx, in, func(done int64) { progress.tell("copying "+f.path, done, f.size) }, 0})
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return s, fmt.Errorf("copying %s: %w", f.path, pathless(err))
	}
	return manifest.Shard{Shard: f.header.Shard, Length: n, SHA256: pack.Digest(sum.Sum(nil)), Root: f.root}, nil
}

// A large is a file that a text of the repository names by its hash.
type large struct {
	path   string
	length int64
	sum    pack.Digest
}

func shardFile(s manifest.Shard) large { return large{s.Path(), s.Length, s.SHA256} }

func guidanceFile(g manifest.Guidance) large { return large{g.Path(), g.Length, g.SHA256} }

// holds checks that a file lies whole in the repository.
func holds(ctx context.Context, fsys fs.FS, l large) error {
	if err := present(fsys, l); err != nil {
		return err
	}
	f, err := fsys.Open(l.path)
	if err != nil {
		return fmt.Errorf("%s: %w", l.path, pathless(err))
	}
	defer func() { _ = f.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, &meteredReader{ctx, f, func(int64) {}, 0}); err != nil {
		return fmt.Errorf("%s: %w", l.path, pathless(err))
	}
	if pack.Digest(sum.Sum(nil)) != l.sum {
		return fmt.Errorf("%s: the file is damaged", l.path)
	}
	return nil
}

// present checks that a file of the right length is there.
func present(fsys fs.FS, l large) error {
	info, err := fs.Stat(fsys, l.path)
	if err != nil {
		return fmt.Errorf("%s: %w", l.path, pathless(err))
	}
	if !info.Mode().IsRegular() || info.Size() != l.length {
		return fmt.Errorf("%s: the file is damaged (it has %d bytes where %d belong)", l.path, info.Size(), l.length)
	}
	return nil
}

type meteredReader struct {
	ctx    context.Context
	r      io.Reader
	report func(done int64)
	done   int64
}

func (m *meteredReader) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(b)
	m.done += int64(n)
	m.report(m.done)
	return n, err
}
