package library

import (
	"errors"
	"fmt"

	"neem/check/edition"
	"neem/check/store"
)

// A Guidance is the edition of the guidance to use.
type Guidance struct {
	Edition    *edition.Edition
	Installed  bool           // it came after the program; else it is the one built in
	PassedOver *edition.Error // why one that is installed is not used, or nil
}

// OpenGuidance opens the edition that is installed in a data folder, or else,
// if there is none or it cannot be used, the one built in. folder is "" where
// there is no data folder.
func OpenGuidance(folder string) (Guidance, error) {
	var g Guidance
	if folder != "" {
		e, err := store.Guidance(folder)
		if err == nil && e != nil {
			return Guidance{Edition: e, Installed: true}, nil
		}
		if err != nil && !errors.As(err, &g.PassedOver) {
			return Guidance{}, fmt.Errorf("opening the installed guidance: %w", err)
		}
	}
	var err error
	g.Edition, err = edition.BuiltIn()
	return g, err
}
