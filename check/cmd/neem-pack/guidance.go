package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"

	"neem/assets/facts"
	"neem/check/edition"
	"neem/locale"
)

// makeGuidance writes an edition of the guidance, or every fault that keeps it
// from being one.
func makeGuidance(_ context.Context, t tool, args []string) error {
	set := flag.NewFlagSet("guidance", flag.ContinueOnError)
	out := set.String("out", "", "")
	number := set.Uint64("edition", 0, "")
	date := set.String("date", "", "")
	factsFolder := set.String("facts", "", "")
	wordsFolder := set.String("locale", "", "")
	rest, err := flags(set, args)
	switch {
	case err != nil:
		return err
	case len(rest) > 0:
		return fmt.Errorf("%w: nothing can be made of %q", errUsage, rest[0])
	case *out == "":
		return fmt.Errorf("%w: --out is needed", errUsage)
	case (*factsFolder == "") != (*wordsFolder == ""):
		return fmt.Errorf("%w: facts and words fit each other: name both --facts and --locale, or neither", errUsage)
	}
	var factFiles, wordFiles fs.FS = facts.FS, locale.Files()
	if *factsFolder != "" {
		factFiles, wordFiles = os.DirFS(*factsFolder), os.DirFS(*wordsFolder)
	}
	i, err := edition.ReadImprint(factFiles)
	if err != nil {
		return err
	}
	if *number != 0 {
		i.Number = *number
	}
	if *date != "" {
		if i.Date, err = locale.ParseDate(*date); err != nil || i.Date.Day == 0 {
			return fmt.Errorf("%w: --date needs a day like 2026-11-24", errUsage)
		}
	}
	data, err := edition.Make(i.Number, i.Date, factFiles, wordFiles)
	if err != nil {
		return err
	}
	if err := replaceFile(*out, ".zip", data); err != nil {
		return err
	}
	return showGuidance(t, *out, data)
}

// verifyGuidance reads editions whole.
func verifyGuidance(ctx context.Context, t tool, args []string) error {
	rest, err := flags(flag.NewFlagSet("guidance verify", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return fmt.Errorf("%w: name at least one file", errUsage)
	}
	var failed error
	for _, path := range rest {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := verifyEdition(t, path); err != nil {
			_, _ = fmt.Fprintf(t.err, "neem-pack guidance verify: %v\n", err)
			failed = errors.New("not every edition can be used")
		}
	}
	return failed
}

func verifyEdition(t tool, path string) error {
	if _, err := edition.Open(path); err != nil {
		return err // a large or strange file is not read below
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return showGuidance(t, path, data)
}

// showGuidance says what the file of an edition holds.
func showGuidance(t tool, path string, data []byte) error {
	e, err := edition.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	var tags []string
	for _, l := range e.Locales.Languages() {
		tags = append(tags, l.Tag)
	}
	_, err = fmt.Fprintf(t.out, "%s: good; edition %d of %s, format %d\n  %d facts, %d leaks, languages %v\n  %d bytes, SHA-256 %x\n",
		path, e.Number, e.Date, e.Format, len(e.Facts()), len(e.Leaks.Leaks()), tags, len(data), sha256.Sum256(data))
	if err == nil && len(e.LeftOut) > 0 {
		_, err = fmt.Fprintf(t.out, "  left out by this program: languages %v\n", e.LeftOut)
	}
	own, ownErr := edition.BuiltInImprint()
	if err = errors.Join(err, ownErr); err == nil && !e.Supersedes(own) {
		_, err = fmt.Fprintf(t.out, "  programs that have edition %d of %s, as this one, keep that\n", own.Number, own.Date)
	}
	return err
}
