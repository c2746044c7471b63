package locale

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"golang.org/x/text/language"
)

// Progress is how far a language has come.
type Progress struct {
	Language Language  // only the tag is certain; the rest is from language.toml, if that is good
	Texts    int       // how many texts there are, good or not
	Files    []File    // sorted by name
	Findings []Finding // what has to be done, sorted by kind and place

	order  int                   // as language.toml asks
	texts  map[string]rawMessage // as they stand in the files
	good   *Messages             // those of the texts that can be used
	unread map[string]bool       // names of files that cannot be read, without the folder
	lock   lock
}

// A File is one file of a language.
type File struct {
	Name  string // "hi/home.toml"
	Texts int
	Draft bool // its head says that no native speaker has reviewed it
}

// Complete reports whether nothing has to be done. Whether a native speaker
// has reviewed the words is another question.
func (p *Progress) Complete() bool { return len(p.Findings) == 0 }

// Count is how many findings of a kind there are.
func (p *Progress) Count(kind Kind) int {
	n := 0
	for _, f := range p.Findings {
		if f.Kind == kind {
			n++
		}
	}
	return n
}

// Drafts is how many files are marked as drafts.
func (p *Progress) Drafts() int {
	n := 0
	for _, f := range p.Files {
		if f.Draft {
			n++
		}
	}
	return n
}

// readProgress reads the language in a folder as far as it can be read, and
// notes what cannot.
func readProgress(fsys fs.FS, tag string) (*Progress, error) {
	names, err := fs.Glob(fsys, path.Join(tag, "*.toml"))
	if err != nil {
		return nil, fmt.Errorf("reading the language %q: %w", tag, err)
	}
	p := &Progress{
		Language: Language{Tag: tag},
		texts:    make(map[string]rawMessage),
		unread:   make(map[string]bool),
	}
	p.readGrammar(fsys)
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading the language %q: %w", tag, err)
		}
		file := File{Name: name, Draft: isDraft(data)}
		if path.Base(name) != grammarFile {
			file.Texts = p.readTexts(fsys, name)
		}
		p.Files = append(p.Files, file)
	}
	p.Texts = len(p.texts)
	if p.lock, err = readLock(fsys, tag); err != nil {
		p.faulty("", place{file: path.Join(tag, LockFile)}, err)
	}
	return p, nil
}

// readGrammar reads language.toml. The texts are read even without it, as long
// as the name of the folder says which language it is.
func (p *Progress) readGrammar(fsys fs.FS) {
	tag := p.Language.Tag
	m, err := readGrammar(fsys, tag)
	if err != nil {
		p.faulty("", place{file: path.Join(tag, grammarFile)}, err)
		m = &Messages{lang: p.Language, entries: make(map[string]entry)}
		m.tag, _ = language.Parse(tag) // the error has said it already
	}
	p.good, p.Language, p.order = m, m.lang, m.grammar.Order
}

// readTexts reads one file of texts and returns how many it has.
func (p *Progress) readTexts(fsys fs.FS, name string) int {
	messages, err := readMessages(fsys, name)
	if err != nil {
		p.unread[path.Base(name)] = true
		p.faulty("", place{file: name}, err)
		return 0
	}
	for _, message := range messages {
		if err := p.good.add(message, everyFact{}); err != nil {
			p.faulty(message.key, message.at, err)
		}
		if _, ok := p.texts[message.key]; !ok { // add complains of the second
			p.texts[message.key] = message
		}
	}
	return len(messages)
}

// faulty notes an error, which names the place itself.
func (p *Progress) faulty(key string, at place, err error) {
	p.Findings = append(p.Findings, Finding{Kind: Faulty, Key: key, File: at.file, Line: at.line, Detail: err.Error()})
}

// follow compares with the reference language.
func (p *Progress) follow(ref *Progress) {
	tag := p.Language.Tag
	for key, source := range ref.texts {
		mine, ok := p.texts[key]
		if !ok {
			if !p.unread[path.Base(source.at.file)] { // it may stand there
				p.Findings = append(p.Findings, find(Missing, key, source.at, "is missing in %q", tag))
			}
			continue
		}
		p.compare(mine, source, ref)
		switch recorded := p.lock[key]; recorded {
		case hashOf(source):
		case "":
			p.Findings = append(p.Findings, find(Stale, key, mine.at, "may be old: it is not recorded from which English it was made (now %s)", source.at))
		default:
			p.Findings = append(p.Findings, find(Stale, key, mine.at, "may be old: the English has changed since it was made (now %s)", source.at))
		}
	}
	for key, mine := range p.texts {
		if _, ok := ref.texts[key]; !ok && !ref.unread[path.Base(mine.at.file)] {
			p.Findings = append(p.Findings, find(Extra, key, mine.at, "is not in %q", reference))
		}
	}
}

// compare looks at kind and holes of a text, when both it and the English are
// good.
func (p *Progress) compare(mine, source rawMessage, ref *Progress) {
	got, ok := p.good.entries[mine.key]
	want, ok2 := ref.good.entries[mine.key]
	switch {
	case !ok || !ok2:
	case got.plural() != want.plural():
		p.Findings = append(p.Findings, find(Different, mine.key, mine.at, "is a plural message in one of %q and %q only (%s)", reference, p.Language.Tag, source.at))
	case !slices.Equal(got.holes, want.holes):
		p.Findings = append(p.Findings, find(Different, mine.key, mine.at, "has the holes %v, but %q has %v (%s)", got.holes, reference, want.holes, source.at))
	}
}

// everyFact knows every fact: whether a fact exists is a question for those
// who have the facts.
type everyFact struct{}

func (everyFact) Fact(ref string) (string, bool) { return ref, true }
