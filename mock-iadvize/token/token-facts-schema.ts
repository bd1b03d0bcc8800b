/** The schema of {@link TokenFacts}: what a recording keeps of a token, and what the sandbox tells of it. */
import { z } from 'zod'

/** A public key; `used`: it opened the token, or verified its signature. */
const keyFacts = z.object({ fingerprint: z.string(), bits: z.number(), used: z.boolean() })

/** What may be told of a token; times in seconds since the epoch. */
export const tokenFacts = z.object({
  length: z.number(),
  segments: z.number(),
  outerHeader: z.record(z.string(), z.unknown()).nullable(),
  innerHeader: z.record(z.string(), z.unknown()).nullable(),
  decrypted: z.boolean().nullable(),
  verified: z.boolean().nullable(),
  claimNames: z.array(z.string()).nullable(),
  issuer: z.string().nullable(),
  expiresAt: z.number().nullable(),
  issuedAt: z.number().nullable(),
  lifetime: z.number().nullable(),
  userId: z.object({ length: z.number(), looksLike: z.enum(['email', 'phone', 'uuid', 'number', 'other']) }).nullable(),
  visitorData: z.record(z.string(), z.number()).nullable(),
  /** absent in recordings that were made before they were noted */
  keys: z.object({ iAdvize: z.array(keyFacts), brand: z.array(keyFacts) }).optional(),
})
