package icons

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"image/png"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// document is all that an icon may consist of. Fyne drops the rest when it tints.
type document struct {
	XMLName xml.Name   `xml:"http://www.w3.org/2000/svg svg"`
	Attrs   []xml.Attr `xml:",any,attr"`
	Paths   []struct {
		Fill   string     `xml:"fill,attr"`
		D      string     `xml:"d,attr"`
		Others []xml.Attr `xml:",any,attr"`
	} `xml:"path"`
	Others []struct {
		XMLName xml.Name
	} `xml:",any"`
}

func TestIcons(t *testing.T) {
	seen := map[string]Name{}
	for _, n := range All() {
		data, err := SVG(n)
		if err != nil {
			t.Error(err)
			continue
		}
		if twin, ok := seen[string(data)]; ok {
			t.Errorf("%s is the same as %s", n, twin)
		}
		seen[string(data)] = n
		var doc document
		if err := xml.Unmarshal(data, &doc); err != nil {
			t.Errorf("%s: %v", n, err)
			continue
		}
		if !strings.Contains(string(data), `viewBox="0 0 24 24"`) {
			t.Errorf("%s: not on a canvas of 24 by 24", n)
		}
		if len(doc.Others) > 0 || len(doc.Paths) != 1 {
			t.Errorf("%s: %d paths, other elements %v", n, len(doc.Paths), doc.Others)
			continue
		}
		p := doc.Paths[0]
		if p.Fill != "#000000" || len(p.Others) > 0 {
			t.Errorf("%s: fill %q, other attributes %v", n, p.Fill, p.Others)
		}
		if !strings.HasPrefix(p.D, "M") || !strings.HasSuffix(p.D, "Z") || strings.Trim(p.D, "MLCZ-.0123456789 ") != "" {
			t.Errorf("%s: path data that is not M, L, C and Z", n)
		}
	}
	found, err := fs.Glob(files, "*.svg")
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != len(All()) {
		t.Errorf("%d files but %d names: %v", len(found), len(All()), found)
	}
	if _, err := SVG("nothing"); err == nil {
		t.Error("no error for an icon that is not there")
	}
}

func TestApp(t *testing.T) {
	for _, size := range AppSizes() {
		data, err := AppPNG(size)
		if err != nil {
			t.Error(err)
			continue
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%d: %v", size, err)
			continue
		}
		if b := img.Bounds(); b.Dx() != size || b.Dy() != size {
			t.Errorf("%d: is %v", size, b)
		}
		if _, _, _, a := img.At(size/2, size/2).RGBA(); a != 0xffff {
			t.Errorf("%d: the middle is see-through", size)
		}
		if _, _, _, a := img.At(0, 0).RGBA(); a == 0xffff {
			t.Errorf("%d: the corner is not see-through", size)
		}
	}
	if _, err := AppPNG(17); err == nil {
		t.Error("no error for a size that is not there")
	}
}

func TestWindowsIcon(t *testing.T) {
	data, err := os.ReadFile("app/neem.ico")
	if err != nil {
		t.Fatal(err)
	}
	want := []int{16, 24, 32, 48, 64, 128, 256}
	if len(data) < 6 || binary.LittleEndian.Uint16(data[2:]) != 1 || int(binary.LittleEndian.Uint16(data[4:])) != len(want) {
		t.Fatalf("not a Windows icon of %d pictures", len(want))
	}
	for i, size := range want {
		e := data[6+16*i:]
		got := int(e[0])
		if got == 0 {
			got = 256
		}
		length, off := binary.LittleEndian.Uint32(e[8:]), binary.LittleEndian.Uint32(e[12:])
		if got != size || uint64(off)+uint64(length) > uint64(len(data)) {
			t.Errorf("picture %d is %d pixels wide, want %d", i, got, size)
		}
	}
}
