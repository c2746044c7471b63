package bulk

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"neem/check"
	"neem/check/bucket"
	"neem/check/detail"
)

// A Summary counts what came out. Its JSON is a contract: names may be added,
// not changed.
type Summary struct {
	Columns    map[detail.Kind]string `json:"columns,omitempty"` // that were read; none of a domain search
	Rows       int64                  `json:"rows"`
	FaultyRows int64                  `json:"faulty_rows"` // of which something was not asked
	PassedOver int64                  `json:"passed_over"` // entries of a domain search that name pastes only
	Questions  int64                  `json:"questions"`
	Counts                            // of questions, by their weightiest answer
	Faults     []Fault                `json:"faults"`
	Lists      []List                 `json:"lists"`
}

// Counts are numbers of answers.
type Counts struct {
	Found      int64 `json:"found"`
	Possible   int64 `json:"possible"`
	NotFound   int64 `json:"not_found"`
	CannotTell int64 `json:"cannot_tell"`
}

func (c *Counts) add(a check.Answer) {
	switch a {
	case check.Found:
		c.Found++
	case check.Possible:
		c.Possible++
	case check.NotFound:
		c.NotFound++
	default:
		c.CannotTell++
	}
}

// A Fault says how often something was wrong in one way.
type Fault struct {
	Code  string `json:"code"` // such as "mobile/too-short" or "row/fields"
	Words string `json:"words"`
	Rows  int64  `json:"rows"`
	// First are the numbers of the first of these rows, so that they are found
	// in the input.
	First []int64 `json:"first"`
}

// shownRows is how many rows with the same fault are named.
const shownRows = 10

// A List says what one list answered.
type List struct {
	Pack   string        `json:"pack"`
	List   bucket.Shape  `json:"list"`
	Leak   string        `json:"leak"`
	Title  string        `json:"title"`
	Policy bucket.Policy `json:"policy"`
	Counts
	Reasons map[check.Reason]int64 `json:"reasons,omitempty"` // why it could not tell
	// Listed estimates how many of the "possible" are really in the list; nil
	// if there is none.
	Listed *float64 `json:"possible_listed"`
	// ByChance is how many of those asked about would get a hit if none of them
	// were listed.
	ByChance float64 `json:"by_chance"`
	// More says that there are more hits than chance and the list's share of
	// all people explain. Listed is then taken from the number of hits.
	More bool `json:"more_than_expected"`
}

// A tally counts. It grows with the number of lists and kinds of faults, not
// with that of rows.
type tally struct {
	columns                 map[detail.Kind]string
	rows, faulty, questions int64
	counts                  Counts
	faults                  map[string]*Fault
	lists                   map[listKey]*listTally
	order                   []*listTally
}

// A listKey tells lists apart.
type listKey struct {
	pack, leak, publisher, coverage string
	list                            bucket.Shape
	edition                         uint64
}

type listTally struct {
	List
	possible float64 // listed among the possible, by the share that each answer says
	found    float64 // the same of those found
	rates    float64 // sum of the false-positive rates of all that were answered
	spread   float64 // variance of the number of false hits
}

func newTally(columns map[detail.Kind]string) *tally {
	return &tally{columns: columns, faults: map[string]*Fault{}, lists: map[listKey]*listTally{}}
}

func (t *tally) row(r row) {
	t.rows++
	if len(r.faults) > 0 {
		t.faulty++
	}
	for _, f := range r.faults {
		code, words := faultOf(f.err)
		if t.faults[code] == nil {
			t.faults[code] = &Fault{Code: code, Words: words}
		}
		known := t.faults[code]
		known.Rows++
		if len(known.First) < shownRows && !slices.Contains(known.First, r.number) {
			known.First = append(known.First, r.number)
		}
	}
}

// answers takes the results of one question.
func (t *tally) answers(results []check.Result) {
	t.questions++
	t.counts.add(check.Outcome(results))
	for _, r := range results {
		key := listKey{r.Pack, r.Leak, r.About.Publisher, r.About.Coverage, r.List, r.About.Edition}
		l := t.lists[key]
		if l == nil {
			l = &listTally{List: List{Pack: r.Pack, List: r.List, Leak: r.Leak, Title: r.About.Title, Policy: r.About.Policy}}
			t.lists[key] = l
			t.order = append(t.order, l)
		}
		l.add(r)
	}
}

func (l *listTally) add(r check.Result) {
	l.Counts.add(r.Answer)
	if r.Answer == check.CannotTell {
		if l.Reasons == nil {
			l.Reasons = map[check.Reason]int64{}
		}
		l.Reasons[r.Reason]++
	}
	if f := r.FalsePositive; f != nil {
		l.rates += *f
		l.spread += *f * (1 - *f)
	}
	switch {
	case r.ListedShare == nil:
	case r.Answer == check.Possible:
		l.possible += *r.ListedShare
	case r.Answer == check.Found:
		l.found += *r.ListedShare
	}
}

// finish estimates. Each answer's share holds for people taken from all whom
// the list may be about. An organisation's members may be listed more often;
// the number of hits tells, once it is far above what is expected (three
// standard deviations), and then it is what counts: to go on saying "about 3 in
// 40" would be a false comfort.
func (l *listTally) finish() List {
	l.ByChance = l.rates
	hits, asked := float64(l.Found+l.Possible), float64(l.Found+l.Possible+l.NotFound)
	if l.Possible == 0 {
		return l.List
	}
	listed := l.possible
	if mean := l.rates / asked; mean < 1 {
		byHits := (hits - l.rates) / (1 - mean)
		expected := l.possible + l.found
		if byHits > expected+3*math.Sqrt(l.spread+expected) {
			listed, l.More = min(byHits-l.found, float64(l.Possible)), true
		}
	}
	l.Listed = &listed
	return l.List
}

// reasons returns why the list could not tell, in a fixed order.
func (l List) reasons() []check.Reason { return slices.Sorted(maps.Keys(l.Reasons)) }

func (t *tally) summary(passed int64) Summary {
	s := Summary{
		Columns: t.columns, Rows: t.rows, FaultyRows: t.faulty, PassedOver: passed,
		Questions: t.questions, Counts: t.counts, Faults: []Fault{}, Lists: []List{},
	}
	for _, f := range slices.SortedFunc(maps.Values(t.faults), func(a, b *Fault) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Code, b.Code))
	}) {
		s.Faults = append(s.Faults, *f)
	}
	for _, l := range t.order {
		s.Lists = append(s.Lists, l.finish())
	}
	return s
}
