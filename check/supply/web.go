package supply

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"neem/check/supply/trust"
)

// Refusals of an address.
var (
	// ErrAddress: it is none, or has parts that a repository's has not.
	ErrAddress = errors.New("it is not a web address such as https://example.org/neem")
	// ErrPlain: what came from there could be read and changed on the way.
	ErrPlain = errors.New("it has no encryption: the address has to begin with https://")

	errExtras = fmt.Errorf("%w: it has a name, password, question mark or # in it", ErrAddress)
)

// Web is a repository on a web server. The address has to be HTTPS, but for this
// computer's own. It sends no cookies, and nothing that tells one person from
// another but what every request tells: the network address, and what is fetched.
func Web(address string) (*Source, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, ErrAddress // the text may hold a password, and is not repeated
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errExtras
	case !private(u):
		return nil, ErrPlain
	}
	w := &web{base: u, silence: 30 * time.Second}
	w.client = &http.Client{CheckRedirect: w.redirect, Transport: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 20 * time.Second}).DialContext,
		TLSHandshakeTimeout:    20 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        30 * time.Second,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // lengths are those of the files
	}}
	return w.source(), nil
}

type web struct {
	base    *url.URL
	client  *http.Client
	silence time.Duration // after which a connection counts as dead
}

func (w *web) source() *Source {
	return &Source{name: w.base.String(), open: w.open, patience: patience{tries: 5, first: 500 * time.Millisecond, most: 15 * time.Second}}
}

// private reports whether nobody on the way can read or change what comes from an
// address.
func private(u *url.URL) bool {
	if u.Scheme == "https" {
		return true
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	return u.Scheme == "http" && (host == "localhost" || ip != nil && ip.IsLoopback())
}

const maxRedirects = 5

var errCircle = errors.New("the server leads in a circle")

func (w *web) redirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return errCircle
	}
	if !private(req.URL) || w.base.Scheme == "https" && req.URL.Scheme != "https" {
		return ErrInsecure
	}
	req.Header.Del("Referer")
	return nil
}

// A StatusError is a web server's refusal.
type StatusError struct {
	Code int // of HTTP
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("the server answers %d (%s)", e.Code, http.StatusText(e.Code))
}

func (w *web) open(ctx context.Context, name string, from, length int64) (io.ReadCloser, int64, error) {
	inner, cancel := context.WithCancelCause(ctx)
	b := &body{ctx: ctx, inner: inner, silence: w.silence, cancel: cancel}
	b.timer = time.AfterFunc(w.silence, func() { cancel(ErrSilence) })
	at, err := w.request(b, name, from, length)
	if err != nil {
		_ = b.Close() // the first error is told
		return nil, 0, err
	}
	return b, at, nil
}

// request sends a request and looks at the answer's beginning.
func (w *web) request(b *body, name string, from, length int64) (at int64, err error) {
	req, err := http.NewRequestWithContext(b.inner, http.MethodGet, w.base.JoinPath(name).String(), nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("User-Agent", "Neem") // the same for everybody
	if from > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
	}
	resp, err := w.client.Do(req)
	if err != nil {
		return 0, b.explain(err)
	}
	b.closer = resp.Body
	head := bufio.NewReader(resp.Body)
	b.r = head
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusPartialContent:
		if at, err = rangeStart(resp.Header.Get("Content-Range"), from, length); err != nil {
			return 0, err
		}
	default:
		return 0, status(resp.StatusCode, name)
	}
	if at == 0 {
		// A page of text instead of a file: neither JSON nor SQLite begins so. What
		// cannot be read now is told when it is read.
		start, _ := head.Peek(64)
		b.timer.Reset(w.silence)
		if bytes.HasPrefix(bytes.TrimLeft(start, "\ufeff \t\r\n"), []byte("<")) {
			return 0, ErrPage
		}
	}
	if resp.ContentLength >= 0 && length >= 0 && resp.ContentLength != length-at {
		return 0, fmt.Errorf("%w: the server has another length of it than was signed", trust.ErrDamaged)
	}
	return at, nil
}

// status is what an answer that is no file means.
func status(code int, name string) error {
	switch {
	case code == http.StatusNotFound, code == http.StatusGone:
		return fs.ErrNotExist
	case code == http.StatusForbidden && isRoot(name):
		// Stores of files that may not be listed say so of what is not there: the
		// next root, which ends the walk.
		return fs.ErrNotExist
	case code == http.StatusNetworkAuthenticationRequired:
		return ErrPage
	case code == http.StatusRequestedRangeNotSatisfiable:
		return fmt.Errorf("%w: the server has less of it than was signed", trust.ErrDamaged)
	case code >= 500, code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests:
		return passing{&StatusError{code}}
	}
	return &StatusError{code}
}

func isRoot(name string) bool {
	return strings.HasPrefix(name, "metadata/") && strings.HasSuffix(name, ".root.json")
}

// rangeStart reads "bytes FIRST-LAST/TOTAL" (RFC 9110, 14.4), which has to be
// what was asked for: a part that does not fit would spoil what is there.
func rangeStart(header string, from, length int64) (int64, error) {
	wrong := fmt.Errorf("%w: the server sends another part of the file than was asked for", trust.ErrDamaged)
	span, all, ok := strings.Cut(strings.TrimPrefix(header, "bytes "), "/")
	first, last, ok2 := strings.Cut(span, "-")
	if !ok || !ok2 || !strings.HasPrefix(header, "bytes ") {
		return 0, wrong
	}
	start, err1 := strconv.ParseInt(first, 10, 64)
	end, err2 := strconv.ParseInt(last, 10, 64)
	if err1 != nil || err2 != nil || start != from || end < start || length >= 0 && end >= length {
		return 0, wrong
	}
	if all != "*" && length >= 0 && all != strconv.FormatInt(length, 10) {
		return 0, wrong
	}
	return start, nil
}

// A body is what a server sends, until it is silent for too long.
type body struct {
	ctx     context.Context // the caller's
	inner   context.Context // ends with the caller's, or in silence
	r       io.Reader
	closer  io.Closer
	timer   *time.Timer
	silence time.Duration
	cancel  context.CancelCauseFunc
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if n > 0 {
		b.timer.Reset(b.silence)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.explain(err)
	}
	return n, err
}

func (b *body) Close() error {
	b.timer.Stop()
	b.cancel(nil)
	if b.closer == nil {
		return nil
	}
	return b.closer.Close()
}

// explain says what an error of the connection means, and whether it may pass.
func (b *body) explain(err error) error {
	if b.ctx.Err() != nil {
		return b.ctx.Err()
	}
	if errors.Is(context.Cause(b.inner), ErrSilence) {
		return passing{ErrSilence}
	}
	if ue, ok := errors.AsType[*url.Error](err); ok {
		err = ue.Err // without the address, which was told already
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Errorf("%w (%w)", ErrCertificate, err)
	}
	if errors.Is(err, ErrInsecure) || errors.Is(err, errCircle) {
		return err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) {
		return passing{ErrCut}
	}
	return passing{fmt.Errorf("the connection failed: %w", err)}
}
