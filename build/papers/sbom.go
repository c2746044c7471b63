package main

import (
	"cmp"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"neem/assets"
	"neem/assets/notices"
)

// What CycloneDX 1.5 calls things (https://cyclonedx.org/docs/1.5/json/).
type (
	sbom struct {
		Format       string       `json:"bomFormat"`
		Spec         string       `json:"specVersion"`
		Serial       string       `json:"serialNumber"`
		Version      int          `json:"version"`
		Metadata     metadata     `json:"metadata"`
		Components   []component  `json:"components"`
		Dependencies []dependency `json:"dependencies"`
	}
	metadata struct {
		Timestamp string    `json:"timestamp"`
		Component component `json:"component"`
	}
	component struct {
		Type       string     `json:"type"`
		Ref        string     `json:"bom-ref"`
		Name       string     `json:"name"`
		Version    string     `json:"version,omitempty"`
		PURL       string     `json:"purl,omitempty"`
		Licences   []licence  `json:"licenses,omitempty"`
		Properties []property `json:"properties,omitempty"`
	}
	licence struct {
		Licence struct {
			ID string `json:"id"`
		} `json:"license"`
	}
	property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	dependency struct {
		Ref string   `json:"ref"`
		On  []string `json:"dependsOn"`
	}
)

// printSBOM prints of which modules built programs consist, as Go has written it into
// them, and of what else.
func printSBOM(w io.Writer, day time.Time, version string, programs []string) error {
	known, err := notices.All()
	if err != nil {
		return err
	}
	licences := map[string][]string{}
	for _, c := range known {
		licences[c.Name] = c.Licences
	}
	all := map[string]component{}
	out := sbom{Format: "CycloneDX", Spec: "1.5", Version: 1}
	for _, file := range programs {
		info, err := buildinfo.ReadFile(file)
		if err != nil {
			return err
		}
		system := setting(info.Settings, "GOOS") + "/" + setting(info.Settings, "GOARCH")
		ref := strings.TrimSuffix(filepath.Base(file), ".exe") + "@" + system
		all[ref] = component{Type: "application", Ref: ref, Name: filepath.Base(file), Version: version, Properties: []property{{"neem:system", system}}}
		golang := moduleOf("stdlib", info.GoVersion, "", licences["Go"])
		all[golang.Ref] = golang
		on := []string{golang.Ref}
		for _, d := range info.Deps {
			if d.Replace != nil {
				d = d.Replace
			}
			ids := licences[d.Path]
			if len(ids) == 0 {
				return fmt.Errorf("%s: the licence of %s is not known; go run ./build/papers notices", file, d.Path)
			}
			c := moduleOf(d.Path, d.Version, d.Sum, ids)
			all[c.Ref] = c
			on = append(on, c.Ref)
		}
		slices.Sort(on)
		out.Dependencies = append(out.Dependencies, dependency{ref, on})
	}
	for _, c := range known {
		if !strings.Contains(c.Name, "/") || strings.HasPrefix(c.Name, "@") {
			if c.Name != "Go" {
				all[c.Name] = component{Type: "data", Ref: c.Name, Name: c.Name, Version: c.Version, Licences: licencesOf(c.Licences)}
			}
		}
	}
	out.Components = slices.SortedFunc(maps.Values(all), func(a, b component) int { return cmp.Compare(a.Ref, b.Ref) })
	slices.SortFunc(out.Dependencies, func(a, b dependency) int { return cmp.Compare(a.Ref, b.Ref) })
	out.Metadata = metadata{day.Format(time.RFC3339), component{Type: "application", Ref: assets.ID, Name: assets.Name, Version: version, Licences: licencesOf([]string{"Apache-2.0"})}}

	// The same programs get the same number.
	data, err := json.Marshal(out)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80 // a UUID of version 8, RFC 9562
	out.Serial = fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(out)
}

func moduleOf(path, version, sum string, ids []string) component {
	purl := "pkg:golang/" + path + "@" + version
	c := component{Type: "library", Ref: purl, Name: path, Version: version, PURL: purl, Licences: licencesOf(ids)}
	if sum != "" {
		c.Properties = []property{{"golang:sum", sum}}
	}
	return c
}

func licencesOf(ids []string) []licence {
	var list []licence
	for _, id := range ids {
		var l licence
		l.Licence.ID = id
		list = append(list, l)
	}
	return list
}

func setting(settings []debug.BuildSetting, key string) string {
	for _, s := range settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}
