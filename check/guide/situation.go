package guide

import (
	"io/fs"
	"slices"

	"neem/check/guide/factfile"
)

// A Situation is something that can have happened to a person. Its words are
// messages "situation.<id>.title" and ".about". The order of situations is the
// order of what must be done: who is in danger calls for help before the bank.
type Situation struct {
	ID    string          `toml:"id"`
	Dated bool            `toml:"dated"` // the day on which it happened matters
	Bank  bool            `toml:"bank"`  // the bank must know of it
	Wants bool            `toml:"wants"` // its steps are also for somebody from whom a stranger wants something
	Rules []Topic         `toml:"rules"` // that matter for it
	Ways  []Way           `toml:"way"`   // in which ways; asked if there are any
	Steps []string        `toml:"steps"`
	Then  []string        `toml:"then"` // steps that follow those of all situations
	Due   map[string]When `toml:"due"`  // steps that are due sooner here than elsewhere
}

// A Way is how something happened. Its words are the message
// "situation.<situation>.way.<id>".
type Way struct {
	ID    string          `toml:"id"`
	Steps []string        `toml:"steps"` // after those of the situation
	Due   map[string]When `toml:"due"`   // as in Situation
}

// Money is the situation in which money has gone.
const Money = "money"

// OnlyCall is the situation in which somebody called or wrote and got nothing.
const OnlyCall = "call"

func (g *Guide) readSituations(fsys fs.FS) (*factfile.File, error) {
	var data struct {
		Situation []Situation `toml:"situation"`
	}
	f, err := factfile.Read(fsys, "situations.toml", &data)
	if err != nil {
		return nil, err
	}
	g.situations = data.Situation
	ids := newIDs(f)
	for i, s := range data.Situation {
		at := factfile.At("situation", i)
		ids.check(at, s.ID)
		if len(s.Steps) == 0 {
			f.Fault(at, "situation %q has no steps", s.ID)
		}
		all := slices.Concat(s.Steps, s.Then)
		g.checkStepIDs(f, at+".steps", all)
		checkDue(f, at+".due", s.Due, all)
		for _, t := range s.Rules {
			if !slices.Contains(Topics(), t) {
				f.Unknown(at+".rules", "unknown topic %q", t)
			}
		}
		ways := newIDs(f)
		for _, w := range s.Ways {
			ways.check(at+".way", w.ID)
			g.checkStepIDs(f, at+".way", w.Steps)
			checkDue(f, at+".way", w.Due, w.Steps)
		}
	}
	if _, ok := g.Situation(Money); !ok {
		f.Fault("situation", "there is no situation %q", Money)
	}
	return f, nil
}

// checkDue notes times that are none, or of steps that are not there.
func checkDue(f *factfile.File, at string, due map[string]When, steps []string) {
	for id, when := range due {
		if !slices.Contains(steps, id) {
			f.Fault(at, "unknown step of this situation %q", id)
		}
		if when.rank() < 0 {
			f.Unknown(at, "unknown when %q", when)
		}
	}
}

// checkReferences notes references from the steps to what is read after them.
func (g *Guide) checkReferences(steps *factfile.File) {
	for i, s := range g.steps {
		for _, id := range s.NotWith {
			if _, ok := g.Situation(id); !ok {
				steps.Fault(factfile.At("step", i)+".not_with", "unknown situation %q", id)
			}
		}
	}
}

// Situations lists the situations, those whose steps come first first.
func (g *Guide) Situations() []Situation { return slices.Clone(g.situations) }

// Situation looks a situation up.
func (g *Guide) Situation(id string) (Situation, bool) {
	return find(g.situations, func(s Situation) bool { return s.ID == id })
}

// Way looks a way up.
func (s Situation) Way(id string) (Way, bool) {
	return find(s.Ways, func(w Way) bool { return w.ID == id })
}
