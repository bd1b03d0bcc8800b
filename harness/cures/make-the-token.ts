/**
 * The token provider's heart: sign, then encrypt. harness/upkeep/bench/cure-snippets.ts runs what can be run here and has the tokens
 * verified: Node, Python, Ruby, and Go. PHP, Java and .NET were only read against the sources of their libraries.
 */
import { code, type CureTopic } from './snippet.ts'

export const makeTheToken: CureTopic = {
  id: 'make-the-token',
  title: 'make the nested token: sign first, then encrypt',
  code: {
    node: code(String.raw`
// npm install jose
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CompactEncrypt, SignJWT } from 'jose'

const brandKey = createPrivateKey(readFileSync(process.env.BRAND_PRIVATE_KEY_FILE))
const iAdvizeKey = createPublicKey(readFileSync(process.env.IADVIZE_PUBLIC_KEY_FILE))

/** account: the one that your own session names, never one that the browser sends */
export async function tokenFor(account) {
  const now = Math.floor(Date.now() / 1000) // seconds, not milliseconds
  const jws = await new SignJWT({
    'https://iadvize.com/userId': String(account.id), // stable, unique, no e-mail address
    'https://iadvize.com/visitorData': { firstName: account.firstName }, // optional, strings only
  })
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer('https://livechat.iadvize.com')
    .setIssuedAt(now)
    .setExpirationTime(now + 60)
    .sign(brandKey)
  return new CompactEncrypt(new TextEncoder().encode(jws))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' })
    .encrypt(iAdvizeKey)
}
`),
    php: code(String.raw`
<?php // composer require web-token/jwt-library
use Jose\Component\Core\AlgorithmManager;
use Jose\Component\Encryption\Algorithm\ContentEncryption\A256GCM;
use Jose\Component\Encryption\Algorithm\KeyEncryption\RSAOAEP256;
use Jose\Component\Encryption\JWEBuilder;
use Jose\Component\Encryption\Serializer\CompactSerializer as JweSerializer;
use Jose\Component\KeyManagement\JWKFactory;
use Jose\Component\Signature\Algorithm\RS256;
use Jose\Component\Signature\JWSBuilder;
use Jose\Component\Signature\Serializer\CompactSerializer as JwsSerializer;

/** $account: the one that your own session names, never one that the browser sends */
function tokenFor(object $account): string
{
    $brandKey = JWKFactory::createFromKeyFile(getenv('BRAND_PRIVATE_KEY_FILE'));
    $iAdvizeKey = JWKFactory::createFromKeyFile(getenv('IADVIZE_PUBLIC_KEY_FILE'));
    $now = time();
    $claims = [
        'https://iadvize.com/userId' => (string) $account->id, // stable, unique, no e-mail address
        'https://iadvize.com/visitorData' => ['firstName' => $account->firstName], // optional, strings only
        'iss' => 'https://livechat.iadvize.com',
        'iat' => $now,
        'exp' => $now + 60,
    ];
    $jws = (new JWSBuilder(new AlgorithmManager([new RS256()])))
        ->create()
        ->withPayload(json_encode($claims, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES))
        ->addSignature($brandKey, ['alg' => 'RS256'])
        ->build();
    $jwe = (new JWEBuilder(new AlgorithmManager([new RSAOAEP256(), new A256GCM()])))
        ->create()
        ->withPayload((new JwsSerializer())->serialize($jws, 0))
        ->withSharedProtectedHeader(['alg' => 'RSA-OAEP-256', 'enc' => 'A256GCM', 'cty' => 'JWT'])
        ->addRecipient($iAdvizeKey)
        ->build();
    return (new JweSerializer())->serialize($jwe, 0);
}
`),
    java: code(String.raw`
// com.nimbusds:nimbus-jose-jwt
import com.nimbusds.jose.*;
import com.nimbusds.jose.crypto.*;
import com.nimbusds.jwt.*;
import java.nio.file.*;
import java.security.KeyFactory;
import java.security.interfaces.*;
import java.security.spec.*;
import java.time.Instant;
import java.util.*;

public final class TokenProvider {
    private final RSAPrivateKey brandKey;
    private final RSAPublicKey iAdvizeKey;

    public TokenProvider() throws Exception {
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        brandKey = (RSAPrivateKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(der("BRAND_PRIVATE_KEY_FILE")));
        iAdvizeKey = (RSAPublicKey) rsa.generatePublic(new X509EncodedKeySpec(der("IADVIZE_PUBLIC_KEY_FILE")));
    }

    /** accountId: the one that your own session names, never one that the browser sends */
    public String tokenFor(String accountId, String firstName) throws JOSEException {
        Instant now = Instant.now();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
            .claim("https://iadvize.com/userId", accountId) // stable, unique, no e-mail address
            .claim("https://iadvize.com/visitorData", Map.of("firstName", firstName)) // optional, strings only
            .issuer("https://livechat.iadvize.com")
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(60)))
            .build();
        SignedJWT jws = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
        jws.sign(new RSASSASigner(brandKey));
        JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
            .contentType("JWT").build();
        JWEObject jwe = new JWEObject(header, new Payload(jws));
        jwe.encrypt(new RSAEncrypter(iAdvizeKey));
        return jwe.serialize();
    }

    private static byte[] der(String variable) throws Exception {
        String pem = Files.readString(Path.of(System.getenv(variable)));
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
    }
}
`),
    python: code(String.raw`
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
`),
    dotnet: code(String.raw`
// dotnet add package jose-jwt
using System.Security.Cryptography;
using Jose;

public sealed class TokenProvider
{
    private readonly RSA _brandKey = Key("BRAND_PRIVATE_KEY_FILE");
    private readonly RSA _iAdvizeKey = Key("IADVIZE_PUBLIC_KEY_FILE");

    /// <param name="accountId">the one that your own session names, never one that the browser sends</param>
    public string TokenFor(string accountId, string firstName)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["https://iadvize.com/userId"] = accountId, // stable, unique, no e-mail address
            ["https://iadvize.com/visitorData"] = // optional, strings only
                new Dictionary<string, object> { ["firstName"] = firstName },
            ["iss"] = "https://livechat.iadvize.com",
            ["iat"] = now,
            ["exp"] = now + 60,
        };
        string jws = JWT.Encode(claims, _brandKey, JwsAlgorithm.RS256);
        return JWT.Encode(jws, _iAdvizeKey, JweAlgorithm.RSA_OAEP_256, JweEncryption.A256GCM,
            extraHeaders: new Dictionary<string, object> { ["cty"] = "JWT" });
    }

    private static RSA Key(string variable)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(Environment.GetEnvironmentVariable(variable)!));
        return rsa;
    }
}
`),
    ruby: code(String.raw`
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
`),
    go: code(String.raw`
package provider

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"os"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// TokenFor wants the account that your own session names, never one that the browser sends.
func TokenFor(accountID, firstName string) (string, error) {
	brandKey, iAdvizeKey, err := keys()
	if err != nil {
		return "", err
	}
	now := time.Now().Unix()
	claims, err := json.Marshal(map[string]any{
		"https://iadvize.com/userId":      accountID,                              // stable, unique, no e-mail address
		"https://iadvize.com/visitorData": map[string]string{"firstName": firstName}, // optional, strings only
		"iss":                             "https://livechat.iadvize.com",
		"iat":                             now,
		"exp":                             now + 60,
	})
	if err != nil {
		return "", err
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: brandKey}, nil)
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		return "", err
	}
	jws, err := signed.CompactSerialize()
	if err != nil {
		return "", err
	}
	recipient := jose.Recipient{Algorithm: jose.RSA_OAEP_256, Key: iAdvizeKey}
	encrypter, err := jose.NewEncrypter(jose.A256GCM, recipient, (&jose.EncrypterOptions{}).WithContentType("JWT"))
	if err != nil {
		return "", err
	}
	jwe, err := encrypter.Encrypt([]byte(jws))
	if err != nil {
		return "", err
	}
	return jwe.CompactSerialize()
}

func keys() (*rsa.PrivateKey, *rsa.PublicKey, error) {
	private, err := x509.ParsePKCS8PrivateKey(der("BRAND_PRIVATE_KEY_FILE"))
	if err != nil {
		return nil, nil, err
	}
	public, err := x509.ParsePKIXPublicKey(der("IADVIZE_PUBLIC_KEY_FILE"))
	if err != nil {
		return nil, nil, err
	}
	brandKey, isPrivate := private.(*rsa.PrivateKey)
	iAdvizeKey, isPublic := public.(*rsa.PublicKey)
	if !isPrivate || !isPublic {
		return nil, nil, errors.New("both keys must be RSA keys")
	}
	return brandKey, iAdvizeKey, nil
}

func der(variable string) []byte {
	text, _ := os.ReadFile(os.Getenv(variable))
	block, _ := pem.Decode(text)
	if block == nil {
		return nil
	}
	return block.Bytes
}
`),
  },
}
