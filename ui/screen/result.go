package screen

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check"
	"neem/check/catalog"
	"neem/check/detail"
	"neem/check/handout"
	"neem/check/plan"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// result shows what the lists said, what to do now, what criminals do with such
// details, and what is known of the leaks that the person ticked.
func result(d *Desk) []fyne.CanvasObject {
	asked := d.Session.Asked
	if asked == nil {
		asked = &Asked{}
	}
	objects := []fyne.CanvasObject{resultTitle(d, asked.Who)}
	for n, a := range asked.Answers {
		objects = append(objects, answerCard(d, n, a))
	}
	objects = append(objects, newCard(d, asked.Who)...)
	for _, id := range asked.Used {
		if l, ok := d.Edition.Leaks.Leak(id); ok {
			objects = append(objects, verdictCard(d, l))
		}
	}
	if given := givenCard(d, asked); given != nil {
		objects = append(objects, given)
	}
	p := plan.For(d.Edition.Guide, exposures(d, asked))
	if len(p.Steps) == 0 && len(asked.Used) > 0 {
		objects = append(objects, widget.Note(icons.Info, theme.ColorInfo, d.text("plan.none")))
	}
	objects = append(objects, planCards(d, "result", p)...)
	if len(asked.Used) > 0 {
		objects = append(objects, widget.Lead(d.text("result.used")))
		for _, id := range asked.Used {
			if l, ok := d.Edition.Leaks.Leak(id); ok {
				objects = append(objects, leakCard(d, l))
			}
		}
	} else if asked.Who == nil {
		objects = append(objects, widget.Small(d.text("result.used_none")))
	}
	objects = append(objects, rememberCard(d)...)
	objects = append(objects, handoutCard(d, Result, func() *handout.Sheet { return handout.Plan(d.Edition, d.sheetWords(), p.Steps, nil, d.Now()) }))
	return append(objects, endButtons(d, "result.again", func() {
		// What was typed would stand there hidden, and the next password would be
		// typed behind it.
		delete(d.Session.Typed, detail.Password)
		d.Window.Show(Leaked)
	})...)
}

// exposures puts together what the lists said and what the person used.
func exposures(d *Desk, asked *Asked) []plan.Exposure {
	var given []string
	for class, on := range d.Session.Given {
		if on {
			given = append(given, class)
		}
	}
	var all []plan.Exposure
	for _, a := range asked.Answers {
		for _, r := range answered(d, a.Results) {
			e, ok := plan.OfResult(d.Edition.Guide, d.Edition.Leaks, r, given...)
			if !ok {
				continue
			}
			if wording.BuiltIn(r) {
				e.Title = d.text("list.starter_title")
			}
			all = append(all, e)
		}
	}
	for _, id := range asked.Used {
		l, ok := d.Edition.Leaks.Leak(id)
		if !ok {
			continue
		}
		if e, ok := plan.OfLeak(l, given...); ok {
			all = append(all, e)
		}
	}
	return all
}

// givenCard asks which of the details that leaked for some people only the
// person had given; nil if there is nothing to ask.
func givenCard(d *Desk, asked *Asked) fyne.CanvasObject {
	var classes []string
	for _, id := range asked.Used {
		l, _ := d.Edition.Leaks.Leak(id)
		if l.Status == catalog.Fabricated {
			continue
		}
		for _, class := range l.ExposedForSome {
			if !slices.Contains(classes, class) {
				classes = append(classes, class)
			}
		}
	}
	if len(classes) == 0 {
		return nil
	}
	objects := []fyne.CanvasObject{widget.Strong(d.text("result.gave"))}
	for _, class := range classes {
		objects = append(objects, widget.NewCheck(d.text("class."+class+".name"), d.Session.Given[class], func(on bool) {
			d.Session.Given[class] = on
			d.Window.Refresh()
		}))
	}
	return widget.Card(objects...)
}

// planCards shows a plan: the steps, what never to do, what criminals do with
// the details, what does not help.
func planCards(d *Desk, id string, p plan.Plan) []fyne.CanvasObject {
	objects := stepCards(d, id, p.Steps)
	objects = append(objects, neverCard(d))
	if len(p.Risks) > 0 {
		objects = append(objects, disclosure(d, id+".risks", d.text("plan.risks"), func() []fyne.CanvasObject { return riskCards(d, p.Risks) }))
	}
	if len(p.Avoid) > 0 {
		objects = append(objects, disclosure(d, id+".avoid", d.text("plan.avoid"), func() []fyne.CanvasObject {
			var lines []fyne.CanvasObject
			for _, a := range p.Avoid {
				lines = append(lines, widget.Strong(d.text("avoid."+a.ID+".title")), widget.Text(d.text("avoid."+a.ID+".why")))
				lines = append(lines, expired(d, a.Provenance)...)
			}
			return []fyne.CanvasObject{widget.Card(lines...)}
		}))
	}
	return objects
}

// riskCards shows what criminals can do, and leads to the cards that say how it
// looks.
func riskCards(d *Desk, risks []plan.Risk) []fyne.CanvasObject {
	var cards []fyne.CanvasObject
	for _, r := range risks {
		objects := []fyne.CanvasObject{
			widget.Strong(d.text("risk." + r.ID + ".title")),
			widget.Text(d.text("risk." + r.ID + ".how")),
			widget.Small(d.text("plan.risk", locale.Args{"classes": wording.Classes(d.Words, r.Classes)})),
		}
		objects = append(objects, expired(d, r.Provenance)...)
		for _, id := range r.Scams {
			objects = append(objects, widget.NewRow(icons.Alert, theme.ColorPossible, d.text("scam."+id+".title"), "", func() { readScam(d, id) }))
		}
		cards = append(cards, widget.Card(objects...))
	}
	return cards
}

// look says how an answer is shown.
func look(a check.Answer) (icons.Name, fyne.ThemeColorName) {
	switch a {
	case check.Found:
		return icons.Found, theme.ColorFound
	case check.Possible:
		return icons.Possible, theme.ColorPossible
	case check.NotFound:
		return icons.NotFound, theme.ColorNotFound
	}
	return icons.Unknown, theme.ColorUnknown
}

// answerCard shows what the lists said about one detail: the weightiest answer
// as the heading, what it means, and behind a heading every list.
func answerCard(d *Desk, n int, a Answered) fyne.CanvasObject {
	asked := a.Results // as the lists answered
	a.Results = answered(d, asked)
	outcome := check.Outcome(a.Results)
	icon, role := look(outcome)
	objects := []fyne.CanvasObject{widget.Lead(wording.Heading(d.Words, a.Kinds, a.Results))}
	if a.Mask != "" {
		objects = append(objects, widget.Private(widget.Strong(a.Mask)))
	}
	for _, text := range wording.Meaning(d.Words, a.Kinds, a.Results) {
		objects = append(objects, widget.Text(text))
	}
	for _, r := range asked {
		if r.UsedShare != nil && r.Answer == check.Possible {
			objects = append(objects, usedQuestion(d, r)...)
		}
	}
	if len(a.Results) > 0 {
		id := "lists." + strconv.Itoa(n)
		objects = append(objects, widget.NewDisclosure(d.Words.Plural("result.lists", len(a.Results)), d.Session.Open[id], func() []fyne.CanvasObject {
			var lines []fyne.CanvasObject
			for _, r := range a.Results {
				lines = append(lines, listLines(d, r)...)
			}
			return []fyne.CanvasObject{widget.Stack(lines...)}
		}, func(open bool) { d.Session.Open[id] = open }).Quiet())
	}
	return widget.Banner(icon, role, objects...)
}

// replyKey names the service that the answer of a list is about.
func replyKey(r check.Result) string { return r.Pack + "\n" + r.Leak }

// usedService reports whether the person used the service of a list, and whether
// that is known: they may have ticked it in the catalogue already.
func usedService(d *Desk, r check.Result) (used, known bool) {
	if used, known = d.Session.Reply[replyKey(r)]; known {
		return used, true
	}
	return d.Session.Used[r.Leak], d.Session.Used[r.Leak]
}

// answered is what the lists said, sharpened by whether the person used the
// service.
func answered(d *Desk, results []check.Result) []check.Result {
	var all []check.Result
	for _, r := range results {
		if used, _ := usedService(d, r); used {
			r = r.Used()
		}
		all = append(all, r)
	}
	return all
}

// usedQuestion asks whether the person used the service, which makes a "perhaps"
// surer or less sure.
func usedQuestion(d *Desk, r check.Result) []fyne.CanvasObject {
	used, known := usedService(d, r)
	current := -1
	if known {
		current = 1
		if used {
			current = 0
		}
	}
	objects := []fyne.CanvasObject{
		widget.Strong(d.text("answer.used.ask", locale.Args{"title": r.About.Title})),
		widget.NewSegments([]string{d.text("answer.used.yes"), d.text("answer.used.no")}, current, func(i int) {
			d.Session.Reply[replyKey(r)] = i == 0
			d.Window.Refresh()
		}),
	}
	switch {
	case used:
		if said := wording.IfUsed(d.Words, r); said != "" {
			objects = append(objects, widget.Text(said))
		}
	case known:
		objects = append(objects, widget.Text(d.text("answer.used.not")))
	}
	return objects
}

// listLines says what one list answered, and what the list is.
func listLines(d *Desk, r check.Result) []fyne.CanvasObject {
	icon, role := look(r.Answer)
	builtIn := wording.BuiltIn(r)
	objects := []fyne.CanvasObject{widget.WithIcon(theme.Icon(icon, role), widget.Strong(wording.ListName(d.Words, r, builtIn)))}
	for _, l := range wording.Lines(d.Words, r, builtIn) {
		text := widget.Text
		if l.Lesser {
			text = widget.Small
		}
		objects = append(objects, widget.Indented(text(l.Text)))
	}
	return objects
}

// whoSays says on whose word the status of a leak rests.
func whoSays(d *Desk, l catalog.Leak) string {
	if l.Status == catalog.Confirmed && l.ConfirmedBy != "" {
		return d.text("leaks.confirmed_by." + string(l.ConfirmedBy))
	}
	return d.text("status." + string(l.Status) + ".means")
}

// verdictCard says first of all whether a leak may have touched the person.
func verdictCard(d *Desk, l catalog.Leak) fyne.CanvasObject {
	icon, role, heading, about := icons.Possible, theme.ColorPossible, "result.verdict", "result.verdict_about"
	if l.Status == catalog.Fabricated {
		icon, role, heading, about = icons.Info, theme.ColorInfo, "result.verdict_not", "result.fabricated"
	}
	return widget.Banner(icon, role,
		widget.Lead(d.text(heading, locale.Args{"name": d.text("leak." + l.ID + ".name")})),
		widget.Text(whoSays(d, l)),
		widget.Text(d.text(about)))
}

// leakCard shows what is known of a leak.
func leakCard(d *Desk, l catalog.Leak) fyne.CanvasObject {
	key := "leak." + l.ID
	objects := []fyne.CanvasObject{
		widget.Lead(d.text(key + ".name")),
		widget.Left(widget.Chip(icons.Info, theme.ColorInfo, d.text("status."+string(l.Status)+".word"))),
		widget.Text(d.text(key + ".text")),
	}
	if l.ExposedUnknown {
		objects = append(objects, widget.Text(d.text("leaks.exposed_unknown")))
	}
	names := func(key, suffix string, ids []string) (names []string) {
		for _, id := range ids {
			names = append(names, d.text(key+id+suffix))
		}
		return names
	}
	what := func(label string, names []string) {
		if len(names) > 0 {
			objects = append(objects, widget.Strong(d.text(label)), widget.Text(strings.Join(names, " · ")))
		}
	}
	what("result.exposed", append(names("class.", ".name", l.Exposed), names("extra.", "", l.Also)...))
	what("leaks.exposed_some", names("class.", ".name", l.ExposedForSome))
	for _, c := range l.Counts {
		objects = append(objects, widget.Small(d.text("result.count", locale.Args{"what": c.In(d.Words)})))
	}
	if l.ScopeDisputed {
		objects = append(objects, widget.Small(d.text("leaks.scope_disputed")))
	}
	objects = append(objects, widget.Small(d.text("leaks.date."+string(l.DateIs), locale.Args{"date": l.Date})))
	if l.HIBP != "" {
		objects = append(objects, widget.Small(d.text("leaks.hibp")))
	}
	objects = append(objects, widget.Small(checkedText(d, l.Provenance)))
	return widget.Card(objects...)
}
