package typeset

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-text/typesetting/font"

	"neem/assets/fonts"
)

func newSetter(t *testing.T, tag string, rtl bool) *Setter {
	t.Helper()
	s, err := New(fonts.For(tag).Regular(), fonts.For(tag).Bold(), tag, rtl)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func plain() Style { return Style{Size: 38, Leading: 1.4} }

func (l line) ids() []font.GID {
	ids := make([]font.GID, len(l.glyphs))
	for i, g := range l.glyphs {
		ids[i] = g.id
	}
	return ids
}

// oneLine sets a text on a line wide enough for it.
func oneLine(t *testing.T, s *Setter, text string, style Style) line {
	t.Helper()
	b := s.Set(text, style, 100_000)
	if b.Lines() != 1 {
		t.Fatalf("%q has %d lines", text, b.Lines())
	}
	return b.lines[0]
}

func TestDevanagariIsShaped(t *testing.T) {
	s := newSetter(t, "hi", false)
	for text, want := range map[string]int{
		"क्ष":  1, // three characters, one sign
		"क":    1,
		"कि":   2, // the vowel stands before its consonant
		"र्क":  2, // the first consonant becomes a hook
		"श्री": 2,
	} {
		if got := len(oneLine(t, s, text, plain()).glyphs); got != want {
			t.Errorf("%s has %d glyphs, want %d", text, got, want)
		}
	}
	ka := oneLine(t, s, "क", plain()).ids()[0]
	if ids := oneLine(t, s, "कि", plain()).ids(); len(ids) != 2 || ids[1] != ka {
		t.Errorf("the sign for i does not stand before its consonant: %v, क is %d", ids, ka)
	}
}

func TestLinesFitTheirBox(t *testing.T) {
	const hindi = "ई-मेल से शुरू करें, क्योंकि जिसके पास ई-मेल है वह बाकी सब पासवर्ड बदल सकता है। "
	const english = "Begin with your e-mail, because whoever has it can change all the others. "
	for name, text := range map[string]string{
		"hindi":        strings.Repeat(hindi, 5),
		"english":      strings.Repeat(english, 5),
		"mixed":        strings.Repeat(hindi+english, 5),
		"no space":     strings.Repeat("ब्लॉकक्ष्मीट्रांज़ैक्शन", 30),
		"long address": "https://example.org/" + strings.Repeat("abcdefghijklmnop", 30),
		"right":        strings.Repeat("ابجد OTP 1930 دهو ", 30),
	} {
		t.Run(name, func(t *testing.T) {
			for _, rtl := range []bool{false, true} {
				s := newSetter(t, "hi", rtl)
				for _, size := range []int{19, 38, 76} {
					style := Style{Size: size, Leading: 1.4}
					for _, width := range []int{300, 600, 984} {
						b := s.Set(text, style, width)
						if b.Lines() < 2 {
							t.Errorf("%d lines", b.Lines())
						}
						if b.Width() > width {
							t.Errorf("a line is %d wide in a box of %d", b.Width(), width)
						}
						if b.Height() < b.Lines()*size {
							t.Errorf("%d lines are %d high", b.Lines(), b.Height())
						}
					}
				}
			}
		})
	}
}

// A word too long for the box is cut between clusters, so that its parts have
// exactly the glyphs of the whole.
func TestLongWordKeepsItsClusters(t *testing.T) {
	s := newSetter(t, "hi", false)
	word := strings.Repeat("क्ष्मीकिश्री", 20)
	whole := oneLine(t, s, word, plain()).ids()
	b := s.Set(word, plain(), 300)
	var parts []font.GID
	for _, l := range b.lines {
		parts = append(parts, l.ids()...)
	}
	if b.Lines() < 3 || !slices.Equal(parts, whole) {
		t.Errorf("%d lines, %d glyphs; in one line %d glyphs", b.Lines(), len(parts), len(whole))
	}
}

func TestWhiteSpaceIsOneSpace(t *testing.T) {
	s := newSetter(t, "en", false)
	want := oneLine(t, s, "a b c", plain())
	for _, text := range []string{" a  b\tc\n", "a\nb\r\n\r\nc", "a\u2028b\u2029c", "\x00a b\x1b c"} {
		if got := oneLine(t, s, text, plain()); !slices.Equal(got.ids(), want.ids()) || got.width != want.width {
			t.Errorf("%q is set differently", text)
		}
	}
	const text = "on 14\u00a0November"
	if b := s.Set(text, plain(), s.Width(text, plain())-20); b.Lines() != 2 || len(b.lines[0].glyphs) != len("on ") {
		t.Errorf("a no-break space broke, or the space before it did not: %d lines", b.Lines())
	}
	for _, text := range []string{"", " \n"} {
		if b := s.Set(text, plain(), 300); b.Lines() != 0 || b.Height() != 0 || b.Width() != 0 {
			t.Errorf("%q has %d lines", text, b.Lines())
		}
	}
}

// Runs stand in the order in which they are seen. The fonts here have no Arabic
// letters, so those are boxes; their order is the same.
func TestOrderOfMixedRuns(t *testing.T) {
	latin := oneLine(t, newSetter(t, "en", false), "OTP", plain()).ids()
	for _, test := range []struct {
		name, text string
		rtl, ltr   bool
		at         int // where OTP begins
	}{
		{"right to left", "ابجد OTP د", true, false, 2},
		{"right to left, Latin first", "OTP ابجد", true, false, 5},
		{"left to right", "OTP ابجد", false, false, 1}, // after the mark of direction
		{"left to right, Arabic first", "ابجد OTP د", false, false, 6},
		{"told to be left to right", "ابجد OTP د", true, true, 6},
	} {
		t.Run(test.name, func(t *testing.T) {
			style := plain()
			style.LTR = test.ltr
			l := oneLine(t, newSetter(t, "ur", test.rtl), test.text, style)
			for i := 1; i < len(l.glyphs); i++ {
				if l.glyphs[i].x < l.glyphs[i-1].x {
					t.Errorf("glyph %d is left of the one before it", i)
				}
			}
			if ids := l.ids(); len(ids) < test.at+3 || !slices.Equal(ids[test.at:test.at+3], latin) {
				t.Errorf("OTP, %v, is not at %d of %v", latin, test.at, ids)
			}
		})
	}
}

func TestPhoneNumbersRunFromLeftToRight(t *testing.T) {
	style := Style{Size: 78, Leading: 1.2, Bold: true, LTR: true}
	const phone = "+91 1800 11 4949"
	want := oneLine(t, newSetter(t, "en", false), phone, style).ids()
	s := newSetter(t, "ur", true)
	if got := oneLine(t, s, phone, style).ids(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	// It stands at the right all the same.
	b := s.Set(phone, style, 900)
	if x, _ := b.start(0); int(x)+b.Width() < 899 || b.Width() > 899 {
		t.Errorf("the number begins at %v and is %d wide in a box of 900", x, b.Width())
	}
}

func TestSetOneGetsSmaller(t *testing.T) {
	s := newSetter(t, "en", false)
	style := Style{Size: 78, Leading: 1.2, Bold: true, LTR: true}
	const phone = "1800 4254 732 / 1800 11 4949"
	b := s.SetOne(phone, style, 38, 800)
	if b.Lines() != 1 || b.Width() > 800 || b.style.Size >= 78 {
		t.Errorf("%d lines, %d wide, of size %d", b.Lines(), b.Width(), b.style.Size)
	}
	if b := s.SetOne("1930", style, 38, 800); b.style.Size != 78 {
		t.Errorf("a number that fits is of size %d", b.style.Size)
	}
	if b := s.SetOne(strings.Repeat(phone, 9), style, 38, 800); b.style.Size != 38 || b.Width() > 800 {
		t.Errorf("size %d, width %d", b.style.Size, b.Width())
	}
}

func TestMissing(t *testing.T) {
	s := newSetter(t, "hi", false)
	if m := s.Missing("₹ 5 क्ष्मी “OTP” – ✗ → é e\u0301 \u200d\u200c\u200b\n\t"); len(m) != 0 {
		t.Errorf("missing %q", string(m))
	}
	if got := string(s.Missing("日 a 本 日")); got != "日本" {
		t.Errorf("missing %q", got)
	}
	// They are drawn as a box, not left out.
	l := oneLine(t, s, "日", plain())
	if len(l.glyphs) != 1 || l.glyphs[0].id != 0 || l.width == 0 {
		t.Errorf("%+v", l)
	}
	if _, ok := newPlace(l.glyphs[0], 38, 0, 0); !ok {
		t.Error("the box of a missing character has no outline")
	}
}

func TestNewRefusesWhatIsNoFont(t *testing.T) {
	if _, err := New([]byte("no font"), fonts.For("en").Bold(), "en", false); err == nil {
		t.Error("no error for the regular font")
	}
	if _, err := New(fonts.For("en").Regular(), nil, "en", false); err == nil {
		t.Error("no error for the bold font")
	}
}
