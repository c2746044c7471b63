package handout

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"neem/locale"
)

// update returns the flag that renews the pictures in testdata:
//
//	go test ./check/handout -run Golden -update
func update() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "renew the pictures in testdata")
	flag.Parse()
	os.Exit(m.Run())
}

func picture(t *testing.T, s *Sheet) image.Image {
	t.Helper()
	data, err := s.PNG()
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, data)
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// checkMargins tests that nothing is drawn in the margins, but for the strip at
// the top. Letters may lean out of their lines by a pixel or two.
func checkMargins(t *testing.T, img image.Image) {
	t.Helper()
	const lean = 2
	width, height := img.Bounds().Dx(), img.Bounds().Dy()
	for _, r := range []image.Rectangle{
		image.Rect(0, strip, margin-lean, height),
		image.Rect(width-margin+lean, strip, width, height),
		image.Rect(0, strip, width, strip+margin-lean),
		image.Rect(0, height-margin+lean, width, height),
	} {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				if c := color.RGBAModel.Convert(img.At(x, y)); c != ground.rgba() {
					t.Fatalf("%v at %d, %d is in the margin", c, x, y)
				}
			}
		}
	}
}

func TestPictureKeepsItsMargins(t *testing.T) {
	hard := long(hindi())
	hard.Title = strings.Repeat("क्ष्मीट्रांज़ैक्शन", 20)
	hard.Steps[0].Phones = []string{strings.Repeat("1800 4254 732 ", 12)}
	hard.Contacts[0].Phones = []string{strings.Repeat("18004254732", 12)}
	hard.Contacts[0].Sites = []string{"https://example.org/" + strings.Repeat("x", 300)}
	for name, s := range map[string]*Sheet{"en": english(), "hi": hindi(), "hard": hard} {
		for _, rtl := range []bool{false, true} {
			s.Language.RTL = rtl
			img := picture(t, s)
			if img.Bounds().Dx() != 1080 {
				t.Errorf("%s is %d wide", name, img.Bounds().Dx())
			}
			if _, ok := img.(*image.Paletted); !ok {
				t.Errorf("%s has no palette: %T", name, img)
			}
			checkMargins(t, img)
		}
	}
}

func TestPictureGrowsWithItsText(t *testing.T) {
	once, twice := english(), english()
	for i := range twice.Steps {
		twice.Steps[i].Text += " " + twice.Steps[i].Text
	}
	// Six steps of some four lines each.
	more := picture(t, twice).Bounds().Dy() - picture(t, once).Bounds().Dy()
	if line := 54; more < 6*3*line || more > 6*5*line {
		t.Errorf("twice the text makes the picture %d higher", more)
	}
}

func TestPictureIsTheSameEveryTime(t *testing.T) {
	first, err := hindi().PNG()
	if err != nil {
		t.Fatal(err)
	}
	second, err := hindi().PNG()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("the same sheet has different bytes")
	}
	if len(first) > 400_000 {
		t.Errorf("the picture has %d bytes", len(first))
	}
}

func TestPhotos(t *testing.T) {
	for name, s := range samples() {
		photos, err := s.Photos()
		if err != nil {
			t.Fatal(err)
		}
		if len(photos) < 2 || len(photos) > 7 {
			t.Errorf("%s has %d photos", name, len(photos))
		}
		for _, data := range photos {
			img := decode(t, data)
			if size := img.Bounds(); size.Dx() != 1080 || size.Dy() > photoHeight {
				t.Errorf("%s has a photo of %v", name, size)
			}
			checkMargins(t, img)
		}
	}
}

// A sheet from right to left is the mirror image, as far as cards go: the
// numbers of the steps are at the right.
func TestPictureFromRightToLeft(t *testing.T) {
	s := &Sheet{Language: locale.Language{Tag: "en"}, Steps: []SheetStep{{Title: "OTP"}}}
	disc := margin + cardFrame().border + cardFrame().padding
	at := func(img image.Image, x int) color.Color {
		return color.RGBAModel.Convert(img.At(x, strip+margin+cardFrame().border+cardFrame().padding+discSize/2))
	}
	if c := at(picture(t, s), disc+8); c != primary.rgba() {
		t.Errorf("the disc is not at the left: %v", c)
	}
	s.Language = locale.Language{Tag: "ur", RTL: true}
	if c := at(picture(t, s), pictureWidth-disc-8); c != primary.rgba() {
		t.Errorf("the disc is not at the right: %v", c)
	}
}

// All words that are built in can be shown with the fonts that are built in.
func TestFontsHaveAllWords(t *testing.T) {
	files, err := filepath.Glob("../../locale/*/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no words: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tag := filepath.Base(filepath.Dir(file))
		s := &Sheet{Language: locale.Language{Tag: tag}, Notes: strings.Split(string(text), "\n")}
		missing, err := s.Missing()
		if err != nil {
			t.Fatal(err)
		}
		if len(missing) > 0 {
			t.Errorf("%s: the fonts lack %q", file, string(missing))
		}
	}
	s := english()
	s.Contacts[0].Standing = "日"
	if missing, err := s.Missing(); err != nil || string(missing) != "日" {
		t.Errorf("missing %q, error %v", string(missing), err)
	}
}

// Golden pictures show a reviewer what a change does to the look. Processors
// round a little differently, so a few pixels may differ a little.
func TestGoldenPictures(t *testing.T) {
	for name, s := range map[string]*Sheet{"en": short(english()), "hi": short(hindi())} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", "sheet-"+name+".png")
			got, err := s.PNG()
			if err != nil {
				t.Fatal(err)
			}
			if update() {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a, b := decode(t, got), decode(t, want)
			if a.Bounds() != b.Bounds() {
				t.Fatalf("the picture is %v, %s is %v", a.Bounds(), file, b.Bounds())
			}
			if n, most := different(a, b), a.Bounds().Dx()*a.Bounds().Dy()/1000; n > most {
				t.Errorf("%d pixels differ from %s, more than %d; renew it with -update if that is meant", n, file, most)
			}
		})
	}
}

// different counts the pixels that an eye could tell apart.
func different(a, b image.Image) int {
	n := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			p := color.GrayModel.Convert(a.At(x, y)).(color.Gray)
			q := color.GrayModel.Convert(b.At(x, y)).(color.Gray)
			if max(p.Y, q.Y)-min(p.Y, q.Y) > 24 {
				n++
			}
		}
	}
	return n
}
