// Package ui is the window: it frames the screens, leads from one to another,
// runs long work away from the UI goroutine, and switches the language.
//
// It must be used on Fyne's UI goroutine.
package ui

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"

	"neem/assets/icons"
	"neem/check/desk"
	"neem/check/library"
	"neem/check/place"
	"neem/check/supply"
	"neem/check/tally"
	"neem/check/vault"
	"neem/locale"
	"neem/ui/screen"
	"neem/ui/theme"
	"neem/ui/widget"
)

// A Settings remembers the person's choices between starts.
type Settings interface {
	SetSetting(ctx context.Context, name, value string) error
}

// The names of the settings.
const (
	LanguageSetting = "language" // the language's tag
	LookSetting     = "look"     // see theme.Look
	ScaleSetting    = "scale"    // the size of text in percent
	HelpdeskSetting = "helpdesk" // "on" or "off"
	IdleSetting     = "idle"     // after how many minutes a client's session ends by itself
)

// Config is what a window is made of.
type Config struct {
	App      fyne.App
	Guidance library.Guidance
	Library  *library.Library
	Book     *supply.Book // publishers whom the person knows; nil without a data folder
	Language string       // tag of the first language
	First    bool         // nobody has chosen a language yet: begin with that
	Options  theme.Options
	Helpdesk bool             // one client comes after another
	Idle     time.Duration    // see screen.Desk; 0: the usual
	Settings Settings         // nil: nothing is remembered
	Now      func() time.Time // the clock
	// FindSpeaker looks for voices, away from the UI; nil: nothing is read aloud.
	FindSpeaker func(context.Context) Speaker
	// Place is where things are kept; a window that is not told is installed.
	Place place.Place
	// Organisation is what the organisation at whose desk this is says about it, nil
	// if nothing; OrganisationFault says why its file is not used, if so.
	Organisation      *desk.Page
	OrganisationFault *desk.Fault
	// Tally counts the people who come to a help desk; nil where nothing can be kept.
	Tally *tally.Tally
	// Outside runs what starts another program, where this one's environment is not
	// the system's; nil: it is.
	Outside func(func() error) error
	// Folder is the data folder; FolderErr says why it cannot be used.
	Folder    string
	FolderErr error
	// People says where and how people are saved; without a folder they are not.
	People vault.Options
}

// A Window is the program's window.
type Window struct {
	cfg     Config
	window  fyne.Window
	desk    *screen.Desk
	at      screen.Name
	trail   []screen.Name // screens to go back to
	options theme.Options
	page    *widget.Page
	action  *widget.Button // that the screen is there for; nil: none
	scroll  map[screen.Name]float32
	waiting []string // packs to install once a language is chosen
	copied  string   // what this program put on the clipboard last
	watch   *watch   // over the client's session; nil: nobody is served
	jobs    map[*context.CancelFunc]bool
	speaker Speaker      // nil until voices are found
	hush    func()       // ends what is read aloud; nil: nothing is
	onUI    func(func()) // runs a function on the UI goroutine
}

// New makes the window, showing the first screen in the configured language.
func New(cfg Config) *Window {
	if cfg.Place.Kind == "" {
		cfg.Place = place.Place{Kind: place.Installed, Data: cfg.Folder}
	}
	cfg.App.Settings().SetTheme(theme.New(cfg.Options, cfg.Guidance.Edition.Locales.Messages(cfg.Language).Language()))
	cfg.App.SetIcon(theme.AppIcon())
	w := &Window{
		cfg: cfg, at: screen.Home, options: cfg.Options, scroll: map[screen.Name]float32{}, onUI: fyne.Do,
		jobs:   map[*context.CancelFunc]bool{},
		window: cfg.App.NewWindow(""),
	}
	w.desk = &screen.Desk{
		Edition: cfg.Guidance.Edition, Installed: cfg.Guidance.Installed, PassedOver: cfg.Guidance.PassedOver,
		Library: cfg.Library, Book: cfg.Book, Session: screen.NewSession(),
		Helpdesk: cfg.Helpdesk, Idle: cfg.Idle,
		Window: w, Now: cfg.Now, Organisation: cfg.Organisation, OrganisationFault: cfg.OrganisationFault, Tally: cfg.Tally, Place: cfg.Place, Folder: cfg.Folder, FolderErr: cfg.FolderErr,
	}
	if cfg.People.Folder != "" {
		w.desk.Vault, w.desk.Portable = vault.New(cfg.People), cfg.People.Portable
	}
	if !slices.Contains(screen.Idles(), w.desk.Idle) {
		w.desk.Idle = screen.DefaultIdle
	}
	w.at = screen.Lead(w.desk, screen.Home)
	if cfg.First {
		w.at = screen.Welcome
	}
	w.window.SetMaster()
	w.window.SetPadded(false)
	w.setLanguage(cfg.Language)
	w.shortcuts()
	w.window.Resize(fyne.NewSize(1040, 700))
	w.window.SetOnClosed(w.Close)
	w.findSpeaker()
	return w
}

// Start does what the program does unasked once it runs: it looks what is new for
// people who are saved, where that asks nobody anything.
func (w *Window) Start() { screen.Begin(w.desk) }

// Fyne returns the window to show.
func (w *Window) Fyne() fyne.Window { return w.window }

// Desk returns what the screens work with.
func (w *Window) Desk() *screen.Desk { return w.desk }

// At returns the screen that is shown.
func (w *Window) At() screen.Name { return w.at }

// Import installs a pack, as if the person had chosen it. Questions about it
// wait until the person has chosen a language to read them in.
func (w *Window) Import(path string) {
	if w.at == screen.Welcome {
		w.waiting = append(w.waiting, path)
		return
	}
	screen.Import(w.desk, path)
}

// importWaiting installs what waited for a language.
func (w *Window) importWaiting() {
	waiting := w.waiting
	w.waiting = nil
	for _, path := range waiting {
		screen.Import(w.desk, path)
	}
}

// setLanguage switches the words; what was typed and ticked stays.
func (w *Window) setLanguage(tag string) {
	w.desk.Words = w.cfg.Guidance.Edition.Locales.Messages(tag)
	w.desk.Session.Notice = ""
	if w.page != nil {
		w.keepScroll()
	}
	speakToolkit(w.desk.Words)
	w.setTheme()
	w.window.SetTitle(w.desk.Words.Text("app.name") + " – " + w.desk.Words.Text("app.descriptor"))
	w.rebuild()
}

// setTheme gives the app the look, and the face and direction of the language.
func (w *Window) setTheme() {
	w.cfg.App.Settings().SetTheme(theme.New(w.options, w.desk.Words.Language()))
}

// SwitchLanguage implements screen.Window. Choosing the language that is shown
// already is a choice too, and remembered.
func (w *Window) SwitchLanguage(tag string) {
	if tag != w.desk.Words.Language().Tag {
		w.silence()
		w.setLanguage(tag)
	}
	if w.desk.Client != nil {
		w.desk.Client.Language = tag // the worker's stays what it was
		w.Refresh()
		return
	}
	w.remember(LanguageSetting, tag)
}

// Options implements screen.Window.
func (w *Window) Options() theme.Options { return w.options }

// SetOptions implements screen.Window.
func (w *Window) SetOptions(o theme.Options) {
	w.options = o
	w.setTheme()
	w.Refresh()
	w.remember(LookSetting, string(o.Look))
	w.remember(ScaleSetting, strconv.Itoa(int(o.Scale)))
}

// remember keeps a setting for the next start.
func (w *Window) remember(name, value string) {
	if w.cfg.Settings == nil {
		return
	}
	w.Work(screen.Job{
		Run: func(ctx context.Context, _ func(string, int64, int64)) error {
			return w.cfg.Settings.SetSetting(ctx, name, value)
		},
		Done: func(err error) {
			if err != nil && !errors.Is(err, context.Canceled) {
				w.Tell(w.desk.Words.Text("error.title"), w.desk.Words.Text("error.settings"), err.Error())
			}
		},
	})
}

// rebuild makes the frame and the present screen anew. Where text is large, the
// name of the program stands on the first screens only and scrolls with them, so
// that a small display has room for the screen itself.
func (w *Window) rebuild() {
	var header fyne.CanvasObject
	objects := screen.Build(w.desk, w.at)
	if !w.options.Scale.Large() {
		header = widget.Bar(theme.ColorHeader, w.masthead())
	} else if header = w.ways(); header == nil {
		objects = append([]fyne.CanvasObject{w.masthead()}, objects...)
	}
	w.page = widget.NewPage(widget.Keys{fyne.KeyEscape: w.Back, fyne.KeyF1: w.keys, fyne.KeyF10: w.end}, objects...)
	below := container.NewVBox()
	w.action = screen.Action(w.desk, w.at)
	if w.action != nil {
		below.Add(widget.ActionBar(w.action))
	}
	below.Add(w.footer())
	top := container.NewVBox()
	if header != nil {
		top.Add(header)
	}
	if w.desk.Client != nil && !w.options.Scale.Large() {
		top.Add(w.clientBar())
	}
	content := container.NewBorder(top, below, nil, nil, w.page.Object())
	widget.Host(content, w.page)
	w.window.SetContent(content)
	w.page.ScrollTo(w.scroll[w.at])
	if o := w.desk.InView; o != nil {
		w.desk.InView = nil
		w.page.Reveal(o)
	}
}

// Show implements screen.Window.
func (w *Window) Show(n screen.Name) {
	n = screen.Lead(w.desk, n)
	if n == w.at {
		w.Refresh()
		return
	}
	w.silence()
	w.keepScroll()
	if first(n) {
		w.trail = nil
	} else if i := slices.Index(w.trail, n); i >= 0 {
		w.trail = w.trail[:i]
	} else {
		w.trail = append(w.trail, w.at)
	}
	w.at = n
	w.scroll[n] = 0
	w.rebuild()
	w.importWaiting()
}

// first reports the screens that others are come to from.
func first(n screen.Name) bool {
	switch n {
	case screen.Home, screen.Welcome, screen.Next, screen.Consent, screen.Wiped:
		return true
	}
	return false
}

// Back implements screen.Window.
func (w *Window) Back() {
	if len(w.trail) == 0 {
		return
	}
	w.silence()
	w.keepScroll()
	w.at = screen.Lead(w.desk, w.trail[len(w.trail)-1])
	w.trail = w.trail[:len(w.trail)-1]
	w.rebuild()
}

// Refresh implements screen.Window.
func (w *Window) Refresh() { w.keepScroll(); w.rebuild() }

// Top implements screen.Window.
func (w *Window) Top() { w.scroll[w.at] = 0; w.page.ScrollTo(0) }

// Adopt implements screen.Window.
func (w *Window) Adopt(o fyne.CanvasObject) { w.page.Adopt(o) }

func (w *Window) keepScroll() { w.scroll[w.at] = w.page.Scroll() }

// keys shows the keys, which stand in the settings.
func (w *Window) keys() { w.Show(screen.Settings) }

// end ends the session of a client, if there is one.
func (w *Window) end() { w.End(screen.EndedByPerson) }

// Copy implements screen.Window.
func (w *Window) Copy(text string) {
	w.copied = text
	w.cfg.App.Clipboard().SetContent(text)
}

// Forget implements screen.Window. What somebody else has copied since stays.
func (w *Window) Forget() {
	if c := w.cfg.App.Clipboard(); w.copied != "" && c.Content() == w.copied {
		c.SetContent("")
	}
	w.copied = ""
}

// Open implements screen.Window.
func (w *Window) Open(path string) error {
	u, err := url.Parse(storage.NewFileURI(path).String())
	if err != nil {
		return err
	}
	if w.cfg.Outside == nil {
		return w.cfg.App.OpenURL(u)
	}
	return w.cfg.Outside(func() error { return w.cfg.App.OpenURL(u) })
}

// masthead names the program and holds the way back, the language and the
// settings.
func (w *Window) masthead() fyne.CanvasObject {
	words := w.desk.Words
	brand := widget.Line(widget.IconSized(theme.AppIcon(), 40), widget.Middle(widget.Stack(
		widget.Fit(widget.Lead(words.Text("app.name")+" · "+words.Text("app.descriptor"))),
		widget.Fit(widget.Small(words.Text("app.independent"))))))
	right := widget.FlowEnd()
	for _, b := range append(w.wayButtons(), w.tools()...) {
		right.Add(b)
	}
	return widget.Beside(brand, right)
}

// wayButtons lead back and home, from every screen but the first ones.
func (w *Window) wayButtons() []fyne.CanvasObject {
	words := w.desk.Words
	if first(w.at) {
		return nil
	}
	return []fyne.CanvasObject{
		widget.NewButton(words.Text("nav.back"), theme.Icon(icons.Back, theme.ColorForeground), w.Back),
		widget.NewButton(words.Text("nav.home"), theme.Icon(icons.Home, theme.ColorForeground), func() { w.Show(screen.Home) }),
	}
}

// tools are what every screen has: reading aloud, where that can be done, and
// the language.
func (w *Window) tools() []fyne.CanvasObject {
	var tools []fyne.CanvasObject
	if listen := w.listenButton(); listen != nil {
		tools = append(tools, listen)
	}
	return append(tools, widget.Line(widget.Middle(widget.Icon(theme.Icon(icons.Language, theme.ColorForeground))), w.languages()))
}

// ways is a bar of the ways back and the tools, or of those of a client's
// session; nil where there is nothing to put into it.
func (w *Window) ways() fyne.CanvasObject {
	buttons, tools := w.wayButtons(), w.tools()
	if w.desk.Client != nil {
		tools = append([]fyne.CanvasObject{w.countdown()}, w.clientButtons()...)
	}
	if len(buttons) == 0 && w.desk.Client == nil {
		return nil
	}
	return widget.Bar(theme.ColorHeader, widget.Flow(append(buttons, tools...)...))
}

// languages is the list of languages, each by its own name.
func (w *Window) languages() fyne.CanvasObject {
	var names []string
	tags := map[string]string{}
	for _, l := range w.cfg.Guidance.Edition.Locales.Languages() {
		names = append(names, l.Name)
		tags[l.Name] = l.Tag
	}
	return widget.NewSelect(names, w.desk.Words.Language().Name, func(name string) { w.SwitchLanguage(tags[name]) })
}

// footer is the emergency line, on every screen: whom to call, and one button
// to the numbers. Where text is large, it says the one thing that cannot wait.
func (w *Window) footer() fyne.CanvasObject {
	words := w.desk.Words
	text := words.Text("urgent.title") + " " + words.Text("urgent.text") + " " + words.Text("channels.fallback")
	if w.options.Scale.Large() {
		text = words.Text("urgent.short")
	}
	return widget.Bar(theme.ColorUrgent, widget.Beside(
		widget.WithIcon(theme.Icon(icons.Phone, theme.ColorOnUrgent), widget.Colored(text, theme.ColorOnUrgent, "")),
		widget.NewButton(words.Text("urgent.button"), theme.Icon(icons.Phone, theme.ColorForeground), func() { w.Show(screen.Urgent) })))
}

// shortcuts sets the keys that work on every screen.
func (w *Window) shortcuts() {
	canvas := w.window.Canvas()
	alt := func(key fyne.KeyName, do func()) {
		canvas.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierAlt}, func(fyne.Shortcut) { do() })
	}
	alt(fyne.KeyLeft, w.Back)
	alt(fyne.KeyHome, func() { w.Show(screen.Home) })
	alt(fyne.Key1, func() { w.Show(screen.Happened) })
	alt(fyne.Key2, func() { w.Show(screen.Leaked) })
	alt(fyne.Key3, func() { w.Show(screen.Help) })
	alt(fyne.Key0, func() { w.Show(screen.Urgent) })
	canvas.SetOnTypedKey(func(e *fyne.KeyEvent) { w.page.LooseKey(e) })
}

// errNoLanguage is returned by Match for an edition without languages.
var errNoLanguage = errors.New("there is no language")

// FirstLanguage chooses the language of the first start: the one that the
// person chose before, else the system's, if the edition has it.
func FirstLanguage(locales *locale.Catalog, chosen string, system ...string) (string, error) {
	all := locales.Languages()
	if len(all) == 0 {
		return "", errNoLanguage
	}
	for _, l := range all {
		if l.Tag == chosen {
			return chosen, nil
		}
	}
	return locales.Match(system...), nil
}
