package screen

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check"
	"neem/check/vault"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// A Known is somebody who is saved, as a result is about them.
type Known struct {
	Name string
	News []vault.Change // what is new since they were last looked at
}

// calm reports whether nothing follows from a change: a list that does not have
// the person, or one that went.
func calm(c vault.Change) bool {
	return c.What == vault.ListGone || c.Result.Answer == check.NotFound
}

// newsCard says for whom something is new from which something may follow;
// nothing if there is nothing.
func newsCard(d *Desk) []fyne.CanvasObject {
	if !savingOffered(d) {
		return nil
	}
	var rows []fyne.CanvasObject
	if d.Watch.waits {
		rows = append(rows, widget.NewRow(icons.Lock, theme.ColorPrimary, d.text("saved.waits"), "", func() { showSaved(d) }))
	}
	for _, h := range d.Watch.look.Headlines() {
		if calm(h.Change) {
			continue
		}
		answer := h.Change.Result.Answer
		icon, role := look(answer)
		rows = append(rows, widget.NewRow(icon, role, d.text("saved.news."+string(answer), locale.Args{"name": h.Person.Nickname}), d.text("saved.see"),
			func() { see(d, h.Person) }).Private())
	}
	if len(rows) == 0 {
		return nil
	}
	return []fyne.CanvasObject{widget.Card(rows...)}
}

// calmCard says in one line each who was checked again without anything
// following from it, and whose list is gone, until that is closed.
func calmCard(d *Desk) []fyne.CanvasObject {
	if !savingOffered(d) {
		return nil
	}
	var checked, away []string
	var told vault.Look
	for _, h := range d.Watch.look.Headlines() {
		switch {
		case !calm(h.Change):
			continue
		case h.Change.What == vault.ListGone:
			if !hadHit(d.Watch.look.Of(h.Person.ID)) {
				continue // nobody misses it
			}
			away = append(away, h.Person.Nickname)
		default:
			checked = append(checked, h.Person.Nickname)
		}
		told.All = append(told.All, d.Watch.look.Of(h.Person.ID).All...)
	}
	lines := widget.Stack()
	add := func(key string, names []string) {
		if len(names) > 0 {
			lines.Add(widget.WithIcon(theme.Icon(icons.Info, theme.ColorInfo), widget.Private(widget.Text(d.text(key, locale.Args{"names": names})))))
		}
	}
	add("saved.news.calm", checked)
	add("saved.news.away", away)
	if len(lines.Objects) == 0 {
		return nil
	}
	return []fyne.CanvasObject{widget.Card(widget.Beside(lines, widget.NewButton(d.text("nav.close"), nil, func() { tellSeen(d, told) })))}
}

// hadHit reports whether a list that is gone had, or perhaps had, a detail.
func hadHit(look vault.Look) bool {
	return slices.ContainsFunc(look.News, func(n vault.News) bool {
		return slices.ContainsFunc(n.Changes, func(c vault.Change) bool {
			return c.What == vault.ListGone && (c.Result.Answer == check.Found || c.Result.Answer == check.Possible)
		})
	})
}

// tellSeen remembers that somebody was told what a look found. If that fails,
// they are told again.
func tellSeen(d *Desk, told vault.Look) {
	d.Watch.look.News = slices.DeleteFunc(slices.Clone(d.Watch.look.News), func(n vault.News) bool {
		return slices.ContainsFunc(told.All, func(s vault.Sighting) bool { return s.Person == n.Person.ID && s.Detail == n.Detail })
	})
	d.Window.Work(Job{
		Quiet: true,
		Run: func(ctx context.Context, _ func(string, int64, int64)) error {
			return d.Vault.Seen(ctx, told)
		},
		Done: func(error) {},
	})
	d.Window.Refresh()
}

// see shows what lists say of one saved person, and what to do. It begins a
// session of its own: what was ticked for somebody else is not theirs.
func see(d *Desk, p vault.Person) {
	if a := d.Session.Asked; d.Session.Empty() || a != nil && a.Who != nil && len(d.Session.Saved) == 0 {
		seeNow(d, p)
		return
	}
	d.Window.Ask(d.text("result.other_about"), d.text("saved.see"), d.text("nav.cancel"), func(yes bool) {
		if yes {
			begin(d, func() { seeNow(d, p) })
		}
	})
}

func seeNow(d *Desk, p vault.Person) {
	var of vault.Look
	once(d, Job{
		Title: d.text("busy.checking"),
		Run: func(ctx context.Context, _ func(string, int64, int64)) error {
			all, err := d.Vault.Look(ctx, d.Library)
			of = all.Of(p.ID)
			return err
		},
		Done: func(err error) {
			switch {
			case errors.Is(err, context.Canceled):
				return
			case err != nil:
				if reasonOf(err) == nil { // somebody else has locked or forgotten them
					showSaved(d)
					return
				}
				tellWhy(d, err)
				return
			}
			d.Session.Wipe()
			asked := &Asked{Who: &Known{Name: p.Nickname}}
			for _, s := range of.All {
				asked.Answers = append(asked.Answers, Answered{Kinds: kindsOf(s), Results: s.Results, Mask: s.Detail.Mask()})
			}
			for _, n := range of.News {
				asked.Who.News = append(asked.Who.News, n.Changes...)
			}
			d.Session.Asked = asked
			d.Window.Show(Result)
			tellSeen(d, of)
		},
	})
}

// newCard says what is new in a result; nothing where nothing is.
func newCard(d *Desk, who *Known) []fyne.CanvasObject {
	if who == nil || len(who.News) == 0 {
		return nil
	}
	objects := []fyne.CanvasObject{widget.Lead(d.text("saved.new"))}
	for _, c := range who.News {
		icon, role := look(c.Result.Answer)
		if c.What == vault.ListGone {
			icon, role = icons.Info, theme.ColorInfo
		}
		objects = append(objects,
			widget.WithIcon(theme.Icon(icon, role), widget.Strong(wording.ListName(d.Words, c.Result, wording.BuiltIn(c.Result)))),
			widget.Indented(widget.Text(d.text("saved.changed."+string(c.What)))))
	}
	return []fyne.CanvasObject{widget.Card(objects...)}
}

// resultTitle is the title of a result: whose it is, if they are saved.
func resultTitle(d *Desk, who *Known) fyne.CanvasObject {
	if who == nil {
		return widget.Title(d.text("result.title"))
	}
	return widget.Private(widget.Title(d.text("saved.for", locale.Args{"name": who.Name})))
}
