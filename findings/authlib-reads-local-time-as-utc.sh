#!/usr/bin/env bash
# authlib 1.2.0 (Debian 12): a naive datetime given as exp is read as UTC, whatever the time zone of the process.
# datetime.now() + one minute, the line that people write, is then hours in the past or in the future, with no warning.
# Seen, in New York: noon local time becomes 12:00 UTC, five hours before it
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
deb() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$@" >/dev/null && for file in ./*.deb; do dpkg -x "$file" root; done; rm -f ./*.deb); }
deb python3-authlib=1.2.0-1+deb12u2 python3-cryptography python3-cffi-backend python3-pycryptodome
openssl genrsa -out "$work/key.pem" 2048 2>/dev/null
seen=$(TZ=EST5 PYTHONPATH="$work/root/usr/lib/python3/dist-packages" /usr/bin/python3 - "$work" <<'PY'
import base64, datetime, json, sys
from authlib.jose import jwt
noon = datetime.datetime(2026, 1, 1, 12, 0)
token = jwt.encode({'alg': 'RS256'}, {'exp': noon}, open(sys.argv[1] + '/key.pem').read())
claims = token.split(b'.')[1]
exp = json.loads(base64.urlsafe_b64decode(claims + b'=' * (-len(claims) % 4)))['exp']
print('exp is', int(noon.timestamp()) - exp, 'seconds before the moment that was meant')
PY
)
echo "authlib 1.2.0: $seen"
[ "$seen" = 'exp is 18000 seconds before the moment that was meant' ]
