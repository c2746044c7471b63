package screen

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/guide"
	"neem/check/handout"
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

	way, when := widget.Indented(wayQuestion(d)), dayQuestion(d)
	// The day is asked with the money, where it decides most; else at the end.
	withMoney, end := widget.Stack(), widget.Stack()
	atEnd := widget.Card(end)
	show := func() {
		set := func(o fyne.CanvasObject, shown bool) {
			if shown {
				o.Show()
			} else {
				o.Hide()
			}
		}
		set(way, h.Ticked[guide.Money])
		withMoney.Objects, end.Objects = nil, nil
		if h.Ticked[guide.Money] {
			withMoney.Objects = []fyne.CanvasObject{widget.Indented(when)}
		} else {
			end.Objects = []fyne.CanvasObject{when}
		}
		set(withMoney, h.Ticked[guide.Money])
		set(atEnd, dated(d) && !h.Ticked[guide.Money])
	}
	list := widget.Stack()
	for _, s := range d.Edition.Guide.Situations() {
		key := "situation." + s.ID
		list.Add(widget.NewCheckAbout(d.text(key+".title"), d.text(key+".about"), h.Ticked[s.ID], func(on bool) { h.Ticked[s.ID] = on; show() }))
		if s.ID == guide.Money {
			list.Add(way)
			list.Add(withMoney)
		}
	}
	people := []fyne.CanvasObject{widget.Text(d.text("happened.for"))}
	for _, a := range []guide.Audience{guide.Women, guide.Children, guide.Elders} {
		people = append(people, widget.NewCheck(d.text("happened.who."+string(a)), h.For[a], func(on bool) { h.For[a] = on }))
	}
	show()
	return append(objects, widget.Card(list), atEnd, widget.Card(people...),
		widget.NewChoice(icons.Phone, theme.ColorInfo, d.text("caller.link"), d.text("caller.link_about"), func() { d.Window.Show(Caller) }))
}

// notice shows the session's notice, once.
func notice(d *Desk) []fyne.CanvasObject {
	if d.Session.Notice == "" {
		return nil
	}
	text := d.Session.Notice
	d.Session.Notice = ""
	return []fyne.CanvasObject{widget.Note(icons.Info, theme.ColorInfo, text)}
}

// dated reports whether the day matters for something that is ticked.
func dated(d *Desk) bool {
	return slices.ContainsFunc(d.Edition.Guide.Situations(), func(s guide.Situation) bool { return s.Dated && d.Session.Happened.Ticked[s.ID] })
}

func wayQuestion(d *Desk) fyne.CanvasObject {
	h := &d.Session.Happened
	ways := widget.Stack(widget.Strong(d.text("happened.way")))
	for _, w := range d.ways() {
		ways.Add(widget.NewCheck(d.text("situation."+guide.Money+".way."+w.ID), h.Ways[w.ID], func(on bool) { h.Ways[w.ID] = on }))
	}
	return ways
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
		fault := widget.Fault(theme.Icon(icons.Unknown, theme.ColorDanger), d.text(h.Fault))
		other.Add(fault)
		d.InView = fault
	}
	other.Hidden = h.Day != OtherDay
	return widget.Stack(widget.Strong(d.text("happened.when")), widget.NewOneOf(names, slices.Index(days, h.Day), func(i int) {
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
		for _, w := range d.ways() {
			if h.Ways[w.ID] {
				i.Ways = append(i.Ways, w.ID)
			}
		}
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

// ways lists the ways in which money can have gone.
func (d *Desk) ways() []guide.Way {
	money, _ := d.Edition.Guide.Situation(guide.Money) // loading the guide has checked it
	return money.Ways
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
	if i.Has(guide.OnlyCall) {
		if len(i.Situations) == 1 {
			objects = append(objects, widget.Note(icons.Check, theme.ColorPrimary, d.text("respond.only_call")))
		}
		objects = append(objects, widget.NewChoice(icons.Phone, theme.ColorInfo, d.text("caller.link"), d.text("caller.link_about"), func() { d.Window.Show(Caller) }))
	}
	objects = append(objects, stepCards(d, "respond", r.Steps)...)
	objects = append(objects,
		widget.NewChoice(icons.Message, theme.ColorPrimary, d.text("complaint.title"), d.text("complaint.about_it"), func() { d.Window.Show(Complaint) }),
		neverCard(d))
	objects = append(objects, ruleCards(d, r.Rules)...)
	objects = append(objects,
		handoutCard(d, Respond, func() *handout.Sheet { return handout.Plan(d.Edition, d.sheetWords(), r.Steps, i.For, d.Now()) }))
	return append(objects, endButtons(d, "respond.change", func() { d.Window.Show(Happened) })...)
}

// endButtons lead on from what to do: back to the questions, to whom to call,
// or to another person.
func endButtons(d *Desk, label string, back func()) []fyne.CanvasObject {
	return []fyne.CanvasObject{widget.Card(
		widget.NewRow(icons.Help, theme.ColorInfo, d.text("nav.help"), "", func() { d.Window.Show(Help) }),
		widget.NewRow(icons.Search, theme.ColorPrimary, d.text(label), "", back),
		anotherRow(d))}
}

// anotherRow leads to the next person; at a help desk, by ending the session.
func anotherRow(d *Desk) fyne.CanvasObject {
	if d.Client != nil {
		return widget.NewRow(icons.Person, theme.ColorPrimary, d.text("desk.end"), d.text("desk.end_about"), func() { d.Window.End(EndedByPerson) })
	}
	return widget.NewRow(icons.Person, theme.ColorPrimary, d.text("result.other"), d.text("result.other_about"), func() { another(d) })
}

// another begins with another person: everything that the one before entered is
// wiped. What was saved is asked about, because only they know whether they
// still want it.
func another(d *Desk) {
	begin(d, func() {
		d.Session.Notice = d.text("result.wiped")
		d.Window.Show(Home)
	})
}

// begin wipes the session and goes on. The files that were saved are asked about
// first.
func begin(d *Desk, next func()) {
	wipe := func() {
		d.Window.Forget()
		d.Session.Wipe()
		next()
	}
	if len(d.Session.Saved) == 0 {
		wipe()
		return
	}
	var paths []string
	for _, s := range d.Session.Saved {
		paths = append(paths, s.Paths...)
	}
	text := d.text("handout.remove_too", locale.Args{"paths": strings.Join(paths, "\n")})
	d.Window.Ask(text, d.text("handout.remove"), d.text("handout.keep"), func(yes bool) {
		for yes && len(d.Session.Saved) > 0 {
			if !removeSaved(d, 0) {
				return // said why; nothing is wiped before that is seen
			}
		}
		wipe()
	})
}
