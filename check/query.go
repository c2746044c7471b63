package check

import (
	"errors"
	"fmt"
	"strings"

	"neem/check/detail"
)

// A Query is what is asked about one person: a direct identifier and
// quasi-identifiers beside it.
type Query struct {
	direct detail.Detail
	quasi  []detail.Detail
}

// ErrQuery is wrapped by errors about details that do not make a query.
var ErrQuery = errors.New("not a question that can be asked")

// NewQuery makes a query; the direct identifier comes first, each kind once.
func NewQuery(direct detail.Detail, quasi ...detail.Detail) (Query, error) {
	if !direct.Kind().Direct() {
		return Query{}, fmt.Errorf("%w: %s does not stand for itself; it goes beside a mobile or an e-mail address", ErrQuery, direct.Kind())
	}
	if direct.Kind() == detail.Password && len(quasi) > 0 {
		return Query{}, fmt.Errorf("%w: nothing goes beside a password", ErrQuery)
	}
	seen := map[detail.Kind]bool{}
	for _, d := range quasi {
		if d.Kind().Direct() || seen[d.Kind()] {
			return Query{}, fmt.Errorf("%w: %s cannot stand beside another detail", ErrQuery, d.Kind())
		}
		seen[d.Kind()] = true
	}
	return Query{direct: direct, quasi: quasi}, nil
}

// Shape returns the kinds joined by "+", such as "mobile+id4".
func (q Query) Shape() string {
	names := []string{string(q.direct.Kind())}
	for _, d := range q.quasi {
		names = append(names, string(d.Kind()))
	}
	return strings.Join(names, "+")
}

// Mask returns the masked details joined by " + ".
func (q Query) Mask() string {
	masks := []string{q.direct.Mask()}
	for _, d := range q.quasi {
		masks = append(masks, d.Mask())
	}
	return strings.Join(masks, " + ")
}

// part returns the detail of a kind.
func (q Query) part(k detail.Kind) (detail.Detail, bool) {
	for _, d := range q.quasi {
		if d.Kind() == k {
			return d, true
		}
	}
	return q.direct, q.direct.Kind() == k
}

// ParseLine reads "shape: value". The parts of a composite are joined by "+"
// in the shape and by " + " in the value; a password is everything behind the
// first ": ", spaces and all. The shape is returned, as far as it was
// understood, with an error too; neither shows the value.
func ParseLine(line string) (q Query, shape string, err error) {
	name, value, ok := strings.Cut(line, ":")
	if !ok {
		return Query{}, "", fmt.Errorf(`%w: a line is "shape: value", for example "mobile: …"`, ErrQuery)
	}
	kinds, err := parseKinds(name)
	if err != nil {
		return Query{}, "", err
	}
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	shape = strings.Join(names, "+")
	values := []string{strings.TrimPrefix(value, " ")}
	if len(kinds) > 1 {
		values = strings.Split(value, " + ")
	}
	if len(values) != len(kinds) {
		return Query{}, shape, fmt.Errorf("%w: %s needs %d values joined by \" + \", and there are %d", ErrQuery, shape, len(kinds), len(values))
	}
	details := make([]detail.Detail, len(kinds))
	for i, k := range kinds {
		if details[i], err = detail.Parse(k, values[i]); err != nil {
			return Query{}, shape, err
		}
	}
	q, err = NewQuery(details[0], details[1:]...)
	return q, shape, err
}

func parseKinds(names string) ([]detail.Kind, error) {
	var kinds []detail.Kind
	for name := range strings.SplitSeq(names, "+") {
		k := detail.Kind(strings.TrimSpace(name))
		known := false
		for _, have := range detail.Kinds() {
			known = known || have == k
		}
		if !known {
			// The name is not repeated: the line may be a detail without a shape.
			return nil, fmt.Errorf("%w: the line does not begin with a known shape; the kinds are %v", ErrQuery, detail.Kinds())
		}
		kinds = append(kinds, k)
	}
	return kinds, nil
}
