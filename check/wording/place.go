package wording

import (
	"neem/check/place"
	"neem/locale"
)

// Place says where lists and settings are kept, the most important first.
func Place(words *locale.Messages, p place.Place) []string {
	key := "place." + string(p.Kind)
	lines := []string{words.Text(key + ".title"), words.Text(key+".text", locale.Args{"folder": p.Data})}
	switch p.Kind {
	case place.Portable:
		lines = append(lines, words.Text(key+".traces"))
	case place.ReadOnly:
		lines = append(lines, words.Text(key+".not"))
	}
	return lines
}
