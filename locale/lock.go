package locale

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
)

// LockFile is the file in the folder of a language that says from which
// English text each of its texts was made. It is not built into the program.
const LockFile = "source.lock"

// lockHead begins every lock.
const lockHead = `# Which English text each text of this language was made from: the key, a tab,
# and a short hash of the English. Written by neem-words, which thereby knows
# what has changed since; see docs/translating.md. Do not edit by hand.
`

// A lock holds, by key, the hash of the English text that a translation was
// made from.
type lock map[string]string

// readLock reads the lock of a language. A language without one has an empty
// lock. A faulty line is an error with its place, for guessing at it could
// pass an old translation off as a fresh one.
func readLock(fsys fs.FS, tag string) (lock, error) {
	name := path.Join(tag, LockFile)
	data, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return lock{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading what %q was translated from: %w", tag, err)
	}
	l := make(lock)
	var faults []error
	line := 0
	for s := range strings.Lines(string(data)) {
		line++
		s = strings.TrimRight(s, "\r\n")
		if s == "" || strings.HasPrefix(s, "#") {
			continue
		}
		key, hash, ok := strings.Cut(s, "\t")
		switch _, again := l[key]; {
		case !ok || key == "" || !isHash(hash):
			faults = append(faults, fmt.Errorf("%s: this should be a key, a tab and a hash", place{name, line}))
		case again:
			faults = append(faults, fmt.Errorf("%s: %s stands here twice", place{name, line}, key))
		default:
			l[key] = hash
		}
	}
	return l, errors.Join(faults...)
}

// bytes writes the lock as a file, sorted by key.
func (l lock) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(lockHead)
	for _, key := range slices.Sorted(maps.Keys(l)) {
		fmt.Fprintf(&b, "%s\t%s\n", key, l[key])
	}
	return b.Bytes()
}

// hashBytes is how much of a SHA-256 a lock keeps. Only an accident has to be
// excluded, and lines should stay short.
const hashBytes = 6

// hashOf is the short hash of a text with all its plural forms. Where it stands
// and the comments around it do not count.
func hashOf(r rawMessage) string {
	h := sha256.New()
	for _, form := range slices.Sorted(maps.Keys(r.forms)) {
		name := "text"
		if r.plural {
			name = formNames([]plural.Form{form})
		}
		fmt.Fprintf(h, "%s\x00%s\x00", name, r.forms[form])
	}
	return hex.EncodeToString(h.Sum(nil)[:hashBytes])
}

// isHash reports whether s may have come from hashOf.
func isHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == hashBytes
}
