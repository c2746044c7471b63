package repository

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"

	"neem/check/edition"
	"neem/check/pack"
	"neem/check/supply/manifest"
)

// A Guidance is an edition of the guidance to be published.
type Guidance struct {
	edition.Imprint
	path string
	data []byte
}

// FindGuidance reads the file of an edition whole and checks it as people's
// programs will.
func FindGuidance(path string) (*Guidance, error) {
	data, err := readShort(path, edition.MaxBytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, pathless(err))
	}
	e, err := edition.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &Guidance{e.Imprint, path, data}, nil
}

// readShort reads a file, or one byte more than a limit of a longer one.
func readShort(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, limit+1))
}

// manifest names the edition as a repository does.
func (g *Guidance) manifest() manifest.Guidance {
	return manifest.Guidance{
		Format: manifest.Format, Edition: g.Number, Date: g.Date.String(),
		Length: int64(len(g.data)), SHA256: pack.Digest(sha256.Sum256(g.data)),
	}
}

// guidance says what happens to the guidance, and refuses what people's programs
// would refuse beside what is published.
func (p *Plan) guidance(s *State, fresh *Guidance) error {
	old := s.Guidance
	switch {
	case fresh == nil && old == nil:
		return nil
	case fresh == nil:
		p.keptGuidance = old
		p.Guidance = &Step{Kind: Kept, Old: old.Edition, New: old.Edition, Files: 1, Bytes: old.Length}
		return nil
	}
	m := fresh.manifest()
	p.Guidance = &Step{Kind: Added, New: m.Edition, Files: 1, Bytes: m.Length}
	if old == nil {
		p.freshGuidance = fresh
		return nil
	}
	p.Guidance.Kind, p.Guidance.Old = Replaced, old.Edition
	held, err := old.Imprint()
	if err != nil {
		return fmt.Errorf("reading which guidance is published: %w", err)
	}
	switch {
	case m == *old:
		p.Guidance.Kind, p.keptGuidance = Unchanged, old
		return nil
	case m.Edition == old.Edition:
		return fmt.Errorf("%s: edition %d of the guidance is published already, with other content; give the new one a higher number in edition.toml and make it again", fresh.path, old.Edition)
	case !fresh.Supersedes(held):
		return fmt.Errorf("%s: edition %d of %s does not take the place of edition %d of %s, which is published; people's programs would refuse it", fresh.path, m.Edition, m.Date, old.Edition, old.Date)
	}
	p.freshGuidance = fresh
	return nil
}

// stageGuidance puts the edition of the plan into its place, where nothing names it yet,
// and returns the one that is to be named; nil if there is none.
func (p Plan) stageGuidance(d Disk) (*manifest.Guidance, error) {
	if p.freshGuidance == nil {
		return p.keptGuidance, nil
	}
	m := p.freshGuidance.manifest()
	return &m, put(d, m.Path(), p.freshGuidance.data)
}
