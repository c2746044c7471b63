package guide

import (
	"io/fs"
	"slices"
	"strings"

	"neem/check/guide/factfile"
)

// When says when a step is due. The words are messages "plan.when.<when>".
type When string

// When steps are due.
const (
	Now   When = "now"
	Today When = "today"
	Week  When = "week"  // in the next days
	Later When = "later" // when there is time, or when a date has come
	Know  When = "know"  // nothing to do: good to know when it happens
)

// Whens lists when steps are due, the soonest first.
func Whens() []When { return []When{Now, Today, Week, Later, Know} }

// rank orders what is due sooner before the rest.
func (w When) rank() int { return slices.Index(Whens(), w) }

// Compare is negative if w is due before other, positive if it is due after.
func (w When) Compare(other When) int { return w.rank() - other.rank() }

// A Step is one thing to do. Its words are messages "step.<id>.title", ".why",
// ".how", where it has any ".ready", and for a guided step ".part.1" and so
// on.
type Step struct {
	ID        string     `toml:"id"`
	When      When       `toml:"when"`
	Minutes   int        `toml:"minutes"`  // how long it takes, about; 0: a moment
	Channels  []string   `toml:"channels"` // where it is done, the first one first
	Audience  Audience   `toml:"audience"` // only for these people
	NotFor    []Audience `toml:"not_for"`
	Parts     int        `toml:"parts"`      // a guided step: how many parts its words have
	SelfCheck bool       `toml:"self_check"` // an official way to look for misuse; also stands under "Get help"
	// Within names a number of days or hours ("channel.chakshu.fraud_days")
	// after the incident, and After one before which the step makes no sense.
	Within  string   `toml:"within"`
	After   string   `toml:"after"`
	NotWith []string `toml:"not_with"` // situations in which this would be the wrong place to go
	Provenance
}

// A Never is something never to do, whoever asks for it. Its words are the
// message "never.<id>".
type Never struct {
	ID string `toml:"id"`
	Provenance
}

// An Avoid is something that people do after a leak and that does not help.
// Its words are messages "avoid.<id>.title" and ".why".
type Avoid struct {
	ID      string   `toml:"id"`
	Classes []string `toml:"classes"` // the data classes after whose leak people do it
	Provenance
}

func (g *Guide) readSteps(fsys fs.FS) (*factfile.File, error) {
	var data struct {
		Step  []Step  `toml:"step"`
		Never []Never `toml:"never"`
		Avoid []Avoid `toml:"avoid"`
	}
	f, err := factfile.Read(fsys, "steps.toml", &data)
	if err != nil {
		return nil, err
	}
	g.steps, g.nevers, g.avoids = data.Step, data.Never, data.Avoid
	ids := newIDs(f)
	for i, s := range data.Step {
		at := factfile.At("step", i)
		ids.check(at, s.ID)
		g.CheckProvenance(f, at, s.Provenance)
		g.checkStep(f, at, s)
	}
	ids = newIDs(f)
	for i, n := range data.Never {
		at := factfile.At("never", i)
		ids.check(at, n.ID)
		g.CheckProvenance(f, at, n.Provenance)
	}
	ids = newIDs(f)
	for i, a := range data.Avoid {
		at := factfile.At("avoid", i)
		ids.check(at, a.ID)
		g.CheckProvenance(f, at, a.Provenance)
		if len(a.Classes) == 0 {
			f.Fault(at, "avoid %q has no classes", a.ID)
		}
		g.checkClasses(f, at+".classes", a.Classes)
	}
	return f, nil
}

func (g *Guide) checkStep(f *factfile.File, at string, s Step) {
	if s.When.rank() < 0 {
		f.Unknown(at+".when", "unknown when %q", s.When)
	}
	if s.Minutes < 0 || s.Parts < 0 || s.Parts == 1 {
		f.Fault(at, "step %q should have minutes of at least 0, and no parts or more than one", s.ID)
	}
	if s.SelfCheck && (s.Parts == 0 || len(s.Channels) == 0) {
		f.Fault(at+".self_check", "a self-check has parts and a channel")
	}
	for _, a := range append([]Audience{s.Audience}, s.NotFor...) {
		if !slices.Contains([]Audience{Everybody, Women, Children, Elders}, a) {
			f.Unknown(at+".audience", "unknown audience %q", a)
		}
	}
	g.checkChannels(f, at+".channels", s.Channels)
	for field, ref := range map[string]string{"within": s.Within, "after": s.After} {
		if ref == "" {
			continue
		}
		if _, ok := g.Period(ref); !ok {
			f.Fault(at+"."+field, "%q names no number of days or hours", ref)
		}
	}
}

// A Period is a length of time.
type Period struct {
	Number int64
	Hours  bool // hours, not days
}

// Period reads a number of a channel or a rule whose name says that it counts
// days or hours: "channel.chakshu.fraud_days".
func (g *Guide) Period(ref string) (Period, bool) {
	kind, rest, _ := strings.Cut(ref, ".")
	id, name, _ := strings.Cut(rest, ".")
	var values Values
	switch kind {
	case "channel":
		c, _ := g.Channel(id)
		values = c.Values
	case "rule":
		r, _ := find(g.rules, func(r Rule) bool { return r.ID == id })
		values = r.Values
	}
	n, ok := values.Numbers[name]
	hours := strings.HasSuffix(name, "_hours")
	return Period{n, hours}, ok && (hours || strings.HasSuffix(name, "_days"))
}

// Steps lists the steps in the order of the file.
func (g *Guide) Steps() []Step { return slices.Clone(g.steps) }

// Step looks a step up.
func (g *Guide) Step(id string) (Step, bool) {
	return find(g.steps, func(s Step) bool { return s.ID == id })
}

// SelfChecks lists the official ways to look for misuse of one's own data.
func (g *Guide) SelfChecks() []Step {
	return slices.DeleteFunc(g.Steps(), func(s Step) bool { return !s.SelfCheck })
}

// Nevers lists what never to do, in the order of the file.
func (g *Guide) Nevers() []Never { return slices.Clone(g.nevers) }

// Never looks one of them up.
func (g *Guide) Never(id string) (Never, bool) {
	return find(g.nevers, func(n Never) bool { return n.ID == id })
}

// Avoids lists what does not help, in the order of the file.
func (g *Guide) Avoids() []Avoid { return slices.Clone(g.avoids) }
