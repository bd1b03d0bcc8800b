/** Tokens as backends get them wrong. */
import { createHash, createHmac, createPublicKey, randomBytes, sign } from 'node:crypto'
import { CompactEncrypt } from 'jose'
import {
  claimPrefix,
  innerHeader,
  outerHeader,
  recommendedTokenLifetime,
  userIdClaim,
  visitorDataClaim,
} from '../../../mock-iadvize/contract.ts'
import { handMadeJwe, handMadeJws, oaep256WithMgf1Sha1, rsa1_5 } from '../hand-made-layers.ts'
import { encryption, signature } from '../layers.ts'
import type { KeyChoice } from '../layers.ts'
import type { ShopPlan, Visitor } from '../plan.ts'
import type { Defect } from './defect.ts'

type Claims = Record<string, unknown>

/** The plan with its claims changed on the way into the token. */
const withClaims =
  (change: (claims: Claims, visitor: Visitor, now: number) => Claims) =>
  (plan: ShopPlan): ShopPlan => ({
    ...plan,
    claims: (visitor, now) => change(plan.claims(visitor, now), visitor, now),
  })

const withExpiry = (expiry: (seconds: number) => unknown): ((plan: ShopPlan) => ShopPlan) =>
  withClaims((claims, _visitor, now) => ({ ...claims, exp: expiry(Math.floor(now / 1000)) }))

const withUserId = (userId: (visitor: Visitor) => unknown): ((plan: ShopPlan) => ShopPlan) =>
  withClaims((claims, visitor) => ({ ...claims, [userIdClaim]: userId(visitor) }))

const without = (claims: Claims, name: string): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name))

const renamed = (claims: Claims, from: string, to: string): Claims => ({ ...without(claims, from), [to]: claims[from] })

const brandPrivateKey: KeyChoice = keys => keys.brandPrivateKey
const iAdvizePublicKey: KeyChoice = keys => keys.iAdvizePublicKey

export const tokenDefects = {
  // ── Form ────────────────────────────────────────────────────────────────────────────────────────────────────────

  'base64-standard-alphabet': {
    summary: 'the segments are encoded as ordinary base64, with +, / and =, instead of base64url',
    breaks: ['token/compact'],
    apply: plan => ({
      ...plan,
      finish: token =>
        token
          .split('.')
          .map(segment => Buffer.from(segment, 'base64url').toString('base64'))
          .join('.'),
    }),
  },
  'trailing-newline': {
    summary: 'the token was printed by a command-line tool and still ends in a line feed',
    breaks: ['token/compact'],
    apply: plan => ({ ...plan, finish: token => `${token}\n` }),
  },
  'visitor-data-huge': {
    summary: 'the customer’s whole correspondence is put into the address field',
    breaks: ['token/size'],
    apply: withClaims((claims, { visitorData }) => ({
      ...claims,
      [visitorDataClaim]: { ...visitorData, address: `${visitorData['address']} `.repeat(400) },
    })),
  },

  // ── Outer layer ─────────────────────────────────────────────────────────────────────────────────────────────────

  'outer-rsa-oaep-sha1': {
    summary: 'the key is encrypted with RSA-OAEP (SHA-1), the default of many libraries, instead of RSA-OAEP-256',
    breaks: ['token/outer-alg'],
    apply: plan => ({ ...plan, encrypt: encryption({ ...outerHeader, alg: 'RSA-OAEP' }, iAdvizePublicKey) }),
  },
  'outer-rsa1_5': {
    summary: 'the key is encrypted with RSA1_5 (PKCS#1 v1.5), which is open to padding oracles',
    breaks: ['token/outer-alg'],
    apply: plan => ({ ...plan, encrypt: handMadeJwe({ ...outerHeader, alg: 'RSA1_5' }, { wrap: rsa1_5 }) }),
  },
  'outer-a128cbc': {
    summary: 'the content is encrypted with A128CBC-HS256, the default of many libraries, instead of A256GCM',
    breaks: ['token/outer-enc'],
    apply: plan => ({ ...plan, encrypt: encryption({ ...outerHeader, enc: 'A128CBC-HS256' }, iAdvizePublicKey) }),
  },
  'encrypted-to-wrong-key': {
    summary: 'the token is encrypted with somebody else’s public key instead of iAdvize’s',
    breaks: ['token/decrypts'],
    apply: plan => ({ ...plan, encrypt: encryption(outerHeader, async keys => (await keys.foreign()).publicKey) }),
  },
  'encrypted-to-own-key': {
    summary: 'the two public keys were swapped: the token is encrypted with the brand’s own one',
    breaks: ['token/decrypts'],
    apply: plan => ({ ...plan, encrypt: encryption(outerHeader, keys => createPublicKey(keys.brandPrivateKey)) }),
  },
  'oaep-sha256-mgf1-sha1': {
    summary:
      'the header says RSA-OAEP-256, but the mask comes from SHA-1: the default of Java’s OAEPWithSHA-256AndMGF1Padding',
    breaks: ['token/decrypts'],
    apply: plan => ({ ...plan, encrypt: handMadeJwe(outerHeader, { wrap: oaep256WithMgf1Sha1 }) }),
  },
  'iv-128-bit': {
    summary: 'the IV has 16 bytes, as for CBC, where A256GCM takes 12',
    breaks: ['token/decrypts'],
    apply: plan => ({ ...plan, encrypt: handMadeJwe(outerHeader, { ivBytes: 16 }) }),
  },
  'iv-constant': {
    summary: 'content key and IV were made once, when the server started, and serve every token',
    breaks: ['token/never-repeats'],
    apply: plan => {
      const contentKey = randomBytes(32)
      const iv = randomBytes(12)
      return {
        ...plan,
        encrypt: async (content, keys) =>
          new CompactEncrypt(content)
            .setProtectedHeader({ ...outerHeader })
            .setContentEncryptionKey(contentKey)
            .setInitializationVector(iv)
            .encrypt(keys.iAdvizePublicKey),
      }
    },
  },

  // ── Nesting ─────────────────────────────────────────────────────────────────────────────────────────────────────

  'unsigned-claims': {
    summary: 'the claims are encrypted without having been signed',
    breaks: ['token/nested'],
    apply: plan => ({ ...plan, sign: async claims => Buffer.from(claims).toString() }),
  },
  'jws-not-encrypted': {
    summary: 'the signed token is sent as it is, without encryption',
    breaks: ['token/nested'],
    apply: plan => ({ ...plan, encrypt: async jws => Buffer.from(jws).toString() }),
  },
  'layers-swapped': {
    summary: 'the claims are encrypted first and signed afterwards',
    breaks: ['token/nested'],
    apply: plan => ({ ...plan, sign: plan.encrypt, encrypt: plan.sign }),
  },

  // ── Inner layer ─────────────────────────────────────────────────────────────────────────────────────────────────

  'inner-rs512': {
    summary: 'the token is signed with RS512: more must be better',
    breaks: ['token/inner-alg'],
    apply: plan => ({ ...plan, sign: signature({ alg: 'RS512' }, brandPrivateKey) }),
  },
  'inner-ps256': {
    summary: 'the token is signed with PS256 instead of RS256',
    breaks: ['token/inner-alg'],
    apply: plan => ({ ...plan, sign: signature({ alg: 'PS256' }, brandPrivateKey) }),
  },
  'inner-hs256': {
    summary: 'the token is signed with HS256, and the text of the public key serves as the secret',
    breaks: ['token/inner-alg'],
    apply: plan => ({
      ...plan,
      sign: handMadeJws({ alg: 'HS256' }, (input, keys) =>
        createHmac('sha256', createPublicKey(keys.brandPrivateKey).export({ type: 'spki', format: 'pem' }))
          .update(input)
          .digest(),
      ),
    }),
  },
  'inner-none': {
    summary: 'the inner token says alg none and has no signature',
    breaks: ['token/inner-alg'],
    apply: plan => ({ ...plan, sign: handMadeJws({ alg: 'none' }, () => Buffer.alloc(0)) }),
  },
  'header-jku': {
    summary: 'the inner header tells the receiver from which address to fetch the key',
    breaks: ['token/no-foreign-keys'],
    apply: plan => ({
      ...plan,
      sign: signature({ ...innerHeader, jku: 'https://maison-verveine.example/jwks.json' }, brandPrivateKey),
    }),
  },
  'signed-with-wrong-key': {
    summary: 'the token is signed with another private key than the one whose public half iAdvize has',
    breaks: ['token/signature'],
    apply: plan => ({ ...plan, sign: signature(innerHeader, async keys => (await keys.foreign()).privateKey) }),
  },
  'brand-key-not-set-up': {
    summary: 'the shop is sound, but iAdvize has not set up the brand’s public key in the site’s settings',
    breaks: ['token/signature'],
    apply: plan => plan,
    tenant: 'without-brand-key',
  },
  'keys-1024': {
    summary: 'the brand’s pair, of which iAdvize was given the public half, is RSA-1024',
    breaks: ['token/key-strength'],
    // By hand: jose refuses to sign with less than 2048 bits.
    apply: plan => ({
      ...plan,
      sign: handMadeJws(innerHeader, async (input, keys) => sign('sha256', input, (await keys.weak()).privateKey)),
    }),
    tenant: 'with-weak-brand-key',
  },

  // ── Claims ──────────────────────────────────────────────────────────────────────────────────────────────────────

  'user-id-unprefixed': {
    summary: 'the claim is called userId, without the prefix https://iadvize.com/',
    breaks: ['token/user-id'],
    apply: withClaims(claims => renamed(claims, userIdClaim, 'userId')),
  },
  'user-id-number': {
    summary: 'the userId is the database’s number, and was not turned into a string',
    breaks: ['token/user-id'],
    apply: withUserId(({ userId }) => createHash('sha256').update(userId).digest().readUInt32BE()),
  },
  'user-id-256': {
    summary: 'the userId is a concatenation of internal keys, 256 characters long',
    breaks: ['token/user-id'],
    apply: withUserId(({ userId }) => userId.padEnd(256, '0')),
  },
  'user-id-empty': {
    summary: 'the userId is read from a field that is empty',
    breaks: ['token/user-id'],
    apply: withUserId(() => ''),
  },
  'prefix-http': {
    summary: 'the prefix of the userId claim is http://iadvize.com/ instead of https://iadvize.com/',
    breaks: ['token/user-id'],
    apply: withClaims(claims => renamed(claims, userIdClaim, userIdClaim.replace('https:', 'http:'))),
  },
  'user-id-constant': {
    summary: 'a test value was left in: every customer has the same userId',
    breaks: ['token/user-id-unique'],
    apply: withUserId(() => 'cust-demo'),
  },
  'user-id-is-session-id': {
    summary: 'the userId is derived from the session, so it is another one after each login',
    breaks: ['token/user-id-stable'],
    apply: withUserId(({ session }) => createHash('sha256').update(session).digest('hex')),
  },
  'user-id-of-another-table': {
    summary: 'the userId is the number of the customer’s card, and not that of the account',
    breaks: ["activation/identity-is-the-session's"],
    apply: withUserId(({ userId }) => `card-${createHash('sha256').update(userId).digest('hex').slice(0, 12)}`),
  },
  'user-id-is-email': {
    summary: 'the customer’s e-mail address serves as userId',
    breaks: ['token/user-id-opaque'],
    apply: plan => ({ ...plan, userId: customer => customer.username }),
  },
  'visitor-data-number': {
    summary: 'the zip code in visitorData is a number',
    breaks: ['token/visitor-data'],
    apply: withClaims((claims, { visitorData }) => ({
      ...claims,
      [visitorDataClaim]: { ...visitorData, zipCode: Number(visitorData['zipCode']) },
    })),
  },
  'visitor-data-unknown-field': {
    summary: 'visitorData bears a field that iAdvize does not document',
    breaks: ['token/visitor-data'],
    apply: withClaims((claims, { visitorData }) => ({
      ...claims,
      [visitorDataClaim]: { ...visitorData, loyaltyCard: 'gold' },
    })),
  },
  'visitor-data-unprefixed': {
    summary: 'the claim is called visitorData, without the prefix https://iadvize.com/',
    breaks: ['token/visitor-data'],
    apply: withClaims(claims => renamed(claims, visitorDataClaim, visitorDataClaim.slice(claimPrefix.length))),
  },
  'visitor-data-string': {
    summary: 'visitorData was turned into a JSON string before it was put into the claims',
    breaks: ['token/visitor-data'],
    apply: withClaims((claims, { visitorData }) => ({ ...claims, [visitorDataClaim]: JSON.stringify(visitorData) })),
  },
  'claims-latin1': {
    summary: 'the claims are turned into bytes as Latin-1, so that every accented name is broken UTF-8',
    breaks: ['token/visitor-data'],
    apply: plan => ({ ...plan, encode: claims => Buffer.from(JSON.stringify(claims), 'latin1') }),
  },
  'iss-missing': {
    summary: 'the token names no issuer',
    breaks: ['token/issuer'],
    apply: withClaims(claims => without(claims, 'iss')),
  },
  'iss-other': {
    summary: 'the issuer is the shop’s own address instead of the documented https://livechat.iadvize.com',
    breaks: ['token/issuer'],
    apply: withClaims(claims => ({ ...claims, iss: 'https://maison-verveine.example' })),
  },
  'exp-missing': {
    summary: 'the token never expires',
    breaks: ['token/expiry'],
    apply: withClaims(claims => without(claims, 'exp')),
  },
  'exp-milliseconds': {
    summary: 'exp is in milliseconds, as Date.now() gives them',
    breaks: ['token/expiry'],
    apply: withExpiry(now => (now + recommendedTokenLifetime) * 1000),
  },
  'exp-past': {
    summary: 'the lifetime was subtracted, or the server’s clock is slow: the token arrives expired',
    breaks: ['token/expiry'],
    apply: withExpiry(now => now - recommendedTokenLifetime),
  },
  'exp-string': {
    summary: 'exp is a string of digits instead of a number',
    breaks: ['token/expiry'],
    apply: withExpiry(now => String(now + recommendedTokenLifetime)),
  },
  'exp-one-day': {
    summary: 'the token lives for a day',
    breaks: ['token/lifetime'],
    apply: withExpiry(now => now + 86_400),
  },
} as const satisfies Record<string, Defect>
