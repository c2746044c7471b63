package complaint_test

import (
	"slices"
	"strings"
	"testing"

	"neem/check/complaint"
	"neem/check/edition"
	"neem/check/plan"
	"neem/locale"
)

func builtIn(t *testing.T) *edition.Edition {
	t.Helper()
	e, err := edition.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The people and numbers here are invented.
func filled() complaint.Complaint {
	return complaint.Complaint{
		Incident: plan.Incident{Situations: []string{"money", "sim"}, Ways: []string{"upi"}, On: locale.Date{Year: 2026, Month: 11, Day: 23}},
		Entries: map[complaint.Field]string{
			complaint.Time: "10:15", complaint.Amount: "12,500", complaint.Bank: "Invented Bank", complaint.Account: "0007",
			complaint.Reference: "UTR-INVENTED-1", complaint.Other: "nobody@invented", complaint.Name: "Asha (invented)",
			complaint.Story: "A caller said {@channel.bank} and {n}.\nThen money went.",
		},
	}
}

func TestText(t *testing.T) {
	e := builtIn(t)
	got := filled().Text(e.Guide, e.Locales.Messages("en"), complaint.ToBoth)
	for _, want := range []string{
		"– Money went without my consent, or by a trick\n– There is a SIM in my name that is not mine\n",
		"Day: 23 November 2026\n", "How the money went: By UPI\n", "Time: 10:15\n", "Amount in rupees: 12,500\n",
		"Transaction number (UTR): UTR-INVENTED-1\n",
		"What happened: A caller said {@channel.bank} and {n}.\nThen money went.\n", // as it was typed
		"To my bank, and to the police", "– to have the money held at once", "– to close the SIM in my name", "– to register this complaint",
		"My name: Asha (invented)\n", "My mobile number: ____", "Signature: ____",
		"Acknowledgement number of 1930 or cybercrime.gov.in, and time: ____",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the complaint does not say %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "⟦") || strings.Contains(got, "loan") {
		t.Errorf("the complaint says too much:\n%s", got)
	}
}

// In every language each complaint has all of its words, and everything that
// was entered, once.
func TestEveryLanguage(t *testing.T) {
	e := builtIn(t)
	var everything plan.Incident
	for _, s := range e.Guide.Situations() {
		everything.Situations = append(everything.Situations, s.ID)
	}
	for _, c := range []complaint.Complaint{{}, {Incident: everything}, filled()} {
		for _, l := range e.Locales.Languages() {
			text := c.Text(e.Guide, e.Locales.Messages(l.Tag), complaint.ToPolice)
			if strings.Contains(text, "⟦") {
				t.Errorf("%s: a word is missing:\n%s", l.Tag, text)
			}
			for f, entry := range c.Entries {
				if strings.Count(text, entry) != 1 {
					t.Errorf("%s: %s stands there %d times:\n%s", l.Tag, f, strings.Count(text, entry), text)
				}
			}
		}
	}
}

// Without money, nothing is asked about it.
func TestWithoutMoney(t *testing.T) {
	e := builtIn(t)
	text := complaint.Complaint{Incident: plan.Incident{Situations: []string{"call"}}}.Text(e.Guide, e.Locales.Messages("en"), complaint.ToPolice)
	if strings.Contains(text, "Amount") || strings.Contains(text, "money") {
		t.Errorf("the complaint asks about money:\n%s", text)
	}
}

// The bank is told nothing that is none of its business.
func TestRecipients(t *testing.T) {
	e := builtIn(t)
	for _, tt := range []struct {
		situations []string
		want       []complaint.Recipient
	}{
		{[]string{"call"}, []complaint.Recipient{complaint.ToPolice}},
		{[]string{"photos"}, []complaint.Recipient{complaint.ToPolice}},
		{[]string{"money", "app"}, []complaint.Recipient{complaint.ToBoth}},
		{[]string{"money", "photos"}, []complaint.Recipient{complaint.ToBank, complaint.ToPolice}},
	} {
		c := complaint.Complaint{Incident: plan.Incident{Situations: tt.situations}}
		if got := c.Recipients(e.Guide); !slices.Equal(got, tt.want) {
			t.Errorf("%v goes to %v", tt.situations, got)
		}
	}
	c := filled()
	c.Incident.Situations = []string{"money", "photos"}
	letters := c.Letters(e.Guide, e.Locales.Messages("hi"), e.Locales.Messages("en"))
	if len(letters) != 4 || letters[0].Language.Tag != "hi" || letters[3].Language.Tag != "en" {
		t.Fatalf("%d letters", len(letters))
	}
	bank, police := letters[2].Text, letters[3].Text
	if strings.Contains(bank, "pictures") || strings.Contains(bank, "A caller said") || !strings.Contains(bank, "Invented Bank") || !strings.HasPrefix(bank, "To my bank\n") {
		t.Errorf("to the bank:\n%s", bank)
	}
	if !strings.Contains(police, "pictures") || !strings.Contains(police, "A caller said") || !strings.HasPrefix(police, "To the police") {
		t.Errorf("to the police:\n%s", police)
	}
	if len(c.Entries[complaint.Story]) == 0 || len(c.Incident.Situations) != 2 {
		t.Error("writing the letters changed what was entered")
	}
}

// A letter never has a whole account or card number.
func TestAccountIsShortened(t *testing.T) {
	e := builtIn(t)
	for entered, want := range map[string]string{
		"0007": ": 0007\n", "XX-0007": ": XX-0007\n", " 12345678901 ": ": …8901\n", "0000 1111 2222 3333": ": …3333\n",
	} {
		c := filled()
		c.Entries[complaint.Account] = entered
		if got := c.Text(e.Guide, e.Locales.Messages("en"), complaint.ToBank); !strings.Contains(got, want) {
			t.Errorf("%q: the letter does not have %q:\n%s", entered, want, got)
		}
	}
}
