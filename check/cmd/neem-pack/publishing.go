package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"neem/check/publish"
	"neem/check/supply/keyfile"
	"neem/check/supply/manifest"
	"neem/check/supply/repository"
)

// publishArgs are the flags of publish.
type publishArgs struct {
	repo, name, export, bring string
	guidance                  string
	keys, passphrases         listFlag
	withdraw, roots           listFlag
	packs                     []string
	dryRun, prune, refresh    bool
	fresh                     bool
	rootKeys, threshold       int
	after                     int64
}

func publishPacks(ctx context.Context, t tool, args []string) error {
	var a publishArgs
	set := flag.NewFlagSet("publish", flag.ContinueOnError)
	set.StringVar(&a.repo, "repo", "", "")
	set.StringVar(&a.name, "name", "", "")
	set.StringVar(&a.guidance, "guidance", "", "")
	set.StringVar(&a.export, "export-unsigned", "", "")
	set.StringVar(&a.bring, "import-signed", "", "")
	set.Var(&a.keys, "keys", "")
	set.Var(&a.passphrases, "passphrase-file", "")
	set.Var(&a.withdraw, "withdraw", "")
	set.Var(&a.roots, "root", "")
	set.BoolVar(&a.dryRun, "dry-run", false, "")
	set.BoolVar(&a.prune, "prune", false, "")
	set.BoolVar(&a.refresh, "refresh", false, "")
	set.BoolVar(&a.fresh, "new", false, "")
	set.IntVar(&a.rootKeys, "root-keys", 1, "")
	set.IntVar(&a.threshold, "threshold", 0, "")
	set.Int64Var(&a.after, "after", 0, "")
	rest, err := flags(set, args)
	if err != nil {
		return err
	}
	a.packs = rest
	if err := a.check(); err != nil {
		return err
	}
	p := &publishing{publishArgs: a, t: t, now: time.Now()}
	return p.run(ctx)
}

func (a publishArgs) check() error {
	wrong := func(text string) error { return fmt.Errorf("%w: %s", errUsage, text) }
	asked := a.asked()
	switch {
	case a.repo == "":
		return wrong("--repo is needed: the folder that is handed out")
	case a.bring != "" && (asked || a.export != "" || a.dryRun):
		return wrong("--import-signed finishes what was prepared; it goes with nothing else but --prune")
	case a.bring == "" && !asked && !a.prune:
		return wrong("name the packs to publish, or say --guidance or --refresh")
	case a.export != "" && a.dryRun:
		return wrong("--export-unsigned and --dry-run do not go together")
	case a.export != "" && a.prune:
		return wrong("--prune comes when all is signed, not with --export-unsigned")
	case len(a.keys) == 0 && a.export == "" && a.bring == "" && !a.dryRun && asked:
		return wrong("--keys is needed: the folder where the keys are kept, or will be")
	case a.rootKeys < 1 || a.rootKeys > 16 || a.threshold < 0 || a.threshold > 16:
		return wrong("--root-keys and --threshold are between 1 and 16")
	case a.after < 0 || a.after >= 1<<53-1:
		return wrong("--after is the number of a version")
	case len(a.roots) > 0 && a.rootKeys != 1:
		return wrong("--root names root keys that were made elsewhere, --root-keys makes them here; say one of the two")
	}
	return nil
}

// asked reports whether something is to be signed.
func (a publishArgs) asked() bool {
	return len(a.packs) > 0 || len(a.withdraw) > 0 || a.refresh || a.name != "" || a.guidance != ""
}

// begins reports whether what is named can be the first that a publisher hands out.
func (a publishArgs) begins() bool {
	return len(a.packs) > 0 || a.guidance != "" && a.name != ""
}

// publishing is one run of the command.
type publishing struct {
	publishArgs
	t       tool
	now     time.Time
	ring    *keyring
	found   []repository.Pack    // those that were named
	edition *repository.Guidance // of the guidance: the one that was named, or nil
	state   *repository.State
	meter   *meter
}

// progress shows how far it is.
func (p *publishing) progress(stage string, done, total int64) {
	p.meter.show(publish.Progress{Stage: stage, Done: done, Total: total})
}

func (p *publishing) say(format string, args ...any) {
	_, _ = fmt.Fprintf(p.t.out, format+"\n", args...)
}

func (p *publishing) run(ctx context.Context) (err error) {
	p.meter = newMeter(p.t.err)
	defer p.meter.clear()
	if p.ring, err = newKeyring(p.t, p.passphrases); err != nil {
		return err
	}
	if p.found, err = repository.Find(ctx, p.packs); err != nil {
		return err
	}
	if p.guidance != "" {
		if p.edition, err = repository.FindGuidance(p.guidance); err != nil {
			return err
		}
	}
	if _, err := os.Stat(p.repo); errors.Is(err, fs.ErrNotExist) && p.bring == "" {
		// What is refused is refused before a folder is made.
		p.state = &repository.State{}
		if p.dryRun {
			return p.show(ctx)
		}
		if _, err := p.plan(); err != nil {
			return err
		}
		if err := p.mayFound(); err != nil {
			return err
		}
	}
	var disk *repository.Folder
	if p.dryRun {
		disk, err = repository.OpenFolder(p.repo)
	} else {
		disk, err = repository.MakeFolder(p.repo)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, disk.Close()) }()
	if !p.dryRun {
		unlock, err := disk.Lock(ctx)
		if err != nil {
			return err
		}
		defer unlock()
		if err := repository.Recover(ctx, disk); err != nil {
			return err
		}
	}
	if p.state, err = stateOf(ctx, disk); err != nil {
		return err
	}
	switch {
	case p.dryRun:
		if err := p.show(ctx); err != nil {
			return err
		}
		return p.tidy(ctx, disk)
	case p.bring != "":
		err = p.importSigned(ctx, disk)
	case p.asked():
		err = p.publish(ctx, disk)
	}
	if err != nil {
		return err
	}
	return p.tidy(ctx, disk)
}

func stateOf(ctx context.Context, fsys fs.FS) (*repository.State, error) {
	s, err := repository.Read(ctx, fsys)
	if errors.Is(err, repository.ErrNone) {
		return &repository.State{}, nil
	}
	return s, err
}

// plan looks at the packs and says what would change.
func (p *publishing) plan() (repository.Plan, error) {
	if !p.state.Exists() && !p.begins() {
		if p.guidance != "" {
			return repository.Plan{}, fmt.Errorf("%w: %s", repository.ErrNone, "to begin with guidance alone, say with --name what the publisher is called")
		}
		return repository.Plan{}, fmt.Errorf("%w: %s", repository.ErrNone, "name the packs to begin with")
	}
	return repository.NewPlan(p.state, repository.Changes{Packs: p.found, Guidance: p.edition, Withdraw: p.withdraw, Name: p.name})
}

// show tells what would change, and changes nothing.
func (p *publishing) show(ctx context.Context) error {
	if !p.state.Exists() && len(p.packs) == 0 && p.guidance == "" {
		p.say("nothing is published in %s", p.repo)
		return nil
	}
	plan, err := p.plan()
	if err != nil {
		return err
	}
	if err := plan.Check(ctx, p.progress); err != nil {
		return err
	}
	p.meter.clear()
	p.tell(plan)
	p.say("This was a dry run: nothing was written.")
	return nil
}

// tell prints a plan.
func (p *publishing) tell(plan repository.Plan) {
	switch {
	case !p.state.Exists():
		p.say("%s is a new publisher.", plan.Name)
	case plan.OldName != "":
		p.say("%s is called %s from now on.", plan.OldName, plan.Name)
	}
	for _, s := range plan.Steps {
		edition := fmt.Sprintf("edition %d", s.New)
		switch s.Kind {
		case repository.Replaced:
			edition = fmt.Sprintf("edition %d instead of %d", s.New, s.Old)
		case repository.Withdrawn:
			edition = fmt.Sprintf("edition %d", s.Old)
		}
		p.say("  %-9s  %s, %s: %d %s, %d bytes", s.Kind, s.ID, edition, s.Files, plural(s.Files, "file", "files"), s.Bytes)
	}
	p.tellGuidance(plan.Guidance)
	p.say("%d bytes of packs and guidance are to be written.", plan.Bytes())
	for _, s := range plan.Steps {
		if s.Kind == repository.Added {
			p.say("This program cannot see whether being in a list does harm in itself (the patients of a clinic,\n" +
				"the callers of a helpline). If so, do not publish it: tell the people in it directly.")
			break
		}
	}
}

// tellGuidance prints what happens to the guidance.
func (p *publishing) tellGuidance(s *repository.Step) {
	if s == nil {
		return
	}
	edition := fmt.Sprintf("edition %d", s.New)
	if s.Kind == repository.Replaced {
		edition += fmt.Sprintf(" instead of %d", s.Old)
	}
	p.say("  %-9s  the guidance, %s: 1 file, %d bytes", s.Kind, edition, s.Bytes)
	if s.Kind == repository.Added {
		p.say("Programs take guidance only from the publisher whose first list of keys is built into them;\n" +
			"from any other they pass it over.")
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func (p *publishing) publish(ctx context.Context, disk *repository.Folder) error {
	plan, err := p.plan()
	if err != nil {
		return err
	}
	if p.state.Exists() && !plan.Changed() && !p.refresh {
		p.tell(plan)
		p.say("Nothing has changed. --refresh signs the same again, with new dates.")
		return nil
	}
	if !p.state.Exists() {
		err = p.mayFound()
	} else if p.fresh || len(p.roots) > 0 || p.rootKeys != 1 || p.threshold != 0 {
		err = errors.New("there is a publisher in this folder already; its keys are changed with keygen --rotate")
	}
	if err != nil {
		return err
	}
	contents, err := repository.Stage(ctx, disk, plan, p.now, p.progress)
	if err != nil {
		return err
	}
	contents.After = p.after
	draft, err := repository.Compose(p.state, contents)
	if err != nil {
		return err
	}
	p.meter.clear()
	p.tell(plan)
	if !p.state.Exists() {
		founders, err := p.founders(ctx, plan.Name)
		if err != nil {
			return err
		}
		if err := draft.Found(*founders, p.now); err != nil {
			return err
		}
	}
	return p.finish(ctx, disk, draft)
}

// finish signs a draft with the keys at hand and writes it, or takes it to be signed
// elsewhere.
func (p *publishing) finish(ctx context.Context, disk *repository.Folder, draft *repository.Draft) error {
	if err := signWith(ctx, p.ring, draft, p.keys, p.export != ""); err != nil {
		return err
	}
	if p.export != "" {
		return p.exportUnsigned(draft)
	}
	after, err := draft.Commit(ctx, disk, p.progress)
	if err != nil {
		return explainUnfinished(err)
	}
	p.meter.clear()
	p.published(after)
	return nil
}

// signWith signs with all keys that can sign something of the draft. Where something
// is carried elsewhere to be signed, there need not be any.
func signWith(ctx context.Context, ring *keyring, draft *repository.Draft, paths []string, none bool) error {
	files, err := keyFiles(paths)
	if err != nil {
		return err
	}
	var keys []keyfile.Key
	for _, f := range files {
		may, err := draft.May(f.Public)
		if err != nil {
			return err
		}
		if !may {
			continue
		}
		k, ok, err := ring.unlock(ctx, f)
		if err != nil {
			return err
		}
		if ok {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 && !none {
		missing, err := draft.Missing()
		if err != nil {
			return err
		}
		if len(missing) > 0 {
			return fmt.Errorf("none of the keys in %s can sign this; %s", strings.Join(paths, ", "), strings.Join(missing, "; "))
		}
	}
	return draft.Sign(keys...)
}

func explainUnfinished(err error) error {
	if errors.Is(err, repository.ErrUnfinished) {
		return fmt.Errorf("nothing was published: %w.\nIf a key is on another machine, prepare with --export-unsigned FOLDER, sign there with neem-pack sign FOLDER, and finish with neem-pack publish --import-signed FOLDER", err)
	}
	return err
}

// published tells what is there now.
func (p *publishing) published(after *repository.State) {
	p.say("Published: version %d of %s, in %s.", after.Version, after.Publisher.Name, p.repo)
	if !p.state.Exists() {
		p.say("\nThe publisher's fingerprint: %s\n"+
			"People add you by comparing these sixteen letters and digits. Print them, and read them aloud,\n"+
			"where people trust that it is you. They stay the same when keys change.", after.Fingerprint())
	}
	p.say("Sign again, with --refresh, before %s: from then on people are told that something newer was promised.", after.Promised.Format(time.DateOnly))
	if a, err := after.Authority(); err == nil && a.Expires.Before(p.now.AddDate(0, 6, 0)) {
		p.say("The list of keys is valid until %s: renew it with the root keys, by keygen --rotate --renew.", a.Expires.Format(time.DateOnly))
	}
}

func (p *publishing) exportUnsigned(draft *repository.Draft) error {
	missing, err := exportDraft(p.t, p.export, draft)
	if err != nil {
		return err
	}
	p.say("Prepared, and not published: what is to be signed is in %s.", p.export)
	for _, m := range missing {
		p.say("  %s", m)
	}
	p.say("Take that folder to the machine with the key and run: neem-pack sign FOLDER --keys KEYS\n"+
		"Bring it back and run: neem-pack publish --repo %s --import-signed %s", p.repo, p.export)
	return nil
}

func exportDraft(t tool, dir string, draft *repository.Draft) (missing []string, err error) {
	if missing, err = draft.Missing(); err != nil {
		return nil, err
	}
	out, err := repository.MakeFolder(dir)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(draft.Save(out), out.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return missing, nil
}

func (p *publishing) importSigned(ctx context.Context, disk *repository.Folder) error {
	in, err := repository.OpenFolder(p.bring)
	if err != nil {
		return err
	}
	draft, err := repository.Load(ctx, in)
	if err = errors.Join(err, in.Close()); err != nil {
		return fmt.Errorf("%s: %w", p.bring, err)
	}
	if len(p.keys) > 0 {
		if err := signWith(ctx, p.ring, draft, p.keys, true); err != nil {
			return err
		}
	}
	after, err := draft.Commit(ctx, disk, p.progress)
	if err != nil {
		return fmt.Errorf("%s: %w", p.bring, err)
	}
	p.meter.clear()
	lines, err := draft.Describe()
	if err != nil {
		return err
	}
	for _, l := range lines {
		p.say("%s", l)
	}
	p.published(after)
	return nil
}

// tidy removes, or counts, the files of earlier editions.
func (p *publishing) tidy(ctx context.Context, disk *repository.Folder) error {
	s, err := stateOf(ctx, disk)
	if err != nil || !s.Exists() || p.export != "" {
		return err
	}
	old, err := repository.Unneeded(ctx, disk, s)
	if err != nil {
		return err
	}
	var bytes int64
	for _, o := range old {
		bytes += o.Bytes
	}
	switch {
	case p.prune && p.dryRun:
		p.say("Removed would be what this replaces, and %d files of editions before it, %d bytes.", len(old), bytes)
	case p.prune:
		if err := repository.Prune(ctx, disk, old); err != nil {
			return err
		}
		p.say("Removed %d files of earlier editions, %d bytes.", len(old), bytes)
	case bytes > 1<<20:
		p.say("Earlier editions take %d bytes in %d files. When people have had a few days to finish\n"+
			"fetching them, remove them with --prune.", bytes, len(old))
	}
	return nil
}

// mayFound checks, before the work begins, that a new publisher is meant and can be.
func (p *publishing) mayFound() error {
	files, err := keyFilesIfAny(p.keys)
	switch {
	case err != nil:
		return err
	case len(p.keys) == 0:
		return errors.New("a new publisher needs its online key: name the folder where it is with --keys")
	case len(files) > 0 && !p.fresh:
		return fmt.Errorf("%s holds no repository, but there are keys in %s.\nIf you mean to found a new publisher, with a new fingerprint, say --new; otherwise look at the name of the folder", p.repo, strings.Join(p.keys, ", "))
	case len(files) == 0 && len(p.keys) != 1:
		return errors.New("there are no keys yet; name one folder for them with --keys")
	case len(files) == 0 && len(p.roots) == 0 && p.threshold > p.rootKeys:
		return fmt.Errorf("%d of %d root keys cannot be; --threshold is at most --root-keys", p.threshold, p.rootKeys)
	}
	return nil
}

// founders gathers the keys of a new publisher, and makes them if there are none.
func (p *publishing) founders(ctx context.Context, name string) (*repository.Keys, error) {
	files, err := keyFilesIfAny(p.keys)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		if files, err = p.makeKeys(ctx, name); err != nil {
			return nil, err
		}
	}
	k := &repository.Keys{Threshold: p.threshold}
	var online []string
	for _, f := range files {
		if f.Role == keyfile.Root {
			k.Root = append(k.Root, f.Public)
			continue
		}
		k.Online = f.Public
		online = append(online, f.path)
	}
	for _, path := range p.roots {
		root, err := publicOf(path, keyfile.Root)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(k.Root, func(have keyfile.Public) bool { return have.Key.Equal(root.Key) }) {
			k.Root = append(k.Root, root)
		}
	}
	switch {
	case len(online) == 0:
		return nil, fmt.Errorf("there is no online key in %s; make one with keygen --role online", strings.Join(p.keys, ", "))
	case len(online) > 1:
		return nil, fmt.Errorf("there are several online keys, and a publisher has one: %s", strings.Join(online, ", "))
	case len(k.Root) == 0:
		return nil, errors.New("there is no root key; make one with keygen --role root, or name the public half of one with --root")
	case k.Threshold == 0:
		k.Threshold = usualThreshold(len(k.Root))
	}
	if k.Threshold > len(k.Root) {
		return nil, fmt.Errorf("%d of %d root keys cannot be; --threshold is at most the number of root keys", k.Threshold, len(k.Root))
	}
	return k, nil
}

// usualThreshold is more than half: 1 of 1, 2 of 3, 3 of 5.
func usualThreshold(keys int) int { return keys/2 + 1 }

// keyFilesIfAny is keyFiles, where a folder may not be there yet.
func keyFilesIfAny(paths []string) ([]namedKey, error) {
	var there []string
	for _, path := range paths {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			there = append(there, path)
		}
	}
	return keyFiles(there)
}

// makeKeys makes the keys of a new publisher and says how to keep them.
func (p *publishing) makeKeys(ctx context.Context, name string) ([]namedKey, error) {
	dir := p.keys[0]
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder for the keys, %s: %w", dir, pathless(err))
	}
	type making struct {
		role keyfile.Role
		file string
	}
	var list []making
	if len(p.roots) == 0 {
		for i := range p.rootKeys {
			list = append(list, making{keyfile.Root, fmt.Sprintf("root-%d%s", i+1, keyfile.Extension)})
		}
	}
	list = append(list, making{keyfile.Online, "online-1" + keyfile.Extension})
	var paths []string
	for _, m := range list {
		path := filepath.Join(dir, m.file)
		k, err := makeKey(ctx, p.ring, m.role, path, rand.Reader, p.now)
		if err != nil {
			return nil, err
		}
		p.ring.passphrases = append(p.ring.passphrases, k.passphrase) // it signs in a moment
		p.say("Made the %s for %s: %s", k.Public, name, path)
		paths = append(paths, path)
	}
	p.say("%s", howToKeep)
	if len(p.roots) == 0 && p.rootKeys == 1 {
		p.say("%s", oneRootKey)
	}
	return keyFiles(paths)
}

const howToKeep = `
How to keep the keys
  The root key says which keys speak for you; it is needed only when keys change. Copy its
  file to two sticks or more, keep them in different places, and remove it from this computer.
  The online key signs what you hand out; it stays where you publish from. Copy it once.
  Write the passphrases down and keep them apart from the files: nobody can restore them.`

const oneRootKey = `  There is one root key: if all its copies are lost, or it is stolen, you must begin again with a
  new fingerprint. Better are three, of which two must sign: run this again in new folders with
  --root-keys 3, and give each to another person.`

// A made key still knows its passphrase.
type madeKey struct {
	keyfile.Key
	passphrase, public string
}

func makeKey(ctx context.Context, ring *keyring, role keyfile.Role, path string, random io.Reader, now time.Time) (madeKey, error) {
	if err := ctx.Err(); err != nil {
		return madeKey{}, err
	}
	k, err := keyfile.New(role, random, now)
	if err != nil {
		return madeKey{}, err
	}
	passphrase, err := ring.choose(k.String() + ", " + path)
	if err != nil {
		return madeKey{}, err
	}
	public, err := saveKey(path, k, passphrase)
	if err != nil {
		return madeKey{}, err
	}
	return madeKey{k, passphrase, public}, nil
}

// fingerprint shows who publishes in a folder and whose keys speak for them.
func fingerprint(ctx context.Context, t tool, args []string) (err error) {
	rest, err := flags(flag.NewFlagSet("fingerprint", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return fmt.Errorf("%w: one folder is needed", errUsage)
	}
	disk, err := repository.OpenFolder(rest[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, disk.Close()) }()
	s, err := repository.Read(ctx, disk)
	if err != nil {
		return fmt.Errorf("%s: %w", rest[0], err)
	}
	a, err := s.Authority()
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", s.Fingerprint(), s.Publisher.Name)
	fmt.Fprintf(&b, "\nversion %d, the newest until %s\n", s.Version, s.Promised.Format(time.DateOnly))
	if s.Promised.Before(time.Now()) {
		fmt.Fprintln(&b, "something newer was promised by that day")
	}
	for _, m := range s.Packs {
		fmt.Fprintf(&b, "  %s, edition %d, of %s: %d %s, %d bytes\n", m.ID, m.Edition, m.Published, len(m.Shards), plural(len(m.Shards), "file", "files"), m.Bytes())
	}
	if g := s.Guidance; g != nil {
		fmt.Fprintf(&b, "  the guidance, edition %d, of %s: 1 file, %d bytes\n", g.Edition, g.Date, g.Length)
	}
	for target := range s.Files {
		if !manifest.IsOurs(target) {
			fmt.Fprintf(&b, "  %s\n", target)
		}
	}
	fmt.Fprintf(&b, "\nlist of keys %d, valid until %s\n", a.Version, a.Expires.Format(time.DateOnly))
	for _, id := range a.Root {
		fmt.Fprintf(&b, "  root key %s\n", keyfile.Short(id))
	}
	fmt.Fprintf(&b, "  %d of them must sign the next list\n", a.Threshold)
	for _, id := range a.Online {
		fmt.Fprintf(&b, "  online key %s\n", keyfile.Short(id))
	}
	_, err = io.WriteString(t.out, b.String())
	return err
}
