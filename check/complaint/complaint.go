// Package complaint writes the text of a complaint to the bank and the police
// from what a person enters. Nothing is stored: the text is returned, and
// places for what was not entered are left blank, to be filled in by hand.
//
// The words are messages "complaint.…"; the text can be written in every
// language from the same entries, because what the person entered stands in it
// as it is and everything else is chosen, not typed.
package complaint

import (
	"maps"
	"slices"
	"strings"

	"neem/check/guide"
	"neem/check/plan"
	"neem/locale"
)

// A Field is one entry of a complaint. Its label is the message
// "complaint.field.<field>", what to write there "complaint.hint.<field>".
type Field string

// The fields. None of them has to be filled.
const (
	Time      Field = "time"      // of the day
	Amount    Field = "amount"    // in rupees
	Bank      Field = "bank"      // bank, card company or wallet
	Account   Field = "account"   // the last four of account or card
	Reference Field = "reference" // transaction number (UTR)
	Other     Field = "other"     // the other side: number, UPI ID, account, address of a page
	Story     Field = "story"     // what happened, in the person's own words
	Name      Field = "name"
	Mobile    Field = "mobile"
)

// Fields lists the fields in the order in which to ask for them. Some are only
// asked where money has gone.
func Fields(money bool) []Field {
	if money {
		return []Field{Time, Amount, Bank, Account, Reference, Other, Story, Name, Mobile}
	}
	return []Field{Time, Other, Story, Name, Mobile}
}

// A Complaint is what a person entered.
type Complaint struct {
	Incident plan.Incident
	Entries  map[Field]string
}

// blank is a place to be filled in by hand.
const blank = "____________________"

// fewCharacters is how much of an account or card number a letter has: enough
// for the bank to find it beside the name, too little to do harm where the
// paper is passed on.
const fewCharacters = 4

// lastFew leaves the last characters of a number that somebody entered whole.
func lastFew(number string) string {
	r := []rune(strings.TrimSpace(number))
	if len(r) <= 2*fewCharacters {
		return string(r)
	}
	return "…" + string(r[len(r)-fewCharacters:])
}

// A Recipient is to whom a complaint goes. The words are messages
// "complaint.to_<recipient>".
type Recipient string

// The recipients.
const (
	ToBoth   Recipient = "both"
	ToBank   Recipient = "bank"
	ToPolice Recipient = "police"
)

// Recipients says to whom the complaint goes. The bank is written to if money
// has gone. It gets a letter of its own if something has happened that is none
// of its business, such as threats with pictures.
func (c Complaint) Recipients(g *guide.Guide) []Recipient {
	if !c.Incident.Has(guide.Money) {
		return []Recipient{ToPolice}
	}
	if len(forBank(g, c.Incident.Situations)) < len(c.Incident.Situations) {
		return []Recipient{ToBank, ToPolice}
	}
	return []Recipient{ToBoth}
}

// forBank lists those situations that the bank must know of.
func forBank(g *guide.Guide, situations []string) []string {
	return slices.DeleteFunc(slices.Clone(situations), func(id string) bool {
		s, ok := g.Situation(id)
		return ok && !s.Bank
	})
}

// Text writes the complaint to a recipient in the language of m. A letter to
// the bank alone has only what the bank must know, so the person's own story
// is left for them to write again.
func (c Complaint) Text(g *guide.Guide, m *locale.Messages, to Recipient) string {
	if to == ToBank {
		c.Incident.Situations = forBank(g, c.Incident.Situations)
		c.Entries = maps.Clone(c.Entries)
		delete(c.Entries, Story)
	}
	money := c.Incident.Has(guide.Money)
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\n") }
	entry := func(label, value string) {
		if value = strings.TrimSpace(value); value == "" {
			value = blank
		}
		line(m.Text("complaint.entry", locale.Args{"label": label, "value": value}))
	}
	line(m.Text("complaint.to_" + string(to)))
	line("")
	line(m.Text("complaint.subject"))
	for _, s := range g.Situations() {
		if c.Incident.Has(s.ID) {
			line("– " + m.Text("complaint.about."+s.ID))
		}
	}
	line("")
	day := ""
	if !c.Incident.On.IsZero() {
		day = m.When(c.Incident.On)
	}
	entry(m.Text("complaint.day"), day)
	if money {
		entry(m.Text("complaint.way"), ways(g, m, c.Incident.Ways))
	}
	for _, f := range Fields(money) {
		if f == Name || f == Mobile {
			continue // they stand below, beside the signature
		}
		value := c.Entries[f]
		if f == Account {
			value = lastFew(value)
		}
		entry(m.Text("complaint.field."+string(f)), value)
	}
	line("")
	line(m.Text("complaint.ask_head"))
	for _, key := range c.asks(g, m) {
		line("– " + m.Text(key))
	}
	line("")
	entry(m.Text("complaint.field.name"), c.Entries[Name])
	entry(m.Text("complaint.field.mobile"), c.Entries[Mobile])
	entry(m.Text("complaint.place"), "")
	entry(m.Text("complaint.signature"), "")
	line("")
	line(m.Text("complaint.notes"))
	entry(m.Text("complaint.note_bank"), "")
	entry(m.Text("complaint.note_police"), "")
	return b.String()
}

// ways is how money went, in words; "" if nobody knows.
func ways(g *guide.Guide, m *locale.Messages, ids []string) string {
	var names []string
	s, _ := g.Situation(guide.Money) // loading the guide has checked it
	for _, w := range s.Ways {
		if slices.Contains(ids, w.ID) && w.ID != unsure {
			names = append(names, m.Text("situation."+guide.Money+".way."+w.ID))
		}
	}
	return m.List(names)
}

// unsure is the way of somebody who does not know.
const unsure = "unsure"

// asks lists the keys of what the complaint asks for: what every loss of money
// needs, what the situations have words for, and a number.
func (c Complaint) asks(g *guide.Guide, m *locale.Messages) []string {
	var keys []string
	for _, s := range g.Situations() {
		if !c.Incident.Has(s.ID) {
			continue
		}
		if s.ID == guide.Money {
			keys = append(keys, "complaint.ask_hold", "complaint.ask_block", "complaint.ask_return")
		}
		if key := "complaint.ask." + s.ID; m.Has(key) {
			keys = append(keys, key)
		}
	}
	return append(keys, "complaint.ask_register")
}

// A Letter is a complaint to one recipient in one language.
type Letter struct {
	To       Recipient
	Language locale.Language
	Text     string
}

// Letters writes the complaint to every recipient, first in the first language.
func (c Complaint) Letters(g *guide.Guide, languages ...*locale.Messages) []Letter {
	var letters []Letter
	for _, m := range languages {
		for _, to := range c.Recipients(g) {
			letters = append(letters, Letter{to, m.Language(), c.Text(g, m, to)})
		}
	}
	return letters
}
