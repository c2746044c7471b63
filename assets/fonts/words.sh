#!/usr/bin/env bash
#
# Prints words of a language, one a line, at most 20,000, from word lists of
# Debian's packages: words.sh LANGUAGE. check.sh and the tests shape them.
#
# Needs (Debian 12) for all languages: hunspell-hi, aspell, aspell-bn, aspell-gu,
# aspell-kn, aspell-ml, aspell-mr, aspell-or, aspell-pa, aspell-ta, aspell-te,
# iso-codes, gettext. Assamese and Urdu have no word list there; the names of
# countries and languages stand in for one.
#
# The exit status is 2 when a list is missing.

set -euo pipefail
export LC_ALL=C.UTF-8

lacks() { printf 'words.sh: %s is missing: apt-get install %s\n' "$1" "$2" >&2; exit 2; }

list() {
	case $1 in
	hi | ne | sa)
		local file=/usr/share/hunspell/hi_IN.dic
		[[ -r $file ]] || lacks "$file" hunspell-hi
		sed -e '1{/^[0-9]*$/d}' -e 's:/.*::' "$file" # a count in the first line, flags after a slash
		;;
	as | ur)
		command -v msgunfmt >/dev/null || lacks msgunfmt gettext
		local files=(/usr/share/locale/"$1"/LC_MESSAGES/iso_*.mo)
		[[ -r ${files[0]} ]] || lacks "${files[0]}" iso-codes
		for f in "${files[@]}"; do msgunfmt "$f"; done | sed -n 's/^msgstr "\(.*\)"$/\1/p' | tr ' ;,()' '\n'
		;;
	*)
		command -v aspell >/dev/null || lacks aspell aspell
		aspell --lang="$1" dump master 2>/dev/null || lacks "the list of $1" "aspell-$1"
		;;
	esac
}

list "${1:?words.sh needs a language}" | tr -d '\r\t' | sed 's/^ *//; s/ *$//' | grep -v '^$' | sort -u |
	awk '{ line[NR] = $0 } END { step = NR > 20000 ? NR / 20000 : 1; for (i = 1; i <= NR; i += step) print line[int(i)] }'
