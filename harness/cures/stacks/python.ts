import { code, type StackCode } from '../snippet.ts'

export const python: StackCode = {
  makeTheToken: code(
    String.raw`
# pip install jwcrypto
import os
import time
from pathlib import Path

from jwcrypto import jwk, jwt

brand_key = jwk.JWK.from_pem(Path(os.environ["BRAND_PRIVATE_KEY_FILE"]).read_bytes())
iadvize_key = jwk.JWK.from_pem(Path(os.environ["IADVIZE_PUBLIC_KEY_FILE"]).read_bytes())


def token_for(account):
    """account: the one that your own session names, never one that the browser sends"""
    now = int(time.time())
    claims = {
        "https://iadvize.com/userId": str(account.id),  # stable, unique, no e-mail address
        "https://iadvize.com/visitorData": {"firstName": account.first_name},  # optional, strings only
        "iss": "https://livechat.iadvize.com",
        "iat": now,
        "exp": now + 60,
    }
    jws = jwt.JWT(header={"alg": "RS256"}, claims=claims)
    jws.make_signed_token(brand_key)
    header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT"}
    jwe = jwt.JWT(header=header, claims=jws.serialize())
    jwe.make_encrypted_token(iadvize_key)
    return jwe.serialize()
`,
    'jwcrypto 1.1.0',
  ),
  providerEndpoint: code(String.raw`
# Django. The session decides who it is; query and body are not read. No CORS headers: your own pages alone ask.
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache  # sets no-store
def iadvize_token(request):
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return JsonResponse({"token": token_for(request.user)})
`),
  traps: [
    {
      requirements: ['token/decrypts', 'token/outer-enc'],
      text: 'python-jose (tried: 3.3.0) writes an IV of 16 bytes for A256GCM, where 12 are required: use jwcrypto, or JsonWebEncryption of Authlib',
    },
    {
      requirements: ['token/nested', 'token/outer-alg'],
      text: 'authlib.jose.jwt refuses the header of a JWE with an error that has no text: encrypt with JsonWebEncryption().serialize_compact',
    },
    {
      requirements: ['token/expiry'],
      text: 'Authlib reads a datetime without a time zone as UTC: pass int(time.time()) + 60',
    },
  ],
}
