package publish

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"neem/check/bucket"
	"neem/check/detail"
	"neem/check/hibp"
	"neem/check/table"
)

// pwnedReader reads the passwords of a list.
func pwnedReader(l ListSpec, n *tally) hibp.Reader {
	hash, extent := hibp.SHA1, hibp.Guess
	if bucket.Shape(l.Shape) == bucket.PasswordNTLM {
		hash = hibp.NTLM
	}
	if c := l.Source.Complete; c != nil {
		extent = hibp.Part
		if *c {
			extent = hibp.Whole
		}
	}
	return hibp.Reader{
		Hash: hash, Extent: extent, Bad: n.skip,
		Each: func(p uint64) error { return n.add(bucket.Key{Prefix: p}) },
	}
}

// scanFolder reads a folder of Pwned Passwords.
func scanFolder(ctx context.Context, path, stage string, l ListSpec, report func(Progress), n *tally) error {
	r := pwnedReader(l, n)
	r.Progress = func(done, all int) error {
		tell(report, stage, int64(done), int64(all))
		return ctx.Err()
	}
	t, err := r.Folder(os.DirFS(path))
	n.pwned(t)
	return err
}

// validateDomain checks what a spec says of a domain search.
func (s SourceSpec) validateDomain(shape bucket.Shape, policy bucket.Policy) error {
	switch {
	case policy != bucket.Internal:
		return refuse("a domain search of Have I Been Pwned names people of your own organisation, and was given to you for them alone. Only a list for your own desk may be made of it: write policy = %q", string(bucket.Internal))
	case shape != bucket.Email:
		return fmt.Errorf("a domain search of Have I Been Pwned holds e-mail addresses and nothing else: write shape = %q", string(bucket.Email))
	}
	for k := range s.Columns {
		if k != detail.Email {
			return fmt.Errorf("source.columns can name the column of %q only", string(detail.Email))
		}
	}
	if strings.Contains(s.Domain, "@") {
		return errors.New(`source.domain is what stands behind the @, such as "example.org"`)
	}
	return nil
}

// scanDomain reads a domain search: JSON, or a table with commas or tabs.
func scanDomain(br *bufio.Reader, src SourceSpec, n *tally) error {
	seen := false // of the one breach
	each := func(e hibp.Exposed, known bool) error {
		n.read++
		switch {
		case !known && src.Breach == "": // the table names no breaches
		case src.Breach == "" && len(e.Breaches) == 0, src.Breach != "" && !e.In(src.Breach):
			n.passed++
			return nil
		}
		seen = true
		d, err := detail.Parse(detail.Email, e.Address)
		if err == nil {
			var k bucket.Key
			if k, err = bucket.Email.Key(d); err == nil {
				return n.add(k)
			}
		}
		return &hibp.LineError{Line: e.Place, Err: err}
	}
	err := scanSearch(br, src, n, each)
	if err == nil && src.Breach != "" && !seen {
		return fmt.Errorf("no address in it is in a breach called %q; the name is the one that Have I Been Pwned gives the breach (its Name, not its Title)", src.Breach)
	}
	return err
}

func scanSearch(br *bufio.Reader, src SourceSpec, n *tally, each func(e hibp.Exposed, known bool) error) error {
	start, err := br.Peek(table.LookedAt)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading: %w", err)
	}
	start = bytes.TrimSpace(start)
	switch {
	case len(start) == 0:
		return errors.New("the source is empty")
	case start[0] == '{' || start[0] == '[':
		pastes, err := hibp.ReadDomainSearch(br, src.Domain, func(e hibp.Exposed) error {
			err := each(e, true)
			if le, ok := errors.AsType[*hibp.LineError](err); ok {
				if le.Place = "entry"; n.skip(le) {
					return nil
				}
			}
			return err
		}, func(le *hibp.LineError) bool { n.read++; return n.skip(le) })
		n.read += pastes
		n.passed += pastes
		return err
	case start[0] == '<':
		return errors.New("this is a web page, not the file behind it; save the export itself")
	}
	return scanSearchTable(br, src, n, each)
}

// scanSearchTable reads a domain search that was saved as a table.
func scanSearchTable(br *bufio.Reader, src SourceSpec, n *tally, each func(e hibp.Exposed, known bool) error) error {
	next := table.Guess(br)
	head, _, err := next()
	if errors.Is(err, io.EOF) {
		return errors.New("the source is empty")
	}
	if err != nil {
		return err
	}
	search, err := hibp.NewDomainTable(head, src.Columns[detail.Email])
	switch {
	case err != nil && len(head) == 1 && strings.Contains(head[0], ";"):
		return fmt.Errorf("%w%s", err, separatorHint(head, "csv"))
	case err != nil:
		return err
	case src.Breach != "" && !search.HasBreaches():
		return errors.New(`source.breach asks for one breach, but no column is called "Breach"`)
	}
	for {
		row, line, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		le, faulty := errors.AsType[*hibp.LineError](err)
		switch {
		case err == nil:
			var e hibp.Exposed
			if e, err = search.Exposed(row); err != nil {
				n.read++
				le, faulty = &hibp.LineError{Line: line, Err: err}, true
				break
			}
			e.Place = line
			err = each(e, search.HasBreaches())
			if le, faulty = errors.AsType[*hibp.LineError](err); err != nil && !faulty {
				return err
			}
		case faulty:
			n.read++
		default:
			return err
		}
		if faulty && !n.skip(le) {
			return le
		}
	}
}
