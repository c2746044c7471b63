package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// settings has how the program looks, and its keys.
func settings(d *Desk) []fyne.CanvasObject {
	options := d.Window.Options()
	var looks, scales []string
	for _, l := range theme.Looks() {
		looks = append(looks, d.text("settings.look."+string(l)))
	}
	for _, s := range theme.Scales() {
		scales = append(scales, d.text("settings.percent", locale.Args{"n": int(s)}))
	}
	var keys []fyne.CanvasObject
	for _, k := range Keys() {
		keys = append(keys, widget.Beside(widget.Text(d.text("keys."+k.Does)), widget.Keycap(k.Name)))
	}
	rows := []fyne.CanvasObject{
		widget.NewRow(icons.Index, theme.ColorPrimary, d.text("index.title"), "", func() { d.Window.Show(Index) }),
		manyRow(d),
	}
	if d.Tally != nil && d.Helpdesk {
		rows = append(rows, widget.NewRow(icons.Person, theme.ColorPrimary, d.text("tally.title"), "", func() { d.Window.Show(Tally) }))
	}
	rows = append(rows, savedRow(d)...)
	rows = append(rows, workerObjects(d)...)
	rows = append(rows, aboutCard(d), toLicences(d))
	return append([]fyne.CanvasObject{
		widget.Title(d.text("settings.title")),
		widget.Card(widget.Lead(d.text("settings.scale")),
			widget.NewSegments(scales, slices.Index(theme.Scales(), options.Scale), func(i int) {
				d.Window.SetOptions(theme.Options{Look: options.Look, Scale: theme.Scales()[i]})
			})),
		widget.Card(widget.Lead(d.text("settings.look_title")),
			widget.NewSegments(looks, slices.Index(theme.Looks(), options.Look), func(i int) {
				d.Window.SetOptions(theme.Options{Look: theme.Looks()[i], Scale: options.Scale})
			})),
		widget.Card(append([]fyne.CanvasObject{widget.Lead(d.text("keys.title"))}, keys...)...),
		helpdeskCard(d),
	}, rows...)
}

// A Key is a key that works on every screen.
type Key struct {
	Name string // as it stands on the keyboard
	Does string // key of the message "keys.<does>"
}

// Keys lists the keys that work on every screen.
func Keys() []Key {
	return []Key{
		{"Tab", "next"}, {"Enter", "press"}, {"Space", "press"}, {"Esc", "back"}, {"Page ↓", "scroll"},
		{"Alt+1", "happened"}, {"Alt+2", "leaked"}, {"Alt+3", "help"}, {"Alt+0", "urgent"}, {"Alt+Home", "home"}, {"F1", "keys"}, {"F10", "end"},
	}
}
