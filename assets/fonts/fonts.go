// Package fonts holds the typefaces that Neem brings along, so that what a
// person reads never depends on the fonts of their computer.
//
// Each face holds Latin letters, signs and one script, merged from Google's
// Noto fonts (see README.md, which also says how to remake them). The faces are
// licensed under the SIL Open Font License 1.1; [Licence] is the text that has
// to go with them wherever they go.
package fonts

import _ "embed"

// Family is the family name inside the faces.
const Family = "Neem Sans Devanagari"

// File names of the faces. Toolkits that cache glyphs by the name of a font
// resource (Fyne does) need a name that no other face has: use these.
const (
	RegularName = "NeemSansDevanagari-Regular.ttf"
	BoldName    = "NeemSansDevanagari-Bold.ttf"
)

var (
	//go:embed NeemSansDevanagari-Regular.ttf
	regular []byte

	//go:embed NeemSansDevanagari-Bold.ttf
	bold []byte

	//go:embed OFL.txt
	licence string
)

// Regular returns the regular face, a TrueType font. The bytes are shared with
// every other caller and must not be changed.
func Regular() []byte { return regular }

// Bold returns the bold face, a TrueType font. The bytes are shared with every
// other caller and must not be changed.
func Bold() []byte { return bold }

// Licence returns the copyright lines and the SIL Open Font License 1.1, under
// which the faces, and only they, are licensed.
func Licence() string { return licence }
