package supply

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"neem/check/lock"
	"neem/check/supply/manifest"
	"neem/check/supply/trust"
)

// A Book is the list of publishers whom the person knows, in a folder. Each has a
// folder in it, named by its fingerprint, with a file that is only ever replaced
// whole, and with what is being fetched. Several programs can use a book at once.
//
// The project's own publisher, if the program knows it, is in the book without
// having been added, and cannot be forgotten. Only it can bring guidance.
type Book struct {
	dir     string
	project []byte // its first root; nil if the program has none
}

// FolderName is how the folder of the book is called in the data folder.
const FolderName = "publishers"

const (
	recordFile    = "publisher.json"
	stagingFolder = "incoming"
	recordFormat  = 1
	maxRecord     = 32 << 20 // bytes of a record; what it holds has limits of its own
)

// OpenBook returns the book in a folder, which need not be there yet. project is the
// first root of the project's own publisher, nil if the program has none.
func OpenBook(dir string, project []byte) *Book { return &Book{dir, project} }

// Project returns the fingerprint of the project's own publisher, "" if the program
// has none.
func (b *Book) Project() string {
	if b.project == nil {
		return ""
	}
	return trust.Fingerprint(b.project)
}

// Refusals of the book.
var (
	// ErrUnknown: the person has not added this publisher.
	ErrUnknown = errors.New("this publisher is not among those that you added")
	// ErrKnown: the person has added this publisher already.
	ErrKnown = errors.New("you added this publisher already")
	// ErrProject: the publisher came with the program.
	ErrProject = errors.New("this publisher came with the program and cannot be forgotten")
)

// A Publisher is one whom the person knows, as of the last update.
type Publisher struct {
	Fingerprint string // of the first root, which the person compared
	Project     bool   // it is the project's own, and came with the program
	// Name is what the publisher calls itself; of the project's own it is not known
	// before something was verified.
	Name     string
	Added    time.Time // zero if it came with the program
	Version  int64     // of what was last verified; it only ever grows; 0 if nothing was
	Promised time.Time // until when the publisher promised something newer
	Newest   time.Time // the latest day of a pack or of the guidance; zero without any
	From     string    // where it was looked for last, see At

	held      trust.Held
	manifests [][]byte // of the held targets, as signed
	// anew: guidance that is installed was signed by keys that are not trusted any
	// more, and is no floor for what comes next.
	anew bool
}

// A Standing says how what is held of a publisher stands to the clock.
type Standing int

// The standings.
const (
	// Current: the publisher promised nothing newer until now.
	Current Standing = iota
	// Late: something newer was promised by now.
	Late
	// ClockBehind: the clock says a day before the publisher's newest pack, and
	// cannot be right.
	ClockBehind
	// Unseen: nothing was got from the publisher yet, who came with the program.
	Unseen
)

// Standing says how what is held stands to the clock. It informs: nothing is
// refused because of it.
func (p Publisher) Standing(now time.Time) Standing {
	switch {
	case p.Version == 0:
		return Unseen
	case now.Before(p.Newest.AddDate(0, 0, -1)): // a day is one somewhere on earth
		return ClockBehind
	case now.After(p.Promised):
		return Late
	}
	return Current
}

// A record is what is kept of a publisher.
type record struct {
	Format    int       `json:"format"`
	Name      string    `json:"name"`
	Added     time.Time `json:"added"`
	Newest    time.Time `json:"newest"`
	From      string    `json:"from"`
	Anew      bool      `json:"anew,omitempty"`
	Manifests [][]byte  `json:"manifests"` // as signed
	Roots     [][]byte  `json:"roots"`
	Timestamp []byte    `json:"timestamp"`
	Snapshot  []byte    `json:"snapshot"`
	Targets   []byte    `json:"targets"`
}

// fingerprint is how a publisher's folder is called.
var fingerprint = regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$`)

// ParseFingerprint reads a fingerprint as people write it: in any case, with or
// without dashes and spaces, O for 0, I or L for 1.
func ParseFingerprint(text string) (string, error) {
	plain := strings.NewReplacer("-", "", " ", "", "\t", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(strings.TrimSpace(text)))
	if len(plain) == 16 {
		plain = plain[:4] + "-" + plain[4:8] + "-" + plain[8:12] + "-" + plain[12:]
	}
	if !fingerprint.MatchString(strings.ToLower(plain)) {
		return "", errors.New("a fingerprint has 16 letters and digits, in four groups")
	}
	return plain, nil
}

func (b *Book) folder(fp string) string { return filepath.Join(b.dir, strings.ToLower(fp)) }

// All returns the publishers by name, the project's own first. Those of whom nothing usable is kept come
// as errors beside them, which name them by fingerprint.
func (b *Book) All(ctx context.Context) (all []Publisher, broken []error, err error) {
	var names []string
	if b.project != nil {
		names = append(names, strings.ToLower(b.Project()))
	}
	entries, err := os.ReadDir(b.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("reading the list of publishers: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() && fingerprint.MatchString(e.Name()) && !slices.Contains(names, e.Name()) {
			names = append(names, e.Name())
		}
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		p, err := b.Publisher(name)
		switch {
		case errors.Is(err, ErrUnknown): // half removed
		case err != nil:
			broken = append(broken, err)
		default:
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b Publisher) int {
		if a.Project != b.Project {
			if a.Project {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all, broken, nil
}

// Publisher returns the publisher with a fingerprint; the error is [ErrUnknown]
// if the person never added it, and it is not the project's own.
func (b *Book) Publisher(fp string) (Publisher, error) {
	fp, err := ParseFingerprint(fp)
	if err != nil {
		return Publisher{}, err
	}
	p, err := b.kept(fp)
	if fp != b.Project() {
		if err == nil && p.Added.IsZero() {
			// It came with another program, which may have had reason to part
			// with it; the person never compared anything.
			return Publisher{}, ErrUnknown
		}
		return p, err
	}
	switch {
	case errors.Is(err, ErrUnknown), errors.Is(err, errRecord):
		// A record that is damaged cannot be forgotten and made anew by the person.
		// What it kept from going back is kept by what is installed, too.
		return Publisher{Fingerprint: fp, Project: true, held: trust.Held{Roots: [][]byte{b.project}}}, nil
	case err != nil:
		return Publisher{}, err
	}
	p.Project = true
	return p, nil
}

// errRecord: what is kept of a publisher is damaged.
var errRecord = errors.New("it is damaged")

// kept reads what is kept of a publisher.
func (b *Book) kept(fp string) (Publisher, error) {
	info, err := os.Stat(filepath.Join(b.folder(fp), recordFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Publisher{}, ErrUnknown
	}
	damaged := func(err error) error {
		return fmt.Errorf("what is kept of publisher %s cannot be used; forget it and add it again: %w", fp, err)
	}
	if err != nil {
		return Publisher{}, damaged(reason(err))
	}
	if info.Size() > maxRecord {
		return Publisher{}, damaged(fmt.Errorf("%w: it is too long", errRecord))
	}
	data, err := os.ReadFile(filepath.Join(b.folder(fp), recordFile))
	if err != nil {
		return Publisher{}, damaged(reason(err))
	}
	p, err := readRecord(fp, data)
	if err != nil {
		return Publisher{}, damaged(err)
	}
	return p, nil
}

func readRecord(fp string, data []byte) (Publisher, error) {
	var r record
	if err := json.Unmarshal(data, &r); err != nil {
		return Publisher{}, errRecord
	}
	if r.Format > recordFormat {
		return Publisher{}, manifest.ErrNewer
	}
	if len(r.Roots) == 0 || trust.Fingerprint(r.Roots[0]) != fp {
		return Publisher{}, fmt.Errorf("%w: it is not of this publisher", errRecord)
	}
	held := trust.Held{Roots: r.Roots, Timestamp: r.Timestamp, Snapshot: r.Snapshot, Targets: r.Targets}
	repo, err := trust.Open(held)
	if err != nil {
		return Publisher{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	if err := (manifest.Publisher{Format: manifest.Format, Name: r.Name}).Validate(); err != nil {
		return Publisher{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	return Publisher{
		manifests: r.Manifests, anew: r.Anew, Fingerprint: fp, Name: r.Name, Added: r.Added, Newest: r.Newest, From: r.From,
		Version: repo.Version, Promised: repo.Promised, held: held,
	}, nil
}

// save keeps a publisher: whole, or the one before. The caller holds the lock.
func (b *Book) save(p Publisher) error {
	data, err := json.Marshal(record{
		Format: recordFormat, Name: p.Name, Added: p.Added, Newest: p.Newest, From: p.From, Anew: p.anew, Manifests: p.manifests,
		Roots: p.held.Roots, Timestamp: p.held.Timestamp, Snapshot: p.held.Snapshot, Targets: p.held.Targets,
	})
	if err != nil {
		return fmt.Errorf("keeping the publisher: %w", err)
	}
	dir := b.folder(p.Fingerprint)
	if have, err := os.ReadFile(filepath.Join(dir, recordFile)); err == nil && bytes.Equal(have, data) {
		return nil // a stick with little life left is not written to for nothing
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("keeping the publisher: %w", onDisk(err))
	}
	if err := replaceFile(filepath.Join(dir, recordFile), data); err != nil {
		return fmt.Errorf("keeping the publisher: %w", onDisk(err))
	}
	return nil
}

// replaceFile puts a file in its place in one step. What a kill leaves has a fixed
// name, and the next one writes over it.
func replaceFile(path string, data []byte) (err error) {
	temp := path + partEnding
	defer func() {
		if err != nil {
			_ = os.Remove(temp)
		}
	}()
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		_ = dir.Sync() // where a system cannot, the one before is there after a power cut
		_ = dir.Close()
	}
	return nil
}

// lockWait is how long a program waits for another one that changes the book.
const lockWait = 2 * time.Second

func (b *Book) lock(ctx context.Context) (release func(), err error) {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return nil, fmt.Errorf("opening the list of publishers: %w", onDisk(err))
	}
	release, err = lock.Acquire(ctx, filepath.Join(b.dir, ".lock"), lockWait)
	if err != nil {
		return nil, fmt.Errorf("opening the list of publishers: %w", onDisk(err))
	}
	return release, nil
}

// An Introduction is a publisher met for the first time. Whether it is who it
// says to be, only the person can tell: by comparing the fingerprint with what the
// publisher says aloud, or has on paper.
type Introduction struct {
	Name        string // what it calls itself
	Fingerprint string
	repo        *trust.Repository
}

// Identify returns the fingerprint of the publisher whose repository a source
// claims to be. Nothing is verified.
func Identify(ctx context.Context, from *Source) (string, error) {
	root, err := firstRoot(ctx, from)
	if err != nil {
		return "", err
	}
	return trust.Fingerprint(root), nil
}

func firstRoot(ctx context.Context, from *Source) ([]byte, error) {
	root, err := from.Get(ctx, "metadata/1.root.json", trust.MaxRoot)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: no publisher's files are at this place", trust.ErrForeign)
	case err != nil:
		return nil, fmt.Errorf("looking for a publisher's files: %w", err)
	case len(root) > trust.MaxRoot:
		return nil, trust.ErrForeign
	}
	return root, nil
}

// Meet reads a repository whose publisher the person may not know. The
// fingerprint is that of its first root; the roots after it are followed.
func Meet(ctx context.Context, from *Source) (Introduction, error) {
	root, err := firstRoot(ctx, from)
	if err != nil {
		return Introduction{}, err
	}
	repo, err := trust.Update(ctx, trust.Held{Roots: [][]byte{root}}, from.Get)
	if err != nil {
		return Introduction{}, err
	}
	name, err := publisherName(ctx, repo, from)
	if err != nil {
		return Introduction{}, err
	}
	return Introduction{Name: name, Fingerprint: trust.Fingerprint(root), repo: repo}, nil
}

func publisherName(ctx context.Context, repo *trust.Repository, from *Source) (string, error) {
	f, ok := repo.Files[manifest.PublisherTarget]
	if !ok {
		return "", fmt.Errorf("%s: %w", manifest.PublisherTarget, trust.ErrMissing)
	}
	data, err := from.signed(ctx, manifest.PublisherTarget, f, manifest.MaxBytes)
	if err != nil {
		return "", err
	}
	p, err := manifest.DecodePublisher(data)
	if err != nil {
		return "", err
	}
	return p.Name, nil
}

// Accept adds a publisher whose fingerprint the person has compared.
func (b *Book) Accept(ctx context.Context, i Introduction) (Publisher, error) {
	release, err := b.lock(ctx)
	if err != nil {
		return Publisher{}, err
	}
	defer release()
	if _, err := b.Publisher(i.Fingerprint); err == nil {
		return Publisher{}, ErrKnown
	}
	p := Publisher{
		Fingerprint: i.Fingerprint, Name: i.Name, Added: time.Now().UTC().Truncate(time.Second),
		Version: i.repo.Version, Promised: i.repo.Promised, held: i.repo.Held,
	}
	if err := b.save(p); err != nil {
		return Publisher{}, err
	}
	return p, nil
}

// Forget removes a publisher and what was being fetched. Its packs stay
// installed. Forgetting one that is not known is [ErrUnknown], the project's own
// [ErrProject].
func (b *Book) Forget(ctx context.Context, fp string) error {
	fp, err := ParseFingerprint(fp)
	if err != nil {
		return err
	}
	if fp == b.Project() {
		return ErrProject
	}
	release, err := b.lock(ctx)
	if err != nil {
		return err
	}
	defer release()
	// The record first: without it, the rest is nobody's.
	err = os.Remove(filepath.Join(b.folder(fp), recordFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forgetting the publisher: %w", onDisk(err))
	}
	gone := err != nil
	if err := os.RemoveAll(b.folder(fp)); err != nil {
		return fmt.Errorf("forgetting the publisher: %w", onDisk(err))
	}
	if gone {
		return ErrUnknown
	}
	return nil
}
