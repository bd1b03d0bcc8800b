/** Tokens as a report shows them. */
import { userIdClaim, visitorDataClaim } from '../../mock-iadvize/contract.ts'
import { tokenChecks } from '../../mock-iadvize/token/decision.ts'
import type { TokenShape } from '../../harness/verdict/result.ts'

/** What a sound site makes: in four journeys, for two users. */
export const soundTokens: TokenShape = {
  tokens: 23,
  journeys: ['sign-in', 'second-browser'],
  verdict: 'accepted',
  findings: [],
  judged: [...tokenChecks],
  unseen: [],
  facts: {
    length: 1190,
    segments: 5,
    outerHeader: { alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' },
    innerHeader: { alg: 'RS256', kid: 'brand-2026' },
    decrypted: true,
    verified: true,
    claimNames: [userIdClaim, visitorDataClaim, 'iss', 'iat', 'exp'],
    issuer: 'https://livechat.iadvize.com',
    expiresAt: 1_764_000_060,
    issuedAt: 1_764_000_000,
    lifetime: 60,
    userId: { length: 12, looksLike: 'other' },
    visitorData: { firstName: 3, email: 15 },
    keys: {
      iAdvize: [{ fingerprint: 'SHA256:q3Jm5wz0E4b8CkT1vYhN7uRxPdLs2aGf6oXiQeWtBnA', bits: 2048, used: true }],
      brand: [{ fingerprint: 'SHA256:Zp9KcV4sHd1rTjM8yGwLxNb2fQeUa7oIi3kXtBvE5nY', bits: 3072, used: true }],
    },
  },
  spans: {
    length: { least: 1184, most: 1203 },
    lifetime: { least: 60, most: 60 },
    userId: { least: 12, most: 12 },
    visitorData: { firstName: { least: 3, most: 5 }, email: { least: 15, most: 18 } },
  },
}
/** Signed with a key that nobody knows; what is inside can be read all the same. */
export const unverified: TokenShape = {
  ...soundTokens,
  tokens: 4,
  journeys: ['sign-in'],
  verdict: 'refused',
  findings: [
    {
      id: 'token/signature',
      level: 'MUST',
      stage: 'signature',
      code: 'signed-with-another-key',
      expected: "a signature that the brand's public key verifies",
      received: "a signature that is a greater number than the brand's modulus: another key has certainly made it",
      cure: "compare the fingerprint of the signing key's public half with the one set up",
    },
    {
      id: 'token/lifetime',
      level: 'SHOULD',
      stage: 'claims',
      code: 'lives-too-long',
      expected: 'at most 60 seconds from issue to exp',
      received: '24 hours',
      cure: 'set exp to now + 60 seconds: whoever steals the token can pose as the visitor until then',
    },
  ],
  facts: {
    ...soundTokens.facts,
    verified: false,
    expiresAt: 1_764_086_400,
    keys: {
      iAdvize: soundTokens.facts.keys?.iAdvize ?? [],
      brand: (soundTokens.facts.keys?.brand ?? []).map(key => ({ ...key, used: false })),
    },
  },
  spans: { ...soundTokens.spans, lifetime: { least: 86_399, most: 86_400 } },
}
/** A token that was never encrypted. */
export const bare: TokenShape = {
  ...soundTokens,
  tokens: 1,
  journeys: ['sign-in'],
  verdict: 'refused',
  findings: [
    {
      id: 'token/nested',
      level: 'MUST',
      stage: 'nested',
      code: 'jws-not-encrypted',
      expected: 'a JWE whose payload is a signed JWS in compact serialization',
      received: 'a JWS that is not encrypted: anybody can read it',
      cure: "encrypt the signed JWS to iAdvize's public key (RSA-OAEP-256, A256GCM), and send the JWE",
    },
  ],
  judged: tokenChecks.filter(id => !/compact|outer|decrypts|foreign/.test(id)),
  unseen: ['the outer layer: there is none'],
  facts: {
    ...soundTokens.facts,
    segments: 3,
    outerHeader: null,
    decrypted: null,
    keys: {
      iAdvize: (soundTokens.facts.keys?.iAdvize ?? []).map(key => ({ ...key, used: false })),
      brand: soundTokens.facts.keys?.brand ?? [],
    },
  },
}
