package handout

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"

	"neem/locale"
	"neem/locale/linebreak"
)

//go:embed *.html.tmpl
var templates embed.FS

// A head is what every page begins with: its language, its title, and the look
// that all pages share.
type head struct {
	Language, Dir, Title string
	Look                 template.CSS // fonts and colours
}

func newHead(language locale.Language, title string) head {
	h := head{Language: language.Tag, Dir: "ltr", Title: title, Look: look(language.Tag)}
	if language.RTL {
		h.Dir = "rtl"
	}
	return h
}

// execute writes a page by the name of its template's file.
func execute(name string, data any) ([]byte, error) {
	t, err := template.New(name).Funcs(template.FuncMap{"dial": dial}).ParseFS(templates, "*.html.tmpl")
	if err != nil {
		return nil, fmt.Errorf("reading the page's template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("writing the page: %w", err)
	}
	const body = "<body>" // before it are the fonts, which are most of a page
	before, words, _ := strings.Cut(b.String(), body)
	return []byte(before + body + linebreak.Join(words)), nil
}

// dial returns what a phone dials for a number, or nothing if it is more than
// a number.
func dial(phone string) string {
	if strings.Trim(phone, "+0123456789 -()") != "" {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -()", r) {
			return -1
		}
		return r
	}, phone)
}
