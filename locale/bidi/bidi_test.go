package bidi

import (
	"strings"
	"testing"
)

// written shows runs with what runs from right to left in square brackets.
func written(text string, rtl bool) string {
	runes := []rune(text)
	var b strings.Builder
	for _, r := range Runs(runes, rtl) {
		s := string(runes[r.Start:r.End])
		if r.RTL {
			s = "<" + s + ">"
		}
		b.WriteString(s)
	}
	return b.String()
}

// The first three are the examples of UAX 9, N0, with Hebrew for its capitals; the
// others are lines as the program has them.
func TestRuns(t *testing.T) {
	for _, test := range []struct {
		text string
		rtl  bool
		want string
	}{
		{"אב(גד[&ef]!)gh", true, "<אב(גד[&>ef<]!)>gh"},
		{"smith (fabrikam ערב) עבר", false, "smith (fabrikam <ערב>) <עבר>"},
		{"ערב book(s)", true, "<ערב >book(s)"},
		{"a(ב)ג", false, "a(<ב>)<ג>"},
		{"א(b)g", true, "<א(>b<)>g"},
		{"a (b) אב", false, "a (b) <אב>"},
		{"אב (c", true, "<אב (>c"},
		{"کوڈ (OTP)، PIN", true, "<کوڈ (>OTP<)، >PIN"},
		{"(OTP)، (PIN) دیں", true, "<(>OTP<)، (>PIN<) دیں>"},
		{"ورچوئل ID (VID) آپ", true, "<ورچوئل >ID (VID)< آپ>"},
		{"a (ا) b", false, "a (<ا>) b"},
		{"OTP", true, "OTP"},
		{"اردو", false, "<اردو>"},
		{"", true, ""},
		{"نمبر \u20681800-11-4949\u2069۔", true, "<نمبر \u2068>1800-11-4949<\u2069۔>"},
		{"(\u2068(ab\u2069)", true, "<(\u2068>(ab<\u2069)>"},
	} {
		if got := written(test.text, test.rtl); got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

// Brackets adds nothing but marks.
func FuzzBrackets(f *testing.F) {
	f.Add("کوڈ (OTP)، PIN", true)
	f.Add("\u2068(a\u2069)[\u2067ا", false)
	f.Fuzz(func(t *testing.T, s string, rtl bool) {
		text := []rune(s)
		if len(text) > 300 {
			return
		}
		var plain []rune
		settled, origin := settle(text, rtl)
		for i, r := range settled {
			if origin[i] >= 0 {
				plain = append(plain, r)
			} else if r != LeftToRightMark && r != RightToLeftMark {
				t.Errorf("%q was put in", r)
			}
		}
		if string(plain) != string(text) {
			t.Errorf("%q became %q", string(text), string(plain))
		}
		at := 0
		for _, r := range Runs(text, rtl) {
			if r.Start < at || r.End <= r.Start {
				t.Errorf("%q: a run from %d to %d after %d", s, r.Start, r.End, at)
			}
			at = r.End
		}
		if at > len(text) {
			t.Errorf("%q: runs to %d of %d", s, at, len(text))
		}
	})
}
