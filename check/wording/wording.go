// Package wording says in a person's language what the check packages
// answered, the same in the window and in the terminal.
package wording

import (
	"math"
	"slices"
	"time"

	"neem/assets/starter"
	"neem/check"
	"neem/check/detail"
	"neem/locale"
)

// Heading sums up what the lists said about a query of these kinds: the
// weightiest answer and what was tried.
func Heading(m *locale.Messages, kinds []detail.Kind, results []check.Result) string {
	outcome := check.Outcome(results)
	return m.Text("answer."+string(outcome)+".title", locale.Args{"tried": tried(m, triedKinds(kinds, results, outcome))})
}

// triedKinds returns the kinds that the lists with this outcome looked at: a
// list of mobiles says nothing about the ID typed beside one.
func triedKinds(asked []detail.Kind, results []check.Result, outcome check.Answer) []detail.Kind {
	var kinds []detail.Kind
	for _, r := range results {
		if r.Answer != outcome || r.List == "" {
			continue
		}
		for _, k := range r.List.Kinds() {
			if !slices.Contains(kinds, k) {
				kinds = append(kinds, k)
			}
		}
	}
	if len(kinds) == 0 || outcome == check.CannotTell {
		return asked
	}
	return kinds
}

func tried(m *locale.Messages, kinds []detail.Kind) string {
	var names []string
	for _, k := range kinds {
		names = append(names, m.Text("tried."+string(k)))
	}
	if len(names) == 2 {
		return m.Text("tried.with", locale.Args{"first": names[0], "second": names[1]})
	}
	return m.List(names)
}

// Summary says what the answers of all lists mean together, without what
// single lists say.
func Summary(m *locale.Messages, kinds []detail.Kind, results []check.Result) []string {
	outcome := check.Outcome(results)
	switch {
	case len(results) == 0:
		return []string{m.Text("answer.cannot-tell.no_list")}
	case outcome == check.NotFound:
		return []string{m.Text("answer.not-found.means")}
	case outcome == check.Found && slices.Contains(kinds, detail.Password):
		return []string{m.Text("answer.found.password")}
	}
	return nil
}

// Meaning says what the weightiest answer means for the person, in a line or
// two: how sure a "perhaps" is, that "not found" proves nothing, why nothing
// could be told.
func Meaning(m *locale.Messages, kinds []detail.Kind, results []check.Result) []string {
	outcome := check.Outcome(results)
	lines := Summary(m, kinds, results)
	for _, r := range results {
		var line string
		switch {
		case r.Answer != outcome:
			continue
		case outcome == check.CannotTell:
			line = Reason(m, r)
		case outcome == check.Possible && r.ListedShare != nil:
			line = listedShare(m, *r.ListedShare)
		}
		if line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// ListName names the list that answered. builtIn says that it is the starter
// pack, which has a name in every language.
func ListName(m *locale.Messages, r check.Result, builtIn bool) string {
	name := r.About.Title
	switch {
	case builtIn:
		name = m.Text("list.starter_title")
	case name == "":
		name = r.Pack
	}
	return m.Text("list.asked", locale.Args{"title": name})
}

// BuiltIn reports whether the starter pack gave a result. It holds for results
// of a library only, which lets no other pack take that name.
func BuiltIn(r check.Result) bool { return r.Pack == starter.ID }

// A Line is one line of an answer; lesser ones may be shown smaller.
type Line struct {
	Text   string
	Lesser bool
}

// Lines says what one list answered, to what, and what the list covers.
func Lines(m *locale.Messages, r check.Result, builtIn bool) []Line {
	var lines []Line
	add := func(lesser bool, key string, args locale.Args) {
		lines = append(lines, Line{m.Text(key, args), lesser})
	}
	if r.Answer == check.CannotTell {
		lines = append(lines, Line{Text: Reason(m, r)})
	} else {
		add(false, "list.says."+string(r.Answer), locale.Args{"tried": tried(m, r.List.Kinds())})
	}
	if r.Answer == check.Possible && r.ListedShare != nil {
		lines = append(lines, Line{Text: listedShare(m, *r.ListedShare)})
	}
	if r.Answer == check.Found && r.FalsePositive != nil && *r.FalsePositive > 0 {
		add(true, "list.rate", locale.Args{"n": OneIn(*r.FalsePositive)})
	}
	if hit := r.Answer == check.Found || r.Answer == check.Possible; hit && r.List.Direct() == detail.Mobile {
		add(true, "list.recycled", nil)
	}
	switch {
	case builtIn:
		add(true, "list.starter", nil)
	case r.About.Coverage != "":
		add(true, "list.coverage", locale.Args{"coverage": r.About.Coverage})
	}
	if day, err := time.Parse(time.DateOnly, r.About.Date); err == nil {
		add(true, "list.date", locale.Args{"date": m.Date(day)})
	}
	return lines
}

// IfUsed says what the answer of a list would mean to somebody who used the
// service; nothing if that is not known or makes no difference.
func IfUsed(m *locale.Messages, r check.Result) string {
	switch {
	case r.UsedShare == nil || r.Answer != check.Possible:
		return ""
	case *r.UsedShare >= 0.5:
		return m.Text("answer.used.sure")
	}
	return m.Text("answer.used.share", locale.Args{"n": OneIn(*r.UsedShare)})
}

// Reason says why a list cannot tell, and what to do.
func Reason(m *locale.Messages, r check.Result) string {
	args := locale.Args{}
	if r.Reason == check.PartMissing {
		args["parts"] = []string{m.Text("field." + string(r.List.Quasi()) + ".label")}
	}
	return m.Text("reason."+string(r.Reason), args)
}

// Fault says what is wrong with something typed.
func Fault(m *locale.Messages, k detail.Kind, f detail.Fault) string {
	key := "fault." + string(f)
	if m.Has(key + "." + string(k)) {
		return m.Text(key + "." + string(k))
	}
	return m.Text(key + ".text")
}

// listedShare says how many of those who see a "perhaps" are in the list.
func listedShare(m *locale.Messages, share float64) string {
	n := OneIn(share)
	if n == 1 {
		return m.Text("answer.possible.most")
	}
	return m.Text("answer.possible.share", locale.Args{"n": n})
}

// OneIn turns a share into the n of "1 in n".
func OneIn(share float64) int64 { return max(1, int64(math.Round(1/max(share, 1e-12)))) }
