// Package notices has what the programs are made of besides their own source: Go
// modules, Go itself, typefaces, a list of passwords, the C library of the Windows
// program; each with its version, its licence and the licence's text.
//
// "go run ./build/papers notices" gathers it again from what the programs link; a
// test there fails when that has changed.
package notices

import (
	"embed"
	"fmt"
	"path"

	"github.com/pelletier/go-toml/v2"
)

//go:embed components.toml texts
var files embed.FS

// A Component is something that others have made.
type Component struct {
	Name    string `toml:"name"`
	Version string `toml:"version,omitempty"`
	// Licences are the SPDX identifiers of what the texts say; all of them hold.
	Licences []string `toml:"licences"`
	// Texts name files in the folder texts, without their ending.
	Texts []string `toml:"texts"`
}

// All returns the components in the order of their names.
func All() ([]Component, error) {
	data, err := files.ReadFile("components.toml")
	if err != nil {
		return nil, err
	}
	var list struct {
		Component []Component `toml:"component"`
	}
	if err := toml.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("components.toml: %w", err)
	}
	return list.Component, nil
}

// Read returns the texts of a component's licences and notices.
func (c Component) Read() ([]string, error) {
	var texts []string
	for _, name := range c.Texts {
		data, err := files.ReadFile(path.Join("texts", name+".txt"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
		texts = append(texts, string(data))
	}
	return texts, nil
}
