package pack

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the "sqlite" driver

	"neem/check/bucket"
)

// A Writer makes one pack file. Nothing stands at the final path before
// [Writer.Commit]; [Writer.Abort] leaves nothing behind.
type Writer struct {
	path    string
	temp    string
	db      *sql.DB
	tx      *sql.Tx
	insert  *sql.Stmt
	node    uint64 // id of the next node
	payload int    // bytes that a full node has
	lists   []List
}

// pagesPerNode is how many pages a full node takes beside the few bytes that
// stay in the table's leaf page: about 8 KB. Larger nodes make the file a
// little smaller, and there is more to fetch, to hash and to decode for one
// answer.
func pagesPerNode(page int) int { return max(1, 8192/page) }

// Create begins a pack that will stand at path. The file is built beside it
// under a temporary name. expectedBytes, the rough size of the lists, decides
// on the page size: 1 KiB pages waste less in small packs, 4 KiB pages carry
// less overhead in large ones.
func Create(ctx context.Context, path string, expectedBytes int64) (*Writer, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".neem-build-*")
	if err != nil {
		return nil, fmt.Errorf("creating the pack: %w", err)
	}
	temp := f.Name()
	if err := f.Close(); err != nil {
		_ = os.Remove(temp)
		return nil, fmt.Errorf("creating the pack: %w", err)
	}
	page := 1024
	if expectedBytes > 4<<20 {
		page = 4096
	}
	w := &Writer{path: path, temp: temp, node: 1, payload: nodePayload(page)}
	if err := w.open(ctx, page); err != nil {
		w.Abort()
		return nil, fmt.Errorf("creating the pack: %w", err)
	}
	return w, nil
}

// nodePayload is the row length at which SQLite fills whole overflow pages
// and keeps the least in the b-tree page (SQLite file format, section 1.6:
// M = (U−12)·32/255 − 23 stay, each overflow page takes U−4). The row's own
// header (at most 7 bytes here: header length, two serial types) is part of
// what is stored.
func nodePayload(page int) int {
	local := (page-12)*32/255 - 23
	return local + pagesPerNode(page)*(page-4) - 7
}

func (w *Writer) open(ctx context.Context, page int) error {
	db, err := sql.Open("sqlite", fileURL(w.temp, url.Values{
		"_pragma": {
			fmt.Sprintf("page_size(%d)", page), "journal_mode(OFF)", "synchronous(OFF)", "locking_mode(EXCLUSIVE)",
		},
	}))
	if err != nil {
		return err
	}
	w.db = db
	db.SetMaxOpenConns(1)
	for _, stmt := range []string{
		fmt.Sprintf("PRAGMA application_id = %d", ApplicationID),
		fmt.Sprintf("PRAGMA user_version = %d", Format),
		sqlHeader, sqlNode,
	} {
		if _, err := db.ExecContext(ctx, stmt); err != nil {
			return err
		}
	}
	if w.tx, err = db.BeginTx(ctx, nil); err != nil {
		return err
	}
	w.insert, err = w.tx.PrepareContext(ctx, "INSERT INTO node (id, data) VALUES (?, ?)")
	return err
}

// fileURL names a database file to the driver as a URI, so that no character
// of the path can be taken for a parameter.
func fileURL(path string, params url.Values) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: params.Encode()}
	if u.Path[0] != '/' { // C:/…
		u.Path = "/" + u.Path
	}
	return u.String()
}

// Abort gives up: the temporary file is removed. After Commit it does
// nothing.
func (w *Writer) Abort() {
	if w.tx != nil {
		_ = w.tx.Rollback()
		w.tx = nil
	}
	if w.db != nil {
		_ = w.db.Close()
		w.db = nil
	}
	if w.temp != "" {
		_ = os.Remove(w.temp)
		w.temp = ""
	}
}

// AddList writes a list. buckets yields the occupied buckets in ascending
// order, none twice, within From and To of the list; its Occupied, Root and
// Vectors are filled in. It returns the number of bytes that the list's
// nodes take.
func (w *Writer) AddList(ctx context.Context, l List, buckets iter.Seq2[uint64, error]) (int64, error) {
	t := treeWriter{w: w, ctx: ctx, list: l}
	if err := t.write(buckets); err != nil {
		return 0, fmt.Errorf("writing list %s of %s: %w", l.Shape, l.Leak, err)
	}
	l.Occupied, l.Root = t.count, t.root
	vectors, err := makeVectors(l.Shape, l.Bits)
	if err != nil {
		return 0, err
	}
	l.Vectors = vectors
	w.lists = append(w.lists, l)
	return t.bytes, nil
}

// Commit writes the header with the lists added so far, and puts the file in
// its place, replacing an older one. It returns the pack's root.
func (w *Writer) Commit(ctx context.Context, h Header) (Digest, error) {
	root, err := w.commit(ctx, h)
	if err != nil {
		w.Abort()
		return Digest{}, fmt.Errorf("finishing the pack: %w", err)
	}
	return root, nil
}

func (w *Writer) commit(ctx context.Context, h Header) (Digest, error) {
	h.Format, h.Table = Format, bucket.Version
	h.Normaliser = normaliserVersion
	h.Lists = w.lists
	if err := h.validate(); err != nil {
		return Digest{}, err
	}
	data, err := json.Marshal(h)
	if err != nil {
		return Digest{}, err
	}
	if len(data) > maxHeader {
		return Digest{}, errors.New("the header is too long")
	}
	if _, err := decodeHeader(data); err != nil { // nothing is written that cannot be read
		return Digest{}, err
	}
	root := rootOf(data)
	if _, err := w.tx.ExecContext(ctx, "INSERT INTO header (id, data) VALUES (0, ?), (1, ?)", data, root[:]); err != nil {
		return Digest{}, err
	}
	if err := w.tx.Commit(); err != nil {
		return Digest{}, err
	}
	w.tx = nil
	err = w.db.Close()
	w.db = nil
	if err != nil {
		return Digest{}, err
	}
	if err := publishFile(w.temp, w.path); err != nil {
		return Digest{}, err
	}
	w.temp = ""
	return root, nil
}

// publishFile makes sure that the bytes of temp are on the disk and gives the
// file its name.
func publishFile(temp, path string) error {
	f, err := os.OpenFile(temp, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(temp, path)
}

// lookAhead is how many keys decide on a leaf's Golomb parameter.
const lookAhead = 4096

type treeWriter struct {
	w     *Writer
	ctx   context.Context
	list  List
	count uint64
	bytes int64
	root  Root
}

func (t *treeWriter) write(buckets iter.Seq2[uint64, error]) error {
	children, err := t.writeLeaves(buckets)
	if err != nil {
		return err
	}
	levels := 1
	for len(children) > 1 {
		if children, err = t.writeLevel(children); err != nil {
			return err
		}
		levels++
	}
	top := children[0]
	t.root = Root{Node: top.id, Levels: levels, Divisor: top.divisor, Hash: top.hash}
	return nil
}

// writeLeaves cuts the keys into leaves that fill whole pages. The Golomb
// parameter of each follows the keys just ahead, so that lists that are
// denser in one group than in another are coded well in both.
func (t *treeWriter) writeLeaves(buckets iter.Seq2[uint64, error]) ([]child, error) {
	in := newPeeker(buckets)
	defer in.stop()
	var leaves []child
	start := t.list.From
	for {
		ahead, err := in.peek(lookAhead)
		if err != nil {
			return nil, err
		}
		if len(ahead) == 0 && len(leaves) > 0 {
			break
		}
		span := t.list.To - start
		if len(ahead) == lookAhead {
			span = ahead[len(ahead)-1] + 1 - start
		}
		m := divisor(span, uint64(len(ahead)))
		gaps := codeOf(m)
		leaf := bitWriter{buf: make([]byte, 0, t.w.payload+8)}
		var count, used uint64
		next := start
		for count < maxLeafKeys {
			p, ok, err := in.next()
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
			if p < next || p >= t.list.To {
				return nil, fmt.Errorf("bucket %d is out of order or range", p)
			}
			g := p - next
			q := g / m
			word, n := gaps.remainder(g - q*m)
			need := q + 1 + uint64(n)
			if used+need > uint64(8*t.w.payload) && count > 0 {
				in.unread(p)
				break
			}
			leaf.ones(q)
			leaf.bits(word, n)
			used += need
			count++
			next = p + 1
		}
		c := child{start: start, count: count, divisor: m}
		if err := t.writeNode(&c, leaf.bytes()); err != nil {
			return nil, err
		}
		leaves = append(leaves, c)
		t.count += c.count
		start = next
	}
	return leaves, nil
}

func (t *treeWriter) writeLevel(below []child) ([]child, error) {
	perNode := max(2, (t.w.payload-2*10)/maxChildBytes)
	var level []child
	for len(below) > 0 {
		// Fill by measure: most children take fewer bytes than the most.
		n := min(len(below), perNode)
		data := encodeInner(below[0].start, below[:n])
		for n < len(below) {
			more := encodeInner(below[0].start, below[:n+1])
			if len(more) > t.w.payload {
				break
			}
			data, n = more, n+1
		}
		c := child{start: below[0].start}
		for _, b := range below[:n] {
			c.count += b.count
		}
		if err := t.writeNode(&c, data); err != nil {
			return nil, err
		}
		level = append(level, c)
		below = below[n:]
	}
	return level, nil
}

func (t *treeWriter) writeNode(c *child, data []byte) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	if len(data) > maxNode {
		return errors.New("a gap is too long for a node")
	}
	c.id, c.hash = t.w.node, sha256.Sum256(data)
	if data == nil {
		data = []byte{}
	}
	if _, err := t.w.insert.ExecContext(t.ctx, int64(c.id), data); err != nil {
		return err
	}
	t.w.node++
	t.bytes += int64(len(data))
	return nil
}

// A peeker reads a sequence and can look ahead in it.
type peeker struct {
	pull func() ([]uint64, error, bool)
	stop func()
	buf  []uint64
	at   int
	done bool
}

func newPeeker(seq iter.Seq2[uint64, error]) *peeker {
	p := &peeker{}
	p.pull, p.stop = iter.Pull2(inBatches(seq))
	return p
}

// inBatches yields the same values many at a time: going from one sequence to
// another costs as much as coding some twenty gaps. A batch is valid until the
// next one is asked for; an error comes behind the values before it.
func inBatches(seq iter.Seq2[uint64, error]) iter.Seq2[[]uint64, error] {
	return func(yield func([]uint64, error) bool) {
		batch := make([]uint64, 0, lookAhead)
		for v, err := range seq {
			if err != nil {
				_ = (len(batch) == 0 || yield(batch, nil)) && yield(nil, err)
				return
			}
			if batch = append(batch, v); len(batch) == cap(batch) {
				if !yield(batch, nil) {
					return
				}
				batch = batch[:0]
			}
		}
		if len(batch) > 0 {
			yield(batch, nil)
		}
	}
}

// fill reads on until n values are there or there are no more.
func (p *peeker) fill(n int) error {
	if !p.done && p.at > 0 && len(p.buf)-p.at < n {
		p.buf = append(p.buf[:0], p.buf[p.at:]...)
		p.at = 0
	}
	for !p.done && len(p.buf)-p.at < n {
		batch, err, ok := p.pull()
		if err != nil {
			return err
		}
		p.done = !ok
		p.buf = append(p.buf, batch...)
	}
	return nil
}

// peek returns up to n of the next values without taking them.
func (p *peeker) peek(n int) ([]uint64, error) {
	if err := p.fill(n); err != nil {
		return nil, err
	}
	return p.buf[p.at:min(p.at+n, len(p.buf))], nil
}

func (p *peeker) next() (v uint64, ok bool, err error) {
	if p.at == len(p.buf) {
		if err := p.fill(1); err != nil {
			return 0, false, err
		}
		if p.at == len(p.buf) {
			return 0, false, nil
		}
	}
	p.at++
	return p.buf[p.at-1], true, nil
}

// unread gives back the value that next returned last.
func (p *peeker) unread(v uint64) {
	p.at--
	p.buf[p.at] = v
}
