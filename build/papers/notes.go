package main

import (
	"fmt"
	"strings"
)

// releaseNotes returns what the list of changes says of a version. Until it has a
// heading of its own, that is what stands under "Unreleased".
func releaseNotes(changes, version string) (string, error) {
	sections := map[string]string{}
	for part := range strings.SplitSeq("\n"+changes, "\n## ") {
		title, body, _ := strings.Cut(part, "\n")
		name, _, _ := strings.Cut(strings.TrimSpace(title), " ")
		sections[name] = strings.TrimSpace(body)
	}
	body := sections[version]
	if body == "" {
		body = sections["Unreleased"]
	}
	if body == "" {
		return "", fmt.Errorf("the list of changes has nothing about %s", version)
	}
	return fmt.Sprintf("# Neem %s\n\n%s\n", version, body), nil
}
