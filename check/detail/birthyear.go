package detail

// Years in which people who are asked about were born. They are not taken from
// the clock, which may be wrong and which would make the same text a detail on
// one day and none on another.
const (
	firstYear = "1900"
	lastYear  = "2099"
)

// normalBirthYear accepts four digits of any Indian script. A whole date is
// refused rather than cut: it is not needed, and is part of many passwords.
func normalBirthYear(typed string) (string, Fault) {
	year, fault := someDigits(typed, 4)
	if fault == "" && (year < firstYear || year > lastYear) {
		fault = NoYear
	}
	return year, fault
}

// normalPIN3 accepts the first three digits of a PIN code: the sorting district.
// India Post's zones are numbered 1 to 9, so no PIN code begins with 0.
func normalPIN3(typed string) (string, Fault) {
	pin, fault := someDigits(typed, 3)
	if fault == "" && pin[0] == '0' {
		fault = NoPIN
	}
	return pin, fault
}

// someDigits accepts exactly n digits; spaces, dashes, dots and strokes between
// them do not count.
func someDigits(typed string, n int) (string, Fault) {
	if !readable(typed) {
		return "", BadText
	}
	s := visible(typed)
	if s == "" {
		return "", Empty
	}
	var out []byte
	for _, r := range s {
		switch d, ok := digit(r); {
		case ok:
			out = append(out, '0'+d)
		case spacing(r), dash(r), r == '.', r == '/':
			// separators
		default:
			return "", NotDigits
		}
	}
	switch {
	case len(out) == 0:
		return "", NotDigits
	case len(out) < n:
		return "", TooShort
	case len(out) > n:
		return "", TooLong
	}
	return string(out), ""
}
