package screen

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check"
	"neem/check/bucket"
	"neem/check/edition"
	"neem/check/library"
	"neem/check/pack"
	"neem/check/place"
	"neem/check/store"
	"neem/check/supply"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// index shows which lists are installed, and installs and removes them.
func index(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Stack(widget.Title(d.text("index.title")), widget.Text(d.text("index.about")))}
	objects = append(objects, notice(d)...)
	objects = append(append(objects, newsCard(d)...), calmCard(d)...)
	known, _ := knownPublishers(d)
	for _, e := range d.Library.Entries() {
		objects = append(objects, packCard(d, e, known))
	}
	objects = append(objects, guidanceCard(d))
	objects = append(objects, placeCard(d))
	if d.Place.Kind == place.ReadOnly {
		if d.FolderErr != nil {
			objects = append(objects, widget.Note(icons.Unknown, theme.ColorUnknown, d.text("place.lost")))
		}
		return objects
	}
	if d.FolderErr != nil {
		return append(objects, widget.Note(icons.Unknown, theme.ColorUnknown, d.text("index.no_store", locale.Args{"folder": d.Folder})))
	}
	objects = append(objects, publishers(d)...)
	return append(objects,
		widget.Left(widget.NewButton(d.text("index.import"), theme.Icon(icons.Import, theme.ColorForeground), func() {
			d.Window.ChooseFile(d.text("index.open"), []string{pack.Extension}, func(path string) { Import(d, path) })
		})),
		widget.Small(d.text("index.import_about")),
		manyRow(d))
}

// guidanceCard says which edition of the guidance is used.
func guidanceCard(d *Desk) fyne.CanvasObject {
	objects := []fyne.CanvasObject{
		widget.Lead(d.text("guidance.title")),
		widget.Text(wording.Edition(d.Words, d.Edition)),
	}
	if d.PassedOver != nil {
		objects = append(objects, widget.WithIcon(theme.Icon(icons.Unknown, theme.ColorUnknown),
			widget.Text(wording.PassedOver(d.Words, d.PassedOver))))
	}
	objects = append(objects, widget.Small(wording.Origin(d.Words, d.Installed)))
	if d.Next.Number > 0 {
		objects = append(objects, widget.WithIcon(theme.Icon(icons.Check, theme.ColorInfo), widget.Text(nextGuidance(d, d.Next))))
	}
	if d.Book != nil && d.Book.Project() == "" {
		objects = append(objects, widget.Small(d.text("guidance.no_project")))
	}
	return widget.Card(objects...)
}

// nextGuidance says that an edition is there and not yet used.
func nextGuidance(d *Desk, i edition.Imprint) string {
	return d.text("guidance.next", locale.Args{"n": int64(i.Number), "date": d.Words.When(i.Date)})
}

func packCard(d *Desk, e library.Entry, known []supply.Publisher) fyne.CanvasObject {
	var objects []fyne.CanvasObject
	role := theme.ColorCardLine
	add := func(s string) { objects = append(objects, widget.Text(s)) }
	small := func(s string) { objects = append(objects, widget.Small(s)) }
	if e.Err != nil {
		role = theme.ColorUnknown
		objects = append(objects,
			widget.Lead(e.ID),
			widget.WithIcon(theme.Icon(icons.Unknown, theme.ColorUnknown), widget.Strong(d.text("index.broken"))))
		add(d.text("reason." + string(e.Err.Reason)))
	} else {
		h := e.Header
		title := packTitle(h)
		if e.BuiltIn {
			title = d.text("list.starter_title")
		}
		objects = append(objects, widget.Lead(title))
		if e.BuiltIn {
			add(d.text("list.starter"))
		} else {
			objects = append(objects, vouched(d, e, known)...)
		}
		for _, l := range h.Lists {
			if !e.BuiltIn {
				add(d.text("list.coverage", locale.Args{"coverage": l.Coverage}))
			}
			if l.Policy == bucket.Internal {
				objects = append(objects, widget.Strong(d.text("index.internal")))
			}
			add(weightText(d, l))
		}
		small(d.text("index.edition", locale.Args{"n": int64(h.Edition)}))
		if h.Shards > 1 {
			small(d.text("index.shard", locale.Args{"n": h.Shard, "all": h.Shards}))
		}
	}
	when := d.text("index.builtin")
	switch {
	case e.Beside:
		when = d.text("place.beside")
	case !e.BuiltIn:
		when = d.text("index.imported", locale.Args{"date": d.Words.Date(e.Imported.Local())})
	}
	small(when + " · " + d.text("index.size", locale.Args{"size": sizeText(d, e.Bytes)}))
	if !e.BuiltIn && d.Place.Kind != place.ReadOnly {
		remove := widget.NewButton(d.text("index.remove"), theme.Icon(icons.Remove, theme.ColorForeground), func() { remove(d, e) })
		objects = append(objects, widget.Left(remove))
	}
	if role == theme.ColorUnknown {
		return widget.Banner(icons.Unknown, role, objects...)
	}
	return widget.Card(objects...)
}

// vouched says who stands for a list.
func vouched(d *Desk, e library.Entry, known []supply.Publisher) []fyne.CanvasObject {
	if i := slices.IndexFunc(known, func(p supply.Publisher) bool { return p.Fingerprint == e.Signer }); i >= 0 {
		words := d.text("index.signed", locale.Args{"publisher": known[i].Name})
		if known[i].Project {
			words = d.text("index.signed_project")
		}
		return []fyne.CanvasObject{
			widget.WithIcon(theme.Icon(icons.Check, theme.ColorInfo), widget.Strong(words)),
			standing(d, known[i]),
		}
	}
	words := d.text("index.unsigned")
	if e.Signer != "" {
		words = d.text("index.forgotten", locale.Args{"fingerprint": e.Signer})
	}
	return []fyne.CanvasObject{
		widget.WithIcon(theme.Icon(icons.Unknown, theme.ColorUnknown), widget.Strong(words)),
		widget.Text(d.text("index.publisher", locale.Args{"publisher": e.Header.Publisher})),
	}
}

func packTitle(h pack.Header) string {
	if len(h.Leaks) > 0 {
		return h.Leaks[0].Title
	}
	return h.ID
}

// weightText says what a hit in a list is worth.
func weightText(d *Desk, l pack.List) string {
	share := bucket.ListedShare(l.Policy, l.Total, l.Buckets(), l.Population, l.WorstFalsePositive())
	if share >= check.FoundShare {
		return d.text("index.policy_found")
	}
	if wording.OneIn(share) == 1 {
		return d.text("index.policy_most")
	}
	return d.text("index.policy_possible", locale.Args{"n": wording.OneIn(share)})
}

func sizeText(d *Desk, bytes int64) string {
	switch {
	case bytes < 10_000:
		return d.text("index.bytes", locale.Args{"n": bytes})
	case bytes < 10_000_000:
		return d.text("index.kilobytes", locale.Args{"n": bytes / 1000})
	}
	return d.text("index.megabytes", locale.Args{"n": bytes / 1_000_000})
}

func remove(d *Desk, e library.Entry) {
	d.Window.Ask(d.text("index.remove_sure", locale.Args{"id": e.ID}), d.text("index.remove"), d.text("nav.cancel"), func(yes bool) {
		if !yes {
			return
		}
		d.Window.Work(Job{
			Title: d.text("index.remove"),
			Run: func(ctx context.Context, _ func(string, int64, int64)) error {
				return d.Library.Remove(ctx, e.Root)
			},
			Done: func(err error) {
				if err != nil {
					d.Window.Tell(d.text("error.title"), d.text("reason.unreadable"), err.Error())
				}
				lookAgain(d)
				d.Window.Refresh()
			},
		})
	})
}

// Import installs the pack at path, and shows the lists afterwards. Where nobody
// whom the person knows has signed it, it asks first.
func Import(d *Desk, path string) {
	if d.Book == nil {
		importAs(d, path, nil)
		return
	}
	var sig store.Signature
	var signed bool
	d.Window.Work(Job{
		Title: d.text("index.importing", locale.Args{"name": filepath.Base(path)}),
		Run: func(ctx context.Context, report func(string, int64, int64)) (err error) {
			sig, signed, err = d.Book.Signer(ctx, path, func(done, total int64) { report(d.text("index.who"), done, total) })
			return err
		},
		Done: func(err error) {
			switch {
			case errors.Is(err, context.Canceled):
			case err != nil: // the import says why in the same words as ever
				importAs(d, path, nil)
			case signed:
				importAs(d, path, &sig)
			default:
				d.Window.Ask(d.text("index.unsigned_sure", locale.Args{"name": filepath.Base(path)}), d.text("index.import_anyway"), d.text("nav.cancel"), func(yes bool) {
					if yes {
						importAs(d, path, nil)
					}
				})
			}
		},
	})
}

// importAs installs a pack, as a publisher's if sig says so.
func importAs(d *Desk, path string, sig *store.Signature) {
	var installed store.Installed
	d.Window.Work(Job{
		Title: d.text("index.importing", locale.Args{"name": filepath.Base(path)}),
		Run: func(ctx context.Context, report func(string, int64, int64)) error {
			var err error
			told := func(s store.Stage, done, total int64) {
				stage := d.text("index.copying")
				if s == store.Verifying {
					stage = d.text("index.verifying")
				}
				report(stage, done, total)
			}
			if sig != nil {
				installed, err = d.Library.ImportSigned(ctx, path, *sig, told)
			} else {
				installed, err = d.Library.Import(ctx, path, told)
			}
			return err
		},
		Done: func(err error) {
			switch {
			case errors.Is(err, context.Canceled):
				d.Session.Notice = d.text("index.import_stopped")
			case err != nil:
				d.Window.Tell(d.text("index.import_failed"), importFault(d, err), err.Error())
			default:
				d.Session.Notice = d.text("index.imported_ok", locale.Args{"title": installed.ID})
			}
			lookAgain(d)
			d.Window.Show(Index)
		},
	})
}

// importFault says in words why a pack was not installed.
func importFault(d *Desk, err error) string {
	if pe, ok := errors.AsType[*pack.Error](err); ok {
		return d.text("reason." + string(pe.Reason))
	}
	switch {
	case errors.Is(err, store.ErrInstalled):
		return d.text("index.already")
	case errors.Is(err, store.ErrOlder):
		return d.text("index.older")
	case errors.Is(err, store.ErrBusy):
		return d.text("index.busy")
	case errors.Is(err, store.ErrSigned):
		return d.text("supply.fault.signed")
	case errors.Is(err, store.ErrOther):
		return d.text("index.other")
	case errors.Is(err, store.ErrReadOnly), d.Place.Kind == place.ReadOnly:
		return d.text("place.full")
	case errors.Is(err, library.ErrNoStore):
		return d.text("index.no_store", locale.Args{"folder": d.Folder})
	}
	return d.text("index.disk")
}
