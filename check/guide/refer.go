package guide

import "neem/check/guide/factfile"

// An ids notes ids that are not good or stand twice in one file.
type ids struct {
	f    *factfile.File
	seen map[string]bool
}

func newIDs(f *factfile.File) *ids { return &ids{f, make(map[string]bool)} }

func (n *ids) check(at, id string) {
	if !entryID.MatchString(id) {
		n.f.Fault(at+".id", "id %q should be small letters, digits and _", id)
	}
	if n.seen[id] {
		n.f.Fault(at+".id", "%q stands twice", id)
	}
	n.seen[id] = true
}

// checkRefs notes what is not known, or named twice in one list.
func checkRefs(f *factfile.File, at, kind string, list []string, known func(string) bool) {
	seen := make(map[string]bool)
	for _, id := range list {
		if !known(id) {
			f.Fault(at, "unknown %s %q", kind, id)
		}
		if seen[id] {
			f.Fault(at, "the %s %q is named twice", kind, id)
		}
		seen[id] = true
	}
}

func (g *Guide) checkClasses(f *factfile.File, at string, list []string) {
	checkRefs(f, at, "class", list, func(id string) bool { _, ok := g.Class(id); return ok })
}

func (g *Guide) checkChannels(f *factfile.File, at string, list []string) {
	checkRefs(f, at, "channel", list, func(id string) bool { _, ok := g.Channel(id); return ok })
}

func (g *Guide) checkStepIDs(f *factfile.File, at string, list []string) {
	checkRefs(f, at, "step", list, func(id string) bool { _, ok := g.Step(id); return ok })
}
