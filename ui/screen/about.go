package screen

import (
	"regexp"
	"strings"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/assets/notices"
	"neem/assets/version"
	"neem/locale"
	"neem/ui/text"
	"neem/ui/theme"
	"neem/ui/widget"
)

// ownLicence is that of the program's own source (the file LICENSE).
const ownLicence = "Apache License 2.0"

// aboutCard says which program this is, so that somebody who asks for help can say
// it too.
func aboutCard(d *Desk) fyne.CanvasObject {
	lines := []fyne.CanvasObject{
		widget.Lead(d.text("about.title")),
		widget.Text(d.text("about.version", locale.Args{"version": d.text("app.name") + " " + version.Number()})),
	}
	if commit := version.Commit(); commit != "" {
		lines = append(lines, widget.Text(d.text("about.source", locale.Args{"commit": commit})))
	}
	return widget.Card(append(lines,
		widget.Text(d.text("app.independent")),
		widget.Text(d.text("about.free")))...)
}

// licences lists what the program is made of, each with its licence behind a heading.
func licences(d *Desk) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{widget.Stack(
		widget.Title(d.text("licences.title")),
		widget.Text(d.text("licences.own", locale.Args{"licence": ownLicence})),
		widget.Text(d.text("licences.others")))}
	components, err := notices.All()
	if err != nil {
		return append(objects, widget.Text(err.Error())) // a test holds that it is none
	}
	var rows []fyne.CanvasObject
	for _, c := range components {
		title := strings.TrimSpace(c.Name+" "+shortVersion(c.Version)) + " · " + strings.Join(c.Licences, ", ")
		rows = append(rows, disclosure(d, "licence."+c.Name, title, func() []fyne.CanvasObject { return licenceText(c) }))
	}
	return append(objects, widget.Stack(rows...))
}

// licenceText shows the texts of a component's licences, which are English whatever
// the window speaks.
func licenceText(c notices.Component) []fyne.CanvasObject {
	texts, err := c.Read()
	if err != nil {
		return []fyne.CanvasObject{widget.Text(err.Error())}
	}
	var paragraphs []fyne.CanvasObject
	for _, t := range texts {
		for _, p := range unwrapped(t) {
			paragraphs = append(paragraphs, fromLeft(widget.Small(p)))
		}
	}
	return paragraphs
}

func fromLeft(p *text.Paragraph) *text.Paragraph {
	p.FromLeft = true
	return p
}

// point is how a point of a list begins.
var point = regexp.MustCompile(`^([-*•]|\(?[0-9a-z]{1,2}[.)]) `)

// unwrapped returns the paragraphs of a text whose lines were broken for a terminal.
// A line that was short before it was broken ends one too, as those of a list of authors
// do, and each point of a list begins one.
func unwrapped(t string) []string {
	const full = 50
	var all []string
	last := 0 // the length of the line before; 0 begins a paragraph
	for line := range strings.SplitSeq(t, "\n") {
		trimmed := strings.Join(strings.Fields(line), " ")
		switch {
		case trimmed == "", strings.Trim(trimmed, "-=*_.#/") == "":
			last = 0
			continue
		case last < full, point.MatchString(trimmed):
			all = append(all, trimmed)
		default:
			all[len(all)-1] += " " + trimmed
		}
		last = len(trimmed)
	}
	return all
}

// shortVersion leaves out of a version what only says from which commit it is.
func shortVersion(v string) string {
	short, _, _ := strings.Cut(v, "-")
	if short == "v0.0.0" {
		return ""
	}
	return short
}

// toLicences leads to them.
func toLicences(d *Desk) fyne.CanvasObject {
	return widget.NewRow(icons.Info, theme.ColorPrimary, d.text("licences.title"), "", func() { d.Window.Show(Licences) })
}
