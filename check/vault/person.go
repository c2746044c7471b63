package vault

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"neem/check"
	"neem/check/detail"
)

// An ID names a saved person, or a vault. It is random and says nothing.
type ID [16]byte

type id = ID

func newID() ID {
	var i ID
	_, _ = rand.Read(i[:]) // it never fails: see crypto/rand
	return i
}

// MarshalText implements encoding.TextMarshaler.
func (i ID) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, i[:]), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (i *ID) UnmarshalText(text []byte) error {
	if hex.DecodedLen(len(text)) != len(i) {
		return errors.New("an ID has 32 digits")
	}
	_, err := hex.Decode(i[:], text)
	return err
}

// String returns the ID in hexadecimal.
func (i ID) String() string { return hex.EncodeToString(i[:]) }

// Bounds of what is saved.
const (
	MaxPeople   = 500
	MaxDetails  = 8  // of one person
	MaxNickname = 60 // characters
)

// A Person is somebody who is checked again when lists change. It prints as
// its ID in every verb of package fmt and in package log/slog.
type Person struct {
	ID       ID
	Nickname string // what whoever saves calls them
	// Details are mobiles and e-mail addresses, several of them if need be,
	// and, once each, what may stand beside them.
	Details []detail.Detail
}

// Format implements fmt.Formatter, so that printing a person gives nothing
// away.
func (p Person) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "[person %s]", p.ID) }

// LogValue implements slog.LogValuer for the same reason.
func (p Person) LogValue() slog.Value { return slog.StringValue("[person " + p.ID.String() + "]") }

// Queries returns what lists are asked about the person: each mobile and each
// address, with everything else beside it.
func (p Person) Queries() ([]check.Query, error) {
	var queries []check.Query
	for _, d := range p.Details {
		if !d.Kind().Direct() {
			continue
		}
		q, err := p.query(d)
		if err != nil {
			return nil, err
		}
		queries = append(queries, q)
	}
	return queries, nil
}

func (p Person) query(direct detail.Detail) (check.Query, error) {
	var beside []detail.Detail
	for _, d := range p.Details {
		if !d.Kind().Direct() {
			beside = append(beside, d)
		}
	}
	return check.NewQuery(direct, beside...)
}

// Fault says why a person cannot be saved like this.
type Fault string

// The faults.
const (
	NoNickname     Fault = "no-nickname"
	LongNickname   Fault = "long-nickname"   // more than MaxNickname characters
	BadNickname    Fault = "bad-nickname"    // characters that do not show
	NicknameTaken  Fault = "nickname-taken"  // somebody else is called so
	NothingToAsk   Fault = "nothing-to-ask"  // neither a mobile nor an e-mail address
	NeverPasswords Fault = "never-passwords" // passwords are not saved
	DetailTwice    Fault = "detail-twice"    // the same one, or two that stand beside
	ManyDetails    Fault = "many-details"    // more than MaxDetails
	NoSuchPerson   Fault = "no-such-person"  // removed meanwhile
)

// A PersonError says why a person cannot be saved. It never holds what was
// typed.
type PersonError struct{ Fault Fault }

func (e *PersonError) Error() string { return "saving a person: " + string(e.Fault) }

// valid returns the person as saved.
func (p Person) valid() (Person, error) {
	p.Nickname = strings.TrimSpace(norm.NFC.String(p.Nickname))
	p.Details = slices.Clone(p.Details)
	fault := nicknameFault(p.Nickname)
	direct := false
	for i, d := range p.Details {
		switch {
		case fault != "":
		case d.Kind() == detail.Password:
			fault = NeverPasswords
		case slices.ContainsFunc(p.Details[:i], func(o detail.Detail) bool { return o == d || o.Kind() == d.Kind() && !d.Kind().Direct() }):
			fault = DetailTwice
		}
		direct = direct || d.Kind().Direct()
	}
	switch {
	case fault != "":
	case !direct:
		fault = NothingToAsk
	case len(p.Details) > MaxDetails:
		fault = ManyDetails
	}
	if fault != "" {
		return Person{}, &PersonError{Fault: fault}
	}
	return p, nil
}

func nicknameFault(s string) Fault {
	switch {
	case s == "":
		return NoNickname
	case !utf8.ValidString(s):
		return BadNickname
	case utf8.RuneCountInString(s) > MaxNickname:
		return LongNickname
	}
	const nonJoiner, joiner = '\u200c', '\u200d' // the scripts of India are written with them
	visible := false
	for _, r := range s {
		switch {
		case unicode.IsGraphic(r):
			visible = visible || !unicode.IsSpace(r)
		case r != nonJoiner && r != joiner:
			return BadNickname
		}
	}
	if !visible {
		return BadNickname
	}
	return ""
}

func sameNickname(a, b string) bool { return strings.EqualFold(a, b) }
