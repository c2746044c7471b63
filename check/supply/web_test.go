package supply

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"neem/check/supply/testrepo"
	"neem/check/supply/trust"
)

// A host serves a publisher's files, and what a test makes of them.
type host struct {
	server *httptest.Server
	files  func() map[string][]byte
	// fault, if not nil, may answer instead; it says whether it did.
	fault func(w http.ResponseWriter, r *http.Request, name string, data []byte) bool
	mu    sync.Mutex   // guards fault once something was asked
	sent  atomic.Int64 // bytes of shards
	asked sync.Map     // headers of every request, by name
}

func serve(t *testing.T, d *desk) (*host, *Source) {
	t.Helper()
	h := &host{files: func() map[string][]byte { return d.pub.Files }}
	h.server = httptest.NewServer(http.HandlerFunc(h.handle))
	t.Cleanup(h.server.Close)
	return h, impatient(t, h.server.URL+"/neem")
}

// impatient is a source on the web that gives up soon.
func impatient(t *testing.T, address string) *Source {
	t.Helper()
	s, err := Web(address)
	must(t, err)
	s.patience.first, s.patience.most = time.Millisecond, 4*time.Millisecond
	return s
}

// mend ends the faults; requests may still be under way.
func (h *host) mend() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fault = nil
}

func (h *host) handle(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/neem/")
	data, ok := h.files()[name]
	h.asked.Store(name, r.Header.Clone())
	h.mu.Lock()
	fault := h.fault
	h.mu.Unlock()
	if fault != nil && fault(w, r, name, data) {
		return
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	if strings.HasPrefix(name, "targets/shard/") {
		w = &counted{w, &h.sent}
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

type counted struct {
	http.ResponseWriter
	n *atomic.Int64
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.n.Add(int64(n))
	return n, err
}

// cut ends the connection without a word.
func cut(w http.ResponseWriter) {
	if h, ok := w.(http.Hijacker); ok {
		if c, _, err := h.Hijack(); err == nil {
			_ = c.Close()
		}
	}
}

func isShard(name string) bool { return strings.HasPrefix(name, "targets/shard/") }

func TestUpdateFromTheWeb(t *testing.T) {
	d := newDesk(t)
	h, from := serve(t, d)
	must(t, d.update(from))
	d.holds(1)
	if n := h.sent.Load(); n != d.pub.Packs[members].Bytes() {
		t.Errorf("%d bytes of shards were sent", n)
	}
	publish(t, d.pub, "2026-11-24", invented.two)
	must(t, d.update(from))
	d.holds(2)
	h.asked.Range(func(name, header any) bool {
		got := header.(http.Header)
		for field, values := range got {
			if !slices.Contains([]string{"User-Agent", "Range"}, field) || field == "User-Agent" && values[0] != "Neem" {
				t.Errorf("%s was asked for with %s: %v", name, field, values)
			}
		}
		return true
	})
	// A copy onto a stick from the web.
	stick := t.TempDir()
	must(t, Mirror(t.Context(), from, stick, nil, nil))
	other := &desk{t: t, pub: d.pub, fp: d.fp}
	other.open(t.TempDir())
	s, err := Folder(stick)
	must(t, err)
	i, err := Meet(t.Context(), s)
	must(t, err)
	_, err = other.book.Accept(t.Context(), i)
	must(t, err)
	must(t, other.update(s))
	other.holds(2)
}

// The table of faults: what a network does while the first edition is installed
// and the second is offered. Afterwards one of the two answers, and a good server
// mends it.
func TestFaults(t *testing.T) {
	page := func(w http.ResponseWriter) bool {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "\ufeff\n <!DOCTYPE html><html><body>Please log in</body></html>")
		return true
	}
	only := func(test func(string) bool, do func(w http.ResponseWriter, r *http.Request, data []byte) bool) func(http.ResponseWriter, *http.Request, string, []byte) bool {
		return func(w http.ResponseWriter, r *http.Request, name string, data []byte) bool {
			return test(name) && do(w, r, data)
		}
	}
	refuse := func(test func(string) bool, code int) func(http.ResponseWriter, *http.Request, string, []byte) bool {
		return only(test, func(w http.ResponseWriter, _ *http.Request, _ []byte) bool { w.WriteHeader(code); return true })
	}
	named := func(part string) func(string) bool {
		return func(name string) bool { return strings.Contains(name, part) }
	}
	next := named("2.root.json")
	type fault struct {
		do    func(http.ResponseWriter, *http.Request, string, []byte) bool
		want  error  // nil: any, or none if after is 2
		text  string // what the error says
		after uint64 // the edition that is installed
	}
	faults := map[string]fault{
		"log-in page for all":    {func(w http.ResponseWriter, _ *http.Request, _ string, _ []byte) bool { return page(w) }, ErrPage, "log-in page", 1},
		"log-in page for shards": {only(isShard, func(w http.ResponseWriter, _ *http.Request, _ []byte) bool { return page(w) }), ErrPage, "log-in page", 1},
		"511":                    {refuse(isShard, 511), ErrPage, "log-in", 1},
		"redirect to plain HTTP": {only(isShard, func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
			http.Redirect(w, r, "http://login.example.org/", http.StatusFound)
			return true
		}), ErrInsecure, "without encryption", 1},
		"redirect in a circle": {only(isShard, func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
			return true
		}), errCircle, "circle", 1},
		"redirect to the same": {only(isShard, func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
			if r.URL.RawQuery != "" {
				return false
			}
			http.Redirect(w, r, r.URL.Path+"?again", http.StatusFound)
			return true
		}), nil, "", 2},
		"no Range": {func(_ http.ResponseWriter, r *http.Request, _ string, _ []byte) bool {
			r.Header.Del("Range")
			return false
		}, nil, "", 2},
		"wrong bytes": {only(isShard, func(w http.ResponseWriter, _ *http.Request, data []byte) bool {
			data = slices.Clone(data)
			data[len(data)/2] ^= 1
			_, _ = w.Write(data)
			return true
		}), trust.ErrDamaged, "not the one that the publisher signed", 1},
		"too short": {only(isShard, func(w http.ResponseWriter, _ *http.Request, data []byte) bool {
			w.Header().Set("Content-Length", fmt.Sprint(len(data)/2))
			_, _ = w.Write(data[:len(data)/2])
			return true
		}), trust.ErrDamaged, "another length", 1},
		"too short, without a length": {only(isShard, func(w http.ResponseWriter, r *http.Request, data []byte) bool {
			w.WriteHeader(http.StatusOK)
			w.(http.Flusher).Flush()
			_, _ = w.Write(data[:len(data)/2])
			return true
		}), nil, "", 1},
		"too long": {only(isShard, func(w http.ResponseWriter, _ *http.Request, data []byte) bool {
			w.Header().Set("Content-Length", fmt.Sprint(len(data)+1))
			_, _ = w.Write(append(slices.Clone(data), 0))
			return true
		}), trust.ErrDamaged, "another length", 1},
		"endless": {only(isShard, func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					break
				}
			}
			return true
		}), trust.ErrDamaged, "", 1},
		"endless timestamp": {only(named("timestamp"), func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					break
				}
			}
			return true
		}), trust.ErrDamaged, "", 1},
		"another part than asked for": {only(isShard, func(w http.ResponseWriter, r *http.Request, data []byte) bool {
			if r.Header.Get("Range") == "" {
				w.Header().Set("Content-Length", fmt.Sprint(len(data)))
				_, _ = w.Write(data[:len(data)/2])
				w.(http.Flusher).Flush()
				cut(w)
				return true
			}
			w.Header().Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", len(data)-1, len(data)))
			w.WriteHeader(http.StatusPartialContent)
			_, _ = w.Write(data)
			return true
		}), trust.ErrDamaged, "another part", 1},
		"cut every time in the middle": {only(isShard, func(w http.ResponseWriter, r *http.Request, data []byte) bool {
			cutAfter(w, r, data, len(data)/3)
			return true
		}), nil, "", 2},
		"cut at once, always": {only(isShard, func(w http.ResponseWriter, _ *http.Request, _ []byte) bool { cut(w); return true }), nil, "broke off", 1},
		"cut in the timestamp": {only(named("timestamp"), func(w http.ResponseWriter, r *http.Request, data []byte) bool {
			cutAfter(w, r, data, len(data)/3)
			return true
		}), nil, "broke off", 1},
		"silent": {only(isShard, func(_ http.ResponseWriter, r *http.Request, _ []byte) bool { <-r.Context().Done(); return true }), ErrSilence, "stopped sending", 1},
		"silent in the middle": {only(isShard, func(w http.ResponseWriter, r *http.Request, data []byte) bool {
			w.Header().Set("Content-Length", fmt.Sprint(len(data)))
			_, _ = w.Write(data[:100])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return true
		}), ErrSilence, "stopped sending", 1},
		"slow": {only(isShard, func(w http.ResponseWriter, r *http.Request, data []byte) bool {
			for part := range slices.Chunk(data, 2000) {
				_, _ = w.Write(part)
				w.(http.Flusher).Flush()
				time.Sleep(2 * time.Millisecond)
			}
			return true
		}), nil, "", 2},
		// No next root there, said in another way: the walk ends.
		"403 for the next root": {refuse(next, 403), nil, "", 2},
		"404 for the next root": {refuse(next, 404), nil, "", 2},
		"500 for the next root": {refuse(next, 500), nil, "500", 1},
	}
	for _, file := range []string{"timestamp.json", ".snapshot.json", ".targets.json", "publisher.json", "members.json", "targets/shard/"} {
		for code, want := range map[int]error{403: nil, 404: trust.ErrMissing, 410: trust.ErrMissing, 500: nil, 503: nil} {
			text := ""
			if want == nil {
				text = fmt.Sprint(code)
			}
			faults[fmt.Sprintf("%d for %s", code, file)] = fault{refuse(named(file), code), want, text, 1}
		}
	}
	base := newDesk(t)
	must(t, base.update(base.folder()))
	old := map[string][]byte{}
	for name, data := range base.pub.Files {
		old[name] = data
	}
	publish(t, base.pub, "2026-11-24", invented.two)
	swap := func(a, b string) func(http.ResponseWriter, *http.Request, string, []byte) bool {
		return func(w http.ResponseWriter, _ *http.Request, name string, _ []byte) bool {
			if name != a {
				return false
			}
			_, _ = w.Write(base.pub.Files[b])
			return true
		}
	}
	shards := base.pub.Packs[members].Shards
	faults["snapshot of the version before"] = fault{swap("metadata/2.snapshot.json", "metadata/1.snapshot.json"), trust.ErrDamaged, "", 1}
	faults["targets of the version before"] = fault{swap("metadata/2.targets.json", "metadata/1.targets.json"), trust.ErrDamaged, "", 1}
	faults["shards exchanged"] = fault{swap(shards[0].Path(), shards[1].Path()), trust.ErrDamaged, "", 1}
	faults["the first root again"] = fault{swap("metadata/2.root.json", "metadata/1.root.json"), trust.ErrOlder, "", 1}
	faults["timestamp replayed"] = fault{func(w http.ResponseWriter, _ *http.Request, name string, _ []byte) bool {
		if name != "metadata/timestamp.json" {
			return false
		}
		_, _ = w.Write(old[name])
		return true
	}, nil, "", 1} // what is held, again: nothing newer is offered

	for name, f := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &desk{t: t, pub: base.pub, fp: base.fp}
			d.open(copyOf(t, base.store.Folder()))
			h, _ := serve(t, d)
			h.fault = f.do
			s := quiet(t, h.server.URL+"/neem")
			err := d.update(s)
			if f.want != nil && !errors.Is(err, f.want) || f.after == 2 && err != nil || f.text != "" && (err == nil || !strings.Contains(err.Error(), f.text)) {
				t.Errorf("%v, want %v %q", err, f.want, f.text)
			}
			if err != nil {
				t.Log(err)
			}
			d.holds(f.after)
			h.mend()
			must(t, d.update(s))
			d.holds(2)
			if got := d.staged(); len(got) != 0 {
				t.Errorf("%q is left", got)
			}
		})
	}
}

// quiet is a source on the web that takes a tenth of a second for silence.
func quiet(t *testing.T, address string) *Source {
	t.Helper()
	from := impatient(t, address)
	w := &web{silence: 300 * time.Millisecond}
	w.base = must2(url.Parse(address))(t)
	w.client = &http.Client{CheckRedirect: w.redirect, Transport: &http.Transport{DisableCompression: true}}
	s := w.source()
	s.patience = from.patience
	return s
}

// cutAfter sends some bytes of what was asked for and cuts.
func cutAfter(w http.ResponseWriter, r *http.Request, data []byte, n int) {
	var from int
	if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from); err == nil && from > 0 {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(data)-1, len(data)))
		w.Header().Set("Content-Length", fmt.Sprint(len(data)-from))
		w.WriteHeader(http.StatusPartialContent)
		data = data[from:]
	} else {
		w.Header().Set("Content-Length", fmt.Sprint(len(data)))
	}
	_, _ = w.Write(data[:min(n, len(data))])
	if n < len(data) {
		w.(http.Flusher).Flush()
		cut(w)
	}
}

// A connection that is cut after every few bytes completes with hardly a byte
// twice, and a download that the person stops goes on where it was.
func TestCutOften(t *testing.T) {
	d := newDesk(t)
	h, from := serve(t, d)
	total := d.pub.Packs[members].Bytes()
	h.fault = func(w http.ResponseWriter, r *http.Request, name string, data []byte) bool {
		if !isShard(name) {
			return false
		}
		cutAfter(&counted{w, &h.sent}, r, data, 1000+rand.IntN(9000))
		return true
	}
	for range 1000 { // gives up when it does not get on fast enough; the person asks again
		if err := d.update(from); err == nil {
			break
		} else if !errors.Is(err, ErrCut) {
			t.Fatal(err)
		}
	}
	d.holds(1)
	t.Logf("%d bytes sent for %d", h.sent.Load(), total)
}

func (c *counted) Flush() { c.ResponseWriter.(http.Flusher).Flush() }

func (c *counted) Hijack() (conn net.Conn, rw *bufio.ReadWriter, err error) {
	return c.ResponseWriter.(http.Hijacker).Hijack()
}

// The connection ends at every one of the places where it can.
func TestCutAtEveryStage(t *testing.T) {
	d := newDesk(t)
	requests := 0
	for stage := 0; ; stage++ {
		e := &desk{t: t, pub: d.pub, fp: d.fp}
		e.open(copyOf(t, d.store.Folder()))
		h, _ := serve(t, e)
		var n atomic.Int64
		down := atomic.Bool{}
		h.fault = func(w http.ResponseWriter, r *http.Request, name string, data []byte) bool {
			if n.Add(1) > int64(stage) {
				if down.CompareAndSwap(false, true) && data != nil {
					cutAfter(w, r, data, len(data)/2)
				} else {
					cut(w)
				}
				return true
			}
			return false
		}
		s := impatient(t, h.server.URL+"/neem")
		s.patience.tries = 2
		err := e.update(s)
		if err == nil {
			e.holds(1)
			requests = stage
			break
		}
		e.holds(0)
		h.mend()
		must(t, e.update(s))
		e.holds(1)
		must(t, e.store.Close())
	}
	if want := 6 + len(invented.one); requests != want { // root, timestamp, snapshot and targets held; name, manifest, shards
		t.Logf("%d requests", requests)
	}
}

func TestCancelIsAtOnce(t *testing.T) {
	d := newDesk(t)
	h, from := serve(t, d)
	plan, err := d.plan(from)
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	h.fault = func(_ http.ResponseWriter, r *http.Request, _ string, _ []byte) bool {
		cancel()
		<-r.Context().Done()
		return true
	}
	if err := d.book.Fetch(ctx, plan, from, InstallOn(d.store, d.fp), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	d.holds(0)
}

func TestAddresses(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://example.org": true, "https://example.org/a/b/": true, "http://127.0.0.1:8080/x": true, "http://localhost": true, "http://[::1]:80": true,
		"http://example.org": false, "ftp://example.org": false, "https://": false, "https://u:secret@example.org": false, "https://example.org/?x": false,
		"https://example.org/#x": false, "http://127.0.0.1.example.org": false, "http://localhost.example.org": false, "": false, "//example.org": false, "file:///etc": false, "https://\x7f": false,
	} {
		s, err := Web(address)
		if (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%v repeats a password", err)
		}
		if err == nil && s.String() != address {
			t.Errorf("%s is called %s", address, s)
		}
	}
}

// TLS that proves nothing is not believed, and not tried again and again.
func TestCertificate(t *testing.T) {
	asked := 0
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	server.Config.ErrorLog = nil
	server.StartTLS()
	t.Cleanup(server.Close)
	s := impatient(t, server.URL)
	if _, err := s.Get(t.Context(), "metadata/timestamp.json", 10); !errors.Is(err, ErrCertificate) {
		t.Errorf("%v", err)
	}
	if asked != 0 {
		t.Error("something was asked")
	}
}

func TestRangeStart(t *testing.T) {
	for header, ok := range map[string]bool{
		"bytes 10-99/100": true, "bytes 10-50/100": true, "bytes 10-99/*": true,
		"": false, "bytes */100": false, "bytes 0-99/100": false, "bytes 10-100/100": false, "bytes 10-99/101": false, "bytes 10-9/100": false,
		"items 10-99/100": false, "bytes 10-99": false, "bytes x-99/100": false, "bytes -10-99/100": false, "bytes 10-99/": false,
	} {
		if at, err := rangeStart(header, 10, 100); (err == nil) != ok || ok && at != 10 {
			t.Errorf("%q: %d, %v", header, at, err)
		}
	}
}

func FuzzRangeStart(f *testing.F) {
	f.Add("bytes 10-99/100", int64(10), int64(100))
	f.Fuzz(func(t *testing.T, header string, from, length int64) {
		if at, err := rangeStart(header, from, length); err == nil && at != from {
			t.Errorf("%q: %d", header, at)
		}
	})
}

// How often and how long it waits, in a time of its own.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := patience{tries: 5, first: 500 * time.Millisecond, most: 15 * time.Second}
		begin, tries := time.Now(), 0
		err := p.try(t.Context(), func() (int64, error) { tries++; return 0, passing{ErrSilence} })
		waited := time.Since(begin)
		if !errors.Is(err, ErrSilence) || tries != 5 || waited < 3750*time.Millisecond || waited > 11250*time.Millisecond {
			t.Errorf("%v after %d tries and %v", err, tries, waited)
		}
		// What gets further is tried for ever; what begins again and again is not.
		tries = 0
		if err := p.try(t.Context(), func() (int64, error) {
			if tries++; tries == 100 {
				return 0, nil
			}
			return int64(tries) * further, passing{ErrSilence}
		}); err != nil || tries != 100 {
			t.Errorf("%v after %d tries", err, tries)
		}
		tries = 0
		if err := p.try(t.Context(), func() (int64, error) { tries++; return further, passing{ErrSilence} }); err == nil || tries > 6 {
			t.Errorf("%v after %d tries", err, tries)
		}
		// What is final is final, and the end of the context ends a wait.
		tries = 0
		if err := p.try(t.Context(), func() (int64, error) { tries++; return 0, ErrPage }); !errors.Is(err, ErrPage) || tries != 1 {
			t.Errorf("%v after %d tries", err, tries)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := p.try(ctx, func() (int64, error) { return 0, passing{ErrSilence} }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
}

// A large file comes with little memory: only what is on the way is in it.
func TestMemory(t *testing.T) {
	size := int64(1 << 30)
	if testing.Short() {
		size = 64 << 20
	}
	var peak atomic.Uint64
	from := &Source{name: "endless", patience: patience{tries: 1}, open: func(_ context.Context, _ string, at, _ int64) (io.ReadCloser, int64, error) {
		return io.NopCloser(io.LimitReader(zeros{}, size-at)), at, nil
	}}
	into, err := os.OpenRoot(t.TempDir())
	must(t, err)
	defer func() { _ = into.Close() }()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	d := &download{from: from, path: "x", length: size, into: into, name: "x", report: func(there int64) {
		if there%(16<<20) == 0 {
			runtime.ReadMemStats(&now)
			peak.Store(max(peak.Load(), now.HeapAlloc))
		}
	}}
	if err := d.run(t.Context()); !errors.Is(err, trust.ErrDamaged) { // its hash is not nothing
		t.Fatal(err)
	}
	if grown := int64(peak.Load()) - int64(before.HeapAlloc); grown > 16<<20 {
		t.Errorf("%d bytes of memory for %d of file", grown, size)
	}
	if _, err := into.Stat("x" + partEnding); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// A slow line of which one connection in twenty is cut: hardly a byte comes twice.
func TestThrottled(t *testing.T) {
	d := newDesk(t)
	h, from := serve(t, d)
	rate := 64 << 10 // bytes a second
	if testing.Short() {
		rate *= 8
	} else {
		files, err := testrepo.Pack(t.Context(), t.TempDir(), testrepo.Spec{ID: members, Edition: 1, Shards: 2, Keys: 400_000})
		must(t, err)
		publish(t, d.pub, "2026-11-01", files)
	}
	from.patience.tries = 20
	h.fault = func(w http.ResponseWriter, r *http.Request, name string, data []byte) bool {
		if rand.IntN(20) == 0 {
			cut(w)
			return true
		}
		if !isShard(name) {
			return false
		}
		at := 0
		if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &at); err == nil {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", at, len(data)-1, len(data)))
			w.WriteHeader(http.StatusPartialContent)
		}
		c := &counted{w, &h.sent}
		for part := range slices.Chunk(data[at:], 2048) {
			if rand.IntN(20) == 0 {
				cut(w)
				return true
			}
			if _, err := c.Write(part); err != nil {
				return true
			}
			c.Flush()
			time.Sleep(time.Duration(len(part)) * time.Second / time.Duration(rate))
		}
		return true
	}
	must(t, d.update(from))
	total := d.pub.Packs[members].Bytes()
	if extra := h.sent.Load() - total; extra > total/50 {
		t.Errorf("%d bytes more than %d", extra, total)
	} else {
		t.Logf("%d bytes more than %d", extra, total)
	}
}

// No file is asked for but those of the repository, and the next root.
func TestNothingElseIsAskedFor(t *testing.T) {
	d := newDesk(t)
	h, from := serve(t, d)
	must(t, d.update(from))
	h.asked.Range(func(name, _ any) bool {
		if _, ok := d.pub.Files[name.(string)]; !ok && name != "metadata/2.root.json" {
			t.Errorf("%s was asked for", name)
		}
		return true
	})
}
