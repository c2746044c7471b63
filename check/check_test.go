package check_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"neem/assets/starter"
	"neem/check"
	"neem/check/pack"
	"neem/check/publish"
)

// buildPack builds a pack from a spec and a source of invented people.
func buildPack(t *testing.T, out, list, source string, opts publish.Options) publish.Report {
	t.Helper()
	dir := t.TempDir()
	spec := `id = "test/invented"
edition = 1
publisher = "Invented Publisher"
[[leak]]
id = "invented-2026"
title = "Invented leak"
date = 2026-01-31
status = "alleged"
exposed = ["mobile"]
users = 20000
[[list]]
leak = "invented-2026"
coverage = "Invented people"
` + list
	for name, text := range map[string]string{"pack.toml": spec, "people.csv": source} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := publish.LoadSpec(filepath.Join(dir, "pack.toml"))
	if err != nil {
		t.Fatal(err)
	}
	report, err := publish.Build(t.Context(), s, out, opts)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// people returns a CSV of n invented people: mobiles +91 6000000000 and on,
// with the last four of an ID beside each.
func people(n int) string {
	var b strings.Builder
	b.WriteString("Mobile No,ID last four\n")
	for i := range n {
		fmt.Fprintf(&b, "60000%05d,%04d\n", i, i*7%10000)
	}
	return b.String()
}

const (
	confirmable = `shape = "mobile+id4"
policy = "confirmable"
population = 1400000000
source = { format = "csv", file = "people.csv", columns = { mobile = "Mobile No", id4 = "ID last four" } }
`
	deniable = `shape = "mobile"
policy = "deniable"
population = 1000000000
source = { format = "csv", file = "people.csv", columns = { mobile = "Mobile No" } }
`
)

func open(t *testing.T, paths ...string) *check.Checker {
	t.Helper()
	var packs []*pack.Pack
	var broken []*pack.Error
	for _, path := range paths {
		p, err := pack.Open(t.Context(), path)
		if pe, ok := errors.AsType[*pack.Error](err); ok {
			broken = append(broken, pe)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		packs = append(packs, p)
	}
	c := check.New(packs, broken)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func ask(t *testing.T, c *check.Checker, line string) []check.Result {
	t.Helper()
	q, _, err := check.ParseLine(line)
	if err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	results, err := c.Check(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func TestStarter(t *testing.T) {
	p, err := pack.OpenFS(t.Context(), starter.FS, starter.Name)
	if err != nil {
		t.Fatal(err)
	}
	c := check.New([]*pack.Pack{p}, nil)
	defer func() { _ = c.Close() }()
	if err := p.Verify(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if id := p.Header().ID; id != starter.ID {
		t.Errorf("the starter pack calls itself %s", id)
	}
	for line, want := range map[string]check.Answer{
		"password: 123456":              check.Found,
		"password: password":            check.Found,
		"password: correct horse viola": check.NotFound,
	} {
		if got := ask(t, c, line); len(got) != 1 || got[0].Answer != want {
			t.Errorf("%s: %+v", line, got)
		}
	}
	if got := ask(t, c, "mobile: 6000000000"); len(got) != 0 || check.Outcome(got) != check.CannotTell {
		t.Errorf("no list has mobiles, and the answer is %+v", got)
	}
}

func TestFourAnswers(t *testing.T) {
	dir := t.TempDir()
	exact, vague := filepath.Join(dir, "exact.neem"), filepath.Join(dir, "vague.neem")
	buildPack(t, exact, confirmable, people(2000), publish.Options{})
	buildPack(t, vague, deniable, people(2000), publish.Options{})
	for _, tt := range []struct {
		pack, line string
		want       check.Answer
		reason     check.Reason
	}{
		{exact, "mobile+id4: 60000 00001 + 0007", check.Found, ""},
		{exact, "mobile + id4: +91 60000-00001 + ०००७", check.Found, ""},
		{exact, "mobile+id4: 60000 00001 + 9999", check.NotFound, ""},
		{exact, "mobile: 60000 00001", check.CannotTell, check.PartMissing},
		{vague, "mobile: 60000 00001", check.Possible, ""},
		{vague, "mobile+id4: 60000 00001 + 9999", check.Possible, ""},
		{vague, "mobile: 70000 00001", check.NotFound, ""},
		{filepath.Join(dir, "none.neem"), "mobile: 60000 00001", check.CannotTell, check.Reason(pack.Missing)},
	} {
		got := ask(t, open(t, tt.pack), tt.line)
		if len(got) != 1 || got[0].Answer != tt.want || got[0].Reason != tt.reason {
			t.Errorf("%s, %s: %+v", filepath.Base(tt.pack), tt.line, got)
			continue
		}
		r := got[0]
		if hit := r.Answer == check.Found || r.Answer == check.Possible; (r.ListedShare != nil) != hit {
			t.Errorf("%s: listed share %v", tt.line, r.ListedShare)
		}
		if (r.FalsePositive == nil) != (r.Answer == check.CannotTell) || (r.Why == "") != (r.Answer != check.CannotTell) {
			t.Errorf("%s: rate %v, why %q", tt.line, r.FalsePositive, r.Why)
		}
	}
}

// How many people used the service sharpens a "perhaps" for them: 2,000 of
// 20,000 is far more than 2,000 of a billion.
func TestUsed(t *testing.T) {
	dir := t.TempDir()
	vague := filepath.Join(dir, "vague.neem")
	buildPack(t, vague, deniable, people(2000), publish.Options{})
	r := ask(t, open(t, vague), "mobile: 60000 00001")[0]
	if r.Answer != check.Possible || r.UsedShare == nil || *r.UsedShare < 0.99 || *r.ListedShare > 0.07 {
		t.Fatalf("%+v", r)
	}
	used := r.Used()
	if used.Answer != check.Found || *used.ListedShare != *r.UsedShare || r.Answer != check.Possible {
		t.Errorf("who used it gets %+v", used)
	}
	if no := ask(t, open(t, vague), "mobile: 70000 00001")[0]; no.UsedShare != nil || no.Used().Answer != check.NotFound {
		t.Errorf("%+v", no)
	}
}

// Years of birth and beginnings of PIN codes are parts like others.
func TestOtherParts(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "x.neem")
	var b strings.Builder
	b.WriteString("m,y,p\n")
	for i := range 2000 {
		fmt.Fprintf(&b, "60000%05d,%d,%d\n", i, 1940+i%70, 100+i%90)
	}
	for shape, lines := range map[string]map[string]check.Answer{
		"birthyear": {
			"mobile+birthyear: 6000000001 + 1941": check.Found, "mobile+birthyear: 6000000001 + 1942": check.Found, // of the same eight years
			"mobile+birthyear: 6000000001 + 1951": check.NotFound, "mobile: 6000000001": check.CannotTell, "mobile+pin3: 6000000001 + 101": check.CannotTell,
		},
		"pin3": {
			"mobile+pin3: 6000000001 + 101": check.Found, "mobile+pin3: 6000000001 + 102": check.NotFound, "mobile+birthyear: 6000000001 + 1941": check.CannotTell,
		},
	} {
		column := shape[:1]
		if shape == "birthyear" {
			column = "y"
		}
		buildPack(t, out, `shape = "mobile+`+shape+`"
policy = "internal"
population = 100000
false_positive = 1e-9
source = { format = "csv", file = "people.csv", columns = { mobile = "m", `+shape+` = "`+column+`" } }
`, b.String(), publish.Options{})
		for line, want := range lines {
			if got := ask(t, open(t, out), line); len(got) != 1 || got[0].Answer != want {
				t.Errorf("%s: %+v, want %s", line, got, want)
			}
		}
	}
}

// No listed person is ever missed, in one file or in shards.
func TestEveryListedIsFound(t *testing.T) {
	const n = 3000
	for _, tt := range []struct {
		name, list string
		folder     bool
	}{{"file", confirmable, false}, {"shards", confirmable, true}, {"deniable shards", deniable, true}} {
		t.Run(tt.name, func(t *testing.T) {
			out := t.TempDir()
			if !tt.folder {
				out = filepath.Join(out, "x.neem")
			}
			report := buildPack(t, out, tt.list, people(n), publish.Options{ShardBytes: 2000})
			if tt.folder && len(report.Files) < 2 {
				t.Fatalf("%d shards", len(report.Files))
			}
			c := open(t, report.Files...)
			for i := range n {
				line := fmt.Sprintf("mobile+id4: 60000%05d + %04d", i, i*7%10000)
				if got := check.Outcome(ask(t, c, line)); got != check.Found && got != check.Possible {
					t.Fatalf("person %d: %s", i, got)
				}
			}
			if got := ask(t, c, "mobile+id4: 6000000001 + 0007"); len(got) != 1 {
				t.Errorf("shards answer %d times", len(got))
			}
			if !tt.folder {
				return
			}
			// With one shard gone, what it covered cannot be told, and nothing
			// listed is denied.
			c = open(t, report.Files[1:]...)
			lost := 0
			for i := range n {
				got := ask(t, c, fmt.Sprintf("mobile+id4: 60000%05d + %04d", i, i*7%10000))
				switch got[0].Answer {
				case check.NotFound:
					t.Fatalf("person %d is denied with a shard missing", i)
				case check.CannotTell:
					lost++
					if got[0].Reason != check.ShardMissing {
						t.Fatalf("%+v", got[0])
					}
				}
			}
			if lost == 0 {
				t.Error("a missing shard went unnoticed")
			}
		})
	}
}

// Measured false positives stay at the promised rate.
func TestFalsePositiveRate(t *testing.T) {
	out := filepath.Join(t.TempDir(), "x.neem")
	r := buildPack(t, out, `shape = "mobile"
policy = "internal"
false_positive = 0.01
source = { format = "csv", file = "people.csv", columns = { mobile = "Mobile No" } }
`, people(5000), publish.Options{}).Lists[0]
	c := open(t, out)
	const asked = 20_000
	hits := 0
	for i := range asked {
		if check.Outcome(ask(t, c, fmt.Sprintf("mobile: 70000%05d", i))) != check.NotFound {
			hits++
		}
	}
	want := r.FalsePositive * asked
	if diff := float64(hits) - want; diff*diff > 25*want { // five standard deviations
		t.Errorf("%d of %d unlisted hit, promised %.0f", hits, asked, want)
	}
}

func TestDamageIsNeverNotFound(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good.neem")
	buildPack(t, good, deniable, people(20_000), publish.Options{})
	b, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.neem")
	if err := os.WriteFile(bad, b, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", bad)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("DELETE FROM node WHERE id = 2"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	c := open(t, bad)
	damaged := 0
	for i := range 20_000 {
		r := ask(t, c, fmt.Sprintf("mobile: 60000%05d", i))[0]
		if r.Answer == check.NotFound {
			t.Fatalf("person %d is denied", i)
		}
		if r.Answer == check.CannotTell {
			damaged++
			if r.Reason != check.Reason(pack.Damaged) {
				t.Fatalf("%+v", r)
			}
		}
	}
	if damaged == 0 {
		t.Error("the deleted row went unnoticed")
	}
}

func TestParseLine(t *testing.T) {
	for _, tt := range []struct{ line, shape, mask, fault string }{
		{"mobile: 9876543210", "mobile", "•••••••210", ""},
		{"mobile:9876543210", "mobile", "•••••••210", ""},
		{"mobile+id4: 98765 43210 + 1234", "mobile+id4", "•••••••210 + ••••", ""},
		{"password:  two spaces ", "password", "••••••••", ""},
		{"password: a: b + c", "password", "••••••••", ""},
		{"email: asha@example.org", "email", "a•••@example.org", ""},
		{"", "", "", "shape: value"},
		{"9876543210", "", "", "shape: value"},
		{"9876543210: mobile", "", "", "known shape"},
		{"mobile: 12345", "mobile", "", "fewer than ten"},
		{"mobile+id4: 9876543210", "mobile+id4", "", "needs 2 values"},
		{"mobile+id4: 9876543210 + 123456789012", "mobile+id4", "", "never the whole ID"},
		{"id4: 1234", "id4", "", "does not stand for itself"},
		{"mobile+email: 9876543210 + a@example.org", "mobile+email", "", "cannot stand beside"},
		{"mobile+id4+id4: 9876543210 + 1234 + 1234", "mobile+id4+id4", "", "cannot stand beside"},
		{"password+id4: x + 1234", "password+id4", "", "nothing goes beside"},
		{"password: ", "password", "", "empty"},
	} {
		q, shape, err := check.ParseLine(tt.line)
		if tt.fault != "" {
			if err == nil || !strings.Contains(err.Error(), tt.fault) || shape != tt.shape {
				t.Errorf("%q: shape %q, %v; want %q", tt.line, shape, err, tt.fault)
			}
			if err != nil && (strings.Contains(err.Error(), "98765") || strings.Contains(err.Error(), "1234")) {
				t.Errorf("%q: the error shows what was typed: %v", tt.line, err)
			}
			continue
		}
		if err != nil || q.Shape() != tt.shape || shape != tt.shape || q.Mask() != tt.mask {
			t.Errorf("%q: %q, %q, %v", tt.line, q.Shape(), q.Mask(), err)
		}
	}
}

// Many questions at once get the answers that each gets alone, in their order.
func TestCheckAll(t *testing.T) {
	dir := t.TempDir()
	exact, vague := filepath.Join(dir, "exact.neem"), filepath.Join(dir, "vague.neem")
	buildPack(t, exact, confirmable, people(2000), publish.Options{})
	buildPack(t, vague, deniable, people(2000), publish.Options{})
	c := open(t, exact, vague, filepath.Join(dir, "none.neem"))
	var queries []check.Query
	var want [][]check.Result
	for i := range 4000 {
		person := i * 1237 % 4000 // half of them are listed
		line := fmt.Sprintf("mobile+id4: 60000%05d + %04d", person, person*7%10000)
		switch i % 10 {
		case 3:
			line = fmt.Sprintf("mobile: 60000%05d", person)
		case 7:
			line = fmt.Sprintf("email: a%d@example.org", i)
		}
		q, _, err := check.ParseLine(line)
		if err != nil {
			t.Fatal(err)
		}
		queries = append(queries, q)
		want = append(want, ask(t, c, line))
	}
	got, err := c.CheckAll(t.Context(), queries)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("together they get other answers than alone")
	}
	if got[0][0].Answer != check.Found || got[3][0].Reason != check.PartMissing || len(got[7]) != 1 || len(got[0]) != 3 {
		t.Errorf("%+v, %+v, %+v", got[0], got[3], got[7])
	}
	if got, err := c.CheckAll(t.Context(), nil); len(got) != 0 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestCancel(t *testing.T) {
	out := filepath.Join(t.TempDir(), "x.neem")
	buildPack(t, out, deniable, people(2000), publish.Options{})
	c := open(t, out)
	q, _, err := check.ParseLine("mobile: 6000000001")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := c.Check(ctx, q); !errors.Is(err, context.Canceled) || r != nil {
		t.Errorf("%v, %v", r, err)
	}
}

func TestKinds(t *testing.T) {
	out := filepath.Join(t.TempDir(), "x.neem")
	buildPack(t, out, confirmable, people(2000), publish.Options{})
	if got := fmt.Sprint(open(t, out).Kinds()); got != "[mobile id4]" {
		t.Error(got)
	}
	if got := open(t).Kinds(); len(got) != 0 {
		t.Error(got)
	}
}

// What a person waits for between pressing the button and the answer.
func BenchmarkCheck(b *testing.B) {
	p, err := pack.OpenFS(b.Context(), starter.FS, starter.Name)
	if err != nil {
		b.Fatal(err)
	}
	c := check.New([]*pack.Pack{p}, nil)
	defer func() { _ = c.Close() }()
	q, _, err := check.ParseLine("password: 123456")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if r, err := c.Check(b.Context(), q); err != nil || r[0].Answer != check.Found {
			b.Fatal(r, err)
		}
	}
}
