package screen

import (
	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/ui/theme"
	"neem/ui/widget"
)

// home has the three things that a person can come for.
func home(d *Desk) []fyne.CanvasObject {
	choice := func(key string, icon icons.Name, role fyne.ThemeColorName, to Name) fyne.CanvasObject {
		return widget.NewChoice(theme.Icon(icon, role), d.text(key+".title"), d.text(key+".about"), func() { d.Window.Show(to) })
	}
	objects := []fyne.CanvasObject{
		widget.Stack(widget.Title(d.text("home.title")), widget.Text(d.text("home.intro"))),
		choice("home.happened", icons.Alert, theme.ColorDanger, Happened),
		choice("home.leaked", icons.Search, theme.ColorPrimary, Leaked),
		choice("home.help", icons.Help, theme.ColorInfo, Help),
	}
	notes := []fyne.CanvasObject{widget.WithIcon(theme.Icon(icons.Shield, theme.ColorMuted), widget.Text(d.text("app.local")))}
	if d.Words.Language().Draft {
		notes = append(notes, widget.WithIcon(theme.Icon(icons.Info, theme.ColorMuted), widget.Small(d.text("app.draft"))))
	}
	objects = append(objects, savedCard(d)...)
	return append(objects, widget.Stack(notes...), widget.Left(widget.NewButton(d.text("index.title"), theme.Icon(icons.Index, theme.ColorForeground), func() { d.Window.Show(Index) })))
}
