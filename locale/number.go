package locale

import (
	"strconv"
	"strings"
)

// Count is a number, written out in full: 12,34,567.
type Count int64

// String writes the digits without grouping.
func (c Count) String() string { return strconv.FormatInt(int64(c), 10) }

func (c Count) in(m *Messages) string { return m.Number(int64(c)) }

// Rupees is an amount of money in whole rupees: ₹25,000.
type Rupees int64

// String writes the digits without grouping.
func (r Rupees) String() string { return strconv.FormatInt(int64(r), 10) }

// The sign stands before the digits in every language of India.
func (r Rupees) in(m *Messages) string { return "₹" + m.Number(int64(r)) }

// Large is a number that is written roughly, in lakh and crore: 2.25 crore.
type Large int64

// String writes the exact digits without grouping.
func (l Large) String() string { return strconv.FormatInt(int64(l), 10) }

func (l Large) in(m *Messages) string { return m.Large(int64(l)) }

const (
	lakh  = 100_000
	crore = 100 * lakh
)

// Number writes n in full with Indian grouping and Latin digits: 12,34,567.
func (m *Messages) Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	if len(digits) <= 3 {
		return sign + digits
	}
	head, tail := digits[:len(digits)-3], digits[len(digits)-3:]
	for len(head) > 2 {
		tail = head[len(head)-2:] + "," + tail
		head = head[:len(head)-2]
	}
	return sign + head + "," + tail
}

// Large writes n as people say large numbers: "2.25 crore", "1.2 lakh". At
// least three digits are kept, so the text around it should say "about".
// Numbers below one lakh are written in full.
func (m *Messages) Large(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	switch {
	case n >= crore-crore/2000: // what rounds to a crore is a crore
		return sign + m.grammar.crore.pattern(m, Args{"n": Plain(m.rough(n, crore))})
	case n >= lakh:
		return sign + m.grammar.lakh.pattern(m, Args{"n": Plain(m.rough(n, lakh))})
	}
	return sign + m.Number(n)
}

// rough writes n ÷ unit with as many decimals as make three digits.
func (m *Messages) rough(n, unit int64) string {
	decimals := 2
	switch {
	case n >= 100*unit:
		return m.Number((n + unit/2) / unit)
	case n >= 10*unit:
		decimals = 1
	}
	s := strconv.FormatFloat(float64(n)/float64(unit), 'f', decimals, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Enumerate joins items with commas only, where they are not all meant: "a, b,
// c".
func (m *Messages) Enumerate(items []string) string {
	return strings.Join(m.isolateAll(items), m.grammar.List.Comma)
}

// List joins items as the language does: "a, b and c".
func (m *Messages) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	items = m.isolateAll(items)
	last := len(items) - 1
	return strings.Join(items[:last], m.grammar.List.Comma) + m.grammar.List.And + items[last]
}
