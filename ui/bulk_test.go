package ui

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"neem/check/bulk"
	"neem/ui/screen"
	"neem/ui/widget"
)

// All people here are invented: mobiles are +91 60000 and on, with the last four
// of an ID beside each, and addresses at example.org.

// lastFour returns the end of the ID of invented person n.
func lastFour(n int) string { return fmt.Sprintf("%04d", n*7%10000) }

// newOffice is a window with an organisation's own list and one of a leak.
func newOffice(t *testing.T) *Window {
	t.Helper()
	dir := t.TempDir()
	var people strings.Builder
	people.WriteString("Mobile No,ID last four,E-mail\n")
	for i := range 2000 {
		fmt.Fprintf(&people, "60000%05d,%s,person%d@example.org\n", i, lastFour(i), i)
	}
	spec := `id = "test/invented"
edition = 1
publisher = "Invented Publisher"
`
	for id, title := range map[string]string{"alleged": "Invented leak", "own": "Own members", "mail": "Own addresses"} {
		spec += fmt.Sprintf("[[leak]]\nid = %q\ntitle = %q\ndate = 2026-01-31\nstatus = \"alleged\"\nexposed = [\"mobile\"]\n", id, title)
	}
	spec += `[[list]]
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
	pack := packOf(t, filepath.Join(dir, "invented.neem"), spec, people.String())
	w := newWindow(t)
	if _, err := w.desk.Library.Import(t.Context(), pack, nil); err != nil {
		t.Fatal(err)
	}
	return w
}

const members = "Member,Name,Handy,E-Mail,ID last four\n" +
	"A1,Asha Devi,6000000001,person1@example.org,0007\n" +
	"A2,Ravi,7999999999,nobody@example.org,9999\n" +
	"A3,John,6000000003,,12345\n" +
	"A4,Sita,60000,,\n"

// table writes an input into a folder of its own.
func table(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	write(t, path, text)
	return path
}

// choose takes another column for the one that is named.
func choose(t *testing.T, w *Window, current, want string, nth int) {
	t.Helper()
	n := 0
	s, ok := find(w.page.Object(), func(s *widget.Select) bool {
		if s.Selected == current {
			n++
		}
		return s.Selected == current && n == nth
	})
	if !ok {
		t.Fatalf("no list shows %q", current)
	}
	s.SetSelected(want)
}

// folderHas fails unless a folder has exactly some files, hidden ones too.
func folderHas(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, e := range entries {
		have = append(have, e.Name())
	}
	if strings.Join(have, " ") != strings.Join(names, " ") {
		t.Errorf("the folder has %q, want %q", have, names)
	}
}

// From a table to its answers: a column that was not found by its name is put
// right, and what came out is said without anything of a row.
func TestManyPeople(t *testing.T) {
	w := newOffice(t)
	path := table(t, "members.csv", members)
	w.Show(screen.Settings)
	press(t, w, "Check many people")
	if s := shown(w); w.At() != screen.Many || !strings.Contains(s, "own members only") || !strings.Contains(s, "not copied") {
		t.Fatalf("%s: %s", w.At(), s)
	}
	screen.LookAtTable(w.desk, path)
	expect(t, w, "Which column holds what?")
	press(t, w, "Check all rows") // it would pass over all the numbers
	expect(t, w, "The answers, row by row")
	if s := shown(w); !strings.Contains(s, "Questions: 2") {
		t.Errorf("with the addresses only: %s", s)
	}
	press(t, w, "Check another table")
	screen.LookAtTable(w.desk, path)
	expect(t, w, "Which column holds what?")
	choose(t, w, "None", "Handy", 1)
	choose(t, w, "None", "Member", 1)
	press(t, w, "Check all rows")
	expect(t, w, "The answers, row by row")
	s := shown(w)
	for _, want := range []string{
		"Rows: 4. Questions: 5.", "Found: 2", "Perhaps: 1", "Not found: 2", "Say “perhaps” to these people",
		"1 × Type only the last 4 characters, not the whole number.", "Rows: 4\n", "1 × Digits are missing.", "Rows: 5\n",
		"Mobile number and Last four characters of an ID", "Let nobody read them who need not.",
	} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is missing from\n%s", want, s)
		}
	}
	for _, content := range []string{"Asha", "60000", "12345", "nobody@", "A1"} {
		if strings.Contains(s, content) {
			t.Errorf("the screen shows %q", content)
		}
	}
	dir := filepath.Dir(path)
	folderHas(t, dir, "members-answers-2.csv", "members-answers.csv", "members.csv")
	if after, err := os.ReadFile(path); err != nil || string(after) != members {
		t.Errorf("the table has changed: %v", err)
	}
	answers, err := os.ReadFile(filepath.Join(dir, "members-answers-2.csv"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(answers, []byte("\ufeff")))).ReadAll()
	if err != nil || len(records) != 11 || records[1][1] != "A1" || records[1][3] != "•••••••001 + ••••" || records[1][4] != "possible" || records[2][4] != "found" {
		t.Errorf("%v, %q", err, records)
	}
	// Who comes next reads nothing of it, and may remove the answers.
	w.Show(screen.Home)
	if w.desk.Session.Empty() {
		t.Error("the session counts as empty")
	}
	w.desk.Session.Wipe()
	w.Show(screen.Many)
	if s := shown(w); strings.Contains(s, "Handy") || strings.Contains(s, "members.csv") {
		t.Errorf("what was chosen is still there: %s", s)
	}
}

// An export of Have I Been Pwned has no columns; one that leaves out its domain
// is asked about that.
func TestDomainSearch(t *testing.T) {
	w := newOffice(t)
	w.Show(screen.Many)
	path := table(t, "search.json", `{"BreachSearchResults":[{"Alias":"person1","DomainName":"example.org","Breaches":[{"Name":"Invented"}]}],"PasteSearchResults":[]}`)
	screen.LookAtTable(w.desk, path)
	expect(t, w, "This is a domain search")
	if strings.Contains(shown(w), "Which column holds what?") {
		t.Error("a domain search has no columns")
	}
	press(t, w, "Check all rows")
	expect(t, w, "Found: 1")
	folderHas(t, filepath.Dir(path), "search-answers.csv", "search.json")

	press(t, w, "Check another table")
	screen.LookAtTable(w.desk, table(t, "api.json", `{"person1":["Invented"],"nobody":["Invented"]}`))
	expect(t, w, "This is a domain search")
	press(t, w, "Check all rows")
	tell(t, w, "what stands behind the @")
	enter(t, w, "What stands behind the @", "example.org")
	expect(t, w, "Not found: 1")
}

// There are words for all that can be wrong with a file.
func TestEveryFaultOfTablesIsSaid(t *testing.T) {
	w := newWindow(t)
	for _, r := range bulk.Reasons() {
		if !w.desk.Words.Has("many.fault." + string(r)) {
			t.Errorf("there are no words for %q", r)
		}
	}
}

// Whatever is wrong is said in words, and nothing is left of the answers.
func TestTablesThatCannotBeChecked(t *testing.T) {
	w := newOffice(t)
	w.Show(screen.Many)
	for name, says := range map[string]string{
		"":                                  "The file is empty.",
		"PK\x03\x04\x14":                    "This is a file of a spreadsheet program.",
		"\x1f\x8b\x08":                      "This is a packed file.",
		"<!doctype html>":                   "This is a web page",
		"Mobile,Nam\xe9\n6000000001,Asha\n": "cannot be read safely",
		"Mobile;Name\n6000000001;Asha\n":    "Semicolons stand between",
		"6000000001,Asha\n":                 "Add a line of names",
	} {
		screen.LookAtTable(w.desk, table(t, "members.csv", name))
		tell(t, w, says)
	}
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Join(dir, "none.csv")} {
		screen.LookAtTable(w.desk, path)
		tell(t, w, "The file cannot be opened.")
	}
	if w.desk.Session.Many != nil {
		t.Error("a table that cannot be read was taken")
	}
	// What only reading the rows shows.
	for text, says := range map[string]string{
		"Name\nAsha\n":                           "Choose the column of the mobile numbers",
		"Mobile\n":                               "no rows behind it",
		"Mobile,Mobile\n6000000001,6000000002\n": "two columns have one name",
		"Name,Mobile\nAsha,6000000001\n\"Ravi,6000000002\nM,60\n":                                           "A quotation mark is missing or too many",
		`{"BreachSearchResults":[{"Alias":"asha","DomainName":"example.org","Breaches":["Invented"]},{"Ali`: "damaged or cut off",
	} {
		path := table(t, "members.csv", text)
		screen.LookAtTable(w.desk, path)
		expect(t, w, path)
		press(t, w, "Check all rows")
		tell(t, w, says)
		folderHas(t, filepath.Dir(path), "members.csv")
	}
	// The table goes away, or the folder for the answers does.
	path := table(t, "members.csv", members)
	screen.LookAtTable(w.desk, path)
	expect(t, w, path)
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	press(t, w, "Check all rows")
	tell(t, w, "The file cannot be opened.")
	if strings.Contains(shown(w), "The answers, row by row") {
		t.Error("there are answers")
	}
}

// A check that is stopped leaves nothing.
func TestManyPeopleStopped(t *testing.T) {
	w := newOffice(t)
	w.Show(screen.Many)
	var rows strings.Builder
	rows.WriteString("Mobile,ID last four\n")
	for i := range 600_000 {
		fmt.Fprintf(&rows, "60000%05d,%s\n", i%100_000, lastFour(i))
	}
	path := table(t, "members.csv", rows.String())
	screen.LookAtTable(w.desk, path)
	expect(t, w, path)
	press(t, w, "Check all rows")
	overlays := w.window.Canvas().Overlays()
	wait(t, w, "the progress to show", func() bool { return overlays.Top() != nil })
	if got := strings.Join(texts(overlays.Top()), "\n"); !strings.Contains(got, "Checking the table") || !strings.Contains(got, "Cancel") {
		t.Errorf("%s", got)
	}
	w.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	expect(t, w, "Stopped. No answers were saved")
	folderHas(t, filepath.Dir(path), "members.csv")
	// It can go on from there.
	if !strings.Contains(shown(w), "Which column holds what?") {
		t.Errorf("%s", shown(w))
	}
}

// Somebody else begins while a check is under way: they read nothing of it, but
// the file that it leaves is listed, so that it can be removed.
func TestManyPeopleWipedMeanwhile(t *testing.T) {
	w := newOffice(t)
	w.Show(screen.Many)
	path := table(t, "members.csv", members)
	screen.LookAtTable(w.desk, path)
	expect(t, w, path)
	press(t, w, "Check all rows")
	w.desk.Session.Wipe()
	w.Refresh()
	wait(t, w, "the check to end", func() bool { return len(w.desk.Session.Saved) == 1 })
	if s := shown(w); w.desk.Session.Many != nil || strings.Contains(s, "What came out") || strings.Contains(s, path) {
		t.Errorf("%s", s)
	}
	w.Show(screen.Home)
	if s := shown(w); !strings.Contains(s, "members-answers.csv") {
		t.Errorf("the file is not listed: %s", s)
	}
}

// Without a list that knows numbers or addresses there is nothing to ask.
func TestManyPeopleWithoutList(t *testing.T) {
	w := newWindow(t)
	w.Show(screen.Many)
	if s := shown(w); !strings.Contains(s, "Get such a list first") || strings.Contains(s, "Choose the table…") {
		t.Errorf("%s", s)
	}
}

// The screen fits and has all its words wherever the person is on it.
func TestManyPeopleFits(t *testing.T) {
	w := newOffice(t)
	size := fyne.NewSize(1024, 600)
	everywhereFits(t, w, screen.Many, "before a table", size)
	screen.LookAtTable(w.desk, table(t, "members.csv", members))
	expect(t, w, "Which column holds what?")
	everywhereFits(t, w, screen.Many, "columns", size)
	choose(t, w, "None", "Handy", 1)
	press(t, w, "Check all rows")
	expect(t, w, "The answers, row by row")
	everywhereFits(t, w, screen.Many, "what came out", size)
	press(t, w, "Check another table")
	screen.LookAtTable(w.desk, table(t, "api.json", `{"person1":["Invented"]}`))
	expect(t, w, "This is a domain search")
	press(t, w, "Check all rows")
	tell(t, w, "what stands behind the @")
	everywhereFits(t, w, screen.Many, "domain", size)
}

// What came out looks as it did when somebody last looked at it; see
// [TestPictures].
func TestManyPeoplePictures(t *testing.T) {
	tellTime(t)
	w := newOffice(t)
	w.Show(screen.Many)
	screen.LookAtTable(w.desk, table(t, "members.csv", members))
	expect(t, w, "Which column holds what?")
	choose(t, w, "None", "Handy", 1)
	press(t, w, "Check all rows")
	expect(t, w, "The answers, row by row")
	w.desk.Session.Saved[0].Paths[0] = "/home/invented/members-answers.csv"
	for _, language := range []string{"en", "ur"} {
		w.SwitchLanguage(language)
		w.Refresh()
		for _, short := range []float32{1, 0, 1, 0} {
			w.window.Resize(fyne.NewSize(1024-short, 1900))
		}
		test.AssertRendersToImage(t, "many-"+language+".png", w.window.Canvas())
	}
}
