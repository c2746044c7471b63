// Package starter holds the pack that is built into the program: the
// commonest leaked passwords, so that a first answer needs no download.
//
// Source: the password list of @zxcvbn-ts/language-common 4.1.3 (MIT; see
// LICENSE-zxcvbn.txt). recipe.sh makes the pack from it again.
package starter

import "embed"

// Name is the pack's name in [FS], ID what it calls itself. No other pack may
// be installed under that id.
const (
	Name = "starter.neem"
	ID   = "neem/common-passwords"
)

// FS holds the pack.
//
//go:embed starter.neem
var FS embed.FS
