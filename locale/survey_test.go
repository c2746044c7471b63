package locale

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// survey reads fsys and fails if it cannot.
func survey(t *testing.T, fsys fstest.MapFS) *Survey {
	t.Helper()
	s, err := SurveyFS(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// goodLock is the lock of the Hindi of files, made from the English of files.
func goodLock(t *testing.T) string {
	t.Helper()
	a, err := survey(t, files(t)).AcceptAll("hi")
	if err != nil {
		t.Fatal(err)
	}
	return string(a.Lock)
}

// TestTranslationsAreCurrent reads the words of the program on disk.
func TestTranslationsAreCurrent(t *testing.T) {
	s, err := SurveyFS(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Languages {
		for _, f := range p.Findings {
			t.Errorf("%s: %s", f.Kind, f)
		}
	}
	if !s.Complete() {
		t.Error("“make words” lists what has to be done; once a stale text is up to date, " +
			"record it with “go run ./locale/cmd/neem-words accept --lang TAG KEY”; docs/translating.md says more")
	}
}

func TestSurvey(t *testing.T) {
	lock := goodLock(t)
	tests := []struct {
		name  string
		files []string
		want  []string // kind, key and part of the detail of each finding
	}{
		{"all is well", nil, nil},
		{"missing", []string{"hi/home.toml", strings.Replace(homeHI, "title = \"डेटा लीक में मदद\"\n", "", 1)},
			[]string{`missing home.title en/home.toml:4: home.title is missing in "hi"`}},
		{"missing file", []string{"en/more.toml", "a = \"x\"\nb = \"y\""},
			[]string{"missing a en/more.toml:1: ", "missing b en/more.toml:2: "}},
		{"extra", []string{"hi/more.toml", "more = \"x\""},
			[]string{`extra more hi/more.toml:1: more is not in "en"`}},
		{"other holes", []string{"hi/home.toml", strings.Replace(homeHI, "{name}", "{naam}", 1)},
			[]string{`different home.call hi/home.toml:3: home.call has the holes [@channel.ncrp_1930.phone @leak.cowin2023.date naam], but "en" has [@channel.ncrp_1930.phone @leak.cowin2023.date name] (en/home.toml:5)`}},
		{"a fact typed in", []string{"hi/home.toml", strings.Replace(homeHI, "{@channel.ncrp_1930.phone}", "1930", 1)},
			[]string{"different home.call"}},
		{"plural here only", []string{"hi/home.toml", strings.Replace(homeHI, `{ one = "{who} का {n} लीक", other = "{who} के {n} लीक" }`, `"{who}"`, 1)},
			[]string{`different home.found hi/home.toml:4: home.found is a plural message in one of "en" and "hi" only (en/home.toml:7)`}},
		{"stale", []string{"en/home.toml", strings.Replace(homeEN, "Data leak help", "Help with leaks", 1)},
			[]string{"stale home.title hi/home.toml:2: home.title may be old: the English has changed since it was made (now en/home.toml:4)"}},
		{"stale in one plural form", []string{"en/home.toml", strings.Replace(homeEN, "{n} leak of", "one leak of", 1)},
			[]string{"stale home.found hi/home.toml:4: "}},
		{"not recorded", []string{"hi/source.lock", withoutLine(lock, "home.call")},
			[]string{"stale home.call hi/home.toml:3: home.call may be old: it is not recorded from which English it was made"}},
		{"no lock", []string{"hi/source.lock", ""},
			[]string{"stale home.title", "stale home.call", "stale home.found"}},
		{"a comment and the order count for nothing", []string{"en/home.toml", "# new\n\n" + homeEN, "en/a.toml", "# nothing"}, nil},
		{"lock with Windows line ends", []string{"hi/source.lock", strings.ReplaceAll(lock, "\n", "\r\n")}, nil},
		{"a text that is gone in the lock", []string{"hi/source.lock", lock + "home.old\t0123456789ab\n"}, nil},
		{"faulty lock", []string{"hi/source.lock", "<<<<<<<\n" + lock},
			[]string{"faulty  hi/source.lock:1: this should be a key, a tab and a hash"}},
		{"a key twice in the lock", []string{"hi/source.lock", lock + "home.title\t0123456789ab\n"},
			[]string{"faulty  hi/source.lock:7: home.title stands here twice"}},
		{"bad hole", []string{"hi/home.toml", strings.Replace(homeHI, "{name}", "{name", 1)},
			[]string{"faulty home.call hi/home.toml:3: home.call: bad hole"}},
		{"plural form missing", []string{"hi/home.toml", strings.Replace(homeHI, `one = "{who} का {n} लीक", `, "", 1)},
			[]string{"faulty home.found hi/home.toml:4: home.found should have exactly the plural categories one, other"}},
		{"twice", []string{"hi/more.toml", "[home]\ntitle = \"x\""},
			[]string{"faulty home.title hi/more.toml:2: home.title is already in hi/home.toml:2"}},
		{"no TOML: its texts are not missing", []string{"hi/home.toml", "[home]\ntitle = \"x"},
			[]string{"faulty  hi/home.toml:2: "}},
		{"bad language.toml: the texts are read", []string{"hi/language.toml", "name = \"हिन्दी\"", "hi/more.toml", "more = \"x\""},
			[]string{"faulty  hi/language.toml:1: ", "extra more"}},
		{"no language.toml", []string{"hi/language.toml", ""},
			[]string{`faulty  reading the language "hi"`}},
		{"fault in English", []string{"en/home.toml", strings.Replace(homeEN, "{name}", "{name", 1)},
			[]string{"faulty home.call en/home.toml:5: home.call: bad hole", "stale home.call"}},
		{"English is no TOML: its texts are not extra", []string{"en/home.toml", "[home]\ntitle = \"x"},
			[]string{"faulty  en/home.toml:2: "}},
		{"new language", []string{"ta/language.toml", grammarEN, "ta/home.toml", homeEN},
			[]string{"stale home.title ta/home.toml:4: ", "stale home.call", "stale home.found"}},
		{"several", []string{"hi/home.toml", "[home]\ntitle = \"{x}\"\nold = \"x\"", "hi/source.lock", ""},
			[]string{"missing home.call", "missing home.found", "extra home.old", "different home.title", "stale home.title"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := survey(t, files(t, append([]string{"hi/source.lock", lock}, tt.files...)...))
			var got []string
			for _, p := range s.Languages {
				for _, f := range p.Findings {
					got = append(got, fmt.Sprintf("%s %s %s", f.Kind, f.Key, f))
				}
			}
			if !slices.EqualFunc(got, tt.want, strings.HasPrefix) {
				t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
			if s.Complete() != (len(tt.want) == 0) {
				t.Errorf("Complete() = %v", s.Complete())
			}
		})
	}
}

// withoutLine removes the line of a key.
func withoutLine(lock, key string) string {
	var b strings.Builder
	for line := range strings.Lines(lock) {
		if !strings.HasPrefix(line, key+"\t") {
			b.WriteString(line)
		}
	}
	return b.String()
}

func TestSurveyFiles(t *testing.T) {
	const mark = "# SPDX\n# DRAFT: not yet reviewed by a native speaker.\n"
	s := survey(t, files(t,
		"hi/language.toml", mark+grammarHI, "hi/home.toml", mark+homeHI, "hi/more.toml", "a = \"x\"\nb = \"x\"",
		"cmd/tool/main.go", "package main", "testdata/x.toml", "", ".git/x.toml", "a = 1",
	))
	if len(s.Languages) != 2 || len(s.Translations()) != 1 || s.Language("ta") != nil {
		t.Fatalf("the languages are %v", s.Languages)
	}
	hi := s.Language("hi")
	want := []File{{"hi/home.toml", 3, true}, {"hi/language.toml", 0, true}, {"hi/more.toml", 2, false}}
	if !slices.Equal(hi.Files, want) || hi.Drafts() != 2 {
		t.Errorf("%d of the files %v are drafts, want %v", hi.Drafts(), hi.Files, want)
	}
	if hi.Texts != 5 || hi.Count(Extra) != 2 || hi.Count(Stale) != 3 || hi.Complete() {
		t.Errorf("%d texts, %d extra, %d stale", hi.Texts, hi.Count(Extra), hi.Count(Stale))
	}
	if want := (Language{Tag: "hi", Name: "हिन्दी", English: "Hindi", Draft: true}); hi.Language != want {
		t.Errorf("the language is %v", hi.Language)
	}
	if en := s.Languages[0]; en.Language.Tag != "en" || en.Drafts() != 0 || !en.Complete() {
		t.Errorf("the first language is %v", en)
	}
}

func TestSurveyWithoutEnglish(t *testing.T) {
	_, err := SurveyFS(files(t, "en/language.toml", "", "en/home.toml", ""))
	if err == nil || !strings.Contains(err.Error(), `"en", which all others follow, is missing`) {
		t.Errorf("without English: %v", err)
	}
	if _, err := SurveyFS(os.DirFS("no such folder")); err == nil {
		t.Error("a folder that does not exist is read")
	}
}

// TestDraftMark shows where the mark has to stand.
func TestDraftMark(t *testing.T) {
	tests := []struct {
		head string
		want bool
	}{
		{"", false},
		{"# DRAFT: not yet reviewed by a native speaker", true},
		{"# SPDX\r\n# DRAFT: not yet reviewed by a native speaker.\r\n", true},
		{"# a\n# b\n# c\n# d\n# DRAFT: not yet reviewed by a native speaker", true},
		{"# a\n# b\n# c\n# d\n# e\n# DRAFT: not yet reviewed by a native speaker", false},
		{"x = \"# DRAFT: not yet reviewed by a native speaker\"", false},
		{"# DRAFT", false},
	}
	for _, tt := range tests {
		if got := isDraft([]byte(tt.head)); got != tt.want {
			t.Errorf("isDraft(%q) = %v", tt.head, got)
		}
	}
}

// TestLockIsStable shows that the same words give the same bytes.
func TestLockIsStable(t *testing.T) {
	first, second := goodLock(t), goodLock(t)
	if first != second || !strings.HasPrefix(first, lockHead+"home.call\t") {
		t.Errorf("the lock is\n%s", first)
	}
	read, err := readLock(fstest.MapFS{"hi/source.lock": {Data: []byte(first)}}, "hi")
	if err != nil || !bytes.Equal(read.bytes(), []byte(first)) {
		t.Errorf("read and written again it is\n%s%v", read.bytes(), err)
	}
}
