package screen

import (
	"math"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/assets/starter"
	"neem/check"
	"neem/check/catalog"
	"neem/check/detail"
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
		widget.WithIcon(theme.Icon(icon, role), widget.Lead(d.text("answer."+string(outcome)+".title", locale.Args{"tried": tried(d, triedKinds(a, outcome))}))),
	}
	if outcome == check.NotFound {
		objects = append(objects, widget.Text(d.text("answer.not-found.means")))
	}
	if len(a.Results) == 0 {
		objects = append(objects, widget.Text(d.text("answer.cannot-tell.no_list")))
	}
	for _, r := range a.Results {
		objects = append(objects, listLines(d, a, r)...)
	}
	return widget.Marked(role, objects...)
}

// triedKinds returns the kinds that the lists with this outcome looked at: a
// list of mobiles says nothing about the ID typed beside one.
func triedKinds(a Answered, outcome check.Answer) []detail.Kind {
	var kinds []detail.Kind
	for _, r := range a.Results {
		if r.Answer != outcome || r.List == "" {
			continue
		}
		for _, k := range r.List.Kinds() {
			if !slices.Contains(kinds, k) {
				kinds = append(kinds, k)
			}
		}
	}
	if len(kinds) == 0 || outcome == check.CannotTell {
		return a.Kinds
	}
	return kinds
}

func tried(d *Desk, kinds []detail.Kind) string {
	s := d.text("tried." + string(kinds[0]))
	if len(kinds) > 1 {
		s = d.text("tried.with", locale.Args{"first": s, "second": d.text("tried." + string(kinds[1]))})
	}
	return s
}

// listLines says what one list answered, and what the list is.
func listLines(d *Desk, a Answered, r check.Result) []fyne.CanvasObject {
	icon, role := look(r.Answer)
	name := r.About.Title
	if name == "" {
		name = r.Pack
	}
	builtIn := r.Pack == starter.ID
	if builtIn {
		name = d.text("list.starter_title")
	}
	heading := d.text("list.asked", locale.Args{"title": name})
	lines := []fyne.CanvasObject{widget.Space(4), widget.WithIcon(theme.Icon(icon, role), widget.Strong(heading))}
	add := func(s string) { lines = append(lines, widget.Indented(widget.Text(s))) }
	small := func(s string) { lines = append(lines, widget.Indented(widget.Small(s))) }
	switch r.Answer {
	case check.Possible:
		if r.ListedShare != nil && *r.ListedShare > 0 {
			add(d.text("answer.possible.share", locale.Args{"n": oneIn(*r.ListedShare)}))
		}
	case check.CannotTell:
		add(reasonText(d, r))
	}
	if r.FalsePositive != nil && *r.FalsePositive > 0 && r.Answer == check.Found {
		small(d.text("list.rate", locale.Args{"n": oneIn(*r.FalsePositive)}))
	}
	if (r.Answer == check.Found || r.Answer == check.Possible) && r.List != "" && r.List.Direct() == detail.Mobile {
		small(d.text("list.recycled"))
	}
	switch {
	case builtIn:
		small(d.text("list.starter"))
	case r.About.Coverage != "":
		small(d.text("list.coverage", locale.Args{"coverage": r.About.Coverage}))
	}
	if day, err := time.Parse(time.DateOnly, r.About.Date); err == nil {
		small(d.text("list.date", locale.Args{"date": d.Words.Date(day)}))
	}
	return lines
}

// reasonText says why a list cannot tell, and what to do.
func reasonText(d *Desk, r check.Result) string {
	args := locale.Args{}
	if r.Reason == check.PartMissing {
		var parts []string
		for _, k := range r.List.Kinds()[1:] {
			parts = append(parts, d.text("field."+string(k)+".label"))
		}
		args["parts"] = parts
	}
	return d.text("reason."+string(r.Reason), args)
}

// oneIn turns a share into the n of "1 in n".
func oneIn(share float64) int64 { return max(1, int64(math.Round(1/share))) }

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
