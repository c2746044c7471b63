package hibp

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// An Exposed is an address of a domain search and the breaches that it is in.
// The address is a person's: it belongs into no message.
type Exposed struct {
	Place    int64 // in the source, counted from 1
	Address  string
	Breaches []string // names, or titles where there are no names; may be empty
}

// In reports whether the address is in a breach of that name; capitals do not
// count.
func (e Exposed) In(breach string) bool {
	return slices.ContainsFunc(e.Breaches, func(b string) bool { return strings.EqualFold(b, breach) })
}

// Faults of an entry of a domain search.
var (
	ErrNoAlias    = errors.New("no address: Alias and DomainName are both needed")
	ErrNoBreaches = errors.New("its breaches are not a list of names")
	ErrEntry      = errors.New("not an entry of a domain search")
	ErrUTF8       = errors.New("it is not valid text (UTF-8)")
)

// Faults of a domain search as a whole.
var (
	ErrNotSearch = errors.New(`this is not a domain search of Have I Been Pwned: a JSON object with "BreachSearchResults" is needed, or the answer of its API`)
	ErrNoDomain  = errors.New(`this is the answer of the API, which does not say the domain; write domain = "example.org" in its source`)
)

// maxEntry bounds an entry of a domain search, in bytes. One that is in all
// breaches that there were in 2026, each with its description, has a fifth.
const maxEntry = 8 << 20

// ReadDomainSearch reads a domain search as JSON and calls each with every
// address in it. Two forms are known:
//
//   - the report, {"BreachSearchResults": [{"Alias": "asha", "DomainName":
//     "example.org", "Breaches": [...]}], "PasteSearchResults": [...]}, with the
//     breaches as objects of the breach model or as names;
//   - the answer of the API, {"asha": ["Adobe"]}, for which domain is needed.
//
// Addresses that were in pastes only are in no breach; pastes says how many
// entries of that kind were passed over. A faulty entry ends the reading with a
// [*LineError], unless bad returns true for it. What is no longer JSON always
// ends it. No error holds anything of an entry.
func ReadDomainSearch(r io.Reader, domain string, each func(Exposed) error, bad func(*LineError) bool) (pastes int64, err error) {
	in := &limited{r: r, left: maxEntry}
	d := &domainReader{in: in, dec: json.NewDecoder(in), domain: domain, each: each, bad: bad}
	if err := d.object(); err != nil {
		return d.pastes, err
	}
	return d.pastes, nil
}

// A limited reader gives up when an entry does not end.
type limited struct {
	r    io.Reader
	left int
}

var errEndless = errors.New("an entry does not end; is a quotation mark or a bracket missing?")

func (l *limited) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, errEndless
	}
	n, err := l.r.Read(b)
	l.left -= n
	return n, err
}

type domainReader struct {
	in     *limited
	dec    *json.Decoder
	domain string
	each   func(Exposed) error
	bad    func(*LineError) bool

	entries int64
	pastes  int64
}

// fault drops what package json says of the text around a fault.
func (d *domainReader) fault(err error) error {
	_, syntax := errors.AsType[*json.SyntaxError](err)
	_, kind := errors.AsType[*json.UnmarshalTypeError](err)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("behind entry %d: the file ends too early; it was cut off. Get it again", d.entries)
	case syntax, kind:
		return fmt.Errorf("behind entry %d: not JSON", d.entries)
	}
	return fmt.Errorf("behind entry %d: %w", d.entries, err)
}

func (d *domainReader) token() (json.Token, error) {
	d.in.left = maxEntry
	t, err := d.dec.Token()
	return t, d.fault(err)
}

func (d *domainReader) value() (json.RawMessage, error) {
	d.in.left = maxEntry
	var raw json.RawMessage
	err := d.dec.Decode(&raw)
	return raw, d.fault(err)
}

// object reads the whole file.
func (d *domainReader) object() error {
	first, err := d.token()
	if err != nil {
		return err
	}
	if first != json.Delim('{') {
		return ErrNotSearch
	}
	for d.dec.More() {
		key, err := d.token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		switch name {
		case "BreachSearchResults":
			err = d.list(d.entry)
		case "PasteSearchResults":
			err = d.list(func(json.RawMessage) error { d.pastes++; return nil })
		default:
			err = d.answer(name)
		}
		if err != nil {
			return err
		}
	}
	if _, err := d.token(); err != nil {
		return err
	}
	if _, err := d.dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("behind entry %d: there is more behind the end of the search", d.entries)
	}
	return nil
}

// list reads an array element by element; null is an empty one.
func (d *domainReader) list(each func(json.RawMessage) error) error {
	open, err := d.token()
	switch {
	case err != nil:
		return err
	case open == nil:
		return nil
	case open != json.Delim('['):
		return ErrNotSearch
	}
	for d.dec.More() {
		raw, err := d.value()
		if err != nil {
			return err
		}
		if err := each(raw); err != nil {
			return err
		}
	}
	_, err = d.token()
	return err
}

// entry reads an element of BreachSearchResults.
func (d *domainReader) entry(raw json.RawMessage) error {
	d.entries++
	if kindOf(raw) != jsonObject {
		return d.skip(ErrEntry)
	}
	var e struct {
		Alias, DomainName any
		Breaches          json.RawMessage
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return d.skip(ErrEntry)
	}
	alias, _ := e.Alias.(string)
	domain, _ := e.DomainName.(string)
	if alias == "" || domain == "" {
		return d.skip(ErrNoAlias)
	}
	return d.give(alias, domain, e.Breaches)
}

// answer reads a member of the API's answer: an alias and its breaches.
func (d *domainReader) answer(alias string) error {
	raw, err := d.value()
	if err != nil {
		return err
	}
	switch {
	case kindOf(raw) != jsonList:
		return ErrNotSearch
	case d.domain == "":
		return ErrNoDomain
	}
	d.entries++
	if alias == "" {
		return d.skip(ErrNoAlias)
	}
	return d.give(alias, d.domain, raw)
}

func (d *domainReader) give(alias, domain string, breaches json.RawMessage) error {
	names, ok := breachNames(breaches)
	address := alias + "@" + domain
	switch {
	case !ok:
		return d.skip(ErrNoBreaches)
	case strings.ContainsRune(address, utf8.RuneError): // what package json makes of bytes that are no text
		return d.skip(ErrUTF8)
	}
	return d.each(Exposed{Place: d.entries, Address: address, Breaches: names})
}

func (d *domainReader) skip(fault error) error {
	if le := (&LineError{Line: d.entries, Place: "entry", Err: fault}); d.bad == nil || !d.bad(le) {
		return le
	}
	return nil
}

// breachNames reads a list of names or of breaches.
func breachNames(raw json.RawMessage) (names []string, ok bool) {
	switch kindOf(raw) {
	case jsonNull:
		return nil, true
	case jsonList:
	default:
		return nil, false
	}
	err := eachOf(raw, func(_ int, element json.RawMessage) error {
		var name string
		switch kindOf(element) {
		case jsonText:
			if err := json.Unmarshal(element, &name); err != nil {
				return err
			}
		case jsonObject:
			var b struct{ Name, Title any }
			if err := json.Unmarshal(element, &b); err != nil {
				return err
			}
			if name, _ = b.Name.(string); name == "" {
				name, _ = b.Title.(string)
			}
		}
		if strings.TrimSpace(name) == "" {
			return ErrNoBreaches
		}
		names = append(names, name)
		return nil
	})
	return names, err == nil
}

// DomainTable says in which columns a domain search that was saved as a table
// has what.
type DomainTable struct {
	address, alias, domain int // -1 if there is none
	breaches               int
}

// The names of columns, in small letters and without signs. Have I Been Pwned
// does not document its tables, so that all names are taken that its API, its
// report and programs around it use. "Name" and "Title" are not among them:
// they may be a person's.
func addressNames() []string {
	return []string{"email", "emailaddress", "address", "account", "breachedaccount"}
}
func aliasNames() []string  { return []string{"alias"} }
func domainNames() []string { return []string{"domainname", "domain"} }
func breachNamesOfColumns() []string {
	return []string{"breaches", "breach", "breachname", "breachnames", "breachtitle", "pwnedsites"}
}

// NewDomainTable finds the columns by the names in the first line. column, if
// not empty, is the name of the one that holds the address.
func NewDomainTable(head []string, column string) (DomainTable, error) {
	find := func(names []string) int {
		for _, want := range names {
			if i := slices.IndexFunc(head, func(h string) bool { return plain(h) == want }); i >= 0 {
				return i
			}
		}
		return -1
	}
	t := DomainTable{address: find(addressNames()), alias: find(aliasNames()), domain: find(domainNames()), breaches: find(breachNamesOfColumns())}
	if column != "" {
		if t.address = find([]string{plain(column)}); t.address < 0 {
			return t, fmt.Errorf("no column is called %s", quote(column))
		}
	}
	if t.address < 0 && (t.alias < 0 || t.domain < 0) {
		return t, errors.New(`no column is called "Email", and not both "Alias" and "DomainName" are there in the first line; name the column of the address: columns = { email = "..." }`)
	}
	return t, nil
}

// plain drops capitals and all but letters and digits.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

// HasBreaches reports whether there is a column of breaches.
func (t DomainTable) HasBreaches() bool { return t.breaches >= 0 }

// Exposed reads a row of a table, which must have as many fields as its first
// line. Several breaches in one field are separated by semicolons, commas,
// bars or line ends.
func (t DomainTable) Exposed(row []string) (Exposed, error) {
	var e Exposed
	if t.address >= 0 {
		e.Address = strings.TrimSpace(row[t.address])
	} else {
		alias, domain := strings.TrimSpace(row[t.alias]), strings.TrimSpace(row[t.domain])
		if alias == "" || domain == "" {
			return e, ErrNoAlias
		}
		e.Address = alias + "@" + domain
	}
	if t.breaches >= 0 {
		for _, name := range strings.FieldsFunc(row[t.breaches], func(r rune) bool { return strings.ContainsRune(";,|\r\n", r) }) {
			if name = strings.TrimSpace(name); name != "" {
				e.Breaches = append(e.Breaches, name)
			}
		}
	}
	return e, nil
}
