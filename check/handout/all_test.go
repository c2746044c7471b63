package handout

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"neem/check/edition"
)

// The page in all languages has in each what the page of that language has, and a
// way to it.
func TestInAllLanguages(t *testing.T) {
	content, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	page, err := InAllLanguages(content, now)
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	links, articles := map[string]bool{}, map[string]string{}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			switch {
			case n.Data == "a" && a.Key == "href" && strings.HasPrefix(a.Val, "#"):
				links[a.Val[1:]] = true
			case n.Data == "article" && a.Key == "id":
				articles[a.Val] = words(n)
			case a.Key == "src", a.Key == "href" && !strings.HasPrefix(a.Val, "tel:"):
				t.Errorf("the page wants %s=%q", a.Key, a.Val)
			}
		}
	}
	for _, l := range content.Locales.Languages() {
		alone, err := Channels(content, content.Locales.Messages(l.Tag), nil, now)
		if err != nil {
			t.Fatal(err)
		}
		own, err := html.Parse(bytes.NewReader(alone))
		if err != nil {
			t.Fatal(err)
		}
		for n := range own.Descendants() {
			if n.Data == "body" && n.Type == html.ElementNode && words(n) != articles[l.Tag] {
				t.Errorf("%s: the page in all languages says something else than its own", l.Tag)
			}
		}
		if !links[l.Tag] || !strings.Contains(articles[l.Tag], "1930") {
			t.Errorf("%s: no way to it, or no 1930", l.Tag)
		}
	}
	// Each language names a font that the page brings, and none is brought twice.
	brought := map[string]int{}
	for _, m := range regexp.MustCompile(`@font-face \{ font-family: ("[^"]+"); font-weight: (\d+);`).FindAllSubmatch(page, -1) {
		brought[string(m[1])+string(m[2])]++
	}
	for _, l := range content.Locales.Languages() {
		m := regexp.MustCompile(`\[lang=` + l.Tag + `\] \{ font-family: ("[^"]+"), `).FindSubmatch(page)
		if m == nil {
			t.Errorf("%s: no font is named", l.Tag)
			continue
		}
		for _, weight := range []string{"400", "700"} {
			if n := brought[string(m[1])+weight]; n != 1 {
				t.Errorf("%s: its font of weight %s comes %d times", l.Tag, weight, n)
			}
		}
	}
}

// words returns the text below a node.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
