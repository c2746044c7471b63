// Command neem-check asks the installed lists in a terminal and prints the
// guidance, for machines without graphics, for scripts, and for people who use
// a screen reader there.
//
// It reads lines "shape: value" from standard input, such as "password: …" or
// "mobile+id4: … + …", and prints what each list says. Details never come from
// flags, because command lines are visible to other programs and are kept in
// histories. "neem-check bulk" reads them from a table instead.
//
// Exit status: 0 nothing found, 10 something found or possible, 20 nothing
// found and something could not be told, 2 bad input; of guide and forget: 0 done,
// 1 failed, of forget also when the person did not want it after all, 2 bad
// input, of forget also where nobody can be asked and --yes is not given.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"

	"neem/assets"
	"neem/assets/starter"
	"neem/assets/version"
	"neem/check"
	"neem/check/detail"
	"neem/check/edition"
	"neem/check/library"
	"neem/check/pack"
	"neem/check/place"
	"neem/check/store"
	"neem/locale"
)

// The exit statuses.
const (
	exitNotFound   = 0
	exitFailed     = 1 // the program itself failed
	exitBad        = 2
	exitFound      = 10
	exitCannotTell = 20
)

func main() { execute(time.Now) }

// execute is the program with a clock, which tests set.
func execute(now func() time.Time) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, now, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// packFlags collects --pack, which may be given several times.
type packFlags []string

func (p *packFlags) String() string     { return strings.Join(*p, " ") }
func (p *packFlags) Set(s string) error { *p = append(*p, s); return nil }

// A program is one run.
type program struct {
	now      func() time.Time // the clock
	in       io.Reader
	out, err io.Writer
	place    place.Place
	placeErr error // why there is no place
	guidance library.Guidance
	content  *edition.Edition // of the guidance
	words    *locale.Messages
	json     bool
}

const usage = `usage: neem-check [--lang TAG] [--json] [--pack FILE]...
       neem-check bulk --in FILE --out FILE [--columns KIND=NAME,...] [--reference NAME]
                  [--domain DOMAIN] [--pack FILE]... [--json]
       neem-check [--lang TAG] guide [--html FILE]
       neem-check [--lang TAG] guide scams|checks|leaks|rules|facts [NAME]
       neem-check [--lang TAG] guide edition
       neem-check [--lang TAG] guide plan|caller|happened [--html FILE] [--png FILE]
       neem-check [--lang TAG] guide complaint|worker [--html FILE]
       neem-check update --from FOLDER|ADDRESS [--publisher FINGERPRINT] [--yes]
       neem-check publishers [add FOLDER|ADDRESS [--fingerprint FINGERPRINT] | forget FINGERPRINT]
       neem-check copy --from FOLDER|ADDRESS --to FOLDER
       neem-check [--lang TAG] forget [--yes]
       neem-check [--lang TAG] where
       neem-check [--lang TAG] desk [check FILE]
       neem-check [--lang TAG] tally [on | off | export --out FILE | clear [--yes]]

Reads lines "shape: value" from standard input and says what the lists say:
  password: …                  mobile: …                 email: …
  mobile+id4: … + …            email+id4: … + …          (id4: last four of an ID)
  Beside a mobile or an address there may also be birthyear (year of birth) and
  pin3 (first three digits of a PIN code), for lists that have them.

  --pack FILE   ask this list only; may be given several times
  --json        print one JSON object for each line
  --lang TAG    language of the answers: %s
  --version     say which version this is

  bulk          ask about all rows of a table (CSV or TSV, with a line of column
                names) or of a domain search of Have I Been Pwned, and write the
                answers, with the details masked, as a table (CSV)
  --columns     which columns hold what: mobile="Mobile No",id4="ID last four";
                kinds: mobile, email, id4, birthyear, pin3. Without it they are
                found by their names
  --reference   a column that is copied to the answers, such as a member number; it
                may say who people are
  --domain      what stands behind the @, for the answer of HIBP's API
  --json        print what came out as one JSON object

  guide         print whom to call; --html writes it as a page to print
  guide scams   list how criminals cheat, or print one card; checks: official
                self-checks; leaks: known leaks; rules: the rules of today or a day;
                facts: where each fact comes from and until when it holds
  guide edition   which edition this is, of which day, and when its facts expire
  guide plan    what to do after leaks: lines "used: …" and "gave: …" from
                standard input; caller: "knew: …", "wanted: …"; happened:
                "happened: …", "way: …", "day: …", "for: …". On a terminal it
                lists what can be given. --html and --png write the sheet
  guide complaint   the text of a complaint: the same lines, and what it asks for
  guide worker  the page for those who work at a help desk

  update        show which lists a publisher whom you added has in a folder, on a
                stick or at a web address (https://…), ask, fetch and install them;
                of the publisher of this program also new guidance;
                --yes does not ask. This and the next two are all that ever use
                the network, and only for a web address
  publishers    list the publishers whom you added; add one after comparing its
                fingerprint; or forget one (its lists stay installed)
  copy          copy all of a publisher's files to a folder or stick, from which
                another computer can update
  forget        forget everybody who is saved: first the key, then the file; it asks
                before, but with --yes
  where         say where lists and settings are kept: on this computer, or beside the
                program where a file neem-portable.txt lies there
  desk          show what the organisation at whose desk this is says about it in its
                file desk.toml; check FILE: what is wrong with such a file, or how it
                looks, in every language or that of --lang
  tally         show how many people came to this desk, as far as that may be told; on
                and off: count them, or not any more; export: write it as a table (CSV);
                clear: remove all counts; it asks before, but with --yes

Exit status: 0 nothing found, 10 found or possible, 20 cannot tell, 2 bad input
(of bulk: also if something in only one row could not be asked; the answers about
the others are written); of guide: 0, or 2 bad input; of update, publishers and
copy: 0 done, 1 failed or refused, 2 called wrongly; of forget: 0 nothing is left,
1 something may be or it was not wanted, 2 nobody to ask; of desk: 0, or 2 a faulty
file; of tally: as of update, and 2 nobody to ask. --html and --png replace a
file only if its name ends in .html or .png; --out, earlier answers
or tables only.
`

func run(ctx context.Context, now func() time.Time, args []string, in io.Reader, out, errOut io.Writer) int {
	p := &program{now: now, in: in, out: out, err: errOut}
	// The built-in guidance needs no place; who asks lists is told.
	p.place, p.placeErr = place.Find(assets.Name)
	var err error
	p.guidance, err = library.OpenGuidance(p.place.Data)
	if err != nil {
		return p.fail(err)
	}
	content := p.guidance.Edition
	p.content = content
	var tags []string
	for _, l := range content.Locales.Languages() {
		tags = append(tags, l.Tag)
	}
	set := flag.NewFlagSet("neem-check", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	var packs packFlags
	set.Var(&packs, "pack", "")
	set.BoolVar(&p.json, "json", false, "")
	language := set.String("lang", "", "")
	asked := set.Bool("version", false, "")
	help := fmt.Sprintf(usage, strings.Join(tags, ", "))
	if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
		_, _ = io.WriteString(out, help)
		return 0
	} else if err != nil {
		_, _ = fmt.Fprintf(errOut, "neem-check: %v\n%s", err, help)
		return exitBad
	}
	if *asked {
		_, _ = fmt.Fprintln(out, version.Line("neem-check"))
		return 0
	}
	p.words = content.Locales.Messages(content.Locales.Match(systemLanguage()))
	if *language != "" && !p.speak(*language) {
		return exitBad
	}
	rest := set.Args()
	if len(rest) > 0 && rest[0] == "bulk" {
		return p.bulk(ctx, rest[1:], packs, help)
	}
	if len(rest) > 0 && rest[0] == "guide" {
		if len(packs) > 0 || p.json {
			_, _ = fmt.Fprintf(errOut, "neem-check: --json and --pack do not go with guide\n%s", help)
			return exitBad
		}
		return p.guide(ctx, rest[1:], help)
	}
	if len(rest) > 0 && supplies(rest[0]) != nil {
		if len(packs) > 0 || p.json {
			_, _ = fmt.Fprintf(errOut, "neem-check: --json and --pack do not go with %s\n", rest[0])
			return exitBad
		}
		return p.supply(ctx, rest[0], rest[1:], help)
	}
	if len(rest) > 0 && rest[0] == "forget" {
		if len(packs) > 0 || p.json {
			_, _ = fmt.Fprintf(errOut, "neem-check: --json and --pack do not go with forget\n%s", help)
			return exitBad
		}
		return p.forget(ctx, rest[1:], help)
	}
	if len(rest) > 0 && rest[0] == "tally" {
		return p.tally(ctx, rest[1:], help)
	}
	if len(rest) > 0 && rest[0] == "desk" {
		return p.desk(rest[1:], help)
	}
	if len(rest) > 0 && rest[0] == "where" {
		return p.where(rest[1:], help)
	}
	if len(rest) > 0 {
		// What stands there may be a detail: it is not repeated.
		_, _ = fmt.Fprintf(errOut, "neem-check: details are not given on the command line, where others can see them; type them, or send them to standard input\n%s", help)
		return exitBad
	}
	return p.check(ctx, packs)
}

// speak sets the language, or says that there is no such one.
func (p *program) speak(tag string) bool {
	m := p.content.Locales.Messages(tag)
	if m.Language().Tag == tag {
		p.words = m
		return true
	}
	var tags []string
	for _, l := range p.content.Locales.Languages() {
		tags = append(tags, l.Tag)
	}
	_, _ = fmt.Fprintf(p.err, "neem-check: there is no such language; there are %s\n", strings.Join(tags, ", "))
	return false
}

func systemLanguage() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			return v
		}
	}
	return ""
}

func (p *program) fail(err error) int {
	_, _ = fmt.Fprintf(p.err, "neem-check: %v\n", err)
	return exitFailed
}

// An asker is what answers queries: packs named on the command line, or the
// library.
type asker interface {
	Kinds() []detail.Kind
	CheckAll(context.Context, []check.Query) ([][]check.Result, error)
	Close() error
}

func (p *program) open(ctx context.Context, files []string) (asker, error) {
	if len(files) > 0 {
		return openFiles(ctx, files)
	}
	var st *store.Store
	err := p.placeErr
	if err == nil {
		// A folder that cannot be opened must not hide the starter pack; but
		// what may be installed there could not be asked, and that is said.
		if st, err = p.place.Open(ctx); err != nil {
			st = nil
		}
	}
	if err != nil {
		why := p.words.Text("index.no_store", locale.Args{"folder": p.place.Data})
		if p.place.Kind == place.ReadOnly {
			why = p.words.Text("place.lost")
		}
		_, _ = fmt.Fprintf(p.err, "neem-check: %s (%v)\n", why, err)
	}
	lib, err2 := library.Open(ctx, starter.FS, starter.Name, st, store.Lost(p.place.Data, err), p.place.Packs()...)
	if err2 != nil {
		return nil, err2
	}
	return &ownLibrary{lib, st}, nil
}

// An ownLibrary closes its store too.
type ownLibrary struct {
	*library.Library
	store *store.Store
}

func (l *ownLibrary) Close() error {
	err := l.Library.Close()
	if l.store != nil {
		err = errors.Join(err, l.store.Close())
	}
	return err
}

// openFiles opens packs and recounts them; those that cannot be used answer
// "cannot tell".
func openFiles(ctx context.Context, files []string) (asker, error) {
	var packs []*pack.Pack
	var broken []*pack.Error
	for _, f := range files {
		opened, err := pack.Open(ctx, f)
		if err == nil {
			if err = opened.Verify(ctx, nil); err != nil {
				_ = opened.Close() // it is not used
			}
		}
		if pe, ok := errors.AsType[*pack.Error](err); ok {
			broken = append(broken, pe)
			continue
		}
		if err != nil {
			for _, o := range packs {
				_ = o.Close()
			}
			return nil, err
		}
		packs = append(packs, opened)
	}
	return check.New(packs, broken), nil
}

func (p *program) check(ctx context.Context, files []string) (code int) {
	a, err := p.open(ctx, files)
	if err != nil {
		return p.fail(err)
	}
	defer func() {
		if err := a.Close(); err != nil && code == exitNotFound {
			code = p.fail(err)
		}
	}()
	s := &session{program: p, asker: a, now: time.Now}
	if f, ok := p.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) && !p.json {
		return s.converse(ctx, f)
	}
	return s.batch(ctx)
}
