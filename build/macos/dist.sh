#!/usr/bin/env bash
# Makes the macOS program, universal, and its disk image. It runs on a Mac with Xcode's
# command line tools and Go; .ci/macos.yml runs it on a hired one.
#
# NOT TRIED: nobody who worked on this had a Mac. The commands are those that Apple
# documents and that other programs made with Fyne use.
#
#   build/macos/dist.sh [FOLDER]       without one dist/release
#
#   NEEM_APPLE_IDENTITY  "Developer ID Application: NAME (TEAM)"; without it the
#                        signature is ad hoc, and people have to allow the program in
#                        System Settings, Privacy & Security
#   NEEM_NOTARY_PROFILE  what xcrun notarytool store-credentials was told to call the
#                        credentials; without it the program is not notarised
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-dist/release}
mkdir -p "$out"
version=$(build/version.sh number)
ldflags=$(build/version.sh ldflags)
SOURCE_DATE_EPOCH=$(build/version.sh time)
export SOURCE_DATE_EPOCH MACOSX_DEPLOYMENT_TARGET=11.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
app=$work/Neem.app
inside=$app/Contents
mkdir -p "$inside/MacOS" "$inside/Resources" "$work/neem.iconset"

for machine in arm64 amd64; do
	export GOARCH=$machine
	CGO_ENABLED=1 GOFLAGS="-tags=accessibility,no_emoji -trimpath -buildvcs=false" go build -ldflags "$ldflags" -o "$work/neem-$machine" .
	CGO_ENABLED=0 GOFLAGS="-trimpath -buildvcs=false" go build -ldflags "$ldflags" -o "$work/neem-check-$machine" ./check/cmd/neem-check
done
unset GOARCH
for program in neem neem-check; do
	lipo -create -output "$inside/MacOS/$program" "$work/$program-arm64" "$work/$program-amd64"
done

for size in 16 32 128 256 512; do
	cp "assets/icons/app/neem-$size.png" "$work/neem.iconset/icon_${size}x$size.png"
done
iconutil -c icns -o "$inside/Resources/neem.icns" "$work/neem.iconset"
sed "s/@VERSION@/$version/" build/macos/Info.plist >"$inside/Info.plist"
CGO_ENABLED=0 go run ./build/papers page "$inside/Resources/neem-help.html"
CGO_ENABLED=0 go run ./build/papers licences >"$inside/Resources/THIRD-PARTY.txt"
cp LICENSE "$inside/Resources/LICENSE.txt"
printf 'APPL????' >"$inside/PkgInfo"

signing=(--sign "${NEEM_APPLE_IDENTITY:--}" --force --options runtime)
[ -z "${NEEM_APPLE_IDENTITY:-}" ] || signing+=(--timestamp)
codesign "${signing[@]}" "$inside/MacOS/neem-check"
codesign "${signing[@]}" "$app"
codesign --verify --deep --strict "$app"
if [ -n "${NEEM_NOTARY_PROFILE:-}" ]; then
	ditto -c -k --keepParent "$app" "$work/neem.zip"
	xcrun notarytool submit "$work/neem.zip" --keychain-profile "$NEEM_NOTARY_PROFILE" --wait
	xcrun stapler staple "$app"
fi

# What is built is tried: the terminal program on the machine that this is.
code=0
printf 'password: 123456\n' | NEEM_DATA=$work/data "$inside/MacOS/neem-check" || code=$?
[ "$code" -eq 10 ]

mkdir "$work/image"
cp -R "$app" "$work/image/"
cp "$inside/Resources/neem-help.html" "$work/image/"
ln -s /Applications "$work/image/Applications"
hdiutil create -quiet -ov -volname Neem -srcfolder "$work/image" -format UDZO "$out/neem-$version-macos.dmg"
[ -z "${NEEM_APPLE_IDENTITY:-}" ] || codesign --sign "$NEEM_APPLE_IDENTITY" --timestamp "$out/neem-$version-macos.dmg"
ls -l "$out/neem-$version-macos.dmg"
