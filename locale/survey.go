package locale

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// A Survey says of each language what is still to be done. Unlike a [Catalog]
// it can be had while languages are incomplete.
type Survey struct {
	// Languages has English first, then the others in the order that their own
	// files ask for.
	Languages []*Progress
}

// SurveyFS reads the languages in fsys, one folder each, as far as they can be
// read. What is wrong with a language becomes a [Finding]. An error means that
// there is nothing to compare: fsys cannot be read, or has no English.
func SurveyFS(fsys fs.FS) (*Survey, error) {
	tags, err := folders(fsys)
	if err != nil {
		return nil, err
	}
	s := new(Survey)
	for _, tag := range tags {
		p, err := readProgress(fsys, tag)
		if err != nil {
			return nil, err
		}
		if len(p.Files) > 0 { // else it is no folder of words
			s.Languages = append(s.Languages, p)
		}
	}
	ref := s.Language(reference)
	if ref == nil {
		return nil, fmt.Errorf("the language %q, which all others follow, is missing", reference)
	}
	for _, p := range s.Languages {
		if p != ref {
			p.follow(ref)
		}
		sortFindings(p.Findings)
	}
	slices.SortFunc(s.Languages, func(a, b *Progress) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.order, b.order), strings.Compare(a.Language.Tag, b.Language.Tag))
	})
	return s, nil
}

// rank puts the reference language first.
func rank(p *Progress) int {
	if p.Language.Tag == reference {
		return 0
	}
	return 1
}

// Language returns the progress of a language, or nil if there is no such
// language.
func (s *Survey) Language(tag string) *Progress {
	for _, p := range s.Languages {
		if p.Language.Tag == tag {
			return p
		}
	}
	return nil
}

// Translations lists the languages that are translated from English.
func (s *Survey) Translations() []*Progress { return s.Languages[1:] }

// Complete reports whether nothing has to be done in any language.
func (s *Survey) Complete() bool {
	return !slices.ContainsFunc(s.Languages, func(p *Progress) bool { return !p.Complete() })
}
