// Package manifest says which files a pack, or the guidance, consists of: the small text that a
// publisher signs for each pack, so that the large files need no signature of
// their own.
//
// A pack "example-ngo/members-2026" has the target "pack/members-2026.json":
//
//	{"format":1,"id":"example-ngo/members-2026","edition":7,"published":"2026-11-24",
//	 "shards":[{"shard":1,"length":123,"sha256":"…","root":"…"}]}
//
// Each shard lies at "targets/shard/SHA256.neem": what a name stands for never
// changes, so half a file can be completed days later, and a shard that two
// editions share is fetched once. Beside the packs stands "publisher.json", with
// what the publisher is called.
//
// The project's own publisher also has "guidance.json", which names an edition of
// the guidance in the same way:
//
//	{"format":1,"edition":7,"date":"2026-12-01","length":N,"sha256":"…"}
//
// It lies at "targets/guidance/SHA256.zip".
//
// The bytes are read after their signature was checked; the limits here keep a
// publisher from asking for more than a computer has, by mistake or on purpose.
package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"neem/check/edition"
	"neem/check/pack"
	"neem/locale"
)

// Format is the number of the format that this package writes and reads.
const Format = 1

// Limits.
const (
	// MaxBytes is the size of the largest manifest, and of the largest
	// publisher.json.
	MaxBytes = 1 << 20
	// MaxShards is the highest number of shards of a pack.
	MaxShards = 4096
	// MaxShard is the length of the longest shard: FAT, the file system of
	// sticks, has no longer file.
	MaxShard = 1<<32 - 1
	// MaxGuidance is the length of the longest edition of the guidance.
	MaxGuidance = edition.MaxBytes
)

// PublisherTarget is the target that says what the publisher is called.
const PublisherTarget = "publisher.json"

// GuidanceTarget is the target that names an edition of the guidance.
const GuidanceTarget = "guidance.json"

const (
	packFolder     = "pack/"
	packEnding     = ".json"
	shardFolder    = "targets/shard/"
	guidanceFolder = "targets/guidance/"
)

// ErrNewer is returned for a format that a later version of this program knows.
var ErrNewer = errors.New("it is written for a newer version of this program")

// A Manifest says which files an edition of a pack consists of.
type Manifest struct {
	Format    int     `json:"format"`
	ID        string  `json:"id"` // the pack's: "publisher/name"
	Edition   uint64  `json:"edition"`
	Published string  `json:"published"` // YYYY-MM-DD
	Shards    []Shard `json:"shards"`    // 1, 2, 3, … in this order
}

// A Shard is one file of a pack.
type Shard struct {
	Shard  int         `json:"shard"`  // 1 … the number of shards
	Length int64       `json:"length"` // bytes
	SHA256 pack.Digest `json:"sha256"` // of the file
	Root   pack.Digest `json:"root"`   // the pack root (see package pack)
}

// A Publisher says what a publisher is called.
type Publisher struct {
	Format int    `json:"format"`
	Name   string `json:"name"` // plain text, see pack.PlainText
}

// A Guidance names an edition of the guidance (see package edition).
type Guidance struct {
	Format  int         `json:"format"`
	Edition uint64      `json:"edition"`
	Date    string      `json:"date"`   // YYYY-MM-DD; the edition's own
	Length  int64       `json:"length"` // bytes
	SHA256  pack.Digest `json:"sha256"` // of the file
}

// id is what a pack may be called that is published. It is narrower than what a
// pack's header may say: the second part is the name of a target, which is the
// same on every file system.
var id = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,62}/[a-z0-9]([a-z0-9.-]{0,57}[a-z0-9])?$`)

// Path is where the shard lies below a repository.
func (s Shard) Path() string { return shardFolder + s.SHA256.String() + pack.Extension }

// Path is where the edition lies below a repository.
func (g Guidance) Path() string { return guidanceFolder + g.SHA256.String() + ".zip" }

// Imprint says which edition it is.
func (g Guidance) Imprint() (edition.Imprint, error) {
	date, err := locale.ParseDate(g.Date)
	if err != nil || date.Day == 0 {
		return edition.Imprint{}, errors.New("its date is not of the form YYYY-MM-DD")
	}
	return edition.Imprint{Format: edition.Format, Number: g.Edition, Date: date}, nil
}

// Target is what the manifest is called among the repository's targets.
func (m Manifest) Target() string {
	_, name, _ := strings.Cut(m.ID, "/")
	return packFolder + name + packEnding
}

// IsTarget reports whether a target of a repository is a manifest.
func IsTarget(target string) bool {
	return strings.HasPrefix(target, packFolder) && strings.HasSuffix(target, packEnding)
}

// IsOurs reports whether a target of a repository is a text of this package:
// a manifest, publisher.json or guidance.json.
func IsOurs(target string) bool {
	return target == PublisherTarget || target == GuidanceTarget || IsTarget(target)
}

// Bytes is the length of all shards together.
func (m Manifest) Bytes() int64 {
	var n int64
	for _, s := range m.Shards {
		n += s.Length
	}
	return n
}

// maxEdition is the highest edition of a pack; every program that reads JSON has
// the whole numbers up to it.
const maxEdition = 1<<53 - 1

// Validate says what about a manifest cannot be.
func (m Manifest) Validate() error {
	if err := validFormat(m.Format); err != nil {
		return err
	}
	switch {
	case !id.MatchString(m.ID) || strings.Contains(m.ID, ".."):
		return errors.New("its id is not of the form publisher/name in small letters, digits, dots and dashes, the name at most 59 characters")
	case m.Edition < 1 || m.Edition > maxEdition:
		return fmt.Errorf("its edition is not between 1 and %d", uint64(maxEdition))
	case len(m.Shards) == 0:
		return errors.New("it names no files")
	case len(m.Shards) > MaxShards:
		return fmt.Errorf("it names more than %d files", MaxShards)
	}
	if day, err := time.Parse(time.DateOnly, m.Published); err != nil || day.Year() < 2000 {
		return errors.New("its day of publication is not a date of the form YYYY-MM-DD")
	}
	files, roots := map[pack.Digest]bool{}, map[pack.Digest]bool{}
	for i, s := range m.Shards {
		switch {
		case s.Shard != i+1:
			return errors.New("its shards are not numbered 1, 2, 3, …")
		case s.Length < 1 || s.Length > MaxShard:
			return fmt.Errorf("shard %d is empty or longer than %d bytes", s.Shard, int64(MaxShard))
		case s.SHA256 == pack.Digest{} || s.Root == pack.Digest{}:
			return fmt.Errorf("shard %d has no hash or no root", s.Shard)
		case files[s.SHA256] || roots[s.Root]:
			return fmt.Errorf("shard %d is another one again", s.Shard)
		}
		files[s.SHA256], roots[s.Root] = true, true
	}
	return nil
}

// Validate says what about a publisher.json cannot be.
func (p Publisher) Validate() error {
	if err := validFormat(p.Format); err != nil {
		return err
	}
	if strings.TrimSpace(p.Name) == "" || strings.TrimSpace(p.Name) != p.Name {
		return errors.New("the publisher's name is missing, or has spaces around it")
	}
	if err := pack.PlainText(p.Name); err != nil {
		return fmt.Errorf("the publisher's name: %w", err)
	}
	return nil
}

// Validate says what about a guidance.json cannot be.
func (g Guidance) Validate() error {
	if err := validFormat(g.Format); err != nil {
		return err
	}
	if _, err := g.Imprint(); err != nil {
		return err
	}
	switch {
	case g.Edition < 1 || g.Edition > maxEdition:
		return fmt.Errorf("its edition is not between 1 and %d", int64(maxEdition))
	case g.Length < 1 || g.Length > MaxGuidance:
		return fmt.Errorf("it is empty or longer than %d bytes", int64(MaxGuidance))
	case g.SHA256 == pack.Digest{}:
		return errors.New("it has no hash")
	}
	return nil
}

func validFormat(format int) error {
	switch {
	case format > Format:
		return ErrNewer
	case format < 1:
		return errors.New("its format is missing")
	}
	return nil
}

// Decode reads a manifest. It refuses what it does not know, so that no program
// sees something else in the same signed bytes.
func Decode(data []byte) (Manifest, error) {
	var m Manifest
	if err := decode(data, &m); err != nil {
		return Manifest{}, fmt.Errorf("reading the manifest: %w", err)
	}
	if err := m.Validate(); err != nil {
		return Manifest{}, fmt.Errorf("reading the manifest: %w", err)
	}
	return m, nil
}

// Encode writes a manifest, after validating it.
func (m Manifest) Encode() ([]byte, error) {
	if err := m.Validate(); err != nil {
		return nil, fmt.Errorf("writing the manifest: %w", err)
	}
	return encode(m)
}

// DecodePublisher reads publisher.json.
func DecodePublisher(data []byte) (Publisher, error) {
	var p Publisher
	if err := decode(data, &p); err != nil {
		return Publisher{}, fmt.Errorf("reading %s: %w", PublisherTarget, err)
	}
	if err := p.Validate(); err != nil {
		return Publisher{}, fmt.Errorf("reading %s: %w", PublisherTarget, err)
	}
	return p, nil
}

// Encode writes publisher.json, after validating it.
func (p Publisher) Encode() ([]byte, error) {
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("writing %s: %w", PublisherTarget, err)
	}
	return encode(p)
}

// DecodeGuidance reads guidance.json.
func DecodeGuidance(data []byte) (Guidance, error) {
	var g Guidance
	if err := decode(data, &g); err != nil {
		return Guidance{}, fmt.Errorf("reading %s: %w", GuidanceTarget, err)
	}
	if err := g.Validate(); err != nil {
		return Guidance{}, fmt.Errorf("reading %s: %w", GuidanceTarget, err)
	}
	return g, nil
}

// Encode writes guidance.json, after validating it.
func (g Guidance) Encode() ([]byte, error) {
	if err := g.Validate(); err != nil {
		return nil, fmt.Errorf("writing %s: %w", GuidanceTarget, err)
	}
	return encode(g)
}

func encode(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("writing JSON: %w", err)
	}
	if len(data)+1 > MaxBytes {
		return nil, errors.New("it is too long")
	}
	return append(data, '\n'), nil
}

// decode reads one JSON object and nothing else: no unknown fields, none twice,
// none spelled in capitals, which encoding/json would let pass.
func decode(data []byte, v any) error {
	if len(data) > MaxBytes {
		return errors.New("it is too long")
	}
	// The format first: a later one may have fields that this program does not know.
	var f struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return errors.New("it is not as a publisher's program writes it")
	}
	if f.Format > Format {
		return ErrNewer
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return errors.New("it has fields that do not belong there")
	}
	t := json.NewDecoder(bytes.NewReader(data))
	if err := oneSpelling(t); err != nil {
		return err
	}
	if _, err := t.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows its end")
	}
	return nil
}

// oneSpelling reads one value and refuses names that stand twice in an object or
// are not in small letters.
func oneSpelling(d *json.Decoder) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	open, ok := t.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for d.More() {
		if open == '{' {
			t, err := d.Token()
			if err != nil {
				return err
			}
			name, _ := t.(string)
			if seen[name] || name != strings.ToLower(name) {
				return errors.New("a field stands twice, or is not in small letters")
			}
			seen[name] = true
		}
		if err := oneSpelling(d); err != nil {
			return err
		}
	}
	_, err = d.Token() // the closing bracket
	return err
}
