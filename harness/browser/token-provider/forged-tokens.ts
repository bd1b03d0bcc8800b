/** What a request carries unsigned, or signed and perhaps not verified: the same with another user in it. Pure. */
import { swapped } from './handles.ts'
import type { HandlePair } from './handles.ts'

/** `how`: without values, `alg none` */
export type Forgery = { how: string; value: string }

type Json = Record<string, unknown>

const json = (base64url: string): Json | null => {
  try {
    const value = JSON.parse(Buffer.from(base64url, 'base64url').toString()) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
  } catch {
    return null
  }
}
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const jws = /^(.*?)(eyJ[\w-]+)\.([\w-]{4,})\.([\w-]*)$/s

/** Every text and number in it that names the user, named anew. */
const renamed = (value: unknown, pairs: readonly HandlePair[]): unknown => {
  if (typeof value === 'string') return swapped(value, pairs) ?? value
  if (typeof value === 'number') {
    const other = pairs.find(({ own }) => own === String(value))?.other
    return other === undefined ? value : /^\d{1,15}$/.test(other) ? Number(other) : other
  }
  if (Array.isArray(value)) return value.map(inner => renamed(inner, pairs))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, renamed(inner, pairs)]))
  return value
}

/** Claims by which a user is usually named, where none of them holds a handle that we know. */
const usual = ['sub', 'uid', 'user_id', 'userId', 'id', 'username', 'preferred_username', 'email', 'name']

const claimsOf = (claims: Json, theirs: Json | null, pairs: readonly HandlePair[]): Json[] => {
  if (theirs) return [theirs]
  const changed = renamed(claims, pairs) as Json
  if (JSON.stringify(changed) !== JSON.stringify(claims)) return [changed]
  const names = usual.filter(name => Object.hasOwn(claims, name))
  return names.length === 0
    ? []
    : pairs.slice(0, 2).map(({ other }) => ({ ...claims, ...Object.fromEntries(names.map(name => [name, other])) }))
}

/** `theirs`: what the other user's page sends at the same place; null: not known. */
export const forgeries = (value: string, theirs: string | null, pairs: readonly HandlePair[]): Forgery[] => {
  const [, lead = '', head = '', body = '', signature = ''] = jws.exec(value) ?? []
  const [header, claims] = [json(head), json(body)]
  if (header && claims && header['alg'] !== undefined) {
    const other = json(jws.exec(theirs ?? '')?.[3] ?? '')
    return claimsOf(claims, other, pairs).flatMap(changed => [
      { how: 'alg none', value: `${lead}${base64url({ ...header, alg: 'none' })}.${base64url(changed)}.` },
      { how: 'signature cut off', value: `${lead}${head}.${base64url(changed)}.` },
      { how: 'claims changed under the old signature', value: `${lead}${head}.${base64url(changed)}.${signature}` },
    ])
  }
  // JSON in base64, with nothing that vouches for it.
  const plain = /^[\w+/=-]{8,}$/.test(value) ? json(value) : null
  if (!plain) return []
  const changed = renamed(plain, pairs)
  if (JSON.stringify(changed) === JSON.stringify(plain)) return []
  const text = Buffer.from(JSON.stringify(changed))
  return [{ how: 'unsigned', value: text.toString(/[+/=]/.test(value) ? 'base64' : 'base64url') }]
}
