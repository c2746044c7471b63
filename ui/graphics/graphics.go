// Package graphics finds out whether this machine can show a window at all,
// and says so in a way that a person understands when it cannot.
//
// Fyne needs OpenGL 2.1. Where that is missing it fires its started event and
// then runs on for ever without a window (measured on Linux without GLX and on
// Windows without a driver), so the window's own handle has to be looked at.
package graphics

import (
	"os"
	"runtime"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// ExitCode is the status with which the program ends when it cannot show a
// window.
const ExitCode = 3

// HasDisplay reports whether there is a screen that a window could open on.
// Fyne panics without one.
func HasDisplay() bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// grace is how long a window may take to come to life after Fyne has started.
const grace = time.Second

// Watch calls failed once if the window has not come to life soon after
// start. It must be called before the app runs.
func Watch(app fyne.App, w fyne.Window, failed func()) {
	app.Lifecycle().SetOnStarted(func() {
		time.AfterFunc(grace, func() {
			fyne.Do(func() {
				if !alive(w) {
					failed()
				}
			})
		})
	})
}

// Guard calls failed instead of letting the program die when Fyne finds that
// the display it was pointed to cannot be opened: it logs that and then panics
// in its window library. Any other panic goes on. It must be deferred around
// what shows the first window.
func Guard(failed func()) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); !ok || !strings.Contains(err.Error(), "GLFW library is not initialized") {
		panic(p)
	}
	failed()
}

// alive reports whether the window has a handle of the system's.
func alive(w fyne.Window) bool {
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return true // a test's window
	}
	alive := false
	native.RunNative(func(context any) { alive = hasHandle(context) })
	return alive
}
