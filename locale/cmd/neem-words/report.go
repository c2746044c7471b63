package main

import (
	"encoding/json"
	"io"

	"neem/locale"
)

// The object that --json prints. Names are a contract: they may be added to,
// not changed.
type (
	report struct {
		Complete  bool       `json:"complete"`
		Languages []language `json:"languages"`
	}
	language struct {
		Tag      string              `json:"tag"`
		Name     string              `json:"name"`
		English  string              `json:"english"`
		Draft    bool                `json:"draft"`
		Texts    int                 `json:"texts"`
		Counts   map[locale.Kind]int `json:"counts"`
		Files    []file              `json:"files"`
		Findings []finding           `json:"findings"`
	}
	file struct {
		Name  string `json:"name"`
		Texts int    `json:"texts"`
		Draft bool   `json:"draft"`
	}
	finding struct {
		Kind   locale.Kind `json:"kind"`
		Key    string      `json:"key,omitempty"`
		File   string      `json:"file"`
		Line   int         `json:"line,omitempty"`
		Detail string      `json:"detail"`
	}
)

// showJSON prints one object.
func showJSON(out io.Writer, languages []*locale.Progress) error {
	r := report{Complete: complete(languages)}
	for _, p := range languages {
		l := language{
			Tag: p.Language.Tag, Name: p.Language.Name, English: p.Language.English, Draft: p.Language.Draft,
			Texts: p.Texts, Counts: make(map[locale.Kind]int), Files: []file{}, Findings: []finding{},
		}
		for _, kind := range locale.Kinds() {
			l.Counts[kind] = p.Count(kind)
		}
		for _, f := range p.Files {
			l.Files = append(l.Files, file(f))
		}
		for _, f := range p.Findings {
			l.Findings = append(l.Findings, finding(f))
		}
		r.Languages = append(r.Languages, l)
	}
	return json.NewEncoder(out).Encode(r)
}
