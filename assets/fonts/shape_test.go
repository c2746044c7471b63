package fonts

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// languages are those that the faces are for, but English.
func languages() []string {
	return []string{"hi", "mr", "bn", "as", "ta", "te", "kn", "ml", "gu", "pa", "or", "ur"}
}

// words returns words to shape in a language: those of words/FACE.txt, in which
// a language's hard clusters are gathered by hand, those of the program's own
// texts, and with NEEM_WORDLISTS those of Debian's word lists too.
func words(t *testing.T, tag string) []string {
	t.Helper()
	face := For(tag)
	data, err := os.ReadFile(filepath.Join("words", face.file+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join("../../locale", tag, "*.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		texts, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		data = append(append(data, '\n'), texts...)
	}
	if os.Getenv("NEEM_WORDLISTS") != "" {
		list, err := exec.Command("./words.sh", tag).Output()
		if err != nil {
			t.Fatalf("words.sh %s: %v", tag, err)
		}
		data = append(append(data, '\n'), list...)
	}
	// A word is letters of the script, with marks and joiners.
	all := strings.FieldsFunc(string(data), func(r rune) bool {
		return !unicode.In(r, face.letters, unicode.M) && r != '\u200c' && r != '\u200d'
	})
	slices.Sort(all)
	all = slices.DeleteFunc(slices.Compact(all), func(w string) bool { return strings.Trim(w, "\u200c\u200d") == "" })
	if len(all) < 50 {
		t.Fatalf("only %d words", len(all))
	}
	return all
}

// The window's toolkit and the pictures are shaped by a library written in Go.
// It gives what HarfBuzz gives when it is told the language, for every word, in
// every script, in both weights: the same glyphs at the same places.
func TestShapedAsByHarfBuzz(t *testing.T) {
	if _, err := exec.LookPath("hb-shape"); err != nil {
		t.Fatal("hb-shape is missing: apt-get install libharfbuzz-bin (build/deps.sh test does)")
	}
	for _, tag := range languages() {
		all := words(t, tag)
		list := filepath.Join(t.TempDir(), "words")
		if err := os.WriteFile(list, []byte(strings.Join(all, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		face := For(tag)
		for weight, data := range map[string][]byte{"regular": face.Regular(), "bold": face.Bold()} {
			file := filepath.Join(t.TempDir(), "face.ttf")
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command("hb-shape", "--no-glyph-names", "--no-clusters", "--language="+tag, "--font-file="+file, "--text-file="+list).Output()
			if err != nil {
				t.Fatalf("hb-shape: %v", err)
			}
			theirs := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
			if len(theirs) != len(all) {
				t.Fatalf("%s: hb-shape has shaped %d of %d words", tag, len(theirs), len(all))
			}
			shape := shaper(t, data)
			differ := 0
			for i, word := range all {
				if ours := shape(word); ours != theirs[i] {
					if differ++; differ <= 5 {
						t.Errorf("%s, %s: %q is %s, HarfBuzz has %s", tag, weight, word, ours, theirs[i])
					}
				}
			}
			t.Logf("%s, %s: %d words, %d differences", tag, weight, len(all), differ)
		}
	}
}

// shaper returns a function that shapes a word as the toolkit does, which says
// nothing of the language, and writes it as hb-shape does.
func shaper(t *testing.T, data []byte) func(string) string {
	t.Helper()
	face, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var segmenter shaping.Segmenter
	var shaper shaping.HarfbuzzShaper
	return func(word string) string {
		runes := []rune(word)
		var glyphs []string
		for _, in := range segmenter.Split(shaping.Input{
			Text: runes, RunEnd: len(runes), Direction: di.DirectionLTR, Size: fixed.I(int(face.Upem())),
		}, one{face}) {
			for _, g := range shaper.Shape(in).Glyphs {
				s := fmt.Sprint(g.GlyphID)
				if g.XOffset != 0 || g.YOffset != 0 {
					s += fmt.Sprintf("@%d,%d", g.XOffset.Round(), g.YOffset.Round())
				}
				glyphs = append(glyphs, s+fmt.Sprintf("+%d", g.Advance.Round()))
			}
		}
		return "[" + strings.Join(glyphs, "|") + "]"
	}
}

// one is a font map of one face.
type one struct{ face *font.Face }

func (o one) ResolveFace(rune) *font.Face { return o.face }

// vedic reports signs of the Veda's accents, which stand above the letters and
// which no text of the program has.
func vedic(r rune) bool { return r >= 0x1cd0 && r <= 0x1cff || r >= 0xa8e0 && r <= 0xa8f1 }

// Lines are as high as the letters that stand on them: nothing is cut off above
// or below, in any language, whatever the widget.
func TestLineHeight(t *testing.T) {
	for _, tag := range languages() {
		for weight, data := range map[string][]byte{"regular": For(tag).Regular(), "bold": For(tag).Bold()} {
			face, err := font.ParseTTF(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			bounds, _ := face.FontHExtents()
			var segmenter shaping.Segmenter
			var shaper shaping.HarfbuzzShaper
			high, low, highest, lowest := float32(0), float32(0), "", ""
			for _, word := range append(append(words(t, tag), ownNames()...), "Åg(Qj₹|") {
				if strings.ContainsFunc(word, vedic) {
					continue
				}
				runes := []rune(word)
				for _, in := range segmenter.Split(shaping.Input{Text: runes, RunEnd: len(runes), Size: fixed.I(int(face.Upem()))}, one{face}) {
					for _, g := range shaper.Shape(in).Glyphs {
						if e, ok := face.GlyphExtents(g.GlyphID); ok {
							top := e.YBearing + float32(g.YOffset)/64
							if top > high {
								high, highest = top, word
							}
							if bottom := top + e.Height; bottom < low {
								low, lowest = bottom, word
							}
						}
					}
				}
			}
			t.Logf("%s, %s: letters from %.0f (%s) to %.0f (%s) in a line from %.0f to %.0f", tag, weight, low, lowest, high, highest, bounds.Descender, bounds.Ascender)
			if high > bounds.Ascender || low < bounds.Descender {
				t.Errorf("%s, %s: letters from %.0f (%s) to %.0f (%s), a line only from %.0f to %.0f", tag, weight, low, lowest, high, highest, bounds.Descender, bounds.Ascender)
			}
		}
	}
}
