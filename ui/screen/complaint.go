package screen

import (
	"fyne.io/fyne/v2"

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
	var letters *fyne.Container // what hides when an entry changes: it would be out of date
	c := complaint.Complaint{Incident: d.incident(), Entries: d.Session.Entries}
	var fields []fyne.CanvasObject
	for _, f := range complaint.Fields(c.Incident.Has(guide.Money)) {
		key := string(f)
		changed := func(s string) {
			d.Session.Entries[f] = s
			d.Session.Written = false
			if letters != nil {
				letters.Hide()
			}
		}
		// The hint stands above the field: it is there while somebody types, and
		// has room for all of its words.
		name := d.text("complaint.field." + key)
		fields = append(fields, widget.Stack(widget.Strong(name), widget.Small(d.text("complaint.hint."+key))))
		if f == complaint.Story {
			fields = append(fields, widget.NewTextField("", d.Session.Entries[f], changed).Name(name))
			continue
		}
		fields = append(fields, widget.NewField("", d.Session.Entries[f], changed, func() { writeComplaint(d) }).Name(name))
	}
	objects = append(objects, widget.Card(fields...))
	if !d.Session.Written {
		return objects
	}
	written := c.Letters(d.Edition.Guide, complaintLanguages(d)...)
	letters = widget.Column()
	for i, l := range written {
		if i > 0 && l.Language.Tag == "en" && written[i-1].Language.Tag != "en" {
			letters.Add(widget.Lead(d.text("complaint.english")))
		}
		copied := widget.Small(d.text("complaint.copied"))
		copied.Hide()
		letter := widget.Private(widget.Text(l.Text))
		letter.FromLeft = !l.Language.RTL
		letters.Add(widget.Card(letter, widget.Flow(widget.NewButton(d.text("complaint.copy"), theme.Icon(icons.Copy, theme.ColorForeground), func() {
			d.Window.Copy(l.Text)
			copied.Show()
		})), copied))
	}
	title := d.sheetWords().Text("complaint.title")
	letters.Add(widget.Left(widget.NewButton(d.text("complaint.save"), theme.Icon(icons.Import, theme.ColorForeground), func() {
		var pages []handout.Letter
		for _, l := range written {
			pages = append(pages, handout.Letter{Language: l.Language, Text: l.Text})
		}
		save(d, Complaint, d.text("handout.complaint_file"), ".html", func() ([][]byte, error) { return one(handout.Letters(title, pages...)) })
	})))
	for _, line := range append(takenAlong(d), savedLines(d, func(n Name) bool { return n == Complaint })...) {
		letters.Add(line)
	}
	if d.Session.justWritten {
		d.Session.justWritten, d.InView = false, letters.Objects[0]
	}
	return append(objects, letters)
}

// complaintLanguages are those in which a complaint is written: the person's,
// and English, which every office reads.
func complaintLanguages(d *Desk) []*locale.Messages {
	own := d.sheetWords()
	if own.Language().Tag == "en" {
		return []*locale.Messages{own}
	}
	return []*locale.Messages{own, d.Edition.Locales.Messages("en")}
}

func writeComplaint(d *Desk) {
	d.Session.Written, d.Session.justWritten = true, true
	d.Window.Refresh()
}
