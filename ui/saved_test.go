package ui

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"neem/check"
	"neem/check/detail"
	"neem/check/vault"
	"neem/check/vault/vaulttest"
	"neem/ui/screen"
	"neem/ui/theme"
	"neem/ui/widget"
)

// Invented people.
const (
	amma, ammasMobile = "Zqxamma", "6000012345"
	appa, appasMobile = "Zqxappa", "6000054321"
	aPhrase           = "zqxlantern quay 7 zebus hum"
)

// listOf writes a list of an organisation's own that has some mobiles.
func listOf(t *testing.T, edition int, mobiles ...string) string {
	t.Helper()
	return packOf(t, filepath.Join(t.TempDir(), "invented.neem"), fmt.Sprintf(`
id = "example-ngo/invented"
edition = %d
publisher = "Example NGO"
[[leak]]
id = "invented-2026"
title = "Invented leak"
date = 2026-01-31
status = "confirmed"
exposed = ["mobile", "name"]
[[list]]
leak = "invented-2026"
coverage = "Invented people"
shape = "mobile"
policy = "internal"
population = 1000
false_positive = 1e-9
source = { format = "csv", file = "people.csv", columns = { mobile = "Mobile No" } }
`, edition), "Mobile No\n"+strings.Join(mobiles, "\n")+"\n")
}

// keychainOf is the keychain of a test's window.
func keychainOf(w *Window) *vaulttest.Keychain { return w.cfg.People.Keychain.(*vaulttest.Keychain) }

// importList imports a list that nobody has signed.
func importList(t *testing.T, w *Window, path string) {
	t.Helper()
	w.Import(path)
	wait(t, w, "the question", func() bool { return onTop(w, w.desk.Words.Text("index.import_anyway")) })
	answer(t, w, w.desk.Words.Text("index.import_anyway"))
	expect(t, w, "The list is installed.")
}

// onTop reports whether a question with an answer is open.
func onTop(w *Window, label string) bool {
	o := w.window.Canvas().Overlays().Top()
	return o != nil && o.Visible() && strings.Contains(strings.Join(texts(o), "\n"), label)
}

// answer presses a button of the question that is open.
func answer(t *testing.T, w *Window, label string) {
	t.Helper()
	top := w.window.Canvas().Overlays().Top()
	if top == nil {
		t.Fatalf("nothing is asked; wanted to press %q", label)
	}
	b, ok := find(top, func(b *widget.Button) bool { return b.Label() == label })
	if !ok {
		t.Fatalf("no button %q in %q", label, texts(top))
	}
	test.Tap(b)
}

// say is a text of the window's language.
func say(w *Window, key string) string { return w.desk.Words.Text(key) }

// turnOn turns saving on with the keychain.
func turnOn(t *testing.T, w *Window) {
	t.Helper()
	w.Show(screen.Home)
	press(t, w, say(w, "saved.title"))
	press(t, w, say(w, "saved.on"))
	expect(t, w, say(w, "saved.empty"))
}

// savePerson saves somebody.
func savePerson(t *testing.T, w *Window, nickname, mobile string) {
	t.Helper()
	w.Show(screen.Home)
	press(t, w, say(w, "saved.title"))
	press(t, w, say(w, "saved.add"))
	typeIn(t, w, say(w, "saved.person.nickname"), nickname)
	typeIn(t, w, say(w, "field.mobile.label"), mobile)
	press(t, w, say(w, "saved.person.save"))
	wait(t, w, "the list", func() bool { return w.At() == screen.People })
}

// typeIn types into the field of a name.
func typeIn(t *testing.T, w *Window, name, typed string) {
	t.Helper()
	f, ok := find(w.page.Object(), func(f *widget.Field) bool { return f.AccessibilityLabel() == name })
	if !ok {
		t.Fatalf("no field %q on %s", name, w.At())
	}
	f.SetText("")
	test.Type(f, typed)
}

// From turning it on to forgetting everybody, with a list that comes, a newer
// edition, and news for one of two people.
func TestSavedPeople(t *testing.T) {
	w := newWindow(t)
	w.cfg.App.Clipboard().SetContent("somebody else's")
	turnOn(t, w)
	if keychainOf(w).Len() != 1 {
		t.Errorf("%d keys", keychainOf(w).Len())
	}
	savePerson(t, w, amma, ammasMobile)
	if s := shown(w); !strings.Contains(s, amma) || !strings.Contains(s, "345\n") || strings.Contains(s, ammasMobile) || !strings.Contains(s, say(w, "saved.no_list")) {
		t.Errorf("the list is %s", s)
	}
	savePerson(t, w, appa, appasMobile)

	// A list comes that has neither: a calm line, until it is closed.
	importList(t, w, listOf(t, 1, "6999999999"))
	expect(t, w, "Checked again, and not in the list: "+amma+" and "+appa)
	w.Show(screen.Home)
	press(t, w, say(w, "nav.close"))
	if s := shown(w); strings.Contains(s, amma) {
		t.Errorf("told, and still there: %s", s)
	}

	// A newer edition has one of them.
	importList(t, w, listOf(t, 2, "6999999999", ammasMobile))
	expect(t, w, "New for "+amma+": found in a leaked list")
	w.Show(screen.Home)
	s := shown(w)
	if !strings.Contains(s, "New for "+amma) || !strings.Contains(s, "not in the list: "+appa) {
		t.Errorf("home says %s", s)
	}
	press(t, w, "New for "+amma+": found in a leaked list")
	wait(t, w, "the result", func() bool { return w.At() == screen.Result })
	s = shown(w)
	for _, want := range []string{"Result for " + amma, say(w, "saved.new"), "There is a newer edition of this list.", "Found in a leaked list: this mobile number", "•••••••345", say(w, "plan.never")} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is not in the result: %s", want, s)
		}
	}
	if strings.Contains(s, appa) || strings.Contains(s, "321\n") || strings.Contains(s, ammasMobile) || strings.Contains(s, say(w, "saved.remember")) {
		t.Errorf("the result shows what is not of it: %s", s)
	}
	// It was told once, also for the next start.
	w.Show(screen.Home)
	if s := shown(w); strings.Contains(s, amma) {
		t.Errorf("told, and still there: %s", s)
	}
	other := vault.New(w.cfg.People)
	if err := other.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	wait(t, w, "the note that it was told", func() bool {
		look, err := other.Look(t.Context(), w.desk.Library)
		return err == nil && len(look.News) == 1 && look.News[0].Person.Nickname == appa
	})

	// The list of people says what is known of each.
	press(t, w, say(w, "saved.title"))
	s = shown(w)
	if !strings.Contains(s, "Found in a leaked list: this mobile number") || !strings.Contains(s, "Not found in these lists: this mobile number") {
		t.Errorf("the list says %s", s)
	}
	// Changing the name keeps what was told.
	press(t, w, say(w, "saved.change"))
	if s := shown(w); !strings.Contains(s, "•••••••345") || strings.Contains(s, ammasMobile) {
		t.Errorf("the form is %s", s)
	}
	typeIn(t, w, say(w, "saved.person.nickname"), "Zqxgrandmother")
	typeIn(t, w, say(w, "field.email.label"), "zqx@invented.example")
	press(t, w, say(w, "saved.person.save"))
	expect(t, w, say(w, "saved.person.saved"))
	if s := shown(w); strings.Contains(s, amma) || strings.Contains(s, "New for") || !strings.Contains(s, "z…@invented.example") && !strings.Contains(s, "@invented.example") {
		t.Errorf("after the change: %s", s)
	}

	// A list that goes is missed where it had somebody.
	w.Show(screen.Index)
	press(t, w, say(w, "index.remove"))
	answer(t, w, say(w, "index.remove"))
	expect(t, w, "A list is not installed any more. It said something about: Zqxgrandmother")
	if s := shown(w); strings.Contains(s, appa) {
		t.Errorf("a list is missed that had nothing: %s", s)
	}
	press(t, w, say(w, "nav.close"))
	if s := shown(w); strings.Contains(s, "Zqx") {
		t.Errorf("told, and still there: %s", s)
	}
	w.Show(screen.People)

	press(t, w, say(w, "saved.remove"))
	answer(t, w, say(w, "saved.remove"))
	expect(t, w, say(w, "saved.removed"))
	if people, err := w.desk.Vault.People(); err != nil || len(people) != 1 || people[0].Nickname != appa {
		t.Errorf("%v, %d people", err, len(people))
	}

	press(t, w, say(w, "saved.forget"))
	answer(t, w, say(w, "saved.forget"))
	expect(t, w, say(w, "forget.key_done"))
	if s := shown(w); !strings.Contains(s, say(w, "forget.data_done")) || !strings.Contains(s, say(w, "saved.off")) || strings.Contains(s, appa) {
		t.Errorf("after forgetting: %s", s)
	}
	if _, err := os.Stat(filepath.Join(w.cfg.People.Folder, "saved-people.sealed")); !os.IsNotExist(err) || keychainOf(w).Len() != 0 {
		t.Errorf("%v, %d keys", err, keychainOf(w).Len())
	}
	w.Show(screen.Home)
	if s := shown(w); strings.Contains(s, "Zqx") {
		t.Errorf("home says %s", s)
	}
	if c := w.cfg.App.Clipboard().Content(); c != "somebody else's" {
		t.Errorf("on the clipboard is %q", c)
	}
}

// What was just asked about can be remembered, but for the password.
func TestRemember(t *testing.T) {
	w := newWindow(t)
	importList(t, w, listOf(t, 1, ammasMobile))
	w.Show(screen.Leaked)
	w.desk.Session.Typed[detail.Password] = "123456"
	screen.Ask(w.desk)
	wait(t, w, "the answer", func() bool { return w.At() == screen.Result })
	if strings.Contains(shown(w), say(w, "saved.remember")) {
		t.Error("a password can be remembered")
	}
	w.Show(screen.Leaked)
	w.desk.Session.Typed[detail.Mobile] = ammasMobile
	screen.Ask(w.desk)
	wait(t, w, "the answer", func() bool { return w.At() == screen.Result })
	press(t, w, say(w, "saved.remember"))
	if s := shown(w); w.At() != screen.People || !strings.Contains(s, say(w, "saved.remember_first")) || !strings.Contains(s, say(w, "saved.where")) {
		t.Errorf("%s: %s", w.At(), s)
	}
	press(t, w, say(w, "saved.on"))
	wait(t, w, "the form", func() bool { return w.At() == screen.Person })
	if s := shown(w); strings.Contains(s, "123456") || !strings.Contains(s, ammasMobile) {
		t.Errorf("the form is %s", s)
	}
	press(t, w, say(w, "saved.person.save"))
	expect(t, w, say(w, "saved.person.fault.no-nickname"))
	typeIn(t, w, say(w, "saved.person.nickname"), amma)
	typeIn(t, w, say(w, "field.mobile.label"), "60000")
	press(t, w, say(w, "saved.person.save"))
	expect(t, w, say(w, "fault.too-short.mobile"))
	typeIn(t, w, say(w, "field.mobile.label"), ammasMobile)
	press(t, w, say(w, "saved.person.more"))
	typeIn(t, w, say(w, "field.mobile.label"), appasMobile)
	press(t, w, say(w, "saved.person.save"))
	expect(t, w, say(w, "saved.person.saved"))
	people, err := w.desk.Vault.People()
	if err != nil || len(people) != 1 || len(people[0].Details) != 2 {
		t.Fatal(err, len(people))
	}
	if s := shown(w); !strings.Contains(s, "•••••••345\nFound in") || !strings.Contains(s, "•••••••321\nNot found in") {
		t.Errorf("the list says %s", s)
	}
	// Once saved it is no news.
	w.Show(screen.Home)
	if s := shown(w); strings.Contains(s, "New for") {
		t.Errorf("home says %s", s)
	}
}

// Each way in which a keychain fails has words of its own and the same way out:
// a passphrase, or to save nobody.
func TestKeychainFails(t *testing.T) {
	w := newWindow(t)
	chain := keychainOf(w)
	for _, c := range []struct {
		fails error
		want  vault.Reason
	}{
		{fmt.Errorf("invented: %w", errors.ErrUnsupported), vault.KeychainRefused},
		{errors.New("failed to unlock correct collection 'invented'"), vault.KeychainLocked},
		{&os.PathError{Op: "invented", Path: "bus", Err: os.ErrNotExist}, vault.NoKeychain},
	} {
		chain.Fail(func(string) error { return c.fails })
		w.Show(screen.Home)
		press(t, w, say(w, "saved.title"))
		press(t, w, say(w, "saved.on"))
		expect(t, w, say(w, "saved.fault."+string(c.want)))
		s := shown(w)
		for _, key := range []string{"saved.or_passphrase", "saved.skip", "saved.again", "saved.passphrase.title", "saved.passphrase.lost", "saved.who_passphrase", "error.details"} {
			if !strings.Contains(s, say(w, key)) {
				t.Errorf("%s: %q is not in %s", c.want, say(w, key), s)
			}
		}
		press(t, w, say(w, "saved.skip"))
		if by, _, err := w.desk.Vault.Status(); by != vault.Off || err != nil || w.At() != screen.Home {
			t.Errorf("%v %v at %s", by, err, w.At())
		}
	}
	// Try again once it works.
	press(t, w, say(w, "saved.title"))
	press(t, w, say(w, "saved.on"))
	expect(t, w, say(w, "saved.again"))
	chain.Fail(nil)
	press(t, w, say(w, "saved.again"))
	expect(t, w, say(w, "saved.empty"))
}

// A keychain that does not answer is waited for where it can be seen, and the
// wait can be ended; the window goes on meanwhile.
func TestKeychainIsSilent(t *testing.T) {
	w := newWindow(t)
	chain := keychainOf(w)
	goOn := make(chan struct{})
	chain.Fail(func(string) error { <-goOn; return nil })
	w.Show(screen.People)
	press(t, w, say(w, "saved.on"))
	press(t, w, say(w, "saved.on")) // pressed twice
	wait(t, w, "the wait", func() bool { return onTop(w, "a window of its own") })
	s := strings.Join(texts(w.window.Canvas().Overlays().Top()), "\n")
	if !strings.Contains(s, say(w, "saved.waiting")) || !strings.Contains(s, "after 90 seconds") {
		t.Errorf("the wait says %s", s)
	}
	w.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	expect(t, w, say(w, "saved.stopped"))
	if by, _, err := w.desk.Vault.Status(); by != vault.Off || err != nil {
		t.Error(by, err)
	}
	// The key that comes late is not kept, and a passphrase does without.
	close(goOn)
	press(t, w, say(w, "saved.instead"))
	choosePhrase(t, w, aPhrase, aPhrase)
	expect(t, w, say(w, "saved.empty"))
	if chain.Len() != 0 {
		t.Error("a key was left in the keychain")
	}
}

// choosePhrase types a passphrase and its repetition, and goes on.
func choosePhrase(t *testing.T, w *Window, phrase, twice string) {
	t.Helper()
	typeIn(t, w, say(w, "saved.passphrase.label"), phrase)
	typeIn(t, w, say(w, "saved.passphrase.twice"), twice)
	press(t, w, say(w, "saved.passphrase.use"))
}

// With a passphrase: weighed while it is typed, refused if it is weak or the
// repetition differs, asked for at the next start, never shown.
func TestPassphrase(t *testing.T) {
	w := newWindow(t)
	keychainOf(w).Fail(func(call string) error { t.Error(call); return nil })
	w.Show(screen.People)
	press(t, w, say(w, "saved.instead"))
	typeIn(t, w, say(w, "saved.passphrase.label"), "password1")
	expect(t, w, "Easy to guess: ")
	for _, f := range fields(w) {
		if !f.Password {
			t.Errorf("%q can be read over a shoulder", f.AccessibilityLabel())
		}
	}
	choosePhrase(t, w, "password1", "password1")
	expect(t, w, say(w, "saved.passphrase.refused"))
	choosePhrase(t, w, aPhrase, aPhrase+"x")
	expect(t, w, say(w, "saved.passphrase.differ"))
	typeIn(t, w, say(w, "saved.passphrase.label"), aPhrase)
	expect(t, w, say(w, "saved.passphrase.good"))
	choosePhrase(t, w, aPhrase, aPhrase)
	expect(t, w, say(w, "saved.empty"))
	if !w.desk.Session.Empty() || w.desk.Session.Keeping.Passphrase != "" {
		t.Error("the passphrase is still in memory")
	}
	savePerson(t, w, amma, ammasMobile)
	press(t, w, say(w, "saved.close"))
	if s := shown(w); strings.Contains(s, amma) || !strings.Contains(s, say(w, "saved.locked_passphrase")) {
		t.Errorf("locked: %s", s)
	}
	typeIn(t, w, say(w, "saved.passphrase.label"), "not this one")
	press(t, w, say(w, "saved.open"))
	expect(t, w, say(w, "saved.fault.wrong-passphrase"))
	typeIn(t, w, say(w, "saved.passphrase.label"), aPhrase)
	press(t, w, say(w, "saved.open"))
	expect(t, w, amma)
	if strings.Contains(shown(w), aPhrase) {
		t.Error("the passphrase is shown")
	}
	// What came while they were locked is looked at once they are open.
	press(t, w, say(w, "saved.close"))
	importList(t, w, listOf(t, 1, ammasMobile))
	press(t, w, say(w, "saved.waits"))
	if s := shown(w); w.At() != screen.People || strings.Contains(s, amma) {
		t.Errorf("%s: %s", w.At(), s)
	}
	typeIn(t, w, say(w, "saved.passphrase.label"), aPhrase)
	press(t, w, say(w, "saved.open"))
	expect(t, w, "New for "+amma+": found in a leaked list")
	w.Show(screen.Home)
	if s := shown(w); strings.Contains(s, say(w, "saved.waits")) {
		t.Errorf("home says %s", s)
	}
	w.Show(screen.People)
	// Without a key to destroy, other words are true of what a disk keeps.
	press(t, w, say(w, "saved.forget"))
	answer(t, w, say(w, "saved.forget"))
	expect(t, w, say(w, "forget.data_done"))
	if s := shown(w); !strings.Contains(s, say(w, "saved.traces")) || strings.Contains(s, say(w, "forget.traces")) || !strings.Contains(s, say(w, "forget.key_nothing")) {
		t.Errorf("after forgetting: %s", s)
	}
}

// fields are the fields on the screen.
func fields(w *Window) (all []*widget.Field) {
	find(w.page.Object(), func(f *widget.Field) bool {
		all = append(all, f)
		return false
	})
	return all
}

// What cannot be opened is said, with the way on, and nothing else breaks.
func TestWhatCannotBeOpened(t *testing.T) {
	w := newWindow(t)
	turnOn(t, w)
	savePerson(t, w, amma, ammasMobile)
	file := filepath.Join(w.cfg.People.Folder, "saved-people.sealed")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	savePerson(t, w, appa, appasMobile)
	put := func(data []byte) {
		t.Helper()
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		w.Show(screen.Home)
		press(t, w, say(w, "saved.title"))
	}
	fails := func(r vault.Reason, keys ...string) {
		t.Helper()
		expect(t, w, say(w, "saved.fault."+string(r)))
		s := shown(w)
		for _, key := range keys {
			if !strings.Contains(s, say(w, key)) {
				t.Errorf("%s: %q is not in %s", r, say(w, key), s)
			}
		}
		if strings.Contains(s, amma) || strings.Contains(s, appa) {
			t.Errorf("%s: %s", r, s)
		}
	}
	put(good) // one person was added since
	fails(vault.OlderCopy, "saved.locked", "saved.forget")
	press(t, w, say(w, "saved.open"))
	expect(t, w, amma)

	bad := append([]byte(nil), good...)
	bad[len(bad)-1] ^= 1
	put(bad)
	fails(vault.Damaged, "saved.anew")
	put([]byte("no such file"))
	fails(vault.Damaged, "saved.anew")
	newer := append([]byte(nil), good...)
	newer[9]++
	put(newer)
	fails(vault.Newer)
	if _, ok := find(w.window.Content(), func(b *widget.Button) bool { return b.Label() == say(w, "saved.open") }); ok {
		t.Error("what a newer version wrote can be opened")
	}

	put(good)
	w.desk.Vault.Lock()
	keychainOf(w).Fail(func(string) error { return errors.New("failed to unlock correct collection 'invented'") })
	w.Refresh()
	press(t, w, say(w, "saved.open"))
	fails(vault.KeychainLocked, "saved.locked")
	keychainOf(w).Fail(nil)
	keychainOf(w).Clear()
	press(t, w, say(w, "saved.open"))
	fails(vault.KeyLost, "saved.anew")
	press(t, w, say(w, "saved.anew"))
	answer(t, w, say(w, "saved.forget"))
	expect(t, w, say(w, "forget.data_done"))
	press(t, w, say(w, "saved.on"))
	expect(t, w, say(w, "saved.empty"))

	// A key that the keychain does not let go of is named, and the file goes.
	keychainOf(w).Fail(func(call string) error {
		if call == "Delete" {
			return errors.New("invented")
		}
		return nil
	})
	press(t, w, say(w, "saved.forget"))
	answer(t, w, say(w, "saved.forget"))
	expect(t, w, say(w, "forget.key_failed"))
	if s := shown(w); !strings.Contains(s, "neem-test, saved people ") || !strings.Contains(s, say(w, "forget.data_done")) {
		t.Errorf("after forgetting: %s", s)
	}
}

// From a stick only a passphrase is offered, and no keychain is touched.
func TestPortable(t *testing.T) {
	w := newWindow(t)
	keychainOf(w).Fail(func(call string) error { t.Error(call); return nil })
	options := w.cfg.People
	options.Portable = true
	w.desk.Vault, w.desk.Portable = vault.New(options), true
	press(t, w, say(w, "saved.title"))
	s := shown(w)
	if !strings.Contains(s, say(w, "saved.fault.portable")) || !strings.Contains(s, say(w, "saved.passphrase.title")) || strings.Contains(s, say(w, "saved.keychain_instead")) || strings.Contains(s, say(w, "saved.again")) {
		t.Errorf("%s", s)
	}
	choosePhrase(t, w, aPhrase, aPhrase)
	expect(t, w, say(w, "saved.empty"))
}

// A start opens what is saved only where that asks nobody anything.
func TestBegin(t *testing.T) {
	w := newWindow(t)
	turnOn(t, w)
	savePerson(t, w, amma, ammasMobile)
	importList(t, w, listOf(t, 1, ammasMobile))
	expect(t, w, "New for "+amma)
	start := func() *Window {
		t.Helper()
		screen.End(w.desk)
		if _, unlocked, err := w.desk.Vault.Status(); unlocked || err != nil {
			t.Error("it is open after the end", err)
		}
		w.desk.Vault = vault.New(w.cfg.People)
		w.Show(screen.Leaked)
		w.Show(screen.Home)
		if strings.Contains(shown(w), amma) {
			t.Fatal("it is known before the start")
		}
		w.Start()
		return w
	}
	chain := keychainOf(w)
	asked := 0
	chain.Fail(func(string) error { asked++; return nil })
	chain.Ask(true)
	start()
	w.Work(screen.Job{Quiet: true, Run: nothing, Done: func(error) { asked += 100 }})
	wait(t, w, "a moment", func() bool { return asked >= 100 })
	if asked != 100 || strings.Contains(shown(w), amma) {
		t.Errorf("asked %d times: %s", asked-100, shown(w))
	}
	chain.Ask(false)
	start()
	expect(t, w, "New for "+amma+": found in a leaked list")
}

func nothing(context.Context, func(string, int64, int64)) error { return nil }

// The end of the window wipes what is in memory.
func TestCloseWipes(t *testing.T) {
	w := newWindow(t)
	turnOn(t, w)
	savePerson(t, w, amma, ammasMobile)
	importList(t, w, listOf(t, 1, ammasMobile))
	expect(t, w, "New for "+amma)
	w.desk.Session.Typed[detail.Mobile] = appasMobile
	w.desk.Session.Keeping.Form = &screen.Form{Nickname: appa}
	w.window.Close()
	if _, unlocked, err := w.desk.Vault.Status(); unlocked || err != nil {
		t.Error(unlocked, err)
	}
	if !w.desk.Session.Empty() || w.desk.Session.Keeping.Form != nil {
		t.Error("the session holds something")
	}
	for _, n := range screen.Names() {
		w.at = n
		w.rebuild()
		if s := strings.Join(texts(w.window.Content()), "\n"); strings.Contains(s, "Zqx") || strings.Contains(s, ammasMobile) {
			t.Errorf("%s: %s", n, s)
		}
	}
}

// Where saving is not offered nothing leads to it, nor says that anybody is
// saved.
func TestSavingNotOffered(t *testing.T) {
	w := newWindow(t)
	turnOn(t, w)
	savePerson(t, w, amma, ammasMobile)
	importList(t, w, listOf(t, 1, ammasMobile))
	expect(t, w, "New for "+amma)
	w.desk.Vault = nil
	fill(w.desk)
	w.desk.Session.Typed[detail.Mobile] = ammasMobile
	w.desk.Session.Asked = &screen.Asked{Answers: []screen.Answered{{Kinds: []detail.Kind{detail.Mobile}}}}
	for _, n := range screen.Names() {
		w.at = n
		w.rebuild()
		s := strings.Join(texts(w.window.Content()), "\n")
		if strings.Contains(s, "Zqx") || strings.Contains(s, say(w, "saved.remember")) || strings.Contains(s, say(w, "saved.add")) ||
			n != screen.People && n != screen.Person && strings.Contains(s, say(w, "saved.title")) {
			t.Errorf("%s: %s", n, s)
		}
	}
}

// Nicknames and details of saved people are never read aloud.
func TestSavedPeopleAreNotReadAloud(t *testing.T) {
	w := newWindow(t)
	turnOn(t, w)
	savePerson(t, w, amma, ammasMobile)
	savePerson(t, w, appa, appasMobile)
	importList(t, w, listOf(t, 1, ammasMobile))
	expect(t, w, "New for "+amma)
	silent := func() {
		t.Helper()
		if s := strings.Join(texts(w.page.Object()), "\n"); !strings.Contains(s, "Zqx") {
			t.Errorf("%s shows nobody: the test tests nothing", w.At())
		}
		if s := strings.Join(w.page.Spoken(), "\n"); strings.Contains(s, "Zqx") || strings.Contains(s, "345") || len(s) < 40 {
			t.Errorf("%s is read as %s", w.At(), s)
		}
	}
	silent()
	w.Show(screen.Home)
	silent()
	press(t, w, say(w, "saved.title"))
	silent()
	press(t, w, say(w, "saved.change"))
	silent()
	w.Back()
	press(t, w, say(w, "saved.see"))
	wait(t, w, "the result", func() bool { return w.At() == screen.Result })
	silent()
}

// Every face of the screens has all of its words in every language, and fits.
func TestSavedFits(t *testing.T) {
	w := newWindow(t)
	importList(t, w, listOf(t, 1, "6999999999"))
	d := w.desk
	reset := func() {
		d.Vault.Forget(t.Context())
		keychainOf(w).Fail(nil)
		screen.End(d)
	}
	fault := func(r vault.Reason) func() {
		return func() {
			d.Watch.Why, d.Session.Keeping.Choose = &vault.Error{Reason: r, Err: errors.New("invented")}, true
		}
	}
	mobile, err := detail.Parse(detail.Mobile, ammasMobile)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("அம்மாவின் அக்கா ", 3)
	some := func() {
		d.Vault = vault.New(w.cfg.People)
		for range 3 {
			if d.Vault.Create(t.Context()) == nil {
				break
			}
		}
		for _, p := range []vault.Person{{Nickname: long, Details: []detail.Detail{mobile}}, {Nickname: "Invented", Details: []detail.Detail{mobile}}} {
			if _, err := d.Vault.Save(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
	}
	locked := func(r vault.Reason) func() {
		return func() {
			some()
			d.Vault.Lock()
			if r != "" {
				d.Watch.Why = &vault.Error{Reason: r}
			}
		}
	}
	steps := func(o vault.Outcome) []vault.Step {
		return []vault.Step{{Stage: vault.ForgetKey, Outcome: o, Err: errors.New("invented")}, {Stage: vault.ForgetData, Outcome: o}}
	}
	share := 0.06
	results := func(a check.Answer) check.Result {
		r := check.Result{Pack: "example-ngo/invented", List: "mobile", Leak: "invented-2026", Answer: a, ListedShare: &share}
		if a == check.CannotTell {
			r.Reason = check.ShardMissing
		}
		return r
	}
	faces := []struct {
		name string
		at   screen.Name
		make func()
	}{
		{"off", screen.People, func() {}},
		{"off, something to keep", screen.People, func() { d.Session.Keeping.Form = &screen.Form{Nickname: "Invented"} }},
		{"no keychain", screen.People, fault(vault.NoKeychain)},
		{"locked keychain", screen.People, fault(vault.KeychainLocked)},
		{"silent keychain", screen.People, fault(vault.KeychainSilent)},
		{"refusing keychain", screen.People, fault(vault.KeychainRefused)},
		{"portable", screen.People, fault(vault.Portable)},
		{"storage", screen.People, fault(vault.Storage)},
		{"full", screen.People, fault(vault.Full)},
		{"weak", screen.People, func() {
			d.Session.Keeping = screen.Keeping{Choose: true, Fault: "saved.passphrase.refused", Passphrase: "weak"}
		}},
		{"differing", screen.People, func() {
			d.Session.Keeping = screen.Keeping{Choose: true, Fault: "saved.passphrase.differ", Passphrase: "weak"}
		}},
		{"locked", screen.People, locked("")},
		{"locked, something to keep", screen.People, func() { locked("")(); d.Session.Keeping.Form = &screen.Form{Nickname: "Invented"} }},
		{"lost", screen.People, locked(vault.KeyLost)},
		{"damaged", screen.People, locked(vault.Damaged)},
		{"newer", screen.People, locked(vault.Newer)},
		{"older", screen.People, locked(vault.OlderCopy)},
		{"wrong", screen.People, locked(vault.WrongPassphrase)},
		{"people", screen.People, some},
		{"forgotten", screen.People, func() { d.Watch.Report = &vault.Report{Steps: steps(vault.Done)} }},
		{"nothing to forget", screen.People, func() { d.Watch.Report, d.Watch.Phrase = &vault.Report{Steps: steps(vault.Nothing)}, true }},
		{"not forgotten", screen.People, func() {
			d.Watch.Report = &vault.Report{Steps: steps(vault.Failed), Service: "neem", User: "saved people 00000000000000000000000000000000"}
		}},
		{"form", screen.Person, func() {
			some()
			d.Session.Keeping.Form = &screen.Form{Nickname: "Invented", Kept: []detail.Detail{mobile}}
		}},
		{"news", screen.Home, func() { some(); lookNow(t, w) }},
		{"result", screen.Result, func() {
			who := &screen.Known{Name: long}
			asked := &screen.Asked{Who: who}
			for _, a := range []check.Answer{check.Found, check.Possible, check.CannotTell, check.NotFound} {
				for _, what := range []vault.What{vault.FirstLook, vault.NewList, vault.NewEdition, vault.NewAnswer, vault.ListGone} {
					who.News = append(who.News, vault.Change{What: what, Result: results(a)})
				}
				asked.Answers = append(asked.Answers, screen.Answered{Kinds: []detail.Kind{detail.Mobile}, Results: []check.Result{results(a)}, Mask: mobile.Mask()})
			}
			d.Session.Asked = asked
		}},
		{"remember", screen.Result, func() {
			d.Session.Typed[detail.Mobile] = ammasMobile
			d.Session.Asked = &screen.Asked{Answers: []screen.Answered{{Kinds: []detail.Kind{detail.Mobile}, Results: []check.Result{results(check.Found)}}}}
		}},
	}
	scales := []theme.Scale{100, 200}
	if testing.Short() {
		scales = scales[1:]
	}
	for _, f := range faces {
		reset()
		f.make()
		for _, scale := range scales {
			w.SetOptions(theme.Options{Look: theme.Light, Scale: scale})
			for _, l := range w.cfg.Guidance.Edition.Locales.Languages() {
				w.SwitchLanguage(l.Tag)
				w.at = f.at
				w.rebuild()
				name := fmt.Sprintf("%s (%s in %s at %d %%)", f.at, f.name, l.Tag, scale)
				if s := strings.Join(texts(w.window.Content()), "\n"); strings.Contains(s, "⟦") || len(s) < 50 {
					t.Errorf("%s: %s", name, s)
				}
				if long := l.Tag == "ta" || l.Tag == "ur"; long || !testing.Short() {
					fits(t, w, name, fyne.Size{Width: 1024, Height: 600})
				}
			}
		}
	}
}

// lookNow looks what is new for the people who are saved.
func lookNow(t *testing.T, w *Window) {
	t.Helper()
	w.Show(screen.Home)
	w.Start()
	wait(t, w, "news", func() bool { return strings.Contains(shown(w), "Invented") })
}

// Nothing that is typed about saved people, and nothing that lists say of them,
// stands readable in any file, whatever is done in the window; while they are
// saved one sealed file holds them, and nothing after.
func TestSavedBytes(t *testing.T) {
	root := t.TempDir()
	for name, folder := range map[string]string{
		"HOME": "home", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "share", "XDG_DOCUMENTS_DIR": "documents",
		"TMPDIR": "tmp", "TEMP": "tmp", "TMP": "tmp", "SQLITE_TMPDIR": "tmp", "LOCALAPPDATA": "local", "APPDATA": "roaming", "USERPROFILE": "home",
	} {
		dir := filepath.Join(root, folder)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv(name, dir)
	}
	list := listOf(t, 1, ammasMobile) // in the folder of tests, which is not searched
	w := newWindow(t)
	marks := []string{amma, appa, ammasMobile, appasMobile, "zqxmail", "zqxlantern", "zebus hum"}
	searched := 0
	search := func(when string, folders ...string) (sealed int, hits []string) {
		t.Helper()
		for _, folder := range folders {
			err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
				if err != nil || e.IsDir() {
					return err
				}
				data, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				searched++
				if e.Name() == "saved-people.sealed" {
					sealed++
				}
				for _, m := range marks {
					for form, b := range spelled(m) {
						if strings.Contains(string(data), b) {
							hits = append(hits, fmt.Sprintf("%s: %s holds %s in %s", when, path, m, form))
						}
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		return sealed, hits
	}
	data := w.cfg.People.Folder
	look := func(when string, want int) {
		t.Helper()
		sealed, hits := search(when, root, data)
		for _, h := range hits {
			t.Error(h)
		}
		if sealed != want {
			t.Errorf("%s: %d sealed files, want %d", when, sealed, want)
		}
	}
	use := func(on func()) {
		t.Helper()
		on()
		expect(t, w, say(w, "saved.empty"))
		savePerson(t, w, amma, ammasMobile)
		press(t, w, say(w, "saved.add"))
		typeIn(t, w, say(w, "saved.person.nickname"), appa)
		typeIn(t, w, say(w, "field.mobile.label"), appasMobile)
		typeIn(t, w, say(w, "field.email.label"), "zqxmail@invented.example")
		press(t, w, say(w, "saved.person.save"))
		wait(t, w, "the list", func() bool { return w.At() == screen.People })
		look("saved", 1)
		press(t, w, say(w, "saved.see"))
		wait(t, w, "the result", func() bool { return w.At() == screen.Result })
		w.SwitchLanguage("ta")
		w.SwitchLanguage("en")
		w.Show(screen.People)
		press(t, w, say(w, "saved.remove"))
		answer(t, w, say(w, "saved.remove"))
		expect(t, w, say(w, "saved.removed"))
		look("removed", 1)
		screen.End(w.desk)
		look("closed", 1)
		w.Show(screen.Home)
		press(t, w, say(w, "saved.title"))
		press(t, w, say(w, "saved.forget"))
		answer(t, w, say(w, "saved.forget"))
		expect(t, w, say(w, "forget.data_done"))
		look("forgotten", 0)
	}
	importList(t, w, list)
	use(func() { w.Show(screen.People); press(t, w, say(w, "saved.on")) })
	use(func() {
		w.Show(screen.Home)
		press(t, w, say(w, "saved.title"))
		press(t, w, say(w, "saved.instead"))
		choosePhrase(t, w, aPhrase, aPhrase)
	})
	// The search finds what it looks for.
	if _, hits := search("the list's source", filepath.Dir(list)); len(hits) == 0 {
		t.Error("the search does not find the number in a table")
	}
	if searched < 20 {
		t.Errorf("only %d files were searched", searched)
	}
}

// spelled are the ways in which a text could stand in a file.
func spelled(s string) map[string]string {
	var wide []byte
	for _, u := range utf16.Encode([]rune(s)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	return map[string]string{"UTF-8": s, "UTF-16": string(wide), "hex": hex.EncodeToString([]byte(s))}
}
