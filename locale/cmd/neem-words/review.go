package main

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"neem/locale"
)

// columns are those of a table for a reviewer. The last two are the reviewer's.
var columns = []string{"screen", "key", "english", "translation", "corrected", "remark"}

// The columns by their place.
const (
	screenColumn = iota
	keyColumn
	englishColumn
	translationColumn
	correctedColumn
)

// mark begins a table, so that spreadsheets read it as UTF-8.
const mark = "\ufeff"

// A part is what a reviewer sees together: a screen, or what no screen shows,
// by its file.
type part struct {
	Name    string
	Picture string // where it is, seen from the page; "" for none
	Pairs   []locale.Pair
}

// review writes the texts of a language beside the English, by screen: a page to
// read and correct in a browser, or a table for a spreadsheet.
func review(o options, out io.Writer) error {
	switch {
	case o.lang == "" || o.out == "":
		return fmt.Errorf("%w: review needs --lang and --out", errUsage)
	case o.json || o.all || len(o.keys) > 0:
		return fmt.Errorf("%w: review takes --lang, --out and --screens only", errUsage)
	}
	survey, err := locale.SurveyFS(os.DirFS(o.dir))
	if err != nil {
		return err
	}
	pairs, err := survey.Pairs(o.lang)
	if errors.Is(err, locale.ErrUnknown) {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if err != nil {
		return err
	}
	parts, err := partsOf(pairs, o)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	switch ending := strings.ToLower(filepath.Ext(o.out)); ending {
	case ".csv":
		err = writeTable(&b, parts)
	case ".html":
		err = writePage(&b, survey.Language(o.lang).Language, parts)
	default:
		return fmt.Errorf("%w: --out ends in .html or .csv", errUsage)
	}
	if err != nil {
		return err
	}
	if err := replace(o.out, b.Bytes()); err != nil {
		return fmt.Errorf("writing for a reviewer: %w", err)
	}
	_, err = fmt.Fprintf(out, "%s: %d texts in %d parts\n", filepath.ToSlash(o.out), len(pairs), len(parts))
	return err
}

// partsOf puts texts together by the screen that shows them first. Which screen
// shows what stands in files beside the pictures: NAME.keys beside NAME-TAG.png.
func partsOf(pairs []locale.Pair, o options) ([]part, error) {
	byKey := make(map[string][]locale.Pair)
	for _, p := range pairs {
		byKey[p.Message] = append(byKey[p.Message], p)
	}
	var parts []part
	if o.screens != "" {
		lists, err := filepath.Glob(filepath.Join(o.screens, "*.keys"))
		if err != nil || len(lists) == 0 {
			return nil, fmt.Errorf("%w: %s has no list of what screens show; make screens writes them", errUsage, o.screens)
		}
		// What everybody sees first comes first, with the words of every screen.
		slices.SortFunc(lists, func(a, b string) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a, b)) })
		for _, list := range lists {
			data, err := os.ReadFile(list)
			if err != nil {
				return nil, fmt.Errorf("reading what a screen shows: %w", err)
			}
			name := strings.TrimSuffix(filepath.Base(list), ".keys")
			p := part{Name: name}
			for key := range strings.FieldsSeq(string(data)) {
				p.Pairs = append(p.Pairs, byKey[key]...)
				delete(byKey, key)
			}
			picture := filepath.Join(o.screens, name+"-"+o.lang+".png")
			if _, err := os.Stat(picture); err == nil {
				if p.Picture, err = from(filepath.Dir(o.out), picture); err != nil {
					return nil, err
				}
			}
			if len(p.Pairs) > 0 {
				parts = append(parts, p)
			}
		}
	}
	var rest []part
	for _, p := range pairs {
		if _, left := byKey[p.Message]; !left {
			continue
		}
		name := path.Base(p.File)
		i := slices.IndexFunc(rest, func(r part) bool { return r.Name == name })
		if i < 0 {
			i, rest = len(rest), append(rest, part{Name: name})
		}
		rest[i].Pairs = append(rest[i].Pairs, p)
	}
	return append(parts, rest...), nil
}

// rank is where a list of keys comes.
func rank(list string) int {
	i := slices.Index([]string{"welcome.keys", "home.keys", "leaked.keys", "result.keys", "happened.keys", "respond.keys"}, filepath.Base(list))
	if i < 0 {
		return 100
	}
	return i
}

// from is the address of a file, seen from a folder.
func from(folder, file string) (string, error) {
	dir, err := filepath.Abs(folder)
	if err != nil {
		return "", fmt.Errorf("finding the pictures: %w", err)
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return "", fmt.Errorf("finding the pictures: %w", err)
	}
	rel, err := filepath.Rel(dir, abs)
	if err != nil {
		return "", fmt.Errorf("finding the pictures: %w", err)
	}
	return filepath.ToSlash(rel), nil
}

func writeTable(b *bytes.Buffer, parts []part) error {
	b.WriteString(mark)
	w := csv.NewWriter(b)
	rows := [][]string{columns}
	for _, part := range parts {
		for _, p := range part.Pairs {
			rows = append(rows, []string{part.Name, p.Key, p.English, p.Translation, "", ""})
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("writing the table: %w", err)
	}
	return nil
}

//go:embed review.html.tmpl
var templates embed.FS

func writePage(b *bytes.Buffer, l locale.Language, parts []part) error {
	t, err := template.ParseFS(templates, "review.html.tmpl")
	if err != nil {
		return fmt.Errorf("reading the page's form: %w", err)
	}
	direction := "ltr"
	if l.RTL {
		direction = "rtl"
	}
	err = t.Execute(b, struct {
		Language  locale.Language
		Direction string
		Parts     []part
	}{l, direction, parts})
	if err != nil {
		return fmt.Errorf("making the page: %w", err)
	}
	return nil
}

// takeOver puts a reviewer's corrections into the files of a language. What does
// not fit is listed and left alone.
func takeOver(o options, out io.Writer) error {
	if o.lang == "" || len(o.keys) != 1 || o.json || o.all || o.out != "" || o.screens != "" {
		return fmt.Errorf("%w: import needs --lang and one table of corrections", errUsage)
	}
	corrections, lines, err := readTable(o.keys[0])
	if err != nil {
		return err
	}
	fsys := os.DirFS(o.dir)
	survey, err := locale.SurveyFS(fsys)
	if err != nil {
		return err
	}
	files, faults, err := survey.Correct(fsys, o.lang, corrections)
	if errors.Is(err, locale.ErrUnknown) {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := replace(filepath.Join(o.dir, filepath.FromSlash(name)), data); err != nil {
			return fmt.Errorf("taking over corrections: %w", err)
		}
	}
	for i, c := range corrections {
		if faults[i] == nil {
			continue
		}
		if _, err := fmt.Fprintf(out, "row %d: %s: not taken over: %v\n", lines[i], c.Key, faults[i]); err != nil {
			return fmt.Errorf("printing what was done: %w", err)
		}
	}
	if _, err := fmt.Fprintf(out, "%d texts corrected, %d not\n", len(corrections)-len(faults), len(faults)); err != nil {
		return fmt.Errorf("printing what was done: %w", err)
	}
	if len(faults) > 0 {
		return errToDo
	}
	return nil
}

// readTable reads the corrections of a table, with their rows. Columns are found
// by their names, because spreadsheets move them.
func readTable(name string) (corrections []locale.Correction, rows []int, err error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("%w: there is no %s", errUsage, name)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading corrections: %w", err)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), mark)))
	if first, _, _ := strings.Cut(string(data), "\n"); !strings.Contains(first, ",") && strings.Contains(first, ";") {
		r.Comma = ';' // as spreadsheets of some countries write it
	}
	all, err := r.ReadAll()
	if err != nil {
		return nil, nil, fmt.Errorf("reading corrections from %s: %w", name, err)
	}
	at := make(map[string]int)
	if len(all) > 0 {
		for i, column := range all[0] {
			at[strings.ToLower(strings.TrimSpace(column))] = i
		}
	}
	for _, column := range []int{keyColumn, englishColumn, translationColumn, correctedColumn} {
		if _, ok := at[columns[column]]; !ok {
			return nil, nil, fmt.Errorf("reading corrections from %s: the column %q is missing; export the table as CSV, with its first row", name, columns[column])
		}
	}
	for i, row := range all[1:] {
		get := func(column int) string { return row[at[columns[column]]] }
		after := strings.TrimSpace(get(correctedColumn))
		if after == "" || after == get(translationColumn) {
			continue
		}
		corrections = append(corrections, locale.Correction{
			Key: get(keyColumn), English: get(englishColumn), Before: get(translationColumn), After: after,
		})
		rows = append(rows, i+2)
	}
	return corrections, rows, nil
}
