package repository

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/theupdateframework/go-tuf/v2/metadata"
)

// An Old is a file that nothing names any more.
type Old struct {
	Name  string
	Bytes int64
}

// What this package writes, and so may remove. Roots stay for ever: those who were
// away for years follow them.
var (
	oldTarget   = regexp.MustCompile(`^targets/([a-z0-9.-]+/)*[0-9a-f]{64}\.[a-z0-9.-]+$`)
	oldMetadata = regexp.MustCompile(`^metadata/[0-9]+\.(snapshot|targets)\.json$`)
)

// Unneeded lists the files of earlier editions.
func Unneeded(ctx context.Context, fsys fs.FS, s *State) ([]Old, error) {
	needed := map[string]bool{}
	for target, f := range s.Files {
		needed[f.Path(target)] = true
	}
	for _, l := range s.large() {
		needed[l.path] = true
	}
	ts, err := metadata.Timestamp().FromBytes(s.Timestamp)
	if err != nil {
		return nil, fmt.Errorf("timestamp.json: %w", err)
	}
	sn, err := metadata.Snapshot().FromBytes(s.Snapshot)
	if err != nil {
		return nil, fmt.Errorf("snapshot.json: %w", err)
	}
	needed[snapshotName(ts.Signed.Meta["snapshot.json"].Version)] = true
	needed[targetsName(sn.Signed.Meta["targets.json"].Version)] = true
	var old []Old
	err = fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case e.IsDir():
			if name != "." && strings.HasPrefix(path.Base(name), ".") {
				return fs.SkipDir
			}
			return nil
		case needed[name] || !e.Type().IsRegular() || !oldTarget.MatchString(name) && !oldMetadata.MatchString(name):
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		old = append(old, Old{name, info.Size()})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("looking for files of earlier editions: %w", pathless(err))
	}
	return old, nil
}

// Prune removes files that [Unneeded] listed. Whoever is in the middle of fetching an
// earlier edition has to begin with the new one.
func Prune(ctx context.Context, d Disk, old []Old) error {
	for _, o := range old {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.Remove(o.Name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing %s: %w", o.Name, pathless(err))
		}
	}
	return nil
}
