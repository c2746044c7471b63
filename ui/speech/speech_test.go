package speech

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func names(all []voice) []string {
	var s []string
	for _, v := range all {
		s = append(s, v.base.String()+"="+v.name)
	}
	return s
}

// The lists are as the programs print them, but for say's and SAPI's, which are
// as their documentation has them.
func TestVoices(t *testing.T) {
	for name, test := range map[string]struct {
		got  []voice
		want []string
	}{
		"espeak": {parseEspeak(`Pty Language       Age/Gender VoiceName          File                 Other Languages
 1  hi              --/M      hindi-mbrola-1     mb/mb-in1
 5  hi              --/M      Hindi              inc/hi
 5  ta              --/M      Tamil              dra/ta
 2  en-gb           --/M      English_(Great_Britain) gmw/en               (en 2)
`), []string{"hi=hi", "ta=ta", "en=en-gb"}},
		"dispatcher": {parseDispatcher(`                     NAME                 LANGUAGE                  VARIANT
                    Hindi                       hi                     none
             Hindi+Alicia                       hi                   Alicia
 English (America)                           en-us                     none
`), []string{"hi=hi", "hi=hi", "en=en-us"}},
		"say":  {parseSay("Lekha               hi_IN    # नमस्ते\nBad News (Enhanced) en_US    # The\n"), []string{"hi=Lekha", "en=Bad News (Enhanced)"}},
		"sapi": {parseSAPI("ta-IN|Microsoft Valluvar\r\nen-US|Microsoft Zira Desktop\r\n"), []string{"ta=Microsoft Valluvar", "en=Microsoft Zira Desktop"}},
		"none": {slices.Concat(parseEspeak("error"), parseDispatcher("no\nno no"), parseSay("say: no"), parseSAPI("Add-Type : no")), nil},
	} {
		if got := names(test.got); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// script puts a program on the path that does what a script says.
func script(t *testing.T, name, body string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+body), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
}

const voices = `[ "$1" = --voices ] && { echo "Pty"; echo " 5  ta              --/M      Tamil              dra/ta"; exit; }
`

func reader(t *testing.T, name string) *Reader {
	t.Helper()
	for _, e := range engines() {
		if e.name == name {
			r := &Reader{}
			r.add(t.Context(), e)
			return r
		}
	}
	t.Skipf("this system has no %s", name)
	return nil
}

// The text goes to the program by its standard input, and never stands on a
// command line.
func TestReadByStandardInput(t *testing.T) {
	heard := filepath.Join(t.TempDir(), "heard")
	script(t, "espeak-ng", voices+`echo "$@" >"`+heard+`.args"; cat >"`+heard+`"`)
	r := reader(t, "espeak-ng")
	if !r.Has("ta") || !r.Has("ta-IN") || r.Has("ur") {
		t.Error("wrong voices")
	}
	const text = "வங்கியை அழையுங்கள்.\n1930"
	if err := r.Read(t.Context(), "ta", text); err != nil {
		t.Fatal(err)
	}
	got, _ := os.ReadFile(heard)
	args, _ := os.ReadFile(heard + ".args")
	if string(got) != text || strings.Contains(string(args), "1930") || !strings.Contains(string(args), "-v ta") {
		t.Errorf("heard %q, with %q", got, args)
	}
	if err := r.Read(t.Context(), "ur", text); err == nil {
		t.Error("read without a voice")
	}
}

// A computer without sound is told apart from one that has read the text.
func TestSilence(t *testing.T) {
	script(t, "espeak-ng", voices+`cat >/dev/null; echo "error: No such file or directory" >&2`)
	if err := reader(t, "espeak-ng").Read(t.Context(), "ta", "வணக்கம்"); !errors.Is(err, ErrSilent) {
		t.Errorf("%v", err)
	}
	script(t, "espeak-ng", voices+`exit 1`)
	if err := reader(t, "espeak-ng").Read(t.Context(), "ta", "வணக்கம்"); !errors.Is(err, ErrSilent) {
		t.Errorf("%v", err)
	}
}

func TestStop(t *testing.T) {
	script(t, "espeak-ng", voices+`exec sleep 60`)
	r := reader(t, "espeak-ng")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- r.Read(ctx, "ta", "வணக்கம்") }()
	cancel()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	case <-time.After(30 * time.Second):
		t.Error("it goes on reading")
	}
}
