package library_test

import (
	"os"
	"path/filepath"
	"testing"

	"neem/assets/facts"
	"neem/check/edition"
	"neem/check/library"
	"neem/check/store"
	"neem/locale"
)

// The installed edition is used if it can be, else the built-in one, and why is
// said.
func TestOpenGuidance(t *testing.T) {
	open := func(folder string) library.Guidance {
		t.Helper()
		g, err := library.OpenGuidance(folder)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	own, err := edition.BuiltInImprint()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, folder := range []string{"", dir, filepath.Join(dir, "none")} {
		if g := open(folder); g.Installed || g.PassedOver != nil || g.Edition.Imprint != own {
			t.Errorf("%q: %+v", folder, g)
		}
	}

	data, err := edition.Make(own.Number+1, own.Date, facts.FS, locale.Files())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), edition.FileName)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.InstallGuidance(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if g := open(dir); !g.Installed || g.PassedOver != nil || g.Edition.Number != own.Number+1 {
		t.Errorf("%+v", g)
	}
	// The guidance does not need the rest of the folder.
	if err := os.WriteFile(filepath.Join(dir, "state.db"), []byte("no database"), 0o600); err != nil {
		t.Fatal(err)
	}
	if g := open(dir); !g.Installed {
		t.Errorf("%+v", g)
	}

	if err := os.WriteFile(filepath.Join(dir, "guidance", edition.FileName), data[:1000], 0o600); err != nil {
		t.Fatal(err)
	}
	g := open(dir)
	if g.Installed || g.PassedOver == nil || g.PassedOver.Reason != edition.Damaged || g.Edition.Imprint != own {
		t.Errorf("%+v", g)
	}
}
