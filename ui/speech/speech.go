// Package speech reads texts aloud with what the system has for that: Speech
// Dispatcher or eSpeak NG on Linux, SAPI on Windows, say on macOS.
//
// The texts go to those programs by their standard input, never on a command
// line, where others on the computer could see them. Nothing is installed or
// fetched; a language without a voice has none.
//
// Tried with eSpeak NG on Linux. SAPI and say have not been tried.
package speech

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// ErrSilent is what Read's error wraps when the program that reads aloud could
// not be heard.
var ErrSilent = errors.New("nothing could be heard")

// A Reader reads texts aloud, one at a time. The zero Reader has no voices.
type Reader struct {
	voices []voice // the one to use first at the top
}

// A voice is one that an engine has for a language.
type voice struct {
	name string        // as the engine knows it
	base language.Base // the language
	by   *engine
}

// An engine is a program that reads aloud.
type engine struct {
	name string
	// list prints the voices, parse reads them.
	list  []string
	parse func(output string) []voice
	// read is the command that reads its standard input aloud with a voice and
	// ends when it has been heard.
	read func(voice string) []string
	// hush is a command that silences what read started, where ending read does
	// not; nil: it does.
	hush []string
	// failed tells from what read printed to standard error that nothing was
	// heard, where its exit status does not.
	failed func(printed string) bool
}

// Find looks for the voices of the system's engines. It starts programs, so it
// takes a moment.
func Find(ctx context.Context) *Reader {
	r := &Reader{}
	for _, e := range engines() {
		r.add(ctx, e)
	}
	return r
}

// add asks an engine for its voices.
func (r *Reader) add(ctx context.Context, e engine) {
	if _, err := exec.LookPath(e.list[0]); err != nil {
		return // not installed
	}
	out, err := command(ctx, e.list).Output()
	if err != nil {
		return // installed, but not usable
	}
	for _, v := range e.parse(string(out)) {
		v.by = &e
		r.voices = append(r.voices, v)
	}
}

// Has reports whether there is a voice for a language, given as BCP 47 tag.
func (r *Reader) Has(tag string) bool {
	_, ok := r.voice(tag)
	return ok
}

func (r *Reader) voice(tag string) (voice, bool) {
	base, _ := language.Make(tag).Base()
	i := slices.IndexFunc(r.voices, func(v voice) bool { return v.base == base })
	if i < 0 {
		return voice{}, false
	}
	return r.voices[i], true
}

// Read reads a text aloud and returns when it has been heard, or soon after ctx
// has ended, with its error.
func (r *Reader) Read(ctx context.Context, tag, text string) error {
	v, ok := r.voice(tag)
	if !ok {
		return fmt.Errorf("reading aloud in %q: there is no voice", tag)
	}
	cmd := command(ctx, v.by.read(v.name))
	cmd.Stdin = strings.NewReader(text)
	var printed strings.Builder
	cmd.Stderr = &printed
	err := cmd.Run()
	if ctx.Err() != nil {
		if v.by.hush != nil {
			_ = command(context.WithoutCancel(ctx), v.by.hush).Run() // it may be silent by now
		}
		return ctx.Err()
	}
	if err != nil || v.by.failed != nil && v.by.failed(printed.String()) {
		return fmt.Errorf("reading aloud with %s: %w", v.by.name, errors.Join(ErrSilent, err, errors.New(strings.TrimSpace(printed.String()))))
	}
	return nil
}

// baseOf is the language of a tag as engines write it: "ta", "ur-IN", "en_GB".
func baseOf(tag string) (language.Base, bool) {
	t, err := language.Parse(strings.ReplaceAll(tag, "_", "-"))
	if err != nil {
		return language.Base{}, false
	}
	base, sure := t.Base()
	return base, sure >= language.High
}
