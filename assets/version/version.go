// Package version says which version of the program this is, and from which
// commit of its source it was built.
//
// The version stands in FyneApp.toml. The Makefile and build/dist.sh write it and
// the commit into the programs when they link them; Go's own way, reading the
// repository while building, is switched off, because it makes the same source give
// other programs where the repository lies elsewhere or is shallow. A program that was
// built with a bare "go build" says that it has no version.
package version

import "strings"

// Set by the linker: -X neem/assets/version.number=0.1.0.
var number, commit string

// Number is the version, such as 0.1.0; "unversioned" of a program that was not built
// as a release is.
func Number() string {
	if number == "" {
		return "unversioned"
	}
	return number
}

// Commit is the commit of the source, with a plus sign behind it if the source had
// been changed since; "" if that is not known.
func Commit() string { return commit }

// Line is what a program says when it is asked for its version.
func Line(program string) string {
	words := []string{program, Number()}
	if commit != "" {
		words = append(words, "("+commit+")")
	}
	return strings.Join(words, " ")
}
