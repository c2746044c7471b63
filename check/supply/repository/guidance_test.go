package repository

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"neem/assets/facts"
	"neem/check/edition"
	"neem/check/supply/keyfile"
	"neem/locale"
)

// guidance makes an edition out of what is built in.
func guidance(t testing.TB, number uint64, date string) *Guidance {
	t.Helper()
	g, err := FindGuidance(guidanceFileOf(t, number, date))
	check(t, err)
	return g
}

func guidanceFileOf(t testing.TB, number uint64, date string) string {
	t.Helper()
	day, err := locale.ParseDate(date)
	check(t, err)
	data, err := edition.Make(number, day, facts.FS, locale.Files())
	check(t, err)
	path := filepath.Join(t.TempDir(), edition.FileName)
	check(t, os.WriteFile(path, data, 0o600))
	return path
}

// publishGuidance publishes an edition of the guidance.
func publishGuidance(t testing.TB, d Disk, g *Guidance, keys ...keyfile.Key) {
	t.Helper()
	draft, err := prepare(t.Context(), d, state(t, d), Changes{Guidance: g}, nil, today())
	check(t, err)
	check(t, commit(t.Context(), d, draft, keys...))
}

// A publisher can begin with guidance alone; packs come and go beside it, keys
// change, old files are removed, and what is signed elsewhere carries it along.
func TestGuidance(t *testing.T) {
	d, root, online := folder(t), key(t, keyfile.Root, 1), key(t, keyfile.Online, 100)
	founders := &Keys{Root: []keyfile.Public{root.Public}, Threshold: 1, Online: online.Public}
	if _, err := NewPlan(&State{}, Changes{Guidance: guidance(t, 2, "2026-11-25")}); err == nil {
		t.Error("a publisher without a name was planned")
	}
	draft, err := prepare(t.Context(), d, &State{}, Changes{Guidance: guidance(t, 2, "2026-11-25"), Name: "Neem"}, founders, today())
	check(t, err)
	check(t, commit(t.Context(), d, draft, root, online))
	p := meet(t, d)
	p.mustUpdate(t, d, editions{guidanceName: 2})

	publishPack(t, d, build(t, "example/a", 1, 50, 0), online)
	p.mustUpdate(t, d, editions{"example/a": 1, guidanceName: 2})
	publishGuidance(t, d, guidance(t, 3, "2026-11-26"), online)
	p.mustUpdate(t, d, editions{"example/a": 1, guidanceName: 3})
	fatSafe(t, d)

	old, err := Unneeded(t.Context(), d, state(t, d))
	check(t, err)
	var gone int
	for _, o := range old {
		if strings.HasPrefix(o.Name, "targets/guidance/") {
			gone++
		}
	}
	if gone != 1 {
		t.Errorf("%v are not needed", old)
	}
	check(t, Prune(t.Context(), d, old))
	p.mustUpdate(t, d, editions{"example/a": 1, guidanceName: 3})

	next := key(t, keyfile.Online, 101)
	draft, err = Rotate(state(t, d), Rotation{Online: &next.Public}, today())
	check(t, err)
	stick := folder(t)
	check(t, draft.Save(stick))
	draft = load(t, stick)
	if lines, err := draft.Describe(); err != nil || !strings.Contains(strings.Join(lines, "\n"), "the guidance, edition 3 of 2026-11-26, ") {
		t.Errorf("%q, %v", lines, err)
	}
	check(t, commit(t.Context(), d, draft, root, online, next))
	p.mustUpdate(t, d, editions{"example/a": 1, guidanceName: 3})
	meet(t, d).mustUpdate(t, d, editions{"example/a": 1, guidanceName: 3})
}

func TestGuidanceRefused(t *testing.T) {
	d, online := founded(t)
	publishGuidance(t, d, guidance(t, 5, "2026-11-29"), online)
	for what, g := range map[string]*Guidance{
		"published already, with other content":                                      guidance(t, 5, "2026-11-30"),
		"edition 4 of 2026-11-30 does not take the place of edition 5":               guidance(t, 4, "2026-11-30"),
		"edition 6 of 2026-11-28 does not take the place of edition 5 of 2026-11-29": guidance(t, 6, "2026-11-28"),
	} {
		if _, err := NewPlan(state(t, d), Changes{Guidance: g}); err == nil || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), edition.FileName) {
			t.Errorf("%v, want %q", err, what)
		}
	}
	plan, err := NewPlan(state(t, d), Changes{Guidance: guidance(t, 5, "2026-11-29")})
	if err != nil || plan.Changed() || plan.Bytes() != 0 || plan.Guidance.Kind != Unchanged {
		t.Errorf("%+v, %v", plan, err)
	}
	good, err := os.ReadFile(guidanceFileOf(t, 6, "2026-11-30"))
	check(t, err)
	for name, data := range map[string][]byte{
		"none": nil, "half": good[:len(good)/2], "a page": []byte("<html>"), "too long": append(good, make([]byte, edition.MaxBytes)...),
	} {
		path := filepath.Join(t.TempDir(), edition.FileName)
		check(t, os.WriteFile(path, data, 0o600))
		if _, err := FindGuidance(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := FindGuidance(filepath.Join(t.TempDir(), "no.zip")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	// What was damaged between preparing and signing is not published.
	draft, err := prepare(t.Context(), d, state(t, d), Changes{Guidance: guidance(t, 6, "2026-11-30")}, nil, today())
	check(t, err)
	check(t, put(d, draft.guidance.Path(), good[:100]))
	if err := commit(t.Context(), d, draft, online); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("%v", err)
	}
	meet(t, d).mustUpdate(t, d, editions{"example/a": 1, guidanceName: 5})
}
