#!/usr/bin/env bash
# Tries the Windows packages in Wine, each in a fresh Windows of its own: installs
# without asking, checks a password, opens the window from the Start menu, looks at it,
# removes, and looks for what is left.
#
#   build/windows/try.sh setup FILE.exe PICTURES CERTIFICATE
#   build/windows/try.sh portable FILE.zip PICTURES CERTIFICATE
#
# Signatures are verified against CERTIFICATE. It prints "result COLUMN TEXT" for the
# table of dist-test.sh.
set -euo pipefail
kind=$1
file=$(realpath "$2")
pictures=$(realpath "$3")
certificate=$(realpath "$4")
here=$(dirname "$(realpath "$0")")
. "$here/../wine/prefix.sh"
fail() {
	echo "windows/try.sh $kind: $*" >&2
	exit 1
}
home=$WINEPREFIX/drive_c/users/$(id -un)
local=$home/AppData/Local

signed() {
	osslsigncode verify -in "$1" -CAfile "$certificate" >"$work/signature" 2>&1 || fail "the signature of $1: $(tail -n3 "$work/signature")"
	grep -q "Signature verification: ok" "$work/signature" || fail "the signature of $1: $(cat "$work/signature")"
}
# everything lists files and registry, but for what Wine changes by itself and for two
# keys that every Windows has.
everything() {
	(cd "$WINEPREFIX/drive_c" && find . -not -path './users/*/Temp/*' -not -path './windows/*' | sort)
	wine reg export 'HKCU\Software' 'C:\registry.reg' /y >/dev/null 2>&1
	iconv -f UTF-16 -t UTF-8 "$WINEPREFIX/drive_c/registry.reg" | tr -d '\r' | grep -avE '\\Wine\\|^"MRU|Explorer\\\\(FileExts|Shell|MenuOrder)|Software\\(Classes|.*\\Uninstall)\]$|^$' || true
	rm "$WINEPREFIX/drive_c/registry.reg"
}
registry() { # KEY VALUE WANTED
	local said which=(/ve)
	[ -z "$2" ] || which=(/v "$2")
	said=$(wine reg query "$1" "${which[@]}" 2>/dev/null | tr -d '\r' || true)
	grep -qF -- "$3" <<<"$said" || fail "registry: $1 $2 is \"$said\", not $3"
}
found() {
	local code=0 answer
	answer=$(printf 'password: 123456\r\npassword: correct horse battery staple %s\r\n' "$$" | wine "$1/neem-check.exe" --json | tr -d '\r') || code=$?
	[ "$code" -eq 10 ] || fail "neem-check.exe ended with $code: $answer"
	[ "$(grep -c '"answer":"found"' <<<"$answer")" = 1 ] || fail "neem-check.exe answered $answer"
	[ "$(grep -c '"answer":"not-found"' <<<"$answer")" = 1 ] || fail "neem-check.exe answered $answer"
	echo "result found yes"
}
# opened has the window show a result, and looks for the colour of "found".
opened() {
	local picture=$2 line red=0
	coproc NEEM { wine "$1/neem.exe" --stage 2>"$work/log"; }
	for _ in 1 2 3 4 5; do # a busy machine may draw later
		echo "hi result" >&"${NEEM[1]}"
		line=
		while read -r -u "${NEEM[0]}" -t 90 line && [ "${line%$'\r'}" != "ready hi result" ]; do :; done
		[ "${line%$'\r'}" = "ready hi result" ] || fail "the window did not show a result: $(cat "$work/log")"
		import -window root "$picture"
		red=$(convert "$picture" -fuzz 2% -fill white +opaque '#a3281e' -format '%[fx:w*h*(1-mean.g)]' info:)
		[ "${red%.*}" -le 200 ] || return 0
	done
	fail "$picture shows no \"found\""
}
closed() {
	exec {NEEM[1]}>&-
	wait "$NEEM_PID" 2>/dev/null || true
}
uninstalled() { # ARGUMENT...
	wine "$local/Programs/Neem/uninstall.exe" /S "$@"
	for _ in $(seq 60); do # it goes on as a copy of itself
		[ -e "$local/Programs/Neem" ] || return 0
		sleep 1
	done
	fail "the uninstaller left $(ls "$local/Programs/Neem")"
}

display +extension
prefix
case $kind in
setup)
	signed "$file"
	everything >"$work/before"
	code=0
	wine "$file" /S || code=$?
	[ "$code" -eq 0 ] || fail "the installer ended with $code"
	programs=$local/Programs/Neem
	for f in neem.exe neem-check.exe uninstall.exe; do
		signed "$programs/$f"
	done
	for f in neem-help.html LICENSE.txt THIRD-PARTY.txt; do
		[ -s "$programs/$f" ] || fail "$f is missing"
	done
	start="$home/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Neem"
	[ "$(find "$start" -name '*.lnk' | wc -l)" = 2 ] || fail "the Start menu has $(ls "$start")"
	registry 'HKCU\Software\Classes\.neem' "" org.neem.Neem.List
	registry 'HKCU\Software\Classes\org.neem.Neem.List\shell\open\command' "" 'Programs\Neem\neem.exe" "%1"'
	registry 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\org.neem.Neem' DisplayVersion "$("$here/../version.sh" number)"
	echo "result installed $(wine "$programs/neem-check.exe" --version | tr -d '\r'), without asking"
	found "$programs"

	wine start "$(winepath -w "$start/Neem.lnk")" >/dev/null 2>&1
	window=
	for _ in $(seq 60); do # xdotool stumbles over windows that go while it looks
		window=$(xdotool search --onlyvisible --name '^Neem' 2>/dev/null | head -n1) || true
		[ -z "$window" ] || break
		sleep 1
	done
	[ -n "$window" ] || fail "the Start menu opened no window"
	sleep 3
	import -window root "$pictures/setup-first.png"
	code=0
	wine "$file" /S || code=$?
	[ "$code" -eq 3 ] || fail "installing over the running program ended with $code, not 3"
	xdotool windowclose "$window" || true
	wineserver -k || true
	opened "$programs" "$pictures/setup.png"
	closed
	echo "result started yes, from the Start menu"

	# A list, somebody who is saved: without being told to, the uninstaller keeps them.
	data=$local/Neem
	[ -d "$data" ] || fail "the program kept nothing in $data"
	uninstalled
	[ -d "$data" ] || fail "the uninstaller removed what the person had kept"
	wine "$file" /S
	uninstalled /REMOVEDATA
	sleep 2
	everything >"$work/after"
	left=$(diff "$work/before" "$work/after" | grep '^>' || true)
	[ -z "$left" ] || fail "left behind: $left"
	echo "result removed yes, files and registry; data only when asked"
	;;
portable)
	everything >"$work/before"
	mkdir "$WINEPREFIX/drive_c/stick"
	unzip -q "$file" -d "$WINEPREFIX/drive_c/stick"
	programs=$WINEPREFIX/drive_c/stick/Neem
	for f in neem.exe neem-check.exe; do
		signed "$programs/$f"
	done
	for f in neem-portable.txt neem-help.html README.txt; do
		[ -s "$programs/$f" ] || fail "$f is missing"
	done
	echo "result installed unpacked: $(wine "$programs/neem-check.exe" --version | tr -d '\r')"
	found "$programs"
	opened "$programs" "$pictures/portable-windows.png"
	closed
	echo "result started yes"
	rm -rf "$WINEPREFIX/drive_c/stick"
	everything >"$work/after"
	left=$(diff "$work/before" "$work/after" | grep '^>' | grep -v '/fyne' || true) # the toolkit's own folder stays
	echo "result removed $([ -z "$left" ] && echo yes || echo "no: ${left//$'\n'/ }")"
	if grep -rqs --include='*.go' 'neem-portable\.txt' "$here/../../check" "$here/../../ui" && [ -n "$left" ]; then
		fail "left behind: $left"
	fi
	;;
*) echo "usage: build/windows/try.sh setup|portable FILE PICTURES CERTIFICATE" >&2 && exit 2 ;;
esac
