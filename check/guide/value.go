package guide

import (
	"strconv"
	"strings"

	"neem/locale"
)

// Value answers references to facts:
//
//	channel.<id>.name, .operator, .post
//	channel.<id>.phone      the first telephone number; .phone.2 the second
//	channel.<id>.whatsapp   likewise, and .url, .email, .app
//	channel.<id>.site       the first address without https://; .site.2
//	channel.<id>.sms        the number that text messages go to
//	channel.<id>.sms.<name> the code of a text message
//	channel.<id>.<name>     one of its values
//	scam.<id>.<name>        one of the values of a scam
//	rule.<id>.from, .to     the first and the last day of a rule
//	rule.<id>.from_month    the month of its first day
//	rule.<id>.<name>        one of its values
func (g *Guide) Value(ref string) (locale.Value, bool) {
	kind, rest, _ := strings.Cut(ref, ".")
	id, field, _ := strings.Cut(rest, ".")
	var v locale.Value
	switch kind {
	case "channel":
		if c, ok := g.Channel(id); ok {
			if v = c.field(field); v == nil {
				v = c.value(field)
			}
		}
	case "scam":
		if s, ok := g.Scam(id); ok {
			v = s.value(field)
		}
	case "rule":
		if r, ok := find(g.rules, func(r Rule) bool { return r.ID == id }); ok {
			if v = r.field(field); v == nil {
				v = r.value(field)
			}
		}
	}
	return v, v != nil
}

// field finds what every channel may have; nil if this one has not.
func (c Channel) field(name string) locale.Value {
	base, index, numbered := strings.Cut(name, ".")
	nth := 1
	if numbered {
		if base == "sms" {
			return c.smsCode(index)
		}
		n, err := strconv.Atoi(index)
		if err != nil || n < 2 {
			return nil
		}
		nth = n
	}
	var list []string
	switch base {
	case "name":
		list = []string{c.Name}
	case "operator":
		list = []string{c.Operator}
	case "post":
		list = []string{c.Post}
	case "phone":
		list = c.Phones
	case "whatsapp":
		list = c.WhatsApp
	case "url":
		list = c.URLs
	case "site":
		list = c.Sites()
	case "email":
		list = c.Emails
	case "app":
		list = c.Apps
	case "sms":
		for _, s := range c.SMS {
			list = append(list, s.To)
		}
		list = list[:min(len(list), 1)]
	}
	if nth > len(list) || list[nth-1] == "" {
		return nil
	}
	return locale.Plain(list[nth-1])
}

// smsCode is the code of a text message; nil if there is none of that name.
func (c Channel) smsCode(id string) locale.Value {
	for _, s := range c.SMS {
		if s.ID == id {
			return locale.Plain(s.Code)
		}
	}
	return nil
}
