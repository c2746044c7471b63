package hibp

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"
)

// inventedOne is an invented breach as HIBP writes one.
const inventedOne = `{
  "Name": "InventedOne",
  "Title": "Invented One",
  "Domain": "example.org",
  "BreachDate": "2021-03-24",
  "AddedDate": "2021-06-03T04:05:06Z",
  "ModifiedDate": "2022-01-02T03:04:05.6Z",
  "PwnCount": 1234567,
  "Description": "In March 2021, <a href=\"https://example.org/?a=1&b=2\">Invented One</a> was invented.",
  "LogoPath": "https://example.org/InventedOne.png",
  "Attribution": null,
  "DisclosureUrl": null,
  "DataClasses": [
    "Email addresses",
    "Passwords"
  ],
  "IsVerified": true,
  "IsFabricated": false,
  "IsSensitive": false,
  "IsRetired": false,
  "IsSpamList": false,
  "IsMalware": false,
  "IsSubscriptionFree": false,
  "IsStealerLog": false
}`

// inventedTwo is an invented breach as HIBP wrote them in 2023.
const inventedTwo = `{"Name":"Invented-Two","Title":"Invented Two – दो","Domain":"","BreachDate":"2019-01-01",` +
	`"AddedDate":"2019-12-04T00:00Z","ModifiedDate":"2019-12-04T05:30:00+05:30","PwnCount":0,"Description":"",` +
	`"LogoPath":"Email.png","DataClasses":[],"IsVerified":false,"IsFabricated":true,"IsSensitive":true,` +
	`"IsRetired":true,"IsSpamList":true,"IsMalware":true}`

func read(t *testing.T, text string) []Breach {
	t.Helper()
	breaches, err := ReadBreaches(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return breaches
}

func write(t *testing.T, breaches ...Breach) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteBreaches(&b, breaches); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReadBreaches(t *testing.T) {
	one := Breach{
		Name: "InventedOne", Title: "Invented One", Domain: "example.org",
		BreachDate:   time.Date(2021, 3, 24, 0, 0, 0, 0, time.UTC),
		AddedDate:    time.Date(2021, 6, 3, 4, 5, 6, 0, time.UTC),
		ModifiedDate: time.Date(2022, 1, 2, 3, 4, 5, 6e8, time.UTC),
		PwnCount:     1234567,
		Description:  `In March 2021, <a href="https://example.org/?a=1&b=2">Invented One</a> was invented.`,
		LogoPath:     "https://example.org/InventedOne.png",
		DataClasses:  []string{"Email addresses", "Passwords"},
		IsVerified:   true,
	}
	two := Breach{
		Name: "Invented-Two", Title: "Invented Two – दो",
		BreachDate:   time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC),
		AddedDate:    time.Date(2019, 12, 4, 0, 0, 0, 0, time.UTC),
		ModifiedDate: time.Date(2019, 12, 4, 0, 0, 0, 0, time.UTC),
		LogoPath:     "Email.png",
		DataClasses:  []string{},
		IsFabricated: true, IsSensitive: true, IsRetired: true, IsSpamList: true, IsMalware: true,
	}
	for _, tt := range []struct {
		name, in string
		want     []Breach
	}{
		{"array", "[" + inventedOne + ",\n" + inventedTwo + "]\n", []Breach{one, two}},
		{"object", inventedOne, []Breach{one}},
		{"empty array", " [ ]", []Breach{}},
		{"byte order mark", "\ufeff[" + inventedTwo + "]", []Breach{two}},
		{"unknown fields", strings.Replace(inventedOne, "{", `{"New": {"Name": [1, null]}, "name": 7, "New": 1, `, 1), []Breach{one}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := read(t, tt.in); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

// A faulty entry is named by its place and its name, a fault by its field.
func TestReadFaults(t *testing.T) {
	for _, tt := range []struct{ name, old, new, want string }{
		{"no name", `"Name": "InventedOne",`, ``, `entry 2: Name: is missing`},
		{"null name", `"InventedOne"`, `null`, `entry 2: Name: null where a text belongs`},
		{"name of other type", `"InventedOne"`, `5`, `entry 2: Name: a number where a text belongs`},
		{"empty name", `"InventedOne"`, `""`, `entry 2: Name: is empty`},
		{"name with spaces", `"InventedOne"`, `"Invented One"`, `entry 2: Name: holds characters`},
		{"name with a line", `"InventedOne"`, `"Invented\nOne"`, `entry 2: Name: holds characters`},
		{"name again", `"InventedOne"`, `"invented-TWO"`, `entry 2 ("invented-TWO"): Name: stands twice`},
		{"field again", `"Title":`, `"Title": "x", "Title":`, `entry 2 ("InventedOne"): Title: stands twice`},
		{"capitals", `"Title":`, `"title":`, `entry 2 ("InventedOne"): Title: is missing`},
		{"title turns around", `"Invented One"`, `"Invented \u202eOne"`, `Title: holds characters that cannot be shown`},
		{"domain of a line", `"example.org"`, `"example.org\n"`, `Domain: holds characters`},
		{"long title", `"Invented One"`, `"` + strings.Repeat("x", 501) + `"`, `Title: is longer than 500 bytes`},
		{"no date", `"BreachDate": "2021-03-24",`, ``, `("InventedOne"): BreachDate: is missing`},
		{"no such day", `2021-03-24`, `2021-02-29`, `BreachDate: "2021-02-29" is no date like 2006-01-02`},
		{"a time", `2021-03-24`, `2021-03-24T00:00:00Z`, `BreachDate: "2021-03-24T00:00:00Z" is no date`},
		{"long ago", `2021-03-24`, `1921-03-24`, `BreachDate: is out of range`},
		{"empty date", `2021-03-24`, ``, `BreachDate: "" is no date`},
		{"day only", `2021-06-03T04:05:06Z`, `2021-06-03`, `AddedDate: "2021-06-03" is no time like`},
		{"no zone", `2021-06-03T04:05:06Z`, `2021-06-03T04:05:06`, `AddedDate: "2021-06-03T04:05:06" is no time like`},
		{"empty time", `2021-06-03T04:05:06Z`, ``, `AddedDate: "" is no time like`},
		{"time of other type", `"2021-06-03T04:05:06Z"`, `1622693106`, `AddedDate: a number where a text belongs`},
		{"long text is cut", `2021-06-03T04:05:06Z`, strings.Repeat("y", 999), strings.Repeat("y", 60) + `…" is no time`},
		{"count as text", `1234567`, `"1234567"`, `PwnCount: a text where a number belongs`},
		{"count of halves", `1234567`, `1.5`, `PwnCount: not a whole number`},
		{"count with exponent", `1234567`, `1e6`, `PwnCount: not a whole number`},
		{"too many", `1234567`, `99999999999999999999`, `PwnCount: not a whole number, or out of range`},
		{"more than there can be", `1234567`, `9999999999999`, `PwnCount: is out of range`},
		{"less than none", `1234567`, `-1`, `PwnCount: is out of range`},
		{"no count", `1234567`, `null`, `PwnCount: null where a number belongs`},
		{"classes as text", `"DataClasses": [`, `"DataClasses": "Passwords", "Other": [`, `DataClasses: a text where a list belongs`},
		{"no classes", `"DataClasses": [`, `"Other": [`, `DataClasses: is missing`},
		{"class of other type", `"Passwords"`, `{"Passwords": true}`, `DataClasses: name 2: an object where a text belongs`},
		{"empty class", `"Passwords"`, `" "`, `DataClasses: name 2 is empty`},
		{"class again", `"Passwords"`, `"Email addresses"`, `DataClasses: "Email addresses" stands twice`},
		{"too many classes", `"Passwords"`, strings.Repeat(`"x",`, 500) + `"x"`, `DataClasses: has more than 500 names`},
		{"flag as text", `"IsVerified": true`, `"IsVerified": "true"`, `IsVerified: a text where true or false belongs`},
		{"flag missing", `"IsRetired": false,`, ``, `IsRetired: is missing`},
		{"long description", `was invented.`, strings.Repeat("x", 65<<10), `Description: is longer than 65536 bytes`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			changed := strings.Replace(inventedOne, tt.old, tt.new, 1)
			if changed == inventedOne {
				t.Fatalf("%q is not in the breach", tt.old)
			}
			breaches, err := ReadBreaches(strings.NewReader("[" + inventedTwo + "," + changed + "]"))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("%v, want %q", err, tt.want)
			}
			if len(breaches) != 0 {
				t.Error("there are breaches all the same")
			}
			e, ok := errors.AsType[*BreachError](err)
			if !ok || e.Entry != 2 || len(e.Field) == 0 {
				t.Errorf("%#v", e)
			}
			if strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' || r == '\u202e' }) {
				t.Errorf("the error %q shows what it complains about", err)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", "", "nothing to read"},
		{"space", " \n", "nothing to read"},
		{"a page", "<!DOCTYPE html>", "line 1: not JSON"},
		{"a cut file", "[" + inventedTwo + ",\n" + inventedOne[:300], "line 10: not JSON: unexpected end"},
		{"more behind it", inventedTwo + "\n\n" + inventedTwo, "line 3: not JSON"},
		{"UTF-16", "\xff\xfe[\x00", "not UTF-8"},
		{"a number", "5", "a number where a list of breaches or one breach belongs"},
		{"null", "null", "null where a list of breaches"},
		{"class names", `["Email addresses"]`, "entry 1: a text where a breach belongs"},
		{"shortened answer", `[{"Name":"InventedOne"}]`, `entry 1 ("InventedOne"): Title: is missing`},
		{"refusal", `{"statusCode": 401, "message": "Access denied"}`, "entry 1: Name: is missing"},
		{"deep", strings.Repeat("[", 1<<20), "not JSON"},
		{"deep in an unknown field", `[{"x":` + strings.Repeat("[", 1<<20), "not JSON"},
		{"large", `[` + strings.Repeat(" ", maxInput), "more than 16 MiB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := ReadBreaches(strings.NewReader(tt.in)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
	failing := iotest.ErrReader(io.ErrNoProgress)
	if _, err := ReadBreaches(failing); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a failing reader: %v", err)
	}
}

func TestWriteBreaches(t *testing.T) {
	one := read(t, inventedOne)[0]
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte("["+inventedOne+"]"), "", "  "); err != nil {
		t.Fatal(err)
	}
	if got, want := write(t, one), indented.String()+"\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := write(t); got != "[]\n" {
		t.Errorf("nothing is written as %q", got)
	}

	// What is not known.
	sparse := write(t, Breach{Name: "x", Title: "x", BreachDate: one.BreachDate})
	for _, want := range []string{
		`"Domain": "",`, `"AddedDate": null,`, `"ModifiedDate": null,`, `"PwnCount": 0,`, `"Description": "",`,
		`"LogoPath": "",`, `"Attribution": null,`, `"DisclosureUrl": null,`, `"DataClasses": [],`,
	} {
		if !strings.Contains(sparse, want) {
			t.Errorf("%s\nlacks %s", sparse, want)
		}
	}
	var fields []map[string]any
	if err := json.Unmarshal([]byte(sparse), &fields); err != nil || len(fields[0]) != 20 {
		t.Errorf("%d fields, %v", len(fields[0]), err)
	}
	for name := range fields[0] {
		if !isField(name) {
			t.Errorf("%s is no field", name)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	good := read(t, inventedOne)[0]
	for _, tt := range []struct {
		name   string
		change func(*Breach)
		want   string
	}{
		{"same name", func(*Breach) {}, `entry 2 ("InventedOne"): Name: stands twice`},
		{"no name", func(b *Breach) { b.Name = "" }, "entry 2: Name: is empty"},
		{"no date", func(b *Breach) { b.BreachDate = time.Time{} }, `entry 2 ("InventedOne"): BreachDate: is missing`},
		{"half a day", func(b *Breach) { b.BreachDate = b.BreachDate.Add(time.Hour) }, "BreachDate: is not a whole day in UTC"},
		{"far year", func(b *Breach) { b.ModifiedDate = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "ModifiedDate: is out of range"},
		{"not UTF-8", func(b *Breach) { b.Description = "\xff" }, "Description: holds characters"},
		{"many", func(b *Breach) { b.PwnCount = 1 << 62 }, "PwnCount: is out of range"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bad := good
			tt.change(&bad)
			var out bytes.Buffer
			err := WriteBreaches(&out, []Breach{good, bad})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			if out.Len() > 0 {
				t.Error("something is written")
			}
		})
	}
	r, w := io.Pipe()
	_ = r.Close()
	if err := WriteBreaches(w, nil); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a closed pipe: %v", err)
	}
	if err := (Breach{}).Validate(); err == nil || err.Error() != "breach: Name: is empty" {
		t.Errorf("no breach at all: %v", err)
	}
}

// drawBreach draws any breach that is one.
func drawBreach(t *rapid.T) Breach {
	text := rapid.StringN(0, 40, -1)
	moment := func(label string) time.Time {
		if rapid.Bool().Draw(t, label+" known") {
			return time.Unix(rapid.Int64Range(0, 253402300799).Draw(t, label), rapid.Int64Range(0, 999_999_999).Draw(t, label+" part")).UTC()
		}
		return time.Time{}
	}
	flag := func(label string) bool { return rapid.Bool().Draw(t, label) }
	b := Breach{
		Name:               rapid.StringMatching(`[A-Za-z0-9-]{1,30}`).Draw(t, "name"),
		Title:              rapid.StringMatching(`[A-Za-z0-9 "\\<>&'\x{2028}-\x{202f}अ-ह]{1,40}`).Draw(t, "title"),
		Domain:             rapid.StringMatching(`([a-z0-9]{1,9}\.org)?`).Draw(t, "domain"),
		BreachDate:         time.Unix(86400*rapid.Int64Range(0, 2932896).Draw(t, "date"), 0).UTC(),
		AddedDate:          moment("added"),
		ModifiedDate:       moment("modified"),
		PwnCount:           rapid.Int64Range(0, maxCount).Draw(t, "count"),
		Description:        HTML(text.Draw(t, "description")),
		LogoPath:           rapid.StringMatching(`[ -~]{0,20}`).Draw(t, "logo"),
		Attribution:        HTML(text.Draw(t, "attribution")),
		DisclosureURL:      rapid.StringMatching(`(https://[ -~]{0,20})?`).Draw(t, "disclosure"),
		DataClasses:        rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z][a-z' ()]{0,20}`), 0, 6, rapid.ID).Draw(t, "classes"),
		IsVerified:         flag("verified"),
		IsFabricated:       flag("fabricated"),
		IsSensitive:        flag("sensitive"),
		IsRetired:          flag("retired"),
		IsSpamList:         flag("spam"),
		IsMalware:          flag("malware"),
		IsSubscriptionFree: flag("free"),
		IsStealerLog:       flag("stealer"),
	}
	if b.Validate() != nil {
		t.Skip("not a breach")
	}
	return b
}

// What is written is read as it was, and written again as before.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		breaches := rapid.SliceOfNDistinct(rapid.Custom(drawBreach), 0, 4, func(b Breach) string { return strings.ToLower(b.Name) }).Draw(t, "breaches")
		var first, second bytes.Buffer
		if err := WriteBreaches(&first, breaches); err != nil {
			t.Fatal(err)
		}
		got, err := ReadBreaches(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, breaches) && len(got)+len(breaches) > 0 {
			t.Fatalf("got  %+v\nwant %+v", got, breaches)
		}
		if err := WriteBreaches(&second, got); err != nil || first.String() != second.String() {
			t.Fatalf("%v\n%s\n%s", err, &first, &second)
		}
	})
}

// Whatever is read can be written, and is read again as it was.
func FuzzReadBreaches(f *testing.F) {
	for _, seed := range []string{
		inventedOne, "[" + inventedOne + "," + inventedTwo + "]", "[]", "{}", "[null]", `[{"Name":"x"}]`, "\ufeff[",
		strings.Replace(inventedOne, "2021-06-03T04:05:06Z", "9999-12-31T23:59:59-00:01", 1),
		strings.Replace(inventedOne, "Invented One", `\ud800`, 1),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		breaches, err := ReadBreaches(bytes.NewReader(data))
		if err != nil {
			if len(breaches) != 0 {
				t.Fatal("breaches beside an error")
			}
			return
		}
		var out bytes.Buffer
		if err := WriteBreaches(&out, breaches); err != nil {
			t.Fatal(err)
		}
		again, err := ReadBreaches(&out)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(again, breaches) {
			t.Fatalf("got  %+v\nwant %+v", again, breaches)
		}
	})
}
