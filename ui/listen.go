package ui

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"neem/assets/icons"
	"neem/ui/theme"
	"neem/ui/widget"
)

// A Speaker reads texts aloud.
type Speaker interface {
	// Has reports whether there is a voice for a language.
	Has(tag string) bool
	// Read reads a text aloud and returns when it has been heard, or soon after
	// ctx has ended, with its error.
	Read(ctx context.Context, tag, text string) error
}

// findSpeaker looks for voices, which takes a moment, and shows the button once
// there are some.
func (w *Window) findSpeaker() {
	if w.cfg.FindSpeaker == nil {
		return
	}
	go func() {
		s := w.cfg.FindSpeaker(context.Background())
		w.onUI(func() {
			w.speaker = s
			if w.speaker.Has(w.desk.Words.Language().Tag) {
				w.Refresh()
			}
		})
	}()
}

// listenButton reads the screen aloud, or stops doing so; nil where there is no
// voice for the language.
func (w *Window) listenButton() fyne.CanvasObject {
	words := w.desk.Words
	if w.speaker == nil || !w.speaker.Has(words.Language().Tag) {
		return nil
	}
	if w.hush != nil {
		return widget.NewButton(words.Text("listen.stop"), theme.Icon(icons.Silence, theme.ColorForeground), w.stopReading)
	}
	return widget.NewButton(words.Text("listen.start"), theme.Icon(icons.Listen, theme.ColorForeground), w.read)
}

// read reads the screen aloud.
func (w *Window) read() {
	ctx, cancel := context.WithCancel(context.Background())
	text := strings.Join(w.page.Spoken(), "\n")
	tag := w.desk.Words.Language().Tag
	w.hush = cancel
	w.Refresh()
	go func() {
		err := w.speaker.Read(ctx, tag, text)
		w.onUI(func() {
			if ctx.Err() != nil {
				return // somebody stopped it, and may have begun another
			}
			w.stopReading()
			if err != nil && !errors.Is(err, context.Canceled) {
				words := w.desk.Words
				w.Tell(words.Text("error.title"), words.Text("listen.failed"), err.Error())
			}
		})
	}()
}

// silence ends what is read aloud.
func (w *Window) silence() {
	if w.hush != nil {
		w.hush()
		w.hush = nil
	}
}

// stopReading ends what is read aloud, and shows it.
func (w *Window) stopReading() {
	w.silence()
	w.Refresh()
}
