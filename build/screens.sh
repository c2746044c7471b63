#!/usr/bin/env bash
# Writes a picture of every screen in every language to a folder, from the
# program's real window on a display of its own, and beside it the keys of the words
# that it shows (for neem-words review).
#
#   build/screens.sh PROGRAM FOLDER [WIDTHxHEIGHT [LOOK [PERCENT [LANGUAGE…]]]]
#
# The window fills the display. LOOK is light, dark or contrast; PERCENT is the
# size of text; LANGUAGE is the tag of a language, and without any all are shown.
set -euo pipefail
program=$1
folder=$2
size=${3:-1366x768}
look=${4:-light}
percent=${5:-100}
languages=" ${*:6} "
mkdir -p "$folder"
data=$(mktemp -d)
trap 'kill "${NEEM_PID:-}" "${xvfb:-}" 2>/dev/null || true; rm -rf "$data"' EXIT

exec {displayfd}<> <(:)
Xvfb -displayfd "$displayfd" -screen 0 "${size}x24" +extension GLX -noreset 2>/dev/null &
xvfb=$!
read -r -u "$displayfd" -t 20 number
export DISPLAY=:$number NEEM_DATA=$data

coproc NEEM { "$program" --stage 2>"$data/log"; }
ask() {
	echo "$*" >&"${NEEM[1]}"
	while read -r -u "${NEEM[0]}" -t 60 line; do
		[ "$line" = "ready $*" ] && return
		echo "$line"
	done
	echo "screens.sh: the program did not show \"$*\"" >&2
	cat "$data/log" >&2
	return 1
}
window=$(xdotool search --sync --onlyvisible --name '^Neem' | head -n1)
xdotool windowmove "$window" 0 0
for _ in {1..60}; do # a window that is still coming up may not listen
	xdotool windowsize "$window" "${size%x*}" "${size#*x}"
	sleep 0.5
	[ "$(xdotool getwindowgeometry --shell "$window" | sed -n 's/^WIDTH=\|^HEIGHT=//p' | paste -sd x)" != "$size" ] || break
done
mapfile -t wanted < <(ask list)
for screen in "${wanted[@]}"; do
	read -r tag name <<<"$screen"
	[[ $languages = "  " || $languages = *" $tag "* ]] || continue
	ask "$tag" "$name" "$look" "$percent"
	import -window root "$folder/$name-$tag.png"
	echo "$folder/$name-$tag.png"
	[ -e "$folder/$name.keys" ] || ask keys >"$folder/$name.keys"
done
