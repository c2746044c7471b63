package text

import (
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"neem/check/edition"
)

// The order in which a line is seen is that of GNU FriBidi, another
// implementation of UAX 9, for every text of the program that runs from right
// to left, and for lines made to be hard.
func TestOrderIsFriBidis(t *testing.T) {
	if _, err := exec.LookPath("fribidi"); err != nil {
		t.Fatal("fribidi is missing: apt-get install libfribidi-bin (build/deps.sh test does)")
	}
	content, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	lines := map[Direction][]string{RightToLeft: {
		"ابھی 1930 پر", "OTP کسی کو نہ دیں", "نمبر 1800-11-4949 ہے", "نمبر \u20681800-11-4949\u2069 ہے", "+91 98765 43210 پر",
		"\u2066+91\u2069 ہو", "₹25,000 تک", "\u2068₹25,000\u2069 تک", "آدھار (UIDAI) میں", "(OTP)، (PIN) دیں", "10 % کم", "12 جون، 2023 تک",
		"*401# ڈائل", "\u2066*401#\u2069 ڈائل", "آپ \u2068*401#\u2069 جیسا", "آپ (\u2068a (b)\u2069) جیسا [5] (ا [b]) {c", "a/b، c؟", "لسٹ \u2068اردو 5 لسٹ\u2069 ہے", "cybercrime.gov.in، پھر “Paytm”: 50,000",
		"فہرست \u2068Example Ltd (India)\u2069 کی ہے", "ہیلپ لائن \u20681800 4254 732 / 1800 11 4949\u2069۔", "3×4 اور 5-6", "\u20682.25 کروڑ\u2069 لوگ (2020)",
	}, LeftToRight: {"The list اردو 5 لسٹ is", "see لسٹ (a) لسٹ, 12", "5 لسٹ"}}
	for _, l := range content.Locales.Languages() {
		m := content.Locales.Messages(l.Tag)
		for _, key := range m.Keys() {
			for _, s := range []string{m.Text(key), m.Plural(key, 1), m.Plural(key, 12)} {
				for line := range strings.SplitSeq(s, "\n") {
					// FriBidi 1.0.8 turns the star of this one when the line is long,
					// and not when it is short, as above; UAX 9 has it on the left.
					line = strings.ReplaceAll(line, "\u2068*401#\u2069", "\u2068401#\u2069")
					if l.RTL && strings.ContainsFunc(line, fromRight) {
						lines[RightToLeft] = append(lines[RightToLeft], line)
					}
				}
			}
		}
	}
	for d, all := range lines {
		slices.Sort(all)
		all = slices.Compact(all)
		flag := map[Direction]string{RightToLeft: "--rtl", LeftToRight: "--ltr"}[d]
		cmd := exec.Command("fribidi", flag, "--nobreak", "--novisual", "--vtol")
		cmd.Stdin = strings.NewReader(strings.Join(all, "\n") + "\n")
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		maps := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
		if len(maps) != len(all) {
			t.Fatalf("fribidi has %d lines of %d", len(maps), len(all))
		}
		differ := 0
		for i, s := range all {
			logical := []rune(s)
			var want []rune
			for _, at := range strings.Fields(maps[i]) {
				n, err := strconv.Atoi(at)
				if err != nil {
					t.Fatalf("fribidi: %q", maps[i])
				}
				if !isMark(logical[n]) {
					want = append(want, logical[n])
				}
			}
			if got := seenOrder(logical, d); got != string(want) {
				differ++
				t.Errorf("%q is seen as\n%q, FriBidi has\n%q", s, got, string(want))
			}
		}
		t.Logf("%s: %d lines, %d differences", flag, len(all), differ)
	}
}

// seenOrder is the characters of a line as they are seen from the left.
func seenOrder(line []rune, d Direction) string {
	var seen []rune
	for _, s := range stretches(line, runs(line, d), 0, len(line)) {
		part := []rune(s.text)
		if s.rtl {
			var turned []rune
			for i := len(part); i > 0; { // marks stand behind their letters (L3)
				from := i - 1
				for from > 0 && unicode.IsMark(part[from]) {
					from--
				}
				turned, i = append(turned, part[from:i]...), from
			}
			part = turned
		}
		seen = append(seen, part...)
	}
	return string(seen)
}
