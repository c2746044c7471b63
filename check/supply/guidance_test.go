package supply

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	asset "neem/assets/trust"
	"neem/check/edition"
	"neem/check/store"
	"neem/check/supply/manifest"
	"neem/check/supply/testrepo"
	"neem/check/supply/trust"
)

// newProject is a desk that nobody added a publisher to: pub is the project's, with
// an edition of the guidance and no packs.
func newProject(t *testing.T, number uint64) *desk {
	t.Helper()
	p, err := testrepo.New("Example project", 0)
	must(t, err)
	d := &desk{t: t, pub: p, fp: p.Fingerprint(), project: p.Root()}
	d.offer(number)
	d.open(t.TempDir())
	return d
}

// offer publishes an edition of the guidance.
func (d *desk) offer(number uint64) {
	d.t.Helper()
	must(d.t, d.pub.SetGuidance(invented.guidance[number]))
	must(d.t, d.pub.Publish())
}

// guides makes sure that an edition is used from the next start on, and that nothing
// is left of what was fetched for it.
func (d *desk) guides(number uint64) {
	d.t.Helper()
	held, err := store.Guidance(d.store.Folder())
	must(d.t, err)
	switch {
	case held == nil && number != 1:
		d.t.Errorf("no guidance is installed, want edition %d", number)
	case held != nil && held.Number != number:
		d.t.Errorf("edition %d of the guidance is installed, want %d", held.Number, number)
	}
	left, err := filepath.Glob(filepath.Join(d.store.Folder(), "guidance", "*"))
	must(d.t, err)
	if len(left) > 1 {
		d.t.Errorf("%q are there", left)
	}
	d.littleLeft()
}

func TestGuidance(t *testing.T) {
	d := newProject(t, 2)
	from := d.folder()
	plan, err := d.plan(from)
	must(t, err)
	g := plan.Guidance
	if g == nil || g.Manifest.Edition != 2 || g.Held.Number != 1 || !g.Install || g.Refused != nil || plan.ForeignGuidance ||
		plan.Bytes() != int64(len(invented.guidance[2])) || plan.Todo() != 1 || plan.Packs() != 0 || plan.Publisher.Name != "Example project" || plan.FormerName != "" {
		t.Fatalf("%+v, %+v", plan, g)
	}
	var last Progress
	must(t, d.book.Fetch(t.Context(), plan, from, InstallOn(d.store, d.fp), func(p Progress) { last = p }))
	if last != (Progress{Installing, "", 1, 1}) {
		t.Errorf("at the end: %+v", last)
	}
	d.guides(2)
	if got := d.staged(); len(got) != 0 {
		t.Errorf("%q is left", got)
	}
	// Planned before that: it is there already.
	must(t, d.book.Fetch(t.Context(), plan, from, InstallOn(d.store, d.fp), nil))
	plan, err = d.plan(from)
	must(t, err)
	if g := plan.Guidance; g.Install || g.Refused != nil || g.Held.Number != 2 || plan.Todo() != 0 || plan.Refused() {
		t.Errorf("%+v", g)
	}
	p, err := d.book.Publisher(d.fp)
	must(t, err)
	if p.Newest.Format(time.DateOnly) != "2026-11-25" || !p.Project || !p.Added.IsZero() || p.Version != 1 {
		t.Errorf("%+v", p)
	}

	d.offer(3)
	must(t, d.update(d.folder()))
	d.guides(3)
	// An older repository, and a newer one with an older edition.
	if err := d.update(from); !errors.Is(err, trust.ErrOlder) {
		t.Errorf("%v", err)
	}
	d.offer(2)
	plan, err = d.plan(d.folder())
	must(t, err)
	if g := plan.Guidance; !errors.Is(g.Refused, trust.ErrOlder) || g.Install || plan.Todo() != 0 || !plan.Refused() {
		t.Errorf("%+v", g)
	}
	must(t, d.book.Fetch(t.Context(), plan, d.folder(), InstallOn(d.store, d.fp), nil))
	d.guides(3)
}

// Who is not the project cannot bring guidance, whatever they sign: it is not looked
// at, and not installed by a plan that says otherwise either.
func TestForeignGuidance(t *testing.T) {
	for name, project := range map[string][]byte{"a program without a project": nil, "another's": newProject(t, 2).project} {
		t.Run(name, func(t *testing.T) {
			p, err := testrepo.New("Example NGO", 5)
			must(t, err)
			must(t, p.Add(t.Context(), "2026-11-01", invented.one...))
			must(t, p.SetGuidance(invented.guidance[3]))
			must(t, p.Publish())
			d := &desk{t: t, pub: p, project: project}
			d.open(t.TempDir())
			from := d.folder()
			d.add()
			plan, err := d.plan(from)
			must(t, err)
			if plan.Guidance != nil || !plan.ForeignGuidance || plan.Todo() != 1 || plan.Bytes() != p.Packs[members].Bytes() {
				t.Errorf("%+v", plan)
			}
			plan.Guidance = &GuidanceOffer{Manifest: *p.Guidance, Install: true}
			must(t, d.book.Fetch(t.Context(), plan, from, InstallOn(d.store, d.fp), nil))
			d.holds(1)
			d.guides(1)
			if got := d.staged(); len(got) != 0 {
				t.Errorf("%q is left", got)
			}
			// Nonsense there disturbs nobody.
			must(t, p.Sign(map[string][]byte{"publisher.json": []byte(`{"format":1,"name":"Example NGO"}`), manifest.GuidanceTarget: []byte("<html>")}))
			_, err = d.plan(d.folder())
			must(t, err)
		})
	}
}

// What the project signed and what is in the file has to agree, and the file has to
// be an edition that this program can use. Packs come all the same.
func TestUnusableGuidance(t *testing.T) {
	other := invented.guidance[3]
	for name, spoil := range map[string]func(p *testrepo.Publisher){
		"another number": func(p *testrepo.Publisher) { p.Guidance.Edition = 4 },
		"another date":   func(p *testrepo.Publisher) { p.Guidance.Date = "2026-11-27" },
		"half":           func(p *testrepo.Publisher) { replaceGuidance(p, other[:len(other)/2]) },
		"a page":         func(p *testrepo.Publisher) { replaceGuidance(p, []byte("<html>")) },
		"a bit": func(p *testrepo.Publisher) {
			b := slices.Clone(other)
			b[len(b)/3] ^= 1
			replaceGuidance(p, b)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newProject(t, 2)
			must(t, d.update(d.folder()))
			must(t, d.pub.SetGuidance(other))
			spoil(d.pub)
			publish(t, d.pub, "2026-11-24", invented.one)
			err := d.update(d.folder())
			if _, ok := errors.AsType[*edition.Error](err); !ok || strings.Contains(err.Error(), d.store.Folder()) {
				t.Errorf("%v", err)
			}
			d.holds(1)
			d.guides(2)
			if got := d.staged(); len(got) != 0 {
				t.Errorf("%q is left", got)
			}
			d.offer(3)
			must(t, d.update(d.folder()))
			d.guides(3)
		})
	}
	// What a newer program writes.
	d := newProject(t, 2)
	must(t, d.pub.Sign(map[string][]byte{"publisher.json": []byte(`{"format":1,"name":"Example project"}`), manifest.GuidanceTarget: []byte(`{"format":2,"more":1}`)}))
	plan, err := d.plan(d.folder())
	must(t, err)
	if g := plan.Guidance; g == nil || !errors.Is(g.Refused, manifest.ErrNewer) || g.Install {
		t.Errorf("%+v", g)
	}
	// What is no guidance.json.
	must(t, d.pub.Sign(map[string][]byte{"publisher.json": []byte(`{"format":1,"name":"Example project"}`), manifest.GuidanceTarget: []byte(`{"format":1}`)}))
	if _, err := d.plan(d.folder()); err == nil {
		t.Error("nonsense was planned")
	}
}

func replaceGuidance(p *testrepo.Publisher, data []byte) {
	p.Guidance.Length, p.Guidance.SHA256 = int64(len(data)), sha(data)
	p.Files[p.Guidance.Path()] = data
}

// What a network does while edition 2 is installed and 3 is offered: afterwards one
// of the two is there, whole, and a good server mends it.
func TestFaultsOfGuidance(t *testing.T) {
	base := newProject(t, 2)
	must(t, base.update(base.folder()))
	base.offer(3)
	isGuidance := func(name string) bool { return strings.HasPrefix(name, "targets/guidance/") }
	isName := func(name string) bool { return strings.HasSuffix(name, manifest.GuidanceTarget) }
	type fault struct {
		of    func(string) bool
		do    func(w http.ResponseWriter, r *http.Request, data []byte)
		want  error // nil: any, or none if after is 3
		after uint64
	}
	status := func(code int) func(http.ResponseWriter, *http.Request, []byte) {
		return func(w http.ResponseWriter, _ *http.Request, _ []byte) { w.WriteHeader(code) }
	}
	page := func(w http.ResponseWriter, _ *http.Request, _ []byte) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!DOCTYPE html><html>Please log in</html>"))
	}
	wrong := func(w http.ResponseWriter, _ *http.Request, data []byte) {
		data = slices.Clone(data)
		data[len(data)/2] ^= 1
		_, _ = w.Write(data)
	}
	for name, f := range map[string]fault{
		"page":           {isGuidance, page, ErrPage, 2},
		"page for name":  {isName, page, nil, 2},
		"404":            {isGuidance, status(404), trust.ErrMissing, 2},
		"404 for name":   {isName, status(404), trust.ErrMissing, 2},
		"500":            {isGuidance, status(500), nil, 2},
		"500 for name":   {isName, status(500), nil, 2},
		"511":            {isGuidance, status(511), ErrPage, 2},
		"wrong":          {isGuidance, wrong, trust.ErrDamaged, 2},
		"wrong for name": {isName, wrong, trust.ErrDamaged, 2},
		"the one before": {isGuidance, func(w http.ResponseWriter, _ *http.Request, _ []byte) { _, _ = w.Write(invented.guidance[2]) }, trust.ErrDamaged, 2},
		"too long": {isGuidance, func(w http.ResponseWriter, _ *http.Request, data []byte) {
			_, _ = w.Write(append(slices.Clone(data), 0))
		}, trust.ErrDamaged, 2},
		"too short":       {isGuidance, func(w http.ResponseWriter, _ *http.Request, data []byte) { _, _ = w.Write(data[:len(data)/2]) }, ErrCut, 2},
		"cut at once":     {isGuidance, func(w http.ResponseWriter, _ *http.Request, _ []byte) { cut(w) }, ErrCut, 2},
		"cut in thirds":   {isGuidance, func(w http.ResponseWriter, r *http.Request, data []byte) { cutAfter(w, r, data, len(data)/3) }, nil, 3},
		"cut in the name": {isName, func(w http.ResponseWriter, r *http.Request, data []byte) { cutAfter(w, r, data, len(data)/3) }, nil, 2},
		"silent":          {isGuidance, func(_ http.ResponseWriter, r *http.Request, _ []byte) { <-r.Context().Done() }, ErrSilence, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &desk{t: t, pub: base.pub, fp: base.fp, project: base.project}
			d.open(copyOf(t, base.store.Folder()))
			h, _ := serve(t, d)
			h.fault = func(w http.ResponseWriter, r *http.Request, name string, data []byte) bool {
				if !f.of(name) {
					return false
				}
				f.do(w, r, data)
				return true
			}
			s := quiet(t, h.server.URL+"/neem")
			err := d.update(s)
			if f.want != nil && !errors.Is(err, f.want) || (f.after == 3) != (err == nil) {
				t.Errorf("%v, want %v", err, f.want)
			}
			d.guides(f.after)
			h.mend()
			must(t, d.update(s))
			d.guides(3)
			if got := d.staged(); len(got) != 0 {
				t.Errorf("%q is left", got)
			}
		})
	}
}

// The connection ends at every request, and half a file is completed later.
func TestGuidanceCutAtEveryStage(t *testing.T) {
	base := newProject(t, 3)
	for stage := 0; ; stage++ {
		d := &desk{t: t, pub: base.pub, fp: base.fp, project: base.project}
		d.open(t.TempDir())
		h, _ := serve(t, d)
		var n atomic.Int64
		h.fault = func(w http.ResponseWriter, r *http.Request, _ string, data []byte) bool {
			switch at := n.Add(1); {
			case at == int64(stage)+1 && data != nil:
				cutAfter(w, r, data, len(data)/2)
			case at > int64(stage):
				cut(w)
			default:
				return false
			}
			return true
		}
		s := impatient(t, h.server.URL+"/neem")
		s.patience.tries = 2
		if err := d.update(s); err == nil {
			d.guides(3)
			if stage < 6 { // next root, timestamp, snapshot, targets, name, guidance.json, the edition
				t.Errorf("only %d requests", stage)
			}
			return
		}
		d.guides(1)
		h.mend()
		plan, err := d.plan(s)
		must(t, err)
		if got := d.staged(); len(got) > 0 && plan.Bytes() >= int64(len(invented.guidance[3])) {
			t.Errorf("%d bytes are still to be fetched with %q there", plan.Bytes(), got)
		}
		must(t, d.update(s))
		d.guides(3)
		must(t, d.store.Close())
	}
}

// Any file of the repository spoilt on a stick changes nothing that is used.
func TestSpoiltGuidance(t *testing.T) {
	base := newProject(t, 2)
	must(t, base.update(base.folder()))
	base.offer(3)
	for _, name := range []string{base.pub.Guidance.Path(), guidanceTarget(t, base)} {
		for what, spoil := range map[string]func(path string) error{
			"removed": os.Remove,
			"empty":   func(path string) error { return os.Truncate(path, 0) },
			"cut":     func(path string) error { return os.Truncate(path, int64(len(base.pub.Files[name])/2)) },
			"flipped": func(path string) error {
				b := slices.Clone(base.pub.Files[name])
				b[len(b)/2] ^= 1
				return os.WriteFile(path, b, 0o600)
			},
			"another": func(path string) error { return os.WriteFile(path, invented.guidance[2], 0o600) },
		} {
			d := &desk{t: t, pub: base.pub, fp: base.fp, project: base.project}
			d.open(copyOf(t, base.store.Folder()))
			from := d.folder()
			must(t, spoil(filepath.Join(from.String(), filepath.FromSlash(name))))
			if err := d.update(from); err == nil {
				t.Errorf("%s %s: it was taken", name, what)
			}
			d.guides(2)
			must(t, d.update(d.folder()))
			d.guides(3)
			must(t, d.store.Close())
		}
	}
}

func guidanceTarget(t *testing.T, d *desk) string {
	t.Helper()
	data, err := d.pub.Guidance.Encode()
	must(t, err)
	return trust.File{SHA256: sha(data)}.Path(manifest.GuidanceTarget)
}

// A stick carries the guidance, under names that every file system has.
func TestMirrorOfGuidance(t *testing.T) {
	d := newProject(t, 2)
	publish(t, d.pub, "2026-11-24", invented.one)
	stick := t.TempDir()
	known, err := d.book.Publisher(d.fp)
	must(t, err)
	must(t, Mirror(t.Context(), d.folder(), stick, &known, nil))
	from, err := Folder(stick)
	must(t, err)
	must(t, d.update(from))
	d.holds(1)
	d.guides(2)
	d.offer(3)
	must(t, Mirror(t.Context(), d.folder(), stick, nil, nil))
	there, err := filepath.Glob(filepath.Join(stick, "targets", "guidance", "*"))
	must(t, err)
	if len(there) != 1 || strings.ToLower(there[0][len(stick):]) != there[0][len(stick):] {
		t.Errorf("%q are on the stick", there)
	}
	must(t, d.update(from))
	d.guides(3)
}

// The project's publisher is there without having been added, before and after
// something was verified of it, and stays.
func TestProjectInBook(t *testing.T) {
	ctx := t.Context()
	d := newProject(t, 2)
	all, broken, err := d.book.All(ctx)
	must(t, err)
	if len(all) != 1 || len(broken) != 0 || !all[0].Project || all[0].Fingerprint != d.fp || all[0].Name != "" || all[0].Standing(time.Now()) != Unseen {
		t.Fatalf("%+v, %v", all, broken)
	}
	ngo := newPublisher(t)
	i, err := Meet(ctx, folderOf(t, ngo))
	if ngo.Fingerprint() == d.fp {
		ngo, err = testrepo.New("A first in the alphabet", 7)
		must(t, err)
		publish(t, ngo, "2026-11-01", invented.one)
		i, err = Meet(ctx, folderOf(t, ngo))
	}
	must(t, err)
	_, err = d.book.Accept(ctx, i)
	must(t, err)
	must(t, d.update(d.folder()))
	if all, _, err = d.book.All(ctx); err != nil || len(all) != 2 || !all[0].Project || all[1].Project || all[0].Standing(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)) != Current {
		t.Errorf("%+v, %v", all, err)
	}
	if err := d.book.Forget(ctx, d.fp); !errors.Is(err, ErrProject) {
		t.Errorf("%v", err)
	}
	met, err := Meet(ctx, d.folder())
	must(t, err)
	if _, err := d.book.Accept(ctx, met); !errors.Is(err, ErrKnown) {
		t.Errorf("%v", err)
	}
	// A damaged record is made anew.
	must(t, os.WriteFile(filepath.Join(d.book.folder(d.fp), recordFile), []byte("{"), 0o600))
	if p, err := d.book.Publisher(d.fp); err != nil || p.Version != 0 || !p.Project {
		t.Errorf("%+v, %v", p, err)
	}
	d.offer(3)
	must(t, d.update(d.folder()))
	d.guides(3)
	// A program that has another project, or none, does not know the old one: nobody
	// compared its fingerprint.
	for _, root := range [][]byte{nil, ngo.Root()} {
		b := OpenBook(d.book.dir, root)
		if _, err := b.Publisher(d.fp); !errors.Is(err, ErrUnknown) {
			t.Errorf("%v", err)
		}
		if all, _, err := b.All(ctx); err != nil || len(all) != 1 || all[0].Project != (root != nil) {
			t.Errorf("%+v, %v", all, err)
		}
	}
	b := OpenBook(d.book.dir, nil)
	_, err = b.Accept(ctx, met)
	must(t, err)
	if p, err := b.Publisher(d.fp); err != nil || p.Project || p.Added.IsZero() {
		t.Errorf("%+v, %v", p, err)
	}
}

// The keys of the project change like everybody's; its fingerprint stays.
func TestProjectsKeysChange(t *testing.T) {
	d := newProject(t, 2)
	must(t, d.pub.Rotate(3))
	d.offer(3)
	must(t, d.update(d.folder()))
	d.guides(3)
	thief := newProject(t, 2)
	for range 5 {
		must(t, thief.pub.Publish())
	}
	if _, err := d.plan(folderOf(t, thief.pub)); !errors.Is(err, trust.ErrUnsigned) {
		t.Errorf("%v", err)
	}
}

// Who stole the online key can give an edition the highest number there is. Once the
// project has changed its keys, its own edition takes the place of that one.
func TestThiefsGuidance(t *testing.T) {
	d := newProject(t, 2)
	must(t, d.update(d.folder()))
	thief := newProject(t, 2).pub // the same keys
	far, err := testrepo.Guidance(1<<53-1, "2026-12-01")
	must(t, err)
	must(t, thief.SetGuidance(far))
	for range 50 {
		must(t, thief.Publish())
	}
	must(t, d.update(folderOf(t, thief)))
	d.guides(1<<53 - 1)
	must(t, d.pub.Rotate(3))
	d.offer(3)
	// Looked at, and fetched another day only.
	from := d.folder()
	_, err = d.plan(from)
	must(t, err)
	plan, err := d.plan(from)
	must(t, err)
	if g := plan.Guidance; !g.Install || g.Held.Number != 1<<53-1 {
		t.Errorf("%+v", g)
	}
	must(t, d.update(from))
	d.guides(3)
	// From then on nothing goes back.
	d.offer(2)
	plan, err = d.plan(d.folder())
	must(t, err)
	if g := plan.Guidance; g.Install || !errors.Is(g.Refused, trust.ErrOlder) {
		t.Errorf("%+v", g)
	}
}

// If there is a list of keys in the program, it is one, and signed by itself.
func TestRootThatIsBuiltIn(t *testing.T) {
	root := asset.Root()
	if root == nil {
		t.Skip("the project has no keys yet")
	}
	_, err := trust.Update(t.Context(), trust.Held{Roots: [][]byte{root}}, func(context.Context, string, int64) ([]byte, error) { return nil, os.ErrNotExist })
	if !errors.Is(err, trust.ErrMissing) || !strings.Contains(err.Error(), "timestamp.json") {
		t.Errorf("%v", err)
	}
}

// Kills at random moments while the guidance is fetched and installed: there is an
// edition or none, whole, and the next update goes through.
func TestGuidanceKilledAtAnyMoment(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 8
	}
	d := newProject(t, 2)
	two := d.folder()
	d.offer(3)
	three := d.folder()
	root := filepath.Join(t.TempDir(), "root.json")
	must(t, os.WriteFile(root, d.project, 0o600))
	dir := t.TempDir()
	states := map[string]int{}
	for round := range rounds {
		cmd := exec.Command(must2(os.Executable())(t))
		cmd.Env = append(os.Environ(), childFolder+"="+dir, childSources+"="+two.String()+"|"+three.String(), childRoot+"="+root)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines := bufio.NewReader(out)
		if line, err := lines.ReadString('\n'); line != "under way\n" {
			t.Fatalf("the child says %q, %v", line, err)
		}
		time.Sleep(time.Duration(rand.IntN(600_000)) * time.Microsecond)
		must(t, cmd.Process.Kill())
		if rest, _ := lines.ReadString('\n'); rest != "" {
			t.Fatalf("round %d: the child says %q", round, rest)
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}
		d.open(dir)
		held, err := store.Guidance(dir)
		must(t, err)
		left := fmt.Sprint(len(d.staged()), " left")
		if held == nil {
			states["none, "+left]++
		} else {
			states[fmt.Sprintf("edition %d, %s", held.Number, left)]++
		}
		must(t, d.update(three))
		d.guides(3)
		if got := d.staged(); len(got) != 0 {
			t.Fatalf("round %d: %q is left", round, got)
		}
		must(t, d.store.Close())
		must(t, os.RemoveAll(d.book.folder(d.fp)))
		must(t, os.RemoveAll(filepath.Join(dir, "guidance")))
	}
	t.Logf("after a kill: %v", states)
}

// updateGuidance updates from each source in turn, again and again.
func updateGuidance(dir string, sources []string, root []byte) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dir)
	if err != nil {
		return err
	}
	fmt.Println("under way")
	for {
		b := OpenBook(filepath.Join(dir, FolderName), root)
		for _, where := range sources {
			from, err := Folder(where)
			if err != nil {
				return err
			}
			have, err := HoldingsOf(ctx, s)
			if err != nil {
				return err
			}
			plan, err := b.Plan(ctx, b.Project(), from, have)
			if err != nil {
				return err
			}
			if err := b.Fetch(ctx, plan, from, InstallOn(s, b.Project()), nil); err != nil {
				return err
			}
		}
		if err := errors.Join(os.RemoveAll(b.folder(b.Project())), os.RemoveAll(filepath.Join(dir, "guidance"))); err != nil {
			return err
		}
	}
}
