package main

import (
	"errors"
	"strings"

	"neem/check/complaint"
	"neem/check/guide"
	"neem/check/handout"
	"neem/check/plan"
	"neem/check/wording"
	"neem/locale"
)

// plan asks which leaks somebody may be in, and prints what to do.
func (g *guideRun) plan(args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	var f form
	for _, l := range g.content.Leaks.Leaks() {
		f.choices = append(f.choices, choice{"used", l.ID, g.words.Text("leak." + l.ID + ".name")})
	}
	for _, c := range g.content.Guide.Classes() {
		f.choices = append(f.choices, choice{"gave", c.ID, g.words.Text("class." + c.ID + ".name")})
	}
	got, err := g.read(f)
	if err != nil {
		return err
	}
	var exposures []plan.Exposure
	for _, id := range got["used"] {
		l, _ := g.content.Leaks.Leak(id) // the form knows it
		if e, ok := plan.OfLeak(l, got["gave"]...); ok {
			exposures = append(exposures, e)
		}
	}
	return g.show(plan.For(g.content.Guide, exposures))
}

// caller asks what a caller knew and wanted, and prints what it may be and
// what to do.
func (g *guideRun) caller(args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	var f form
	for _, c := range g.content.Guide.Classes() {
		f.choices = append(f.choices, choice{"knew", c.ID, g.words.Text("class." + c.ID + ".name")})
	}
	for _, w := range guide.Wants() {
		f.choices = append(f.choices, choice{"wanted", string(w), g.words.Text("want." + string(w))})
	}
	got, err := g.read(f)
	if err != nil {
		return err
	}
	var wanted []guide.Want
	for _, w := range got["wanted"] {
		wanted = append(wanted, guide.Want(w))
	}
	fits := plan.Fits(g.content.Guide, got["knew"], wanted)
	g.heading(g.words.Text("caller.fits"))
	g.line("%s", g.words.Text("caller.proves"))
	for _, fit := range fits[:min(len(fits), 3)] {
		g.line("\n%s", g.words.Text("scam."+fit.ID+".title"))
		g.line("  %s", g.words.Text("scam."+fit.ID+".what"))
		g.line("  %s", g.words.Text("scam."+fit.ID+".do"))
	}
	var exposures []plan.Exposure
	if len(got["knew"]) > 0 {
		exposures = append(exposures, plan.OfCaller(got["knew"]))
	}
	return g.show(plan.For(g.content.Guide, exposures))
}

// show prints a plan and writes its sheet.
func (g *guideRun) show(p plan.Plan) error {
	if len(p.Steps) == 0 {
		g.line("%s", g.words.Text("plan.none"))
	}
	g.steps(p.Steps)
	g.nevers()
	g.risks(p.Risks)
	g.avoids(p.Avoid)
	return g.sheet(p.Steps, nil)
}

// sheet writes the hand-out, if it is asked for.
func (g *guideRun) sheet(steps []plan.Step, audiences []guide.Audience) error {
	s := handout.Plan(g.content, g.words, steps, audiences, g.now)
	return errors.Join(g.write(g.html, s.HTML), g.write(g.png, s.PNG))
}

// incident asks what has happened; more are the keys of further free text.
func (g *guideRun) incident(more []choice) (plan.Incident, map[string][]string, error) {
	var f form
	for _, s := range g.content.Guide.Situations() {
		f.choices = append(f.choices, choice{"happened", s.ID, g.words.Text("situation." + s.ID + ".title")})
		for _, w := range s.Ways {
			f.choices = append(f.choices, choice{"way", w.ID, g.words.Text("situation." + s.ID + ".way." + w.ID)})
		}
	}
	for _, a := range []guide.Audience{guide.Women, guide.Children, guide.Elders} {
		f.choices = append(f.choices, choice{"for", string(a), g.words.Text("happened.who." + string(a))})
	}
	f.free = append([]choice{{"day", "", g.words.Text("happened.date_example")}}, more...)
	got, err := g.read(f)
	if err != nil {
		return plan.Incident{}, nil, err
	}
	i := plan.Incident{Situations: got["happened"], Way: strings.Join(got["way"], " ")}
	for _, a := range got["for"] {
		i.For = append(i.For, guide.Audience(a))
	}
	for _, day := range got["day"] {
		if i.On, err = plan.ParseDay(day, plan.DateOf(g.now)); err != nil {
			return plan.Incident{}, nil, &inputError{key: wording.DayFault(err)}
		}
	}
	return i, got, nil
}

// happened asks what has happened and prints what to do.
func (g *guideRun) happened(args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	i, _, err := g.incident(nil)
	if err != nil {
		return err
	}
	if len(i.Situations) == 0 {
		return &inputError{key: "happened.nothing"}
	}
	r := plan.After(g.content.Guide, i, plan.DateOf(g.now))
	g.steps(r.Steps)
	g.nevers()
	if len(r.Rules) > 0 {
		g.heading(g.words.Text("rules.title"))
	}
	for _, rule := range r.Rules {
		g.rule(rule)
	}
	return g.sheet(r.Steps, i.For)
}

// complaint asks for what a complaint needs and prints it in the person's
// language and in English.
func (g *guideRun) complaint(args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	var fields []choice
	for _, f := range complaint.Fields(true) {
		fields = append(fields, choice{string(f), "", g.words.Text("complaint.field." + string(f))})
	}
	i, got, err := g.incident(fields)
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
	return g.write(g.html, func() ([]byte, error) { return handout.Letters(g.words.Text("complaint.title"), letters...) })
}
