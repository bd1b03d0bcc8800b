#!/usr/bin/env bash
# cjose 0.6.2.1 (Debian 12, the JOSE library of several C servers): RSA-OAEP works, RSA-OAEP-256 (RFC 7518 §4.3) is refused as
# "invalid argument", which names neither the algorithm nor the header.
# Seen: RSA-OAEP ok, RSA-OAEP-256 invalid argument
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
deb() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$@" >/dev/null && for file in ./*.deb; do dpkg -x "$file" root; done; rm -f ./*.deb); }
deb libcjose-dev=0.6.2.1-1+deb12u2 libcjose0=0.6.2.1-1+deb12u2 libjansson4 libjansson-dev libssl-dev libssl3
cat > "$work/try.c" <<'C'
#include <cjose/cjose.h>
#include <stdio.h>
int main(void) {
  cjose_err error;
  cjose_jwk_t *key = cjose_jwk_create_RSA_random(2048, (const uint8_t *)"\x01\x00\x01", 3, &error);
  const char *names[] = {"RSA-OAEP", "RSA-OAEP-256"};
  for (int i = 0; i < 2; i++) {
    cjose_header_t *header = cjose_header_new(&error);
    cjose_header_set(header, CJOSE_HDR_ALG, names[i], &error);
    cjose_header_set(header, CJOSE_HDR_ENC, CJOSE_HDR_ENC_A256GCM, &error);
    printf("%s %s%s", names[i], cjose_jwe_encrypt(key, header, (const uint8_t *)"hello", 5, &error) ? "ok" : error.message, i ? "\n" : ", ");
  }
}
C
lib=$(dirname "$(find "$work/root" -name 'libcjose.so')")
gcc "$work/try.c" -o "$work/try" -I"$work/root/usr/include" -I"$work/root/usr/include/x86_64-linux-gnu" -L"$lib" -lcjose -Wl,-rpath,"$lib" -Wl,--allow-shlib-undefined
seen=$(LD_LIBRARY_PATH="$lib" "$work/try")
echo "cjose 0.6.2.1: $seen"
[ "$seen" = 'RSA-OAEP ok, RSA-OAEP-256 invalid argument' ]
