package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"neem/check/attack"
)

// docs/attacks.md holds what the command prints.
func TestDocumentedAttacks(t *testing.T) {
	if testing.Short() {
		t.Skip("the figures of a whole run")
	}
	doc, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "attacks.md"))
	if err != nil {
		t.Fatal(err)
	}
	var out, progress bytes.Buffer
	if code := run(t.Context(), []string{"attack"}, tool{out: &out, err: &progress}); code != 0 {
		t.Fatalf("exit status %d: %s", code, progress.String())
	}
	if !strings.Contains(strings.ReplaceAll(string(doc), "\r\n", "\n"), out.String()) {
		t.Error("docs/attacks.md does not hold the output of neem-pack attack: put it there again, and look at what changed")
	}
}

// What is not as it should be is said in the table, and is no success.
func TestAttackTables(t *testing.T) {
	most := 0.1
	report := attack.Report{People: 50_000, Seed: 3, Table: 1, Cases: []attack.Case{{Name: "invented", About: "About it.", Rows: []attack.Row{
		{Attacker: "a", Figure: "f", Measured: attack.Share{Hits: 300, Of: 1000}, Computed: 0.3, Promise: &most, Words: "w"},
		{Attacker: "b", Figure: "f", Measured: attack.Share{Hits: 300, Of: 1000}, Computed: 0.5, Words: "w", Model: "m"},
		{Attacker: "c", Figure: "f", Computed: 0.5, Words: "w"},
		{Attacker: "d", Figure: "f", Measured: attack.Share{Hits: 2, Of: 2}, Computed: 1, Words: "w", Whole: true},
	}}}}
	var b bytes.Buffer
	if err := printAttacks(&b, report); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"## 1. Invented\n\nAbout it.\n",
		"| a | f | 30 % (27.2–32.9); 300 of 1000 | 30 % | broken (at most 10 %) | w |\n",
		"| b | f | 30 % (27.2–32.9); 300 of 1000 | 50 % | disagrees | w (model: m) |\n",
		"| c | f | nobody was tried | 50 % | disagrees | w |\n",
		"| d | f | 100 %; 2 of 2 | 100 % | not promised | w |\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
	b.Reset()
	if err := printAttacksJSON(&b, report); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 4 || !strings.Contains(lines[0], `"measured":0.3,`) || !strings.Contains(lines[0], `"verdict":"broken"`) ||
		!strings.Contains(lines[2], `"measured":null,`) || !strings.Contains(lines[3], `"low":1,"high":1,`) {
		t.Errorf("%s", b.String())
	}
	if wrong, of := report.Wrong(); wrong != 3 || of != 4 {
		t.Errorf("%d of %d", wrong, of)
	}
}
