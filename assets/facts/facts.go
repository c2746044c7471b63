// Package facts carries the files of facts that are built into the program:
// sources, channels, data classes, known leaks and the others, and which
// edition of the guidance they are (edition.toml). Each file says at its head
// what its fields mean; the packages check/guide, check/catalog and check/edition read them.
package facts

import "embed"

// FS holds the files of facts.
//
//go:embed *.toml
var FS embed.FS
