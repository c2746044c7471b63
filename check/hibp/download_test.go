package hibp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// evenly returns n hashes in order that fall as hashes do.
func evenly(n int, seed uint64) []uint64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	hashes := make([]uint64, n)
	for i := range hashes {
		hashes[i] = rng.Uint64()
	}
	slices.Sort(hashes)
	return hashes
}

// listing returns hashes as lines of a single file of NTLM hashes.
func listing(hashes []uint64) []byte {
	const digits = "0123456789ABCDEF"
	lines := make([]byte, 0, 35*len(hashes))
	for _, h := range hashes {
		for i := 60; i >= 0; i -= 4 {
			lines = append(lines, digits[h>>i&15])
		}
		lines = append(lines, "0123456789ABCDEF:1\n"...)
	}
	return lines
}

func readFile(extent Extent, lines []byte) (Tally, error) {
	return Reader{Hash: NTLM, Extent: extent, Each: func(uint64) error { return nil }}.File(bytes.NewReader(lines))
}

// A download that broke off is in order and long, and is refused; what is
// short, or not in order, or said to be a part, is not.
func TestFileExtent(t *testing.T) {
	long := evenly(WholeLines*11/10, 7)
	some := long[:len(long)*19/20] // more than WholeLines
	hole := slices.Concat(long[:500_000], long[500_100:])
	mixed := slices.Clone(some)
	mixed[0], mixed[1000] = mixed[1000], mixed[0]
	every := make([]uint64, 0, prefixes)
	for p := range uint64(prefixes) {
		every = append(every, p<<restBits|p)
	}
	for _, tt := range []struct {
		name   string
		hashes []uint64
		extent Extent
		gap    bool
		miss   int
		first  uint64
		sorted bool
	}{
		{"long and whole", long, Guess, false, 0, 0, true},
		{"broken off", some, Guess, true, 0, some[len(some)-1] >> restBits, true},
		{"broken off, and known to be a part", some, Part, false, 0, 0, true},
		{"begins late", long[50_000:], Guess, true, 0, 0, true},
		{"a hole of a hundred", hole, Guess, true, 0, long[499_999] >> restBits, true},
		{"not in order", mixed, Guess, false, 0, 0, false},
		{"short", long[:1000], Guess, false, 0, 0, true},
		{"short, and said to be whole", []uint64{1, 2}, Whole, true, prefixes - 1, 1, true},
		{"every prefix", every, Whole, false, 0, 0, true},
		{"every prefix but one", slices.Delete(slices.Clone(every), 0xabc, 0xabd), Whole, true, 1, 0xabc, true},
		{"nothing", nil, Whole, true, prefixes, 0, true},
		{"nothing, and no matter", nil, Guess, false, 0, 0, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tally, err := readFile(tt.extent, listing(tt.hashes))
			ge, ok := errors.AsType[*GapError](err)
			if ok != tt.gap || !ok && err != nil || ok && (ge.Missing != tt.miss || ge.First != tt.first) {
				t.Errorf("%#v, %v", ge, err)
			}
			if tally.Sorted != tt.sorted || tally.Lines != int64(len(tt.hashes)) {
				t.Errorf("%+v", tally)
			}
			if ok && !strings.Contains(err.Error(), "complete = false") {
				t.Errorf("%v does not say what to do", err)
			}
		})
	}
}

// Hashes as they fall are never taken for a list with a gap, and a list from
// which a stretch of enough hashes was cut always is.
func TestGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1000, 20_000).Draw(t, "n")
		hashes := evenly(n, rapid.Uint64().Draw(t, "seed"))
		cut := rapid.IntRange(0, n-200).Draw(t, "cut")
		judge := func(hashes []uint64) error {
			s := newScan(Reader{})
			for _, h := range hashes {
				s.note(h)
			}
			return s.whole(Guess)
		}
		if err := judge(hashes); err != nil {
			t.Fatalf("whole, and yet: %v", err)
		}
		if err := judge(slices.Concat(hashes[:cut], hashes[cut+150:])); err == nil {
			t.Fatal("150 hashes are missing, and nothing was said")
		}
	})
}

// Padding is neither a password nor a fault, in whatever order it stands.
func TestPadding(t *testing.T) {
	lines := strings.ReplaceAll(string(listing([]uint64{9 << 40, 1 << 40, 5 << 40})), ":1\n", ":000\n")
	tally, err := readFile(Part, []byte(lines+string(listing([]uint64{2, 3}))))
	if err != nil || tally.Padding != 3 || tally.Lines != 5 || tally.Bad != 0 || !tally.Sorted {
		t.Errorf("%+v, %v", tally, err)
	}
}

// No line makes the reading panic, what is counted adds up, and no error shows
// what a line holds.
func FuzzFile(f *testing.F) {
	f.Add([]byte(sha1Line+"\n"), true)
	f.Add([]byte("\ufeff"+sha1Line+"\r\n"+ntlmLine+"\n"), true)
	f.Add([]byte(ntlmLine+"\n:0\nx:0\n"), false)
	f.Add([]byte(strings.Repeat("7", 40)+":0\n"), true)
	f.Fuzz(func(t *testing.T, in []byte, wide bool) {
		hash := NTLM
		if wide {
			hash = SHA1
		}
		var good, bad int64
		tally, err := Reader{
			Hash: hash,
			Each: func(uint64) error { good++; return nil },
			Bad:  func(le *LineError) bool { bad++; hides(t, le, in); return true },
		}.File(bytes.NewReader(in))
		if tally.Bad != bad || err == nil && tally.Lines != good+bad+tally.Padding {
			t.Errorf("%+v with %d good and %d bad", tally, good, bad)
		}
		hides(t, err, in)
	})
}

// hides makes sure that an error does not show how any line begins.
func hides(t interface{ Errorf(string, ...any) }, err error, in []byte) {
	if err == nil {
		return
	}
	for line := range bytes.Lines(in) {
		if line = bytes.TrimSpace(line); len(line) > 12 && strings.Contains(err.Error(), string(line[:12])) {
			t.Errorf("the error shows a line: %v", err)
		}
	}
}

// A marked value, wherever it stands in a line, is in no error.
func TestErrorsHideLines(t *testing.T) {
	const mark = "Qz7MarkedValue"
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{mark, "7C4A8", strings.Repeat("A", 35), sha1Line, ntlmLine, ":", ":1", "0", "\n", "\r\n", "\r", "\ufeff", "\x00", "{", "\""})
		text := strings.Join(rapid.SliceOfN(piece, 1, 12).Draw(t, "pieces"), "")
		r := Reader{Hash: SHA1, Extent: Part, Each: func(uint64) error { return nil }}
		for _, skip := range []bool{false, true} {
			r.Bad = func(le *LineError) bool {
				if strings.Contains(le.Error(), mark) {
					t.Errorf("%v", le)
				}
				return skip
			}
			_, err := r.File(strings.NewReader(text))
			_, ferr := r.Folder(folderOf(map[string]string{"00000.txt": text}))
			_, derr := ReadDomainSearch(strings.NewReader(`{"BreachSearchResults":[`+text), "", func(Exposed) error { return nil }, r.Bad)
			_, aerr := ReadDomainSearch(strings.NewReader(`{"`+text), "example.org", func(Exposed) error { return nil }, r.Bad)
			for _, err := range []error{err, ferr, derr, aerr} {
				if err != nil && strings.Contains(err.Error(), mark) {
					t.Errorf("%v", err)
				}
			}
		}
	})
}

func BenchmarkFile(b *testing.B) {
	lines := listing(evenly(100_000, 1))
	b.SetBytes(int64(len(lines)))
	for b.Loop() {
		if _, err := readFile(Part, lines); err != nil {
			b.Fatal(err)
		}
	}
}

// An error of Each, and one of the disk, comes out as it is.
func TestFileStops(t *testing.T) {
	boom := errors.New("boom")
	r := Reader{Hash: NTLM, Each: func(uint64) error { return boom }}
	if _, err := r.File(strings.NewReader(ntlmLine + "\n")); !errors.Is(err, boom) {
		t.Error(err)
	}
	r = Reader{Hash: NTLM, Each: func(uint64) error { return nil }, Bad: func(*LineError) bool { return true }}
	if _, err := r.File(io.MultiReader(strings.NewReader(ntlmLine+"\n"+ntlmLine[:9]), broken{boom})); !errors.Is(err, boom) {
		t.Error(err)
	}
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, fmt.Errorf("reading: %w", b.err) }
