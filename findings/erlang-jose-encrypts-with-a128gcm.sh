#!/usr/bin/env bash
# jose 1.11.5 for Erlang (Debian 12): without a JSON library, which the package does not depend on, every call ends with
# unsupported_json_module; with one, block_encrypt(Text, Key) takes RSA-OAEP (SHA-1) with A128GCM.
# Seen: unsupported_json_module, then RSA-OAEP A128GCM
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
deb() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$@" >/dev/null && for file in ./*.deb; do dpkg -x "$file" root; done; rm -f ./*.deb); }
deb erlang-jose=1.11.5-1 erlang-jiffy
openssl genrsa 2048 2>/dev/null | openssl pkey -pubout -out "$work/public.pem"
libs() { find "$work/root" -type d -name ebin -path "*/$1*" | sed 's/^/-pa /' | tr '\n' ' '; }
encrypted='Key = jose_jwk:from_pem_file("'"$work"'/public.pem"), {_, Token} = jose_jwe:compact(jose_jwk:block_encrypt(<<"hello">>, Key)), [Head | _] = binary:split(Token, <<".">>), io:format("~s", [Head])'
without=$(erl -noshell $(libs jose-) -eval 'try '"$encrypted"' catch _:Reason -> io:format("~p", [Reason]) end, halt().')
with=$(erl -noshell $(libs jose-) $(libs jiffy) -eval 'jose:json_module(jose_json_jiffy), '"$encrypted"', halt().' | tr '_-' '/+' | (base64 -d 2>/dev/null || true) | grep -oE '(RSA-OAEP|A[0-9]+GCM)[^"]*' | tr '\n' ' ')
echo "jose 1.11.5 (Erlang): $without, then $with"
[ "$without" = unsupported_json_module ] && [ "$with" = 'RSA-OAEP A128GCM ' ]
