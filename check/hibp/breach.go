package hibp

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Breach is one entry of Have I Been Pwned's list of breaches, with the
// fields of its breach model (https://haveibeenpwned.com/API/v3#BreachModel)
// under their names there.
type Breach struct {
	Name         string    // stable, and unique whatever the capitals
	Title        string    // for people; may change
	Domain       string    // of the site; empty if there is none
	BreachDate   time.Time // midnight UTC; the first of a month or year may stand for all of it
	AddedDate    time.Time // UTC; zero if not known
	ModifiedDate time.Time // UTC; zero if not known
	PwnCount     int64     // accounts, nearly always different e-mail addresses; not people

	Description   HTML
	LogoPath      string
	Attribution   HTML   // who provided the data; empty if HIBP names nobody
	DisclosureURL string // empty if there is none

	DataClasses []string // HIBP's names for what was exposed

	IsVerified         bool // HIBP considers the data to be real
	IsFabricated       bool // made up or put together from elsewhere
	IsSensitive        bool // not shown to who searches for an address of others
	IsRetired          bool // the data was taken out of HIBP for good
	IsSpamList         bool // collected for spam
	IsMalware          bool // taken by malware
	IsSubscriptionFree bool // may be looked up without a subscription
	IsStealerLog       bool // from logs of malware that steals passwords
}

// HTML is markup that somebody else wrote. It is kept so that a breach is
// written as it was read. Nothing that people see may be made of it.
type HTML string

// Bounds, in bytes unless they say otherwise. The longest texts that HIBP had
// by 2023 are a tenth of them.
const (
	maxInput       = 16 << 20 // HIBP's whole list has about 1 MB
	maxName        = 200
	maxTitle       = 500
	maxDomain      = 253
	maxDescription = 64 << 10
	maxAttribution = 8 << 10
	maxURL         = 4 << 10
	maxClass       = 200
	maxClasses     = 500               // names
	maxCount       = 1_000_000_000_000 // accounts
	firstYear      = 1970
	lastYear       = 9999
)

// A BreachError says which field of which breach is wrong, and how.
type BreachError struct {
	Entry int    // place in the list, counted from 1; 0 if there is no list
	Name  string // of the breach; empty if that is what is wrong
	Field string // as HIBP calls it; empty if the entry as a whole is wrong
	Err   error
}

// Error writes `entry 3 ("InventedOne"): BreachDate: what is wrong`.
func (e *BreachError) Error() string {
	var b strings.Builder
	if e.Entry > 0 {
		fmt.Fprintf(&b, "entry %d", e.Entry)
	} else {
		b.WriteString("breach")
	}
	if e.Name != "" {
		fmt.Fprintf(&b, " (%s)", quote(e.Name))
	}
	if e.Field != "" {
		fmt.Fprintf(&b, ": %s", e.Field)
	}
	fmt.Fprintf(&b, ": %v", e.Err)
	return b.String()
}

// Unwrap returns the fault.
func (e *BreachError) Unwrap() error { return e.Err }

// Faults of a field.
var (
	ErrMissing = errors.New("is missing")
	ErrEmpty   = errors.New("is empty")
	ErrTwice   = errors.New("stands twice")
	ErrText    = errors.New("holds characters that cannot be shown")
	ErrRange   = errors.New("is out of range")
)

// Validate reports what keeps b from being a breach of the model, as a
// [*BreachError]: what is missing, too long or out of range. What it accepts
// [WriteBreaches] writes and [ReadBreaches] reads back as it was.
func (b Breach) Validate() error {
	for _, f := range []struct {
		name string
		err  error
	}{
		{"Name", checkLine(b.Name, maxName, true)},
		{"Name", checkSolid(b.Name)},
		{"Title", checkLine(b.Title, maxTitle, true)},
		{"Domain", checkLine(b.Domain, maxDomain, false)},
		{"Domain", checkSolid(b.Domain)},
		{"BreachDate", checkDay(b.BreachDate)},
		{"AddedDate", checkInstant(b.AddedDate)},
		{"ModifiedDate", checkInstant(b.ModifiedDate)},
		{"PwnCount", checkCount(b.PwnCount)},
		{"Description", checkText(string(b.Description), maxDescription)},
		{"LogoPath", checkLine(b.LogoPath, maxURL, false)},
		{"Attribution", checkText(string(b.Attribution), maxAttribution)},
		{"DisclosureUrl", checkLine(b.DisclosureURL, maxURL, false)},
		{"DataClasses", checkClasses(b.DataClasses)},
	} {
		if f.err == nil {
			continue
		}
		e := &BreachError{Name: b.Name, Field: f.name, Err: f.err}
		if f.name == "Name" {
			e.Name = ""
		}
		return e
	}
	return nil
}

// checkText accepts any text of up to limit bytes.
func checkText(s string, limit int) error {
	switch {
	case len(s) > limit:
		return fmt.Errorf("is longer than %d bytes", limit)
	case !utf8.ValidString(s):
		return ErrText
	}
	return nil
}

// checkLine accepts a bounded text that is safe to print in a line: it has no
// control characters and none that change the direction of what follows.
func checkLine(s string, limit int, needed bool) error {
	if err := checkText(s, limit); err != nil {
		return err
	}
	if needed && strings.TrimSpace(s) == "" {
		return ErrEmpty
	}
	if strings.ContainsFunc(s, func(r rune) bool {
		return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
	}) {
		return ErrText
	}
	return nil
}

// checkSolid accepts a text without spaces and invisible characters.
func checkSolid(s string) error {
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) }) {
		return ErrText
	}
	return nil
}

func checkDay(t time.Time) error {
	switch {
	case t.IsZero():
		return ErrMissing
	case !t.Equal(t.UTC().Truncate(24 * time.Hour)):
		return errors.New("is not a whole day in UTC")
	}
	return checkInstant(t)
}

func checkInstant(t time.Time) error {
	if year := t.UTC().Year(); !t.IsZero() && (year < firstYear || year > lastYear) {
		return ErrRange
	}
	return nil
}

func checkCount(n int64) error {
	if n < 0 || n > maxCount {
		return ErrRange
	}
	return nil
}

func checkClasses(names []string) error {
	if len(names) > maxClasses {
		return fmt.Errorf("has more than %d names", maxClasses)
	}
	for i, name := range names {
		if err := checkLine(name, maxClass, true); err != nil {
			return fmt.Errorf("name %d %w", i+1, err)
		}
		if slices.Contains(names[:i], name) {
			return fmt.Errorf("%s %w", quote(name), ErrTwice)
		}
	}
	return nil
}

// checkNames reports the first name that stands twice. Capitals do not count, as
// they do not when HIBP is asked for a breach.
func checkNames(breaches []Breach) error {
	seen := make(map[string]bool)
	for i, b := range breaches {
		key := strings.ToLower(b.Name)
		if seen[key] {
			return &BreachError{Entry: i + 1, Name: b.Name, Field: "Name", Err: ErrTwice}
		}
		seen[key] = true
	}
	return nil
}

// quote shows a text of somebody else's in an error: in quotation marks, with
// nothing that could pass for more than a text, and not endless.
func quote(s string) string {
	const limit = 60 // characters
	if runes := []rune(s); len(runes) > limit {
		s = string(runes[:limit]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
