#!/usr/bin/env bash
# node-jose 2.2.0: a key read from PEM gets its thumbprint as kid, and every token names it, also where nobody asked; createEncrypt
# takes RSA-OAEP (SHA-1) with A128CBC-HS256 unless told otherwise.
# Seen: A128CBC-HS256 RSA-OAEP, and a kid in the headers of both layers
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund node-jose@2.2.0 >/dev/null 2>&1
seen=$(node -e '
const { JWE, JWK, JWS } = require("node-jose")
const { privateKey } = require("node:crypto").generateKeyPairSync("rsa", { modulusLength: 2048 })
const header = token => JSON.parse(Buffer.from(token.split(".")[0], "base64url"))
;(async () => {
  const key = await JWK.asKey(privateKey.export({ type: "pkcs8", format: "pem" }), "pem")
  const outer = header(await JWE.createEncrypt({ format: "compact" }, key).update("x").final())
  const inner = header(await JWS.createSign({ format: "compact" }, key).update("x").final())
  console.log(outer.enc, outer.alg, typeof outer.kid, inner.alg, typeof inner.kid)
})()')
echo "node-jose 2.2.0: $seen"
[ "$seen" = 'A128CBC-HS256 RSA-OAEP string RS256 string' ]
