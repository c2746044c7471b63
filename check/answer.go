// Package check answers, for one person's details, whether they are in the
// lists of the packs at hand.
//
// A query holds a direct identifier and what quasi-identifiers the person
// gave beside it. Every list that has the same direct identifier is asked and
// gives one of four answers: found, possible, not in this list, cannot tell.
// The last covers everything that stands between a question and a proven
// answer, a missing part of the detail or of the pack as much as damage:
// nothing that goes wrong may ever come out as "not in this list".
//
// Nothing below this package reaches the network, and no query is stored.
package check

import (
	"slices"

	"neem/check/bucket"
	"neem/check/pack"
)

// Answer is what a list says about a query.
type Answer string

// The answers.
const (
	// Found: at least [FoundShare] of the people who would see this are truly
	// in the list.
	Found Answer = "found"
	// Possible: fewer are; see Result.ListedShare.
	Possible Answer = "possible"
	// NotFound: proven not to be in this list.
	NotFound Answer = "not-found"
	// CannotTell: no answer could be proven; see Result.Reason.
	CannotTell Answer = "cannot-tell"
)

// FoundShare is the share of truly listed people among those who see a hit
// from which the answer is "found".
const FoundShare = 0.95

// Reason says why the answer is "cannot tell".
type Reason string

// The reasons beside those of package pack.
const (
	PartMissing  Reason = "part-missing"  // the list needs a part that was not given
	ShardMissing Reason = "shard-missing" // a file of the pack is not installed
	Failed       Reason = "failed"        // the system failed to read
)

// A Result is the answer of one list, or says that a pack cannot be used.
type Result struct {
	Pack  string       // id; of an unusable pack, its file
	List  bucket.Shape // "" for an unusable pack
	Leak  string       // id of the leak, "" for an unusable pack
	About About

	Answer        Answer
	FalsePositive *float64 // rate in the person's group; nil for CannotTell
	ListedShare   *float64 // nil but for Found and Possible
	// UsedShare is ListedShare among the people who used the service that the
	// details leaked from; nil where the pack does not say how many those are.
	UsedShare *float64
	Reason    Reason // "" but for CannotTell
	Why       string // the reason in English, for experts and logs
}

// About is what the publisher says of the list that answered. It is shown as
// the publisher's words.
type About struct {
	Publisher string
	Edition   uint64
	Title     string // of the leak
	Date      string // of the leak, YYYY-MM-DD
	Coverage  string
	Exposed   []string // what the leak exposed, in the publisher's words
	Users     uint64   // of the service; 0: not said
	Policy    bucket.Policy
}

func (a About) equal(b About) bool {
	return a.Publisher == b.Publisher && a.Edition == b.Edition && a.Title == b.Title && a.Date == b.Date && a.Users == b.Users &&
		a.Coverage == b.Coverage && slices.Equal(a.Exposed, b.Exposed) && a.Policy == b.Policy
}

// Outcome sums up results: found before possible before cannot tell before
// not found, cannot tell if no list was asked.
func Outcome(results []Result) Answer {
	rank := map[Answer]int{NotFound: 1, CannotTell: 2, Possible: 3, Found: 4}
	best := CannotTell
	for i, r := range results {
		if i == 0 || rank[r.Answer] > rank[best] {
			best = r.Answer
		}
	}
	return best
}

// Used returns what the answer is for somebody who used the service: how many
// people did bounds how many could see a hit by chance. Without UsedShare it is
// the answer as it is.
func (r Result) Used() Result {
	if r.UsedShare == nil {
		return r
	}
	r.ListedShare = r.UsedShare
	r.Answer = answerFor(*r.UsedShare)
	return r
}

// answerFor is the answer of a hit.
func answerFor(share float64) Answer {
	if share >= FoundShare {
		return Found
	}
	return Possible
}

func unusable(e *pack.Error) Result {
	return Result{Pack: e.Path, Answer: CannotTell, Reason: Reason(e.Reason), Why: e.Why()}
}
