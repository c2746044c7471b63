package supply

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"neem/check/pack"
	"neem/check/store"
	"neem/check/supply/manifest"
	"neem/check/supply/testrepo"
	"neem/check/supply/trust"
)

const members = "invented/members"

// packs are the files of invented packs, and editions of the guidance, made once for
// all tests.
type packs struct {
	one, two []string
	guidance map[uint64][]byte // 2 and 3; 1 is built in
}

var invented packs // by TestMain

// A desk is a person's computer: a data folder with a book and a store, and the
// publisher whom they added.
type desk struct {
	t     *testing.T
	store *store.Store
	book  *Book
	pub   *testrepo.Publisher
	fp    string
	// project is the first root of the project's publisher, which is pub then.
	project []byte
}

// newDesk has the publisher's first edition on disk, nothing installed.
func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, pub: newPublisher(t)}
	d.open(t.TempDir())
	d.add()
	return d
}

func (d *desk) open(dir string) {
	d.t.Helper()
	s, err := store.Open(d.t.Context(), dir)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = s.Close() })
	d.store, d.book = s, OpenBook(filepath.Join(dir, FolderName), d.project)
}

func (d *desk) add() {
	d.t.Helper()
	i, err := Meet(d.t.Context(), d.folder())
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.book.Accept(d.t.Context(), i); err != nil {
		d.t.Fatal(err)
	}
	d.fp = i.Fingerprint
}

func newPublisher(t *testing.T) *testrepo.Publisher {
	t.Helper()
	p, err := testrepo.New("Example NGO", 0)
	must(t, err)
	publish(t, p, "2026-11-01", invented.one)
	return p
}

func publish(t *testing.T, p *testrepo.Publisher, day string, files []string) {
	t.Helper()
	must(t, p.Add(t.Context(), day, files...))
	must(t, p.Publish())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// folder writes the publisher's files as they are now into a new folder.
func (d *desk) folder() *Source {
	d.t.Helper()
	return folderOf(d.t, d.pub)
}

func folderOf(t *testing.T, p *testrepo.Publisher) *Source {
	t.Helper()
	dir := t.TempDir()
	must(t, p.Write(dir))
	s, err := Folder(dir)
	must(t, err)
	return s
}

func (d *desk) plan(from *Source) (*Plan, error) {
	d.t.Helper()
	have, err := HoldingsOf(d.t.Context(), d.store)
	must(d.t, err)
	return d.book.Plan(d.t.Context(), d.fp, from, have)
}

func (d *desk) update(from *Source) error {
	d.t.Helper()
	plan, err := d.plan(from)
	if err != nil {
		return err
	}
	return d.book.Fetch(d.t.Context(), plan, from, InstallOn(d.store, d.fp), nil)
}

// holds makes sure that exactly an edition of the pack is installed, whole, that it
// answers, and that nothing is left that could grow: 0 is none.
func (d *desk) holds(edition uint64) {
	d.t.Helper()
	opened, err := d.store.OpenPacks(d.t.Context())
	must(d.t, err)
	shards := 0
	for _, o := range opened {
		if o.Err != nil {
			d.t.Errorf("broken: %v", o.Err)
			continue
		}
		p, h := o.Pack, o.Pack.Header()
		if h.ID != members || h.Edition != edition {
			d.t.Errorf("%s edition %d is installed, want %d", h.ID, h.Edition, edition)
		}
		if err := p.Verify(d.t.Context(), nil); err != nil {
			d.t.Error(err)
		}
		shards++
		must(d.t, p.Close())
	}
	want := map[uint64]int{0: 0, 1: len(invented.one), 2: len(invented.two)}[edition]
	if shards != want {
		d.t.Errorf("%d files of edition %d are installed, want %d", shards, edition, want)
	}
	left, err := filepath.Glob(filepath.Join(d.store.Folder(), "packs", "*"))
	must(d.t, err)
	left = slices.DeleteFunc(left, func(path string) bool { return strings.HasPrefix(filepath.Base(path), ".lock") })
	if len(left) != want {
		d.t.Errorf("packs/ holds %q", left)
	}
	d.littleLeft()
}

// littleLeft makes sure that what is being fetched is at most what one edition has.
func (d *desk) littleLeft() {
	d.t.Helper()
	most := int64(0)
	for _, m := range d.pub.Packs {
		most = max(most, m.Bytes())
	}
	if d.pub.Guidance != nil {
		most += d.pub.Guidance.Length
	}
	var files []string
	var bytes int64
	err := filepath.WalkDir(d.book.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil && filepath.Base(filepath.Dir(path)) == stagingFolder {
			files, bytes = append(files, e.Name()), bytes+info.Size()
		}
		return err
	})
	must(d.t, err)
	if bytes > most || len(files) > manifest.MaxShards {
		d.t.Errorf("%d bytes in %q are left", bytes, files)
	}
}

// staged lists what is being fetched.
func (d *desk) staged() []string {
	d.t.Helper()
	entries, err := os.ReadDir(filepath.Join(d.book.folder(d.fp), stagingFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestUpdateFromFolder(t *testing.T) {
	d := newDesk(t)
	first := d.folder()
	plan, err := d.plan(first)
	must(t, err)
	m := d.pub.Packs[members]
	if len(plan.Offers) != 1 || plan.Offers[0].Held != 0 || len(plan.Offers[0].Fetch) != len(m.Shards) ||
		plan.Bytes() != m.Bytes() || plan.Todo() != 1 || plan.Publisher.Name != "Example NGO" || plan.FormerName != "" {
		t.Fatalf("%+v", plan)
	}
	var last Progress
	must(t, d.book.Fetch(t.Context(), plan, first, InstallOn(d.store, d.fp), func(p Progress) {
		if p.Step == last.Step && p.Done < last.Done || p.Done > p.Total {
			t.Errorf("%+v after %+v", p, last)
		}
		last = p
	}))
	if last.Step != Installing || last.Done != last.Total {
		t.Errorf("at the end: %+v", last)
	}
	d.holds(1)
	if got := d.staged(); len(got) != 0 {
		t.Errorf("%q is left", got)
	}
	// Nothing to do.
	plan, err = d.plan(first)
	must(t, err)
	if plan.Todo() != 0 || plan.Bytes() != 0 || plan.Offers[0].Held != 1 {
		t.Errorf("%+v", plan)
	}
	// A newer edition, and a pack of another name.
	publish(t, d.pub, "2026-11-24", invented.two)
	d.pub.Name = "Example NGO and friends"
	must(t, d.pub.Publish())
	plan, err = d.plan(d.folder())
	must(t, err)
	if o := plan.Offers[0]; o.Held != 1 || o.Manifest.Edition != 2 || !o.Install || plan.FormerName != "Example NGO" {
		t.Errorf("%+v", plan)
	}
	must(t, d.book.Fetch(t.Context(), plan, d.folder(), InstallOn(d.store, d.fp), nil))
	d.holds(2)
	// The older repository is refused, and what is held still stands.
	if err := d.update(first); !errors.Is(err, trust.ErrOlder) {
		t.Errorf("%v", err)
	}
	d.holds(2)
	// Withdrawn: told, and kept.
	delete(d.pub.Packs, members)
	must(t, d.pub.Publish())
	plan, err = d.plan(d.folder())
	must(t, err)
	if plan.Todo() != 0 || !slices.Equal(plan.Withdrawn, []string{members}) {
		t.Errorf("%+v", plan)
	}
	d.pub.Packs[members] = manifest.Manifest{} // for holds
	d.holds(2)
}

// A newer repository with an older edition of a pack, or with another pack of the
// same edition, changes nothing.
func TestOlderEdition(t *testing.T) {
	d := newDesk(t)
	publish(t, d.pub, "2026-11-24", invented.two)
	must(t, d.update(d.folder()))
	publish(t, d.pub, "2026-11-25", invented.one)
	plan, err := d.plan(d.folder())
	must(t, err)
	if o := plan.Offers[0]; !errors.Is(o.Refused, trust.ErrOlder) || o.Install || plan.Todo() != 0 {
		t.Errorf("%+v", o)
	}
	other, err := testrepo.Pack(t.Context(), t.TempDir(), testrepo.Spec{ID: members, Edition: 2, Shards: 1, Keys: 300})
	must(t, err)
	publish(t, d.pub, "2026-11-25", other)
	plan, err = d.plan(d.folder())
	must(t, err)
	if o := plan.Offers[0]; !errors.Is(o.Refused, store.ErrOther) || o.Install {
		t.Errorf("%+v", o)
	}
	must(t, d.book.Fetch(t.Context(), plan, d.folder(), InstallOn(d.store, d.fp), nil))
	d.holds(2)
}

// One publisher cannot put a pack in the place of another's.
func TestAnotherPublishersPack(t *testing.T) {
	d := newDesk(t)
	must(t, d.update(d.folder()))
	other, err := testrepo.New("Other NGO", 5)
	must(t, err)
	publish(t, other, "2026-11-24", invented.two)
	i, err := Meet(t.Context(), folderOf(t, other))
	must(t, err)
	_, err = d.book.Accept(t.Context(), i)
	must(t, err)
	have, err := HoldingsOf(t.Context(), d.store)
	must(t, err)
	plan, err := d.book.Plan(t.Context(), i.Fingerprint, folderOf(t, other), have)
	must(t, err)
	if !errors.Is(plan.Offers[0].Refused, store.ErrSigned) {
		t.Errorf("%+v", plan.Offers[0])
	}
	// Not even where the plan is from before.
	plan, err = d.book.Plan(t.Context(), i.Fingerprint, folderOf(t, other), Holdings{})
	must(t, err)
	if err := d.book.Fetch(t.Context(), plan, folderOf(t, other), InstallOn(d.store, i.Fingerprint), nil); !errors.Is(err, store.ErrSigned) {
		t.Errorf("%v", err)
	}
	d.holds(1)
	// And their files are not taken for the first publisher's.
	if _, err := d.plan(folderOf(t, other)); err == nil {
		t.Error("another publisher's files were taken")
	}
}

// A file that the person imported becomes the publisher's without being fetched.
func TestAdopts(t *testing.T) {
	d := newDesk(t)
	for _, f := range invented.one {
		_, err := d.store.Import(t.Context(), f, nil)
		must(t, err)
	}
	plan, err := d.plan(d.folder())
	must(t, err)
	if plan.Bytes() != 0 || plan.Todo() != 1 {
		t.Fatalf("%+v", plan)
	}
	must(t, d.book.Fetch(t.Context(), plan, d.folder(), InstallOn(d.store, d.fp), nil))
	d.holds(1)
	all, err := d.store.Installed(t.Context())
	must(t, err)
	if all[0].Signer != d.fp {
		t.Errorf("%+v", all)
	}
}

func TestKeysChange(t *testing.T) {
	d := newDesk(t)
	must(t, d.update(d.folder()))
	must(t, d.pub.Rotate(3))
	must(t, d.pub.Rotate(4))
	publish(t, d.pub, "2026-11-24", invented.two)
	must(t, d.update(d.folder()))
	d.holds(2)
	// Who has the first key only cannot publish any more.
	thief := newPublisher(t)
	for range 5 {
		must(t, thief.Publish())
	}
	if _, err := d.plan(folderOf(t, thief)); !errors.Is(err, trust.ErrUnsigned) {
		t.Errorf("%v", err)
	}
	d.holds(2)
}

// Expiry and clocks inform.
func TestClocks(t *testing.T) {
	d := newDesk(t)
	d.pub.Expires = time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)
	publish(t, d.pub, "2026-11-24", invented.two)
	must(t, d.update(d.folder()))
	p, err := d.book.Publisher(d.fp)
	must(t, err)
	for year, want := range map[int]Standing{2010: ClockBehind, 2026: Current, 2040: Late} {
		if got := p.Standing(time.Date(year, 11, 24, 12, 0, 0, 0, time.UTC)); got != want {
			t.Errorf("in %d: %v, want %v", year, got, want)
		}
	}
	// What expired long ago is taken all the same.
	d = newDesk(t)
	d.pub.Expires = time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC)
	publish(t, d.pub, "2010-11-24", invented.two)
	must(t, d.update(d.folder()))
	d.holds(2)
}

func TestBook(t *testing.T) {
	ctx := t.Context()
	b := OpenBook(filepath.Join(t.TempDir(), "not", "there"), nil)
	if all, broken, err := b.All(ctx); len(all)+len(broken) != 0 || err != nil {
		t.Fatalf("%v, %v, %v", all, broken, err)
	}
	if _, err := b.Publisher("0123-4567-89AB-CDEF"); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
	p := newPublisher(t)
	i, err := Meet(ctx, folderOf(t, p))
	must(t, err)
	if i.Name != "Example NGO" || i.Fingerprint != p.Fingerprint() {
		t.Errorf("%+v", i)
	}
	got, err := b.Accept(ctx, i)
	must(t, err)
	if _, err := b.Accept(ctx, i); !errors.Is(err, ErrKnown) {
		t.Errorf("%v", err)
	}
	all, _, err := b.All(ctx)
	must(t, err)
	if len(all) != 1 || all[0].Name != got.Name || !all[0].Added.Equal(got.Added) || all[0].Version != 1 || !all[0].Promised.Equal(p.Expires) {
		t.Errorf("%+v, want %+v", all, got)
	}
	// Damaged: said, and forgotten when asked.
	record := filepath.Join(b.folder(i.Fingerprint), recordFile)
	data, err := os.ReadFile(record)
	must(t, err)
	for _, damaged := range [][]byte{nil, data[:len(data)/2], []byte(`{"format":1}`), []byte(strings.Replace(string(data), `"format":1`, `"format":99`, 1))} {
		must(t, os.WriteFile(record, damaged, 0o600))
		all, broken, err := b.All(ctx)
		if len(all) != 0 || len(broken) != 1 || err != nil || !strings.Contains(broken[0].Error(), i.Fingerprint) {
			t.Errorf("%v, %v, %v", all, broken, err)
		}
	}
	must(t, b.Forget(ctx, strings.ToLower(i.Fingerprint)))
	if err := b.Forget(ctx, i.Fingerprint); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
	_, err = b.Accept(ctx, i)
	must(t, err)
}

// A record with any bit flipped is the publisher's, unchanged in what was signed,
// or refused.
func TestRecordFlips(t *testing.T) {
	d := newDesk(t)
	data, err := os.ReadFile(filepath.Join(d.book.folder(d.fp), recordFile))
	must(t, err)
	rapid.Check(t, func(t *rapid.T) {
		b := slices.Clone(data)
		b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if p, err := readRecord(d.fp, b); err == nil {
			repo, err := trust.Open(p.held)
			if err != nil || repo.Version != 1 || p.Fingerprint != d.fp {
				t.Errorf("%+v, %v", p, err)
			}
		}
	})
}

func TestFingerprints(t *testing.T) {
	for text, want := range map[string]string{
		"0123-4567-89AB-CDEF": "0123-4567-89AB-CDEF", " 0123 4567 89ab cdef ": "0123-4567-89AB-CDEF",
		"O123456789abcdef": "0123-4567-89AB-CDEF", "oIL3456789abcdef": "0113-4567-89AB-CDEF",
		"": "", "0123-4567-89AB": "", "0123-4567-89AB-CDEU": "", "../../../../etc/p": "", "0123-4567-89AB-CDEF-0": "",
	} {
		if got, err := ParseFingerprint(text); (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	if got, err := ParseFingerprint(trust.Fingerprint([]byte("x"))); err != nil || got != trust.Fingerprint([]byte("x")) {
		t.Errorf("%q, %v", got, err)
	}
}

// What the publisher signed and what is in the files has to agree.
func TestSignedNonsense(t *testing.T) {
	for name, change := range map[string]func(*manifest.Manifest){
		"another root":    func(m *manifest.Manifest) { m.Shards[0].Root = pack.Digest{9} },
		"another edition": func(m *manifest.Manifest) { m.Edition = 7 },
		"another name":    func(m *manifest.Manifest) { m.ID = "other/members" },
		"a shard less":    func(m *manifest.Manifest) { m.Shards = m.Shards[:1] },
		"exchanged": func(m *manifest.Manifest) {
			m.Shards[0], m.Shards[1] = m.Shards[1], m.Shards[0]
			m.Shards[0].Shard, m.Shards[1].Shard = 1, 2
		},
		"another length": func(m *manifest.Manifest) { m.Shards[0].Length++ },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			m := d.pub.Packs[members]
			m.Shards = slices.Clone(m.Shards)
			change(&m)
			delete(d.pub.Packs, members)
			d.pub.Packs[m.ID] = m
			must(t, d.pub.Publish())
			if err := d.update(d.folder()); err == nil {
				t.Error("it was installed")
			}
			d.holds(0)
			// The next edition goes in all the same.
			delete(d.pub.Packs, m.ID)
			publish(t, d.pub, "2026-11-24", invented.two)
			must(t, d.update(d.folder()))
			d.holds(2)
		})
	}
	for name, targets := range map[string]map[string][]byte{
		"no name":               {},
		"a link for a name":     {"publisher.json": []byte(`{"format":1,"name":"www.example.org"}`)},
		"a manifest of nothing": {"publisher.json": []byte(`{"format":1,"name":"x"}`), "pack/x.json": []byte(`{}`)},
	} {
		d := newDesk(t)
		must(t, d.pub.Sign(targets))
		if err := d.update(d.folder()); err == nil {
			t.Errorf("%s: it was taken", name)
		}
		d.holds(0)
	}
	// What this program does not know is left alone.
	d := newDesk(t)
	m, err := d.pub.Packs[members].Encode()
	must(t, err)
	must(t, d.pub.Sign(map[string][]byte{
		"publisher.json": []byte(`{"format":1,"name":"Example NGO"}`), "later.bin": []byte("later"), "pack/members.json": m,
	}))
	must(t, d.update(d.folder()))
	d.holds(1)
}

func TestFolderLinks(t *testing.T) {
	d := newDesk(t)
	from := d.folder()
	outside := filepath.Join(t.TempDir(), "timestamp.json")
	must(t, os.WriteFile(outside, d.pub.Files["metadata/timestamp.json"], 0o600))
	stamp := filepath.Join(from.String(), "metadata", "timestamp.json")
	must(t, os.Remove(stamp))
	if err := os.Symlink(outside, stamp); err != nil {
		t.Skip(err)
	}
	if err := d.update(from); err == nil || errors.Is(err, trust.ErrMissing) {
		t.Errorf("%v", err)
	}
	for _, name := range []string{"../x", "/etc/passwd", "metadata/../../x", "metadata"} {
		if data, err := from.Get(t.Context(), name, 100); err == nil {
			t.Errorf("%s: %q", name, data)
		}
	}
	if _, err := Folder(filepath.Join(t.TempDir(), "no")); err == nil {
		t.Error("a missing folder was opened")
	}
	d.holds(0)
}

// Any files changed on a stick change nothing that is installed.
func TestSpoiltFolder(t *testing.T) {
	d := newDesk(t)
	must(t, d.update(d.folder()))
	publish(t, d.pub, "2026-11-24", invented.two)
	names := slices.Sorted(maps.Keys(d.pub.Files))
	tried := 0
	for _, name := range names {
		for what, spoil := range map[string]func(path string) error{
			"removed": os.Remove,
			"empty":   func(path string) error { return os.Truncate(path, 0) },
			"cut":     func(path string) error { return os.Truncate(path, int64(len(d.pub.Files[name])/2)) },
			"longer":  func(path string) error { return os.WriteFile(path, append(slices.Clone(d.pub.Files[name]), 0), 0o600) },
			"flipped": func(path string) error {
				b := slices.Clone(d.pub.Files[name])
				b[len(b)/2] ^= 1
				return os.WriteFile(path, b, 0o600)
			},
			"another":  func(path string) error { return os.WriteFile(path, d.pub.Files[names[0]], 0o600) },
			"a folder": func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) },
		} {
			if tried++; testing.Short() && tried%6 != 0 { // a map's order: each run tries others
				continue
			}
			e := &desk{t: t, pub: d.pub, fp: d.fp}
			e.open(copyOf(t, d.store.Folder()))
			from := d.folder()
			must(t, spoil(filepath.Join(from.String(), filepath.FromSlash(name))))
			if err := e.update(from); err != nil {
				e.holds(1)
				must(t, e.update(d.folder())) // a good stick mends it
			}
			e.holds(2)
			_ = e.store.Close()
			if t.Failed() {
				t.Fatalf("%s %s", name, what)
			}
		}
	}
}

func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	must(t, os.CopyFS(to, os.DirFS(dir)))
	return to
}

// What was cut off is completed, not begun again.
func TestResume(t *testing.T) {
	d := newDesk(t)
	from := d.folder()
	plan, err := d.plan(from)
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	err = d.book.Fetch(ctx, plan, from, InstallOn(d.store, d.fp), func(p Progress) {
		if p.Done > p.Total/2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	d.holds(0)
	plan, err = d.plan(from)
	must(t, err)
	m := d.pub.Packs[members]
	if plan.Bytes() >= m.Bytes() || plan.Bytes() < 0 {
		t.Errorf("%d of %d bytes are still to be fetched", plan.Bytes(), m.Bytes())
	}
	// A spoilt part is found out, and fetched anew.
	entries := d.staged()
	if len(entries) == 0 {
		t.Fatal("nothing is left to go on with")
	}
	for _, name := range entries {
		path := filepath.Join(d.book.folder(d.fp), stagingFolder, name)
		b, err := os.ReadFile(path)
		must(t, err)
		if len(b) > 0 {
			b[len(b)/2] ^= 1
		}
		must(t, os.WriteFile(path, b, 0o600))
	}
	must(t, os.WriteFile(filepath.Join(d.book.folder(d.fp), stagingFolder, "old.part"), []byte("x"), 0o600))
	must(t, d.update(from))
	d.holds(1)
	if got := d.staged(); len(got) != 0 {
		t.Errorf("%q is left", got)
	}
}

func TestTwoAtOnce(t *testing.T) {
	d := newDesk(t)
	from := d.folder()
	plan, err := d.plan(from)
	must(t, err)
	install := InstallOn(d.store, d.fp)
	err = d.book.Fetch(t.Context(), plan, from, Install{Pack: func(ctx context.Context, m manifest.Manifest, files []string) error {
		if _, err := d.plan(from); !errors.Is(err, ErrBusy) {
			t.Errorf("a second one: %v", err)
		}
		return install.Pack(ctx, m, files)
	}}, nil)
	must(t, err)
	d.holds(1)
	// Planned before the first one was done.
	must(t, d.book.Fetch(t.Context(), plan, from, InstallOn(d.store, d.fp), nil))
	d.holds(1)
	// Forgotten while the person thought about it.
	must(t, d.book.Forget(t.Context(), d.fp))
	if err := d.book.Fetch(t.Context(), plan, from, InstallOn(d.store, d.fp), nil); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
	d.holds(1)
}

func TestMirror(t *testing.T) {
	ctx := t.Context()
	d := newDesk(t)
	must(t, d.pub.Rotate(3))
	must(t, d.pub.Publish())
	stick := filepath.Join(t.TempDir(), "stick")
	source := d.folder()
	must(t, os.WriteFile(filepath.Join(source.String(), "targets", "unsigned.txt"), []byte("x"), 0o600))
	known, err := d.book.Publisher(d.fp)
	must(t, err)
	var last Progress
	must(t, Mirror(ctx, source, stick, &known, func(p Progress) { last = p }))
	if last.Done != last.Total || last.Total == 0 {
		t.Errorf("%+v", last)
	}
	must(t, os.WriteFile(filepath.Join(stick, "readme.txt"), []byte("the person's own"), 0o600))
	from, err := Folder(stick)
	must(t, err)
	// Another computer takes it from there.
	other := &desk{t: t, pub: d.pub}
	other.open(t.TempDir())
	i, err := Meet(ctx, from)
	must(t, err)
	if i.Fingerprint != d.fp {
		t.Errorf("%s, want %s", i.Fingerprint, d.fp)
	}
	_, err = other.book.Accept(ctx, i)
	must(t, err)
	other.fp = i.Fingerprint
	must(t, other.update(from))
	other.holds(1)
	// FAT-safe names, nothing unsigned, and no more than there has to be.
	count := func() (n int) {
		must(t, filepath.WalkDir(stick, func(path string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				n++
				rel, _ := filepath.Rel(stick, path)
				if strings.ToLower(rel) != rel || strings.ContainsAny(rel, `\:*?"<>|`) || len(e.Name()) > 140 || e.Name() == "unsigned.txt" || strings.HasSuffix(rel, partEnding) {
					t.Errorf("%s is on the stick", rel)
				}
			}
			return err
		}))
		return n
	}
	shards := len(invented.one)
	if got, want := count(), 2+3+2+shards+1; got != want { // roots, the rest of metadata, targets, shards, the person's own
		t.Errorf("%d files, want %d", got, want)
	}
	// Newer: the old goes.
	old := d.folder()
	publish(t, d.pub, "2026-11-24", invented.two)
	must(t, Mirror(ctx, d.folder(), stick, nil, nil))
	if got, want := count(), 2+3+2+len(invented.two)+1; got != want {
		t.Errorf("%d files, want %d", got, want)
	}
	must(t, other.update(from))
	other.holds(2)
	// Older, and another publisher's: refused, and nothing is changed.
	if err := Mirror(ctx, old, stick, nil, nil); !errors.Is(err, trust.ErrOlder) {
		t.Errorf("older: %v", err)
	}
	stranger, err := testrepo.New("Other NGO", 7)
	must(t, err)
	publish(t, stranger, "2026-11-24", invented.one)
	if err := Mirror(ctx, folderOf(t, stranger), stick, nil, nil); !errors.Is(err, ErrOccupied) {
		t.Errorf("another's: %v", err)
	}
	if err := Mirror(ctx, folderOf(t, stranger), t.TempDir(), &known, nil); !errors.Is(err, ErrUnknown) {
		t.Errorf("not the one known: %v", err)
	}
	must(t, other.update(from))
	other.holds(2)
}

// A copy that is cut off leaves what was there usable, and is completed later.
func TestMirrorIsCutOff(t *testing.T) {
	d := newDesk(t)
	stick := t.TempDir()
	must(t, Mirror(t.Context(), d.folder(), stick, nil, nil))
	from, err := Folder(stick)
	must(t, err)
	publish(t, d.pub, "2026-11-24", invented.two)
	newer := d.folder()
	total := d.pub.Packs[members].Bytes()
	for part := range int64(8) {
		ctx, cancel := context.WithCancel(t.Context())
		err := Mirror(ctx, newer, stick, nil, func(p Progress) {
			if p.Done >= part*total/8 {
				cancel()
			}
		})
		cancel()
		if err == nil {
			break
		}
		fresh := &desk{t: t, pub: d.pub, fp: d.fp}
		fresh.open(t.TempDir())
		i, err := Meet(t.Context(), from)
		must(t, err)
		_, err = fresh.book.Accept(t.Context(), i)
		must(t, err)
		must(t, fresh.update(from))
		fresh.holds(1)
	}
	must(t, Mirror(t.Context(), newer, stick, nil, nil))
	must(t, d.update(from))
	d.holds(2)
}

// Downloads of any length from any offset bring what was signed.
func TestDownloads(t *testing.T) {
	dir := t.TempDir()
	from, err := Folder(dir)
	must(t, err)
	into, err := os.OpenRoot(t.TempDir())
	must(t, err)
	defer func() { _ = into.Close() }()
	rapid.Check(t, func(rt *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(rt, "data")
		part := rapid.SliceOfN(rapid.Byte(), 0, 250).Draw(rt, "part")
		if rapid.Bool().Draw(rt, "true part") {
			part = data[:min(len(part), len(data))]
		}
		must(t, os.WriteFile(filepath.Join(dir, "file"), data, 0o600))
		must(t, into.WriteFile("x"+partEnding, part, 0o600))
		d := &download{from: from, path: "file", length: int64(len(data)), sum: sha256.Sum256(data), into: into, name: "x"}
		if err := d.run(t.Context()); err != nil {
			rt.Fatal(err)
		}
		if got, err := into.ReadFile("x"); err != nil || string(got) != string(data) {
			rt.Fatalf("%q, %v", got, err)
		}
		if _, err := into.Stat("x" + partEnding); err == nil {
			rt.Fatal("the part is still there")
		}
		must(t, into.Remove("x"))
	})
}

func ExampleParseFingerprint() {
	fp, err := ParseFingerprint("o123 4567 89ab cdef")
	fmt.Println(fp, err)
	// Output: 0123-4567-89AB-CDEF <nil>
}
