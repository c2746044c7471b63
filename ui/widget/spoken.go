package widget

import (
	"strings"

	"fyne.io/fyne/v2"

	"neem/locale"
	"neem/ui/text"
)

// Spoken lists what there is to read aloud below an object, from top to bottom:
// paragraphs, and what boxes and lines to press say. What a person has typed is
// never among it, and buttons are not: whoever listens hears what is to be
// known.
func Spoken(o fyne.CanvasObject) []string {
	if !o.Visible() {
		return nil
	}
	switch o := o.(type) {
	case *text.Paragraph:
		if o.Private {
			return nil
		}
		return sentence(o.Text)
	case *Choice:
		if o.quiet {
			return sentence(o.about)
		}
		return append(sentence(o.title), sentence(o.about)...)
	case *Check:
		return append(sentence(o.Text), sentence(o.About)...)
	case *fyne.Container:
		var all []string
		for _, child := range o.Objects {
			all = append(all, Spoken(child)...)
		}
		return all
	case interface{ children() []fyne.CanvasObject }:
		var all []string
		for _, child := range o.children() {
			all = append(all, Spoken(child)...)
		}
		return all
	}
	return nil
}

// sentence is a text to read aloud, which ends with a stop so that the next one
// does not follow in the same breath.
func sentence(s string) []string {
	s = strings.TrimSpace(locale.StripIsolates(s))
	if s == "" {
		return nil
	}
	if !strings.ContainsAny(s[len(s)-1:], ".?!:") && !strings.HasSuffix(s, "।") && !strings.HasSuffix(s, "۔") && !strings.HasSuffix(s, "؟") {
		s += "."
	}
	return []string{s}
}
