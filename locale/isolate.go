package locale

import "strings"

// Marks of the Unicode Bidirectional Algorithm (UAX 9, 2.2).
const (
	firstStrongIsolate = "\u2068"
	popIsolate         = "\u2069"
)

// isolate keeps what fills a hole in one piece where lines run from right to
// left: without it a phone number with hyphens comes out as "4949-11-1800", and
// the stop behind an English name stands on the wrong side of it. What it holds
// runs as its own letters do; a number runs from left to right.
//
// Languages that run from left to right are left as they are.
func (m *Messages) isolate(s string) string {
	if !m.lang.RTL || s == "" {
		return s
	}
	return firstStrongIsolate + s + popIsolate
}

// Isolate keeps a text of somebody else's in one piece that stands by itself among
// words of the language, as what fills a hole is.
func (m *Messages) Isolate(s string) string { return m.isolate(s) }

func (m *Messages) isolateAll(items []string) []string {
	if !m.lang.RTL {
		return items
	}
	all := make([]string, len(items))
	for i, s := range items {
		all[i] = m.isolate(s)
	}
	return all
}

// isolates are all marks of isolation.
var isolates = strings.NewReplacer("\u2066", "", "\u2067", "", firstStrongIsolate, "", popIsolate, "")

// StripIsolates returns a text without the marks that [Messages] put around what
// fills a hole, for programs that would show them, such as terminals.
func StripIsolates(s string) string { return isolates.Replace(s) }
