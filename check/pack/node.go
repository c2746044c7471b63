package pack

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
)

// A child is what an inner node says about one of its children.
type child struct {
	id      uint64
	start   uint64 // the child covers [start, end)
	end     uint64
	count   uint64 // occupied buckets below it
	divisor uint64 // the Golomb parameter of a leaf, 0 for an inner node
	hash    Digest
}

// An inner node is: uvarint id of the first child (the others follow it),
// uvarint number of children, then for each child uvarint start − the
// previous child's start (of the first: − the node's own start, so 0),
// uvarint count, uvarint divisor, 32 bytes of SHA-256.

// maxChildBytes bounds what one child takes in an inner node.
const maxChildBytes = 3*binary.MaxVarintLen64 + sha256.Size

func encodeInner(start uint64, children []child) []byte {
	b := binary.AppendUvarint(nil, children[0].id)
	b = binary.AppendUvarint(b, uint64(len(children)))
	prev := start
	for _, c := range children {
		b = binary.AppendUvarint(b, c.start-prev)
		b = binary.AppendUvarint(b, c.count)
		b = binary.AppendUvarint(b, c.divisor)
		b = append(b, c.hash[:]...)
		prev = c.start
	}
	return b
}

var errInner = errors.New("an inner node is malformed")

// decodeInner returns the children of a node that covers [start, end) and has
// count occupied buckets. They are gapless by construction: each ends where
// the next one starts.
func decodeInner(data []byte, start, end, count uint64, aboveLeaves bool) ([]child, error) {
	uvarint := func() (uint64, bool) {
		v, n := binary.Uvarint(data)
		if n <= 0 {
			return 0, false
		}
		data = data[n:]
		return v, true
	}
	first, ok := uvarint()
	if !ok {
		return nil, errInner
	}
	n, ok := uvarint()
	if !ok || n == 0 || n > maxNode/sha256.Size {
		return nil, errInner
	}
	children := make([]child, n)
	at, sum := start, uint64(0)
	for i := range children {
		c := &children[i]
		step, ok1 := uvarint()
		cnt, ok2 := uvarint()
		div, ok3 := uvarint()
		if !ok1 || !ok2 || !ok3 || len(data) < sha256.Size {
			return nil, errInner
		}
		copy(c.hash[:], data)
		data = data[sha256.Size:]
		if (i == 0) != (step == 0) || step >= end-at || (div != 0) != aboveLeaves {
			return nil, errInner
		}
		at += step
		c.id, c.start, c.count, c.divisor = first+uint64(i), at, cnt, div
		if i > 0 {
			children[i-1].end = at
		}
		if sum+cnt < sum {
			return nil, errInner
		}
		sum += cnt
	}
	children[n-1].end = end
	if len(data) != 0 || sum != count {
		return nil, errInner
	}
	return children, nil
}
