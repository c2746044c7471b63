package guide

import (
	"net/url"
	"regexp"
	"strings"
)

// What ids and contacts look like.
var (
	entryID  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	sourceID = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
	// A short code, a toll-free number or a mobile number.
	phoneNumber = regexp.MustCompile(`^(1[0-9]{2,5}|1800( [0-9]{2,4}){2,3}|[6-9][0-9]{9})$`)
	timeOfDay   = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
)

// isContactURL reports whether s is an address to send people to: over https,
// a plain host name, nothing hidden in it.
func isContactURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && hostName.MatchString(u.Host) &&
		u.User == nil && u.RawQuery == "" && u.Fragment == "" && !strings.ContainsAny(s, " \t?#")
}

var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)

// isWebPage reports whether s is the address of a page that was read.
func isWebPage(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && hostName.MatchString(u.Host)
}

// isEmail reports whether s is a bare e-mail address.
func isEmail(s string) bool {
	local, host, _ := strings.Cut(s, "@")
	return mailbox.MatchString(local) && hostName.MatchString(host)
}

var mailbox = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*$`)

// site is an address as people say it: without https:// and trailing slash.
func site(address string) string {
	return strings.TrimSuffix(strings.TrimPrefix(address, "https://"), "/")
}
