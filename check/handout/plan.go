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

// What fits on one page in large type.
const (
	mostSteps    = 6
	mostContacts = 6
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
	todo := plan.Due(steps, guide.Now, guide.Today, guide.Week, guide.Later)
	todo = todo[:min(len(todo), mostSteps)]
	for _, step := range todo {
		line := SheetStep{
			Title: words.Text("step." + step.ID + ".title"),
			Text:  words.Text("step." + step.ID + ".how"),
			Note:  strings.Join(append([]string{words.Text("plan.when." + string(step.When))}, sheetNotes(words, step)...), " · "),
		}
		if step.Expired(now) {
			line.Note += " · " + wording.Checked(words, step.Provenance, now)
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
			k.Fallback = words.Text("channels.fallback")
		}
		s.Contacts = append(s.Contacts, k)
	}
	return s
}

// sheetNotes are the notes of a step without how long it takes: there is
// little room.
func sheetNotes(words *locale.Messages, s plan.Step) []string {
	s.Minutes = 0
	return wording.StepNotes(words, s)
}

// sheetChannels lists the channels of the steps, and those that stand on every
// sheet: 1930, 112 and the person's own bank. Whoever the sheet is for finds
// their own line on it.
func sheetChannels(g *guide.Guide, steps []plan.Step, audiences []guide.Audience) []string {
	ids := []string{"ncrp_1930", "erss", "bank"}
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
