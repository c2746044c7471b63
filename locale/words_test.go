package locale

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// anyFacts know every fact, so that the words can be tested without the data.
type anyFacts struct{}

func (anyFacts) Fact(ref string) (string, bool) { return "fact", true }

// builtIn returns the built-in messages as they stand in the files, by file.
func builtIn(t *testing.T) map[string][]rawMessage {
	t.Helper()
	names, err := fs.Glob(embedded, "*/*.toml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no words are built in: %v", err)
	}
	files := make(map[string][]rawMessage)
	for _, name := range names {
		if path.Base(name) == grammarFile {
			continue
		}
		messages, err := readMessages(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = messages
	}
	return files
}

// TestBuiltInWords loads all languages: it fails when one of them does not
// have exactly the keys and the holes of English.
func TestBuiltInWords(t *testing.T) {
	c, err := LoadFS(embedded, anyFacts{})
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, l := range c.Languages() {
		have = append(have, l.Tag)
		if l.Draft != (l.Tag != "en") || l.RTL != (l.Tag == "ur") {
			t.Errorf("%+v", l)
		}
	}
	if want := []string{"en", "hi", "ta", "ur", "bn", "mr", "te", "gu", "kn", "ml", "pa", "or", "as"}; !slices.Equal(have, want) {
		t.Errorf("the languages are %v, want %v", have, want)
	}
	for _, lang := range c.Languages() {
		if got, want := len(c.Messages(lang.Tag).Keys()), len(c.Messages("en").Keys()); got != want {
			t.Errorf("%s has %d messages, English has %d", lang.Tag, got, want)
		}
	}
}

// What must not be typed into a text, because it is a fact.
var (
	// A phone number, an amount, a year, in digits of any script.
	typedDigit = regexp.MustCompile(`\p{Nd}+`)
	// A web or e-mail address.
	typedAddress = regexp.MustCompile(`(?i)https?:|www\.|[\p{L}\p{N}]@|\b[a-z0-9-]+\.(in|com|org|net|gov|info|app|io)\b`)
	// A deadline or an amount in words.
	typedQuantity = regexp.MustCompile(`(?i)(^|[^\p{L}\p{M}])(` +
		`one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|` +
		`एक|दो|तीन|चार|पाँच|पांच|छह|छः|सात|आठ|नौ|दस|पंद्रह|बीस|तीस|चालीस|पचास|साठ|नब्बे|सौ` +
		`) (working |calendar )?(` +
		`minutes?|hours?|days?|weeks?|months?|years?|lakh|crore|million|thousand|rupees?|` +
		`मिनट|घंटे|घंटा|दिन|दिनों|हफ़्ते|हफ्ते|महीने|साल|लाख|करोड़|हज़ार|हजार|रुपये|रुपए)([^\p{L}\p{M}]|$)`)
	rupees = regexp.MustCompile(`₹|\bRs\b`)
)

// typedFacts lists what in a text looks like a fact.
func typedFacts(s string, months []string) []string {
	var found []string
	for _, re := range []*regexp.Regexp{typedDigit, typedAddress, typedQuantity, rupees} {
		found = append(found, re.FindAllString(s, -1)...)
	}
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		if slices.Contains(months, word) {
			found = append(found, word)
		}
	}
	return found
}

// TestNoTypedFacts fails on facts that are typed into a text instead of
// referred to, and on texts that are not clean.
func TestNoTypedFacts(t *testing.T) {
	c, err := LoadFS(embedded, anyFacts{})
	if err != nil {
		t.Fatal(err)
	}
	var months []string
	for _, lang := range c.Languages() {
		months = append(months, c.Messages(lang.Tag).grammar.Months...)
	}
	used := make(map[string]bool)
	for _, messages := range builtIn(t) {
		for _, message := range messages {
			for _, source := range message.forms {
				s := literals(t, source)
				for _, text := range allowed[message.key].texts {
					if strings.Contains(s, text) {
						used[message.key] = true
					}
					s = strings.ReplaceAll(s, text, "x")
				}
				for _, fact := range typedFacts(s, months) {
					t.Errorf("%s: %s has %q typed into it; refer to a fact, like {@channel.ncrp_1930.phone}", message.at, message.key, fact)
				}
				checkClean(t, message, s)
			}
		}
	}
	for key, a := range allowed {
		if a.reason == "" {
			t.Errorf("the allowance for %s has no reason", key)
		}
		if !used[key] {
			t.Errorf("the allowance for %s is not needed", key)
		}
	}
}

// literals is a text without its holes.
func literals(t *testing.T, source string) string {
	t.Helper()
	parsed, err := parseText(source)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range parsed {
		if p.kind == literal {
			b.WriteString(p.s)
		} else {
			b.WriteString("…")
		}
	}
	return b.String()
}

// checkClean fails on spacing and signs that no text should have.
func checkClean(t *testing.T, message rawMessage, s string) {
	t.Helper()
	switch {
	case strings.TrimSpace(s) == "":
		t.Errorf("%s: %s is empty", message.at, message.key)
	case strings.TrimSpace(s) != s:
		t.Errorf("%s: %s begins or ends with a space", message.at, message.key)
	case strings.Contains(s, "  "):
		t.Errorf("%s: %s has two spaces", message.at, message.key)
	case strings.ContainsAny(s, "⟦⟧\t\u200e\u200f\ufeff"):
		t.Errorf("%s: %s has a sign that no text should have", message.at, message.key)
	case regexp.MustCompile(` [,.।۔،؟؛]`).MatchString(s):
		t.Errorf("%s: %s has a space before a stop", message.at, message.key)
	}
}

func TestTypedFactsAreFound(t *testing.T) {
	months := []string{"June", "जून", "May"}
	for _, bad := range []string{
		"Call 1930", "१९३० पर कॉल करें", "௧௯௩௦", "in June", "जून में", "within three days", "within ten working days",
		"तीन दिन में", "see cybercrime.gov.in", "https://x", "help@uidai", "₹ more", "a hundred rupees", "दस लाख रुपये", "May",
	} {
		if len(typedFacts(bad, months)) == 0 {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{
		"Call at once.", "You may call.", "One person may have several.", "एक व्यक्ति के कई हो सकते हैं", "Do not count days.",
		"दिन न गिनें", "Write it down. In danger, call.", "all years",
	} {
		if found := typedFacts(good, months); len(found) > 0 {
			t.Errorf("%q does not pass: %q", good, found)
		}
	}
}

// TestHeads wants the licence at the head of each file, and the word DRAFT
// where no native speaker has read the words.
func TestHeads(t *testing.T) {
	c, err := LoadFS(embedded, anyFacts{})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range c.Languages() {
		names, err := fs.Glob(embedded, lang.Tag+"/*.toml")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(embedded, name)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(string(data), "\n")
			if lines[0] != "# SPDX-License-Identifier: CC-BY-SA-4.0" {
				t.Errorf("%s does not begin with its licence", name)
			}
			draft := slices.ContainsFunc(lines[:min(len(lines), 5)], func(line string) bool {
				return strings.HasPrefix(line, "# DRAFT: not yet reviewed by a native speaker")
			})
			if draft != lang.Draft {
				t.Errorf("%s: the first lines do not fit to draft = %v in language.toml", name, lang.Draft)
			}
		}
	}
}

// longest is how many words a sentence of guidance may have. A hole counts as
// one word, and so does the name Have I Been Pwned. Hindi writes as separate
// words what English has in its endings.
var longest = map[string]int{"en": 15}

const longestElsewhere = 17

// TestShortSentences covers the guidance; the words of the screens are short
// by nature.
func TestShortSentences(t *testing.T) {
	stop := regexp.MustCompile(`[.?!।۔؟:]["”]?(\s|$)`)
	for name, messages := range builtIn(t) {
		if path.Base(name) == "interface.toml" {
			continue
		}
		limit := longest[path.Dir(name)]
		if limit == 0 {
			limit = longestElsewhere
		}
		for _, message := range messages {
			for _, source := range message.forms {
				s := strings.ReplaceAll(literals(t, source), "Have I Been Pwned", "HaveIBeenPwned")
				for _, sentence := range stop.Split(s, -1) {
					if n := len(strings.Fields(sentence)); n > limit {
						t.Errorf("%s: %s has a sentence of %d words, more than %d: %s", message.at, message.key, n, limit, sentence)
					}
				}
			}
		}
	}
}
