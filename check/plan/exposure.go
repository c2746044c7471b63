package plan

import (
	"slices"

	"neem/check"
	"neem/check/catalog"
	"neem/check/detail"
	"neem/check/guide"
)

// OfLeak is the exposure of a person who used the service of a leak. given are
// data classes of which the person knows that the service had them: what
// leaked for some people only then leaked for this one. A fabricated leak
// exposes nothing: ok is false.
func OfLeak(l catalog.Leak, given ...string) (e Exposure, ok bool) {
	if l.Status == catalog.Fabricated {
		return Exposure{}, false
	}
	e = Exposure{Leak: l.ID, How: Used, Unknown: l.ExposedUnknown, Classes: slices.Clone(l.Exposed)}
	if l.Status == catalog.Denied || l.Status == catalog.Alleged {
		e.How = Doubted
	}
	for _, class := range l.ExposedForSome {
		if slices.Contains(given, class) {
			e.Classes = append(e.Classes, class)
		} else {
			e.Some = append(e.Some, class)
		}
	}
	return e, true
}

// OfCaller is the exposure of a person about whom a caller knew the classes.
func OfCaller(classes []string) Exposure {
	return Exposure{How: Known, Classes: slices.Clone(classes)}
}

// OfResult is the exposure that the answer of a list shows; ok is false for
// answers that show none. What leaked is what the catalogue says of the leak,
// else what the publisher says, and always what the list is about. given is as
// for OfLeak.
func OfResult(g *guide.Guide, leaks *catalog.Catalog, r check.Result, given ...string) (e Exposure, ok bool) {
	if r.Answer != check.Found && r.Answer != check.Possible {
		return Exposure{}, false
	}
	if l, known := leaks.Leak(r.Leak); known {
		if e, ok = OfLeak(l, given...); !ok {
			return Exposure{}, false
		}
	} else {
		e.Title = r.About.Title
		for _, word := range r.About.Exposed {
			if c, ok := g.Class(classOf(word)); ok {
				e.Classes = append(e.Classes, c.ID)
			}
		}
	}
	e.How = Found
	if r.Answer == check.Possible {
		e.How = Possible
	}
	e.Classes = union(e.Classes, []string{classOf(string(r.List.Direct()))})
	return e, true
}

// classOf is the data class that a kind of detail belongs to; publishers may
// write either.
func classOf(word string) string {
	switch detail.Kind(word) {
	case detail.Mobile:
		return "mobile_number"
	case detail.Password:
		return "password_plain"
	}
	return word // an e-mail address is called the same
}
