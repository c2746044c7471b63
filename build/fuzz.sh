#!/usr/bin/env bash
# Runs every fuzz target for a while.
#
#   build/fuzz.sh 20s
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
grep -rlE --include='*_test.go' '^func Fuzz' . | while read -r file; do
	sed -nE 's/^func (Fuzz[A-Za-z0-9_]*)\(.*/\1/p' "$file" | while read -r target; do
		go test -vet=off -run '^$' -fuzz "^$target\$" -fuzztime "${1:-20s}" -fuzzminimizetime 20x "./$(dirname "$file")"
	done
done
