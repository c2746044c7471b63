package screen

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check"
	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/vault"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// A Watch is how it stands with the people who are saved, as far as that is
// known while the program runs.
type Watch struct {
	Why    *vault.Error  // why the last attempt failed; nil: it did not
	Report *vault.Report // what forgetting did; nil: nothing was forgotten
	Phrase bool          // and whether a passphrase had kept that

	waits  bool       // lists have come or gone since they were looked at, and they are locked
	busy   bool       // something is being done with them; a second press does nothing
	look   vault.Look // what lists say of them
	looked error      // why they could not be asked
	round  int        // counts looks, so that an old one never replaces a newer one
}

// A Keeping is what somebody types about saved people. It belongs to the
// session, and goes with it.
type Keeping struct {
	Form       *Form // the person being added or changed; nil: nobody is
	Choose     bool  // a passphrase is to keep the key
	Passphrase string
	Twice      string
	Fault      string // key of what is wrong with them

	weight  int  // of the passphrase
	weighed bool // and whether that is known
	weigh   bool // it is being weighed
	show    func()
}

// savingOffered reports whether people may be saved here: not without a data
// folder. Where one person after another is served, nobody may see who is saved
// for another; whatever leads to saved people asks this first.
func savingOffered(d *Desk) bool { return d.Vault != nil && !d.Helpdesk }

// unaskedLimit is how long a start waits for the keychain.
const unaskedLimit = 5 * time.Second

// Begin looks what is new for the people who are saved, if their key can be had
// without asking anybody anything: a question that comes up by itself at the
// start frightens, or teaches people to type passwords unasked.
func Begin(d *Desk) {
	if !savingOffered(d) {
		return
	}
	if by, _, err := d.Vault.Status(); err != nil || by != vault.ByKeychain {
		return // what is wrong is said where it is looked for
	}
	d.Window.Work(Job{
		Quiet: true,
		Run: func(ctx context.Context, _ func(string, int64, int64)) error {
			ctx, cancel := context.WithTimeout(ctx, unaskedLimit)
			defer cancel()
			return d.Vault.UnlockUnasked(ctx)
		},
		Done: func(err error) {
			if err == nil {
				lookAgain(d)
			}
		},
	})
}

// End forgets what is in memory: what was typed, who is saved, and their key.
func End(d *Desk) {
	d.Session.Wipe()
	d.Watch = Watch{round: d.Watch.round + 1}
	if d.Vault != nil {
		d.Vault.Lock()
	}
}

// lookAgain asks the lists about everybody who is saved, in the background: at
// the start, and when a list has come or gone.
func lookAgain(d *Desk) {
	if !savingOffered(d) {
		return
	}
	by, unlocked, err := d.Vault.Status()
	if d.Watch.waits = err == nil && by != vault.Off && !unlocked; err != nil || !unlocked {
		return
	}
	d.Watch.round++
	round, notice := d.Watch.round, d.Session.Notice // it is shown now, and should still stand there then
	var look vault.Look
	d.Window.Work(Job{
		Quiet: true,
		Run: func(ctx context.Context, _ func(string, int64, int64)) (err error) {
			look, err = d.Vault.Look(ctx, d.Library)
			return err
		},
		Done: func(err error) {
			if round != d.Watch.round {
				return
			}
			d.Watch.look, d.Watch.looked = look, err
			if slices.Contains([]Name{Home, Index, People}, d.Window.At()) {
				d.Session.Notice = cmp.Or(d.Session.Notice, notice)
				d.Window.Refresh()
			}
		},
	})
}

// savedQuiet leads to saved people, from home.
func savedQuiet(d *Desk) []fyne.CanvasObject {
	if !savingOffered(d) {
		return nil
	}
	return []fyne.CanvasObject{widget.NewQuiet(d.text("saved.title"), theme.Icon(icons.Person, theme.ColorForeground), func() { showSaved(d) })}
}

// savedRow leads to saved people, from the settings.
func savedRow(d *Desk) []fyne.CanvasObject {
	if !savingOffered(d) {
		return nil
	}
	return []fyne.CanvasObject{widget.NewRow(icons.Person, theme.ColorPrimary, d.text("saved.title"), d.text("saved.row_about"), func() { showSaved(d) })}
}

// showSaved goes to the screen as if nothing had been tried yet.
func showSaved(d *Desk) {
	d.Watch.Why, d.Watch.Report = nil, nil
	d.Session.Keeping = Keeping{Choose: d.Portable, Form: d.Session.Keeping.Form}
	d.Window.Show(People)
}

// A keptBy says which of its faces the screen has.
type keptBy struct {
	by       vault.Protection
	unlocked bool
	people   []vault.Person
	why      *vault.Error // what is wrong with what is kept; nil: nothing
}

// kept looks how it stands with what is kept.
func kept(d *Desk) keptBy {
	by, unlocked, err := d.Vault.Status()
	k := keptBy{by: by, unlocked: unlocked, why: reasonOf(err)}
	if err == nil && unlocked {
		k.people, err = d.Vault.People()
		k.why = reasonOf(err)
		k.unlocked = err == nil
	}
	return k
}

// reasonOf is the reason that an error of the vault has, if it is one that a
// person should read. What another program did meanwhile shows by itself.
func reasonOf(err error) *vault.Error {
	why, ok := errors.AsType[*vault.Error](err)
	switch {
	case err == nil:
		return nil
	case !ok:
		return &vault.Error{Reason: vault.Storage, Err: err}
	case slices.Contains([]vault.Reason{vault.NothingSaved, vault.AlreadySaving, vault.Locked}, why.Reason):
		return nil
	}
	return why
}

// saved shows who is saved, or how to begin with that.
func saved(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Stack(widget.Title(d.text("saved.title")), widget.Text(d.text("saved.about")))}
	objects = append(objects, notice(d)...)
	if !savingOffered(d) {
		return append(objects, widget.Note(icons.Unknown, theme.ColorUnknown, d.text("index.no_store", locale.Args{"folder": d.Folder})))
	}
	objects = append(objects, reportCard(d)...)
	switch k := kept(d); {
	case k.unlocked:
		return append(objects, peopleCards(d, k)...)
	case k.by != vault.Off || k.why != nil:
		return append(objects, lockedCards(d, k)...)
	}
	return append(objects, offCards(d)...)
}

// savedAction is what the screen is there for, as it stands.
func savedAction(d *Desk) *widget.Button {
	if !savingOffered(d) {
		return nil
	}
	switch k := kept(d); {
	case k.unlocked:
		return widget.NewPrimary(d.text("saved.add"), theme.Icon(icons.Person, theme.ColorOnPrimary), func() { openForm(d, &Form{}) })
	case k.by == vault.ByKeychain && !hopeless(shownWhy(d, k)):
		return widget.NewPrimary(d.text("saved.open"), theme.Icon(icons.Lock, theme.ColorOnPrimary), func() { unlock(d) })
	case k.by == vault.ByPassphrase && !hopeless(k.why):
		return widget.NewPrimary(d.text("saved.open"), theme.Icon(icons.Lock, theme.ColorOnPrimary), func() { unlockWithPassphrase(d) })
	case k.by != vault.Off || k.why != nil:
		return nil
	case d.Session.Keeping.Choose:
		return widget.NewPrimary(d.text("saved.passphrase.use"), theme.Icon(icons.Lock, theme.ColorOnPrimary), func() { createWithPassphrase(d) })
	}
	return widget.NewPrimary(d.text("saved.on"), theme.Icon(icons.Lock, theme.ColorOnPrimary), func() { create(d) })
}

// shownWhy is what is wrong: with what is kept, or with the last attempt.
func shownWhy(d *Desk, k keptBy) *vault.Error {
	if k.why != nil {
		return k.why
	}
	return d.Watch.Why
}

// hopeless reports whether what is kept cannot be opened here, whatever is tried.
func hopeless(why *vault.Error) bool {
	return why != nil && slices.Contains([]vault.Reason{vault.KeyLost, vault.Damaged, vault.Newer}, why.Reason)
}

// whyBanner says what is wrong and what to try, and for an expert why.
func whyBanner(d *Desk, why *vault.Error, more ...fyne.CanvasObject) fyne.CanvasObject {
	objects := append([]fyne.CanvasObject{widget.Strong(d.text("saved.fault." + string(why.Reason)))}, more...)
	if why.Err != nil {
		objects = append(objects, widget.NewDisclosure(d.text("error.details"), d.Session.Open["saved.why"], func() []fyne.CanvasObject {
			return []fyne.CanvasObject{widget.Small(why.Error())}
		}, func(open bool) { d.Session.Open["saved.why"] = open }).Quiet())
	}
	return widget.Banner(icons.Unknown, theme.ColorUnknown, objects...)
}

// offCards explain saving before it is turned on, and offer another way where
// the keychain did not do.
func offCards(d *Desk) []fyne.CanvasObject {
	k := &d.Session.Keeping
	var objects []fyne.CanvasObject
	if k.Form != nil {
		objects = append(objects, widget.Note(icons.Info, theme.ColorInfo, d.text("saved.remember_first")))
	}
	why := d.Watch.Why
	if d.Portable && why == nil {
		why = &vault.Error{Reason: vault.Portable}
	}
	if why != nil {
		var more []fyne.CanvasObject
		if why.Reason != vault.Storage {
			more = append(more, widget.Text(d.text("saved.or_passphrase")))
		}
		buttons := widget.Flow()
		if why.Reason != vault.Portable && (k.Choose || why.Reason == vault.Storage) {
			buttons.Add(widget.NewButton(d.text("saved.again"), nil, func() { create(d) }))
		}
		buttons.Add(widget.NewButton(d.text("saved.skip"), nil, func() {
			k.Form = nil
			d.Window.Show(Home)
		}))
		objects = append(objects, whyBanner(d, why, append(more, buttons)...))
	}
	who := "saved.who"
	if k.Choose {
		who = "saved.who_passphrase"
		objects = append(objects, passphraseCard(d))
	}
	point := func(icon icons.Name, key string) fyne.CanvasObject {
		return widget.WithIcon(theme.Icon(icon, theme.ColorPrimary), widget.Text(d.text(key)))
	}
	objects = append(objects, widget.Card(
		widget.Lead(d.text("saved.off")),
		point(icons.Person, "saved.what"), point(icons.Shield, "saved.where"), point(icons.Lock, who)))
	switch {
	case !k.Choose:
		objects = append(objects, widget.Left(widget.NewButton(d.text("saved.instead"), nil, func() { choose(d, true) })))
	case d.Watch.Why == nil && !d.Portable:
		objects = append(objects, widget.Left(widget.NewButton(d.text("saved.keychain_instead"), nil, func() { choose(d, false) })))
	}
	return objects
}

// choose says whether a passphrase is to keep the key.
func choose(d *Desk, passphrase bool) {
	d.Session.Keeping = Keeping{Choose: passphrase, Form: d.Session.Keeping.Form}
	d.Window.Refresh()
}

// lockedCards ask for the key, or say why it is of no use.
func lockedCards(d *Desk, k keptBy) []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	if d.Session.Keeping.Form != nil {
		objects = append(objects, widget.Note(icons.Info, theme.ColorInfo, d.text("saved.remember_open")))
	}
	why := shownWhy(d, k)
	if why != nil {
		var more []fyne.CanvasObject
		if gone(why) {
			more = append(more, widget.Left(widget.NewButton(d.text("saved.anew"), theme.Icon(icons.Remove, theme.ColorForeground), func() { forgetAll(d) })))
		}
		objects = append(objects, whyBanner(d, why, more...))
	}
	switch {
	case hopeless(why):
		return objects
	case k.by == vault.ByPassphrase:
		objects = append(objects, widget.Card(widget.Text(d.text("saved.locked_passphrase")), widget.Strong(d.text("saved.passphrase.label")), passphraseField(d)))
	case k.by == vault.ByKeychain:
		objects = append(objects, widget.Card(widget.WithIcon(theme.Icon(icons.Lock, theme.ColorPrimary), widget.Text(d.text("saved.locked")))))
	}
	return append(objects, forgetRow(d, k))
}

// gone reports whether who was saved cannot be had back, so that one can only
// begin anew.
func gone(why *vault.Error) bool { return why.Reason == vault.KeyLost || why.Reason == vault.Damaged }

// waitForKeychain does what may make the keychain ask the person something.
func waitForKeychain(d *Desk, title string, call func(context.Context) error, done func(error)) {
	about := d.text("saved.waiting_about", locale.Args{"n": int64(vault.KeychainLimit / time.Second)})
	once(d, Job{
		Title: title,
		Run: func(ctx context.Context, report func(string, int64, int64)) error {
			report(about, 0, 0)
			return call(ctx)
		},
		Done: done,
	})
}

// once runs a job unless one about saved people is under way: a button that is
// pressed twice does its work once.
func once(d *Desk, job Job) {
	if d.Watch.busy {
		return
	}
	d.Watch.busy = true
	done := job.Done
	job.Done = func(err error) {
		d.Watch.busy = false
		done(err)
	}
	d.Window.Work(job)
}

// create turns saving on, with a key in the keychain.
func create(d *Desk) {
	waitForKeychain(d, d.text("saved.waiting"), d.Vault.Create, func(err error) { opened(d, err) })
}

// unlock opens what is kept with the key in the keychain.
func unlock(d *Desk) {
	waitForKeychain(d, d.text("saved.waiting"), func(ctx context.Context) error {
		d.Vault.Lock() // an older copy is taken for what it is
		return d.Vault.Unlock(ctx)
	}, func(err error) { opened(d, err) })
}

// opened goes on once the key is at hand, or says why it is not.
func opened(d *Desk, err error) {
	k := &d.Session.Keeping
	d.Watch.Why, d.Watch.Report = nil, nil
	switch {
	case err == nil:
		*k = Keeping{Form: k.Form}
		lookAgain(d)
		if k.Form != nil {
			d.Window.Show(Person)
			return
		}
	case errors.Is(err, context.Canceled):
		d.Session.Notice = d.text("saved.stopped")
	default:
		d.Watch.Why = reasonOf(err)
		if by, _, err := d.Vault.Status(); err == nil && by == vault.Off {
			k.Choose = d.Watch.Why != nil && d.Watch.Why.Reason != vault.Storage
		}
	}
	d.Window.Refresh()
	d.Window.Top()
}

// peopleCards show everybody who is saved.
func peopleCards(d *Desk, k keptBy) []fyne.CanvasObject {
	objects := append(newsCard(d), calmCard(d)...)
	if d.Watch.looked != nil {
		objects = append(objects, widget.Note(icons.Unknown, theme.ColorUnknown, d.text("saved.look_failed")))
	}
	if len(k.people) == 0 {
		objects = append(objects, widget.Text(d.text("saved.empty")))
	}
	for _, p := range k.people {
		objects = append(objects, personCard(d, p))
	}
	if k.by == vault.ByPassphrase {
		objects = append(objects, widget.Left(widget.NewQuiet(d.text("saved.close"), theme.Icon(icons.Lock, theme.ColorForeground), func() {
			d.Vault.Lock()
			d.Watch = Watch{round: d.Watch.round + 1}
			d.Window.Refresh()
			d.Window.Top()
		})))
	}
	return append(objects, forgetRow(d, k))
}

// personCard shows one person, and what lists say of each of their details.
func personCard(d *Desk, p vault.Person) fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Headed(icons.Person, theme.ColorPrimary, widget.Private(widget.Lead(p.Nickname)))}
	sightings := d.Watch.look.Of(p.ID).All
	for _, one := range p.Details {
		if !one.Kind().Direct() {
			continue
		}
		icon, role, says := icons.Clock, theme.ColorMuted, d.text("saved.not_yet")
		if at := slices.IndexFunc(sightings, func(s vault.Sighting) bool { return s.Detail == one }); at >= 0 {
			s := sightings[at]
			if says = d.text("saved.no_list"); len(s.Results) > 0 {
				icon, role = look(check.Outcome(s.Results))
				says = wording.Heading(d.Words, kindsOf(s), s.Results)
			}
		}
		objects = append(objects,
			widget.WithIcon(theme.Icon(icon, role), widget.Stack(widget.Private(widget.Strong(one.Mask())), widget.Text(says))))
	}
	buttons := widget.Flow()
	if slices.ContainsFunc(sightings, func(s vault.Sighting) bool { return len(s.Results) > 0 }) {
		buttons.Add(widget.NewButton(d.text("saved.see"), theme.Icon(icons.Search, theme.ColorForeground), func() { see(d, p) }))
	}
	buttons.Add(widget.NewButton(d.text("saved.change"), nil, func() { openForm(d, formOf(p)) }))
	buttons.Add(widget.NewButton(d.text("saved.remove"), theme.Icon(icons.Remove, theme.ColorForeground), func() { removePerson(d, p) }))
	return widget.Card(append(objects, buttons)...)
}

// kindsOf are the kinds of what was asked.
func kindsOf(s vault.Sighting) []detail.Kind { return bucket.Shape(s.Query.Shape()).Kinds() }

// removePerson removes one person, after a question.
func removePerson(d *Desk, p vault.Person) {
	name := locale.Args{"name": p.Nickname}
	d.Window.Ask(d.text("saved.remove_sure", name), d.text("saved.remove"), d.text("nav.cancel"), func(yes bool) {
		if !yes {
			return
		}
		once(d, Job{
			Title: d.text("saved.working"),
			Run: func(ctx context.Context, _ func(string, int64, int64)) error {
				return d.Vault.Remove(ctx, p.ID)
			},
			Done: func(err error) {
				if err != nil {
					tellWhy(d, err)
				} else {
					d.Session.Notice = d.text("saved.removed")
					leaveResult(d)
					lookAgain(d)
				}
				d.Window.Refresh()
			},
		})
	})
}

// tellWhy says why something about saved people was not done.
func tellWhy(d *Desk, err error) {
	if why := reasonOf(err); why != nil && !errors.Is(err, context.Canceled) {
		d.Window.Tell(d.text("error.title"), d.text("saved.fault."+string(why.Reason)), why.Error())
	}
}

// leaveResult wipes the session if it is about somebody who is saved, but for
// the files that were written.
func leaveResult(d *Desk) {
	if a := d.Session.Asked; a == nil || a.Who == nil {
		return
	}
	files, notice := d.Session.Saved, d.Session.Notice
	d.Session.Wipe()
	d.Session.Saved, d.Session.Notice = files, notice
}

// forgetRow leads to forgetting everybody.
func forgetRow(d *Desk, k keptBy) fyne.CanvasObject {
	about := "saved.forget_about"
	if k.by == vault.ByPassphrase {
		about = "saved.forget_file"
	}
	return widget.Card(widget.NewRow(icons.Remove, theme.ColorDanger, d.text("saved.forget"), d.text(about), func() { forgetAll(d) }))
}

// forgetAll destroys the key and then what it had sealed, after one question.
func forgetAll(d *Desk) {
	d.Window.Ask(d.text("saved.forget_sure"), d.text("saved.forget"), d.text("nav.cancel"), func(yes bool) {
		if !yes {
			return
		}
		by, _, _ := d.Vault.Status() // a file that says nothing has no passphrase either
		var report vault.Report
		waitForKeychain(d, d.text("saved.forgetting"), func(ctx context.Context) error {
			report = d.Vault.Forget(ctx)
			return nil
		}, func(error) {
			d.Watch = Watch{round: d.Watch.round + 1, Report: &report, Phrase: by == vault.ByPassphrase}
			d.Session.Keeping = Keeping{Choose: d.Portable}
			leaveResult(d)
			d.Window.Show(People)
			d.Window.Top()
		})
	})
}

// reportCard shows what each step of forgetting did.
func reportCard(d *Desk) []fyne.CanvasObject {
	report := d.Watch.Report
	if report == nil {
		return nil
	}
	objects := []fyne.CanvasObject{widget.Lead(d.text("saved.forgotten"))}
	for _, s := range report.Steps {
		icon, role := icons.Check, theme.ColorInfo
		if s.Outcome == vault.Failed {
			icon, role = icons.Unknown, theme.ColorUnknown
		}
		objects = append(objects, widget.WithIcon(theme.Icon(icon, role), widget.Text(d.text("forget."+string(s.Stage)+"_"+string(s.Outcome)))))
		if s.Stage == vault.ForgetKey && s.Outcome == vault.Failed && report.User != "" {
			objects = append(objects, widget.Indented(widget.Text(d.text("forget.key_where", locale.Args{"name": report.Service + ", " + report.User}))))
		}
		if s.Err != nil {
			id := "saved.report." + string(s.Stage)
			objects = append(objects, widget.NewDisclosure(d.text("error.details"), d.Session.Open[id], func() []fyne.CanvasObject {
				return []fyne.CanvasObject{widget.Small(s.Err.Error())}
			}, func(open bool) { d.Session.Open[id] = open }).Quiet())
		}
	}
	traces := "forget.traces"
	if d.Watch.Phrase {
		traces = "saved.traces"
	}
	objects = append(objects, widget.Small(d.text(traces)))
	if report.Complete() {
		return []fyne.CanvasObject{widget.Card(objects...)}
	}
	return []fyne.CanvasObject{widget.Banner(icons.Unknown, theme.ColorUnknown, objects...)}
}
