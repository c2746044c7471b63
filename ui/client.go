package ui

import (
	"context"
	"runtime/debug"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/locale"
	"neem/ui/screen"
	"neem/ui/text"
	"neem/ui/theme"
	"neem/ui/widget"
)

// warning is how long before its end a session that nobody uses says so.
const warning = time.Minute

// A watch looks after the session of a client of a help desk: it ends if nobody
// does anything for a while.
type watch struct {
	stop  context.CancelFunc // ends the ticking
	seen  signs              // at the last tick
	since time.Time          // when somebody last did something
	last  time.Time          // of the last tick
	left  *text.Paragraph    // the countdown on the screen
	asked *popup             // "are you still there?"; nil: it is not asked
	count *text.Paragraph    // the countdown in it
}

// signs are what changes when somebody does something. There is no way to hear
// of every key and every press in Fyne, but what they do can be seen.
type signs struct {
	at      screen.Name
	scroll  float32
	focus   fyne.Focusable
	overlay fyne.CanvasObject
	amount  int
	words   string
}

func (w *Window) signs() signs {
	return signs{
		at: w.at, scroll: w.page.Scroll(), focus: w.window.Canvas().Focused(),
		overlay: w.window.Canvas().Overlays().Top(),
		amount:  w.desk.Session.Amount(), words: w.desk.Words.Language().Tag,
	}
}

// Begin implements screen.Window.
func (w *Window) Begin(language string) {
	worker := w.desk.Words.Language().Tag
	ctx, cancel := context.WithCancel(context.Background())
	now := w.cfg.Now()
	w.watch = &watch{stop: cancel, since: now, last: now}
	w.desk.Session = screen.NewSession()
	w.desk.Client = &screen.Client{Language: language, Worker: worker}
	w.desk.Wiped = nil
	w.trail, w.at = nil, screen.Consent
	clear(w.scroll)
	w.setLanguage(language)
	w.watch.seen = w.signs()
	go func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				w.onUI(func() {
					if ctx.Err() == nil { // the session is still that one
						w.tick()
					}
				})
			}
		}
	}()
}

// tick looks whether somebody did something, shows how much time is left, and
// ends the session when there is none.
func (w *Window) tick() {
	c := w.watch
	now := w.cfg.Now()
	if seen := w.signs(); seen != c.seen {
		// Of a computer that slept nobody knows that they are still there.
		c.seen, c.since = seen, c.last.Add(min(elapsed(c.last, now), 2*time.Second))
		if c.asked != nil && seen.overlay != c.asked.box {
			c.asked = nil // it was answered, or is covered by something newer
		}
	}
	c.last = now
	left := w.desk.Idle - elapsed(c.since, now)
	switch {
	case left <= 0:
		w.End(screen.EndedByTime)
		return
	case left <= warning && c.asked == nil:
		w.askStill()
	}
	c.left.SetText(w.leftText(left))
	if c.asked != nil {
		c.count.SetText(w.desk.Words.Plural("desk.seconds_left", wholeSeconds(left)))
	}
}

// elapsed is how long ago something was. The clock of a computer that sleeps
// may stand still, and the clock on its wall may be set back: the longer of both
// counts.
func elapsed(since, now time.Time) time.Duration {
	return max(now.Sub(since), now.Round(0).Sub(since.Round(0)))
}

// leftText says in how long the session will end by itself; where text is
// large, only how long that is.
func (w *Window) leftText(left time.Duration) string {
	words, minutes, seconds := w.desk.Words, int(left.Round(time.Minute)/time.Minute), wholeSeconds(left)
	switch large := w.options.Scale.Large(); {
	case large && left > warning:
		return words.Text("desk.minutes", locale.Args{"n": minutes})
	case large:
		return words.Text("desk.seconds", locale.Args{"n": seconds})
	case left > warning:
		return words.Plural("desk.minutes_left", minutes)
	}
	return words.Plural("desk.seconds_left", seconds)
}

// wholeSeconds is a time that is left, in seconds.
func wholeSeconds(left time.Duration) int { return max(0, int(left.Round(time.Second)/time.Second)) }

// askStill asks whether somebody is still there.
func (w *Window) askStill() {
	c, words := w.watch, w.desk.Words
	c.count = widget.Text("")
	goOn := func() {
		if c.asked != nil {
			c.asked.close()
			c.asked = nil
		}
		c.since = w.cfg.Now()
	}
	on := widget.NewPrimary(words.Text("desk.go_on"), nil, goOn)
	c.asked = w.open(goOn, on, widget.Lead(words.Text("desk.still")), c.count,
		widget.Flow(on, widget.NewButton(words.Text("desk.end"), nil, func() { w.End(screen.EndedByPerson) })))
	c.seen = w.signs() // that it is asked is nothing that somebody did
}

// End implements screen.Window.
func (w *Window) End(how screen.Ending) {
	if w.desk.Client == nil {
		return
	}
	worker := w.desk.Client.Worker
	w.wipeClient(how)
	w.at = screen.Wiped
	w.setLanguage(worker)
	w.window.Canvas().Focus(w.action) // Enter leads to the next client
}

// wipeClient ends the session of a client, and leaves nothing of it that can be
// reached: not in the session, the clipboard, files, or behind a question.
func (w *Window) wipeClient(how screen.Ending) {
	w.silence()
	w.watch.stop()
	w.watch = nil
	for cancel := range w.jobs {
		(*cancel)()
	}
	overlays := w.window.Canvas().Overlays()
	for o := overlays.Top(); o != nil; o = overlays.Top() {
		overlays.Remove(o)
	}
	w.window.Canvas().Unfocus()
	w.desk.EndClient(how)
	// Whatever is there may have been copied from a field, of which the window
	// hears nothing.
	w.cfg.App.Clipboard().SetContent("")
	w.copied = ""
	w.trail = nil
	clear(w.scroll)
	// What is not used any more goes back to the system now, not some time. Other
	// programs get it emptied.
	go debug.FreeOSMemory()
}

// Close ends what goes on; it is called when the program ends, in whatever way
// it is told to.
func (w *Window) Close() {
	w.silence()
	if w.desk.Client != nil {
		w.wipeClient(screen.EndedByPerson)
	}
	screen.End(w.desk)
}

// ShowIn implements screen.Window.
func (w *Window) ShowIn(tag string) {
	w.silence()
	w.setLanguage(tag)
}

// SetHelpdesk implements screen.Window.
func (w *Window) SetHelpdesk(on bool, idle time.Duration) {
	if !on {
		w.end() // nobody would look after the session any more
	}
	if on && !w.desk.Helpdesk {
		screen.End(w.desk) // nobody sees at a desk who is saved
	}
	w.desk.Helpdesk, w.desk.Idle = on, idle
	w.Refresh()
	value := "off"
	if on {
		value = "on"
	}
	w.remember(HelpdeskSetting, value)
	w.remember(IdleSetting, strconv.Itoa(int(idle/time.Minute)))
}

// clientBar stands on every screen while a client is served: when the session
// ends by itself, in whose language the screen is, and the way to end it.
func (w *Window) clientBar() fyne.CanvasObject {
	left, buttons := w.countdown(), widget.FlowEnd(w.clientButtons()...)
	return widget.Bar(theme.Soft(theme.ColorInfo), widget.Beside(left, buttons))
}

// countdown is how long the session has left.
func (w *Window) countdown() fyne.CanvasObject {
	left := w.desk.Idle - elapsed(w.watch.since, w.cfg.Now())
	w.watch.left = widget.Colored(w.leftText(left), theme.ColorInfo, "")
	if w.options.Scale.Large() {
		widget.Fit(w.watch.left)
	}
	return widget.WithIcon(theme.Icon(icons.Clock, theme.ColorInfo), w.watch.left)
}

// clientButtons show the screen in the other's language, and end the session.
func (w *Window) clientButtons() []fyne.CanvasObject {
	words := w.desk.Words
	end := widget.NewButton(words.Text("desk.end")+" (F10)", theme.Icon(icons.Person, theme.ColorForeground), w.end)
	if w.options.Scale.Large() { // there is little room
		end = widget.NewButton(words.Text("desk.end"), nil, w.end)
	}
	other := w.desk.Client.Other(words.Language().Tag)
	if other == "" || w.at == screen.Consent {
		return []fyne.CanvasObject{end}
	}
	show := func() { w.ShowIn(other) }
	name := w.desk.Edition.Locales.Messages(other).Language().Name
	if w.options.Scale.Large() {
		return []fyne.CanvasObject{widget.NewButton(name, nil, show), end}
	}
	return []fyne.CanvasObject{
		widget.NewButton(words.Text("desk.show_in", locale.Args{"language": name}), theme.Icon(icons.Language, theme.ColorForeground), show), end,
	}
}
