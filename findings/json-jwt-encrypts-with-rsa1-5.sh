#!/usr/bin/env bash
# json-jwt 1.14.0 (Debian 12): RSA-OAEP-256 is "Unknown Encryption Algorithm", and encrypt(key) alone takes RSA1_5 with
# A128CBC-HS256, which RFC 8725 §3.2 tells to avoid. The unknown algorithm is reported by to_s, not by encrypt.
# Seen: RSA1_5 A128CBC-HS256, then Unknown Encryption Algorithm
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
deb() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$@" >/dev/null && for file in ./*.deb; do dpkg -x "$file" root; done; rm -f ./*.deb); }
deb ruby-json-jwt=1.14.0-2 ruby-aes-key-wrap ruby-bindata ruby-activesupport ruby-concurrent ruby-i18n ruby-minitest ruby-tzinfo ruby-zeitwerk
seen=$(ruby -I "$work/root/usr/lib/ruby/vendor_ruby" -I "$(dirname "$(find "$work/root" -name json -path '*json-jwt*' -o -path '*vendor_ruby/json' | head -n 1)")" \
  $(find "$work/root" -type d -path '*gems-*/gems/*/lib' -o -type d -path '*gems/*/lib' | sed 's/^/-I /') -e '
require "json/jwt"
key = OpenSSL::PKey::RSA.new(2048)
header = JSON::JWT.new(sub: "x").sign(key, :RS256).encrypt(key.public_key).header
print header[:alg], " ", header[:enc]
begin
  JSON::JWT.new(sub: "x").sign(key, :RS256).encrypt(key.public_key, :"RSA-OAEP-256", :A256GCM).to_s
  print ", RSA-OAEP-256 works"
rescue => error
  print ", ", error.message
end' 2>/dev/null)
echo "json-jwt 1.14.0: $seen"
[ "$seen" = 'RSA1_5 A128CBC-HS256, Unknown Encryption Algorithm' ]
