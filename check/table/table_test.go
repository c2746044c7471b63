package table

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"

	"neem/check/hibp"
)

// The rules for whole files and rows are tested with the publisher's sources
// too (package publish). All people here are invented.

func TestGuess(t *testing.T) {
	for name, text := range map[string]string{
		"commas":                "Name,Mobile\n\"Asha\tDevi\",6000000001\n",
		"tabs":                  "Name\tMobile\nAsha\tDevi\t6000000001\n\"Asha\tDevi\"\t6000000001\nAsha\t6000000001\n",
		"tabs inside of commas": "Name,Mobile \t\nAsha,6000000001\n",
	} {
		t.Run(name, func(t *testing.T) {
			next := Guess(bufio.NewReader(strings.NewReader(text)))
			head, line, err := next()
			if err != nil || line != 1 || len(head) != 2 {
				t.Fatalf("%q, line %d, %v", head, line, err)
			}
			for {
				fields, _, err := next()
				if _, bad := errors.AsType[*hibp.LineError](err); bad {
					continue
				}
				if err != nil || fields[1] != "6000000001" {
					t.Fatalf("%q, %v", fields, err)
				}
				return
			}
		})
	}
}

func TestSkipBOM(t *testing.T) {
	br := bufio.NewReader(strings.NewReader("\ufeffName"))
	if err := SkipBOM(br); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(br); err != nil || string(rest) != "Name" {
		t.Errorf("%q, %v", rest, err)
	}
	for name, text := range map[string]string{
		"UTF-16": "\xff\xfeN\x00", "UTF-16, big end first": "\xfe\xff\x00N", "Latin-1": "Nam\xe9,x\n",
		"a workbook": "PK\x03\x04", "packed": "\x1f\x8b", "old Macintosh": "Name\rAsha\r",
	} {
		if err := SkipBOM(bufio.NewReader(strings.NewReader(text))); err == nil || strings.Contains(err.Error(), "Nam") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A character that is cut by the end of what is looked at is whole.
	long := strings.Repeat("x", LookedAt-1) + "é"
	if err := SkipBOM(bufio.NewReaderSize(strings.NewReader(long), 2*LookedAt)); err != nil {
		t.Error(err)
	}
}

func TestColumn(t *testing.T) {
	head := []string{" Mobile No ", "Name", "Name"}
	if at, err := Column(head, "Mobile No"); at != 0 || err != nil {
		t.Error(at, err)
	}
	if _, err := Column(head, "Phone"); !errors.Is(err, ErrNoColumn) {
		t.Error(err)
	}
	if _, err := Column(head, "Name"); err == nil || errors.Is(err, ErrNoColumn) {
		t.Error(err)
	}
}

// Whatever a table holds, rows come in the order of their lines and a faulty
// one shows nothing of itself.
func FuzzRows(f *testing.F) {
	f.Add("Name,Mobile\nAsha,6000000001\n\"x\n")
	f.Add("Name\tMobile\n\"Asha\"\t6000000001\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		next := Guess(bufio.NewReader(strings.NewReader(text)))
		last, width := int64(0), -1
		for {
			fields, line, err := next()
			if _, bad := errors.AsType[*hibp.LineError](err); err != nil && !bad {
				return
			}
			if line <= last {
				t.Fatalf("line %d behind %d", line, last)
			}
			last = line
			if err != nil {
				continue
			}
			if width < 0 {
				width = len(fields)
			}
			if len(fields) != width {
				t.Fatalf("%d fields, and %d in the first line", len(fields), width)
			}
		}
	})
}
