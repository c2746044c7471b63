package hibp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
)

// Folder reads a folder of prefix files, XXXXX.txt or XXXXX, of SUFFIX:COUNT
// lines. Errors about a file name it. The lists of changes that the downloader
// keeps beside them (sha1.index, ntlm.index) are passed over.
func (r Reader) Folder(fsys fs.FS) (Tally, error) {
	s := newScan(r)
	names, err := readNames(fsys)
	if err != nil {
		return s.result(), err
	}
	if s.Extent != Part {
		if err := names.complete(); err != nil {
			return s.result(), err
		}
	}
	var ends endings
	br := bufio.NewReaderSize(nil, maxLine)
	done := 0
	for p := range prefixes {
		name, ok := names.of(p)
		if !ok {
			continue
		}
		if err := s.file(fsys, name, uint64(p), br, &ends); err != nil {
			return s.result(), fmt.Errorf("%s: %w", name, err)
		}
		if done++; s.Progress != nil {
			if err := s.Progress(done, names.count); err != nil {
				return s.result(), err
			}
		}
	}
	if err := ends.agree(); err != nil {
		return s.result(), err
	}
	extent := s.Extent
	if extent == Guess {
		extent = Whole
	}
	return s.result(), s.whole(extent)
}

func (s *scan) file(fsys fs.FS, name string, prefix uint64, br *bufio.Reader, ends *endings) error {
	f, err := fsys.Open(name)
	if err != nil {
		return fmt.Errorf("cannot be read: %w", bare(err))
	}
	defer func() { _ = f.Close() }()
	br.Reset(f)
	before := s.tally.Lines
	ended, err := s.lines(br, prefix<<restBits, prefixDigits)
	if err != nil {
		return err
	}
	if s.tally.Lines == before {
		return errors.New("the file is empty; the download of it failed. Get it again")
	}
	ends.note(name, ended)
	return nil
}

// bare drops the name that an error of a file system repeats.
func bare(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// endings counts the files whose last line has an end, and those whose has
// none. What Have I Been Pwned gives out has none; some programs add one. In a
// folder of the one kind, a file of the other was cut.
type endings struct {
	with, without           int
	firstWith, firstWithout string
}

func (e *endings) note(name string, ended bool) {
	if ended {
		if e.with++; e.with == 1 {
			e.firstWith = name
		}
		return
	}
	if e.without++; e.without == 1 {
		e.firstWithout = name
	}
}

func (e *endings) agree() error {
	const again = "it may be cut off. Get it again"
	switch {
	case e.with == 0 || e.without == 0:
		return nil
	case e.with > e.without:
		return fmt.Errorf("%s: the last line does not end, as it does in the other files: %s", e.firstWithout, again)
	}
	return fmt.Errorf("%s: the last line ends with a line end, as it does not in the other files: %s", e.firstWith, again)
}

// A form is a way of writing the names of prefix files. Small and capital
// letters, with and without .txt, are the bits.
type form uint8

const (
	isFile  form = 1 << iota
	hasTxt       // XXXXX.txt
	hasTXT       // XXXXX.TXT
	isSmall      // letters of the prefix
)

// fileNames are the names in a folder, by prefix.
type fileNames struct {
	forms []form // 0 for a prefix without a file
	count int
}

// readNames reads the names in a folder and refuses those that are not of
// prefix files: something else may be in it.
func readNames(fsys fs.FS) (*fileNames, error) {
	dir, err := fsys.Open(".")
	if err != nil {
		return nil, fmt.Errorf("the folder cannot be read: %w", bare(err))
	}
	defer func() { _ = dir.Close() }()
	list, ok := dir.(fs.ReadDirFile)
	if !ok {
		return nil, errors.New("the folder cannot be read")
	}
	n := &fileNames{forms: make([]form, prefixes)}
	for {
		// In pieces: a million names at once take much memory.
		entries, err := list.ReadDir(4096)
		for _, e := range entries {
			if err := n.add(e); err != nil {
				return nil, err
			}
		}
		switch {
		case errors.Is(err, io.EOF) || err == nil && len(entries) == 0:
			if n.count == 0 {
				return nil, errors.New("the folder is empty")
			}
			return n, nil
		case err != nil:
			return nil, fmt.Errorf("the folder cannot be read: %w", bare(err))
		}
	}
}

func (n *fileNames) add(e fs.DirEntry) error {
	name := e.Name()
	if name == "sha1.index" || name == "ntlm.index" {
		return nil
	}
	p, f, ok := parseName(name)
	switch {
	case e.IsDir():
		return fmt.Errorf("there is a folder %s in it; the files must lie in one folder, called 00000.txt to FFFFF.txt", quote(name))
	case !ok && strings.Contains(name, "."):
		if p, _, ok := parseName(name[:strings.IndexByte(name, '.')]); ok {
			return fmt.Errorf("the file %s is not one of %0*X.txt or %0*X: a packed file has to be unpacked, and a copy taken out", quote(name), prefixDigits, p, prefixDigits, p)
		}
		fallthrough
	case !ok:
		return fmt.Errorf("there is a file %s in it, which is none of Pwned Passwords (00000.txt to FFFFF.txt); take it out, or look whether this is the right folder", quote(name))
	case n.forms[p] != 0:
		other, _ := n.of(p)
		return fmt.Errorf("there are two files of the same hashes, %s and %s; take the older one out", quote(other), quote(name))
	}
	n.forms[p] = f
	n.count++
	return nil
}

// parseName reads the name of a prefix file.
func parseName(name string) (prefix int, f form, ok bool) {
	f = isFile
	digits, ok := strings.CutSuffix(name, txt)
	if ok {
		f |= hasTxt
	} else if digits, ok = strings.CutSuffix(name, strings.ToUpper(txt)); ok {
		f |= hasTXT
	}
	if len(digits) != prefixDigits {
		return 0, 0, false
	}
	p, err := strconv.ParseUint(digits, 16, prefixBits)
	if err != nil {
		return 0, 0, false
	}
	switch digits {
	case strings.ToUpper(digits):
	case strings.ToLower(digits):
		f |= isSmall
	default:
		return 0, 0, false
	}
	return int(p), f, true
}

// of returns the name of the file of a prefix.
func (n *fileNames) of(p int) (string, bool) {
	f := n.forms[p]
	if f == 0 {
		return "", false
	}
	name := fmt.Sprintf("%0*X", prefixDigits, p)
	if f&isSmall != 0 {
		name = strings.ToLower(name)
	}
	switch {
	case f&hasTxt != 0:
		name += txt
	case f&hasTXT != 0:
		name += strings.ToUpper(txt)
	}
	return name, true
}

// complete reports the prefixes that have no file.
func (n *fileNames) complete() error {
	if n.count == prefixes {
		return nil
	}
	for p, f := range n.forms {
		if f == 0 {
			return fmt.Errorf("%d of the %d files are missing, %0*X.txt the first of them: the download is not whole, and Neem would call the missing passwords safe. Get it again. If it is meant to be only a part, write complete = false in its source", prefixes-n.count, prefixes, prefixDigits, p)
		}
	}
	return nil
}
