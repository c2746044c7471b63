package pack

import (
	"errors"
	"regexp"
	"unicode"
	"unicode/utf8"
)

// maxText is the longest text, in characters, that a publisher can write
// into a header.
const maxText = 160

var (
	linkLike  = regexp.MustCompile(`(?i)://|www\.|@|\b[\p{L}\p{N}-]+\.(?:com|in|org|net|info|biz|io|co|xyz|top|me|app|link|site|online|ly)\b`)
	isoDate   = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)
	phoneLike = regexp.MustCompile(`\p{Nd}(?:[\s().+-]*\p{Nd}){6,}`)
)

// PlainText says whether a text may stand in a header. Whatever a publisher
// writes there is shown to worried people, so it is kept short and free of
// anything that could lead them elsewhere: links, addresses, phone numbers,
// control and direction characters.
func PlainText(s string) error {
	switch {
	case !utf8.ValidString(s):
		return errors.New("text is not valid UTF-8")
	case utf8.RuneCountInString(s) > maxText:
		return errors.New("text is longer than 160 characters")
	case linkLike.MatchString(s):
		return errors.New("text holds what looks like a link or an address")
	case phoneLike.MatchString(isoDate.ReplaceAllString(s, "")):
		return errors.New("text holds what looks like a phone number")
	}
	for _, r := range s {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != 0x200c && r != 0x200d {
			return errors.New("text holds a control or direction character")
		}
	}
	return nil
}
