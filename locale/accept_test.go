package locale

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// newEnglish has other words than homeEN in two of three texts.
var newEnglish = strings.NewReplacer("Data leak help", "Help with leaks", "Call", "Ring").Replace(homeEN)

func TestAccept(t *testing.T) {
	lock := goodLock(t)
	changed := files(t, "hi/source.lock", lock+"home.old\t0123456789ab\n", "en/home.toml", newEnglish)
	tests := []struct {
		name            string
		files           fstest.MapFS
		names           []string // nil: all
		recorded, stale []string
		dropped         []string
	}{
		{"one", changed, []string{"home.title"}, []string{"home.title"}, []string{"home.call"}, []string{"home.old"}},
		{"several", changed, []string{"home.title", "home.call"}, []string{"home.call", "home.title"}, nil, []string{"home.old"}},
		{"a table", changed, []string{"home"}, []string{"home.call", "home.title"}, nil, []string{"home.old"}},
		{"one that is not stale", changed, []string{"home.found"}, nil, []string{"home.call", "home.title"}, []string{"home.old"}},
		{"all", changed, nil, []string{"home.call", "home.title"}, nil, []string{"home.old"}},
		{"all, when nothing has changed", files(t, "hi/source.lock", lock), nil, nil, nil, nil},
		{"the first time", files(t), nil, []string{"home.call", "home.found", "home.title"}, nil, nil},
		{"gone in English", files(t, "hi/source.lock", lock, "en/home.toml", strings.Replace(homeEN, "title = \"Data leak help\"\n", "", 1)),
			nil, nil, nil, []string{"home.title"}},
		{"gone here", files(t, "hi/source.lock", lock, "hi/home.toml", strings.Replace(homeHI, "title = \"डेटा लीक में मदद\"\n", "", 1)),
			nil, nil, nil, []string{"home.title"}},
		{"not recorded before, and not named", files(t), []string{"home.call"}, []string{"home.call"}, []string{"home.found", "home.title"}, nil},
		{"beside a faulty text", files(t, "hi/home.toml", strings.Replace(homeHI, "{name}", "{name", 1), "hi/source.lock", lock), nil, nil, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := survey(t, tt.files)
			a, err := s.AcceptAll("hi")
			if tt.names != nil {
				a, err = s.Accept("hi", tt.names)
			}
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(a.Recorded, tt.recorded) || !slices.Equal(a.Dropped, tt.dropped) {
				t.Errorf("recorded %q, dropped %q", a.Recorded, a.Dropped)
			}
			after := maps.Clone(tt.files)
			after["hi/source.lock"] = &fstest.MapFile{Data: a.Lock}
			var stale []string
			for _, f := range survey(t, after).Language("hi").Findings {
				if f.Kind == Stale {
					stale = append(stale, f.Key)
				}
			}
			slices.Sort(stale)
			if !slices.Equal(stale, tt.stale) {
				t.Errorf("afterwards %q are stale, want %q", stale, tt.stale)
			}
		})
	}
}

func TestAcceptRefuses(t *testing.T) {
	tests := []struct {
		name, tag string
		names     []string
		files     []string
		unknown   bool
		want      string
	}{
		{"no such language", "ta", []string{"home"}, nil, true, `no language "ta"`},
		{"English", "en", []string{"home"}, nil, true, `no language "en" that is translated`},
		{"no such text", "hi", []string{"home.title", "home.tite"}, nil, true, `"home.tite"`},
		{"half a name", "hi", []string{"hom"}, nil, true, `"hom"`},
		{"a plural form", "hi", []string{"home.found.one"}, nil, true, `"home.found.one"`},
		{"nothing", "hi", []string{""}, nil, true, `""`},
		{"only in English", "hi", []string{"more"}, []string{"en/more.toml", "more = \"x\""}, true, `"more"`},
		{"only here", "hi", []string{"more"}, []string{"hi/more.toml", "more = \"x\""}, true, `"more"`},
		{"unreadable here", "hi", []string{"home"}, []string{"hi/more.toml", "more = \"x"}, false, "hi/more.toml:1: "},
		{"unreadable English", "hi", []string{"home"}, []string{"en/more.toml", "more = \"x"}, false, "en/more.toml:1: "},
		{"unreadable lock", "hi", []string{"home"}, []string{"hi/source.lock", "====\n"}, false, "hi/source.lock:1: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := survey(t, files(t, tt.files...)).Accept(tt.tag, tt.names)
			if err == nil || a.Lock != nil {
				t.Fatalf("it is accepted: %v", a)
			}
			if errors.Is(err, ErrUnknown) != tt.unknown || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}
