package guide

import (
	"io/fs"
	"math"
	"slices"

	"golang.org/x/text/language"

	"neem/check/guide/factfile"
)

// A Group is what a channel is about.
type Group string

// The groups of channels. The words are messages "channels.group.<group>".
const (
	MoneyOrCrime  Group = "money_or_crime"
	Telecom       Group = "telecom"
	Aadhaar       Group = "aadhaar"
	BankAndCredit Group = "bank_and_credit" // also insurance, markets and shopping
	People        Group = "people"          // help for certain people
	DataBreach    Group = "data_breach"
)

// Groups lists the groups in the order in which to show them.
func Groups() []Group {
	return []Group{MoneyOrCrime, Telecom, Aadhaar, BankAndCredit, People, DataBreach}
}

// Cost says what using a channel costs, if the source says so. The words are
// messages "channels.cost.<cost>".
type Cost string

// The costs.
const (
	CostUnknown Cost = ""
	Free        Cost = "free"
	TollFree    Cost = "toll_free"
)

// Audience says whom a channel is for, if it is not for everybody. The words
// are messages "channels.audience.<audience>".
type Audience string

// The audiences.
const (
	Everybody Audience = ""
	Women     Audience = "women"
	Children  Audience = "children"
	Elders    Audience = "elders"
)

// An SMS is a text message that a service understands: a code and the parts
// that the person adds after it.
type SMS struct {
	ID   string   `toml:"id"`   // what it does: "generate"
	To   string   `toml:"to"`   // the number it goes to
	Code string   `toml:"code"` // "GVID"
	Then []string `toml:"then"` // what follows: "aadhaar_last4"
}

// A Channel is a way to get help.
type Channel struct {
	ID       string   `toml:"id"`
	Name     string   `toml:"name"`     // official name, in English
	Operator string   `toml:"operator"` // empty if no source names it
	Group    Group    `toml:"group"`
	Urgent   int      `toml:"urgent"` // 1 is needed first; 0 is not among the first
	Audience Audience `toml:"audience"`

	Phones   []string `toml:"phones"`
	WhatsApp []string `toml:"whatsapp"`
	SMS      []SMS    `toml:"sms"`
	URLs     []string `toml:"urls"`
	Emails   []string `toml:"emails"`
	Post     string   `toml:"post"` // postal address
	Apps     []string `toml:"apps"` // names in the app stores
	Own      bool     `toml:"own"`  // reached in a way of the person's own, such as the number on their card; the words say how

	Hours         *Hours   `toml:"hours"` // nil: not stated, or sources disagree
	Cost          Cost     `toml:"cost"`
	Languages     []string `toml:"languages"`      // BCP 47, if the operator lists them
	MoreLanguages bool     `toml:"more_languages"` // the list is known to be incomplete

	Part       string   `toml:"part_of"`     // the channel inside which this one is found
	EscalateTo []string `toml:"escalate_to"` // where to go next, in order
	Fallback   string   `toml:"fallback"`    // the channel to offer when nobody answers

	Values
	Provenance
}

// rank orders channels by urgency, those without one last.
func (c Channel) rank() int {
	if c.Urgent == 0 {
		return math.MaxInt32
	}
	return c.Urgent
}

// hasContact reports whether the channel can be reached at all.
func (c Channel) hasContact() bool {
	return c.Own || c.Part != "" || len(c.Phones)+len(c.WhatsApp)+len(c.SMS)+len(c.URLs)+len(c.Emails)+len(c.Apps) > 0
}

// permanentPhones are the lines that never count as expired.
func permanentPhone(phone string) bool { return phone == "1930" || phone == "112" }

func (g *Guide) readChannels(fsys fs.FS) (*factfile.File, error) {
	var data struct {
		Channel []Channel `toml:"channel"`
	}
	f, err := factfile.Read(fsys, "channels.toml", &data)
	if err != nil {
		return nil, err
	}
	g.channels = data.Channel
	ids := make(map[string]bool)
	urgent := make(map[int]string)
	for i, c := range data.Channel {
		at := factfile.At("channel", i)
		if !entryID.MatchString(c.ID) {
			f.Fault(at+".id", "id %q should be small letters, digits and _", c.ID)
		}
		if ids[c.ID] {
			f.Fault(at+".id", "channel %q stands twice", c.ID)
		}
		ids[c.ID] = true
		if other, taken := urgent[c.Urgent]; taken && c.Urgent != 0 {
			f.Fault(at+".urgent", "channels %q and %q are equally urgent", other, c.ID)
		}
		urgent[c.Urgent] = c.ID
		g.checkChannel(f, at, c)
	}
	return f, nil
}

// checkChannel notes the faults of one channel.
func (g *Guide) checkChannel(f *factfile.File, at string, c Channel) {
	if c.Name == "" {
		f.Fault(at, "channel %q has no name", c.ID)
	}
	if !slices.Contains(Groups(), c.Group) {
		f.Unknown(at+".group", "unknown group %q", c.Group)
	}
	if !slices.Contains([]Audience{Everybody, Women, Children, Elders}, c.Audience) {
		f.Unknown(at+".audience", "unknown audience %q", c.Audience)
	}
	if !slices.Contains([]Cost{CostUnknown, Free, TollFree}, c.Cost) {
		f.Unknown(at+".cost", "unknown cost %q", c.Cost)
	}
	if c.Urgent < 0 {
		f.Fault(at+".urgent", "urgent should be 1 or more")
	}
	checkContacts(f, at, c)
	if c.Hours != nil {
		c.Hours.check(f, at+".hours")
	}
	for _, tag := range c.Languages {
		if t, err := language.Parse(tag); err != nil || t.String() != tag {
			f.Fault(at+".languages", "%q is no BCP 47 tag", tag)
		}
	}
	for _, next := range append([]string{c.Fallback, c.Part}, c.EscalateTo...) {
		if next == "" {
			continue
		}
		if _, ok := g.Channel(next); !ok || next == c.ID {
			f.Fault(at, "channel %q leads to %q, which is no other channel", c.ID, next)
		}
	}
	c.Values.check(f, at, func(name string) bool { return c.field(name) != nil }, c.Checked)
	days := otherDays
	if len(c.Phones)+len(c.WhatsApp)+len(c.SMS) > 0 {
		days = phoneDays
	}
	c.Provenance.check(f, at, g.knowsSource, days)
	if permanent := slices.ContainsFunc(c.Phones, permanentPhone); permanent != c.Permanent {
		f.Fault(at+".permanent", "the lines 1930 and 112 are permanent, and no others are")
	}
	if c.Permanent && c.Fallback == "" {
		f.Fault(at, "channel %q is permanent and needs a fallback", c.ID)
	}
}

// checkContacts notes contacts that cannot be right.
func checkContacts(f *factfile.File, at string, c Channel) {
	if !c.hasContact() {
		f.Fault(at, "channel %q has no contact", c.ID)
	}
	seen := make(map[string]bool)
	check := func(field, value string, good bool) {
		if !good {
			f.Fault(at+"."+field, "%q does not look right in %s", value, field)
		}
		if seen[field+value] {
			f.Fault(at+"."+field, "%q stands twice in %s", value, field)
		}
		seen[field+value] = true
	}
	for _, s := range c.Phones {
		check("phones", s, phoneNumber.MatchString(s))
	}
	for _, s := range c.WhatsApp {
		check("whatsapp", s, phoneNumber.MatchString(s))
	}
	for _, s := range c.URLs {
		check("urls", s, isContactURL(s))
	}
	for _, s := range c.Emails {
		check("emails", s, isEmail(s))
	}
	for _, s := range c.Apps {
		check("apps", s, s != "")
	}
	for _, s := range c.SMS {
		check("sms", s.ID, entryID.MatchString(s.ID) && phoneNumber.MatchString(s.To) && s.Code != "")
		for _, part := range s.Then {
			if part != "aadhaar_last4" {
				f.Unknown(at+".sms", "unknown part %q of an SMS", part)
			}
		}
	}
}

// Sites lists the channel's addresses as people say and type them, without
// https://.
func (c Channel) Sites() []string {
	var sites []string
	for _, u := range c.URLs {
		sites = append(sites, site(u))
	}
	return sites
}
