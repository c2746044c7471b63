package detail

import (
	"strings"
)

// normalMobile accepts the ways in which Indian mobile numbers are written:
// ten digits, with 0, 91, +91, 0091 or +91 (0) before them, with spaces,
// dashes, dots and brackets between, in the digits of any Indian script. The
// numbering plan is not consulted beyond the first digit (6–9), because new
// series open every year and a number that is refused here would be a person
// sent away.
func normalMobile(typed string) (string, Fault) {
	if !readable(typed) {
		return "", BadText
	}
	s := visible(typed)
	if s == "" {
		return "", Empty
	}
	plus := false
	var b strings.Builder
	for i, r := range s {
		switch d, ok := digit(r); {
		case ok:
			b.WriteByte('0' + d)
		case (r == '+' || r == '＋') && i == 0:
			plus = true
		case spacing(r), dash(r), r == '.', r == '(', r == ')', r == '/', r == '·':
			// separators
		default:
			return "", NotDigits
		}
	}
	n := b.String()
	if n == "" {
		return "", NotDigits
	}
	switch {
	case plus:
		rest, ok := strings.CutPrefix(n, "91")
		if !ok {
			return "", OtherNation
		}
		n = rest
	case strings.HasPrefix(n, "0091"):
		n = n[4:]
	case strings.HasPrefix(n, "00"):
		return "", OtherNation
	case len(n) >= 12 && strings.HasPrefix(n, "91"):
		n = n[2:]
	}
	// The trunk zero, alone or after the country code: "0 98…", "+91 (0) 98…".
	if len(n) == 11 {
		n = strings.TrimPrefix(n, "0")
	}
	switch {
	case len(n) < 10:
		return "", TooShort
	case len(n) > 10:
		return "", TooLong
	case n[0] < '6':
		return "", FirstDigit
	}
	return "+91" + n, ""
}
