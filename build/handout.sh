#!/usr/bin/env bash
# Shows and prints pages that people take along with Chromium, and fails when
# one does not print on exactly one page.
#
#   build/handout.sh FOLDER
#
# For each FOLDER/NAME.html it writes NAME-screen.png (a computer's screen),
# NAME-phone.png (a phone's), NAME.pdf (the print) and NAME-print.png (the print
# to look at). To make pages to try it on:
#
#   NEEM_HANDOUT_SAMPLES=FOLDER go test -count=1 -run Samples ./check/handout
set -euo pipefail
if [ $# -ne 1 ] || [ ! -d "$1" ]; then
	echo "usage: build/handout.sh FOLDER" >&2
	exit 2
fi
folder=$(cd "$1" && pwd)

browser=
for name in chromium chromium-browser google-chrome; do
	browser=$(command -v "$name") && break
done
missing=()
[ -n "$browser" ] || missing+=(chromium)
for tool in pdfinfo pdftoppm; do
	command -v "$tool" >/dev/null || { missing+=(poppler-utils) && break; }
done
if [ ${#missing[@]} -gt 0 ]; then
	echo "handout.sh: missing: ${missing[*]} (apt-get install ${missing[*]})" >&2
	exit 3
fi
shopt -s nullglob
pages=("$folder"/*.html)
if [ ${#pages[@]} -eq 0 ]; then
	echo "handout.sh: no *.html in $folder" >&2
	exit 2
fi

# chromium PROFILE ARGUMENT... runs the browser with a profile of its own and without
# the network services it would start by itself. Its messages are shown only
# when it fails.
chromium() {
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --no-first-run \
		--disable-background-networking --disable-component-update --disable-sync \
		--hide-scrollbars --user-data-dir="$1" "${@:2}" 2>"$1/messages" ||
		{ cat "$1/messages" >&2; return 1; }
}

# page FILE shows and prints one page, in a shell of its own.
page() {
	set -euo pipefail
	local name=${1%.html} count
	profile=$(mktemp -d)
	trap 'rm -rf "$profile"' EXIT
	rm -f "$name"{-screen.png,-phone.png,.pdf,-print.png}
	chromium "$profile" --window-size=1000,2400 --screenshot="$name-screen.png" "file://$1"
	# Headless Chromium has no window narrower than 500 pixels.
	chromium "$profile" --window-size=500,4200 --screenshot="$name-phone.png" "file://$1"
	chromium "$profile" --no-pdf-header-footer --print-to-pdf="$name.pdf" "file://$1"
	pdftoppm -r 110 -png -singlefile "$name.pdf" "$name-print"
	count=$(pdfinfo "$name.pdf" | sed -n 's/^Pages: *//p')
	echo "$name.pdf: $count page(s), $(pdfinfo "$name.pdf" | sed -n 's/^Page size: *//p')"
	[ "$count" = 1 ]
}

export browser
export -f chromium page
if ! printf '%s\0' "${pages[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'page "$1"' -; then
	echo "handout.sh: a page cannot be shown, or does not print on exactly one page" >&2
	exit 1
fi
