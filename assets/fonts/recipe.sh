#!/usr/bin/env bash
#
# Makes Neem's typefaces: one merged face per script and weight, so that Latin
# letters, numbers, signs and the script of a language sit on one baseline and
# come from one font file (a Fyne theme can name only one).
#
#   assets/fonts/recipe.sh             make every face of the table below
#   assets/fonts/recipe.sh --check     the same in a temporary folder, and say
#                                      whether the files here are what it makes
#   assets/fonts/recipe.sh --list      print the table (check.sh reads it)
#   assets/fonts/recipe.sh --out DIR   write the faces to DIR instead
#
# It can be started from any folder. The same input fonts and the same
# fonttools give the same bytes, however often and wherever it runs.
#
# Needs (Debian 12): fonts-noto-core, fonts-noto-extra, python3-fonttools. Where the
# folder sources has a newer font of a script (README.md says why), that is taken.

set -euo pipefail
export LC_ALL=C.UTF-8 PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
noto=${NOTO_DIR:-/usr/share/fonts/truetype/noto}
version=1.000

# One line makes one face in Regular and Bold. To add a script, add a line,
# run this recipe and check.sh, and embed the two new files in fonts.go.
#   file       first part of the file name and of the PostScript name
#   family     family name inside the font; must not be one of Noto's
#   source     Noto font of the script, without "-Regular.ttf"; behind a stroke
#              the width, where it is not the normal one: Tamil has long words
#              and wide letters
#   ranges     code points to take from it (those it lacks are passed over);
#              joiners and the dotted circle are always taken from it
#   system     OpenType language system whose rules the face follows always, or
#              nothing. A toolkit that does not say in which language a text is
#              (Fyne does not) gets the rules of the script's default language.
#   languages  for check.sh: languages to shape the words in; words.sh has the
#              word lists
faces=(
	# file|family|source|ranges|system|languages
	"NeemSansDevanagari|Neem Sans Devanagari|NotoSansDevanagari|0900-097F,02BC,1CD0-1CFF,20F0,A830-A839,A8E0-A8FF||hi,ne,sa"
	"NeemSansMarathi|Neem Sans Marathi|NotoSansDevanagari|0900-097F,02BC,1CD0-1CFF,20F0,A830-A839,A8E0-A8FF|MAR|mr"
	"NeemSansBengali|Neem Sans Bengali|NotoSansBengali|0951-0952,0964-0965,0980-09FF,1CD0-1CFF,A8F1||bn,as"
	"NeemSansTamil|Neem Sans Tamil|NotoSansTamil/Condensed|0951-0952,0964-0965,0B80-0BFF,1CDA,A8F3||ta"
	"NeemSansTelugu|Neem Sans Telugu|NotoSansTelugu|0951-0952,0964-0965,0C00-0C7F,1CDA,1CF2||te"
	"NeemSansKannada|Neem Sans Kannada|NotoSansKannada|0951-0952,0964-0965,0C80-0CFF,1CD0-1CFF||kn"
	"NeemSansMalayalam|Neem Sans Malayalam|NotoSansMalayalam|0951-0952,0964-0965,0D00-0D7F,1CDA||ml"
	"NeemSansGujarati|Neem Sans Gujarati|NotoSansGujarati|0951-0952,0964-0965,0A80-0AFF,A830-A839||gu"
	"NeemSansGurmukhi|Neem Sans Gurmukhi|NotoSansGurmukhi|0951-0952,0964-0965,0A00-0A7F,A830-A839||pa"
	"NeemSansOdia|Neem Sans Odia|NotoSansOriya|0951-0952,0964-0965,0B00-0B7F,1CDA,1CF2||or"
	"NeemNaskh|Neem Naskh|NotoNaskhArabic|0600-06FF,0750-077F,FD3E-FD3F|URD|ur"
)

# The languages' own names, which every face must be able to show in the list
# of languages. One line for each source font: "Noto font without
# -Regular.ttf|text". Characters that a face has already are passed over.
extra=(
	"NotoSansDevanagari|हिन्दी मराठी"
	"NotoSansBengali|বাংলা অসমীয়া"
	"NotoSansTamil|தமிழ்"
	"NotoSansTelugu|తెలుగు"
	"NotoSansKannada|ಕನ್ನಡ"
	"NotoSansMalayalam|മലയാളം"
	"NotoSansGujarati|ગુજરાતી"
	"NotoSansGurmukhi|ਪੰਜਾਬੀ"
	"NotoSansOriya|ଓଡ଼ିଆ"
	"NotoNaskhArabic|اردو"
)

# How far the lowest of the names reaches below the baseline (ಕನ್ನಡ, in bold): no
# line ends higher. TestLineHeight measures it, and what else hangs lower than the
# source font says.
names=380
declare -A lowest=([NeemSansTelugu]=500 [NeemSansOdia]=530)

# Where a line ends, for a source font that leaves room for piles of marks which
# no text of the program has: it would be a quarter higher than other scripts.
declare -A descent=([NeemNaskh]=420)

# Latin letters, punctuation and signs, from Noto Sans.
#   Basic Latin, Latin-1, Latin Extended-A; modifier letters and the combining
#   marks that go with them; spaces, dashes, quotation marks, bullets, ellipsis;
#   U+200B-200F and U+2066-2069 (direction); euro, rupee, trade mark; the
#   replacement character.
latin="0020-007E,00A0-017F,0192,0218-021B,02BC,02C6,02C7,02D8-02DD,0300-0304,0306-030C,0323,0327,0328,1E9E,2000-2027,202A-205E,2060,2066-2069,20AC,20B9,2122,25CC,FEFF,FFFD"

# Signs that Noto Sans lacks: "source|code points". Where a source has no bold
# cut, the regular one stands in both weights.
signs=(
	"NotoSansSymbols|2190-2193"              # arrows
	"NotoSansSymbols2|2610-2612,2713,2717"   # ballot boxes, tick, cross
)

# The recipe stops unless every one of these is in every face.
must="0020-007E,00A0-017F,2002-2003,2009,200B-200F,2010-2015,2018-201E,2020-2022,2026,202F,2030,2039,203A,2060,2066-2069,20AC,20B9,2122,2190-2193,2713,2717,25CC"

die() { printf 'recipe.sh: %s\n' "$*" >&2; exit 1; }

mode=make out=$here
case ${1-} in
'') ;;
--list)
	printf '%s\n' "${faces[@]}"
	exit 0
	;;
--check) mode=check ;;
--out)
	out=${2:?--out needs a folder}
	mkdir -p -- "$out"
	;;
*) die "unknown argument $1 (see the head of this file)" ;;
esac

# A python3 that has fonttools: Debian's own, unless another one comes first.
python=
for p in python3 /usr/bin/python3; do
	if command -v "$p" >/dev/null && "$p" -c 'import fontTools.merge' 2>/dev/null; then
		python=$p
		break
	fi
done
[[ $python ]] || die "fonttools for python3 is missing: apt-get install python3-fonttools"

# font SOURCE STYLE: the path of a Noto font.
font() {
	local f=$noto/$1-$2.ttf width=${1#*/}
	if [[ $width != "$1" ]]; then
		f=$noto/${1%/*}-$width${2#Regular}.ttf
	fi
	[[ -r $f ]] || die "$f is missing: apt-get install fonts-noto-core fonts-noto-extra (or set NOTO_DIR)"
	printf '%s\n' "$f"
}

tmp=$(mktemp -d)
trap 'rm -rf -- "$tmp"' EXIT
[[ $mode == make ]] || out=$tmp

for face in "${faces[@]}"; do
	IFS='|' read -r file family source ranges system _ <<<"$face"
	for style in Regular Bold; do
		args=(--file "$file-$style" --family "$family" --style "$style" --version "$version" --must "$must" --system "$system" --lowest "${lowest[$file]:-$names}" --descent "${descent[$file]:-0}")
		script=$(font "$source" "$style")
		newer=$here/sources/${script##*/}
		[[ ! -r $newer ]] || script=$newer
		base=$(font NotoSans "$style")
		args+=(--script "$script|$ranges" --latin "$base|$latin")
		for line in "${signs[@]}"; do
			s=$style
			[[ -r $noto/${line%%|*}-$s.ttf ]] || s=Regular
			f=$(font "${line%%|*}" "$s")
			args+=(--signs "$f|${line#*|}")
		done
		for line in ${extra[@]+"${extra[@]}"}; do
			f=$(font "${line%%|*}" "$style")
			args+=(--extra "$f|${line#*|}")
		done
		"$python" "$here/merge.py" "${args[@]}" --out "$tmp/$file-$style.ttf.new"
		mv -- "$tmp/$file-$style.ttf.new" "$out/$file-$style.ttf"
		if [[ $mode == check ]]; then
			cmp -- "$out/$file-$style.ttf" "$here/$file-$style.ttf" || die "$file-$style.ttf is not what the recipe makes"
		fi
		printf '%8d  %s\n' "$(stat -c %s -- "$out/$file-$style.ttf")" "$file-$style.ttf"
	done
done
