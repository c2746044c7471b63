package screen

import (
	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/guide"
	"neem/ui/theme"
	"neem/ui/widget"
)

// welcome is the first screen of a first start: the language, what this is,
// and nothing to read through before the work.
func welcome(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Beside(
		widget.Stack(widget.Title(d.text("app.name")+" · "+d.text("app.descriptor")), widget.Text(d.text("welcome.about"))),
		widget.Illustration(theme.Illustration(icons.Shelter), 180, 130))}
	return append(objects, languageCard(d, func(tag string) {
		d.Window.SwitchLanguage(tag)
		d.Window.Show(Home)
	}),
		widget.WithIcon(theme.Icon(icons.Shield, theme.ColorPrimary), widget.Text(d.text("app.local"))))
}

// languageCard has all languages, each in its own script.
func languageCard(d *Desk, chosen func(tag string)) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, l := range d.Edition.Locales.Languages() {
		about := l.English
		if l.Name == l.English {
			about = ""
		}
		rows = append(rows, widget.NewRow(icons.Language, theme.ColorPrimary, l.Name, about, func() { chosen(l.Tag) }))
	}
	return widget.Card(widget.Pairs(rows...))
}

// home has the three things that a person can come for.
func home(d *Desk) []fyne.CanvasObject {
	choice := func(key string, icon icons.Name, role fyne.ThemeColorName, to Name) fyne.CanvasObject {
		about := d.text(key + ".about")
		if d.Helpdesk && to == Leaked {
			about = d.text("desk.leaked") // without a word about passwords
		}
		return widget.NewChoice(icon, role, d.text(key+".title"), about, func() { d.Window.Show(to) })
	}
	objects := []fyne.CanvasObject{
		widget.Beside(widget.Stack(widget.Title(d.text("home.title")), widget.Text(d.text("home.intro"))),
			widget.Illustration(theme.Illustration(icons.Shelter), 150, 96)),
	}
	objects = append(objects, notice(d)...)
	objects = append(objects, newsCard(d)...)
	objects = append(objects,
		choice("home.happened", icons.Alert, theme.ColorDanger, Happened),
		choice("home.leaked", icons.Search, theme.ColorPrimary, Leaked),
		choice("home.help", icons.Help, theme.ColorInfo, Help))
	objects = append(objects, calmCard(d)...)
	objects = append(objects, savedCard(d)...)
	if d.Client != nil || !d.Session.Empty() {
		objects = append(objects, widget.Card(anotherRow(d)))
	}
	objects = append(objects, guestNote(d)...)
	notes := []fyne.CanvasObject{widget.WithIcon(theme.Icon(icons.Shield, theme.ColorPrimary), widget.Text(d.text("app.local")))}
	if d.Words.Language().Draft {
		notes = append(notes, widget.WithIcon(theme.Icon(icons.Info, theme.ColorInfo), widget.Small(d.text("app.draft"))))
	}
	further := append([]fyne.CanvasObject{
		widget.NewQuiet(d.text("index.title"), theme.Icon(icons.Index, theme.ColorForeground), func() { d.Window.Show(Index) })},
		savedQuiet(d)...)
	return append(objects, widget.Stack(notes...), widget.Flow(append(further,
		widget.NewQuiet(d.text("settings.title"), theme.Icon(icons.Settings, theme.ColorForeground), func() { d.Window.Show(Settings) }))...))
}

// urgent has the numbers that cannot wait, one press from every screen.
func urgent(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Stack(widget.Title(d.text("urgent.title")), widget.Text(d.text("urgent.order")))}
	card := func(id string, n string) {
		c, ok := d.Edition.Guide.Channel(id)
		if !ok {
			return // loading the guide has checked it
		}
		title := widget.Lead(d.text("channel." + id + ".title"))
		head := widget.Headed(groupIcon(c), theme.ColorPrimary, title)
		if n != "" {
			head = widget.Numbered(n, false, title)
		}
		lines := []fyne.CanvasObject{head, widget.Text(d.text("channel." + id + ".use"))}
		lines = append(lines, contacts(d, c)...)
		if c.Own {
			lines = append(lines, widget.Text(d.text("urgent.own")))
		}
		objects = append(objects, widget.Card(append(lines, widget.Small(checkedText(d, c.Provenance)))...))
	}
	card("bank", "1")
	card("ncrp_1930", "2")
	objects = append(objects, widget.Lead(d.text("urgent.danger")))
	card("erss", "")
	for _, c := range d.Edition.Guide.Channels() {
		if c.Audience != guide.Everybody {
			card(c.ID, "")
		}
	}
	return append(objects, widget.NewChoice(icons.Alert, theme.ColorDanger, d.text("home.happened.title"), d.text("urgent.happened"),
		func() { d.Window.Show(Happened) }))
}
