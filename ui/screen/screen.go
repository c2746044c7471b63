// Package screen has the screens of the window: what stands on each, and what
// its controls do.
//
// A screen is made anew from the session whenever it is shown, when the
// language changes or when something on it changes; so everything a person has
// typed or ticked is in the [Session] and nothing is lost. A screen asks the
// check packages and shows what they say; it decides nothing about anybody's
// exposure.
package screen

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/check"
	"neem/check/complaint"
	"neem/check/desk"
	"neem/check/detail"
	"neem/check/edition"
	"neem/check/guide"
	"neem/check/library"
	"neem/check/place"
	"neem/check/plan"
	"neem/check/supply"
	"neem/check/tally"
	"neem/check/vault"
	"neem/locale"
	"neem/ui/theme"
	"neem/ui/widget"
)

// Name names a screen.
type Name string

// The screens.
const (
	Welcome   Name = "welcome" // the first screen of a first start
	Home      Name = "home"
	Urgent    Name = "urgent"    // the numbers that cannot wait
	Happened  Name = "happened"  // what has happened
	Respond   Name = "respond"   // what to do about it
	Complaint Name = "complaint" // the text of a complaint
	Leaked    Name = "leaked"    // what leaked
	Result    Name = "result"    // what that means, and what to do
	Caller    Name = "caller"    // what a caller knew
	Trick     Name = "trick"     // what it may have been, and what to do
	Help      Name = "help"
	Scam      Name = "scam"   // the card of the scam that the session reads
	Guided    Name = "guided" // the guided step that the session reads
	Index     Name = "index"
	Supply    Name = "supply" // lists from a publisher
	Stick     Name = "stick"  // lists for another computer
	Many      Name = "many"   // all members of an organisation
	People    Name = "saved"  // people who are saved
	Person    Name = "person" // one of them, being added or changed
	Settings  Name = "settings"
	Next      Name = "next"     // of a help desk: it waits for a client
	Consent   Name = "consent"  // what a client agrees to
	Wiped     Name = "wiped"    // what the end of a client's session wiped
	Tally     Name = "tally"    // how many people came to a help desk
	Licences  Name = "licences" // what the program is made of
)

// Names returns all screens.
func Names() []Name {
	return []Name{Welcome, Home, Urgent, Happened, Respond, Complaint, Leaked, Result, Caller, Trick, Help, Scam, Guided, Index, Supply, Stick, People, Person, Many, Settings, Licences, Tally, Next, Consent, Wiped}
}

// A Window is what screens need of the window that they stand in. All of its
// methods are called on the UI goroutine.
type Window interface {
	// Show goes to a screen; At says which one is shown.
	Show(Name)
	At() Name
	// Back goes to the screen before.
	Back()
	// Refresh makes the present screen anew, without moving it.
	Refresh()
	// Adopt makes controls that were added to the present screen part of it,
	// for the keyboard.
	Adopt(fyne.CanvasObject)
	// Top scrolls to the top.
	Top()
	// Work runs a job that may take long away from the UI, showing its
	// progress and a way to cancel once it takes longer than a blink.
	Work(Job)
	// Tell shows a message that waits to be closed. details, which may be
	// empty, are for experts.
	Tell(title, text, details string)
	// Ask asks a question with two answers; answered hears whether it was yes.
	// Leaving the question open counts as no.
	Ask(text, yes, no string, answered func(yes bool))
	// ChooseFile lets the person choose a file whose name ends in one of endings,
	// such as ".csv".
	ChooseFile(title string, endings []string, chosen func(path string))
	// ChooseFolder lets the person choose a folder.
	ChooseFolder(title string, chosen func(path string))
	// Copy puts a text on the clipboard; Forget takes it away again, if it is
	// still there.
	Copy(text string)
	Forget()
	// SwitchLanguage switches the words and remembers it.
	SwitchLanguage(tag string)
	// Options says how the program looks; SetOptions changes that and remembers
	// it.
	Options() theme.Options
	SetOptions(theme.Options)
	// Open shows a file in the program that the system has for it.
	Open(path string) error
	// Begin begins the session of a client of a help desk, in the client's
	// language; End ends it, whatever goes on, and shows what was wiped.
	Begin(language string)
	End(Ending)
	// ShowIn switches the words and remembers nothing.
	ShowIn(tag string)
	// SetHelpdesk turns the help desk on or off and remembers it. A client's
	// session ends when nobody did anything for so long.
	SetHelpdesk(on bool, idle time.Duration)
}

// A Job is work that may take long.
type Job struct {
	Title string
	Quiet bool // nobody waits for it, so that nothing shows how far it is
	// Run does the work; it returns soon after ctx ends. report may be called
	// from any goroutine: stage is a text, total 0 where it is not known.
	Run func(ctx context.Context, report func(stage string, done, total int64)) error
	// Done is called on the UI goroutine with Run's error.
	Done func(error)
}

// A Desk is everything a screen works with.
type Desk struct {
	Words   *locale.Messages
	Edition *edition.Edition
	// Installed says that the edition came as an update, PassedOver why one
	// that did so is not used, if so.
	Installed  bool
	PassedOver *edition.Error
	// Next is an edition that was installed while the program runs and is used from
	// its next start on; zero if there is none.
	Next    edition.Imprint
	Library *library.Library
	Book    *supply.Book // publishers whom the person knows; nil without a data folder
	Session *Session
	Supply  Supplying
	Stick   Sticking
	Window  Window
	// Vault keeps saved people; nil without a data folder. Portable says that the
	// program runs from a stick, so that no keychain is used.
	Vault    *vault.Vault
	Portable bool
	Watch    Watch
	Now      func() time.Time
	// Helpdesk says that one client comes after another here. Client is who is
	// served, nil between two; Wiped is what the end of the last session wiped; a
	// session ends by itself when nobody did anything for Idle.
	Helpdesk bool
	Client   *Client
	Wiped    *Wiping
	Idle     time.Duration
	// Organisation is what the organisation at whose desk this is says about it, nil
	// if nothing; OrganisationFault says why its file is not used, if so.
	Organisation      *desk.Page
	OrganisationFault *desk.Fault
	Tally             *tally.Tally // how many people came; nil where nothing can be kept
	Place             place.Place  // where things are kept
	// Folder is the data folder, FolderErr why it cannot be used, if so.
	Folder    string
	FolderErr error
	// InView is what the screen that was just built wants to be seen; nil: its
	// top, or where it was.
	InView fyne.CanvasObject
}

// today is the day that the clock shows.
func (d *Desk) today() locale.Date { return plan.DateOf(d.Now()) }

// text returns a message.
func (d *Desk) text(key string, args ...locale.Args) string { return d.Words.Text(key, args...) }

// Build makes the objects of a screen, from top to bottom.
func Build(d *Desk, n Name) []fyne.CanvasObject {
	switch n {
	case Welcome:
		return welcome(d)
	case Urgent:
		return urgent(d)
	case Settings:
		return settings(d)
	case Licences:
		return licences(d)
	case Happened:
		return happened(d)
	case Respond:
		return respond(d)
	case Complaint:
		return complain(d)
	case Caller:
		return caller(d)
	case Trick:
		return trick(d)
	case Scam:
		return scam(d)
	case Guided:
		return guided(d)
	case Leaked:
		return leaked(d)
	case Result:
		return result(d)
	case Help:
		return help(d)
	case Index:
		return index(d)
	case Supply:
		return supplied(d)
	case Stick:
		return stick(d)
	case Next:
		return next(d)
	case Consent:
		return consent(d)
	case Wiped:
		return wiped(d)
	case Many:
		return many(d)
	case People:
		return saved(d)
	case Person:
		return person(d)
	case Tally:
		return counted(d)
	}
	return home(d)
}

// Action is the button that a screen is there for; it always shows, however far
// the screen is scrolled. nil for screens that only show.
func Action(d *Desk, n Name) *widget.Button {
	switch n {
	case Happened:
		return widget.NewPrimary(d.text("happened.show"), nil, func() { answerHappened(d) })
	case Leaked:
		return widget.NewPrimary(d.text("leaked.show"), nil, func() { Ask(d) })
	case Complaint:
		return widget.NewPrimary(d.text("complaint.make"), nil, func() { writeComplaint(d) })
	case Caller:
		return widget.NewPrimary(d.text("caller.show"), nil, func() { answerCaller(d) })
	case Supply:
		return supplyAction(d)
	case Stick:
		return stickAction(d)
	case Wiped:
		return widget.NewPrimary(d.text("desk.next"), nil, func() { d.Window.Show(Next) })
	case Many:
		return manyAction(d)
	case People:
		return savedAction(d)
	case Person:
		if d.Session.Keeping.Form != nil && savingOffered(d) {
			return widget.NewPrimary(d.text("saved.person.save"), theme.Icon(icons.Lock, theme.ColorOnPrimary), func() { savePerson(d) })
		}
	}
	return nil
}

// A Session is what one person has entered. It lives in memory only.
type Session struct {
	Typed  map[detail.Kind]string
	Faults map[detail.Kind]detail.Fault
	Used   map[string]bool // leaks by id
	Given  map[string]bool // data classes that the person gave to a service
	Search string          // in the catalogue
	All    bool            // the whole catalogue is shown
	Open   map[string]bool // opened headings
	Notice string          // one line to show once
	Asked  *Asked          // the last question and its answer
	Reply  map[string]bool // whether the person used the service of a list, by pack and leak

	Saved  []Saved // what was saved at the person's request
	saving bool    // something is being saved
	// justSaved is the screen of which something was saved that nobody has seen yet.
	justSaved Name

	Done        map[string]bool // steps that are ticked off
	Happened    Happening
	Entries     map[complaint.Field]string
	Written     bool                // the complaint is shown
	justWritten bool                // and was not before: it should come into view
	Knew        map[string]bool     // data classes that a caller knew
	Wanted      map[guide.Want]bool // what the caller wanted
	Scam        string              // the card being read
	Step        string              // the guided step being read
	Keeping     Keeping             // what is typed about saved people

	Many *Checking // the check of many people; nil: no table is chosen
}

// Saved is what was saved at one time: a file, or several that belong together.
type Saved struct {
	Of    Name // the screen that it is of: Complaint, or any with a hand-out
	Paths []string
}

// A Happening is what has happened, as the person ticks it.
type Happening struct {
	Ticked map[string]bool // situations by id
	For    map[guide.Audience]bool
	Ways   map[string]bool // by id
	Day    Day
	Typed  string // the day, if it is another one
	Fault  string // key of what is wrong with it
}

// A Day is how a day was chosen. The words are messages "happened.<day>".
type Day string

// The days to choose from.
const (
	NoDay     Day = ""
	Today     Day = "today"
	Yesterday Day = "yesterday"
	OtherDay  Day = "other_day"
)

// Asked is a question that was asked, without what was typed.
type Asked struct {
	Answers []Answered
	Used    []string // leaks that the person ticked, in the order of the catalogue
	Who     *Known   // the saved person whom it is about; nil: nobody who is saved
}

// Answered is what the lists said about one detail and those beside it.
type Answered struct {
	Kinds   []detail.Kind
	Results []check.Result
	Mask    string // of a saved person's detail, which nobody has typed just now
}

// NewSession returns an empty session.
func NewSession() *Session {
	s := &Session{}
	s.Wipe()
	return s
}

// Empty reports whether nobody has entered, asked or saved anything.
func (s *Session) Empty() bool {
	h := &s.Happened
	return s.Asked == nil && s.Many == nil && len(s.Saved) == 0 && s.Keeping.blank() && s.Search == "" && !some(s.Done) &&
		!some(s.Typed) && !some(s.Entries) && !some(s.Used) && !some(s.Given) && len(s.Reply) == 0 && !some(s.Knew) && !some(s.Wanted) &&
		!some(h.Ticked) && !some(h.For) && !some(h.Ways) && h.Day == NoDay && h.Typed == ""
}

// some reports whether a map has a text that is not empty, or a box that is
// ticked.
func some[K, V comparable](m map[K]V) bool {
	var none V
	for _, v := range m {
		if v != none {
			return true
		}
	}
	return false
}

// Amount tells whether somebody entered, ticked or opened something between two
// moments: it is another number then. It is no secret and tells nothing else.
func (s *Session) Amount() int {
	h := &s.Happened
	n := len(s.Search) + len(h.Typed) + len(h.Day) + len(s.Saved) + len(s.Scam) + len(s.Step) + len(s.Notice)
	for _, typed := range s.Typed {
		n += len(typed)
	}
	for _, typed := range s.Entries {
		n += len(typed)
	}
	for _, ticks := range []map[string]bool{s.Used, s.Given, s.Open, s.Reply, s.Done, s.Knew, h.Ticked, h.Ways} {
		n += ticked(ticks)
	}
	return n + ticked(h.For) + ticked(s.Wanted)
}

// ticked counts what is in a map and what of it is ticked.
func ticked[K comparable](m map[K]bool) int {
	n := len(m)
	for _, on := range m {
		if on {
			n++
		}
	}
	return n
}

// Wipe forgets everything. Go cannot promise that no copy of a text is left
// in freed memory; nothing refers to it any more.
func (s *Session) Wipe() {
	*s = Session{
		Typed:    map[detail.Kind]string{},
		Faults:   map[detail.Kind]detail.Fault{},
		Used:     map[string]bool{},
		Given:    map[string]bool{},
		Reply:    map[string]bool{},
		Open:     map[string]bool{},
		Done:     map[string]bool{},
		Happened: Happening{Ticked: map[string]bool{}, Ways: map[string]bool{}, For: map[guide.Audience]bool{}},
		Entries:  map[complaint.Field]string{},
		Knew:     map[string]bool{},
		Wanted:   map[guide.Want]bool{},
	}
}
