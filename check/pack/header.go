package pack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"neem/check/bucket"
	"neem/check/detail"
)

// normaliserVersion is recorded in every header: a pack made with other
// normalisation rules would miss people.
const normaliserVersion = detail.Version

var (
	packID = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,62}/[a-z0-9][a-z0-9.-]{0,62}$`)
	leakID = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,62}$`)
)

func decodeHeader(data []byte) (Header, error) {
	// Counted before it is decoded: an object takes two bytes in JSON and
	// hundreds in memory.
	if bytes.Count(data, []byte("{")) > maxObjects {
		return Header{}, errors.New("header: there are too many objects in it")
	}
	// Versions first: what a newer program wrote may hold names that this one
	// does not know, and is not damaged for that.
	var v struct{ Format, Table, Normaliser int }
	if err := json.Unmarshal(data, &v); err != nil {
		return Header{}, fmt.Errorf("header: %w", err)
	}
	if v.Format > Format || v.Table > bucket.Version || v.Normaliser > normaliserVersion {
		return Header{}, errNewer
	}
	if v.Format < Format || v.Table < 0 || v.Normaliser < 0 {
		return Header{}, errors.New("header: the versions cannot be")
	}
	if err := checkNames(data); err != nil {
		return Header{}, fmt.Errorf("header: %w", err)
	}
	var h Header
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&h); err != nil {
		return Header{}, fmt.Errorf("header: %w", err)
	}
	return h, h.validate()
}

// checkNames refuses names that package encoding/json would take for others: in
// other letters (capitals, a long s), or twice in an object, where the last one
// counts. Another reader may choose the first, and the two would answer differently. data is
// known to be JSON.
func checkNames(data []byte) error {
	type frame struct {
		names map[string]bool // nil in an array
		value bool            // a name has been read, and its value comes next
	}
	var open []*frame
	for d := json.NewDecoder(bytes.NewReader(data)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(open) > 0 {
			top := open[len(open)-1]
			if name, ok := token.(string); ok && top.names != nil && !top.value {
				if top.names[name] || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
					return errors.New("a name stands there twice or in other letters")
				}
				top.names[name], top.value = true, true
				continue
			}
			top.value = false
		}
		switch token {
		case json.Delim('{'):
			open = append(open, &frame{names: map[string]bool{}})
		case json.Delim('['):
			open = append(open, &frame{})
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
	}
}

var (
	errNewer  = errors.New("made with a newer table or normaliser")
	errVector = errors.New("a known-answer vector falls into another bucket: this program and the pack do not agree on how details are hashed")
)

// A headerError is what is wrong with a foreign header. The fault itself may
// repeat what somebody wrote there to be read, and is not shown.
type headerError struct{ err error }

func (e headerError) Error() string { return "its header is not valid" }
func (e headerError) Unwrap() error { return e.err }

// maxEdition is the highest edition: every program that reads JSON has the
// whole numbers up to it.
const maxEdition = 1<<53 - 1

// Validate checks what a header says of the pack and of its leaks: names that
// can be told apart, texts that may be shown.
func (h Header) Validate() error {
	switch {
	case !packID.MatchString(h.ID):
		return fmt.Errorf("id %q is not of the form publisher/name in small letters, digits, dots and dashes", h.ID)
	case h.Edition == 0 || h.Edition > maxEdition:
		return fmt.Errorf("edition must be 1 or more, and at most %d", uint64(maxEdition))
	case h.Shards < 1 || h.Shard < 1 || h.Shard > h.Shards:
		return fmt.Errorf("shard %d of %d cannot be", h.Shard, h.Shards)
	case h.Publisher == "":
		return errors.New("publisher is missing")
	}
	if err := PlainText(h.Publisher); err != nil {
		return fmt.Errorf("publisher: %w", err)
	}
	if len(h.Leaks) > maxLeaks {
		return fmt.Errorf("there are %d leaks, and at most %d may be in a pack", len(h.Leaks), maxLeaks)
	}
	known := map[string]bool{}
	for _, l := range h.Leaks {
		if known[l.ID] {
			return fmt.Errorf("leak %q stands there twice", l.ID)
		}
		known[l.ID] = true
		if err := l.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// validate checks that a header means something: beside [Header.Validate],
// known shapes and policies, bits and ranges that fit them, and known-answer
// vectors that this program's normaliser and hash agree with.
func (h Header) validate() error {
	if err := h.Validate(); err != nil {
		return err
	}
	if len(h.Lists) == 0 {
		return errors.New("there is no list")
	}
	if len(h.Lists) > maxLists {
		return fmt.Errorf("there are %d lists, and at most %d may be in a pack", len(h.Lists), maxLists)
	}
	for i, l := range h.Lists {
		if !slices.ContainsFunc(h.Leaks, func(k Leak) bool { return k.ID == l.Leak }) {
			return fmt.Errorf("list %d is about an unknown leak %q", i+1, l.Leak)
		}
		if err := l.validate(h.Shards); err != nil {
			return fmt.Errorf("list %d (%s of %s): %w", i+1, l.Shape, l.Leak, err)
		}
	}
	return nil
}

// Validate checks what a publisher wrote about a leak.
func (l Leak) Validate() error {
	if !leakID.MatchString(l.ID) {
		return fmt.Errorf("leak id %q is not made of small letters, digits, dots and dashes", l.ID)
	}
	if l.Title == "" {
		return fmt.Errorf("leak %q: title is missing", l.ID)
	}
	if err := PlainText(l.Title); err != nil {
		return fmt.Errorf("leak %q: title: %w", l.ID, err)
	}
	if _, err := time.Parse(time.DateOnly, l.Date); err != nil {
		return fmt.Errorf("leak %q: date %q is not YYYY-MM-DD", l.ID, l.Date)
	}
	if !slices.Contains(Statuses(), l.Status) {
		return fmt.Errorf("leak %q: status %q is none of %v", l.ID, l.Status, Statuses())
	}
	if len(l.Exposed) > maxExposed {
		return fmt.Errorf("leak %q: exposed: at most %d things can be named", l.ID, maxExposed)
	}
	for _, e := range l.Exposed {
		if err := PlainText(e); err != nil {
			return fmt.Errorf("leak %q: exposed: %w", l.ID, err)
		}
	}
	return nil
}

func (l List) validate(shards int) error {
	// ParseShape is lenient about spaces; a header has the one spelling that
	// the rest of the program compares with.
	if s, err := bucket.ParseShape(string(l.Shape)); err != nil || s != l.Shape {
		return fmt.Errorf("%w %q", bucket.ErrUnknownShape, string(l.Shape))
	}
	if _, err := bucket.ParsePolicy(string(l.Policy)); err != nil {
		return err
	}
	if l.Bits < 0 || l.Bits > l.Shape.MaxBits() {
		return fmt.Errorf("%d bits cannot be", l.Bits)
	}
	if (l.Policy == bucket.Public) == l.Shape.Personal() && l.Policy != bucket.Internal {
		return fmt.Errorf("policy %q does not go with shape %q", l.Policy, l.Shape)
	}
	all := l.Buckets()
	if l.From >= l.To || l.To > all || shards == 1 && (l.From != 0 || l.To != all) {
		return fmt.Errorf("range %d to %d of %d buckets cannot be", l.From, l.To, all)
	}
	if l.Occupied > l.To-l.From || l.Occupied > l.Total || l.Total > all || shards == 1 && l.Occupied != l.Total || l.Total == 0 {
		return errors.New("the numbers of occupied buckets cannot be")
	}
	if l.Shape.Personal() && l.Population == 0 {
		return errors.New("population is missing")
	}
	if err := l.validateGroups(); err != nil {
		return err
	}
	if l.Coverage == "" {
		return errors.New("coverage is missing")
	}
	if err := PlainText(l.Coverage); err != nil {
		return fmt.Errorf("coverage: %w", err)
	}
	if l.Root.Levels < 1 || l.Root.Levels > maxLevels {
		return errors.New("the tree is too deep")
	}
	return l.checkVectors()
}

func (l List) validateGroups() error {
	if l.Shape.Quasi() == "" {
		if l.GroupOccupied != nil {
			return errors.New("a shape without groups counts groups")
		}
		return nil
	}
	if len(l.GroupOccupied) != int(l.Shape.Groups()) {
		return errors.New("the counts of the groups are missing")
	}
	var sum uint64
	for _, n := range l.GroupOccupied {
		if n > uint64(1)<<l.Bits {
			return errors.New("a group has more occupied buckets than buckets")
		}
		sum += n
	}
	if sum != l.Total {
		return errors.New("the counts of the groups do not add up")
	}
	return nil
}

// vectorTexts are invented details as people type them, with what a
// normaliser must see through: another script's digits, separators, capital
// letters. They stand for nobody: example.org belongs to no one (RFC 2606),
// and whether the number is somebody's does not matter, because a vector says
// where a detail would fall and not that it is listed.
func vectorTexts(k detail.Kind) []string {
	switch k {
	case detail.Mobile:
		return []string{"+91 60000-00000", "०६०००० ००००१"}
	case detail.Email:
		return []string{"Asha.Example+neem@Example.ORG", "नाम@example.org"}
	case detail.ID4:
		return []string{"४३२१", "123f"}
	case detail.BirthYear:
		return []string{"१९५६", "2004"}
	case detail.PIN3:
		return []string{"௬௨௫", "110"}
	case detail.Password:
		return []string{"correct horse battery staple", "पासवर्ड १"}
	}
	return nil
}

func makeVectors(s bucket.Shape, bits int) ([]Vector, error) {
	var vectors []Vector
	for i := range vectorTexts(s.Direct()) {
		v := Vector{}
		for _, k := range s.Kinds() {
			v.Typed = append(v.Typed, vectorTexts(k)[i])
		}
		b, err := v.place(s, bits)
		if err != nil {
			return nil, fmt.Errorf("making known-answer vectors: %w", err)
		}
		v.Bucket = b
		vectors = append(vectors, v)
	}
	return vectors, nil
}

func (v Vector) place(s bucket.Shape, bits int) (uint64, error) {
	kinds := s.Kinds()
	if len(v.Typed) != len(kinds) {
		return 0, errors.New("a vector does not have the list's shape")
	}
	details := make([]detail.Detail, len(kinds))
	for i, k := range kinds {
		// The time to normalise an address grows with the square of its length.
		if len(v.Typed[i]) > maxTyped {
			return 0, errors.New("a vector is too long")
		}
		d, err := detail.Parse(k, v.Typed[i])
		if err != nil {
			return 0, err
		}
		details[i] = d
	}
	key, err := s.Key(details...)
	if err != nil {
		return 0, err
	}
	return key.Bucket(bits), nil
}

// checkVectors proves normaliser and hash end to end before any answer.
func (l List) checkVectors() error {
	if len(l.Vectors) == 0 {
		return errors.New("known-answer vectors are missing")
	}
	if len(l.Vectors) > maxVectors {
		return errors.New("there are too many known-answer vectors")
	}
	for _, v := range l.Vectors {
		got, err := v.place(l.Shape, l.Bits)
		if err != nil {
			return fmt.Errorf("known-answer vector: %w", err)
		}
		if got != v.Bucket {
			return errVector
		}
	}
	return nil
}
