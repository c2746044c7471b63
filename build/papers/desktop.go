package main

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"neem/assets"
	"neem/check/edition"
	"neem/check/pack"
	"neem/locale"
)

// oldestWindows is what Go's programs need.
const oldestWindows = "Windows 10 (64-bit)"

// mimeType is what desktops call a list.
const mimeType = "application/vnd.neem.pack"

// writeInstaller writes the words of the Windows installer for NSIS, in those of our
// languages of which it has the words of its own pages: those with a file in folder.
func writeInstaller(file, folder string) error {
	content, err := edition.BuiltIn()
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("; Made by: build/papers installer\n")
	for _, l := range content.Locales.Languages() {
		if _, err := os.Stat(filepath.Join(folder, l.English+".nlf")); err != nil {
			continue
		}
		fmt.Fprintf(&b, "!insertmacro MUI_LANGUAGE %q\n", l.English)
		for name, text := range installerWords(content.Locales.Messages(l.Tag)) {
			fmt.Fprintf(&b, "LangString %s ${LANG_%s} \"%s\"\n", name, strings.ToUpper(l.English), nsisString(text))
		}
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

// installerWords yields the words of one language in a fixed order.
func installerWords(words *locale.Messages) func(func(name, text string) bool) {
	name := locale.Args{"name": assets.Name}
	return func(yield func(name, text string) bool) {
		_ = yield("About", words.Text("app.descriptor")) &&
			yield("ListFile", words.Text("installer.list", name)) &&
			yield("HelpPage", words.Text("page.title")) &&
			yield("Running", words.Text("installer.running", name)) &&
			yield("TooOld", words.Text("installer.system", locale.Args{"name": assets.Name, "system": oldestWindows})) &&
			yield("RemoveData", words.Text("installer.remove_data")) &&
			yield("Left", words.Text("installer.left", locale.Args{"folder": "$R9"}))
	}
}

// nsisString escapes a text; the variable in it stays one.
func nsisString(text string) string {
	return strings.NewReplacer(`"`, `$\"`, "\n", `$\r$\n`, "$R9", "$R9", "$", "$$").Replace(text)
}

// writeDesktop writes what a Linux desktop needs to know: the entry of the menu, the
// type of the files, and what software centres show.
func writeDesktop(folder, version string, day time.Time) error {
	content, err := edition.BuiltIn()
	if err != nil {
		return err
	}
	type translated struct{ tag, descriptor, about, list string }
	var all []translated
	for _, l := range content.Locales.Languages() {
		words := content.Locales.Messages(l.Tag)
		all = append(all, translated{l.Tag, words.Text("app.descriptor"), words.Text("installer.about"), words.Text("installer.list", locale.Args{"name": assets.Name})})
	}
	first, others := all[0], all[1:]

	var entry strings.Builder
	entry.WriteString("[Desktop Entry]\nType=Application\nVersion=1.0\n")
	fmt.Fprintf(&entry, "Name=%s\n", assets.Name)
	for _, key := range []struct {
		name string
		of   func(translated) string
	}{
		{"GenericName", func(t translated) string { return t.descriptor }},
		{"Comment", func(t translated) string { return t.about }},
	} {
		fmt.Fprintf(&entry, "%s=%s\n", key.name, key.of(first))
		for _, t := range others {
			fmt.Fprintf(&entry, "%s[%s]=%s\n", key.name, t.tag, key.of(t))
		}
	}
	fmt.Fprintf(&entry, "Exec=neem %%f\nIcon=%s\nTerminal=false\nCategories=Utility;\nMimeType=%s;\nStartupWMClass=%s\n", assets.ID, mimeType, assets.Name)

	var mime strings.Builder
	mime.WriteString(xml.Header + "<mime-info xmlns=\"http://www.freedesktop.org/standards/shared-mime-info\">\n")
	fmt.Fprintf(&mime, "  <mime-type type=%q>\n    <comment>%s</comment>\n", mimeType, escaped(first.list))
	for _, t := range others {
		fmt.Fprintf(&mime, "    <comment xml:lang=%q>%s</comment>\n", t.tag, escaped(t.list))
	}
	fmt.Fprintf(&mime, "    <sub-class-of type=\"application/vnd.sqlite3\"/>\n    <icon name=%q/>\n    <glob pattern=\"*%s\"/>\n  </mime-type>\n</mime-info>\n", assets.ID, pack.Extension)

	var meta strings.Builder
	meta.WriteString(xml.Header + "<component type=\"desktop-application\">\n")
	fmt.Fprintf(&meta, "  <id>%s</id>\n  <name>%s</name>\n", assets.ID, assets.Name)
	fmt.Fprintf(&meta, "  <summary>%s</summary>\n", escaped(first.descriptor))
	for _, t := range others {
		fmt.Fprintf(&meta, "  <summary xml:lang=%q>%s</summary>\n", t.tag, escaped(t.descriptor))
	}
	meta.WriteString("  <metadata_license>CC-BY-SA-4.0</metadata_license>\n  <project_license>Apache-2.0</project_license>\n")
	meta.WriteString("  <developer id=\"org.neem\"><name>The Neem authors</name></developer>\n  <description>\n")
	fmt.Fprintf(&meta, "    <p>%s</p>\n", escaped(first.about))
	for _, t := range others {
		fmt.Fprintf(&meta, "    <p xml:lang=%q>%s</p>\n", t.tag, escaped(t.about))
	}
	fmt.Fprintf(&meta, "  </description>\n  <launchable type=\"desktop-id\">%s.desktop</launchable>\n", assets.ID)
	fmt.Fprintf(&meta, "  <provides><binary>neem</binary><mediatype>%s</mediatype></provides>\n  <content_rating type=\"oars-1.1\"/>\n", mimeType)
	fmt.Fprintf(&meta, "  <releases><release version=%q date=%q/></releases>\n</component>\n", version, day.Format(time.DateOnly))

	for name, data := range map[string]string{".desktop": entry.String(), ".xml": mime.String(), ".metainfo.xml": meta.String()} {
		if err := os.WriteFile(filepath.Join(folder, assets.ID+name), []byte(data), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}
