package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check/guide"
	"neem/check/handout"
	"neem/check/plan"
	"neem/check/wording"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// readScam goes to the card of a scam.
func readScam(d *Desk, id string) {
	d.Session.Scam = id
	d.Window.Show(Scam)
}

// scam shows a scam's card, always in the same order: what it is, how to spot
// it, what to do now, what never to do, whom to call.
func scam(d *Desk) []fyne.CanvasObject {
	s, ok := d.Edition.Guide.Scam(d.Session.Scam)
	if !ok {
		return []fyne.CanvasObject{widget.Title(d.text("card.list")), widget.Text(d.text("card.gone"))}
	}
	key := "scam." + s.ID
	part := func(icon icons.Name, role fyne.ThemeColorName, heading string, objects ...fyne.CanvasObject) fyne.CanvasObject {
		return widget.Card(append([]fyne.CanvasObject{widget.Headed(icon, role, widget.Lead(d.text(heading)))}, objects...)...)
	}
	do := []fyne.CanvasObject{widget.Text(d.text(key + ".do"))}
	for _, call := range wording.CardCalls(s) {
		sign := icons.Phone
		if call.Online {
			sign = icons.Globe
		}
		do = append(do, widget.WithIcon(theme.Icon(sign, theme.ColorInfo), widget.Strong(d.text(call.Key))))
	}
	for _, id := range s.Steps {
		do = append(do, widget.WithIcon(theme.Icon(icons.Check, theme.ColorPrimary), widget.Text(d.text("step."+id+".title"))))
	}
	never := []fyne.CanvasObject{widget.Lead(d.text("card.never")), widget.Text(d.text(key + ".never"))}
	for _, id := range s.Nevers {
		never = append(never, widget.Text(d.text("never."+id)))
	}
	objects := []fyne.CanvasObject{
		widget.Title(d.text(key + ".title")),
		part(icons.Info, theme.ColorInfo, "card.what", widget.Text(d.text(key+".what"))),
		part(icons.Eye, theme.ColorPossible, "card.signs", widget.Text(d.text(key+".signs"))),
		part(icons.Check, theme.ColorPrimary, "card.do", do...),
		widget.Banner(icons.Alert, theme.ColorDanger, never...),
		widget.Lead(d.text("card.calls")),
	}
	for _, id := range s.Calls {
		if c, ok := d.Edition.Guide.Channel(id); ok {
			objects = append(objects, channelCard(d, c))
		}
	}
	return append(objects,
		widget.NewPrimary(d.text("card.happened"), nil, func() { d.Window.Show(Happened) }),
		widget.Small(checkedText(d, s.Provenance)))
}

// caller asks what a stranger knew and wanted. It asks for kinds only: nothing
// is typed.
func caller(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Stack(widget.Title(d.text("caller.title")), widget.Text(d.text("caller.intro")))}
	objects = append(objects, notice(d)...)
	wanted := []fyne.CanvasObject{widget.Lead(d.text("caller.wanted"))}
	for _, w := range guide.Wants() {
		wanted = append(wanted, widget.NewCheck(d.text("want."+string(w)), d.Session.Wanted[w], func(on bool) { d.Session.Wanted[w] = on }))
	}
	knew := []fyne.CanvasObject{widget.Lead(d.text("caller.knew"))}
	for _, id := range askedClasses(d) {
		knew = append(knew, widget.NewCheck(d.text("class."+id+".name"), d.Session.Knew[id], func(on bool) { d.Session.Knew[id] = on }))
	}
	return append(objects, widget.Card(wanted...), widget.Card(knew...))
}

// answerCaller goes to what it may have been, if something is ticked.
func answerCaller(d *Desk) {
	if known, wants := d.told(); len(known)+len(wants) == 0 {
		d.Session.Notice = d.text("caller.nothing")
		d.Window.Refresh()
		d.Window.Top()
		return
	}
	d.Window.Show(Trick)
}

// askedClasses lists the data classes that a caller can show to know: those
// that some scam uses, in the order of the classes.
func askedClasses(d *Desk) []string {
	var ids []string
	for _, c := range d.Edition.Guide.Classes() {
		if slices.ContainsFunc(d.Edition.Guide.Scams(), func(s guide.Scam) bool { return slices.Contains(s.Uses, c.ID) }) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// told is what the caller knew and wanted, as it was ticked.
func (d *Desk) told() (known []string, wanted []guide.Want) {
	for _, id := range askedClasses(d) {
		if d.Session.Knew[id] {
			known = append(known, id)
		}
	}
	for _, w := range guide.Wants() {
		if d.Session.Wanted[w] {
			wanted = append(wanted, w)
		}
	}
	return known, wanted
}

// shownFits is how many scams stand open at most.
const shownFits = 3

// openFits is how many of the scams stand open: those that fit as well as the
// first. What fits less stands behind a heading, so that nobody does what it
// says for no reason.
func openFits(fits []plan.Fit) int {
	score := func(f plan.Fit) int { return len(f.Known) + len(f.Wanted) }
	n := 0
	for n < min(shownFits, len(fits)) && score(fits[n]) == score(fits[0]) {
		n++
	}
	return n
}

// trick shows which scams fit what a stranger knew and wanted, and what to do
// now that the details are known to strangers.
func trick(d *Desk) []fyne.CanvasObject {
	known, wanted := d.told()
	fits := plan.Fits(d.Edition.Guide, known, wanted)
	head := widget.Stack(widget.Title(d.text("caller.fits")))
	if len(fits) > 0 {
		head.Add(widget.Text(d.text("caller.fits_about")))
	}
	if len(known) > 0 {
		head.Add(widget.Strong(d.text("caller.proves")))
	}
	objects := []fyne.CanvasObject{head,
		widget.NewChoice(icons.Alert, theme.ColorDanger, d.text("caller.now"), d.text("caller.now_about"), func() { d.Window.Show(Happened) })}
	cards := func(fits []plan.Fit) (cards []fyne.CanvasObject) {
		for _, f := range fits {
			cards = append(cards, fitCard(d, f))
		}
		return cards
	}
	shown := openFits(fits)
	objects = append(objects, cards(fits[:shown])...)
	if rest := fits[shown:]; len(rest) > 0 {
		objects = append(objects, disclosure(d, "trick.rest", d.text("caller.more_fits", count(len(rest))), func() []fyne.CanvasObject { return cards(rest) }))
	}
	p := plan.Caller(d.Edition.Guide, known, wanted)
	objects = append(objects, planCards(d, "trick", p)...)
	objects = append(objects, handoutCard(d, Trick, func() *handout.Sheet { return handout.Plan(d.Edition, d.sheetWords(), p.Steps, nil, d.Now()) }))
	return append(objects, endButtons(d, "respond.change", func() { d.Window.Show(Caller) })...)
}

// fitCard shows a scam that fits, in short.
func fitCard(d *Desk, f plan.Fit) fyne.CanvasObject {
	key := "scam." + f.ID
	objects := []fyne.CanvasObject{
		widget.Headed(icons.Alert, theme.ColorPossible, widget.Lead(d.text(key+".title"))),
		widget.Text(d.text(key + ".what")),
		widget.Strong(d.text(key + ".do")),
	}
	var knew, wanted []string
	for _, id := range f.Known {
		knew = append(knew, d.text("class."+id+".name"))
	}
	for _, w := range f.Wanted {
		wanted = append(wanted, d.text("want."+string(w)))
	}
	if len(knew) > 0 {
		objects = append(objects, widget.Small(d.text("caller.knew_too", locale.Args{"what": knew})))
	}
	if len(wanted) > 0 {
		objects = append(objects, widget.Small(d.text("caller.wanted_too", locale.Args{"what": wanted})))
	}
	return widget.Card(append(objects, widget.Left(widget.NewButton(d.text("card.read"), theme.Icon(icons.Info, theme.ColorForeground), func() { readScam(d, f.ID) })))...)
}
