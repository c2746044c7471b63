// Package publish turns lawful lists of affected people, and lists of leaked
// passwords, into packs.
//
// A spec says what a pack is called, which leaks it is about and which lists
// it holds; each list has a source file. Building streams the source, keeps
// only the leading bits of a hash of every entry, refuses what would give
// people away (see package bucket), and writes the pack in one step.
//
// While a build runs, keys of 64 bits wait in temporary files beside the
// output, readable by their owner only. They are removed at the end, also
// after a failure or an interrupt.
package publish

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"neem/check/bucket"
	"neem/check/catalog"
	"neem/check/detail"
	"neem/check/pack"
)

// A Spec describes a pack to be built.
type Spec struct {
	ID        string     `toml:"id"`
	Edition   uint64     `toml:"edition"`
	Publisher string     `toml:"publisher"`
	Leaks     []LeakSpec `toml:"leak"`
	Lists     []ListSpec `toml:"list"`

	dir string // sources are relative to it
}

// A LeakSpec describes an incident.
type LeakSpec struct {
	ID        string         `toml:"id"`
	Title     string         `toml:"title"`
	Date      toml.LocalDate `toml:"date"`
	Status    string         `toml:"status"`
	Exposed   []string       `toml:"exposed"`
	Sensitive bool           `toml:"sensitive"`
	Users     uint64         `toml:"users"`
}

// A ListSpec describes a list.
type ListSpec struct {
	Leak          string     `toml:"leak"`
	Shape         string     `toml:"shape"`
	Policy        string     `toml:"policy"`
	Population    uint64     `toml:"population"`
	FalsePositive float64    `toml:"false_positive"`
	Coverage      string     `toml:"coverage"`
	Source        SourceSpec `toml:"source"`
}

// A SourceSpec says where a list's entries come from.
type SourceSpec struct {
	Format  string                 `toml:"format"` // "csv", "tsv", "pwned-passwords" or "hibp-domain"
	File    string                 `toml:"file"`   // relative to the spec; for pwned-passwords also a folder
	Columns map[detail.Kind]string `toml:"columns"`
	// Complete says whether pwned-passwords are the whole download; if it is
	// not there, they are looked at (see [hibp.Guess]).
	Complete *bool `toml:"complete"`
	// Breach is the one breach of a hibp-domain that the list is about; empty
	// for all.
	Breach string `toml:"breach"`
	// Domain is what the addresses of a hibp-domain end in, if it does not say.
	Domain string `toml:"domain"`
}

// LoadSpec reads and validates a spec file. Errors name the file and, where
// the fault has one, the line.
func LoadSpec(path string) (*Spec, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the spec %s cannot be read: %w", path, pathless(err))
	}
	defer func() { _ = f.Close() }()
	var s Spec
	d := toml.NewDecoder(f)
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return nil, tomlError(path, err)
	}
	s.dir = filepath.Dir(path)
	if err := s.validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &s, nil
}

func tomlError(path string, err error) error {
	// The strict error wraps decode errors: it has to be asked for first.
	if se, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(se.Errors) > 0 {
		first := se.Errors[0]
		line, col := first.Position()
		return fmt.Errorf("%s:%d:%d: unknown key %q", path, line, col, strings.Join(first.Key(), "."))
	}
	if de, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, col := de.Position()
		hint := ""
		if strings.Contains(de.Error(), "escape") {
			hint = `; in "…" a backslash begins a special sign: write the path with / or between 'single' quotation marks`
		}
		return fmt.Errorf("%s:%d:%d: %s%s", path, line, col, strings.TrimPrefix(de.Error(), "toml: "), hint)
	}
	return fmt.Errorf("the spec %s cannot be read: %w", path, pathless(err))
}

func (s *Spec) validate() error {
	if len(s.Lists) == 0 {
		return errors.New("there is no [[list]]")
	}
	leaks := map[string]LeakSpec{}
	for _, l := range s.Leaks {
		if l.Date == (toml.LocalDate{}) {
			return fmt.Errorf("leak %q: date is missing; write date = 2026-01-31, without quotation marks", l.ID)
		}
		leaks[l.ID] = l
	}
	if err := s.header().Validate(); err != nil {
		return err
	}
	for i := range s.Lists {
		l := &s.Lists[i]
		leak, ok := leaks[l.Leak]
		if !ok {
			return fmt.Errorf("list %d: there is no [[leak]] with id %q", i+1, l.Leak)
		}
		if err := l.validate(leak); err != nil {
			return fmt.Errorf("list %d (%s of %s): %w", i+1, l.Shape, l.Leak, err)
		}
	}
	return s.checkJoint()
}

// header returns the header that the spec describes, without lists.
func (s *Spec) header() pack.Header {
	h := pack.Header{ID: s.ID, Edition: s.Edition, Publisher: s.Publisher, Shard: 1, Shards: 1}
	for _, l := range s.Leaks {
		h.Leaks = append(h.Leaks, pack.Leak{
			ID: l.ID, Title: l.Title, Date: l.Date.String(), Status: l.Status, Exposed: l.Exposed, Users: l.Users,
		})
	}
	return h
}

func (l *ListSpec) validate(leak LeakSpec) error {
	shape, err := bucket.ParseShape(l.Shape)
	if err != nil {
		return fmt.Errorf("%w; known shapes are %v", err, bucket.Shapes())
	}
	l.Shape = string(shape)
	policy, err := bucket.ParsePolicy(l.Policy)
	if err != nil {
		return fmt.Errorf("%w; known policies are deniable, confirmable, public and internal", err)
	}
	switch {
	case shape.Personal() && policy == bucket.Public:
		return refuse("policy public is for leaked passwords; a list of people is deniable, confirmable or internal")
	case !shape.Personal() && policy.Bounded():
		return refuse("a list of passwords is public or internal")
	case leak.Sensitive && policy.Bounded():
		return refuse("the leak is marked sensitive: even a hint that somebody is in such a list does harm. Tell the people in it directly instead")
	case policy.Bounded() && l.FalsePositive != 0:
		return errors.New("false_positive goes with policy public or internal only; here it follows from the population")
	case !policy.Bounded() && (l.FalsePositive <= 0 || l.FalsePositive > 0.5):
		return errors.New("policy public or internal needs false_positive, above 0 and at most 0.5")
	case policy.Bounded() && l.Population == 0:
		return errors.New("population is missing: how many possible details the public description of the list leaves")
	case l.Coverage == "":
		return errors.New("coverage is missing: say in a few words who is in the list")
	}
	if err := pack.PlainText(l.Coverage); err != nil {
		return fmt.Errorf("coverage: %w", err)
	}
	if shape.Personal() && l.Population == 0 {
		l.Population = bucket.DefaultPopulation(shape.Direct())
	}
	return l.Source.validate(shape, policy)
}

func (s SourceSpec) validate(shape bucket.Shape, policy bucket.Policy) error {
	switch {
	case s.File == "":
		return errors.New("source.file is missing")
	case s.Complete != nil && s.Format != formatPwned:
		return fmt.Errorf("source.complete goes with format %q only", formatPwned)
	case s.Breach != "" && s.Format != formatDomain:
		return fmt.Errorf("source.breach goes with format %q only", formatDomain)
	case s.Domain != "" && s.Format != formatDomain:
		return fmt.Errorf("source.domain goes with format %q only", formatDomain)
	}
	switch s.Format {
	case formatDomain:
		return s.validateDomain(shape, policy)
	case formatPwned:
		if shape.Personal() {
			return fmt.Errorf("source format %q holds passwords, not %s", s.Format, shape)
		}
		if len(s.Columns) > 0 {
			return fmt.Errorf("source format %q has no columns", s.Format)
		}
	case "csv", "tsv":
		if !shape.Personal() {
			return errors.New(`passwords are read in the Pwned Passwords layout: source format "pwned-passwords"`)
		}
		for _, k := range shape.Kinds() {
			if s.Columns[k] == "" {
				return fmt.Errorf("source.columns does not say which column holds %q", k)
			}
		}
		if len(s.Columns) != len(shape.Kinds()) {
			return fmt.Errorf("source.columns names kinds that shape %s does not have", shape)
		}
	default:
		return fmt.Errorf(`unknown source format %q; known are "csv", "tsv", "pwned-passwords" and "hibp-domain"`, s.Format)
	}
	return nil
}

// checkKnown refuses a list of a leak of the catalogue that is made otherwise
// than the catalogue has it: two publishers with different shapes of one leak
// would together tell its people apart.
func (s *Spec) checkKnown(known func(string) (*catalog.ListOf, bool)) error {
	if known == nil {
		return nil
	}
	for _, l := range s.Lists {
		if !bucket.Policy(l.Policy).Bounded() {
			continue
		}
		settled, ok := known(l.Leak)
		switch want := settled; {
		case !ok:
		case want == nil:
			return refuse("leak %s is in the catalogue, which does not say yet what lists of it are made of; ask for that to be added, so that every publisher makes the same buckets", l.Leak)
		case string(want.Shape) != l.Shape || string(want.Policy) != l.Policy || want.Population != l.Population:
			return refuse("lists of leak %s are made like this, by every publisher: shape %q, policy %q, population %d", l.Leak, want.Shape, want.Policy, want.Population)
		}
	}
	return nil
}

// A RefusedError says that a list must not be published like this.
type RefusedError struct{ Why string }

func (e *RefusedError) Error() string { return "refused: " + e.Why }

func refuse(format string, args ...any) error {
	return &RefusedError{Why: fmt.Sprintf(format, args...)}
}

// checkJoint refuses a second list of the same people whose answers together
// would single them out: two lists multiply their buckets for whoever knows
// which details belong together.
func (s *Spec) checkJoint() error {
	type joint struct {
		buckets    float64
		population uint64
		lists      int
	}
	byLeak := map[string]*joint{}
	for _, l := range s.Lists {
		policy := bucket.Policy(l.Policy)
		if !policy.Bounded() {
			continue
		}
		shape := bucket.Shape(l.Shape)
		bits, err := bucket.Bits(shape, policy, 0, l.Population, 0)
		if err != nil {
			return refuse("%s of %s: %v", l.Shape, l.Leak, err)
		}
		buckets := float64(shape.Count(bits))
		if policy == bucket.Confirmable {
			buckets = float64(uint64(1) << bits)
		}
		j := byLeak[l.Leak]
		if j == nil {
			j = &joint{buckets: 1, population: l.Population}
			byLeak[l.Leak] = j
		}
		j.buckets *= buckets
		j.population = min(j.population, l.Population)
		j.lists++
		if j.lists > 1 && float64(j.population)/j.buckets < bucket.MinAnonymity {
			return refuse("%s is a second list of the people of leak %s: whoever knows which details belong together could tell them apart. Publish one list of a leak", l.Shape, l.Leak)
		}
	}
	return nil
}
