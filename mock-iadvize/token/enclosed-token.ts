/** Tokens within something else: in JSON under any name, in JSON serialization, in text around them. Bounded and linear. */
import { isObject, json, type JsonObject } from './json-members.ts'

export type TokenKind = 'jws' | 'jwe'

const headerOf = (segment: string): JsonObject | null => {
  const header = json(Buffer.from(segment, 'base64').toString('utf8'))
  return isObject(header) ? header : null
}

/** What a text is, by its dots and its header; null: no token. Lenient of alphabet and padding. */
export function tokenKind(text: string): TokenKind | null {
  const dots = text.split('.').length - 1
  if (dots < 2 || dots > 4 || !/^[\w+/=\s-]+\.[\w+/=\s.-]*$/.test(text)) return null
  const header = headerOf(text.slice(0, text.indexOf('.')).trim())
  if (header === null || !('alg' in header || 'enc' in header)) return null
  return dots === 2 && !('enc' in header) ? 'jws' : dots === 4 || 'enc' in header ? 'jwe' : null
}

/** `path`: names on the way, for an array its index; empty: the value itself. */
export type Enclosed = { text: string; kind: TokenKind; path: readonly string[] }

/** Values that are looked at. */
const mostValues = 300

/** The first token in a value of JSON, by breadth: the least deep one. */
export function tokenInJson(value: unknown): Enclosed | null {
  const queue: { value: unknown; path: string[] }[] = [{ value, path: [] }]
  for (let at = 0; at < queue.length && at < mostValues; at++) {
    const { value: each, path } = queue[at]!
    if (typeof each === 'string') {
      const kind = tokenKind(each)
      if (kind) return { text: each, kind, path }
      const inner = /^\s*[{["]/.test(each) ? json(each) : undefined
      if (inner !== undefined) queue.push({ value: inner, path })
    } else if (typeof each === 'object' && each !== null) {
      const serialized = compactOf(each)
      if (serialized) return { ...serialized, path: [...path, 'JSON serialization'] }
      for (const [name, inner] of Object.entries(each).slice(0, mostValues))
        queue.push({ value: inner, path: [...path, name] })
    }
  }
  return null
}

const isText = (value: unknown): value is string => typeof value === 'string'
const first = (list: unknown): JsonObject => {
  const one: unknown = Array.isArray(list) ? list[0] : undefined
  return isObject(one) ? one : {}
}

/** A JWS or JWE in JSON serialization (RFC 7515 §7.2, RFC 7516 §7.2), general or flattened, in compact form. */
export function compactOf(value: object): { text: string; kind: TokenKind } | null {
  const it = value as JsonObject
  if (isText(it.ciphertext)) {
    const key = it.encrypted_key ?? first(it.recipients).encrypted_key
    const parts = [it.protected, key, it.iv, it.ciphertext, it.tag]
    return { text: parts.map(part => (isText(part) ? part : '')).join('.'), kind: 'jwe' }
  }
  if (!isText(it.payload)) return null
  const { protected: header, signature } = isText(it.signature) ? it : first(it.signatures)
  return isText(header) && isText(signature) ? { text: [header, it.payload, signature].join('.'), kind: 'jws' } : null
}
