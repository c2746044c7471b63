package speech

import (
	"regexp"
	"strings"
)

// espeak is eSpeak NG: https://github.com/espeak-ng/espeak-ng, espeak-ng(1).
func espeak(program string) engine {
	return engine{
		name:  program,
		list:  []string{program, "--voices"},
		parse: parseEspeak,
		// A little slower than its 175 words a minute: people listen to a plan.
		read: func(voice string) []string { return []string{program, "--stdin", "-s", "150", "-v", voice} },
		// Without a sound device it says so and ends as if all were well.
		failed: func(printed string) bool { return strings.Contains(printed, "error:") },
	}
}

// parseEspeak reads lines like
//
//	5  ta              --/M      Tamil              dra/ta
//
// Voices of MBROLA are listed whether they are installed or not; eSpeak NG's own
// are always there.
func parseEspeak(output string) []voice {
	var all []voice
	for line := range strings.Lines(output) {
		f := strings.Fields(line)
		if len(f) < 5 || strings.Contains(line, " mb/") {
			continue
		}
		if base, ok := baseOf(f[1]); ok {
			all = append(all, voice{name: f[1], base: base})
		}
	}
	return all
}

// dispatcher is Speech Dispatcher, which reads with whatever voice the person
// has chosen for the desktop: https://freebsoft.org/speechd, spd-say(1).
func dispatcher() engine {
	return engine{
		name:  "spd-say",
		list:  []string{"spd-say", "--list-synthesis-voices"},
		parse: parseDispatcher,
		read: func(voice string) []string {
			return []string{"spd-say", "--application-name", "neem", "--wait", "--pipe-mode", "--language", voice}
		},
		hush: []string{"spd-say", "--cancel"},
	}
}

// parseDispatcher reads lines of a name, a language and a variant. The language
// is enough to choose a voice by.
func parseDispatcher(output string) []voice {
	var all []voice
	for i, line := range strings.Split(output, "\n") {
		f := strings.Fields(line)
		if i == 0 || len(f) < 3 {
			continue // the heading
		}
		language := f[len(f)-2]
		if base, ok := baseOf(language); ok {
			all = append(all, voice{name: language, base: base})
		}
	}
	return all
}

// say is macOS's say(1). Untried.
func say() engine {
	return engine{
		name:  "say",
		list:  []string{"say", "-v", "?"},
		parse: parseSay,
		read:  func(voice string) []string { return []string{"say", "-v", voice, "-f", "-"} },
	}
}

// sayLine is a line like
//
//	Lekha               hi_IN    # नमस्ते, मेरा नाम लेखा है।
var sayLine = regexp.MustCompile(`^(.+?)\s+([a-z]{2,3}[_-]\w+)\s+#`)

func parseSay(output string) []voice {
	var all []voice
	for line := range strings.Lines(output) {
		if m := sayLine.FindStringSubmatch(line); m != nil {
			if base, ok := baseOf(m[2]); ok {
				all = append(all, voice{name: m[1], base: base})
			}
		}
	}
	return all
}

// parseSAPI reads lines of a language and a name: "ta-IN|Microsoft Valluvar".
func parseSAPI(output string) []voice {
	var all []voice
	for line := range strings.Lines(output) {
		tag, name, ok := strings.Cut(strings.TrimSpace(line), "|")
		if base, sure := baseOf(tag); ok && sure {
			all = append(all, voice{name: name, base: base})
		}
	}
	return all
}
