// Package linebreak knows where a line must not break although the Unicode line
// breaking algorithm (UAX 14, https://www.unicode.org/reports/tr14) lets it.
//
// Languages of India hang their case endings on words in Latin letters, on numbers and on
// quotations with a hyphen: "UPI-ৰ", "1930-ൽ". UAX 14 breaks behind any hyphen, and
// the ending would stand at the beginning of a line, where it means nothing. Nor should
// a single letter stay behind ("ई-सिम"). And
// many say "do not" in two words. If a line ends between them, what is seen first on
// the next one is "do".
package linebreak

import (
	"slices"
	"unicode"
)

const (
	wordJoiner   = '\u2060' // no one sees it, and no line breaks beside it
	noBreakSpace = '\u00a0'
)

// Keeps reports whether a line must not break before the character at a place of a
// text, counted from 0, where UAX 14 would let it: behind a hyphen or a space.
func Keeps(text []rune, at int) bool {
	if at < 2 || at >= len(text) {
		return false
	}
	switch text[at-1] {
	case '-':
		single := at == 2 || unicode.IsSpace(text[at-3]) // "e-mail", "ई-सिम"
		return single && inWord(text[at-2]) && inWord(text[at]) || ending(text[at-2], text[at])
	case ' ':
		from, to := at-1, at
		for from > 0 && inWord(text[from-1]) {
			from--
		}
		for to < len(text) && inWord(text[to]) {
			to++
		}
		return slices.Contains(notBefore(), string(text[from:at-1])) || slices.Contains(notBehind(), string(text[at:to]))
	}
	return false
}

// notBefore are the words for "not" that stand before what is not to be done.
func notBefore() []string { return []string{"न", "मत", "ન", "ਨਾ", "نہ", "مت"} }

// notBehind are those that stand behind it.
func notBehind() []string { return []string{"না", "नका", "नये"} }

// ending reports whether a hyphen, of which the character before and the one behind
// are given, hangs an ending on something that is not of the ending's own script.
func ending(before, behind rune) bool {
	return !unicode.IsSpace(before) && !beyondLatin(before) && before != '-' && unicode.IsLetter(behind) && beyondLatin(behind)
}

// beyondLatin reports letters, and the signs on them, that are not Latin.
func beyondLatin(r rune) bool { return inWord(r) && !unicode.Is(unicode.Latin, r) }

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// Join returns a text that nothing breaks where [Keeps] says so: with a no-break space
// or a word joiner there. It is for what others break into lines, such as a browser.
func Join(text string) string {
	runes := []rune(text)
	joined := make([]rune, 0, len(runes)+16)
	for i, r := range runes {
		switch {
		case r == ' ' && Keeps(runes, i+1):
			r = noBreakSpace
		case i > 0 && runes[i-1] == '-' && Keeps(runes, i):
			joined = append(joined, wordJoiner)
		}
		joined = append(joined, r)
	}
	return string(joined)
}
