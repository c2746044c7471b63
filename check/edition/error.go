package edition

import (
	"errors"

	"neem/check/guide/factfile"
)

// Reason says why an edition is not used, for a program to choose words by:
// messages "guidance.reason.<reason>".
type Reason string

// The reasons.
const (
	Unreadable Reason = "unreadable" // the system does not let us read it
	Damaged    Reason = "damaged"    // it is not as it was made, or no edition at all
	Newer      Reason = "newer"      // it needs a newer program
	Older      Reason = "older"      // what is held already is at least as new
	Unfit      Reason = "unfit"      // something is missing that this program or its people cannot do without
)

// Reasons lists the reasons.
func Reasons() []Reason { return []Reason{Unreadable, Damaged, Newer, Older, Unfit} }

// An Error says that an edition is not used. What was held before it stays.
type Error struct {
	Reason Reason
	Path   string // of the file; "" if it was none
	Err    error
}

func (e *Error) Error() string {
	s := e.Reason.explain()
	if e.Path != "" {
		s = e.Path + ": " + s
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func (r Reason) explain() string {
	switch r {
	case Unreadable:
		return "the guidance cannot be read"
	case Damaged:
		return "the guidance is damaged, or no guidance"
	case Newer:
		return "the guidance needs a newer version of this program"
	case Older:
		return "the guidance is not newer than what is there"
	case Unfit:
		return "the guidance does not fit this program"
	}
	return string(r)
}

// refuse gives an error a reason.
func refuse(r Reason, err error) *Error { return &Error{Reason: r, Err: err} }

// refuseFacts tells what this program does not know from what is wrong.
func refuseFacts(err error) *Error {
	if errors.Is(err, factfile.ErrUnknown) {
		return refuse(Newer, err)
	}
	return refuse(Unfit, err)
}
