#!/usr/bin/env bash
# Tries the Windows programs in Wine, in a fresh prefix on displays of its own:
# a check finds, the window opens and answers, and without OpenGL the program
# says so and ends with 3.
#
# Saved people are tried with Wine's credential store.
#
#   build/wine/test.sh FOLDER-OF-PROGRAMS FOLDER-FOR-PICTURES FOLDER-OF-TESTS
set -euo pipefail
programs=$(realpath "$1")
mkdir -p "$2"
pictures=$(realpath "$2")
tests=$(realpath "$3")
here=$(dirname "$(realpath "$0")")

. "$here/prefix.sh"
export NEEM_DATA='C:\neem'
fail() {
	echo "wine/test.sh: $*" >&2
	exit 1
}

display +extension
prefix

code=0
answer=$(printf 'password: 123456\r\n' | wine "$programs/neem-check.exe" --json) || code=$?
[ "$code" -eq 10 ] || fail "neem-check.exe ended with $code: $answer"
grep -q '"answer":"found"' <<<"$answer" || fail "neem-check.exe answered $answer"
echo "neem-check.exe: found"
wine "$programs/neem-pack.exe" verify "$(winepath -w "$here/../../assets/starter/starter.neem")" >/dev/null ||
	fail "neem-pack.exe does not verify the starter pack"
echo "neem-pack.exe: verified"
NEEM_KEYRING_TEST=1 wine "$tests/vault.test.exe" -test.short -test.run '^Test' >"$work/vault" 2>&1 ||
	fail "saved people: $(cat "$work/vault")"
echo "vault.test.exe: passed, with the credential store"

coproc NEEM { wine "$programs/neem.exe" --stage 2>"$work/log"; }
for screen in "en home" "en result" "hi result"; do
	printf '%s\n' "$screen" >&"${NEEM[1]}"
	ok=
	while read -r -u "${NEEM[0]}" -t 90 line; do
		[ "${line%$'\r'}" = "ready $screen" ] && ok=1 && break
	done
	[ -n "$ok" ] || fail "the window did not show \"$screen\": $(cat "$work/log")"
	import -window root "$pictures/wine-${screen// /-}.png"
	echo "$pictures/wine-${screen// /-}.png"
done
# Enough of the colour that says "found" stands there.
red=$(convert "$pictures/wine-en-result.png" -fuzz 2% -fill white +opaque '#a3281e' -format '%[fx:w*h*(1-mean.g)]' info:)
[ "${red%.*}" -gt 200 ] || fail "the picture shows no \"found\""
wineserver -k || true
sleep 1

display -extension
code=0
timeout 10 wine "$programs/neem.exe" >"$work/out" 2>&1 &
waiting=$!
sleep 7
import -window root "$pictures/wine-no-opengl.png"
echo "$pictures/wine-no-opengl.png"
wait "$waiting" || code=$?
[ "$code" -eq 3 ] || fail "without OpenGL the program ended with $code: $(cat "$work/out")"
grep -q 1930 "$WINEPREFIX/drive_c/neem/neem-help.html" || fail "the page was not written"
echo "without OpenGL: message, status 3"
