#!/usr/bin/env bash
# python-jose 3.3.0 (Debian 12): A256GCM gets an initialization vector of 16 bytes, where RFC 7518 §5.3 requires 96 bits.
# It reads its own tokens; a library that checks the length refuses them.
# Seen: A256GCM iv 16 bytes
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
deb() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$@" >/dev/null && for file in ./*.deb; do dpkg -x "$file" root; done; rm -f ./*.deb); }
deb python3-jose=3.3.0+dfsg-4 python3-ecdsa python3-rsa python3-pyasn1 python3-cryptography python3-cffi-backend python3-six
openssl genrsa -out "$work/key.pem" 2048 2>/dev/null
openssl pkey -in "$work/key.pem" -pubout -out "$work/public.pem"
seen=$(PYTHONPATH="$work/root/usr/lib/python3/dist-packages" /usr/bin/python3 - "$work" <<'PY'
import base64, sys
from jose import jwe
token = jwe.encrypt(b'hello', open(sys.argv[1] + '/public.pem').read(), algorithm='RSA-OAEP-256', encryption='A256GCM').decode()
iv = token.split('.')[2]
assert jwe.decrypt(token, open(sys.argv[1] + '/key.pem').read()) == b'hello'
print('A256GCM iv', len(base64.urlsafe_b64decode(iv + '=' * (-len(iv) % 4))), 'bytes')
PY
)
echo "python-jose 3.3.0: $seen"
[ "$seen" = 'A256GCM iv 16 bytes' ]
