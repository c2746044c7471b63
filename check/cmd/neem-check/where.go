package main

import (
	"fmt"
	"strings"

	"neem/check/wording"
)

// where says where lists and settings are kept.
func (p *program) where(args []string, help string) int {
	if len(args) > 0 {
		// What stands there may be a detail: it is not repeated.
		_, _ = fmt.Fprintf(p.err, "neem-check where: nothing else is wanted\n%s", help)
		return exitBad
	}
	if p.placeErr != nil {
		return p.fail(p.placeErr)
	}
	if _, err := fmt.Fprintln(p.out, strings.Join(wording.Place(p.words, p.place), "\n")); err != nil {
		return p.fail(fmt.Errorf("writing where things are kept: %w", err))
	}
	return 0
}
