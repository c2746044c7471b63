// Package handout writes what a person can take along: pages of HTML that need
// neither this program nor the internet, and that any browser shows and
// prints in every script.
package handout

import (
	"bytes"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"time"

	"neem/assets"
	"neem/assets/fonts"
	"neem/check/edition"
	"neem/check/guide"
	"neem/check/wording"
	"neem/locale"
)

//go:embed *.html.tmpl
var templates embed.FS

// A card is one channel as the page shows it.
type card struct {
	Title, Use, Ready, Not, Note string
	Phones, URLs, Emails         []string
	Fallback                     string
	Standing                     string
}

type group struct {
	Title string
	Cards []card
}

type page struct {
	Language, Dir, Title, About, Independent, Draft string
	Font                                            template.CSS
	Ready                                           string
	Never                                           []string
	NeverTitle                                      string
	Groups                                          []group
}

// Channels returns a page with all channels, those that people need first at
// the top. It holds nothing about any person.
func Channels(e *edition.Edition, words *locale.Messages, now time.Time) ([]byte, error) {
	t, err := template.ParseFS(templates, "channels.html.tmpl")
	if err != nil {
		return nil, fmt.Errorf("reading the page's template: %w", err)
	}
	lang := words.Language()
	p := page{
		Language: lang.Tag, Dir: "ltr", Title: words.Text("page.title"), Independent: words.Text("app.independent"),
		About: words.Text("page.about", locale.Args{"name": assets.Name}),
		// The font is the program's own file, so it may stand in the style.
		Font:       template.CSS("data:font/ttf;base64," + base64.StdEncoding.EncodeToString(fonts.Regular())),
		NeverTitle: words.Text("happened.never"),
	}
	if lang.RTL {
		p.Dir = "rtl"
	}
	if lang.Draft {
		p.Draft = words.Text("app.draft")
	}
	p.Ready = words.Text("help.ready")
	p.Never = wording.Never(words)
	for _, section := range e.Guide.Sections() {
		g := group{Title: words.Text(section.Title())}
		for _, c := range section.Channels {
			g.Cards = append(g.Cards, cardOf(e, words, c, now))
		}
		p.Groups = append(p.Groups, g)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("writing the page: %w", err)
	}
	return b.Bytes(), nil
}

func cardOf(e *edition.Edition, words *locale.Messages, c guide.Channel, now time.Time) card {
	key := "channel." + c.ID
	text := func(k string) string {
		if !words.Has(key + k) {
			return ""
		}
		return words.Text(key + k)
	}
	k := card{
		Title: text(".title"), Use: text(".use"), Ready: text(".ready"), Not: text(".not"), Note: text(".note"),
		Phones: c.Phones, URLs: c.URLs, Emails: c.Emails,
		Standing: Standing(words, c, now),
	}
	if e.Guide.NeedsFallback(c) {
		k.Fallback = words.Text("channels.fallback")
	}
	return k
}

// Standing says when a channel answers, what it costs, and how fresh the fact
// is.
func Standing(words *locale.Messages, c guide.Channel, now time.Time) string {
	var s string
	if c.Hours != nil {
		s += c.Hours.In(words) + " · "
	}
	if c.Cost != guide.CostUnknown {
		s += words.Text("channels.cost."+string(c.Cost)) + " · "
	}
	checked := "help.checked"
	if c.Expired(now) {
		checked = "help.expired"
	}
	return s + words.Text(checked, locale.Args{"date": c.Checked})
}
