// Neem helps people whose details may have leaked: it says whether they are in
// a known leak, what criminals do with such details, what to do now and whom
// to call. It works on the person's own computer and without a network.
package main

import (
	"context"
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
	"neem/check/edition"
	"neem/check/handout"
	"neem/check/library"
	"neem/check/pack"
	"neem/check/store"
	"neem/check/supply"
	"neem/locale"
	"neem/ui"
	"neem/ui/graphics"
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
	st, folder, folderErr := openStore(ctx)
	if st != nil {
		defer func() { _ = st.Close() }()
	}
	guidance, err := library.OpenGuidance(folder)
	if err != nil {
		return err
	}
	content := guidance.Edition
	packs, err := library.Open(ctx, starter.FS, starter.Name, st, store.Lost(folder, folderErr))
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
		fallBack(content, language, folder, "start.no_display")
	}
	defer graphics.Guard(func() { fallBack(content, language, folder, "start.no_display") })
	a := app.NewWithID(assets.ID)
	cfg := ui.Config{
		App: a, Guidance: guidance, Library: packs, Language: language,
		Options: options(setting(ui.LookSetting), setting(ui.ScaleSetting)),
		First:   chosen == "", Now: time.Now, Folder: folder, FolderErr: folderErr,
	}
	if st != nil {
		cfg.Settings = st
		cfg.Book = supply.OpenBook(filepath.Join(st.Folder(), supply.FolderName), trust.Root())
	}
	if !staged { // pictures are the same whatever voices a machine has
		cfg.FindSpeaker = func(ctx context.Context) ui.Speaker { return speech.Find(ctx) }
	}
	w := ui.New(cfg)
	graphics.Watch(a, w.Fyne(), func() {
		fallBack(content, w.Desk().Words.Language().Tag, folder, "start.no_graphics")
	})
	for _, f := range files {
		w.Import(f)
	}
	if staged {
		return stage(w, os.Stdin, os.Stdout)
	}
	w.Fyne().ShowAndRun()
	return nil
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

// openStore opens the data folder. Without one everything works but
// installing lists and remembering the language.
func openStore(ctx context.Context) (*store.Store, string, error) {
	folder, err := store.DefaultFolder(assets.Name)
	if err != nil {
		return nil, "", err
	}
	st, err := store.Open(ctx, folder)
	if err != nil {
		return nil, folder, err
	}
	return st, folder, nil
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
func fallBack(content *edition.Edition, language, folder, why string) {
	program := "neem-check"
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	page, err := writePage(content, language, folder)
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
	graphics.Tell(content.Locales.Messages(language).Text("app.name"), text, plain, page)
	os.Exit(graphics.ExitCode)
}

// writePage writes the guidance page beside the program's data, or else to
// the temporary folder.
func writePage(content *edition.Edition, language, folder string) (string, error) {
	page, err := handout.Channels(content, content.Locales.Messages(language), time.Now())
	if err != nil {
		return "", err
	}
	var path string
	for _, dir := range []string{folder, os.TempDir()} {
		path = filepath.Join(dir, "neem-help.html")
		if err = os.WriteFile(path, page, 0o600); err == nil {
			return path, nil
		}
	}
	return "", err
}
