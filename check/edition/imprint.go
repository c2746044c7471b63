package edition

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/pelletier/go-toml/v2"

	"neem/assets/facts"
	"neem/check/guide/factfile"
	"neem/locale"
)

// Format is the format of editions that this program writes, and the newest
// that it reads.
const Format = 1

// maxNumber is the highest number that every reader of JSON or TOML can hold.
const maxNumber = 1<<53 - 1

// imprintFile is the file that says which edition it is. It stands among the
// built-in facts, and at the top of an edition's file.
const imprintFile = "edition.toml"

// An Imprint says which edition it is.
type Imprint struct {
	Format int         `toml:"format"` // what a program must understand to use it
	Number uint64      `toml:"number"` // grows with every edition
	Date   locale.Date `toml:"date"`   // the day on which it was made
}

// BuiltInImprint says which edition is built in, without loading it.
func BuiltInImprint() (Imprint, error) {
	i, err := ReadImprint(facts.FS)
	if err != nil {
		return Imprint{}, fmt.Errorf("reading which edition is built in: %w", err)
	}
	return i, nil
}

// Supersedes reports whether an edition takes the place of another: its number
// is higher, and its date no earlier.
func (i Imprint) Supersedes(held Imprint) bool {
	return i.Number > held.Number && !i.Date.First().Before(held.Date.First())
}

// ReadImprint reads edition.toml, which stands among the facts. Its format comes first: what else stands in
// that of a newer format is not for this program to judge.
func ReadImprint(fsys fs.FS) (Imprint, error) {
	data, err := fs.ReadFile(fsys, imprintFile)
	if err != nil {
		return Imprint{}, refuse(Damaged, err)
	}
	var any struct {
		Format int `toml:"format"`
	}
	if err := toml.Unmarshal(data, &any); err != nil {
		return Imprint{}, refuse(Damaged, fmt.Errorf("%s: %w", imprintFile, err))
	}
	if any.Format > Format {
		return Imprint{}, refuse(Newer, fmt.Errorf("it has the format %d; this program reads up to %d", any.Format, Format))
	}
	var i Imprint
	if _, err := factfile.Read(fsys, imprintFile, &i); err != nil {
		return Imprint{}, refuse(Damaged, err)
	}
	if err := i.check(); err != nil {
		return Imprint{}, refuse(Damaged, fmt.Errorf("%s: %w", imprintFile, err))
	}
	return i, nil
}

func (i Imprint) check() error {
	switch {
	case i.Format < 1:
		return errors.New("format should be 1 or more")
	case i.Number < 1 || i.Number > maxNumber:
		return fmt.Errorf("number should be from 1 to %d", uint64(maxNumber))
	case i.Date.Day == 0:
		return errors.New("date should be a day")
	}
	return nil
}

// bytes writes the imprint as a file.
func (i Imprint) bytes() []byte {
	return fmt.Appendf(nil, "format = %d\nnumber = %d\ndate = %q\n", i.Format, i.Number, i.Date)
}
