#!/usr/bin/env bash
# Signs a Windows program or installer in place (Authenticode).
#
#   build/windows/sign.sh FILE
#
# With what, NEEM_SIGN says in the words of osslsigncode, quoted as for a shell:
#   "-certs chain.pem -key key.pem"
#   "-pkcs11module MODULE -pkcs11cert URI -key URI"   (a token, as it has to be today)
# NEEM_TIMESTAMP is the address of a timestamp service. With one, a signature outlives
# its certificate, and no two are alike; without, its time is that of the source.
set -euo pipefail
file=$1
eval "with=($NEEM_SIGN)"
when=(-time "$SOURCE_DATE_EPOCH")
[ -z "${NEEM_TIMESTAMP:-}" ] || when=(-ts "$NEEM_TIMESTAMP")
osslsigncode sign "${with[@]}" -h sha256 -n Neem "${when[@]}" -in "$file" -out "$file.signed" >/dev/null
mv "$file.signed" "$file"
