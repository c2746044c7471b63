package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"neem/check/edition"
)

var update = flag.Bool("update", false, "write the worked cases anew")

// The worked cases: what somebody tells, and what they read then. They stand
// in docs/cases-<language>.md, for people who review the guidance.
var cases = []struct {
	title string
	topic string
	input []string
}{
	{"Money went yesterday by UPI", "happened", []string{"happened: money", "way: upi", "day: 23.11.2026"}},
	{"Cash by Aadhaar, an older woman", "happened", []string{"happened: money", "way: aeps", "day: 20.11.2026", "for: elders", "for: women"}},
	{"“Digital arrest” is going on, money was sent", "happened", []string{"happened: pressed", "happened: money", "way: transfer", "day: 24.11.2026"}},
	{"A payment in the year of the new rule, a month later", "happened", []string{"happened: money", "way: card"}},
	{"Somebody threatens a child with pictures", "happened", []string{"happened: photos", "for: children"}},
	{"An app was installed, nothing has gone yet", "happened", []string{"happened: app"}},
	{"Only a call, nothing lost", "happened", []string{"happened: call", "day: 24.11.2026"}},
	{"Registered on CoWIN with Aadhaar", "plan", []string{"used: cowin2023", "gave: aadhaar_number"}},
	{"Two leaks: a shop with passwords and an insurer", "plan", []string{"used: bigbasket2020", "used: starhealth2024"}},
	{"A caller knew the vaccination centre and wanted a code", "caller", []string{"knew: name", "knew: vaccination_centre", "wanted: code"}},
}

func TestCases(t *testing.T) {
	content, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range content.Locales.Languages() {
		var b strings.Builder
		fmt.Fprintf(&b, "# Worked cases, %s\n\nMade by `go test ./check/cmd/neem-check -run Cases -update`, as of 24 November 2026 (case 4: 1 February 2027).\n", l.English)
		for n, c := range cases {
			now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
			if n == 3 {
				now = time.Date(2027, 2, 1, 12, 0, 0, 0, time.UTC)
			}
			g := &guideRun{program: &program{
				in: strings.NewReader(strings.Join(c.input, "\n")), out: &bytes.Buffer{}, err: &bytes.Buffer{},
				content: content, words: content.Locales.Messages(l.Tag),
				now: func() time.Time { return now },
			}}
			if err := topics()[c.topic].run(g, t.Context(), nil); err != nil {
				t.Fatalf("%s: %v", c.title, err)
			}
			if s := g.b.String(); strings.Contains(s, "⟦") {
				t.Errorf("%s in %s lacks a word:\n%s", c.title, l.Tag, s)
			}
			fmt.Fprintf(&b, "\n## %d. %s\n\n`neem-check --lang %s guide %s` with\n\n```\n%s\n```\n\nanswers\n\n```text\n%s\n```\n", n+1, c.title, l.Tag, c.topic, strings.Join(c.input, "\n"), strings.TrimSpace(g.b.String()))
		}
		path := filepath.Join("..", "..", "..", "docs", "cases-"+l.Tag+".md")
		if *update {
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if want, err := os.ReadFile(path); err != nil || string(want) != b.String() {
			t.Errorf("%s is not what the program says now (%v); read what changed, then run this test with -update", path, err)
		}
	}
}
