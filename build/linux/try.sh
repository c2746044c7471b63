#!/usr/bin/env bash
# Tries the Linux packages, each in a fresh Debian of its own, as an ordinary person
# there: installs, checks a password, opens the window, looks at it, removes, and looks
# for what is left. It needs root, for the Debians.
#
#   build/linux/try.sh deb FILE.deb PICTURES             in Debian 12
#   build/linux/try.sh portable FILE.tar.xz PICTURES     in Debian 13
#   build/linux/try.sh rpm FILE.rpm                      unpacked by rpm, not run
#
# It prints "result COLUMN TEXT" for the table of dist-test.sh.
set -euo pipefail
kind=$1
file=$(realpath "$2")
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
root=$work/root
mkdir "$root"
chmod 755 "$work" # for the person inside
x=
finish() {
	[ -z "$x" ] || kill "$x" 2>/dev/null || true
	umount "$root/proc" 2>/dev/null || true
	rm -rf --one-file-system "$work"
}
trap finish EXIT
fail() {
	echo "linux/try.sh $kind: $*" >&2
	exit 1
}
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"; }
person() { chroot --userspec=1000:1000 "$root" env -i PATH=/usr/bin:/bin HOME=/home/person LANG=en_IN.UTF-8 DISPLAY="${DISPLAY:-}" FYNE_SCALE=1 "$@"; }
# files lists what stands in the Debian, but for what its package manager keeps.
files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./tmp -o -path './var/lib/*' -o -path './var/cache/*' -o -path './var/log/*' \) -prune -o -print | sort); }
debian() { # RELEASE PACKAGE...
	"$here/chroot.sh" "$1" "$root"
	mount -t proc proc "$root/proc"
	cp /etc/resolv.conf "$root/etc/"
	inside useradd -m -u 1000 person
	inside apt-get update -qq 2>/dev/null
	inside apt-get install -y -qq --no-install-recommends "${@:2}" >/dev/null 2>&1
}
display() {
	local fd number
	exec {fd}<> <(:)
	Xvfb -displayfd "$fd" -screen 0 1366x768x24 +extension GLX -noreset 2>/dev/null &
	x=$!
	read -r -u "$fd" -t 20 number
	export DISPLAY=:$number # the Debian reaches it by its abstract socket
}

# found checks that a program finds a listed password and does not find another.
found() {
	local code=0 answer
	answer=$(printf 'password: 123456\npassword: %s\n' "correct horse battery staple $$" | person "$1" --json) || code=$?
	[ "$code" -eq 10 ] || fail "neem-check ended with $code: $answer"
	[ "$(grep -c '"answer":"found"' <<<"$answer")" = 1 ] || fail "neem-check answered $answer"
	[ "$(grep -c '"answer":"not-found"' <<<"$answer")" = 1 ] || fail "neem-check answered $answer"
	echo "result found yes"
}

# started opens the window, has it show a result, and looks for the colour of "found".
started() {
	local program=$1 picture=$2 began window pid rss
	display
	began=$(date +%s%N)
	coproc NEEM { exec chroot --userspec=1000:1000 "$root" env -i PATH=/usr/bin:/bin HOME=/home/person LANG=en_IN.UTF-8 DISPLAY="$DISPLAY" FYNE_SCALE=1 "$program" --stage 2>"$work/log"; }
	pid=$NEEM_PID
	window=
	for _ in $(seq 600); do # xdotool stumbles over windows that go while it looks
		window=$(xdotool search --onlyvisible --name '^Neem' 2>/dev/null | head -n1) || true
		[ -z "$window" ] || break
		sleep 0.05
	done
	[ -n "$window" ] || fail "no window: $(cat "$work/log")"
	took=$((($(date +%s%N) - began) / 1000000))
	sleep 2
	rss=$(awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$pid/status")
	xdotool windowmove "$window" 0 0 windowsize --sync "$window" 1366 768
	red=0
	for _ in 1 2 3 4 5; do # a busy machine may draw later
		echo "en result" >&"${NEEM[1]}"
		line=
		while read -r -u "${NEEM[0]}" -t 60 line && [ "$line" != "ready en result" ]; do :; done
		[ "$line" = "ready en result" ] || fail "the window did not show a result: $(cat "$work/log")"
		import -window root "$picture"
		red=$(convert "$picture" -fuzz 2% -fill white +opaque '#a3281e' -format '%[fx:w*h*(1-mean.g)]' info:)
		[ "${red%.*}" -le 200 ] || break
	done
	[ "${red%.*}" -gt 200 ] || fail "$picture shows no \"found\""
	exec {NEEM[1]}>&-
	wait "$pid" || fail "the window ended with $?: $(cat "$work/log")"
	kill "$x" && x=
	echo "result started window after $took ms, $rss MB"
}

desktop="libgl1 libx11-6 $(sed -n 's/^\(lib[^ ]*\) .*$/\1/p' "$here/dlopen" | tr '\n' ' ')"
case $kind in
deb)
	debian bookworm desktop-file-utils shared-mime-info man-db bash-completion
	files >"$work/before"
	cp "$file" "$root/tmp/neem.deb"
	chmod 644 "$root/tmp/neem.deb"
	inside apt-get install -y -qq --no-install-recommends /tmp/neem.deb >"$work/apt" 2>&1 || fail "apt-get: $(tail -n5 "$work/apt")"
	missing=$(inside ldd /usr/bin/neem | grep "not found" || true)
	[ -z "$missing" ] || fail "libraries are missing: $missing"
	grep -q '^.*:application/vnd.neem.pack:\*.neem$' "$root/usr/share/mime/globs2" || fail "the type of the files is not known"
	grep -q "application/vnd.neem.pack=org.neem.Neem.desktop" "$root/usr/share/applications/mimeinfo.cache" || fail "the desktop does not know who opens lists"
	for page in neem neem-check; do
		said=$(inside man --warnings -Tutf8 "$page" 2>&1 >"$work/page") || true
		[ -z "$said" ] || fail "man $page: $said"
		grep -q "$page" "$work/page" || fail "man $page shows nothing"
	done
	completed=$(inside bash -c '. /usr/share/bash-completion/completions/neem-check; COMP_WORDS=(neem-check gui) COMP_CWORD=1; _neem_check; echo "${COMPREPLY[*]}"')
	[ "$completed" = guide ] || fail "bash completes \"neem-check gui\" to \"$completed\""
	echo "result installed $(person neem --version)"
	found neem-check
	started neem "$3/deb.png"
	inside apt-get purge -y -qq neem >/dev/null 2>&1
	inside apt-get autoremove -y -qq --purge >/dev/null 2>&1
	rm "$root/tmp/neem.deb"
	files | grep -v '^\./home/person/' >"$work/after"
	left=$(comm -13 "$work/before" "$work/after" | grep -vE '^\./(usr/share/(mime|applications|icons)/.*(cache|globs|types|aliases|magic|subclasses|treemagic|XMLnamespaces|generic-icons|version)|etc/ld.so.cache)' || true)
	left=$(printf '%s\n%s' "$left" "$(find "$root" -xdev -iname '*neem*' -not -path "$root/home/person/*")" | sed '/^$/d')
	[ -z "$left" ] || fail "left behind: $left"
	[ -d "$root/home/person/.local/share/neem" ] || fail "the person's lists and settings are gone"
	echo "result removed yes; the person's data stays"
	;;
portable)
	# shellcheck disable=SC2086 # names of packages
	debian trixie $desktop
	files >"$work/before"
	mkdir "$root/home/person/stick"
	tar -C "$root/home/person/stick" -xf "$file"
	chown -R 1000:1000 "$root/home/person/stick"
	[ -s "$root/home/person/stick/Neem/neem-portable.txt" ] || fail "the marker is missing"
	echo "result installed unpacked: $(person /home/person/stick/Neem/neem --version)"
	found /home/person/stick/Neem/neem-check
	started /home/person/stick/Neem/neem "$3/portable-linux.png"
	rm -rf "$root/home/person/stick"
	left=$(files | comm -13 "$work/before" - | grep -vE '^\./home/person/(\.cache|\.config)($|/(mesa|fyne))' || true)
	echo "result removed $([ -z "$left" ] && echo yes || echo "no: ${left//$'\n'/ }")"
	if grep -rqs --include='*.go' 'neem-portable\.txt' "$here/../../check" "$here/../../ui" && [ -n "$left" ]; then
		fail "left behind: $left"
	fi
	;;
rpm)
	rpm --root "$root" --dbpath /var/lib/rpm --nodeps --noscripts -i "$file"
	cmp -s <(cd "$root/usr/bin" && ls) <(printf 'neem\nneem-check\n') || fail "it installs other programs"
	wanted=$(rpm -qp --requires "$file")
	grep -q "libGL.so.1" <<<"$wanted" || fail "it does not ask for libGL: $wanted"
	grep -q "libXcursor.so.1()(64bit)" <<<"$wanted" || fail "it does not ask for what the window opens by name: $wanted"
	echo "result installed unpacked by rpm; $("$root/usr/bin/neem-check" --version)"
	rpm --root "$root" --dbpath /var/lib/rpm --noscripts -e neem
	left=$(find "$root" -iname '*neem*')
	[ -z "$left" ] || fail "left behind: $left"
	echo "result removed yes"
	;;
*) echo "usage: build/linux/try.sh deb|portable|rpm FILE PICTURES" >&2 && exit 2 ;;
esac
