// Package guide holds the facts of the guidance: what kinds of details leak,
// what criminals do with them, what to do, which rules hold, and whom to call.
//
// # Words used here
//
//   - A channel is a way to get help: a telephone line, an office's web site, a
//     service. The order of channels is the order in which people need them.
//   - A data class is a kind of detail that leaks expose, such as a mobile
//     number. It says how bad that is and whether the detail can be changed.
//   - An extra is a kind of detail for which there is no guidance of its own,
//     such as a job title. It is listed so that a leak is described in full.
//   - A risk is what becomes possible when certain data classes are known
//     together. It leads to steps.
//   - A step is one thing to do. A never is one thing never to do, an avoid one
//     that does not help.
//   - A scam is a way in which criminals cheat, as people meet it.
//   - A rule is what a law or a regulator says, from one day to another.
//   - A situation is something that has happened to a person.
//   - A source is a public page that was read. Every fact names its sources,
//     its grade (A official, B two agree, C one only), the day it was checked
//     and the day it expires. Grade U, unverified, is refused.
//
// The package holds no words for people: those are in package locale, found by
// keys like "channel.ncrp_1930.title", and they name facts by references like
// {@channel.ncrp_1930.phone}, which [Guide.Fact] answers. [Guide.Messages] lists
// the keys that the facts need.
package guide

import (
	"errors"
	"io/fs"
	"slices"
	"time"

	"neem/check/guide/factfile"
	"neem/locale"
)

// A Guide is the checked facts. It does not change after Load.
type Guide struct {
	sources    []Source
	channels   []Channel // those needed first come first
	classes    []Class
	extras     []Extra
	rules      []Rule
	steps      []Step
	nevers     []Never
	avoids     []Avoid
	scams      []Scam
	risks      []Risk
	baseline   []string // steps
	situations []Situation
}

// Load reads the files of facts and checks them. All faults are reported
// together, each with file and line.
func Load(fsys fs.FS) (*Guide, error) {
	g := new(Guide)
	var files []*factfile.File
	var errs []error
	// Each file may refer to those before it.
	for _, read := range []func(fs.FS) (*factfile.File, error){
		g.readSources, g.readChannels, g.readClasses, g.readRules, g.readSteps, g.readScams, g.readRisks, g.readSituations,
	} {
		f, err := read(fsys)
		files, errs = append(files, f), append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	g.checkReferences(files[4])
	for _, f := range files {
		errs = append(errs, f.Err())
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	slices.SortStableFunc(g.channels, func(a, b Channel) int { return a.rank() - b.rank() })
	return g, nil
}

// Channels lists all channels: those people need first, then the others in the
// order of the file.
func (g *Guide) Channels() []Channel { return slices.Clone(g.channels) }

// First lists the channels that people need first, the most urgent at the top.
func (g *Guide) First() []Channel {
	var first []Channel
	for _, c := range g.channels {
		if c.Urgent > 0 {
			first = append(first, c)
		}
	}
	return first
}

// InGroup lists the channels of a group, in the order of Channels.
func (g *Guide) InGroup(group Group) []Channel {
	var in []Channel
	for _, c := range g.channels {
		if c.Group == group {
			in = append(in, c)
		}
	}
	return in
}

// Channel looks a channel up.
func (g *Guide) Channel(id string) (Channel, bool) {
	return find(g.channels, func(c Channel) bool { return c.ID == id })
}

// Fallback is the channel to offer beside c when nobody answers there.
func (g *Guide) Fallback(c Channel) (Channel, bool) {
	if c.Fallback == "" {
		return Channel{}, false
	}
	return g.Channel(c.Fallback)
}

// Classes lists the data classes in the order of the file.
func (g *Guide) Classes() []Class { return slices.Clone(g.classes) }

// Class looks a data class up.
func (g *Guide) Class(id string) (Class, bool) {
	return find(g.classes, func(c Class) bool { return c.ID == id })
}

// Extras lists the kinds of details that have no guidance of their own.
func (g *Guide) Extras() []Extra { return slices.Clone(g.extras) }

// Extra looks one of them up.
func (g *Guide) Extra(id string) (Extra, bool) {
	return find(g.extras, func(e Extra) bool { return e.ID == id })
}

// Sources lists the sources in the order of the file.
func (g *Guide) Sources() []Source { return slices.Clone(g.sources) }

// Source looks a source up.
func (g *Guide) Source(id string) (Source, bool) {
	return find(g.sources, func(s Source) bool { return s.ID == id })
}

// A Fact is a fact of any kind: what it is called and where it comes from.
type Fact struct {
	Name string // "channel.bank", "class.email"
	Provenance
}

// Facts lists everything that has a provenance, in the order of the files.
func (g *Guide) Facts() []Fact {
	var all []Fact
	for _, c := range g.channels {
		all = append(all, Fact{"channel." + c.ID, c.Provenance})
	}
	for _, c := range g.classes {
		all = append(all, Fact{"class." + c.ID, c.Provenance})
	}
	for _, r := range g.rules {
		all = append(all, Fact{"rule." + r.ID, r.Provenance})
	}
	for _, s := range g.steps {
		all = append(all, Fact{"step." + s.ID, s.Provenance})
	}
	for _, n := range g.nevers {
		all = append(all, Fact{"never." + n.ID, n.Provenance})
	}
	for _, a := range g.avoids {
		all = append(all, Fact{"avoid." + a.ID, a.Provenance})
	}
	for _, s := range g.scams {
		all = append(all, Fact{"scam." + s.ID, s.Provenance})
	}
	for _, r := range g.risks {
		all = append(all, Fact{"risk." + r.ID, r.Provenance})
	}
	return all
}

// Expired lists the facts that should be checked again before anybody relies
// on them, as "channel.bank" and "class.email".
func (g *Guide) Expired(now time.Time) []string {
	var expired []string
	for _, f := range g.Facts() {
		if f.Expired(now) {
			expired = append(expired, f.Name)
		}
	}
	return expired
}

// CheckProvenance notes the faults of a fact without a telephone number; such
// numbers are out of date sooner, and two of them never.
func (g *Guide) CheckProvenance(f *factfile.File, at string, p Provenance) {
	p.check(f, at, g.knowsSource, otherDays)
	if p.Permanent {
		f.Fault(at+".permanent", "only the lines 1930 and 112 are permanent")
	}
}

func (g *Guide) knowsSource(id string) bool {
	_, ok := g.Source(id)
	return ok
}

// Fact answers references such as "channel.ncrp_1930.phone"; package locale
// asks for them. See [Guide.Value] for what there is.
func (g *Guide) Fact(ref string) (string, bool) {
	v, ok := g.Value(ref)
	if !ok {
		return "", false
	}
	return v.String(), true
}

var _ locale.TypedFacts = (*Guide)(nil)

func find[T any](list []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i], true
	}
	var zero T
	return zero, false
}
