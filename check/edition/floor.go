package edition

import (
	"errors"
	"fmt"
	"slices"

	"neem/check/guide"
)

// floor lists what an edition lacks that nobody may be without, whoever made
// it: own is the built-in guide. People act on what they read here, and a
// mistake that was signed is still a mistake.
func (e *Edition) floor(own *guide.Guide) error {
	return errors.Join(
		e.firstChannels(own),
		e.permanentChannels(own),
		e.waysToFirst(own),
		e.freshness(),
	)
}

// firstChannels wants the channels that people need first, which the screens
// ask for by name, in the order in which people need them.
func (e *Edition) firstChannels(own *guide.Guide) error {
	var faults []error
	last := 0
	for _, want := range own.First() {
		c, ok := e.Guide.Channel(want.ID)
		switch {
		case !ok:
			faults = append(faults, fmt.Errorf("the channel %q is missing", want.ID))
		case c.Urgent == 0 || c.Own != want.Own || c.Audience != want.Audience:
			faults = append(faults, fmt.Errorf("the channel %q is no longer one that everybody needs first", want.ID))
		case c.Urgent < last:
			faults = append(faults, fmt.Errorf("the channel %q stands before one that people need sooner", want.ID))
		default:
			last = c.Urgent
		}
	}
	return errors.Join(faults...)
}

// permanentChannels wants 1930 and 112, and where to go when nobody answers
// there, unchanged. A change of these numbers is news for a new program, not
// for a file.
func (e *Edition) permanentChannels(own *guide.Guide) error {
	var faults []error
	for _, want := range own.Channels() {
		if !want.Permanent {
			continue
		}
		c, _ := e.Guide.Channel(want.ID) // firstChannels says it if it is missing
		if !slices.Equal(reach(c), reach(want)) {
			faults = append(faults, fmt.Errorf("the channel %q should be reached at %v only, not at %v", want.ID, reach(want), reach(c)))
		}
		ownBack, _ := own.Fallback(want) // loading the guide has checked it
		back, ok := e.Guide.Fallback(c)
		if !ok || back.ID != ownBack.ID || !slices.Equal(back.URLs, ownBack.URLs) {
			faults = append(faults, fmt.Errorf("when nobody answers the channel %q, it should lead to %v", want.ID, ownBack.URLs))
		}
	}
	return errors.Join(faults...)
}

// reach lists the ways to reach a channel.
func reach(c guide.Channel) []string {
	ways := slices.Concat(c.Phones, c.WhatsApp, c.URLs, c.Emails, c.Apps)
	for _, s := range c.SMS {
		ways = append(ways, s.To)
	}
	return ways
}

// waysToFirst wants every situation that leads to the bank, 1930 or 112 to do
// so still, in the same order.
func (e *Edition) waysToFirst(own *guide.Guide) error {
	var first []string
	for _, c := range own.First() {
		if c.Permanent || c.Own {
			first = append(first, c.ID)
		}
	}
	// leads lists to which of them a situation leads.
	leads := func(g *guide.Guide, s guide.Situation) []string {
		var to []string
		for _, id := range s.Steps {
			step, _ := g.Step(id) // loading the guide has checked it
			if len(step.Channels) > 0 && slices.Contains(first, step.Channels[0]) && !slices.Contains(to, step.Channels[0]) {
				to = append(to, step.Channels[0])
			}
		}
		return to
	}
	var faults []error
	for _, want := range own.Situations() {
		to := leads(own, want)
		s, ok := e.Guide.Situation(want.ID)
		if got := leads(e.Guide, s); len(to) > 0 && !(ok && slices.Equal(got, to)) {
			faults = append(faults, fmt.Errorf("the situation %q should lead to %v, not to %v", want.ID, to, got))
		}
	}
	return errors.Join(faults...)
}

// freshness wants every fact to hold on the day of the edition, and nothing to
// have been checked after it.
func (e *Edition) freshness() error {
	var faults []error
	for _, f := range e.Facts() {
		switch {
		case f.Expired(e.Date.First()):
			faults = append(faults, fmt.Errorf("%s expired on %s, before the date of the edition, %s", f.Name, f.Expires, e.Date))
		case f.Checked.First().After(e.Date.First()):
			faults = append(faults, fmt.Errorf("%s was checked on %s, after the date of the edition, %s", f.Name, f.Checked, e.Date))
		}
	}
	return errors.Join(faults...)
}
