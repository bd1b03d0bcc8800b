/** Keys of the right kind and size. */
import { code, type CureTopic } from './snippet.ts'

export const makeKeys: CureTopic = {
  id: 'make-keys',
  title: 'make a key pair of the brand’s own',
  code: {
    shell: code(
      String.raw`
# The private half stays on the server that makes tokens; the public half goes to iAdvize.
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out brand-private.pem
openssl pkey -in brand-private.pem -pubout -out brand-public.pem
# Its fingerprint, as Padlock tells it:
openssl pkey -in brand-private.pem -pubout -outform DER | openssl sha256 -binary | base64 | tr -d = | sed 's/^/SHA256:/'
`,
      'OpenSSL 3.0',
    ),
  },
}
