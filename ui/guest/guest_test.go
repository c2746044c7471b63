package guest

import (
	"os"
	"path/filepath"
	"testing"
)

// Inside, every place for files is one where nothing can be made; what is run
// outside sees the environment of the system.
func TestEnter(t *testing.T) {
	file := filepath.Join(t.TempDir(), "marker.txt")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	for _, name := range []string{"HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "XDG_CONFIG_HOME"} {
		t.Setenv(name, home)
	}
	t.Setenv("XDG_CACHE_HOME", "")
	if err := os.Unsetenv("XDG_CACHE_HOME"); err != nil {
		t.Fatal(err)
	}
	before := os.Getenv("XDG_CONFIG_HOME")
	o, err := Enter(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // as it was, for other tests
		for name, value := range o.before {
			_ = restore(name, value)
		}
	})
	inside := func() {
		t.Helper()
		for name, find := range map[string]func() (string, error){"cache": os.UserCacheDir, "configuration": os.UserConfigDir} {
			dir, err := find()
			if err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Join(dir, "fyne"), 0o700); err == nil {
				t.Errorf("a folder for the %s can be made: %s", name, dir)
			}
		}
		if _, ok := o.inside[themeVariable]; !ok || os.Getenv(themeVariable) == "" {
			t.Error("the desktop is asked")
		}
	}
	inside()
	err = o.Run(func() error {
		if got := os.Getenv("XDG_CONFIG_HOME"); got != before {
			t.Errorf("outside, the folder is %q", got)
		}
		if _, set := os.LookupEnv("XDG_CACHE_HOME"); set {
			t.Error("outside, a variable is set that was not")
		}
		return os.ErrInvalid
	})
	if err != os.ErrInvalid {
		t.Errorf("%v", err)
	}
	inside()

	var none *Outside
	if err := none.Run(func() error { return nil }); err != nil {
		t.Error(err)
	}
}
