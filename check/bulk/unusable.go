package bulk

import (
	"errors"
	"fmt"

	"neem/check/table"
)

// A Reason says why an input cannot be used; the window has words for each.
type Reason string

// The reasons. Those of [table.Form] are reasons too.
const (
	Unreadable Reason = "unreadable" // the file cannot be opened, or is a folder
	Empty      Reason = "empty"
	WebPage    Reason = "page"
	NoRows     Reason = "rows"       // only a line of names
	NoNames    Reason = "names"      // somebody's details stand where names should
	Semicolons Reason = "semicolons" // stand between the columns
	NoColumn   Reason = "column"     // nothing to ask about, or a column that is not there
	TwoColumns Reason = "twice"      // a column named twice, or two of one name
	NoDomain   Reason = "domain"     // a domain search that does not say it
	Occupied   Reason = "occupied"   // the answers would take the place of something else
	Broken     Reason = "broken"     // anything else, such as JSON that is cut off
)

// Reasons returns all reasons.
func Reasons() []Reason {
	return []Reason{
		Unreadable, Empty, WebPage, NoRows, NoNames, Semicolons, NoColumn, TwoColumns, NoDomain, Occupied, Broken,
		Reason(table.Workbook), Reason(table.Packed), Reason(table.Encoding), Reason(table.Quotes),
	}
}

// An InputError says that the input, what was said of its columns, or the place
// for the answers cannot be used.
type InputError struct {
	Reason Reason
	Err    error
}

func (e *InputError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong.
func (e *InputError) Unwrap() error { return e.Err }

func unusable(why Reason, format string, args ...any) error {
	return &InputError{why, fmt.Errorf(format, args...)}
}

// asInput makes an error that came up in reading one of the input.
func asInput(err error) error {
	if _, ok := errors.AsType[*InputError](err); ok {
		return err
	}
	if fe, ok := errors.AsType[*table.FormError](err); ok {
		return &InputError{Reason(fe.Form), err}
	}
	return &InputError{Broken, err}
}

// named puts the input's name before what is wrong with it.
func named(path string, err error) error {
	if ie, ok := errors.AsType[*InputError](asInput(err)); ok {
		return unusable(ie.Reason, "%s: %w", path, err)
	}
	return err
}
