package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"neem/locale/bidi"
)

// chars measures every character as one.
func chars(s string) float32 { return float32(utf8.RuneCountInString(withoutMarks(s))) }

// seen is a visual line with what runs from right to left in brackets.
func seen(visual string) string {
	return strings.NewReplacer(string(rightToLeftOverride), "[", string(leftToRightOverride), "{", string(popDirection), "|", string(bidi.LeftToRightMark), "").Replace(visual)
}

func TestVisual(t *testing.T) {
	for _, test := range []struct {
		name, text string
		among      Direction
		want       string
	}{
		{"Latin alone", "OTP 1930.", RightToLeft, "OTP 1930."},
		{"Urdu alone", "اردو میں۔", RightToLeft, "[اردو میں۔|"},
		{"number", "ابھی 1930 پر", RightToLeft, "[ پر|{1930|[ابھی |"},
		{"Latin first", "OTP کسی کو نہ دیں", RightToLeft, "[ کسی کو نہ دیں|{OTP|"},
		{"hyphens without isolates", "نمبر 1800-11-4949 ہے", RightToLeft, "[ ہے|{4949|[-|{11|[-|{1800|[نمبر |"},
		{"hyphens isolated", "نمبر \u20681800-11-4949\u2069 ہے", RightToLeft, "[ ہے|{1800-11-4949|[نمبر |"},
		{"rupees isolated", "\u2068₹25,000\u2069 تک", RightToLeft, "[ تک|{₹25,000|"},
		{"brackets", "آدھار (UIDAI) میں", RightToLeft, "[) میں|{UIDAI|[آدھار (|"},
		{"Urdu inside isolates", "لسٹ \u2068اردو 5 لسٹ\u2069 ہے", RightToLeft, "[ لسٹ ہے|{5|[لسٹ اردو |"},
		{"English line with Urdu", "The list اردو 5 لسٹ is", LeftToRight, "{The list |[ لسٹ|{5|[اردو |{ is|"},
		{"Urdu line in English", "اردو list", LeftToRight, "{list|[اردو |"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := seen(Visual(test.text, test.among)); got != test.want {
				t.Errorf("%s\nwant %s", got, test.want)
			}
		})
	}
}

func TestLines(t *testing.T) {
	for _, test := range []struct {
		name, text string
		width      float32
		want       string // lines, with | between
	}{
		{"nothing", "", 5, ""},
		{"words", "one two three", 8, "one two|three"},
		{"exactly", "one two", 7, "one two"},
		{"line feeds", "one\n\ntwo ", 9, "one||two"},
		{"long word", "abcdefgh ij", 4, "abcd|efgh|ij"},
		{"long word after a short one", "a bcdefgh", 4, "a|bcde|fgh"},
		{"ending", "no UPI-ৰ", 7, "no|UPI-ৰ"},
		{"hyphen", "no লগ-আউট", 7, "no লগ-|আউট"},
		{"not", "કદી ન કરો.", 6, "કદી|ન કરો."},
		{"no-break space", "on 14\u00a0May", 7, "on|14\u00a0May"},
		{"address", "see cybercrime.gov.in/x", 12, "see|cybercrime.g|ov.in/x"},
		{"syllables", "विद्यार्थी", 5, "वि|द्या|र्थी"},
		{"conjuncts", "क्ष्मीक्ष्मी", 6, "क्ष्मी|क्ष्मी"},
		{"two-part vowels", "கொகொகொ", 5, "கொகொ|கொ"},
		{"Tamil signs", "அக்ஷயஸ்ரீ", 4, "அக்ஷ|ய|ஸ்ரீ"},
		{"Tamil dots", "அக்கா", 3, "அக்|கா"},
		{"Urdu joins", "ببببادببب", 4, "ببببا|دببب"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, l := range Lines(test.text, LeftToRight, test.width, chars) {
				got = append(got, l.Text)
			}
			if s := strings.Join(got, "|"); s != test.want {
				t.Errorf("%q\nwant %q", s, test.want)
			}
		})
	}
}

// What was one piece in the paragraph is in order on each of its lines.
func TestLinesFromRight(t *testing.T) {
	var got []string
	for _, l := range Lines("فہرست \u2068Example Ltd (India)\u2069 کی ہے", RightToLeft, 16, chars) {
		got = append(got, seen(l.Visual()))
	}
	if s := strings.Join(got, " / "); s != "{Example|[فہرست | / [ کی|{Ltd (India)| / [ہے|" {
		t.Errorf("%s", s)
	}
}

func TestOf(t *testing.T) {
	for _, test := range []struct {
		text  string
		among Direction
		want  Direction
	}{
		{"OTP", RightToLeft, LeftToRight}, {"", RightToLeft, LeftToRight}, {"OTP اردو", RightToLeft, RightToLeft},
		{"اردو OTP", LeftToRight, RightToLeft}, {"5 OTP اردو", LeftToRight, LeftToRight}, {"1930 اردو", LeftToRight, RightToLeft},
	} {
		if got := Of(test.text, test.among); got != test.want {
			t.Errorf("%q: %v", test.text, got)
		}
	}
}

// Whatever the text and the width: nothing is lost, added or turned around in
// what is read, and every line shows what it has.
func FuzzLines(f *testing.F) {
	f.Add("OTP کسی کو \u20681800-11-4949\u2069 نہ دیں (ab)", 5, true)
	f.Add("विद्यार्थी a\u200dक्ष 12", 3, false)
	f.Add("\u202eabc\u202c\n\u2067", 1, true)
	f.Fuzz(func(t *testing.T, s string, width int, rtl bool) {
		if !utf8.ValidString(s) || len(s) > 500 {
			return
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		var read string
		for _, l := range Lines(s, Direction(rtl), float32(width%50), chars) {
			read += l.Text
			count := map[rune]int{}
			for _, r := range withoutMarks(l.Text) {
				count[r]++
			}
			for _, r := range withoutMarks(l.Visual()) {
				count[r]--
			}
			for r, n := range count {
				if n != 0 {
					t.Errorf("%q shows %q: %q %d times", l.Text, l.Visual(), r, -n)
				}
			}
		}
		if squeeze(read) != squeeze(s) {
			t.Errorf("%q was read as %q", s, read)
		}
	})
}
