package locale

import "strings"

// draftMark begins the line that marks a file of words as a draft.
const draftMark = "# DRAFT: not yet reviewed by a native speaker"

// headLines is how many lines the head of a file has, at most, in which the
// mark is looked for.
const headLines = 5

// isDraft reports whether a file of words is marked as a draft in its head.
func isDraft(data []byte) bool {
	line := 0
	for s := range strings.Lines(string(data)) {
		if line++; line > headLines {
			break
		}
		if strings.HasPrefix(s, draftMark) {
			return true
		}
	}
	return false
}
