package screen

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/export"
	"neem/check/guide"
	"neem/check/handout"
	"neem/check/place"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// handoutCard offers a plan as a page to print and as pictures to send. of is
// the screen that it stands on.
func handoutCard(d *Desk, of Name, sheet func() *handout.Sheet) fyne.CanvasObject {
	name := d.text("handout.file_name")
	objects := []fyne.CanvasObject{
		widget.Headed(icons.Import, theme.ColorPrimary, widget.Lead(d.text("handout.title"))),
		widget.Text(d.text("handout.about")),
		widget.Flow(
			widget.NewButton(d.text("handout.page"), theme.Icon(icons.Import, theme.ColorForeground), func() {
				s, words, organisation := sheet(), d.sheetWords(), d.Organisation
				save(d, of, name, ".html", func() ([][]byte, error) {
					s.From(words, organisation)
					return one(s.HTML())
				})
			}),
			widget.NewButton(d.text("handout.picture"), theme.Icon(icons.Message, theme.ColorForeground), func() {
				s, words, organisation := sheet(), d.sheetWords(), d.Organisation
				save(d, of, name, ".png", func() ([][]byte, error) {
					s.From(words, organisation)
					return s.Photos()
				})
			})),
	}
	objects = append(objects, takenAlong(d)...)
	return widget.Card(append(objects, savedLines(d, func(n Name) bool { return n == of })...)...)
}

// workerObjects offer the page for those who work at a help desk.
func workerObjects(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.NewRow(icons.Import, theme.ColorPrimary, d.text("worker.link"), d.text("worker.link_about"), func() {
		page := handout.Worker(d.Edition, d.Words, d.Now())
		save(d, Settings, d.text("worker.file_name"), ".html", func() ([][]byte, error) { return one(page.HTML()) })
	})}
	if lines := savedLines(d, func(n Name) bool { return n == Settings }); len(lines) > 0 {
		card := widget.Card(lines...)
		objects = append(objects, card)
		if d.Session.justSaved == Settings { // it stands at the end, where nobody looks
			d.InView, d.Session.justSaved = card, ""
		}
	}
	return objects
}

// one is a single file.
func one(data []byte, err error) ([][]byte, error) { return [][]byte{data}, err }

// save writes files to where people look for files, and says where that is.
// render makes them away from the UI goroutine, so it may use nothing of the
// desk. If one of them cannot be written, none is left.
func save(d *Desk, of Name, name, ending string, render func() ([][]byte, error)) {
	if d.Place.Kind == place.ReadOnly {
		d.Window.ChooseFolder(d.text("place.choose"), func(dir string) {
			saveTo(d, of, name, ending, func() (string, error) { return dir, nil }, render)
		})
		return
	}
	where := d.Place
	saveTo(d, of, name, ending, func() (string, error) { return export.FolderOf(where) }, render)
}

// saveTo is save with the folder given.
func saveTo(d *Desk, of Name, name, ending string, folder func() (string, error), render func() ([][]byte, error)) {
	if d.Session.saving {
		return // pressed twice
	}
	d.Session.saving = true
	var paths []string
	session := d.Session
	d.Window.Work(Job{
		Title: d.text("handout.title"),
		Run: func(ctx context.Context, _ func(string, int64, int64)) (err error) {
			files, err := render()
			if err != nil {
				return err
			}
			dir, err := folder()
			if err != nil {
				return err
			}
			paths, err = export.Save(ctx, dir, name, ending, files...)
			return err
		},
		Done: func(err error) {
			session.saving = false
			if session != d.Session {
				// It ended meanwhile: nobody waits for the files.
				d.removeLate(paths)
				return
			}
			if errors.Is(err, context.Canceled) {
				return // the person stopped it, and nothing was left
			}
			if err != nil {
				d.Window.Tell(d.text("error.title"), d.text("handout.save_failed"), err.Error())
				return
			}
			session.Saved = append(session.Saved, Saved{of, paths})
			session.justSaved = of
			d.Window.Refresh()
		},
	})
}

// savedCard lists everything that was saved; nothing if there is nothing.
func savedCard(d *Desk) []fyne.CanvasObject {
	lines := savedLines(d, func(Name) bool { return true })
	if len(lines) == 0 {
		return nil
	}
	return []fyne.CanvasObject{widget.Card(append([]fyne.CanvasObject{widget.Lead(d.text("handout.files"))}, lines...)...)}
}

// savedLines lists what was saved of some screens, each with a way to open and
// to remove it.
func savedLines(d *Desk, of func(Name) bool) []fyne.CanvasObject {
	var lines []fyne.CanvasObject
	for i, s := range d.Session.Saved {
		if !of(s.Of) {
			continue
		}
		first := s.Paths[0]
		lines = append(lines,
			widget.WithIcon(theme.Icon(icons.Check, theme.ColorPrimary), widget.Text(d.Words.Plural("handout.saved", len(s.Paths), locale.Args{"path": first}))),
			widget.Flow(
				widget.NewButton(d.text("handout.open"), nil, func() {
					if err := d.Window.Open(first); err != nil {
						d.Window.Tell(d.text("error.title"), d.text("handout.open_failed", locale.Args{"path": first}), err.Error())
					}
				}),
				widget.NewButton(d.text("handout.remove"), theme.Icon(icons.Remove, theme.ColorForeground), func() {
					removeSaved(d, i)
					d.Window.Refresh()
				})))
	}
	return lines
}

// removeSaved removes what was saved in the i-th place, and reports whether all
// of it is gone. What cannot be removed stays in the list.
func removeSaved(d *Desk, i int) bool {
	s := &d.Session.Saved[i]
	var errs []error
	s.Paths = slices.DeleteFunc(s.Paths, func(path string) bool {
		err := export.Remove(path)
		errs = append(errs, err)
		return err == nil
	})
	if len(s.Paths) == 0 {
		d.Session.Saved = slices.Delete(d.Session.Saved, i, i+1)
	}
	if err := errors.Join(errs...); err != nil {
		d.Window.Tell(d.text("error.title"), d.text("handout.remove_failed"), err.Error())
		return false
	}
	return true
}

// checkedText says when somebody last looked at a fact.
func checkedText(d *Desk, p guide.Provenance) string { return wording.Checked(d.Words, p, d.Now()) }

// count and textArg fill the holes {n} and {text}.
func count(n int) locale.Args      { return locale.Args{"n": n} }
func textArg(s string) locale.Args { return locale.Args{"text": s} }
