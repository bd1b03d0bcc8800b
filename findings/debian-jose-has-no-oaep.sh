#!/usr/bin/env bash
# José 11 (Debian 12): of the RSA key management algorithms only RSA1_5 is built in; RSA-OAEP and RSA-OAEP-256 are missing, and
# encrypting to such a key ends with "Wrapping failed!".
# Seen: RSA1_5 alone
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
deb() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$@" >/dev/null && for file in ./*.deb; do dpkg -x "$file" root; done; rm -f ./*.deb); }
deb jose=11-2+deb12u1 libjose0=11-2+deb12u1 libjansson4
seen=$(LD_LIBRARY_PATH=$(dirname "$(find "$work/root" -name 'libjose.so.0')"):$(dirname "$(find "$work/root" -name 'libjansson.so.4')") "$work/root/usr/bin/jose" alg | grep -E '^RSA' | tr '\n' ' ')
echo "José 11 encrypts to RSA keys with: $seen"
[ "$seen" = 'RSA1_5 ' ]
