package screen

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/supply"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// publishers are those whom the person knows, each with how its lists stand to
// the clock and what can be done.
func publishers(d *Desk) []fyne.CanvasObject {
	if d.Book == nil {
		return nil
	}
	objects := []fyne.CanvasObject{widget.Stack(widget.Lead(d.text("publisher.title")), widget.Text(d.text("publisher.about")))}
	known, broken := knownPublishers(d)
	for _, p := range known {
		objects = append(objects, publisherCard(d, p))
	}
	for range broken {
		objects = append(objects, widget.Note(icons.Unknown, theme.ColorUnknown, d.text("publisher.broken")))
	}
	return append(objects, widget.Left(widget.NewPrimary(d.text("supply.title"), theme.Icon(icons.Import, theme.ColorOnPrimary), func() {
		d.Supply = Supplying{Address: d.Supply.Address}
		d.Window.Show(Supply)
	})))
}

// knownPublishers reads the book. What cannot be read says so in its place.
func knownPublishers(d *Desk) ([]supply.Publisher, []error) {
	if d.Book == nil {
		return nil, nil
	}
	known, broken, err := d.Book.All(context.Background())
	if err != nil {
		broken = append(broken, err)
	}
	return known, broken
}

func publisherCard(d *Desk, p supply.Publisher) fyne.CanvasObject {
	var objects []fyne.CanvasObject
	if p.Name != "" {
		objects = append(objects, widget.Strong(p.Name))
	}
	if p.Project {
		objects = append(objects, widget.Strong(d.text("publisher.project")), widget.Text(d.text("publisher.project_about")))
	}
	objects = append(objects,
		standing(d, p),
		widget.Small(d.text("supply.fingerprint_is", locale.Args{"fingerprint": p.Fingerprint})))
	var buttons []fyne.CanvasObject
	if p.From != "" {
		objects = append(objects, widget.Small(d.text("publisher.from", locale.Args{"place": p.From})))
		buttons = append(buttons,
			widget.NewButton(d.text("publisher.update"), theme.Icon(icons.Import, theme.ColorForeground), func() { lookAt(d, p.From, supply.At) }),
			widget.NewButton(d.text("stick.title"), theme.Icon(icons.Copy, theme.ColorForeground), func() {
				d.Stick = Sticking{of: p}
				d.Window.Show(Stick)
			}))
	}
	if !p.Project {
		buttons = append(buttons, widget.NewButton(d.text("publisher.forget"), theme.Icon(icons.Remove, theme.ColorForeground), func() { forget(d, p) }))
	}
	if len(buttons) > 0 {
		objects = append(objects, widget.Flow(buttons...))
	}
	return widget.Card(objects...)
}

// standing says whether a publisher's lists are as new as was promised.
func standing(d *Desk, p supply.Publisher) fyne.CanvasObject {
	day := func(t time.Time) string { return d.Words.Date(t) }
	switch p.Standing(d.Now()) {
	case supply.Unseen:
		return widget.Text(d.text("publisher.unseen"))
	case supply.ClockBehind:
		return widget.WithIcon(theme.Icon(icons.Unknown, theme.ColorUnknown), widget.Text(d.text("publisher.clock", locale.Args{
			"today": day(d.Now()), "date": day(p.Newest)})))
	case supply.Late:
		return widget.WithIcon(theme.Icon(icons.Unknown, theme.ColorUnknown), widget.Text(d.text("publisher.late", locale.Args{"date": day(p.Promised)})))
	}
	return widget.WithIcon(theme.Icon(icons.Check, theme.ColorInfo), widget.Text(d.text("publisher.current", locale.Args{"date": day(p.Promised)})))
}

func forget(d *Desk, p supply.Publisher) {
	d.Window.Ask(d.text("publisher.forget_sure", locale.Args{"publisher": p.Name}), d.text("publisher.forget"), d.text("nav.cancel"), func(yes bool) {
		if !yes {
			return
		}
		d.Window.Work(Job{
			Title: d.text("publisher.forget"),
			Run: func(ctx context.Context, _ func(string, int64, int64)) error {
				return d.Book.Forget(ctx, p.Fingerprint)
			},
			Done: func(err error) {
				if err != nil && !errors.Is(err, supply.ErrUnknown) {
					d.Window.Tell(d.text("error.title"), supplyFault(d, err), err.Error())
				}
				d.Window.Refresh()
			},
		})
	})
}
