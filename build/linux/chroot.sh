#!/usr/bin/env bash
# Unpacks a freshly installed, smallest Debian of a release into a folder. What
# debootstrap made is kept in the cache folder, so that a second time is quick.
#
#   build/linux/chroot.sh RELEASE FOLDER
set -euo pipefail
release=$1
folder=$2
mirror=${NEEM_MIRROR:-http://deb.debian.org/debian}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/neem/chroots
made=$cache/$release.tar
mkdir -p "$cache" "$folder"
if [ ! -s "$made" ]; then
	fresh=$(mktemp -d "$cache/$release.XXXXXX")
	trap 'rm -rf "$fresh" "$made.part"' EXIT
	debootstrap --variant=minbase "$release" "$fresh" "$mirror" >"$cache/$release.log" 2>&1 || {
		tail -n5 "$cache/$release.log" >&2
		exit 1
	}
	chroot "$fresh" apt-get clean
	tar -C "$fresh" --one-file-system -cf "$made.part" .
	mv "$made.part" "$made"
fi
tar -C "$folder" -xf "$made"
chmod 755 "$folder"
