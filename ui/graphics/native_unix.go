//go:build !windows

package graphics

import (
	"fmt"
	"os"
	"os/exec"

	"fyne.io/fyne/v2/driver"
)

func hasHandle(context any) bool {
	switch c := context.(type) {
	case driver.X11WindowContext:
		return c.WindowHandle != 0
	case driver.WaylandWindowContext:
		return c.WaylandSurface != 0
	case driver.MacWindowContext:
		return c.NSWindow != 0
	}
	return false
}

// Tell says a text on standard error, and in a box drawn by whatever program
// of the desktop can draw one without OpenGL. plain is the same in ASCII, for
// the oldest of them. page, if not "", is opened in
// the browser. It does not wait for the person.
func Tell(title, text, plain, page string) {
	_, _ = fmt.Fprintln(os.Stderr, text)
	if !HasDisplay() {
		return
	}
	for _, box := range [][]string{
		{"zenity", "--warning", "--no-markup", "--title", title, "--text", text},
		{"kdialog", "--title", title, "--sorry", text},
		{"xmessage", "-center", "-title", title, plain},
	} {
		if exec.Command(box[0], box[1:]...).Start() == nil {
			break
		}
	}
	if page != "" {
		_ = exec.Command("xdg-open", page).Start() // the text has said where the page is
	}
}

// Messenger does nothing here; on Windows it is the process that shows the
// message.
func Messenger() bool { return false }
