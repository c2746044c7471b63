package catalog

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"neem/check/guide"
	"neem/check/hibp"
	"neem/locale"
)

// Breaches writes the whole catalogue in Have I Been Pwned's breach model, in
// the order of the names. g is the guide with which the catalogue was loaded.
func (c *Catalog) Breaches(g *guide.Guide) []hibp.Breach {
	var breaches []hibp.Breach
	for _, l := range c.leaks {
		breaches = append(breaches, l.Breach(g))
	}
	slices.SortFunc(breaches, func(a, b hibp.Breach) int { return byName(a.Name, b.Name) })
	return breaches
}

// Breach writes a leak in Have I Been Pwned's breach model:
//
//   - Name is the name in HIBP, or else the leak's id.
//   - BreachDate is the first day that the date may mean, as in HIBP. If the
//     leak's date is only that of a report, so is this.
//   - PwnCount is the count of e-mail addresses, or else 0.
//   - DataClasses are HIBP's, or else HIBP's names for the classes and extras.
//     One that HIBP has several names for gives none, because nobody knows
//     which of them leaked.
//   - IsVerified is HIBP's mark, or that the leak is confirmed; IsFabricated
//     that it is fabricated.
//
// What the catalogue does not know is empty.
func (l Leak) Breach(g *guide.Guide) hibp.Breach {
	classes := slices.Clone(l.HIBPClasses)
	if len(classes) == 0 {
		classes = l.namesInHIBP(g)
	}
	return hibp.Breach{
		Name:         cmp.Or(l.HIBP, l.ID),
		Title:        l.Service,
		Domain:       l.Domain,
		BreachDate:   l.Date.First(),
		PwnCount:     l.emails(),
		DataClasses:  classes,
		IsVerified:   l.HIBPVerified || l.Status == Confirmed,
		IsFabricated: l.Status == Fabricated,
	}
}

// namesInHIBP lists HIBP's names for what was exposed.
func (l Leak) namesInHIBP(g *guide.Guide) []string {
	var names []string
	add := func(in []string) {
		if len(in) == 1 {
			names = append(names, in[0])
		}
	}
	for _, id := range slices.Concat(l.Exposed, l.ExposedForSome) {
		c, _ := g.Class(id)
		add(c.HIBP)
	}
	for _, id := range l.Also {
		e, _ := g.Extra(id)
		add(e.HIBP)
	}
	slices.SortFunc(names, byName)
	return slices.Compact(names)
}

// emails is how many e-mail addresses leaked, or 0 if that is not known.
func (l Leak) emails() int64 {
	for _, n := range l.Counts {
		if n.Of == Emails {
			return n.Number
		}
	}
	return 0
}

// dateFromHIBP reads a date of HIBP's, where the first of a month may stand
// for the whole month and 1 January for the year.
func dateFromHIBP(t time.Time) locale.Date {
	year, month, day := t.UTC().Date()
	switch {
	case day > 1:
		return locale.Date{Year: year, Month: month, Day: day}
	case month > time.January:
		return locale.Date{Year: year, Month: month}
	}
	return locale.Date{Year: year}
}

// byName orders names as HIBP does, whatever their capitals.
func byName(a, b string) int {
	return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
}
