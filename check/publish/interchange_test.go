package publish

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/hibp"
	"neem/check/table"
)

const domainList = `[[list]]
leak = "invented-2026"
shape = "email"
policy = "internal"
false_positive = 1e-6
coverage = "Our own addresses"
source = { format = "hibp-domain", file = "search.json" }
`

var domainSource = SourceSpec{Format: formatDomain}

// The forms of a domain search give the same keys.
func TestDomainSearch(t *testing.T) {
	asha, ravi := key(t, bucket.Email, "asha@example.org"), key(t, bucket.Email, "ravi@example.org")
	one := SourceSpec{Format: formatDomain, Breach: "adobe"}
	api := SourceSpec{Format: formatDomain, Domain: "Example.org"}
	named := SourceSpec{Format: formatDomain, Columns: map[detail.Kind]string{detail.Email: "Konto"}}
	const report = `{"BreachSearchResults":[{"Alias":"asha","DomainName":"example.org","Breaches":["Adobe","Canva"]},` +
		`{"Alias":"Ravi","DomainName":"example.org","Breaches":[{"Name":"Canva","Title":"Canva"}]},` +
		`{"Alias":"meena","DomainName":"example.org","Breaches":[]}],"PasteSearchResults":[{"Alias":"john"}]}`
	for _, tt := range []struct {
		name   string
		source SourceSpec
		text   string
		want   []bucket.Key
		read   int64
		passed int64
	}{
		{"report", domainSource, report, []bucket.Key{asha, ravi}, 4, 2},
		{"report with a mark", domainSource, "\ufeff\r\n" + report + "\n", []bucket.Key{asha, ravi}, 4, 2},
		{"one breach of it", one, report, []bucket.Key{asha}, 4, 3},
		{"answer of the API", api, `{"asha":["Adobe"],"ravi":["Adobe","Canva"]}`, []bucket.Key{asha, ravi}, 2, 0},
		{"table", domainSource, "Email,Breach\nasha@example.org,Adobe\nravi@example.org,Canva\n", []bucket.Key{asha, ravi}, 2, 0},
		{"table with tabs", domainSource, "\"Email\"\tBreaches\nasha@example.org\tAdobe;Canva\nravi@example.org\tCanva\nmeena@example.org\t\n", []bucket.Key{asha, ravi}, 3, 1},
		{"table, one breach", one, "\ufeff\"Alias\",\"DomainName\",\"Breaches\"\r\nasha,example.org,\"Canva,ADOBE\"\r\nravi,example.org,Canva\r\n", []bucket.Key{asha}, 2, 1},
		{"table without breaches", named, "Konto\nasha@example.org\nravi@example.org\n", []bucket.Key{asha, ravi}, 2, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, n, err := scanText(t, bucket.Email, tt.source, tt.text, false)
			if err != nil || !slices.Equal(got, tt.want) || n.read != tt.read || n.passed != tt.passed || n.bad != 0 {
				t.Errorf("%x, %+v, %v", got, n, err)
			}
		})
	}
}

// What is not a domain search, and faults in one, are told without showing
// anything of it.
func TestDomainSearchRefused(t *testing.T) {
	other := SourceSpec{Format: formatDomain, Breach: "Dropbox"}
	for _, tt := range []struct {
		name   string
		source SourceSpec
		text   string
		want   string
		skips  bool // --skip-bad helps
	}{
		{"empty", domainSource, "", "the source is empty", false},
		{"only space", domainSource, " \n", "the source is empty", false},
		{"web page", domainSource, "<!DOCTYPE html>", "this is a web page", false},
		{"workbook", domainSource, "PK\x03\x04", "is a workbook", false},
		{"other table", domainSource, "Name,Mobile No\nAsha,6000000001\n", `no column is called "Email"`, false},
		{"semicolons", domainSource, "Email;Breach\nasha@example.org;Adobe\n", `no column is called "Email"`, false},
		{"noise", domainSource, "\xd1\r\x07\xf3", "not in UTF-8", false},
		{"no header line", domainSource, "asha@example.org,Adobe\n", `no column is called "Email"`, false},
		{"a breach that nobody is in", other, `{"BreachSearchResults":[{"Alias":"asha","DomainName":"example.org","Breaches":["Adobe"]}]}`, `no address in it is in a breach called "Dropbox"`, false},
		{"a breach that no line can name", other, "Email\nasha@example.org\n", `no column is called "Breach"`, false},
		{"answer of the API", domainSource, `{"asha":["Adobe"]}`, "write domain =", false},
		{"cut", domainSource, `{"BreachSearchResults":[{"Alias":"asha","Dom`, "it was cut off", false},
		{"not an address", domainSource, `{"BreachSearchResults":[{"Alias":"asha asha","DomainName":"example.org","Breaches":["Adobe"]}]}`, "entry 1: not a valid e-mail address", true},
		{"not an address in a table", domainSource, "Email,Breach\nasha@example.org,Adobe\nAsha,Adobe\n", "line 3: not a valid e-mail address: it needs exactly one @", true},
		{"no alias in a table", domainSource, "Alias,Domain\nasha,\n", "line 2: no address", true},
		{"ragged table", domainSource, "Email,Breach\nasha@example.org\n", "line 2: another number of fields", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := scanText(t, bucket.Email, tt.source, tt.text, false)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("%v, want %q", err, tt.want)
			}
			for _, content := range []string{"asha", "Asha", "60000", "Adobe"} {
				if strings.Contains(err.Error(), content) {
					t.Errorf("the error shows %q: %v", content, err)
				}
			}
			_, n, err := scanText(t, bucket.Email, tt.source, tt.text, true)
			if (err == nil) != tt.skips || tt.skips && n.bad != 1 {
				t.Errorf("skipping: %+v, %v", n, err)
			}
		})
	}
}

func TestInterchangeSpecs(t *testing.T) {
	base := goodHead + goodLeak + domainList
	for _, tt := range []struct {
		name, old, by, want string
		refused             bool
	}{
		{"deniable", "policy = \"internal\"\nfalse_positive = 1e-6", "policy = \"deniable\"\npopulation = 1000000000", `names people of your own organisation, and was given to you for them alone. Only a list for your own desk may be made of it: write policy = "internal"`, true},
		{"confirmable", "policy = \"internal\"\nfalse_positive = 1e-6", "policy = \"confirmable\"\npopulation = 1000000000", "for your own desk", true},
		{"other shape", `shape = "email"`, `shape = "mobile"`, `write shape = "email"`, false},
		{"other column", `"search.json"`, `"search.json", columns = { mobile = "x" }`, `can name the column of "email" only`, false},
		{"address as domain", `"search.json"`, `"search.json", domain = "@example.org"`, "what stands behind the @", false},
		{"complete", `"search.json"`, `"search.json", complete = true`, `source.complete goes with format "pwned-passwords" only`, false},
		{"breach of CSV", `format = "hibp-domain"`, `breach = "Adobe", format = "csv"`, `source.breach goes with format "hibp-domain" only`, false},
		{"domain of CSV", `format = "hibp-domain"`, `domain = "x", format = "csv"`, `source.domain goes with format "hibp-domain" only`, false},
		{"complete as text", `"search.json"`, `"search.json", complete = "yes"`, "pack.toml:", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := LoadSpec(writeSpec(t, replace(t, base, tt.old, tt.by), nil))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("%v, want %q", err, tt.want)
			}
			if _, ok := errors.AsType[*RefusedError](err); ok != tt.refused {
				t.Errorf("refused: %v", ok)
			}
		})
	}
	if _, err := LoadSpec(writeSpec(t, base, nil)); err != nil {
		t.Error(err)
	}
}

// A folder of prefix files and one file of the same hashes give the same keys.
func TestPwnedFolder(t *testing.T) {
	dir := t.TempDir()
	no := false
	l := ListSpec{Shape: string(bucket.PasswordSHA1), Source: SourceSpec{Format: formatPwned, File: "hashes", Complete: &no}}
	if err := os.Mkdir(filepath.Join(dir, "hashes"), 0o700); err != nil {
		t.Fatal(err)
	}
	single := ""
	for _, p := range []string{"00000", "7C4A8", "FFFFF"} {
		lines := strings.Repeat("0", 35) + ":7\r\n" + strings.Repeat("9", 35) + ":0\r\n" + strings.Repeat("F", 35) + ":1"
		if err := os.WriteFile(filepath.Join(dir, "hashes", p+".txt"), []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(lines + "\r\n") {
			single += p + line
		}
	}
	read := func() (keys []bucket.Key, n tally, err error) {
		var stages []Progress
		n, err = (&Spec{dir: dir}).scan(t.Context(), l, Options{Progress: func(p Progress) { stages = append(stages, p) }},
			func(k bucket.Key) error { keys = append(keys, k); return nil })
		if err == nil {
			if last := stages[len(stages)-1]; last.Done != last.Total || !strings.HasPrefix(last.Stage, "reading ") {
				t.Errorf("%+v", stages)
			}
		}
		return keys, n, err
	}
	folder, n, err := read()
	if err != nil || len(folder) != 6 || n.read != 9 || n.padding != 3 || !n.sorted {
		t.Fatalf("%x, %+v, %v", folder, n, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "hashes.txt"), []byte(single), 0o600); err != nil {
		t.Fatal(err)
	}
	l.Source.File = "hashes.txt"
	file, n, err := read()
	if err != nil || !slices.Equal(file, folder) || n.padding != 3 || !n.sorted {
		t.Errorf("%x, %+v, %v", file, n, err)
	}
	l.Source.File, l.Source.Complete = "hashes", nil
	if _, _, err := read(); err == nil || !strings.Contains(err.Error(), "hashes: 1048573 of the 1048576 files are missing, 00001.txt the first") {
		t.Errorf("%v", err)
	}
}

// Skipped lines are counted by fault, the commonest first; entries that say
// the same are counted.
func TestFaultsAndDuplicates(t *testing.T) {
	var csv strings.Builder
	csv.WriteString("Mobile No\n")
	for i := range 1500 {
		fmt.Fprintf(&csv, "60000%05d\n", i)
	}
	csv.WriteString("6000000000\n+91 60000-00001\n60000\n6000\nx\n\"60\"00\n6,7\n123\n")
	spec := load(t, goodHead+goodLeak+goodList, map[string]string{"people.csv": csv.String()})
	out := filepath.Join(t.TempDir(), "x.neem")
	r, err := Build(t.Context(), spec, out, Options{SkipBad: true})
	if err != nil {
		t.Fatal(err)
	}
	l := r.Lists[0]
	want := []Fault{
		{"mobile/too-short", "not a valid mobile number: it has fewer than ten digits", 3},
		{"mobile/not-digits", "not a valid mobile number: it holds something other than digits", 1},
		{"row/fields", "another number of fields than the header line", 1},
		{"row/quotes", "a quotation mark stands where none may", 1},
	}
	if !reflect.DeepEqual(l.Faults, want) {
		t.Errorf("%+v", l.Faults)
	}
	if l.Rows != 1508 || l.Bad != 6 || l.Duplicates != 2 || l.Keys != 1500 || l.Sorted {
		t.Errorf("%+v", l)
	}
}

// What can be read in a source that is not faulty is the sum of what is said
// of it, whatever it holds; and a marked value is in no error.
func TestNothingOfASourceIsShown(t *testing.T) {
	const mark = "Qz7MarkedValue"
	dir := t.TempDir()
	path := filepath.Join(dir, "source")
	lists := []ListSpec{
		{Shape: string(bucket.Mobile), Source: csvMobile},
		{Shape: string(bucket.Mobile), Source: tsvMobile},
		{Shape: string(bucket.MobileID4), Source: csvBoth},
		{Shape: string(bucket.Email), Source: csvEmail},
		{Shape: string(bucket.Email), Source: domainSource},
		{Shape: string(bucket.Email), Source: SourceSpec{Format: formatDomain, Domain: "example.org", Breach: "Adobe"}},
		{Shape: string(bucket.PasswordSHA1), Source: SourceSpec{Format: formatPwned}},
	}
	heads := []string{"", "\ufeff", "Mobile No,ID last four,E-mail\n", "\"Mobile No\"\t\"E-mail\"\r\n", "Email,Breach\n", `{"BreachSearchResults":[`, `{"` + mark + `":["Adobe"],`}
	pieces := []string{mark, mark + "@example.org", "6000000001", "0007", ",", "\t", "\n", "\r\n", "\"", `{"Alias":"` + mark + `"`, `"DomainName":"example.org"`, `"Breaches":["` + mark + `"]}`, ":", "]", "}", "\x00", "\xe9", ";", strings.Repeat("A", 40) + ":1\n"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(heads).Draw(t, "head") + strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
		l := rapid.SampledFrom(lists).Draw(t, "list")
		l.Source.File = "source"
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		good := int64(0)
		skip := rapid.Bool().Draw(t, "skip")
		n, err := (&Spec{dir: dir}).scan(t.Context(), l, Options{SkipBad: skip}, func(bucket.Key) error { good++; return nil })
		if err != nil && strings.Contains(err.Error(), mark) {
			t.Errorf("%v", err)
		}
		if err == nil && n.read != good+n.bad+n.padding+n.passed {
			t.Errorf("%d good, %+v", good, n)
		}
		var sum int64
		for _, f := range n.faults {
			sum += f.Lines
			if strings.Contains(f.Words+f.Code, mark) || f.Code == "other" {
				t.Errorf("%+v", f)
			}
		}
		if sum != n.bad {
			t.Errorf("%d faults, %+v", sum, n)
		}
	})
}

// Every fault that a line can have has a name of its own.
func TestFaultCodes(t *testing.T) {
	seen := map[string]bool{}
	for _, err := range []error{hibp.ErrLength, hibp.ErrHex, hibp.ErrCount, hibp.ErrNoAlias, hibp.ErrNoBreaches, hibp.ErrEntry, hibp.ErrUTF8, table.ErrFieldCount, table.ErrQuote} {
		f := faultOf(fmt.Errorf("wrapped: %w", err))
		if f.Words != err.Error() || f.Code == "other" || seen[f.Code] {
			t.Errorf("%+v", f)
		}
		seen[f.Code] = true
	}
	if f := faultOf(errors.New("Asha")); strings.Contains(f.Words, "Asha") {
		t.Errorf("%+v", f)
	}
}

func FuzzScanDomain(f *testing.F) {
	f.Add(`{"BreachSearchResults":[{"Alias":"asha","DomainName":"example.org","Breaches":["Adobe"]}]}`, "")
	f.Add("Email,Breach\nasha@example.org,Adobe\n\"x", "Adobe")
	f.Add("Alias\tDomain\r\nasha\texample.org\r\n", "")
	f.Fuzz(func(t *testing.T, text, breach string) {
		good := int64(0)
		n := newTally(true, func(bucket.Key) error { good++; return nil })
		err := scanFile(strings.NewReader(text), ListSpec{Shape: string(bucket.Email), Source: SourceSpec{Format: formatDomain, Domain: "example.org", Breach: breach}}, n)
		if err == nil && n.read != good+n.bad+n.passed {
			t.Errorf("%d good, %+v", good, n)
		}
	})
}
