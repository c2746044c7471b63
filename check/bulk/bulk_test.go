package bulk_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"neem/check"
	"neem/check/bucket"
	"neem/check/bulk"
	"neem/check/detail"
	"neem/check/edition"
	"neem/check/pack"
	"neem/check/publish"
	"neem/locale"
)

// All people here are invented: mobiles are +91 60000 and on, with the last four
// of an ID beside each, and addresses at example.org.

var words = sync.OnceValue(func() *locale.Messages {
	content, err := edition.BuiltIn()
	if err != nil {
		panic(err)
	}
	return content.Locales.Messages("en")
})

// lastFour returns the end of the ID of invented person n.
func lastFour(n int) string { return fmt.Sprintf("%04d", n*7%10000) }

var packFile = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "bulk")
	if err != nil {
		return "", err
	}
	var people strings.Builder
	people.WriteString("Mobile No,ID last four,E-mail\n")
	for i := range 2000 {
		fmt.Fprintf(&people, "60000%05d,%s,person%d@example.org\n", i, lastFour(i), i)
	}
	spec := `id = "test/invented"
edition = 1
publisher = "Invented Publisher"
[[leak]]
id = "alleged"
title = "=Invented leak"
date = 2026-01-31
status = "alleged"
exposed = ["mobile"]
[[leak]]
id = "own"
title = "Own members"
date = 2026-01-31
status = "confirmed"
exposed = ["mobile"]
[[leak]]
id = "mail"
title = "Own addresses"
date = 2026-01-31
status = "confirmed"
exposed = ["email"]
[[list]]
leak = "alleged"
coverage = "Invented people"
shape = "mobile"
policy = "deniable"
population = 1000000000
source = { format = "csv", file = "people.csv", columns = { mobile = "Mobile No" } }
[[list]]
leak = "own"
coverage = "Invented people"
shape = "mobile+id4"
policy = "internal"
population = 1400000000
false_positive = 1e-9
source = { format = "csv", file = "people.csv", columns = { mobile = "Mobile No", id4 = "ID last four" } }
[[list]]
leak = "mail"
coverage = "Invented people"
shape = "email"
policy = "internal"
population = 1400000000
false_positive = 1e-9
source = { format = "csv", file = "people.csv", columns = { email = "E-mail" } }
`
	for name, text := range map[string]string{"pack.toml": spec, "people.csv": people.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	s, err := publish.LoadSpec(filepath.Join(dir, "pack.toml"))
	if err != nil {
		return "", err
	}
	out := filepath.Join(dir, "invented.neem")
	_, err = publish.Build(context.Background(), s, out, publish.Options{})
	return out, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := packFile(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

func checker(t testing.TB) *check.Checker {
	t.Helper()
	path, err := packFile()
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	c := check.New([]*pack.Pack{p}, nil)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// answers checks a text and returns what was written, without its first line,
// by the names of the columns.
func answers(t *testing.T, a bulk.Asker, text string, o bulk.Options) ([]map[string]string, bulk.Summary, error) {
	t.Helper()
	o.Words = words()
	var out bytes.Buffer
	s, err := bulk.Check(t.Context(), a, strings.NewReader(text), int64(len(text)), &out, o)
	if err != nil {
		return nil, s, err
	}
	body, ok := strings.CutPrefix(out.String(), "\ufeff")
	if !ok {
		t.Error("the answers do not begin with a byte order mark")
	}
	records, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var lines []map[string]string
	for _, r := range records[1:] {
		line := map[string]string{}
		for i, name := range records[0] {
			line[name] = r[i]
		}
		lines = append(lines, line)
	}
	return lines, s, nil
}

// short is what a line of the answers says, in short.
func short(lines []map[string]string) (out []string) {
	for _, l := range lines {
		out = append(out, strings.Join([]string{l["row"], l["asked"], l["leak"], l["answer"], l["reason"]}, " "))
	}
	return out
}

// Every row has its answers, in the order of the input, one for each direct
// identifier and list.
func TestAnswers(t *testing.T) {
	text := "Member,Name,Mobile No,E-Mail,ID last four\n" +
		"A1,Asha Devi,6000000001," + "person1@example.org," + lastFour(1) + "\n" +
		"A2,Ravi,7999999999,nobody@example.org,9999\n" +
		"A3,\"Meena\nFirst Floor\",,person2@example.org,\n" +
		"A4,John,6000000003,,12345\n" +
		"A5,Sita,60000,,\n" +
		"A6,Gita,,,1234\n" +
		"A7,Too,many,fields,here,\n" +
		"A8,Uma,6000000004,person4@example.org,\n"
	lines, s, err := answers(t, checker(t), text, bulk.Options{Reference: "Member"})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"2 mobile+id4 alleged possible ", "2 mobile+id4 own found ", "2 email+id4 mail found ",
		"3 mobile+id4 alleged not-found ", "3 mobile+id4 own not-found ", "3 email+id4 mail not-found ",
		"4 email mail found ",
		// The faulty ID is told, and the number is asked without it.
		"6 id4  fault id4/too-long", "6 mobile alleged possible ", "6 mobile own cannot-tell part-missing",
		"7 mobile  fault mobile/too-short",
		"8   fault row/empty",
		"9   fault row/fields",
		"10 mobile alleged possible ", "10 mobile own cannot-tell part-missing", "10 email mail found ",
	}
	if got := short(lines); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if l := lines[0]; l["reference"] != "A1" || l["detail"] != "•••••••001 + ••••" || l["list"] != "mobile" || l["pack"] != "test/invented" ||
		l["date"] != "2026-01-31" || !strings.HasPrefix(l["meaning"], "Perhaps in this list: this mobile number. Of the people") || l["listed_share"] == "" {
		t.Errorf("the first line is %v", l)
	}
	if l := lines[6]; l["reference"] != "A3" || l["detail"] != "p•••@example.org" || l["meaning"] != "In this list: this e-mail address." {
		t.Errorf("the line of row 4 is %v", l)
	}
	if s.Rows != 8 || s.FaultyRows != 4 || s.Questions != 8 || s.Counts != (bulk.Counts{Found: 4, Possible: 2, NotFound: 2}) {
		t.Errorf("the summary is %+v", s)
	}
	var faults []string
	for _, f := range s.Faults {
		faults = append(faults, fmt.Sprintf("%d %s", f.Rows, f.Code))
	}
	if want := []string{"1 id4/too-long", "1 mobile/too-short", "1 row/empty", "1 row/fields"}; !slices.Equal(faults, want) {
		t.Errorf("faults %q, want %q", faults, want)
	}
	if got := s.Faults[3].First; !slices.Equal(got, []int64{9}) {
		t.Errorf("the row with too many cells is %v", got)
	}
	if !maps.Equal(s.Columns, map[detail.Kind]string{detail.Mobile: "Mobile No", detail.Email: "E-Mail", detail.ID4: "ID last four"}) {
		t.Errorf("the columns are %v", s.Columns)
	}
	if l := s.Lists[1]; l.Leak != "own" || l.Counts != (bulk.Counts{Found: 1, NotFound: 1, CannotTell: 2}) || l.Reasons[check.PartMissing] != 2 {
		t.Errorf("the second list is %+v", l)
	}
}

// All ways in which people save the same table give the same answers.
func TestTables(t *testing.T) {
	c := checker(t)
	want := []string{"2 mobile alleged possible ", "2 mobile own cannot-tell part-missing", "3 mobile alleged not-found ", "3 mobile own cannot-tell part-missing"}
	for name, text := range map[string]string{
		"plain":             "Mobile\n6000000001\n7999999999\n",
		"no line end":       "Mobile\n6000000001\n7999999999",
		"byte order mark":   "\ufeffMobile\n6000000001\n7999999999\n",
		"CRLF and quotes":   "\ufeff\"Phone No.\",\"Name\"\r\n\"6000000001\",\"Devi, Asha\"\r\n\"+91 79999 99999\",x\r\n",
		"tabs":              "Name\tMobile Number\nAsha\t6000000001\nRavi\t\"7999999999\"\n",
		"Hindi":             "नाम,मोबाइल नंबर\nआशा,६००००००००१\nरवि,७९९९९९९९९९\n",
		"Tamil":             "பெயர்,மொபைல் எண்\nஆஷா,6000000001\nரவி,7999999999\n",
		"Urdu":              "نام,موبائل نمبر\nآشا,۶۰۰۰۰۰۰۰۰۱\nروی,7999999999\n",
		"both kinds, empty": "Mobile,Email\n6000000001,\n7999999999,\n",
	} {
		t.Run(name, func(t *testing.T) {
			lines, _, err := answers(t, c, text, bulk.Options{})
			if got := short(lines); err != nil || !slices.Equal(got, want) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func utf16le(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

// What cannot be read whole gives no answers, and its error shows nothing of
// it.
func TestRefused(t *testing.T) {
	c := checker(t)
	mobile := map[detail.Kind]string{detail.Mobile: "Mobile"}
	for _, tt := range []struct {
		name, text string
		o          bulk.Options
		want       string
		why        bulk.Reason
	}{
		{"empty", "", bulk.Options{}, "empty", bulk.Empty},
		{"header only", "Mobile\n", bulk.Options{}, "nothing to check", bulk.NoRows},
		{"UTF-16", utf16le("Mobile\n6000000001\n"), bulk.Options{}, "UTF-16", "encoding"},
		{"Latin-1", "Mobile,Nam\xe9\n6000000001,Asha\n", bulk.Options{}, "not in UTF-8", "encoding"},
		{"a workbook", "PK\x03\x04\x14", bulk.Options{}, "is no text", "workbook"},
		{"a web page", "<!doctype html>", bulk.Options{}, "web page", bulk.WebPage},
		{"semicolons", "Mobile;Name\n6000000001;Asha\n", bulk.Options{}, "semicolons", bulk.Semicolons},
		{"no header line", "6000000001,Asha\n6000000002,Ravi\n", bulk.Options{}, "column names must stand there", bulk.NoNames},
		{"no header line, addresses", "Asha,asha@example.org\n", bulk.Options{}, "column names must stand there", bulk.NoNames},
		{"no known name", "Handy,Asha\n6000000001,x\n", bulk.Options{}, "no column for mobile numbers", bulk.NoColumn},
		{"other column", "Phone\n6000000001\n", bulk.Options{Columns: mobile}, `no column is called "Mobile"`, bulk.NoColumn},
		{"column twice", "Mobile,Mobile\n6000000001,6000000002\n", bulk.Options{Columns: mobile}, "two columns are called", bulk.TwoColumns},
		{"one column for two", "Mobile\n6000000001\n", bulk.Options{Columns: map[detail.Kind]string{detail.Mobile: "Mobile", detail.Email: "Mobile"}}, "named twice", bulk.TwoColumns},
		{"only an ID", "ID4\n0007\n", bulk.Options{Columns: map[detail.Kind]string{detail.ID4: "ID4"}}, "no column for mobile numbers", bulk.NoColumn},
		{"passwords", "Mobile,P\n6000000001,x\n", bulk.Options{Columns: map[detail.Kind]string{detail.Mobile: "Mobile", detail.Password: "P"}}, "passwords do not belong", bulk.NoColumn},
		{"unknown kind", "Mobile,P\n6000000001,x\n", bulk.Options{Columns: map[detail.Kind]string{detail.Mobile: "Mobile", "name": "P"}}, "columns can hold", bulk.NoColumn},
		{"the number as reference", "Mobile\n6000000001\n", bulk.Options{Reference: "Mobile"}, "the reference: the column", bulk.TwoColumns},
		{"other reference", "Mobile\n6000000001\n", bulk.Options{Reference: "No"}, `the reference: no column is called "No"`, bulk.NoColumn},
		{"quotation mark never closed", "Name,Mobile\nAsha,6000000001\n\"Ravi,6000000002\nMeena,6000000003\n", bulk.Options{}, "line 3: a quotation mark", "quotes"},
		{"endless row", "Mobile\n6000000001\n\"" + strings.Repeat("6000000002\n", 300000), bulk.Options{}, "too long", "quotes"},
		{"domain of a table", "Mobile\n6000000001\n", bulk.Options{Domain: "example.org"}, "this is a table", bulk.NoDomain},
		{"columns of a search", `{"BreachSearchResults":[]}`, bulk.Options{Columns: mobile}, "no columns to choose", bulk.NoColumn},
		{"search without domain", `{"asha":["Invented"]}`, bulk.Options{}, "does not say the domain", bulk.NoDomain},
		{"search cut off", `{"BreachSearchResults":[{"Alias":"asha","DomainName":"example.org","Breaches":["Invented"]},{"Ali`, bulk.Options{}, "cut off", bulk.Broken},
		{"other JSON", `[1]`, bulk.Options{}, "not a domain search", bulk.Broken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, s, err := answers(t, c, tt.text, tt.o)
			ie, ok := errors.AsType[*bulk.InputError](err)
			if !ok || !strings.Contains(err.Error(), tt.want) || ie.Reason != tt.why || !slices.Contains(bulk.Reasons(), tt.why) {
				t.Fatalf("%v, want %q because of %q", err, tt.want, tt.why)
			}
			for _, content := range []string{"60000", "Asha", "Ravi", "asha@", "Nam"} {
				if strings.Contains(err.Error(), content) {
					t.Errorf("the error shows %q: %v", content, err)
				}
			}
			if s.Rows != 0 {
				t.Errorf("there is a summary: %+v", s)
			}
		})
	}
}

// A disk that fails ends the check: what was read is not the whole table.
func TestReadError(t *testing.T) {
	boom := errors.New("boom")
	in := io.MultiReader(strings.NewReader("Mobile\n6000000001\n6000"), iotest.ErrReader(boom))
	if _, err := bulk.Check(t.Context(), checker(t), in, 0, io.Discard, bulk.Options{Words: words()}); !errors.Is(err, boom) {
		t.Error(err)
	}
}

// Only what some list can use is read, unless it is asked for.
func TestOnlyNeededColumns(t *testing.T) {
	text := "Mobile,Year of birth,PIN code,Email\n6000000001,1800,110001,\n"
	_, s, err := answers(t, checker(t), text, bulk.Options{})
	if err != nil || s.FaultyRows != 0 || len(s.Columns) != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	// A whole PIN code is cut; a whole date or ID is not taken.
	lines, s, err := answers(t, checker(t), text, bulk.Options{Columns: map[detail.Kind]string{
		detail.Mobile: "Mobile", detail.BirthYear: "Year of birth", detail.PIN3: "PIN code"}})
	if err != nil || s.FaultyRows != 1 || s.Faults[0].Code != "birthyear/no-year" || lines[1]["asked"] != "mobile+pin3" {
		t.Errorf("%+v, %v, %v", s, lines, err)
	}
	// Where there is no list at all, the answer is "cannot tell", never silence.
	lines, s, err = answers(t, check.New(nil, nil), text, bulk.Options{})
	if want := []string{"2 mobile  cannot-tell no-list"}; err != nil || !slices.Equal(short(lines), want) || s.CannotTell != 1 {
		t.Errorf("%q, %+v, %v", short(lines), s, err)
	}
	// The same of a pack that cannot be used.
	lines, s, err = answers(t, check.New(nil, []*pack.Error{{Path: "gone.neem", Reason: pack.Missing}}), text, bulk.Options{})
	if err != nil || s.CannotTell != 1 || lines[0]["answer"] != "cannot-tell" || lines[0]["pack"] != "gone.neem" {
		t.Errorf("%v, %+v, %v", lines, s, err)
	}
}

// Each address of a domain search is asked, whatever breaches it names.
func TestDomainSearch(t *testing.T) {
	report := `{"BreachSearchResults":[
		{"Alias":"person1","DomainName":"example.org","Breaches":["Invented"]},
		{"Alias":"nobody","DomainName":"example.org","Breaches":[]},
		{"Alias":"","DomainName":"example.org","Breaches":[]},
		{"Alias":"bad address","DomainName":"example.org","Breaches":[]},
		{"Alias":"person2","DomainName":"EXAMPLE.org","Breaches":[{"Name":"Invented"}]}],
		"PasteSearchResults":[{}]}`
	lines, s, err := answers(t, checker(t), report, bulk.Options{})
	want := []string{"1 email mail found ", "2 email mail not-found ", "3   fault entry/address", "4 email  fault email/bad-char", "5 email mail found "}
	if err != nil || !slices.Equal(short(lines), want) || s.PassedOver != 1 || s.Rows != 5 || s.FaultyRows != 2 {
		t.Errorf("%q, %+v, %v", short(lines), s, err)
	}
	lines, _, err = answers(t, checker(t), `{"person1":["Invented"],"nobody":[]}`, bulk.Options{Domain: "example.org"})
	if want := []string{"1 email mail found ", "2 email mail not-found "}; err != nil || !slices.Equal(short(lines), want) {
		t.Errorf("%q, %v", short(lines), err)
	}
}

// No cell begins what a spreadsheet program would run, for any sign that might
// separate cells, and each answer is one line.
func TestInjection(t *testing.T) {
	c := checker(t)
	for _, reference := range []string{
		"=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "x;=1", "x\t=1", `x";"=1`, "x,=1", "x\u2028=1", "\u200b=1", "=", "x|@y", "\x01=1", "==1",
	} {
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		_ = w.WriteAll([][]string{{"Mobile", "Email", "No"}, {"6000000001", "=cmd@example.org", reference}}) // into memory
		var out bytes.Buffer
		if _, err := bulk.Check(t.Context(), c, &text, 0, &out, bulk.Options{Reference: "No", Words: words()}); err != nil {
			t.Fatalf("%q: %v", reference, err)
		}
		for _, comma := range []rune{',', ';', '\t', '|'} {
			for i, line := range strings.Split(strings.TrimSpace(strings.TrimPrefix(out.String(), "\ufeff")), "\n") {
				cells := strings.FieldsFunc(line, func(r rune) bool { return r == comma || r == '"' })
				for _, cell := range cells {
					cell = strings.TrimLeft(cell, " \u200b")
					if i > 0 && cell != "" && strings.ContainsRune("=+-@＝＋", []rune(cell)[0]) && cell != "+" && !strings.HasPrefix(cell, "+ ") {
						t.Errorf("%q, split at %q: the cell %q", reference, comma, cell)
					}
				}
			}
		}
		if n := strings.Count(out.String(), "\n"); n != 4 {
			t.Errorf("%q: %d lines", reference, n)
		}
		if !strings.Contains(out.String(), ",'=Invented leak,") || !strings.Contains(out.String(), "'=•••@example.org") {
			t.Errorf("%q: a title or a mask is not defended: %s", reference, out.String())
		}
	}
}

// Nothing but masks of the details is written, told or counted.
func TestMasks(t *testing.T) {
	var text strings.Builder
	text.WriteString("Mobile,Email,ID last four\n")
	for i := range 300 {
		fmt.Fprintf(&text, "60000%05d,secret.person%d@example.org,%s\n", i, i, "83"+fmt.Sprintf("%02d", i%100))
	}
	text.WriteString("60000X8377,secret person,8377-8377\n")
	var out bytes.Buffer
	var logged strings.Builder
	s, err := bulk.Check(t.Context(), checker(t), strings.NewReader(text.String()), 0, &out, bulk.Options{Words: words()})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&logged, "%+v %s", s, strings.Join(s.Words(words()), "\n"))
	for _, written := range []string{out.String(), logged.String()} {
		for _, secret := range []string{"60000", "ecret", "person1", "8377", "83" + "00"} {
			if strings.Contains(written, secret) {
				t.Errorf("%q is shown", secret)
			}
		}
	}
}

// stopping ends a context after some questions.
type stopping struct {
	bulk.Asker
	after  int
	cancel context.CancelFunc
}

func (s *stopping) CheckAll(ctx context.Context, q []check.Query) ([][]check.Result, error) {
	if s.after--; s.after == 0 {
		s.cancel()
	}
	return s.Asker.CheckAll(ctx, q)
}

// members is a table of n invented members, made as it is read. Every tenth of
// the first 20000 is in the lists.
func members(n int) io.Reader {
	r, w := io.Pipe()
	go func() {
		b := []byte("No,Name,Mobile,ID last four\n")
		for i := range n {
			mobile := 7000000000 + int64(i)
			if i%10 == 0 && i < 20000 {
				mobile = 6000000000 + int64(i)/10
			}
			b = fmt.Appendf(b, "M%d,\"Invented, Asha %d\",%d,%s\n", i, i, mobile, lastFour(i/10))
			if len(b) < 1<<15 {
				continue
			}
			if _, err := w.Write(b); err != nil {
				return // the reader has gone
			}
			b = b[:0]
		}
		_, err := w.Write(b)
		_ = w.CloseWithError(err) // a nil is the end
	}()
	return r
}

func folder(t *testing.T) (dir, in, out string) {
	t.Helper()
	dir = t.TempDir()
	in, out = filepath.Join(dir, "members.csv"), filepath.Join(dir, "results.csv")
	f, err := os.Create(in)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(f, members(20000))
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return dir, in, out
}

func only(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if !slices.Equal(names, want) {
		t.Errorf("the folder holds %v, want %v", names, want)
	}
}

func TestCancelLeavesNothing(t *testing.T) {
	dir, in, out := folder(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a := &stopping{Asker: checker(t), after: 2, cancel: cancel}
	if _, err := bulk.CheckFile(ctx, a, in, out, bulk.Options{Words: words()}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	only(t, dir, "members.csv")
	// The same while it is read.
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	read := func(done, total int64) {
		if done > total/2 {
			cancel()
		}
	}
	if _, err := bulk.CheckFile(ctx, checker(t), in, out, bulk.Options{Words: words(), Progress: read}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	only(t, dir, "members.csv")
	// And when the table turns out to be faulty far down.
	f, err := os.OpenFile(in, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteString("\"never closed,x,y,z\nM1,Ravi,7999999999,0007\n")
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := bulk.CheckFile(t.Context(), checker(t), in, out, bulk.Options{Words: words()}); err == nil || !strings.Contains(err.Error(), "members.csv: line 20002") {
		t.Error(err)
	}
	only(t, dir, "members.csv")
}

func TestFiles(t *testing.T) {
	dir, in, out := folder(t)
	before, err := os.ReadFile(in)
	if err != nil {
		t.Fatal(err)
	}
	var done, total int64
	o := bulk.Options{Reference: "No", Words: words(), Progress: func(d, n int64) {
		if d < done {
			t.Errorf("progress goes back from %d to %d", done, d)
		}
		done, total = d, n
	}}
	for range 2 { // earlier answers are replaced
		done = 0
		s, err := bulk.CheckFile(t.Context(), checker(t), in, out, o)
		if err != nil || s.Rows != 20000 || s.Found != 2000 || done != total || total != int64(len(before)) {
			t.Fatalf("%+v, %v; read %d of %d", s, err, done, total)
		}
	}
	only(t, dir, "members.csv", "results.csv")
	if info, err := os.Stat(out); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	// The order is that of the input.
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	for n := -1; ; n++ {
		record, err := r.Read()
		if err == io.EOF {
			if n != 40000 {
				t.Errorf("%d answers", n)
			}
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if want := strconv.Itoa(n/2 + 2); n >= 0 && (record[0] != want || record[1] != "M"+strconv.Itoa(n/2)) {
			t.Fatalf("answer %d is %v", n, record)
		}
	}
	if after, err := os.ReadFile(in); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the input has changed: %v", err)
	}
}

// Answers overwrite nothing but earlier answers.
func TestOverwritesNothing(t *testing.T) {
	dir, in, _ := folder(t)
	link, hard, other := filepath.Join(dir, "a-link.csv"), filepath.Join(dir, "b-hard.csv"), filepath.Join(dir, "c-other.csv")
	if err := errors.Join(os.Symlink(in, link), os.Link(in, hard), os.WriteFile(other, []byte("row,reference\n"), 0o600)); err != nil {
		t.Skip(err)
	}
	for _, out := range []string{in, dir + "/./members.csv", link, hard, other, dir} {
		_, err := bulk.CheckFile(t.Context(), checker(t), in, out, bulk.Options{Words: words()})
		if _, ok := errors.AsType[*bulk.InputError](err); !ok {
			t.Errorf("%s: %v", out, err)
		}
	}
	only(t, dir, "a-link.csv", "b-hard.csv", "c-other.csv", "members.csv")
	for _, in := range []string{dir, filepath.Join(dir, "none.csv")} {
		_, err := bulk.CheckFile(t.Context(), checker(t), in, filepath.Join(dir, "results.csv"), bulk.Options{Words: words()})
		if _, ok := errors.AsType[*bulk.InputError](err); !ok {
			t.Errorf("%s: %v", in, err)
		}
	}
	if _, err := bulk.CheckFile(t.Context(), checker(t), in, filepath.Join(dir, "none", "results.csv"), bulk.Options{Words: words()}); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// A new file for answers never has the name of one that is there.
func TestBeside(t *testing.T) {
	dir := t.TempDir()
	for _, want := range []string{"members-answers.csv", "members-answers-2.csv", "members-answers-3.csv"} {
		path, err := bulk.Beside(dir, "/elsewhere/members.TSV", "answers")
		if err != nil || path != filepath.Join(dir, want) {
			t.Errorf("%s, %v; want %s", path, err, want)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Of many rows with one fault, the first are named.
func TestFirstRows(t *testing.T) {
	text := "Mobile\n" + strings.Repeat("60000\n", 30)
	_, s, err := answers(t, checker(t), text, bulk.Options{})
	if err != nil || len(s.Faults) != 1 || s.Faults[0].Rows != 30 || !slices.Equal(s.Faults[0].First, []int64{2, 3, 4, 5, 6, 7, 8, 9, 10, 11}) {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestLook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "members.csv")
	if err := os.WriteFile(path, []byte("\ufeff Telefon ,Phone, e-mail ID,Aadhaar (last 4)\nx,6000000001,a,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := bulk.Look(path)
	want := map[detail.Kind]string{detail.Mobile: "Phone", detail.Email: "e-mail ID", detail.ID4: "Aadhaar (last 4)"}
	if err != nil || p.Search || !slices.Equal(p.Names, []string{"Telefon", "Phone", "e-mail ID", "Aadhaar (last 4)"}) || !maps.Equal(p.Suggested, want) {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := bulk.Look(filepath.Dir(path)); err == nil {
		t.Error("a folder was looked at")
	}
}

func TestSuggest(t *testing.T) {
	for name, kind := range map[string]detail.Kind{
		"Mobile No": detail.Mobile, "MOBILE_NUMBER": detail.Mobile, "Phone": detail.Mobile, "मोबाइल नं.": detail.Mobile, "फ़ोन नंबर": detail.Mobile,
		"கைபேசி எண்": detail.Mobile, "موبائل نمبر": detail.Mobile, "WhatsApp No.": detail.Mobile,
		"মোবাইল নম্বর": detail.Mobile, "भ्रमणध्वनी क्रमांक": detail.Mobile, "ఫోన్ నంబర్": detail.Mobile, "મોબાઈલ નંબર": detail.Mobile,
		"ದೂರವಾಣಿ ಸಂಖ್ಯೆ": detail.Mobile, "മൊബൈല്\u200d നമ്പര്\u200d": detail.Mobile, "ମୋବାଇଲ୍ ନମ୍ବର": detail.Mobile, "ফোন নম্বৰ": detail.Mobile, "ਮੋਬਾਈਲ ਨੰਬਰ": detail.Mobile,
		"E-Mail": detail.Email, "email id": detail.Email, "ई-मेल": detail.Email, "மின்னஞ்சல்": detail.Email, "ای میل": detail.Email,
		"ID last four": detail.ID4, "Last 4 of Aadhaar": detail.ID4, "id4": detail.ID4,
		"Year of Birth": detail.BirthYear, "YOB": detail.BirthYear, "जन्म वर्ष": detail.BirthYear, "PIN Code": detail.PIN3, "pin": detail.PIN3,
	} {
		if got := bulk.Suggest([]string{"Name", name}); len(got) != 1 || got[kind] != name {
			t.Errorf("%q: %v", name, got)
		}
	}
	// A surer name wins, wherever it stands; what only contains one does not count.
	if got := bulk.Suggest([]string{"Phone", "Mobile", "Mobile of father", "Pincushion", "Name"}); !maps.Equal(got, map[detail.Kind]string{detail.Mobile: "Mobile"}) {
		t.Error(got)
	}
}

// fixed answers as told.
type fixed struct {
	results func(n int) []check.Result
	n       int
}

func (f *fixed) Kinds() []detail.Kind { return detail.Kinds() }
func (f *fixed) CheckAll(_ context.Context, q []check.Query) (all [][]check.Result, err error) {
	for range q {
		all = append(all, f.results(f.n))
		f.n++
	}
	return all, nil
}

// How many of the "perhaps" are really listed: by the share that each answer
// says, unless there are far more hits than that explains.
func TestEstimate(t *testing.T) {
	for _, tt := range []struct {
		name        string
		rows, hits  int
		rate, share float64
		least, most float64
		more        bool
		says        string
	}{
		{"as expected", 1000, 40, 0.037, 0.08, 3.1, 3.3, false, "Of 40 “perhaps”, about 3 are really in the list."},
		{"one", 20, 1, 0.05, 0.08, 0.05, 0.1, false, "Of 1 “perhaps”, probably none is really in the list."},
		{"fewer than by chance", 1000, 10, 0.05, 0.08, 0.7, 0.9, false, "about 1 are really"},
		{"far more", 1000, 400, 0.02, 0.08, 380, 395, true, "about 388 are really"},
		{"all", 1000, 1000, 0.01, 0.08, 999, 1000, true, "about 1,000 are really"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := &fixed{results: func(n int) []check.Result {
				r := check.Result{Pack: "test/invented", List: bucket.Mobile, Leak: "invented", Answer: check.NotFound, FalsePositive: &tt.rate}
				if n < tt.hits {
					r.Answer, r.ListedShare = check.Possible, &tt.share
				}
				return []check.Result{r}
			}}
			var text strings.Builder
			text.WriteString("Mobile\n")
			for i := range tt.rows {
				fmt.Fprintf(&text, "60000%05d\n", i)
			}
			_, s, err := answers(t, a, text.String(), bulk.Options{})
			if err != nil {
				t.Fatal(err)
			}
			l := s.Lists[0]
			if l.Listed == nil || *l.Listed < tt.least || *l.Listed > tt.most || l.More != tt.more {
				t.Errorf("%+v", l)
			}
			if said := strings.Join(s.Words(words()), "\n"); !strings.Contains(said, tt.says) {
				t.Errorf("%s", said)
			}
		})
	}
}

// Whatever a table holds, each row is counted, and no digit of an ID that was
// taken is written.
func FuzzCheck(f *testing.F) {
	f.Add("6000000001", "0007", "=x", false)
	f.Add("asha@example.org", "१२३४", "\"\n", true)
	f.Fuzz(func(t *testing.T, direct, id, reference string, mail bool) {
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		name := "Mobile"
		if mail {
			name = "Email"
		}
		_ = w.WriteAll([][]string{{name, "ID4", "No", "end"}, {direct, id, reference, "x"}}) // into memory
		a := &fixed{results: func(int) []check.Result { return nil }}
		var out bytes.Buffer
		s, err := bulk.Check(t.Context(), a, &text, 0, &out, bulk.Options{Reference: "No", Words: words()})
		if err != nil {
			if _, ok := errors.AsType[*bulk.InputError](err); !ok {
				t.Fatal(err)
			}
			return
		}
		if s.Rows != 1 || s.Questions == 0 && s.FaultyRows == 0 {
			t.Fatalf("%+v", s)
		}
		records, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records[1:] {
			r = slices.Delete(slices.Clone(r), 1, 2) // the reference may be anything
			line := strings.Join(r[2:], " ")
			if d, err := detail.Parse(detail.ID4, id); err == nil && !mail && strings.Contains(line, d.Normal()) && !strings.Contains(direct, d.Normal()) {
				t.Fatalf("%q shows the ID", line)
			}
		}
	})
}

// Memory does not grow with the table.
func TestMemoryIsFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	peak := func(rows int) uint64 {
		runtime.GC()
		var most uint64
		n := 0
		sample := func(int64, int64) {
			if n++; n%16 == 0 {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
		s, err := bulk.Check(t.Context(), checker(t), members(rows), 0, io.Discard, bulk.Options{Reference: "No", Words: words(), Progress: sample})
		if err != nil || s.Rows != int64(rows) {
			t.Fatalf("%+v, %v", s, err)
		}
		return most
	}
	some, many := peak(100_000), peak(1_000_000)
	t.Logf("%d MB of heap for 100000 rows, %d MB for a million", some>>20, many>>20)
	if many > some+some/2+16<<20 {
		t.Errorf("%d bytes for 100000 rows, %d for a million", some, many)
	}
}

func BenchmarkCheck(b *testing.B) {
	c := checker(b)
	const rows = 200_000
	for b.Loop() {
		if _, err := bulk.Check(b.Context(), c, members(rows), 0, io.Discard, bulk.Options{Reference: "No", Words: words()}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
