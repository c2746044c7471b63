// Package bucket says into which bucket a detail falls, once for all lists,
// publishers and editions.
//
// A bucket is what the leading bits of the hash of a detail name. A list is
// the set of its occupied buckets. Because the buckets are fixed by this
// package and not by a list, two editions or two publishers of the same list
// occupy the same buckets for the same people, and comparing them tells an
// attacker nothing new (see docs/threat-model.md).
//
// A shape says which details an entry of a list is made of: one direct
// identifier, and at most one quasi-identifier beside it. A direct identifier
// is placed by the leading bits of
//
//	SHA-256("neem/" + table version + "/" + kind + 0x00 + normal form)
//
// and a quasi-identifier by a fixed group. A leaked password is placed by the
// leading bits of the hash under which it is published (SHA-1, or NTLM).
//
// A policy says how many bits: see [Plan].
package bucket

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf16"

	//lint:ignore SA1019 the NT hash is MD4 by definition; nothing is protected by it
	"golang.org/x/crypto/md4"

	"neem/check/detail"
)

// Version numbers this table: domain separation, kinds, groups and shapes. A
// version never changes: two programs that placed a detail differently would
// miss people. What is added makes a new one.
const Version = 1

// MaxBits returns the longest prefix of a hash that names a bucket of the
// shape: the number of all buckets has to stay below 2^63.
func (s Shape) MaxBits() int { return 63 - bits.Len32(s.Groups()-1) }

// The groups of quasi-identifiers.
const (
	// idGroups: eight values of the last four characters of an ID share a
	// group, so that who knows the rest of the number still does not know its
	// end.
	idGroups = 1250
	// birthGroups: eight years share a group; years before 1936 and from 2016
	// on, in which few people with a telephone of their own were born, share
	// the first and the last.
	birthGroups = 12
	birthFirst  = 1936 // the first year of group 1
	birthSpan   = 8
	// pinGroups: the first three digits of a PIN code name a sorting district
	// of India Post. 100 to 999, whether they exist or not.
	pinGroups = 900
	pinFirst  = 100
)

// Shape names what the entries of a list are made of, for example "mobile" or
// "mobile+id4".
type Shape string

// The shapes.
const (
	Mobile          Shape = "mobile"
	Email           Shape = "email"
	MobileID4       Shape = "mobile+id4"
	EmailID4        Shape = "email+id4"
	MobileBirthYear Shape = "mobile+birthyear"
	EmailBirthYear  Shape = "email+birthyear"
	MobilePIN3      Shape = "mobile+pin3"
	EmailPIN3       Shape = "email+pin3"
	PasswordSHA1    Shape = "password-sha1"
	PasswordNTLM    Shape = "password-ntlm"
)

// Shapes returns all shapes of this table.
func Shapes() []Shape {
	return []Shape{
		Mobile, Email, MobileID4, EmailID4, MobileBirthYear, EmailBirthYear, MobilePIN3, EmailPIN3,
		PasswordSHA1, PasswordNTLM,
	}
}

// ErrUnknownShape is returned for a shape that this table does not have.
var ErrUnknownShape = errors.New("unknown shape")

// ParseShape returns the shape of that name; spaces around "+" do not matter.
func ParseShape(name string) (Shape, error) {
	parts := strings.Split(name, "+")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	want := Shape(strings.Join(parts, "+"))
	for _, s := range Shapes() {
		if s == want {
			return s, nil
		}
	}
	return "", fmt.Errorf("%w %q", ErrUnknownShape, name)
}

// Direct returns the kind of the direct identifier.
func (s Shape) Direct() detail.Kind {
	switch s {
	case PasswordSHA1, PasswordNTLM:
		return detail.Password
	case Email, EmailID4, EmailBirthYear, EmailPIN3:
		return detail.Email
	}
	return detail.Mobile
}

// Quasi returns the kind of the quasi-identifier, or "" if there is none.
func (s Shape) Quasi() detail.Kind {
	switch s {
	case MobileID4, EmailID4:
		return detail.ID4
	case MobileBirthYear, EmailBirthYear:
		return detail.BirthYear
	case MobilePIN3, EmailPIN3:
		return detail.PIN3
	}
	return ""
}

// Kinds returns the kinds of the shape in order, the direct identifier first.
func (s Shape) Kinds() []detail.Kind {
	if q := s.Quasi(); q != "" {
		return []detail.Kind{s.Direct(), q}
	}
	return []detail.Kind{s.Direct()}
}

// Personal reports whether an entry stands for a person; a leaked password
// does not.
func (s Shape) Personal() bool { return s.Direct() != detail.Password }

// Groups returns the number of groups of the quasi-identifier, 1 without one.
func (s Shape) Groups() uint32 {
	switch s.Quasi() {
	case detail.ID4:
		return idGroups
	case detail.BirthYear:
		return birthGroups
	case detail.PIN3:
		return pinGroups
	}
	return 1
}

// Even reports whether about as many people fall into each group. The last
// characters of IDs are handed out evenly; years of birth and places are not,
// and how many people are in a group is not known to this table.
func (s Shape) Even() bool { return s.Quasi() == "" || s.Quasi() == detail.ID4 }

// A Key is the place of an entry before a list's bits are known: its group
// and the leading 64 bits of its hash. Keys order as their buckets do, for
// every number of bits.
type Key struct {
	Group  uint32
	Prefix uint64
}

// Less orders keys by group, then prefix.
func (k Key) Less(o Key) bool {
	if k.Group != o.Group {
		return k.Group < o.Group
	}
	return k.Prefix < o.Prefix
}

// Bucket returns the position of the key's bucket among all buckets of a list
// with that many bits: group·2^bits + the leading bits of the prefix.
func (k Key) Bucket(nbits int) uint64 {
	if nbits == 0 {
		return uint64(k.Group)
	}
	return uint64(k.Group)<<nbits | k.Prefix>>(64-nbits)
}

// Count returns the number of buckets of a list: groups·2^bits.
func (s Shape) Count(nbits int) uint64 { return uint64(s.Groups()) << nbits }

// ErrShape is returned when details do not have the kinds of a shape.
var ErrShape = errors.New("the details are not of this shape")

// Key places an entry. The details are given in the order of [Shape.Kinds].
func (s Shape) Key(details ...detail.Detail) (Key, error) {
	kinds := s.Kinds()
	if len(details) != len(kinds) {
		return Key{}, fmt.Errorf("%w %q: %d details", ErrShape, s, len(details))
	}
	for i, d := range details {
		if d.Kind() != kinds[i] {
			return Key{}, fmt.Errorf("%w %q: a %s where a %s belongs", ErrShape, s, d.Kind(), kinds[i])
		}
	}
	k := Key{Prefix: s.prefix(details[0])}
	if len(details) > 1 {
		k.Group = group(details[1])
	}
	return k, nil
}

func (s Shape) prefix(d detail.Detail) uint64 {
	switch s {
	case PasswordSHA1:
		h := sha1.Sum([]byte(d.Normal()))
		return binary.BigEndian.Uint64(h[:])
	case PasswordNTLM:
		return binary.BigEndian.Uint64(ntlm(d.Normal()))
	}
	h := sha256.Sum256([]byte(domain(d.Kind()) + d.Normal()))
	return binary.BigEndian.Uint64(h[:])
}

func domain(k detail.Kind) string {
	return "neem/" + strconv.Itoa(Version) + "/" + string(k) + "\x00"
}

// ntlm is the NT hash of [MS-NLMP] 3.3.1: MD4 over the UTF-16LE password.
func ntlm(password string) []byte {
	units := utf16.Encode([]rune(password))
	b := make([]byte, 0, 2*len(units))
	for _, u := range units {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	h := md4.New()
	h.Write(b)
	return h.Sum(nil)
}

// group returns the group of a quasi-identifier.
func group(d detail.Detail) uint32 {
	switch d.Kind() {
	case detail.BirthYear:
		return birthGroup(number(d))
	case detail.PIN3:
		return number(d) - pinFirst
	}
	return idGroup(d)
}

// number is a normal form of digits.
func number(d detail.Detail) uint32 {
	n, err := strconv.ParseUint(d.Normal(), 10, 32)
	if err != nil {
		panic("bucket: a normal form that is no number") // package detail lets none through
	}
	return uint32(n)
}

func birthGroup(year uint32) uint32 {
	if year < birthFirst {
		return 0
	}
	return min(1+(year-birthFirst)/birthSpan, birthGroups-1)
}

// idGroup returns the group of the last four of an ID: four digits n go to
// n div 8; with letters among them, a hash goes to the same groups.
func idGroup(d detail.Detail) uint32 {
	if n, err := strconv.ParseUint(d.Normal(), 10, 32); err == nil {
		return uint32(n / 8)
	}
	h := sha256.Sum256([]byte(domain(detail.ID4) + d.Normal()))
	hi, _ := bits.Mul64(binary.BigEndian.Uint64(h[:]), idGroups)
	return uint32(hi)
}
