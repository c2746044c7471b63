package screen

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/export"
	"neem/check/tally"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// A Client is somebody who is served at a help desk, from the consent to the
// end of the session. What they enter is in the [Session], as everybody's.
type Client struct {
	Language string // tag of the language that the client reads or hears
	Worker   string // tag of the language that the worker reads
	Agreed   bool   // to what the consent screen says
	Counted  bool   // the client lets the visit be counted
}

// Other returns the language to show the screens in instead of tag; empty if
// worker and client share one.
func (c *Client) Other(tag string) string {
	switch {
	case c.Language == c.Worker:
		return ""
	case tag == c.Language:
		return c.Worker
	}
	return c.Language
}

// An Ending is how a session came to its end. The words are messages
// "desk.ended.<ending>".
type Ending string

// The endings.
const (
	EndedByPerson Ending = "person"
	EndedByTime   Ending = "time"    // nobody did anything for a while
	Refused       Ending = "refused" // the client did not agree
)

// A Wiping is what the end of a session wiped, and what it could not.
type Wiping struct {
	How     Ending
	Removed int      // files
	Left    []string // paths of files that are still there
	Counted bool     // the visit is in the tally
	Lost    error    // why it is not, though it should be
}

// Idles are how long a session may go unused before it ends by itself.
func Idles() []time.Duration {
	return []time.Duration{5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute}
}

// DefaultIdle is how long that is if nobody has chosen.
const DefaultIdle = 10 * time.Minute

// ofOnePerson are the screens that a client's session is for.
var ofOnePerson = []Name{Home, Happened, Respond, Complaint, Leaked, Result, Caller, Trick}

// Lead says which screen comes when n is asked for. At a help desk, what is of
// one person opens only while a client is served who has agreed; the numbers
// that cannot wait always do.
func Lead(d *Desk, n Name) Name {
	switch {
	case (n == People || n == Person) && !savingOffered(d):
		return Lead(d, Home)
	case !d.Helpdesk:
		if n == Next || n == Consent || n == Wiped {
			return Home
		}
	case d.Client == nil:
		if n == Consent || slices.Contains(ofOnePerson, n) {
			return Next
		}
	case !d.Client.Agreed:
		if n == Next || n == Wiped || slices.Contains(ofOnePerson, n) {
			return Consent
		}
	case n == Next || n == Consent || n == Wiped:
		return Home
	}
	return n
}

// EndClient ends a client's session: what was entered is wiped, and the files
// that were saved for the client are removed.
func (d *Desk) EndClient(how Ending) {
	wiped := &Wiping{How: how}
	if d.Client.Counted && d.Client.Agreed {
		wiped.Lost = d.Tally.Add(context.Background(), counts(d)) // a small file, written before the end
		wiped.Counted = wiped.Lost == nil
	}
	for _, s := range d.Session.Saved {
		for _, path := range s.Paths {
			if err := export.Remove(path); err != nil {
				wiped.Left = append(wiped.Left, path)
				continue
			}
			wiped.Removed++
		}
	}
	// Work that still goes on sees that the session is another one.
	d.Session.Wipe()
	d.Session = NewSession()
	d.Client, d.Wiped = nil, wiped
}

// counts is what may be counted of a session: which language, what it was about,
// and the leaks that were ticked.
func counts(d *Desk) tally.Entry {
	s := d.Session
	e := tally.Entry{Day: d.today(), Language: d.Client.Language, Leaks: usedLeaks(d)}
	for id, on := range s.Happened.Ticked {
		if on {
			e.Kinds = append(e.Kinds, id)
		}
	}
	if len(e.Leaks) > 0 || s.Asked != nil {
		e.Kinds = append(e.Kinds, tally.KindLeak)
	}
	if some(s.Knew) || some(s.Wanted) {
		e.Kinds = append(e.Kinds, tally.KindCaller)
	}
	return e
}

// removeLate removes files that were written while a session ended.
func (d *Desk) removeLate(paths []string) {
	for _, path := range paths {
		if err := export.Remove(path); err != nil && d.Wiped != nil {
			d.Wiped.Left = append(d.Wiped.Left, path)
		} else if d.Wiped != nil {
			d.Wiped.Removed++
		}
	}
	d.Window.Refresh()
}

// next waits for the next client of a help desk.
func next(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Beside(
		widget.Stack(widget.Title(d.text("desk.next")), widget.Text(d.text("desk.next_about"))),
		widget.Illustration(theme.Illustration(icons.Shelter), 150, 96))}
	objects = append(objects, notice(d)...)
	return append(objects, languageCard(d, d.Window.Begin),
		widget.WithIcon(theme.Icon(icons.Shield, theme.ColorPrimary), widget.Text(d.text("desk.alone"))),
		widget.Flow(
			widget.NewQuiet(d.text("nav.help"), theme.Icon(icons.Help, theme.ColorForeground), func() { d.Window.Show(Help) }),
			widget.NewQuiet(d.text("index.title"), theme.Icon(icons.Index, theme.ColorForeground), func() { d.Window.Show(Index) }),
			widget.NewQuiet(d.text("settings.title"), theme.Icon(icons.Settings, theme.ColorForeground), func() { d.Window.Show(Settings) })))
}

// consent is what a client agrees to, in the client's language: to read, to
// hear, or to have read out.
func consent(d *Desk) []fyne.CanvasObject {
	line := func(icon icons.Name, key string) fyne.CanvasObject {
		return widget.WithIcon(theme.Icon(icon, theme.ColorPrimary), widget.Text(d.text("desk.consent."+key)))
	}
	objects := []fyne.CanvasObject{
		widget.Title(d.text("desk.consent.title")),
		widget.Card(
			line(icons.Person, "typed"),
			line(icons.Shield, "local"),
			line(icons.Remove, "wiped"),
			line(icons.Lock, "secrets"),
			line(icons.Check, "stop")),
	}
	if counting(d) {
		objects = append(objects, widget.Card(widget.NewCheckAbout(d.text("desk.consent.count"), d.text("desk.consent.count_about"),
			d.Client.Counted, func(on bool) { d.Client.Counted = on })))
	}
	return append(objects,
		widget.Lead(d.text("desk.consent.question")),
		widget.Flow(
			widget.NewPrimary(d.text("desk.consent.yes"), nil, func() {
				d.Client.Agreed = true
				d.Window.ShowIn(d.Client.Worker)
				d.Window.Show(Home)
			}),
			widget.NewButton(d.text("desk.consent.no"), nil, func() { d.Window.End(Refused) })))
}

// counting reports whether the worker turned the tally on.
func counting(d *Desk) bool {
	if d.Tally == nil {
		return false
	}
	on, err := d.Tally.On(context.Background())
	return on && err == nil // what is wrong with it is said where it is shown
}

// wiped says what the end of a session wiped.
func wiped(d *Desk) []fyne.CanvasObject {
	w := d.Wiped
	if w == nil {
		return next(d)
	}
	done := func(words string) fyne.CanvasObject {
		return widget.WithIcon(theme.Icon(icons.Check, theme.ColorPrimary), widget.Text(words))
	}
	lines := []fyne.CanvasObject{
		widget.Lead(d.text("desk.wiped.title")),
		done(d.text("desk.wiped.typed")), done(d.text("desk.wiped.clipboard"))}
	if w.Removed > 0 {
		lines = append(lines, done(d.Words.Plural("desk.wiped.files", w.Removed)))
	}
	if w.Counted {
		lines = append(lines, widget.WithIcon(theme.Icon(icons.Info, theme.ColorInfo), widget.Text(d.text("desk.wiped.counted"))))
	}
	if w.Lost != nil {
		lines = append(lines, widget.Fault(theme.Icon(icons.Alert, theme.ColorDanger), d.text("desk.wiped.uncounted")))
	}
	objects := []fyne.CanvasObject{widget.Title(d.text("desk.ended.title")), widget.Text(d.text("desk.ended." + string(w.How)))}
	if len(w.Left) > 0 {
		objects = append(objects, widget.Banner(icons.Alert, theme.ColorDanger,
			widget.Strong(d.Words.Plural("desk.wiped.left", len(w.Left))),
			widget.Private(widget.Text(strings.Join(w.Left, "\n"))),
			widget.Left(widget.NewButton(d.text("desk.wiped.again"), theme.Icon(icons.Remove, theme.ColorForeground), func() { removeLeft(d) }))))
	}
	return append(objects, widget.Card(lines...), widget.Small(d.text("desk.wiped.limits")))
}

// removeLeft tries again to remove what could not be removed.
func removeLeft(d *Desk) {
	var errs []error
	w := d.Wiped
	w.Left = slices.DeleteFunc(w.Left, func(path string) bool {
		err := export.Remove(path)
		errs = append(errs, err)
		if err == nil {
			w.Removed++
		}
		return err == nil
	})
	d.Window.Refresh()
	if err := errors.Join(errs...); err != nil {
		d.Window.Tell(d.text("error.title"), d.text("handout.remove_failed"), err.Error())
	}
}

// helpdeskCard turns the help desk on and off.
func helpdeskCard(d *Desk) fyne.CanvasObject {
	objects := []fyne.CanvasObject{
		widget.Lead(d.text("desk.title")),
		widget.NewCheckAbout(d.text("desk.on"), d.text("desk.on_about"), d.Helpdesk, func(on bool) { d.Window.SetHelpdesk(on, d.Idle) }),
	}
	if d.Helpdesk {
		var names []string
		for _, idle := range Idles() {
			names = append(names, d.text("desk.minutes", count(int(idle/time.Minute))))
		}
		objects = append(objects, widget.Strong(d.text("desk.idle")),
			widget.NewSegments(names, slices.Index(Idles(), d.Idle), func(i int) { d.Window.SetHelpdesk(true, Idles()[i]) }))
	}
	return widget.Card(objects...)
}

// sheetWords are the words of what a person takes along: at a help desk the
// client's, whatever language the worker reads.
func (d *Desk) sheetWords() *locale.Messages {
	if d.Client == nil {
		return d.Words
	}
	return d.Edition.Locales.Messages(d.Client.Language)
}

// takenAlong says in which language a sheet will be and what becomes of its
// file, where that is not plain.
func takenAlong(d *Desk) []fyne.CanvasObject {
	if d.Client == nil {
		return nil
	}
	return []fyne.CanvasObject{widget.Small(
		d.text("desk.sheet_in", locale.Args{"language": d.sheetWords().Language().Name}) + " " + d.text("desk.sheet_removed"))}
}
