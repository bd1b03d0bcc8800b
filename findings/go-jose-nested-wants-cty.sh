#!/usr/bin/env bash
# go-jose 2.6.0 (Debian 12): the helper for nested tokens, jwt.SignedAndEncrypted, and its reader want the header cty: JWT, which
# RFC 7519 §5.2 requires of nested JWTs and many platforms leave out. A sound nested token without it cannot be read by the helper.
# Seen: expected content type to be JWT, twice; with cty it works
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
deb() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$@" >/dev/null && for file in ./*.deb; do dpkg -x "$file" root; done; rm -f ./*.deb); }
deb golang-gopkg-square-go-jose.v2-dev=2.6.0-2 golang-golang-x-crypto-dev
cat > "$work/main.go" <<'GO'
package main

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"

	jose "gopkg.in/square/go-jose.v2"
	"gopkg.in/square/go-jose.v2/jwt"
)

func main() {
	key, _ := rsa.GenerateKey(rand.Reader, 2048)
	signer, _ := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, nil)
	to := jose.Recipient{Algorithm: jose.RSA_OAEP_256, Key: &key.PublicKey}
	plain, _ := jose.NewEncrypter(jose.A256GCM, to, nil)
	named, _ := jose.NewEncrypter(jose.A256GCM, to, (&jose.EncrypterOptions{}).WithContentType("JWT"))
	claims := jwt.Claims{Issuer: "x"}
	_, made := jwt.SignedAndEncrypted(signer, plain).Claims(claims).CompactSerialize()
	_, withName := jwt.SignedAndEncrypted(signer, named).Claims(claims).CompactSerialize()
	signed, _ := jwt.Signed(signer).Claims(claims).CompactSerialize()
	object, _ := plain.Encrypt([]byte(signed))
	compact, _ := object.CompactSerialize()
	_, read := jwt.ParseSignedAndEncrypted(compact)
	fmt.Printf("made: %v | read: %v | with cty: %v\n", made, read, withName)
}
GO
seen=$(cd "$work" && GO111MODULE=off GOFLAGS= GOPATH="$work/root/usr/share/gocode" GOCACHE="$work/cache" go run main.go)
echo "go-jose 2.6.0: $seen"
wants='square/go-jose/jwt: expected content type to be JWT (cty header)'
[ "$seen" = "made: $wants | read: $wants | with cty: <nil>" ]
