package vault

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"neem/check"
	"neem/check/bucket"
	"neem/check/detail"
)

// A Record is what a list said when the person was last told. An unusable pack
// has one too, without a list.
type Record struct {
	Pack    string       `json:"pack"`
	Leak    string       `json:"leak,omitempty"`
	List    bucket.Shape `json:"list,omitempty"`
	Edition uint64       `json:"edition,omitempty"`
	Answer  check.Answer `json:"answer"`
	Gone    bool         `json:"gone,omitempty"` // the list was no longer there
}

func recordOf(r check.Result) Record {
	return Record{Pack: r.Pack, Leak: r.Leak, List: r.List, Edition: r.About.Edition, Answer: r.Answer}
}

// same reports whether two records are of the same list, in whatever edition.
func (r Record) same(o Record) bool { return r.Pack == o.Pack && r.Leak == o.Leak && r.List == o.List }

// usable reports whether a list answered, and not a pack that cannot be used.
func (r Record) usable() bool { return r.List != "" }

// What says in which way an answer is new.
type What string

// The ways.
const (
	FirstLook  What = "first-look"  // lists were never asked about this detail
	NewList    What = "new-list"    // this one never was
	NewEdition What = "new-edition" // the list is newer, whether or not it says the same
	NewAnswer  What = "new-answer"  // it says something else, in the same or an older edition
	ListGone   What = "list-gone"   // it is no longer installed; what it said stays true
)

// A Change is an answer that is new.
type Change struct {
	What   What
	Before Record // zero if the list was never asked
	// Result is the answer; of a list that is gone only Pack, List, Leak and
	// the answer that it gave last.
	Result check.Result
}

// Compare says which of the answers to one query are new since before, which is
// nil if there never were any, and what to keep of them for the next time. The
// most serious stand first: found, possible, cannot tell, not found.
//
// While a pack cannot be used, its lists are not gone: what they said last is
// kept, and is not news when they are back.
func Compare(before []Record, now []check.Result) (changes []Change, after []Record) {
	first := before == nil
	results := onePerList(now)
	after = []Record{}
	broken := false
	for _, r := range results {
		rec := recordOf(r)
		broken = broken || !rec.usable()
		after = append(after, rec)
		at := slices.IndexFunc(before, rec.same)
		c := Change{Result: r}
		if at >= 0 {
			c.Before = before[at]
		}
		switch {
		case first:
			c.What = FirstLook
		case at < 0 && rec.usable():
			c.What = NewList
		case at < 0:
			c.What = NewAnswer // a pack that worked, or came as it is now
		case rec.Edition > before[at].Edition:
			c.What = NewEdition
		case rec.Answer != before[at].Answer:
			c.What = NewAnswer
		default:
			continue
		}
		changes = append(changes, c)
	}
	for _, old := range before {
		if !old.usable() || slices.ContainsFunc(after, old.same) {
			continue
		}
		// A pack that cannot be opened at all may be known by its path alone,
		// so that one that cannot be used may stand for any list.
		if !old.Gone && !broken {
			old.Gone = true
			changes = append(changes, Change{What: ListGone, Before: old, Result: check.Result{Pack: old.Pack, List: old.List, Leak: old.Leak, Answer: old.Answer}})
		}
		after = append(after, old)
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return cmp.Compare(rank(a), rank(b)) })
	return changes, after
}

func rank(c Change) int {
	if c.What == ListGone {
		return 4
	}
	return slices.Index([]check.Answer{check.Found, check.Possible, check.CannotTell, check.NotFound}, c.Result.Answer)
}

// onePerList keeps one answer of each list, the one that sums them up: the same
// list may be installed twice.
func onePerList(results []check.Result) []check.Result {
	var kept []check.Result
	for _, r := range results {
		at := slices.IndexFunc(kept, func(k check.Result) bool { return recordOf(k).same(recordOf(r)) })
		switch {
		case at < 0:
			kept = append(kept, r)
		case check.Outcome([]check.Result{kept[at], r}) != kept[at].Answer || kept[at].Answer == r.Answer && r.About.Edition > kept[at].About.Edition:
			kept[at] = r
		}
	}
	return kept
}

// News is what is new for one person about one of their details.
type News struct {
	Person  Person
	Detail  detail.Detail
	Changes []Change
}

// A Look is what lists say now of everybody who is saved.
type Look struct {
	News []News     // people in their order; those without news are left out
	All  []Sighting // each detail that was asked about, in the same order
}

// Format implements fmt.Formatter, so that printing a look gives nothing away.
func (l Look) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "[look with %d news]", len(l.News)) }

// Of returns what a look found about one person.
func (l Look) Of(who ID) Look {
	var of Look
	for _, n := range l.News {
		if n.Person.ID == who {
			of.News = append(of.News, n)
		}
	}
	for _, s := range l.All {
		if s.Person == who {
			of.All = append(of.All, s)
		}
	}
	return of
}

// A Headline is the most serious of what is new for one person.
type Headline struct {
	Person Person
	Change Change
}

// Headlines returns one for each person with news, in their order.
func (l Look) Headlines() []Headline {
	var all []Headline
	for _, n := range l.News {
		h := Headline{n.Person, n.Changes[0]} // the most serious stands first
		switch at := len(all) - 1; {
		case at < 0 || all[at].Person.ID != h.Person.ID:
			all = append(all, h)
		case rank(h.Change) < rank(all[at].Change):
			all[at] = h
		}
	}
	return all
}

// A Sighting is what lists say now of one detail of a person.
type Sighting struct {
	Person  ID
	Detail  detail.Detail
	Query   check.Query // the detail and what stands beside it
	Results []check.Result

	after []Record // what to keep of it
}

// Look asks lists about everybody who is saved and says what is new for whom.
// Nothing is written: call [Vault.Seen] once the person was told, so that
// nothing new is ever lost; at worst it is told twice.
func (v *Vault) Look(ctx context.Context, lists Asker) (Look, error) {
	v.mu.Lock()
	b, err := v.load()
	v.mu.Unlock()
	if err != nil {
		return Look{}, err
	}
	var look Look
	for _, s := range b.People {
		p, err := s.person()
		if err != nil {
			return Look{}, &Error{Reason: Damaged, Err: err}
		}
		for i, d := range p.Details {
			if !d.Kind().Direct() {
				continue
			}
			q, err := p.query(d)
			if err != nil {
				return Look{}, &Error{Reason: Damaged, Err: err}
			}
			results, err := lists.Check(ctx, q)
			if err != nil {
				return Look{}, fmt.Errorf("checking saved people: %w", err)
			}
			var before []Record
			if s.Details[i].Looked {
				before = append([]Record{}, s.Details[i].Seen...) // not nil
			}
			changes, after := Compare(before, results)
			look.All = append(look.All, Sighting{Person: p.ID, Detail: d, Query: q, Results: results, after: after})
			if len(changes) > 0 {
				look.News = append(look.News, News{Person: p, Detail: d, Changes: changes})
			}
		}
	}
	return look, nil
}

// Seen remembers that the person was told what a look found. People and
// details that were removed or changed meanwhile are passed over.
func (v *Vault) Seen(ctx context.Context, look Look) error {
	return v.change(ctx, func(b *body) error {
		for _, s := range look.All {
			for i := range b.People {
				if b.People[i].ID != s.Person {
					continue
				}
				for j := range b.People[i].Details {
					d := &b.People[i].Details[j]
					if d.Kind == s.Detail.Kind() && d.Normal == s.Detail.Normal() {
						d.Looked, d.Seen = true, s.after
					}
				}
			}
		}
		return nil
	})
}
