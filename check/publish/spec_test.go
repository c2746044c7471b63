package publish

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"neem/check/bucket"
	"neem/check/catalog"
)

// A good spec, which the tests break at one place each.
const (
	goodHead = `id = "test/invented"
edition = 1
publisher = "Invented Publisher"
`
	goodLeak = `[[leak]]
id = "invented-2026"
title = "Invented leak"
date = 2026-01-31
status = "alleged"
exposed = ["mobile"]
`
	goodList = `[[list]]
leak = "invented-2026"
shape = "mobile"
policy = "deniable"
population = 1000000000
coverage = "Invented people"
source = { format = "csv", file = "people.csv", columns = { mobile = "Mobile No" } }
`
	goodSpec = goodHead + goodLeak + goodList
)

// writeSpec writes a spec and its sources into a new folder and returns the
// spec's path.
func writeSpec(t *testing.T, spec string, sources map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "pack.toml")
	if err := os.WriteFile(path, []byte(spec), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, text := range sources {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// replace returns a spec with one text in place of another, which must be
// there once.
func replace(t *testing.T, spec, old, by string) string {
	t.Helper()
	if strings.Count(spec, old) != 1 {
		t.Fatalf("%q stands %d times in the spec", old, strings.Count(spec, old))
	}
	return strings.Replace(spec, old, by, 1)
}

func TestGoodSpec(t *testing.T) {
	s, err := LoadSpec(writeSpec(t, goodSpec, nil))
	if err != nil {
		t.Fatal(err)
	}
	h := s.header()
	if h.ID != "test/invented" || h.Leaks[0].Date != "2026-01-31" || s.Lists[0].Population != 1_000_000_000 {
		t.Errorf("%+v", s)
	}
}

// What is changed in the good spec, and what the error must say.
func TestSpecErrors(t *testing.T) {
	const (
		public = `shape = "password-sha1"
policy = "public"
false_positive = 1e-6
coverage = "Invented passwords"
source = { format = "pwned-passwords", file = "pwned.txt" }
`
		list = "[[list]]\nleak = \"invented-2026\"\n"
	)
	tests := []struct {
		name, old, by string
		want          string
		refused       bool
	}{
		{"unknown key", "coverage =", "covrage =", `pack.toml:15:1: unknown key "list.covrage"`, false},
		{"unknown key at the top", "edition = 1", "edition = 1\nauthor = \"x\"", `pack.toml:3:1: unknown key "author"`, false},
		{"broken TOML", `publisher = "Invented Publisher"`, `publisher = "Invented`, "pack.toml:3:", false},
		{"text for a number", "edition = 1", `edition = "one"`, "pack.toml:2:11:", false},
		{"negative number", "edition = 1", "edition = -1", "pack.toml:2:11:", false},
		{"backslashes", `file = "people.csv"`, `file = "C:\people.csv"`, "backslash", false},
		{"no id", `id = "test/invented"`, "", `id "" is not of the form publisher/name`, false},
		{"id without a slash", "test/invented", "invented", "publisher/name", false},
		{"id that climbs", "test/invented", "test/../../invented", "publisher/name", false},
		{"no edition", "edition = 1", "", "edition must be 1 or more", false},
		{"edition too high", "edition = 1", "edition = 9223372036854775807", "at most 9007199254740991", false},
		{"no publisher", `publisher = "Invented Publisher"`, "", "publisher is missing", false},
		{"link in the publisher", "Invented Publisher", "example.org", "publisher: text holds what looks like a link", false},
		{"link in the title", "Invented leak", "Leak, see https://example.org", "title: text holds what looks like a link", false},
		{"phone number in the title", "Invented leak", "Call 60000 00001 now", "title: text holds what looks like a phone number", false},
		{"phone number in the coverage", "Invented people", "Call ६०००००-०००१", "coverage: text holds what looks like a phone number", false},
		{"address in the coverage", "Invented people", "ask help@example.org", "coverage: text holds what looks like a link or an address", false},
		{"direction marks in the title", "Invented leak", "Invented \u202eleak", "control or direction character", false},
		{"long coverage", "Invented people", strings.Repeat("x", 161), "longer than 160", false},
		{"no coverage", `coverage = "Invented people"`, "", "coverage is missing", false},
		{"no title", `title = "Invented leak"`, "", "title is missing", false},
		{"no date", "date = 2026-01-31", "", "date is missing", false},
		{"date that is none", "date = 2026-01-31", "date = 2026-02-31", "pack.toml:7:", false},
		{"unknown status", `"alleged"`, `"rumoured"`, "status \"rumoured\" is none of [confirmed", false},
		{"no list", goodList, "", "there is no [[list]]", false},
		{"no such leak", "leak = \"invented-2026\"", `leak = "other"`, `no [[leak]] with id "other"`, false},
		{"two leaks of one name", goodLeak, goodLeak + goodLeak, "stands there twice", false},
		{"unknown shape", `shape = "mobile"`, `shape = "aadhaar"`, `unknown shape "aadhaar"; known shapes are [mobile email`, false},
		{"unknown policy", `"deniable"`, `"secret"`, `unknown policy "secret"; known policies are deniable`, false},
		{"sensitive", `status = "alleged"`, "status = \"alleged\"\nsensitive = true", "Tell the people in it directly", true},
		{"public policy on people", `"deniable"`, `"public"`, "policy public is for leaked passwords", true},
		{"deniable passwords", goodList, list + strings.Replace(public, `"public"`, `"deniable"`, 1), "a list of passwords is public or internal", true},
		{"no population", "population = 1000000000", "", "population is missing", false},
		{"population as text", "population = 1000000000", `population = "all"`, "pack.toml:14:", false},
		{"population too small", "population = 1000000000", "population = 10", "too small to hide anybody", true},
		{"false_positive on deniable", "population = 1000000000", "population = 1000000000\nfalse_positive = 0.01", "false_positive goes with policy public or internal only", false},
		{"internal without false_positive", `"deniable"`, `"internal"`, "needs false_positive", false},
		{"false_positive of one", goodList, list + strings.Replace(public, "1e-6", "1.0", 1), "at most 0.5", false},
		{"no columns", `, columns = { mobile = "Mobile No" }`, "", `source.columns does not say which column holds "mobile"`, false},
		{"column missing", `shape = "mobile"`, `shape = "mobile+id4"`, `which column holds "id4"`, false},
		{"column too many", `{ mobile = "Mobile No" }`, `{ mobile = "Mobile No", id4 = "ID" }`, "kinds that shape mobile does not have", false},
		{"no file", `file = "people.csv", `, "", "source.file is missing", false},
		{"unknown format", `"csv"`, `"xlsx"`, `unknown source format "xlsx"`, false},
		{"people as passwords", `"csv"`, `"pwned-passwords"`, "holds passwords, not mobile", false},
		{"passwords as CSV", goodList, list + strings.Replace(public, `"pwned-passwords"`, `"csv"`, 1), "Pwned Passwords layout", false},
		{"columns of passwords", goodList, list + strings.Replace(public, `"pwned.txt"`, `"pwned.txt", columns = { mobile = "x" }`, 1), "has no columns", false},
		{"second list of the same people", goodList, goodList + strings.Replace(strings.ReplaceAll(goodList, "mobile", "email"), "Mobile No", "Mail", 1), "second list of the people of leak invented-2026", true},
		{"the same list twice", goodList, goodList + goodList, "second list", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := LoadSpec(writeSpec(t, replace(t, goodSpec, tt.old, tt.by), nil))
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "pack.toml") {
				t.Fatalf("%v, want %q", err, tt.want)
			}
			if _, ok := errors.AsType[*RefusedError](err); ok != tt.refused {
				t.Errorf("refused: %v (%v)", ok, err)
			}
		})
	}
}

// What the bounds do not forbid is let through.
func TestSpecLets(t *testing.T) {
	second := replace(t, goodList, `"invented-2026"`, `"other"`)
	for name, spec := range map[string]string{
		"two leaks": goodHead + goodLeak + replace(t, goodLeak, `"invented-2026"`, `"other"`) + goodList + second,
		"sensitive, for the own desk": goodHead + goodLeak + "sensitive = true\n" +
			replace(t, replace(t, goodList, `"deniable"`, `"internal"`), "population = 1000000000", "false_positive = 1e-6"),
		"spaces in the shape": goodHead + goodLeak + replace(t, replace(t, goodList, `shape = "mobile"`, `shape = "mobile + id4"`), `= "Mobile No"`, `= "Mobile No", id4 = "ID"`),
		"title in Hindi":      replace(t, goodSpec, "Invented leak", "बनावटी लीक"),
	} {
		if _, err := LoadSpec(writeSpec(t, spec, nil)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNoSpec(t *testing.T) {
	if _, err := LoadSpec(filepath.Join(t.TempDir(), "none.toml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := LoadSpec(t.TempDir()); err == nil {
		t.Error("a folder was read as a spec")
	}
}

// A leak of the catalogue has one shape for all publishers.
func TestKnownLeaks(t *testing.T) {
	settled := &catalog.ListOf{Shape: bucket.MobileID4, Policy: bucket.Confirmable, Population: 1_400_000_000}
	known := func(id string) (*catalog.ListOf, bool) {
		switch id {
		case "cowin2023":
			return settled, true
		case "unsettled2020":
			return nil, true
		}
		return nil, false
	}
	for _, test := range []struct {
		list ListSpec
		want string // in the refusal; empty: none
	}{
		{ListSpec{Leak: "cowin2023", Shape: "mobile+id4", Policy: "confirmable", Population: 1_400_000_000}, ""},
		{ListSpec{Leak: "cowin2023", Shape: "mobile", Policy: "confirmable", Population: 1_400_000_000}, `shape "mobile+id4", policy "confirmable", population 1400000000`},
		{ListSpec{Leak: "cowin2023", Shape: "mobile+id4", Policy: "deniable", Population: 1_400_000_000}, "confirmable"},
		{ListSpec{Leak: "cowin2023", Shape: "mobile+id4", Policy: "confirmable", Population: 1_399_999_999}, "1400000000"},
		{ListSpec{Leak: "cowin2023", Shape: "email", Policy: "internal", Population: 5}, ""}, // never published
		{ListSpec{Leak: "unsettled2020", Shape: "mobile", Policy: "deniable", Population: 1_060_630_000}, "does not say yet"},
		{ListSpec{Leak: "example-2026", Shape: "mobile", Policy: "deniable", Population: 1_060_630_000}, ""},
	} {
		err := (&Spec{Lists: []ListSpec{test.list}}).checkKnown(known)
		_, refused := errors.AsType[*RefusedError](err)
		if refused != (test.want != "") || refused && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: %v, want %q", test.list, err, test.want)
		}
	}
}
