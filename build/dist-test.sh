#!/usr/bin/env bash
# Tries everything that make dist has made, and prints a table: docs/releasing.md has
# the last one. Anything that is not as it should be ends it.
#
#   build/dist-test.sh [FOLDER]       without one dist/release
#
# It makes the same release once more, from a clone in another folder, and compares;
# with NEEM_COLD=1 with an empty cache of compiled code, which takes a quarter of an hour.
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
dist=$(realpath "${1:-dist/release}")
pictures=$top/dist/pictures
mkdir -p "$pictures"
version=$(build/version.sh number)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
	echo "dist-test.sh: $*" >&2
	exit 1
}
say() { echo "dist-test.sh: $*" >&2; }

# The keys that this was signed with; those made for trying, if no others are named.
keys=$top/dist/test-keys
export NEEM_SIGN=${NEEM_SIGN:--certs ${keys@Q}/cert.pem -key ${keys@Q}/key.pem}
export NEEM_RELEASE_KEY=${NEEM_RELEASE_KEY:-$keys/release}
certificate=${NEEM_CERTIFICATE:-$keys/cert.pem} # or the root of the real one

# --- sums

verified() { (cd "$1" && sha256sum --quiet -c SHA256SUMS && ssh-keygen -q -Y verify -f release-key.txt -I neem-release -n neem-release -s SHA256SUMS.sig <SHA256SUMS) >/dev/null 2>&1; }
say "sums and their signature"
verified "$dist" || fail "the sums or their signature are wrong"
cp -r "$dist" "$work/forged"
printf x >>"$work/forged/neem-help.html"
! verified "$work/forged" || fail "a changed file passes"
(cd "$work/forged" && sha256sum -- $(cut -c67- "$dist/SHA256SUMS") >SHA256SUMS)
! verified "$work/forged" || fail "changed sums pass"
rm -r "$work/forged"
listed=$(cut -c67- "$dist/SHA256SUMS" | sort)
[ "$(cd "$dist" && ls | grep -vxE 'SHA256SUMS|SHA256SUMS.sig|release-key.txt' | sort)" = "$listed" ] || fail "the sums do not name all files"

# --- the same once more, elsewhere

say "the same once more, from a clone in another folder"
git clone -q "$top" "$work/elsewhere/with a longer name"
(
	if [ -n "${NEEM_COLD:-}" ]; then
		export GOCACHE=$work/cache
	fi
	cd "$work/elsewhere/with a longer name" && build/dist.sh "$work/again" >"$work/again.log" 2>&1
) || fail "the second time: $(tail -n5 "$work/again.log")"
declare -A same
for file in "$dist"/*; do
	name=${file##*/}
	if cmp -s "$file" "$work/again/$name"; then same[$name]=yes; else same[$name]=no; fi
done

# --- each in the system that it is for

declare -A table
try() { # FILE COMMAND...
	local name=$1 key text
	say "$name"
	"${@:2}" >"$work/results" || fail "$name failed"
	while read -r word key text; do
		[ "$word" != result ] || table[$name,$key]=$text
	done <"$work/results"
}
setup=neem-$version-windows-x64-setup.exe
zip=neem-$version-windows-x64-portable.zip
deb=neem_$version-1_amd64.deb
rpm=neem-$version-1.x86_64.rpm
tar=neem-$version-linux-x64-portable.tar.xz
try "$deb" build/linux/try.sh deb "$dist/$deb" "$pictures"
try "$tar" build/linux/try.sh portable "$dist/$tar" "$pictures"
try "$rpm" build/linux/try.sh rpm "$dist/$rpm"
try "$setup" build/windows/try.sh setup "$dist/$setup" "$pictures" "$certificate"
try "$zip" build/windows/try.sh portable "$dist/$zip" "$pictures" "$certificate"

say "what the field's own tools say"
# The project has no address of its own yet; Go's programs are linked whole.
lintian --allow-root --fail-on error --suppress-tags bogus-mail-host,embedded-library,statically-linked-binary "$dist/$deb" >"$work/lintian" 2>&1 || fail "lintian: $(cat "$work/lintian")"
dpkg-deb -x "$dist/$deb" "$work/deb"
desktop-file-validate "$work"/deb/usr/share/applications/*.desktop
appstreamcli validate --no-net "$work"/deb/usr/share/metainfo/*.xml >"$work/appstream" || fail "appstreamcli: $(cat "$work/appstream")"

# --- what is installed is what make build makes, and no larger than it may be

say "the installed program beside that of make build"
make -s build
cmp "$work/deb/usr/bin/neem" dist/neem || fail "the installed program is not the one of make build"
cmp "$work/deb/usr/bin/neem-check" dist/neem-check || fail "the installed neem-check is not the one of make build"
for name in "$setup" "$deb" "$rpm"; do
	[ "$(stat -c %s "$dist/$name")" -le 20000000 ] || fail "$name is larger than 20 MB"
done

# --- the terminal programs

for name in "neem-terminal-$version-linux-x64.tar.xz" "neem-terminal-$version-windows-x64.zip" "neem-terminal-$version-macos-arm64.tar.gz" "neem-terminal-$version-macos-x64.tar.gz"; do
	folder=$work/terminal/$name
	mkdir -p "$folder"
	case $name in
	*.zip) unzip -q "$dist/$name" -d "$folder" ;;
	*) tar -C "$folder" -xf "$dist/$name" ;;
	esac
	program=$(find "$folder" -name 'neem-check*' -path '*terminal/neem-check*' | head -n1)
	case $name in
	*macos-arm64*) file "$program" | grep -q 'Mach-O 64-bit arm64' || fail "$name: $(file "$program")" ;;
	*macos-x64*) file "$program" | grep -q 'Mach-O 64-bit x86_64' || fail "$name: $(file "$program")" ;;
	*linux*)
		code=0
		printf 'password: 123456\n' | NEEM_DATA=$work/data "$program" >/dev/null || code=$?
		[ "$code" = 10 ] || fail "$name: neem-check ended with $code"
		table[$name,found]=yes
		;;
	esac
	[ -s "$folder/neem-terminal/neem-help.html" ] || fail "$name has no page"
done
table[neem-terminal-$version-macos-arm64.tar.gz,started]="no Mac here"
table[neem-terminal-$version-macos-x64.tar.gz,started]="no Mac here"

# --- the table

echo "| artefact | built, MB | installed | started | found a listed password | removed | reproducible |"
echo "|---|---|---|---|---|---|---|"
while read -r name; do
	row="| \`$name\` | $(awk -v n="$(stat -c %s "$dist/$name")" 'BEGIN { printf "%.1f", n / 1e6 }') |"
	for column in installed started found removed; do
		row="$row ${table[$name,$column]:-–} |"
	done
	echo "$row ${same[$name]} |"
done <<<"$listed" | tee "$work/table"
echo "| \`neem-$version-macos.dmg\` | no Mac here | – | – | – | – | – |"
! grep -q '| no |$' "$work/table" || fail "the second release is not the same; uncommitted changes, a signature with the hour?"
