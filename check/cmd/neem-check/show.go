package main

import (
	"strconv"
	"strings"

	"neem/check/guide"
	"neem/check/plan"
	"neem/check/wording"
	"neem/locale"
)

// channel prints a way to get help.
func (g *guideRun) channel(c guide.Channel) {
	key := "channel." + c.ID
	g.line("\n%s", g.words.Text(key+".title"))
	line := func(label, text string) {
		if text == "" {
			return
		}
		if label != "" {
			text = g.words.Text(label) + ": " + text
		}
		g.line("  %s", text)
	}
	message := func(k string) string {
		if !g.words.Has(key + k) {
			return ""
		}
		return g.words.Text(key + k)
	}
	line("", message(".use"))
	g.contacts(c)
	line("help.ready", message(".ready"))
	line("", message(".not"))
	line("", message(".note"))
	line("", wording.Standing(g.words, c, g.now()))
}

// contacts prints how to reach a channel.
func (g *guideRun) contacts(c guide.Channel) {
	for _, where := range [][]string{c.Phones, c.URLs, c.Emails} {
		for _, w := range where {
			g.line("  → %s", w)
		}
	}
	for _, w := range c.WhatsApp {
		g.line("  → WhatsApp %s", w)
	}
	if g.content.Guide.NeedsFallback(c) {
		g.line("  %s", wording.Fallback(g.words, c))
	}
}

// steps prints the steps of a plan under the headings of when they are due.
func (g *guideRun) steps(steps []plan.Step) {
	n := 0
	for i, s := range steps {
		if i == 0 || s.When != steps[i-1].When {
			g.heading(g.words.Text("plan.when." + string(s.When)))
		}
		if s.When == guide.Know {
			g.step(0, s)
			continue
		}
		n++
		g.step(n, s)
	}
}

// step prints one step, with a number if it has one.
func (g *guideRun) step(n int, s plan.Step) {
	key := "step." + s.ID
	title := g.words.Text(key + ".title")
	if n > 0 {
		title = strconv.Itoa(n) + ". " + title
	}
	g.line("\n%s", title)
	if notes := wording.StepNotes(g.words, s); len(notes) > 0 {
		g.line("  %s", strings.Join(notes, " · "))
	}
	g.line("  %s", g.words.Text(key+".how"))
	for part := range s.Parts {
		g.line("  %s. %s", strconv.Itoa(part+1), g.words.Text(key+".part."+strconv.Itoa(part+1)))
	}
	if len(s.Channels) > 0 {
		if c, ok := g.content.Guide.Channel(s.Channels[0]); ok {
			g.contacts(c)
			g.line("  %s", wording.Checked(g.words, c.Provenance, g.now()))
		}
	}
	if s.Limit != nil {
		g.line("  %s", wording.Limit(g.words, *s.Limit))
	}
	if g.words.Has(key + ".ready") {
		g.line("  %s", g.words.Text("plan.ready", locale.Args{"text": g.words.Text(key + ".ready")}))
	}
	g.line("  %s", g.words.Text("plan.why", locale.Args{"text": g.words.Text(key + ".why")}))
	if because := wording.Because(g.words, s.Causes); because != "" {
		g.line("  %s", because)
	}
	if s.Expired(g.now()) {
		g.line("  %s", wording.Checked(g.words, s.Provenance, g.now()))
	}
}

// nevers prints what never to do.
func (g *guideRun) nevers() {
	g.heading(g.words.Text("plan.never"))
	for _, n := range g.content.Guide.Nevers() {
		g.line("  %s", g.words.Text("never."+n.ID))
	}
}

// risks prints what criminals can do.
func (g *guideRun) risks(risks []plan.Risk) {
	if len(risks) == 0 {
		return
	}
	g.heading(g.words.Text("plan.risks"))
	for _, r := range risks {
		g.line("\n%s", g.words.Text("risk."+r.ID+".title"))
		g.line("  %s", g.words.Text("risk."+r.ID+".how"))
		g.line("  %s", g.words.Text("plan.risk", locale.Args{"classes": wording.Classes(g.words, r.Classes)}))
	}
}

// avoids prints what does not help.
func (g *guideRun) avoids(avoids []guide.Avoid) {
	if len(avoids) == 0 {
		return
	}
	g.heading(g.words.Text("plan.avoid"))
	for _, a := range avoids {
		g.line("\n%s", g.words.Text("avoid."+a.ID+".title"))
		g.line("  %s", g.words.Text("avoid."+a.ID+".why"))
	}
}

// rule prints what a rule says.
func (g *guideRun) rule(r plan.Rule) {
	g.line("\n%s", g.words.Text("rule."+r.ID+".title"))
	if limit := wording.Limit(g.words, r); limit != "" {
		g.line("  %s", limit)
	}
	g.line("  %s", g.words.Text("rule."+r.ID+".text"))
	g.line("  %s %s", g.words.Text("rules.not_sure"), wording.Checked(g.words, r.Provenance, g.now()))
}

// scam prints a card.
func (g *guideRun) scam(s guide.Scam) {
	key := "scam." + s.ID
	g.line("%s", g.words.Text(key+".title"))
	for _, part := range []string{"what", "signs", "do"} {
		g.heading(g.words.Text("card." + part))
		g.line("  %s", g.words.Text(key+"."+part))
	}
	for _, call := range wording.CardCalls(s) {
		g.line("  %s", g.words.Text(call.Key))
	}
	for _, id := range s.Steps {
		g.line("  – %s", g.words.Text("step."+id+".title"))
	}
	g.heading(g.words.Text("card.never"))
	g.line("  %s", g.words.Text(key+".never"))
	for _, id := range s.Nevers {
		g.line("  %s", g.words.Text("never."+id))
	}
	g.heading(g.words.Text("card.calls"))
	for _, id := range s.Calls {
		if c, ok := g.content.Guide.Channel(id); ok {
			g.channel(c)
		}
	}
	g.line("\n%s", wording.Checked(g.words, s.Provenance, g.now()))
}
