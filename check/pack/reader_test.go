package pack_test

// A second reader of packs, written from docs/pack-format.md alone: it shares
// no code with package pack and what stands below it. It is what a reader in
// another language would be, so it must stay small and stay by itself.

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/bits"

	_ "modernc.org/sqlite"
)

// A secondReader is an open pack.
type secondReader struct {
	db *sql.DB
	secondHeader
}

type secondHeader struct {
	Format, Table, Normaliser int
	Shards                    int
	Lists                     []struct {
		Shape                     string
		Bits                      int
		From, To, Occupied, Total uint64
		GroupOccupied             []uint64 `json:"group_occupied"`
		Root                      struct {
			Node, Divisor uint64
			Levels        int
			Hash          string
		}
	}
}

// openSecond opens a pack of one format and table.
func openSecond(path string, format, table int) (*secondReader, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&immutable=1")
	if err != nil {
		return nil, err
	}
	s := &secondReader{db: db}
	if err := s.load(format, table); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func (s *secondReader) load(format, table int) error {
	var application, version int
	var header, seal []byte
	for _, one := range []struct {
		query string
		to    any
	}{
		{"PRAGMA application_id", &application}, {"PRAGMA user_version", &version},
		{"SELECT data FROM header WHERE id = 0", &header}, {"SELECT data FROM header WHERE id = 1", &seal},
	} {
		if err := s.db.QueryRow(one.query).Scan(one.to); err != nil {
			return err
		}
	}
	if application != 0x4e65656d || version != format {
		return errors.New("no pack, or another format")
	}
	if want := sha256.Sum256(append([]byte("neem-pack root\n"), header...)); !bytes.Equal(seal, want[:]) {
		return errors.New("the header does not go with its seal")
	}
	if err := json.Unmarshal(header, &s.secondHeader); err != nil {
		return err
	}
	if s.Format != format || s.Table != table || len(s.Lists) == 0 {
		return errors.New("versions that this reader does not know, or no list")
	}
	for _, l := range s.Lists {
		all := max(1, uint64(len(l.GroupOccupied))) << l.Bits
		if l.From >= l.To || l.To > all || s.Shards == 1 && (l.From != 0 || l.To != all) || l.Root.Levels < 1 || l.Root.Levels > 8 {
			return errors.New("a list that cannot be")
		}
	}
	return nil
}

// has answers for a bucket of the i-th list. Without an error, a "no" is
// proven.
func (s *secondReader) has(i int, b uint64) (bool, error) {
	l := s.Lists[i]
	if b < l.From || b >= l.To {
		return false, errors.New("the bucket is in another shard")
	}
	id, hash := l.Root.Node, l.Root.Hash
	start, end, count, divisor := l.From, l.To, l.Occupied, l.Root.Divisor
	for level := l.Root.Levels; ; level-- {
		var data []byte
		if err := s.db.QueryRow("SELECT data FROM node WHERE id = ?", int64(id)).Scan(&data); err != nil {
			return false, err
		}
		if fmt.Sprintf("%x", sha256.Sum256(data)) != hash {
			return false, errors.New("a node does not go with its hash")
		}
		if level == 1 {
			return secondLeaf(data, start, end, count, divisor, b)
		}
		at := start // where the child being read starts
		var sum uint64
		number := func() uint64 {
			v, n := binary.Uvarint(data)
			data = data[max(0, n):]
			return v
		}
		first, children := number(), number()
		var nextStart, nextEnd, nextCount, nextDivisor uint64
		found := false
		for c := range children {
			at += number()
			n, m := number(), number()
			if sum += n; len(data) < sha256.Size || at >= end || (m == 0) != (level > 2) {
				return false, errors.New("an inner node that cannot be")
			}
			if b >= at { // the last child that starts at or before b
				id, hash = first+c, fmt.Sprintf("%x", data[:sha256.Size])
				nextStart, nextEnd, nextCount, nextDivisor, found = at, end, n, m, true
			} else if nextEnd > at {
				nextEnd = at
			}
			data = data[sha256.Size:]
		}
		if !found || sum != count || len(data) != 0 {
			return false, errors.New("an inner node that does not add up")
		}
		start, end, count, divisor = nextStart, nextEnd, nextCount, nextDivisor
	}
}

// secondLeaf looks for b among the buckets of a leaf, and reads it to its end.
func secondLeaf(data []byte, start, end, count, m, b uint64) (found bool, err error) {
	at := 0
	bit := func() (v uint64) {
		if at >= 8*len(data) {
			err = errors.New("a leaf that ends too early")
			return 0
		}
		v = uint64(data[at/8]) >> (7 - at%8) & 1
		at++
		return v
	}
	width := bits.Len64(m - 1)
	short := uint64(1)<<width - m
	for ; count > 0 && err == nil; count-- {
		var gap, rest uint64
		for bit() == 1 {
			if gap += m; gap >= end-start {
				return false, errors.New("a bucket outside the leaf")
			}
		}
		for range width - 1 {
			rest = rest<<1 | bit()
		}
		if width > 0 && rest >= short {
			rest = rest<<1 | bit() - short
		}
		if rest >= end-start-gap {
			return false, errors.New("a bucket outside the leaf")
		}
		found = found || start+gap+rest == b
		start += gap + rest + 1
	}
	if err == nil && (at+7)/8 != len(data) {
		err = errors.New("a leaf with bytes left over")
	}
	for err == nil && at%8 != 0 {
		if bit() != 0 {
			err = errors.New("a leaf whose last bits are not zero")
		}
	}
	return found && err == nil, err
}

// secondBucket is the number of the bucket of a personal detail: the leading
// bits of the hash of the direct identifier, behind the group.
func secondBucket(table int, kind, normal string, group uint64, n int) uint64 {
	h := sha256.Sum256(fmt.Appendf(nil, "neem/%d/%s\x00%s", table, kind, normal))
	return group<<n + binary.BigEndian.Uint64(h[:8])>>(64-n)
}
