package handout

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"neem/locale"
)

// TestWriteSamples writes pages and pictures to a folder for build/handout.sh.
func TestWriteSamples(t *testing.T) {
	folder := os.Getenv("NEEM_HANDOUT_SAMPLES")
	if folder == "" {
		t.Skip("NEEM_HANDOUT_SAMPLES names no folder")
	}
	write := func(name string, data []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes", name, len(data))
	}
	for tag, w := range workerPages(t) {
		page, err := w.HTML()
		if err != nil {
			t.Fatal(err)
		}
		write("worker-"+tag+".html", page)
	}
	sheets := samples()
	maps.Copy(sheets, realSheets(t))
	maps.Copy(sheets, ownSheets(t))
	for name, s := range sheets {
		write(name+".html", pageOf(t, s))
		picture, err := s.PNG()
		if err != nil {
			t.Fatal(err)
		}
		write(name+"-picture.png", picture)
		photos, err := s.Photos()
		if err != nil {
			t.Fatal(err)
		}
		for i, photo := range photos {
			write(fmt.Sprintf("%s-photo-%d.png", name, i+1), photo)
		}
	}
}

func pageOf(t *testing.T, s *Sheet) []byte {
	t.Helper()
	data, err := s.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A document is what a page has, in order.
type document struct {
	tags []html.Token
	text string // outside style sheets, white space made one space
}

// parse reads a page and tests that every tag is closed, in order.
func parse(t *testing.T, data []byte) document {
	t.Helper()
	void := []string{"meta", "br", "hr", "link", "img", "input"}
	var d document
	var open []string
	var text strings.Builder
	z := html.NewTokenizer(strings.NewReader(string(data)))
	for {
		kind := z.Next()
		token := z.Token()
		switch kind {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("not closed: %v", open)
			}
			seen := strings.ReplaceAll(text.String(), "\u2060", "") // keeps lines together
			d.text = strings.Join(strings.Fields(seen), " ")
			return d
		case html.StartTagToken:
			d.tags = append(d.tags, token)
			if !slices.Contains(void, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes %v", token.Data, open)
			}
			open = open[:len(open)-1]
		case html.TextToken:
			if len(open) == 0 || open[len(open)-1] != "style" {
				text.WriteString(token.Data)
			}
			text.WriteByte(' ')
		}
	}
}

func TestPageHasEverything(t *testing.T) {
	for name, s := range samples() {
		t.Run(name, func(t *testing.T) {
			d := parse(t, pageOf(t, s))
			for _, text := range s.texts() {
				if !strings.Contains(d.text, text) {
					t.Errorf("the page lacks %q", text)
				}
			}
			if d.tags[0].Data != "html" || attribute(d.tags[0], "lang") != s.Language.Tag || attribute(d.tags[0], "dir") != "ltr" {
				t.Errorf("the page begins with %v", d.tags[0])
			}
		})
	}
}

func attribute(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// The page must load nothing and run nothing.
func TestPageNeedsNothingElse(t *testing.T) {
	data := pageOf(t, english())
	d := parse(t, data)
	for _, tag := range d.tags {
		if slices.Contains([]string{"script", "link", "img", "iframe", "object", "base", "form"}, tag.Data) {
			t.Errorf("the page has %v", tag)
		}
		for _, a := range tag.Attr {
			if a.Key == "src" || a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s has %s=%q", tag.Data, a.Key, a.Val)
			}
			if a.Key == "href" && !strings.HasPrefix(a.Val, "tel:") {
				t.Errorf("the page links to %q", a.Val)
			}
		}
		if attribute(tag, "http-equiv") != "" && attribute(tag, "content") != "default-src 'none'; style-src 'unsafe-inline'; font-src data:" {
			t.Errorf("the policy is %q", attribute(tag, "content"))
		}
	}
	text := string(data)
	if n := strings.Count(text, `url("data:font/ttf;base64,`); n != 2 || strings.Count(text, "url(") != 2 {
		t.Errorf("%d fonts are inside, of %d addresses in style sheets", n, strings.Count(text, "url("))
	}
	for _, no := range []string{"http:", "https:", "@import", "ZgotmplZ"} {
		if strings.Contains(text, no) {
			t.Errorf("the page has %q", no)
		}
	}
	if len(data) < 500_000 {
		t.Errorf("the page has only %d bytes: are the fonts whole?", len(data))
	}
}

func TestPhonesCanBeTapped(t *testing.T) {
	s := english()
	s.Steps[0].Phones = []string{"+91 11-2345 (6789)", "SMS to 1947"}
	var links []string
	for _, tag := range parse(t, pageOf(t, s)).tags {
		if tag.Data == "a" {
			links = append(links, attribute(tag, "href"))
		}
	}
	want := []string{"tel:+911123456789", "tel:1930", "tel:1930", "tel:112", "tel:1947", "tel:14448", "tel:155255", "tel:18004254732"}
	if !slices.Equal(links, want) {
		t.Errorf("links %q, want %q", links, want)
	}
}

// fill writes a text into every string of a sheet.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Pointer:
		fill(v.Elem(), text)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), text)
		}
	}
}

func TestHostileTextIsEscaped(t *testing.T) {
	const hostile = `<script>alert(1)</script>"'&amp;</style><!-- {{.}} javascript:x`
	s := english()
	s.Own = []Contact{{Phones: []string{""}, Sites: []string{""}}}
	fill(reflect.ValueOf(s), hostile)
	d := parse(t, pageOf(t, s))
	for _, tag := range d.tags {
		if tag.Data == "script" || tag.Data == "a" {
			t.Errorf("the page has %v", tag)
		}
	}
	// The title stands in the head once more.
	if got, want := strings.Count(d.text, hostile), len(s.texts())+1; got != want {
		t.Errorf("the text stands there %d times, want %d", got, want)
	}
}

func TestEmptySheet(t *testing.T) {
	for name, s := range map[string]*Sheet{
		"nothing":      {},
		"title only":   {Title: "Your plan"},
		"empty things": {Steps: []SheetStep{{}}, Never: Group{Title: "Never"}, Contacts: []Contact{{}}, Notes: []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			s.Language = locale.Language{Tag: "en"}
			d := parse(t, pageOf(t, s))
			if strings.Contains(d.text, "Never") {
				t.Error("a title stands there with nothing under it")
			}
			if _, err := s.PNG(); err != nil {
				t.Error(err)
			}
			if photos, err := s.Photos(); err != nil || len(photos) != 1 {
				t.Errorf("%d photos, error %v", len(photos), err)
			}
		})
	}
}

func TestPageFromRightToLeft(t *testing.T) {
	s := english()
	s.Language = locale.Language{Tag: "ur", RTL: true}
	d := parse(t, pageOf(t, s))
	if attribute(d.tags[0], "dir") != "rtl" {
		t.Errorf("the page begins with %v", d.tags[0])
	}
	numbers := 0
	for i, tag := range d.tags {
		if attribute(tag, "class") == "phone" {
			numbers++
			if next := d.tags[i+1]; next.Data != "bdi" || attribute(next, "dir") != "ltr" {
				t.Errorf("a phone number is in %v", next)
			}
		}
	}
	if numbers != 7 {
		t.Errorf("%d phone numbers", numbers)
	}
}

// The less there is on a sheet, the larger it is printed.
func TestPrintedSize(t *testing.T) {
	size := func(s *Sheet) float64 {
		p, err := newPainter(s)
		if err != nil {
			t.Fatal(err)
		}
		return paper(p).size(s)
	}
	for _, sample := range []func() *Sheet{english, hindi} {
		s := sample()
		little, usual, much := size(short(sample())), size(s), size(long(sample()))
		t.Logf("%s: %g, %g, %g points", s.Language.Tag, little, usual, much)
		if usual < 12.5 || little <= usual || much >= usual {
			t.Errorf("%s: %g points with little on it, %g as usual, %g with much", s.Language.Tag, little, usual, much)
		}
	}
	s := english()
	for range 5 {
		s.Steps = append(s.Steps, s.Steps...)
	}
	if got := size(s); got != smallestPrint {
		t.Errorf("far too much is printed in %g points", got)
	}
}
