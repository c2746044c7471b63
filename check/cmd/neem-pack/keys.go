package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"neem/check/supply/keyfile"
)

// A list is a flag that may be given several times.
type listFlag []string

func (l *listFlag) String() string { return strings.Join(*l, " ") }

// Set implements flag.Value.
func (l *listFlag) Set(s string) error {
	if s == "" {
		return errors.New("it needs a value")
	}
	*l = append(*l, s)
	return nil
}

// A namedKey is a key file with the path that it was read from.
type namedKey struct {
	path string
	keyfile.File
}

// keyFiles reads key files, and the key files of folders, without unlocking them.
func keyFiles(paths []string) ([]namedKey, error) {
	var keys []namedKey
	for _, path := range paths {
		names := []string{path}
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("reading the keys in %s: %w", path, pathless(err))
		}
		if info.IsDir() {
			names = nil
			entries, err := os.ReadDir(path)
			if err != nil {
				return nil, fmt.Errorf("reading the keys in %s: %w", path, pathless(err))
			}
			for _, e := range entries {
				if strings.HasSuffix(e.Name(), keyfile.Extension) {
					names = append(names, filepath.Join(path, e.Name()))
				}
			}
		}
		for _, name := range names {
			k, err := readKeyFile(name)
			if err != nil {
				return nil, err
			}
			if !k.Locked() {
				return nil, fmt.Errorf("%s: %w; the key file is needed", name, keyfile.ErrPublic)
			}
			if !slices.ContainsFunc(keys, func(have namedKey) bool { return have.Key.Equal(k.Key) }) {
				keys = append(keys, k)
			}
		}
	}
	return keys, nil
}

func readKeyFile(path string) (namedKey, error) {
	f, err := os.Open(path)
	if err != nil {
		return namedKey{}, fmt.Errorf("reading the key %s: %w", path, pathless(err))
	}
	data, err := io.ReadAll(io.LimitReader(f, keyfile.MaxBytes+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return namedKey{}, fmt.Errorf("reading the key %s: %w", path, pathless(err))
	}
	k, err := keyfile.Parse(data)
	if err != nil {
		return namedKey{}, fmt.Errorf("%s: %w", path, err)
	}
	return namedKey{path, k}, nil
}

// publicOf is the public half of a key, from its own file or from the key file.
func publicOf(path string, role keyfile.Role) (keyfile.Public, error) {
	k, err := readKeyFile(path)
	if err != nil {
		return keyfile.Public{}, err
	}
	if k.Role != role {
		return keyfile.Public{}, fmt.Errorf("%s: it is the %s, and a key of the kind %q is needed", path, k.Public, role)
	}
	return k.Public, nil
}

// A keyring unlocks key files with the passphrases that it is given.
type keyring struct {
	t           tool
	passphrases []string
	ask         func(prompt string) (string, error) // nil if nobody can be asked
}

// newKeyring reads passphrases from files; without any they are asked for, if
// somebody sits at a terminal.
func newKeyring(t tool, files []string) (*keyring, error) {
	r := &keyring{t: t}
	for _, name := range files {
		p, err := readPassphrase(name)
		if err != nil {
			return nil, err
		}
		r.passphrases = append(r.passphrases, p)
	}
	if in, ok := t.in.(*os.File); ok && len(files) == 0 && term.IsTerminal(int(in.Fd())) {
		r.ask = func(prompt string) (string, error) {
			_, _ = fmt.Fprint(t.err, prompt)
			p, err := term.ReadPassword(int(in.Fd()))
			_, _ = fmt.Fprintln(t.err)
			if err != nil {
				return "", fmt.Errorf("reading the passphrase: %w", err)
			}
			return string(p), nil
		}
	}
	return r, nil
}

// readPassphrase reads the first line of a file.
func readPassphrase(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("reading the passphrase in %s: %w", name, pathless(err))
	}
	defer func() { _ = f.Close() }()
	line, err := bufio.NewReader(io.LimitReader(f, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("reading the passphrase in %s: %w", name, pathless(err))
	}
	line = strings.TrimRight(strings.TrimPrefix(line, "\ufeff"), "\r\n")
	if line == "" || !utf8.ValidString(line) {
		return "", fmt.Errorf("%s: the first line is to hold the passphrase, and is empty or no text in UTF-8", name)
	}
	return line, nil
}

var errNobody = errors.New("a passphrase is needed, and nobody sits at a terminal to type it; name a file that holds it with --passphrase-file")

// unlock opens a key file. ok is false if the person at the terminal passes it over,
// or if none of the passphrases of files opens it.
func (r *keyring) unlock(ctx context.Context, k namedKey) (key keyfile.Key, ok bool, err error) {
	for _, p := range r.passphrases {
		if err := ctx.Err(); err != nil {
			return key, false, err
		}
		key, err = k.Open(p)
		if err == nil {
			return key, true, nil
		}
		if !errors.Is(err, keyfile.ErrPassphrase) {
			return key, false, fmt.Errorf("%s: %w", k.path, err)
		}
	}
	if r.ask == nil {
		if len(r.passphrases) == 0 {
			return key, false, errNobody
		}
		_, _ = fmt.Fprintf(r.t.err, "%s: the passphrase is another one; this key does not sign\n", k.path)
		return key, false, nil
	}
	for range 3 {
		p, err := r.ask(fmt.Sprintf("Passphrase of the %s (%s; nothing to leave it out): ", k.Public, k.path))
		if err != nil || p == "" {
			return key, false, err
		}
		if err := ctx.Err(); err != nil {
			return key, false, err
		}
		key, err = k.Open(p)
		if err == nil {
			r.passphrases = append(r.passphrases, p)
			return key, true, nil
		}
		if !errors.Is(err, keyfile.ErrPassphrase) {
			return key, false, fmt.Errorf("%s: %w", k.path, err)
		}
		_, _ = fmt.Fprintln(r.t.err, "That is another passphrase.")
	}
	return key, false, nil
}

// choose gives a passphrase for a new key.
func (r *keyring) choose(about string) (string, error) {
	known := len(r.passphrases)
	if r.ask == nil {
		if known == 0 {
			return "", errNobody
		}
		return r.passphrases[0], keyfile.CheckPassphrase(r.passphrases[0])
	}
	for {
		same := ""
		if known > 0 {
			same = " (nothing: the same as the last one)"
		}
		p, err := r.ask(fmt.Sprintf("A passphrase for the %s, at least %d characters%s: ", about, keyfile.MinPassphrase, same))
		if err != nil {
			return "", err
		}
		switch {
		case p == "" && known > 0:
			return r.passphrases[known-1], nil
		case p == "":
			return "", errors.New("no passphrase was given; the key was not made")
		}
		if err := keyfile.CheckPassphrase(p); err != nil {
			_, _ = fmt.Fprintln(r.t.err, err)
			continue
		}
		again, err := r.ask("The same once more: ")
		if err != nil {
			return "", err
		}
		if again == p {
			return p, nil
		}
		_, _ = fmt.Fprintln(r.t.err, "The two are different.")
	}
}

// saveKey writes a key file, which only its owner may read, and its public half. No
// file is ever replaced: it might be the only copy of a key.
func saveKey(path string, k keyfile.Key, passphrase string) (public string, err error) {
	public = strings.TrimSuffix(path, keyfile.Extension) + keyfile.PublicExtension
	for _, name := range []string{path, public} {
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("%s is there already; a key is never written over, name another file", name)
		}
	}
	sealed, err := k.Seal(passphrase, keyfile.Cost)
	if err != nil {
		return "", err
	}
	if err := writeNew(path, sealed, 0o600); err != nil {
		return "", err
	}
	if err := writeNew(public, k.Bytes(), 0o644); err != nil {
		return "", errors.Join(err, os.Remove(path))
	}
	return public, nil
}

func writeNew(path string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, pathless(err))
	}
	_, err = io.Copy(f, bytes.NewReader(data))
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", path, errors.Join(pathless(err), os.Remove(path)))
	}
	return nil
}
