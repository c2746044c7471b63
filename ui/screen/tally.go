package screen

import (
	"context"
	"errors"
	"maps"
	"slices"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/tally"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// counted shows how many people came to the help desk, as far as that may be told,
// and turns counting on and off.
func counted(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Stack(widget.Title(d.text("tally.title")), widget.Text(d.text("tally.about")))}
	objects = append(objects, notice(d)...)
	if d.Tally == nil {
		return append(objects, placeCard(d))
	}
	ctx := context.Background() // the file is small, and on this computer
	on, err := d.Tally.On(ctx)
	var figures []tally.Figure
	if err == nil {
		figures, err = d.Tally.Figures(ctx, d.today())
	}
	remove := widget.NewButton(d.text("tally.clear"), theme.Icon(icons.Remove, theme.ColorForeground), func() { clearCounts(d) })
	if err != nil {
		return append(objects, widget.Banner(icons.Unknown, theme.ColorUnknown, widget.Text(d.text(countsFault(err))), widget.Left(remove)))
	}
	objects = append(objects, widget.Card(widget.NewCheck(d.text("tally.on"), on, func(on bool) {
		changeCounts(d, func(ctx context.Context) error { return d.Tally.Turn(ctx, on) }, "")
	})))
	return append(objects, figuresCard(d, on, figures, remove))
}

// figuresCard has the counts that may be told, by day and month.
func figuresCard(d *Desk, on bool, figures []tally.Figure, remove fyne.CanvasObject) fyne.CanvasObject {
	lines := []fyne.CanvasObject{
		widget.Lead(d.text("tally.figures")),
		widget.Text(d.text("tally.rules", locale.Args{"n": tally.Smallest})),
	}
	if len(figures) == 0 {
		lines = append(lines, widget.Text(d.text("tally.none")))
	}
	byMonth := map[string][]tally.Figure{}
	for _, f := range figures {
		byMonth[f.Month()] = append(byMonth[f.Month()], f)
	}
	months := slices.Sorted(maps.Keys(byMonth))
	slices.Reverse(months)
	for i, month := range months { // only the last one stands open
		if i == 0 {
			lines = append(lines, figureLines(d, byMonth[month])...)
			continue
		}
		lines = append(lines, disclosure(d, "tally."+month, tally.Period(d.Words, tally.Figure{Period: month}), func() []fyne.CanvasObject {
			return figureLines(d, byMonth[month])
		}))
	}
	if !on && len(figures) > 0 {
		lines = append(lines, widget.Small(d.text("tally.off_kept")))
	}
	buttons := widget.Flow(remove)
	if len(figures) > 0 {
		words, locales := d.Words, d.Edition.Locales
		buttons = widget.Flow(widget.NewButton(d.text("tally.export"), theme.Icon(icons.Import, theme.ColorForeground), func() {
			save(d, Tally, d.text("tally.file_name"), ".csv", func() ([][]byte, error) { return one(tally.CSV(words, locales, figures)) })
		}), remove)
	}
	lines = append(lines, buttons)
	return widget.Card(append(lines, savedLines(d, func(n Name) bool { return n == Tally })...)...)
}

func figureLines(d *Desk, figures []tally.Figure) []fyne.CanvasObject {
	var lines []fyne.CanvasObject
	for i, f := range figures {
		first := i == 0 || f.Period != figures[i-1].Period
		if first {
			lines = append(lines, widget.Strong(tally.Period(d.Words, f)))
		}
		if f.Table != tally.People && (first || f.Table != figures[i-1].Table) {
			lines = append(lines, widget.Small(d.text("tally.table."+string(f.Table))))
		}
		lines = append(lines, widget.Text(d.text("tally.line", locale.Args{"name": tally.Name(d.Words, d.Edition.Locales, f), "count": f.Count})))
	}
	return lines
}

// clearCounts asks, and removes all counts.
func clearCounts(d *Desk) {
	d.Window.Ask(d.text("tally.clear_sure"), d.text("tally.clear"), d.text("nav.cancel"), func(yes bool) {
		if yes {
			changeCounts(d, d.Tally.Clear, d.text("tally.cleared"))
		}
	})
}

// changeCounts does something to the counts and says notice, if it went well.
func changeCounts(d *Desk, do func(context.Context) error, notice string) {
	d.Window.Work(Job{
		Title: d.text("tally.title"),
		Run:   func(ctx context.Context, _ func(string, int64, int64)) error { return do(ctx) },
		Done: func(err error) {
			switch {
			case errors.Is(err, context.Canceled):
			case err != nil:
				d.Window.Tell(d.text("error.title"), d.text(countsFault(err)), err.Error())
			default:
				d.Session.Notice = notice
			}
			d.Window.Refresh()
		},
	})
}

// countsFault is the key of the words for what is wrong with the counts.
func countsFault(err error) string {
	switch {
	case errors.Is(err, tally.ErrDamaged):
		return "tally.damaged"
	case errors.Is(err, tally.ErrNewer):
		return "tally.newer"
	}
	return "tally.failed"
}
