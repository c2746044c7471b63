// Package facts carries the files of facts that are built into the program:
// sources, channels, data classes and known leaks. Each file says at its head
// what its fields mean; the packages check/guide and check/catalog read them.
package facts

import "embed"

// FS holds the files of facts.
//
//go:embed *.toml
var FS embed.FS
