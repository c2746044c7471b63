package hibp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// isField reports whether a breach has a field of that name.
func isField(name string) bool {
	switch name {
	case "Name", "Title", "Domain", "BreachDate", "AddedDate", "ModifiedDate", "PwnCount",
		"Description", "LogoPath", "Attribution", "DisclosureUrl", "DataClasses",
		"IsVerified", "IsFabricated", "IsSensitive", "IsRetired", "IsSpamList",
		"IsMalware", "IsSubscriptionFree", "IsStealerLog":
		return true
	}
	return false
}

// need says whether a field may be missing or null.
type need bool

const (
	needed   need = true
	optional need = false
)

// A fieldReader reads the fields of one entry and keeps the first error.
type fieldReader struct {
	entry  int // place in the list, counted from 1
	fields map[string]json.RawMessage
	name   string // of the breach, once it is known
	err    error
}

func (in *fieldReader) fail(field string, err error) {
	if in.err == nil {
		in.err = &BreachError{Entry: in.entry, Name: in.name, Field: field, Err: err}
	}
}

// value reads a field of a kind into the variable that into points to, and
// reports whether it was there.
func (in *fieldReader) value(field string, need need, want jsonKind, into any) bool {
	raw, ok := in.fields[field]
	if in.err != nil {
		return false
	}
	if !ok || kindOf(raw) == jsonNull && need == optional {
		if need == needed {
			in.fail(field, ErrMissing)
		}
		return false
	}
	if got := kindOf(raw); got != want {
		in.fail(field, fmt.Errorf("%s where %s belongs", got, want))
		return false
	}
	if err := json.Unmarshal(raw, into); err != nil {
		in.fail(field, fmt.Errorf("not %s of the right kind", want))
		return false
	}
	return true
}

func (in *fieldReader) text(field string, need need) (s string) {
	in.value(field, need, jsonText, &s)
	return s
}

func (in *fieldReader) flag(field string, need need) (b bool) {
	in.value(field, need, jsonTruth, &b)
	return b
}

func (in *fieldReader) count(field string) (n int64) {
	var exact json.Number
	if !in.value(field, needed, jsonNumber, &exact) {
		return 0
	}
	n, err := exact.Int64()
	if err != nil {
		in.fail(field, errors.New("not a whole number, or out of range"))
	}
	return n
}

func (in *fieldReader) texts(field string) []string {
	texts := []string{}
	var raw json.RawMessage
	if !in.value(field, needed, jsonList, &raw) {
		return texts
	}
	err := eachOf(raw, func(i int, element json.RawMessage) error {
		if i == maxClasses {
			return fmt.Errorf("has more than %d names", maxClasses)
		}
		if got := kindOf(element); got != jsonText {
			return fmt.Errorf("name %d: %s where %s belongs", i+1, got, jsonText)
		}
		var s string
		err := json.Unmarshal(element, &s)
		texts = append(texts, s)
		return err
	})
	if err != nil {
		in.fail(field, err)
	}
	return texts
}

func (in *fieldReader) date(field string) time.Time {
	s := in.text(field, needed)
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		in.fail(field, fmt.Errorf("%s is no date like 2006-01-02", quote(s)))
	}
	return t
}

// instant reads a time. HIBP's documentation shows times without seconds, its
// answers have them.
func (in *fieldReader) instant(field string) (t time.Time) {
	s := in.text(field, optional)
	if s == "" && kindOf(in.fields[field]) != jsonText {
		return time.Time{}
	}
	if err := t.UnmarshalText([]byte(s)); err == nil {
		return t.UTC()
	}
	t, err := time.Parse("2006-01-02T15:04Z", s)
	if err != nil {
		in.fail(field, fmt.Errorf("%s is no time like 2006-01-02T15:04:05Z", quote(s)))
	}
	return t
}

// A jsonKind is a kind of JSON value, in words.
type jsonKind string

const (
	jsonObject jsonKind = "an object"
	jsonList   jsonKind = "a list"
	jsonText   jsonKind = "a text"
	jsonTruth  jsonKind = "true or false"
	jsonNumber jsonKind = "a number"
	jsonNull   jsonKind = "null"
)

// kindOf returns the kind of a value that is known to be JSON; of
// none, jsonNull.
func kindOf(raw json.RawMessage) jsonKind {
	raw = bytes.TrimLeft(raw, " \t\r\n")
	if len(raw) == 0 {
		return jsonNull
	}
	switch raw[0] {
	case '{':
		return jsonObject
	case '[':
		return jsonList
	case '"':
		return jsonText
	case 't', 'f':
		return jsonTruth
	case 'n':
		return jsonNull
	}
	return jsonNumber
}
