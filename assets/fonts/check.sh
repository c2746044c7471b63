#!/usr/bin/env bash
#
# Proves that the merged faces shape text exactly as the fonts they were made
# from. For every face of recipe.sh's table, in Regular and Bold:
#
#   1. every word of words/FACE.txt and of the word lists of its languages
#      (words.sh), and every pair of neighbouring words with a space between, gives in each
#      language of the table the same glyphs, advances and offsets (hb-shape,
#      glyphs compared by name) as the Noto font of the script. Punctuation,
#      European digits, the rupee sign and the width of the space are left out of
#      these texts: in the merged faces they are Noto Sans's in every script (README.md says why);
#   2. Latin text gives the same as Noto Sans;
#   3. every glyph has the outline and the advance of the glyph of that name in
#      one of the sources, and every character the one its source font gives it.
#
# Any difference is printed, and the exit status is then 1; 2 if a tool, a font
# or a word list is missing. It can be started from any folder.
#
# Needs (Debian 12): libharfbuzz-bin, fonts-noto-core, python3-fonttools, and the
# word lists that words.sh names.

set -euo pipefail
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
noto=${NOTO_DIR:-/usr/share/fonts/truetype/noto}

lacks() { printf 'check.sh: %s\n' "$*" >&2; exit 2; }

command -v hb-shape >/dev/null || lacks "hb-shape is missing: apt-get install libharfbuzz-bin"
python=
for p in python3 /usr/bin/python3; do
	if command -v "$p" >/dev/null && "$p" -c 'import fontTools' 2>/dev/null; then
		python=$p
		break
	fi
done
[[ $python ]] || lacks "fonttools for python3 is missing: apt-get install python3-fonttools"

tmp=$(mktemp -d)
trap 'rm -rf -- "$tmp"' EXIT
bad=0

space='s/(space|uni0020)=([0-9]+)[^|]*/space=\2/g'
# same LABEL FACE SOURCE TEXTFILE [hb-shape option...]: compares two shapings.
same() {
	local label=$1 face=$2 source=$3 text=$4 lines diffs
	shift 4
	# The space is Noto Sans's in every script, as wide as the Latin one.
	hb-shape "$@" --font-file="$face" --text-file="$text" | sed -E "$space" >"$tmp/ours"
	hb-shape "$@" --font-file="$source" --text-file="$text" | sed -E "$space" >"$tmp/theirs"
	lines=$(wc -l <"$text")
	# Every line must have come back, or the comparison would prove nothing.
	if [[ $(wc -l <"$tmp/ours") != "$lines" || $(wc -l <"$tmp/theirs") != "$lines" || $lines == 0 ]]; then
		printf '%-44s hb-shape lost lines\n' "$label"
		bad=1
		return
	fi
	paste -d '\t' "$text" "$tmp/ours" "$tmp/theirs" | awk -F '\t' '$2 != $3' >"$tmp/diff"
	diffs=$(wc -l <"$tmp/diff")
	printf '%-44s %6d lines, %d differences\n' "$label" "$lines" "$diffs"
	if ((diffs)); then
		bad=1
		head -n 5 "$tmp/diff" | awk -F '\t' '{ printf "  %s\n    ours   %s\n    source %s\n", $1, $2, $3 }'
	fi
}

cat >"$tmp/latin" <<'L'
Neem: help when your details may have leaked
The quick brown fox jumps over the lazy dog. AVATAR To. We. Ty, LTA’s
0123456789 +91 98765-43210 ₹1,00,000 50 % 3 × 4 · 20 °C § © ® € ™
“quoted” ‘single’ – dash — long … • bullet ‹a› «b» †‡
office affluent fjord fi fl ffi
cybercrime.gov.in you@example.org https://example.in/a?b=c&d=e#f
àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ ÀÉÎÕÜ ßẞ
āăąćčďđēėęěğģĥīįķļłńņňőœŕřśşšţťūůűųźżžſ
TATA Yojana L’Oréal V.I.P. P.A.N.
L

while IFS='|' read -r -u 3 file family source ranges system languages; do
	own=$here/words/$file.txt
	[[ -r $own ]] || lacks "$own is missing"
	{
		cat -- "$own"
		for language in ${languages//,/ }; do "$here/words.sh" "$language" || lacks "there is no word list for $language"; done
	} | tr -d '\r\t' | grep -v '^ *$' | grep -vP '[\x21-\x7e]' | sort -u >"$tmp/words"
	paste -d ' ' - - <"$tmp/words" >"$tmp/pairs"

	for style in Regular Bold; do
		face=$here/$file-$style.ttf
		script=$noto/$source-$style.ttf
		if [[ $source == */* ]]; then script=$noto/${source%/*}-${source#*/}${style#Regular}.ttf; fi
		[[ ! -r $here/sources/${script##*/} ]] || script=$here/sources/${script##*/}
		base=$noto/NotoSans-$style.ttf
		[[ -r $face ]] || lacks "$face is missing: run recipe.sh"
		[[ -r $script && -r $base ]] || lacks "$script or $base is missing: apt-get install fonts-noto-core"
		for language in ${languages//,/ }; do
			same "$file-$style $language words" "$face" "$script" "$tmp/words" --language="$language"
		done
		same "$file-$style ${languages%%,*} pairs" "$face" "$script" "$tmp/pairs" --language="${languages%%,*}"
		same "$file-$style Latin" "$face" "$base" "$tmp/latin" --language=en

		"$python" - "$face" "$script" "$ranges" "$base" "$noto"/NotoSans*-"$style".ttf "$noto"/NotoSansSymbols2-Regular.ttf "$noto"/NotoNaskhArabic-"$style".ttf <<'P' || bad=1
import os, re, sys
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

face, script, ranges, base, *rest = sys.argv[1:]
wanted = set()
for part in ranges.split(","):
    first, _, last = part.partition("-")
    wanted.update(range(int(first, 16), int(last or first, 16) + 1))
wanted |= {0x200C, 0x200D, 0x25CC}

def load(path):
    f = TTFont(path, lazy=True)
    return f.getGlyphSet(), f.getBestCmap(), f["hmtx"]

def shape(font, name):
    pen = DecomposingRecordingPen(font[0])
    font[0][name].draw(pen)
    return pen.value, font[2][name][0]

ours, theirs, latin = load(face), load(script), load(base)
cache = {}
def other(path):
    if path not in cache:
        cache[path] = load(path)
    return cache[path]

bad = []
for cp, name in ours[1].items():
    for font in [theirs] if cp in wanted else [latin] + [other(p) for p in rest]:
        if cp in font[1] and shape(ours, name) == shape(font, font[1][cp]):
            break
    else:
        bad.append("U+%04X" % cp)
lost = ["U+%04X" % cp for cp in wanted & set(theirs[1]) - set(ours[1])]

n = 0
for name in ours[0].keys():
    if name.startswith(".notdef"):
        continue
    plain = re.sub(r"(?<=.)[.#]\d+$", "", name)
    n += 1
    mine = shape(ours, name)
    for font in [theirs, latin] + [other(p) for p in rest]:
        if any(k in font[0] and shape(font, k) == mine for k in (name, plain)):
            break
    else:
        bad.append(name)
label = os.path.basename(face)[:-4] + " outlines"
print("%-44s %6d glyphs, %d characters, %d differences, %d lost" % (label, n, len(ours[1]), len(bad), len(lost)))
if bad or lost:
    print("  " + " ".join((bad + lost)[:40]))
    sys.exit(1)
P
	done
done 3< <("$here/recipe.sh" --list)

if ((bad)); then
	echo "check.sh: the faces differ from their sources" >&2
	exit 1
fi
echo "no differences"
