#!/usr/bin/env bash
# rhonabwy 1.1.11 (Debian 12): r_jwt_serialize_nested adds typ, cty and kid (the thumbprint of a key read from PEM) to the headers,
# though none was set. Whoever maps kid to a key must know these thumbprints.
# Seen: {"typ":"JWT","cty":"JWT","alg":"RSA-OAEP-256","kid":…,"enc":"A256GCM"}
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
deb() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$@" >/dev/null && for file in ./*.deb; do dpkg -x "$file" root; done; rm -f ./*.deb); }
deb librhonabwy-dev=1.1.11-1 librhonabwy1.1=1.1.11-1 libyder-dev libyder2.0 liborcania-dev liborcania2.3 libulfius2.7 libjansson4 libjansson-dev libgnutls28-dev libgnutls30 libnettle8 libhogweed6 libsystemd0 libmicrohttpd12 libcurl3-gnutls zlib1g
openssl genrsa -out "$work/key.pem" 2048 2>/dev/null
cat > "$work/try.c" <<'C'
#include <rhonabwy.h>
#include <stdio.h>
int main(int count, char **words) {
  unsigned char text[9000];
  jwk_t *key, *public_key;
  jwt_t *jwt;
  FILE *file = fopen(words[1], "r");
  size_t size = fread(text, 1, sizeof text, file);
  (void)count;
  r_global_init();
  r_jwk_init(&key);
  r_jwk_init(&public_key);
  r_jwk_import_from_pem_der(key, R_X509_TYPE_PRIVKEY, R_FORMAT_PEM, text, size);
  r_jwk_extract_pubkey(key, public_key, 0);
  r_jwt_init(&jwt);
  r_jwt_set_claim_str_value(jwt, "iss", "x");
  r_jwt_set_sign_alg(jwt, R_JWA_ALG_RS256);
  r_jwt_set_enc_alg(jwt, R_JWA_ALG_RSA_OAEP_256);
  r_jwt_set_enc(jwt, R_JWA_ENC_A256GCM);
  puts(r_jwt_serialize_nested(jwt, R_JWT_TYPE_NESTED_SIGN_THEN_ENCRYPT, key, 0, public_key, 0));
}
C
lib=$(dirname "$(find "$work/root" -name 'librhonabwy.so')")
gcc "$work/try.c" -o "$work/try" -I"$work/root/usr/include" -I"$work/root/usr/include/x86_64-linux-gnu" -L"$lib" -lrhonabwy -Wl,-rpath,"$lib" -Wl,--allow-shlib-undefined
seen=$(LD_LIBRARY_PATH="$lib" "$work/try" "$work/key.pem" | cut -d. -f1 | tr '_-' '/+' | (base64 -d 2>/dev/null || true) | grep -oE '"(typ|cty|kid|alg|enc)"' | sort | tr '\n' ' ')
echo "rhonabwy 1.1.11, outer header: $seen"
[ "$seen" = '"alg" "cty" "enc" "kid" "typ" ' ]
