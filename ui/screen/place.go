package screen

import (
	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/place"
	"neem/check/wording"
	"neem/ui/theme"
	"neem/ui/widget"
)

// placeCard says where lists and settings are kept, and what does not work
// because of that.
func placeCard(d *Desk) fyne.CanvasObject {
	lines := wording.Place(d.Words, d.Place)
	title := fyne.CanvasObject(widget.Lead(lines[0]))
	if d.Place.Guest() {
		title = widget.Headed(icons.Lock, theme.ColorPrimary, title)
	}
	objects := []fyne.CanvasObject{title}
	for _, l := range lines[1:] {
		objects = append(objects, widget.Text(l))
	}
	return widget.Card(objects...)
}

// guestNote says that the program keeps nothing on this computer; nothing where it
// does.
func guestNote(d *Desk) []fyne.CanvasObject {
	if !d.Place.Guest() {
		return nil
	}
	icon, role := icons.Lock, theme.ColorPrimary
	if d.Place.Kind == place.ReadOnly {
		icon, role = icons.Info, theme.ColorInfo
	}
	return []fyne.CanvasObject{widget.WithIcon(theme.Icon(icon, role), widget.Strong(wording.Place(d.Words, d.Place)[0]))}
}
