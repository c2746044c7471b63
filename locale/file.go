package locale

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
	"golang.org/x/text/feature/plural"
)

// A place is where something stands in a file.
type place struct {
	file string
	line int
}

func (p place) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

// A rawMessage is a message as it stands in a file.
type rawMessage struct {
	key    string
	at     place
	plural bool
	forms  map[plural.Form]string
}

// A leaf is one string of a file with the dotted key that leads to it.
type leaf struct {
	table, name string // joined with a dot they are the key
	at          place
	text        string
	start, end  uint32 // where it stands in the file, quotation marks and all
}

// maxKeyParts is how many parts a key may have. Words may come from elsewhere,
// and a key without end would keep the program busy without end.
const maxKeyParts = 8

// readMessages reads one file of messages, in the order of the file.
func readMessages(fsys fs.FS, name string) ([]rawMessage, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("reading messages: %w", err)
	}
	if err := checkTOML(name, data, new(map[string]any)); err != nil {
		return nil, err
	}
	leaves, err := readLeaves(name, data)
	if err != nil {
		return nil, err
	}
	plurals := pluralTables(leaves)
	var messages []rawMessage
	index := make(map[string]int) // of plural messages
	for _, l := range leaves {
		if !plurals[l.table] {
			messages = append(messages, rawMessage{
				key: joinKey(l.table, l.name), at: l.at,
				forms: map[plural.Form]string{plural.Other: l.text},
			})
			continue
		}
		i, ok := index[l.table]
		if !ok {
			i = len(messages)
			index[l.table] = i
			messages = append(messages, rawMessage{key: l.table, at: l.at, plural: true, forms: make(map[plural.Form]string)})
		}
		messages[i].forms[categories[l.name]] = l.text
	}
	return messages, nil
}

// pluralTables finds the tables that are one plural message.
func pluralTables(leaves []leaf) map[string]bool {
	names := make(map[string][]string)
	nested := make(map[string]bool) // tables that have tables inside
	for _, l := range leaves {
		names[l.table] = append(names[l.table], l.name)
		for t := l.table; strings.Contains(t, "."); {
			t = t[:strings.LastIndexByte(t, '.')]
			nested[t] = true
		}
	}
	found := make(map[string]bool)
	for table, list := range names {
		if table == "" || nested[table] || !slices.Contains(list, "other") {
			continue
		}
		found[table] = !slices.ContainsFunc(list, func(name string) bool {
			_, ok := categories[name]
			return !ok
		})
	}
	return found
}

// A parser is TOML's, and knows the lines.
type parser struct {
	unstable.Parser
	breaks breaks
}

// breaks are where the lines of a file end. The parser could tell lines too, but
// reads the file from its beginning for each.
type breaks []int

func breaksOf(data []byte) breaks {
	var b breaks
	for i, c := range data {
		if c == '\n' {
			b = append(b, i)
		}
	}
	return b
}

// line is the line of an offset; the first is 1.
func (b breaks) line(offset uint32) int {
	n, _ := slices.BinarySearch(b, int(offset))
	return n + 1
}

// readLeaves lists the strings of a file with their lines. The file is known
// to be good TOML.
func readLeaves(name string, data []byte) ([]leaf, error) {
	var leaves []leaf
	var faults []error
	p := parser{breaks: breaksOf(data)}
	p.Reset(data)
	var table []string
	for p.NextExpression() {
		node := p.Expression()
		switch node.Kind {
		case unstable.Table:
			table, _ = p.keyParts(node)
		case unstable.ArrayTable:
			_, line := p.keyParts(node)
			faults = append(faults, fmt.Errorf("%s: messages have no lists of tables", place{name, line}))
		case unstable.KeyValue:
			more, err := p.keyValueLeaves(name, table, node)
			leaves = append(leaves, more...)
			faults = append(faults, err)
		}
	}
	if err := p.Error(); err != nil {
		faults = append(faults, fmt.Errorf("%s: %w", name, err))
	}
	return leaves, errors.Join(faults...)
}

// keyValueLeaves reads key = "text" or key = { one = "text", … }.
func (p *parser) keyValueLeaves(file string, table []string, node *unstable.Node) ([]leaf, error) {
	parts, line := p.keyParts(node)
	full := slices.Concat(table, parts)
	at := place{file, line}
	if len(full) > maxKeyParts {
		return nil, fmt.Errorf("%s: a key has at most %d parts", at, maxKeyParts)
	}
	for _, part := range full {
		if !isName(strings.ReplaceAll(part, "-", "_")) {
			return nil, fmt.Errorf("%s: the key part %q should be small letters, digits, - and _", at, part)
		}
	}
	switch value := node.Value(); value.Kind {
	case unstable.String:
		last := len(full) - 1
		return []leaf{{
			table: strings.Join(full[:last], "."), name: full[last], at: at, text: string(value.Data),
			start: value.Raw.Offset, end: value.Raw.Offset + value.Raw.Length,
		}}, nil
	case unstable.InlineTable:
		var leaves []leaf
		var faults []error
		for it := value.Children(); it.Next(); {
			more, err := p.keyValueLeaves(file, full, it.Node())
			leaves = append(leaves, more...)
			faults = append(faults, err)
		}
		return leaves, errors.Join(faults...)
	}
	return nil, fmt.Errorf("%s: %s should be a text in quotation marks", at, strings.Join(full, "."))
}

// keyParts returns the parts of the key of a node, and the line of the first.
func (p *parser) keyParts(node *unstable.Node) (parts []string, line int) {
	for it := node.Key(); it.Next(); {
		key := it.Node()
		if line == 0 {
			line = p.breaks.line(key.Raw.Offset)
		}
		parts = append(parts, string(key.Data))
	}
	return parts, line
}

// keyLines finds the line of each key of a file. The file is known to be good
// TOML.
func keyLines(data []byte) map[string]int {
	lines := make(map[string]int)
	p := parser{breaks: breaksOf(data)}
	p.Reset(data)
	var table []string
	for p.NextExpression() {
		parts, line := p.keyParts(p.Expression())
		if p.Expression().Kind == unstable.KeyValue {
			parts = slices.Concat(table, parts)
		} else {
			table = parts
		}
		lines[strings.Join(parts, ".")] = line
	}
	return lines
}

func joinKey(table, name string) string {
	if table == "" {
		return name
	}
	return table + "." + name
}

// checkTOML reads data strictly into v and names file and line of each fault.
func checkTOML(name string, data []byte, v any) error {
	err := toml.NewDecoder(strings.NewReader(string(data))).DisallowUnknownFields().Decode(v)
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var faults []error
		for _, e := range strict.Errors {
			line, _ := e.Position()
			faults = append(faults, fmt.Errorf("%s: there is no %s here", place{name, line}, strings.Join(e.Key(), ".")))
		}
		return errors.Join(faults...)
	}
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ := e.Position()
		return fmt.Errorf("%s: %w", place{name, line}, err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
