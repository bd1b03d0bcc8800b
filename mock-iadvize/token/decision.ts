/** What iAdvize's side decides about one token: plain data, never the token itself. */
import type { KeyObject } from 'node:crypto'
import type { RefusalBasis } from './refusal.ts'

/** Where the unwrapping of a token stopped, in causal order. */
export const stages = ['format', 'outer-header', 'decrypt', 'nested', 'inner-header', 'signature', 'claims'] as const
export type Stage = (typeof stages)[number]

/** The ids of the requirements that one token alone can break; each check of `authenticate` bears one of them. */
export const tokenChecks = [
  'token/size',
  'token/compact',
  'token/outer-alg',
  'token/outer-enc',
  'token/no-foreign-keys',
  'token/decrypts',
  'token/nested',
  'token/inner-alg',
  'token/signature',
  'token/key-strength',
  'token/user-id',
  'token/visitor-data',
  'token/issuer',
  'token/expiry',
  'token/lifetime',
  'token/user-id-opaque',
] as const
export type TokenCheck = (typeof tokenChecks)[number]

/** One thing that is wrong with a token. Texts name lengths, shapes and public values; never a token, a key or personal data. */
export type TokenFinding = {
  id: TokenCheck
  /** MUST: the token is refused. SHOULD: it is accepted, with a warning. */
  level: 'MUST' | 'SHOULD'
  stage: Stage
  /** stable, kebab-case: `encrypted-with-oaep-sha1` */
  code: string
  expected: string
  received: string
  cure: string
}

/** One key of the tenant by its public half. `used`: it opened the token, or verified its signature. */
export type KeyFacts = { fingerprint: string; bits: number; used: boolean }

/** What may be told of a token: no secret, no personal value. Times in seconds since the epoch. */
export type TokenFacts = {
  /** characters */
  length: number
  segments: number
  /** protected headers as received; values bounded in length; null: not readable */
  outerHeader: Readonly<Record<string, unknown>> | null
  innerHeader: Readonly<Record<string, unknown>> | null
  /** null: could not be tried (no key was given) */
  decrypted: boolean | null
  verified: boolean | null
  /** names of all claims; null: not readable */
  claimNames: string[] | null
  issuer: string | null
  expiresAt: number | null
  issuedAt: number | null
  /** seconds from the moment of judgement to exp */
  lifetime: number | null
  /** characters, and what it looks like; never the value */
  userId: { length: number; looksLike: 'email' | 'phone' | 'uuid' | 'number' | 'other' } | null
  /** field → characters */
  visitorData: Record<string, number> | null
  /** what it was opened and verified with, or would have been */
  keys: { iAdvize: KeyFacts[]; brand: KeyFacts[] }
}

/** Kept in memory by whoever asked, never written: to compare users, and to prove that content key and IV never repeat. */
export type TokenSecrets = {
  userId: string | null
  visitorData: Record<string, string>
  contentKey: Uint8Array | null
  iv: Uint8Array | null
}

export type Decision = {
  /** accepted ⇔ no finding of level MUST, and everything could be judged or the tenant accepts on trust */
  verdict: 'accepted' | 'refused'
  /** how sure it is that the real platform refuses the token, too; null: it is accepted */
  basis: RefusalBasis | null
  /** in causal order */
  findings: TokenFinding[]
  /** checks that could be made, met or not; what is missing here was not seen and is never a pass */
  judged: TokenCheck[]
  /** why the other checks could not be made: `the token does not open`, `no iAdvize private key was given` */
  unseen: string[]
  facts: TokenFacts
  secrets: TokenSecrets
}

/** The two sides' keys and the settings by which tokens are judged: what iAdvize has set up for one site. */
export type Tenant = {
  sid: string
  /** public keys that the brand handed over; empty: not set up at iAdvize, every token is refused (BE-FAQ, doc) */
  brandKeys: readonly KeyObject[]
  /** private keys of iAdvize (test pair); empty: only the outside of a token can be judged */
  iAdvizeKeys: readonly KeyObject[]
  settings: TokenSettings
  /** whether a token that can't be opened, for want of a key, lets its bearer in if nothing outside is wrong with it */
  trust?: boolean
  /** false: authenticated messaging is off for this site, and every token is refused (FE-FAQ, doc) */
  authenticatedMode?: boolean
}

/** Assumptions of the contract as named settings. Seconds, characters. */
export type TokenSettings = {
  /** clock skew allowed on exp and nbf; assumed 0 s */
  skew: number
  /** a longer lifetime warns (token/lifetime); doc: 60 s */
  recommendedLifetime: number
  /** characters; a longer token warns (token/size) */
  recommendedSize: number
  /** characters; a longer token is refused before any crypto */
  maximumSize: number
  /** whether a JWE with `zip: DEF` may be opened; the inflated payload is then bounded by maximumSize */
  allowCompression: boolean
}

export const defaultTokenSettings: TokenSettings = {
  skew: 0,
  recommendedLifetime: 60,
  recommendedSize: 8 * 1024,
  maximumSize: 64 * 1024,
  allowCompression: false,
}
