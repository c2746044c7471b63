package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A usage is what a terminal program can be told, as its own help says it: so that
// neither the manual nor what a shell completes says anything else.
type programUsage struct {
	name     string
	commands []string            // in the order of the help; "" is the program itself
	words    map[string][]string // by command: what may follow it, flags among it
}

var (
	flagWord    = regexp.MustCompile(`--[a-z][a-z-]*`)
	commandWord = regexp.MustCompile(`^[a-z][a-z-]*(\|[a-z-]+)*$`)
	choiceWord  = regexp.MustCompile(`(?:\[|\| )([a-z][a-z-]+)`)
)

// parseUsage reads the lines of a help that begin with the name of the program.
func parseUsage(name, help string) (*programUsage, error) {
	u := &programUsage{name: name, words: map[string][]string{}}
	add := func(command, word string) {
		if !slices.Contains(u.commands, command) {
			u.commands = append(u.commands, command)
		}
		if word != "" && !slices.Contains(u.words[command], word) {
			u.words[command] = append(u.words[command], word)
		}
	}
	add("", "")
	for _, word := range []string{"--help", "--version"} {
		add("", word)
	}
	for _, line := range usageLines(name, help) {
		rest := strings.TrimSpace(strings.TrimPrefix(line, name))
		rest = strings.TrimSpace(strings.TrimPrefix(rest, "[--lang TAG]"))
		command := ""
		for i, word := range strings.Fields(rest) {
			if !commandWord.MatchString(strings.Trim(word, "[]")) || strings.HasPrefix(word, "|") {
				break
			}
			alternatives := strings.Split(strings.Trim(word, "[]"), "|")
			if i == 0 {
				command = alternatives[0]
			}
			for _, a := range alternatives {
				switch {
				case i == 0:
					add("", a)
					add(a, "")
				case i == 1:
					add(command, a)
				}
			}
		}
		for _, choice := range choiceWord.FindAllStringSubmatch(rest, -1) {
			add(command, choice[1])
		}
		for _, f := range flagWord.FindAllString(rest, -1) {
			add(command, f)
		}
		if strings.Contains(line, "[--lang TAG]") {
			add("", "--lang")
		}
	}
	if len(u.commands) < 2 {
		return nil, fmt.Errorf("the help of %s names no commands", name)
	}
	return u, nil
}

// usageLines returns what the help says of how to call the program, one way a line.
func usageLines(name, help string) []string {
	var lines []string
	open := false
	for line := range strings.SplitSeq(help, "\n") {
		bare := strings.TrimSpace(strings.TrimPrefix(line, "usage: "))
		switch {
		case strings.HasPrefix(bare, name+" ") && bare != line:
			lines = append(lines, bare)
			open = true
		case open && strings.HasPrefix(line, strings.Repeat(" ", 16)):
			lines[len(lines)-1] += " " + bare
		default:
			open = false
		}
	}
	return lines
}

// bash writes what bash completes.
func (u *programUsage) bash(w io.Writer) {
	function := "_" + strings.ReplaceAll(u.name, "-", "_")
	_, _ = fmt.Fprintf(w, "# Completion of %s for bash.\n%s() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} command= i\n", u.name, function)
	_, _ = fmt.Fprint(w, "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n\t\tcase ${COMP_WORDS[i]} in\n\t\t--lang | --pack) ((i++)) ;;\n\t\t-*) ;;\n\t\t*) command=${COMP_WORDS[i]} && break ;;\n\t\tesac\n\tdone\n\tcase $command in\n")
	for _, c := range u.commands {
		_, _ = fmt.Fprintf(w, "\t%q) COMPREPLY=($(compgen -W %q -- \"$cur\")) ;;\n", c, strings.Join(u.words[c], " "))
	}
	_, _ = fmt.Fprintf(w, "\tesac\n}\ncomplete -o bashdefault -o default -F %s %s\n", function, u.name)
}

// zsh writes what zsh completes.
func (u *programUsage) zsh(w io.Writer) {
	_, _ = fmt.Fprintf(w, "#compdef %s\n# Completion of %s for zsh.\nlocal command= i\nlocal -a given\nfor ((i = 2; i < CURRENT; i++)); do\n\tcase $words[i] in\n\t--lang | --pack) ((i++)) ;;\n\t-*) ;;\n\t*) command=$words[i]; break ;;\n\tesac\ndone\ncase $command in\n", u.name, u.name)
	for _, c := range u.commands {
		_, _ = fmt.Fprintf(w, "%q) given=(%s) ;;\n", c, strings.Join(u.words[c], " "))
	}
	_, _ = fmt.Fprint(w, "esac\n_alternative \"words:word:($given)\" 'files:file:_files'\n")
}

// fish writes what fish completes.
func (u *programUsage) fish(w io.Writer) {
	_, _ = fmt.Fprintf(w, "# Completion of %s for fish.\n", u.name)
	for _, c := range u.commands {
		when := "__fish_use_subcommand"
		if c != "" {
			when = "'__fish_seen_subcommand_from " + c + "'"
		}
		for _, word := range u.words[c] {
			if long, ok := strings.CutPrefix(word, "--"); ok {
				_, _ = fmt.Fprintf(w, "complete -c %s -n %s -l %s\n", u.name, when, long)
				continue
			}
			_, _ = fmt.Fprintf(w, "complete -c %s -n %s -a %s\n", u.name, when, word)
		}
	}
}

// writeTerminal writes, for a built program, its manual page and what shells complete,
// to the places that they have below folder.
func writeTerminal(folder, program, version, templates string) error {
	name := filepath.Base(program)
	help, err := exec.Command(program, "--help").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s --help: %w", program, err)
	}
	manual, err := os.ReadFile(filepath.Join(templates, name+".1"))
	if err != nil {
		return err
	}
	page, err := manualPage(string(manual), version, string(help))
	if err != nil {
		return fmt.Errorf("the manual of %s: %w", name, err)
	}
	files := map[string]string{"man/man1/" + name + ".1": page}
	if name != "neem" { // the window takes a file, which shells complete by themselves
		u, err := parseUsage(name, string(help))
		if err != nil {
			return err
		}
		var bash, zsh, fish strings.Builder
		u.bash(&bash)
		u.zsh(&zsh)
		u.fish(&fish)
		files["bash-completion/completions/"+name] = bash.String()
		files["zsh/vendor-completions/_"+name] = zsh.String()
		files["fish/vendor_completions.d/"+name+".fish"] = fish.String()
	}
	for path, text := range files {
		path = filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// manualPage fills a manual page in: the program's own help stands in it whole.
func manualPage(template, version, help string) (string, error) {
	if !strings.Contains(template, "@HELP@") {
		return "", errors.New("it has no place for the help")
	}
	var lines []string
	for line := range strings.Lines(help) {
		line = strings.ReplaceAll(line, `\`, `\e`)
		line = strings.ReplaceAll(line, "-", `\-`)
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			line = `\&` + line
		}
		lines = append(lines, line)
	}
	return strings.NewReplacer("@VERSION@", version, "@HELP@", strings.TrimSpace(strings.Join(lines, ""))).Replace(template), nil
}
