//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"neem/check/store"
	"neem/ui"
)

// These tests drive the built programs as a person would: a real window on a
// display of their own, the keyboard through xdotool. "make test" builds the
// programs first and says in NEEM_DIST where they are; else they are built
// here.

var built string // where build has put the programs

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(code)
}

var build = sync.OnceValue(func() error {
	var err error
	if built, err = os.MkdirTemp("", "neem-dist-"); err != nil {
		return err
	}
	linking, err := flagsForLinking()
	if err != nil {
		return err
	}
	for _, b := range [][]string{{"1", "."}, {"0", "./check/cmd/..."}} {
		cmd := exec.Command("go", "build", "-tags=x11,no_emoji", "-buildvcs=false", "-ldflags", linking, "-o", built+"/", b[1])
		cmd.Env = append(os.Environ(), "CGO_ENABLED="+b[0])
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("building %s: %w\n%s", b[1], err, out)
		}
	}
	return nil
})

func dist(t *testing.T, name string) string {
	t.Helper()
	if dir := os.Getenv("NEEM_DIST"); dir != "" {
		return filepath.Join(dir, name)
	}
	if err := build(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(built, name)
}

// needs skips a test whose tools are not installed. In CI and from make that
// is a failure, because nothing would have been tested.
func needs(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err == nil {
			continue
		}
		if os.Getenv("CI") != "" || os.Getenv("NEEM_DIST") != "" {
			t.Fatalf("%s is missing; build/deps.sh test installs it", tool)
		}
		t.Skipf("%s is missing; build/deps.sh test installs it", tool)
	}
}

// display starts an X server, with or without GLX, and returns its DISPLAY.
func display(t *testing.T, glx string) string {
	t.Helper()
	needs(t, "Xvfb", "xdotool", "import")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1366x768x24", glx, "GLX", "-noreset")
	x.ExtraFiles = []*os.File{w}
	if err := x.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Process.Kill(); _ = x.Wait() })
	_ = w.Close()
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb did not come up: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

// environment is that of a person who starts the program for the first time,
// whatever the settings of the person who runs the tests.
func environment(t *testing.T, display, data string) []string {
	t.Helper()
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, ".cache"), 0o700); err != nil {
		t.Fatal(err)
	}
	env := slices.DeleteFunc(os.Environ(), func(v string) bool {
		return slices.ContainsFunc([]string{"DISPLAY=", "WAYLAND_DISPLAY=", "FYNE_", "LC_", "LANGUAGE=", "XDG_", "NEEM_"},
			func(prefix string) bool { return strings.HasPrefix(v, prefix) })
	})
	return append(env, "HOME="+home, "DISPLAY="+display, "NEEM_DATA="+data, "LANG=en_IN.UTF-8", "FYNE_SCALE=1")
}

// A desk is a running program on a display.
type desk struct {
	t   *testing.T
	env []string
	cmd *exec.Cmd
	log bytes.Buffer
}

// start starts a program, neem or one that starts it, and waits for the
// window.
func start(t *testing.T, display, data, program string, args ...string) *desk {
	t.Helper()
	d := &desk{t: t, env: environment(t, display, data)}
	d.cmd = exec.Command(program, args...)
	d.cmd.Env, d.cmd.Stdout, d.cmd.Stderr = d.env, &d.log, &d.log
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.kill)
	began := time.Now()
	d.until("the window to come up", func() bool { return d.colours(urgentColour) > 20_000 })
	t.Logf("the window came up within %v", time.Since(began))
	return d
}

// begin chooses English, the first language of the first screen, and waits for
// the three choices.
func (d *desk) begin() {
	d.t.Helper()
	d.key("Tab", "Return")
	d.until("the first choices", func() bool { return d.colours(dangerColour) > 40 })
}

// beginWith chooses English where the program was started with a pack that
// nobody signed, and lets the pack in: the question covers the first choices,
// and its first button is the careful one.
func (d *desk) beginWith() {
	d.t.Helper()
	d.key("Tab", "Return")
	d.until("the question about the pack", func() bool { return d.colours(urgentColour) < 1_000 })
	d.key("Tab", "Return")
	d.until("the lists", func() bool { return d.colours(urgentColour) > 20_000 })
}

// kill ends the program, and what it started, at once.
func (d *desk) kill() {
	_ = syscall.Kill(-d.cmd.Process.Pid, syscall.SIGKILL)
	_ = d.cmd.Wait()
}

func (d *desk) xdotool(args ...string) string {
	d.t.Helper()
	cmd := exec.Command("xdotool", args...)
	cmd.Env = d.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		d.t.Fatalf("xdotool %v: %v: %s", args, err, out)
	}
	return string(out)
}

func (d *desk) title() string { return d.xdotool("search", "--name", "^Neem", "getwindowname") }

func (d *desk) key(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		if text, ok := strings.CutPrefix(k, "type:"); ok {
			d.xdotool("type", "--delay", "30", text)
		} else {
			d.xdotool("key", k)
		}
		time.Sleep(150 * time.Millisecond)
	}
}

func (d *desk) picture() image.Image {
	d.t.Helper()
	cmd := exec.Command("import", "-window", "root", "png:-")
	cmd.Env = d.env
	out, err := cmd.Output()
	if err != nil {
		d.t.Fatalf("taking a picture: %v", err)
	}
	img, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		d.t.Fatal(err)
	}
	return img
}

// colours counts the pixels of a colour, or so near to it that only the
// drawing differs.
func (d *desk) colours(want uint32) int {
	d.t.Helper()
	const near = 5
	img := d.picture()
	b := img.Bounds()
	n := 0
	close := func(a, b uint32) bool { return a <= b+near && b <= a+near }
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			if close(r>>8, want>>16) && close(g>>8, want>>8&0xff) && close(b>>8, want&0xff) {
				n++
			}
		}
	}
	return n
}

func (d *desk) until(what string, ok func() bool) {
	d.t.Helper()
	for range 100 {
		if ok() {
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
	path := filepath.Join(os.TempDir(), "neem-test-failure.png")
	if f, err := os.Create(path); err == nil {
		_ = png.Encode(f, d.picture())
		_ = f.Close()
	}
	d.kill() // the log is complete then
	d.t.Fatalf("waited in vain for %s; the screen is in %s\n%s", what, path, d.log.String())
}

// answer waits for the answer that has a colour, and for no other.
func (d *desk) answer(want uint32) {
	d.t.Helper()
	d.until("the answer", func() bool { return d.colours(want) > 120 }) // its icons
	for _, other := range []uint32{foundColour, possibleColour, notFoundColour, unknownColour} {
		if n := d.colours(other); other != want && n > 40 {
			d.t.Errorf("%d pixels have the colour %06x of another answer", n, other)
		}
	}
}

// Colours of the light theme: those of the four answers, and the ground of the
// emergency line, which is on every screen.
const (
	foundColour    = 0xa3281e
	dangerColour   = 0xb01e46 // of something that happened, and of what never to do
	possibleColour = 0x835000
	notFoundColour = 0x33566b
	unknownColour  = 0x5b4a82
	urgentColour   = 0xfbe6d3
)

// A person with a keyboard alone gets true answers, switching the language
// loses nothing, and what is killed starts again.
func TestWindowByKeyboard(t *testing.T) {
	screen, data := display(t, "+extension"), t.TempDir()
	d := start(t, screen, data, dist(t, "neem"))
	d.begin()
	d.key("alt+2")
	d.until("the screen to change", func() bool { return d.colours(dangerColour) < 40 })
	// 123456 is in the starter pack.
	d.toField()
	d.key("type:correct horse viola", "Return")
	d.answer(notFoundColour)
	d.key("Escape")
	d.until("the screen before", func() bool { return d.colours(notFoundColour) < 40 })
	d.toField()
	d.key("ctrl+a", "type:123456", "Return")
	d.answer(foundColour)
	d.key("Escape")
	d.until("the screen before", func() bool { return d.colours(foundColour) < 40 })
	// After the language come what the screen is there for, and the numbers.
	english := d.title()
	d.key("shift+Tab", "shift+Tab", "shift+Tab", "Return", "Down", "Down", "Return")
	d.until("the title to change", func() bool { return d.title() != english })
	d.until("the language to be kept", func() bool { return setting(t, data) == "hi" })
	d.toField()
	d.key("Return")
	d.answer(foundColour) // for what was typed before

	hindi := d.title()
	d.kill()
	d = start(t, screen, data, dist(t, "neem"))
	if got := d.title(); got != hindi {
		t.Errorf("after a kill the title is %q, and was %q", got, hindi)
	}
}

// toField goes to the first detail that can be typed: behind the search, the
// six leaks that show, and the button for all of them.
func (d *desk) toField() {
	d.t.Helper()
	for range 1 + 6 + 1 + 1 {
		d.key("Tab")
	}
}

// From the first screen Tab and Enter lead on, without any shortcut.
func TestWindowByTab(t *testing.T) {
	d := start(t, display(t, "+extension"), t.TempDir(), dist(t, "neem"))
	d.begin()
	d.key("Tab", "Tab", "Return")
	d.until("the screen to change", func() bool { return d.colours(dangerColour) < 40 })
	d.toField()
	d.key("type:123456", "Return")
	d.answer(foundColour)
}

// setting returns the language that a data folder remembers.
func setting(t *testing.T, data string) string {
	t.Helper()
	st, err := store.Open(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	value, err := st.Setting(t.Context(), ui.LanguageSetting)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// Without OpenGL or a display the program says what works, and ends with 3.
func TestWithoutGraphics(t *testing.T) {
	for _, tt := range []struct{ name, glx, named string }{
		{"no display", "", ""},
		{"a display that is not there", "", ":4242"},
		{"no OpenGL", "-extension", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			program := dist(t, "neem")
			x := tt.named
			if tt.glx != "" {
				x = display(t, tt.glx)
			}
			data := t.TempDir()
			// These note what they are asked to show instead of showing it.
			desktop := t.TempDir()
			for _, name := range []string{"zenity", "xdg-open"} {
				script := "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$0.part\" && mv \"$0.part\" \"$0.said\"\n"
				if err := os.WriteFile(filepath.Join(desktop, name), []byte(script), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			cmd := exec.CommandContext(ctx, program)
			cmd.Env = append(environment(t, x, data), "PATH="+desktop+":"+os.Getenv("PATH"))
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			err := cmd.Run()
			if ee, ok := errors.AsType[*exec.ExitError](err); !ok || ee.ExitCode() != 3 {
				t.Fatalf("%v\n%s", err, stderr.String())
			}
			file := filepath.Join(data, "neem-help.html")
			complete := func(text string) bool {
				return strings.Contains(text, "neem-check") && strings.Contains(text, file)
			}
			if !complete(stderr.String()) {
				t.Errorf("the message is %q", stderr.String())
			}
			page, err := os.ReadFile(file)
			if err != nil || !bytes.Contains(page, []byte("1930")) || !bytes.Contains(page, []byte("cybercrime.gov.in")) {
				t.Errorf("the page: %v", err)
			}
			if x == "" {
				return
			}
			if box := said(t, desktop, "zenity"); !complete(box) {
				t.Errorf("the box says %q", box)
			}
			if opened := said(t, desktop, "xdg-open"); strings.TrimSpace(opened) != file {
				t.Errorf("the browser is to open %q", opened)
			}
		})
	}
}

// said returns what a stand-in for a program of the desktop was called with.
func said(t *testing.T, desktop, name string) string {
	t.Helper()
	for range 50 {
		if b, err := os.ReadFile(filepath.Join(desktop, name+".said")); err == nil {
			return string(b)
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s was not started", name)
	return ""
}

// invented makes a pack of invented people.
func invented(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	var people strings.Builder
	people.WriteString("Mobile\n")
	for i := range 3000 {
		fmt.Fprintf(&people, "60000%05d\n", i)
	}
	spec := `id = "test/invented"
edition = 1
publisher = "Invented Publisher"
[[leak]]
id = "invented-2026"
title = "Invented leak"
date = 2026-01-31
status = "alleged"
[[list]]
leak = "invented-2026"
shape = "mobile"
policy = "deniable"
population = 1000000000
coverage = "Invented people"
source = { format = "csv", file = "people.csv", columns = { mobile = "Mobile" } }
`
	for name, text := range map[string]string{"pack.toml": spec, "people.csv": people.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(dir, "invented.neem")
	if b, err := exec.Command(dist(t, "neem-pack"), "build", "--spec", filepath.Join(dir, "pack.toml"), "--out", out).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	return out
}

// A pack given as an argument is installed, and answers in the window and in
// the terminal.
func TestImportByArgument(t *testing.T) {
	pack, data := invented(t), t.TempDir()
	d := start(t, display(t, "+extension"), data, dist(t, "neem"), pack)
	d.beginWith()
	d.until("the pack to be installed", func() bool {
		files, _ := filepath.Glob(filepath.Join(data, "packs", "*.neem"))
		return len(files) == 1
	})
	d.key("alt+2")
	d.toField()
	d.key("type:6000000007", "Return")
	d.answer(possibleColour)
	out, code := check(t, data, "mobile: 60000 00007\n")
	if code != 10 || !strings.Contains(out, `"answer":"possible"`) {
		t.Errorf("exit %d: %s", code, out)
	}
}

func check(t *testing.T, data, lines string, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(dist(t, "neem-check"), append([]string{"--json"}, args...)...)
	cmd.Env = environment(t, "", data)
	cmd.Stdin = strings.NewReader(lines)
	out, err := cmd.Output()
	if ee, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(out), ee.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return string(out), 0
}

// A whole check opens no network socket: not in the terminal, whatever packs
// it asks, and not in the window.
func TestNoSocket(t *testing.T) {
	needs(t, "strace")
	trace := func(file string, program ...string) []string {
		return append([]string{"strace", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", file}, program...)
	}
	try := trace(os.DevNull, "true")
	if out, err := exec.Command(try[0], try[1:]...).CombinedOutput(); err != nil {
		t.Skipf("this system lets no program be traced: %v: %s", err, out)
	}
	offline := func(t *testing.T, file, proof string) {
		t.Helper()
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(b, []byte(proof)) {
			t.Errorf("the trace lacks %q, so it shows nothing:\n%s", proof, b)
		}
		for line := range strings.Lines(string(b)) {
			if strings.Contains(line, "AF_INET") {
				t.Errorf("a network socket: %s", line)
			}
		}
	}

	whole, err := os.ReadFile("assets/starter/starter.neem")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	starter, broken := filepath.Join(dir, "starter.neem"), filepath.Join(dir, "broken.neem")
	for path, b := range map[string][]byte{starter: whole, broken: whole[:len(whole)/2]} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name string
		args []string
		want []string
	}{
		{"installed", []string{"--json"}, []string{"found"}},
		{"named", []string{"--json", "--pack", starter, "--pack", broken}, []string{"found", "cannot-tell"}},
		{"in words", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "trace")
			traced := trace(file, append([]string{dist(t, "neem-check")}, tt.args...)...)
			cmd := exec.Command(traced[0], traced[1:]...)
			cmd.Env = environment(t, "", t.TempDir())
			cmd.Stdin = strings.NewReader("password: 123456\npassword: correct horse viola\nmobile: 6000000000\n")
			out, err := cmd.Output()
			if ee, ok := errors.AsType[*exec.ExitError](err); !ok || ee.ExitCode() != 10 {
				t.Errorf("%v: %s", err, out)
			}
			for _, answer := range tt.want {
				if !strings.Contains(string(out), `"answer":"`+answer+`"`) {
					t.Errorf("no answer is %q: %s", answer, out)
				}
			}
			offline(t, file, "exited with 10")
		})
	}
	t.Run("window", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "trace")
		traced := trace(file, dist(t, "neem"), invented(t))
		d := start(t, display(t, "+extension"), t.TempDir(), traced[0], traced[1:]...)
		d.beginWith()
		d.key("alt+2")
		d.toField()
		d.key("type:6000000007", "Return")
		d.answer(possibleColour)
		d.kill()
		offline(t, file, "AF_UNIX") // the display's
	})
}
