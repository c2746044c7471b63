package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"neem/check/supply/keyfile"
	"neem/check/supply/repository"
)

// keygen makes a key, or changes the keys that speak for a publisher.
func keygen(ctx context.Context, t tool, args []string) error {
	var p publishing
	var add, drop listFlag
	var role, out, online string
	var rotate, renew bool
	set := flag.NewFlagSet("keygen", flag.ContinueOnError)
	set.StringVar(&role, "role", "", "")
	set.StringVar(&out, "out", "", "")
	set.BoolVar(&rotate, "rotate", false, "")
	set.BoolVar(&renew, "renew", false, "")
	set.StringVar(&p.repo, "repo", "", "")
	set.Var(&p.keys, "keys", "")
	set.Var(&p.passphrases, "passphrase-file", "")
	set.Var(&add, "add-root", "")
	set.Var(&drop, "drop-root", "")
	set.StringVar(&online, "online", "", "")
	set.IntVar(&p.threshold, "threshold", 0, "")
	set.StringVar(&p.export, "export-unsigned", "", "")
	set.BoolVar(&p.dryRun, "dry-run", false, "")
	rest, err := flags(set, args)
	if err != nil {
		return err
	}
	changes := len(add) > 0 || len(drop) > 0 || online != "" || p.threshold != 0
	wrong := func(text string) error { return fmt.Errorf("%w: %s", errUsage, text) }
	switch {
	case len(rest) > 0:
		return wrong(fmt.Sprintf("nothing can be made of %q", rest[0]))
	case rotate && (role != "" || out != ""):
		return wrong("--rotate changes which keys are trusted, --role and --out make a key; do one after the other")
	case !rotate && (changes || renew || p.repo != "" || len(p.keys) > 0 || p.export != "" || p.dryRun):
		return wrong("changing the keys of a publisher begins with --rotate")
	case !rotate && (role == "" || out == ""):
		return wrong("--role root or --role online, and --out FILE, are both needed; or --rotate")
	case !rotate && !strings.HasSuffix(out, keyfile.Extension):
		return wrong("--out is to end in " + keyfile.Extension)
	case rotate && p.repo == "":
		return wrong("--repo is needed: the folder that is handed out")
	case rotate && !changes && !renew:
		return wrong("say what is to change: --add-root, --drop-root, --online, --threshold; or --renew")
	case rotate && len(p.keys) == 0 && p.export == "" && !p.dryRun:
		return wrong("--keys is needed: where the keys are that sign the change")
	case rotate && (p.threshold < 0 || p.threshold > 16):
		return wrong("--threshold is between 1 and 16")
	}
	p.t, p.now = t, time.Now()
	if p.ring, err = newKeyring(t, p.passphrases); err != nil {
		return err
	}
	if rotate {
		return p.rotate(ctx, add, drop, online)
	}
	r, err := keyfile.ParseRole(role)
	if err != nil {
		return fmt.Errorf("%w: %v", errUsage, err)
	}
	k, err := makeKey(ctx, p.ring, r, out, rand.Reader, p.now)
	if err != nil {
		return err
	}
	p.say("Made the %s: %s\nIts public half, to be given to whoever adds the key: %s", k.Public, out, k.public)
	return nil
}

// rotate writes the next list of keys.
func (p *publishing) rotate(ctx context.Context, add, drop []string, online string) (err error) {
	p.meter = newMeter(p.t.err)
	disk, err := repository.OpenFolder(p.repo)
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
	if p.state, err = repository.Read(ctx, disk); err != nil {
		return fmt.Errorf("%s: %w", p.repo, err)
	}
	r := repository.Rotation{Threshold: p.threshold}
	for _, path := range add {
		k, err := publicOf(path, keyfile.Root)
		if err != nil {
			return err
		}
		r.Add = append(r.Add, k)
	}
	for _, key := range drop {
		id, err := idOf(key)
		if err != nil {
			return err
		}
		r.Drop = append(r.Drop, id)
	}
	if online != "" {
		k, err := publicOf(online, keyfile.Online)
		if err != nil {
			return err
		}
		r.Online = &k
	}
	draft, err := repository.Rotate(p.state, r, p.now)
	if err != nil {
		return err
	}
	lines, err := draft.Describe()
	if err != nil {
		return err
	}
	for _, l := range lines {
		p.say("%s", l)
	}
	if p.dryRun {
		p.say("This was a dry run: nothing was written.")
		return nil
	}
	return p.finish(ctx, disk, draft)
}

// idOf is the ID of a key that is named by a file, or by the beginning of its ID.
func idOf(key string) (string, error) {
	if _, err := os.Stat(key); err != nil {
		return key, nil
	}
	k, err := readKeyFile(key)
	if err != nil {
		return "", err
	}
	return k.ID()
}

// signDraft signs, on whatever machine, what was prepared to be signed.
func signDraft(ctx context.Context, t tool, args []string) (err error) {
	var keys, passphrases listFlag
	set := flag.NewFlagSet("sign", flag.ContinueOnError)
	set.Var(&keys, "keys", "")
	set.Var(&passphrases, "passphrase-file", "")
	yes := set.Bool("yes", false, "")
	rest, err := flags(set, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) != 1:
		return fmt.Errorf("%w: one folder is needed, that which --export-unsigned wrote", errUsage)
	case len(keys) == 0:
		return fmt.Errorf("%w: --keys is needed: the key that signs, or the folder where it is", errUsage)
	}
	disk, err := repository.OpenFolder(rest[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, disk.Close()) }()
	draft, err := repository.Load(ctx, disk)
	if err != nil {
		return fmt.Errorf("%s: %w", rest[0], err)
	}
	lines, err := draft.Describe()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(t.out, "To be signed:\n%s\n", strings.Join(lines, "\n")); err != nil {
		return err
	}
	if !*yes {
		if err := agree(t); err != nil {
			return err
		}
	}
	ring, err := newKeyring(t, passphrases)
	if err != nil {
		return err
	}
	before, err := draft.Missing()
	if err != nil {
		return err
	}
	if len(before) == 0 {
		_, err = fmt.Fprintln(t.out, "All signatures are there already.")
		return err
	}
	if err := signWith(ctx, ring, draft, keys, false); err != nil {
		return err
	}
	missing, err := draft.Missing()
	if err != nil {
		return err
	}
	if err := draft.Update(disk); err != nil {
		return fmt.Errorf("%s: %w", rest[0], err)
	}
	if len(missing) == 0 {
		_, err = fmt.Fprintln(t.out, "Signed. All signatures are there: bring the folder back and run neem-pack publish --import-signed.")
		return err
	}
	_, err = fmt.Fprintf(t.out, "Signed. Still missing:\n  %s\n", strings.Join(missing, "\n  "))
	return err
}

// agree asks whether to sign what was shown.
func agree(t tool) error {
	in, ok := t.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return errors.New("nobody sits at a terminal to look at this; if it was looked at, say --yes. Nothing was signed")
	}
	_, _ = fmt.Fprint(t.err, "Is this what you mean to sign? Type yes: ")
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	if strings.TrimSpace(strings.ToLower(line)) != "yes" {
		return errors.New("nothing was signed")
	}
	return nil
}
