package screen

import (
	"fyne.io/fyne/v2"

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
	objects := []fyne.CanvasObject{widget.Headed(groupIcon(c), theme.ColorPrimary, widget.Lead(d.text(key+".title")))}
	if c.Audience != guide.Everybody {
		objects = append(objects, widget.Left(widget.Chip(icons.Person, theme.ColorInfo, d.text("channels.audience."+string(c.Audience)))))
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

// groupIcon is what a channel's card is marked with.
func groupIcon(c guide.Channel) icons.Name {
	switch c.Group {
	case guide.MoneyOrCrime, guide.Telecom:
		return icons.Phone
	case guide.Aadhaar:
		return icons.Lock
	case guide.BankAndCredit:
		return icons.Rupee
	case guide.People:
		return icons.Person
	}
	return icons.Shield
}

// contacts lists the ways to reach a channel, each with a button to copy it.
func contacts(d *Desk, c guide.Channel) []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	for _, p := range c.Phones {
		objects = append(objects, phonePanel(d, p))
	}
	if d.Edition.Guide.NeedsFallback(c) {
		objects = append(objects, widget.Strong(wording.Fallback(d.Words, c)))
	}
	add := func(icon icons.Name, text string) {
		objects = append(objects, widget.Beside(
			widget.WithIcon(theme.Icon(icon, theme.ColorPrimary), widget.Strong(text)), copyButton(d, text)))
	}
	for _, p := range c.WhatsApp {
		add(icons.Message, "WhatsApp "+p)
	}
	for _, u := range c.URLs {
		add(icons.Globe, u)
	}
	for _, m := range c.Emails {
		add(icons.Mail, m)
	}
	if part, ok := d.Edition.Guide.Channel(c.Part); ok && len(c.URLs) == 0 {
		objects = append(objects, widget.Text(d.text("help.part_of", locale.Args{"title": d.text("channel." + part.ID + ".title")})))
		for _, u := range part.URLs {
			add(icons.Globe, u)
		}
	}
	return objects
}

// phonePanel shows a telephone number as large as it can be read across a
// table.
func phonePanel(d *Desk, number string) fyne.CanvasObject {
	return widget.Panel(theme.ColorPrimary, widget.Beside(
		widget.WithIcon(theme.Icon(icons.Phone, theme.ColorPrimary), widget.Display(number)), copyButton(d, number)))
}

func copyButton(d *Desk, text string) fyne.CanvasObject {
	return widget.NewQuiet(d.text("nav.copy"), theme.Icon(icons.Copy, theme.ColorForeground), func() { d.Window.Copy(text) })
}
