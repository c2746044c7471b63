//go:build linux

package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// flagsForLinking are what the Makefile gives the linker.
func flagsForLinking() (string, error) {
	out, err := exec.Command("build/version.sh", "ldflags").Output()
	return strings.TrimSpace(string(out)), err
}

// All programs say the version that FyneApp.toml has.
func TestVersionStandsInOnePlace(t *testing.T) {
	data, err := os.ReadFile("FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	var f struct{ Details struct{ Version string } }
	if err := toml.Unmarshal(data, &f); err != nil || f.Details.Version == "" {
		t.Fatalf("FyneApp.toml has no version: %v", err)
	}
	for _, program := range []string{"neem", "neem-check", "neem-pack"} {
		out, err := exec.Command(dist(t, program), "--version").CombinedOutput()
		words := strings.Fields(string(out))
		if err != nil || len(words) < 2 || words[0] != program || words[1] != f.Details.Version {
			t.Errorf("%s --version: %v, %q; FyneApp.toml says %s", program, err, out, f.Details.Version)
		}
	}
}
