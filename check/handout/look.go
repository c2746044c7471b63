package handout

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"image/color"
	"strings"

	"neem/assets/fonts"
)

// A colour is 0xRRGGBB. They are those of the program's light theme, so that
// the page and the picture are seen to be the program's.
type colour uint32

const (
	ground   colour = 0xf6f4ee
	ink      colour = 0x22302a
	primary  colour = 0x1f6b4a // numbers of steps, phone numbers
	muted    colour = 0x55605a // small print
	card     colour = 0xffffff
	cardLine colour = 0xd9dccf
	danger   colour = 0xa3281e // what never to do
)

func (c colour) rgba() color.RGBA {
	return color.RGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 0xff}
}

// look returns what all style sheets begin with: the two fonts of a language,
// whole, and the colours as variables. All of it is the program's own, so that none has to be
// escaped.
func look(tag string) template.CSS { return faces(tag, "Neem") + colours() }

// faces returns the two fonts of a language, under a name.
func faces(tag, family string) template.CSS {
	face := fonts.For(tag)
	var b strings.Builder
	for _, f := range []struct {
		weight int
		data   []byte
	}{{400, face.Regular()}, {700, face.Bold()}} {
		fmt.Fprintf(&b, "@font-face { font-family: %q; font-weight: %d; src: url(\"data:font/ttf;base64,%s\"); }\n",
			family, f.weight, base64.StdEncoding.EncodeToString(f.data))
	}
	return template.CSS(b.String())
}

// colours returns the colours as variables.
func colours() template.CSS {
	var b strings.Builder
	b.WriteString(":root {")
	for _, v := range []struct {
		name string
		c    colour
	}{
		{"ground", ground}, {"ink", ink}, {"primary", primary}, {"muted", muted},
		{"card", card}, {"line", cardLine}, {"danger", danger},
	} {
		fmt.Fprintf(&b, " --%s: #%06x;", v.name, uint32(v.c))
	}
	b.WriteString(" }")
	return template.CSS(b.String())
}
