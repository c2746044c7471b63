package vault_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"neem/check/vault"
)

// askedForReal reports whether real keychains may be used: the test changes
// what the system keeps, so that it is only done where somebody asked for it.
const askedForReal = "NEEM_KEYRING_TEST"

const allWell = "create: ok; save: ok; unlock: ok; unlock unasked: ok; people: ok; forget key done: ok; forget data done: ok"

// What is said on systems with a Secret Service, of gnome-keyring in sessions of
// its own, each with an empty home folder.
func TestSecretService(t *testing.T) {
	if os.Getenv(askedForReal) == "" {
		t.Skip("set " + askedForReal + "=1 to use a real keyring")
	}
	if runtime.GOOS != "linux" {
		t.Skip("there is no Secret Service here")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tools := func(names ...string) func(*testing.T) {
		return func(t *testing.T) {
			for _, name := range names {
				if _, err := exec.LookPath(name); err != nil {
					t.Skip(err)
				}
			}
		}
	}
	// The daemon is told its password on standard input, as a login does it.
	const unlocked = `printf invented | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "$0"`
	session := []string{"dbus-run-session", "--", "sh", "-c"}
	refusedBy := func(reason vault.Reason) string {
		return "create: " + string(reason) + "; would ask: ok; forget key nothing: ok; forget data nothing: ok"
	}
	for _, c := range []struct {
		name    string
		need    func(*testing.T)
		command []string
		env     []string
		before  []string // run first, in the same home
		display bool
		want    string
	}{
		{"works", tools("dbus-run-session", "gnome-keyring-daemon"), append(session, unlocked, exe), nil, nil, false, allWell},
		{"no bus", tools(), []string{exe}, []string{"PATH=/nowhere"}, nil, false, refusedBy(vault.NoKeychain)},
		{"nobody at the address", tools(), []string{exe}, []string{"DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere/bus"}, nil, false, refusedBy(vault.NoKeychain)},
		{"bus without the service", tools("dbus-run-session"), []string{"dbus-run-session", "--config-file=$HOME/bus.conf", "--", exe}, nil, nil, false, refusedBy(vault.NoKeychain)},
		{"no keyring yet, no screen", tools("dbus-run-session", "gnome-keyring-daemon"), append(session, `"$0"`, exe), nil, nil, false, refusedBy(vault.KeychainLocked)},
		{"locked, no screen", tools("dbus-run-session", "gnome-keyring-daemon"), append(session, `"$0"`, exe), nil, append(session, unlocked, exe), false, refusedBy(vault.KeychainLocked)},
		{"locked, nobody answers the question", tools("dbus-run-session", "gnome-keyring-daemon", "Xvfb", "/usr/libexec/gcr-prompter"), append(session, `"$0"`, exe), nil, append(session, unlocked, exe), true,
			"create: keychain-silent; would ask: ok; forget key failed: keychain-silent; forget data done: ok"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.need(t)
			home := vault.TempDir(t)
			conf := `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`
			if err := os.WriteFile(filepath.Join(home, "bus.conf"), []byte(conf), 0o600); err != nil {
				t.Fatal(err)
			}
			env := append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_RUNTIME_DIR=" + home, childTask + "=keychain", childFolder + "=" + filepath.Join(home, "data")}, c.env...)
			if c.display {
				env = append(env, "DISPLAY="+screen(t))
			}
			run := func(command []string) string {
				for i, a := range command {
					command[i] = strings.ReplaceAll(a, "$HOME", home)
				}
				cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
				cmd.Env, cmd.Dir = env, home
				cmd.WaitDelay = time.Second // a daemon may keep the pipes
				var log strings.Builder
				cmd.Stderr = &log
				out, err := cmd.Output()
				if err != nil && !errors.Is(err, exec.ErrWaitDelay) {
					t.Errorf("%v\n%s", err, log.String())
				}
				t.Log(log.String())
				return steps(out)
			}
			if c.before != nil {
				if got := run(c.before); got != allWell {
					t.Fatal(got)
				}
			}
			if got := run(c.command); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// steps returns what the child said of its steps; daemons write there too.
func steps(out []byte) string {
	var said []string
	for line := range strings.Lines(string(out)) {
		if step, ok := strings.CutPrefix(line, stepMark); ok {
			said = append(said, strings.TrimSpace(step))
		}
	}
	return strings.Join(said, "; ")
}

// screen starts an X server and returns its name.
func screen(t *testing.T) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "800x600x24")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	_ = w.Close() // the server has its own
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return ":" + strings.TrimSpace(number)
}

// The credential store of Windows, also of Wine.
func TestCredentialManager(t *testing.T) {
	if os.Getenv(askedForReal) == "" {
		t.Skip("set " + askedForReal + "=1 to use a real keychain")
	}
	if runtime.GOOS != "windows" {
		t.Skip("this is not Windows")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childTask+"=keychain", childFolder+"="+filepath.Join(vault.TempDir(t), "data"))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := steps(out); got != allWell {
		t.Errorf("got  %s\nwant %s", got, allWell)
	}
}

// What go-keyring's own stand-in answers has a reason too.
func TestErrorsOfGoKeyring(t *testing.T) {
	t.Cleanup(keyring.MockInit) // nothing after this test meets the real one by mistake
	for want, err := range map[vault.Reason]error{
		vault.NoKeychain:      keyring.ErrUnsupportedPlatform,
		vault.KeychainRefused: keyring.ErrSetDataTooBig,
	} {
		keyring.MockInitWithError(fmt.Errorf("invented: %w", err))
		wantReason(t, newVault(vault.TempDir(t), vault.System()).Create(t.Context()), want)
	}
	keyring.MockInit()
	dir := vault.TempDir(t)
	v := newVault(dir, vault.System())
	if err := v.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	keyring.MockInit() // it is empty again
	wantReason(t, v.Unlock(t.Context()), vault.KeyLost)
}
