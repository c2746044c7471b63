package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"neem/ui/screen"
)

// The page for workers is saved where people look for files, in the language of
// the window, and the screen says where.
func TestWorkerPage(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DOCUMENTS_DIR", home)
	w := newWindow(t)
	for i, tag := range []string{"en", "ta"} {
		w.SwitchLanguage(tag)
		w.Show(screen.Settings)
		press(t, w, w.desk.Words.Text("worker.link"))
		wait(t, w, "the page", func() bool { return len(w.desk.Session.Saved) == i+1 })
		path := w.desk.Session.Saved[i].Paths[0]
		page, err := os.ReadFile(path)
		if err != nil || filepath.Dir(path) != home || !strings.Contains(string(page), w.desk.Words.Text("worker.title")) {
			t.Errorf("%s: %v", path, err)
		}
		if s := strings.Join(inView(w), "\n"); !strings.Contains(s, path) {
			t.Errorf("what was saved is not in view: %s", s)
		}
	}
}
