package locale

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// A text is a message cut into what stands and what is filled in.
type text []piece

// A piece is literal text, or the name of a hole.
type piece struct {
	kind pieceKind
	s    string
}

type pieceKind uint8

const (
	literal  pieceKind = iota
	argument           // {name}
	factRef            // {@channel.ncrp_1930.phone}
)

// errHole says what is wrong with a hole.
var errHole = errors.New("bad hole")

// parseText cuts s at its holes.
func parseText(s string) (text, error) {
	var t text
	var lit strings.Builder
	for i := 0; i < len(s); {
		switch {
		case strings.HasPrefix(s[i:], "{{"), strings.HasPrefix(s[i:], "}}"):
			lit.WriteByte(s[i])
			i += 2
		case s[i] == '}':
			return nil, fmt.Errorf("%w: a } that closes nothing", errHole)
		case s[i] == '{':
			end := strings.IndexByte(s[i:], '}')
			if end < 0 {
				return nil, fmt.Errorf("%w: a { that is never closed", errHole)
			}
			p, err := parseHole(s[i+1 : i+end])
			if err != nil {
				return nil, err
			}
			if lit.Len() > 0 {
				t = append(t, piece{literal, lit.String()})
				lit.Reset()
			}
			t = append(t, p)
			i += end + 1
		default:
			lit.WriteByte(s[i])
			i++
		}
	}
	if lit.Len() > 0 {
		t = append(t, piece{literal, lit.String()})
	}
	return t, nil
}

// parseHole reads what stands between the braces.
func parseHole(inside string) (piece, error) {
	if ref, ok := strings.CutPrefix(inside, "@"); ok {
		parts := strings.Split(ref, ".")
		if len(parts) < 2 {
			return piece{}, fmt.Errorf("%w: {%s} should be like {@channel.name.phone}", errHole, inside)
		}
		for _, part := range parts {
			if !isName(part) {
				return piece{}, fmt.Errorf("%w: {%s} should be like {@channel.name.phone}", errHole, inside)
			}
		}
		return piece{factRef, ref}, nil
	}
	if !isName(inside) || inside[0] >= '0' && inside[0] <= '9' {
		return piece{}, fmt.Errorf("%w: {%s} should be like {name}", errHole, inside)
	}
	return piece{argument, inside}, nil
}

// isName reports whether s is made of small letters, digits and underscores.
func isName(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_') {
			return false
		}
	}
	return true
}

// String writes the text back as it stands in a file.
func (t text) String() string {
	var b strings.Builder
	for _, p := range t {
		switch p.kind {
		case argument:
			b.WriteString("{" + p.s + "}")
		case factRef:
			b.WriteString("{@" + p.s + "}")
		default:
			b.WriteString(strings.NewReplacer("{", "{{", "}", "}}").Replace(p.s))
		}
	}
	return b.String()
}

// resolve puts the facts into their holes.
func (t text) resolve(m *Messages, facts Facts) (text, error) {
	out := make(text, 0, len(t))
	for _, p := range t {
		if p.kind == factRef {
			v, ok := valueOf(facts, p.s)
			if !ok {
				return nil, fmt.Errorf("unknown fact {@%s}", p.s)
			}
			p = piece{literal, v.in(m)}
			if len(t) > 1 {
				p.s = m.isolate(p.s)
			}
		}
		if n := len(out); n > 0 && p.kind == literal && out[n-1].kind == literal {
			out[n-1].s += p.s
			continue
		}
		out = append(out, p)
	}
	return out, nil
}

// render fills the holes of a message from args. Arguments are never read as
// messages themselves. A hole that has no argument shows as ⟦name⟧.
func (t text) render(m *Messages, args ...Args) string { return t.fill(m, m.isolate, args) }

// pattern fills the holes of a pattern of the language itself, such as that of
// a date, which is one text.
func (t text) pattern(m *Messages, args ...Args) string {
	return t.fill(m, func(s string) string { return s }, args)
}

func (t text) fill(m *Messages, around func(string) string, args []Args) string {
	if len(t) == 1 && t[0].kind == literal {
		return t[0].s
	}
	var b strings.Builder
	for _, p := range t {
		switch {
		case p.kind == literal:
			b.WriteString(p.s)
		case len(t) == 1:
			b.WriteString(m.argument(p.s, args))
		default:
			b.WriteString(around(m.argument(p.s, args)))
		}
	}
	return b.String()
}

// argument looks a hole up; later arguments win over earlier ones.
func (m *Messages) argument(name string, args []Args) string {
	for i := len(args) - 1; i >= 0; i-- {
		v, ok := args[i][name]
		if !ok {
			continue
		}
		switch v := v.(type) {
		case Value:
			return v.in(m)
		case string:
			return v
		case int:
			return m.Number(int64(v))
		case int64:
			return m.Number(v)
		case time.Time:
			return m.Date(v)
		case []string:
			return m.List(v)
		default:
			return fmt.Sprint(v)
		}
	}
	return missing(name)
}

// missing is what stands on the screen where something is not there, so that
// nobody overlooks it.
func missing(what string) string { return "⟦" + what + "⟧" }
