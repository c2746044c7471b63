// Package detail turns what a person typed into details that lists can be
// asked about.
//
// A detail has a kind (a mobile number, an e-mail address, a password, the
// last four characters of an ID) and a normal form. Publisher and reader must
// arrive at the same normal form for years, so the rules are our own, small,
// and numbered by [Version]; changing what any input normalises to needs a new
// version.
//
// The normal form is as secret as what was typed. A Detail therefore prints as
// its mask, in every verb of package fmt and in package log/slog; only
// [Detail.Normal] gives the value, and it is meant for hashing.
package detail

import (
	"errors"
	"fmt"
	"log/slog"
)

// Version numbers the normalisation rules of this package. A pack records the
// version it was built with. A version never changes: a rule that gives another
// normal form, or takes what was refused, makes a new one.
const Version = 1

// Kind says what a detail is.
type Kind string

// The kinds. A direct identifier finds a person by itself; a quasi-identifier
// only narrows one down and stands beside a direct one.
const (
	Mobile    Kind = "mobile"    // an Indian mobile number; direct
	Email     Kind = "email"     // an e-mail address; direct
	Password  Kind = "password"  // a password, verbatim; public once leaked
	ID4       Kind = "id4"       // the last four characters of an ID; quasi
	BirthYear Kind = "birthyear" // the year of birth; quasi
	PIN3      Kind = "pin3"      // the first three digits of a PIN code, the postal one; quasi
)

// Kinds returns all kinds in the order in which a person is asked for them.
func Kinds() []Kind { return []Kind{Mobile, Email, ID4, BirthYear, PIN3, Password} }

// Direct reports whether the kind can be asked about by itself.
func (k Kind) Direct() bool { return k == Mobile || k == Email || k == Password }

// A Detail is one normalised detail. The zero Detail is not valid.
type Detail struct {
	kind   Kind
	normal string
}

// Kind returns what the detail is.
func (d Detail) Kind() Kind { return d.kind }

// Normal returns the normal form: for a mobile "+91" and ten digits, for an
// e-mail address the lower-case address with its domain in A-label form, for
// an ID's end four digits or capital letters, for a year of birth four digits,
// for the beginning of a PIN code three, for a password the typed text itself. It is secret; pass it to a hash and nowhere else.
func (d Detail) Normal() string { return d.normal }

// String returns the mask, so that printing a Detail gives nothing away.
func (d Detail) String() string { return d.Mask() }

// Format implements fmt.Formatter for the same reason: even %#v and %x print
// the mask.
func (d Detail) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(d.Mask())) }

// LogValue implements slog.LogValuer.
func (d Detail) LogValue() slog.Value { return slog.StringValue("[" + string(d.kind) + "]") }

// Mask returns a form that the person recognises and others cannot use: the
// last three digits of a mobile, the first character and the domain of an
// address. Of everything else it shows nothing, not even the length.
func (d Detail) Mask() string {
	switch d.kind {
	case Mobile:
		return "•••••••" + d.normal[len(d.normal)-3:]
	case Email:
		return maskEmail(d.normal)
	case Password:
		return "••••••••"
	case ID4, BirthYear:
		return "••••"
	case PIN3:
		return "•••"
	}
	return "•"
}

// A Fault says what is wrong with an input, for a program to choose words by.
type Fault string

// The faults.
const (
	Empty       Fault = "empty"        // nothing was typed
	TooShort    Fault = "too-short"    // digits or characters are missing
	TooLong     Fault = "too-long"     // more than such a detail has
	NotDigits   Fault = "not-digits"   // letters or signs where digits belong
	FirstDigit  Fault = "first-digit"  // a mobile that does not begin with 6–9
	OtherNation Fault = "other-nation" // a country code other than +91
	NoAt        Fault = "no-at"        // an address without exactly one @
	BadLocal    Fault = "bad-local"    // the part before @ cannot be one
	BadDomain   Fault = "bad-domain"   // the part after @ cannot be one
	BadChar     Fault = "bad-char"     // a character that cannot stand there
	BadText     Fault = "bad-text"     // not valid UTF-8, or characters newer than Unicode 15
	NoYear      Fault = "no-year"      // a year in which nobody alive was born
	NoPIN       Fault = "no-pin"       // PIN codes do not begin like this
)

// An InvalidError says that a typed text is not a detail of its kind. It
// never holds the text.
type InvalidError struct {
	Kind  Kind
	Fault Fault
}

func (e *InvalidError) Error() string {
	return fmt.Sprintf("not a valid %s: %s", e.Kind.name(), e.Fault.explain(e.Kind))
}

func (k Kind) name() string {
	switch k {
	case Mobile:
		return "mobile number"
	case Email:
		return "e-mail address"
	case Password:
		return "password"
	case ID4:
		return "last four of an ID"
	case BirthYear:
		return "year of birth"
	case PIN3:
		return "beginning of a PIN code"
	}
	return string(k)
}

func (f Fault) explain(k Kind) string {
	switch f {
	case Empty:
		return "it is empty"
	case TooShort:
		switch k {
		case Mobile:
			return "it has fewer than ten digits"
		case PIN3:
			return "it has fewer than three digits"
		}
		return "it has fewer than four characters"
	case TooLong:
		switch k {
		case Mobile:
			return "it has more than ten digits"
		case ID4:
			return "only the last four characters are wanted, never the whole ID"
		case BirthYear:
			return "only the year is wanted, four digits, never the whole date"
		case PIN3:
			return "only the first three digits of the PIN code are wanted"
		}
		return "it is too long"
	case NotDigits:
		return "it holds something other than digits"
	case FirstDigit:
		return "an Indian mobile number begins with 6, 7, 8 or 9"
	case OtherNation:
		return "only Indian numbers (+91) can be checked"
	case NoAt:
		return "it needs exactly one @"
	case BadLocal:
		return "the part before @ is not valid"
	case BadDomain:
		return "the part after @ is not valid"
	case BadChar:
		return "it holds a character that cannot stand there"
	case BadText:
		return "it is not valid text (UTF-8, in characters of Unicode 15)"
	case NoYear:
		return "it is no year of birth of anybody alive"
	case NoPIN:
		return "PIN codes begin with 1 to 9"
	}
	return string(f)
}

// ErrUnknownKind is returned for a kind that this version does not know.
var ErrUnknownKind = errors.New("unknown kind of detail")

// Parse normalises what was typed. The error is an [*InvalidError], or wraps
// [ErrUnknownKind].
func Parse(kind Kind, typed string) (Detail, error) {
	var normal string
	var fault Fault
	switch kind {
	case Mobile:
		normal, fault = normalMobile(typed)
	case Email:
		normal, fault = normalEmail(typed)
	case Password:
		normal, fault = normalPassword(typed)
	case ID4:
		normal, fault = normalID4(typed)
	case BirthYear:
		normal, fault = normalBirthYear(typed)
	case PIN3:
		normal, fault = normalPIN3(typed)
	default:
		return Detail{}, fmt.Errorf("%w: %q", ErrUnknownKind, string(kind))
	}
	if fault != "" {
		return Detail{}, &InvalidError{Kind: kind, Fault: fault}
	}
	return Detail{kind: kind, normal: normal}, nil
}
