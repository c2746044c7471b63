package bulk

import (
	"fmt"
	"math"

	"neem/check"
	"neem/check/detail"
	"neem/check/wording"
	"neem/locale"
)

// Words says a summary in a person's language, line by line.
func (s Summary) Words(m *locale.Messages) []string {
	var lines []string
	add := func(indent, key string, args locale.Args) { lines = append(lines, indent+m.Text(key, args)) }
	if len(s.Columns) > 0 {
		var columns []string
		for _, k := range detail.Kinds() {
			if name, ok := s.Columns[k]; ok {
				columns = append(columns, fmt.Sprintf("%s = “%s”", k, name))
			}
		}
		add("", "bulk.columns", locale.Args{"columns": columns})
	}
	add("", "bulk.count", locale.Args{"rows": s.Rows, "questions": s.Questions})
	lines = append(lines, s.Counts.words(m))
	switch {
	case s.NotFound > 0:
		add("", "answer.not-found.means", nil)
	case len(s.Lists) == 0:
		add("", "answer.cannot-tell.no_list", nil)
	}
	for _, l := range s.Lists {
		name := l.Name(m)
		if l.List != "" { // a leak may have lists of several kinds
			name += " (" + string(l.List) + ")"
		}
		lines = append(lines, name)
		for _, line := range l.Words(m) {
			lines = append(lines, "  "+line)
		}
	}
	if s.FaultyRows > 0 {
		add("", "bulk.not_asked", locale.Args{"n": s.FaultyRows})
	}
	for _, f := range s.Faults {
		add("  ", "bulk.times", locale.Args{"n": f.Rows, "text": FaultText(m, f.Code)})
	}
	if s.PassedOver > 0 {
		add("", "bulk.passed_over", locale.Args{"n": s.PassedOver})
	}
	return lines
}

// Name is what people call the list.
func (l List) Name(m *locale.Messages) string {
	return wording.ListName(m, check.Result{Pack: l.Pack, About: check.About{Title: l.Title}}, false)
}

// Words says what the list answered, why it could not answer, and what its
// "perhaps" are worth.
func (l List) Words(m *locale.Messages) []string {
	lines := []string{l.Counts.words(m)}
	for _, r := range l.reasons() {
		lines = append(lines, m.Text("bulk.times", locale.Args{"n": l.Reasons[r], "text": wording.Reason(m, check.Result{List: l.List, Reason: r})}))
	}
	if l.Listed == nil {
		return lines
	}
	if n := int64(math.Round(*l.Listed)); n > 0 {
		lines = append(lines, m.Text("bulk.listed", locale.Args{"possible": l.Possible, "n": n}))
	} else {
		lines = append(lines, m.Text("bulk.listed_few", locale.Args{"possible": l.Possible}))
	}
	if l.More {
		lines = append(lines, m.Text("bulk.more"))
	}
	return lines
}

func (c Counts) words(m *locale.Messages) string {
	return m.Text("bulk.answers", locale.Args{"found": c.Found, "possible": c.Possible, "not_found": c.NotFound, "cannot_tell": c.CannotTell})
}
