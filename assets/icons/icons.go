// Package icons holds Neem's own icons: small single-colour signs for the
// interface, as SVG, and the app icon, as PNG.
//
// The signs are drawn so that a toolkit can tint them (in Fyne,
// theme.NewThemedResource or theme.NewColoredResource): each is one black path
// on a canvas of 24 by 24. No sign is meant to stand alone: words stand beside
// it, and the four signs for answers differ in shape and not only in colour.
//
// Licence: CC BY-SA 4.0 (see README.md, which also says how to remake them).
package icons

import (
	"embed"
	"fmt"
	"slices"
)

//go:embed *.svg app/*.png picture/*.svg
var files embed.FS

// Name is the name of an interface icon.
type Name string

// What a person can come for.
const (
	Alert  Name = "alert"  // something happened
	Search Name = "search" // was my data leaked?
	Help   Name = "help"   // get help
)

// Ways to reach somebody.
const (
	Phone   Name = "phone"
	Globe   Name = "globe"   // web address
	Message Name = "message" // SMS
	Mail    Name = "mail"
)

// The four answers, and further information. Each of the four has an outline of
// its own, so that they can be told apart without colour. There is none that
// says "safe": NotFound is a dash, not a tick.
const (
	Found    Name = "found"    // full circle with an exclamation mark
	Possible Name = "possible" // rhombus with a wave
	NotFound Name = "notfound" // circle with a dash
	Unknown  Name = "unknown"  // broken circle with a question mark: cannot tell
	Info     Name = "info"
)

// Moving about, and settings.
const (
	Back     Name = "back"
	Home     Name = "home"
	Index    Name = "index" // lists and packs
	Settings Name = "settings"
	Language Name = "language"
)

// What can be done with a thing.
const (
	Lock    Name = "lock"
	Eye     Name = "eye"     // show what is hidden
	EyeOff  Name = "eye-off" // hide it
	Check   Name = "check"   // done; never as the answer to a check
	Import  Name = "import"
	Remove  Name = "remove"
	Copy    Name = "copy"
	Listen  Name = "listen"  // read aloud
	Silence Name = "silence" // stop reading aloud
)

// Kinds of things.
const (
	Clock  Name = "clock"
	Shield Name = "shield" // stays on this computer
	Person Name = "person"
	Rupee  Name = "rupee"
	Leaf   Name = "leaf" // Neem itself
)

// For texts that run from right to left.
const (
	BackRTL   Name = "back-rtl"
	ClosedRTL Name = "closed-rtl" // what can be opened downwards
)

// Mirrored returns the icon to use in place of one that points somewhere, where
// text runs from right to left.
func (n Name) Mirrored() Name {
	if n == Back {
		return BackRTL
	}
	return n
}

// All returns the names of all interface icons.
func All() []Name {
	return []Name{
		Alert, Search, Help,
		Phone, Globe, Message, Mail,
		Found, Possible, NotFound, Unknown, Info,
		Back, Home, Index, Settings, Language,
		Lock, Eye, EyeOff, Check, Import, Remove, Copy, Listen, Silence,
		Clock, Shield, Person, Rupee, Leaf,
		BackRTL, ClosedRTL,
	}
}

// File returns the file name of an icon, such as "alert.svg". No two icons share
// it, so it serves as the name of a resource in toolkits that cache by name.
func (n Name) File() string { return string(n) + ".svg" }

// SVG returns an icon as an SVG document.
func SVG(n Name) ([]byte, error) {
	data, err := files.ReadFile(n.File())
	if err != nil {
		return nil, fmt.Errorf("icons: no icon %q", string(n))
	}
	return data, nil
}

// AppSizes are the sizes in pixels in which there is an app icon. Below 48 it
// shows a single leaflet, from 48 on a sprig.
func AppSizes() []int { return []int{16, 32, 48, 64, 128, 256, 512} }

// AppFile returns the file name of the app icon of a size, such as
// "neem-256.png".
func AppFile(size int) string { return fmt.Sprintf("neem-%d.png", size) }

// AppPNG returns the app icon, square and size pixels wide, as PNG. The size
// must be one of [AppSizes].
func AppPNG(size int) ([]byte, error) {
	if !slices.Contains(AppSizes(), size) {
		return nil, fmt.Errorf("icons: no app icon of %d pixels", size)
	}
	return files.ReadFile("app/" + AppFile(size))
}

// A Picture is the name of an illustration, in colours of its own.
type Picture string

// Shelter is a woman with a telephone below a neem tree.
const Shelter Picture = "shelter"

// PictureSVG returns an illustration.
func PictureSVG(p Picture) ([]byte, error) {
	data, err := files.ReadFile("picture/" + string(p) + ".svg")
	if err != nil {
		return nil, fmt.Errorf("reading a picture: %w", err)
	}
	return data, nil
}
