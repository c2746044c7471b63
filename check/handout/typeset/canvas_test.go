package typeset

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"
)

func white() color.RGBA { return color.RGBA{0xff, 0xff, 0xff, 0xff} }
func black() color.RGBA { return color.RGBA{0, 0, 0, 0xff} }

// inked returns the smallest rectangle around all that is not white.
func inked(img image.Image) image.Rectangle {
	var r image.Rectangle
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			if img.At(x, y) != color.Color(white()) {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

func TestShapesStayInTheirBox(t *testing.T) {
	c := NewCanvas(200, 200, white())
	box := image.Rect(30, 40, 150, 120)
	c.Rounded(box, 20, black())
	if got := inked(c.Image()); got != box {
		t.Errorf("the card covers %v, want %v", got, box)
	}
	if c.Image().At(30, 40) != color.Color(white()) || c.Image().At(90, 80) != color.Color(black()) {
		t.Error("the card has no round corner, or is not filled")
	}
	c = NewCanvas(200, 200, white())
	c.Disc(image.Pt(100, 100), 38, black())
	if got, want := inked(c.Image()), image.Rect(62, 62, 138, 138); got != want {
		t.Errorf("the disc covers %v, want %v", got, want)
	}
}

func TestTextIsDrawnInItsBox(t *testing.T) {
	const text = "क्ष्मी Bégin with ट्रांज़ैक्शन ढूँढें fjÅ"
	for _, rtl := range []bool{false, true} {
		s := newSetter(t, "hi", rtl)
		b := s.Set(text, plain(), 300)
		c := NewCanvas(400, 400, white())
		c.Text(b, image.Pt(50, 50), black())
		got := inked(c.Image())
		// Letters may lean out of their own box by a pixel or two.
		if box := image.Rect(48, 50, 352, 50+b.Height()); !got.In(box) || got.Dx() < 200 {
			t.Errorf("the text covers %v, want it in %v", got, box)
		}
		if right := 350 - got.Max.X; rtl && right > 6 {
			t.Errorf("text from the right ends %d before the right side", right)
		}
	}
}

func TestPNG(t *testing.T) {
	s := newSetter(t, "hi", false)
	draw := func(inks ...color.RGBA) []byte {
		c := NewCanvas(300, 100*len(inks), white())
		for i, ink := range inks {
			c.Text(s.Set("अपने बैंक को कॉल करें", plain(), 280), image.Pt(10, 100*i), ink)
		}
		data, err := c.PNG()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	data := draw(black())
	if !bytes.Equal(data, draw(black())) {
		t.Error("the same picture has different bytes")
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := img.(*image.Paletted); !ok || len(p.Palette) > shades {
		t.Errorf("one ink on white is %T", img)
	}
	// Too many colours for a palette: none is lost.
	var inks []color.RGBA
	for i := range 20 {
		inks = append(inks, color.RGBA{uint8(12 * i), uint8(100 + i), uint8(200 - 9*i), 0xff})
	}
	img, err = png.Decode(bytes.NewReader(draw(inks...)))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := img.(*image.Paletted); ok {
		t.Error("twenty inks have a palette")
	}
}
