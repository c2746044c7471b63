package table

import (
	"errors"

	"neem/check/detail"
	"neem/check/hibp"
)

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
