package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// The whole way of the project's guidance, with the programs that people run: keys
// are made, the first list of them is built into neem-check, an edition is
// published in which a text, a fact and a leak are new, and it reaches somebody who
// looks in a folder. What must not reach them does not.
func TestProjectsGuidance(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds two programs")
	}
	p := &projectTrial{t: t, dir: t.TempDir()}
	p.copySource()
	p.build("neem-pack", "")
	p.write("pass", "five invented words for tests\n")
	p.edit("assets/facts/channels.toml", `phones = ["1098"]`, `phones = ["1099"]`)
	p.edit("locale/en/channels.toml", `title = "Child helpline"`, `title = "Helpline for children"`)
	p.addLeak("bsnl2024", "invented2026")

	p.edition(2, "2026-11-25")
	p.mustRun("neem-pack", "publish", "--keys", "keys", "--passphrase-file", "pass", "--repo", "two", "--name", "Example project", "--guidance", "2.zip")
	p.build("neem-check", "two/metadata/1.root.json")

	p.says("neem-check publishers", "Nothing was got from it yet.", "it came with the program")
	p.says("neem-check guide", "Child helpline", "→ 1098")
	p.says("neem-check update --from two --yes", "The publisher of this program",
		"What to do and whom to call: edition 2 of 2026-11-25; you have edition 1 of 2026-11-24; to fetch: ",
		"Installed: the guidance, edition 2.", "used from the next start")
	p.says("neem-check guide", "Helpline for children", "→ 1099", "→ 1930")
	p.says("neem-check guide leaks", "invented2026")
	p.says("neem-check guide edition", "Edition 2 of 25 November 2026 · Came as an update")
	p.says("neem-check update --from two --yes", "installed already", "There is nothing to do.")

	// The next one, carried on a stick.
	p.must(os.CopyFS(p.path("three"), os.DirFS(p.path("two"))))
	p.edit("assets/facts/channels.toml", `phones = ["1099"]`, `phones = ["1098"]`)
	p.edition(3, "2026-11-26")
	p.mustRun("neem-pack", "publish", "--keys", "keys", "--passphrase-file", "pass", "--repo", "three", "--guidance", "3.zip")
	p.mustRun("neem-check", "copy", "--from", "three", "--to", "stick")
	// Damaged on the stick: refused, and edition 2 stays.
	file := p.only("stick/targets/guidance/*.zip")
	data := p.read(file)
	p.write(file, strings.Replace(data, "PK", "QK", 1))
	p.fails("neem-check update --from stick --yes", "not the one that the publisher signed")
	p.says("neem-check guide edition", "Edition 2 of 25 November 2026")
	p.write(file, data)
	p.says("neem-check update --from stick --yes", "you have edition 2 of 2026-11-25", "Installed: the guidance, edition 3.")
	p.says("neem-check guide", "Helpline for children", "→ 1098")

	// Older: the repository, and one of the same publisher that was published anew.
	p.fails("neem-check update --from two --yes", "these files are older than what you have")
	p.fails("neem-pack publish --keys keys --passphrase-file pass --repo three --guidance 2.zip", "does not take the place of edition 3")
	p.mustRun("neem-pack", "publish", "--keys", "keys", "--passphrase-file", "pass", "--repo", "two", "--refresh", "--after", "50")
	p.fails("neem-check update --from two --yes", "edition 2 of 2026-11-25; refused: you have edition 3 of 2026-11-26, which is newer")

	// Somebody else's, well signed.
	p.mustRun("neem-pack", "publish", "--keys", "others", "--passphrase-file", "pass", "--repo", "other", "--name", "Example NGO", "--guidance", "2.zip")
	p.mustRun("neem-check", "publishers", "add", "other", "--fingerprint", p.fingerprint("other"))
	p.says("neem-check update --from other --yes", "It has guidance too, which is passed over")
	p.says("neem-check guide edition", "Edition 3 of 26 November 2026")

	// What is installed is damaged: the one that is built in.
	p.write("data/guidance/guidance.zip", "PK")
	p.says("neem-check guide", "Child helpline", "→ 1098", "→ 1930", "Its file is damaged")
	p.mustRun("neem-pack", "publish", "--keys", "keys", "--passphrase-file", "pass", "--repo", "three", "--refresh", "--after", "100")
	p.says("neem-check update --from three --yes", "you have edition 1", "Installed: the guidance, edition 3.")
	p.says("neem-check guide", "Helpline for children")
	p.fails("neem-check publishers forget "+p.fingerprint("two"), "came with the program")
}

// A projectTrial is a folder in which programs are built and run.
type projectTrial struct {
	t   *testing.T
	dir string
}

// exe is how the name of a program ends.
func exe() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

func (p *projectTrial) path(name string) string {
	return filepath.Join(p.dir, filepath.FromSlash(name))
}

func (p *projectTrial) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *projectTrial) read(name string) string {
	p.t.Helper()
	data, err := os.ReadFile(p.path(name))
	p.must(err)
	return string(data)
}

func (p *projectTrial) write(name, text string) {
	p.t.Helper()
	p.must(os.WriteFile(p.path(name), []byte(text), 0o600))
}

// edit puts one text in the place of another.
func (p *projectTrial) edit(name, old, fresh string) {
	p.t.Helper()
	text := p.read(name)
	if strings.Count(text, old) != 1 {
		p.t.Fatalf("%s holds %q %d times", name, old, strings.Count(text, old))
	}
	p.write(name, strings.Replace(text, old, fresh, 1))
}

func (p *projectTrial) only(pattern string) string {
	p.t.Helper()
	found, err := filepath.Glob(p.path(pattern))
	p.must(err)
	if len(found) != 1 {
		p.t.Fatalf("%s: %q", pattern, found)
	}
	rel, err := filepath.Rel(p.dir, found[0])
	p.must(err)
	return filepath.ToSlash(rel)
}

// source is the top folder of the source.
func (p *projectTrial) source() string {
	p.t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", ".."))
	p.must(err)
	return dir
}

// copySource copies what an edition is made of.
func (p *projectTrial) copySource() {
	p.t.Helper()
	for _, dir := range []string{"assets/facts", "locale"} {
		p.must(os.CopyFS(p.path(dir), os.DirFS(filepath.Join(p.source(), filepath.FromSlash(dir)))))
	}
}

// addLeak adds a leak that is described as another one is, in every language.
func (p *projectTrial) addLeak(like, id string) {
	p.t.Helper()
	again := func(name, begin, old, fresh string) {
		text := p.read(name)
		block := regexp.MustCompile(`(?s)` + begin + `.*?(\n\n|\z)`).FindString(text)
		if block == "" {
			p.t.Fatalf("%s has no %s", name, like)
		}
		p.write(name, text+"\n"+strings.ReplaceAll(block, old, fresh))
	}
	again("assets/facts/leaks.toml", `\[\[leak\]\]\nid = "`+like+`"`, like, id)
	for _, l := range p.languages() {
		again("locale/"+l+"/leaks.toml", `\[leak\.`+like+`\]`, like, id)
	}
}

// languages are the tags of the languages there are.
func (p *projectTrial) languages() (tags []string) {
	p.t.Helper()
	files, err := filepath.Glob(p.path("locale/*/leaks.toml"))
	if err != nil || len(files) < 4 {
		p.t.Fatalf("languages: %v, %v", files, err)
	}
	for _, f := range files {
		tags = append(tags, filepath.Base(filepath.Dir(f)))
	}
	return tags
}

// build builds a program; root, if not empty, is the first list of keys that it has
// built in.
func (p *projectTrial) build(name, root string) {
	p.t.Helper()
	args := []string{"build", "-o", p.path(name + exe())}
	if root != "" {
		overlay, err := json.Marshal(map[string]map[string]string{"Replace": {
			filepath.Join(p.source(), "assets", "trust", "root.json"): p.path(root),
		}})
		p.must(err)
		p.write("overlay.json", string(overlay))
		args = append(args, "-overlay", p.path("overlay.json"))
	}
	cmd := exec.Command("go", append(args, "./check/cmd/"+name)...)
	cmd.Dir, cmd.Env = p.source(), append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		p.t.Fatalf("building %s: %v\n%s", name, err, out)
	}
}

// edition makes an edition of the guidance out of the copied source.
func (p *projectTrial) edition(number int, date string) {
	p.t.Helper()
	n := string(rune('0' + number))
	p.mustRun("neem-pack", "guidance", "--facts", "assets/facts", "--locale", "locale", "--edition", n, "--date", date, "--out", n+".zip")
}

func (p *projectTrial) fingerprint(repo string) string {
	p.t.Helper()
	first, _, _ := strings.Cut(p.mustRun("neem-pack", "fingerprint", repo), "\n")
	return first
}

func (p *projectTrial) run(args ...string) (string, error) {
	p.t.Helper()
	name := args[0]
	if _, err := os.Stat(p.path(name + exe())); err == nil {
		name = p.path(name + exe())
	}
	cmd := exec.CommandContext(p.t.Context(), name, args[1:]...)
	cmd.WaitDelay = time.Minute
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "NEEM_DATA="+p.path("data"), "LANG=en_IN.UTF-8", "LC_ALL=", "LC_MESSAGES=")
	out, err := cmd.CombinedOutput()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		p.t.Fatal(err)
	}
	p.t.Logf("$ %s\n%s", strings.Join(args, " "), shorten(string(out)))
	return string(out), err
}

// shorten leaves out the middle of what is long.
func shorten(text string) string {
	lines := strings.Split(text, "\n")
	if len(lines) <= 16 {
		return text
	}
	return strings.Join(lines[:8], "\n") + "\n…\n" + strings.Join(lines[len(lines)-4:], "\n")
}

func (p *projectTrial) mustRun(args ...string) string {
	p.t.Helper()
	out, err := p.run(args...)
	if err != nil {
		p.t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return out
}

// says runs a command that goes well and says some texts.
func (p *projectTrial) says(command string, texts ...string) {
	p.t.Helper()
	p.holds(command, p.mustRun(strings.Fields(command)...), texts)
}

// fails runs a command that is refused and says why.
func (p *projectTrial) fails(command string, texts ...string) {
	p.t.Helper()
	out, err := p.run(strings.Fields(command)...)
	if err == nil {
		p.t.Errorf("%s went well:\n%s", command, out)
	}
	p.holds(command, out, texts)
}

func (p *projectTrial) holds(command, out string, texts []string) {
	p.t.Helper()
	for _, text := range texts {
		if !strings.Contains(out, text) {
			p.t.Errorf("%s does not say %q:\n%s", command, text, out)
		}
	}
}
