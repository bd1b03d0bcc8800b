/** Values that stand where a path belongs, and are none: a key, a token, the content of a file. None of it is ever repeated. */
import { existsSync } from 'node:fs'
import { secretKind } from '../../mock-iadvize/input/secret-like.ts'

/** Characters; no file system takes longer paths than some thousand, and nobody writes them. */
const maxPathLength = 1000

/** Letters of both cases and digits, without a dot: how a password or a key looks, and hardly a file. */
const looksSecret = (part: string): boolean =>
  part.length >= 32 && /[a-z]/.test(part) && /[A-Z]/.test(part) && /\d/.test(part) && !part.includes('.')

/** `a key`, `JSON`: what the value is instead of a path; null: it may be a path. */
export const contentInsteadOfPath = (value: string): string | null => {
  const kind = secretKind(value)
  if (kind !== null) return kind
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f]/.test(value)) return 'a text with line breaks or control characters'
  if (value.length > maxPathLength) return `a text of ${value.length} characters`
  if (/^\s*[{[<]/.test(value)) return /^\s*</.test(value) ? 'XML' : 'JSON'
  if (value.split(/[\\/]/).some(looksSecret) && !existsSync(value)) return 'a text that looks like a secret'
  return null
}

/** A sentence's predicate, for a value that is not repeated. */
export const pathExpected = (what: string, received: string): string =>
  `expected the path of ${what}; received ${received} itself, which is not repeated here: write it into a file of its own, and give the path of that`
