#!/usr/bin/env bash
# Makes everything that is released, from this clone into a folder, the same to the
# byte wherever it is made. docs/releasing.md says what is in it and who signs.
#
#   build/dist.sh [FOLDER]        without one dist/release
#
#   NEEM_SIGN         with what the Windows programs are signed (build/windows/sign.sh)
#   NEEM_TIMESTAMP    the timestamp service for that
#   NEEM_RELEASE_KEY  the SSH key that signs SHA256SUMS: a file, or the public half of
#                     one that a token or an agent has
#
# Without them keys are made in dist/test-keys, for trying only.
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
out=$(realpath -m "${1:-dist/release}")
export TZ=UTC LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH GOFLAGS
umask 022
version=$(build/version.sh number)
SOURCE_DATE_EPOCH=$(build/version.sh time)
ldflags=$(build/version.sh ldflags)
if [ "$SOURCE_DATE_EPOCH" = 0 ]; then
	echo "dist.sh: this is no clone: without a commit nothing says of which day and source it is" >&2
	exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$out"
mkdir -p "$out"
say() { echo "dist.sh: $*"; }

# --- keys

test_keys=
keys=$top/dist/test-keys
if [ -z "${NEEM_SIGN:-}" ]; then
	test_keys=1
	mkdir -p "$keys"
	[ -s "$keys/cert.pem" ] || openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj "/CN=Neem test - trust nothing signed by this" \
		-addext extendedKeyUsage=codeSigning -keyout "$keys/key.pem" -out "$keys/cert.pem" 2>/dev/null
	NEEM_SIGN="-certs ${keys@Q}/cert.pem -key ${keys@Q}/key.pem"
fi
if [ -z "${NEEM_RELEASE_KEY:-}" ]; then
	test_keys=1
	mkdir -p "$keys"
	[ -s "$keys/release" ] || ssh-keygen -q -t ed25519 -N '' -C "Neem test - trust nothing signed by this" -f "$keys/release"
	NEEM_RELEASE_KEY=$keys/release
fi
export NEEM_SIGN NEEM_RELEASE_KEY

# --- programs

say "programs of $version ($(build/version.sh commit))"
linux=$work/linux windows=$work/windows macos=$work/macos
GOFLAGS="-tags=x11,no_emoji -trimpath -buildvcs=false"
go build -ldflags "$ldflags" -o "$linux/neem" .
CGO_ENABLED=0 go build -ldflags "$ldflags" -o "$linux/" ./check/cmd/...
CGO_ENABLED=0 go build -o "$work/papers" ./build/papers
GOFLAGS="-tags=accessibility,no_emoji -trimpath -buildvcs=false"
CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc go build -ldflags "$ldflags -H=windowsgui" -o "$windows/neem.exe" .
GOFLAGS="-trimpath -buildvcs=false"
CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build -ldflags "$ldflags" -o "$windows/" ./check/cmd/...
for machine in arm64 amd64; do
	CGO_ENABLED=0 GOOS=darwin GOARCH=$machine go build -ldflags "$ldflags" -o "$macos/$machine/" ./check/cmd/...
done
go run github.com/tc-hib/go-winres@v0.3.3 patch --no-backup --in build/windows/resources.json \
	--product-version "$version" --file-version "$version" "$windows/neem.exe"
for program in "$windows"/*.exe; do
	build/windows/sign.sh "$program"
done

# --- papers: what lies beside the programs everywhere

say "papers"
papers=$work/beside
mkdir "$papers"
"$work/papers" page "$papers/neem-help.html"
"$work/papers" licences >"$papers/THIRD-PARTY.txt"
cp LICENSE "$papers/LICENSE.txt"
"$work/papers" notes "$version" >"$out/RELEASE-NOTES.md"
"$work/papers" sbom "$version" "$linux"/* "$windows"/*.exe "$macos"/*/* >"$out/neem-$version.cdx.json"
cp "$papers/neem-help.html" "$out/"

# same_times gives all files below a folder the time of the source.
same_times() { find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +; }

# packed FOLDER ARCHIVE puts a folder into a .zip, .tar.gz or .tar.xz.
packed() {
	local parent name
	parent=$(dirname "$1") name=$(basename "$1")
	same_times "$1"
	case $2 in
	*.zip) (cd "$parent" && find "$name" | sort | zip -q -X -9 "$2" -@) ;;
	*)
		tar -C "$parent" --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cf "${2%.*}" "$name"
		case $2 in
		*.xz) xz -9 -T1 "${2%.*}" ;;
		*.gz) gzip -n -9 "${2%.*}" ;;
		esac
		;;
	esac
}

# --- Windows

say "Windows: installer, portable folder"
installed=$work/installed
mkdir "$installed"
cp "$windows/neem.exe" "$windows/neem-check.exe" "$papers"/* "$installed/"
same_times "$installed"
"$work/papers" installer "$work/words.nsh" "/usr/share/nsis/Contrib/Language files"
convert -size 164x314 xc:'#f6f4ee' assets/icons/app/neem-128.png -gravity center -composite -alpha off "BMP3:$work/side.bmp"
touch -d "@$SOURCE_DATE_EPOCH" "$work/side.bmp" # the installer keeps its time
setup=$out/neem-$version-windows-x64-setup.exe
makensis -V2 -INPUTCHARSET UTF8 -DVERSION="$version" -DFILES="$installed" -DWORDS="$work/words.nsh" -DPICTURE="$work/side.bmp" \
	-DSIGN="$top/build/windows/sign.sh" -DOUT="$setup" build/windows/installer.nsi
build/windows/sign.sh "$setup"
folder=$work/zip/Neem
mkdir -p "$folder"
cp "$installed"/* build/portable/*.txt "$folder/"
packed "$folder" "$out/neem-$version-windows-x64-portable.zip"

# --- Linux

say "Linux: deb, rpm, portable folder"
tree=$work/tree
share=$tree/usr/share
mkdir -p "$tree/usr/bin" "$share"/{applications,mime/packages,metainfo,doc/neem} "$work/desktop"
cp "$linux/neem" "$linux/neem-check" "$tree/usr/bin/"
"$work/papers" desktop "$work/desktop" "$version"
cp "$work"/desktop/*.desktop "$share/applications/"
cp "$work"/desktop/*.Neem.xml "$share/mime/packages/"
cp "$work"/desktop/*.metainfo.xml "$share/metainfo/"
for size in 16 32 48 64 128 256 512; do
	install -D -m644 "assets/icons/app/neem-$size.png" "$share/icons/hicolor/${size}x$size/apps/org.neem.Neem.png"
done
install -D -m644 assets/icons/app/neem.svg "$share/icons/hicolor/scalable/apps/org.neem.Neem.svg"
for program in neem neem-check; do
	"$work/papers" terminal "$share" "$linux/$program" "$version"
done
gzip -n -9 "$share"/man/man1/*.1
cp "$papers/neem-help.html" "$papers/THIRD-PARTY.txt" "$share/doc/neem/"

rpm_tree=$work/rpm-tree
cp -a "$tree" "$rpm_tree"
mv "$rpm_tree/usr/share/zsh/vendor-completions" "$rpm_tree/usr/share/zsh/site-functions"
cp LICENSE CHANGELOG.md "$rpm_tree/usr/share/doc/neem/"
same_times "$rpm_tree"
# On one line: --define takes no more.
dlopened=$(sed -n 's/^\(lib[^ ]*\) *\(lib[^ ]*\)$/\2()(64bit)/p' build/linux/dlopen | paste -sd ' ')
rpmbuild -bb --quiet --target x86_64 --define "_topdir $work/rpm" --define "_rpmdir $work/rpm/out" \
	--define "version $version" --define "tree $rpm_tree" --define "dlopened $dlopened" --define "_build_id_links none" \
	--define "_buildhost localhost" --define "use_source_date_epoch_as_buildtime 1" --define "clamp_mtime_to_source_date_epoch 1" \
	--define "_binary_payload w9.xzdio" --define "__os_install_post %{nil}" build/linux/neem.spec
mv "$work"/rpm/out/x86_64/*.rpm "$out/neem-$version-1.x86_64.rpm"

{
	echo "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"
	echo "Upstream-Name: Neem"
	echo
	echo "Files: *"
	echo "Copyright: 2026 the Neem authors"
	echo "License: Apache-2.0"
	echo " On Debian systems the text is in /usr/share/common-licenses/Apache-2.0."
	echo " What others have made is in THIRD-PARTY.txt, with its licences."
} >"$share/doc/neem/copyright"
gzip -n -9 -c CHANGELOG.md >"$share/doc/neem/changelog.gz"
{
	echo "neem ($version-1) unstable; urgency=low"
	printf '\n  * %s\n\n' "What is new stands in changelog.gz."
	echo " -- The Neem authors <neem@example.org>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")"
} | gzip -n -9 >"$share/doc/neem/changelog.Debian.gz"
mkdir -p "$work/deps/debian" "$tree/DEBIAN"
printf 'Source: neem\n\nPackage: neem\nArchitecture: amd64\n' >"$work/deps/debian/control"
linked=$(cd "$work/deps" && dpkg-shlibdeps -O -e"$tree/usr/bin/neem" -e"$tree/usr/bin/neem-check" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[ -n "$linked" ]
# What the window opens by name stands in it; of what is not asked for it needs none:
# other ways to draw, which it tries when the first is missing.
byname=$(strings -n 6 "$linux/neem" | grep -xE 'lib[A-Za-z0-9-]+\.so\.[0-9]+' | grep -vxE 'lib(c|m|GL|GLX|EGL|GLESv2|OpenGL|OSMesa|vulkan)\.so\..*' | sort -u)
listed=$(sed -n 's/^lib[^ ]* *\(lib[^ ]*\)$/\1/p' build/linux/dlopen | sort)
if [ "$byname" != "$listed" ]; then
	echo "dist.sh: the window opens ${byname//$'\n'/ }; build/linux/dlopen has ${listed//$'\n'/ }" >&2
	exit 1
fi
depends="$linked, $(sed -n 's/^\(lib[^ ]*\) .*$/\1/p' build/linux/dlopen | paste -sd, | sed 's/,/, /g')"
sed -e "s/@VERSION@/$version/" -e "s/@DEPENDS@/$depends/" -e "s/@SIZE@/$(du -sk --apparent-size "$tree/usr" | cut -f1)/" build/linux/control >"$tree/DEBIAN/control"
(cd "$tree" && find usr -type f | sort | xargs md5sum >DEBIAN/md5sums)
same_times "$tree"
dpkg-deb --root-owner-group -Zxz -z9 --build "$tree" "$out/neem_$version-1_amd64.deb" >/dev/null

folder=$work/tar/Neem
mkdir -p "$folder"
cp "$linux/neem" "$linux/neem-check" "$papers"/* build/portable/*.txt "$folder/"
packed "$folder" "$out/neem-$version-linux-x64-portable.tar.xz"

# --- the publisher's tool, and the terminal on macOS

say "terminal programs"
terminal() { # SYSTEM ENDING PROGRAM...
	local folder=$work/terminal/$1/neem-terminal
	mkdir -p "$folder"
	cp "${@:3}" "$papers"/* "$folder/"
	for program in neem-check neem-pack; do
		"$work/papers" terminal "$folder/share" "$linux/$program" "$version"
	done
	packed "$folder" "$out/neem-terminal-$version-$1.$2"
}
terminal linux-x64 tar.xz "$linux/neem-check" "$linux/neem-pack"
terminal windows-x64 zip "$windows/neem-check.exe" "$windows/neem-pack.exe"
terminal macos-arm64 tar.gz "$macos/arm64/neem-check" "$macos/arm64/neem-pack"
terminal macos-x64 tar.gz "$macos/amd64/neem-check" "$macos/amd64/neem-pack"

# --- sums

(cd "$out" && sha256sum -- * >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" .)
ssh-keygen -q -Y sign -f "$NEEM_RELEASE_KEY" -n neem-release "$out/SHA256SUMS"
public=$NEEM_RELEASE_KEY
[ ! -f "$public.pub" ] || public=$public.pub
echo "neem-release namespaces=\"neem-release\" $(cut -d' ' -f1,2 "$public")" >"$out/release-key.txt"
(cd "$out" && ls -l | awk 'NR > 1 { printf "%11d  %s\n", $5, $9 }')
if [ -n "$test_keys" ]; then
	say "signed with keys that were made for trying. Do not hand this out."
fi
