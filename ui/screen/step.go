package screen

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

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
			objects = append(objects, widget.Strong(d.text("plan.when."+string(s.When))))
		}
		objects = append(objects, stepCard(d, before+i+1, s))
	}
	return objects
}

// disclosure is a heading that remembers in the session whether it is open.
func disclosure(d *Desk, id, title string, content func() []fyne.CanvasObject) fyne.CanvasObject {
	return widget.NewDisclosure(title, d.Session.Open[id], content, func(open bool) { d.Session.Open[id] = open })
}

// stepCard shows one step: what, how, why, and where. One that is done shows
// only that.
func stepCard(d *Desk, n int, s plan.Step) fyne.CanvasObject {
	title := d.text("step." + s.ID + ".title")
	if n > 0 {
		title = strconv.Itoa(n) + ". " + title
	}
	tick := func() fyne.CanvasObject {
		return widget.NewCheck(d.text("plan.done"), d.Session.Done[s.ID], func(on bool) {
			d.Session.Done[s.ID] = on
			d.Window.Refresh()
		})
	}
	if d.Session.Done[s.ID] {
		return widget.Card(widget.WithIcon(theme.Icon(icons.Check, theme.ColorPrimary), widget.Text(title)), tick())
	}
	objects := []fyne.CanvasObject{widget.Lead(title)}
	if notes := wording.StepNotes(d.Words, s); len(notes) > 0 {
		objects = append(objects, widget.Strong(strings.Join(notes, " · ")))
	}
	objects = append(objects, widget.Text(d.text("step."+s.ID+".how")))
	objects = append(objects, stepContacts(d, s.Step)...)
	if ready := "step." + s.ID + ".ready"; d.Words.Has(ready) {
		objects = append(objects, widget.Text(d.text("plan.ready", textArg(d.text(ready)))))
	}
	objects = append(objects, widget.Small(d.text("plan.why", textArg(d.text("step."+s.ID+".why")))))
	if because := wording.Because(d.Words, s.Causes); because != "" {
		objects = append(objects, widget.Small(because))
	}
	objects = append(objects, expired(d, s.Provenance)...)
	buttons := container.NewHBox()
	if s.When != guide.Know {
		buttons.Add(tick())
	}
	if s.Parts > 0 {
		buttons.Add(widget.NewButton(d.text("plan.show_how"), theme.Icon(icons.Info, theme.ColorForeground), func() { readStep(d, s.ID) }))
	}
	if len(buttons.Objects) > 0 {
		objects = append(objects, buttons)
	}
	return widget.Card(objects...)
}

// stepContacts lists how to reach the first place where a step is done, and
// how fresh that is.
func stepContacts(d *Desk, s guide.Step) []fyne.CanvasObject {
	if len(s.Channels) == 0 {
		return nil
	}
	c, ok := d.Edition.Guide.Channel(s.Channels[0])
	if !ok {
		return nil // loading the guide has checked it
	}
	objects := contacts(d, c)
	if len(objects) == 0 {
		return nil
	}
	return append(objects, widget.Small(wording.Standing(d.Words, c, d.Now())))
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
	objects := []fyne.CanvasObject{
		widget.Stack(widget.Title(d.text(key+".title")), widget.Text(d.text(key+".why")), widget.Text(d.text(key+".how"))),
	}
	if notes := wording.StepNotes(d.Words, plan.Step{Step: s}); len(notes) > 0 {
		objects = append(objects, widget.Small(strings.Join(notes, " · ")))
	}
	if d.Words.Has(key + ".ready") {
		objects = append(objects, widget.Text(d.text("plan.ready", textArg(d.text(key+".ready")))))
	}
	var parts []fyne.CanvasObject
	for n := range s.Parts {
		parts = append(parts, widget.Numbered(n+1, d.text(key+".part."+strconv.Itoa(n+1))))
	}
	objects = append(objects, widget.Card(parts...))
	if where := stepContacts(d, s); len(where) > 0 {
		objects = append(objects, widget.Card(where...))
	}
	return append(objects, neverCard(d))
}

// neverCard lists what never to do.
func neverCard(d *Desk, ids ...string) fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Lead(d.text("plan.never"))}
	for _, n := range d.Edition.Guide.Nevers() {
		if len(ids) == 0 || slices.Contains(ids, n.ID) {
			objects = append(objects, widget.WithIcon(theme.Icon(icons.NotFound, theme.ColorDanger), widget.Text(d.text("never."+n.ID))))
		}
	}
	return widget.Marked(theme.ColorDanger, objects...)
}
