package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"neem/assets"
	"neem/assets/notices"
)

// What the programs show is what they link: every module, in the version that is
// linked, with every licence that bears on it.
func TestNoticesAreComplete(t *testing.T) {
	g, err := gather("../..")
	if err != nil {
		t.Fatal(err)
	}
	shown, err := notices.All()
	if err != nil {
		t.Fatal(err)
	}
	const again = "go run ./build/papers notices"
	if !reflect.DeepEqual(shown, g.components) {
		t.Errorf("the components have changed: %s", again)
	}
	for _, c := range shown {
		texts, err := c.Read()
		if err != nil {
			t.Fatal(err)
		}
		for i, id := range c.Texts {
			if string(g.texts[id]) != texts[i] {
				t.Errorf("%s: text %s has changed: %s", c.Name, id, again)
			}
		}
	}
}

func TestKindsOfLicence(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Nobody may use this.", nil},
		{"Apache License\n   Version 2.0, January 2004", []string{"Apache-2.0"}},
		{"Permission is hereby granted, free of charge, to any person obtaining a copy\nof this software", []string{"MIT"}},
		{"notice, this list of conditions and the following disclaimer in the\ndocumentation and/or other materials. Neither the name of X", []string{"BSD-3-Clause"}},
		{"notice, this list of conditions and the following disclaimer in the\ndocumentation and/or other materials.", []string{"BSD-2-Clause"}},
	} {
		if got := kindsOf(c.text); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}

// Licences of what is not shipped stay away; those beside C code come along.
func TestLicenceFiles(t *testing.T) {
	dir := t.TempDir()
	for _, f := range []string{"LICENSE", "LICENSE.docs", "used/x.go", "used/c/LICENSE.md", "unused/x.go", "unused/COPYING", "testdata/LICENSE", ".github/LICENSE", "used/licence.go"} {
		p := filepath.Join(dir, f)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := licenceFiles(dir, []string{filepath.Join(dir, "used")})
	want := []string{filepath.Join(dir, "LICENSE"), filepath.Join(dir, "used/c/LICENSE.md")}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
}

func TestReleaseNotes(t *testing.T) {
	const changes = "# Changes\n\n## Unreleased\n\n- New.\n\n## 0.1.0 (2026-11-30)\n\n- First.\n"
	for version, want := range map[string]string{"0.1.0": "- First.", "0.2.0": "- New."} {
		if got, err := releaseNotes(changes, version); err != nil || got != "# Neem "+version+"\n\n"+want+"\n" {
			t.Errorf("%s: %q, %v", version, got, err)
		}
	}
	if got, err := releaseNotes("# Changes\n", "0.1.0"); err == nil {
		t.Errorf("nothing was written, and the notes say %q", got)
	}
}

// The bill of materials of a program has the modules that Go says are in it.
func TestSBOM(t *testing.T) {
	program := filepath.Join(t.TempDir(), "neem-pack")
	cmd := exec.Command("go", "build", "-o", program, "neem/check/cmd/neem-pack")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var one, two bytes.Buffer
	day := time.Unix(1_800_000_000, 0).UTC()
	for _, b := range []*bytes.Buffer{&one, &two} {
		if err := printSBOM(b, day, "0.1.0", []string{program}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("it comes out otherwise the second time")
	}
	var bill sbom
	if err := json.Unmarshal(one.Bytes(), &bill); err != nil {
		t.Fatal(err)
	}
	refs := map[string]bool{}
	for _, c := range bill.Components {
		if refs[c.Ref] {
			t.Errorf("%s twice", c.Ref)
		}
		refs[c.Ref] = true
		if c.Type == "library" && len(c.Licences) == 0 {
			t.Errorf("%s has no licence", c.Ref)
		}
	}
	out, err := exec.Command("go", "version", "-m", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	modules := 0
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) >= 3 && f[0] == "dep" {
			modules++
			if !refs["pkg:golang/"+f[1]+"@"+f[2]] {
				t.Errorf("%s %s is missing", f[1], f[2])
			}
		}
	}
	if modules < 5 || len(bill.Dependencies) != 1 || len(bill.Dependencies[0].On) != modules+1 {
		t.Errorf("%d modules, dependencies %+v", modules, bill.Dependencies)
	}
}

// What shells complete is read from the help of the programs.
func TestUsage(t *testing.T) {
	const help = `tool is no command here
usage: tool [--lang TAG] [--json]
       tool bulk --in FILE --out FILE
                  [--domain DOMAIN]
       tool [--lang TAG] guide scams|checks [NAME]
       tool [--lang TAG] guide plan [--html FILE]
       tool publishers [add FOLDER|ADDRESS [--yes] | forget NAME]

  --in          explained
`
	u, err := parseUsage("tool", help)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"":           {"--help", "--version", "--json", "--lang", "bulk", "guide", "publishers"},
		"bulk":       {"--in", "--out", "--domain"},
		"guide":      {"scams", "checks", "plan", "--html"},
		"publishers": {"add", "forget", "--yes"},
	}
	if !reflect.DeepEqual(u.words, want) {
		t.Errorf("%q", u.words)
	}
	if _, err := parseUsage("tool", "no help"); err == nil {
		t.Error("a help without commands is taken")
	}
	if _, err := manualPage("no place", "1", help); err == nil {
		t.Error("a manual without a place for the help is taken")
	}
	if page, err := manualPage("@VERSION@\n@HELP@", "1", ".x --a\\"); err != nil || page != "1\n\\&.x \\-\\-a\\e" {
		t.Errorf("%q, %v", page, err)
	}
}

// Packages call the program what it calls itself.
func TestPackagesHaveTheName(t *testing.T) {
	for file, want := range map[string]string{
		"../windows/installer.nsi": `!define ID "` + assets.ID + `"`,
		"../macos/Info.plist":      "<string>" + assets.ID + "</string>",
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), want) {
			t.Errorf("%s does not have %s", file, want)
		}
	}
}
