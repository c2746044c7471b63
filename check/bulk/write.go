package bulk

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"neem/check"
	"neem/check/detail"
	"neem/check/table"
	"neem/check/wording"
	"neem/locale"
)

// ErrWriting is wrapped by errors that come from the file of the answers, or
// from where it is to be.
var ErrWriting = errors.New("writing the answers")

// bom begins the answers. Excel takes a file that is opened by a double click
// for UTF-8 only if this stands there, and would garble masks, titles and every
// meaning that is not English. Other programs, ours among them, pass over it.
const bom = "\ufeff"

// header returns the names of the columns of the answers. They are a contract:
// more may be added at the end, none may change.
func header() []string {
	return []string{
		"row",          // the line on which the row begins, the first line of the input being 1; in a domain search the entry
		"reference",    // of the row, if a column for it was chosen
		"asked",        // the kinds asked about, such as "mobile+id4"; of a fault, the faulty one
		"detail",       // masked
		"answer",       // "found", "possible", "not-found", "cannot-tell"; "fault": was not asked
		"meaning",      // the answer in words, in the language of who asks
		"title",        // of the leak
		"date",         // of the leak
		"leak",         // its id
		"list",         // the kinds in the list
		"pack",         // id
		"reason",       // why nothing can be told, or the code of the fault
		"listed_share", // of those who get such an answer, how many are listed
	}
}

// answerFault stands where the answer would be for what was not asked.
const answerFault = "fault"

// A writer writes the answers.
type writer struct {
	csv      *csv.Writer
	raw      io.Writer
	words    *locale.Messages
	meanings map[string]string
}

func newWriter(out io.Writer, words *locale.Messages) *writer {
	return &writer{csv: csv.NewWriter(out), raw: out, words: words, meanings: map[string]string{}}
}

func (w *writer) head() error {
	if _, err := io.WriteString(w.raw, bom); err != nil {
		return writing(err)
	}
	return writing(w.csv.Write(header()))
}

func (w *writer) flush() error {
	w.csv.Flush()
	return writing(w.csv.Error())
}

func writing(err error) error {
	if err != nil {
		return fmt.Errorf("%w: %w", ErrWriting, err)
	}
	return nil
}

// line writes one line of the answers.
func (w *writer) line(r row, asked, mask string, answer, meaning, reason string, about check.Result, share string) error {
	return writing(w.csv.Write([]string{
		strconv.FormatInt(r.number, 10), inert(r.reference), asked, inert(mask), answer, meaning,
		inert(about.About.Title), inert(about.About.Date), inert(about.Leak), string(about.List), inert(about.Pack), reason, share,
	}))
}

// answers writes what each list says about a question.
func (w *writer) answers(r row, q check.Query, results []check.Result) error {
	shape, mask := q.Shape(), q.Mask()
	if len(results) == 0 {
		return w.line(r, shape, mask, string(check.CannotTell), inert(w.words.Text("answer.cannot-tell.no_list")), "no-list", check.Result{}, "")
	}
	for _, a := range results {
		share := ""
		if a.ListedShare != nil {
			share = strconv.FormatFloat(*a.ListedShare, 'g', 4, 64)
		}
		if err := w.line(r, shape, mask, string(a.Answer), w.meaning(a), string(a.Reason), a, share); err != nil {
			return err
		}
	}
	return nil
}

// fault writes why something of a row was not asked.
func (w *writer) fault(r row, f fault) error {
	code, _ := faultOf(f.err)
	return w.line(r, string(f.kind), "", answerFault, inert(FaultText(w.words, code)), code, check.Result{}, "")
}

// faultOf is [table.FaultOf] with the fault that only this package has.
func faultOf(err error) (code, words string) {
	if errors.Is(err, errNothing) {
		return "row/empty", err.Error()
	}
	return table.FaultOf(err)
}

// meaning says an answer in words. There are few different ones, and each is
// made once.
func (w *writer) meaning(r check.Result) string {
	key := string(r.Answer) + "|" + string(r.List) + "|" + string(r.Reason)
	if r.ListedShare != nil {
		key += "|" + strconv.FormatInt(wording.OneIn(*r.ListedShare), 10)
	}
	text, ok := w.meanings[key]
	if !ok {
		var parts []string
		for _, l := range wording.Lines(w.words, check.Result{Answer: r.Answer, List: r.List, Reason: r.Reason, ListedShare: r.ListedShare}, false) {
			if !l.Lesser {
				parts = append(parts, l.Text)
			}
		}
		text = inert(strings.Join(parts, " "))
		w.meanings[key] = text
	}
	return text
}

// FaultText says what is wrong, by the code of a [Fault].
func FaultText(m *locale.Messages, code string) string {
	kind, name, _ := strings.Cut(code, "/")
	for _, k := range detail.Kinds() {
		if string(k) == kind {
			return wording.Fault(m, k, detail.Fault(name))
		}
	}
	switch code {
	case "row/empty", "row/fields", "row/quotes":
		return m.Text("bulk.fault." + name)
	}
	return m.Text("bulk.fault.other")
}

// inert returns a cell that no spreadsheet program takes for a formula: an
// apostrophe goes before a sign with which one can begin, wherever some program
// might see the beginning of a cell. Line ends and tabs become spaces, so that
// every answer is one line.
func inert(cell string) string {
	var b strings.Builder
	begins := true
	for _, r := range cell {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			r = ' '
		}
		switch {
		case begins && strings.ContainsRune("=+-@＝＋－＠", r):
			b.WriteByte('\'')
			begins = false
		case strings.ContainsRune(`,;|"`, r):
			begins = true // where something else than a comma separates cells
		case !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r):
			begins = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
