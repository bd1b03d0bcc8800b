import { code, type StackCode } from '../snippet.ts'

export const ruby: StackCode = {
  makeTheToken: code(
    String.raw`
# gem install jwt; the gems for JWE have no RSA-OAEP-256, OpenSSL does (Ruby 3.1 or newer)
require 'base64'
require 'json'
require 'jwt'
require 'openssl'

BRAND_KEY = OpenSSL::PKey.read(File.read(ENV.fetch('BRAND_PRIVATE_KEY_FILE')))
IADVIZE_KEY = OpenSSL::PKey.read(File.read(ENV.fetch('IADVIZE_PUBLIC_KEY_FILE')))

# account: the one that your own session names, never one that the browser sends
def token_for(account)
  now = Time.now.to_i
  claims = {
    'https://iadvize.com/userId' => account.id.to_s, # stable, unique, no e-mail address
    'https://iadvize.com/visitorData' => { 'firstName' => account.first_name }, # optional, strings only
    'iss' => 'https://livechat.iadvize.com',
    'iat' => now,
    'exp' => now + 60
  }
  encrypted(JWT.encode(claims, BRAND_KEY, 'RS256'))
end

def encrypted(jws)
  header = base64url({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' }.to_json)
  cipher = OpenSSL::Cipher.new('aes-256-gcm').encrypt
  content_key = cipher.random_key # new for each token, and so is the IV
  iv = cipher.random_iv
  cipher.auth_data = header
  ciphertext = cipher.update(jws) + cipher.final
  oaep = { rsa_padding_mode: 'oaep', rsa_oaep_md: 'sha256', rsa_mgf1_md: 'sha256' }
  encrypted_key = IADVIZE_KEY.encrypt(content_key, oaep)
  [header, *[encrypted_key, iv, ciphertext, cipher.auth_tag].map { |part| base64url(part) }].join('.')
end

def base64url(bytes) = Base64.urlsafe_encode64(bytes, padding: false)
`,
    'ruby-jwt 2.5.0 on Ruby 3.1',
  ),
  providerEndpoint: code(String.raw`
# Rails. The session decides who it is; parameters are not read. No CORS headers: your own pages alone ask.
class IadvizeTokensController < ApplicationController
  def show
    response.headers['Cache-Control'] = 'no-store'
    return head :unauthorized unless current_user # yours

    render json: { token: token_for(current_user) }
  end
end
`),
  traps: [
    {
      requirements: ['token/outer-alg'],
      text: 'json-jwt (tried: 1.14.0) has no RSA-OAEP-256, and encrypt(key) alone takes RSA1_5 with A128CBC-HS256: encrypt with OpenSSL, as in the example code',
    },
  ],
}
