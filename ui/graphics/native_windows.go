package graphics

import (
	"fmt"
	"os"
	"os/exec"

	"fyne.io/fyne/v2/driver"
	"golang.org/x/sys/windows"
)

func hasHandle(context any) bool {
	c, ok := context.(driver.WindowsWindowContext)
	return ok && c.HWND != 0
}

// The message is shown by a second process of the program, which finds its
// text in these variables, so that the first can end at once.
const (
	titleVariable = "NEEM_MESSAGE_TITLE"
	textVariable  = "NEEM_MESSAGE_TEXT"
)

// Tell shows a text in a message box of the system, which needs no OpenGL, and
// opens page, if not "", in the browser. plain is not needed here. It does not wait for the person.
func Tell(title, text, _, page string) {
	_, _ = fmt.Fprintln(os.Stderr, text)
	if self, err := os.Executable(); err == nil {
		c := exec.Command(self)
		c.Env = append(os.Environ(), titleVariable+"="+title, textVariable+"="+text)
		_ = c.Start() // standard error has the text
	}
	if page != "" {
		_ = exec.Command("rundll32", "url.dll,FileProtocolHandler", page).Start() // the text has said where the page is
	}
}

// Messenger shows the message if this process was started to do that, and
// reports whether it was.
func Messenger() bool {
	text := os.Getenv(textVariable)
	if text == "" {
		return false
	}
	t, err := windows.UTF16PtrFromString(text)
	if err != nil {
		return true
	}
	title, err := windows.UTF16PtrFromString(os.Getenv(titleVariable))
	if err != nil {
		return true
	}
	_, _ = windows.MessageBox(0, t, title, windows.MB_OK|windows.MB_ICONWARNING|windows.MB_SETFOREGROUND)
	return true
}
