package supply

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"neem/check/pack"
	"neem/check/supply/manifest"
	"neem/check/supply/trust"
)

// ErrOccupied is returned for a folder that holds another publisher's files.
var ErrOccupied = errors.New("the folder holds another publisher's files; choose another one")

// Mirror copies a publisher's whole repository into a folder, onto a stick for
// example, from where another computer takes it with the same trust. Only what is
// signed, or named in something signed, is copied; names and sizes are those that
// FAT can hold. The folder is made if need be. What is there already is verified
// and kept; a copy that was cut off is completed the next time, and until then
// what was there before can be used. What the publisher does not name any more is
// removed, if it is named as a repository's files are.
//
// known, if not nil, is the publisher whom the source has to be of. A source older
// than what is known, or than what the folder holds, is [trust.ErrOlder].
// progress, which may be nil, counts bytes.
func Mirror(ctx context.Context, from *Source, dir string, known *Publisher, progress func(Progress)) (err error) {
	first, err := firstRoot(ctx, from)
	if err != nil {
		return err
	}
	held := trust.Held{Roots: [][]byte{first}}
	if known != nil {
		if trust.Fingerprint(first) != known.Fingerprint {
			return ErrUnknown
		}
		held = known.held
	}
	repo, err := trust.Update(ctx, held, from.Get)
	if err != nil {
		return err
	}
	manifests, _, err := manifests(ctx, repo, from)
	if err != nil {
		return err
	}
	guidance, err := guidance(ctx, repo, from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the folder: %w", onDisk(err))
	}
	if err := notBackwards(ctx, dir, first, repo, from); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("opening the folder: %w", onDisk(err))
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	m := &mirror{from: from, root: root, repo: repo, keep: map[string]bool{}, progress: progress}
	return m.copy(ctx, manifests, guidance)
}

// notBackwards refuses a folder that holds something newer, or another
// publisher's files.
func notBackwards(ctx context.Context, dir string, first []byte, repo *trust.Repository, from *Source) error {
	there, err := Folder(dir)
	if err != nil {
		return err
	}
	have, err := there.Get(ctx, "metadata/1.root.json", trust.MaxRoot)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if string(have) != string(first) {
		return ErrOccupied
	}
	old, err := trust.Update(ctx, trust.Held{Roots: [][]byte{first}}, there.Get)
	if err != nil {
		return ctx.Err() // a copy that was cut off is no floor
	}
	if old.Version == repo.Version {
		return nil
	}
	_, err = trust.Update(ctx, old.Held, from.Get)
	return err
}

// A mirror is a copy under way.
type mirror struct {
	from     *Source
	root     *os.Root
	repo     *trust.Repository
	keep     map[string]bool // what belongs there, by path
	progress func(Progress)

	before, total int64
}

// copy copies in the order that leaves what was there usable until the last file:
// what is named before what names it.
func (m *mirror) copy(ctx context.Context, manifests []manifest.Manifest, guidance *manifest.Guidance) error {
	type item struct {
		path string
		f    trust.File
	}
	var items []item
	for _, p := range manifests {
		for _, s := range p.Shards {
			items = append(items, item{s.Path(), trust.File{Length: s.Length, SHA256: s.SHA256}})
		}
	}
	if guidance != nil {
		items = append(items, item{guidance.Path(), trust.File{Length: guidance.Length, SHA256: guidance.SHA256}})
	}
	for _, target := range slices.Sorted(maps.Keys(m.repo.Files)) {
		f := m.repo.Files[target]
		items = append(items, item{f.Path(target), f})
	}
	for _, i := range items {
		m.total += i.f.Length
	}
	for _, i := range items {
		if err := m.file(ctx, i.path, i.f); err != nil {
			return err
		}
	}
	if err := m.metadata(); err != nil {
		return err
	}
	return m.tidy(ctx)
}

func (m *mirror) file(ctx context.Context, name string, f trust.File) error {
	if err := m.folderOf(name); err != nil {
		return err
	}
	m.keep[name] = true
	d := &download{from: m.from, path: name, length: f.Length, sum: f.SHA256, into: m.root, name: filepath.FromSlash(name), report: func(there int64) {
		if m.progress != nil {
			m.progress(Progress{Fetching, "", m.before + there, m.total})
		}
	}}
	if err := d.run(ctx); err != nil {
		return fmt.Errorf("copying %s: %w", name, err)
	}
	m.before += f.Length
	return nil
}

func (m *mirror) folderOf(name string) error {
	if err := m.root.MkdirAll(filepath.FromSlash(path.Dir(name)), 0o755); err != nil {
		return fmt.Errorf("making a folder: %w", onDisk(err))
	}
	return nil
}

// metadata writes what is signed, the timestamp last: with it, the copy is the new
// one.
func (m *mirror) metadata() error {
	type file struct {
		role string
		data []byte
	}
	var files []file
	for _, root := range m.repo.Roots {
		files = append(files, file{"root", root})
	}
	files = append(files, file{"targets", m.repo.Targets}, file{"snapshot", m.repo.Snapshot})
	for _, f := range files {
		v, err := version(f.data)
		if err != nil {
			return fmt.Errorf("%s.json: %w", f.role, err)
		}
		if err := m.write(fmt.Sprintf("metadata/%d.%s.json", v, f.role), f.data); err != nil {
			return err
		}
	}
	return m.write("metadata/timestamp.json", m.repo.Timestamp)
}

// version reads the version out of metadata that were verified.
func version(data []byte) (int64, error) {
	var v struct {
		Signed struct {
			Version int64 `json:"version"`
		} `json:"signed"`
	}
	if err := json.Unmarshal(data, &v); err != nil || v.Signed.Version < 1 {
		return 0, trust.ErrDamaged
	}
	return v.Signed.Version, nil
}

func (m *mirror) write(name string, data []byte) error {
	m.keep[name] = true
	if err := m.folderOf(name); err != nil {
		return err
	}
	local := filepath.FromSlash(name)
	if have, err := m.root.ReadFile(local); err == nil && string(have) == string(data) {
		return nil
	}
	f, err := m.root.OpenFile(local+partEnding, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err == nil {
		_, err = f.Write(data)
		if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
			err = m.root.Rename(local+partEnding, local)
		}
		if err != nil {
			_ = m.root.Remove(local + partEnding)
		}
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, onDisk(err))
	}
	return nil
}

// tidy removes what is named like a repository's file and is none any more.
func (m *mirror) tidy(ctx context.Context) error {
	return fs.WalkDir(m.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if e.IsDir() {
			if name == "." || name == "metadata" || name == "targets" || strings.HasPrefix(name, "targets/") {
				return nil
			}
			return fs.SkipDir
		}
		if m.keep[name] || !isRepositoryFile(name) {
			return nil
		}
		if err := m.root.Remove(filepath.FromSlash(name)); err != nil {
			return fmt.Errorf("removing an old file: %w", onDisk(err))
		}
		return nil
	})
}

// isRepositoryFile reports whether a file is named as this package names them.
func isRepositoryFile(name string) bool {
	name = strings.TrimSuffix(name, partEnding)
	dir, base := path.Split(name)
	if dir == "metadata/" {
		return strings.HasSuffix(base, ".json")
	}
	hash, _, ok := strings.Cut(base, ".")
	return strings.HasPrefix(dir, "targets/") && ok && new(pack.Digest).UnmarshalText([]byte(hash)) == nil
}
