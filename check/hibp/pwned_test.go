package hibp

import (
	"errors"
	"strings"
	"testing"
)

const (
	sha1Line = "7C4A8D09CA3762AF61E59520943DC26494F8941B:10" // 123456
	ntlmLine = "32ED87BDB5FDC5E9CBA88547376818D4:10"         // 123456
)

func TestScan(t *testing.T) {
	tests := []struct {
		name, in string
		hash     Hash
		want     []uint64
		line     int64
		fault    error
	}{
		{"sha1", sha1Line + "\n" + strings.ToLower(sha1Line) + "\r\n", SHA1, []uint64{0x7c4a8d09ca3762af, 0x7c4a8d09ca3762af}, 0, nil},
		{"no newline at the end", sha1Line, SHA1, nil, 1, ErrCut},
		{"nothing but a carriage return at the end", sha1Line + "\r", SHA1, nil, 1, ErrCut},
		{"padding", sha1Line[:41] + "0\n" + sha1Line + "\n", SHA1, []uint64{0x7c4a8d09ca3762af}, 0, nil},
		{"a byte order mark before every prefix", "\ufeff" + sha1Line + "\n\ufeff" + sha1Line + "\n", SHA1, []uint64{0x7c4a8d09ca3762af, 0x7c4a8d09ca3762af}, 0, nil},
		{"ntlm", ntlmLine + "\n", NTLM, []uint64{0x32ed87bdb5fdc5e9}, 0, nil},
		{"empty", "", SHA1, nil, 0, nil},
		{"mixed", sha1Line + "\n" + ntlmLine + "\n", SHA1, []uint64{0x7c4a8d09ca3762af}, 2, ErrOther},
		{"cut hash", sha1Line + "\n" + sha1Line[:20], SHA1, []uint64{0x7c4a8d09ca3762af}, 2, ErrCut},
		{"cut to the length of the other kind", sha1Line + "\n" + sha1Line[:32], SHA1, []uint64{0x7c4a8d09ca3762af}, 2, ErrCut},
		{"short hash", sha1Line[:20] + "\n", SHA1, nil, 1, ErrLength},
		{"cut count", sha1Line[:41] + "\n", SHA1, nil, 1, ErrCount},
		{"no count", sha1Line[:40] + "\n", SHA1, nil, 1, ErrCount},
		{"count of letters", sha1Line[:41] + "x\n", SHA1, nil, 1, ErrCount},
		{"blank line", "\n" + sha1Line, SHA1, nil, 1, ErrLength},
		{"not hex", "Z" + sha1Line[1:] + "\n", SHA1, nil, 1, ErrHex},
		{"plain passwords", "letmein\n", SHA1, nil, 1, ErrLength},
		{"endless line", strings.Repeat("A", 1<<17), SHA1, nil, 1, ErrLong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []uint64
			_, err := Scan(strings.NewReader(tt.in), tt.hash, func(p uint64) error { got = append(got, p); return nil }, nil)
			if !errors.Is(err, tt.fault) {
				t.Fatalf("%v, want %v", err, tt.fault)
			}
			if le, ok := errors.AsType[*LineError](err); ok && le.Line != tt.line {
				t.Errorf("line %d, want %d", le.Line, tt.line)
			}
			if len(got) != len(tt.want) || len(got) > 0 && got[0] != tt.want[0] {
				t.Errorf("%x, want %x", got, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "letmein") {
				t.Error("the error shows the line")
			}
		})
	}
}

func TestScanSkipsBad(t *testing.T) {
	var bad []int64
	n := 0
	lines, err := Scan(strings.NewReader("x\n"+sha1Line+"\ny\n"), SHA1,
		func(uint64) error { n++; return nil },
		func(e *LineError) bool { bad = append(bad, e.Line); return true })
	if err != nil || lines != 3 || n != 1 || len(bad) != 2 || bad[1] != 3 {
		t.Errorf("lines %d, good %d, bad %v, %v", lines, n, bad, err)
	}
}
