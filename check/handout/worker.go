package handout

import (
	"fmt"
	"html/template"
	"slices"
	"time"

	"neem/assets"
	"neem/check/edition"
	"neem/check/guide"
	"neem/check/wording"
	"neem/locale"
)

// EndKey is the key that ends a client's session at a help desk.
const EndKey = "F10"

// A WorkerPage is one page for those who work at a help desk. All texts come
// ready in the page's language.
type WorkerPage struct {
	Language       locale.Language
	Program, Title string
	About          string
	Urgent         []string // what goes before all else
	Columns        [2][]WorkerBox
	Beyond         WorkerBox // what the desk cannot do
	Contacts       []Contact // and who can
	Notes          []string
}

// A WorkerBox is lines under a title.
type WorkerBox struct {
	Kind  BoxKind
	Title string
	Lines []WorkerLine
}

// A BoxKind says how a box looks.
type BoxKind string

// The kinds of boxes.
const (
	PlainBox BoxKind = "plain"
	StepBox  BoxKind = "steps" // its lines are numbered
	NeverBox BoxKind = "never"
)

// A WorkerLine is a text, with what it is about before it, if that has a name.
type WorkerLine struct{ Name, Text string }

// Worker returns the page for workers.
func Worker(e *edition.Edition, words *locale.Messages, now time.Time) *WorkerPage {
	text := func(key string) string { return words.Text(key, locale.Args{"key": EndKey}) }
	lines := func(keys ...string) (lines []WorkerLine) {
		for _, k := range keys {
			lines = append(lines, WorkerLine{Text: text(k)})
		}
		return lines
	}
	named := func(keys ...string) (lines []WorkerLine) {
		for _, k := range keys {
			lines = append(lines, WorkerLine{text(k + ".title"), text(k + ".text")})
		}
		return lines
	}
	p := &WorkerPage{
		Language: words.Language(),
		Program:  words.Text("handout.by", locale.Args{"name": assets.Name, "descriptor": words.Text("app.descriptor")}),
		Title:    text("worker.title"),
		About:    text("worker.about"),
		Urgent:   []string{text("worker.urgent.money"), text("worker.urgent.danger"), text("channels.fallback")},
		Columns: [2][]WorkerBox{{
			{PlainBox, text("worker.before.title"), lines("worker.before.place", "worker.before.say", "worker.before.consent", "worker.before.languages")},
			{StepBox, text("worker.session.title"), named("worker.session.start", "worker.session.consent", "worker.session.ask", "worker.session.plan", "worker.session.sheet", "worker.session.end")},
			{PlainBox, text("worker.end.title"), lines("worker.end.wiped", "worker.end.left")},
		}, {
			{NeverBox, text("worker.never.title"), lines("worker.never.password", "worker.never.codes", "worker.never.whole", "worker.never.sites", "worker.never.promise", "worker.never.blame")},
			{PlainBox, text("worker.answers.title"), named("worker.answers.found", "worker.answers.possible", "worker.answers.not-found", "worker.answers.cannot-tell")},
			{PlainBox, text("worker.calm.title"), lines("worker.calm.come", "worker.calm.crime", "worker.calm.step", "worker.calm.real", "worker.calm.slow")},
		}},
		Beyond: WorkerBox{PlainBox, text("worker.beyond.title"), lines("worker.beyond.threat", "worker.beyond.case", "worker.beyond.unsure")},
		Notes:  []string{words.Text("handout.made", locale.Args{"date": now}), words.Text("app.independent")},
	}
	if words.Language().Draft {
		p.Notes = append(p.Notes, words.Text("app.draft"))
	}
	for _, c := range e.Guide.Channels() {
		if c.Audience == guide.Everybody || len(c.Phones) == 0 {
			continue
		}
		p.Contacts = append(p.Contacts, Contact{
			Title: words.Text("channel." + c.ID + ".title"), Phones: c.Phones,
			Standing: wording.Standing(words, c, now),
		})
	}
	return p
}

// HTML returns the page: it needs nothing but itself, and prints on one side of
// A4 in type as large as there is room for. An error is a fault of the program.
func (w *WorkerPage) HTML() ([]byte, error) {
	p, err := newPainter(&Sheet{Language: w.Language})
	if err != nil {
		return nil, err
	}
	return execute("worker.html.tmpl", workerPage{
		head:  newHead(w.Language, w.Title),
		Page:  w,
		Print: template.CSS(fmt.Sprintf("%gpt", paper(p).workerSize(w))),
	})
}

// A workerPage is what the page's template sees.
type workerPage struct {
	head
	Page  *WorkerPage
	Print template.CSS
}

// workerSize returns the largest size at which the page fits on one side.
func (p paper) workerSize(w *WorkerPage) float64 {
	return largest(func(width float64) float64 { return p.worker(w, width) })
}

// worker returns how high the page is on paper of a width. Its measures are those
// of worker.html.tmpl, in ems of the text.
func (p paper) worker(w *WorkerPage, width float64) float64 {
	const line, gap, between = 1.3, 0.45, 0.7
	sum := p.text(w.Title, width, 1.25, 1.5, true) + gap
	if p.wide(w.Title, 1.5)+1+p.wide(w.Program, 1) > width {
		sum += p.text(w.Program, width, line, 1, true)
	}
	sum += p.text(w.About, width, line, 1, false)
	urgent := 0.0
	for _, u := range w.Urgent {
		urgent += p.text(u, width-workerFrame, line, 1.15, true)
	}
	sum += urgent + 0.7 + gap
	var columns [2]float64
	for i, boxes := range w.Columns {
		for _, b := range boxes {
			columns[i] += p.workerBox(b, (width-between)/2) + gap
		}
	}
	sum += max(columns[0], columns[1])
	sum += p.workerBox(w.Beyond, width) + gap
	row := 0.0
	for _, c := range w.Contacts {
		row = max(row, p.contact(c, (width-between*float64(len(w.Contacts)-1))/float64(len(w.Contacts))))
	}
	sum += row + gap
	for _, note := range w.Notes {
		sum += p.text(note, width, line, 0.78, false)
	}
	return sum + gap
}

// workerFrame is the width of the frame of a box and what is within it.
const workerFrame = 1.4

func (p paper) workerBox(b WorkerBox, width float64) float64 {
	const line, mark = 1.3, 2.0
	width -= workerFrame
	sum := p.text(b.Title, width, 1.25, 1.1, true) + 0.75
	for _, l := range b.Lines {
		switch {
		case b.Kind == StepBox:
			sum += max(1.5, p.named(l, width-mark)) + 0.2
		case l.Name != "":
			sum += p.named(l, width) + 0.1
		default:
			sum += p.text(l.Text, width-mark/2, line, 1, false) + 0.1
		}
	}
	return sum
}

// named returns how high a line is that begins with its name in bold, which is
// a little wider than it is measured here.
func (p paper) named(l WorkerLine, width float64) float64 {
	return p.text(l.Name+": "+l.Text, width-0.15*p.wide(l.Name, 1), 1.3, 1, false)
}

// texts returns all texts of the page.
func (w *WorkerPage) texts() []string {
	texts := append([]string{w.Program, w.Title, w.About}, w.Urgent...)
	for _, b := range append(slices.Concat(w.Columns[0], w.Columns[1]), w.Beyond) {
		texts = append(texts, b.Title)
		for _, l := range b.Lines {
			texts = append(texts, l.Name, l.Text)
		}
	}
	for _, c := range w.Contacts {
		texts = append(append(texts, c.Title, c.Text, c.Standing), c.Phones...)
	}
	return append(texts, w.Notes...)
}
