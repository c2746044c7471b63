package screen

import (
	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/guide"
	"neem/check/plan"
	"neem/ui/theme"
	"neem/ui/widget"
)

// help lists all channels: those that people need first stand open, then lead
// the way to the scam cards and the self-checks, the other channels by group,
// and the rules that hold today.
func help(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Title(d.text("help.title"))}
	cards := func(s guide.Section) (cards []fyne.CanvasObject) {
		for _, c := range s.Channels {
			cards = append(cards, channelCard(d, c))
			if c.ID == "erss" { // behind the bank, 1930 and 112
				cards = append(cards, organisation(d)...)
			}
		}
		return cards
	}
	objects = append(objects, savedCard(d)...)
	for _, s := range d.Edition.Guide.Sections() {
		if s.Group == "" {
			objects = append(append(objects, widget.Lead(d.text(s.Title()))), cards(s)...)
			objects = append(objects,
				disclosure(d, "help.scams", d.text("card.list"), func() []fyne.CanvasObject { return scamList(d) }),
				disclosure(d, "help.checks", d.text("checks.title"), func() []fyne.CanvasObject { return checkList(d) }))
			continue
		}
		objects = append(objects, disclosure(d, "help."+string(s.Group), d.text(s.Title()), func() []fyne.CanvasObject { return cards(s) }))
	}
	var rules []plan.Rule
	for _, topic := range guide.Topics() {
		if r, ok := d.Edition.Guide.Rule(topic, d.today()); ok {
			rules = append(rules, plan.Rule{Rule: r})
		}
	}
	return append(objects, ruleCards(d, rules)...)
}

// scamList leads to every scam card.
func scamList(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Text(d.text("card.list_about"))}
	for _, s := range d.Edition.Guide.Scams() {
		objects = append(objects, widget.NewRow(icons.Alert, theme.ColorPossible, d.text("scam."+s.ID+".title"), "", func() { readScam(d, s.ID) }))
	}
	return []fyne.CanvasObject{widget.Card(objects...)}
}

// checkList leads to every official self-check.
func checkList(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Text(d.text("checks.about"))}
	for _, s := range d.Edition.Guide.SelfChecks() {
		objects = append(objects, widget.NewRow(icons.Search, theme.ColorPrimary, d.text("step."+s.ID+".title"), "", func() { readStep(d, s.ID) }))
	}
	return []fyne.CanvasObject{widget.Card(objects...)}
}
