package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"neem/locale"
)

// accept records that texts fit to the present English. Nothing is written
// unless all of it can be.
func accept(o options, out io.Writer) error {
	switch {
	case o.out != "" || o.screens != "":
		return fmt.Errorf("%w: --out and --screens belong to review", errUsage)
	case o.json:
		return fmt.Errorf("%w: accept prints no JSON", errUsage)
	case o.all && len(o.keys) > 0:
		return fmt.Errorf("%w: name keys or say --all, not both", errUsage)
	case !o.all && len(o.keys) == 0:
		return fmt.Errorf("%w: name the keys of the texts that are up to date, or say --all", errUsage)
	}
	survey, err := locale.SurveyFS(os.DirFS(o.dir))
	if err != nil {
		return err
	}
	tags := []string{o.lang}
	if o.lang == "" {
		tags = nil
		for _, p := range survey.Translations() {
			tags = append(tags, p.Language.Tag)
		}
	}
	accepted := make(map[string]locale.Acceptance)
	for _, tag := range tags {
		a, err := acceptIn(survey, tag, o)
		if errors.Is(err, locale.ErrUnknown) {
			return fmt.Errorf("%w: %w", errUsage, err)
		}
		if err != nil {
			return err
		}
		accepted[tag] = a
	}
	for _, tag := range tags {
		a := accepted[tag]
		name := filepath.Join(o.dir, tag, locale.LockFile)
		if err := replace(name, a.Lock); err != nil {
			return fmt.Errorf("recording for %q: %w", tag, err)
		}
		if _, err := fmt.Fprintf(out, "%s: %d recorded anew, %d dropped\n", filepath.ToSlash(name), len(a.Recorded), len(a.Dropped)); err != nil {
			return fmt.Errorf("printing what was done: %w", err)
		}
	}
	return nil
}

func acceptIn(survey *locale.Survey, tag string, o options) (locale.Acceptance, error) {
	if o.all {
		return survey.AcceptAll(tag)
	}
	return survey.Accept(tag, o.keys)
}

// replace writes a file whole or not at all.
func replace(name string, data []byte) error {
	next := name + ".new"
	if err := os.WriteFile(next, data, 0o644); err != nil {
		return errors.Join(err, remove(next))
	}
	if err := os.Rename(next, name); err != nil {
		return errors.Join(err, remove(next))
	}
	return nil
}

// remove removes a file that may not be there.
func remove(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
