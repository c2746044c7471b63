package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/pack"
)

// An inFile is a pack file that was verified. It is opened again whenever its
// buckets are read, so that any number of them can be at hand.
type inFile struct {
	path   string
	header pack.Header
	root   pack.Digest
}

// verifyFile opens a file and verifies all of it.
func verifyFile(ctx context.Context, path string, report func(Progress)) (f inFile, err error) {
	p, err := pack.Open(ctx, path)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	f = inFile{path: path, header: p.Header(), root: p.Root()}
	return f, p.Verify(ctx, func(done, total uint64) {
		tell(report, "verifying "+filepath.Base(path), int64(done), int64(total))
	})
}

// buckets yields what the file holds of a list. A file that is no longer the
// one that was verified is an error.
func (f inFile) buckets(ctx context.Context, list int) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		p, err := pack.Open(ctx, f.path)
		if err != nil {
			yield(0, err)
			return
		}
		defer func() { _ = p.Close() }() // read-only
		if p.Root() != f.root {
			yield(0, fmt.Errorf("%s was changed meanwhile", f.path))
			return
		}
		for b, err := range p.Buckets(ctx, list) {
			if !yield(b, err) {
				return
			}
		}
	}
}

// A whole is a pack with all its shards, in order, or what somebody named
// alone of it.
type whole struct {
	files []inFile
}

// header returns what is true of all shards. From, To, Occupied and Root of
// its lists are those of the first.
func (w whole) header() pack.Header { return w.files[0].header }

// name returns what to call it in a message.
func (w whole) name() string {
	if len(w.files) == 1 {
		return w.files[0].path
	}
	return fmt.Sprintf("%s and the files that belong to it", w.files[0].path)
}

// size returns how many bytes the files have.
func (w whole) size() (n int64) {
	for _, f := range w.files {
		if info, err := os.Stat(f.path); err == nil {
			n += info.Size()
		}
	}
	return n
}

// buckets yields the occupied buckets of a list in all shards.
func (w whole) buckets(list int) func(context.Context) iter.Seq2[uint64, error] {
	return func(ctx context.Context) iter.Seq2[uint64, error] {
		return func(yield func(uint64, error) bool) {
			for _, f := range w.files {
				for b, err := range f.buckets(ctx, list) {
					if !yield(b, err) || err != nil {
						return
					}
				}
			}
		}
	}
}

// packFiles returns the pack files that paths name: a folder stands for those
// in it.
func packFiles(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil || !info.IsDir() {
			files = append(files, path) // pack.Open says what is wrong with it
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, fmt.Errorf("the folder %s cannot be read: %w", path, pathless(err))
		}
		before := len(files)
		for _, e := range entries {
			if !e.IsDir() && strings.EqualFold(filepath.Ext(e.Name()), pack.Extension) {
				files = append(files, filepath.Join(path, e.Name()))
			}
		}
		if len(files) == before {
			return nil, fmt.Errorf("the folder %s holds no pack", path)
		}
	}
	return files, nil
}

// identity returns what the headers of all shards of one build have in
// common, and no other pack has.
func identity(h pack.Header) (string, error) {
	h.Shard = 0
	h.Lists = slices.Clone(h.Lists)
	for i := range h.Lists {
		l := &h.Lists[i]
		l.From, l.To, l.Occupied, l.Root = 0, 0, 0, pack.Root{}
	}
	b, err := json.Marshal(h)
	if err != nil {
		return "", fmt.Errorf("comparing headers: %w", err)
	}
	return string(b), nil
}

// gather verifies files and puts the shards of each pack together. The packs
// come in the order of their first files.
func gather(ctx context.Context, files []string, report func(Progress)) ([]whole, error) {
	var packs []whole
	at := map[string]int{}
	named := map[pack.Digest]string{}
	for _, path := range files {
		f, err := verifyFile(ctx, path, report)
		if err != nil {
			return nil, err
		}
		if err := checkRules(f.header); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if other, ok := named[f.root]; ok {
			return nil, fmt.Errorf("%s and %s are the same pack; name each pack once (is another one missing?)", other, path)
		}
		named[f.root] = path
		id, err := identity(f.header)
		if err != nil {
			return nil, err
		}
		if f.header.Shards == 1 {
			id = path // it is whole; another one with its name is another pack
		}
		i, ok := at[id]
		if !ok {
			i = len(packs)
			at[id] = i
			packs = append(packs, whole{})
		}
		packs[i].files = append(packs[i].files, f)
	}
	for _, w := range packs {
		slices.SortStableFunc(w.files, func(a, b inFile) int { return a.header.Shard - b.header.Shard })
	}
	return packs, nil
}

// checkComplete says whether every shard is there, once, and whether together
// they are what their headers say.
func (w whole) checkComplete(ctx context.Context, report func(Progress)) error {
	h := w.header()
	if h.Shards == 1 {
		return nil // Verify did all
	}
	var missing []string
	next := 0
	for shard := 1; shard <= h.Shards; shard++ {
		n := 0
		for ; next < len(w.files) && w.files[next].header.Shard == shard; next++ {
			n++
		}
		switch {
		case n == 0:
			missing = append(missing, fmt.Sprint(shard))
		case n > 1:
			return fmt.Errorf("%s and %s both say that they are file %d of %d of one pack, and differ", w.files[next-2].path, w.files[next-1].path, shard, h.Shards)
		}
	}
	if len(missing) > 0 {
		some := strings.Join(missing[:min(len(missing), 5)], ", ")
		if len(missing) > 5 {
			some += " and others"
		}
		return fmt.Errorf("%s is one of the %d files of %s, edition %d; missing are those with the numbers %s (or they were built from another list)",
			w.files[0].path, h.Shards, h.ID, h.Edition, some)
	}
	for i, l := range h.Lists {
		if err := w.checkSum(ctx, i, report); err != nil {
			return fmt.Errorf("%s: list %s of %s: %w", w.name(), l.Shape, l.Leak, err)
		}
	}
	return nil
}

var errSum = errors.New("the files do not fit together: what they hold is not what their headers count")

// checkSum holds the counts in the headers against all shards together.
func (w whole) checkSum(ctx context.Context, list int, report func(Progress)) error {
	next := uint64(0)
	for _, f := range w.files {
		l := f.header.Lists[list]
		if l.From != next {
			return errSum
		}
		next = l.To
	}
	l := w.header().Lists[list]
	if next != l.Buckets() {
		return errSum
	}
	src := source{list: l, occupied: w.buckets(list)}
	src.list.Total, src.list.GroupOccupied = 0, nil
	if err := src.count(ctx, int64(l.Total), report); err != nil {
		return err
	}
	if src.list.Total != l.Total || !slices.Equal(src.list.GroupOccupied, l.GroupOccupied) {
		return errSum
	}
	return nil
}

// checkRules refuses packs that were made with other rules than those of this
// program: the same person would be in another bucket there.
func checkRules(h pack.Header) error {
	for _, r := range []struct {
		what      string
		have, now int
	}{
		{"the pack format", h.Format, pack.Format},
		{"the table of buckets", h.Table, bucket.Version},
		{"the rules for writing numbers and addresses in one way", h.Normaliser, detail.Version},
	} {
		if r.have != r.now {
			return fmt.Errorf("it was made with version %d of %s, and this program has version %d; build it again from its source", r.have, r.what, r.now)
		}
	}
	return nil
}

// sameFile reports whether two paths lead to one file or folder.
func sameFile(a, b string) (bool, error) {
	ia, err := os.Stat(a)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", a, pathless(err))
	}
	ib, err := os.Stat(b)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", b, pathless(err))
	}
	return os.SameFile(ia, ib), nil
}
