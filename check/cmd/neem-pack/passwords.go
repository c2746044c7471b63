package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// hashPasswords turns a list of passwords into the layout of Pwned Passwords,
// so that there is one way from any list to a pack. Lists of the commonest
// passwords state no counts; each gets 1.
func hashPasswords(ctx context.Context, t tool, args []string) error {
	rest, err := flags(flag.NewFlagSet("hash-passwords", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return fmt.Errorf("%w: passwords come from standard input", errUsage)
	}
	in, err := io.ReadAll(t.in)
	if err != nil {
		return fmt.Errorf("reading passwords: %w", err)
	}
	in = bytes.TrimPrefix(in, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(in, 0) >= 0 {
		return errors.New("the input is in UTF-16 or is no text; save it as text in UTF-8 and try again")
	}
	var passwords []string
	if bytes.HasPrefix(bytes.TrimSpace(in), []byte("[")) {
		if err := json.Unmarshal(in, &passwords); err != nil {
			return fmt.Errorf("the input begins like a JSON array and is none: %w", err)
		}
	} else {
		for line := range strings.Lines(string(in)) {
			passwords = append(passwords, strings.TrimRight(line, "\r\n"))
		}
	}
	var lines []string
	for _, p := range passwords {
		if p != "" {
			lines = append(lines, fmt.Sprintf("%X:1\n", sha1.Sum([]byte(p))))
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(lines) == 0 {
		return errors.New("there are no passwords on standard input")
	}
	slices.Sort(lines)
	w := bufio.NewWriter(t.out)
	for _, l := range slices.Compact(lines) {
		_, _ = w.WriteString(l) // Flush returns the error
	}
	return w.Flush()
}
