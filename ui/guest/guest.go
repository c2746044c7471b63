// Package guest keeps the toolkit and the graphics driver from writing on a
// computer that is not the person's.
//
// What Fyne 2.8 writes by itself, whether an app uses it or not (measured with
// an empty home folder): a folder of its own with preferences.json, in which its
// file chooser notes the last folder; a folder for its cache; a list of the
// computer's fonts. It offers no way to turn that off, but asks the
// environment where these belong. So all of those places are put where nothing
// can ever be made: below a file. Everything then stays in memory, and the
// fonts of the computer, which the program does not need, are not looked for.
// Mesa and NVIDIA's driver are asked to keep no shaders on the disk. And the
// desktop is not asked whether it is dark: where it has no message bus, one would be
// started for the question, and noted in the home folder.
package guest

import (
	"io"
	"log"
	"os"
	"path/filepath"
	"runtime"
)

// An Outside is the environment as the system made it, for other programs.
type Outside struct {
	inside map[string]string
	before map[string]*string // nil: not set
}

// Enter must be called before the app is made. file is any file that will stay
// where it is, such as the program's own.
func Enter(file string) (*Outside, error) {
	o := &Outside{inside: variables(runtime.GOOS, file), before: map[string]*string{}}
	for name := range o.inside {
		if value, ok := os.LookupEnv(name); ok {
			o.before[name] = &value
		} else {
			o.before[name] = nil
		}
	}
	if chosen := o.before[themeVariable]; chosen != nil {
		o.inside[themeVariable] = *chosen
	}
	// That nothing could be written is all the toolkit has to say, and a desktop
	// keeps what programs say in its logs.
	log.SetOutput(io.Discard)
	return o, o.set()
}

// Run runs f, which starts another program, in the environment of the system:
// a browser, say, has its profile where the variables point.
func (o *Outside) Run(f func() error) error {
	if o == nil {
		return f()
	}
	for name, value := range o.before {
		if err := restore(name, value); err != nil {
			return err
		}
	}
	err := f()
	if inside := o.set(); err == nil {
		err = inside
	}
	return err
}

func (o *Outside) set() error {
	for name, value := range o.inside {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}

func restore(name string, value *string) error {
	if value == nil {
		return os.Unsetenv(name)
	}
	return os.Setenv(name, *value)
}

// themeVariable is Fyne's own: where it is set, Fyne does not ask the desktop. The
// program's look is its own.
const themeVariable = "FYNE_THEME"

// variables are where a system has the places for what programs keep.
func variables(system, file string) map[string]string {
	nowhere := filepath.Join(file, "nowhere")
	v := map[string]string{
		themeVariable:               "light",
		"MESA_SHADER_CACHE_DISABLE": "true",
		"MESA_GLSL_CACHE_DISABLE":   "true", // its older name
		"__GL_SHADER_DISK_CACHE":    "0",
	}
	switch system {
	case "windows":
		v["USERPROFILE"], v["LOCALAPPDATA"], v["APPDATA"] = nowhere, nowhere, nowhere
	case "darwin":
		v["HOME"] = nowhere
	default:
		v["XDG_CONFIG_HOME"], v["XDG_CACHE_HOME"], v["XDG_DATA_HOME"], v["XDG_STATE_HOME"] = nowhere, nowhere, nowhere, nowhere
	}
	return v
}
