/**
 * The content key is known, and the content does not open as it should: the ways in which the four parts of AES-GCM get mixed up
 * are tried until the tag matches, for a tag that matches is a proof.
 */
import { createDecipheriv, createHash } from 'node:crypto'
import {
  content,
  contentEncryption,
  contentEncryptionsFor,
  isGcm,
  unauthenticatedContent,
  type Content,
  type ContentEncryption,
  type Jwe,
} from './jwe.ts'
import { segmentCause, type Cause } from './rsa-number.ts'
import { counted } from './shown.ts'
import { chainWords, undone } from './undoings.ts'

/** A way in which the content opens, and how that differs from the header's promise, first causes first. */
export type OpenedContent = { plaintext: Buffer; contentKey: Buffer; causes: Cause[] }

/** Decryptions of one content; each is linear in its length. */
const mostTries = 300

/** `message`: what RSA gave, the content key itself where all is well. */
export function foundContent(jwe: Jwe, message: Buffer): OpenedContent | null {
  const data = protectedData(jwe)
  const [sent, others] = [data.filter(({ cause }) => cause === null), data.filter(({ cause }) => cause !== null)]
  const keys = contentKeys(message)
  let tries = 0
  for (const { key, enc, arrangement, against } of attempts()) {
    const { parts, causes } = arrangement
    // The cipher need not be asked for a tag or an IV of a length that it can't have.
    if (isGcm(enc) && (parts.tag.length > tagBytes || parts.tag.length < 12)) continue
    if (parts.iv.length === 0 || parts.iv.length > 64) continue
    for (const { data, cause } of against) {
      if (tries++ === mostTries) return otherCipher(jwe, message)
      const plaintext = content(enc, key.contentKey, parts, data)
      if (plaintext === null) continue
      const all = [key.cause, otherEnc(jwe, enc), ...causes, lengthCause(enc, parts), cause]
      return { plaintext, contentKey: key.contentKey, causes: all.filter(one => one !== null) }
    }
  }
  return otherCipher(jwe, message)

  /** What is likely comes first: one mistake before two. */
  function* attempts() {
    const asIs = { parts: jwe, causes: [] }
    for (const key of keys)
      for (const enc of contentEncryptionsFor(key.contentKey)) yield { key, enc, arrangement: asIs, against: data }
    for (const against of [sent, others])
      for (const key of keys.filter(({ cause }) => cause === null))
        for (const enc of contentEncryptionsFor(key.contentKey))
          for (const arrangement of arrangements(enc, jwe)) yield { key, enc, arrangement, against }
  }
}

function otherEnc({ header }: Jwe, enc: ContentEncryption): Cause | null {
  const declared = contentEncryption(header.enc)
  return declared && declared !== enc
    ? {
        code: 'encrypted-with-other-enc',
        received: `content encrypted with ${enc}, although the header says ${declared}`,
        cure: 'let header and encryption agree: A256GCM, with a content key of 32 bytes',
      }
    : null
}

// ── The content key ─────────────────────────────────────────────────────────────────────────────────────────────────

const keyLengths = new Set([16, 24, 32, 48, 64])

function contentKeys(message: Buffer): { contentKey: Buffer; cause: Cause | null }[] {
  const keys: { contentKey: Buffer; cause: Cause | null }[] = []
  const add = (contentKey: Buffer, cause: Cause | null): void => {
    if (keyLengths.has(contentKey.length)) keys.push({ contentKey, cause })
  }
  add(message, null)
  undone(message.toString('latin1'), (text, chain) => {
    if (chain.length > 0)
      add(Buffer.from(text, 'latin1'), {
        code: `content-key-in-${chain.map(({ code }) => code).join('-of-')}`,
        received: `the right content key, but RSA has wrapped it as ${chainWords(chain)}`,
        cure: 'wrap the 32 bytes of the content key themselves, not a text of them',
      })
    return null
  })
  const other = (how: string): Cause => ({
    code: 'content-key-other',
    received: `a content that is encrypted with another key than the wrapped one: with ${how}`,
    cure: 'use the same 32 random bytes for the cipher and for RSA, unchanged',
  })
  if (message.length > 32)
    add(message.subarray(0, 32), other(`its first 32 bytes of ${message.length} (PHP cuts longer keys without a word)`))
  if (message.length < 32)
    add(
      Buffer.concat([message, Buffer.alloc(32 - message.length)]),
      other('its bytes and zeros behind them (PHP fills up shorter keys without a word)'),
    )
  add(Buffer.from(message.toString('hex').slice(0, 32)), other('the first 32 digits of its hexadecimal text'))
  add(Buffer.from(message.toString('base64').slice(0, 32)), other('the first 32 characters of its base64 text'))
  add(createHash('sha256').update(message).digest(), other('its SHA-256'))
  return keys
}

// ── What the tag protects ───────────────────────────────────────────────────────────────────────────────────────────

function protectedData(jwe: Jwe): { data: string | Buffer; cause: Cause | null }[] {
  const decoded = Buffer.from(jwe.repaired, 'base64url')
  const wrong = (data: string | Buffer, how: string): { data: string | Buffer; cause: Cause } => ({
    data,
    cause: {
      code: 'wrong-additional-data',
      received: `a tag that protects ${how}, not the header segment as it is sent`,
      cure: 'pass the ASCII bytes of the header segment as AAD (RFC 7516 §5.1 step 14)',
    },
  })
  const all = [
    { data: jwe.received, cause: null },
    { data: jwe.repaired, cause: null },
    wrong('', 'nothing (the cipher was given no AAD)'),
    wrong(decoded, "the header's JSON"),
    wrong(Buffer.from(JSON.stringify(jwe.header)).toString('base64url'), 'the header written anew'),
    wrong(decoded.toString('base64'), 'the header in standard base64'),
    wrong(Buffer.from(jwe.repaired, 'utf16le'), 'the header segment in UTF-16'),
    wrong(`${jwe.repaired}\n`, 'the header segment with a line break'),
  ]
  const seen = new Set<string>()
  return all.filter(({ data }) => {
    const key = Buffer.from(data).toString('latin1')
    return !seen.has(key) && seen.add(key)
  })
}

// ── IV, ciphertext and tag ──────────────────────────────────────────────────────────────────────────────────────────

type Arrangement = { parts: Content; causes: Cause[] }

const names = { iv: 'IV', ciphertext: 'ciphertext', tag: 'tag' } as const
const tagBytes = 16
const ivBytes = 12

function* arrangements(enc: ContentEncryption, jwe: Jwe): Generator<Arrangement> {
  const { iv, ciphertext, tag } = jwe
  const unwrapped = [...unwrappedParts(jwe)]
  yield* unwrapped
  if (!isGcm(enc)) return
  for (const { parts, causes } of [{ parts: jwe as Content, causes: [] as Cause[] }, ...unwrapped])
    for (const moved of movedParts(parts)) yield { parts: moved.parts, causes: [...causes, ...moved.causes] }
  const orders = [
    { parts: { iv: ciphertext, ciphertext: iv, tag }, order: 'ciphertext, IV, tag' },
    { parts: { iv, ciphertext: tag, tag: ciphertext }, order: 'IV, tag, ciphertext' },
    { parts: { iv: tag, ciphertext, tag: iv }, order: 'tag, ciphertext, IV' },
    { parts: { iv: ciphertext, ciphertext: tag, tag: iv }, order: 'tag, IV, ciphertext' },
    { parts: { iv: tag, ciphertext: iv, tag: ciphertext }, order: 'ciphertext, tag, IV' },
  ]
  for (const { parts, order } of orders) yield { parts, causes: [wrongOrder(`header, encrypted key, ${order}`)] }
  const zeros = Buffer.alloc(ivBytes)
  yield {
    parts: { iv: zeros, ciphertext, tag },
    causes: [
      {
        code: 'iv-not-used',
        received: 'a content that is encrypted with an IV of zeros, not with the one in the token',
        cure: 'give the cipher 12 new random bytes as IV for each token, and send the same bytes',
      },
    ],
  }
  if (iv.length > ivBytes)
    yield {
      parts: { iv: iv.subarray(0, ivBytes), ciphertext, tag },
      causes: [
        {
          code: 'iv-length',
          received: `an IV of ${counted(iv.length, 'byte')}, of which the cipher has used the first 12`,
          cure: 'use 12 random bytes as IV, and send exactly these (RFC 7518 §5.3)',
        },
      ],
    }
}

export const wrongOrder = (order: string): Cause => ({
  code: 'segments-in-wrong-order',
  received: `the segments in another order: ${order}`,
  cure: 'join the segments as header, encrypted key, IV, ciphertext, tag (RFC 7516 §7.1)',
})

/** One to three of the parts are wrapped. */
function* unwrappedParts(jwe: Jwe): Generator<Arrangement> {
  const [, , ...texts] = jwe.segments
  const places = ['iv', 'ciphertext', 'tag'] as const
  const choices = places.map((place, index) => {
    const found: { bytes: Buffer; cause: Cause | null }[] = [{ bytes: jwe[place], cause: null }]
    undone(
      texts[index] ?? '',
      (text, chain) => {
        const isPlain = chain.length === 1 && chain[0]?.code === 'base64'
        const fits = place === 'ciphertext' ? text.length > 0 : text.length >= 8 && text.length <= 16
        if (!isPlain && chain.length > 0 && fits && found.length < 5)
          found.push({ bytes: Buffer.from(text, 'latin1'), cause: segmentCause(names[place], chain) })
        return null
      },
      3,
    )
    return found
  })
  const [ivs = [], ciphertexts = [], tags = []] = choices
  const all = ivs.flatMap(iv =>
    ciphertexts.flatMap(ciphertext =>
      tags.map(tag => ({
        parts: { iv: iv.bytes, ciphertext: ciphertext.bytes, tag: tag.bytes },
        causes: [iv.cause, ciphertext.cause, tag.cause].filter(one => one !== null),
      })),
    ),
  )
  yield* all
    .filter(({ causes }) => causes.length > 0)
    .sort((one, other) => one.causes.length - other.causes.length)
    .slice(0, 24)
}

/** The tag within the ciphertext, and the IV before it. */
function* movedParts({ iv, ciphertext, tag }: Content): Generator<Arrangement> {
  const tagInside: Cause = {
    code: 'tag-in-ciphertext',
    received: 'the tag at the end of the ciphertext',
    cure: 'cut the last 16 bytes off what the cipher returns (Java, Go and WebCrypto append the tag) and send them as the fifth segment',
  }
  const ivInside: Cause = {
    code: 'iv-in-ciphertext',
    received: 'the IV at the beginning of the ciphertext',
    cure: 'cut the first 12 bytes off what the cipher returns (libraries that prepend the nonce) and send them as the third segment',
  }
  const { length } = ciphertext
  if (length > tagBytes) {
    yield {
      parts: { iv, ciphertext: ciphertext.subarray(0, -tagBytes), tag: ciphertext.subarray(-tagBytes) },
      causes: [tagInside],
    }
    yield {
      parts: { iv, ciphertext: ciphertext.subarray(tagBytes), tag: ciphertext.subarray(0, tagBytes) },
      causes: [{ ...tagInside, received: 'the tag at the beginning of the ciphertext' }],
    }
  }
  if (length > ivBytes) {
    const [own, behind] = [ciphertext.subarray(0, ivBytes), ciphertext.subarray(ivBytes)]
    yield { parts: { iv: own, ciphertext: behind, tag }, causes: [ivInside] }
    if (behind.length > tagBytes)
      yield {
        parts: { iv: own, ciphertext: behind.subarray(0, -tagBytes), tag: behind.subarray(-tagBytes) },
        causes: [ivInside, tagInside],
      }
  }
}

function lengthCause(enc: ContentEncryption, { iv, tag }: Content): Cause | null {
  if (!isGcm(enc) || (iv.length === ivBytes && tag.length === tagBytes)) return null
  if (iv.length !== ivBytes)
    return {
      code: iv.length === 16 ? 'iv-of-128-bits' : 'iv-length',
      received: `an IV of ${iv.length * 8} bits`,
      cure: `use 12 random bytes as IV: AES-GCM in a JWE takes 96 bits (RFC 7518 §5.3); 16 bytes are for CBC${iv.length === 16 ? ', and python-jose (3.3.0 tried) writes them for A256GCM: use jwcrypto instead' : ''}`,
    }
  return {
    code: 'tag-truncated',
    received: `a tag of ${tag.length * 8} bits`,
    cure: 'use the whole tag of 128 bits (Java: new GCMParameterSpec(128, iv); PHP: tag_length 16), and look whether the end of the token is cut off on its way (a column, a cookie or a log that is too short)',
  }
}

// ── Another cipher ──────────────────────────────────────────────────────────────────────────────────────────────────

const beginsLikeAToken = (bytes: Buffer): boolean => /^e[yw][\w-]{10}/.test(bytes.subarray(0, 16).toString('latin1'))

/** Ciphers that JOSE does not have, told by a plaintext that begins like a JWS. */
function otherCipher(jwe: Jwe, message: Buffer): OpenedContent | null {
  if (message.length !== 32 && message.length !== 16) return null
  const bits = message.length * 8
  const ciphers: [string, number, string][] = [
    [`aes-${bits}-cbc`, 16, `AES-${bits}-CBC without a tag`],
    [`aes-${bits}-ctr`, 16, `AES-${bits}-CTR`],
    [`aes-${bits}-ecb`, 0, `AES-${bits}-ECB`],
    ...(message.length === 32 ? ([['chacha20', 16, 'ChaCha20-Poly1305']] as [string, number, string][]) : []),
  ]
  for (const [cipher, length, name] of ciphers) {
    const iv = cipher === 'chacha20' ? chachaIv(jwe.iv) : jwe.iv.subarray(0, length)
    if (iv.length !== length) continue
    try {
      const decipher = createDecipheriv(cipher, message, length === 0 ? null : iv)
      const plaintext = Buffer.concat([decipher.update(jwe.ciphertext), decipher.final()])
      if (beginsLikeAToken(plaintext))
        return {
          plaintext,
          contentKey: message,
          causes: [
            {
              code: 'encrypted-with-other-enc',
              received: `content encrypted with ${name}, although the header says A256GCM`,
              cure: 'encrypt with aes-256-gcm, and send the tag that it gives as the fifth segment',
            },
          ],
        }
    } catch {
      continue // the cipher's way to say that length or padding do not match
    }
  }
  return null
}

/** OpenSSL's form: the counter, which begins at 1 for the content, and the nonce. */
const chachaIv = (iv: Buffer): Buffer => (iv.length === 12 ? Buffer.concat([Buffer.from([1, 0, 0, 0]), iv]) : iv)

/** Whether key and IV are right for certain: what GCM decrypts to, whatever the tag, begins like a JWS. */
export const keyAndIvAreRight = (jwe: Jwe, contentKey: Buffer): boolean =>
  contentEncryptionsFor(contentKey).some(enc => {
    const plaintext = unauthenticatedContent(enc, contentKey, jwe)
    return plaintext !== null && beginsLikeAToken(plaintext)
  })
