package hibp

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// folderOf returns a folder with these files.
func folderOf(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// suffix returns a line of a prefix file of SHA-1 hashes, without its end.
func suffix(first byte, count int) string {
	return fmt.Sprintf("%c%s:%d", first, strings.Repeat("7", 34), count)
}

// Files as Have I Been Pwned gives them out: CRLF between the lines, no line
// end behind the last.
func TestFolder(t *testing.T) {
	three := suffix('0', 1) + "\r\n" + suffix('8', 3) + "\r\n" + suffix('F', 2)
	want := []uint64{0x0000a07777777777, 0x0000a87777777777, 0x0000af7777777777, 0xfffff07777777777}
	for _, tt := range []struct {
		name  string
		files map[string]string
	}{
		{"as the official downloader writes it", map[string]string{"0000A.txt": three, "FFFFF.txt": suffix('0', 1), "sha1.index": "0000A x"}},
		{"as curl writes it", map[string]string{"0000A": three, "FFFFF": suffix('0', 1)}},
		{"small letters", map[string]string{"0000a.txt": strings.ToLower(three), "fffff.txt": suffix('0', 1)}},
		{"a mixture of names", map[string]string{"0000a": three, "FFFFF.TXT": suffix('0', 1)}},
		{"with line ends everywhere", map[string]string{"0000A.txt": strings.ReplaceAll(three, "\r", "") + "\n", "FFFFF.txt": suffix('0', 1) + "\n"}},
		{"with padding", map[string]string{"0000A.txt": suffix('9', 0) + "\r\n" + three + "\r\n" + suffix('1', 0), "FFFFF.txt": suffix('0', 1)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []uint64
			var progress []int
			tally, err := Reader{Hash: SHA1, Extent: Part,
				Each:     func(p uint64) error { got = append(got, p); return nil },
				Progress: func(done, all int) error { progress = append(progress, done, all); return nil },
			}.Folder(folderOf(tt.files))
			if err != nil || !slices.Equal(got, want) || !tally.Sorted || tally.Lines != 4+tally.Padding {
				t.Errorf("%x, %+v, %v", got, tally, err)
			}
			if !slices.Equal(progress, []int{1, 2, 2, 2}) {
				t.Errorf("progress %v", progress)
			}
		})
	}
}

func TestFolderNTLM(t *testing.T) {
	var got []uint64
	_, err := Reader{Hash: NTLM, Extent: Part, Each: func(p uint64) error { got = append(got, p); return nil }}.
		Folder(folderOf(map[string]string{ntlmLine[:5] + ".txt": ntlmLine[5:]}))
	if err != nil || !slices.Equal(got, []uint64{0x32ed87bdb5fdc5e9}) {
		t.Errorf("%x, %v", got, err)
	}
}

// What is wrong with a folder is told, with --skip-bad and without.
func TestFolderRefused(t *testing.T) {
	good := suffix('0', 1) + "\r\n" + suffix('8', 3)
	ntlm := strings.Repeat("1", 27) + ":4"
	for _, tt := range []struct {
		name, file, text, want string
	}{
		{"empty file", "00001.txt", "", "00001.txt: the file is empty; the download of it failed"},
		{"out of order", "00001.txt", suffix('8', 1) + "\r\n" + suffix('0', 1), "00001.txt: line 2: the hashes are not in order here"},
		{"NTLM among SHA-1", "00001.txt", good + "\r\n" + ntlm + "\r\n" + suffix('9', 1), "00001.txt: line 3: a hash of the other kind"},
		{"NTLM for SHA-1", "00001.txt", ntlm, "00001.txt: line 1: a hash of the other kind"},
		{"cut in a hash", "00001.txt", good + "\r\n" + suffix('9', 1)[:20], "00001.txt: line 3: the last line is not whole, so that the file may be cut off"},
		{"cut to an NTLM hash", "00001.txt", good + "\r\n" + suffix('9', 1)[:27], "00001.txt: line 3: the last line is not whole"},
		{"cut behind a hash", "00001.txt", good + "\r\n" + suffix('9', 1)[:36], "00001.txt: line 3: the last line is not whole"},
		{"cut in a line end", "00001.txt", good + "\r", "00001.txt: line 2: the last line is not whole"},
		{"cut behind a line end", "00001.txt", good + "\r\n", "00001.txt: the last line ends with a line end, as it does not in the other files: it may be cut off"},
		{"other file", "readme.txt", "x", `there is a file "readme.txt" in it, which is none of Pwned Passwords`},
		{"hidden file", ".DS_Store", "x", `there is a file ".DS_Store" in it`},
		{"packed file", "00001.gz", "x", `the file "00001.gz" is not one of 00001.txt or 00001: a packed file has to be unpacked`},
		{"copy", "00001.txt.bak", good, `the file "00001.txt.bak" is not one of`},
		{"six digits", "000001.txt", good, `there is a file "000001.txt"`},
		{"no digits", "0000G.txt", good, `there is a file "0000G.txt"`},
		{"small and capital letters", "00aB0.txt", good, `there is a file "00aB0.txt"`},
		{"the same twice", "00000", good, "there are two files of the same hashes"},
		{"folder", "00/00001", good, `there is a folder "00" in it`},
		{"whole hashes", "00001.txt", strings.Repeat("1", 40) + ":1\r\n" + suffix('9', 1), "00001.txt: line 1: not a hash of the expected length"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"00000.txt": good, "00002.txt": good, tt.file: tt.text}
			for _, skip := range []bool{false, true} {
				_, err := Reader{Hash: SHA1, Extent: Part, Each: func(uint64) error { return nil }, Bad: func(*LineError) bool { return skip }}.Folder(folderOf(files))
				if skip && tt.name == "whole hashes" {
					if err != nil {
						t.Error(err)
					}
					continue
				}
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("skip %v: %v, want %q", skip, err, tt.want)
				}
			}
		})
	}
	if _, err := (Reader{Hash: SHA1, Each: func(uint64) error { return nil }}).Folder(folderOf(nil)); err == nil || !strings.Contains(err.Error(), "the folder is empty") {
		t.Error(err)
	}
}

// manyFiles is a folder of all prefix files, which are made when they are
// opened: a million of them on disk would take too long.
type manyFiles struct {
	text    func(p int) string
	without int // a prefix without a file, or -1
}

func (m manyFiles) Open(name string) (fs.File, error) {
	if name == "." {
		return &manyNames{left: prefixes, without: m.without}, nil
	}
	p, _, ok := parseName(name)
	if !ok || p == m.without {
		return nil, fs.ErrNotExist
	}
	return openText{strings.NewReader(m.text(p))}, nil
}

type openText struct{ *strings.Reader }

func (openText) Stat() (fs.FileInfo, error) { return nil, errors.ErrUnsupported }
func (openText) Close() error               { return nil }

type manyNames struct{ left, without int }

func (*manyNames) Stat() (fs.FileInfo, error) { return nil, errors.ErrUnsupported }
func (*manyNames) Read([]byte) (int, error)   { return 0, errors.ErrUnsupported }
func (*manyNames) Close() error               { return nil }
func (m *manyNames) ReadDir(n int) (list []fs.DirEntry, err error) {
	for range n {
		if m.left == 0 {
			return list, io.EOF
		}
		if m.left--; m.left != m.without {
			list = append(list, oneName(fmt.Sprintf("%05X.txt", m.left)))
		}
	}
	return list, nil
}

type oneName string

func (n oneName) Name() string             { return string(n) }
func (oneName) IsDir() bool                { return false }
func (oneName) Type() fs.FileMode          { return 0 }
func (oneName) Info() (fs.FileInfo, error) { return nil, errors.ErrUnsupported }
func (oneName) ModTime() time.Time         { return time.Time{} }

// A folder of all files is read; one file less is refused before anything is
// read.
func TestWholeFolder(t *testing.T) {
	one := suffix('8', 1)
	read := 0
	r := Reader{Hash: SHA1, Each: func(uint64) error { read++; return nil }}
	_, err := r.Folder(manyFiles{func(int) string { return one }, 0xABCDE})
	if err == nil || !strings.Contains(err.Error(), "1 of the 1048576 files are missing, ABCDE.txt the first of them") || read > 0 {
		t.Errorf("%v, %d read", err, read)
	}
	boom := errors.New("boom")
	r.Progress = func(done, _ int) error {
		if done == 3 {
			return boom
		}
		return nil
	}
	if _, err := r.Folder(manyFiles{func(int) string { return one }, -1}); !errors.Is(err, boom) || read != 3 {
		t.Errorf("%v, %d read", err, read)
	}
	if testing.Short() {
		t.Skip("reading a million files")
	}
	r.Progress, read = nil, 0
	tally, err := r.Folder(manyFiles{func(int) string { return one }, -1})
	if err != nil || read != prefixes || !tally.Sorted {
		t.Errorf("%d read, %+v, %v", read, tally, err)
	}
	// One file of nothing but padding: its passwords are missing.
	_, err = r.Folder(manyFiles{func(p int) string {
		if p == 7 {
			return suffix('8', 0)
		}
		return one
	}, -1})
	if ge, ok := errors.AsType[*GapError](err); !ok || ge.Missing != 1 || ge.First != 7 {
		t.Error(err)
	}
}

func FuzzFolderFile(f *testing.F) {
	f.Add(suffix('0', 1)+"\r\n"+suffix('8', 3), "00000.txt")
	f.Add(suffix('0', 1)+"\n", "fffff")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, text, name string) {
		if !fs.ValidPath(name) || name == "." {
			t.Skip()
		}
		var good, bad int64
		var last uint64
		tally, err := Reader{Hash: SHA1, Extent: Part,
			Each: func(p uint64) error {
				if good++; p < last {
					t.Error("not in order")
				}
				last = p
				return nil
			},
			Bad: func(le *LineError) bool { bad++; hides(t, le, []byte(text)); return true },
		}.Folder(folderOf(map[string]string{name: text}))
		if err == nil && tally.Lines != good+bad+tally.Padding {
			t.Errorf("%+v with %d good and %d bad", tally, good, bad)
		}
		hides(t, err, []byte(text))
	})
}
