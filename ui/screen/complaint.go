package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"neem/assets/icons"
	"neem/check/complaint"
	"neem/check/guide"
	"neem/check/handout"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// complain asks for what a complaint needs and shows its text, in the person's
// language and in English.
func complain(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Stack(widget.Title(d.text("complaint.title")), widget.Text(d.text("complaint.intro")))}
	c := complaint.Complaint{Incident: d.incident(), Entries: d.Session.Entries}
	var fields []fyne.CanvasObject
	for _, f := range complaint.Fields(c.Incident.Has(guide.Money)) {
		key := string(f)
		changed := func(s string) { d.Session.Entries[f] = s }
		hint := d.text("complaint.hint." + key)
		fields = append(fields, widget.Strong(d.text("complaint.field."+key)))
		if f == complaint.Story {
			fields = append(fields, widget.NewTextField(hint, d.Session.Entries[f], changed))
			continue
		}
		fields = append(fields, widget.NewField(hint, d.Session.Entries[f], changed, func() { writeComplaint(d) }))
	}
	objects = append(objects, widget.Card(fields...), widget.NewPrimary(d.text("complaint.make"), nil, func() { writeComplaint(d) }))
	if !d.Session.Written {
		return objects
	}
	letters := c.Letters(d.Edition.Guide, complaintLanguages(d)...)
	for i, l := range letters {
		var lines []fyne.CanvasObject
		if i > 0 && l.Language.Tag == "en" && letters[i-1].Language.Tag != "en" {
			objects = append(objects, widget.Lead(d.text("complaint.english")))
		}
		copied := widget.Small("")
		copied.Hide()
		lines = append(lines, widget.Text(l.Text), container.NewHBox(widget.NewButton(d.text("complaint.copy"), theme.Icon(icons.Copy, theme.ColorForeground), func() {
			d.Window.Copy(l.Text)
			copied.SetText(d.text("complaint.copied"))
			copied.Show()
		})), copied)
		objects = append(objects, widget.Card(lines...))
	}
	objects = append(objects, widget.Left(widget.NewButton(d.text("complaint.save"), theme.Icon(icons.Import, theme.ColorForeground), func() {
		save(d, d.text("handout.complaint_file"), ".html", func() ([][]byte, error) {
			var pages []handout.Letter
			for _, l := range letters {
				pages = append(pages, handout.Letter{Language: l.Language, Text: l.Text})
			}
			page, err := handout.Letters(d.text("complaint.title"), pages...)
			return [][]byte{page}, err
		})
	})))
	return append(objects, savedCard(d)...)
}

// complaintLanguages are those in which a complaint is written: the person's,
// and English, which every office reads.
func complaintLanguages(d *Desk) []*locale.Messages {
	if d.Words.Language().Tag == "en" {
		return []*locale.Messages{d.Words}
	}
	return []*locale.Messages{d.Words, d.Edition.Locales.Messages("en")}
}

func writeComplaint(d *Desk) {
	d.Session.Written = true
	d.Window.Refresh()
}
