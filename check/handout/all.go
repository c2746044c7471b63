package handout

import (
	"fmt"
	"html/template"
	"time"

	"neem/assets"
	"neem/assets/fonts"
	"neem/check/edition"
)

// InAllLanguages returns the page with all channels once for each language, one of
// which is shown at a time. It lies beside the program wherever that is installed or
// carried, and says something where nothing else opens. It holds nothing about any
// person.
func InAllLanguages(e *edition.Edition, now time.Time) ([]byte, error) {
	type translated struct {
		page
		Name, Descriptor, Urgent string
	}
	var all []translated
	var look template.CSS
	brought := map[string]bool{} // languages of one script share its fonts
	for _, language := range e.Locales.Languages() {
		words := e.Locales.Messages(language.Tag)
		all = append(all, translated{
			page: channelPage(e, words, now), Name: language.Name,
			Descriptor: words.Text("app.descriptor"), Urgent: words.Text("urgent.short"),
		})
		family := assets.Name + " " + fonts.For(language.Tag).Family
		if !brought[family] {
			look += faces(language.Tag, family)
			brought[family] = true
		}
		look += template.CSS(fmt.Sprintf("[lang=%s] { font-family: %q, sans-serif; }\n", language.Tag, family))
	}
	first := all[0]
	first.Look = look + colours()
	return execute("all.html.tmpl", struct {
		head
		Languages []translated
	}{head{Language: first.Language, Dir: first.Dir, Title: assets.Name + " – " + first.Descriptor, Look: first.Look}, all})
}
