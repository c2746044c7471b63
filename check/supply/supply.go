// Package supply gets packs from the publishers whom the person knows, and guidance
// from the project's own: from a folder or a stick, or over HTTPS; and copies a publisher's files onto a stick.
// It is the only package of the program that opens network connections, and it
// does so only when the person asks.
//
// Words: a publisher's *repository* is a folder of static files (package trust
// says which of them are theirs, package manifest of which files a pack
// consists). A [Source] is where a repository is at hand. The [Book] is the list
// of publishers that the person knows, with what was last verified of each. A
// [Plan] says what a source has that is not installed, and how much that is.
//
// # What holds whatever happens
//
//   - Nothing counts that is not signed by the publisher or named by its hash in
//     something signed; nothing older than what is held is taken.
//   - Files are fetched into a folder of their own, never more bytes than were
//     signed, and handed over when all of a pack are there. Until then, and after
//     any error, everything is as before.
//   - What was fetched stays for the next time, and is completed then. What
//     nobody needs any more is removed.
//   - Age and clocks inform and never refuse.
//   - Only the publisher whose first root came with the program brings guidance:
//     it says whom people call. Another's is not looked at.
package supply

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"strings"
	"time"

	"neem/check/lock"
	"neem/check/store"
	"neem/check/supply/trust"
)

// Why something could not be got. The other reasons are those of package trust.
var (
	// ErrPage: a web page came where a file was expected.
	ErrPage = errors.New("this is not the publisher's file, perhaps a log-in page of the network: open a web page in a browser first, then try again")
	// ErrInsecure: the server leads to plain HTTP.
	ErrInsecure = errors.New("the server leads to an address without encryption, perhaps a log-in page of the network")
	// ErrCertificate: TLS does not prove the server's name.
	ErrCertificate = errors.New("the server cannot prove that it is the one asked for; the network may want a log-in first, or this computer's clock may be wrong")
	// ErrCut: the connection ended before all was there.
	ErrCut = errors.New("the connection broke off")
	// ErrSilence: nothing came for a while.
	ErrSilence = errors.New("the server has stopped sending")
	// ErrFull: there is no room on the disk.
	ErrFull = store.ErrFull
	// ErrReadOnly: the folder may not be written to.
	ErrReadOnly = errors.New("the folder is protected against writing")
	// ErrBusy: another program is adding, updating or forgetting publishers.
	ErrBusy = lock.ErrBusy
)

// A Source is where a publisher's repository is at hand.
type Source struct {
	name     string
	open     opener
	patience patience
}

// An opener opens a file of a repository from a byte on. length is how long the
// file has to be, -1 if nobody knows yet. at is where body begins: from, or 0
// where the source cannot begin elsewhere. A file that is not there is
// [fs.ErrNotExist]. It is all that differs between a folder and the web.
type opener func(ctx context.Context, name string, from, length int64) (body io.ReadCloser, at int64, err error)

// String names the source: the folder, or the address.
func (s *Source) String() string { return s.name }

// At is the repository at a web address or in a folder, as [Source.String] names
// it.
func At(place string) (*Source, error) {
	if strings.Contains(place, "://") {
		return Web(place)
	}
	return Folder(place)
}

// Get gets a whole file, or at most limit+1 bytes of a longer one (see
// [trust.Get]).
func (s *Source) Get(ctx context.Context, name string, limit int64) ([]byte, error) {
	var data []byte
	err := s.patience.try(ctx, func() (int64, error) {
		body, _, err := s.open(ctx, name, 0, -1)
		if err != nil {
			return 0, err
		}
		data, err = io.ReadAll(io.LimitReader(body, limit+1))
		return 0, errors.Join(err, body.Close())
	})
	if err != nil {
		return nil, err // whoever asks says for what
	}
	return data, nil
}

// signed gets a small file that something signed names.
func (s *Source) signed(ctx context.Context, target string, f trust.File, limit int64) ([]byte, error) {
	if f.Length > limit {
		return nil, fmt.Errorf("%s is too long: %w", target, trust.ErrDamaged)
	}
	data, err := s.Get(ctx, f.Path(target), f.Length)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", target, trust.ErrMissing)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", target, err)
	}
	if int64(len(data)) != f.Length || sha(data) != f.SHA256 {
		return nil, fmt.Errorf("%s: %w", target, trust.ErrDamaged)
	}
	return data, nil
}

// A passing error may be gone when the same is tried again.
type passing struct{ error }

func (p passing) Unwrap() error { return p.error }

// patience says how often something is tried, and how long to wait between.
type patience struct {
	tries       int           // without getting further
	first, most time.Duration // between two tries
}

// further is how many bytes a try has to bring to count as getting further.
const further = 32 << 10

// try does something until it is done, fails for good, or fails several times
// without getting further than before. do returns how far it got.
func (p patience) try(ctx context.Context, do func() (reached int64, err error)) error {
	var best int64
	wait, left := p.first, p.tries
	for {
		reached, err := do()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if _, ok := errors.AsType[passing](err); !ok {
			return err
		}
		if reached >= best+further {
			best, wait, left = reached, p.first, p.tries
		}
		if left--; left <= 0 {
			return err
		}
		// Half to one and a half times, so that many who were cut off together do
		// not come back together.
		timer := time.NewTimer(wait/2 + rand.N(wait+1))
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
		wait = min(2*wait, p.most)
	}
}
