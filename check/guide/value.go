package guide

import (
	"strconv"
	"strings"

	"neem/locale"
)

// Value answers references to the facts of a channel:
//
//	channel.<id>.name, .operator, .post
//	channel.<id>.phone      the first telephone number; .phone.2 the second
//	channel.<id>.whatsapp   likewise, and .url, .email, .app
//	channel.<id>.site       the first address without https://; .site.2
//	channel.<id>.sms        the number that text messages go to
//	channel.<id>.sms.<name> the code of a text message
//	channel.<id>.<name>     one of its numbers, dates or lists of names
func (g *Guide) Value(ref string) (locale.Value, bool) {
	rest, ok := strings.CutPrefix(ref, "channel.")
	if !ok {
		return nil, false
	}
	id, field, _ := strings.Cut(rest, ".")
	c, ok := g.Channel(id)
	if !ok {
		return nil, false
	}
	if v := c.field(field); v != nil {
		return v, true
	}
	if n, ok := c.Numbers[field]; ok {
		return locale.Count(n), true
	}
	if d, ok := c.Dates[field]; ok {
		return d, true
	}
	if names, ok := c.Names[field]; ok {
		return locale.Names(names), true
	}
	return nil, false
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
		for _, u := range c.URLs {
			list = append(list, site(u))
		}
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
