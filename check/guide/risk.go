package guide

import (
	"io/fs"
	"slices"

	"neem/check/guide/factfile"
)

// A Risk is what criminals can do with certain details. Its words are messages
// "risk.<id>.title" and ".how".
type Risk struct {
	ID       string   `toml:"id"`
	Severity Severity `toml:"severity"`
	Needs    []string `toml:"needs"` // data classes; one of them is enough
	Scams    []string `toml:"scams"` // how it looks when it happens
	Steps    []string `toml:"steps"` // what protects against it
	Provenance
}

func (g *Guide) readRisks(fsys fs.FS) (*factfile.File, error) {
	var data struct {
		Baseline []string `toml:"baseline"`
		Risk     []Risk   `toml:"risk"`
	}
	f, err := factfile.Read(fsys, "risks.toml", &data)
	if err != nil {
		return nil, err
	}
	g.risks, g.baseline = data.Risk, data.Baseline
	if len(data.Baseline) == 0 {
		f.Fault("baseline", "there is no baseline")
	}
	g.checkStepIDs(f, "baseline", data.Baseline)
	ids := newIDs(f)
	used := make(map[string]bool)
	for i, r := range data.Risk {
		at := factfile.At("risk", i)
		ids.check(at, r.ID)
		g.CheckProvenance(f, at, r.Provenance)
		if r.Severity.rank() == 0 {
			f.Unknown(at+".severity", "unknown severity %q", r.Severity)
		}
		if len(r.Needs) == 0 || len(r.Steps) == 0 {
			f.Fault(at, "risk %q should say what it needs and which steps help", r.ID)
		}
		g.checkClasses(f, at+".needs", r.Needs)
		for _, class := range r.Needs {
			used[class] = true
		}
		for _, id := range r.Scams {
			if _, ok := g.Scam(id); !ok {
				f.Fault(at+".scams", "unknown scam %q", id)
			}
		}
		g.checkStepIDs(f, at+".steps", r.Steps)
	}
	// A leaked detail about which nothing is said would read as harmless.
	for _, c := range g.classes {
		if !used[c.ID] {
			f.Fault("risk", "no risk needs the class %q", c.ID)
		}
	}
	return f, nil
}

// Risks lists the risks in the order of the file.
func (g *Guide) Risks() []Risk { return slices.Clone(g.risks) }

// Risk looks a risk up.
func (g *Guide) Risk(id string) (Risk, bool) {
	return find(g.risks, func(r Risk) bool { return r.ID == id })
}

// Baseline lists the steps for a leak of which nobody has said what it
// exposed.
func (g *Guide) Baseline() []string { return slices.Clone(g.baseline) }
