package screen

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/guide"
	"neem/check/plan"
	"neem/check/wording"
	"neem/ui/theme"
	"neem/ui/widget"
)

// shownSteps is how many steps of a plan stand open. Nobody does more at once.
const shownSteps = 5

// stepCards shows the steps of a plan: the first ones open under the headings
// of when they are due, the rest and what is only good to know behind a
// heading each. id tells the plans of different screens apart.
func stepCards(d *Desk, id string, steps []plan.Step) []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	todo := plan.Due(steps, guide.Now, guide.Today, guide.Week, guide.Later)
	shown := min(shownSteps, len(todo))
	for shown < len(todo) && todo[shown].When.Compare(guide.Today) <= 0 {
		shown++ // what is due today is never hidden
	}
	objects = append(objects, underHeadings(d, todo[:shown], 0)...)
	if rest := todo[shown:]; len(rest) > 0 {
		objects = append(objects, disclosure(d, id+".more", d.text("plan.more", count(len(rest))), func() []fyne.CanvasObject {
			return underHeadings(d, rest, shown)
		}))
	}
	if know := plan.Due(steps, guide.Know); len(know) > 0 {
		objects = append(objects, disclosure(d, id+".know", d.text("plan.know"), func() []fyne.CanvasObject {
			var cards []fyne.CanvasObject
			for _, s := range know {
				cards = append(cards, stepCard(d, 0, s))
			}
			return cards
		}))
	}
	return objects
}

// underHeadings shows steps, numbered on from before, with a heading where
// they are due at another time.
func underHeadings(d *Desk, steps []plan.Step, before int) []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	for i, s := range steps {
		if i == 0 || s.When != steps[i-1].When {
			objects = append(objects, widget.Colored(d.text("plan.when."+string(s.When)), theme.ColorPrimary, theme.SizeLead))
		}
		objects = append(objects, stepCard(d, before+i+1, s))
	}
	return objects
}

// disclosure is a heading that remembers in the session whether it is open.
func disclosure(d *Desk, id, title string, content func() []fyne.CanvasObject) fyne.CanvasObject {
	return widget.NewDisclosure(title, d.Session.Open[id], content, func(open bool) { d.Session.Open[id] = open })
}

// stepCard shows one step: what, until when, how, where, what to have ready, and
// behind a heading why. One that is done shows only that.
func stepCard(d *Desk, n int, s plan.Step) fyne.CanvasObject {
	key := "step." + s.ID
	title := d.text(key + ".title")
	toggle := func(label string, icon icons.Name) *widget.Button {
		return widget.NewButton(label, theme.Icon(icon, theme.ColorForeground), func() {
			d.Session.Done[s.ID] = !d.Session.Done[s.ID]
			d.Window.Refresh()
		})
	}
	if d.Session.Done[s.ID] {
		return widget.Card(widget.Beside(widget.Numbered("", true, widget.Muted(title)), toggle(d.text("plan.undo"), icons.Back)))
	}
	heading := widget.Lead(title)
	var head fyne.CanvasObject = heading
	if n > 0 {
		head = widget.Numbered(strconv.Itoa(n), false, heading)
	}
	objects := []fyne.CanvasObject{head}
	if len(s.OnlyIf) > 0 || !s.Until.IsZero() || !s.From.IsZero() || s.Minutes > 0 {
		chips := widget.Flow()
		for i, note := range wording.StepNotes(d.Words, s) {
			icon := icons.Clock
			if i == 0 && len(s.OnlyIf) > 0 {
				icon = icons.Info // the first note is the condition, the others are times
			}
			chips.Add(widget.Chip(icon, theme.ColorInfo, note))
		}
		objects = append(objects, chips)
	}
	objects = append(objects, widget.Text(d.text(key+".how")))
	objects = append(objects, stepContacts(d, s.Step)...)
	if s.Limit != nil {
		objects = append(objects, widget.Note(icons.Clock, theme.ColorInfo, wording.Limit(d.Words, *s.Limit)))
	}
	if d.Words.Has(key + ".ready") {
		objects = append(objects, widget.Text(d.text("plan.ready", textArg(d.text(key+".ready")))))
	}
	objects = append(objects, expired(d, s.Provenance)...)
	buttons := widget.Flow()
	if s.When != guide.Know {
		buttons.Add(toggle(d.text("plan.done"), icons.Check))
	}
	if s.Parts > 0 {
		buttons.Add(widget.NewButton(d.text("plan.show_how"), theme.Icon(icons.Info, theme.ColorForeground), func() { readStep(d, s.ID) }))
	}
	if len(buttons.Objects) > 0 {
		objects = append(objects, buttons)
	}
	return widget.Card(append(objects, widget.NewDisclosure(d.text("plan.why_title"), d.Session.Open["why."+s.ID], func() []fyne.CanvasObject {
		why := []fyne.CanvasObject{widget.Text(d.text(key + ".why"))}
		if because := wording.Because(d.Words, s.Causes); because != "" {
			why = append(why, widget.Small(because))
		}
		if c, ok := stepChannel(d, s.Step); ok {
			why = append(why, widget.Small(wording.Standing(d.Words, c, d.Now())))
		}
		return why
	}, func(open bool) { d.Session.Open["why."+s.ID] = open }).Quiet())...)
}

// stepChannel is the first place where a step is done.
func stepChannel(d *Desk, s guide.Step) (guide.Channel, bool) {
	if len(s.Channels) == 0 {
		return guide.Channel{}, false
	}
	return d.Edition.Guide.Channel(s.Channels[0])
}

// stepContacts lists how to reach the first place where a step is done, and
// says so where that should be checked first.
func stepContacts(d *Desk, s guide.Step) []fyne.CanvasObject {
	c, ok := stepChannel(d, s)
	if !ok {
		return nil
	}
	return append(contacts(d, c), expired(d, c.Provenance)...)
}

// expired marks a fact that should be checked before anybody relies on it.
func expired(d *Desk, p guide.Provenance) []fyne.CanvasObject {
	if !p.Expired(d.Now()) {
		return nil
	}
	return []fyne.CanvasObject{widget.WithIcon(theme.Icon(icons.Clock, theme.ColorPossible), widget.Strong(checkedText(d, p)))}
}

// readStep goes to a guided step.
func readStep(d *Desk, id string) {
	d.Session.Step = id
	d.Window.Show(Guided)
}

// guided shows a guided step part by part.
func guided(d *Desk) []fyne.CanvasObject {
	s, ok := d.Edition.Guide.Step(d.Session.Step)
	if !ok || s.Parts == 0 {
		return []fyne.CanvasObject{widget.Title(d.text("checks.title")), widget.Text(d.text("card.gone"))}
	}
	key := "step." + s.ID
	head := widget.Stack(widget.Title(d.text(key+".title")), widget.Text(d.text(key+".why")), widget.Text(d.text(key+".how")))
	if d.Words.Has(key + ".ready") {
		head.Add(widget.Text(d.text("plan.ready", textArg(d.text(key+".ready")))))
	}
	objects := []fyne.CanvasObject{head}
	if s.Minutes > 0 {
		objects = append(objects, widget.Left(widget.Chip(icons.Clock, theme.ColorInfo, d.Words.Plural("plan.minutes", s.Minutes))))
	}
	var parts []fyne.CanvasObject
	for n := range s.Parts {
		parts = append(parts, widget.Item(n+1, d.text(key+".part."+strconv.Itoa(n+1))))
	}
	objects = append(objects, widget.Card(parts...))
	if where := stepContacts(d, s); len(where) > 0 {
		if c, ok := stepChannel(d, s); ok {
			where = append(where, widget.Small(wording.Standing(d.Words, c, d.Now())))
		}
		objects = append(objects, widget.Card(where...))
	}
	return append(objects, neverCard(d))
}

// neverCard lists what never to do.
func neverCard(d *Desk, ids ...string) fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Lead(d.text("plan.never"))}
	for _, n := range d.Edition.Guide.Nevers() {
		if len(ids) == 0 || slices.Contains(ids, n.ID) {
			objects = append(objects, widget.Text(d.text("never."+n.ID)))
			objects = append(objects, expired(d, n.Provenance)...)
		}
	}
	return widget.Banner(icons.Alert, theme.ColorDanger, objects...)
}
