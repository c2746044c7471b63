#!/usr/bin/env bash
# Installs what the project needs on Debian, and only what is missing.
#
#   build/deps.sh run       to build and open the program
#   build/deps.sh test      also what the tests use
#   build/deps.sh words     also word lists of the languages of India, to shape,
#                           and a keyring with what it asks its questions with
#   build/deps.sh fonts     also what makes the typefaces and checks them
#   build/deps.sh handout   also what prints the hand-outs to look at them
#   build/deps.sh windows   also what builds for Windows and tries it in Wine
#   build/deps.sh dist      also what makes the packages of a release and tries them
set -euo pipefail
cd "$(dirname "$0")/.."

run="ca-certificates gcc libc6-dev pkg-config libgl1-mesa-dev xorg-dev libwayland-dev libxkbcommon-dev libgl1 libgl1-mesa-dri"
test="$run make xvfb xauth xdotool imagemagick x11-utils strace libharfbuzz-bin libfribidi-bin"
words="$test hunspell-hi aspell aspell-bn aspell-gu aspell-kn aspell-ml aspell-mr aspell-or aspell-pa aspell-ta aspell-te iso-codes gettext gnome-keyring dbus-daemon gcr"
fonts="$words fonts-noto-core fonts-noto-extra python3-fonttools"
handout="$test chromium poppler-utils"
windows="$test gcc-mingw-w64-x86-64 wine wine64"
dist="$windows nsis osslsigncode openssl openssh-client binutils rpm dpkg-dev zip unzip xz-utils man-db desktop-file-utils appstream lintian debootstrap"

case "${1:-run}" in
run) wanted=$run ;;
test) wanted=$test ;;
words) wanted=$words ;;
fonts) wanted=$fonts ;;
handout) wanted=$handout ;;
windows) wanted=$windows ;;
dist) wanted=$dist ;;
*) echo "usage: build/deps.sh run|test|words|fonts|handout|windows|dist" >&2 && exit 2 ;;
esac

if ! command -v go >/dev/null; then
	echo "Go is missing. Install Go 1.26 or newer from https://go.dev/dl (Debian's own is too old)." >&2
	exit 1
fi
need=$(sed -n 's/^go \([0-9.]*\)$/\1/p' go.mod)
have=$(go env GOVERSION | sed 's/^go//')
if [ "$(printf '%s\n%s\n' "$need" "$have" | sort -V | head -n1)" != "$need" ]; then
	echo "Go $have is too old; $need or newer is needed (https://go.dev/dl)." >&2
	exit 1
fi

if ! command -v dpkg-query >/dev/null; then
	echo "This is not Debian. These packages are needed, or what they are called here: $wanted" >&2
	exit 0
fi
missing=()
for p in $wanted; do
	dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q "^install ok installed" || missing+=("$p")
done
[ "${#missing[@]}" -eq 0 ] && exit 0
as_root=()
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "Install these packages as root, then try again: ${missing[*]}" >&2
		exit 1
	fi
	as_root=(sudo)
fi
echo "Installing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
