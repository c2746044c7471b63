#!/usr/bin/env bash
#
# Makes Neem's icons: draw.py writes the SVG files, from which come the app
# icon's PNG files and the Windows icon.
#
#   assets/icons/recipe.sh           make them all
#   assets/icons/recipe.sh --check   the same in a temporary folder, and say
#                                    whether the files here are what it makes
#
# It can be started from any folder. The same tools give the same bytes.
#
# Needs (Debian 12): python3, librsvg2-bin, icoutils.

set -euo pipefail
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

die() { printf 'recipe.sh: %s\n' "$*" >&2; exit 1; }

case ${1-} in
'' | --check) ;;
*) die "unknown argument $1 (see the head of this file)" ;;
esac

command -v python3 >/dev/null || die "python3 is missing: apt-get install python3"
command -v rsvg-convert >/dev/null || die "rsvg-convert is missing: apt-get install librsvg2-bin"
command -v icotool >/dev/null || die "icotool is missing: apt-get install icoutils"

tmp=$(mktemp -d)
trap 'rm -rf -- "$tmp"' EXIT
mkdir -- "$tmp/app"

python3 "$here/draw.py" "$tmp"

# The sprig blurs below 48 pixels: a single leaflet stands in.
for size in 16 24 32 48 64 128 256 512; do
	from=neem
	((size < 48)) && from=neem-small
	rsvg-convert -w "$size" -h "$size" -f png -o "$tmp/app/neem-$size.png" "$tmp/app/$from.svg"
done

# 24 is for Windows only. Windows wants the largest one as PNG inside the file.
(cd -- "$tmp/app" && icotool -c -o neem.ico neem-16.png neem-24.png neem-32.png neem-48.png neem-64.png neem-128.png --raw=neem-256.png)
rm -- "$tmp/app/neem-24.png"

cd -- "$tmp"
bad=0
for f in *.svg app/*; do
	if [[ ${1-} == --check ]]; then
		cmp -- "$f" "$here/$f" || bad=1
	else
		mkdir -p -- "$here/app"
		cp -- "$f" "$here/$f"
	fi
done
((bad == 0)) || die "some files are not what the recipe makes"
