package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"neem/check/detail"
	"neem/check/guide"
	"neem/ui"
	"neem/ui/screen"
	"neem/ui/theme"
)

// stage runs the program and brings up the screens that in asks for, so that a
// script can take pictures of the real window. A line of in holds a language's
// tag, the name of a screen, and if wanted a look and a size of text in percent;
// out gets "ready" and the line once the screen stands. "list" lists what there is;
// "keys" lists the keys of the words that the last screen took. The program ends with
// in.
func stage(w *ui.Window, in io.Reader, out io.Writer) error {
	var failed error
	var mu sync.Mutex
	seen := map[string]bool{}
	see := func(key string) { mu.Lock(); seen[key] = true; mu.Unlock() }
	go func() {
		time.Sleep(2 * time.Second) // the window comes up
		lines := bufio.NewScanner(in)
		for lines.Scan() {
			words := append(strings.Fields(lines.Text()), "", "", "", "")
			tag, name := words[0], words[1]
			if tag == "list" {
				for _, l := range w.Desk().Edition.Locales.Languages() {
					for _, n := range screen.Names() {
						_, _ = fmt.Fprintln(out, l.Tag, n)
					}
				}
				_, _ = fmt.Fprintln(out, "ready", tag)
				continue
			}
			if tag == "keys" {
				mu.Lock()
				for _, key := range slices.Sorted(maps.Keys(seen)) {
					_, _ = fmt.Fprintln(out, key)
				}
				mu.Unlock()
				_, _ = fmt.Fprintln(out, "ready", tag)
				continue
			}
			percent, _ := strconv.Atoi(words[3]) // what is no number is the normal size
			fyne.DoAndWait(func() {
				messages := w.Desk().Edition.Locales.Messages(tag)
				messages.Watch(nil)
				w.SetOptions(theme.Options{Look: theme.ParseLook(words[2]), Scale: theme.ParseScale(percent)})
				w.SwitchLanguage(tag)
				mu.Lock()
				clear(seen)
				mu.Unlock()
				messages.Watch(see)
				show(w, tag, screen.Name(name))
			})
			settle(w, screen.Name(name))
			_, _ = fmt.Fprintln(out, "ready", lines.Text())
		}
		failed = lines.Err()
		fyne.Do(w.Fyne().Close)
	}()
	w.Fyne().ShowAndRun()
	return failed
}

// settle waits until a screen stands: answers come when they are found, and what is
// shown is drawn in the next rounds of the toolkit's loop.
func settle(w *ui.Window, n screen.Name) {
	at := screen.Name("")
	for range 300 {
		fyne.DoAndWait(func() { at = w.At() })
		if at == n {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	for range 10 {
		time.Sleep(100 * time.Millisecond)
		fyne.DoAndWait(func() {})
	}
}

// show brings a screen up, with something entered where it needs that.
func show(w *ui.Window, language string, n screen.Name) {
	d := w.Desk()
	w.Close() // the client of the screen before
	d.Session.Wipe()
	w.SwitchLanguage(language)
	d.Helpdesk = n == screen.Next || n == screen.Consent || n == screen.Wiped
	w.Show(screen.Home)
	if n == screen.Consent || n == screen.Wiped {
		w.Begin(language)
	}
	if n == screen.Wiped {
		w.End(screen.EndedByPerson)
	}
	if d.Helpdesk {
		return
	}
	s := d.Session
	s.Happened.Ticked["money"], s.Happened.Ways["upi"], s.Happened.Day = true, true, screen.Yesterday
	s.Written = true
	s.Knew["vaccination_centre"], s.Knew["name"], s.Wanted[guide.WantCode] = true, true, true
	s.Keeping.Form = &screen.Form{}
	s.Scam, s.Step = "vaccine_otp", "lock_biometrics"
	if n != screen.Result {
		w.Show(n)
		return
	}
	s.Typed[detail.Password] = "123456"
	s.Used["cowin2023"] = true
	screen.Ask(d)
}
