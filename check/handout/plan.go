package handout

import (
	"slices"
	"strings"
	"time"

	"neem/assets"
	"neem/check/edition"
	"neem/check/guide"
	"neem/check/plan"
	"neem/check/wording"
	"neem/locale"
)

// What a page in large type has room for: steps in full, and contacts beside
// those that stand on every sheet. What is due now or today is never left out;
// of more steps than that only the titles are given, and of still more where a
// language has longer words than the page has room for.
const (
	fullSteps     = 6
	manySteps     = 8 // of more than these, fewer stand there in full
	fewFull       = 4
	leastFull     = 2
	mostContacts  = 8
	leastContacts = 5

	fewestContacts = 4 // beside an organisation's: bank, 1930, 112, and whoever helps people like them
)

// Plan puts the first steps of a plan on a sheet, with whom to call for them. It
// leaves out from which leaks the plan comes and everything else that would
// tell something about the person: a sheet lies about and is passed on.
func Plan(e *edition.Edition, words *locale.Messages, steps []plan.Step, audiences []guide.Audience, now time.Time) *Sheet {
	s := &Sheet{
		Language: words.Language(),
		Program:  words.Text("handout.by", locale.Args{"name": assets.Name, "descriptor": words.Text("app.descriptor")}),
		Title:    words.Text("handout.sheet_title"),
		Never:    Group{Title: words.Text("plan.never"), Lines: nevers(e, words)},
		Notes:    []string{words.Text("handout.made", locale.Args{"date": now}), words.Text("app.independent")},
	}
	if words.Language().Draft {
		s.Notes = append(s.Notes, words.Text("app.draft"))
	}
	todo := sheetSteps(steps)
	full := fullSteps
	if len(todo) > manySteps {
		full = fewFull
	}
	for i, step := range todo {
		line := SheetStep{
			Title: words.Text("step." + step.ID + ".title"),
			Note:  strings.Join(append([]string{words.Text("plan.when." + string(step.When))}, sheetNotes(words, step, now)...), " · "),
		}
		if i < full {
			line.Text = words.Text("step." + step.ID + ".how")
		}
		if len(step.Channels) > 0 {
			c, _ := e.Guide.Channel(step.Channels[0]) // loading the guide has checked it
			line.Phones = c.Phones
		}
		s.Steps = append(s.Steps, line)
	}
	s.ContactsTitle = words.Text("handout.sheet_contacts")
	for _, id := range sheetChannels(e.Guide, todo, audiences) {
		c, ok := e.Guide.Channel(id)
		if !ok {
			continue // loading the guide has checked it
		}
		k := Contact{
			Title: words.Text("channel." + id + ".title"), Phones: c.Phones, Sites: c.Sites(),
			Standing: wording.Checked(words, c.Provenance, now),
		}
		if c.Own {
			k.Text = words.Text("channel." + id + ".use")
		}
		if e.Guide.NeedsFallback(c) {
			k.Fallback = wording.Fallback(words, c)
		}
		s.Contacts = append(s.Contacts, k)
	}
	s.shorten()
	return s
}

// readablePrint is the size in points that a sheet of few steps is printed in at
// least; one of many has the smallest that there is.
const readablePrint = 11

// shorten makes a sheet fit on one page in letters that can be read: it leaves
// out the last contacts, whose phones stand beside their steps too, then the notes
// on numbers of an organisation, the explanations of the last steps, the last of
// those numbers, where the organisation is, and beside an organisation one contact more. A
// sheet that is too long even then keeps them all, and goes on to a second page.
func (s *Sheet) shorten() {
	p, err := newPainter(s)
	if err != nil {
		return // printing it will say so
	}
	least := float64(readablePrint)
	if len(s.Steps) > fullSteps || len(s.Own) > 0 {
		least = smallestPrint
	}
	short := *s
	short.Steps, short.Own = slices.Clone(s.Steps), slices.Clone(s.Own)
	long := func() bool { return paper(p).height(&short, printWidth/least)*least > printHeight }
	for len(short.Contacts) > leastContacts && long() {
		short.Contacts = short.Contacts[:len(short.Contacts)-1]
	}
	for i := len(short.Own) - 1; i > 0 && long(); i-- {
		short.Own[i].Text = ""
	}
	for i := len(short.Steps) - 1; i >= leastFull && long(); i-- {
		short.Steps[i].Text = ""
	}
	for len(short.Own) > 1 && long() {
		short.Own = short.Own[:len(short.Own)-1]
	}
	if len(short.Own) > 0 && long() {
		short.Own[0].Text = ""
	}
	for len(short.Own) > 0 && len(short.Contacts) > fewestContacts && long() {
		short.Contacts = short.Contacts[:len(short.Contacts)-1]
	}
	if !long() {
		*s = short
	}
}

// sheetSteps are all steps due now or today, and of the others as many as fit.
func sheetSteps(steps []plan.Step) []plan.Step {
	soon := plan.Due(steps, guide.Now, guide.Today)
	rest := plan.Due(steps, guide.Week, guide.Later)
	return append(soon, rest[:max(0, min(len(rest), fullSteps-len(soon)))]...)
}

// sheetNotes are the notes of a step without how long it takes: there is
// little room.
func sheetNotes(words *locale.Messages, s plan.Step, now time.Time) []string {
	s.Minutes = 0
	notes := wording.StepNotes(words, s)
	if s.Expired(now) {
		notes = append(notes, wording.Checked(words, s.Provenance, now))
	}
	return notes
}

// sheetChannels lists the channels of the steps, and those that stand on every
// sheet: the person's own bank, 1930 and 112. Whoever the sheet is for finds
// their own line on it.
func sheetChannels(g *guide.Guide, steps []plan.Step, audiences []guide.Audience) []string {
	ids := []string{"bank", "ncrp_1930", "erss"}
	for _, c := range g.Channels() {
		if c.Audience != guide.Everybody && slices.Contains(audiences, c.Audience) {
			ids = append(ids, c.ID)
		}
	}
	for _, s := range steps {
		for _, id := range s.Channels[:min(len(s.Channels), 1)] {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids[:min(len(ids), mostContacts)]
}

func nevers(e *edition.Edition, words *locale.Messages) []string {
	var lines []string
	for _, n := range e.Guide.Nevers() {
		lines = append(lines, words.Text("never."+n.ID))
	}
	return lines
}
