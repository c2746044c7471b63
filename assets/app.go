// Package assets holds what is built into the program, in folders below it,
// and here what the program is called.
package assets

// Name is the program's name; ID identifies it to desktops. FyneApp.toml
// repeats them for packaging, and a test holds the two together.
const (
	Name = "Neem"
	ID   = "org.neem.Neem"
)
