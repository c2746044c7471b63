// Package repository is the publisher's side of what package trust reads: it puts
// packs into a folder of static files and signs them, so that any web server or
// stick can carry them.
//
//	metadata/N.root.json                 which keys speak for the publisher
//	metadata/timestamp.json              the newest edition of all
//	metadata/N.snapshot.json, N.targets.json
//	targets/HASH.publisher.json          what the publisher is called
//	targets/pack/HASH.NAME.json          a manifest: the files of a pack
//	targets/shard/SHA256.neem            those files
//	targets/HASH.guidance.json           names an edition of the guidance
//	targets/guidance/SHA256.zip          that edition
//
// The way of a change: [Recover] mends what a killed program left, [Read] says what is published, [NewPlan] what would change and
// what is refused, [Stage] puts the large files into their places, where nothing
// names them yet, [Compose] or [Rotate] makes a [Draft] of what is to be signed.
// [Draft.Sign] signs it here, or [Draft.Save] takes it to a machine that is never
// online and [Load] brings it back. [Draft.Commit] checks it as a reader would and
// writes it, the file last by which readers find the rest. Whoever reads, or pulls
// the plug, at any moment has the old edition or the new one.
package repository

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/theupdateframework/go-tuf/v2/metadata"

	"neem/check/supply/manifest"
	"neem/check/supply/trust"
)

// ErrNone: the folder holds no repository.
var ErrNone = errors.New("there is no repository in this folder")

// A State is what a repository holds, as a reader would see it. The zero State is
// that of a folder without one.
type State struct {
	trust.Repository
	Publisher manifest.Publisher
	Packs     []manifest.Manifest // by id
	Guidance  *manifest.Guidance  // nil if there is none

	version int64 // the highest of timestamp, snapshot and targets
}

// Exists reports whether there is a repository.
func (s *State) Exists() bool { return len(s.Roots) > 0 }

// Fingerprint is the publisher's: that of the first root. It never changes.
func (s *State) Fingerprint() string {
	if !s.Exists() {
		return ""
	}
	return trust.Fingerprint(s.Roots[0])
}

// Read reads what a folder publishes and checks it as a reader would, but for the
// packs' own files. The error is [ErrNone], or wraps one of package trust.
func Read(ctx context.Context, fsys fs.FS) (*State, error) {
	first, err := get(fsys)(ctx, rootName(1), trust.MaxRoot)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, fmt.Errorf("reading the repository: %w", err)
	}
	s, err := read(ctx, trust.Held{Roots: [][]byte{first}}, get(fsys))
	if err != nil {
		return nil, fmt.Errorf("reading the repository: %w", err)
	}
	return s, nil
}

func read(ctx context.Context, held trust.Held, get trust.Get) (*State, error) {
	r, err := trust.Update(ctx, held, get)
	if err != nil {
		return nil, err
	}
	s := &State{Repository: *r}
	if s.version, err = highest(r.Held); err != nil {
		return nil, err
	}
	for target, file := range r.Files {
		if !manifest.IsOurs(target) {
			continue
		}
		data, err := get(ctx, file.Path(target), manifest.MaxBytes)
		if err != nil {
			return nil, err
		}
		if int64(len(data)) != file.Length || sha256.Sum256(data) != file.SHA256 {
			return nil, fmt.Errorf("%s: %w", file.Path(target), trust.ErrDamaged)
		}
		switch target {
		case manifest.PublisherTarget:
			s.Publisher, err = manifest.DecodePublisher(data)
		case manifest.GuidanceTarget:
			var g manifest.Guidance
			g, err = manifest.DecodeGuidance(data)
			s.Guidance = &g
		default:
			var m manifest.Manifest
			if m, err = manifest.Decode(data); err == nil && m.Target() != target {
				err = trust.ErrDamaged
			}
			s.Packs = append(s.Packs, m)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", target, err)
		}
	}
	if s.Publisher.Name == "" {
		return nil, fmt.Errorf("%s: %w", manifest.PublisherTarget, trust.ErrMissing)
	}
	sortPacks(s.Packs)
	return s, nil
}

// large lists the files of all packs and of the guidance.
func (s *State) large() []large {
	var all []large
	for _, m := range s.Packs {
		for _, shard := range m.Shards {
			all = append(all, shardFile(shard))
		}
	}
	if s.Guidance != nil {
		all = append(all, guidanceFile(*s.Guidance))
	}
	return all
}

func sortPacks(packs []manifest.Manifest) {
	slices.SortFunc(packs, func(a, b manifest.Manifest) int { return strings.Compare(a.ID, b.ID) })
}

// highest is the highest version of the three roles that change together.
func highest(h trust.Held) (int64, error) {
	ts, err := metadata.Timestamp().FromBytes(h.Timestamp)
	if err != nil {
		return 0, fmt.Errorf("timestamp.json: %w", err)
	}
	sn, err := metadata.Snapshot().FromBytes(h.Snapshot)
	if err != nil {
		return 0, fmt.Errorf("snapshot.json: %w", err)
	}
	tg, err := metadata.Targets().FromBytes(h.Targets)
	if err != nil {
		return 0, fmt.Errorf("targets.json: %w", err)
	}
	return max(ts.Signed.Version, sn.Signed.Version, tg.Signed.Version), nil
}

func rootName(version int64) string     { return fmt.Sprintf("metadata/%d.root.json", version) }
func snapshotName(version int64) string { return fmt.Sprintf("metadata/%d.snapshot.json", version) }
func targetsName(version int64) string  { return fmt.Sprintf("metadata/%d.targets.json", version) }

const timestampName = "metadata/timestamp.json"
