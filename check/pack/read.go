package pack

import (
	"bytes"
	"cmp"
	"container/list"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"modernc.org/sqlite/vfs"
)

// A Pack is an open pack. It is safe for concurrent use.
type Pack struct {
	path   string
	header Header
	root   Digest
	size   int64

	db     *sql.DB
	node   *sql.Stmt
	closer func() error

	mu    sync.Mutex
	cache cache
}

// Open opens a pack read-only. The error is an [*Error] with the reason.
func Open(ctx context.Context, path string) (*Pack, error) {
	// Looked at before it is opened: opening a pipe would wait for a writer.
	info, err := os.Stat(path)
	if err != nil {
		return nil, &Error{Reason: osReason(err), Path: path, Err: pathless(err)}
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		return nil, fail(path, Foreign, "it is no ordinary file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &Error{Reason: osReason(err), Path: path, Err: pathless(err)}
	}
	size, perr := preflight(path, f)
	if err := f.Close(); err != nil && perr == nil {
		perr = &Error{Reason: Unreadable, Path: path, Err: pathless(err)}
	}
	if perr != nil {
		return nil, perr
	}
	// immutable: no journal or WAL file that somebody put beside the pack is
	// ever played back, and nothing is written.
	return open(ctx, path, size, fileURL(path, pragmas(url.Values{"mode": {"ro"}, "immutable": {"1"}})), nil)
}

// OpenFS opens a pack inside a file system, such as the one embedded in the
// program.
func OpenFS(ctx context.Context, fsys fs.FS, name string) (*Pack, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, &Error{Reason: osReason(err), Path: name, Err: pathless(err)}
	}
	size, perr := preflight(name, f)
	_ = f.Close() // read-only: nothing can be lost
	if perr != nil {
		return nil, perr
	}
	id, v, err := vfs.New(fsys)
	if err != nil {
		return nil, fail(name, Unreadable, "mounting: %w", err)
	}
	q := pragmas(url.Values{"mode": {"ro"}, "immutable": {"1"}, "vfs": {id}})
	return open(ctx, name, size, "file:"+url.PathEscape(name)+"?"+q.Encode(), v.Close)
}

// pragmas hardens the reading of a file that anybody may have made.
func pragmas(q url.Values) url.Values {
	q["_pragma"] = []string{"trusted_schema(0)", "cell_size_check(1)", "query_only(1)", "mmap_size(0)"}
	return q
}

// pathless drops the path that os errors repeat.
func pathless(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// preflight looks at the first bytes before SQLite sees the file, because
// its own errors do not tell a cut file from a foreign one.
// Offsets: SQLite file format, section 1.3.
func preflight(path string, f fs.File) (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, &Error{Reason: Unreadable, Path: path, Err: pathless(err)}
	}
	if info.IsDir() {
		return 0, fail(path, Foreign, "it is a folder")
	}
	size := info.Size()
	if size == 0 {
		return 0, &Error{Reason: EmptyFile, Path: path}
	}
	const magic = "SQLite format 3\x00"
	head := make([]byte, 108)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, &Error{Reason: Unreadable, Path: path, Err: pathless(err)}
	}
	if !bytes.Equal(head[:min(n, len(magic))], []byte(magic)[:min(n, len(magic))]) {
		return 0, &Error{Reason: Foreign, Path: path}
	}
	if n < len(head) {
		return 0, fail(path, Truncated, "%d bytes are there", size)
	}
	if binary.BigEndian.Uint32(head[68:]) != ApplicationID {
		return 0, fail(path, Foreign, "another program's database")
	}
	if v := int32(binary.BigEndian.Uint32(head[60:])); v != Format {
		if v > Format {
			return 0, fail(path, Newer, "format %d; this program reads up to %d", v, Format)
		}
		return 0, fail(path, Damaged, "format %d", v)
	}
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 65536
	}
	want := page * int64(binary.BigEndian.Uint32(head[28:]))
	switch {
	case page < 512 || want == 0:
		return 0, fail(path, Damaged, "its page size or count cannot be")
	case size < want:
		return 0, fail(path, Truncated, "%d of %d bytes are there", size, want)
	case size > want:
		return 0, fail(path, Damaged, "%d bytes where %d belong", size, want)
	}
	// The list of tables is two rows in the first page. Were it a tree, whose
	// pages may name each other without end, SQLite would walk all of it.
	const leafPage = 0x0d
	if head[100] != leafPage || binary.BigEndian.Uint16(head[103:]) != 2 {
		return 0, fail(path, Damaged, "its tables are not those of a pack")
	}
	return size, nil
}

func open(ctx context.Context, path string, size int64, dsn string, unmount func() error) (*Pack, error) {
	p := &Pack{path: path, size: size, closer: unmount, cache: newCache()}
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fail(path, Unreadable, "%w", err)
	}
	p.db = db
	db.SetMaxOpenConns(1)
	if err := p.load(ctx); err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

func (p *Pack) load(ctx context.Context) error {
	if err := p.checkSchema(ctx); err != nil {
		return err
	}
	var data []byte
	err := p.db.QueryRowContext(ctx, "SELECT data FROM header WHERE id = 0 AND length(data) <= ?", maxHeader).Scan(&data)
	if err != nil {
		return p.damaged(ctx, fmt.Errorf("header: %w", err))
	}
	h, err := decodeHeader(data)
	if errors.Is(err, errNewer) {
		return &Error{Reason: Newer, Path: p.path, Err: err}
	}
	if errors.Is(err, errVector) {
		return p.damaged(ctx, errVector)
	}
	if err != nil {
		return p.damaged(ctx, headerError{err})
	}
	p.header, p.root = h, rootOf(data)
	if err := p.checkSeal(ctx); err != nil {
		return err
	}
	if p.node, err = p.db.PrepareContext(ctx, "SELECT data FROM node WHERE id = ? AND length(data) <= ?"); err != nil {
		return p.damaged(ctx, err)
	}
	// The root nodes: a first proof that header and trees belong together.
	for i := range h.Lists {
		top := h.Lists[i].top()
		if _, err := p.read(ctx, top); err != nil {
			return err
		}
	}
	return nil
}

// checkSeal compares the header with its seal. This comes after the header has
// been understood, so that what makes no sense is told as that.
func (p *Pack) checkSeal(ctx context.Context) error {
	var seal []byte
	err := p.db.QueryRowContext(ctx, "SELECT data FROM header WHERE id = 1 AND length(data) = ?", len(p.root)).Scan(&seal)
	if err != nil {
		return p.damaged(ctx, fmt.Errorf("seal of the header: %w", err))
	}
	if !bytes.Equal(seal, p.root[:]) {
		return fail(p.path, Damaged, "its header was changed")
	}
	return nil
}

// checkSchema refuses anything beside the two tables: views, triggers and
// indexes have no business in a pack.
func (p *Pack) checkSchema(ctx context.Context) (err error) {
	rows, err := p.db.QueryContext(ctx, "SELECT sql FROM sqlite_schema ORDER BY name LIMIT 3")
	if err != nil {
		return p.damaged(ctx, fmt.Errorf("schema: %w", err))
	}
	defer func() { _ = rows.Close() }()
	var got []string
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			return p.damaged(ctx, fmt.Errorf("schema: %w", err))
		}
		got = append(got, s.String)
	}
	if err := rows.Err(); err != nil {
		return p.damaged(ctx, fmt.Errorf("schema: %w", err))
	}
	if !slices.Equal(got, []string{sqlHeader, sqlNode}) {
		return fail(p.path, Damaged, "its tables are not those of a pack")
	}
	return nil
}

// damaged wraps an error of reading, unless it is the caller who gave up.
func (p *Pack) damaged(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = errors.New("a row is missing")
	}
	return &Error{Reason: Damaged, Path: p.path, Err: err}
}

// Close releases the file.
func (p *Pack) Close() error {
	var errs []error
	if p.node != nil {
		errs = append(errs, p.node.Close())
	}
	errs = append(errs, p.db.Close())
	if p.closer != nil {
		errs = append(errs, p.closer())
	}
	return errors.Join(errs...)
}

// Path returns the name under which the pack was opened.
func (p *Pack) Path() string { return p.path }

// Name returns the last part of the path.
func (p *Pack) Name() string { return filepath.Base(p.path) }

// Header returns what the pack says of itself.
func (p *Pack) Header() Header { return p.header }

// Root returns the digest that stands for the whole file.
func (p *Pack) Root() Digest { return p.root }

// Size returns the file's length in bytes.
func (p *Pack) Size() int64 { return p.size }

// top describes the root node as a parent would.
func (l List) top() child {
	return child{
		id: l.Root.Node, start: l.From, end: l.To, count: l.Occupied,
		divisor: l.Root.Divisor, hash: l.Root.Hash,
	}
}

// ErrOutside is returned for a bucket that another shard of the list covers.
var ErrOutside = errors.New("the bucket is in another shard")

// Has reports whether a bucket of the i-th list is occupied. An error is an
// [*Error], [ErrOutside], or that of ctx; there is no "no" without proof.
func (p *Pack) Has(ctx context.Context, i int, b uint64) (bool, error) {
	l := &p.header.Lists[i]
	if b < l.From || b >= l.To {
		return false, ErrOutside
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	at := l.top()
	for level := l.Root.Levels; level > 1; level-- {
		n, err := p.read(ctx, at)
		if err != nil {
			return false, err
		}
		children, err := n.inner(p, at, level == 2)
		if err != nil {
			return false, err
		}
		k, ok := slices.BinarySearchFunc(children, b, func(c child, b uint64) int {
			switch {
			case c.end <= b:
				return -1
			case c.start > b:
				return 1
			}
			return 0
		})
		if !ok {
			return false, fail(p.path, Damaged, "no part of the list covers a bucket")
		}
		at = children[k]
	}
	n, err := p.read(ctx, at)
	if err != nil {
		return false, err
	}
	found, err := n.has(at, b)
	if err != nil {
		return false, &Error{Reason: Damaged, Path: p.path, Err: err}
	}
	return found, nil
}

// A cached is a node whose bytes have been checked. An inner node is decoded
// when it is first used; of a leaf as much is read as a question needs.
type cached struct {
	data     []byte
	children []child
	marks    []leafReader // of a leaf, after every markEvery positions, as far as it was read
}

// markEvery is how many positions are read to get from a mark to a bucket.
const markEvery = 128

// has reads a leaf up to a bucket. What stands behind it is not looked at: it
// cannot change the answer, and [Pack.Verify] looks at all of it.
func (n *cached) has(at child, b uint64) (bool, error) {
	if n.marks == nil {
		l, err := openLeaf(n.data, at.start, at.end, at.count, at.divisor)
		if err != nil {
			return false, err
		}
		if at.count == 0 {
			return false, l.finish()
		}
		n.marks = append(n.marks, l)
	}
	// The last mark from which b can still be reached; the first one stands at
	// the leaf's start.
	i, exact := slices.BinarySearchFunc(n.marks, b, func(m leafReader, b uint64) int { return cmp.Compare(m.next, b) })
	if !exact {
		i--
	}
	l := n.marks[i]
	for l.left > 0 {
		if l.skim(b, markEvery) == markEvery {
			if i++; i == len(n.marks) && l.next > n.marks[i-1].next {
				n.marks = append(n.marks, l)
			}
			continue
		}
		// What follows is b, behind it, or uncommon.
		p, err := l.position()
		if err != nil {
			return false, err
		}
		if p >= b {
			return p == b, nil
		}
	}
	return false, nil
}

func (n *cached) inner(p *Pack, at child, aboveLeaves bool) ([]child, error) {
	if n.children == nil {
		c, err := decodeInner(n.data, at.start, at.end, at.count, aboveLeaves)
		if err != nil {
			return nil, &Error{Reason: Damaged, Path: p.path, Err: err}
		}
		n.children, n.data = c, nil
	}
	return n.children, nil
}

// leaf decodes all of a leaf.
func (n *cached) leaf(p *Pack, at child) ([]uint64, error) {
	v, err := decodeLeaf(n.data, at.start, at.end, at.count, at.divisor)
	if err != nil {
		return nil, &Error{Reason: Damaged, Path: p.path, Err: err}
	}
	return v, nil
}

// read returns a node after comparing its bytes with the hash that its parent
// holds.
func (p *Pack) read(ctx context.Context, at child) (*cached, error) {
	if n := p.cache.get(at); n != nil {
		return n, nil
	}
	n, err := p.fetch(ctx, at)
	if err == nil {
		p.cache.put(at, n)
	}
	return n, err
}

// fetch is read without the cache.
func (p *Pack) fetch(ctx context.Context, at child) (*cached, error) {
	var data []byte
	if err := p.node.QueryRowContext(ctx, int64(at.id), maxNode).Scan(&data); err != nil {
		return nil, p.damaged(ctx, fmt.Errorf("part %d: %w", at.id, err))
	}
	if sha256.Sum256(data) != at.hash {
		return nil, fail(p.path, Damaged, "part %d was changed", at.id)
	}
	return &cached{data: data}, nil
}

// cacheBytes bounds the nodes kept in memory, counted by their bytes in the
// file; beside them stand what inner nodes decode to, about twice as much, and
// the marks of leaves, at most as much.
const cacheBytes = 32 << 20

type cacheEntry struct {
	at    child
	node  *cached
	bytes int
}

// A cache keeps the nodes that were used last. Its key is all that the parent
// says of a node, since the same bytes mean something else in another range.
type cache struct {
	byChild map[child]*list.Element
	order   *list.List
	bytes   int
}

func newCache() cache { return cache{byChild: map[child]*list.Element{}, order: list.New()} }

func (c *cache) get(at child) *cached {
	e, ok := c.byChild[at]
	if !ok {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*cacheEntry).node
}

func (c *cache) put(at child, n *cached) {
	e := &cacheEntry{at: at, node: n, bytes: len(n.data)}
	c.byChild[at] = c.order.PushFront(e)
	for c.bytes += e.bytes; c.bytes > cacheBytes; {
		last := c.order.Remove(c.order.Back()).(*cacheEntry)
		delete(c.byChild, last.at)
		c.bytes -= last.bytes
	}
}
