package linebreak

import (
	"strings"
	"testing"
)

func TestJoin(t *testing.T) {
	for text, want := range map[string]string{
		"UPI-ৰ দ্বাৰা":        "UPI-|ৰ দ্বাৰা",
		"1930-ൽ":              "1930-|ൽ",
		"‘পুলিচ’-ক":           "‘পুলিচ’-|ক",
		"\u20681930\u2069-ல்": "\u20681930\u2069-|ல்",
		"</bdi>-ൽ":            "</bdi>-|ൽ",
		"লগ-আউট":              "লগ-আউট", // two words: a line may break between them
		"नई ई-सिम":            "नई ई-|सिम",
		"two-step":            "two-step",
		"-ൽ":                  "-ൽ", // nothing that it hangs on
		"a - ൽ":               "a - ൽ",
		"a--ൽ":                "a--ൽ",
		"કદી ન કરો.":          "કદી ન_કરો.",
		"किसी को मत बताएँ": "किसी को मत_बताएँ",
		"কাউকে বলবেন না।":  "কাউকে বলবেন_না।",
		"सांगू नका.":       "सांगू_नका.",
		"ज़रूर न, करें":    "ज़रूर न, करें",
		"मतदान करें":       "मतदान करें",
		"না হলে":           "না হলে",
		"ন":                "ন",
		"15-16":            "15-16",
		"":                 "",
	} {
		if got := strings.NewReplacer(string(wordJoiner), "|", string(noBreakSpace), "_").Replace(Join(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
