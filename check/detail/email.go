package detail

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Limits of RFC 5321, section 4.5.3.1, in octets.
const (
	maxLocal  = 64
	maxDomain = 255
)

// normalEmail writes full-width letters and signs as ordinary ones, lowers the
// ASCII letters, composes the text (NFC) and writes the domain in its A-label
// form (UTS #46, lookup profile). Letters of other scripts that look like Latin
// ones stay what they are: they make other addresses. Dots and +tags in the
// local part are kept: whether they matter is known to the mail provider
// alone, and dropping them would let one address speak for another.
func normalEmail(typed string) (string, Fault) {
	if !readable(typed) {
		return "", BadText
	}
	s := norm.NFC.String(narrow(visible(typed)))
	if s == "" {
		return "", Empty
	}
	local, domain, ok := strings.Cut(s, "@")
	if !ok || strings.Contains(domain, "@") {
		return "", NoAt
	}
	if local == "" || len(local) > maxLocal || strings.HasPrefix(local, ".") ||
		strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return "", BadLocal
	}
	for _, r := range local {
		if spacing(r) || unicode.IsControl(r) || strings.ContainsRune(`"(),:;<>[\]`, r) {
			return "", BadChar
		}
	}
	// An A-label has at least one octet for each letter, of at most four octets
	// here; ToASCII takes quadratic time, so it is spared what cannot fit.
	if len(domain) > 4*maxDomain {
		return "", BadDomain
	}
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(domain, "."))
	if err != nil || len(ascii) > maxDomain || !strings.Contains(ascii, ".") ||
		strings.HasPrefix(ascii, ".") || strings.HasSuffix(ascii, ".") || strings.Contains(ascii, "..") {
		return "", BadDomain
	}
	return lowerASCII(local) + "@" + strings.ToLower(ascii), ""
}

func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func maskEmail(normal string) string {
	local, domain, _ := strings.Cut(normal, "@")
	first, _ := utf8.DecodeRuneInString(local)
	return string(first) + "•••@" + domain
}
