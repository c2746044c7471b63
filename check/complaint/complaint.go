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

// A Recipient is to whom a complaint goes. The words are messages
// "complaint.to_<recipient>".
type Recipient string

// The recipients.
const (
	ToBoth   Recipient = "both"
	ToBank   Recipient = "bank"
	ToPolice Recipient = "police"
)

// banks lists the situations that a bank must know of.
func banks() []string { return []string{guide.Money, "told", "app", "no_signal", "pressed", "call"} }

// Recipients says to whom the complaint goes. The bank is written to if money
// has gone. It gets a letter of its own if something has happened that is none
// of its business, such as threats with pictures.
func (c Complaint) Recipients() []Recipient {
	if !c.Incident.Has(guide.Money) {
		return []Recipient{ToPolice}
	}
	if slices.ContainsFunc(c.Incident.Situations, func(s string) bool { return !slices.Contains(banks(), s) }) {
		return []Recipient{ToBank, ToPolice}
	}
	return []Recipient{ToBoth}
}

// Text writes the complaint to a recipient in the language of m. A letter to
// the bank alone has only what the bank must know, so the person's own story
// is left for them to write again.
func (c Complaint) Text(g *guide.Guide, m *locale.Messages, to Recipient) string {
	if to == ToBank {
		c.Incident.Situations = slices.DeleteFunc(slices.Clone(c.Incident.Situations), func(s string) bool { return !slices.Contains(banks(), s) })
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
		entry(m.Text("complaint.way"), way(g, m, c.Incident.Way))
	}
	for _, f := range Fields(money) {
		if f == Name || f == Mobile {
			continue // they stand below, beside the signature
		}
		entry(m.Text("complaint.field."+string(f)), c.Entries[f])
	}
	line("")
	line(m.Text("complaint.ask"))
	for _, key := range c.asks(money) {
		line("– " + m.Text("complaint.ask_"+key))
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

// way is how money went, in words; "" if nobody knows.
func way(g *guide.Guide, m *locale.Messages, id string) string {
	s, _ := g.Situation(guide.Money)
	if _, ok := s.Way(id); !ok || id == "unsure" {
		return ""
	}
	return m.Text("situation." + guide.Money + ".way." + id)
}

// asks lists what the complaint asks for.
func (c Complaint) asks(money bool) []string {
	var keys []string
	if money {
		keys = append(keys, "hold", "block", "return")
	}
	for _, s := range []string{"sim", "loan", "photos", "posted", "account"} {
		if c.Incident.Has(s) {
			keys = append(keys, s)
		}
	}
	return append(keys, "register")
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
		for _, to := range c.Recipients() {
			letters = append(letters, Letter{to, m.Language(), c.Text(g, m, to)})
		}
	}
	return letters
}
