package guide

import (
	"io/fs"

	"neem/check/guide/factfile"
	"neem/locale"
)

// A Source is a public page that was read for a fact.
type Source struct {
	ID       string      `toml:"id"`
	Title    string      `toml:"title"`
	URLs     []string    `toml:"urls"`
	Date     locale.Date `toml:"date"`     // none if the page has no date
	Official bool        `toml:"official"` // of a government or regulator
}

func (g *Guide) readSources(fsys fs.FS) (*factfile.File, error) {
	var data struct {
		Source []Source `toml:"source"`
	}
	f, err := factfile.Read(fsys, "sources.toml", &data)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]bool)
	for i, s := range data.Source {
		at := factfile.At("source", i)
		if !sourceID.MatchString(s.ID) {
			f.Fault(at+".id", "source id %q should be letters and digits", s.ID)
		}
		if ids[s.ID] {
			f.Fault(at+".id", "source %q stands twice", s.ID)
		}
		ids[s.ID] = true
		if s.Title == "" {
			f.Fault(at, "source %q has no title", s.ID)
		}
		if len(s.URLs) == 0 {
			f.Fault(at, "source %q has no address", s.ID)
		}
		for _, u := range s.URLs {
			if !isWebPage(u) {
				f.Fault(at+".urls", "%q is no address of a web page", u)
			}
		}
	}
	g.sources = data.Source
	return f, nil
}
