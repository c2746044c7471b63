package fonts

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// table returns a table of a TrueType font, with its checksum tested.
func table(t *testing.T, font []byte, tag string) []byte {
	t.Helper()
	n := int(binary.BigEndian.Uint16(font[4:]))
	for i := range n {
		rec := font[12+16*i:]
		if string(rec[:4]) != tag {
			continue
		}
		want := binary.BigEndian.Uint32(rec[4:])
		off := binary.BigEndian.Uint32(rec[8:])
		length := binary.BigEndian.Uint32(rec[12:])
		data := font[off : off+length]
		padded := append(append([]byte{}, data...), 0, 0, 0)
		var sum uint32
		for j := 0; j+4 <= len(padded); j += 4 {
			if tag == "head" && j == 8 {
				continue // the field that makes the whole file's sum come out
			}
			sum += binary.BigEndian.Uint32(padded[j:])
		}
		if sum != want {
			t.Errorf("table %s: checksum %08x, want %08x", tag, sum, want)
		}
		return data
	}
	t.Fatalf("no table %s", tag)
	return nil
}

// names returns the Windows English strings of a name table.
func names(data []byte) map[uint16]string {
	out := map[uint16]string{}
	strs := data[binary.BigEndian.Uint16(data[4:]):]
	for i := range int(binary.BigEndian.Uint16(data[2:])) {
		r := data[6+12*i:]
		if binary.BigEndian.Uint16(r) != 3 {
			continue
		}
		length, off := binary.BigEndian.Uint16(r[8:]), binary.BigEndian.Uint16(r[10:])
		var u []uint16
		for b := strs[off : off+length]; len(b) > 1; b = b[2:] {
			u = append(u, binary.BigEndian.Uint16(b))
		}
		out[binary.BigEndian.Uint16(r[6:])] = string(utf16.Decode(u))
	}
	return out
}

// has says whether a cmap table of format 4 maps a character.
func has(t *testing.T, cmap []byte, c rune) bool {
	t.Helper()
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		sub := cmap[binary.BigEndian.Uint32(cmap[8+8*i:]):]
		if binary.BigEndian.Uint16(sub) != 4 {
			continue
		}
		n := int(binary.BigEndian.Uint16(sub[6:]))
		for j := 0; j < n; j += 2 {
			end := rune(binary.BigEndian.Uint16(sub[14+j:]))
			start := rune(binary.BigEndian.Uint16(sub[16+n+j:]))
			if start <= c && c <= end && c != 0xFFFF {
				return true
			}
		}
		return false
	}
	t.Fatal("no cmap of format 4")
	return false
}

func TestFaces(t *testing.T) {
	must := "Az09 éāŁ–—…•‘’“”→←↑↓✓✗☐☑₹€×·°\u00a0\u2009\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2069" +
		"\u25cc\ufffd" + strings.Join(ownNames(), "")
	letters := map[string]string{
		"Deva": "अआकक्षज्ञड़ढ़०९।॥ॐऱॲꣳ\u1cd0", "Beng": "অআকক্ষজ্ঞড়ঢ়৷০৯ৰৱ।ৎ", "Taml": "அஆகக்ஷஸ்ரீௐ௦௯", "Telu": "అఆకక్షజ్ఞఱ౦౯",
		"Knda": "ಅಆಕಕ್ಷಜ್ಞಱ೦೯", "Mlym": "അആകക്ഷജ്ഞൺൻർൽൾൿ൦൯", "Gujr": "અઆકક્ષજ્ઞળ૦૯", "Guru": "ਅਆਕਖ਼ਗ਼ੴੱ੦੯", "Orya": "ଅଆକକ୍ଷଜ୍ଞଡ଼ଢ଼ୟୱ୦୯",
		"Arab": "اآبپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوؤہھءیئےۓۃ۔،؟؛٪ًٌٍَُِّْٰٔ",
	}
	seen := map[string]bool{}
	for _, face := range All() {
		for style, data := range map[string][]byte{"Regular": face.Regular(), "Bold": face.Bold()} {
			file := face.RegularName()
			if style == "Bold" {
				file = face.BoldName()
			}
			t.Run(file, func(t *testing.T) {
				if seen[file] || seen[string(data)] {
					t.Error("the same name or file as another face")
				}
				seen[file], seen[string(data)] = true, true
				if len(data) < 1000 || binary.BigEndian.Uint32(data) != 0x00010000 {
					t.Fatal("not a TrueType font")
				}
				for _, tag := range []string{"head", "hhea", "hmtx", "maxp", "OS/2", "glyf", "loca", "post", "GDEF", "GSUB", "GPOS"} {
					table(t, data, tag)
				}
				n := names(table(t, data, "name"))
				if n[1] != face.Family || n[2] != style || n[6]+".ttf" != file {
					t.Errorf("names %q, %q, %q", n[1], n[2], n[6])
				}
				// A changed font must not pass for the original.
				for _, id := range []uint16{1, 3, 4, 6, 16} {
					if strings.Contains(n[id], "Noto") {
						t.Errorf("name %d is %q", id, n[id])
					}
				}
				if !strings.Contains(n[0], "Google") || !strings.Contains(n[13], "SIL Open Font License") {
					t.Errorf("copyright %q, licence %q", n[0], n[13])
				}
				cmap := table(t, data, "cmap")
				for _, c := range must + letters[face.script] {
					if !has(t, cmap, c) {
						t.Errorf("no glyph for %U", c)
					}
				}
			})
		}
	}
}

// The faces of all languages together are small enough for a USB stick.
func TestSize(t *testing.T) {
	sum := 0
	for _, f := range All() {
		sum += len(f.Regular()) + len(f.Bold())
	}
	t.Logf("%d faces in two weights: %.2f MB", len(All()), float64(sum)/1e6)
	if sum > 5_000_000 {
		t.Errorf("the faces have %d bytes", sum)
	}
}

func TestFor(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "Neem Sans Devanagari", "hi": "Neem Sans Devanagari", "ne": "Neem Sans Devanagari", "mr": "Neem Sans Marathi",
		"bn": "Neem Sans Bengali", "as": "Neem Sans Bengali", "ta": "Neem Sans Tamil", "te": "Neem Sans Telugu", "kn": "Neem Sans Kannada",
		"ml": "Neem Sans Malayalam", "gu": "Neem Sans Gujarati", "pa": "Neem Sans Gurmukhi", "or": "Neem Sans Odia", "ur": "Neem Naskh",
		"ur-IN": "Neem Naskh", "zh": "Neem Sans Devanagari", "": "Neem Sans Devanagari",
	} {
		if got := For(tag).Family; got != want {
			t.Errorf("%q gets %s, want %s", tag, got, want)
		}
	}
}

// A text in several scripts gets the faces that have its letters.
func TestSplit(t *testing.T) {
	const tamil, hindi, bengali, naskh = "Neem Sans Tamil", "Neem Sans Devanagari", "Neem Sans Bengali", "Neem Naskh"
	for _, test := range []struct {
		text string
		want []string // family, text, family, text …
	}{
		{"", []string{tamil, ""}},
		{"OTP 1930 é தமிழ்!", []string{tamil, "OTP 1930 é தமிழ்!"}},
		{"தமிழ் हिन्दी 5, বাংলা। OTP", []string{tamil, "தமிழ் ", hindi, "हिन्दी 5, ", bengali, "বাংলা। OTP"}},
		{"हिन्दी", []string{tamil, "हिन्दी"}}, // a language's own name
		{"اردو (5) தமிழ்", []string{naskh, "اردو (5) ", tamil, "தமிழ்"}},
		{"日本 தமிழ்", []string{tamil, "日本 தமிழ்"}},
	} {
		var got []string
		for _, s := range Split(test.text, For("ta")) {
			got = append(got, s.Face.Family, s.Text)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q is split into %q, want %q", test.text, got, test.want)
		}
	}
}

func TestLicence(t *testing.T) {
	for _, s := range []string{"Google", "SIL OPEN FONT LICENSE Version 1.1", "PERMISSION & CONDITIONS", "DISCLAIMER"} {
		if !strings.Contains(Licence(), s) {
			t.Errorf("OFL.txt lacks %q", s)
		}
	}
}

func TestCovers(t *testing.T) {
	for _, f := range faces() {
		if !slices.Contains(scripts(), f.script) {
			t.Errorf("%s is not listed", f.script)
		}
	}
	for tag, want := range map[string]bool{
		"en": true, "hi": true, "mr": true, "bn": true, "as": true, "ta": true, "te": true, "kn": true, "ml": true,
		"gu": true, "pa": true, "or": true, "ur": true, "ks": true, "el": false, "th": false, "sat-Olck": false,
	} {
		if got := Covers(tag); got != want {
			t.Errorf("%s: %v", tag, got)
		}
	}
}
