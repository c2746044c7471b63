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
	count := func(indent string, c Counts) {
		add(indent, "bulk.answers", locale.Args{"found": c.Found, "possible": c.Possible, "not_found": c.NotFound, "cannot_tell": c.CannotTell})
	}
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
	count("", s.Counts)
	switch {
	case s.NotFound > 0:
		add("", "answer.not-found.means", nil)
	case len(s.Lists) == 0:
		add("", "answer.cannot-tell.no_list", nil)
	}
	for _, l := range s.Lists {
		name := wording.ListName(m, check.Result{Pack: l.Pack, About: check.About{Title: l.Title}}, false)
		if l.List != "" { // a leak may have lists of several kinds
			name += " (" + string(l.List) + ")"
		}
		lines = append(lines, name)
		count("  ", l.Counts)
		for _, r := range l.reasons() {
			add("  ", "bulk.times", locale.Args{"n": l.Reasons[r], "text": wording.Reason(m, check.Result{List: l.List, Reason: r})})
		}
		if l.Listed == nil {
			continue
		}
		if n := int64(math.Round(*l.Listed)); n > 0 {
			add("  ", "bulk.listed", locale.Args{"possible": l.Possible, "n": n})
		} else {
			add("  ", "bulk.listed_few", locale.Args{"possible": l.Possible})
		}
		if l.More {
			add("  ", "bulk.more", nil)
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
