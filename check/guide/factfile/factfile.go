// Package factfile reads files of facts: TOML files that people edit and
// review by hand. It reads them strictly, so that a misspelt field is an error,
// and remembers on which line everything stands, so that every fault found
// later can be reported as "channels.toml:41: …".
package factfile

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// A File is a file of facts that was read, and the faults found in it.
type File struct {
	name   string
	lines  map[string]int
	faults []error
}

// A Fault is something wrong at one place of a file.
type Fault struct {
	File string
	Line int
	Text string

	unknown bool
}

// ErrUnknown is what faults are that come from a field or a word that this
// program does not know. A newer program may.
var ErrUnknown = errors.New("a newer program may know this")

// Is reports whether the fault is of the kind that target names.
func (f *Fault) Is(target error) bool { return target == ErrUnknown && f.unknown }

// Error writes "file:line: what is wrong".
func (f *Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text) }

// Read reads the file called name into the struct that into points to. Fields
// that the struct does not have are faults.
func Read(fsys fs.FS, name string, into any) (*File, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("reading facts: %w", err)
	}
	f := &File{name: name, lines: make(map[string]int)}
	err = toml.NewDecoder(strings.NewReader(string(data))).DisallowUnknownFields().Decode(into)
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		for _, e := range strict.Errors {
			line, _ := e.Position()
			f.faults = append(f.faults, &Fault{name, line, "there is no field " + strings.Join(e.Key(), "."), true})
		}
		return nil, f.Err()
	}
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ := e.Position()
		return nil, &Fault{File: name, Line: line, Text: strings.TrimPrefix(e.Error(), "toml: ")}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f.index(data)
	return f, nil
}

// index notes the line of each table and key. The data is known to be good.
func (f *File) index(data []byte) {
	var p unstable.Parser
	p.Reset(data)
	ends := breaksOf(data)
	counts := make(map[string]int)
	table := ""
	for p.NextExpression() {
		node := p.Expression()
		var parts []string
		line := 0
		for it := node.Key(); it.Next(); {
			if line == 0 {
				line = ends.line(it.Node().Raw.Offset)
			}
			parts = append(parts, string(it.Node().Data))
		}
		key := strings.Join(parts, ".")
		switch node.Kind {
		case unstable.ArrayTable:
			table = At(key, counts[key])
			counts[key]++
			f.lines[table] = line
		case unstable.Table:
			table = key
			f.lines[table] = line
		case unstable.KeyValue:
			if table != "" {
				key = table + "." + key
			}
			f.lines[key] = line
		}
	}
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

// At is the path of the i-th element of a list of tables: "channel[3]".
func At(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

// Line is the line on which path ("channel[3]" or "channel[3].phones") begins.
// A path that is not in the file has the line of what would enclose it.
func (f *File) Line(path string) int {
	for {
		if line, ok := f.lines[path]; ok {
			return line
		}
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			return 1
		}
		path = path[:i]
	}
}

// Fault notes that something is wrong at path.
func (f *File) Fault(path, format string, args ...any) {
	f.faults = append(f.faults, &Fault{f.name, f.Line(path), fmt.Sprintf(format, args...), false})
}

// Unknown notes that at path stands a word that this program does not know;
// see [ErrUnknown].
func (f *File) Unknown(path, format string, args ...any) {
	f.faults = append(f.faults, &Fault{f.name, f.Line(path), fmt.Sprintf(format, args...), true})
}

// Err returns all faults noted, or nil if there are none.
func (f *File) Err() error { return errors.Join(f.faults...) }
