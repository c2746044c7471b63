package factfile

import (
	"strings"
	"testing"
	"testing/fstest"
)

const sample = `# head
title = "x"

[[thing]]
id = "a"
part = { deep = 1 }

[[thing]]
# a comment
id = "b"
lines = [
  "one",
]
[thing.under]
deep = 2

[single]
key = 3
`

type sampleFile struct {
	Title string `toml:"title"`
	Thing []struct {
		ID    string         `toml:"id"`
		Part  map[string]int `toml:"part"`
		Lines []string       `toml:"lines"`
		Under map[string]int `toml:"under"`
	} `toml:"thing"`
	Single map[string]int `toml:"single"`
}

func read(t *testing.T, content string, into any) (*File, error) {
	t.Helper()
	return Read(fstest.MapFS{"f.toml": {Data: []byte(content)}}, "f.toml", into)
}

func TestLine(t *testing.T) {
	var data sampleFile
	f, err := read(t, sample, &data)
	if err != nil {
		t.Fatal(err)
	}
	if len(data.Thing) != 2 || data.Thing[1].ID != "b" || data.Single["key"] != 3 {
		t.Errorf("read %+v", data)
	}
	for path, want := range map[string]int{
		"title": 2, "thing[0]": 4, "thing[0].id": 5, "thing[0].part": 6, "thing[0].part.deep": 6,
		"thing[1]": 8, "thing[1].id": 10, "thing[1].lines": 11, "thing[1].nothing": 8,
		"thing.under.deep": 15, "single.key": 18, "single.other": 17, "nowhere": 1, "": 1,
	} {
		if got := f.Line(path); got != want {
			t.Errorf("Line(%q) = %d, want %d", path, got, want)
		}
	}
}

func TestFaults(t *testing.T) {
	var data sampleFile
	f, err := read(t, sample, &data)
	if err != nil {
		t.Fatal(err)
	}
	if f.Err() != nil {
		t.Errorf("faults before any was noted: %v", f.Err())
	}
	f.Fault(At("thing", 1)+".id", "%q is bad", "b")
	f.Fault("single", "so is this")
	if got, want := f.Err().Error(), "f.toml:10: \"b\" is bad\nf.toml:17: so is this"; got != want {
		t.Errorf("Err() = %q, want %q", got, want)
	}
}

func TestBadFiles(t *testing.T) {
	tests := []struct{ name, content, want string }{
		{"unknown fields", "titel = 1\n\n[singel]\nkey = 1\n", "f.toml:1: there is no field titel"},
		{"wrong type", "\ntitle = 3\n", "f.toml:2: "},
		{"no TOML", "title = \"x\"\n\nthing = [\n", "f.toml:"},
		{"key twice", "title = \"x\"\ntitle = \"y\"\n", "f.toml:2: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := read(t, tt.content, new(sampleFile))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error %v does not say %q", err, tt.want)
			}
		})
	}
	if _, err := Read(fstest.MapFS{}, "gone.toml", new(sampleFile)); err == nil || !strings.Contains(err.Error(), "gone.toml") {
		t.Errorf("a file that is not there: %v", err)
	}
}
