#!/usr/bin/env bash
# Says which version this source is. The number stands in FyneApp.toml; the commit
# comes from git, with a plus sign where the source has been changed since.
#
#   build/version.sh number    0.1.0
#   build/version.sh commit    0123456789ab, or nothing outside of a clone
#   build/version.sh time      when the commit was made, in seconds since 1970
#   build/version.sh ldflags   what the linker is given, for every program alike
set -euo pipefail
cd "$(dirname "$0")/.."
number() { sed -n 's/^Version = "\(.*\)"$/\1/p' FyneApp.toml; }
commit() {
	git rev-parse --short=12 HEAD 2>/dev/null | tr -d '\n' || return 0
	[ -z "$(git status --porcelain 2>/dev/null)" ] || printf +
}
case "${1:-}" in
number) number ;;
commit) commit ;;
time) git log -1 --format=%ct 2>/dev/null || echo 0 ;;
ldflags) echo "-s -w -X neem/assets/version.number=$(number) -X neem/assets/version.commit=$(commit)" ;;
*) echo "usage: build/version.sh number|commit|time|ldflags" >&2 && exit 2 ;;
esac
