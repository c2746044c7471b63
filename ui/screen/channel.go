package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"neem/assets/icons"
	"neem/check/guide"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// channelCard shows a way to get help: what it is for, how to reach it, what
// to have ready, and when somebody last looked.
func channelCard(d *Desk, c guide.Channel) fyne.CanvasObject {
	key := "channel." + c.ID
	objects := []fyne.CanvasObject{widget.Lead(d.text(key + ".title"))}
	if c.Audience != guide.Everybody {
		objects = append(objects, widget.Strong(d.text("channels.audience."+string(c.Audience))))
	}
	objects = append(objects, widget.Text(d.text(key+".use")))
	objects = append(objects, contacts(d, c)...)
	if d.Words.Has(key + ".ready") {
		objects = append(objects, widget.Text(d.text("help.ready")+": "+d.text(key+".ready")))
	}
	for _, more := range []string{".not", ".note"} {
		if d.Words.Has(key + more) {
			objects = append(objects, widget.Text(d.text(key+more)))
		}
	}
	return widget.Card(append(objects, widget.Small(wording.Standing(d.Words, c, d.Now())))...)
}

// contacts lists the ways to reach a channel, each with a button to copy it.
func contacts(d *Desk, c guide.Channel) []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	add := func(icon icons.Name, text string, large bool) {
		objects = append(objects, contactRow(d, icon, text, large))
	}
	for _, p := range c.Phones {
		add(icons.Phone, p, true)
	}
	if d.Edition.Guide.NeedsFallback(c) {
		objects = append(objects, widget.Text(d.text("channels.fallback")))
	}
	for _, p := range c.WhatsApp {
		add(icons.Message, "WhatsApp "+p, false)
	}
	for _, u := range c.URLs {
		add(icons.Globe, u, false)
	}
	for _, m := range c.Emails {
		add(icons.Mail, m, false)
	}
	if part, ok := d.Edition.Guide.Channel(c.Part); ok && len(c.URLs) == 0 {
		objects = append(objects, widget.Text(d.text("help.part_of", locale.Args{"title": d.text("channel." + part.ID + ".title")})))
		for _, u := range part.URLs {
			add(icons.Globe, u, false)
		}
	}
	return objects
}

func contactRow(d *Desk, icon icons.Name, text string, large bool) fyne.CanvasObject {
	label := widget.Strong(text)
	if large {
		label = widget.Title(text)
	}
	button := widget.NewButton(d.text("nav.copy"), theme.Icon(icons.Copy, theme.ColorForeground), func() { d.Window.Copy(text) })
	return container.NewBorder(nil, nil,
		container.NewCenter(widget.Icon(theme.Icon(icon, theme.ColorPrimary))),
		container.NewCenter(button), label)
}
