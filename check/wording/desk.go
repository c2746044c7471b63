package wording

import (
	"neem/check/desk"
	"neem/locale"
)

// Desk is what an organisation says about its desk, in the language of the words.
// Where lines run from right to left each text of it stays in one piece.
func Desk(words *locale.Messages, p *desk.Page) desk.Words {
	w := p.In(words.Language().Tag)
	w.Name = words.Isolate(w.Name)
	var address []string
	for _, line := range w.Address {
		address = append(address, words.Isolate(line))
	}
	w.Address = address
	if w.Hours != "" {
		w.Hours = words.Text("desk.hours", locale.Args{"hours": w.Hours})
	}
	for i, n := range w.Numbers {
		w.Numbers[i].Label, w.Numbers[i].Note = words.Isolate(n.Label), words.Isolate(n.Note)
	}
	return w
}

// DeskFault says what is wrong with the file of an organisation's page.
func DeskFault(words *locale.Messages, f *desk.Fault) string {
	text := words.Text("desk.fault."+string(f.Reason), locale.Args{"n": f.Limit})
	if f.Line == 0 {
		return text
	}
	return words.Text("desk.where", locale.Args{"line": f.Line, "field": f.Field}) + " " + text
}
