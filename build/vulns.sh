#!/usr/bin/env bash
# Asks govulncheck for known vulnerabilities; where its database cannot be
# reached, says so and goes on.
set -euo pipefail
code=0
out=$(timeout 300 go tool govulncheck ./... 2>&1) || code=$?
case $code in
0) echo "govulncheck: nothing known" ;;
*)
	if grep -qE "fetching vulnerabilities|no such host|dial tcp|connection refused|Forbidden|i/o timeout" <<<"$out"; then
		echo "govulncheck: skipped, its database cannot be reached"
	else
		echo "$out"
		exit 1
	fi
	;;
esac
