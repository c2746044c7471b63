package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/guide"
	"neem/check/plan"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// happened asks what has happened. Nothing has to be typed: everything is
// ticked, and what only matters for some answers appears with them.
func happened(d *Desk) []fyne.CanvasObject {
	h := &d.Session.Happened
	objects := []fyne.CanvasObject{widget.Stack(widget.Title(d.text("happened.title")), widget.Text(d.text("happened.intro")))}
	objects = append(objects, notice(d)...)

	way, when := wayQuestion(d), dayQuestion(d)
	show := func() {
		way.Hidden = !h.Ticked[guide.Money]
		when.Hidden = !dated(d)
		way.Refresh()
		when.Refresh()
	}
	list := widget.Stack()
	for _, s := range d.Edition.Guide.Situations() {
		key := "situation." + s.ID
		list.Add(widget.Stack(
			widget.NewCheck(d.text(key+".title"), h.Ticked[s.ID], func(on bool) { h.Ticked[s.ID] = on; show() }),
			widget.Indented(widget.Small(d.text(key+".about")))))
		if s.ID == guide.Money {
			list.Add(widget.Indented(way))
		}
	}
	people := []fyne.CanvasObject{widget.Text(d.text("happened.for"))}
	for _, a := range []guide.Audience{guide.Women, guide.Children, guide.Elders} {
		people = append(people, widget.NewCheck(d.text("happened.who."+string(a)), h.For[a], func(on bool) { h.For[a] = on }))
	}
	show()
	return append(objects, widget.Card(list), when, widget.Card(people...),
		widget.NewPrimary(d.text("happened.show"), nil, func() { answerHappened(d) }))
}

// notice shows the session's notice, once.
func notice(d *Desk) []fyne.CanvasObject {
	if d.Session.Notice == "" {
		return nil
	}
	text := d.Session.Notice
	d.Session.Notice = ""
	return []fyne.CanvasObject{widget.Marked(theme.ColorInfo, widget.WithIcon(theme.Icon(icons.Info, theme.ColorInfo), widget.Text(text)))}
}

// dated reports whether the day matters for something that is ticked.
func dated(d *Desk) bool {
	return slices.ContainsFunc(d.Edition.Guide.Situations(), func(s guide.Situation) bool { return s.Dated && d.Session.Happened.Ticked[s.ID] })
}

func wayQuestion(d *Desk) *fyne.Container {
	h := &d.Session.Happened
	money, _ := d.Edition.Guide.Situation(guide.Money)
	var names []string
	current := -1
	for i, w := range money.Ways {
		names = append(names, d.text("situation."+guide.Money+".way."+w.ID))
		if w.ID == h.Way {
			current = i
		}
	}
	return widget.Stack(widget.Strong(d.text("happened.way")), widget.NewOneOf(names, current, func(i int) {
		h.Way = ""
		if i >= 0 {
			h.Way = money.Ways[i].ID
		}
	}))
}

func dayQuestion(d *Desk) *fyne.Container {
	h := &d.Session.Happened
	days := []Day{Today, Yesterday, OtherDay}
	var names []string
	for _, day := range days {
		names = append(names, d.text("happened."+string(day)))
	}
	typed := widget.NewField(d.text("happened.date_example"), h.Typed, func(s string) { h.Typed = s }, func() { answerHappened(d) })
	other := widget.Stack(typed)
	if h.Fault != "" {
		other.Add(widget.Fault(theme.Icon(icons.Unknown, theme.ColorDanger), d.text(h.Fault)))
	}
	other.Hidden = h.Day != OtherDay
	return widget.Card(widget.Strong(d.text("happened.when")), widget.NewOneOf(names, slices.Index(days, h.Day), func(i int) {
		h.Day = NoDay
		if i >= 0 {
			h.Day = days[i]
		}
		other.Hidden = h.Day != OtherDay
		other.Refresh()
	}), other)
}

// answerHappened goes to what to do, if what was entered makes sense.
func answerHappened(d *Desk) {
	h := &d.Session.Happened
	h.Fault = ""
	if _, err := h.on(d.today()); err != nil && dated(d) {
		h.Fault = wording.DayFault(err)
		d.Window.Refresh()
		return
	}
	if len(d.incident().Situations) == 0 {
		d.Session.Notice = d.text("happened.nothing")
		d.Window.Refresh()
		d.Window.Top()
		return
	}
	d.Window.Show(Respond)
}

// on is the day that was chosen; none if none was.
func (h *Happening) on(today locale.Date) (locale.Date, error) {
	switch h.Day {
	case Today:
		return today, nil
	case Yesterday:
		return plan.DaysBefore(today, 1), nil
	case OtherDay:
		if h.Typed == "" {
			return locale.Date{}, nil
		}
		return plan.ParseDay(h.Typed, today)
	}
	return locale.Date{}, nil
}

// incident is what was ticked. A way or a day that belongs to something that
// is no longer ticked does not count.
func (d *Desk) incident() plan.Incident {
	h := &d.Session.Happened
	var i plan.Incident
	for _, s := range d.Edition.Guide.Situations() {
		if h.Ticked[s.ID] {
			i.Situations = append(i.Situations, s.ID)
		}
	}
	if i.Has(guide.Money) {
		i.Way = h.Way
	}
	if dated(d) {
		i.On, _ = h.on(d.today()) // checked when it was entered
	}
	for _, a := range []guide.Audience{guide.Women, guide.Children, guide.Elders} {
		if h.For[a] {
			i.For = append(i.For, a)
		}
	}
	return i
}

// respond shows what to do after what has happened.
func respond(d *Desk) []fyne.CanvasObject {
	i := d.incident()
	r := plan.After(d.Edition.Guide, i, d.today())
	title := widget.Title(d.text("respond.title"))
	if len(r.Steps) == 0 {
		return []fyne.CanvasObject{title, widget.Text(d.text("respond.empty"))}
	}
	objects := []fyne.CanvasObject{widget.Stack(title, widget.Text(d.text("respond.intro")))}
	objects = append(objects, stepCards(d, "respond", r.Steps)...)
	objects = append(objects, neverCard(d))
	objects = append(objects, ruleCards(d, r.Rules)...)
	objects = append(objects,
		widget.NewButton(d.text("complaint.title"), theme.Icon(icons.Message, theme.ColorForeground), func() { d.Window.Show(Complaint) }),
		handoutCard(d, func() sheet { return responseSheet(d, i, r) }))
	return append(objects, endButtons(d, Happened, "respond.change")...)
}

// endButtons lead on from what to do: back to the questions, to whom to call,
// or to another person.
func endButtons(d *Desk, questions Name, label string) []fyne.CanvasObject {
	return []fyne.CanvasObject{
		widget.NewButton(d.text("nav.help"), theme.Icon(icons.Help, theme.ColorForeground), func() { d.Window.Show(Help) }),
		widget.NewButton(d.text(label), theme.Icon(icons.Search, theme.ColorForeground), func() { d.Window.Show(questions) }),
		widget.Stack(widget.NewButton(d.text("result.other"), theme.Icon(icons.Person, theme.ColorForeground), func() {
			d.Session.Wipe()
			d.Session.Notice = d.text("result.wiped")
			d.Window.Show(questions)
		}), widget.Small(d.text("result.other_about"))),
	}
}
