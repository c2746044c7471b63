package handout

import (
	"slices"
	"strings"

	"neem/check/desk"
	"neem/check/wording"
	"neem/locale"
)

// From adds what an organisation says about its desk, marked as its own words and
// below whom to call. nil adds nothing. To keep the sheet on one page it is then
// shortened again; the organisation's name and its own phones always stay.
func (s *Sheet) From(words *locale.Messages, p *desk.Page) {
	if p == nil {
		return
	}
	s.OwnTitle, s.Own = words.Text("desk.sheet"), own(words, p)
	s.shorten()
}

// own are the organisation and the numbers that it gives.
func own(words *locale.Messages, p *desk.Page) []Contact {
	w := wording.Desk(words, p)
	first := Contact{Title: w.Name, Phones: w.Phones, Text: strings.Join(append(slices.Clone(w.Address), w.Hours), " · ")}
	first.Text = strings.Trim(first.Text, " ·")
	if w.Web != "" {
		first.Sites = []string{w.Web}
	}
	contacts := []Contact{first}
	for _, n := range w.Numbers {
		contacts = append(contacts, Contact{Title: n.Label, Phones: []string{n.Phone}, Text: n.Note})
	}
	return contacts
}
