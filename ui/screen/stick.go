package screen

import (
	"context"
	"errors"
	"runtime"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/supply"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// A Sticking is what the person wants copied, and where to.
type Sticking struct {
	of      supply.Publisher
	Folder  string // where to; "" as long as none is chosen
	program bool   // the program too
}

// stick copies a publisher's files, and the program, for another computer.
func stick(d *Desk) []fyne.CanvasObject {
	s := &d.Stick
	objects := []fyne.CanvasObject{widget.Stack(widget.Title(d.text("stick.title")), widget.Text(d.text("stick.about")))}
	objects = append(objects, notice(d)...)
	if s.of.Fingerprint == "" {
		return append(objects, widget.Text(d.text("publisher.about")))
	}
	choose := func() {
		d.Window.ChooseFolder(d.text("stick.choose"), func(path string) {
			s.Folder = path
			d.Window.Refresh()
		})
	}
	where := []fyne.CanvasObject{widget.Lead(d.text("stick.where"))}
	if s.Folder != "" {
		where = append(where, widget.Text(s.Folder))
	}
	return append(objects,
		widget.Card(
			widget.Lead(d.text("stick.what")),
			widget.Text(d.text("stick.lists", locale.Args{"publisher": s.of.Name})),
			widget.Small(d.text("stick.from", locale.Args{"place": s.of.From})),
			widget.NewCheckAbout(d.text("stick.program"), d.text("stick.program_about", locale.Args{"system": system()}), s.program, func(on bool) { s.program = on }),
		),
		widget.Card(append(where, widget.Left(widget.NewButton(d.text("stick.choose"), nil, choose)))...),
		widget.Note(icons.Info, theme.ColorInfo, d.text("stick.fingerprint", locale.Args{"fingerprint": s.of.Fingerprint})))
}

// system is the name of the system that the program runs on.
func system() string {
	switch runtime.GOOS {
	case "windows":
		return "Windows"
	case "darwin":
		return "macOS"
	}
	return "Linux"
}

// stickAction copies, once there is somewhere to copy to.
func stickAction(d *Desk) *widget.Button {
	if d.Stick.of.Fingerprint == "" || d.Stick.Folder == "" {
		return nil
	}
	return widget.NewPrimary(d.text("stick.copy"), theme.Icon(icons.Copy, theme.ColorOnPrimary), func() { copyOut(d) })
}

func copyOut(d *Desk) {
	s := d.Stick
	from, err := supply.At(s.of.From)
	if err != nil {
		d.Window.Tell(d.text("stick.failed"), supplyFault(d, err), err.Error())
		return
	}
	d.Window.Work(Job{
		Title: d.text("stick.copying"),
		Run: func(ctx context.Context, report func(string, int64, int64)) error {
			err := supply.Mirror(ctx, from, s.Folder, &s.of, func(p supply.Progress) { report("", p.Done, p.Total) })
			if err == nil {
				err = leaveHelpPage(d, s.Folder)
			}
			if err != nil || !s.program {
				return err
			}
			return supply.CopyProgram(ctx, s.Folder)
		},
		Done: func(err error) {
			switch {
			case errors.Is(err, context.Canceled):
				d.Session.Notice = d.text("stick.stopped")
			case err != nil:
				d.Window.Tell(d.text("stick.failed"), supplyFault(d, err)+" "+d.text("stick.stopped"), err.Error())
			default:
				d.Session.Notice = d.text("stick.done", locale.Args{"place": s.Folder})
			}
			d.Window.Refresh()
			d.Window.Top()
		},
	})
}
