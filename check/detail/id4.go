package detail

// normalID4 accepts the last four characters of an ID: digits of any Indian
// script and Latin letters (a PAN ends in one), also full-width ones, spaces and
// dashes ignored.
// More than four is refused rather than cut, so that nobody grows used to
// typing a whole ID anywhere.
func normalID4(typed string) (string, Fault) {
	if !readable(typed) {
		return "", BadText
	}
	var out []byte
	for _, r := range narrow(visible(typed)) {
		switch d, ok := digit(r); {
		case ok:
			out = append(out, '0'+d)
		case r >= 'A' && r <= 'Z':
			out = append(out, byte(r))
		case r >= 'a' && r <= 'z':
			out = append(out, byte(r-'a'+'A'))
		case spacing(r), dash(r):
			// separators
		default:
			return "", BadChar
		}
	}
	switch {
	case len(out) == 0:
		return "", Empty
	case len(out) < 4:
		return "", TooShort
	case len(out) > 4:
		return "", TooLong
	}
	return string(out), ""
}
