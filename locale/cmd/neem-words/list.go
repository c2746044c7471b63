package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"neem/locale"
)

// list prints what has to be done, and a table. The error is errToDo when that
// is anything at all.
func list(o options, out io.Writer) error {
	if o.out != "" || o.screens != "" {
		return fmt.Errorf("%w: --out and --screens belong to review", errUsage)
	}
	if len(o.keys) > 0 {
		return fmt.Errorf("%w: nothing can be made of %q", errUsage, o.keys[0])
	}
	if o.all {
		return fmt.Errorf("%w: --all belongs to accept", errUsage)
	}
	survey, err := locale.SurveyFS(os.DirFS(o.dir))
	if err != nil {
		return err
	}
	languages := survey.Languages
	if o.lang != "" {
		only := survey.Language(o.lang)
		if only == nil {
			return fmt.Errorf("%w: there is no language %q in %s", errUsage, o.lang, o.dir)
		}
		languages = []*locale.Progress{only}
		// A fault in English concerns everybody.
		if english := survey.Languages[0]; english != only && !english.Complete() {
			languages = []*locale.Progress{english, only}
		}
	}
	show := showText
	if o.json {
		show = showJSON
	}
	if err := show(out, languages); err != nil {
		return fmt.Errorf("printing the list: %w", err)
	}
	if !complete(languages) {
		return errToDo
	}
	return nil
}

func complete(languages []*locale.Progress) bool {
	return !slices.ContainsFunc(languages, func(p *locale.Progress) bool { return !p.Complete() })
}

// showText prints one line for each thing to be done, the files that are
// drafts, and a table.
func showText(out io.Writer, languages []*locale.Progress) error {
	var b strings.Builder
	for _, p := range languages {
		for _, f := range p.Findings {
			fmt.Fprintf(&b, "%-10s %s\n", f.Kind, strings.ReplaceAll(f.Detail, "\n", "\n"+strings.Repeat(" ", 11)))
		}
	}
	for _, p := range languages {
		for _, f := range p.Files {
			if f.Draft {
				fmt.Fprintf(&b, "%-10s %s\n", "draft", f.Name)
			}
		}
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "language\ttexts")
	for _, kind := range locale.Kinds() {
		fmt.Fprintf(table, "\t%s", kind)
	}
	fmt.Fprint(table, "\tdraft\tdraft files\n")
	for _, p := range languages {
		fmt.Fprintf(table, "%s\t%d", name(p.Language), p.Texts)
		for _, kind := range locale.Kinds() {
			fmt.Fprintf(table, "\t%d", p.Count(kind))
		}
		fmt.Fprintf(table, "\t%s\t%d of %d\n", yesNo(p.Language.Draft), p.Drafts(), len(p.Files))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// name is what a language is called, as far as is known.
func name(l locale.Language) string {
	if l.English == "" {
		return l.Tag
	}
	return l.English + " (" + l.Tag + ")"
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
