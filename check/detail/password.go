package detail

import "unicode/utf8"

// normalPassword keeps the password exactly as it is: a password is leaked or
// not byte for byte, and a space at its end is part of it.
func normalPassword(typed string) (string, Fault) {
	if typed == "" {
		return "", Empty
	}
	if !utf8.ValidString(typed) {
		return "", BadText
	}
	return typed, ""
}
