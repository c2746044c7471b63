package screen

import (
	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/wording"
	"neem/ui/theme"
	"neem/ui/widget"
)

// organisation is what the organisation at whose desk this is says about it, marked
// as its own words; or why its file is not used.
func organisation(d *Desk) []fyne.CanvasObject {
	if f := d.OrganisationFault; f != nil {
		return []fyne.CanvasObject{widget.Note(icons.Unknown, theme.ColorUnknown, d.text("desk.wrong")+" "+wording.DeskFault(d.Words, f))}
	}
	if d.Organisation == nil {
		return nil
	}
	w := wording.Desk(d.Words, d.Organisation)
	card := []fyne.CanvasObject{
		widget.Headed(icons.Person, theme.ColorInfo, widget.Lead(d.text("desk.card"))),
		widget.WithIcon(theme.Icon(icons.Info, theme.ColorInfo), widget.Text(d.text("desk.own"))),
		widget.Strong(w.Name),
	}
	for _, line := range w.Address {
		card = append(card, widget.Text(line))
	}
	if w.Hours != "" {
		card = append(card, widget.Text(w.Hours))
	}
	for _, p := range w.Phones {
		card = append(card, ownPhone(d, p))
	}
	if w.Web != "" {
		card = append(card, widget.Beside(
			widget.WithIcon(theme.Icon(icons.Globe, theme.ColorPrimary), widget.Strong(w.Web)), copyButton(d, w.Web)))
	}
	for _, n := range w.Numbers {
		card = append(card, widget.Strong(n.Label))
		if n.Note != "" {
			card = append(card, widget.Text(n.Note))
		}
		card = append(card, ownPhone(d, n.Phone))
	}
	return []fyne.CanvasObject{widget.Card(card...)}
}

// ownPhone is a number that the organisation gives: in another colour than those
// that the program stands for.
func ownPhone(d *Desk, number string) fyne.CanvasObject {
	return widget.Panel(theme.ColorInfo, widget.Beside(
		widget.WithIcon(theme.Icon(icons.Phone, theme.ColorInfo), widget.Display(number)), copyButton(d, number)))
}
