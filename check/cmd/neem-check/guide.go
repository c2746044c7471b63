package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"neem/check/edition"
	"neem/check/export"
	"neem/check/guide"
	"neem/check/handout"
	"neem/check/plan"
	"neem/check/wording"
)

// A topic is one thing that "neem-check guide" tells about.
type topic struct {
	run func(*guideRun, context.Context, []string) error
	// pages says what --html and --png write; "" if nothing.
	pages string
}

func topics() map[string]topic {
	return map[string]topic{
		"":          {(*guideRun).channels, "html"},
		"scams":     {(*guideRun).scams, ""},
		"checks":    {(*guideRun).checks, ""},
		"leaks":     {(*guideRun).leaks, ""},
		"rules":     {(*guideRun).rules, ""},
		"facts":     {(*guideRun).facts, ""},
		"edition":   {(*guideRun).edition, ""},
		"plan":      {(*guideRun).plan, "html png"},
		"caller":    {(*guideRun).caller, "html png"},
		"happened":  {(*guideRun).happened, "html png"},
		"complaint": {(*guideRun).complaint, "html"},
		"worker":    {(*guideRun).worker, "html"},
	}
}

// A guideRun is one run of "neem-check guide".
type guideRun struct {
	*program
	b         strings.Builder // what is printed
	html, png string          // files to write
	files     []func() error  // what writes them, once the rest is printed
}

// errUsage is returned for arguments that mean nothing.
var errUsage = errors.New("wrong arguments")

// guide prints guidance, and writes it as a page or a picture. What stands in
// the arguments may be a detail, so it is never repeated.
func (p *program) guide(ctx context.Context, args []string, help string) int {
	name := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	t, ok := topics()[name]
	if !ok {
		_, _ = fmt.Fprintf(p.err, "neem-check guide: there is no such topic\n%s", help)
		return exitBad
	}
	g := &guideRun{program: p}
	set := flag.NewFlagSet("guide", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	language := set.String("lang", "", "")
	if strings.Contains(t.pages, "html") {
		set.StringVar(&g.html, "html", "", "")
	}
	if strings.Contains(t.pages, "png") {
		set.StringVar(&g.png, "png", "", "")
	}
	var names []string // flags may stand before and after them
	for rest := args; ; {
		if err := set.Parse(rest); errors.Is(err, flag.ErrHelp) {
			_, _ = io.WriteString(p.out, help)
			return 0
		} else if err != nil {
			_, _ = fmt.Fprintf(p.err, "neem-check guide %s: there is no such flag, or it lacks its value\n%s", name, help)
			return exitBad
		}
		if set.NArg() == 0 {
			break
		}
		names, rest = append(names, set.Arg(0)), set.Args()[1:]
	}
	if *language != "" && !p.speak(*language) {
		return exitBad
	}
	// That a new program brought newer guidance is no news for anybody.
	if why := p.guidance.PassedOver; why != nil && why.Reason != edition.Older && name != "edition" {
		_, _ = fmt.Fprintln(p.err, wording.PassedOver(p.words, why))
	}
	err := t.run(g, ctx, names)
	if err == nil {
		_, err = io.WriteString(p.out, g.b.String())
	}
	for _, write := range g.files {
		if err != nil {
			break
		}
		err = write()
	}
	ie, isInput := errors.AsType[*inputError](err)
	switch {
	case err == nil:
		return 0
	case isInput:
		_, _ = fmt.Fprintln(p.err, ie.In(p.words))
		return exitBad
	case errors.Is(err, errUsage):
		_, _ = fmt.Fprintf(p.err, "neem-check guide %s: %v\n%s", name, err, help)
		return exitBad
	case errors.Is(err, context.Canceled):
		return exitFailed // the person stopped it, and knows
	}
	return p.fail(err)
}

func (g *guideRun) line(format string, args ...any) { fmt.Fprintf(&g.b, format+"\n", args...) }

func (g *guideRun) heading(s string) { g.line("\n%s", strings.ToUpper(s)) }

// write writes a page or a picture where the person said, once everything is
// printed, and nothing half-written.
func (g *guideRun) write(path, ending string, make func() ([]byte, error)) {
	if path == "" {
		return
	}
	g.files = append(g.files, func() error {
		data, err := make()
		if err != nil {
			return err
		}
		if err := export.Replace(path, ending, data); err != nil {
			return err
		}
		_, _ = fmt.Fprintln(g.err, path)
		return nil
	})
}

// channels prints whom to call.
func (g *guideRun) channels(_ context.Context, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	organisation := g.organisation()
	if g.html != "" {
		g.write(g.html, ".html", func() ([]byte, error) { return handout.Channels(g.content, g.words, organisation, g.now()) })
		return nil
	}
	for _, section := range g.content.Guide.Sections() {
		g.heading(g.words.Text(section.Title()))
		if section.Group == "" {
			g.line("%s %s", g.words.Text("urgent.title"), g.words.Text("urgent.text"))
		}
		for _, c := range section.Channels {
			g.channel(c)
		}
		if section.Group == "" && organisation != nil {
			lines, err := g.deskLines(g.words, organisation)
			if err != nil {
				return err
			}
			g.heading(g.words.Text("desk.card"))
			for _, line := range lines {
				g.line("%s", line)
			}
		}
	}
	return nil
}

// worker prints the page for those who work at a help desk.
func (g *guideRun) worker(_ context.Context, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	page := handout.Worker(g.content, g.words, g.now())
	if g.html != "" {
		g.write(g.html, ".html", page.HTML)
		return nil
	}
	g.line("%s\n%s", strings.ToUpper(page.Title), page.About)
	for _, u := range page.Urgent {
		g.line("%s", u)
	}
	for _, b := range append(slices.Concat(page.Columns[0], page.Columns[1]), page.Beyond) {
		g.heading(b.Title)
		for n, l := range b.Lines {
			text := l.Text
			if l.Name != "" {
				text = l.Name + ": " + l.Text
			}
			if b.Kind == handout.StepBox {
				text = fmt.Sprintf("%d. %s", n+1, text)
			}
			g.line("  %s", text)
		}
	}
	for _, c := range page.Contacts {
		g.line("  %s: %s (%s)", c.Title, strings.Join(c.Phones, ", "), c.Standing)
	}
	for _, n := range page.Notes {
		g.line("%s", n)
	}
	return nil
}

// one finds what an argument names, or lists what there is.
func one[T any](g *guideRun, args []string, list func(), find func(id string) (T, bool), show func(T)) error {
	switch len(args) {
	case 0:
		list()
		return nil
	case 1:
		v, ok := find(args[0])
		if !ok {
			return fmt.Errorf("%w: there is none of that name", errUsage)
		}
		show(v)
		return nil
	}
	return errUsage
}

// scams lists the scam cards, or prints one.
func (g *guideRun) scams(_ context.Context, args []string) error {
	return one(g, args, func() {
		g.line("%s", g.words.Text("card.list_about"))
		for _, s := range g.content.Guide.Scams() {
			g.line("  %-16s %s", s.ID, g.words.Text("scam."+s.ID+".title"))
		}
	}, g.content.Guide.Scam, g.scam)
}

// checks lists the official self-checks, or prints one.
func (g *guideRun) checks(_ context.Context, args []string) error {
	return one(g, args, func() {
		g.line("%s", g.words.Text("checks.about"))
		for _, s := range g.content.Guide.SelfChecks() {
			g.line("  %-16s %s", s.ID, g.words.Text("step."+s.ID+".title"))
		}
	}, func(id string) (guide.Step, bool) {
		s, ok := g.content.Guide.Step(id)
		return s, ok && s.Parts > 0
	}, func(s guide.Step) { g.step(0, plan.Step{Step: s}) })
}

// leaks lists the known leaks, all or those called like the argument.
func (g *guideRun) leaks(_ context.Context, args []string) error {
	leaks := g.content.Leaks.Leaks()
	if len(args) > 0 {
		leaks = g.content.Leaks.Search(strings.Join(args, " "), g.words)
	}
	if len(leaks) == 0 {
		g.line("%s", g.words.Text("leaked.search_none"))
	}
	for _, l := range leaks {
		g.line("  %-16s %s (%s)", l.ID, g.words.Text("leak."+l.ID+".name"), g.words.Text("status."+string(l.Status)+".word"))
	}
	return nil
}

// facts lists where every fact comes from and until when to rely on it, those
// that expire first at the top, or says it in full of one.
func (g *guideRun) facts(_ context.Context, args []string) error {
	facts := g.content.Facts()
	return one(g, args, func() {
		slices.SortStableFunc(facts, func(a, b guide.Fact) int { return cmp.Compare(a.Expires.String(), b.Expires.String()) })
		for _, f := range facts {
			until := f.Expires.String()
			if f.Permanent {
				until = "permanent"
			}
			g.line("%-10s  %s  %-32s %s", until, f.Grade, f.Name, strings.Join(f.Sources, " "))
		}
	}, func(name string) (guide.Fact, bool) {
		i := slices.IndexFunc(facts, func(f guide.Fact) bool { return f.Name == name })
		if i < 0 {
			return guide.Fact{}, false
		}
		return facts[i], true
	}, func(f guide.Fact) {
		g.line("%s\n  grade %s, checked %s, expires %s", f.Name, f.Grade, f.Checked, f.Expires)
		for _, id := range f.Sources {
			s, _ := g.content.Guide.Source(id) // loading the guide has checked it
			g.line("  %s %s %s", id, s.Title, s.Date)
			for _, u := range s.URLs {
				g.line("      %s", u)
			}
		}
	})
}

// edition prints which edition of the guidance this is and when its facts
// expire, by month.
func (g *guideRun) edition(_ context.Context, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	g.line("%s · %s", wording.Edition(g.words, g.content), wording.Origin(g.words, g.guidance.Installed))
	if why := g.guidance.PassedOver; why != nil {
		g.line("%s\n  %v", wording.PassedOver(g.words, why), why)
	}
	if len(g.content.LeftOut) > 0 {
		g.line("languages left out: %s", strings.Join(g.content.LeftOut, ", "))
	}
	facts := g.content.Facts()
	count := map[string]int{}
	for _, f := range facts {
		switch {
		case f.Permanent:
			count["permanent"]++ // sorts behind the months
		case f.Expired(g.now()):
			count["expired"]++ // and this between the two
		default:
			count[f.Expires.String()[:len("2026-11")]]++
		}
	}
	g.line("%d facts, by the month in which they expire:", len(facts))
	for _, month := range slices.Sorted(maps.Keys(count)) {
		g.line("  %-10s %4d", month, count[month])
	}
	return nil
}

// rules prints the rules that hold on a day, today if none is given.
func (g *guideRun) rules(_ context.Context, args []string) error {
	day := plan.DateOf(g.now())
	if len(args) > 1 {
		return errUsage
	}
	if len(args) == 1 {
		// A day to come is fine here, so it is not read as an incident's.
		d, err := plan.ParseDay(args[0], plan.DateOf(g.now().AddDate(10, 0, 0)))
		if err != nil {
			return fmt.Errorf("%w: %v", errUsage, err)
		}
		day = d
	}
	for _, topic := range guide.Topics() {
		if r, ok := g.content.Guide.Rule(topic, day); ok {
			g.rule(plan.Rule{Rule: r})
		}
	}
	return nil
}
