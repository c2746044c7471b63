package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// These tests drive the built programs as a person would: a real window on a
// display of their own, the keyboard through xdotool. "make test" builds the
// programs first and says in NEEM_DIST where they are.

func dist(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("NEEM_DIST")
	if dir == "" {
		t.Skip("NEEM_DIST does not say where the built programs are; use make test")
	}
	return filepath.Join(dir, name)
}

// display starts an X server and returns its DISPLAY.
func display(t *testing.T, glx string) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1366x768x24", glx, "GLX", "-noreset")
	x.ExtraFiles = []*os.File{w}
	if err := x.Start(); err != nil {
		t.Fatalf("starting Xvfb (build/deps.sh test installs it): %v", err)
	}
	t.Cleanup(func() { _ = x.Process.Kill(); _ = x.Wait() })
	_ = w.Close()
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb did not come up: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

// A desk is a running program on a display.
type desk struct {
	t    *testing.T
	env  []string
	data string
	cmd  *exec.Cmd
	log  bytes.Buffer
}

func start(t *testing.T, display, data string, args ...string) *desk {
	t.Helper()
	d := &desk{t: t, data: data}
	d.env = append(os.Environ(), "DISPLAY="+display, "WAYLAND_DISPLAY=", "NEEM_DATA="+data, "LANG=en_IN.UTF-8", "LC_ALL=", "FYNE_SCALE=1")
	d.cmd = exec.Command(dist(t, "neem"), args...)
	d.cmd.Env, d.cmd.Stdout, d.cmd.Stderr = d.env, &d.log, &d.log
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.cmd.Process.Kill(); _ = d.cmd.Wait() })
	d.until("the window to come up", func() bool { return d.colours(urgentColour) > 20_000 })
	return d
}

func (d *desk) key(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		args := []string{"key", k}
		if text, ok := strings.CutPrefix(k, "type:"); ok {
			args = []string{"type", "--delay", "30", text}
		}
		cmd := exec.Command("xdotool", args...)
		cmd.Env = d.env
		if out, err := cmd.CombinedOutput(); err != nil {
			d.t.Fatalf("xdotool %v: %v: %s", args, err, out)
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
	d.t.Fatalf("waited in vain for %s; the screen is in %s\n%s", what, path, d.log.String())
}

// Colours of the light theme: what says "found", and the ground of the
// emergency line, which is on every screen.
const (
	foundColour  = 0xa3281e
	urgentColour = 0xfbe9d8
)

// A person with a keyboard alone gets a true answer, and switching the
// language loses nothing.
func TestWindowByKeyboard(t *testing.T) {
	data := t.TempDir()
	d := start(t, display(t, "+extension"), data)
	before := d.colours(foundColour)
	d.key("alt+2")
	d.until("the screen to change", func() bool { return d.colours(foundColour) < before })
	// The password is the first control; 123456 is in the starter pack.
	d.key("Tab", "type:123456", "Return")
	d.until("the answer", func() bool { return d.colours(foundColour) > 300 })
	d.key("Escape")
	d.until("the screen before", func() bool { return d.colours(foundColour) < 100 })
	// The language is the last control but one.
	d.key("shift+Tab", "shift+Tab", "Return", "Down", "Down", "Return")
	d.until("the language to be kept", func() bool {
		out, _ := exec.Command("grep", "-c", "hi", filepath.Join(data, "state.db")).Output()
		return strings.TrimSpace(string(out)) != "0"
	})
	d.key("Tab", "Return")
	d.until("the same answer for what was typed before", func() bool { return d.colours(foundColour) > 300 })

	if err := d.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = d.cmd.Wait()
	start(t, display(t, "+extension"), data) // killed, it starts again
}

// Without OpenGL or a display the program says what works, and ends with 3.
func TestWithoutGraphics(t *testing.T) {
	for _, tt := range []struct{ name, display string }{
		{"no display", ""},
		{"no OpenGL", "-extension"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			program := dist(t, "neem")
			x := ""
			if tt.display != "" {
				x = display(t, tt.display)
			}
			data := t.TempDir()
			cmd := exec.Command("timeout", "10", program)
			cmd.Env = append(os.Environ(), "DISPLAY="+x, "WAYLAND_DISPLAY=", "NEEM_DATA="+data, "LANG=en_IN.UTF-8", "LC_ALL=")
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			err := cmd.Run()
			if ee, ok := errors.AsType[*exec.ExitError](err); !ok || ee.ExitCode() != 3 {
				t.Fatalf("%v\n%s", err, stderr.String())
			}
			if !strings.Contains(stderr.String(), "neem-check") || !strings.Contains(stderr.String(), "neem-help.html") {
				t.Errorf("the message is %q", stderr.String())
			}
			page, err := os.ReadFile(filepath.Join(data, "neem-help.html"))
			if err != nil || !bytes.Contains(page, []byte("1930")) || !bytes.Contains(page, []byte("cybercrime.gov.in")) {
				t.Errorf("the page: %v", err)
			}
		})
	}
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

// A pack given as an argument is installed, and answers at the next start of
// either program.
func TestImportByArgument(t *testing.T) {
	pack, data := invented(t), t.TempDir()
	d := start(t, display(t, "+extension"), data, pack)
	d.until("the pack to be installed", func() bool {
		files, _ := filepath.Glob(filepath.Join(data, "packs", "*.neem"))
		return len(files) == 1
	})
	out, code := check(t, data, "mobile: 60000 00007\n")
	if code != 10 || !strings.Contains(out, `"answer":"possible"`) {
		t.Errorf("exit %d: %s", code, out)
	}
}

func check(t *testing.T, data, lines string, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(dist(t, "neem-check"), append([]string{"--json"}, args...)...)
	cmd.Env = append(os.Environ(), "NEEM_DATA="+data)
	cmd.Stdin = strings.NewReader(lines)
	out, err := cmd.Output()
	if ee, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(out), ee.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return string(out), 0
}

// A whole check opens no network socket.
func TestNoSocket(t *testing.T) {
	program := dist(t, "neem-check")
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := exec.Command("strace", "-f", "-e", "trace=socket,connect", "-o", trace, program, "--json")
	cmd.Env = append(os.Environ(), "NEEM_DATA="+t.TempDir())
	cmd.Stdin = strings.NewReader("password: 123456\nmobile: 6000000000\n")
	if err := cmd.Run(); err != nil {
		if ee, ok := errors.AsType[*exec.ExitError](err); !ok || ee.ExitCode() != 10 {
			t.Skipf("strace does not work here: %v", err)
		}
	}
	b, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte("exited with 10")) || bytes.Contains(b, []byte("AF_INET")) {
		t.Errorf("%s", b)
	}
}
