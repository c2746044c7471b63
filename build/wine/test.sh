#!/usr/bin/env bash
# Tries the Windows programs in Wine, in a fresh prefix on displays of its own:
# a check finds, the window opens and answers, and without OpenGL the program
# says so and ends with 3.
#
# Saved people are tried with Wine's credential store. From a stick, writable and not,
# nothing is written on the computer.
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

# window PROGRAM PREFIX SCREEN… shows screens and takes their pictures.
window() {
	local program=$1 prefix=$2 screen line ok
	shift 2
	coproc NEEM { wine "$program" --stage 2>"$work/log"; }
	for screen in "$@"; do
		printf '%s\n' "$screen" >&"${NEEM[1]}"
		ok=
		while read -r -u "${NEEM[0]}" -t 90 line; do
			[ "${line%$'\r'}" = "ready $screen" ] && ok=1 && break
		done
		[ -n "$ok" ] || fail "the window did not show \"$screen\": $(cat "$work/log")"
		import -window root "$pictures/$prefix-${screen// /-}.png"
		echo "$pictures/$prefix-${screen// /-}.png"
	done
}
# Whoever started the last window ends it.
close() {
	wineserver -k || true
	sleep 1
}

mkdir "$work/stick"
cp "$programs/neem.exe" "$programs/neem-check.exe" "$here/../../docs/desk.toml" "$work/stick/"
touch "$work/stick/neem-portable.txt"
ln -s "$work/stick" "$WINEPREFIX/dosdevices/e:"
# What the programs left on drive C, where Wine's own files are not counted.
traces() { find "$WINEPREFIX/drive_c" -newer "$work/stamp" ! -path '*/windows/*' -type f; }
stick() {
	local code=0 answer kind=$1
	close
	sleep 1
	touch "$work/stamp"
	answer=$(printf 'password: 123456\r\n' | wine 'E:\neem-check.exe' --json) || code=$?
	[ "$code" -eq 10 ] || fail "from a $kind stick neem-check.exe ended with $code: $answer"
	answer=$(wine 'E:\neem-check.exe' where)
	grep -q "$2" <<<"$answer" || fail "from a $kind stick neem-check.exe said $answer"
	window 'E:\neem.exe' "wine-$kind" "en home" "en index" "ur help"
	local in=${NEEM[1]} running=$NEEM_PID
	exec {in}>&- # the program ends as when its window is closed, and saves what it would
	for _ in {1..40}; do
		kill -0 "$running" 2>/dev/null || break
		sleep 0.5
	done
	close
	[ -z "$(traces)" ] || fail "from a $kind stick the programs left $(traces)"
	echo "from a $kind stick: nothing is left on drive C"
}
stick portable 'Nothing stays on this computer'
[ -s "$work/stick/neem-data/state.db" ] || fail "the portable program kept nothing on the stick"
if [ "$(id -u)" = 0 ] && mount --bind "$work/stick" "$work/stick" && mount -o remount,bind,ro "$work/stick"; then
	stick readonly 'cannot be written to'
	umount "$work/stick"
else
	echo "no read-only stick: nothing can be mounted here"
fi

touch "$work/stamp"
window "$programs/neem.exe" wine "en home" "en result" "hi result"
[ -n "$(traces)" ] || fail "an installed program left nothing on drive C: the search for traces is wrong"
# Enough of the colour that says "found" stands there.
red=$(convert "$pictures/wine-en-result.png" -fuzz 2% -fill white +opaque '#a3281e' -format '%[fx:w*h*(1-mean.g)]' info:)
[ "${red%.*}" -gt 200 ] || fail "the picture shows no \"found\""
close

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
