package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"neem/check/guide"
	"neem/check/handout"
)

// guide prints whom to call, or writes it as a page.
func (p *program) guide(args []string, help string) int {
	set := flag.NewFlagSet("guide", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	page := set.String("html", "", "")
	if err := set.Parse(args); err != nil || set.NArg() > 0 {
		_, _ = fmt.Fprintf(p.err, "neem-check guide: %v\n%s", err, help)
		return exitBad
	}
	if *page != "" {
		return p.guidePage(*page)
	}
	var b strings.Builder
	for _, section := range p.content.Guide.Sections() {
		fmt.Fprintf(&b, "\n%s\n", strings.ToUpper(p.words.Text(section.Title())))
		if section.Group == "" {
			fmt.Fprintf(&b, "%s %s\n", p.words.Text("urgent.title"), p.words.Text("urgent.text"))
		}
		for _, c := range section.Channels {
			p.channel(&b, c)
		}
	}
	if _, err := io.WriteString(p.out, b.String()); err != nil {
		return p.fail(err)
	}
	return 0
}

func (p *program) channel(b *strings.Builder, c guide.Channel) {
	key := "channel." + c.ID
	fmt.Fprintf(b, "\n%s\n", p.words.Text(key+".title"))
	line := func(label, text string) {
		if text == "" {
			return
		}
		if label != "" {
			text = p.words.Text(label) + ": " + text
		}
		fmt.Fprintf(b, "  %s\n", text)
	}
	message := func(k string) string {
		if !p.words.Has(key + k) {
			return ""
		}
		return p.words.Text(key + k)
	}
	line("", message(".use"))
	for _, where := range [][]string{c.Phones, c.URLs, c.Emails} {
		for _, w := range where {
			line("", "→ "+w)
		}
	}
	if p.content.Guide.NeedsFallback(c) {
		line("", p.words.Text("channels.fallback"))
	}
	line("help.ready", message(".ready"))
	line("", message(".not"))
	line("", message(".note"))
	line("", handout.Standing(p.words, c, time.Now()))
}

func (p *program) guidePage(path string) int {
	page, err := handout.Channels(p.content, p.words, time.Now())
	if err == nil {
		err = os.WriteFile(path, page, 0o600)
	}
	if err != nil {
		return p.fail(err)
	}
	_, _ = fmt.Fprintln(p.err, path)
	return 0
}
