package screen

import (
	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// happened says what to do when something has happened: money first.
func happened(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{
		widget.Title(d.text("happened.title")),
		widget.Stack(
			widget.WithIcon(theme.Icon(icons.Rupee, theme.ColorFound), widget.Lead(d.text("happened.money"))),
			widget.Indented(widget.Text(d.text("happened.money_do")))),
	}
	step := 0
	channel := func(id string, numbered bool) {
		c, ok := d.Edition.Guide.Channel(id)
		if !ok {
			return // a test opens every channel named here
		}
		heading := ""
		if numbered {
			step++
			heading = d.text("happened.step", locale.Args{"n": step, "title": d.text("channel." + id + ".title")})
		}
		objects = append(objects, channelCard(d, c, heading))
	}
	channel("bank", true)
	channel("ncrp_1930", true)
	channel("ncrp_portal", true)
	objects = append(objects, widget.WithIcon(theme.Icon(icons.Alert, theme.ColorFound), widget.Lead(d.text("happened.danger"))))
	channel("erss", false)
	objects = append(objects,
		widget.Stack(
			widget.WithIcon(theme.Icon(icons.Phone, theme.ColorInfo), widget.Lead(d.text("happened.call"))),
			widget.Indented(widget.Text(d.text("happened.call_do")))))
	channel("chakshu", false)
	never := []fyne.CanvasObject{widget.Lead(d.text("happened.never"))}
	for _, text := range wording.Never(d.Words) {
		never = append(never, widget.WithIcon(theme.Icon(icons.NotFound, theme.ColorFound), widget.Text(text)))
	}
	return append(objects, widget.Marked(theme.ColorFound, never...))
}
