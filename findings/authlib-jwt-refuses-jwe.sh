#!/usr/bin/env bash
# authlib 1.2.0 (Debian 12): authlib.jose.jwt, which its documentation shows first, refuses the header of a JWE with an error
# that has no text. JsonWebEncryption().serialize_compact of the same library encrypts with the same header.
# Seen: UnsupportedAlgorithmError "unsupported_algorithm: ", then a token of five parts
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
deb() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$@" >/dev/null && for file in ./*.deb; do dpkg -x "$file" root; done; rm -f ./*.deb); }
deb python3-authlib=1.2.0-1+deb12u2 python3-cryptography python3-cffi-backend python3-pycryptodome
openssl genrsa 2048 2>/dev/null | openssl pkey -pubout -out "$work/public.pem"
seen=$(PYTHONPATH="$work/root/usr/lib/python3/dist-packages" /usr/bin/python3 - "$work" <<'PY'
import sys
from authlib.jose import JsonWebEncryption, jwt
header, public = {'alg': 'RSA-OAEP-256', 'enc': 'A256GCM'}, open(sys.argv[1] + '/public.pem').read()
try:
    jwt.encode(header, {'sub': 'x'}, public)
    print('no error', end=' ')
except Exception as error:
    print(f'{type(error).__name__} "{error}"', end=' ')
print(len(JsonWebEncryption().serialize_compact(header, b'hello', public).split(b'.')), 'parts')
PY
)
echo "authlib 1.2.0: $seen"
[ "$seen" = 'UnsupportedAlgorithmError "unsupported_algorithm: " 5 parts' ]
