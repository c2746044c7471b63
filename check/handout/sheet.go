package handout

import (
	"fmt"
	"html/template"
	"slices"

	"neem/locale"
)

// A Sheet is one page to take along: what to do, what never to do and whom to
// call. It holds no detail of any person, so it may lie about and be passed
// on.
//
// All texts come ready in the sheet's language; nothing is added to them. Every
// text may be empty and every list too: what is empty takes no room.
type Sheet struct {
	Language locale.Language
	Program  string // who made the sheet: "Neem – Data leak help"
	Title    string

	Steps         []SheetStep // in the order in which to take them
	Never         Group
	ContactsTitle string
	Contacts      []Contact
	OwnTitle      string    // says whose words the next are
	Own           []Contact // what the organisation at whose desk the sheet was made says
	Notes         []string  // small print: when it was made and by whom not
}

// A SheetStep is one thing to do.
type SheetStep struct {
	Title  string
	Text   string
	Note   string   // the deadline, or where to do it
	Phones []string // as people write them
}

// A Group is lines under a title.
type Group struct {
	Title string
	Lines []string
}

// A Contact is somebody to call or a site to go to.
type Contact struct {
	Title    string
	Phones   []string
	Sites    []string // addresses as people type them
	Text     string   // what for
	Fallback string   // what to do if nobody answers
	Standing string   // how fresh the facts are: "Checked on 21 July 2026"
}

// HTML returns the sheet as a page that needs nothing but itself: its fonts are
// inside, and it loads and runs nothing. It prints on one side of A4, in type as
// large as there is room for (10 to 16 points); on a phone's screen it is one
// column. An error is a fault of the program.
func (s *Sheet) HTML() ([]byte, error) {
	p, err := newPainter(s)
	if err != nil {
		return nil, err
	}
	return execute("sheet.html.tmpl", sheetPage{
		head:  newHead(s.Language, s.Title),
		Sheet: s,
		Print: template.CSS(fmt.Sprintf("%gpt", paper(p).size(s))),
	})
}

// A sheetPage is what the page's template sees.
type sheetPage struct {
	head
	Sheet *Sheet
	Print template.CSS // size of the text on paper
}

// texts returns all texts of the sheet.
func (s *Sheet) texts() []string {
	texts := []string{s.Program, s.Title, s.Never.Title, s.ContactsTitle}
	for _, step := range s.Steps {
		texts = append(append(texts, step.Title, step.Text, step.Note), step.Phones...)
	}
	texts = append(texts, s.Never.Lines...)
	texts = append(texts, s.OwnTitle)
	for _, c := range slices.Concat(s.Contacts, s.Own) {
		texts = append(texts, c.Title, c.Text, c.Fallback, c.Standing)
		texts = append(append(texts, c.Phones...), c.Sites...)
	}
	return append(texts, s.Notes...)
}
