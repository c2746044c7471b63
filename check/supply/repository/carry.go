package repository

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/theupdateframework/go-tuf/v2/metadata"

	"neem/check/supply/manifest"
	"neem/check/supply/trust"
)

// Where the parts of a draft lie in the folder that is carried to another machine.
const (
	chainFolder = "keys"  // the lists of keys that are published: N.root.json
	filesFolder = "files" // the small targets, by their names
)

// Save writes a draft into an empty folder, to be signed elsewhere. It holds no
// secrets and none of the packs' files.
func (d *Draft) Save(disk Disk) error {
	entries, err := fs.ReadDir(disk, ".")
	if err != nil {
		return fmt.Errorf("reading the folder: %w", pathless(err))
	}
	if len(entries) > 0 {
		return errors.New("the folder is not empty; name a new one, so that nothing old is signed by mistake")
	}
	for i, root := range d.chain {
		if err := put(disk, path.Join(chainFolder, path.Base(rootName(int64(i+1)))), root); err != nil {
			return err
		}
	}
	for target, data := range d.files {
		if err := put(disk, path.Join(filesFolder, target), data); err != nil {
			return err
		}
	}
	return d.Update(disk)
}

// Update writes the signatures of a draft that was loaded from the folder.
func (d *Draft) Update(disk Disk) error {
	if err := errors.Join(saveRole(disk, d.targets), saveRole(disk, d.snapshot), saveRole(disk, d.timestamp), saveRole(disk, d.root)); err != nil {
		return err
	}
	if err := disk.Remove(work); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("tidying the folder: %w", pathless(err))
	}
	return nil
}

func roleFile[T metadata.Roles]() string {
	switch any(new(T)).(type) {
	case *metadata.RootType:
		return "root.json"
	case *metadata.TargetsType:
		return "targets.json"
	case *metadata.SnapshotType:
		return "snapshot.json"
	}
	return "timestamp.json"
}

func saveRole[T metadata.Roles](disk Disk, m *metadata.Metadata[T]) error {
	if m == nil {
		return nil
	}
	data, err := m.ToBytes(true)
	if err != nil {
		return fmt.Errorf("writing %s: %w", roleFile[T](), err)
	}
	return put(disk, roleFile[T](), data)
}

// loadRole reads one of the four; nil if it is not there.
func loadRole[T metadata.Roles](ctx context.Context, fsys fs.FS, empty *metadata.Metadata[T], limit int64) (*metadata.Metadata[T], error) {
	name := roleFile[T]()
	data, err := get(fsys)(ctx, name, limit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s: it is too long", name)
	}
	m, err := empty.FromBytes(data)
	if err != nil {
		return nil, fmt.Errorf("%s: it is not as this program wrote it", name)
	}
	return m, nil
}

// Load reads a draft that [Draft.Save] wrote. What it holds is what was to be signed,
// not what is true: whoever signs looks at [Draft.Describe] first.
func Load(ctx context.Context, fsys fs.FS) (*Draft, error) {
	d := &Draft{files: map[string][]byte{}}
	if err := d.load(ctx, fsys); err != nil {
		return nil, fmt.Errorf("reading what is to be signed: %w", err)
	}
	return d, nil
}

func (d *Draft) load(ctx context.Context, fsys fs.FS) (err error) {
	for {
		name := path.Join(chainFolder, path.Base(rootName(int64(len(d.chain)+1))))
		data, err := get(fsys)(ctx, name, trust.MaxRoot)
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err != nil {
			return err
		}
		if len(data) > trust.MaxRoot || len(d.chain) > 256 {
			return fmt.Errorf("%s: it is too long", name)
		}
		d.chain = append(d.chain, data)
	}
	if d.root, err = loadRole(ctx, fsys, metadata.Root(), trust.MaxRoot); err != nil {
		return err
	}
	if d.targets, err = loadRole(ctx, fsys, metadata.Targets(), trust.MaxTargets); err != nil {
		return err
	}
	if d.snapshot, err = loadRole(ctx, fsys, metadata.Snapshot(), trust.MaxSnapshot); err != nil {
		return err
	}
	if d.timestamp, err = loadRole(ctx, fsys, metadata.Timestamp(), trust.MaxTimestamp); err != nil {
		return err
	}
	switch {
	case d.root == nil && d.targets == nil:
		return errors.New("there is nothing to be signed in this folder")
	case d.root == nil && len(d.chain) == 0:
		return errors.New("the list of keys is missing")
	case (d.targets == nil) != (d.snapshot == nil) || (d.targets == nil) != (d.timestamp == nil):
		return errors.New("one of targets.json, snapshot.json and timestamp.json is missing")
	case d.targets == nil:
		return nil
	}
	if d.targets.Signed.Delegations != nil || d.targets.Signed.Targets[manifest.PublisherTarget] == nil {
		return errors.New("targets.json: it is not as this program wrote it")
	}
	return d.loadFiles(ctx, fsys)
}

// loadFiles reads the small targets, each of which must be the one that targets.json
// names.
func (d *Draft) loadFiles(ctx context.Context, fsys fs.FS) error {
	for target, t := range d.targets.Signed.Targets {
		if !manifest.IsOurs(target) {
			continue
		}
		name := filesFolder + "/" + target
		if !fs.ValidPath(name) || strings.Contains(name, `\`) {
			return errors.New("targets.json: a file has a name that cannot be")
		}
		data, err := get(fsys)(ctx, name, manifest.MaxBytes)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		if int64(len(data)) != t.Length || !slices.Equal(t.Hashes["sha256"], sum[:]) {
			return fmt.Errorf("%s: it is not the file that targets.json names", name)
		}
		d.files[target] = data
		switch target {
		case manifest.PublisherTarget:
			_, err = manifest.DecodePublisher(data)
		case manifest.GuidanceTarget:
			var g manifest.Guidance
			g, err = manifest.DecodeGuidance(data)
			d.guidance = &g
		default:
			var m manifest.Manifest
			m, err = manifest.Decode(data)
			d.packs = append(d.packs, m)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	sortPacks(d.packs)
	return nil
}
