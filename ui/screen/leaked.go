package screen

import (
	"context"
	"errors"
	"slices"

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

// shownLeaks is how many leaks stand there before "show all".
const shownLeaks = 6

// leaked asks what the person used and what to look up.
func leaked(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Title(d.text("leaked.title"))}
	objects = append(objects, notice(d)...)
	objects = append(objects, usedCard(d), typedCard(d))
	return append(objects, widget.NewChoice(icons.Phone, theme.ColorInfo, d.text("caller.link"), d.text("caller.link_about"),
		func() { d.Window.Show(Caller) }))
}

// usedCard is the catalogue with a box for each leak.
func usedCard(d *Desk) fyne.CanvasObject {
	list := widget.Stack()
	fill := func() {
		leaks := d.Edition.Leaks.Leaks()
		// CoWIN began it, and most people come for it.
		slices.SortStableFunc(leaks, func(a, b catalog.Leak) int { return first(a) - first(b) })
		if d.Session.Search != "" {
			leaks = d.Edition.Leaks.Search(d.Session.Search, d.Words)
		}
		rest := 0
		if all := d.Session.All || d.Session.Search != ""; !all && len(leaks) > shownLeaks {
			rest = len(leaks)
			leaks = slices.DeleteFunc(leaks, func(l catalog.Leak) bool {
				return !d.Session.Used[l.ID] && slices.IndexFunc(leaks, func(o catalog.Leak) bool { return o.ID == l.ID }) >= shownLeaks
			})
		}
		list.Objects = nil
		for _, l := range leaks {
			list.Add(leakBox(d, l))
		}
		if len(leaks) == 0 {
			list.Add(widget.Text(d.text("leaked.search_none")))
			list.Add(widget.Text(d.text("leaked.search_other")))
		}
		if rest > 0 {
			list.Add(widget.NewButton(d.text("leaked.more", locale.Args{"n": rest}), nil, func() {
				d.Session.All = true
				d.Window.Refresh()
			}))
		}
		list.Refresh()
	}
	fill()
	search := widget.NewField(d.text("leaked.search"), d.Session.Search, func(s string) {
		d.Session.Search = s
		fill()
		d.Window.Adopt(list)
	}, func() {})
	return widget.Card(
		widget.Lead(d.text("leaked.used")),
		widget.Text(d.text("leaked.used_about")),
		search, list)
}

func first(l catalog.Leak) int {
	if l.ID == "cowin2023" {
		return 0
	}
	return 1
}

// leakBox is the box for one leak, with the question that decides and how
// sure the leak is.
func leakBox(d *Desk, l catalog.Leak) fyne.CanvasObject {
	about := d.text("leak."+l.ID+".question") + " · " + d.text("leaked.status", locale.Args{"status": d.text("status." + string(l.Status) + ".word")})
	return widget.NewCheckAbout(d.text("leak."+l.ID+".name"), about, d.Session.Used[l.ID], func(on bool) { d.Session.Used[l.ID] = on })
}

// typedCard has a field for every kind of detail that a list can use.
func typedCard(d *Desk) fyne.CanvasObject {
	kinds := typable(d)
	if d.Helpdesk && len(kinds) == 0 {
		return widget.Card(widget.WithIcon(theme.Icon(icons.Info, theme.ColorInfo), widget.Text(d.text("desk.no_lists"))))
	}
	title := d.text("leaked.typed")
	if d.Helpdesk {
		title = d.text("desk.typed")
	}
	objects := []fyne.CanvasObject{
		widget.Lead(title),
		widget.WithIcon(theme.Icon(icons.Shield, theme.ColorMuted), widget.Text(d.text("leaked.typed_about"))),
	}
	for _, k := range kinds {
		objects = append(objects, field(d, k)...)
	}
	if !slices.ContainsFunc(kinds, func(k detail.Kind) bool { return k != detail.Password }) {
		objects = append(objects, widget.Small(d.text("leaked.only_passwords")))
	}
	return widget.Card(objects...)
}

// typable are the kinds that can be looked up. At a help desk nobody types a password: the
// worker would see it, and may be asked about it later.
func typable(d *Desk) []detail.Kind {
	kinds := d.Library.Kinds()
	if d.Helpdesk {
		kinds = slices.DeleteFunc(kinds, func(k detail.Kind) bool { return k == detail.Password })
	}
	return kinds
}

func field(d *Desk, k detail.Kind) []fyne.CanvasObject {
	make := widget.NewField
	if k == detail.Password {
		make = widget.NewSecretField
	}
	key := "field." + string(k)
	var fault fyne.CanvasObject
	entry := make(d.text(key+".example"), d.Session.Typed[k], func(s string) {
		d.Session.Typed[k] = s
		delete(d.Session.Faults, k)
		if fault != nil {
			fault.Hide() // it was about what stood there before
		}
	}, func() { Ask(d) })
	objects := []fyne.CanvasObject{widget.Strong(d.text(key + ".label")), entry}
	if d.Words.Has(key + ".about") {
		objects = append(objects, widget.Small(d.text(key+".about")))
	}
	if f := d.Session.Faults[k]; f != "" {
		fault = widget.Fault(theme.Icon(icons.Unknown, theme.ColorDanger), wording.Fault(d.Words, k, f))
		objects = append(objects, fault)
	}
	return objects
}

// lonely is the fault of a part with nothing to stand beside: an ID's last four,
// a year of birth, the beginning of a PIN code.
const lonely detail.Fault = "lonely-id"

// Ask asks the lists about everything that was typed, and shows the result.
func Ask(d *Desk) {
	queries, kinds := queriesOf(d)
	used := usedLeaks(d)
	switch {
	case len(d.Session.Faults) > 0:
		d.Window.Refresh()
		return
	case len(queries) == 0 && len(used) == 0:
		d.Session.Notice = d.text("leaked.nothing")
		d.Window.Refresh()
		d.Window.Top()
		return
	}
	asked, session := &Asked{Used: used}, d.Session
	d.Window.Work(Job{
		Title: d.text("busy.checking"),
		Run: func(ctx context.Context, report func(string, int64, int64)) error {
			for i, q := range queries {
				report("", int64(i), int64(len(queries)))
				results, err := d.Library.Check(ctx, q)
				if err != nil {
					return err
				}
				asked.Answers = append(asked.Answers, Answered{Kinds: kinds[i], Results: results})
			}
			return nil
		},
		Done: func(err error) {
			if errors.Is(err, context.Canceled) || session != d.Session {
				return // the person stopped it, and what was typed is still there; or the session ended
			}
			if err != nil {
				d.Window.Tell(d.text("error.title"), d.text("reason.failed"), err.Error())
				return
			}
			d.Session.Asked = asked
			d.Window.Show(Result)
		},
	})
}

func usedLeaks(d *Desk) []string {
	var used []string
	for _, l := range d.Edition.Leaks.Leaks() {
		if d.Session.Used[l.ID] {
			used = append(used, l.ID)
		}
	}
	return used
}

// queriesOf makes a query of each direct detail that was typed, with the
// quasi-identifiers beside it, and notes the faults of what was typed.
func queriesOf(d *Desk) (queries []check.Query, kinds [][]detail.Kind) {
	s := d.Session
	clear(s.Faults)
	parsed := map[detail.Kind]detail.Detail{}
	usable := typable(d)
	for _, k := range usable {
		if s.Typed[k] == "" {
			continue
		}
		got, err := detail.Parse(k, s.Typed[k])
		if ie, ok := errors.AsType[*detail.InvalidError](err); ok {
			s.Faults[k] = ie.Fault
			continue
		}
		parsed[k] = got
	}
	var quasi []detail.Detail // goes beside every direct detail that can have one
	for _, k := range usable {
		if part, ok := parsed[k]; ok && !k.Direct() {
			quasi = append(quasi, part)
		}
	}
	alone := len(quasi) > 0
	for _, k := range usable {
		direct, ok := parsed[k]
		if !ok || !k.Direct() {
			continue
		}
		asked, beside := []detail.Kind{k}, []detail.Detail(nil)
		if k != detail.Password {
			beside = quasi
			for _, part := range quasi {
				asked, alone = append(asked, part.Kind()), false
			}
		}
		q, err := check.NewQuery(direct, beside...)
		if err != nil {
			continue // kinds that cannot stand together are not put together here
		}
		queries, kinds = append(queries, q), append(kinds, asked)
	}
	if alone && s.Faults[detail.Mobile] == "" && s.Faults[detail.Email] == "" {
		s.Faults[quasi[0].Kind()] = lonely
	}
	return queries, kinds
}
