package screen

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/detail"
	"neem/check/vault"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// A Form is a person being added or changed. What is kept of them already stays
// masked: whoever looks over a shoulder learns nothing.
type Form struct {
	Nickname string
	Kept     []detail.Detail
	Typed    map[detail.Kind]string

	id     vault.ID // zero: somebody new
	name   string   // the nickname as saved
	faults map[detail.Kind]detail.Fault
	fault  vault.Fault
}

// formOf is the form for somebody who is saved.
func formOf(p vault.Person) *Form {
	return &Form{id: p.ID, name: p.Nickname, Nickname: p.Nickname, Kept: slices.Clone(p.Details)}
}

// blank reports whether nobody has typed anything about saved people.
func (k *Keeping) blank() bool {
	f := k.Form
	return k.Passphrase == "" && (f == nil || f.Nickname == f.name && !some(f.Typed))
}

// openForm goes to the form of a person.
func openForm(d *Desk, f *Form) {
	d.Session.Keeping.Form = f
	d.Window.Show(Person)
}

// rememberCard offers to keep what was just asked about; nothing where there is
// nothing to keep.
func rememberCard(d *Desk) []fyne.CanvasObject {
	asked := d.Session.Asked
	if !savingOffered(d) || asked == nil || asked.Who != nil || d.Session.Typed[detail.Mobile] == "" && d.Session.Typed[detail.Email] == "" {
		return nil
	}
	return []fyne.CanvasObject{widget.Card(widget.NewRow(icons.Person, theme.ColorPrimary, d.text("saved.remember"), d.text("saved.remember_about"), func() { remember(d) }))}
}

// remember fills the form with what was typed, and leads to it, by way of
// turning saving on or opening what is kept.
func remember(d *Desk) {
	f := &Form{Typed: map[detail.Kind]string{}}
	for k, typed := range d.Session.Typed {
		if k != detail.Password {
			f.Typed[k] = typed
		}
	}
	d.Session.Keeping.Form = f
	if _, unlocked, err := d.Vault.Status(); err == nil && unlocked {
		d.Window.Show(Person)
		return
	}
	showSaved(d)
}

// person asks what is to be kept of somebody.
func person(d *Desk) []fyne.CanvasObject {
	f := d.Session.Keeping.Form
	if f == nil || !savingOffered(d) {
		return []fyne.CanvasObject{widget.Title(d.text("saved.title")), widget.Text(d.text("saved.person.fault.no-such-person"))}
	}
	title := widget.Title(d.text("saved.person.new"))
	if f.name != "" {
		title = widget.Private(widget.Title(d.text("saved.person.change", locale.Args{"name": f.name})))
	}
	objects := []fyne.CanvasObject{widget.Stack(title, widget.Text(d.text("saved.person.about")))}
	card := []fyne.CanvasObject{
		widget.Strong(d.text("saved.person.nickname")),
		widget.NewField(d.text("saved.person.nickname_example"), f.Nickname, func(s string) { f.Nickname, f.fault = s, "" }, func() { savePerson(d) }).
			Name(d.text("saved.person.nickname")),
	}
	if f.fault != "" {
		card = append(card, widget.Fault(theme.Icon(icons.Unknown, theme.ColorDanger), d.text("saved.person.fault."+string(f.fault))))
	}
	objects = append(objects, widget.Card(card...))
	if len(f.Kept) > 0 {
		objects = append(objects, keptCard(d, f))
	}
	card = nil
	for _, k := range askedKinds(d, f) {
		card = append(card, personField(d, f, k)...)
	}
	card = append(card, widget.Left(widget.NewButton(d.text("saved.person.more"), nil, func() { more(d) })))
	return append(objects, widget.Card(card...))
}

// askedKinds are the kinds that the form asks for: what finds a person by itself
// always, what stands beside it only if an installed list can use it, and once.
func askedKinds(d *Desk, f *Form) []detail.Kind {
	usable := d.Library.Kinds()
	return slices.DeleteFunc(detail.Kinds(), func(k detail.Kind) bool {
		has := slices.ContainsFunc(f.Kept, func(o detail.Detail) bool { return o.Kind() == k })
		return k == detail.Password || !k.Direct() && (has || !slices.Contains(usable, k) && f.Typed[k] == "")
	})
}

// keptCard lists what is kept of a person, masked.
func keptCard(d *Desk, f *Form) fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Lead(d.text("saved.person.kept"))}
	for _, one := range f.Kept {
		objects = append(objects, widget.Beside(
			widget.Stack(widget.Small(d.text("field."+string(one.Kind())+".label")), widget.Private(widget.Strong(one.Mask()))),
			widget.NewButton(d.text("saved.person.drop"), theme.Icon(icons.Remove, theme.ColorForeground), func() {
				f.Kept = slices.DeleteFunc(f.Kept, func(o detail.Detail) bool { return o == one })
				d.Window.Refresh()
			})))
	}
	return widget.Card(objects...)
}

func personField(d *Desk, f *Form, k detail.Kind) []fyne.CanvasObject {
	key := "field." + string(k)
	label := d.text(key + ".label")
	var fault fyne.CanvasObject
	objects := []fyne.CanvasObject{widget.Strong(label), widget.NewField(d.text(key+".example"), f.Typed[k], func(s string) {
		if f.Typed == nil {
			f.Typed = map[detail.Kind]string{}
		}
		f.Typed[k] = s
		delete(f.faults, k)
		if fault != nil {
			fault.Hide() // it was about what stood there before
		}
	}, func() { savePerson(d) }).Name(label)}
	if d.Words.Has(key + ".about") {
		objects = append(objects, widget.Small(d.text(key+".about")))
	}
	if why := f.faults[k]; why != "" {
		fault = widget.Fault(theme.Icon(icons.Unknown, theme.ColorDanger), wording.Fault(d.Words, k, why))
		objects = append(objects, fault)
	}
	return objects
}

// typed returns what was typed as details, and whether all of it can be read.
func (f *Form) typed() (all []detail.Detail, ok bool) {
	f.faults = map[detail.Kind]detail.Fault{}
	for _, k := range detail.Kinds() {
		if f.Typed[k] == "" || k == detail.Password {
			continue
		}
		got, err := detail.Parse(k, f.Typed[k])
		if invalid, bad := errors.AsType[*detail.InvalidError](err); bad {
			f.faults[k] = invalid.Fault
			continue
		}
		all = append(all, got)
	}
	return all, len(f.faults) == 0
}

// more takes over what was typed, so that there is room for one more.
func more(d *Desk) {
	f := d.Session.Keeping.Form
	if all, ok := f.typed(); ok {
		for _, one := range all {
			if !slices.Contains(f.Kept, one) {
				f.Kept = append(f.Kept, one)
			}
		}
		f.Typed = nil
	}
	d.Window.Refresh()
}

// savePerson keeps the person, asks the lists about them, and goes to the list.
func savePerson(d *Desk) {
	f := d.Session.Keeping.Form
	all, ok := f.typed()
	if !ok {
		d.Window.Refresh()
		return
	}
	p := vault.Person{ID: f.id, Nickname: f.Nickname, Details: append(slices.Clone(f.Kept), all...)}
	var look vault.Look
	var lookErr error
	once(d, Job{
		Title: d.text("saved.working"),
		Run: func(ctx context.Context, _ func(string, int64, int64)) (err error) {
			if p, err = d.Vault.Save(ctx, p); err != nil {
				return err
			}
			look, lookErr = firstLook(ctx, d)
			return nil
		},
		Done: func(err error) {
			if bad, is := errors.AsType[*vault.PersonError](err); is {
				f.fault = bad.Fault
				d.Window.Refresh()
				d.Window.Top()
				return
			}
			if err != nil {
				tellWhy(d, err)
				if _, unlocked, err := d.Vault.Status(); err == nil && !unlocked {
					showSaved(d)
				}
				return
			}
			d.Session.Keeping.Form = nil
			d.Session.Notice = d.text("saved.person.saved")
			d.Watch.round++
			d.Watch.look, d.Watch.looked = look, lookErr
			d.Window.Show(People)
			d.Window.Top()
		},
	})
}

// firstLook asks the lists, and takes what they say of a new detail for told:
// the list of people, which comes next, shows it. What is new for anybody
// otherwise stays new.
func firstLook(ctx context.Context, d *Desk) (vault.Look, error) {
	look, err := d.Vault.Look(ctx, d.Library)
	if err != nil {
		return vault.Look{}, err
	}
	var told vault.Look
	rest := vault.Look{All: look.All}
	for _, n := range look.News {
		if n.Changes[0].What != vault.FirstLook {
			rest.News = append(rest.News, n)
		}
	}
	for _, s := range look.All {
		if !slices.ContainsFunc(rest.News, func(n vault.News) bool { return n.Person.ID == s.Person && n.Detail == s.Detail }) {
			told.All = append(told.All, s)
		}
	}
	if err := d.Vault.Seen(ctx, told); err != nil {
		return vault.Look{}, err
	}
	return rest, nil
}
