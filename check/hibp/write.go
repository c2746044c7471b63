package hibp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// WriteBreaches writes breaches as HIBP's API does: an array in the order
// given, with all 20 fields of every breach in HIBP's order, indented by two
// spaces. The same breaches give the same bytes. Where HIBP writes null, for
// no Attribution and no DisclosureUrl, so does it; and for an AddedDate or
// ModifiedDate that is not known, which HIBP does not have.
//
// A breach that [Breach.Validate] refuses, or a name that stands twice, is a
// [*BreachError], and then nothing is written.
func WriteBreaches(w io.Writer, breaches []Breach) error {
	out := make([]wireBreach, 0, len(breaches))
	for i, b := range breaches {
		if err := b.Validate(); err != nil {
			if e, ok := errors.AsType[*BreachError](err); ok {
				e.Entry = i + 1
			}
			return fmt.Errorf("writing breaches: %w", err)
		}
		out = append(out, wireFrom(b))
	}
	if err := checkNames(breaches); err != nil {
		return fmt.Errorf("writing breaches: %w", err)
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("writing breaches: %w", err)
	}
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("writing breaches: %w", err)
	}
	return nil
}

// wireBreach has the fields in the order in which HIBP writes them.
type wireBreach struct {
	Name               string
	Title              string
	Domain             string
	BreachDate         string
	AddedDate          *string
	ModifiedDate       *string
	PwnCount           int64
	Description        HTML
	LogoPath           string
	Attribution        *HTML
	DisclosureURL      *string `json:"DisclosureUrl"`
	DataClasses        []string
	IsVerified         bool
	IsFabricated       bool
	IsSensitive        bool
	IsRetired          bool
	IsSpamList         bool
	IsMalware          bool
	IsSubscriptionFree bool
	IsStealerLog       bool
}

func wireFrom(b Breach) wireBreach {
	return wireBreach{
		Name:               b.Name,
		Title:              b.Title,
		Domain:             b.Domain,
		BreachDate:         b.BreachDate.UTC().Format(time.DateOnly),
		AddedDate:          wireTime(b.AddedDate),
		ModifiedDate:       wireTime(b.ModifiedDate),
		PwnCount:           b.PwnCount,
		Description:        b.Description,
		LogoPath:           b.LogoPath,
		Attribution:        orNull(b.Attribution),
		DisclosureURL:      orNull(b.DisclosureURL),
		DataClasses:        append([]string{}, b.DataClasses...), // [], not null
		IsVerified:         b.IsVerified,
		IsFabricated:       b.IsFabricated,
		IsSensitive:        b.IsSensitive,
		IsRetired:          b.IsRetired,
		IsSpamList:         b.IsSpamList,
		IsMalware:          b.IsMalware,
		IsSubscriptionFree: b.IsSubscriptionFree,
		IsStealerLog:       b.IsStealerLog,
	}
}

// wireTime writes a time, with parts of a second only if it has any.
func wireTime(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339Nano)
	return &s
}

func orNull[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}
