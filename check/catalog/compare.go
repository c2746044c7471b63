package catalog

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"neem/check/hibp"
)

// An Aspect is what of a leak Have I Been Pwned may see otherwise.
type Aspect string

// The aspects.
const (
	AspectListed     Aspect = "listed"     // whether HIBP has it at all
	AspectCount      Aspect = "count"      // e-mail addresses
	AspectDate       Aspect = "date"       // when it happened
	AspectClasses    Aspect = "classes"    // HIBP's names for what was exposed
	AspectVerified   Aspect = "verified"   // HIBP's mark
	AspectFabricated Aspect = "fabricated" // status, and HIBP's mark
	AspectRetired    Aspect = "retired"    // HIBP's mark; the catalogue knows none
)

// A Difference is one aspect of one leak in which the catalogue and Have I
// Been Pwned differ.
type Difference struct {
	Leak   string // id
	HIBP   string // name in HIBP, as the catalogue spells it
	Aspect Aspect
	Ours   string // what the catalogue has
	Theirs string // what HIBP has
}

// Compare lists where breaches, HIBP's whole list, differ from what the
// catalogue says about the same leaks: the newest leaks first, the aspects in
// the order above. Leaks that the catalogue does not know from HIBP are not
// compared, and breaches that the catalogue does not have are no difference.
//
// Counts are digits, dates as the catalogue writes them, marks "yes" or "no".
// Of the classes each side lists only those that the other lacks, parted by
// commas. What a side does not have is [None].
func (c *Catalog) Compare(breaches []hibp.Breach) []Difference {
	theirs := make(map[string]hibp.Breach)
	for _, b := range breaches {
		theirs[strings.ToLower(b.Name)] = b
	}
	var all []Difference
	for _, l := range c.leaks {
		if l.HIBP == "" {
			continue
		}
		b, ok := theirs[strings.ToLower(l.HIBP)]
		if !ok {
			all = append(all, Difference{l.ID, l.HIBP, AspectListed, "yes", "no"})
			continue
		}
		all = append(all, l.compare(b)...)
	}
	return all
}

// compare lists where HIBP's entry for a leak differs from it.
func (l Leak) compare(b hibp.Breach) []Difference {
	var all []Difference
	differ := func(aspect Aspect, ours, theirs string) {
		if ours != theirs {
			all = append(all, Difference{l.ID, l.HIBP, aspect, ours, theirs})
		}
	}
	differ(AspectCount, number(l.emails()), number(b.PwnCount))
	if !l.Date.First().Equal(b.BreachDate) {
		differ(AspectDate, l.Date.String(), b.BreachDate.UTC().Format(time.DateOnly))
	}
	differ(AspectClasses, without(l.HIBPClasses, b.DataClasses), without(b.DataClasses, l.HIBPClasses))
	differ(AspectVerified, yesOrNo(l.HIBPVerified), yesOrNo(b.IsVerified))
	differ(AspectFabricated, yesOrNo(l.Status == Fabricated), yesOrNo(b.IsFabricated))
	differ(AspectRetired, yesOrNo(false), yesOrNo(b.IsRetired))
	return all
}

// None stands in a [Difference] for what a side does not have.
const None = "none"

func number(n int64) string {
	if n == 0 {
		return None
	}
	return strconv.FormatInt(n, 10)
}

// without lists the names that are not among the others.
func without(names, others []string) string {
	var left []string
	for _, name := range names {
		if !slices.Contains(others, name) {
			left = append(left, name)
		}
	}
	if len(left) == 0 {
		return None
	}
	return strings.Join(left, ", ")
}

func yesOrNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
