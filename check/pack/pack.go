// Package pack reads and writes packs: files that hold lists of occupied
// buckets (see package bucket) and prove, for every answer, that nothing is
// missing from them.
//
// # The file
//
// A pack is an SQLite database with application_id [ApplicationID] and the
// format number as its user_version. It has two tables:
//
//	CREATE TABLE header (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT
//	CREATE TABLE node (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT
//
// header has two rows. Row 0 is the [Header] as JSON. Its SHA-256 (with the
// prefix "neem-pack root\n") is the root: whoever knows the root knows the
// file. Row 1 is the root, as the seal of row 0: the hashes of the nodes say
// nothing about the header, and a single digit of it that changed, in a range
// or a Golomb parameter, would deny people who are listed. (The seal is against
// damage. Who wants to deceive can write another; against that help signatures
// and the root that is pinned when a pack is imported.) node holds the trees.
//
// # A list
//
// The buckets of a list are numbered 0 … M−1 (see bucket.Key.Bucket). A list
// is a tree over that range. A leaf holds the occupied buckets of its part of
// the range as Golomb-coded gaps; an inner node holds, for each child, where
// the child's part begins, how many occupied buckets it has, its Golomb
// parameter and the SHA-256 of its bytes. The parts of siblings touch: there
// is no gap in which a bucket could go missing, so a bucket that is not found
// in the leaf that covers it is proven absent. The hash of the tree's root
// node stands in the header. Every node is checked against its parent before
// a bit of it is believed.
//
// docs/pack-format.md is the specification.
package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"neem/check/bucket"
)

// Format is the number of the format that this package writes. Every later
// release opens every earlier format.
const Format = 1

// ApplicationID is the application_id of a pack: "Neem" in ASCII.
const ApplicationID = 0x4e65656d

// Extension is the file name extension of packs.
const Extension = ".neem"

// Limits on what a foreign file may make the reader do.
const (
	maxHeader   = 1 << 20 // bytes of the header
	maxNode     = 1 << 16 // bytes of a node
	maxLeafKeys = 1 << 16 // occupied buckets in a leaf
	maxLevels   = 8       // levels of a tree
	maxObjects  = 4096    // objects in the JSON of a header
	maxLeaks    = 256     // leaks of a pack
	maxLists    = 64      // lists of a pack
	maxExposed  = 64      // kinds of details that a leak exposed
	maxVectors  = 16      // known answers of a list
	maxTyped    = 256     // bytes of a part of a known answer
)

// headerRows is how many rows the table header has.
const headerRows = 2

const (
	sqlHeader = "CREATE TABLE header (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT"
	sqlNode   = "CREATE TABLE node (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT"
)

// Digest is a SHA-256.
type Digest [sha256.Size]byte

// String returns the digest in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// MarshalText implements encoding.TextMarshaler.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Digest) UnmarshalText(b []byte) error {
	raw, err := hex.DecodeString(string(b))
	if err != nil || len(raw) != len(d) {
		return errors.New("not a SHA-256 in hexadecimal")
	}
	copy(d[:], raw)
	return nil
}

// A Header says what a pack is and covers.
type Header struct {
	Format     int    `json:"format"`
	Table      int    `json:"table"`      // bucket.Version it was built with
	Normaliser int    `json:"normaliser"` // detail.Version it was built with
	ID         string `json:"id"`         // "publisher/name"
	Edition    uint64 `json:"edition"`
	Publisher  string `json:"publisher"`
	Shard      int    `json:"shard"`  // 1 … Shards
	Shards     int    `json:"shards"` // in how many files the pack comes
	Leaks      []Leak `json:"leaks"`
	Lists      []List `json:"lists"`
}

// A Leak is an incident that a pack's lists are about, in the publisher's
// words.
type Leak struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Date    string   `json:"date"`   // YYYY-MM-DD
	Status  string   `json:"status"` // see Statuses
	Exposed []string `json:"exposed,omitempty"`
	Users   uint64   `json:"users,omitempty"` // of the service, if known
}

// Statuses returns the words for how sure it is that a leak happened.
func Statuses() []string {
	return []string{"confirmed", "disputed", "denied", "alleged", "fabricated"}
}

// A List is a set of occupied buckets.
type List struct {
	Leak       string        `json:"leak"`
	Shape      bucket.Shape  `json:"shape"`
	Policy     bucket.Policy `json:"policy"`
	Population uint64        `json:"population,omitempty"` // possible details; not for public lists
	Bits       int           `json:"bits"`
	Coverage   string        `json:"coverage"` // who is in it, in the publisher's words
	From       uint64        `json:"from"`     // this file covers buckets From ≤ b < To
	To         uint64        `json:"to"`
	Occupied   uint64        `json:"occupied"` // in this file
	Total      uint64        `json:"total"`    // in all shards
	// GroupOccupied counts the occupied buckets of every group of the
	// quasi-identifier, in all shards; nil for a shape without one.
	GroupOccupied []uint64 `json:"group_occupied,omitempty"`
	Root          Root     `json:"root"`
	Vectors       []Vector `json:"vectors"`
}

// Buckets returns the number of all buckets of the list, in all shards.
func (l List) Buckets() uint64 { return l.Shape.Count(l.Bits) }

// FalsePositive returns the share of details of a group that fall into an
// occupied bucket though they are not in the list. The counts are the
// header's; [Pack.Verify] recounts them.
func (l List) FalsePositive(group uint32) float64 {
	if l.GroupOccupied != nil {
		if int(group) >= len(l.GroupOccupied) {
			return 1
		}
		return float64(l.GroupOccupied[group]) / float64(uint64(1)<<l.Bits)
	}
	return float64(l.Total) / float64(l.Buckets())
}

// WorstFalsePositive returns the highest rate of all groups.
func (l List) WorstFalsePositive() float64 {
	worst := 0.0
	for g := range max(1, len(l.GroupOccupied)) {
		worst = max(worst, l.FalsePositive(uint32(g)))
	}
	return worst
}

// A Root names the root node of a list's tree.
type Root struct {
	Node    uint64 `json:"node"`
	Levels  int    `json:"levels"`  // 1 if the root is a leaf
	Divisor uint64 `json:"divisor"` // the Golomb parameter, if the root is a leaf
	Hash    Digest `json:"hash"`
}

// A Vector is a known answer: an invented detail as a person might type it,
// part by part, and the bucket that it must fall into. A reader that arrives
// elsewhere would answer wrongly, and refuses the pack.
type Vector struct {
	Typed  []string `json:"typed"`
	Bucket uint64   `json:"bucket"`
}

// Reason says why a pack cannot be used, for a program to choose words by.
type Reason string

// The reasons.
const (
	Missing    Reason = "missing"    // no such file
	Unreadable Reason = "unreadable" // the system does not let us read it
	EmptyFile  Reason = "empty"      // the file has no bytes
	Foreign    Reason = "foreign"    // not a Neem pack
	Newer      Reason = "newer"      // made for a newer program
	Truncated  Reason = "truncated"  // the end of the file is missing
	Damaged    Reason = "damaged"    // something in it is not as it was made
)

// An Error says that a pack, or the part of it that was asked, cannot be
// used. Any answer that depended on it is "cannot tell".
type Error struct {
	Reason Reason
	Path   string
	Err    error
}

func (e *Error) Error() string { return e.Path + ": " + e.Reason.explain() + e.cause() }

// Why returns the reason in words, without the path.
func (e *Error) Why() string { return e.Reason.explain() + e.cause() }

func (e *Error) cause() string {
	if e.Err == nil {
		return ""
	}
	return " (" + e.Err.Error() + ")"
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func (r Reason) explain() string {
	switch r {
	case Missing:
		return "the file is not there"
	case Unreadable:
		return "the file cannot be read"
	case EmptyFile:
		return "the file is empty"
	case Foreign:
		return "the file is not a Neem pack"
	case Newer:
		return "the pack is for a newer version of this program"
	case Truncated:
		return "the end of the file is missing"
	case Damaged:
		return "the file is damaged"
	}
	return string(r)
}

func fail(path string, r Reason, format string, args ...any) *Error {
	return &Error{Reason: r, Path: path, Err: fmt.Errorf(format, args...)}
}

// osReason tells a missing file from one that cannot be read.
func osReason(err error) Reason {
	if errors.Is(err, os.ErrNotExist) {
		return Missing
	}
	return Unreadable
}

func rootOf(header []byte) Digest {
	h := sha256.New()
	h.Write([]byte("neem-pack root\n"))
	h.Write(header)
	return Digest(h.Sum(nil))
}
