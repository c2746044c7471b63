package repository

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"neem/check/bucket"
	"neem/check/pack"
)

// A Pack is a pack to be published: all of its files.
type Pack struct {
	ID        string
	Edition   uint64
	Publisher string // what its header says
	Bytes     int64
	files     []file // by shard, 1, 2, 3 …
}

// Files is of how many files the pack consists.
func (p Pack) Files() int { return len(p.files) }

type file struct {
	path   string
	header pack.Header
	root   pack.Digest
	size   int64
}

// Find opens packs, and folders of them, and puts the files of each pack together.
// Refused are packs that are not to be given away, incomplete ones, and two editions
// of one pack. The files are not yet read whole: [Plan.Check] and [Stage] do that.
func Find(ctx context.Context, paths []string) ([]Pack, error) {
	var names []string
	for _, p := range paths {
		more, err := packFiles(p)
		if err != nil {
			return nil, err
		}
		names = append(names, more...)
	}
	var packs []Pack
	for _, name := range names {
		f, err := look(ctx, name)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(packs, func(p Pack) bool { return p.ID == f.header.ID })
		if i < 0 {
			i, packs = len(packs), append(packs, Pack{ID: f.header.ID, Edition: f.header.Edition, Publisher: f.header.Publisher})
		}
		p := &packs[i]
		if p.Edition != f.header.Edition {
			return nil, fmt.Errorf("%s: editions %d and %d of %s are there; name the files of one edition", name, p.Edition, f.header.Edition, p.ID)
		}
		if k := slices.IndexFunc(p.files, func(have file) bool { return have.header.Shard == f.header.Shard }); k >= 0 {
			if p.files[k].root == f.root {
				continue // named twice
			}
			return nil, fmt.Errorf("%s and %s both say that they are file %d of %s", p.files[k].path, name, f.header.Shard, p.ID)
		}
		p.files = append(p.files, f)
		p.Bytes += f.size
	}
	for _, p := range packs {
		slices.SortFunc(p.files, func(a, b file) int { return a.header.Shard - b.header.Shard })
		if err := p.whole(); err != nil {
			return nil, fmt.Errorf("%s, edition %d: %w", p.ID, p.Edition, err)
		}
	}
	slices.SortFunc(packs, func(a, b Pack) int { return strings.Compare(a.ID, b.ID) })
	return packs, nil
}

// packFiles is a file, or the packs in a folder.
func packFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, pathless(err))
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, fmt.Errorf("reading the folder %s: %w", path, pathless(err))
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && strings.EqualFold(filepath.Ext(e.Name()), pack.Extension) && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, filepath.Join(path, e.Name()))
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: there is no pack (no name ends in %s) in this folder", path, pack.Extension)
	}
	return names, nil
}

// look opens a pack's file and refuses what is never published.
func look(ctx context.Context, path string) (f file, err error) {
	p, err := pack.Open(ctx, path)
	if err != nil {
		return file{}, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	f = file{path, p.Header(), p.Root(), p.Size()}
	for _, l := range f.header.Lists {
		if l.Policy == bucket.Internal {
			return file{}, fmt.Errorf("%s: the list %s of %s is marked internal: it is made for your own desk, tells who is in it, and is never handed out", path, l.Shape, l.Leak)
		}
	}
	return f, nil
}

// whole checks that the files are those of one pack and leave no gap between them: in
// a gap nobody could be found.
func (p Pack) whole() error {
	h := p.files[0].header
	if len(p.files) != h.Shards {
		var missing []string
		for s := 1; s <= h.Shards; s++ {
			if !slices.ContainsFunc(p.files, func(f file) bool { return f.header.Shard == s }) {
				missing = append(missing, fmt.Sprint(s))
			}
		}
		if len(missing) > 8 {
			missing = append(missing[:8], "…")
		}
		return fmt.Errorf("the pack consists of %d files; missing: file %s", h.Shards, strings.Join(missing, ", "))
	}
	ends, occupied := make([]uint64, len(h.Lists)), make([]uint64, len(h.Lists))
	for _, f := range p.files {
		if !sameBuild(h, f.header) {
			return fmt.Errorf("%s is not of the same pack as %s, though both say so", f.path, p.files[0].path)
		}
		for i, l := range f.header.Lists {
			if l.From != ends[i] {
				return fmt.Errorf("%s does not begin where the file before it ends", f.path)
			}
			ends[i] = l.To
			occupied[i] += l.Occupied
		}
	}
	for i, l := range h.Lists {
		if ends[i] != l.Buckets() || occupied[i] != l.Total {
			return errors.New("its files together are not the whole list")
		}
	}
	return nil
}

// sameBuild reports whether two headers are of one pack: they differ only in which
// part of it they are.
func sameBuild(a, b pack.Header) bool {
	common := func(h pack.Header) pack.Header {
		h.Shard = 0
		h.Lists = slices.Clone(h.Lists)
		for i := range h.Lists {
			l := &h.Lists[i]
			l.From, l.To, l.Occupied, l.Root = 0, 0, 0, pack.Root{}
		}
		return h
	}
	return reflect.DeepEqual(common(a), common(b))
}
