package edition

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"

	"neem/assets/facts"
	"neem/assets/fonts"
	"neem/check/catalog"
	"neem/check/guide"
	"neem/locale"
)

// FileName is what the file of an edition is called where it is published.
const FileName = "guidance.zip"

// MaxBytes is how long the file of an edition may be. Four languages need a
// twentieth of it.
const MaxBytes = 4 << 20

// Further limits on what a foreign file may make the reader do.
const (
	maxEntries  = 1000     // files in it
	maxEntry    = 1 << 20  // bytes of one of them
	maxUnpacked = 16 << 20 // bytes of all of them
)

// The folders of an edition's file.
const (
	factsFolder = "facts"
	wordsFolder = "locale"
)

// factFiles are the files of facts that this format has.
func factFiles() []string {
	return []string{
		"channels.toml", "classes.toml", "leaks.toml", "risks.toml", "rules.toml",
		"scams.toml", "situations.toml", "sources.toml", "steps.toml",
	}
}

// wordFile is how files of words are called. Their names mean nothing, so that
// a newer edition may have others.
var wordFile = regexp.MustCompile(`^` + wordsFolder + `/[A-Za-z0-9-]{2,35}/[a-z][a-z0-9_]{0,60}\.toml$`)

// Make makes the file of an edition from files of facts and a folder of words
// for each language. The same input gives the same bytes. What it returns,
// [Read] has accepted.
func Make(number uint64, date locale.Date, facts, words fs.FS) ([]byte, error) {
	i := Imprint{Format: Format, Number: number, Date: date}
	if err := i.check(); err != nil {
		return nil, fmt.Errorf("making the edition: %w", err)
	}
	files := map[string][]byte{imprintFile: i.bytes()}
	if err := collect(files, facts, factsFolder, "*.toml"); err != nil {
		return nil, err
	}
	delete(files, path.Join(factsFolder, imprintFile)) // the new one stands above
	if err := collect(files, words, wordsFolder, "*/*.toml"); err != nil {
		return nil, err
	}
	data, err := pack(files, i)
	if err != nil {
		return nil, fmt.Errorf("packing the edition: %w", err)
	}
	if _, err := Read(bytes.NewReader(data), int64(len(data))); err != nil {
		return nil, err
	}
	return data, nil
}

// collect reads the files of a pattern.
func collect(into map[string][]byte, fsys fs.FS, folder, pattern string) error {
	names, err := fs.Glob(fsys, pattern)
	if err != nil {
		return fmt.Errorf("reading the %s: %w", folder, err)
	}
	if len(names) == 0 {
		return fmt.Errorf("reading the %s: there are no files %s", folder, pattern)
	}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("reading the %s: %w", folder, err)
		}
		into[path.Join(folder, name)] = data
	}
	return nil
}

// pack writes files as a ZIP file: by name, all as old as the edition.
func pack(files map[string][]byte, i Imprint) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: i.Date.First()})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Open reads the file of an edition as [Read] does.
func Open(path string) (*Edition, error) { return open(path, Read) }

func open(path string, read func(io.ReaderAt, int64) (*Edition, error)) (*Edition, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, &Error{Reason: Unreadable, Path: path, Err: err}
	}
	e, err := read(bytes.NewReader(data), int64(len(data)))
	if refused, ok := errors.AsType[*Error](err); ok {
		return nil, &Error{Reason: refused.Reason, Path: path, Err: refused.Err}
	}
	return e, err
}

// ImprintOf says which edition a file is, without looking at the rest of it.
// Every error is an [*Error].
func ImprintOf(r io.ReaderAt, size int64) (Imprint, error) {
	files, err := unpack(r, size)
	if err != nil {
		return Imprint{}, err
	}
	return ReadImprint(files)
}

// OpenNewer opens the file of an edition if it supersedes the one that is held.
func OpenNewer(path string, held Imprint) (*Edition, error) {
	return open(path, func(r io.ReaderAt, size int64) (*Edition, error) {
		i, err := ImprintOf(r, size)
		if err != nil {
			return nil, err
		}
		if !i.Supersedes(held) {
			return nil, refuse(Older, fmt.Errorf("it is edition %d of %s; edition %d of %s is there", i.Number, i.Date, held.Number, held.Date))
		}
		return Read(r, size)
	})
}

// readFile reads a file, but no more of it than is needed to refuse it. A pipe
// is not opened: it could keep a start waiting.
func readFile(path string) (data []byte, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no plain file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, MaxBytes+1))
}

// errPanicked marks an error that was a panic.
var errPanicked = errors.New("reading it failed unexpectedly")

// Read reads the file of an edition and checks everything in it: what is
// checked of the built-in one, whether it fits this program, and what nobody
// may be without (see the package comment). Every error is an [*Error].
//
// It does not ask who made the file, nor whether it is newer than what is
// held; see [Imprint.Supersedes].
func Read(r io.ReaderAt, size int64) (e *Edition, err error) {
	// The file is read at every start. Whatever fault in a parser it may meet,
	// people must still get the guidance that is built in.
	defer func() {
		if p := recover(); p != nil {
			e, err = nil, refuse(Damaged, fmt.Errorf("%w: %v", errPanicked, p))
		}
	}()
	files, err := unpack(r, size)
	if err != nil {
		return nil, err
	}
	imprint, err := ReadImprint(files)
	if err != nil {
		return nil, err
	}
	if err := checkNames(files.File); err != nil {
		return nil, refuse(Damaged, err)
	}
	facts, err := fs.Sub(files, factsFolder)
	if err != nil {
		return nil, refuse(Damaged, err)
	}
	words, err := fs.Sub(files, wordsFolder)
	if err != nil {
		return nil, refuse(Damaged, err)
	}
	return load(imprint, facts, words)
}

// unpack opens a ZIP file and reads it once, so that it is known to be small
// and whole.
func unpack(r io.ReaderAt, size int64) (*zip.Reader, error) {
	if size > MaxBytes {
		return nil, refuse(Damaged, fmt.Errorf("it has %d bytes, more than %d", size, MaxBytes))
	}
	files, err := zip.NewReader(r, size)
	if err != nil {
		return nil, refuse(Damaged, err)
	}
	if len(files.File) > maxEntries {
		return nil, refuse(Damaged, fmt.Errorf("it holds %d files, more than %d", len(files.File), maxEntries))
	}
	left := int64(maxUnpacked)
	names := make(map[string]bool)
	for _, f := range files.File {
		if names[f.Name] {
			return nil, refuse(Damaged, fmt.Errorf("it holds %q twice", f.Name))
		}
		names[f.Name] = true
		n, err := readEntry(f, min(left, maxEntry))
		if err != nil {
			return nil, refuse(Damaged, fmt.Errorf("%q: %w", f.Name, err))
		}
		left -= n
	}
	return files, nil
}

// readEntry reads a file of a ZIP file to its end, where its checksum is
// compared, and returns its size.
func readEntry(f *zip.File, limit int64) (int64, error) {
	const encrypted = 1
	switch {
	case !f.Mode().IsRegular() || !fs.ValidPath(f.Name):
		return 0, errors.New("it is no plain file")
	case f.Flags&encrypted != 0 || f.Method != zip.Store && f.Method != zip.Deflate:
		return 0, errors.New("it is packed in a way that is not used here")
	case f.CRC32 == 0 && f.UncompressedSize64 > 0:
		return 0, errors.New("it has no checksum") // archive/zip takes 0 for none
	}
	in, err := f.Open()
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(io.Discard, io.LimitReader(in, limit+1))
	if err == nil && n > limit {
		err = errors.New("it is too large")
	}
	return n, errors.Join(err, in.Close())
}

// checkNames refuses files that an edition of this format does not have.
func checkNames(files []*zip.File) error {
	var faults []error
	for _, f := range files {
		folder, name := path.Split(f.Name)
		known := f.Name == imprintFile || wordFile.MatchString(f.Name) ||
			folder == factsFolder+"/" && slices.Contains(factFiles(), name)
		if !known {
			faults = append(faults, fmt.Errorf("%q is no file of an edition", f.Name))
		}
	}
	return errors.Join(faults...)
}

// load loads facts and words that were made elsewhere, and fits them to this
// program.
func load(imprint Imprint, factFiles, wordFiles fs.FS) (*Edition, error) {
	g, err := guide.Load(factFiles)
	if err != nil {
		return nil, refuseFacts(err)
	}
	leaks, err := catalog.Load(factFiles, g)
	if err != nil {
		return nil, refuseFacts(err)
	}
	words, leftOut, err := locale.LoadOver(wordFiles, locale.JoinFacts(g, leaks), locale.Program{
		Words: locale.Files(), Owns: ownedByProgram, Shows: fonts.Covers,
	})
	if err != nil {
		return nil, refuse(Unfit, err)
	}
	e := &Edition{Imprint: imprint, Guide: g, Leaks: leaks, Locales: words, LeftOut: leftOut}
	if err := e.checkWords(); err != nil {
		return nil, refuse(Unfit, err)
	}
	own, err := guide.Load(facts.FS)
	if err != nil {
		return nil, refuse(Unfit, fmt.Errorf("loading the built-in guidance: %w", err))
	}
	if err := e.floor(own); err != nil {
		return nil, refuse(Unfit, err)
	}
	return e, nil
}
