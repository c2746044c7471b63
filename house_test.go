package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"neem/assets"
	"neem/check/edition"
)

func goList(t *testing.T, args ...string) []string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %v: %v\n%s", args, err, stderr.String())
	}
	return strings.Fields(string(out))
}

// Imports run one way: assets, locale ← check ← ui ← main.
func TestImportsRunOneWay(t *testing.T) {
	rank := func(pkg string) int {
		switch {
		case strings.HasPrefix(pkg, "neem/assets"), strings.HasPrefix(pkg, "neem/locale"):
			return 0
		case strings.HasPrefix(pkg, "neem/check"):
			return 1
		case strings.HasPrefix(pkg, "neem/ui"):
			return 2
		}
		return 3
	}
	for _, line := range goList(t, "-f", `{{.ImportPath}}:{{join .Imports ","}}`, "./...") {
		pkg, imports, _ := strings.Cut(line, ":")
		for imported := range strings.SplitSeq(imports, ",") {
			if strings.HasPrefix(imported, "neem/") && rank(imported) > rank(pkg) {
				t.Errorf("%s imports %s", pkg, imported)
			}
			if strings.HasPrefix(imported, "fyne.io/") && rank(pkg) < 2 {
				t.Errorf("%s imports %s: only ui and main know Fyne", pkg, imported)
			}
		}
	}
}

// What checks can reach neither HTTP nor TLS, nor our code that can. (The SQLite
// driver imports net for its own reasons; TestNoSocket watches that nothing is
// opened.) Only the supply of packs may, and the one terminal program that also
// updates; what it checks with may not.
func TestCheckingReachesNoNetwork(t *testing.T) {
	const supply = "neem/check/supply"
	online := []string{supply, "neem/check/cmd/neem-check"}
	packages := slices.DeleteFunc(goList(t, "./check/..."), func(pkg string) bool { return slices.Contains(online, pkg) })
	if !slices.Contains(packages, "neem/check/library") || !slices.Contains(packages, "neem/check/cmd/neem-pack") {
		t.Fatalf("packages are missing from %v", packages)
	}
	for _, dep := range goList(t, append([]string{"-deps"}, packages...)...) {
		if dep == "net/http" || dep == "crypto/tls" || dep == supply {
			t.Errorf("something under check reaches %s", dep)
		}
	}
	// In the terminal program, one file knows of it.
	files, err := filepath.Glob("check/cmd/neem-check/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if path, _ := strconv.Unquote(i.Path.Value); path == supply && filepath.Base(file) != "update.go" || path == "net/http" && !strings.HasSuffix(file, "_test.go") {
				t.Errorf("%s imports %s", file, path)
			}
		}
	}
}

func TestEveryPackageHasAComment(t *testing.T) {
	commented := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			return err
		}
		dir := filepath.Dir(path)
		commented[dir] = commented[dir] || f.Doc != nil
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir, ok := range commented {
		if !ok {
			t.Errorf("package in %s has no comment", dir)
		}
	}
}

func TestNameStandsInOnePlace(t *testing.T) {
	data, err := os.ReadFile("FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Details struct{ Name, ID, Icon string }
	}
	if err := toml.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	if f.Details.Name != assets.Name || f.Details.ID != assets.ID {
		t.Errorf("FyneApp.toml says %+v", f.Details)
	}
	if _, err := os.Stat(f.Details.Icon); err != nil {
		t.Error(err)
	}
	resources, err := os.ReadFile("build/windows/resources.json")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(resources), `"ProductName": "`+assets.Name+`"`) {
		t.Errorf("the resources of the Windows program do not call it %s", assets.Name)
	}
}

// The checking packages and the terminal programs build everywhere, without C.
func TestChecksBuildEverywhere(t *testing.T) {
	for _, target := range []string{"windows/amd64", "darwin/arm64", "linux/386"} {
		t.Run(target, func(t *testing.T) {
			system, machine, _ := strings.Cut(target, "/")
			cmd := exec.Command("go", "build", "./check/...")
			cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+machine)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// No text is kept that nothing shows: each key stands in the code, whole, or
// begins as something there that is joined with a name.
func TestEveryWordIsUsed(t *testing.T) {
	literals := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					literals[s] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	content, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	facts := map[string]bool{}
	for _, key := range slices.Concat(content.Guide.Messages(), content.Guide.OptionalMessages(), content.Leaks.Messages()) {
		facts[key] = true
	}
	used := func(key string) bool {
		if literals[key] || facts[key] {
			return true
		}
		for i, r := range key {
			if (r == '.' || r == '_') && literals[key[:i+1]] {
				return true
			}
			if r == '.' && literals[key[:i]] && literals[key[i:]] { // key + ".label"
				return true
			}
		}
		return false
	}
	for _, key := range content.Locales.Messages("en").Keys() {
		if !used(key) {
			t.Errorf("nothing shows the text %s", key)
		}
	}
}
