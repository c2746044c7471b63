package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"neem/check/guide"
	"neem/check/hibp"
)

// todo stands where a person has to fill something in. It is neither a source
// nor a grade nor a date, so that Load refuses it.
const todo = "TODO"

// Propose writes a block for leaks.toml from a breach of Have I Been Pwned:
// confirmed by HIBP if HIBP marks it as verified, fabricated if HIBP says so,
// else alleged. g is the guide with which the catalogue was loaded.
//
// It is a beginning for a person, who checks it and fills in where it says
// TODO: until then [Load] refuses it, because nothing here knows where the
// data comes from and when anybody looked. Comments say what else is to be
// decided, such as names of HIBP's that no class or just one of several
// stands for. HIBP's description is not used: it is HTML, and the words about
// a leak are our own.
//
// The error is that of [hibp.Breach.Validate].
func (c *Catalog) Propose(b hibp.Breach, g *guide.Guide) (string, error) {
	if err := b.Validate(); err != nil {
		return "", fmt.Errorf("proposing a leak: %w", err)
	}
	id := proposedID(b)
	found := match(b.DataClasses, g)
	var w strings.Builder
	note := func(format string, args ...any) { fmt.Fprintf(&w, "# TODO: "+format+"\n", args...) }
	set := func(key, value string) { fmt.Fprintf(&w, "%s = %s\n", key, value) }

	fmt.Fprintf(&w, "# From Have I Been Pwned, https://haveibeenpwned.com\n")
	for _, l := range c.leaks {
		if strings.EqualFold(l.HIBP, b.Name) {
			note("the catalogue has this already, as %s.", l.ID)
		} else if l.ID == id {
			note("the catalogue has another %s: the same leak, or another id?", id)
		}
	}
	if marks := marks(b); len(marks) > 0 {
		note("HIBP marks it as %s. Does it belong here?", strings.Join(marks, ", "))
	}
	for _, a := range found.ambiguous {
		note("HIBP's %s may be any of %s. Add what a source names.", basic(a.name), strings.Join(a.ids, ", "))
	}
	for _, name := range found.unknown {
		note("no class or extra stands for HIBP's %s.", basic(name))
	}
	note("words in every language: leak.%s.name, .text, .question", id)

	w.WriteString("[[leak]]\n")
	set("id", basic(id))
	set("service", basic(b.Title))
	if d := strings.ToLower(b.Domain); domain.MatchString(d) {
		set("domain", basic(d))
	} else if d != "" {
		note("HIBP's domain %s", basic(b.Domain))
	}
	set("hibp", basic(b.Name))
	if b.IsVerified {
		set("hibp_verified", "true")
	}
	setList(set, "hibp_classes", b.DataClasses)
	set("date", basic(dateFromHIBP(b.BreachDate).String()))
	set("date_is", basic(string(Happened)))
	switch {
	case b.IsFabricated:
		set("status", basic(string(Fabricated)))
	case b.IsVerified:
		set("status", basic(string(Confirmed)))
		set("confirmed_by", basic(string(ByHIBP)))
	default:
		set("status", basic(string(Alleged)))
	}
	setList(set, "exposed", found.exposed)
	setList(set, "also", found.also)
	if len(b.DataClasses) == 0 {
		set("exposed_unknown", "true")
	}
	if b.PwnCount > 0 {
		fmt.Fprintf(&w, "counts = [\n  { number = %s, of = %s, by = %s },\n]\n", grouped(b.PwnCount), basic(string(Emails)), basic(string(ByHIBP)))
	}
	set("sources", "["+basic(todo)+"]")
	for _, key := range []string{"grade", "checked", "as_of", "expires"} {
		set(key, basic(todo))
	}
	return w.String(), nil
}

// proposedID is a name and a year in small letters and digits. A year that
// the name ends in is not said twice.
func proposedID(b hibp.Breach) string {
	id := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(b.Name))
	year := strconv.Itoa(b.BreachDate.UTC().Year())
	id = strings.TrimSuffix(id, year)
	if id == "" || id[0] <= '9' { // an id begins with a letter
		id = "leak" + id
	}
	return id + year
}

// marks lists what HIBP marks a breach as that makes it unlike others.
func marks(b hibp.Breach) []string {
	var marks []string
	for _, m := range []struct {
		is   bool
		name string
	}{
		{b.IsSensitive, "sensitive"},
		{b.IsRetired, "retired"},
		{b.IsSpamList, "a spam list"},
		{b.IsMalware, "taken by malware"},
		{b.IsStealerLog, "a stealer log"},
	} {
		if m.is {
			marks = append(marks, m.name)
		}
	}
	return marks
}

// A matching says what classes and extras stand for names of HIBP's.
type matching struct {
	exposed, also []string // ids, in the order of classes.toml
	ambiguous     []ambiguity
	unknown       []string // names for which there is nothing
}

// An ambiguity is a name of HIBP's that may mean several classes or extras.
type ambiguity struct {
	name string
	ids  []string
}

// notSaid ends the id of a class that is for sources that do not say which of
// several it was, like password_unknown. That is HIBP's case.
const notSaid = "_unknown"

func match(names []string, g *guide.Guide) matching {
	var m matching
	meant := make(map[string]bool)
	for _, name := range names {
		var ids []string
		for _, c := range g.Classes() {
			if slices.Contains(c.HIBP, name) {
				ids = append(ids, c.ID)
			}
		}
		for _, e := range g.Extras() {
			if slices.Contains(e.HIBP, name) {
				ids = append(ids, e.ID)
			}
		}
		if i := slices.IndexFunc(ids, func(id string) bool { return strings.HasSuffix(id, notSaid) }); i >= 0 {
			ids = ids[i : i+1]
		}
		switch len(ids) {
		case 0:
			m.unknown = append(m.unknown, name)
		case 1:
			meant[ids[0]] = true
		default:
			m.ambiguous = append(m.ambiguous, ambiguity{name, ids})
		}
	}
	for _, c := range g.Classes() {
		if meant[c.ID] {
			m.exposed = append(m.exposed, c.ID)
		}
	}
	for _, e := range g.Extras() {
		if meant[e.ID] {
			m.also = append(m.also, e.ID)
		}
	}
	return m
}

// setList sets a list of texts, unless it is empty.
func setList(set func(key, value string), key string, texts []string) {
	if len(texts) == 0 {
		return
	}
	var quoted []string
	for _, s := range texts {
		quoted = append(quoted, basic(s))
	}
	set(key, "["+strings.Join(quoted, ", ")+"]")
}

// basic writes a basic string of TOML. Go quotes alike, as long as there are
// no control characters, and a valid breach has none where this is used.
func basic(s string) string { return strconv.Quote(s) }

// grouped writes a number with an underscore at every third digit.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "_" + s[i:]
	}
	return s
}
