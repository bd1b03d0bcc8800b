import { code, type StackCode } from '../snippet.ts'

export const node: StackCode = {
  makeTheToken: code(
    String.raw`
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
`,
    'jose 6.2.17 on Node',
  ),
  providerEndpoint: code(String.raw`
// Express. The session decides who it is; query and body are not read. No CORS headers: your own pages alone ask.
app.get('/api/iadvize-token', async (request, response) => {
  response.set('Cache-Control', 'no-store')
  const account = await accountOfSession(request) // yours
  if (!account) return response.sendStatus(401)
  response.json({ token: await tokenFor(account) })
})
`),
  traps: [
    {
      requirements: ['token/outer-enc'],
      text: 'node-jose encrypts with A128CBC-HS256 unless contentAlg is A256GCM: createEncrypt({ format: "compact", contentAlg: "A256GCM", fields: { alg: "RSA-OAEP-256" } }, key)',
    },
    {
      requirements: ['token/outer-alg'],
      text: 'node-jose takes RSA-OAEP, which is SHA-1, unless fields names alg: "RSA-OAEP-256"; it also adds a kid to both headers unless the key is given as { key, reference: false }',
    },
  ],
}
