import { code, type StackCode } from '../snippet.ts'

export const rust: StackCode = {
  makeTheToken: code(
    String.raw`
// cargo add josekit serde_json
use josekit::jwe::{self, JweHeader, RSA_OAEP_256};
use josekit::jws::{JwsHeader, RS256};
use josekit::jwt::{self, JwtPayload};
use serde_json::json;
use std::time::{Duration, SystemTime};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// account_id: the one that your own session names, never one that the browser sends
pub fn token_for(account_id: &str, first_name: &str) -> Result<String> {
    let now = SystemTime::now();
    let mut claims = JwtPayload::new();
    claims.set_claim("https://iadvize.com/userId", Some(json!(account_id)))?; // stable, unique, no e-mail address
    let visitor_data = json!({ "firstName": first_name }); // optional, strings only
    claims.set_claim("https://iadvize.com/visitorData", Some(visitor_data))?;
    claims.set_issuer("https://livechat.iadvize.com");
    claims.set_issued_at(&now);
    claims.set_expires_at(&(now + Duration::from_secs(60)));
    let signer = RS256.signer_from_pem(pem("BRAND_PRIVATE_KEY_FILE")?)?;
    let jws = jwt::encode_with_signer(&claims, &JwsHeader::new(), &signer)?;

    let mut header = JweHeader::new();
    header.set_content_encryption("A256GCM");
    header.set_content_type("JWT");
    let encrypter = RSA_OAEP_256.encrypter_from_pem(pem("IADVIZE_PUBLIC_KEY_FILE")?)?;
    Ok(jwe::serialize_compact(jws.as_bytes(), &header, &encrypter)?)
}

fn pem(variable: &str) -> Result<Vec<u8>> {
    Ok(std::fs::read(std::env::var(variable)?)?)
}
`,
  ),
  providerEndpoint: code(String.raw`
// axum. The session decides who it is; query and body are not read. No CORS layer: your own pages alone ask.
async fn iadvize_token(account: Option<AccountOfSession>) -> Response { // yours: an extractor of your session
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    let Some(account) = account else { return (StatusCode::UNAUTHORIZED, no_store).into_response() };
    match token_for(&account.id, &account.first_name) {
        Ok(token) => (no_store, Json(json!({ "token": token }))).into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, no_store).into_response(),
    }
}
`),
  traps: [],
}
