package screen

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/edition"
	"neem/check/pack"
	"neem/check/store"
	"neem/check/supply"
	"neem/check/supply/manifest"
	"neem/check/supply/trust"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// A Supplying is how far the person is in getting lists from a publisher. It is
// about lists and not about a person, so the session's end leaves it.
type Supplying struct {
	Address string // as typed
	Typed   string // the fingerprint, as typed
	Fault   string // key of what is wrong with what was typed

	from *supply.Source
	met  *supply.Introduction // a publisher whom the person does not know yet
	plan *supply.Plan
}

// supplied leads from where the files are to what is there, and to having it.
func supplied(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Stack(widget.Title(d.text("supply.title")), widget.Text(d.text("supply.about")))}
	objects = append(objects, notice(d)...)
	switch s := &d.Supply; {
	case d.Book == nil:
		return append(objects, widget.Note(icons.Unknown, theme.ColorUnknown, d.text("index.no_store", locale.Args{"folder": d.Folder})))
	case s.met != nil:
		return append(objects, meeting(d), elsewhere(d))
	case s.plan != nil:
		return append(append(objects, offers(d, s.plan)...), elsewhere(d))
	}
	return append(objects, places(d)...)
}

// supplyAction is what the screen is there for, as far as the person is.
func supplyAction(d *Desk) *widget.Button {
	s := &d.Supply
	switch {
	case s.met != nil:
		return widget.NewPrimary(d.text("supply.compare"), nil, func() { compare(d) })
	case s.plan != nil && s.plan.Todo() > 0:
		return widget.NewPrimary(d.text("supply.fetch", locale.Args{"size": sizeText(d, s.plan.Bytes())}), theme.Icon(icons.Import, theme.ColorOnPrimary), func() { fetch(d) })
	}
	return nil
}

// places asks where the publisher's files are.
func places(d *Desk) []fyne.CanvasObject {
	s := &d.Supply
	look := func() { lookAt(d, s.Address, supply.Web) }
	card := []fyne.CanvasObject{
		widget.Lead(d.text("supply.web")),
		widget.Text(d.text("supply.web_about")),
		widget.NewField("https://…", s.Address, func(typed string) { s.Address, s.Fault = typed, "" }, look).Name(d.text("supply.web")),
	}
	if s.Fault != "" {
		card = append(card, widget.Fault(theme.Icon(icons.Unknown, theme.ColorDanger), d.text(s.Fault)))
	}
	return []fyne.CanvasObject{
		widget.Card(
			widget.Lead(d.text("supply.folder")),
			widget.Text(d.text("supply.folder_about")),
			widget.Left(widget.NewPrimary(d.text("supply.choose"), theme.Icon(icons.Import, theme.ColorOnPrimary), func() {
				d.Window.ChooseFolder(d.text("supply.choose"), func(path string) { LookIn(d, path) })
			}))),
		widget.Card(append(card, widget.Left(widget.NewButton(d.text("supply.look"), nil, look)))...),
	}
}

// elsewhere begins anew.
func elsewhere(d *Desk) fyne.CanvasObject {
	return widget.Left(widget.NewQuiet(d.text("supply.elsewhere"), nil, func() {
		d.Supply = Supplying{Address: d.Supply.Address}
		d.Window.Refresh()
		d.Window.Top()
	}))
}

// LookIn looks what a publisher has in a folder.
func LookIn(d *Desk, folder string) { lookAt(d, folder, supply.Folder) }

// lookAt looks who publishes at a place, and what is there.
func lookAt(d *Desk, place string, open func(string) (*supply.Source, error)) {
	from, err := open(place)
	if err != nil {
		if d.Supply.Fault = addressFault(err); d.Supply.Fault == "" {
			d.Window.Tell(d.text("supply.failed"), supplyFault(d, err), err.Error())
		}
		d.Window.Refresh()
		return
	}
	d.Supply.Fault = ""
	visit(d, from)
}

func addressFault(err error) string {
	switch {
	case errors.Is(err, supply.ErrPlain):
		return "supply.bad_plain"
	case errors.Is(err, supply.ErrAddress):
		return "supply.bad_address"
	}
	return ""
}

func visit(d *Desk, from *supply.Source) {
	var met *supply.Introduction
	var plan *supply.Plan
	d.Window.Work(Job{
		Title: d.text("supply.looking"),
		Run: func(ctx context.Context, _ func(string, int64, int64)) error {
			fp, err := supply.Identify(ctx, from)
			if err != nil {
				return err
			}
			if _, err := d.Book.Publisher(fp); errors.Is(err, supply.ErrUnknown) {
				m, err := supply.Meet(ctx, from)
				met = &m
				return err
			}
			plan, err = planOf(ctx, d, fp, from)
			return err
		},
		Done: func(err error) {
			switch {
			case errors.Is(err, context.Canceled):
			case err != nil:
				d.Window.Tell(d.text("supply.failed"), supplyFault(d, err), err.Error())
			default:
				d.Supply = Supplying{Address: d.Supply.Address, from: from, met: met, plan: plan}
				d.Window.Show(Supply)
				d.Window.Top()
			}
		},
	})
}

func planOf(ctx context.Context, d *Desk, fp string, from *supply.Source) (*supply.Plan, error) {
	have, err := supply.HoldingsOf(ctx, d.Library)
	if err != nil {
		return nil, err
	}
	return d.Book.Plan(ctx, fp, from, have)
}

// meeting asks for the fingerprint of a publisher whom the person does not know.
// What the files say it is does not stand there: it would be copied, and not
// compared.
func meeting(d *Desk) fyne.CanvasObject {
	s := &d.Supply
	objects := []fyne.CanvasObject{
		widget.Lead(d.text("supply.unknown")),
		widget.Text(d.text("index.publisher", locale.Args{"publisher": s.met.Name})),
		widget.Text(d.text("supply.anybody")),
		widget.Strong(d.text("supply.fingerprint")),
		widget.Small(d.text("supply.fingerprint_about")),
		widget.NewField(d.text("supply.fingerprint_example"), s.Typed, func(typed string) { s.Typed, s.Fault = typed, "" }, func() { compare(d) }).Name(d.text("supply.fingerprint")),
	}
	if s.Fault != "" {
		objects = append(objects, widget.Fault(theme.Icon(icons.Unknown, theme.ColorDanger), d.text(s.Fault)))
	}
	return widget.Banner(icons.Unknown, theme.ColorUnknown, objects...)
}

func compare(d *Desk) {
	s := &d.Supply
	fp, err := supply.ParseFingerprint(s.Typed)
	switch {
	case err != nil:
		s.Fault = "supply.fingerprint_bad"
	case fp != s.met.Fingerprint:
		s.Fault = "supply.fingerprint_other"
	}
	if s.Fault != "" {
		d.Window.Refresh()
		return
	}
	met, from := *s.met, s.from
	d.Window.Work(Job{
		Title: d.text("supply.looking"),
		Run: func(ctx context.Context, _ func(string, int64, int64)) error {
			_, err := d.Book.Accept(ctx, met)
			if errors.Is(err, supply.ErrKnown) {
				return nil
			}
			return err
		},
		Done: func(err error) {
			if err != nil {
				d.Window.Tell(d.text("supply.failed"), supplyFault(d, err), err.Error())
				return
			}
			d.Session.Notice = d.text("supply.known", locale.Args{"publisher": met.Name})
			visit(d, from)
		},
	})
}

// offers shows what a publisher has and what of it is not here yet.
func offers(d *Desk, plan *supply.Plan) []fyne.CanvasObject {
	head := []fyne.CanvasObject{widget.Lead(plan.Publisher.Name)}
	if plan.Publisher.Project {
		head = append(head, widget.Strong(d.text("publisher.project")))
	}
	head = append(head,
		widget.Small(d.text("supply.fingerprint_is", locale.Args{"fingerprint": plan.Publisher.Fingerprint})),
		standing(d, plan.Publisher))
	if plan.FormerName != "" {
		head = append(head, widget.Text(d.text("supply.former", locale.Args{"name": plan.FormerName})))
	}
	objects := []fyne.CanvasObject{widget.Card(head...)}
	if len(plan.Offers) == 0 && plan.Guidance == nil {
		objects = append(objects, widget.Text(d.text("supply.empty")))
	} else if plan.Todo() == 0 && !plan.Refused() {
		objects = append(objects, widget.Note(icons.Check, theme.ColorInfo, d.text("supply.nothing")))
	}
	if plan.Guidance != nil {
		objects = append(objects, guidanceOffer(d, plan.Guidance))
	}
	for _, o := range plan.Offers {
		objects = append(objects, offer(d, o))
	}
	for _, id := range plan.Withdrawn {
		objects = append(objects, widget.Card(widget.Strong(id), widget.Text(d.text("supply.withdrawn"))))
	}
	return objects
}

// guidanceOffer shows which guidance the project has.
func guidanceOffer(d *Desk, o *supply.GuidanceOffer) fyne.CanvasObject {
	name := func(i edition.Imprint) locale.Args {
		return locale.Args{"n": int64(i.Number), "date": d.Words.When(i.Date)}
	}
	objects := []fyne.CanvasObject{widget.Strong(d.text("guidance.title"))}
	offered, err := o.Manifest.Imprint()
	if err == nil { // else only a newer program can read what is there
		objects = append(objects, widget.Text(d.text("guidance.edition", name(offered))))
	}
	held := widget.Text(d.text("supply.guidance_held", name(o.Held)))
	switch {
	case o.Refused != nil:
		return widget.Banner(icons.Unknown, theme.ColorUnknown, append(objects, held, widget.Text(supplyFault(d, o.Refused)))...)
	case o.Install:
		objects = append(objects, held, widget.Text(d.text("supply.to_fetch", locale.Args{"size": sizeText(d, o.Bytes)})))
	case offered.Number != d.Edition.Number:
		objects = append(objects, widget.Text(nextGuidance(d, offered)))
	default:
		objects = append(objects, widget.Text(d.text("supply.have")))
	}
	return widget.Card(objects...)
}

func offer(d *Desk, o supply.Offer) fyne.CanvasObject {
	m := o.Manifest
	objects := []fyne.CanvasObject{widget.Strong(m.ID)}
	edition := d.text("index.edition", locale.Args{"n": m.Edition})
	if day, err := locale.ParseDate(m.Published); err == nil {
		edition = d.text("supply.edition", locale.Args{"n": m.Edition, "date": d.Words.When(day)})
	}
	objects = append(objects, widget.Text(edition))
	switch {
	case o.Refused != nil:
		return widget.Banner(icons.Unknown, theme.ColorUnknown, append(objects, widget.Text(supplyFault(d, o.Refused)))...)
	case !o.Install:
		objects = append(objects, widget.Text(d.text("supply.have")))
	default:
		if o.Held > 0 && o.Held != m.Edition {
			objects = append(objects, widget.Text(d.text("supply.held", locale.Args{"n": o.Held})))
		}
		objects = append(objects, widget.Text(d.text("supply.to_fetch", locale.Args{"size": sizeText(d, o.Bytes)})))
	}
	return widget.Card(objects...)
}

// fetch gets and installs what the plan names.
func fetch(d *Desk) {
	s := &d.Supply
	plan, from := s.plan, s.from
	d.Window.Work(Job{
		Title: d.text("supply.fetching", locale.Args{"publisher": plan.Publisher.Name}),
		Run: func(ctx context.Context, report func(string, int64, int64)) error {
			return d.Book.Fetch(ctx, plan, from, supply.InstallOn(d.Library, plan.Publisher.Fingerprint), func(p supply.Progress) {
				stage := d.text("supply.stage_fetching")
				if p.Step == supply.Installing {
					stage = d.text("index.verifying")
				}
				report(stage, p.Done, p.Total)
			})
		},
		Done: func(err error) {
			switch {
			case errors.Is(err, context.Canceled):
				d.Session.Notice = d.text("supply.stopped")
			case err != nil:
				d.Window.Tell(d.text("supply.failed"), supplyFault(d, err)+" "+d.text("supply.kept"), err.Error())
			default:
				d.Session.Notice = installed(d, plan)
				lookAgain(d)
				d.Supply = Supplying{Address: s.Address}
				d.Window.Show(Index)
				return
			}
			lookAgain(d) // part of it may be here
			again(d, plan.Publisher.Fingerprint, from)
		},
	})
}

// installed says what came with a plan, and remembers which guidance it was.
func installed(d *Desk, plan *supply.Plan) string {
	var said []string
	if n := plan.Packs(); n > 0 {
		said = append(said, d.Words.Plural("supply.installed", n))
	}
	if plan.InstallsGuidance() {
		if i, err := plan.Guidance.Manifest.Imprint(); err == nil {
			d.Next = i
			said = append(said, nextGuidance(d, i))
		}
	}
	return strings.Join(said, " ")
}

// again makes the plan anew: part of it may be here now.
func again(d *Desk, fp string, from *supply.Source) {
	var plan *supply.Plan
	d.Window.Work(Job{
		Title: d.text("supply.looking"),
		Run: func(ctx context.Context, _ func(string, int64, int64)) (err error) {
			plan, err = planOf(ctx, d, fp, from)
			return err
		},
		Done: func(err error) {
			if err == nil { // else the plan that stands there still holds
				d.Supply.plan = plan
			}
			d.Window.Refresh()
		},
	})
}

// supplyFault says in words why something was not got, copied or installed.
func supplyFault(d *Desk, err error) string {
	if refused, ok := errors.AsType[*edition.Error](err); ok {
		return d.text("supply.guidance_refused", locale.Args{"why": wording.GuidanceReason(d.Words, refused.Reason)})
	}
	if pe, ok := errors.AsType[*pack.Error](err); ok {
		if pe.Reason == pack.Newer {
			return d.text("supply.fault.newer")
		}
		return d.text("supply.fault.invalid") // it is what was signed, to the byte
	}
	if status, ok := errors.AsType[*supply.StatusError](err); ok {
		return d.text("supply.fault.status", locale.Args{"code": status.Code})
	}
	for _, f := range []struct {
		err error
		key string
	}{
		{trust.ErrOlder, "older"}, {store.ErrOlder, "older"},
		{trust.ErrUnsigned, "unsigned"}, {trust.ErrDamaged, "damaged"}, {trust.ErrMissing, "missing"},
		{trust.ErrForeign, "foreign"}, {manifest.ErrNewer, "newer"},
		{supply.ErrPage, "page"}, {supply.ErrInsecure, "insecure"}, {supply.ErrCertificate, "certificate"},
		{supply.ErrSilence, "silence"}, {supply.ErrFull, "full"}, {supply.ErrReadOnly, "readonly"},
		{supply.ErrBusy, "busy"}, {store.ErrBusy, "busy"}, {supply.ErrOccupied, "occupied"},
		{supply.ErrUnknown, "unknown"}, {store.ErrSigned, "signed"}, {store.ErrOther, "other"},
		{fs.ErrNotExist, "gone"}, {fs.ErrPermission, "readonly"},
	} {
		if errors.Is(err, f.err) {
			return d.text("supply.fault." + f.key)
		}
	}
	return d.text("supply.fault.broken")
}
