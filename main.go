// Neem helps people whose details may have leaked: it says whether they are in
// a known leak, what criminals do with such details, what to do now and whom
// to call. It works on the person's own computer and without a network.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/lang"

	"neem/assets"
	"neem/assets/starter"
	"neem/assets/trust"
	"neem/assets/version"
	ngo "neem/check/desk"
	"neem/check/edition"
	"neem/check/handout"
	"neem/check/library"
	"neem/check/pack"
	"neem/check/place"
	"neem/check/store"
	"neem/check/supply"
	"neem/check/tally"
	"neem/check/vault"
	"neem/locale"
	"neem/ui"
	"neem/ui/graphics"
	"neem/ui/guest"
	"neem/ui/speech"
	"neem/ui/theme"
)

func main() {
	if graphics.Messenger() {
		return
	}
	asked := flag.Bool("version", false, "say which version this is")
	staged := flag.Bool("stage", false, "show the screens that standard input asks for, for taking pictures")
	flag.Usage = func() {
		_, _ = fmt.Fprintf(flag.CommandLine.Output(), "usage: %s [LIST%s]\n", filepath.Base(os.Args[0]), pack.Extension)
		flag.PrintDefaults()
	}
	flag.Parse()
	if *asked {
		fmt.Println(version.Line("neem"))
		return
	}
	if err := run(*staged, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "neem:", err)
		os.Exit(1)
	}
}

func run(staged bool, files []string) error {
	debug.SetGCPercent(50) // memory is scarcer than speed where this runs
	ctx := context.Background()
	where, folderErr := place.Find(assets.Name)
	var outside *guest.Outside
	if where.Guest() {
		var err error
		if outside, err = guest.Enter(filepath.Join(where.Beside, place.Marker)); err != nil {
			return err
		}
	}
	// Without a store everything works but installing lists and remembering the
	// language.
	var st *store.Store
	if folderErr == nil {
		st, folderErr = where.Open(ctx)
	}
	if st != nil {
		defer func() { _ = st.Close() }()
	}
	guidance, err := library.OpenGuidance(where.Data)
	if err != nil {
		return err
	}
	content := guidance.Edition
	// The organisation's file is one thing that may be wrong, and nothing else is then.
	organisation, ownErr := ngo.Load(ngo.RulesOf(content), where.Files(ngo.FileName)...)
	packs, err := library.Open(ctx, starter.FS, starter.Name, st, store.Lost(where.Data, folderErr), where.Packs()...)
	if err != nil {
		return err
	}
	defer func() { _ = packs.Close() }()
	setting := func(name string) (value string) {
		if st == nil {
			return ""
		}
		value, err := st.Setting(ctx, name)
		if err != nil {
			folderErr = err // said where lists are installed; the program goes on
		}
		return value
	}
	chosen := setting(ui.LanguageSetting)
	language, err := ui.FirstLanguage(content.Locales, chosen, systemLanguages()...)
	if err != nil {
		return err
	}
	if !graphics.HasDisplay() {
		fallBack(content, organisation, language, where, outside, "start.no_display")
	}
	defer graphics.Guard(func() { fallBack(content, organisation, language, where, outside, "start.no_display") })
	a := app.NewWithID(assets.ID)
	cfg := ui.Config{
		App: a, Guidance: guidance, Library: packs, Language: language,
		Options: options(setting(ui.LookSetting), setting(ui.ScaleSetting)),
		First:   chosen == "", Now: time.Now, Place: where, Folder: where.Data, FolderErr: folderErr,
		Outside: outside.Run, Organisation: organisation,
		Helpdesk: atDesk(setting(ui.HelpdeskSetting), organisation), Idle: minutes(setting(ui.IdleSetting)),
	}
	cfg.OrganisationFault, _ = errors.AsType[*ngo.Fault](ownErr)
	if st != nil {
		if !st.ReadOnly() {
			cfg.Settings = st
			cfg.People = vault.Options{Folder: st.Folder(), Service: assets.Name, Portable: where.Guest()}
			if !where.Guest() { // a guest leaves no key on the computer
				cfg.People.Keychain = vault.System()
			}
			cfg.Tally = tally.Open(st.Folder(), tally.KnownOf(content))
		}
		cfg.Book = supply.OpenBook(filepath.Join(st.Folder(), supply.FolderName), trust.Root())
	}
	if !staged { // pictures are the same whatever voices a machine has
		cfg.FindSpeaker = func(ctx context.Context) ui.Speaker { return speech.Find(ctx) }
	}
	w := ui.New(cfg)
	graphics.Watch(a, w.Fyne(), func() {
		fallBack(content, organisation, w.Desk().Words.Language().Tag, where, outside, "start.no_graphics")
	})
	w.Start()
	for _, f := range files {
		w.Import(f)
	}
	if staged {
		return stage(w, os.Stdin, os.Stdout)
	}
	w.Fyne().ShowAndRun()
	w.Close() // the program was told to end, not the window
	return nil
}

// atDesk reports whether one client comes after another: as the worker chose, else
// where an organisation has said what its help desk is.
func atDesk(chosen string, organisation *ngo.Page) bool {
	return chosen == "on" || chosen == "" && organisation != nil
}

// minutes reads a setting; what is no number is none.
func minutes(s string) time.Duration {
	n, _ := strconv.Atoi(s)
	return time.Duration(n) * time.Minute
}

// options are how the program looks: as the person chose, or as Fyne's own
// variable, FYNE_THEME, asks.
func options(look, scale string) theme.Options {
	if look == "" {
		look = os.Getenv("FYNE_THEME")
	}
	percent, _ := strconv.Atoi(scale) // what is no number is the normal size
	return theme.Options{Look: theme.ParseLook(look), Scale: theme.ParseScale(percent)}
}

// systemLanguages returns the languages that the person reads, as the system
// knows them, the preferred one first.
func systemLanguages() []string {
	var tags []string
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			tags = append(tags, v)
			break
		}
	}
	return append(tags, lang.SystemLocale().String())
}

// fallBack says what works on a machine that cannot show a window, and ends
// the program. The system draws the message, perhaps without a font for the
// language, so English stands below it.
func fallBack(content *edition.Edition, organisation *ngo.Page, language string, where place.Place, outside *guest.Outside, why string) {
	program := "neem-check"
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	page, err := writePage(content, organisation, language, where)
	say := func(tag string) string {
		words := content.Locales.Messages(tag)
		instead := words.Text("start.instead", locale.Args{"program": program, "page": page})
		if err != nil {
			instead = words.Text("start.instead_terminal", locale.Args{"program": program})
		}
		return words.Text(why) + "\n" + instead
	}
	text := say(language)
	if language != "en" {
		text += "\n\n" + say("en")
	}
	plain := strings.NewReplacer("“", `"`, "”", `"`, "’", "'", "–", "-").Replace(say("en"))
	_ = outside.Run(func() error {
		graphics.Tell(content.Locales.Messages(language).Text("app.name"), text, plain, page)
		return nil
	})
	os.Exit(graphics.ExitCode)
}

// writePage writes the guidance page beside the program's data, or else, where the
// program is no guest, to the temporary folder.
func writePage(content *edition.Edition, organisation *ngo.Page, language string, where place.Place) (string, error) {
	page, err := handout.Channels(content, content.Locales.Messages(language), organisation, time.Now())
	if err != nil {
		return "", err
	}
	dirs := []string{where.Data}
	if !where.Guest() {
		dirs = append(dirs, os.TempDir())
	}
	var path string
	for _, dir := range dirs {
		path = filepath.Join(dir, "neem-help.html")
		if err = os.WriteFile(path, page, 0o600); err == nil {
			return path, nil
		}
	}
	return "", err
}
