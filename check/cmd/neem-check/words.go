package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"

	"neem/assets/starter"
	"neem/check"
	"neem/check/detail"
	"neem/check/guide"
	"neem/check/handout"
	"neem/locale"
)

// answerLines says in words what the lists answered.
// own says that they come from the library, whose starter pack has words in
// every language.
func answerLines(m *locale.Messages, results []check.Result, own bool) []string {
	var lines []string
	for _, r := range results {
		builtIn := own && r.Pack == starter.ID
		name := r.About.Title
		if builtIn {
			name = m.Text("list.starter_title")
		}
		if name == "" {
			name = r.Pack
		}
		kinds := []detail.Kind{}
		if r.List != "" {
			kinds = r.List.Kinds()
		}
		lines = append(lines, m.Text("list.asked", locale.Args{"title": name}))
		if len(kinds) > 0 {
			tried := m.Text("tried." + string(kinds[0]))
			if len(kinds) > 1 {
				tried = m.Text("tried.with", locale.Args{"first": tried, "second": m.Text("tried." + string(kinds[1]))})
			}
			lines = append(lines, m.Text("answer."+string(r.Answer)+".title", locale.Args{"tried": tried}))
		}
		switch r.Answer {
		case check.Possible:
			lines = append(lines, m.Text("answer.possible.share", locale.Args{"n": oneIn(*r.ListedShare)}))
		case check.NotFound:
			lines = append(lines, m.Text("answer.not-found.means"))
		case check.CannotTell:
			args := locale.Args{}
			if r.Reason == check.PartMissing {
				var parts []string
				for _, k := range kinds[1:] {
					parts = append(parts, m.Text("field."+string(k)+".label"))
				}
				args["parts"] = parts
			}
			lines = append(lines, m.Text("reason."+string(r.Reason), args))
		}
		switch {
		case builtIn:
			lines = append(lines, m.Text("list.starter"))
		case r.About.Coverage != "":
			lines = append(lines, m.Text("list.coverage", locale.Args{"coverage": r.About.Coverage}))
		}
		if day, err := time.Parse(time.DateOnly, r.About.Date); err == nil {
			lines = append(lines, m.Text("list.date", locale.Args{"date": m.Date(day)}))
		}
	}
	return lines
}

func oneIn(share float64) int64 { return max(1, int64(math.Round(1/max(share, 1e-12)))) }

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
	shown := map[string]bool{}
	fmt.Fprintf(&b, "%s\n%s %s\n", strings.ToUpper(p.words.Text("help.first")), p.words.Text("urgent.title"), p.words.Text("urgent.text"))
	for _, c := range p.content.Guide.First() {
		shown[c.ID] = true
		p.channel(&b, c)
	}
	for _, g := range guide.Groups() {
		headed := false
		for _, c := range p.content.Guide.InGroup(g) {
			if shown[c.ID] {
				continue
			}
			if !headed {
				fmt.Fprintf(&b, "\n%s\n", strings.ToUpper(p.words.Text("channels.group."+string(g))))
				headed = true
			}
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
	if b, ok := p.content.Guide.Fallback(c); ok && len(c.Phones) > 0 && len(b.URLs) > 0 {
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
