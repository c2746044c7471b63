package vault

import (
	"context"
	"crypto/rand"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"neem/check"
	"neem/check/detail"
)

// A cost is what it takes to make a key from a passphrase with Argon2id
// (RFC 9106).
type cost struct {
	passes uint32
	memory uint32 // KiB
	lanes  uint8
	salt   [16]byte
}

// newCost returns the second recommended option of RFC 9106, section 4, for
// computers with little memory, with a salt of its own.
func newCost() cost {
	c := cost{passes: 3, memory: 64 << 10, lanes: 4}
	_, _ = rand.Read(c.salt[:]) // it never fails: see crypto/rand
	return c
}

// bearable reports whether a file may ask for this: neither more than a small
// computer has, nor less than would keep a passphrase.
func (c cost) bearable() bool {
	return c.passes >= 1 && c.passes <= 16 && c.memory >= 19<<10 && c.memory <= 256<<10 && c.lanes >= 1 && c.lanes <= 16
}

func (c cost) key(passphrase string) *[keySize]byte {
	// The same letters come in other forms from another keyboard.
	text := []byte(norm.NFC.String(passphrase))
	defer clear(text)
	return (*[keySize]byte)(argon2.IDKey(text, c.salt[:], c.passes, c.memory, c.lanes, keySize))
}

// EnoughWeight is the weight from which a passphrase is good enough: 15
// characters, as NIST SP 800-63B-4, section 3.1.1, wants of a password that
// stands alone.
const EnoughWeight = 15

// An Asker is what asks lists: a check.Checker or a library.
type Asker interface {
	Check(context.Context, check.Query) ([]check.Result, error)
}

// Weigh says how much a passphrase weighs, in characters. A character that
// could not be foreseen counts one. What is in a list of leaked passwords, the
// built-in one above all, counts three, however long it is: about as much as
// telling which of fifty thousand it is. What repeats the stretch before it, or
// goes on counting (1234, dcba), adds nothing. Only lists can tell what is
// common; in a language of which they have little, a passphrase of well-known
// words weighs less than is said here. The error is that of ctx.
func Weigh(ctx context.Context, lists Asker, passphrase string) (int, error) {
	runes := []rune(norm.NFC.String(passphrase))
	known := map[string]bool{}
	common := func(s string) (bool, error) {
		hit, ok := known[s]
		if ok {
			return hit, nil
		}
		d, err := detail.Parse(detail.Password, s)
		if err != nil {
			return false, nil // no list has it
		}
		q, err := check.NewQuery(d)
		if err != nil {
			return false, nil
		}
		results, err := lists.Check(ctx, q)
		if err != nil {
			return false, err
		}
		known[s] = check.Outcome(results) == check.Found
		return known[s], nil
	}
	const (
		shortest, longest = 4, 12 // of a piece that is looked up
		lookedAt          = 40    // characters, so that the time is bounded
		ofPiece           = 3
	)
	weight := make([]int, len(runes)+1) // of the first so many characters
	for end := 1; end <= len(runes); end++ {
		w := weight[end-1] + 1
		if end >= 3 {
			if step := runes[end-1] - runes[end-2]; step >= -1 && step <= 1 && step == runes[end-2]-runes[end-3] {
				w = weight[end-1]
			}
		}
		for n := 1; 2*n <= end; n++ {
			if string(runes[end-n:end]) == string(runes[end-2*n:end-n]) {
				w = min(w, weight[end-n])
			}
		}
		for n := shortest; n <= min(longest, end) && end <= lookedAt; n++ {
			if weight[end-n]+ofPiece >= w {
				continue // it would not weigh less
			}
			piece := string(runes[end-n : end])
			for _, s := range []string{piece, strings.ToLower(piece)} {
				hit, err := common(s)
				if err != nil {
					return 0, err
				}
				if hit {
					w = weight[end-n] + ofPiece
				}
			}
		}
		weight[end] = w
	}
	return weight[len(runes)], nil
}
