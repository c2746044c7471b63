package publish

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/hibp"
	"neem/check/table"
)

func key(t *testing.T, shape bucket.Shape, typed ...string) bucket.Key {
	t.Helper()
	var details []detail.Detail
	for i, k := range shape.Kinds() {
		d, err := detail.Parse(k, typed[i])
		if err != nil {
			t.Fatal(err)
		}
		details = append(details, d)
	}
	k, err := shape.Key(details...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// scanText scans a source that is a text.
func scanText(t *testing.T, shape bucket.Shape, source SourceSpec, text string, skip bool) ([]bucket.Key, tally, error) {
	t.Helper()
	source.File = "people.csv"
	path := writeSpec(t, "", map[string]string{source.File: text})
	s := &Spec{dir: strings.TrimSuffix(path, "pack.toml")}
	var keys []bucket.Key
	n, err := s.scan(t.Context(), ListSpec{Shape: string(shape), Source: source}, Options{SkipBad: skip},
		func(k bucket.Key) error { keys = append(keys, k); return nil })
	return keys, n, err
}

var (
	csvMobile = SourceSpec{Format: "csv", Columns: map[detail.Kind]string{detail.Mobile: "Mobile No"}}
	tsvMobile = SourceSpec{Format: "tsv", Columns: map[detail.Kind]string{detail.Mobile: "Mobile No"}}
	csvBoth   = SourceSpec{Format: "csv", Columns: map[detail.Kind]string{detail.Mobile: "Mobile No", detail.ID4: "ID last four"}}
	csvEmail  = SourceSpec{Format: "csv", Columns: map[detail.Kind]string{detail.Email: "E-mail"}}
)

// Every way of writing the same two people gives their two keys.
func TestSourcesRead(t *testing.T) {
	mobiles := []bucket.Key{key(t, bucket.Mobile, "6000000001"), key(t, bucket.Mobile, "6000000002")}
	both := []bucket.Key{key(t, bucket.MobileID4, "6000000001", "0007"), key(t, bucket.MobileID4, "6000000002", "123F")}
	mails := []bucket.Key{key(t, bucket.Email, "asha@example.org"), key(t, bucket.Email, "ravi@example.org")}
	tests := []struct {
		name   string
		shape  bucket.Shape
		source SourceSpec
		text   string
		want   []bucket.Key
	}{
		{"plain", bucket.Mobile, csvMobile, "Mobile No\n6000000001\n6000000002\n", mobiles},
		{"no newline at the end", bucket.Mobile, csvMobile, "Mobile No\n6000000001\n6000000002", mobiles},
		{"byte order mark", bucket.Mobile, csvMobile, "\ufeffMobile No\n6000000001\n6000000002\n", mobiles},
		{"byte order mark and quotes", bucket.Mobile, csvMobile, "\ufeff\"Mobile No\"\n\"6000000001\"\n\"6000000002\"\n", mobiles},
		{"CRLF", bucket.Mobile, csvMobile, "Name,Mobile No\r\nAsha,6000000001\r\nRavi,6000000002\r\n", mobiles},
		{"blank lines", bucket.Mobile, csvMobile, "Mobile No\n\n6000000001\n\n6000000002\n\n", mobiles},
		{"quoted fields", bucket.Mobile, csvMobile, "Name,Mobile No\n\"Devi, Asha \"\"A\"\"\",\"+91 60000-00001\"\n\"Ravi\nFirst Floor\",06000000002\n", mobiles},
		{"spaces around", bucket.Mobile, csvMobile, " Mobile No , Name\n 6000000001 , Asha\n6000000002,Ravi\n", mobiles},
		{"Devanagari digits", bucket.Mobile, csvMobile, "नाम,Mobile No\nआशा,६००००००००१\nरवि,६०००० ००००२\n", mobiles},
		{"other columns may hold anything", bucket.Mobile, csvMobile, "Mobile No,Note\n6000000001,x;y\t z\n6000000002,\n", mobiles},
		{"two parts", bucket.MobileID4, csvBoth, "ID last four,Mobile No\n0007,6000000001\n123f,6000000002\n", both},
		{"addresses", bucket.Email, csvEmail, "E-mail\nAsha@Example.org\n ravi@example.org\n", mails},
		{"tabs", bucket.Mobile, tsvMobile, "Name\tMobile No\nAsha\t6000000001\n\nRavi\t\"6000000002\"\r\n", mobiles},
		{"tabs, empty fields", bucket.Mobile, tsvMobile, "Name\tMobile No\tNote\n\t6000000001\t\n\t6000000002\tx\n", mobiles},
		{"tabs, a quotation mark is only a letter", bucket.Mobile, tsvMobile, "Name\tMobile No\n\"Asha\t6000000001\nRavi\"\t6000000002\n", mobiles},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, n, err := scanText(t, tt.shape, tt.source, tt.text, false)
			if err != nil || !slices.Equal(got, tt.want) || n.read != 2 || n.bad != 0 {
				t.Errorf("%x, %+v, %v; want %x", got, n, err, tt.want)
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

// What is wrong with a whole source ends the build, with or without --skip-bad.
func TestSourcesRefused(t *testing.T) {
	swallowed := "Name,Mobile No\nAsha,6000000001\n\"Ravi,6000000002\nMeena,6000000003\nJohn,6000000004\n"
	tests := []struct {
		name   string
		shape  bucket.Shape
		source SourceSpec
		text   string
		want   string
	}{
		{"empty", bucket.Mobile, csvMobile, "", "the source is empty"},
		{"other column", bucket.Mobile, csvMobile, "Phone,Name\n6000000001,Asha\n", `no column is called "Mobile No" (the first line has 2 columns`},
		{"no header line", bucket.Mobile, csvMobile, "6000000001,Asha\n6000000002,Ravi\n", `no column is called "Mobile No"`},
		{"column twice", bucket.Mobile, csvMobile, "Mobile No,Mobile No\n6000000001,6000000002\n", "two columns are called"},
		{"semicolons", bucket.Mobile, csvMobile, "Name;Mobile No\nAsha;6000000001\n", `no column is called "Mobile No": semicolons seem`},
		{"tabs in CSV", bucket.Mobile, csvMobile, "Name\tMobile No\nAsha\t6000000001\n", `write format = "tsv"`},
		{"commas in TSV", bucket.Mobile, tsvMobile, "Name,Mobile No\nAsha,6000000001\n", `write format = "csv"`},
		{"UTF-16", bucket.Mobile, csvMobile, utf16le("Mobile No\n6000000001\n"), "in UTF-16"},
		{"UTF-16 without a mark", bucket.Mobile, csvMobile, utf16le("Mobile No\n6000000001\n")[2:], "in UTF-16"},
		{"Latin-1", bucket.Mobile, csvMobile, "Nam\xe9,Mobile No\nAsha,6000000001\n", "not in UTF-8"},
		{"Latin-1, long", bucket.Mobile, csvMobile, "Nam\xe9,Mobile No\n" + strings.Repeat("Asha,6000000001\n", 1000), "not in UTF-8"},
		{"a workbook", bucket.Mobile, csvMobile, "PK\x03\x04\x14\x00\x06\x00", "is no text"},
		{"quotation mark never closed", bucket.Mobile, csvMobile, swallowed, "line 3: a quotation mark makes one row of several lines"},
		{"quotation mark closed later", bucket.Mobile, csvMobile, swallowed + "\"Sita\",6000000005\n", "line 3: a quotation mark"},
		{"quotation mark makes long rows", bucket.Mobile, csvMobile, "Name,Mobile No\n\"Ravi\n" + strings.Repeat("Meena,6000000003\n", 10) + "\"\n", "line 2: a quotation mark"},
		{"endless row", bucket.Mobile, csvMobile, "Mobile No\n6000000001\n\"" + strings.Repeat("6000000002\n", 3*table.MaxRow/11), "reading behind line 2: the row is too long"},
		{"endless row with tabs", bucket.Mobile, tsvMobile, "Mobile No\n6000000001\n" + strings.Repeat("6", table.MaxRow), "line 3: the row is too long"},
		{"NTLM among SHA-1", bucket.PasswordSHA1, SourceSpec{Format: "pwned-passwords"}, strings.Repeat("A", 40) + ":1\n" + strings.Repeat("A", 32) + ":1\n", "line 2: a hash of the other kind"},
		{"SHA-1 for NTLM", bucket.PasswordNTLM, SourceSpec{Format: "pwned-passwords"}, strings.Repeat("A", 40) + ":1\n", "line 1: a hash of the other kind"},
		{"hashes cut off", bucket.PasswordSHA1, SourceSpec{Format: "pwned-passwords"}, strings.Repeat("A", 40) + ":1\n" + strings.Repeat("A", 40) + ":1", "line 2: the last line has no line end, so that the file may be cut off"},
		{"old Macintosh", bucket.Mobile, csvMobile, "Mobile No\r6000000001\r6000000002\r", "end as on old Macintosh computers"},
		{"Windows-1252", bucket.Mobile, csvMobile, "Name,Mobile No\nAsha \x93A\x94,6000000001\n", "save in Windows-1252 or Latin-1"},
		{"Latin-1 behind a mark", bucket.Mobile, csvMobile, "\ufeffNam\xe9,Mobile No\nAsha,6000000001\n", "not in UTF-8"},
		{"packed", bucket.Mobile, csvMobile, "\x1f\x8b\x08\x00", "unpack it"},
		{"column twice, spaces and quotes", bucket.Mobile, csvMobile, "\"Mobile No\", Mobile No \n6000000001,6000000002\n", "two columns are called"},
		{"UTF-16 hashes", bucket.PasswordSHA1, SourceSpec{Format: "pwned-passwords"}, utf16le(strings.Repeat("A", 40) + ":1\n"), "in UTF-16"},
	}
	for _, tt := range tests {
		for _, skip := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, skip %v", tt.name, skip), func(t *testing.T) {
				_, _, err := scanText(t, tt.shape, tt.source, tt.text, skip)
				if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "people.csv") {
					t.Fatalf("%v, want %q", err, tt.want)
				}
				hidesContent(t, err)
			})
		}
	}
}

// hidesContent makes sure that an error shows nothing of a source's lines.
func hidesContent(t *testing.T, err error) {
	t.Helper()
	for _, s := range []string{"60000", "Asha", "Ravi", "asha@", "letmein", "Nam"} {
		if strings.Contains(err.Error(), s) {
			t.Errorf("the error shows %q: %v", s, err)
		}
	}
}

// Bad lines are named by number and never shown; with --skip-bad they are
// counted and the others are read.
func TestBadLines(t *testing.T) {
	sha1Line := strings.Repeat("A", 40) + ":1\n"
	tests := []struct {
		name   string
		shape  bucket.Shape
		source SourceSpec
		text   string
		line   int64
		want   string
		good   int
		bad    int64
	}{
		{"short number", bucket.Mobile, csvMobile, "Mobile No\n6000000001\n60000\n6000000002\n", 3, "fewer than ten digits", 2, 1},
		{"empty number", bucket.Mobile, csvMobile, "Name,Mobile No\nAsha,\nRavi,6000000002\n", 2, "empty", 1, 1},
		{"as a spreadsheet ruins it", bucket.Mobile, csvMobile, "Mobile No\n6.00E+09\n6000000002\n", 2, "something other than digits", 1, 1},
		{"behind a field of two lines", bucket.Mobile, csvMobile, "Name,Mobile No\n\"Asha\nDevi\",6000000001\nRavi,x\n", 4, "something other than digits", 1, 1},
		{"behind blank lines", bucket.Mobile, csvMobile, "Mobile No\r\n\r\n\r\nAsha\r\n6000000001\r\n", 4, "something other than digits", 1, 1},
		{"ragged, shorter", bucket.Mobile, csvMobile, "Name,Mobile No\nAsha,6000000001\nRavi\n", 3, "another number of fields", 1, 1},
		{"ragged, longer", bucket.Mobile, csvMobile, "Name,Mobile No\nAsha,6000000001\nRavi,Devi,6000000002\nRavi,6000000002\n", 3, "another number of fields", 2, 1},
		{"stray quotation mark", bucket.Mobile, csvMobile, "Name,Mobile No\nAsha \"A\",6000000001\nRavi,6000000002\n", 2, "quotation mark", 1, 1},
		{"whole ID", bucket.MobileID4, csvBoth, "Mobile No,ID last four\n6000000001,600000000001\n6000000002,0007\n", 2, "never the whole ID", 1, 1},
		{"Latin-1 far down", bucket.Email, csvEmail, "E-mail\n" + strings.Repeat("asha@example.org\n", 500) + "jos\xe9@example.org\n", 502, "not valid text", 500, 1},
		{"ragged with tabs", bucket.Mobile, tsvMobile, "Name\tMobile No\nAsha\t6000000001\n\nRavi\t\t6000000002\n", 4, "another number of fields", 1, 1},
		{"not a hash", bucket.PasswordSHA1, SourceSpec{Format: "pwned-passwords"}, sha1Line + "letmein:1\n" + sha1Line + "\n", 2, "expected length", 2, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, n, err := scanText(t, tt.shape, tt.source, tt.text, false)
			le, ok := errors.AsType[*hibp.LineError](err)
			if !ok || le.Line != tt.line || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("%v, want line %d: %s", err, tt.line, tt.want)
			}
			hidesContent(t, err)
			if n.bad != 1 {
				t.Errorf("%d bad", n.bad)
			}
			keys, n, err := scanText(t, tt.shape, tt.source, tt.text, true)
			if err != nil || len(keys) != tt.good || n.bad != tt.bad || n.read != int64(tt.good)+tt.bad {
				t.Errorf("skipping: %d keys, %+v, %v", len(keys), n, err)
			}
		})
	}
}

// A disk that fails is not a bad line, and what was read before it is not the
// whole list.
func TestReadErrors(t *testing.T) {
	boom := errors.New("boom")
	each := func(bucket.Key) error { return nil }
	bad := func(*hibp.LineError) bool { t.Error("taken for a bad line"); return true }
	for name, scan := range map[string]func(r io.Reader) error{
		"hibp": func(r io.Reader) error {
			_, err := hibp.Scan(r, hibp.SHA1, func(uint64) error { return nil }, func(e *hibp.LineError) bool { return bad(e) })
			return err
		},
		"csv": func(r io.Reader) error {
			_, err := scanTable(bufio.NewReader(r), csvMobile, bucket.Mobile, each, bad)
			return err
		},
		"tsv": func(r io.Reader) error {
			_, err := scanTable(bufio.NewReader(r), tsvMobile, bucket.Mobile, each, bad)
			return err
		},
	} {
		text := "Mobile No\n6000000001\n6000"
		if name == "hibp" {
			text = strings.Repeat("A", 40) + ":1\nAAAA"
		}
		if err := scan(io.MultiReader(strings.NewReader(text), iotest.ErrReader(boom))); !errors.Is(err, boom) {
			t.Errorf("%s: %v", name, err)
		}
		if err := scan(io.MultiReader(strings.NewReader(text), iotest.ErrReader(context.Canceled))); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a source holds never makes the scan panic, and its errors show none of
// it.
func FuzzScanTable(f *testing.F) {
	f.Add("Mobile No\n6000000001\n", false)
	f.Add("Name,Mobile No\n\"Devi, Asha\",6000000001\n\"x", true)
	f.Add("\ufeffMobile No\r\n\r\n६०००००००० १\n", true)
	f.Fuzz(func(t *testing.T, text string, tabs bool) {
		source := csvMobile
		if tabs {
			source = tsvMobile
		}
		good := int64(0)
		bad := int64(0)
		n, err := scanTable(bufio.NewReader(strings.NewReader(text)), source, bucket.Mobile,
			func(bucket.Key) error { good++; return nil }, func(*hibp.LineError) bool { bad++; return true })
		if err == nil && n != good+bad {
			t.Errorf("%d rows, of them %d good and %d bad", n, good, bad)
		}
		if rows := int64(strings.Count(text, "\n")); n > rows+1 {
			t.Errorf("%d rows in %d lines", n, rows)
		}
	})
}
