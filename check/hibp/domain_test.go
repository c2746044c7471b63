package hibp

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// search reads a domain search and writes each address and its breaches in a
// line.
func search(text, domain string, skip bool) (lines []string, pastes int64, bad []string, err error) {
	pastes, err = ReadDomainSearch(strings.NewReader(text), domain,
		func(e Exposed) error {
			lines = append(lines, fmt.Sprintf("%d %s %s", e.Place, e.Address, strings.Join(e.Breaches, "+")))
			return nil
		},
		func(le *LineError) bool { bad = append(bad, le.Error()); return skip })
	return lines, pastes, bad, err
}

const (
	// As the report had it by 2018, with the breaches whole.
	report = `{"BreachSearchResults":[
 {"DomainName":"example.org","Alias":"asha","Breaches":[` + inventedOne + `,{"Name":"","Title":"Invented Two"}]},
 {"Alias":"ravi","DomainName":"example.org","Breaches":["InventedOne"],"New":{"a":[1]}},
 {"Alias":"meena","DomainName":"example.org","Breaches":null}],
 "PasteSearchResults":[{"Alias":"ravi","DomainName":"example.org","Pastes":[{"Id":"x","Source":"Pastebin"}]}]}`
	// As the API answers.
	answer = `{"asha":["InventedOne","InventedTwo"],"ravi":["InventedOne"]}`
)

func TestReadDomainSearch(t *testing.T) {
	for _, tt := range []struct {
		name, text, domain string
		want               []string
		pastes             int64
	}{
		{"report", report, "", []string{"1 asha@example.org InventedOne+Invented Two", "2 ravi@example.org InventedOne", "3 meena@example.org "}, 1},
		{"answer", answer, "example.org", []string{"1 asha@example.org InventedOne+InventedTwo", "2 ravi@example.org InventedOne"}, 0},
		{"nothing found", `{"BreachSearchResults":[],"PasteSearchResults":[]}`, "", nil, 0},
		{"null", `{"BreachSearchResults":null,"PasteSearchResults":null}`, "", nil, 0},
		{"empty answer", ` {} `, "", nil, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, pastes, bad, err := search(tt.text, tt.domain, false)
			if err != nil || len(bad) > 0 || !slices.Equal(got, tt.want) || pastes != tt.pastes {
				t.Errorf("%q, %d pastes, %q, %v", got, pastes, bad, err)
			}
		})
	}
}

// What is no domain search, or not the whole of one, is refused.
func TestDomainSearchRefused(t *testing.T) {
	for _, tt := range []struct {
		name, text, domain string
		want               error
		words              string
	}{
		{"cut", report[:len(report)-40], "", nil, "behind entry 3: the file ends too early; it was cut off"},
		{"cut in an entry", report[:100], "", nil, "behind entry 0: the file ends too early"},
		{"cut answer", answer[:len(answer)-5], "example.org", nil, "behind entry 1: the file ends too early"},
		{"nothing", "", "", nil, "ends too early"},
		{"not JSON", `{"BreachSearchResults":[asha]}`, "", nil, "behind entry 0: not JSON"},
		{"more", report + "{}", "", nil, "there is more behind the end"},
		{"list", `[` + inventedOne + `]`, "", ErrNotSearch, ""},
		{"breach", inventedOne, "example.org", ErrNotSearch, ""},
		{"results of another kind", `{"BreachSearchResults":{"asha":1}}`, "", ErrNotSearch, ""},
		{"answer without a domain", answer, "", ErrNoDomain, ""},
		{"endless entry", `{"BreachSearchResults":["` + strings.Repeat("asha", maxEntry/2), "", errEndless, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, skip := range []bool{false, true} {
				_, _, _, err := search(tt.text, tt.domain, skip)
				if err == nil || tt.want != nil && !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.words) {
					t.Fatalf("%v, want %v%s", err, tt.want, tt.words)
				}
				for _, s := range []string{"asha", "ravi", "Invented"} {
					if strings.Contains(err.Error(), s) {
						t.Errorf("%v shows %q", err, s)
					}
				}
			}
		})
	}
	boom := errors.New("boom")
	_, err := ReadDomainSearch(io.MultiReader(strings.NewReader(report[:80]), iotest.ErrReader(boom)), "", func(Exposed) error { return nil }, nil)
	if !errors.Is(err, boom) {
		t.Error(err)
	}
	_, err = ReadDomainSearch(strings.NewReader(report), "", func(Exposed) error { return boom }, nil)
	if !errors.Is(err, boom) {
		t.Error(err)
	}
}

func TestDomainSearchFaults(t *testing.T) {
	for _, tt := range []struct {
		name, entry string
		want        error
	}{
		{"a text", `"asha@example.org"`, ErrEntry},
		{"no alias", `{"DomainName":"example.org","Breaches":[]}`, ErrNoAlias},
		{"no domain", `{"Alias":"asha","Breaches":[]}`, ErrNoAlias},
		{"alias of another kind", `{"Alias":5,"DomainName":"example.org","Breaches":[]}`, ErrNoAlias},
		{"breaches as text", `{"Alias":"asha","DomainName":"example.org","Breaches":"Adobe"}`, ErrNoBreaches},
		{"breach without a name", `{"Alias":"asha","DomainName":"example.org","Breaches":[{"Domain":"x"}]}`, ErrNoBreaches},
		{"breach of another kind", `{"Alias":"asha","DomainName":"example.org","Breaches":[7]}`, ErrNoBreaches},
		{"not UTF-8", "{\"Alias\":\"jos\xe9\",\"DomainName\":\"example.org\",\"Breaches\":[]}", ErrUTF8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := `{"BreachSearchResults":[{"Alias":"ravi","DomainName":"example.org","Breaches":[]},` + tt.entry + `]}`
			_, _, _, err := search(text, "", false)
			le, ok := errors.AsType[*LineError](err)
			if !ok || !errors.Is(err, tt.want) || le.Error() != "entry 2: "+tt.want.Error() {
				t.Fatalf("%v, want %v", err, tt.want)
			}
			got, _, bad, err := search(text, "", true)
			if err != nil || len(got) != 1 || len(bad) != 1 {
				t.Errorf("skipping: %q, %q, %v", got, bad, err)
			}
		})
	}
}

func TestDomainTable(t *testing.T) {
	for _, tt := range []struct {
		name, head, column, row string
		want                    string
	}{
		{"one breach a line", "Email,Breach", "", "asha@example.org,Adobe", "asha@example.org Adobe"},
		{"several", "Email Address,Domain,Breaches", "", " asha@example.org ,x,Adobe; Canva", "asha@example.org Adobe+Canva"},
		{"alias and domain", "Alias,DomainName,Breach Name", "", "asha,example.org,Adobe", "asha@example.org Adobe"},
		{"other name", "Konto,Breach", "konto", "asha@example.org,Adobe", "asha@example.org Adobe"},
		{"no breaches", "E-mail", "", "asha@example.org", "asha@example.org "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			table, err := NewDomainTable(strings.Split(tt.head, ","), tt.column)
			if err != nil {
				t.Fatal(err)
			}
			e, err := table.Exposed(strings.Split(tt.row, ","))
			if got := e.Address + " " + strings.Join(e.Breaches, "+"); err != nil || got != tt.want {
				t.Errorf("%q, %v", got, err)
			}
			if table.HasBreaches() != (tt.name != "no breaches") {
				t.Error("the column of breaches")
			}
		})
	}
	for _, head := range []string{"", "asha@example.org,Adobe", "Alias,Breach", "Name,Title"} {
		if _, err := NewDomainTable(strings.Split(head, ","), ""); err == nil || strings.Contains(err.Error(), "asha@") {
			t.Errorf("%q: %v", head, err)
		}
	}
	if _, err := NewDomainTable([]string{"Email"}, "Konto"); err == nil {
		t.Error("a column that is not there")
	}
}

func FuzzReadDomainSearch(f *testing.F) {
	f.Add(report, "")
	f.Add(answer, "example.org")
	f.Add(`"BreachSearchResults":[]`, "")
	f.Add(`{"BreachSearchResults":[7,{"Alias":null}],"PasteSearchResults":[1]}`, "")
	f.Fuzz(func(t *testing.T, text, domain string) {
		got, _, bad, err := search(text, domain, true)
		for _, line := range got {
			if !strings.Contains(line, "@") {
				t.Errorf("%q", line)
			}
		}
		for _, e := range bad {
			hides(t, errors.New(e), []byte(text))
		}
		if err != nil { // it names the field that it misses, which a line may begin with
			hides(t, errors.New(strings.ReplaceAll(err.Error(), `"BreachSearchResults"`, "")), []byte(text))
		}
	})
}
