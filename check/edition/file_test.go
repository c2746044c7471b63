package edition

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"neem/assets/facts"
	"neem/locale"
)

var later = locale.Date{Year: 2026, Month: 11, Day: 25}

// sources are the files of the built-in edition as they stand in a file of
// edition 2.
func sources(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	if err := errors.Join(collect(files, facts.FS, factsFolder, "*.toml"), collect(files, locale.Files(), wordsFolder, "*/*.toml")); err != nil {
		t.Fatal(err)
	}
	delete(files, "facts/edition.toml")
	files[imprintFile] = Imprint{Format: Format, Number: 2, Date: later}.bytes()
	return files
}

// replace changes a text that must stand in a file.
func replace(t testing.TB, files map[string][]byte, name, old, with string) {
	t.Helper()
	if !bytes.Contains(files[name], []byte(old)) {
		t.Fatalf("%s has no %q", name, old)
	}
	files[name] = bytes.Replace(files[name], []byte(old), []byte(with), 1)
}

// inEvery changes a file of words in every language.
func inEvery(files map[string][]byte, name string, change func(string) string) {
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(file, wordsFolder+"/") && path.Base(file) == name {
			files[file] = []byte(change(string(files[file])))
		}
	}
}

// cut takes a text out of a file of words: the line of a key in a table.
func cut(table, key string) func(string) string {
	return func(s string) string {
		head, rest, _ := strings.Cut(s, "["+table+"]\n")
		before, after, _ := strings.Cut("\n"+rest, "\n"+key+" = ")
		_, after, _ = strings.Cut(after, "\n")
		return head + "[" + table + "]" + before + "\n" + after
	}
}

func read(t testing.TB, files map[string][]byte) (*Edition, error) {
	t.Helper()
	data, err := pack(files, Imprint{Date: later})
	if err != nil {
		t.Fatal(err)
	}
	return Read(bytes.NewReader(data), int64(len(data)))
}

func mustRead(t testing.TB, files map[string][]byte) *Edition {
	t.Helper()
	e, err := read(t, files)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// content is everything in an edition that can be read.
func content(e *Edition) string {
	var b strings.Builder
	fmt.Fprintln(&b, e.Imprint)
	for _, c := range e.Guide.Channels() {
		fmt.Fprintf(&b, "%+v\n", c)
	}
	for _, f := range e.Facts() {
		fmt.Fprintf(&b, "%+v\n", f)
	}
	for _, s := range e.Guide.Situations() {
		fmt.Fprintf(&b, "%+v\n", s)
	}
	for _, l := range e.Leaks.Leaks() {
		l.List = nil // a pointer, which is never the same
		fmt.Fprintf(&b, "%+v\n", l)
	}
	for _, l := range e.Locales.Languages() {
		m := e.Locales.Messages(l.Tag)
		fmt.Fprintf(&b, "%+v\n", l)
		for _, key := range m.Keys() {
			fmt.Fprintln(&b, key, m.Text(key), m.Plural(key, 2))
		}
	}
	return b.String()
}

func TestRoundTrip(t *testing.T) {
	data, err := Make(2, later, facts.FS, locale.Files())
	if err != nil {
		t.Fatal(err)
	}
	e, err := Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	own, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	if (e.Imprint != Imprint{Format: 1, Number: 2, Date: later}) || len(e.LeftOut) > 0 {
		t.Errorf("%+v, without %v", e.Imprint, e.LeftOut)
	}
	if !e.Supersedes(own.Imprint) || own.Supersedes(e.Imprint) || own.Supersedes(own.Imprint) {
		t.Error("the editions are in the wrong order")
	}
	e.Imprint = own.Imprint
	for _, m := range []*Edition{e, own} { // hours are pointers too
		if c, ok := m.Guide.Channel("erss"); !ok || !c.Hours.Always {
			t.Error("112 has other hours")
		}
	}
	if got, want := withoutPointers(content(e)), withoutPointers(content(own)); got != want {
		t.Error("what was read is not what was written")
	}
	file := filepath.Join(t.TempDir(), FileName)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if e, err := Open(file); err != nil || e.Number != 2 {
		t.Errorf("%v", err)
	}
}

// withoutPointers leaves addresses out.
func withoutPointers(s string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(s, "0x") {
		b.WriteString(strings.TrimLeft(part, "0123456789abcdef"))
	}
	return b.String()
}

func TestSameSourceSameBytes(t *testing.T) {
	a, err := Make(2, later, facts.FS, locale.Files())
	if err != nil {
		t.Fatal(err)
	}
	b, err := Make(2, later, facts.FS, locale.Files())
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("two files of the same edition differ: %v", err)
	}
	files, err := zip.NewReader(bytes.NewReader(a), int64(len(a)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files.File {
		names = append(names, f.Name)
		if !f.Modified.Equal(later.First()) {
			t.Errorf("%s is of %v", f.Name, f.Modified)
		}
	}
	if !slices.IsSorted(names) {
		t.Errorf("the files are not sorted: %v", names)
	}
}

func TestMakeRefuses(t *testing.T) {
	if _, err := Make(0, later, facts.FS, locale.Files()); err == nil {
		t.Error("edition 0 was made")
	}
	if _, err := Make(2, locale.Date{Year: 2026}, facts.FS, locale.Files()); err == nil {
		t.Error("an edition without a day was made")
	}
	if _, err := Make(2, locale.Date{Year: 2026, Month: 1, Day: 1}, facts.FS, locale.Files()); err == nil {
		t.Error("an edition before its facts was made")
	}
	if _, err := Make(2, later, locale.Files(), facts.FS); err == nil {
		t.Error("an edition without facts was made")
	}
}

// Every way in which an edition can be unfit to be used, and the reason that a
// person is told.
func TestRefusals(t *testing.T) {
	type files = map[string][]byte
	tests := []struct {
		name   string
		change func(testing.TB, files)
		reason Reason
		says   string
	}{
		// How it is packed.
		{"no imprint", func(_ testing.TB, f files) { delete(f, imprintFile) }, Damaged, imprintFile},
		{"an imprint that is no TOML", func(_ testing.TB, f files) { f[imprintFile] = []byte("number 2") }, Damaged, imprintFile},
		{"no number", func(_ testing.TB, f files) { f[imprintFile] = []byte("format = 1\ndate = \"2026-11-25\"\n") }, Damaged, "number"},
		{"a negative number", func(_ testing.TB, f files) {
			f[imprintFile] = []byte("format = 1\nnumber = -2\ndate = \"2026-11-25\"\n")
		}, Damaged, imprintFile},
		{"no day", func(_ testing.TB, f files) { f[imprintFile] = []byte("format = 1\nnumber = 2\ndate = \"2026-11\"\n") }, Damaged, "day"},
		{"a field too many", func(t testing.TB, f files) { f[imprintFile] = append(f[imprintFile], "who = \"x\"\n"...) }, Damaged, "who"},
		{"no format", func(t testing.TB, f files) { replace(t, f, imprintFile, "format = 1", "format = 0") }, Damaged, "format"},
		{"another file", func(_ testing.TB, f files) { f["readme.txt"] = []byte("x") }, Damaged, "readme.txt"},
		{"another file of facts", func(_ testing.TB, f files) { f["facts/laws.toml"] = []byte("x = 1") }, Damaged, "laws"},
		{"a folder in the facts", func(_ testing.TB, f files) { f["facts/a/steps.toml"] = []byte("x = 1") }, Damaged, "facts/a"},
		{"a file outside", func(_ testing.TB, f files) { f["../steps.toml"] = []byte("x = 1") }, Damaged, "plain"},
		{"a file outside, further in", func(_ testing.TB, f files) { f["locale/../../x.toml"] = []byte("x = 1") }, Damaged, "plain"},
		{"an absolute name", func(_ testing.TB, f files) { f["/etc/x.toml"] = []byte("x = 1") }, Damaged, "plain"},
		{"a Windows name", func(_ testing.TB, f files) { f[`locale\en\x.toml`] = []byte("x = 1") }, Damaged, "no file of an edition"},
		{"a drive", func(_ testing.TB, f files) { f[`C:x.toml`] = []byte("x = 1") }, Damaged, "no file of an edition"},
		{"a folder", func(_ testing.TB, f files) { f["locale/xx/"] = nil }, Damaged, "plain"},
		{"too large a file", func(_ testing.TB, f files) { f["locale/en/x.toml"] = bytes.Repeat([]byte("#"), maxEntry+1) }, Damaged, "too large"},
		{"too much in all", func(_ testing.TB, f files) {
			for i := range 20 {
				f[fmt.Sprintf("locale/en/x%d.toml", i)] = bytes.Repeat([]byte("#"), maxEntry)
			}
		}, Damaged, "too large"},
		{"too many files", func(_ testing.TB, f files) {
			for i := range maxEntries {
				f[fmt.Sprintf("locale/en/x%d.toml", i)] = nil
			}
		}, Damaged, "files"},

		// What a newer program may know.
		{"a newer format", func(t testing.TB, f files) {
			f[imprintFile] = []byte("format = 2\nnumber = \"II\"\n")
			f["facts/laws.toml"] = []byte("x = 1")
		}, Newer, "format 2"},
		{"a new kind of fact", func(_ testing.TB, f files) {
			f["facts/steps.toml"] = append(f["facts/steps.toml"], "[[hint]]\nid = \"x\"\n"...)
		}, Newer, "hint"},
		{"a new field", func(t testing.TB, f files) {
			replace(t, f, "facts/channels.toml", "cost = \"toll_free\"", "cost = \"toll_free\"\nvideo = true")
		}, Newer, "video"},
		{"a new word in a field", func(t testing.TB, f files) {
			replace(t, f, "facts/channels.toml", "cost = \"toll_free\"", "cost = \"cheap\"")
		}, Newer, "cheap"},
		{"a new time for a step", func(t testing.TB, f files) {
			replace(t, f, "facts/steps.toml", "when = \"now\"", "when = \"before\"")
		}, Newer, "before"},
		{"a new status of leaks", func(t testing.TB, f files) {
			replace(t, f, "facts/leaks.toml", "status = \"disputed\"", "status = \"sealed\"")
		}, Newer, "sealed"},

		// What does not fit together.
		{"a file of facts is missing", func(_ testing.TB, f files) { delete(f, "facts/rules.toml") }, Unfit, "rules.toml"},
		{"a fact that nobody verified", func(t testing.TB, f files) {
			replace(t, f, "facts/steps.toml", "grade = \"A\"", "grade = \"U\"")
		}, Unfit, "not verified"},
		{"a source that is not there", func(t testing.TB, f files) {
			replace(t, f, "facts/channels.toml", "sources = [\"S01\"", "sources = [\"S999\"")
		}, Unfit, "S999"},
		{"a fact without words", func(t testing.TB, f files) {
			inEvery(f, "steps.toml", cut("step.bank_block", "title"))
		}, Unfit, "step.bank_block.title is missing"},
		{"words about nothing", func(_ testing.TB, f files) {
			inEvery(f, "steps.toml", func(s string) string { return s + "\n[step.gone]\ntitle = \"x\"\n" })
		}, Unfit, "step.gone.title is about nothing"},
		{"words about an unknown fact", func(t testing.TB, f files) {
			inEvery(f, "steps.toml", func(s string) string {
				return strings.Replace(s, "{@channel.ncrp_1930.phone}", "{@channel.gone.phone}", 1)
			})
		}, Unfit, "channel.gone.phone"},
		{"a text in one language only", func(_ testing.TB, f files) {
			f["locale/ta/x.toml"] = []byte("[x]\ny = \"z\"\n")
		}, Unfit, "x.y"},
		{"holes in one language only", func(t testing.TB, f files) {
			replace(t, f, "locale/hi/interface.toml", "{@channel.ncrp_1930.phone}", "1")
		}, Unfit, "has the holes"},
		{"a language of the program is missing", func(_ testing.TB, f files) {
			maps.DeleteFunc(f, func(name string, _ []byte) bool { return strings.HasPrefix(name, "locale/ur/") })
		}, Unfit, `the language "ur" is missing`},
		{"English is missing", func(_ testing.TB, f files) {
			maps.DeleteFunc(f, func(name string, _ []byte) bool { return strings.HasPrefix(name, "locale/en/") })
		}, Unfit, `"en"`},
		{"a language without its grammar", func(_ testing.TB, f files) { delete(f, "locale/ta/language.toml") }, Unfit, "ta"},
		{"a key without end", func(_ testing.TB, f files) {
			f["locale/en/x.toml"] = []byte("a" + strings.Repeat(".a", 100_000) + " = \"x\"\n")
		}, Unfit, "at most"},
		{"nesting without end", func(_ testing.TB, f files) {
			f["locale/en/x.toml"] = []byte("a = " + strings.Repeat("[", 1<<19))
		}, Unfit, "x.toml"},

		// What nobody may be without.
		{"another 1930", func(t testing.TB, f files) {
			replace(t, f, "facts/channels.toml", `phones = ["1930"]`, `phones = ["1390"]`)
			replace(t, f, "facts/channels.toml", `permanent = true`, `expires = "2026-12-20"`)
		}, Unfit, `"ncrp_1930" should be reached at [1930] only`},
		{"1930 and another number", func(t testing.TB, f files) {
			replace(t, f, "facts/channels.toml", `phones = ["1930"]`, `phones = ["1930", "1390"]`)
		}, Unfit, `"ncrp_1930" should be reached at [1930] only`},
		{"1930 and a chat", func(t testing.TB, f files) {
			replace(t, f, "facts/channels.toml", `phones = ["1930"]`, "phones = [\"1930\"]\nwhatsapp = [\"9876543210\"]")
		}, Unfit, "reached at"},
		{"112 at another name", func(t testing.TB, f files) {
			for name := range f {
				f[name] = bytes.ReplaceAll(bytes.ReplaceAll(f[name], []byte(`"erss"`), []byte(`"help"`)), []byte("channel.erss"), []byte("channel.help"))
			}
		}, Unfit, `channel.erss`},
		{"1930 is not among the first", func(t testing.TB, f files) {
			replace(t, f, "facts/channels.toml", "urgent = 2\n", "")
		}, Unfit, `"ncrp_1930" is no longer one`},
		{"1930 before the bank", func(t testing.TB, f files) {
			replace(t, f, "facts/channels.toml", "urgent = 2\n", "urgent = 9\n")
			replace(t, f, "facts/channels.toml", "urgent = 1\n", "urgent = 2\n")
			replace(t, f, "facts/channels.toml", "urgent = 9\n", "urgent = 1\n")
		}, Unfit, "sooner"},
		{"another place to go when nobody answers", func(t testing.TB, f files) {
			replace(t, f, "facts/channels.toml", "fallback = \"ncrp_portal\"", "fallback = \"chakshu\"")
		}, Unfit, "nobody answers"},
		{"danger no longer leads to 112", func(t testing.TB, f files) {
			replace(t, f, "facts/situations.toml", `steps = ["call_112", `, `steps = [`)
		}, Unfit, `"danger" should lead to [erss]`},
		{"money leads to 1930 before the bank", func(t testing.TB, f files) {
			replace(t, f, "facts/situations.toml", `["bank_block", "call_1930", "portal_complete"]`, `["call_1930", "bank_block", "portal_complete"]`)
		}, Unfit, `"money" should lead to [bank ncrp_1930]`},
		{"expired at its own date", func(t testing.TB, f files) {
			f[imprintFile] = Imprint{Format: 1, Number: 2, Date: locale.Date{Year: 2027, Month: 6, Day: 1}}.bytes()
		}, Unfit, "expired on"},
		{"checked after its date", func(t testing.TB, f files) {
			f[imprintFile] = Imprint{Format: 1, Number: 2, Date: locale.Date{Year: 2026, Month: 11, Day: 1}}.bytes()
		}, Unfit, "was checked on"},
		{"a number typed into a text", func(t testing.TB, f files) {
			replace(t, f, "locale/en/steps.toml", "title = \"", "title = \"Dial 1390. ")
		}, Unfit, "typed into it"},
		{"a number typed in other digits", func(t testing.TB, f files) {
			replace(t, f, "locale/hi/steps.toml", "title = \"", "title = \"१३९० ")
		}, Unfit, "typed into it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := sources(t)
			tt.change(t, f)
			e, err := read(t, f)
			refused, ok := errors.AsType[*Error](err)
			if !ok || e != nil || errors.Is(err, errPanicked) {
				t.Fatalf("it was not refused: %v", err)
			}
			if refused.Reason != tt.reason || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("refused as %q: %.600v\nwant %q and %q", refused.Reason, err, tt.reason, tt.says)
			}
		})
	}
	mustRead(t, sources(t)) // what every test begins with is good
}

// raw makes a ZIP file entry by entry.
func raw(t *testing.T, files map[string][]byte, add func(*zip.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(files[name]); err != nil {
			t.Fatal(err)
		}
	}
	add(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What other programs can put into a ZIP file.
func TestHostileZIP(t *testing.T) {
	entry := func(h zip.FileHeader, data []byte) func(*zip.Writer) {
		return func(w *zip.Writer) {
			f, err := w.CreateRaw(&h)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write(data); err != nil {
				t.Fatal(err)
			}
		}
	}
	link := zip.FileHeader{Name: "locale/en/x.toml", CRC32: 1}
	link.SetMode(fs.ModeSymlink | 0o777)
	bomb := raw(t, nil, func(w *zip.Writer) {
		f, err := w.Create("x")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(make([]byte, 64<<20)); err != nil {
			t.Fatal(err)
		}
	})
	packed, err := zip.NewReader(bytes.NewReader(bomb), int64(len(bomb)))
	if err != nil {
		t.Fatal(err)
	}
	in, err := packed.File[0].OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	zeros, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		data []byte
	}{
		{"nothing", nil},
		{"no ZIP file", []byte("Neem")},
		{"no files", raw(t, nil, func(*zip.Writer) {})},
		{"too large", make([]byte, MaxBytes+1)},
		{"a link", raw(t, sources(t), entry(link, nil))},
		{"a name twice", raw(t, sources(t), entry(zip.FileHeader{Name: imprintFile}, nil))},
		{"encrypted", raw(t, sources(t), entry(zip.FileHeader{Name: "locale/en/x.toml", Flags: 1}, nil))},
		{"packed in another way", raw(t, sources(t), entry(zip.FileHeader{Name: "locale/en/x.toml", Method: 12}, nil))},
		{"without a checksum", raw(t, sources(t), entry(zip.FileHeader{
			Name: "locale/en/x.toml", CompressedSize64: 5, UncompressedSize64: 5,
		}, []byte("x = 1")))},
		{"another checksum", raw(t, sources(t), entry(zip.FileHeader{
			Name: "locale/en/x.toml", CRC32: 1, CompressedSize64: 5, UncompressedSize64: 5,
		}, []byte("x = 1")))},
		{"a bomb", raw(t, sources(t), entry(zip.FileHeader{
			Name: "locale/en/x.toml", Method: zip.Deflate, CRC32: 1,
			CompressedSize64: uint64(len(zeros)), UncompressedSize64: 64 << 20,
		}, zeros))},
		{"a bomb that says it is small", raw(t, sources(t), entry(zip.FileHeader{
			Name: "locale/en/x.toml", Method: zip.Deflate, CRC32: 1,
			CompressedSize64: uint64(len(zeros)), UncompressedSize64: 100,
		}, zeros))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(bytes.NewReader(tt.data), int64(len(tt.data)))
			if refused, ok := errors.AsType[*Error](err); !ok || refused.Reason != Damaged || errors.Is(err, errPanicked) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		path   string
		reason Reason
	}{{filepath.Join(dir, "none.zip"), Unreadable}, {dir, Unreadable}, {os.DevNull, Unreadable}} {
		_, err := Open(tt.path)
		if refused, ok := errors.AsType[*Error](err); !ok || refused.Reason != tt.reason || refused.Path != tt.path {
			t.Errorf("%s: %v", tt.path, err)
		}
	}
}

// A damaged file is refused, or the damage is where nothing is read.
func TestFlippedBits(t *testing.T) {
	data, err := Make(2, later, facts.FS, locale.Files())
	if err != nil {
		t.Fatal(err)
	}
	good, err := Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	want := withoutPointers(content(good))
	random := rand.New(rand.NewPCG(1, 2))
	n, survived := 1500, 0
	if testing.Short() {
		n = 60
	}
	directory := bytes.Index(data, []byte("PK\x01\x02"))
	for i := range n {
		damaged := slices.Clone(data)
		at := random.IntN(len(data))
		if i%2 == 0 { // as often where the files are listed, which is short
			at = directory + random.IntN(len(data)-directory)
		}
		damaged[at] ^= 1 << random.IntN(8)
		e, err := Read(bytes.NewReader(damaged), int64(len(damaged)))
		if errors.Is(err, errPanicked) {
			t.Fatalf("byte %d: %v", at, err)
		}
		if err == nil {
			if survived++; withoutPointers(content(e)) != want {
				t.Fatalf("byte %d: the damage was read", at)
			}
		}
	}
	for range 200 {
		damaged := data[:random.IntN(len(data))]
		if _, err := Read(bytes.NewReader(damaged), int64(len(damaged))); err == nil {
			t.Fatalf("%d of %d bytes were read", len(damaged), len(data))
		}
	}
	t.Logf("%d of %d flipped bits mean nothing", survived, n)
}

func FuzzRead(f *testing.F) {
	data, err := Make(2, later, facts.FS, locale.Files())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := Read(bytes.NewReader(data), int64(len(data)))
		check(t, err)
	})
}

// The packing hides what is inside from a fuzzer; here it changes the files.
func FuzzFiles(f *testing.F) {
	files := sources(f)
	for _, name := range []string{imprintFile, "facts/situations.toml", "facts/channels.toml", "locale/ta/status.toml", "locale/ur/language.toml"} {
		f.Add(name, files[name])
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if name != imprintFile && !wordFile.MatchString(name) && path.Dir(name) != factsFolder {
			t.Skip()
		}
		fsys := fstest.MapFS{}
		for name, data := range files {
			fsys[name] = &fstest.MapFile{Data: data}
		}
		fsys[name] = &fstest.MapFile{Data: data}
		imprint, err := ReadImprint(fsys)
		if check(t, err); err != nil {
			return
		}
		facts, err := fs.Sub(fsys, factsFolder)
		if err != nil {
			t.Fatal(err)
		}
		words, err := fs.Sub(fsys, wordsFolder)
		if err != nil {
			t.Fatal(err)
		}
		_, err = load(imprint, facts, words)
		check(t, err)
	})
}

// check wants no error but an Error, and no panic.
func check(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if _, ok := errors.AsType[*Error](err); !ok || errors.Is(err, errPanicked) {
		t.Fatal(err)
	}
}
