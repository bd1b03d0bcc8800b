/**
 * What a guest's own page offers in place of what the page of a signed-in user has put into its request: a nonce, a token
 * against forged requests. Found by where the user's own page had it from. Pure; raw values pass through.
 */
import { decoded, jsonIn, unescaped } from '../../token-sources/token-carrier.ts'
import { isGuard } from './sent-request.ts'

/** Where a value of the request came from, on the page that made it. */
export type Origin =
  | { kind: 'cookie'; name: string }
  /** the text around it; and what it is like: its length in characters, and whether there are digits in it */
  | { kind: 'document'; before: string; after: string; length: number; digits: boolean }
  /** an answer that the page had got before */
  | { kind: 'answer'; url: string; pointer: string }

/** Characters: what is shorter is found everywhere. */
const shortest = 6
const around = 80

const pointerTo = (value: unknown, wanted: string, at = ''): string | null => {
  if (value === wanted) return at
  if (typeof value !== 'object' || value === null) return null
  for (const [name, inner] of Object.entries(value)) {
    const found = pointerTo(inner, wanted, `${at}/${name}`)
    if (found !== null) return found
  }
  return null
}

/** What the page that made a request had received before it. */
export type Received = {
  documents: readonly string[]
  answers: readonly { url: string; body: string }[]
}

export const originOf = (
  value: string,
  { documents, answers }: Received,
  cookies: Readonly<Record<string, string>>,
): Origin | null => {
  if (value.length < shortest) return null
  const cookie = Object.entries(cookies).find(([, other]) => other === value || decoded(other) === value)
  if (cookie) return { kind: 'cookie', name: cookie[0] }
  for (const document of documents.map(unescaped)) {
    const index = document.indexOf(value)
    if (index < 0) continue
    const end = index + value.length
    return {
      kind: 'document',
      before: document.slice(Math.max(0, index - around), index),
      after: document.slice(end, end + around),
      length: value.length,
      digits: /\d/.test(value),
    }
  }
  for (const { url, body } of answers) {
    const pointer = pointerTo(jsonIn(body), value)
    if (pointer !== null) return { kind: 'answer', url, pointer }
  }
  return null
}

/** The same text may stand around it on the guest's page, or less of it: the longest that is found, and then what follows it. */
export const offerIn = (
  document: string,
  { before, after, length: usual, digits }: Extract<Origin, { kind: 'document' }>,
): string | null => {
  const text = unescaped(document)
  const end = after.charAt(0)
  const close = (from: number): number => (end === '' ? -1 : text.indexOf(end, from))
  for (let length = before.length; length >= 4; length--) {
    const lead = before.slice(-length)
    const found: { value: string; follows: number }[] = []
    for (let at = text.indexOf(lead); at >= 0; at = text.indexOf(lead, at + 1)) {
      const from = at + lead.length
      const to = close(from)
      const value = to < 0 ? '' : text.slice(from, to)
      const isAlike = value.length >= usual / 2 && value.length <= usual * 2 && /\d/.test(value) === digits
      if (!isAlike || !/^[^\s<>]{6,4000}$/.test(value)) continue
      let follows = 0
      while (follows < after.length && text[to + follows] === after[follows]) follows++
      found.push({ value, follows })
    }
    // Little before it means something only with something behind it.
    const best = found.toSorted((one, other) => other.follows - one.follows)[0]
    if (best && (length >= 12 || best.follows >= 12)) return best.value
  }
  return null
}

const quoted = (name: string): string => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
const value = `["']([^"'<>\\s]{6,4000})["']`
const named = (text: string, name: string): string | null => {
  const it = quoted(name)
  const forms = [
    `["']?\\b${it}["']?\\s*[:=]\\s*${value}`,
    `(?:name|property|id)=["']${it}["'][^>]*?(?:content|value)=${value}`,
    `(?:content|value)=${value}[^>]*?(?:name|property|id)=["']${it}["']`,
  ]
  for (const form of forms) {
    const found = new RegExp(form, 'i').exec(text)?.[1]
    if (found !== undefined) return found
  }
  return null
}

/** Where nobody saw where it came from: a guard by its own name, or by the names that guards have. */
const usualNames = [
  'nonce',
  '_wpnonce',
  'csrf-token',
  'csrfToken',
  'csrf_token',
  '_csrf',
  '_token',
  'authenticity_token',
]
export const offerNamed = (document: string, name: string): string | null => {
  if (!isGuard(name) && !/token|security/i.test(name)) return null
  const text = unescaped(document)
  for (const one of [name, name.replace(/^x-/i, ''), ...usualNames]) {
    const found = named(text, one)
    if (found !== null) return found
  }
  return null
}

export const valueAt = (body: string, pointer: string): string | null => {
  let inner = jsonIn(body)
  for (const name of pointer.split('/').slice(1)) inner = (inner as Record<string, unknown> | null | undefined)?.[name]
  return typeof inner === 'string' ? inner : null
}
