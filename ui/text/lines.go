package text

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/segmenter"

	"neem/locale/linebreak"
)

// A Line is one line of a text.
type Line struct {
	Text      string    // in the order in which it is read
	stretches []stretch // in the order in which they are seen, from the left
}

// Visual returns the line as the toolkit has to get it. It is for showing only.
func (l Line) Visual() string {
	if len(l.stretches) == 1 && !l.stretches[0].rtl {
		return l.stretches[0].text
	}
	var b strings.Builder
	for _, s := range l.stretches {
		b.WriteString(s.override())
	}
	return b.String()
}

// Lines breaks a text into lines no wider than width, as measure has it. Lines
// break where UAX 14 allows it and at every line feed; a word that is too wide
// by itself breaks between two of its syllables. A syllable that is too wide
// stands on a line of its own.
func Lines(s string, among Direction, width float32, measure func(string) float32) []Line {
	var lines []Line
	for paragraph := range strings.SplitSeq(s, "\n") {
		runes := []rune(strings.TrimRightFunc(paragraph, unicode.IsSpace))
		lines = append(lines, breakParagraph(runes, Of(paragraph, among), width, measure)...)
	}
	return lines
}

func breakParagraph(paragraph []rune, d Direction, width float32, measure func(string) float32) []Line {
	var order []run
	if slices.ContainsFunc(paragraph, fromRight) {
		order = runs(paragraph, d)
	}
	var lines []Line
	add := func(from, to int) {
		for to > from && unicode.IsSpace(paragraph[to-1]) {
			to--
		}
		l := Line{Text: string(paragraph[from:to])}
		l.stretches = []stretch{{text: withoutMarks(l.Text)}}
		if order != nil {
			l.stretches = stretches(paragraph, order, from, to)
		}
		lines = append(lines, l)
	}
	// Words are measured one by one, so that a paragraph costs as much as it
	// is long and the toolkit remembers words, not all beginnings of a line.
	start, end := 0, 0 // of the line
	var used float32   // with the space behind the last word
	for _, word := range pieces(paragraph) {
		solid := word.end
		for solid > word.start && unicode.IsSpace(paragraph[solid-1]) {
			solid--
		}
		text := string(paragraph[word.start:solid])
		wide := measure(text)
		if end > start && used+wide > width {
			add(start, end)
			start, used = word.start, 0
		}
		if wide > width {
			for _, c := range syllables(paragraph[word.start:solid]) {
				c.start, c.end = c.start+word.start, c.end+word.start
				if more := measure(string(paragraph[start:c.end])); more > width && c.start > start {
					add(start, c.start)
					start = c.start
				}
			}
			used = measure(string(paragraph[start:word.end]))
		} else {
			used += wide
			if word.end > solid {
				used += measure(" ") * float32(word.end-solid)
			}
		}
		end = word.end
	}
	add(start, end)
	return lines
}

// A span is a stretch of runes.
type span struct{ start, end int }

// pieces returns the stretches that a line may not break, each with the space
// behind it. What [linebreak.Keeps] stays in one.
func pieces(paragraph []rune) []span {
	var s segmenter.Segmenter
	s.Init(paragraph)
	var all []span
	for lines := s.LineIterator(); lines.Next(); {
		l := lines.Line()
		if n, at := len(all), l.Offset; linebreak.Keeps(paragraph, at) {
			all[n-1].end = at + len(l.Text)
			continue
		}
		all = append(all, span{l.Offset, l.Offset + len(l.Text)})
	}
	return all
}

// syllables returns the stretches of a word that must stay together: its
// grapheme clusters (UAX 29), joined where a virama ties two consonants into
// one sign.
func syllables(word []rune) []span {
	var s segmenter.Segmenter
	s.Init(word)
	var all []span
	for clusters := s.GraphemeIterator(); clusters.Next(); {
		c := clusters.Grapheme()
		next := span{c.Offset, c.Offset + len(c.Text)}
		if n := len(all); n > 0 && (ties(word[all[n-1].start:all[n-1].end], word[next.start]) || joins(word, next.start)) {
			all[n-1].end = next.end
			continue
		}
		all = append(all, next)
	}
	return all
}

// viramas tie two consonants into one sign.
const viramas = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0c4d\u0ccd\u0d4d"

// ties reports whether a cluster forms one sign with the letter behind it.
func ties(cluster []rune, next rune) bool {
	i := len(cluster) - 1
	if i > 0 && cluster[i] == '\u200d' { // joiner
		i--
	}
	switch {
	case !unicode.IsLetter(next):
		return false
	case strings.ContainsRune(viramas, cluster[i]):
		return true
	case cluster[i] == '\u0bcd' && i > 0: // Tamil has two such signs only: kṣa and śrī
		return cluster[i-1] == 'க' && next == 'ஷ' || (cluster[i-1] == 'ஸ' || cluster[i-1] == 'ஶ') && next == 'ர'
	}
	return false
}

// apart are the letters of Urdu that never join the letter behind them.
const apart = "اآأإٱدڈذرڑزژوؤےۓةۃء"

// joins reports whether the letters on both sides of a place are written
// together: a break there would change their forms.
func joins(word []rune, at int) bool {
	if at == 0 || !fromRight(word[at]) {
		return false
	}
	i := at - 1
	for i > 0 && unicode.IsMark(word[i]) {
		i--
	}
	return fromRight(word[i]) && !strings.ContainsRune(apart, word[i])
}
