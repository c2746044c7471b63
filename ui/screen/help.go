package screen

import (
	"fyne.io/fyne/v2"

	"neem/check/guide"
	"neem/ui/widget"
)

// help lists all channels: those that people need first stand open, the others
// by group.
func help(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Title(d.text("help.title")), widget.Lead(d.text("help.first"))}
	first := map[string]bool{}
	for _, c := range d.Edition.Guide.First() {
		first[c.ID] = true
		objects = append(objects, channelCard(d, c, ""))
	}
	for _, g := range guide.Groups() {
		var rest []guide.Channel
		for _, c := range d.Edition.Guide.InGroup(g) {
			if !first[c.ID] {
				rest = append(rest, c)
			}
		}
		if len(rest) == 0 {
			continue
		}
		id := "help." + string(g)
		objects = append(objects, widget.NewDisclosure(d.text("channels.group."+string(g)), d.Session.Open[id], func() []fyne.CanvasObject {
			var cards []fyne.CanvasObject
			for _, c := range rest {
				cards = append(cards, channelCard(d, c, ""))
			}
			return cards
		}, func(open bool) { d.Session.Open[id] = open }))
	}
	return objects
}
