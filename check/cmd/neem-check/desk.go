package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"neem/check/desk"
	"neem/check/handout"
	"neem/check/wording"
	"neem/locale"
)

// organisation is what the organisation at whose desk this is says about it. A file
// that cannot be used is told of, and changes nothing else.
func (p *program) organisation() *desk.Page {
	page, err := desk.Load(desk.RulesOf(p.content), p.place.Files(desk.FileName)...)
	if f, ok := errors.AsType[*desk.Fault](err); ok {
		_, _ = fmt.Fprintln(p.err, p.words.Text("desk.wrong")+" "+wording.DeskFault(p.words, f))
	}
	return page
}

// desk shows the organisation's page, or says what is wrong with a file that is to
// be one.
func (p *program) desk(args []string, help string) int {
	set := flag.NewFlagSet("desk", flag.ContinueOnError)
	language := set.String("lang", "", "")
	names, err := parse(set, args)
	if errors.Is(err, flag.ErrHelp) {
		_, _ = io.WriteString(p.out, help)
		return 0
	}
	if err != nil || len(names) != 0 && (len(names) != 2 || names[0] != "check") {
		_, _ = fmt.Fprintf(p.err, "neem-check desk: write check and the name of a file, or nothing\n%s", help)
		return exitBad
	}
	if *language != "" && !p.speak(*language) {
		return exitBad
	}
	if p.placeErr != nil && len(names) == 0 {
		return p.fail(p.placeErr)
	}
	files, checking := p.place.Files(desk.FileName), len(names) == 2
	if checking {
		files = names[1:]
	}
	page, err := desk.Load(desk.RulesOf(p.content), files...)
	if f, ok := errors.AsType[*desk.Fault](err); ok {
		_, _ = fmt.Fprintln(p.err, wording.DeskFault(p.words, f))
		if f.Err != nil {
			_, _ = fmt.Fprintf(p.err, "  (%v)\n", f.Err)
		}
		return exitBad
	}
	var lines []string
	switch {
	case page == nil && checking:
		_, _ = fmt.Fprintln(p.err, p.words.Text("desk.fault.unreadable"))
		return exitBad
	case page == nil:
		lines = append(lines, p.words.Text("desk.none", locale.Args{"path": files[0]}))
	case checking && *language == "":
		lines = append(lines, p.words.Text("desk.good"))
		for _, l := range p.content.Locales.Languages() {
			more, err := p.deskLines(p.content.Locales.Messages(l.Tag), page)
			if err != nil {
				return p.fail(err)
			}
			lines = append(append(lines, "", l.Name), more...)
		}
	default:
		if lines, err = p.deskLines(p.words, page); err != nil {
			return p.fail(err)
		}
	}
	if _, err := fmt.Fprintln(p.out, locale.StripIsolates(strings.Join(lines, "\n"))); err != nil {
		return p.fail(fmt.Errorf("writing the page: %w", err))
	}
	return 0
}

// deskLines are a page in a language, marked as the organisation's words, and what
// the typeface of the sheets lacks for it.
func (p *program) deskLines(words *locale.Messages, page *desk.Page) ([]string, error) {
	w := wording.Desk(words, page)
	lines := []string{w.Name}
	lines = append(lines, w.Address...)
	for _, line := range []string{w.Hours, w.Web} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	for _, phone := range w.Phones {
		lines = append(lines, "→ "+phone)
	}
	for _, n := range w.Numbers {
		lines = append(lines, n.Label)
		if n.Note != "" {
			lines = append(lines, "  "+n.Note)
		}
		lines = append(lines, "  → "+n.Phone)
	}
	for i, line := range lines {
		lines[i] = "  " + line
	}
	lines = append(lines, "  ("+words.Text("desk.own")+")")
	s := handout.Sheet{Language: words.Language()}
	s.From(words, page)
	missing, err := s.Missing()
	if err != nil {
		return nil, err
	}
	if len(missing) > 0 {
		lines = append(lines, "  "+words.Text("desk.letters", locale.Args{"letters": string(missing)}))
	}
	return lines, nil
}
