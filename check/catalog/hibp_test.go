package catalog_test

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
	"pgregory.net/rapid"

	"neem/assets/facts"
	"neem/check/catalog"
	"neem/check/hibp"
)

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// bigShop is HIBP's entry for the leak shop2021.
func bigShop() hibp.Breach {
	return hibp.Breach{
		Name: "BigShop", Title: "Big Shop", Domain: "bigshop.example", BreachDate: day(2021, 3, 24), PwnCount: 22_527_655,
		DataClasses: []string{"Email addresses", "Income levels"}, IsVerified: true,
	}
}

func TestBreaches(t *testing.T) {
	g := realGuide(t)
	want := []hibp.Breach{
		bigShop(),
		{Name: "club2023", Title: "Club of the Big", BreachDate: day(2023, 1, 1)},
		{Name: "office2023", Title: "Office", BreachDate: day(2023, 6, 1), DataClasses: []string{"Dates of birth", "Phone numbers"}},
	}
	if got := good(t).Breaches(g); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}

	// Confirmed and fabricated; one name for two classes stands once, one of
	// several names for an extra is not guessed.
	for _, tt := range []struct{ old, new, want string }{
		{`status = "disputed"`, "status = \"confirmed\"\nconfirmed_by = \"company\"", "true false [Dates of birth Phone numbers]"},
		{`status = "disputed"`, `status = "fabricated"`, "false true [Dates of birth Phone numbers]"},
		{`status = "disputed"`, `status = "denied"`, "false false [Dates of birth Phone numbers]"},
		{`exposed = ["mobile_number"]`, `exposed = ["pan", "aadhaar_number"]`, "false false [Dates of birth Government issued IDs]"},
		{`exposed_some = ["dob_full"]`, `also = ["job", "age"]`, "false false [Ages Phone numbers]"},
	} {
		c, err := catalog.Load(leaksFile(strings.Replace(goodLeaks, tt.old, tt.new, 1)), g)
		if err != nil {
			t.Fatal(err)
		}
		l, _ := c.Leak("office2023")
		b := l.Breach(g)
		if got := fmt.Sprint(b.IsVerified, b.IsFabricated, b.DataClasses); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.new, got, tt.want)
		}
	}
}

// What the built-in catalogue writes it agrees with.
func TestBuiltInBreaches(t *testing.T) {
	g := realGuide(t)
	c, err := catalog.Load(facts.FS, g)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := hibp.WriteBreaches(&out, c.Breaches(g)); err != nil {
		t.Fatal(err)
	}
	breaches, err := hibp.ReadBreaches(&out)
	if err != nil {
		t.Fatal(err)
	}
	if len(breaches) != len(c.Leaks()) {
		t.Errorf("%d breaches of %d leaks", len(breaches), len(c.Leaks()))
	}
	if got := c.Compare(breaches); len(got) != 0 {
		t.Errorf("the catalogue differs from itself: %v", got)
	}
}

func TestCompare(t *testing.T) {
	c := good(t)
	for _, tt := range []struct {
		name   string
		change func(*hibp.Breach)
		want   string
	}{
		{"same", func(*hibp.Breach) {}, ""},
		{"capitals", func(b *hibp.Breach) { b.Name = "bigSHOP" }, ""},
		{"order of classes", func(b *hibp.Breach) { slices.Reverse(b.DataClasses) }, ""},
		{"what is for people", func(b *hibp.Breach) { b.Title, b.Description = "Bigger Shop", "<b>" }, ""},
		{"other name", func(b *hibp.Breach) { b.Name = "BigShop2" }, "listed yes/no"},
		{"count", func(b *hibp.Breach) { b.PwnCount = 1 }, "count 22527655/1"},
		{"no count", func(b *hibp.Breach) { b.PwnCount = 0 }, "count 22527655/none"},
		{"date", func(b *hibp.Breach) { b.BreachDate = day(2021, 3, 1) }, "date 2021-03-24/2021-03-01"},
		{"more classes", func(b *hibp.Breach) { b.DataClasses = append(b.DataClasses, "Races", "Names") }, "classes none/Races, Names"},
		{"other classes", func(b *hibp.Breach) { b.DataClasses[1] = "Names" }, "classes Income levels/Names"},
		{"no classes", func(b *hibp.Breach) { b.DataClasses = nil }, "classes Email addresses, Income levels/none"},
		{"marks", func(b *hibp.Breach) { b.IsVerified, b.IsFabricated, b.IsRetired = false, true, true }, "verified yes/no; fabricated no/yes; retired no/yes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := bigShop()
			tt.change(&b)
			other := hibp.Breach{Name: "InventedOne", Title: "Invented One", BreachDate: day(2021, 3, 24)}
			var got []string
			for _, d := range c.Compare([]hibp.Breach{other, b}) {
				if d.Leak != "shop2021" || d.HIBP != "BigShop" {
					t.Errorf("about %s (%s)", d.Leak, d.HIBP)
				}
				got = append(got, fmt.Sprintf("%s %s/%s", d.Aspect, d.Ours, d.Theirs))
			}
			if got := strings.Join(got, "; "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A date known to the month or the year is HIBP's first day of it.
func TestCompareDates(t *testing.T) {
	g := realGuide(t)
	for _, tt := range []struct {
		ours   string
		theirs time.Time
		same   bool
	}{
		{"2021-03", day(2021, 3, 1), true},
		{"2021-03", day(2021, 3, 2), false},
		{"2021", day(2021, 1, 1), true},
		{"2021", day(2021, 2, 1), false},
		{"2021-03-01", day(2021, 3, 1), true},
	} {
		c, err := catalog.Load(leaksFile(strings.Replace(goodLeaks, "2021-03-24", tt.ours, 1)), g)
		if err != nil {
			t.Fatal(err)
		}
		b := bigShop()
		b.BreachDate = tt.theirs
		if got := c.Compare([]hibp.Breach{b}); (len(got) == 0) != tt.same {
			t.Errorf("%s and %s: %v", tt.ours, tt.theirs, got)
		}
	}
}

const proposedOne = `# From Have I Been Pwned, https://haveibeenpwned.com
# TODO: HIBP's "Government issued IDs" may be any of aadhaar_number, passport_number, voter_id_epic, pan, driving_licence, photo_id_scan. Add what a source names.
# TODO: no class or extra stands for HIBP's "Invented things".
# TODO: words in every language: leak.inventedone2021.name, .text, .question
[[leak]]
id = "inventedone2021"
service = "Invented \"One\" \\ दो"
domain = "example.org"
hibp = "Invented-One"
hibp_verified = true
hibp_classes = ["Ages", "Email addresses", "Government issued IDs", "Invented things", "Job titles", "Occupations", "Passwords", "Phone numbers"]
date = "2021-12"
date_is = "happened"
status = "confirmed"
confirmed_by = "hibp"
exposed = ["mobile_number", "email", "password_unknown"]
also = ["age", "job"]
counts = [
  { number = 1_234_567, of = "emails", by = "hibp" },
]
sources = ["TODO"]
grade = "TODO"
checked = "TODO"
as_of = "TODO"
expires = "TODO"
`

func inventedOne() hibp.Breach {
	return hibp.Breach{
		Name: "Invented-One", Title: `Invented "One" \ दो`, Domain: "Example.ORG", BreachDate: day(2021, 12, 1), PwnCount: 1_234_567,
		Description: "<script>", Attribution: "<b>", IsVerified: true,
		DataClasses: []string{"Ages", "Email addresses", "Government issued IDs", "Invented things", "Job titles", "Occupations", "Passwords", "Phone numbers"},
	}
}

func propose(t *testing.T, b hibp.Breach) string {
	t.Helper()
	text, err := good(t).Propose(b, realGuide(t))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A proposal is refused until a person has done their part.
func TestPropose(t *testing.T) {
	g := realGuide(t)
	text := propose(t, inventedOne())
	if text != proposedOne {
		t.Errorf("got\n%s\nwant\n%s", text, proposedOne)
	}
	load := func(text string) error {
		_, err := catalog.Load(leaksFile(goodLeaks+text), g)
		return err
	}
	for _, step := range []struct{ fault, old, new string }{
		{`"TODO" is no date`, `checked = "TODO"`, `checked = "2026-11-23"`},
		{`"TODO" is no date`, `as_of = "TODO"`, `as_of = "2026-11-22"`},
		{`"TODO" is no date`, `expires = "TODO"`, `expires = "2027-05-22"`},
		{`unknown grade "TODO"`, `grade = "TODO"`, `grade = "A"`},
		{`unknown source "TODO"`, `sources = ["TODO"]`, `sources = ["S98"]`},
		{`HIBP's "Government issued IDs" is neither`, `"password_unknown"]`, `"password_unknown", "pan"]`},
		{`HIBP's "Invented things" is neither`, `"Invented things", `, ``},
	} {
		if err := load(text); err == nil || !strings.Contains(err.Error(), step.fault) {
			t.Errorf("%v, want %q", err, step.fault)
		}
		text = strings.Replace(text, step.old, step.new, 1)
	}
	if err := load(text); err != nil {
		t.Error(err)
	}
}

func TestProposeStatus(t *testing.T) {
	for _, tt := range []struct {
		name         string
		change       func(*hibp.Breach)
		want, hasNot string
	}{
		{"fabricated", func(b *hibp.Breach) { b.IsFabricated = true }, "hibp_verified = true\n|status = \"fabricated\"\n", "confirmed_by"},
		{"not verified", func(b *hibp.Breach) { b.IsVerified = false }, "status = \"alleged\"\n", "confirmed_by|hibp_verified"},
		{"no count", func(b *hibp.Breach) { b.PwnCount = 0 }, "", "counts"},
		{"few", func(b *hibp.Breach) { b.PwnCount = 999 }, "number = 999,", ""},
		{"thousand", func(b *hibp.Breach) { b.PwnCount = 1000 }, "number = 1_000,", ""},
		{"no domain", func(b *hibp.Breach) { b.Domain = "" }, "", "domain"},
		{"strange domain", func(b *hibp.Breach) { b.Domain = "localhost" }, `# TODO: HIBP's domain "localhost"` + "\n", "domain ="},
		{"year", func(b *hibp.Breach) { b.BreachDate = day(2017, 1, 1) }, "date = \"2017\"\n", ""},
		{"day", func(b *hibp.Breach) { b.BreachDate = day(2017, 1, 2) }, "date = \"2017-01-02\"\n", ""},
		{"year in the name", func(b *hibp.Breach) { b.Name = "InventedOne2021" }, `id = "inventedone2021"`, ""},
		{"other year in the name", func(b *hibp.Breach) { b.Name = "InventedOne2020" }, `id = "inventedone20202021"`, ""},
		{"digit first", func(b *hibp.Breach) { b.Name = "1invented" }, `id = "leak1invented2021"`, ""},
		{"nothing left", func(b *hibp.Breach) { b.Name = "दो" }, `id = "leak2021"`, ""},
		{"no classes", func(b *hibp.Breach) { b.DataClasses = nil }, "exposed_unknown = true\n", "exposed =|hibp_classes|also"},
		{"strange classes", func(b *hibp.Breach) { b.DataClasses = []string{`A"]`} }, `hibp_classes = ["A\"]"]`, "exposed =|exposed_unknown|also"},
		{"marks", func(b *hibp.Breach) { b.IsRetired, b.IsSensitive = true, true }, "# TODO: HIBP marks it as sensitive, retired. Does it", ""},
		{"there already", func(b *hibp.Breach) { b.Name = "bigshop" }, "# TODO: the catalogue has this already, as shop2021.\n", ""},
		{"id taken", func(b *hibp.Breach) { b.Name, b.BreachDate = "Office", day(2023, 6, 2) }, "# TODO: the catalogue has another office2023: the same leak, or another id?\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := inventedOne()
			tt.change(&b)
			text := propose(t, b)
			for want := range strings.SplitSeq(tt.want, "|") {
				if !strings.Contains(text, want) {
					t.Errorf("%s\nlacks %s", text, want)
				}
			}
			for hasNot := range strings.SplitSeq(tt.hasNot, "|") {
				if hasNot != "" && strings.Contains(text, hasNot) {
					t.Errorf("%s\nhas %s", text, hasNot)
				}
			}
		})
	}
	if _, err := good(t).Propose(hibp.Breach{Name: "x", Title: "x\n[[leak]]", BreachDate: day(2021, 1, 1)}, realGuide(t)); err == nil || !strings.Contains(err.Error(), `breach ("x"): Title: `) {
		t.Errorf("a breach that is none: %v", err)
	}
}

// Whatever somebody else wrote stays in its place in the TOML, and Load
// refuses it as it is.
func TestProposeStaysInPlace(t *testing.T) {
	g := realGuide(t)
	c := good(t)
	rapid.Check(t, func(t *rapid.T) {
		b := hibp.Breach{
			Name:        rapid.String().Draw(t, "name"),
			Title:       rapid.String().Draw(t, "title"),
			Domain:      rapid.String().Draw(t, "domain"),
			BreachDate:  day(rapid.IntRange(1970, 2026).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day")),
			DataClasses: rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "classes"),
		}
		if b.Validate() != nil {
			b.Name, b.Domain, b.DataClasses = "x", "", []string{`x"] # \`}
		}
		if b.Validate() != nil {
			t.Skip("not a breach")
		}
		text, err := c.Propose(b, g)
		if err != nil {
			t.Fatal(err)
		}
		checkPlaces(t, b, text)
		if _, err := catalog.Load(leaksFile(text), g); err == nil {
			t.Fatalf("%s\nis accepted as it is", text)
		}
	})
}

func checkPlaces(t *rapid.T, b hibp.Breach, text string) {
	var got struct {
		Leak []struct {
			ID, Service, HIBP string
			Sources           []string
			Classes           []string `toml:"hibp_classes"`
		}
	}
	if err := toml.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if len(got.Leak) != 1 {
		t.Fatalf("%d leaks\n%s", len(got.Leak), text)
	}
	l := got.Leak[0]
	if l.Service != b.Title || l.HIBP != b.Name || !slices.Equal(l.Classes, b.DataClasses) || !slices.Equal(l.Sources, []string{"TODO"}) {
		t.Fatalf("%+v\n%+v", l, b)
	}
}
