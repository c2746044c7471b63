package repository

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/theupdateframework/go-tuf/v2/metadata"

	"neem/check/pack"
	"neem/check/supply/keyfile"
	"neem/check/supply/manifest"
	"neem/check/supply/trust"
)

// How long what is signed promises to be the newest. Readers are told when a promise
// has run out and go on using what they have (see package trust).
const (
	timestampDays = 30
	targetsDays   = 180 // and the snapshot
	rootYears     = 3
)

// A Draft is the next edition of a repository's metadata, signed or not yet.
type Draft struct {
	chain [][]byte // the roots that are published
	// root is the next one, nil if it stays; so are the other three, which change
	// together.
	root      *metadata.Metadata[metadata.RootType]
	targets   *metadata.Metadata[metadata.TargetsType]
	snapshot  *metadata.Metadata[metadata.SnapshotType]
	timestamp *metadata.Metadata[metadata.TimestampType]
	files     map[string][]byte // small targets by name, those that stay as well
	packs     []manifest.Manifest
	guidance  *manifest.Guidance
}

// Contents is what the next edition is made of.
type Contents struct {
	Name  string              // of the publisher
	Packs []manifest.Manifest // all of them
	// Guidance is the edition of the guidance, nil for none.
	Guidance *manifest.Guidance
	Now      time.Time
	// After is a version that the next one comes after, should it be higher than the
	// one in the folder: for a folder that was restored from an older copy.
	After int64
}

// Compose makes the next edition after a state. Targets of the state that this program
// does not know stay.
func Compose(s *State, c Contents) (*Draft, error) {
	d := &Draft{chain: s.Roots, files: map[string][]byte{}, packs: slices.Clone(c.Packs), guidance: c.Guidance}
	version := max(s.version, c.After) + 1
	now := c.Now.UTC().Truncate(time.Second)
	d.targets = metadata.Targets(now.AddDate(0, 0, targetsDays))
	d.targets.Signed.Version = version
	for target, f := range s.Files {
		if !manifest.IsOurs(target) {
			t := metadata.TargetFile()
			t.Length, t.Hashes = f.Length, metadata.Hashes{"sha256": f.SHA256[:]}
			d.targets.Signed.Targets[target] = t
		}
	}
	publisher, err := manifest.Publisher{Format: manifest.Format, Name: c.Name}.Encode()
	if err != nil {
		return nil, err
	}
	d.files[manifest.PublisherTarget] = publisher
	sortPacks(d.packs)
	for _, m := range d.packs {
		data, err := m.Encode()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.ID, err)
		}
		d.files[m.Target()] = data
	}
	if d.guidance != nil {
		if d.files[manifest.GuidanceTarget], err = d.guidance.Encode(); err != nil {
			return nil, err
		}
	}
	for target, data := range d.files {
		t, err := metadata.TargetFile().FromBytes(target, data, "sha256")
		if err != nil {
			return nil, fmt.Errorf("preparing %s: %w", target, err)
		}
		d.targets.Signed.Targets[target] = t
	}
	d.snapshot = metadata.Snapshot(now.AddDate(0, 0, targetsDays))
	d.snapshot.Signed.Version = version
	d.timestamp = metadata.Timestamp(now.AddDate(0, 0, timestampDays))
	d.timestamp.Signed.Version = version
	return d, d.link()
}

// link writes into the snapshot what the targets are, and into the timestamp what the
// snapshot is.
func (d *Draft) link() error {
	targets, err := d.targets.ToBytes(false)
	if err != nil {
		return fmt.Errorf("writing targets.json: %w", err)
	}
	d.snapshot.Signed.Meta["targets.json"] = metaFile(d.targets.Signed.Version, targets)
	snapshot, err := d.snapshot.ToBytes(false)
	if err != nil {
		return fmt.Errorf("writing snapshot.json: %w", err)
	}
	d.timestamp.Signed.Meta["snapshot.json"] = metaFile(d.snapshot.Signed.Version, snapshot)
	return nil
}

func metaFile(version int64, data []byte) *metadata.MetaFiles {
	m := metadata.MetaFile(version)
	sum := sha256.Sum256(data)
	m.Length, m.Hashes = int64(len(data)), metadata.Hashes{"sha256": sum[:]}
	return m
}

// last is the newest root that is published, nil if there is none.
func (d *Draft) last() (*metadata.Metadata[metadata.RootType], error) {
	if len(d.chain) == 0 {
		return nil, nil
	}
	return parseRoot(d.chain[len(d.chain)-1])
}

func parseRoot(data []byte) (*metadata.Metadata[metadata.RootType], error) {
	r, err := metadata.Root().FromBytes(data)
	if err != nil {
		return nil, fmt.Errorf("reading root.json: %w", err)
	}
	return r, nil
}

// roots are the root that is published and the next one, those of the two there are.
func (d *Draft) roots() ([]*metadata.Metadata[metadata.RootType], error) {
	var both []*metadata.Metadata[metadata.RootType]
	last, err := d.last()
	if err != nil {
		return nil, err
	}
	if last != nil {
		both = append(both, last)
	}
	if d.root != nil {
		both = append(both, d.root)
	}
	return both, nil
}

// May reports whether a key can sign something of the draft.
func (d *Draft) May(k keyfile.Public) (bool, error) {
	if k.Role == keyfile.Root && d.root == nil || k.Role == keyfile.Online && d.targets == nil {
		return false, nil
	}
	roots, err := d.roots()
	if err != nil {
		return false, err
	}
	id, err := k.ID()
	if err != nil {
		return false, err
	}
	role := metadata.ROOT
	if k.Role == keyfile.Online {
		role = metadata.TIMESTAMP
	}
	return slices.ContainsFunc(roots, func(r *metadata.Metadata[metadata.RootType]) bool {
		return slices.Contains(r.Signed.Roles[role].KeyIDs, id)
	}), nil
}

// Sign signs with those of the keys that [Draft.May]. Root keys may come one after
// the other, each from where it is kept. Online keys, of which there are two only
// while one takes the other's place, sign together: what they sign names each other's
// hashes.
func (d *Draft) Sign(keys ...keyfile.Key) error {
	var root, online []keyfile.Key
	for _, k := range keys {
		may, err := d.May(k.Public)
		switch {
		case err != nil:
			return err
		case may && k.Role == keyfile.Root:
			root = append(root, k)
		case may:
			online = append(online, k)
		}
	}
	for _, k := range root {
		if err := sign(d.root, k); err != nil {
			return err
		}
	}
	if len(online) == 0 {
		return nil
	}
	d.targets.ClearSignatures()
	d.snapshot.ClearSignatures()
	d.timestamp.ClearSignatures()
	for _, step := range []func(keyfile.Key) error{
		func(k keyfile.Key) error { return sign(d.targets, k) },
		func(k keyfile.Key) error { return sign(d.snapshot, k) },
		func(k keyfile.Key) error { return sign(d.timestamp, k) },
	} {
		if err := d.link(); err != nil {
			return err
		}
		for _, k := range online {
			if err := step(k); err != nil {
				return err
			}
		}
	}
	return nil
}

func sign[T metadata.Roles](m *metadata.Metadata[T], k keyfile.Key) error {
	id, err := k.ID()
	if err != nil {
		return err
	}
	m.Signatures = slices.DeleteFunc(m.Signatures, func(s metadata.Signature) bool { return s.KeyID == id })
	s, err := k.Signer()
	if err == nil {
		_, err = m.Sign(s)
	}
	if err != nil {
		return fmt.Errorf("signing with the %s: %w", k, err)
	}
	return nil
}

// Missing says in words which signatures are still needed; nothing if none.
func (d *Draft) Missing() ([]string, error) {
	roots, err := d.roots()
	if err != nil {
		return nil, err
	}
	var missing []string
	if d.root != nil {
		for _, r := range roots {
			if r.VerifyDelegate(metadata.ROOT, d.root) == nil {
				continue
			}
			role, whose := r.Signed.Roles[metadata.ROOT], "as the root keys now stand"
			if r == d.root && len(roots) > 1 {
				whose = "as the root keys will stand"
			}
			have := 0
			for _, s := range d.root.Signatures {
				if slices.Contains(role.KeyIDs, s.KeyID) {
					have++
				}
			}
			missing = append(missing, fmt.Sprintf("%s: signed by %d root keys, %d of %s are needed", whose, have, role.Threshold, keyNames(role.KeyIDs)))
		}
	}
	if d.targets != nil {
		newest := roots[len(roots)-1]
		signed := errors.Join(newest.VerifyDelegate(metadata.TARGETS, d.targets), newest.VerifyDelegate(metadata.SNAPSHOT, d.snapshot), newest.VerifyDelegate(metadata.TIMESTAMP, d.timestamp))
		if signed != nil {
			missing = append(missing, "the packs are not signed: the online key "+keyNames(newest.Signed.Roles[metadata.TIMESTAMP].KeyIDs)+" is needed")
		}
	}
	return missing, nil
}

func keyNames(ids []string) string {
	var names []string
	for _, id := range ids {
		names = append(names, keyfile.Short(id))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// Describe says in words what is signed, a line each.
func (d *Draft) Describe() ([]string, error) {
	last, err := d.last()
	if err != nil {
		return nil, err
	}
	var lines []string
	if len(d.chain) > 0 {
		lines = append(lines, "publisher "+trust.Fingerprint(d.chain[0]))
	}
	if d.root != nil {
		lines = append(lines, describeRoot(last, d.root)...)
	}
	if d.targets != nil {
		p, err := manifest.DecodePublisher(d.files[manifest.PublisherTarget])
		if err != nil {
			return nil, err
		}
		lines = append(lines, fmt.Sprintf("version %d of what %q hands out, the newest until %s:", d.timestamp.Signed.Version, p.Name, day(d.timestamp.Signed.Expires)))
		for _, m := range d.packs {
			lines = append(lines, fmt.Sprintf("  %s, edition %d, of %s, %d files, %d bytes", m.ID, m.Edition, m.Published, len(m.Shards), m.Bytes()))
		}
		if g := d.guidance; g != nil {
			lines = append(lines, fmt.Sprintf("  the guidance, edition %d of %s, %d bytes", g.Edition, g.Date, g.Length))
		}
		for _, target := range slices.Sorted(maps.Keys(d.targets.Signed.Targets)) {
			if d.files[target] == nil {
				lines = append(lines, "  "+target)
			}
		}
	}
	return lines, nil
}

func describeRoot(last, next *metadata.Metadata[metadata.RootType]) []string {
	role := next.Signed.Roles[metadata.ROOT]
	lines := []string{fmt.Sprintf("list of keys %d, valid until %s: %d of the root keys %s, online key %s", next.Signed.Version,
		day(next.Signed.Expires), role.Threshold, keyNames(role.KeyIDs), keyNames(next.Signed.Roles[metadata.TIMESTAMP].KeyIDs))}
	if last == nil {
		return lines
	}
	for _, r := range []struct{ role, name string }{{metadata.ROOT, "root key"}, {metadata.TIMESTAMP, "online key"}} {
		before, after := last.Signed.Roles[r.role].KeyIDs, next.Signed.Roles[r.role].KeyIDs
		for _, id := range before {
			if !slices.Contains(after, id) {
				lines = append(lines, "  "+r.name+" "+keyfile.Short(id)+" is not trusted any more")
			}
		}
		for _, id := range after {
			if !slices.Contains(before, id) {
				lines = append(lines, "  "+r.name+" "+keyfile.Short(id)+" is new")
			}
		}
	}
	if a, b := last.Signed.Roles[metadata.ROOT].Threshold, role.Threshold; a != b {
		lines = append(lines, fmt.Sprintf("  so many root keys must sign the next list: %d instead of %d", b, a))
	}
	return lines
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

// ErrUnfinished: signatures are missing.
var ErrUnfinished = errors.New("signatures are missing")

// ErrMoved: the folder holds something newer than what the draft was made from.
var ErrMoved = errors.New("the folder was published into since this was prepared; prepare it again")

// A named is a file to be written.
type named struct {
	name string
	data []byte
}

// writes are the files of a draft in the order in which they are written: the
// timestamp, by which readers find the other two, after them; and a root last, because
// what it finds is signed by the keys of both while one takes the other's place.
func (d *Draft) writes() ([]named, error) {
	var list []named
	for _, target := range slices.Sorted(maps.Keys(d.files)) {
		data := d.files[target]
		list = append(list, named{trust.File{SHA256: sha256.Sum256(data)}.Path(target), data})
	}
	add := func(name string, data []byte, err error) error {
		if err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
		list = append(list, named{name, data})
		return nil
	}
	var errs []error
	if d.targets != nil {
		data, err := d.targets.ToBytes(false)
		errs = append(errs, add(targetsName(d.targets.Signed.Version), data, err))
		data, err = d.snapshot.ToBytes(false)
		errs = append(errs, add(snapshotName(d.snapshot.Signed.Version), data, err))
		data, err = d.timestamp.ToBytes(false)
		errs = append(errs, add(timestampName, data, err))
	}
	if d.root != nil {
		data, err := d.root.ToBytes(false)
		errs = append(errs, add(rootName(d.root.Signed.Version), data, err))
	}
	return list, errors.Join(errs...)
}

// Commit writes a signed draft into the repository that it was made for. Before
// anything is written it is read as a reader would read it afterwards, and the packs'
// files are there: those that are new are read whole, the others have their length.
// The error wraps [ErrUnfinished], [ErrMoved], one of package trust, or the system's.
func (d *Draft) Commit(ctx context.Context, disk Disk, progress Progress) (*State, error) {
	missing, err := d.Missing()
	if err != nil {
		return nil, err
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("%w; %s", ErrUnfinished, strings.Join(missing, "; "))
	}
	before, err := Read(ctx, disk)
	if errors.Is(err, ErrNone) {
		before, err = &State{}, nil
	}
	if err != nil {
		return nil, err
	}
	if !slices.EqualFunc(before.Roots, d.chain, bytes.Equal) || d.targets != nil && d.targets.Signed.Version <= before.version {
		return nil, ErrMoved
	}
	writes, err := d.writes()
	if err != nil {
		return nil, err
	}
	after, err := d.rehearse(ctx, disk, before, writes)
	if err != nil {
		return nil, fmt.Errorf("checking what would be published: %w", err)
	}
	if err := complete(ctx, disk, before, after, progress); err != nil {
		return nil, fmt.Errorf("checking what would be published: %w", err)
	}
	if d.root != nil {
		if err := put(disk, pending, writes[len(writes)-1].data); err != nil {
			return nil, err
		}
	}
	for _, w := range writes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if have, err := get(disk)(ctx, w.name, int64(len(w.data))); err == nil && bytes.Equal(have, w.data) {
			continue
		}
		if w.name == timestampName {
			// What it leads to lasts through a power cut before it does.
			for _, folder := range []string{"targets", "."} {
				if err := disk.Sync(folder); err != nil {
					return nil, fmt.Errorf("writing the folder: %w", pathless(err))
				}
			}
		}
		if err := put(disk, w.name, w.data); err != nil {
			return nil, err
		}
	}
	if d.root != nil {
		if err := dropPending(disk); err != nil {
			return nil, err
		}
	}
	return after, nil
}

// rehearse reads the repository as it will be: once from what is there now, as people
// who follow the publisher do, and once from the first root, as new ones do.
func (d *Draft) rehearse(ctx context.Context, disk fs.FS, before *State, writes []named) (*State, error) {
	will := func(ctx context.Context, name string, limit int64) ([]byte, error) {
		for _, w := range writes {
			if w.name == name {
				return w.data, nil
			}
		}
		return get(disk)(ctx, name, limit)
	}
	first := before.Roots
	if len(first) == 0 {
		data, err := d.root.ToBytes(false)
		if err != nil {
			return nil, fmt.Errorf("writing root.json: %w", err)
		}
		first = [][]byte{data}
	}
	if before.Exists() {
		if _, err := trust.Update(ctx, before.Held, will); err != nil {
			return nil, err
		}
	}
	return read(ctx, trust.Held{Roots: first[:1]}, will)
}

// complete checks that the files of all packs and of the guidance are there.
func complete(ctx context.Context, disk fs.FS, before, after *State, progress Progress) error {
	known := map[pack.Digest]bool{}
	for _, l := range before.large() {
		known[l.sum] = true
	}
	var done int64
	for _, l := range after.large() {
		check := func() error { return holds(ctx, disk, l) }
		if known[l.sum] {
			check = func() error { return present(disk, l) }
		}
		if err := check(); err != nil {
			return err
		}
		done += l.length
		progress.tell("checking what would be published", done, 0)
	}
	for target, f := range after.Files {
		if manifest.IsOurs(target) {
			continue // read already
		}
		if info, err := fs.Stat(disk, f.Path(target)); err != nil || info.Size() != f.Length {
			return fmt.Errorf("%s: the file is missing or damaged", f.Path(target))
		}
	}
	return nil
}
