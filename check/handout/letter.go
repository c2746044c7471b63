package handout

import (
	"neem/locale"
)

// A Letter is a text in one language, with its lines as they are.
type Letter struct {
	Language locale.Language
	Text     string
}

// Dir is the direction in which the letter is written.
func (l Letter) Dir() string {
	if l.Language.RTL {
		return "rtl"
	}
	return "ltr"
}

// Letters returns a page to print with texts, each on a sheet of its own. The
// page is in the language of the first.
func Letters(title string, letters ...Letter) ([]byte, error) {
	var first locale.Language
	if len(letters) > 0 {
		first = letters[0].Language
	}
	return execute("letter.html.tmpl", struct {
		head
		Letters []Letter
	}{newHead(first, title), letters})
}
