// Command neem-pack is the publisher's tool: it builds packs from lists, merges
// and compares them, shows what a pack holds, and verifies it. It makes editions
// of the guidance, and exchanges the catalogue of known leaks with Have I Been
// Pwned's list of breaches.
//
// Exit status: 0 done, 1 failed or refused, 2 called wrongly, 10 done and
// differences found.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"neem/assets/version"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	code := run(ctx, os.Args[1:], tool{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// A tool is where a command reads and writes.
type tool struct {
	in       io.Reader
	out, err io.Writer
}

// A command is one verb, or a noun and a verb.
type command struct {
	name, args, about string
	run               func(ctx context.Context, t tool, args []string) error
}

func commands() []command {
	return []command{
		{"build", "--spec pack.toml --out FILE.neem|FOLDER [--json] [--skip-bad] [--shard-bytes N | --shards N | --shard K/N [--totals FILE.json]]", "build a pack from the lists that a spec names, or one of N files of it alone", build},
		{"count", "--spec pack.toml --shards N --out TOTALS.json [--skip-bad]", "count a whole source once, so that build --shard K/N --totals TOTALS.json can make the files of the pack one by one, each from its part of the source", count},
		{"inspect", "[--json] FILE", "show what a pack says of itself", inspect},
		{"verify", "FILE …", "read packs whole and check everything in them", verify},
		{"merge", "A.neem B.neem … --out FILE.neem|FOLDER [--id ID] [--edition N] [--publisher NAME] [--coverage TEXT] [--json] [--shards N] [--shard-bytes N]", "make one pack of several packs of the same leak, or of the files of one pack", merge},
		{"diff", "[--json] OLD NEW", "count what was added to a pack and removed from it, without saying whom (exit status 0 nothing, 10 something)", diff},
		{"attack", "[--people N] [--seed N] [--json]", "try on invented people what attackers do with a list, and print measured beside computed", tryAttacks},
		{"bench", "[--keys N] [--fp RATE,…] [--sizes] [--json|--markdown] [--dir FOLDER] [--probes N] [--rounds N]", "measure packs beside other ways of keeping the same hashes, on invented ones", runBench},
		{"publish", "--keys FOLDER --repo FOLDER [--guidance FILE.zip] [--dry-run] [--prune] [--refresh] [--withdraw ID] [--name NAME] [--passphrase-file FILE] [--new] [--root-keys N] [--root FILE.pub] [--threshold M] [--after N] [--export-unsigned FOLDER | --import-signed FOLDER] PACK.neem|FOLDER …", "sign packs, and an edition of the guidance, and put them into a folder of files that any web server or stick can carry", publishPacks},
		{"fingerprint", "REPO", "show who publishes in a folder, by which people recognise them, and their keys", fingerprint},
		{"keygen", "--role root|online --out FILE.key [--passphrase-file FILE] | --rotate --repo FOLDER --keys FOLDER [--add-root FILE] [--drop-root FILE|ID] [--threshold M] [--online FILE] [--renew] [--dry-run] [--export-unsigned FOLDER]", "make a key, or change which keys speak for a publisher", keygen},
		{"sign", "FOLDER --keys FILE|FOLDER [--passphrase-file FILE] [--yes]", "sign what publish or keygen prepared with --export-unsigned, on a machine that is never online", signDraft},
		{"hash-passwords", "< PASSWORDS > PWNED.txt", "turn passwords (a JSON array, or one a line) into SHA1:COUNT lines", hashPasswords},
		{"guidance verify", "FILE …", "read editions of the guidance whole and check everything in them", verifyGuidance},
		{"guidance", "--out FILE.zip [--edition N] [--date YYYY-MM-DD] [--facts FOLDER --locale FOLDER]", "make an edition of the guidance from what is built in, or from the folders assets/facts and locale of a source", makeGuidance},
		{"catalog export", "[--out FILE.json]", "write the catalogue of known leaks as JSON in Have I Been Pwned's breach model", exportCatalog},
		{"catalog compare", "FILE", "list where Have I Been Pwned's breaches in FILE differ from the catalogue (exit status 0 nowhere, 10 somewhere)", compareCatalog},
		{"catalog propose", "FILE NAME …", "print blocks for leaks.toml from breaches in FILE, for a person to check and complete", proposeLeaks},
	}
}

// errUsage marks errors of how the command was called.
var errUsage = errors.New("wrong use")

func run(ctx context.Context, args []string, t tool) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(t.out)
		if len(args) == 0 {
			return 2
		}
		return 0
	}
	if args[0] == "--version" {
		_, _ = fmt.Fprintln(t.out, version.Line("neem-pack"))
		return 0
	}
	c, rest, ok := find(args)
	if !ok {
		return notFound(args, t)
	}
	err := c.run(ctx, t, rest)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		_, _ = fmt.Fprintf(t.out, "neem-pack %s %s\n\t%s\n", c.name, c.args, c.about)
		return 0
	case errors.Is(err, errUsage):
		_, _ = fmt.Fprintf(t.err, "neem-pack %s: %s\nusage: neem-pack %s %s\n", c.name, strings.TrimPrefix(err.Error(), errUsage.Error()+": "), c.name, c.args)
		return 2
	case ctx.Err() != nil: // whatever form the interrupt came back in
		_, _ = fmt.Fprintln(t.err, "neem-pack: stopped; nothing was left behind")
		return 1
	}
	_, _ = fmt.Fprintf(t.err, "neem-pack %s: %v\n", c.name, err)
	if errors.Is(err, errDiffers) {
		return 10
	}
	return 1
}

// find looks up the command that args begin with; rest is what follows it.
func find(args []string) (c command, rest []string, ok bool) {
	for _, c := range commands() {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && slices.Equal(args[:len(words)], words) {
			return c, args[len(words):], true
		}
	}
	return command{}, nil, false
}

// notFound says that there is no such command and what there is: of a noun
// that there is, its verbs.
func notFound(args []string, t tool) int {
	var verbs []command
	for _, c := range commands() {
		if noun, _, ok := strings.Cut(c.name, " "); ok && noun == args[0] {
			verbs = append(verbs, c)
		}
	}
	w, code := t.err, 2
	switch {
	case len(verbs) == 0:
		_, _ = fmt.Fprintf(w, "neem-pack: there is no command %q\n", args[0])
		usage(w)
		return code
	case len(args) == 1:
		_, _ = fmt.Fprintf(w, "neem-pack %s: say what to do\n", args[0])
	case args[1] == "help" || args[1] == "-h" || args[1] == "--help":
		w, code = t.out, 0
	default:
		_, _ = fmt.Fprintf(w, "neem-pack %s: there is no %q\n", args[0], args[1])
	}
	list(w, verbs)
	return code
}

func usage(w io.Writer) {
	_, _ = fmt.Fprintln(w, "neem-pack builds and checks packs for Neem. neem-pack --version says which version this is.")
	list(w, commands())
}

func list(w io.Writer, commands []command) {
	for _, c := range commands {
		_, _ = fmt.Fprintf(w, "\n  neem-pack %s %s\n      %s\n", c.name, c.args, c.about)
	}
}

// flags parses args, in which flags may also stand behind other arguments;
// what is no flag is returned.
func flags(set *flag.FlagSet, args []string) (rest []string, err error) {
	set.SetOutput(io.Discard)
	for {
		if err := set.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, fmt.Errorf("%w: %v", errUsage, err)
		}
		left := set.Args()
		if used := len(args) - len(left); len(left) == 0 || used > 0 && args[used-1] == "--" {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}
