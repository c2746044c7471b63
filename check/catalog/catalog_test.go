package catalog_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"neem/assets/facts"
	"neem/check/catalog"
	"neem/check/guide"
	"neem/locale"
)

const goodLeaks = `
[[leak]]
id = "shop2021"
service = "Big Shop"
aliases = ["बड़ी दुकान"]
domain = "bigshop.example"
hibp = "BigShop"
hibp_verified = true
hibp_classes = ["Email addresses", "Income levels"]
date = "2021-03-24"
date_is = "happened"
dates = { public = "2021-06" }
status = "confirmed"
confirmed_by = "hibp"
exposed = ["email"]
also = ["income"]
counts = [
  { number = 22_527_655, of = "emails", by = "hibp" },
  { number = 100_000_000, most = 110_000_000, of = "records", by = "seller" },
]
sources = ["S98"]
grade = "A"
checked = "2026-11-23"
as_of = "2023-04-07"
expires = "2027-05-22"

[[leak]]
id = "office2023"
service = "Office"
date = "2023-06"
date_is = "reported"
status = "disputed"
exposed = ["mobile_number"]
exposed_some = ["dob_full"]
sources = ["S98"]
grade = "B"
checked = "2026-11-23"
expires = "2027-11-23"

[[leak]]
id = "club2023"
service = "Club of the Big"
date = "2023"
date_is = "reported"
status = "alleged"
exposed_unknown = true
sources = ["S98"]
grade = "C"
checked = "2026-11-23"
expires = "2027-11-23"
`

// realGuide is the built-in guide, whose sources and classes the leaks use.
func realGuide(t *testing.T) *guide.Guide {
	t.Helper()
	g, err := guide.Load(facts.FS)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func leaksFile(content string) fstest.MapFS {
	return fstest.MapFS{"leaks.toml": {Data: []byte(content)}}
}

func good(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load(leaksFile(goodLeaks), realGuide(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestFaults changes one thing in a good file and wants the fault named, with
// its line.
func TestFaults(t *testing.T) {
	g := realGuide(t)
	tests := []struct{ name, old, new, want string }{
		{"unknown field", `service = "Office"`, `company = "Office"`, `leaks.toml:29: there is no field leak.company`},
		{"no TOML", `service = "Office"`, `service = "Office`, `leaks.toml:29: `},
		{"bad id", `"office2023"`, `"office"`, `leaks.toml:28: id "office" should be a name and a year`},
		{"id twice", `"club2023"`, `"office2023"`, `leaks.toml:41: leak "office2023" stands twice`},
		{"no service", `service = "Office"`, `service = ""`, `leaks.toml:27: leak "office2023" has no service`},
		{"bad domain", `bigshop.example`, `https://bigshop.example`, `leaks.toml:6: "https://bigshop.example" is no domain`},
		{"HIBP name twice", `service = "Office"`, "service = \"Office\"\nhibp = \"bigshop\"", `HIBP's "bigshop" stands twice`},
		{"verified without a name", `hibp = "BigShop"`, ``, `leak "shop2021" has no name in HIBP`},
		{"impossible date", `2021-03-24`, `2021-02-29`, `leaks.toml:10: `},
		{"no date", `date = "2023-06"`, ``, `leak "office2023" has no date`},
		{"date in the future", `date = "2023-06"`, `date = "2027-06"`, `leaks.toml:30: the date is later than checked`},
		{"other date in the future", `public = "2021-06"`, `public = "2031-06"`, `leaks.toml:12: public is later than checked`},
		{"other date hides a field", `public = "2021-06"`, `date = "2021-06"`, `the name "date" is taken`},
		{"date of what", `"happened"`, `"maybe"`, `unknown date_is "maybe"`},
		{"unknown status", `"alleged"`, `"likely"`, `unknown status "likely"`},
		{"confirmed by nobody", `confirmed_by = "hibp"`, ``, `what is confirmed should be confirmed by`},
		{"confirmed by the press", `confirmed_by = "hibp"`, `confirmed_by = "press"`, `leaks.toml:14: what is confirmed should be confirmed by`},
		{"confirmed by HIBP's list alone", `hibp_verified = true`, ``, `HIBP confirms only what it marks as verified`},
		{"alleged and confirmed", `status = "alleged"`, "status = \"alleged\"\nconfirmed_by = \"company\"", `what is alleged is not confirmed by anybody`},
		{"unknown class", `exposed = ["mobile_number"]`, `exposed = ["mobile"]`, `leaks.toml:33: unknown "mobile" in exposed`},
		{"unknown class of some", `"dob_full"`, `"dob"`, `leaks.toml:34: unknown "dob" in exposed_some`},
		{"unknown extra", `also = ["income"]`, `also = ["email"]`, `unknown "email" in also`},
		{"class twice", `"dob_full"`, `"mobile_number"`, `"mobile_number" stands twice`},
		{"nothing exposed", `exposed_unknown = true`, ``, `leak "club2023" should say what was exposed`},
		{"exposed and unknown", `exposed = ["email"]`, "exposed = [\"email\"]\nexposed_unknown = true", `leak "shop2021" should say what was exposed`},
		{"HIBP names more", `"Income levels"`, `"Income levels", "Religions"`, `leaks.toml:9: HIBP's "Religions" is neither in exposed nor in also`},
		{"count of nothing", `number = 22_527_655`, `number = 0`, `leaks.toml:17: a count should be more than 0`},
		{"range backwards", `most = 110_000_000`, `most = 90_000_000`, `its most more than its number`},
		{"unknown count", `of = "records"`, `of = "rows"`, `unknown kind of count "rows"`},
		{"counted twice", `of = "records"`, `of = "emails"`, `emails are counted twice`},
		{"unknown witness", `by = "seller"`, `by = "me"`, `unknown witness "me"`},
		{"no source", `sources = ["S98"]`, `sources = []`, `there is no source`},
		{"unknown source", `sources = ["S98"]`, `sources = ["S0"]`, `leaks.toml:21: unknown source "S0"`},
		{"grade U", `grade = "B"`, `grade = "U"`, `leaks.toml:36: grade U is not verified and must not ship`},
		{"never expires", `expires = "2027-05-22"`, ``, `expires should be a day`},
		{"permanent", `expires = "2027-05-22"`, `permanent = true`, `only the lines 1930 and 112 are permanent`},
		{"good for too long", `expires = "2027-05-22"`, `expires = "2028-05-22"`, `at most 365 days after checked`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			content := strings.Replace(goodLeaks, tt.old, tt.new, 1)
			if content == goodLeaks {
				t.Fatalf("%q is not in the file", tt.old)
			}
			_, err := catalog.Load(leaksFile(content), g)
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error\n%v\ndoes not say %q", err, tt.want)
			}
		})
	}
	if _, err := catalog.Load(fstest.MapFS{}, g); err == nil || !strings.Contains(err.Error(), "leaks.toml") {
		t.Errorf("without a file: %v", err)
	}
}

func ids(leaks []catalog.Leak) string {
	var all []string
	for _, l := range leaks {
		all = append(all, l.ID)
	}
	return strings.Join(all, " ")
}

func TestOrder(t *testing.T) {
	c := good(t)
	if got := ids(c.Leaks()); got != "club2023 office2023 shop2021" {
		t.Errorf("Leaks() = %s", got)
	}
	if l, ok := c.Leak("office2023"); !ok || l.Service != "Office" {
		t.Errorf("Leak(office2023) = %v, %v", l, ok)
	}
	if _, ok := c.Leak("gone2023"); ok {
		t.Error("there is a leak gone2023")
	}
	c.Leaks()[0].ID = "changed"
	if got := ids(c.Leaks()); got != "club2023 office2023 shop2021" {
		t.Errorf("after a change outside, Leaks() = %s", got)
	}
}

func TestSearch(t *testing.T) {
	c := good(t)
	for name, want := range map[string]string{
		"big":             "shop2021 club2023", // beginnings first
		"BIG shop":        "shop2021",
		"bigshop.example": "shop2021",
		"दुकान":           "shop2021",
		"off":             "office2023",
		"club2023":        "club2023",
		"ice":             "office2023",
		"nothing":         "",
		"":                "",
		" - ":             "",
	} {
		if got := ids(c.Search(name)); got != want {
			t.Errorf("Search(%q) = %s, want %s", name, got, want)
		}
	}
}

func TestFact(t *testing.T) {
	c := good(t)
	for ref, want := range map[string]string{
		"leak.shop2021.service":            "Big Shop",
		"leak.shop2021.domain":             "bigshop.example",
		"leak.shop2021.date":               "2021-03-24",
		"leak.shop2021.public":             "2021-06",
		"leak.shop2021.count.emails":       "22527655",
		"leak.shop2021.count.records_most": "110000000",
		"leak.shop2021.count.emails_most":  "",
		"leak.shop2021.count.people":       "",
		"leak.office2023.date":             "2023-06",
		"leak.office2023.domain":           "",
		"leak.gone2023.date":               "",
		"leak.office2023":                  "",
		"channel.bank.name":                "",
	} {
		if got, ok := c.Fact(ref); got != want || ok != (want != "") {
			t.Errorf("Fact(%q) = %q, %v; want %q", ref, got, ok, want)
		}
	}
	if v, _ := c.Value("leak.office2023.date"); v != (locale.Date{Year: 2023, Month: time.June}) {
		t.Errorf("the date is %#v", v)
	}
}

func TestExpired(t *testing.T) {
	c := good(t)
	if got := c.Expired(time.Date(2027, 5, 22, 12, 0, 0, 0, time.UTC)); len(got) != 0 {
		t.Errorf("on the last day: %v", got)
	}
	if got := c.Expired(time.Date(2027, 5, 23, 0, 0, 0, 0, time.UTC)); !slices.Equal(got, []string{"leak.shop2021"}) {
		t.Errorf("a day later: %v", got)
	}
}

// TestBuiltIn holds the built-in catalogue to what must stay true of it.
func TestBuiltIn(t *testing.T) {
	g := realGuide(t)
	c, err := catalog.Load(facts.FS, g)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]catalog.Status{
		"cowin2023": catalog.Disputed, "icmr2023": catalog.Alleged, "airindia2021": catalog.Confirmed,
		"mobikwik2021": catalog.Disputed, "juspay2020": catalog.Confirmed, "upstox2021": catalog.Confirmed,
		"boat2024": catalog.Alleged, "starhealth2024": catalog.Disputed, "bsnl2024": catalog.Confirmed,
		"dominos2021": catalog.Confirmed, "bigbasket2020": catalog.Confirmed, "paytm2020": catalog.Fabricated,
		"zomato2017": catalog.Confirmed, "ixigo2019": catalog.Confirmed, "indiamart2021": catalog.Confirmed,
		"raaga2025": catalog.Alleged,
	} {
		if l, ok := c.Leak(id); !ok || l.Status != want {
			t.Errorf("%s is %q, want %q", id, l.Status, want)
		}
	}
	cowin, _ := c.Leak("cowin2023")
	if len(cowin.Counts) != 0 || cowin.HIBP != "" {
		t.Error("how many people are in the CoWIN leak is not known, and HIBP does not list it")
	}
	if slices.Contains(cowin.Exposed, "dob_full") || slices.Contains(cowin.Exposed, "address_pin") {
		t.Error("CoWIN kept the year of birth of most adults only, and no addresses")
	}
	if got := c.Search("कोविन"); len(got) != 1 || got[0].ID != "cowin2023" {
		t.Errorf("Search(कोविन) = %s", ids(got))
	}

	// Every source is there for something.
	used := make(map[string]bool)
	for _, fact := range g.Facts() {
		for _, id := range fact.Sources {
			used[id] = true
		}
	}
	for _, leak := range c.Leaks() {
		for _, id := range leak.Sources {
			used[id] = true
		}
		if leak.HIBP != "" && !slices.ContainsFunc(leak.Sources, func(id string) bool { return strings.HasPrefix(id, "HIBP") }) {
			t.Errorf("%s names HIBP, but not as its source", leak.ID)
		}
	}
	for _, source := range g.Sources() {
		if !used[source.ID] {
			t.Errorf("the source %s is not used", source.ID)
		}
	}
}
