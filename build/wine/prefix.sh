# To be sourced: a fresh Wine as a Windows 10 for trying programs in, on displays of
# its own. It leaves the folder of what is passing in $work, which goes at the end.

work=$(mktemp -d)
# Wine has only a part of what tells screen readers about a window; without any of
# it the program does without. Nothing is to be put into the menus of this desktop.
export WINEPREFIX=$work/prefix WINEDEBUG=-all WINEDLLOVERRIDES="mscoree=;mshtml=;uiautomationcore=;winemenubuilder.exe=d"
xservers=()
finish() {
	wineserver -k 2>/dev/null || true
	mountpoint -q "$work/stick" 2>/dev/null && umount "$work/stick"
	kill "${xservers[@]}" 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT

# display "+extension" or "-extension" starts an X server with or without GLX.
display() {
	local fd number
	exec {fd}<> <(:)
	Xvfb -displayfd "$fd" -screen 0 1366x768x24 "$1" GLX -noreset 2>/dev/null &
	xservers+=($!)
	read -r -u "$fd" -t 20 number
	export DISPLAY=:$number
}

# prefix makes the Windows. Wine 8 has no bcryptprimitives.dll, which Go wants.
prefix() {
	wineboot -i >/dev/null 2>&1
	winecfg -v win10 >/dev/null 2>&1
	x86_64-w64-mingw32-gcc -shared -O2 -s -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" \
		"$(dirname "${BASH_SOURCE[0]}")/bcryptprimitives.c" -ladvapi32
}
