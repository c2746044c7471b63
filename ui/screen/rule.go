package screen

import (
	"fyne.io/fyne/v2"

	"neem/check/plan"
	"neem/check/wording"
	"neem/ui/widget"
)

// ruleCard shows what a rule says, with the day until which somebody is surely
// in time, and when somebody last looked.
func ruleCard(d *Desk, r plan.Rule) fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Strong(d.text("rule." + r.ID + ".title"))}
	if limit := wording.Limit(d.Words, r); limit != "" {
		objects = append(objects, widget.Strong(limit))
	}
	return widget.Card(append(objects,
		widget.Text(d.text("rule."+r.ID+".text")),
		widget.Small(d.text("rules.not_sure")+" "+wording.Checked(d.Words, r.Provenance, d.Now())))...)
}

// ruleCards shows rules under a heading.
func ruleCards(d *Desk, rules []plan.Rule) []fyne.CanvasObject {
	if len(rules) == 0 {
		return nil
	}
	return []fyne.CanvasObject{disclosure(d, "rules", d.text("rules.title"), func() []fyne.CanvasObject {
		var cards []fyne.CanvasObject
		for _, r := range rules {
			cards = append(cards, ruleCard(d, r))
		}
		return cards
	})}
}
