package main

import (
	"context"
	"strings"

	"neem/check/complaint"
	"neem/check/guide"
	"neem/check/handout"
	"neem/check/plan"
	"neem/check/wording"
	"neem/locale"
)

// plan asks which leaks somebody may be in, and prints what to do.
func (g *guideRun) plan(ctx context.Context, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	var f form
	for _, l := range g.content.Leaks.Leaks() {
		f.choices = append(f.choices, choice{key: "used", value: l.ID, label: g.words.Text("leak." + l.ID + ".name")})
	}
	for _, c := range g.content.Guide.Classes() {
		f.choices = append(f.choices, choice{key: "gave", value: c.ID, label: g.words.Text("class." + c.ID + ".name")})
	}
	got, err := g.read(ctx, f)
	if err != nil {
		return err
	}
	if len(got["used"]) == 0 {
		return &inputError{key: "leaked.nothing"}
	}
	var exposures []plan.Exposure
	for _, id := range got["used"] {
		l, _ := g.content.Leaks.Leak(id) // the form knows it
		if e, ok := plan.OfLeak(l, got["gave"]...); ok {
			exposures = append(exposures, e)
		}
	}
	g.show(plan.For(g.content.Guide, exposures))
	return nil
}

// caller asks what a caller knew and wanted, and prints what it may be and
// what to do.
func (g *guideRun) caller(ctx context.Context, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	var f form
	for _, c := range g.content.Guide.Classes() {
		f.choices = append(f.choices, choice{key: "knew", value: c.ID, label: g.words.Text("class." + c.ID + ".name")})
	}
	for _, w := range guide.Wants() {
		f.choices = append(f.choices, choice{key: "wanted", value: string(w), label: g.words.Text("want." + string(w))})
	}
	got, err := g.read(ctx, f)
	if err != nil {
		return err
	}
	var wanted []guide.Want
	for _, w := range got["wanted"] {
		wanted = append(wanted, guide.Want(w))
	}
	if len(got["knew"])+len(wanted) == 0 {
		return &inputError{key: "caller.nothing"}
	}
	fits := plan.Fits(g.content.Guide, got["knew"], wanted)
	g.heading(g.words.Text("caller.fits"))
	if len(got["knew"]) > 0 {
		g.line("%s", g.words.Text("caller.proves"))
	}
	for _, fit := range fits[:min(len(fits), 3)] {
		g.line("\n%s", g.words.Text("scam."+fit.ID+".title"))
		g.line("  %s", g.words.Text("scam."+fit.ID+".what"))
		g.line("  %s", g.words.Text("scam."+fit.ID+".do"))
	}
	g.show(plan.Caller(g.content.Guide, got["knew"], wanted))
	return nil
}

// show prints a plan and writes its sheet.
func (g *guideRun) show(p plan.Plan) {
	if len(p.Steps) == 0 {
		g.line("%s", g.words.Text("plan.none"))
	}
	g.steps(p.Steps)
	g.nevers()
	g.risks(p.Risks)
	g.avoids(p.Avoid)
	g.sheet(p.Steps, nil)
}

// sheet writes the hand-out, if it is asked for.
func (g *guideRun) sheet(steps []plan.Step, audiences []guide.Audience) {
	s := handout.Plan(g.content, g.words, steps, audiences, g.now())
	if g.html != "" || g.png != "" {
		s.From(g.words, g.organisation())
	}
	g.write(g.html, ".html", s.HTML)
	g.write(g.png, ".png", s.PNG)
}

// incident asks what has happened; more are the keys of further free text.
func (g *guideRun) incident(ctx context.Context, more []choice) (plan.Incident, map[string][]string, error) {
	var f form
	for _, s := range g.content.Guide.Situations() {
		f.choices = append(f.choices, choice{key: "happened", value: s.ID, label: g.words.Text("situation." + s.ID + ".title")})
		for _, w := range s.Ways {
			f.choices = append(f.choices, choice{key: "way", value: w.ID, label: g.words.Text("situation." + s.ID + ".way." + w.ID)})
		}
	}
	for _, a := range []guide.Audience{guide.Women, guide.Children, guide.Elders} {
		f.choices = append(f.choices, choice{key: "for", value: string(a), label: g.words.Text("happened.who." + string(a))})
	}
	today := plan.DateOf(g.now())
	f.free = append([]choice{{key: "day", label: g.words.Text("happened.date_example"), check: func(text string) string {
		if _, err := plan.ParseDay(text, today); err != nil {
			return wording.DayFault(err)
		}
		return ""
	}}}, more...)
	got, err := g.read(ctx, f)
	if err != nil {
		return plan.Incident{}, nil, err
	}
	if len(got["happened"]) == 0 {
		return plan.Incident{}, nil, &inputError{key: "happened.nothing"}
	}
	i := plan.Incident{Situations: got["happened"], Ways: got["way"]}
	for _, a := range got["for"] {
		i.For = append(i.For, guide.Audience(a))
	}
	if days := got["day"]; len(days) > 0 {
		i.On, err = plan.ParseDay(days[len(days)-1], today) // the last one mends those before
	}
	return i, got, err
}

// happened asks what has happened and prints what to do.
func (g *guideRun) happened(ctx context.Context, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	i, _, err := g.incident(ctx, nil)
	if err != nil {
		return err
	}
	r := plan.After(g.content.Guide, i, plan.DateOf(g.now()))
	g.steps(r.Steps)
	g.nevers()
	if len(r.Rules) > 0 {
		g.heading(g.words.Text("rules.title"))
	}
	for _, rule := range r.Rules {
		g.rule(rule)
	}
	g.sheet(r.Steps, i.For)
	return nil
}

// complaint asks for what a complaint needs and prints it in the person's
// language and in English.
func (g *guideRun) complaint(ctx context.Context, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	var fields []choice
	for _, f := range complaint.Fields(true) {
		fields = append(fields, choice{key: string(f), label: g.words.Text("complaint.field." + string(f))})
	}
	i, got, err := g.incident(ctx, fields)
	if err != nil {
		return err
	}
	c := complaint.Complaint{Incident: i, Entries: map[complaint.Field]string{}}
	for _, f := range complaint.Fields(true) {
		c.Entries[f] = strings.Join(got[string(f)], "\n")
	}
	languages := []*locale.Messages{g.words}
	if english := g.content.Locales.Messages("en"); g.words != english {
		languages = append(languages, english)
	}
	var letters []handout.Letter
	for _, l := range c.Letters(g.content.Guide, languages...) {
		letters = append(letters, handout.Letter{Language: l.Language, Text: l.Text})
		g.line("%s", l.Text)
	}
	g.write(g.html, ".html", func() ([]byte, error) { return handout.Letters(g.words.Text("complaint.title"), letters...) })
	return nil
}
