import { code, type StackCode } from '../snippet.ts'

export const c: StackCode = {
  makeTheToken: code(
    String.raw`
/* cc … -lrhonabwy -ljansson   (Debian: librhonabwy-dev) */
#include <jansson.h>
#include <rhonabwy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static jwk_t *key(const char *variable, int type) {
  unsigned char pem[8192];
  const char *path = getenv(variable);
  FILE *file = path ? fopen(path, "rb") : NULL;
  if (!file) return NULL;
  size_t length = fread(pem, 1, sizeof pem, file);
  fclose(file);
  jwk_t *jwk = NULL;
  if (r_jwk_init(&jwk) == RHN_OK && r_jwk_import_from_pem_der(jwk, type, R_FORMAT_PEM, pem, length) == RHN_OK)
    return jwk;
  r_jwk_free(jwk);
  return NULL;
}

static char *signed_claims(const char *claims, jwk_t *brand_key) {
  jws_t *jws = NULL;
  char *text = NULL;
  if (r_jws_init(&jws) == RHN_OK && r_jws_set_alg(jws, R_JWA_ALG_RS256) == RHN_OK &&
      r_jws_set_payload(jws, (const unsigned char *)claims, strlen(claims)) == RHN_OK)
    text = r_jws_serialize(jws, brand_key, 0);
  r_jws_free(jws);
  return text;
}

static char *encrypted(const char *jws, jwk_t *iadvize_key) {
  jwe_t *jwe = NULL;
  char *text = NULL;
  if (r_jwe_init(&jwe) == RHN_OK && r_jwe_set_alg(jwe, R_JWA_ALG_RSA_OAEP_256) == RHN_OK &&
      r_jwe_set_enc(jwe, R_JWA_ENC_A256GCM) == RHN_OK && r_jwe_set_header_str_value(jwe, "cty", "JWT") == RHN_OK &&
      r_jwe_set_payload(jwe, (const unsigned char *)jws, strlen(jws)) == RHN_OK)
    text = r_jwe_serialize(jwe, iadvize_key, 0);
  r_jwe_free(jwe);
  return text;
}

/* account_id: the one that your own session names, never one that the browser sends. NULL: no token; else r_free it. */
char *token_for(const char *account_id, const char *first_name) {
  json_int_t now = time(NULL);
  json_t *claims = json_pack("{s:s, s:{s:s}, s:s, s:I, s:I}",
                             "https://iadvize.com/userId", account_id, /* stable, unique, no e-mail address */
                             "https://iadvize.com/visitorData", "firstName", first_name, /* optional, strings only */
                             "iss", "https://livechat.iadvize.com", "iat", now, "exp", now + 60);
  char *text = claims ? json_dumps(claims, JSON_COMPACT) : NULL;
  jwk_t *brand_key = key("BRAND_PRIVATE_KEY_FILE", R_X509_TYPE_PRIVKEY);
  jwk_t *iadvize_key = key("IADVIZE_PUBLIC_KEY_FILE", R_X509_TYPE_PUBKEY);
  char *jws = text && brand_key ? signed_claims(text, brand_key) : NULL;
  char *jwe = jws && iadvize_key ? encrypted(jws, iadvize_key) : NULL;
  r_free(jws);
  r_jwk_free(iadvize_key);
  r_jwk_free(brand_key);
  free(text);
  json_decref(claims);
  return jwe;
}
`,
    'rhonabwy 1.1.11',
  ),
  providerEndpoint: code(String.raw`
/* Ulfius. The session decides who it is; parameters are not read. No CORS headers: your own pages alone ask. */
int iadvize_token(const struct _u_request *request, struct _u_response *response, void *shop) {
  struct account *account = account_of_session(shop, request); /* yours */
  char *token = account ? token_for(account->id, account->first_name) : NULL;
  ulfius_set_response_properties(response, U_OPT_STATUS, account ? (token ? 200 : 503) : 401,
                                 U_OPT_HEADER_PARAMETER, "Cache-Control", "no-store", U_OPT_NONE);
  if (token) {
    json_t *body = json_pack("{s:s}", "token", token);
    ulfius_set_json_body_response(response, 200, body);
    json_decref(body);
    r_free(token);
  }
  return U_CALLBACK_CONTINUE;
}
`),
  traps: [
    {
      requirements: ['token/outer-alg'],
      text: 'cjose (tried: 0.6.2.1) has no RSA-OAEP-256 and says “invalid argument”; libjose and Debian’s jose command (tried: 11) have RSA1_5 alone: use rhonabwy, or EVP_PKEY_encrypt of OpenSSL with rsa_oaep_md and rsa_mgf1_md set to sha256',
    },
    {
      requirements: ['token/inner-alg'],
      text: 'r_jwt_serialize_nested of rhonabwy writes cty: JWT into the inner header too: sign with r_jws_serialize and encrypt with r_jwe_serialize',
    },
  ],
}
