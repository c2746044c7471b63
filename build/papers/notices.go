package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"neem/assets/notices"
)

// A program is what is released, with the tags that it is built with.
type program struct{ pkg, system, tags string }

func programs() []program {
	return []program{
		{".", "linux", "x11,no_emoji"},
		{".", "windows", "accessibility,no_emoji"},
		{".", "darwin", "accessibility,no_emoji"},
		{"./check/cmd/...", "linux", ""},
		{"./check/cmd/...", "windows", ""},
		{"./check/cmd/...", "darwin", ""},
	}
}

// gathered is what goes into assets/notices: the components, and the texts by name.
type gathered struct {
	components []notices.Component
	texts      map[string][]byte
}

// gather looks up the licences of every module that a program links, in the copies
// that Go has, and of what is no module. A module without a licence, or with a text
// that is not known, is an error: somebody has to read it.
func gather(root string) (*gathered, error) {
	g := &gathered{texts: map[string][]byte{}}
	used := map[module][]string{} // folders of the packages that are linked
	for _, p := range programs() {
		if err := linked(root, p, used); err != nil {
			return nil, err
		}
	}
	for m, folders := range used {
		files, err := licenceFiles(m.dir, folders)
		if err != nil {
			return nil, err
		}
		if err := g.add(m.path, m.version, files...); err != nil {
			return nil, err
		}
	}
	where, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	golang := strings.TrimSpace(string(where))
	// Its version is in the programs; anybody may build with another.
	if err := g.add("Go", "", filepath.Join(golang, "LICENSE"), filepath.Join(golang, "PATENTS")); err != nil {
		return nil, err
	}
	for name, file := range map[string]string{
		"Noto typefaces":                    "assets/fonts/OFL.txt",
		"@zxcvbn-ts/language-common":        "assets/starter/LICENSE-zxcvbn.txt",
		"mingw-w64 (in the Windows window)": "build/windows/LICENSE-mingw-w64.txt",
	} {
		if err := g.add(name, "", filepath.Join(root, file)); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(g.components, func(a, b notices.Component) int {
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return g, nil
}

type module struct{ path, version, dir string }

func linked(root string, p program, used map[module][]string) error {
	cmd := exec.Command("go", "list", "-deps", "-tags="+p.tags, "-json=Dir,Module", p.pkg)
	cmd.Dir = root
	// With cgo, because the window has packages that only then are part of it.
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "GOARCH=amd64", "GOOS="+p.system)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("go list %s for %s: %w\n%s", p.pkg, p.system, err, stderr.String())
	}
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var pkg struct {
			Dir    string
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if pkg.Module == nil || pkg.Module.Main {
			continue
		}
		m := module{pkg.Module.Path, pkg.Module.Version, pkg.Module.Dir}
		if !slices.Contains(used[m], pkg.Dir) {
			used[m] = append(used[m], pkg.Dir)
		}
	}
}

// A licence is looked for under these names.
var licenceName = regexp.MustCompile(`(?i)^(un)?(licen[sc]e|copying|notice|patents|ofl)([-_.].*)?$`)

// notShipped are licences of what only stands in a module's repository: a logo, its
// documentation.
var notShipped = []string{"LICENSE-LOGO", "LICENSE.docs"}

// licenceFiles returns the licences of a module that bear on the packages in folders:
// those in the folders above them, and those beside C code and data below them.
func licenceFiles(dir string, folders []string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			name := d.Name()
			if p != dir && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if licenceName.MatchString(d.Name()) && !strings.HasSuffix(d.Name(), ".go") && !slices.Contains(notShipped, d.Name()) && bears(filepath.Dir(p), folders) {
			files = append(files, p)
		}
		return nil
	})
	return files, err
}

func bears(at string, folders []string) bool {
	for _, f := range folders {
		if f == at || strings.HasPrefix(f, at+string(filepath.Separator)) {
			return true
		}
	}
	// Without Go files of its own it belongs to the package above it.
	if goFiles, _ := filepath.Glob(filepath.Join(at, "*.go")); len(goFiles) > 0 {
		return false
	}
	return slices.ContainsFunc(folders, func(f string) bool { return f == filepath.Dir(at) || f == filepath.Dir(filepath.Dir(at)) })
}

func (g *gathered) add(name, version string, files ...string) error {
	c := notices.Component{Name: name, Version: version}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("the licence of %s: %w", name, err)
		}
		text = append(bytes.TrimSpace(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))), '\n')
		sum := sha256.Sum256(text)
		id := hex.EncodeToString(sum[:4])
		kinds := kindsOf(string(text))
		if len(kinds) == 0 {
			return fmt.Errorf("%s: nobody has said yet what kind of licence %s is", name, file)
		}
		if other, ok := g.texts[id]; ok && !bytes.Equal(other, text) {
			return fmt.Errorf("two licences are called %s", id)
		}
		g.texts[id] = text
		if !slices.Contains(c.Texts, id) {
			c.Texts = append(c.Texts, id)
		}
		for _, k := range kinds {
			if k != "" && !slices.Contains(c.Licences, k) {
				c.Licences = append(c.Licences, k)
			}
		}
	}
	if len(c.Licences) == 0 {
		return fmt.Errorf("%s has no licence among %v", name, files)
	}
	slices.Sort(c.Licences)
	g.components = append(g.components, c)
	return nil
}

// licenceMarks are words that stand in a licence and in no other; the identifier is
// that of SPDX, and empty where a text is a notice that goes with a licence.
var licenceMarks = []struct{ id, words string }{
	{"Apache-2.0", "apache license version 2.0"},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy of this software"},
	{"BSD-3-Clause", "neither the name of"},
	{"BSD-3-Clause", "the name of the author may not be used to endorse"},
	{"BSD-2-Clause", "this list of conditions and the following disclaimer in the documentation and/or other materials"},
	{"ISC", "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee"},
	{"ISC", "permission to use, copy, modify, and distribute this software for any purpose with or without fee"},
	{"Zlib", "altered source versions must be plainly marked as such"},
	{"OFL-1.1", "sil open font license"},
	{"Bitstream-Vera", "fonts are (c) bitstream"},
	{"ZPL-2.1", "names of the copyright holders must not be used to endorse"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
	{"blessing", "may you do good and not evil"},
	{"blessing", "all of the code and documentation in sqlite has been dedicated to the public domain"},
	{"", "additional ip rights grant (patents)"},
	{"", "this product includes software"},
	{"", "copyright the tuf authors"},
}

var spaces = regexp.MustCompile(`[\s*]+`)

// kindsOf returns the kinds of licence that a text has.
func kindsOf(text string) []string {
	plain := spaces.ReplaceAllString(strings.ToLower(text), " ")
	plain = strings.ReplaceAll(plain, "apache license, version", "apache license version")
	var kinds []string
	for _, m := range licenceMarks {
		if strings.Contains(plain, m.words) && !slices.Contains(kinds, m.id) {
			kinds = append(kinds, m.id)
		}
	}
	if slices.Contains(kinds, "BSD-3-Clause") || slices.Contains(kinds, "ZPL-2.1") { // they have the words of BSD-2-Clause too
		kinds = slices.DeleteFunc(kinds, func(k string) bool { return k == "BSD-2-Clause" })
	}
	return kinds
}

// writeNotices writes what is gathered to a folder.
func writeNotices(folder string) error {
	g, err := gather(".")
	if err != nil {
		return err
	}
	texts := filepath.Join(folder, "texts")
	if err := os.RemoveAll(texts); err != nil {
		return err
	}
	if err := os.MkdirAll(texts, 0o755); err != nil {
		return err
	}
	for id, text := range g.texts {
		if err := os.WriteFile(filepath.Join(texts, id+".txt"), text, 0o644); err != nil {
			return err
		}
	}
	list, err := toml.Marshal(map[string][]notices.Component{"component": g.components})
	if err != nil {
		return err
	}
	head := "# Made by: go run ./build/papers notices\n\n"
	return os.WriteFile(path.Join(folder, "components.toml"), append([]byte(head), list...), 0o644)
}

// printLicences prints all licences as one text.
func printLicences(w io.Writer) error {
	components, err := notices.All()
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("What this program is made of besides its own source, and under which licences.\n")
	for _, c := range components {
		texts, err := c.Read()
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n%s\n%s\n%s\n\n", strings.Repeat("=", 78), strings.TrimSpace(c.Name+" "+c.Version), strings.Join(c.Licences, ", "))
		b.WriteString(strings.Join(texts, "\n"))
	}
	_, err = io.WriteString(w, b.String())
	return err
}
