// Command neem-words lists what is missing or stale in each language, and
// records which English texts the translations were made from. It is run in
// the top folder of the source; see docs/translating.md.
//
// Exit status: 0 done, and nothing is missing or stale; 1 something has to be
// done, or failed; 2 called wrongly.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// The exit statuses.
const (
	exitDone   = 0
	exitToDo   = 1 // or failed
	exitMisuse = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

const usage = `usage: neem-words [--dir FOLDER] [--lang TAG] [--json]
       neem-words accept [--dir FOLDER] [--lang TAG] KEY...
       neem-words accept [--dir FOLDER] [--lang TAG] --all
       neem-words review [--dir FOLDER] --lang TAG [--screens FOLDER] --out FILE.html|FILE.csv
       neem-words import [--dir FOLDER] --lang TAG FILE.csv

Lists what is missing, stale or otherwise to be done in each language.

  accept        record that the texts named KEY fit to the present English, after
                they have been brought up to date; the KEY of a table ("home")
                means all texts in it
  --all         record it of all texts
  review        write the texts of a language beside the English for somebody who
                reviews them: a page to correct them in, or a table for a spreadsheet
  import        take over what a reviewer has corrected in such a table; what does not
                fit, because the text has changed or lacks a hole, is listed
  --screens FOLDER  pictures of the screens, as make screens writes them: texts are
                then put together by the screen that shows them
  --dir FOLDER  the folder of the languages (default: locale)
  --lang TAG    only this language (default: all)
  --json        print one JSON object

Exit status: 0 done, nothing is missing or stale, all corrections taken over; 1
something has to be done, or failed; 2 called wrongly.
`

// errUsage marks errors of how the command was called.
var errUsage = errors.New("wrong use")

// errToDo means that something has to be done, which has been printed.
var errToDo = errors.New("something has to be done")

// options are what the flags say.
type options struct {
	dir, lang string
	json, all bool
	out       string // of review
	screens   string // of review
	keys      []string
}

func run(args []string, out, errOut io.Writer) int {
	command := list
	switch {
	case len(args) > 0 && args[0] == "accept":
		command, args = accept, args[1:]
	case len(args) > 0 && args[0] == "review":
		command, args = review, args[1:]
	case len(args) > 0 && args[0] == "import":
		command, args = takeOver, args[1:]
	case len(args) == 1 && args[0] == "help":
		args = []string{"--help"}
	}
	o, err := parse(args)
	if err == nil {
		err = command(o, out)
	}
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, flag.ErrHelp):
		_, _ = io.WriteString(out, usage)
		return exitDone
	case errors.Is(err, errToDo):
		return exitToDo
	case errors.Is(err, errUsage):
		_, _ = fmt.Fprintf(errOut, "neem-words: %s\n%s", strings.TrimPrefix(err.Error(), errUsage.Error()+": "), usage)
		return exitMisuse
	}
	_, _ = fmt.Fprintf(errOut, "neem-words: %v\n", err)
	return exitToDo
}

// parse reads the flags, which may also stand behind keys.
func parse(args []string) (options, error) {
	var o options
	set := flag.NewFlagSet("neem-words", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&o.dir, "dir", "locale", "")
	set.StringVar(&o.lang, "lang", "", "")
	set.BoolVar(&o.json, "json", false, "")
	set.StringVar(&o.out, "out", "", "")
	set.StringVar(&o.screens, "screens", "", "")
	set.BoolVar(&o.all, "all", false, "")
	for {
		if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
			return o, err
		} else if err != nil {
			return o, fmt.Errorf("%w: %w", errUsage, err)
		}
		rest := set.Args()
		if len(rest) == 0 {
			return o, nil
		}
		o.keys, args = append(o.keys, rest[0]), rest[1:]
	}
}
