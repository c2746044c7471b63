// Package handout writes what a person can take along: pages of HTML that need
// neither this program nor the internet, and that any browser shows and
// prints in every script; and a picture of one to send by messenger.
package handout

import (
	"time"

	"neem/assets"
	"neem/check/desk"
	"neem/check/edition"
	"neem/check/guide"
	"neem/check/wording"
	"neem/locale"
)

// A channel is one as the page shows it.
type channel struct {
	Title, Use, Ready, Not, Note string
	Phones, URLs, Emails         []string
	WhatsApp                     []string
	Fallback                     string
	Standing                     string
}

type section struct {
	Title string
	Cards []channel
}

type page struct {
	head
	About, Independent, Draft, Ready string
	Never                            []string
	NeverTitle                       string
	Sections                         []section
	OwnTitle                         string
	Own                              []Contact
}

// Channels returns a page with all channels, those that people need first at
// the top, and behind those what an organisation says about its own desk; organisation may
// be nil. It holds nothing about any person.
func Channels(e *edition.Edition, words *locale.Messages, organisation *desk.Page, now time.Time) ([]byte, error) {
	p := channelPage(e, words, now)
	if organisation != nil {
		p.OwnTitle, p.Own = words.Text("desk.sheet"), own(words, organisation)
	}
	return execute("channels.html.tmpl", p)
}

func channelPage(e *edition.Edition, words *locale.Messages, now time.Time) page {
	p := page{
		head:        newHead(words.Language(), words.Text("page.title")),
		Independent: words.Text("app.independent"),
		About:       words.Text("page.about", locale.Args{"name": assets.Name}),
		Ready:       words.Text("help.ready"),
		Never:       nevers(e, words),
		NeverTitle:  words.Text("plan.never"),
	}
	if words.Language().Draft {
		p.Draft = words.Text("app.draft")
	}
	for _, group := range e.Guide.Sections() {
		s := section{Title: words.Text(group.Title())}
		for _, c := range group.Channels {
			s.Cards = append(s.Cards, channelOf(e, words, c, now))
		}
		p.Sections = append(p.Sections, s)
	}
	return p
}

func channelOf(e *edition.Edition, words *locale.Messages, c guide.Channel, now time.Time) channel {
	key := "channel." + c.ID
	text := func(k string) string {
		if !words.Has(key + k) {
			return ""
		}
		return words.Text(key + k)
	}
	k := channel{
		Title: text(".title"), Use: text(".use"), Ready: text(".ready"), Not: text(".not"), Note: text(".note"),
		Phones: c.Phones, URLs: c.URLs, Emails: c.Emails, WhatsApp: c.WhatsApp,
		Standing: wording.Standing(words, c, now),
	}
	if e.Guide.NeedsFallback(c) {
		k.Fallback = wording.Fallback(words, c)
	}
	return k
}
