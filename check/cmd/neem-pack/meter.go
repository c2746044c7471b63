package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"neem/check/publish"
)

// A meter shows progress on standard error: on a terminal one line that is
// rewritten five times a second, elsewhere one line for each stage.
type meter struct {
	w        io.Writer
	terminal bool
	stage    string
	last     time.Time
}

func newMeter(w io.Writer) *meter {
	f, ok := w.(*os.File)
	return &meter{w: w, terminal: ok && term.IsTerminal(int(f.Fd()))}
}

func (m *meter) show(p publish.Progress) {
	fresh := p.Stage != m.stage
	if !fresh && (!m.terminal || time.Since(m.last) < time.Second/5) {
		return
	}
	m.stage, m.last = p.Stage, time.Now()
	if !m.terminal {
		_, _ = fmt.Fprintln(m.w, p.Stage)
		return
	}
	_, _ = fmt.Fprintf(m.w, "\r\x1b[K%s", p.Stage)
	if p.Total > 0 {
		_, _ = fmt.Fprintf(m.w, " %d %%", 100*p.Done/p.Total)
	}
}

func (m *meter) clear() {
	if m.terminal {
		_, _ = fmt.Fprint(m.w, "\r\x1b[K")
	}
}
