package guide_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"neem/assets/facts"
	"neem/check/guide"
	"neem/locale"
)

const (
	goodSources = `
[[source]]
id = "S01"
title = "A page"
urls = ["http://example.org/a?b=c"]
date = "2023-04"
`
	goodChannels = `
[[channel]]
id = "line"
name = "Line"
group = "money_or_crime"
urgent = 2
phones = ["1930"]
hours = { days = "mon_sat", from = "08:00", to = "22:30", not_national_holidays = true, recorded_always = true }
cost = "toll_free"
languages = ["hi", "en"]
escalate_to = ["site"]
fallback = "site"
sources = ["S01"]
grade = "A"
checked = "2026-11-23"
as_of = "2025-03-11"
permanent = true

[[channel]]
id = "site"
name = "Site"
operator = "Office"
group = "telecom"
part_of = "line"
urls = ["https://help.example.org/a/", "https://example.org"]
emails = ["help-me@example.org"]
apps = ["Help"]
sms = [{ id = "start", to = "1947", code = "GVID", then = ["aadhaar_last4"] }]
numbers = { wait_days = 30 }
dates = { since = "2026-07" }
names = { firms = ["A", "B"] }
sources = ["S01"]
grade = "B"
checked = "2026-11-23"
expires = "2027-02-21"

[[channel]]
id = "own"
name = "Own"
group = "telecom"
urgent = 1
own = true
sources = ["S01"]
grade = "C"
checked = "2026-11-23"
expires = "2027-11-23"
`
	goodRules = `
[[rule]]
id = "old"
topic = "liability"
effective_from = "2017-07-06"
effective_to = "2026-12-31"
numbers = { free_days = 3 }
amounts = { most = 25_000 }
sources = ["S01"]
grade = "B"
checked = "2026-11-23"
expires = "2026-12-31"

[[rule]]
id = "new"
topic = "liability"
effective_from = "2027-01-01"
sources = ["S01"]
grade = "B"
checked = "2026-11-23"
expires = "2026-12-31"
`
	goodSteps = `
[[step]]
id = "first"
when = "now"
minutes = 5
channels = ["line"]
within = "channel.site.wait_days"
after = "rule.old.free_days"
not_with = ["money"]
sources = ["S01"]
grade = "B"
checked = "2026-11-23"
expires = "2027-05-22"

[[step]]
id = "look"
when = "week"
channels = ["site"]
parts = 2
self_check = true
audience = "elders"
sources = ["S01"]
grade = "B"
checked = "2026-11-23"
expires = "2027-05-22"

[[never]]
id = "codes"
sources = ["S01"]
grade = "B"
checked = "2026-11-23"
expires = "2027-05-22"

[[avoid]]
id = "delete"
classes = ["email"]
sources = ["S01"]
grade = "B"
checked = "2026-11-23"
expires = "2027-05-22"
`
	goodScams = `
[[scam]]
id = "trick"
uses = ["email"]
wants = ["code"]
nevers = ["codes"]
steps = ["first"]
calls = ["line", "site"]
names = { ending = [".apk"] }
sources = ["S01"]
grade = "B"
checked = "2026-11-23"
expires = "2027-05-22"
`
	goodRisks = `
baseline = ["first"]

[[risk]]
id = "entry"
severity = "M"
needs = ["email"]
steps = ["look", "first"]
scams = ["trick"]
sources = ["S01"]
grade = "B"
checked = "2026-11-23"
expires = "2027-05-22"
`
	goodSituations = `
[[situation]]
id = "money"
dated = true
steps = ["first"]
way = [
  { id = "upi", steps = ["look"] },
]
`
	goodClasses = `
[[class]]
id = "email"
changeable = "hard"
severity = "L"
severity_most = "M"
hibp = ["Email addresses"]
sources = ["S01"]
grade = "C"
checked = "2026-11-23"
expires = "2027-11-23"

[[extra]]
id = "income"
hibp = ["Income levels"]
`
)

// contents has good files of a guide.
func contents() map[string]string {
	return map[string]string{
		"sources.toml": goodSources, "channels.toml": goodChannels, "classes.toml": goodClasses, "rules.toml": goodRules,
		"steps.toml": goodSteps, "scams.toml": goodScams, "risks.toml": goodRisks, "situations.toml": goodSituations,
	}
}

// files makes the files of a guide, with one of them replaced, or left out if
// it is empty.
func files(name, content string) fstest.MapFS {
	all := contents()
	all[name] = content
	fsys := make(fstest.MapFS)
	for name, content := range all {
		if content != "" {
			fsys[name] = &fstest.MapFile{Data: []byte(content)}
		}
	}
	return fsys
}

func good(t *testing.T) *guide.Guide {
	t.Helper()
	g, err := guide.Load(files("sources.toml", goodSources))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestFaults changes one thing in good files and wants the fault named, with
// its file and line.
func TestFaults(t *testing.T) {
	tests := []struct {
		name, file, old, new, want string
	}{
		{"source without title", "sources.toml", `title = "A page"`, `title = ""`, `sources.toml:2: source "S01" has no title`},
		{"source without address", "sources.toml", `urls = ["http://example.org/a?b=c"]`, `urls = []`, `sources.toml:2: source "S01" has no address`},
		{"bad address of a source", "sources.toml", "http://example.org/a?b=c", "example.org", `sources.toml:5: "example.org" is no address`},
		{"impossible date of a source", "sources.toml", "2023-04", "2023-14", `sources.toml:6: `},
		{"source twice", "sources.toml", "\n[[source]]", goodSources + "\n[[source]]", `source "S01" stands twice`},
		{"bad source id", "sources.toml", `"S01"`, `"s 1"`, `sources.toml:3: source id "s 1"`},
		{"unknown field", "channels.toml", `operator = "Office"`, `operater = "Office"`, `channels.toml:22: there is no field`},
		{"no TOML", "channels.toml", `name = "Line"`, `name = "Line`, `channels.toml:4: `},
		{"wrong type", "channels.toml", `urgent = 2`, `urgent = "2"`, `channels.toml:6: `},
		{"bad id", "channels.toml", `id = "own"`, `id = "Own"`, `id "Own" should be small letters`},
		{"channel twice", "channels.toml", `id = "own"`, `id = "site"`, `channel "site" stands twice`},
		{"no name", "channels.toml", `name = "Own"`, `name = ""`, `channel "own" has no name`},
		{"unknown group", "channels.toml", `group = "telecom"`, `group = "telco"`, `channels.toml:23: unknown group "telco"`},
		{"unknown audience", "channels.toml", `own = true`, "own = true\naudience = \"men\"", `unknown audience "men"`},
		{"unknown cost", "channels.toml", `"toll_free"`, `"cheap"`, `channels.toml:9: unknown cost "cheap"`},
		{"equally urgent", "channels.toml", `urgent = 1`, `urgent = 2`, `channels "line" and "own" are equally urgent`},
		{"negative urgent", "channels.toml", `urgent = 1`, `urgent = -1`, `urgent should be 1 or more`},
		{"no contact", "channels.toml", `own = true`, `own = false`, `channel "own" has no contact`},
		{"letters in a phone", "channels.toml", `phones = ["1930"]`, `phones = ["1930", "19E0"]`, `channels.toml:7: "19E0" does not look right in phones`},
		{"phone too short", "channels.toml", `phones = ["1930"]`, `phones = ["1930", "19"]`, `"19" does not look right in phones`},
		{"landline like a mobile", "channels.toml", `phones = ["1930"]`, `phones = ["1930", "1234567890"]`, `"1234567890" does not look right`},
		{"Devanagari digits", "channels.toml", `phones = ["1930"]`, `phones = ["1930", "१९४७"]`, `does not look right in phones`},
		{"phone twice", "channels.toml", `phones = ["1930"]`, `phones = ["1930", "1930"]`, `"1930" stands twice in phones`},
		{"http", "channels.toml", `https://example.org`, `http://example.org`, `channels.toml:25: "http://example.org" does not look right in urls`},
		{"URL with a query", "channels.toml", `https://example.org`, `https://example.org?x=y`, `does not look right in urls`},
		{"URL with a user", "channels.toml", `https://example.org`, `https://user@example.org`, `does not look right in urls`},
		{"URL of a number", "channels.toml", `https://example.org`, `https://10.0.0.1`, `does not look right in urls`},
		{"URL with a port", "channels.toml", `https://example.org`, `https://example.org:8080`, `does not look right in urls`},
		{"URL in other letters", "channels.toml", `https://example.org`, `https://ехample.org`, `does not look right in urls`},
		{"bad e-mail", "channels.toml", `help-me@example.org`, `help-me[at]example.org`, `does not look right in emails`},
		{"e-mail with a name", "channels.toml", `help-me@example.org`, `Help <help@example.org>`, `does not look right in emails`},
		{"unknown part of an SMS", "channels.toml", `"aadhaar_last4"`, `"aadhaar"`, `unknown part "aadhaar" of an SMS`},
		{"SMS to nowhere", "channels.toml", `to = "1947"`, `to = ""`, `"start" does not look right in sms`},
		{"unknown days", "channels.toml", `"mon_sat"`, `"weekdays"`, `channels.toml:8: unknown days "weekdays"`},
		{"hours backwards", "channels.toml", `from = "08:00"`, `from = "23:00"`, `hours from "23:00" to "22:30"`},
		{"bad hours", "channels.toml", `to = "22:30"`, `to = "25:30"`, `hours from "08:00" to "25:30"`},
		{"always and times", "channels.toml", `days = "mon_sat"`, `always = true, days = "mon_sat"`, `not both`},
		{"bad language", "channels.toml", `"hi", "en"`, `"hi", "Hindi!"`, `"Hindi!" is no BCP 47 tag`},
		{"leads nowhere", "channels.toml", `escalate_to = ["site"]`, `escalate_to = ["gone"]`, `channel "line" leads to "gone"`},
		{"leads to itself", "channels.toml", `escalate_to = ["site"]`, `escalate_to = ["line"]`, `channel "line" leads to "line"`},
		{"fallback nowhere", "channels.toml", `fallback = "site"`, `fallback = "gone"`, `channel "line" leads to "gone"`},
		{"part of nothing", "channels.toml", `part_of = "line"`, `part_of = "gone"`, `channel "site" leads to "gone"`},
		{"name of a number taken", "channels.toml", `numbers = { wait_days = 30 }`, `numbers = { email = 30 }`, `the name "email" is taken`},
		{"name taken by a date", "channels.toml", `dates = { since`, `dates = { wait_days`, `the name "wait_days" is taken`},
		{"number of nothing", "channels.toml", `wait_days = 30`, `wait_days = 0`, `wait_days should be more than 0`},
		{"date in the future", "channels.toml", `since = "2026-07"`, `since = "2027-07"`, `since is later than checked`},
		{"impossible date", "channels.toml", `since = "2026-07"`, `since = "2026-02-30"`, `channels.toml:30: `},
		{"empty list of names", "channels.toml", `["A", "B"]`, `[]`, `firms is empty`},
		{"no source", "channels.toml", `sources = ["S01"]`, `sources = []`, `there is no source`},
		{"unknown source", "channels.toml", `sources = ["S01"]`, `sources = ["S99"]`, `channels.toml:13: unknown source "S99"`},
		{"source named twice", "channels.toml", `sources = ["S01"]`, `sources = ["S01", "S01"]`, `source "S01" stands twice`},
		{"grade U", "channels.toml", `grade = "B"`, `grade = "U"`, `channels.toml:33: grade U is not verified and must not ship`},
		{"no grade", "channels.toml", `grade = "B"`, ``, `unknown grade ""`},
		{"checked in a month", "channels.toml", `checked = "2026-11-23"`, `checked = "2026-11"`, `checked should be a day`},
		{"checked on no day", "channels.toml", `checked = "2026-11-23"`, `checked = "2026-11-31"`, `channels.toml:15: `},
		{"source from the future", "channels.toml", `as_of = "2025-03-11"`, `as_of = "2026-12"`, `as_of is later than checked`},
		{"never expires", "channels.toml", `expires = "2027-02-21"`, ``, `expires should be a day`},
		{"expired before checked", "channels.toml", `expires = "2027-02-21"`, `expires = "2026-11-23"`, `expires should be after checked`},
		{"phone good for too long", "channels.toml", `expires = "2027-02-21"`, `expires = "2027-02-22"`, `at most 90 days after checked`},
		{"good for too long", "channels.toml", `expires = "2027-11-23"`, `expires = "2027-11-24"`, `at most 365 days after checked`},
		{"permanent and expires", "channels.toml", `permanent = true`, "permanent = true\nexpires = \"2027-02-21\"", `what is permanent does not expire`},
		{"1930 expires", "channels.toml", `permanent = true`, `expires = "2027-02-21"`, `the lines 1930 and 112 are permanent`},
		{"another permanent", "channels.toml", `expires = "2027-11-23"`, `permanent = true`, `the lines 1930 and 112 are permanent, and no others are`},
		{"permanent without fallback", "channels.toml", `fallback = "site"`, ``, `channel "line" is permanent and needs a fallback`},
		{"unknown changeable", "classes.toml", `"hard"`, `"perhaps"`, `classes.toml:4: unknown changeable "perhaps"`},
		{"unknown severity", "classes.toml", `severity = "L"`, `severity = "XL"`, `unknown severity "XL"`},
		{"severity upside down", "classes.toml", `severity_most = "M"`, `severity_most = "L"`, `severity_most should be more`},
		{"class of grade U", "classes.toml", `grade = "C"`, `grade = "U"`, `classes.toml:9: grade U`},
		{"permanent class", "classes.toml", `expires = "2027-11-23"`, `permanent = true`, `only the lines 1930 and 112 are permanent`},
		{"class and extra of one name", "classes.toml", `id = "income"`, `id = "email"`, `"email" stands twice`},
		{"rules with a gap", "rules.toml", `effective_from = "2027-01-01"`, `effective_from = "2027-01-02"`, `rules.toml:17: "new" should begin on the day after "old" ends`},
		{"rules that overlap", "rules.toml", `effective_from = "2027-01-01"`, `effective_from = "2026-12-31"`, `should begin on the day after`},
		{"rule without an end before another", "rules.toml", `effective_to = "2026-12-31"`, ``, `should begin on the day after`},
		{"rule that begins in a month", "rules.toml", `effective_from = "2027-01-01"`, `effective_from = "2027-01"`, `effective_from should be a day`},
		{"rule that ends before it begins", "rules.toml", `effective_from = "2027-01-01"`, "effective_from = \"2027-01-01\"\neffective_to = \"2026-01-01\"", `ends before it begins`},
		{"rule without a beginning", "rules.toml", `effective_from = "2017-07-06"`, ``, `effective_from should be a day`},
		{"situation with a rule of no topic", "situations.toml", `dated = true`, "dated = true\nrules = [\"weather\"]", `unknown topic "weather"`},
		{"rule of no topic", "rules.toml", `topic = "liability"`, `topic = "weather"`, `rules.toml:4: unknown topic "weather"`},
		{"amount of nothing", "rules.toml", `most = 25_000`, `most = 0`, `most should be more than 0`},
		{"amount named as a number", "rules.toml", `amounts = { most`, `amounts = { free_days`, `the name "free_days" is taken`},
		{"rule of grade U", "rules.toml", `grade = "B"`, `grade = "U"`, `rules.toml:10: grade U`},
		{"step due sometime", "steps.toml", `when = "now"`, `when = "sometime"`, `steps.toml:4: unknown when "sometime"`},
		{"step twice", "steps.toml", `id = "look"`, `id = "first"`, `"first" stands twice`},
		{"step in an unknown channel", "steps.toml", `channels = ["line"]`, `channels = ["gone"]`, `steps.toml:6: unknown channel "gone"`},
		{"step within no number", "steps.toml", `channel.site.wait_days`, `channel.site.since`, `"channel.site.since" names no number of days or hours`},
		{"step with one part", "steps.toml", `parts = 2`, `parts = 1`, `no parts or more than one`},
		{"self-check without parts", "steps.toml", `parts = 2`, ``, `a self-check has parts and a channel`},
		{"step for nobody known", "steps.toml", `audience = "elders"`, `audience = "men"`, `unknown audience "men"`},
		{"step not with an unknown situation", "steps.toml", `not_with = ["money"]`, `not_with = ["gone"]`, `steps.toml:9: unknown situation "gone"`},
		{"step of grade U", "steps.toml", `grade = "B"`, `grade = "U"`, `steps.toml:11: grade U`},
		{"never without a source", "steps.toml", "id = \"codes\"\nsources = [\"S01\"]", "id = \"codes\"\nsources = []", `steps.toml:27: there is no source`},
		{"avoid without classes", "steps.toml", `classes = ["email"]`, ``, `avoid "delete" has no classes`},
		{"avoid of an unknown class", "steps.toml", `classes = ["email"]`, `classes = ["gone"]`, `unknown class "gone"`},
		{"scam that uses nothing", "scams.toml", `uses = ["email"]`, ``, `scam "trick" should say what it uses`},
		{"scam that nobody can be called about", "scams.toml", `calls = ["line", "site"]`, `calls = []`, `whom to call`},
		{"scam that wants the unknown", "scams.toml", `wants = ["code"]`, `wants = ["gold"]`, `scams.toml:5: unknown want "gold"`},
		{"scam with an unknown never", "scams.toml", `nevers = ["codes"]`, `nevers = ["gone"]`, `unknown never "gone"`},
		{"scam with an unknown step", "scams.toml", `steps = ["first"]`, `steps = ["gone"]`, `unknown step "gone"`},
		{"scam that calls twice", "scams.toml", `calls = ["line", "site"]`, `calls = ["line", "line"]`, `the channel "line" is named twice`},
		{"risk that needs nothing", "risks.toml", `needs = ["email"]`, `needs = []`, `should say what it needs`},
		{"risk of an unknown class", "risks.toml", `needs = ["email"]`, `needs = ["email", "gone"]`, `unknown class "gone"`},
		{"step due today that is not there", "situations.toml", `steps = ["first"]`, "steps = [\"first\"]\ndue = { look = \"today\" }", `unknown step of this situation "look"`},
		{"risk of an unknown scam", "risks.toml", `scams = ["trick"]`, `scams = ["gone"]`, `unknown scam "gone"`},
		{"no baseline", "risks.toml", `baseline = ["first"]`, ``, `there is no baseline`},
		{"risk of no severity", "risks.toml", `severity = "M"`, ``, `unknown severity ""`},
		{"class that no risk needs", "classes.toml", "[[extra]]", "[[class]]\nid = \"pan\"\nchangeable = \"no\"\nseverity = \"H\"\nsources = [\"S01\"]\ngrade = \"C\"\nchecked = \"2026-11-23\"\nexpires = \"2027-11-23\"\n[[extra]]", `no risk needs the class "pan"`},
		{"situation without steps", "situations.toml", `steps = ["first"]`, `steps = []`, `situations.toml:2: situation "money" has no steps`},
		{"situation with an unknown step", "situations.toml", `steps = ["first"]`, `steps = ["gone"]`, `unknown step "gone"`},
		{"way with an unknown step", "situations.toml", `steps = ["look"]`, `steps = ["gone"]`, `unknown step "gone"`},
		{"no situation of money", "situations.toml", `id = "money"`, `id = "monney"`, `there is no situation "money"`},
		{"bad class id", "classes.toml", `id = "income"`, `id = "in come"`, `id "in come" should be`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := contents()[tt.file]
			after := strings.Replace(before, tt.old, tt.new, 1)
			if before == after {
				t.Fatalf("%q is not in %s", tt.old, tt.file)
			}
			_, err := guide.Load(files(tt.file, after))
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error\n%v\ndoes not say %q", err, tt.want)
			}
		})
	}
	for name := range contents() {
		if _, err := guide.Load(files(name, "")); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

// TestAllFaultsAtOnce wants every fault of every file in one report.
func TestAllFaultsAtOnce(t *testing.T) {
	fsys := files("channels.toml", strings.NewReplacer(`"toll_free"`, `"cheap"`, `grade = "C"`, `grade = "U"`).Replace(goodChannels))
	fsys["classes.toml"].Data = []byte(strings.Replace(goodClasses, `"hard"`, `"perhaps"`, 1))
	_, err := guide.Load(fsys)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"channels.toml:9: unknown cost", "channels.toml:44: grade U", "classes.toml:4: unknown changeable"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error\n%v\ndoes not say %q", err, want)
		}
	}
}

func TestOrder(t *testing.T) {
	g := good(t)
	ids := func(list []guide.Channel) string {
		var all []string
		for _, c := range list {
			all = append(all, c.ID)
		}
		return strings.Join(all, " ")
	}
	if got := ids(g.Channels()); got != "own line site" {
		t.Errorf("Channels() = %s", got)
	}
	if got := ids(g.First()); got != "own line" {
		t.Errorf("First() = %s", got)
	}
	if got := ids(g.InGroup(guide.Telecom)); got != "own site" {
		t.Errorf("InGroup(telecom) = %s", got)
	}
	line, _ := g.Channel("line")
	if back, ok := g.Fallback(line); !ok || back.ID != "site" {
		t.Errorf("Fallback(line) = %v, %v", back.ID, ok)
	}
	site, _ := g.Channel("site")
	if _, ok := g.Fallback(site); ok {
		t.Error("site has a fallback")
	}
	if _, ok := g.Channel("gone"); ok {
		t.Error("there is a channel gone")
	}
	g.Channels()[0].ID = "changed" // must not reach the guide
	if got := ids(g.Channels()); got != "own line site" {
		t.Errorf("after a change outside, Channels() = %s", got)
	}
}

func TestFact(t *testing.T) {
	g := good(t)
	tests := map[string]string{
		"channel.line.name":       "Line",
		"channel.line.phone":      "1930",
		"channel.site.url":        "https://help.example.org/a/",
		"channel.site.url.2":      "https://example.org",
		"channel.site.site":       "help.example.org/a",
		"channel.site.site.2":     "example.org",
		"channel.site.email":      "help-me@example.org",
		"channel.site.app":        "Help",
		"channel.site.sms":        "1947",
		"channel.site.sms.start":  "GVID",
		"channel.site.wait_days":  "30",
		"channel.site.since":      "2026-07",
		"channel.site.firms":      "A, B",
		"channel.site.operator":   "Office",
		"rule.old.to":             "2026-12-31",
		"rule.new.from":           "2027-01-01",
		"rule.new.from_month":     "2027-01",
		"rule.old.free_days":      "3",
		"rule.old.most":           "25000",
		"rule.old.from":           "2017-07-06",
		"rule.new.to":             "",
		"rule.gone.to":            "",
		"scam.trick.ending":       ".apk",
		"scam.trick.title":        "",
		"channel.line.operator":   "",
		"channel.site.phone":      "",
		"channel.line.phone.2":    "",
		"channel.line.phone.1":    "",
		"channel.line.phone.x":    "",
		"channel.site.sms.end":    "",
		"channel.site.whatsapp":   "",
		"channel.line.post":       "",
		"channel.gone.phone":      "",
		"channel.line":            "",
		"channel.line.":           "",
		"channel":                 "",
		"leak.cowin2023.date":     "",
		"":                        "",
		"channel.site.wait_days.": "",
	}
	for ref, want := range tests {
		got, ok := g.Fact(ref)
		if got != want || ok != (want != "") {
			t.Errorf("Fact(%q) = %q, %v; want %q", ref, got, ok, want)
		}
	}
	if v, _ := g.Value("channel.site.since"); v != (locale.Date{Year: 2026, Month: time.July}) {
		t.Errorf("since is %#v", v)
	}
	if v, _ := g.Value("rule.old.most"); v != locale.Rupees(25_000) {
		t.Errorf("most is %#v", v)
	}
	if v, _ := g.Value("channel.site.wait_days"); v != locale.Count(30) {
		t.Errorf("wait_days is %#v", v)
	}
}

func TestExpired(t *testing.T) {
	g := good(t)
	india := time.FixedZone("IST", 5*3600+1800)
	tests := []struct {
		now  time.Time
		want []string
	}{
		{time.Date(2026, 11, 23, 0, 0, 0, 0, india), nil},
		{time.Date(2026, 12, 31, 23, 59, 0, 0, india), nil},
		{time.Date(2027, 2, 21, 23, 59, 0, 0, india), []string{"rule.old", "rule.new"}},
		{time.Date(2027, 2, 22, 0, 0, 0, 0, india), []string{"channel.site", "rule.old", "rule.new"}},
		{time.Date(2099, 1, 1, 0, 0, 0, 0, india), []string{
			"channel.own", "channel.site", "class.email", "rule.old", "rule.new", "step.first", "step.look", "never.codes",
			"avoid.delete", "scam.trick", "risk.entry",
		}},
		{time.Date(1999, 1, 1, 0, 0, 0, 0, india), nil}, // a wrong clock
	}
	for _, tt := range tests {
		if got := g.Expired(tt.now); !slices.Equal(got, tt.want) {
			t.Errorf("Expired(%s) = %v, want %v", tt.now, got, tt.want)
		}
	}
}

// TestRule chooses rules by the day, to the day.
func TestRule(t *testing.T) {
	g := good(t)
	for day, want := range map[string]string{
		"2017-07-06": "old", "2026-12-31": "old", "2027-01-01": "new", "2100-01-01": "new",
	} {
		d, err := locale.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		if r, ok := g.Rule(guide.Liability, d); !ok || r.ID != want {
			t.Errorf("on %s the rule %q holds, want %q", day, r.ID, want)
		}
		if r, ok := g.Rule(guide.Ombudsman, d); ok {
			t.Errorf("on %s the rule %q holds", day, r.ID)
		}
	}
	if r, ok := g.Rule(guide.Liability, locale.Date{Year: 2017, Month: 7, Day: 5}); ok {
		t.Errorf("before there was a rule, %q holds", r.ID)
	}
}

func TestPeriod(t *testing.T) {
	g := good(t)
	for ref, want := range map[string]guide.Period{
		"channel.site.wait_days": {Number: 30}, "rule.old.free_days": {Number: 3},
		"rule.old.most": {}, "channel.site.since": {}, "channel.gone.wait_days": {}, "": {},
	} {
		if got, ok := g.Period(ref); got != want && ok || ok != (want != guide.Period{}) {
			t.Errorf("Period(%q) = %v, %v", ref, got, ok)
		}
	}
}

func TestClasses(t *testing.T) {
	g := good(t)
	if c, ok := g.Class("email"); !ok || c.Severity != guide.Low || c.SeverityMost.Compare(c.Severity) <= 0 || len(g.Classes()) != 1 {
		t.Errorf("Class(email) = %v, %v", c, ok)
	}
	if e, ok := g.Extra("income"); !ok || len(e.HIBP) != 1 || len(g.Extras()) != 1 {
		t.Errorf("Extra(income) = %v, %v", e, ok)
	}
	if s, ok := g.Source("S01"); !ok || s.Title != "A page" || len(g.Sources()) != 1 {
		t.Errorf("Source(S01) = %v, %v", s, ok)
	}
}

// TestBuiltIn holds the facts that the program carries to what must be true of
// them whatever else changes.
func TestBuiltIn(t *testing.T) {
	g, err := guide.Load(facts.FS)
	if err != nil {
		t.Fatal(err)
	}
	first := g.First()
	if len(first) < 4 || first[0].ID != "bank" || first[1].ID != "ncrp_1930" || first[2].ID != "erss" || first[3].ID != "ncrp_portal" {
		t.Errorf("needed first are %v", first)
	}
	for id, phone := range map[string]string{
		"ncrp_1930": "1930", "erss": "112", "women_181": "181", "child": "1098", "elder": "14567",
		"uidai_help": "1947", "dnd": "1909", "rbi_14448": "14448", "nch": "1915", "certin": "1800 11 4949",
	} {
		if got, _ := g.Fact("channel." + id + ".phone"); got != phone {
			t.Errorf("the phone of %s is %q, want %q", id, got, phone)
		}
	}
	century := time.Date(2126, 1, 1, 0, 0, 0, 0, time.UTC)
	expired := g.Expired(century)
	for _, id := range []string{"ncrp_1930", "erss"} {
		c, _ := g.Channel(id)
		back, ok := g.Fallback(c)
		if c.Expired(century) || slices.Contains(expired, "channel."+id) || !ok || back.ID != "ncrp_portal" {
			t.Errorf("%s expires or has another fallback: %v", id, back.ID)
		}
	}
	if want := len(g.Facts()) - 2; len(expired) != want {
		t.Errorf("%d facts expire, want %d", len(expired), want)
	}
	for audience, id := range map[guide.Audience]string{guide.Women: "women_181", guide.Children: "child", guide.Elders: "elder"} {
		if c, _ := g.Channel(id); c.Audience != audience {
			t.Errorf("%s is for %q", id, c.Audience)
		}
	}
	for _, group := range guide.Groups() {
		if len(g.InGroup(group)) == 0 {
			t.Errorf("the group %s is empty", group)
		}
	}
	if _, ok := g.Value("channel.uidai_help.email"); ok {
		t.Error("the unverified e-mail address of UIDAI is there")
	}
}
