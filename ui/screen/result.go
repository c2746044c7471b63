package screen

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check"
	"neem/check/catalog"
	"neem/check/detail"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// result shows what the lists said, what to do now, and what is known of the
// leaks that the person ticked.
func result(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Title(d.text("result.title"))}
	asked := d.Session.Asked
	if asked == nil {
		asked = &Asked{}
	}
	for _, a := range asked.Answers {
		objects = append(objects, answerCard(d, a))
	}
	objects = append(objects, adviceCard(d, asked))
	if len(asked.Used) > 0 {
		objects = append(objects, widget.Lead(d.text("result.used")))
		for _, id := range asked.Used {
			if l, ok := d.Edition.Leaks.Leak(id); ok {
				objects = append(objects, leakCard(d, l))
			}
		}
	} else {
		objects = append(objects, widget.Small(d.text("result.used_none")))
	}
	return append(objects,
		widget.NewButton(d.text("nav.help"), theme.Icon(icons.Help, theme.ColorForeground), func() { d.Window.Show(Help) }),
		widget.NewButton(d.text("result.again"), theme.Icon(icons.Search, theme.ColorForeground), func() { d.Window.Show(Leaked) }),
		widget.NewButton(d.text("result.other"), theme.Icon(icons.Person, theme.ColorForeground), func() {
			d.Session.Wipe()
			d.Session.Notice = d.text("result.wiped")
			d.Window.Show(Leaked)
		}),
		widget.Small(d.text("result.other_about")))
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
// as the heading, then every list.
func answerCard(d *Desk, a Answered) fyne.CanvasObject {
	outcome := check.Outcome(a.Results)
	icon, role := look(outcome)
	objects := []fyne.CanvasObject{
		widget.WithIcon(theme.Icon(icon, role), widget.Lead(wording.Heading(d.Words, a.Kinds, a.Results))),
	}
	if outcome == check.NotFound {
		objects = append(objects, widget.Text(d.text("answer.not-found.means")))
	}
	if len(a.Results) == 0 {
		objects = append(objects, widget.Text(d.text("answer.cannot-tell.no_list")))
	}
	for _, r := range a.Results {
		objects = append(objects, listLines(d, r)...)
	}
	return widget.Marked(role, objects...)
}

// listLines says what one list answered, and what the list is.
func listLines(d *Desk, r check.Result) []fyne.CanvasObject {
	icon, role := look(r.Answer)
	builtIn := wording.BuiltIn(r)
	objects := []fyne.CanvasObject{widget.Space(4), widget.WithIcon(theme.Icon(icon, role), widget.Strong(wording.ListName(d.Words, r, builtIn)))}
	for _, l := range wording.Lines(d.Words, r, builtIn) {
		text := widget.Text
		if l.Lesser {
			text = widget.Small
		}
		objects = append(objects, widget.Indented(text(l.Text)))
	}
	return objects
}

// adviceCard says what to do now.
func adviceCard(d *Desk, asked *Asked) fyne.CanvasObject {
	var keys []string
	add := func(more ...string) {
		for _, k := range more {
			if !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
	}
	for _, a := range asked.Answers {
		outcome := check.Outcome(a.Results)
		hit := outcome == check.Found || outcome == check.Possible
		switch {
		case hit && a.Kinds[0] == detail.Password:
			add("password_change", "password_own", "password_second")
		case hit:
			add("person_calls", "person_codes", "person_family", "person_money")
		case a.Kinds[0] == detail.Password && outcome == check.NotFound:
			add("not_found")
		}
	}
	real := slices.ContainsFunc(asked.Used, func(id string) bool {
		l, ok := d.Edition.Leaks.Leak(id)
		return ok && l.Status != catalog.Fabricated
	})
	if real {
		add("person_calls", "person_codes", "person_family", "person_money")
	}
	if len(keys) == 0 {
		add("person_codes", "person_money")
	}
	objects := []fyne.CanvasObject{widget.Lead(d.text("advice.title"))}
	for i, k := range keys {
		objects = append(objects, widget.Numbered(i+1, d.text("advice."+k)))
	}
	return widget.Card(objects...)
}

// whoSays says on whose word the status of a leak rests.
func whoSays(d *Desk, l catalog.Leak) string {
	if l.Status == catalog.Confirmed && l.ConfirmedBy != "" {
		return d.text("leaks.confirmed_by." + string(l.ConfirmedBy))
	}
	return d.text("status." + string(l.Status) + ".means")
}

// leakCard shows what is known of a leak.
func leakCard(d *Desk, l catalog.Leak) fyne.CanvasObject {
	key := "leak." + l.ID
	objects := []fyne.CanvasObject{
		widget.Lead(d.text(key + ".name")),
		widget.WithIcon(theme.Icon(icons.Info, theme.ColorInfo), widget.Strong(d.text("status."+string(l.Status)+".word")+". "+whoSays(d, l))),
	}
	if l.Status == catalog.Fabricated {
		objects = append(objects, widget.Text(d.text("result.fabricated")))
	} else {
		objects = append(objects, widget.Text(d.text("result.maybe")))
	}
	objects = append(objects, widget.Text(d.text(key+".text")))
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
	return widget.Card(objects...)
}
