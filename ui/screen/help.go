package screen

import (
	"fyne.io/fyne/v2"

	"neem/check/guide"
	"neem/ui/widget"
)

// help lists all channels: those that people need first stand open, the others
// by group.
func help(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Title(d.text("help.title"))}
	cards := func(s guide.Section) (cards []fyne.CanvasObject) {
		for _, c := range s.Channels {
			cards = append(cards, channelCard(d, c, ""))
		}
		return cards
	}
	for _, s := range d.Edition.Guide.Sections() {
		if s.Group == "" {
			objects = append(append(objects, widget.Lead(d.text(s.Title()))), cards(s)...)
			continue
		}
		id := "help." + string(s.Group)
		objects = append(objects, widget.NewDisclosure(d.text(s.Title()), d.Session.Open[id],
			func() []fyne.CanvasObject { return cards(s) },
			func(open bool) { d.Session.Open[id] = open }))
	}
	return objects
}
