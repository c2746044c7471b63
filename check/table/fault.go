package table

import (
	"errors"

	"neem/check/detail"
	"neem/check/hibp"
)

// A Form is what a whole file is instead of a table in UTF-8.
type Form string

// The forms.
const (
	Workbook Form = "workbook" // of a spreadsheet program, or packed
	Packed   Form = "packed"
	Encoding Form = "encoding" // another one, or other ends of lines
	Quotes   Form = "quotes"   // a quotation mark makes one row of many
)

// A FormError says that a file, or what follows in it, is no table that can be
// read.
type FormError struct {
	Form Form
	text string
}

func (e *FormError) Error() string { return e.text }

// FaultOf sorts the fault of a row or an entry in: a code for programs, such as
// "mobile/too-short", and words for people. The words are those of our own
// errors, which hold nothing of an entry.
func FaultOf(err error) (code, words string) {
	if ie, ok := errors.AsType[*detail.InvalidError](err); ok {
		return string(ie.Kind) + "/" + string(ie.Fault), ie.Error()
	}
	for code, known := range map[string]error{
		"hash/length":    hibp.ErrLength,
		"hash/letters":   hibp.ErrHex,
		"hash/count":     hibp.ErrCount,
		"entry/address":  hibp.ErrNoAlias,
		"entry/breaches": hibp.ErrNoBreaches,
		"entry/form":     hibp.ErrEntry,
		"entry/text":     hibp.ErrUTF8,
		"row/fields":     ErrFieldCount,
		"row/quotes":     ErrQuote,
	} {
		if errors.Is(err, known) {
			return code, known.Error()
		}
	}
	return "other", "faulty in another way"
}
