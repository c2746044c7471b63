package screen

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check"
	"neem/check/bulk"
	"neem/check/detail"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// A Checking is how far the check of many people is. It holds nothing of any of
// them: names of columns, numbers of rows, and where files are.
type Checking struct {
	path      string // of the table
	preview   bulk.Preview
	columns   map[detail.Kind]string // by kind; what is not read is not there
	reference string                 // the column that names the rows; "" for none
	lacking   bool                   // the file does not say its domain
	domain    string                 // as typed
	folder    string                 // where the answers go
	running   bool
	came      *bulk.Summary // nil until it is done
}

// tables are the endings of files that can be checked.
func tables() []string { return []string{".csv", ".tsv", ".txt", ".json"} }

// manyRow leads to the check of many people.
func manyRow(d *Desk) fyne.CanvasObject {
	return widget.NewRow(icons.Person, theme.ColorPrimary, d.text("many.title"), d.text("many.link_about"), func() { d.Window.Show(Many) })
}

// many leads from a table to the columns that are read, and to what came out.
func many(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Stack(widget.Title(d.text("many.title")), widget.Text(d.text("many.about")))}
	objects = append(objects, notice(d)...)
	c := d.Session.Many
	switch {
	case c != nil && c.came != nil:
		return append(objects, outcome(d, c)...)
	case !slices.ContainsFunc(askable(d), detail.Kind.Direct):
		return append(objects,
			widget.Note(icons.Unknown, theme.ColorUnknown, d.text("many.no_list")),
			widget.NewRow(icons.Index, theme.ColorPrimary, d.text("index.title"), "", func() { d.Window.Show(Index) }))
	case c == nil:
		return append(objects,
			widget.Card(widget.Lead(d.text("many.file")),
				widget.Text(d.text("many.file_about")),
				widget.Small(d.text("many.spreadsheet")),
				widget.Left(widget.NewPrimary(d.text("many.choose"), theme.Icon(icons.Import, theme.ColorOnPrimary), func() { chooseTable(d) }))),
			private(d))
	}
	return append(append(objects, chosen(d, c)...), private(d))
}

// private says what becomes of the table and what the answers show.
func private(d *Desk) fyne.CanvasObject {
	return widget.Note(icons.Lock, theme.ColorInfo, d.text("many.local")+" "+d.text("many.masked"))
}

// manyAction is what the screen is there for, as far as the person is.
func manyAction(d *Desk) *widget.Button {
	switch c := d.Session.Many; {
	case c == nil:
		return nil
	case c.came != nil:
		return widget.NewButton(d.text("many.another"), nil, func() {
			d.Session.Many = nil
			d.Window.Refresh()
			d.Window.Top()
		})
	}
	return widget.NewPrimary(d.text("many.start"), theme.Icon(icons.Search, theme.ColorOnPrimary), func() { checkTable(d) })
}

// askable are the kinds that a column can hold and a list can use.
func askable(d *Desk) []detail.Kind {
	return slices.DeleteFunc(slices.Clone(d.Library.Kinds()), func(k detail.Kind) bool { return k == detail.Password })
}

func chooseTable(d *Desk) {
	d.Window.ChooseFile(d.text("many.choose"), tables(), func(path string) { LookAtTable(d, path) })
}

// LookAtTable shows what a table has, for the person to say what is read of it.
func LookAtTable(d *Desk, path string) {
	var preview bulk.Preview
	session := d.Session
	d.Window.Work(Job{
		Title: d.text("many.looking"),
		Run: func(context.Context, func(string, int64, int64)) (err error) {
			preview, err = bulk.Look(path)
			return err
		},
		Done: func(err error) {
			if err != nil {
				d.Window.Tell(d.text("many.failed"), tableFault(d, err), err.Error())
				return
			}
			columns := preview.Suggested
			usable := askable(d)
			maps.DeleteFunc(columns, func(k detail.Kind, _ string) bool { return !slices.Contains(usable, k) })
			session.Many = &Checking{path: path, preview: preview, columns: columns, folder: filepath.Dir(path)}
			d.Window.Show(Many)
			d.Window.Top()
		},
	})
}

// chosen shows the table, what is read of it and where the answers go.
func chosen(d *Desk, c *Checking) []fyne.CanvasObject {
	table := []fyne.CanvasObject{
		widget.Lead(d.text("many.file")),
		widget.Private(widget.Text(c.path)),
	}
	if c.preview.Search {
		table = append(table, widget.Text(d.text("many.search")))
	}
	if c.lacking {
		field := widget.NewField(d.text("many.domain_example"), c.domain, func(typed string) { c.domain = typed }, func() { checkTable(d) }).Name(d.text("many.domain"))
		table = append(table, widget.Strong(d.text("many.domain")), widget.Small(d.text("many.domain_about")), field)
		if c.domain == "" {
			d.InView = field
		}
	}
	table = append(table, widget.Left(widget.NewButton(d.text("many.other"), nil, func() { chooseTable(d) })))
	objects := []fyne.CanvasObject{widget.Card(table...)}
	if !c.preview.Search {
		objects = append(objects, columnsCard(d, c))
	}
	return append(objects, widget.Card(
		widget.Lead(d.text("many.where")),
		widget.Text(d.text("many.where_about")),
		widget.Private(widget.Strong(c.folder)),
		widget.Left(widget.NewButton(d.text("many.folder"), nil, func() {
			d.Window.ChooseFolder(d.text("many.folder"), func(path string) {
				c.folder = path
				d.Window.Refresh()
			})
		}))))
}

// mostShown is how many letters of a column's name there is room for.
const mostShown = 24

// columnsCard asks which column holds what.
func columnsCard(d *Desk, c *Checking) fyne.CanvasObject {
	none := d.text("many.none")
	options := []string{none}
	for _, name := range c.preview.Names {
		if name != "" && !slices.Contains(options, name) {
			options = append(options, name)
		}
	}
	// A list is as wide as what it shows while nothing is chosen.
	room := ""
	for _, o := range options {
		if r := []rune(o); len(r) > utf8.RuneCountInString(room) {
			room = string(r[:min(len(r), mostShown)])
		}
	}
	line := func(label, current string, changed func(string)) fyne.CanvasObject {
		if current == "" {
			current = none
		}
		list := widget.NewSelect(options, current, func(name string) {
			if name == none {
				name = ""
			}
			changed(name)
		})
		list.PlaceHolder = room
		return widget.Beside(widget.Strong(label), list)
	}
	objects := []fyne.CanvasObject{widget.Lead(d.text("many.columns")), widget.Text(d.text("many.columns_about"))}
	for _, k := range askable(d) {
		objects = append(objects, line(kindName(d, k), c.columns[k], func(name string) {
			c.columns[k] = name
			if name == "" {
				delete(c.columns, k)
			}
		}))
	}
	return widget.Card(append(objects,
		line(d.text("many.reference"), c.reference, func(name string) { c.reference = name }),
		widget.Small(d.text("many.reference_about")))...)
}

func kindName(d *Desk, k detail.Kind) string { return d.text("many.kind." + string(k)) }

// checkTable asks the lists about all rows, and shows what came out.
func checkTable(d *Desk) {
	c := d.Session.Many
	if c.running {
		return // pressed twice
	}
	if !c.preview.Search && !slices.ContainsFunc(slices.Collect(maps.Keys(c.columns)), detail.Kind.Direct) {
		d.Window.Tell(d.text("many.failed"), d.text("many.fault.column"), "")
		return
	}
	c.running = true
	words := d.Words
	options := bulk.Options{Columns: maps.Clone(c.columns), Reference: c.reference, Words: words}
	if c.preview.Search {
		options = bulk.Options{Domain: c.domain, Words: words}
	}
	input, folder := c.path, c.folder
	var summary bulk.Summary
	var answers string
	session := d.Session
	d.Window.Work(Job{
		Title: d.text("many.checking"),
		Run: func(ctx context.Context, report func(string, int64, int64)) (err error) {
			if answers, err = bulk.Beside(folder, input, words.Text("many.file_name")); err != nil {
				return err
			}
			options.Progress = func(done, total int64) { report("", done, total) }
			summary, err = bulk.CheckFile(ctx, d.Library, input, answers, options)
			return err
		},
		Done: func(err error) {
			c.running = false
			if session.Many != c { // somebody else sits here now
				if err == nil {
					session.Saved = append(session.Saved, Saved{Many, []string{answers}})
				}
				return
			}
			ie, input := errors.AsType[*bulk.InputError](err)
			switch {
			case errors.Is(err, context.Canceled):
				session.Notice = d.text("many.stopped")
			case err == nil:
				c.came = &summary
				session.Saved = append(session.Saved, Saved{Many, []string{answers}})
			default:
				c.lacking = c.lacking || input && ie.Reason == bulk.NoDomain
				d.Window.Tell(d.text("many.failed"), tableFault(d, err)+" "+d.text("many.no_answers"), err.Error())
				d.Window.Refresh()
				return
			}
			d.Window.Refresh()
			d.Window.Top()
		},
	})
}

// tableFault says in words why a table could not be checked.
func tableFault(d *Desk, err error) string {
	if ie, ok := errors.AsType[*bulk.InputError](err); ok {
		return d.text("many.fault." + string(ie.Reason))
	}
	if errors.Is(err, bulk.ErrWriting) {
		return d.text("many.fault.disk")
	}
	return d.text("many.fault.lists")
}

// outcome shows how many answers there were of each kind, what they mean, what
// each list said, and which rows could not be asked about.
func outcome(d *Desk, c *Checking) []fyne.CanvasObject {
	s := c.came
	objects := []fyne.CanvasObject{widget.Stack(
		widget.Lead(d.text("many.result")),
		widget.Text(d.text("bulk.count", locale.Args{"rows": s.Rows, "questions": s.Questions})))}
	for _, a := range []struct {
		answer check.Answer
		n      int64
	}{{check.Found, s.Found}, {check.Possible, s.Possible}, {check.NotFound, s.NotFound}, {check.CannotTell, s.CannotTell}} {
		if a.n == 0 {
			continue
		}
		icon, role := look(a.answer)
		objects = append(objects, widget.Banner(icon, role,
			widget.Lead(d.text("many.answer."+string(a.answer), locale.Args{"n": a.n})),
			widget.Text(d.text("many.means."+string(a.answer)))))
	}
	files := append([]fyne.CanvasObject{
		widget.Headed(icons.Import, theme.ColorPrimary, widget.Lead(d.text("many.answers"))),
		widget.Text(d.text("bulk.keep")),
	}, savedLines(d, func(n Name) bool { return n == Many })...)
	objects = append(objects, widget.Card(files...))
	if card := faultsCard(d, c); card != nil {
		objects = append(objects, card)
	}
	for _, l := range s.Lists {
		lines := []fyne.CanvasObject{widget.Strong(l.Name(d.Words))}
		if l.List != "" {
			var kinds []string
			for _, k := range l.List.Kinds() {
				kinds = append(kinds, kindName(d, k))
			}
			lines = append(lines, widget.Small(d.text("many.asked", locale.Args{"what": d.Words.List(kinds)})))
		}
		for _, words := range l.Words(d.Words) {
			lines = append(lines, widget.Text(words))
		}
		objects = append(objects, widget.Card(lines...))
	}
	return objects
}

// faultsCard names the rows that could not be asked about, and what is wrong
// with them; nothing of what stands in them. nil if there are none.
func faultsCard(d *Desk, c *Checking) fyne.CanvasObject {
	s := c.came
	if s.FaultyRows == 0 && s.PassedOver == 0 {
		return nil
	}
	var lines []fyne.CanvasObject
	if s.FaultyRows > 0 {
		lines = append(lines, widget.Strong(d.text("bulk.not_asked", locale.Args{"n": s.FaultyRows})))
	}
	all, some := "many.rows", "many.rows_more"
	if c.preview.Search {
		all, some = "many.entries", "many.entries_more"
	}
	for _, f := range s.Faults {
		var rows []string
		for _, n := range f.First {
			rows = append(rows, d.Words.Number(n))
		}
		key := all
		if f.Rows > int64(len(f.First)) {
			key = some
		}
		lines = append(lines,
			widget.Text(d.text("bulk.times", locale.Args{"n": f.Rows, "text": bulk.FaultText(d.Words, f.Code)})),
			widget.Indented(widget.Small(d.text(key, locale.Args{"rows": d.Words.List(rows)}))))
	}
	if s.FaultyRows > 0 && !c.preview.Search {
		lines = append(lines, widget.Small(d.text("many.first_line")))
	}
	if s.FaultyRows > 0 {
		lines = append(lines, widget.Text(d.text("many.again")))
	}
	if s.PassedOver > 0 {
		lines = append(lines, widget.Text(d.text("bulk.passed_over", locale.Args{"n": s.PassedOver})))
	}
	return widget.Banner(icons.Unknown, theme.ColorUnknown, lines...)
}
