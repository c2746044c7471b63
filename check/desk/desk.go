// Package desk reads the page that an organisation writes about its own help
// desk: its name, where and when it is to be found, and numbers that it gives,
// such as those of the cyber cells of its state.
//
// These are the organisation's words. They stand beside the facts of the
// program and never in their place: they are always marked as the
// organisation's, cannot speak of the numbers that cannot wait, and hold
// nothing that could lead astray how a line is read. A file with one fault is
// not used at all, and the fault is named with its line; nothing else depends
// on it.
package desk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"neem/check/edition"
	"neem/check/guide/factfile"
)

// FileName is how the file is called, in the data folder or beside a portable
// program.
const FileName = "desk.toml"

// What a page may hold: no more than has room on a sheet of paper beside what
// to do.
const (
	MaxName    = 60 // characters
	MaxLine    = 50 // of an address, hours, a label or a note
	MaxAddress = 3  // lines
	MaxPhones  = 2
	MaxNumbers = 4
	maxBytes   = 64 << 10
)

// Reason says what is wrong with a file. The words are messages
// "desk.fault.<reason>".
type Reason string

// The reasons.
const (
	Unreadable Reason = "unreadable" // the system does not let it be read, or it is no file
	Large      Reason = "large"      // the file is longer than any such file
	Syntax     Reason = "syntax"     // it is not TOML, or a value is of the wrong kind
	Unknown    Reason = "unknown"    // there is no such field
	Missing    Reason = "missing"    // a field that has to be there
	Long       Reason = "long"       // too many characters
	Many       Reason = "many"       // too many lines, phones or numbers
	Character  Reason = "character"  // a character that does not show, or changes the order
	Phone      Reason = "phone"      // not what a phone dials
	Web        Reason = "web"        // not a plain address such as example.org
	Language   Reason = "language"   // the program does not have this language
	Reserved   Reason = "reserved"   // it speaks of a number that only the program gives
)

// A Fault is what is wrong with a file, and where.
type Fault struct {
	Reason Reason
	Line   int    // 0 if it is about the whole file
	Field  string // as it is written in the file: "number[2].phone"; "" for the whole file
	Limit  int    // of Long and Many
	Err    error  // what a library said, or nil
}

func (f *Fault) Error() string {
	s := "the page of the help desk: " + string(f.Reason)
	if f.Line > 0 {
		s = fmt.Sprintf("%s, line %d, %s", s, f.Line, f.Field)
	}
	if f.Err != nil {
		s += ": " + f.Err.Error()
	}
	return s
}

func (f *Fault) Unwrap() error { return f.Err }

// Words are a page in one language.
type Words struct {
	Name    string
	Address []string
	Phones  []string
	Hours   string
	Web     string
	Numbers []Number
}

// A Number is one that the organisation gives.
type Number struct {
	Label string // whose it is
	Phone string
	Note  string
}

// A Page is what an organisation says about its desk.
type Page struct {
	file file
}

// The file as it is written.
type (
	file struct {
		Name    string            `toml:"name"`
		Address []string          `toml:"address"`
		Phones  []string          `toml:"phones"`
		Hours   string            `toml:"hours"`
		Web     string            `toml:"web"`
		Numbers []number          `toml:"number"`
		In      map[string]inLang `toml:"in"`
	}
	inLang struct {
		Name    string   `toml:"name"`
		Address []string `toml:"address"`
		Hours   string   `toml:"hours"`
	}
	number struct {
		Label string                  `toml:"label"`
		Phone string                  `toml:"phone"`
		Note  string                  `toml:"note"`
		In    map[string]numberInLang `toml:"in"`
	}
	numberInLang struct {
		Label string `toml:"label"`
		Note  string `toml:"note"`
	}
)

// Rules are what a page is held against.
type Rules struct {
	Languages []string // the tags that the program has
	Reserved  []string // numbers that the program gives and nobody else
}

// RulesOf are the rules of an edition: its languages, and the numbers that cannot
// wait.
func RulesOf(e *edition.Edition) Rules {
	var r Rules
	for _, l := range e.Locales.Languages() {
		r.Languages = append(r.Languages, l.Tag)
	}
	for _, id := range []string{"ncrp_1930", "erss"} {
		c, _ := e.Guide.Channel(id) // loading the guide has checked it
		r.Reserved = append(r.Reserved, c.Phones...)
	}
	return r
}

// Load reads the first file that is there. If none is, the page is nil and
// there is no error. The error is a [*Fault].
func Load(rules Rules, paths ...string) (*Page, error) {
	for _, path := range paths {
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, &Fault{Reason: Unreadable, Err: err}
		}
		data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, &Fault{Reason: Unreadable, Err: err}
		}
		return Parse(data, rules)
	}
	return nil, nil
}

// Parse reads a page. The error is a [*Fault].
func Parse(data []byte, rules Rules) (*Page, error) {
	if len(data) > maxBytes {
		return nil, &Fault{Reason: Large}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // some editors put it there
	if !utf8.Valid(data) {
		line := 1 + bytes.Count(data[:invalid(data)], []byte("\n"))
		return nil, &Fault{Reason: Character, Line: line, Field: FileName}
	}
	p := &Page{}
	places, err := factfile.Read(memory(data), FileName, &p.file)
	if f, ok := errors.AsType[*factfile.Fault](err); ok {
		reason := Syntax
		if errors.Is(err, factfile.ErrUnknown) {
			reason = Unknown
		}
		return nil, &Fault{Reason: reason, Line: f.Line, Field: FileName, Err: errors.New(f.Text)}
	}
	if err != nil {
		return nil, &Fault{Reason: Syntax, Line: 1, Field: FileName, Err: err}
	}
	c := &checker{rules: rules, places: places}
	c.page(p.file)
	if c.fault != nil {
		return nil, c.fault
	}
	return p, nil
}

// invalid is where the first byte is that is not UTF-8.
func invalid(data []byte) int {
	at := 0
	for len(data) > at {
		r, n := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && n <= 1 {
			break
		}
		at += n
	}
	return at
}

// memory is a file system of one file.
type memory []byte

// Open implements [fs.FS].
func (m memory) Open(string) (fs.File, error) { return nil, fs.ErrNotExist }

// ReadFile implements [fs.ReadFileFS].
func (m memory) ReadFile(string) ([]byte, error) { return m, nil }

// A checker keeps the first fault.
type checker struct {
	rules  Rules
	places *factfile.File
	fault  *Fault
}

func (c *checker) page(f file) {
	c.text("name", f.Name, MaxName, true)
	c.lines("address", f.Address)
	if len(f.Phones) > MaxPhones {
		c.fail(Many, "phones", MaxPhones)
	}
	for _, p := range f.Phones {
		c.phone("phones", p)
	}
	c.text("hours", f.Hours, MaxLine, false)
	if f.Web != "" && (len(f.Web) > MaxName || !address.MatchString(f.Web)) {
		c.fail(Web, "web", 0)
	}
	c.words("hours", f.Hours)
	c.words("name", f.Name)
	for _, tag := range sorted(f.In) {
		in := f.In[tag]
		path := "in." + tag
		c.language(path, tag)
		c.text(path+".name", in.Name, MaxName, false)
		c.words(path+".name", in.Name)
		c.lines(path+".address", in.Address)
		c.text(path+".hours", in.Hours, MaxLine, false)
		c.words(path+".hours", in.Hours)
	}
	if len(f.Numbers) > MaxNumbers {
		c.fail(Many, factfile.At("number", MaxNumbers), MaxNumbers)
	}
	for i, n := range f.Numbers {
		path := factfile.At("number", i)
		c.text(path+".label", n.Label, MaxLine, true)
		c.words(path+".label", n.Label)
		if n.Phone == "" {
			c.fail(Missing, path+".phone", 0)
		} else {
			c.phone(path+".phone", n.Phone)
		}
		c.text(path+".note", n.Note, MaxLine, false)
		c.words(path+".note", n.Note)
		for _, tag := range sorted(n.In) {
			in := n.In[tag]
			inPath := path + ".in." + tag
			c.language(inPath, tag)
			c.text(inPath+".label", in.Label, MaxLine, false)
			c.words(inPath+".label", in.Label)
			c.text(inPath+".note", in.Note, MaxLine, false)
			c.words(inPath+".note", in.Note)
		}
	}
}

func sorted[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (c *checker) fail(reason Reason, path string, limit int) {
	line := c.places.Line(path)
	if c.fault != nil && c.fault.Line <= line {
		return // the first in the file is told
	}
	c.fault = &Fault{Reason: reason, Line: line, Field: one(path), Limit: limit}
}

// one writes a path as people count, from 1.
func one(path string) string {
	return index.ReplaceAllStringFunc(path, func(s string) string {
		var n int
		_, _ = fmt.Sscanf(s, "[%d]", &n) // the pattern has a number
		return fmt.Sprintf("[%d]", n+1)
	})
}

var index = regexp.MustCompile(`\[[0-9]+\]`)

func (c *checker) text(path, text string, most int, needed bool) {
	switch {
	case needed && strings.TrimSpace(text) == "":
		c.fail(Missing, path, 0)
	case utf8.RuneCountInString(text) > most:
		c.fail(Long, path, most)
	case strings.ContainsFunc(text, hidden) || text != strings.TrimSpace(text):
		c.fail(Character, path, 0)
	}
}

func (c *checker) lines(path string, lines []string) {
	if len(lines) > MaxAddress {
		c.fail(Many, path, MaxAddress)
	}
	for _, l := range lines {
		c.text(path, l, MaxLine, true)
	}
}

// words keeps out a text that speaks of a number which only the program gives: a
// person would take what stands beside it for that one.
func (c *checker) words(path, text string) {
	groups := strings.FieldsFunc(digits(text), func(r rune) bool { return r < '0' || r > '9' })
	for _, g := range groups {
		if slices.Contains(c.rules.Reserved, g) {
			c.fail(Reserved, path, 0)
		}
	}
}

// digits writes the digits of all scripts as those that phones have.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Nd, r) {
			zero := r
			for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 { // they stand ten in a row
				zero--
			}
			return '0' + (r-zero)%10
		}
		return r
	}, text)
}

func (c *checker) language(path, tag string) {
	if slices.Contains(c.rules.Languages, tag) {
		return
	}
	c.fail(Language, path, 0)
	// A number's may be named by its fields only: "in.hi.label = …".
	number, _, inside := strings.Cut(path, ".in.")
	if !inside || c.fault.Field != one(path) || c.fault.Line > c.places.Line(number) {
		return
	}
	c.fault.Line = max(c.places.Line(path+".label"), c.places.Line(path+".note"))
}

func (c *checker) phone(path, phone string) {
	n := 0
	for _, r := range phone {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	if slices.Contains(c.rules.Reserved, strings.Trim(phone, "+ ()-")) {
		c.fail(Reserved, path, 0)
	}
	if n < 3 || n > 15 || len(phone) > 24 || !dialled.MatchString(phone) {
		c.fail(Phone, path, 0)
	}
}

// dialled is how a number is written: digits in groups, perhaps with + before
// them and a code in brackets. A phone dials all of it.
var dialled = regexp.MustCompile(`^(\+[0-9]{1,3}[ -]?)?(\([0-9]{2,5}\) ?)?[0-9]+([ -][0-9]+)*$`)

// address is one as people type it, without https:// before it.
var address = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(/[A-Za-z0-9._~/-]*)?$`)

// hidden reports whether a character does not show by itself, or changes the order
// of what does. Two that join and part letters belong to how Hindi, Tamil and Urdu
// are written.
func hidden(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return r != ' ' && r != nonJoiner && r != joiner && !unicode.IsGraphic(r) || r == utf8.RuneError || unicode.Is(unicode.Zs, r) && r != ' ' || unicode.Is(unicode.Variation_Selector, r)
}

// In returns the page in a language; what the organisation has not written in it
// stands as it is.
func (p *Page) In(tag string) Words {
	f := p.file
	in := f.In[tag]
	w := Words{
		Name: or(in.Name, f.Name), Address: f.Address, Phones: f.Phones, Hours: or(in.Hours, f.Hours), Web: f.Web,
	}
	if len(in.Address) > 0 {
		w.Address = in.Address
	}
	for _, n := range f.Numbers {
		own := n.In[tag]
		w.Numbers = append(w.Numbers, Number{Label: or(own.Label, n.Label), Phone: n.Phone, Note: or(own.Note, n.Note)})
	}
	return w
}

func or(text, other string) string {
	if text != "" {
		return text
	}
	return other
}
