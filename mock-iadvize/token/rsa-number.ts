/** A signature or an encrypted key is one number as long as the modulus: what that number may have been before it was wrapped. */
import type { KeyObject } from 'node:crypto'
import { fits, rsaKey } from './rsa-key.ts'
import { listed } from './shown.ts'
import { chainCode, chainWords, segmentWords, segmentWrapping, undone, type Chain } from './undoings.ts'

/** How something differs from what it should be. */
/** `wrapped`: the part that was wrapped, and in what; parts in one and the same are one cause. */
export type Cause = {
  code: string
  received: string
  cure: string
  wrapped?: { part: string; code: string; words: string }
}
/** `cause`: null for the bytes of the segment as they are. */
export type Candidate = { bytes: Buffer; cause: Cause | null }

/** A segment that was wrapped. `name`: `tag`. */
export function segmentCause(name: string, chain: Chain): Cause {
  const { wrapping } = segmentWrapping(chain)
  return {
    ...segmentWords(name, chain),
    wrapped: { part: name, code: chainCode(wrapping), words: chainWords(wrapping) },
  }
}

/** Parts that were wrapped in the same way make one cause. */
export function gathered(causes: readonly Cause[]): Cause[] {
  const groups = new Map<string, Cause[]>()
  for (const cause of causes) {
    const key = cause.wrapped ? cause.wrapped.code : `${cause.code} ${cause.received}`
    groups.set(key, [...(groups.get(key) ?? []), cause])
  }
  return [...groups.values()].map(group => {
    const [first] = group as [Cause]
    if (!first.wrapped || group.length === 1) return first
    const parts = listed(group.flatMap(({ wrapped }) => (wrapped ? [wrapped.part] : [])))
    return {
      code: `segments-in-${first.wrapped.code}`,
      received: `the right ${parts}, but each wrapped as ${first.wrapped.words}`,
      cure: first.cure,
    }
  })
}

/** Each costs one operation of RSA. */
const mostCandidates = 6

/** In the order in which they are likely; all of them fit the key. `name`: `signature` or `encrypted key`. */
export function rsaCandidates(name: string, segment: string, key: KeyObject): Candidate[] {
  const candidates: Candidate[] = []
  const add = (bytes: Buffer, cause: Cause | null): void => {
    if (candidates.length < mostCandidates && fits(bytes, key)) candidates.push({ bytes, cause })
  }
  const reversed: Buffer[] = []
  const chains: { bytes: Buffer; chain: Chain }[] = []
  undone(
    segment,
    (text, chain) => {
      if (chain.length > 0 && Math.abs(text.length - rsaKey(key).bytes) <= 24)
        chains.push({ bytes: Buffer.from(text, 'latin1'), chain })
      return null
    },
    3,
  )
  for (const { bytes, chain } of chains) {
    const isPlain = chain.length === 1 && chain[0]?.code === 'base64'
    const wrapped = isPlain ? null : segmentCause(name, chain)
    if (bytes.length === rsaKey(key).bytes) {
      add(bytes, wrapped)
      if (isPlain) reversed.push(Buffer.from(bytes.toReversed()))
    } else {
      const whole = resized(name, bytes, rsaKey(key).bytes)
      if (whole) add(whole.bytes, wrapped ?? whole.cause)
    }
  }
  for (const bytes of reversed)
    add(bytes, {
      code: `${name.replace(' ', '-')}-reversed`,
      received: `the right ${name}, but its bytes in reverse order`,
      cure: "reverse the bytes: Windows' CryptoAPI gives RSA numbers in little-endian order, JOSE takes big-endian",
    })
  return candidates
}

/** Leading zeros that were dropped or added, and what stands before the number in DER. */
function resized(name: string, bytes: Buffer, length: number): { bytes: Buffer; cause: Cause } | null {
  const more = bytes.length - length
  const kind = name.replace(' ', '-')
  const exactly = `encode the ${name} as exactly ${length} bytes`
  if (more < 0 && more >= -3)
    return {
      bytes: Buffer.concat([Buffer.alloc(-more), bytes]),
      cause: {
        code: `${kind}-without-leading-zeros`,
        received: `the right ${name}, but ${-more} leading zero byte(s) are missing`,
        cure: `${exactly}: a big integer drops leading zeros, so that about one token in 256 fails; pad on the left, or use the bytes that the cipher returns`,
      },
    }
  if (more === 1 && bytes[0] === 0)
    return {
      bytes: bytes.subarray(1),
      cause: {
        code: `${kind}-with-leading-zero`,
        received: `the right ${name}, with a zero byte before it`,
        cure: `${exactly}: Java's BigInteger.toByteArray() puts a zero byte before a number whose first bit is set`,
      },
    }
  if (more > 1 && [3, 4, 0x30].includes(bytes[0] ?? 0))
    return {
      bytes: bytes.subarray(more),
      cause: {
        code: `${kind}-in-der`,
        received: `the right ${name}, inside a structure of ASN.1 (DER)`,
        cure: `${exactly}: take the content out of the BIT STRING or OCTET STRING`,
      },
    }
  return null
}
