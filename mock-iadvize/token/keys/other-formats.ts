/**
 * What people give in the place of a key and what can't be read here: said by its name, with the command that makes a key of it. Every
 * sentence is a predicate, and holds nothing of the file.
 */
import type { Half } from '../keys.ts'

type Told = Record<Half, string>

const both = (text: string): Told => ({ public: text, private: text })

export const pkcs12: Told = {
  public:
    'is a PKCS#12 store (.p12, .pfx): write its certificate with `openssl pkcs12 -in FILE -nokeys -clcerts -out brand.pem`',
  private:
    'is a PKCS#12 store (.p12, .pfx): write its private key with `openssl pkcs12 -in FILE -nocerts -nodes -out private.pem`',
}
export const pkcs7: Told = {
  public:
    'is PKCS#7 (.p7b): write its certificates with `openssl pkcs7 -in FILE -print_certs -out chain.pem` (with `-inform DER` if it is binary)',
  private:
    'is PKCS#7 (.p7b), which holds certificates and never a private key: give the file of the private key itself',
}
export const certificateRequest: Told = {
  public:
    'is a certificate request (CSR, “CERTIFICATE REQUEST”): write the public key in it with `openssl req -in FILE -noout -pubkey -out public.pem`',
  private:
    'is a certificate request (CSR, “CERTIFICATE REQUEST”), which holds no private key: give the key file that was made with it',
}
export const encrypted = both(
  'is protected by a passphrase: write an open copy with `openssl pkey -in FILE -out OPEN-FILE` (with `-inform DER` if it is binary)',
)
export const openSsh: Told = {
  public:
    'is a private key in OpenSSH format where a public one belongs: write its public half with `ssh-keygen -e -m PKCS8 -f FILE`',
  private:
    'is in OpenSSH format: convert a copy of it with `ssh-keygen -p -m PEM -f COPY`, which writes into the same file',
}
const putty: Told = {
  public:
    'is a key file of PuTTY (.ppk), which holds the private key: write its public half with `puttygen FILE -L -o public.txt`',
  private:
    'is a key file of PuTTY (.ppk): convert it with `puttygen FILE -O private-openssh -o private.pem` (in PuTTYgen: Conversions, Export OpenSSH key)',
}
const java = (name: string): Told => ({
  public: `is a Java key store (${name}): write the certificate with \`keytool -exportcert -rfc -keystore FILE -alias ALIAS -file brand.pem\``,
  private: `is a Java key store (${name}): make PKCS#12 of it with \`keytool -importkeystore -srckeystore FILE -destkeystore store.p12 -deststoretype PKCS12\`, and a PEM file of that with \`openssl pkcs12 -in store.p12 -nocerts -nodes -out private.pem\``,
})
const blob = "is a key blob of Windows' crypto API"
const publicBlob: Told = {
  public: `${blob}: convert it with \`openssl rsa -pubin -inform MSBLOB -in FILE -pubout -out public.pem\``,
  private: `${blob} that holds the public half alone, where a private one belongs: export the pair`,
}
const privateBlob: Told = {
  public: `${blob} that holds the private half: write its public half with \`openssl rsa -inform MSBLOB -in FILE -pubout -out public.pem\``,
  private: `${blob}: convert it with \`openssl rsa -inform MSBLOB -in FILE -out private.pem\``,
}
const openPgp = both(
  'is an OpenPGP key, which is no RSA key that a token library reads: make a pair with `openssl genrsa -out private.pem 2048`',
)

const binaryKinds: readonly [begins: string, told: Told][] = [
  ['feedfeed', java('JKS')],
  ['cececece', java('JCEKS')],
  ['06020000', publicBlob],
  ['07020000', privateBlob],
  // BER of indefinite length, as Windows and Java write it.
  ['30800201', pkcs12],
  ['30800609', pkcs7],
  ['504b0304', both('is a ZIP archive: unpack it, and give the key file in it')],
  ['1f8b08', both('is compressed with gzip: unpack it with `gzip -d`, and give the key file in it')],
  ['25504446', both('is a PDF: ask for the key as a PEM file')],
  ['89504e47', both('holds binary data of a picture (PNG): give the key as a PEM file')],
  ['ffd8ff', both('holds binary data of a picture (JPEG): give the key as a PEM file')],
]

export const binaryKind = (bytes: Buffer): Told | null => {
  const begins = bytes.subarray(0, 4).toString('hex')
  return binaryKinds.find(([those]) => begins.startsWith(those))?.[1] ?? null
}

/** By the label after BEGIN. */
export const armouredKind = (label: string): Told | null => {
  if (label.startsWith('OPENSSH')) return openSsh
  if (label.startsWith('PGP')) return openPgp
  if (label.endsWith('CERTIFICATE REQUEST')) return certificateRequest
  if (label.startsWith('PKCS7') || label === 'CMS') return pkcs7
  if (label.startsWith('PKCS12')) return pkcs12
  if (label.startsWith('ENCRYPTED') || label.startsWith('SSH2 ENCRYPTED')) return encrypted
  return null
}

const textKinds: readonly [pattern: RegExp, told: Told][] = [
  [/^PuTTY-User-Key-File-\d/, putty],
  [
    /^<(?:!doctype html|html|head|body|script)\b/i,
    both(
      'is a web page and not a key, perhaps a login page or an error page that was saved in its place: fetch the key again, signed in',
    ),
  ],
  [/^version https:\/\/git-lfs\./, both('is a pointer of Git LFS, not the file itself: fetch it with `git lfs pull`')],
  [
    /^\$ANSIBLE_VAULT;/,
    both('is encrypted by Ansible Vault: write an open copy with `ansible-vault view FILE > key.pem`'),
  ],
  [/^ENC\[|"?sops"?:/, both('is encrypted by SOPS: write an open copy with `sops decrypt FILE > key.pem`')],
  [/^age-encryption\.org\//, both('is encrypted by age: decrypt it with `age -d -i IDENTITY FILE > key.pem`')],
  [
    /^(?:(?:RSA )?(?:Public|Private)-Key: \(|Modulus\s*[=:])/i,
    {
      public:
        'is what OpenSSL prints of a key for people (`-text`, `-modulus`): write the key itself with `openssl pkey -in PRIVATE -pubout -out public.pem`',
      private:
        'is what OpenSSL prints of a key for people (`-text`, `-modulus`): give the key file that was printed, without `-noout -text`',
    },
  ],
  [/^(?:SHA256|MD5|SHA1):[\w+/:=]+$/, both('is the fingerprint of a key and not the key: give the key file itself')],
  [/^(?:[.~]{0,2}\/|[A-Za-z]:\\)[^\n]{1,300}$/, both('holds the path of a file and not a key: give that file itself')],
  [
    /^(?:\$\{\{?.{0,200}\}|\$[A-Z_]\w{0,100}|\{\{.{0,200}\}\}|<[\w -]{1,100}>|\$\(.{0,200}\))$/,
    both('is a placeholder that nothing has filled in: write the key in its place'),
  ],
  [
    /^(?:Bearer )?ey[JI][\w-]{8,}\.[\w.-]+$/,
    both('is a token and not a key: give the token as TOKEN or on stdin, and the key file here'),
  ],
  [
    /^(?:ssh-(?:ed25519|dss)|ecdsa-sha2-|sk-)/,
    both(
      "is an SSH key of another type than RSA, and iAdvize's contract knows RSA keys only: make a pair with `openssl genrsa -out private.pem 2048`",
    ),
  ],
]

export const textKind = (text: string): Told | null => textKinds.find(([pattern]) => pattern.test(text))?.[1] ?? null
