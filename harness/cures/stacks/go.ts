import { code, type StackCode } from '../snippet.ts'

export const go: StackCode = {
  makeTheToken: code(
    String.raw`
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
`,
    'go-jose 2.6.0 on Go 1.19: the import path alone differs',
  ),
  providerEndpoint: code(String.raw`
// The session decides who it is; query and body are not read. No CORS headers: your own pages alone ask.
http.HandleFunc("/api/iadvize-token", func(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	account, ok := accountOfSession(r) // yours
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	token, err := provider.TokenFor(account.ID, account.FirstName)
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"token": token})
})
`),
  traps: [
    {
      requirements: ['token/nested'],
      text: 'jwt.SignedAndEncrypted of go-jose wants an encrypter made with WithContentType("JWT"), and reads no nested token without cty',
    },
  ],
}
