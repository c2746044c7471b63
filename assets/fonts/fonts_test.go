package fonts

import (
	"encoding/binary"
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
	const must = "Az09 éāŁ–—…•‘’“”→←↑↓✓✗☐☑₹€×·°\u00a0\u2009\u200b\u200c\u200d\u200e\u200f\u2066\u2069" +
		"अआकक्षज्ञड़ढ़०९।॥ॐऱॲꣳ\u1cd0\u25cc\ufffd"
	for _, f := range []struct {
		file, style string
		data        []byte
	}{
		{RegularName, "Regular", Regular()},
		{BoldName, "Bold", Bold()},
	} {
		t.Run(f.style, func(t *testing.T) {
			if len(f.data) < 1000 || binary.BigEndian.Uint32(f.data) != 0x00010000 {
				t.Fatal("not a TrueType font")
			}
			for _, tag := range []string{"head", "hhea", "hmtx", "maxp", "OS/2", "glyf", "loca", "post", "GDEF", "GSUB", "GPOS"} {
				table(t, f.data, tag)
			}
			n := names(table(t, f.data, "name"))
			if n[1] != Family || n[2] != f.style || n[6]+".ttf" != f.file {
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
			cmap := table(t, f.data, "cmap")
			for _, c := range must {
				if !has(t, cmap, c) {
					t.Errorf("no glyph for %U", c)
				}
			}
		})
	}
	if Regular()[0] != Bold()[0] || string(Regular()) == string(Bold()) {
		t.Error("regular and bold are the same file")
	}
}

func TestLicence(t *testing.T) {
	for _, s := range []string{"Google", "SIL OPEN FONT LICENSE Version 1.1", "PERMISSION & CONDITIONS", "DISCLAIMER"} {
		if !strings.Contains(Licence(), s) {
			t.Errorf("OFL.txt lacks %q", s)
		}
	}
}
