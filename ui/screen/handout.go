package screen

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"neem/assets/icons"
	"neem/check/export"
	"neem/check/guide"
	"neem/check/handout"
	"neem/check/plan"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// A sheet is a hand-out that can be written in either form.
type sheet = *handout.Sheet

func planSheet(d *Desk, p plan.Plan) sheet {
	return handout.Plan(d.Edition, d.Words, p.Steps, nil, d.Now())
}

func responseSheet(d *Desk, i plan.Incident, r plan.Response) sheet {
	return handout.Plan(d.Edition, d.Words, r.Steps, i.For, d.Now())
}

// handoutCard offers the plan as a page to print and as a picture to send.
func handoutCard(d *Desk, make func() sheet) fyne.CanvasObject {
	name := d.text("handout.file_name")
	objects := []fyne.CanvasObject{
		widget.Lead(d.text("handout.title")),
		widget.Text(d.text("handout.about")),
		container.NewHBox(
			widget.NewButton(d.text("handout.page"), theme.Icon(icons.Import, theme.ColorForeground), func() {
				save(d, name, ".html", func() ([][]byte, error) {
					page, err := make().HTML()
					return [][]byte{page}, err
				})
			}),
			widget.NewButton(d.text("handout.picture"), theme.Icon(icons.Message, theme.ColorForeground), func() {
				save(d, name, ".png", func() ([][]byte, error) { return make().Photos() })
			})),
	}
	return widget.Card(append(objects, savedLines(d)...)...)
}

// save writes files to where people look for files, and says where that is.
// If one of them cannot be written, none is left.
func save(d *Desk, name, ending string, make func() ([][]byte, error)) {
	var paths []string
	d.Window.Work(Job{
		Title: d.text("handout.title"),
		Run: func(ctx context.Context, report func(string, int64, int64)) (err error) {
			files, err := make()
			if err != nil {
				return err
			}
			dir, err := export.Folder()
			if err != nil {
				return err
			}
			paths, err = export.Save(ctx, dir, name, ending, files...)
			return err
		},
		Done: func(err error) {
			if errors.Is(err, context.Canceled) {
				return // the person stopped it, and nothing was left
			}
			if err != nil {
				d.Window.Tell(d.text("error.title"), d.text("handout.save_failed"), err.Error())
				return
			}
			d.Saved = append(d.Saved, paths)
			d.Window.Refresh()
		},
	})
}

// savedCard lists the files that were saved; nothing if there are none.
func savedCard(d *Desk) []fyne.CanvasObject {
	lines := savedLines(d)
	if len(lines) == 0 {
		return nil
	}
	return []fyne.CanvasObject{widget.Card(append([]fyne.CanvasObject{widget.Lead(d.text("handout.files"))}, lines...)...)}
}

// savedLines lists what was saved, each with a way to open and to remove it.
func savedLines(d *Desk) []fyne.CanvasObject {
	var lines []fyne.CanvasObject
	for i, paths := range d.Saved {
		first := paths[0]
		lines = append(lines,
			widget.WithIcon(theme.Icon(icons.Check, theme.ColorPrimary), widget.Text(d.Words.Plural("handout.saved", len(paths), locale.Args{"path": first}))),
			container.NewHBox(
				widget.NewButton(d.text("handout.open"), nil, func() {
					if err := d.Window.Open(first); err != nil {
						d.Window.Tell(d.text("error.title"), d.text("handout.open_failed", locale.Args{"path": first}), err.Error())
					}
				}),
				widget.NewButton(d.text("handout.remove"), theme.Icon(icons.Remove, theme.ColorForeground), func() { removeSaved(d, i) })))
	}
	return lines
}

// removeSaved removes what was saved in the i-th place. What cannot be removed
// stays in the list.
func removeSaved(d *Desk, i int) {
	var errs []error
	left := slices.DeleteFunc(d.Saved[i], func(path string) bool {
		err := export.Remove(path)
		errs = append(errs, err)
		return err == nil
	})
	d.Saved[i] = left
	if len(left) == 0 {
		d.Saved = slices.Delete(d.Saved, i, i+1)
	}
	d.Window.Refresh()
	if err := errors.Join(errs...); err != nil {
		d.Window.Tell(d.text("error.title"), d.text("handout.remove_failed"), err.Error())
	}
}

// checkedText says when somebody last looked at a fact.
func checkedText(d *Desk, p guide.Provenance) string { return wording.Checked(d.Words, p, d.Now()) }

// count and textArg fill the holes {n} and {text}.
func count(n int) locale.Args      { return locale.Args{"n": n} }
func textArg(s string) locale.Args { return locale.Args{"text": s} }
