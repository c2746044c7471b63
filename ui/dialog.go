package ui

import (
	"encoding/json"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/storage"
	fynewidget "fyne.io/fyne/v2/widget"

	"neem/locale"
	"neem/ui/widget"
)

// Tell implements screen.Window.
func (w *Window) Tell(title, text, details string) {
	words := w.desk.Words
	objects := []fyne.CanvasObject{widget.Lead(title), widget.Text(text)}
	if details != "" {
		objects = append(objects, widget.NewDisclosure(words.Text("error.details"), false, func() []fyne.CanvasObject {
			return []fyne.CanvasObject{
				widget.Small(details),
				widget.Left(widget.NewButton(words.Text("nav.copy"), nil, func() { w.Copy(details) })),
			}
		}, nil))
	}
	var p *popup
	closing := widget.NewPrimary(words.Text("nav.close"), nil, func() { p.close() })
	p = w.open(func() { p.close() }, closing, append(objects, widget.Left(closing))...)
}

// Ask implements screen.Window.
func (w *Window) Ask(text, yes, no string, answered func(yes bool)) {
	var p *popup
	answer := func(is bool) func() { return func() { p.close(); answered(is) } }
	keep := widget.NewButton(no, nil, answer(false))
	p = w.open(answer(false), keep, widget.Text(text), widget.Flow(keep, widget.NewButton(yes, nil, answer(true))))
}

// A popup is a card over the screen that has the keyboard to itself.
type popup struct {
	box *fynewidget.PopUp
}

func (p *popup) close() { p.box.Hide() }

// popupWidth is the width of popups in Fyne's units.
const popupWidth = 560

// open shows a popup; escape is called when Escape is pressed, and first gets
// the focus.
func (w *Window) open(escape func(), first fyne.Focusable, objects ...fyne.CanvasObject) *popup {
	content := widget.Fixed(popupWidth, container.NewPadded(container.NewPadded(widget.Stack(objects...))))
	widget.Host(content, widget.Keys{fyne.KeyEscape: escape, fyne.KeyF10: w.end})
	p := &popup{box: fynewidget.NewModalPopUp(content, w.window.Canvas())}
	p.box.Show()
	if first != nil {
		w.window.Canvas().Focus(first)
	}
	return p
}

// ChooseFile implements screen.Window.
func (w *Window) ChooseFile(title string, endings []string, chosen func(path string)) {
	words := w.desk.Words
	d := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err != nil {
			w.Tell(words.Text("error.title"), words.Text("many.fault.unreadable"), err.Error())
			return
		}
		if file == nil {
			return // nothing was chosen
		}
		path := file.URI().Path()
		_ = file.Close() // only its name is wanted
		chosen(path)
	}, w.window)
	d.SetFilter(storage.NewExtensionFileFilter(endings))
	d.SetTitleText(title)
	d.SetConfirmText(words.Text("toolkit.open"))
	d.SetDismissText(words.Text("nav.cancel"))
	w.beginBeside(d)
	d.Show() // Fyne makes the dialog only now; resizing it before would fail
	d.Resize(fyne.NewSize(820, 560))
}

// beginBeside lets a guest's choice of files begin with those beside the program
// and not with the computer's.
func (w *Window) beginBeside(d *dialog.FileDialog) {
	if !w.cfg.Place.Guest() {
		return
	}
	if folder, err := storage.ListerForURI(storage.NewFileURI(w.cfg.Place.Beside)); err == nil {
		d.SetLocation(folder)
	}
}

// ChooseFolder implements screen.Window.
func (w *Window) ChooseFolder(title string, chosen func(path string)) {
	words := w.desk.Words
	d := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		if err != nil {
			w.Tell(words.Text("error.title"), words.Text("supply.fault.gone"), err.Error())
			return
		}
		if folder != nil {
			chosen(folder.Path())
		}
	}, w.window)
	d.SetTitleText(title)
	d.SetConfirmText(words.Text("toolkit.open"))
	d.SetDismissText(words.Text("nav.cancel"))
	w.beginBeside(d)
	d.Show()
	d.Resize(fyne.NewSize(820, 560))
}

// speakToolkit gives Fyne's own texts the program's language. Fyne always
// speaks the system's language, so that is the one whose texts are replaced
// (fyne issue 5333).
func speakToolkit(words *locale.Messages) {
	texts := map[string]any{}
	for key, name := range map[string]string{
		"Cancel": "cancel", "Copy": "copy", "Cut": "cut", "Paste": "paste", "Select all": "select_all",
		"Undo": "undo", "Redo": "redo", "Open": "open", "Favourites": "favourites",
		"Show Hidden Files": "hidden", "New Folder": "new_folder", "Create Folder": "new_folder",
		"Folder": "folder", "File": "file",
	} {
		texts[key] = words.Text("toolkit." + name)
	}
	texts["file.name"] = map[string]string{"other": words.Text("toolkit.name")}
	texts["file.parent"] = map[string]string{"other": words.Text("toolkit.parent")}
	data, err := json.Marshal(texts)
	if err != nil {
		fyne.LogError("encoding the toolkit's texts", err)
		return
	}
	if err := lang.AddTranslationsForLocale(data, lang.SystemLocale()); err != nil {
		fyne.LogError("translating the toolkit's texts", err)
	}
}
