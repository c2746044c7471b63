#!/usr/bin/env bash
# Makes starter.neem again from its source: the list of common passwords in
# the npm package @zxcvbn-ts/language-common (MIT). Needs npm and Go.
# The same source gives the same bytes.
set -euo pipefail
cd "$(dirname "$0")"

package=@zxcvbn-ts/language-common
version=4.1.3
integrity=sha512-g2bg4skmlJG9aJqC/nWziZzgYpSe/f3rKeGobrkdFiOrfZVFqqzUgC6BUQWuX54Sua9j0Jxxt+1bf4f/Mal1Kg==

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "$package@$version" >/dev/null)
archive=$(echo "$work"/*.tgz)
got=sha512-$(openssl dgst -sha512 -binary "$archive" | base64 -w0)
if [ "$got" != "$integrity" ]; then
	echo "recipe.sh: $package@$version is not the package this recipe was written for ($got)" >&2
	exit 1
fi
tar -xzf "$archive" -C "$work"
cp "$work/package/LICENSE.txt" LICENSE-zxcvbn.txt
export CGO_ENABLED=0
go build -o "$work/neem-pack" ../../check/cmd/neem-pack
"$work/neem-pack" hash-passwords <"$work/package/src/passwords.json" >"$work/pwned.txt"
cp starter.toml "$work/starter.toml"
"$work/neem-pack" build --spec "$work/starter.toml" --out starter.neem
"$work/neem-pack" verify starter.neem
