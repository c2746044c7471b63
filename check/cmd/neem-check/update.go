package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"neem/assets"
	"neem/assets/starter"
	project "neem/assets/trust"
	"neem/check/library"
	"neem/check/place"
	"neem/check/store"
	"neem/check/supply"
	"neem/check/supply/trust"
)

// supplies returns what a word on the command line does about publishers and
// their lists, nil if it is no such word.
func supplies(word string) func(*supplyRun, context.Context, []string) error {
	return map[string]func(*supplyRun, context.Context, []string) error{
		"update":     (*supplyRun).update,
		"publishers": (*supplyRun).publishers,
		"copy":       (*supplyRun).copy,
	}[word]
}

// A supplyRun is one run of update, publishers or copy.
type supplyRun struct {
	*program
	lines *bufio.Reader
	store *store.Store
	book  *supply.Book
}

// errRefused ends a run whose reason was told already.
var errRefused = errors.New("refused")

func (p *program) supply(ctx context.Context, word string, args []string, help string) int {
	r := &supplyRun{program: p, lines: bufio.NewReader(p.in)}
	if p.placeErr != nil {
		return p.fail(p.placeErr)
	}
	if p.place.Kind == place.ReadOnly {
		return p.fail(store.ErrReadOnly)
	}
	var err error
	if r.store, err = p.place.Open(ctx); err != nil {
		return p.fail(err)
	}
	r.book = supply.OpenBook(filepath.Join(r.store.Folder(), supply.FolderName), project.Root())
	err = supplies(word)(r, ctx, args)
	if closing := r.store.Close(); err == nil {
		err = closing
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		_, _ = io.WriteString(p.out, help)
		return 0
	case errors.Is(err, errUsage):
		_, _ = fmt.Fprintf(p.err, "neem-check %s: %s\n%s", word, strings.TrimPrefix(err.Error(), errUsage.Error()+": "), help)
		return exitBad
	case errors.Is(err, errRefused):
		return exitFailed
	case ctx.Err() != nil:
		_, _ = fmt.Fprintln(p.err, "neem-check: stopped; what was fetched stays for the next time")
		return exitFailed
	}
	return p.fail(plain(err))
}

// plain leaves out what a library says beside a reason that says all.
func plain(err error) error {
	switch {
	case errors.Is(err, trust.ErrOlder):
		return errors.New("these files are older than what you have: you already hold something newer, and nothing was changed")
	case errors.Is(err, trust.ErrUnsigned):
		return errors.New("these files are not signed by the publisher whom you added, and nothing was changed")
	}
	return err
}

// parse reads flags that stand anywhere among the other arguments, which it
// returns.
func parse(set *flag.FlagSet, args []string) ([]string, error) {
	set.SetOutput(io.Discard)
	var names []string
	for {
		if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil, err
		} else if err != nil {
			return nil, fmt.Errorf("%w: %w", errUsage, err)
		}
		if set.NArg() == 0 {
			return names, nil
		}
		names, args = append(names, set.Arg(0)), set.Args()[1:]
	}
}

func source(where string) (*supply.Source, error) {
	if where == "" {
		return nil, fmt.Errorf("%w: say with --from in which folder or at which address the publisher's files are", errUsage)
	}
	from, err := supply.At(where)
	if errors.Is(err, supply.ErrAddress) || errors.Is(err, supply.ErrPlain) {
		return nil, fmt.Errorf("the address: %w", err)
	}
	return from, err
}

// update shows what a publisher has, asks, fetches and installs.
func (r *supplyRun) update(ctx context.Context, args []string) error {
	set := flag.NewFlagSet("update", flag.ContinueOnError)
	where := set.String("from", "", "")
	want := set.String("publisher", "", "")
	yes := set.Bool("yes", false, "")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return fmt.Errorf("%w: only flags are expected", errUsage)
	}
	from, err := source(*where)
	if err != nil {
		return err
	}
	fp, err := r.known(ctx, from, *want)
	if err != nil {
		return err
	}
	have, err := supply.HoldingsOf(ctx, r.store)
	if err != nil {
		return err
	}
	plan, err := r.book.Plan(ctx, fp, from, have)
	if err != nil {
		return err
	}
	r.showPlan(plan)
	if plan.Todo() == 0 {
		if plan.Refused() {
			return errRefused
		}
		r.say("There is nothing to do.")
		return nil
	}
	if !*yes && !r.ask("Fetch and install? Type y for yes: ") {
		r.say("Nothing was changed.")
		return nil
	}
	lib, err := library.Open(ctx, starter.FS, starter.Name, r.store, nil)
	if err != nil {
		return err
	}
	meter := &meter{out: r.err, live: isTerminal(r.err)}
	err = r.book.Fetch(ctx, plan, from, supply.InstallOn(lib, fp), meter.show)
	meter.end()
	if closing := lib.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	r.say("Installed: " + amount(plan) + ".")
	if plan.InstallsGuidance() {
		r.say("The new guidance is used from the next start of a program on.")
	}
	return nil
}

// amount says how much a plan installs.
func amount(plan *supply.Plan) string {
	var parts []string
	if plan.InstallsGuidance() {
		parts = append(parts, fmt.Sprintf("the guidance, edition %d", plan.Guidance.Manifest.Edition))
	}
	if n := plan.Packs(); n > 0 {
		parts = append(parts, count(n, "list", "lists"))
	}
	return strings.Join(parts, ", and ")
}

// known returns the fingerprint of the publisher whose files a source has, if the
// person added it and it is the one wanted.
func (r *supplyRun) known(ctx context.Context, from *supply.Source, want string) (string, error) {
	fp, err := supply.Identify(ctx, from)
	if err != nil {
		return "", err
	}
	if want != "" {
		wanted, err := supply.ParseFingerprint(want)
		if err != nil {
			return "", fmt.Errorf("%w: --publisher: %w", errUsage, err)
		}
		if wanted != fp {
			return "", fmt.Errorf("the files at %s are not those of publisher %s", from, wanted)
		}
	}
	if _, err := r.book.Publisher(fp); errors.Is(err, supply.ErrUnknown) {
		return "", fmt.Errorf("%w; add it with: neem-check publishers add %s", err, from)
	} else if err != nil {
		return "", err
	}
	return fp, nil
}

func (r *supplyRun) showPlan(plan *supply.Plan) {
	p := plan.Publisher
	r.say(fmt.Sprintf("Publisher: %s (fingerprint %s)", p.Name, p.Fingerprint))
	if p.Project {
		r.say("  " + ownPublisher)
	}
	if plan.FormerName != "" {
		r.say(fmt.Sprintf("  It called itself %q before.", plan.FormerName))
	}
	r.say("  " + r.standing(p))
	r.showGuidance(plan)
	if len(plan.Offers) == 0 && plan.Guidance == nil {
		r.say("It has no lists.")
	}
	for _, o := range plan.Offers {
		m := o.Manifest
		line := fmt.Sprintf("  %s: edition %d of %s", m.ID, m.Edition, m.Published)
		switch {
		case o.Refused != nil:
			line += "; refused: " + o.Refused.Error()
		case !o.Install:
			line += "; installed already"
		default:
			if o.Held > 0 && o.Held != m.Edition {
				line += fmt.Sprintf("; you have edition %d", o.Held)
			}
			line += fmt.Sprintf("; to fetch: %s, %s", count(len(o.Fetch), "file", "files"), size(o.Bytes))
		}
		r.say(line)
	}
	for _, id := range plan.Withdrawn {
		r.say(fmt.Sprintf("  %s: the publisher does not have this list any more; it stays installed", id))
	}
	if plan.Todo() > 0 {
		r.say(fmt.Sprintf("In all: %s, %s to fetch.", amount(plan), size(plan.Bytes())))
	}
}

// ownPublisher marks the project's own.
const ownPublisher = "The publisher of this program: it came with the program, and only it brings guidance."

// showGuidance says which guidance a publisher has.
func (r *supplyRun) showGuidance(plan *supply.Plan) {
	if plan.ForeignGuidance {
		r.say("  It has guidance too, which is passed over: only the publisher of this program can bring that.")
	}
	g := plan.Guidance
	if g == nil {
		return
	}
	held := fmt.Sprintf("you have edition %d of %s", g.Held.Number, g.Held.Date)
	line := fmt.Sprintf("  What to do and whom to call: edition %d of %s", g.Manifest.Edition, g.Manifest.Date)
	switch {
	case errors.Is(g.Refused, trust.ErrOlder):
		line += "; refused: " + held + ", which is newer"
	case g.Refused != nil:
		line = "  What to do and whom to call: refused: " + g.Refused.Error() + "; " + held
	case !g.Install:
		line += "; installed already"
	default:
		line += fmt.Sprintf("; %s; to fetch: %s", held, size(g.Bytes))
	}
	r.say(line)
}

// standing says how what is held stands to the clock.
func (r *supplyRun) standing(p supply.Publisher) string {
	const day = "2 January 2006"
	switch p.Standing(r.now()) {
	case supply.Unseen:
		return "Nothing was got from it yet."
	case supply.ClockBehind:
		return fmt.Sprintf("Verified. This computer's clock says %s, but the publisher's newest list is of %s: the clock seems to be wrong.", r.now().Format(day), p.Newest.Format(day))
	case supply.Late:
		return fmt.Sprintf("Verified, but older than promised: the publisher promised something newer by %s. If this computer's clock is right, look for a newer copy.", p.Promised.Format(day))
	}
	return fmt.Sprintf("Verified and current: the publisher promises something newer by %s.", p.Promised.Format(day))
}

func (r *supplyRun) publishers(ctx context.Context, args []string) error {
	set := flag.NewFlagSet("publishers", flag.ContinueOnError)
	compare := set.String("fingerprint", "", "")
	rest, err := parse(set, args)
	switch {
	case err != nil:
		return err
	case len(rest) == 0 && *compare == "":
		return r.list(ctx)
	case len(rest) == 2 && rest[0] == "add":
		return r.add(ctx, rest[1], *compare)
	case len(rest) == 2 && rest[0] == "forget" && *compare == "":
		fp, err := supply.ParseFingerprint(rest[1])
		if err != nil {
			return fmt.Errorf("%w: %w", errUsage, err)
		}
		if err := r.book.Forget(ctx, fp); err != nil {
			return err
		}
		r.say("Forgotten. Its lists stay installed; to remove them, use the program's window.")
		return nil
	}
	return fmt.Errorf("%w: say add and where, or forget and which", errUsage)
}

func (r *supplyRun) list(ctx context.Context) error {
	all, broken, err := r.book.All(ctx)
	if err != nil {
		return err
	}
	if len(all)+len(broken) == 0 {
		r.say("You have added no publishers.")
	}
	if r.book.Project() == "" {
		r.say("The project has no address and no keys yet: new guidance comes with new versions of\nthis program.")
	}
	for _, p := range all {
		if p.Project {
			name := p.Name
			if name == "" {
				name = assets.Name
			}
			r.say(fmt.Sprintf("%s\n  fingerprint %s\n  %s\n  %s", name, p.Fingerprint, ownPublisher, r.standing(p)))
			continue
		}
		r.say(fmt.Sprintf("%s\n  fingerprint %s, added on %s\n  %s", p.Name, p.Fingerprint, p.Added.Format(time.DateOnly), r.standing(p)))
	}
	for _, b := range broken {
		_, _ = fmt.Fprintf(r.err, "neem-check: %v\n", b)
	}
	if len(broken) > 0 {
		return errRefused
	}
	return nil
}

// add adds a publisher once the person has typed its fingerprint: shown first, it
// would be copied and not compared.
func (r *supplyRun) add(ctx context.Context, where, typed string) error {
	from, err := source(where)
	if err != nil {
		return err
	}
	who, err := supply.Meet(ctx, from)
	if err != nil {
		return err
	}
	if _, err := r.book.Publisher(who.Fingerprint); err == nil {
		return supply.ErrKnown
	}
	r.say(fmt.Sprintf("At %s are the files of a publisher that calls itself %q.", from, who.Name))
	all, _, err := r.book.All(ctx)
	if err != nil {
		return err
	}
	for _, p := range all {
		if strings.EqualFold(p.Name, who.Name) {
			r.say(fmt.Sprintf("Take care: you know another publisher of this name, with the fingerprint %s. One of the two may be false.", p.Fingerprint))
		}
	}
	if typed == "" {
		r.say("Anybody can call themselves that. Ask the publisher for their fingerprint: by\nphone or on paper, not from where the files come from. It has 16 letters and digits.")
		typed = r.line("Type it here: ")
	}
	fp, err := supply.ParseFingerprint(typed)
	if err != nil {
		return fmt.Errorf("%w; nothing was changed", err)
	}
	if fp != who.Fingerprint {
		return errors.New("that is not the fingerprint of these files: they may be somebody else's; nothing was changed")
	}
	if _, err := r.book.Accept(ctx, who); err != nil {
		return err
	}
	r.say(fmt.Sprintf("Added: %s. To get its lists: neem-check update --from %s", who.Name, from))
	return nil
}

// copy copies a publisher's files to another folder.
func (r *supplyRun) copy(ctx context.Context, args []string) error {
	set := flag.NewFlagSet("copy", flag.ContinueOnError)
	where, to := set.String("from", "", ""), set.String("to", "", "")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 || *to == "" {
		return fmt.Errorf("%w: say with --from where the files are, and with --to into which folder they go", errUsage)
	}
	from, err := source(*where)
	if err != nil {
		return err
	}
	fp, err := r.known(ctx, from, "")
	if err != nil {
		return err
	}
	p, err := r.book.Publisher(fp)
	if err != nil {
		return err
	}
	meter := &meter{out: r.err, live: isTerminal(r.err)}
	err = supply.Mirror(ctx, from, *to, &p, meter.show)
	meter.end()
	if err != nil {
		return err
	}
	r.say(fmt.Sprintf("Copied: the files of %s are in %s. On another computer: neem-check publishers add, then update --from that folder.", p.Name, *to))
	return nil
}

func (r *supplyRun) line(prompt string) string {
	_, _ = fmt.Fprint(r.out, prompt)
	text, _ := r.lines.ReadString('\n') // nothing typed is no answer
	if !strings.HasSuffix(text, "\n") {
		r.say("")
	}
	return strings.TrimSpace(text)
}

func (r *supplyRun) ask(question string) bool {
	answer := strings.ToLower(r.line(question))
	return answer == "y" || answer == "yes"
}

// say prints a line for a person at a terminal, who would see if it failed.
func (p *program) say(text string) { _, _ = fmt.Fprintln(p.out, text) }

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func size(n int64) string {
	switch {
	case n < 1000:
		return count(int(n), "byte", "bytes")
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.2f GB", float64(n)/1e9)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// A meter shows progress on a terminal, five times a second.
type meter struct {
	out   io.Writer
	live  bool
	shown time.Time
	any   bool
}

func (m *meter) show(p supply.Progress) {
	if !m.live || time.Since(m.shown) < 200*time.Millisecond && p.Done < p.Total {
		return
	}
	m.shown, m.any = time.Now(), true
	text := fmt.Sprintf("fetched %s of %s", size(p.Done), size(p.Total))
	switch {
	case p.Step == supply.Installing && p.Pack == "":
		text = "checking and installing the guidance"
	case p.Step == supply.Installing:
		text = fmt.Sprintf("checking and installing %s", p.Pack)
	}
	_, _ = fmt.Fprintf(m.out, "\r\x1b[K%s", text)
}

func (m *meter) end() {
	if m.any {
		_, _ = fmt.Fprintln(m.out)
	}
}
